"""Questions that ask two things, 「谁主持、谁出席?」: taken apart, and their answers put together.

Knows nothing of how either half is answered.
"""

import re
from dataclasses import replace

from bot.query import MAX_CHARS, Query
from bot.quotes import Answer, squeeze
from bot.wording import in_line
from index.script import clean, fold

# What asks, in folded text, written and spoken; 那几年 and 十几个 do not.
_ASKS = re.compile(
    r"谁|哪(?!怕)|边(?=[个位度啲些日年月]|[几两三四五六七八九十]+[个位项])|[什甚]么|咩|乜|啥|咋|怎[么样]|如何|点[解样]|为何|何[时地处人]|多少|多[久大高长远]"
    r"|几(?:时|多)|(?<![那这好十百千上有近去前后])几(?=[个人项名位次条家部场种款届成倍天年篇份所座岁号月日点])"
    r"|\b(?:who|whom|whose|what|when|where|which|how|why)\b"
)
# What asks nothing though it has a word that asks: what is quoted, 无论什么时候, the "when" of a clause.
_ASIDE = re.compile(
    r"\"[^\"]*\"|《[^《》]*》|(?:无论|不管|不论|任何)[^,。]{0,12}|没有什么|^\s*when\s+(?!(?:was|were|is|are|did|does|do|will|has|have|had|can)\b)[^,]*"
)
_MARK = re.compile(r"[,;?、]\s*(?:and\s+)?|\s+and\s+(?:on\s+)?(?=(?:who|what|when|where|which|how|why)\b)")
# Not 哪个公约和哪个协定, which asks one thing.
_AND = re.compile(
    r"(?<!哪.)(?<!哪..)(?<!哪...)(?<!哪....)(?:以及|并且|还有|同埋|和|跟|及)(?=谁|哪|边[个位度]|[什甚]么|咩|几时|何时|怎么|为什么|点解)"
)
# 哪些市、哪些部门 and 什么时间、什么地点 are things that one question asks of.
_NOUN_LEFT = re.compile(r"(?:哪|边|[什甚]么)[^,。、谁]{0,4}$")
_NOUN_RIGHT = re.compile(r"哪|边|[什甚]么")
_BARE = re.compile(
    r"\s*(?:when|where|why|几时|何时|哪里|为什么|点解)\s*[?!。]?\s*"
)  # of what was asked first
# What asks of the day or the place of what stands before the other half's question: 峰会什么时候、在哪里举办.
_ALSO = re.compile(
    r"(?:又|都)?(?:[在于喺](?:哪(?![个些])[里儿]?|边度)|边度|什么时候|几时|何时|哪天|什么地方|何地)"
    r"(?:开始?|举行|举办|召开|办|结束|开幕|闭幕|签署?|宣布|成立)?[的了呢嘅㗎呀啊过]*[?!。]*"
)
_LOOSE = re.compile(r"(?:(?<![存潜现实])在|(?<![对由关])于|(?<!不)是|(?<![关体派])系|喺)$")
_WHERE_AND_WHEN = re.compile(r"\s*(where|when)\s+and\s+(where|when)\s+(?=\w)")
_OFFICE_ASKED = re.compile(
    r"职务|职位|职衔|头衔|身份|兼.{0,2}(?:什么|何)?职|\b(?:title|position(?! on)|post)\b"
)
_FEWEST = 2  # characters of a half besides what asks


def halves(text: str) -> tuple[str, str] | None:
    """Return the two questions in `text`, as they stand there; None where it asks one thing, or several of one kind."""
    whole = fold(clean(text[:MAX_CHARS]))
    both = _WHERE_AND_WHEN.match(whole)
    if both:
        rest = text[both.end() :].strip()
        return f"{both[1]} {rest}", f"{both[2]} {rest}"
    folded = _ASIDE.sub(lambda said: "\0" * len(said[0]), whole)
    if len(_ASKS.findall(folded)) < 2:
        return None
    for sign in sorted([*_MARK.finditer(folded), *_AND.finditer(folded)], key=lambda sign: sign.start()):
        left, right = folded[: sign.start()], folded[sign.end() :]
        if sign[0].startswith("、") and _NOUN_LEFT.search(left) and _NOUN_RIGHT.match(right):
            continue
        if _is_question(left) and (_is_question(right) or _BARE.fullmatch(right)):
            named = _LOOSE.sub("", _ASKS.split(left, maxsplit=1)[0]) if _ALSO.fullmatch(right) else ""
            return text[: sign.start()].strip(), (text[: len(named)] + text[sign.end() :]).strip()
    return None


def _is_question(folded: str) -> bool:
    """Whether `folded` asks something of something."""
    return bool(_ASKS.search(folded)) and len(squeeze(_ASKS.sub("", folded))) >= _FEWEST


def together(query: Query, first: Answer, second: Answer) -> Answer | None:
    """Return the answers to the two halves of `query` as one; None unless both are given, of one meeting.

    What the second repeats is left out.
    """
    if first.abstained or second.abstained or first.quotes[0].article.id != second.quotes[0].article.id:
        return None
    said, more = squeeze(first.text), squeeze(second.text)
    asks_office = _OFFICE_ASKED.search(second.query.folded) and not second.query.people
    office_said = first.text.endswith(")") and asks_office
    if more in said or office_said:
        text = first.text
    elif said in more:
        text = second.text
    else:
        text = in_line((first.text, second.text), query.script)
    quotes = tuple(dict.fromkeys((*first.quotes, *second.quotes)))
    confidence = min(first.confidence, second.confidence)
    return replace(first, query=query, text=text, quotes=quotes, confidence=confidence)
