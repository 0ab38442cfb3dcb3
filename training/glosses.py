"""What a CC-CEDICT gloss says in English: the keys under which its headword may be looked up.

Knows nothing of how keys are ranked or of what Chinese stands beside a gloss.
"""

import re
import unicodedata
from collections.abc import Iterator

import index.glossary as lookup
from index.script import HAN

_NO_GLOSS = re.compile(
    r"(?:CL:|(?:old |erhua |archaic |Japanese )?variants? of|see |surname |abbr\. |also written|also pr|used in"
    r"|erhua|Taiwan pr|classifier|radical|Kangxi|old form|euphemistic)",
    re.IGNORECASE,
)
_REMARK = re.compile(rf"\([^()]*\)|\[[^\]]*\]|{HAN.pattern}+(?:\|{HAN.pattern}+)?|\"")
_OPENING = re.compile(r"(?:(?:lit\.|fig\.|esp\.|to be|to|be|sb|sth)\s+)+", re.IGNORECASE)
_NAME = r"[A-Z][\w'-]*"
_NAMED_PLACE = re.compile(
    rf"({_NAME}(?:\s+(?:{_NAME}|of|and))*)[ ,-]+(?:sub-provincial )?(?i:prefecture|city|county|district|province|autonomous"
    r"|municipality|town|township|island|river|region)\b"
)


def english(text: str) -> list[str]:
    """Return the words of `text` as the lookup reads them: lower case, no accents, no articles."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    found = lookup.TOKEN.findall("".join(c for c in plain if not unicodedata.combining(c)))
    return [lookup.base(word) for word in found if word not in lookup.ARTICLES]


def pieces(gloss: str) -> Iterator[tuple[str, str]]:
    """Yield what of a CC-CEDICT gloss may translate the headword: a key, and the piece it is from."""
    if _NO_GLOSS.match(gloss):
        return
    plain = _REMARK.sub(" ", _REMARK.sub(" ", gloss))
    for part in re.split(r"[;/]", plain):
        piece = part.strip(" ,.")
        if not piece or _NO_GLOSS.match(piece):
            continue
        # What follows a name's comma explains it: "Xi Jinping, PRC politician".
        key = piece.split(",")[0] if piece[0].isupper() or plain[0].isupper() else piece
        yield _OPENING.sub("", key) if _OPENING.match(key) else key, piece
        if place := _NAMED_PLACE.match(piece):
            yield place[1], piece
