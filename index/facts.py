"""What every meeting report says of its meeting, read once when it is indexed.

All functions read folded text and answer with offsets into it, which are offsets into the original.
They answer nothing rather than guess. Know nothing of files, passages or questions.
"""

import re

# One-character names of cities and provinces, as datelines and headlines use them.
SHORT_PLACES = {
    "京": "北京", "沪": "上海", "津": "天津", "渝": "重庆", "榕": "福州", "穗": "广州", "蓉": "成都", "杭": "杭州",
    "宁": "南京", "汉": "武汉", "深": "深圳", "琼": "海南", "昆": "昆明", "筑": "贵阳", "邕": "南宁", "厦": "厦门",
}  # fmt: skip
_VERB = "(?:隆重|胜利|正式|顺利|同时)?(?:举行|召开|举办|开幕|闭幕|启动|开会)"
_HELD = re.compile(rf"在(?P<place>[^在,。、;:!?\"《》()\s]{{1,12}}?){_VERB}")
_DATELINE = re.compile(
    r"^(?:新华社|中新社|本报|人民网|央视网)?(?P<place>[\u4e00-\u9fff]{2,6}?)\d{1,2}月\d{1,2}日[电讯]"
)
_NOT_A_PLACE = re.compile(r"[会期间时日年月前后中下天]$|^(?:此|这|那|其|会|同|今|上(?!海)|下)")


def meeting_place(folded: str) -> tuple[str, int, int] | None:
    """Return where the meeting was held: (full name when the text has a short one else "", start, end)."""
    for pattern in (_HELD, _DATELINE):
        for match in pattern.finditer(folded):
            place = match.group("place")
            if place in SHORT_PLACES:
                return SHORT_PLACES[place], match.start("place"), match.end("place")
            if len(place) >= 2 and not _NOT_A_PLACE.search(place):
                return "", match.start("place"), match.end("place")
    return None
