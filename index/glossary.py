"""English words and phrases to Chinese ones: what an English question should look for in Chinese reports.

Knows a glossary file, English inflections and how the two languages write quarters, ordinals, amounts
and shares. Knows nothing of dates (`index.dates` reads those), of names that the file does not hold, of
grammar, of passages or of how the terms are searched.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

PATH = Path(__file__).parent / "models" / "glossary.tsv"
PHRASE_WORDS = 4  # the longest phrase in the glossary
_PART_CHOICES = 2  # translations of each word that follow a phrase's own

TOKEN = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*(?:'[a-z]+)?")
ARTICLES = frozenset(("a", "an", "the"))
# They ask or join and name no topic; months belong to index.dates.
FUNCTION_WORDS = frozenset(
    """a an the of in on at to for from by with as and or but nor so if then than that this these those it
    its he she him her his hers they them their theirs we us our ours you your yours i me my mine who whom
    whose which what when where why how is are was were be been being am do does did done doing have has had
    having will would shall should can could may might must not no yes there here about into onto over under
    between among during after before also very more most such any some all each every other another both
    either neither own same just only too up down out off again once while because until against through per
    via sth sb one oneself much many don didn doesn isn wasn aren weren please
    january february april june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec""".split()
)
_FAMILIES = """hold held;say said;speak spoke spoken;lead led;give gave given;take took taken;make made;meet met
    choose chose chosen;write wrote written;tell told;go went gone;come came;see saw seen;know knew known
    get got gotten;find found;think thought;bring brought;build built;send sent;spend spent;win won;lose lost
    begin began begun;rise rose risen;fall fell fallen;grow grew grown;buy bought;sell sold;pay paid;keep kept
    teach taught;stand stood;understand understood;become became;drive drove driven;man men;woman women
    child children;hear heard;sit sat;run ran;show shown;fight fought;freeze froze frozen
    undertake undertook undertaken;strive strove striven"""
_IRREGULAR = {
    form: family.split()[0] for family in re.split(r"[;\n]", _FAMILIES) for form in family.split()[1:]
}
_ENDINGS = ("ation", "ion", "ment", "ness", "ee", "er", "or", "al", "ly")
_OF_COUNTRIES = ("n", "an", "ian", "ese", "i")  # Bolivian, Egyptian, Vietnamese, Pakistani
_DEMONYM = 6  # letters at least
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ORDINAL = rf"(?:(?P<ordinal>{'|'.join(_ORDINALS)})|(?P<number>[1-9]\d?)(?:st|nd|rd|th))"


_Extent = tuple[int, int]  # start and end in the text


@dataclass(frozen=True)
class Translation:
    """A piece of a question, as written there, and Chinese words for it, the likeliest first."""

    english: str
    chinese: tuple[str, ...]


class Glossary:
    """English keys, lower case, each with Chinese words parted by spaces, the likeliest first."""

    def __init__(self, entries: dict[str, str]) -> None:
        self._entries = entries
        self._openers = frozenset(key.partition(" ")[0] for key in entries if " " in key)

    @classmethod
    def load(cls, path: Path) -> "Glossary":
        """Return the glossary in the file at `path`, one `key<TAB>译1 译2` a line; raises OSError."""
        pairs = (line.partition("\t") for line in path.read_text("utf-8").splitlines())
        return cls({key: value for key, _, value in pairs})

    def __len__(self) -> int:
        return len(self._entries)

    def translate(self, folded: str) -> list[Translation]:
        """Return the pieces of `folded` text that have Chinese words; see the function `translate`."""
        found: list[tuple[_Extent, Translation]] = list(_by_rule(folded))
        for run in _runs(folded, [extent for extent, _ in found]):
            while run:
                length, chinese = self._longest([base(token.group()) for token in run[:PHRASE_WORDS]])
                start, end = run[0].start(), run[length - 1].end()
                if chinese:
                    found.append(((start, end), Translation(folded[start:end], chinese)))
                run = run[length:]
        return [translation for _, translation in sorted(found, key=lambda pair: pair[0])]

    def _longest(self, words: list[str]) -> tuple[int, tuple[str, ...]]:
        """Return how many of `words`, from the first, are one entry, and its Chinese; (1, ()) if none."""
        choices = [forms(word) for word in words]
        if any(form in self._openers for form in choices[0]):
            for length in range(len(words), 1, -1):
                for phrase in product(*choices[:length]):
                    if whole := self._entries.get(" ".join(phrase)):
                        return length, self._with_parts(whole.split(), words[:length])
        return 1, tuple(self._word(words[0]))

    def _word(self, word: str) -> list[str]:
        if word in FUNCTION_WORDS:
            return []
        return next((self._entries[form].split() for form in forms(word) if form in self._entries), [])

    def _with_parts(self, whole: list[str], words: list[str]) -> tuple[str, ...]:
        """Return a phrase's translations, then its words': reports may name the thing otherwise."""
        parts = [part for word in words for part in self._word(word)[:_PART_CHOICES]]
        return tuple(dict.fromkeys([*whole, *parts]))


@cache
def shipped() -> Glossary:
    """Return the glossary that ships, read once; raises OSError when its file is missing."""
    return Glossary.load(PATH)


def translate(folded: str) -> list[Translation]:
    """Return the pieces of `folded` text that have Chinese words, left to right, none overlapping another.

    The longest phrase wins; its own translations come before those of its words. Text is folded as
    `index.script.fold` does; Chinese in it is passed over. Raises OSError when the shipped file is missing.
    """
    return shipped().translate(folded)


def base(token: str) -> str:
    """Return `token` without its possessive or contraction: people's → people."""
    return token.partition("'")[0]


def forms(word: str) -> list[str]:
    """Return the dictionary words that lower-case `word` may be a form of, the likeliest first."""
    found = [_IRREGULAR[word]] if word in _IRREGULAR else []
    found.append(word)
    if len(word) < 4:
        return found
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    if word.endswith("s") and not word.endswith("ss"):
        found += [word[:-1], word[:-2]] if word.endswith("es") else [word[:-1]]
    for ending in ("ed", "ing", *_ENDINGS):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3:
            continue
        doubled = [stem[:-1]] if stem[-1] == stem[-2] else []
        found += [*doubled, stem, stem + "e", *([stem[:-1] + "y"] if stem[-1] == "i" else [])]
    if len(word) >= _DEMONYM:
        found += [word.removesuffix(ending) for ending in _OF_COUNTRIES if word.endswith(ending)]
    return found


def _runs(folded: str, taken: list[_Extent]) -> list[list[re.Match[str]]]:
    """Return the words outside `taken`, parted where a phrase cannot go on; articles are left out."""
    runs: list[list[re.Match[str]]] = []
    end = -1
    for token in TOKEN.finditer(folded):
        if any(start < token.end() and token.start() < stop for start, stop in taken):
            continue
        if end < 0 or folded[end : token.start()].strip(" -"):
            runs.append([])
        end = token.end()
        if token.group() not in ARTICLES:
            runs[-1].append(token)
    return runs


def _numeral(number: int) -> str:
    """Return a Chinese numeral for 1 to 99."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")


def _place(match: re.Match[str]) -> str:
    word = match["ordinal"]
    return _numeral(_ORDINALS.index(word) + 1 if word else int(match["number"]))


def _quarter(match: re.Match[str]) -> tuple[str, ...]:
    place = _numeral(int(match["q"])) if match["q"] else _place(match)
    return f"{place}季度", f"第{place}季度"


def _half(match: re.Match[str]) -> tuple[str, ...]:
    return ("上半年",) if match["half"] == "first" else ("下半年",)


def _plenum(match: re.Match[str]) -> tuple[str, ...]:
    return f"{_place(match)}中全会", f"第{_place(match)}次全体会议"


def _congress(match: re.Match[str]) -> tuple[str, ...]:
    return f"{_place(match)}大", f"第{_place(match)}次全国代表大会"


def _ordinal(match: re.Match[str]) -> tuple[str, ...]:
    return (f"第{_place(match)}",)


def _amount(match: re.Match[str]) -> tuple[str, ...]:
    value = float(match["value"].replace(",", ""))
    scale = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}[match["scale"]]
    units = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"), (1.0, ""))
    size, unit = next((size, unit) for size, unit in units if value * scale >= size or size == 1.0)
    return (f"{round(value * scale / size, 6):.6f}".rstrip("0").rstrip(".") + unit,)


def _share(match: re.Match[str]) -> tuple[str, ...]:
    return (f"{match['value']}%",)


# The earlier rule wins where two match.
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, ...]]], ...] = (
    (re.compile(rf"\b(?:q(?P<q>[1-4])|{_ORDINAL} quarter)\b"), _quarter),
    (re.compile(r"\b(?P<half>first|second) half\b"), _half),
    (re.compile(rf"\b{_ORDINAL} (?:plenary session|plenum)\b"), _plenum),
    (re.compile(rf"\b{_ORDINAL} (?:national|party) congress\b"), _congress),
    (
        re.compile(r"\b(?P<value>\d[\d,]*(?:\.\d+)?)[ -](?P<scale>thousand|million|billion|trillion)\b"),
        _amount,
    ),
    (re.compile(r"\b(?P<value>\d+(?:\.\d+)?) (?:percent|per cent)\b"), _share),
    (re.compile(rf"\b{_ORDINAL}\b"), _ordinal),
)


def _by_rule(folded: str) -> Iterator[tuple[_Extent, Translation]]:
    taken: list[_Extent] = []
    for pattern, chinese in _RULES:
        for match in pattern.finditer(folded):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                taken.append(match.span())
                yield match.span(), Translation(match.group(), chinese(match))
