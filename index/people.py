"""People in reports: a name with the office before or after it, just before what they did.

Rules of the language, not a list of persons: an office ends in a word like 书记 or 总理, a name is what
stands between it and the deed and begins with a surname. Reads folded text; knows nothing of meetings.
"""

import re
from dataclasses import dataclass
from itertools import islice

from index.dates import find_dates
from index.types import Span

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍"
    "韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄"
    "单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商"
    "雒肖佘褚芮荀茹鞠郗阚缪逄初麦贝欧蒲晁郏蔚宓尚庾支咎笪谯闻皮卞齐傅邝冒危梅骆庹撒农扎洛阿巴艾帕买"
    "蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺铁尧信降咸"
)
_COMPOUND = re.compile("欧阳|上官|司马|诸葛|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|东方|端木")
OFFICE = (
    "书记|总理|主席|委员长|委员|常委|国务委员|部长|省长|市长|州长|县长|区长|局长|司长|厅长|处长|署长|主任|秘书长|总统|首相|国务卿|国王"
    "|王储|大臣|外长|财长|防长|议长|会长|行长|院长|校长|所长|社长|台长|领导|司令员|政委|参谋长|总干事|总裁|董事长|理事长|总经理"
    "|总督|发言人|负责人|召集人|助理|特使|大使|代表|总司令|检察长|干事长|总书记|酋长|领导人|专员|组长|团长|队长|牵头人|总指挥|副总指挥|院士|教授|专家|研究员|站长|党组成员|成员"
)
# 代表团, 书记处, 委员会, 主席国 and 领导小组 are no persons.
_OFFICE_END = re.compile(rf"(?:{OFFICE})(?![团处会]|国(?![务王])|小组)(?:兼[^,。;]{{2,20}}(?:{OFFICE}))?")
_NAME = r"[\u4e00-\u9fff]{2,4}"
_FOREIGN = r"[\u4e00-\u9fff]{2,8}(?:·[\u4e00-\u9fff]{1,10})*"
_LONG_NAME = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8})+|[\u4e00-\u9fff]{4}")
_BOUNDARY = re.compile(r"[,。;:!?\"()《》\n]")
_FULL_STOP = re.compile(r"[。;:!?\"()《》\n]")
_WHEN_WHERE = re.compile(
    r"(?:(?:当地时间|今[天日]|昨[天日]|日前|同日|当[天日]|近日)?(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:至\d{1,2}日)?"
    r"(?:上午|下午|晚上|晚|凌晨|中午)?)(?:在[^,。;、]{1,20})?$"
)
_NOT_A_NAME = re.compile(
    r"[的了并将会议各有关等与及在是为向对从于说就界省市县区部委厅局]|同志|大家|我们|他们|双方|记者|工作|代表|上述|农业|农村|职务|资格"
)

# Bounds that keep a long text without full stops from taking long; reports stay far below them.
LOOK_BACK = 800  # characters from the deed to where its sentence begins
_CLAUSE = 160  # characters of one person's name and office
_OFFICES = 40  # looked at in a sentence
_LONGEST_NAME = 16  # characters
_LONGEST_OFFICE = 5
_JOINTS = 8  # of 和, 与 and 及 in such a clause

_DEED = "主持|出席|列席|强调|表示|指出|讲话|发言|应邀|发表|会见|会晤|会谈|举行|介绍|宣布|宣读|致辞|参加|到会|陪同|认为|要求|转达|先后|分别|共同"
# Loosely any two to eight characters may be a foreign name, so words that reports use there are ruled out.
_NOT_FOREIGN = re.compile(
    rf"{_NOT_A_NAME.pattern}|[人以就对把被共分先后和来到又近作请率听]|刚[刚才]|学者|草案|方案|系列|战略|身份|小组|助理"
    r"|发布|接见|考察|召开|通过|视频|论坛|负责|受邀|首次|专程|围绕|学习|贯彻|亲临|一道|赴|也$|前几|前夕|中央|联合会|工商联|班子|嘱托|通话|电话|通道|当天|亲自|指示|提出|^们|[首本此多两几]次|使节|党派|组织|嘉宾|来宾|致慰?[辞词贺电]"
    rf"|{_DEED}"
)
_BEHALF = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,4}?)(?:(?P<office>常委|委员|同志)代表(?!团)"
    r"|代表(?=[^,。]{0,20}(?:中央|委员会|党组|国务院|政府|工商联|联合会)))"
)
OFFICE_LAST = re.compile(rf"(?:{OFFICE})$")
# What may follow a name: a mark, or what its bearer did.
_AFTER_NAME = re.compile(
    rf"[^\u4e00-\u9fff·]|今[天日]|昨[天日]|{_DEED}|教授|院士|同志|女士|先生|一行|[作做就说在率同与和及为等对向的将赴访]"
)
_NOT_IN_OFFICE = re.compile(
    r"[了的]|在(?!野)|向(?![阳前])|与(?!谈)(?=.*(?:总统|首相|总理|国王|议长|外长|大臣))|(?<![大合])同(?![志体盟济心])|以(?!色列)|(?<!应)对(?![外口])|(?<![供反效适响相对回顺感])应(?![急用对届城县])|转达|会见|会晤|会谈|陪同|感谢|邀请|欢迎"
)
# The piece of a list before this person's that ends with another one: 副主席胡春华、, 国防大臣迪班上将和.
_ANOTHER = re.compile(rf"(?:{OFFICE})(?![兼处团特夫])(?:(?!{OFFICE})[^会部委组院国长局]){{2,5}}$")
_OPENING = re.compile(
    r"[^,。]{0,16}?(?<![自理缘])由|受[^,。]{2,20}委托(?:[^,。]{0,20}的)?|(?:会议|会上)?(?:分别)?听取了?|和(?!田)|与(?!会)|及|以及|会上|会议|[^,。]{0,12}?上,|其中"
)
_NO_OFFICE = re.compile(r"听取|学习|贯彻|感谢|强调|审议|推举|围绕|率|对各位|^应")


@dataclass(frozen=True)
class Person:
    """Where a person's name stands, and the office that goes with it, if one does."""

    name: Span
    office: Span | None

    def called(self, text: str) -> str:
        """Return the name as `text` has it."""
        return text[self.name.start : self.name.end]

    def titled(self, text: str) -> str:
        """Return the name, with the office in brackets if there is one, as `text` has them."""
        name = self.called(text)
        return f"{name}({text[self.office.start : self.office.end]})" if self.office else name


def person_before(folded: str, start: int, end: int) -> Person | None:
    """Return the one person named at the end of `folded[start:end]`, None when that is not clear."""
    left = _last(_BOUNDARY, folded, start, end)
    if left is None:
        return None
    return _person(folded, left, left + _trimmed(folded[left:end]))


def person_in(folded: str, start: int, said: Span) -> Person | None:
    """Return the one person whom the words `said` name, with the office that stands before them from `start` on.

    None where they name nobody or several, where no office stands there, and where the name's end is not clear.
    """
    if _names_several(folded[said.start : said.end]):
        return None
    return _named_from(folded, start, said)


def people_in(folded: str, sentence: Span) -> list[Person]:
    """Return everybody in `sentence` whose office stands right before the name, in their order."""
    found: list[Person] = []
    for office in islice(_OFFICE_END.finditer(folded, sentence.start, sentence.end), _OFFICES):
        after = Span(office.end(), min(office.end() + _LONGEST_NAME, sentence.end))
        person = _named_from(folded, sentence.start, after)
        if person and person.name.start == after.start:
            found.append(person)
    return found


def _named_from(folded: str, start: int, said: Span) -> Person | None:
    """Return the first person within `said` whose name ends where one may, with the office cut to what is theirs."""
    for end in range(said.start + 2, min(said.end, said.start + _CLAUSE) + 1):
        left = _last(_BOUNDARY, folded, start, end)
        person = None if left is None else _person(folded, left, end)
        if person is None or person.office is None or person.name.start < said.start:
            continue
        if end == said.end or _AFTER_NAME.match(folded, end):
            before = list(_NOT_IN_OFFICE.finditer(folded, person.office.start, person.office.end))
            office = Span(before[-1].end() if before else person.office.start, person.office.end)
            return Person(person.name, office) if office.start < office.end else None
    return None


def _names_several(said: str) -> bool:
    """Whether the words go on after a mark or an "and" that stands between people, not between one's offices."""
    offices = [office.start() for office in _OFFICE_END.finditer(said)]
    last = offices[-1] if offices else -1
    return any(
        (joint[0] in ",。;:、" or joint.end() <= last)
        and not OFFICE_LAST.search(said, max(0, joint.start() - _LONGEST_OFFICE), joint.start())
        for joint in re.finditer(r"[,。;:、]|和|与|及", said)
    )


def listed_before(folded: str, start: int, end: int) -> list[Person]:
    """Return the people listed with 、 or commas at the end of `folded[start:end]`; fewer than two is no list."""
    left = _last(_FULL_STOP, folded, start, end)
    if left is None:
        return []
    right = left + _trimmed(re.sub(r"等(?:人|领导|同志)?$", "", folded[left:end]))
    people: list[Person] = []
    unsure: list[Person] = []
    office_from = left  # offices, too, are listed with 、
    for part in re.finditer(r"[^、,]+", folded[left:right]):
        end_of_part = left + part.end()
        found = _one_or_two(folded, office_from, end_of_part)
        found = found or _one_or_two(folded, left + part.start(), end_of_part)
        if found:
            people += [*unsure, *found]
            unsure, office_from = [], end_of_part + 1
        elif people and _LONG_NAME.fullmatch(part.group()) and not _NOT_FOREIGN.search(part.group()):
            unsure.append(
                Person(Span(left + part.start(), end_of_part), None)
            )  # 艾力更·依明巴海, between others
            office_from = end_of_part + 1
        elif not _OFFICE_END.search(part.group()):
            people, unsure, office_from = (
                [],
                [],
                end_of_part + 1,
            )  # something else than a person: the list begins later
        elif folded[end_of_part : end_of_part + 1] == ",":
            office_from = end_of_part + 1
    return people if len(people) >= 2 and people[-1].name.end >= right - 8 else []


def _last(mark: re.Pattern[str], folded: str, start: int, end: int) -> int | None:
    """Return where the last `mark` in `folded[start:end]` ends, `start` without one, None if that is too far back."""
    nearest = max(start, end - LOOK_BACK)
    marks = (m.end() for m in mark.finditer(folded, nearest, end))
    return max(marks, default=start if nearest == start else None)


def _one_or_two(folded: str, left: int, right: int) -> list[Person]:
    """Return the person, or the two joined by 和, that `folded[left:right]` names; none when unclear."""
    if right - left > 2 * _CLAUSE:
        return []
    for joint in islice(re.finditer("以及|[和与及]", folded[left:right]), _JOINTS):
        first = _person(folded, left, left + joint.start())
        second = _person(folded, left + joint.end(), right)
        if first and second:
            return [first, second]
    person = _person(folded, left, right)
    return [person] if person else []


def _trimmed(clause: str) -> int:
    """Return the length of `clause` without a time or a place at its end."""
    match = _WHEN_WHERE.search(clause)
    return match.start() if match else len(clause)


def _person(folded: str, left: int, right: int) -> Person | None:
    """Return the person whose office and name, or name and office, are exactly `folded[left:right]`."""
    if right - left > _CLAUSE:
        return None
    clause = folded[left:right]
    on_behalf = _BEHALF.match(clause)
    if on_behalf and is_name(on_behalf["name"]):  # 李谠常委代表民建中央
        ends = left + on_behalf.end("name")
        holds = Span(ends, left + on_behalf.end("office")) if on_behalf["office"] else None
        return Person(Span(left, ends), holds)
    offices = list(_OFFICE_END.finditer(clause))
    if offices and offices[-1].end() < len(clause):
        name = clause[offices[-1].end() :]
        if is_name(name) or (re.fullmatch(_FOREIGN, name) and not _NOT_FOREIGN.search(name)):
            office = Span(left + _office_start(clause[: offices[-1].start()]), left + offices[-1].end())
            if _NO_OFFICE.search(folded[office.start : office.end]):
                return None
            return Person(Span(left + offices[-1].end(), right), office)
        return None
    if offices:  # the office stands after the name, as in 栗战书委员长
        for length in (3, 2, 4):
            name = clause[:length]
            if is_name(name) and re.fullmatch(rf"(?:副)?(?:{OFFICE})", clause[length:]):
                return Person(Span(left, left + length), Span(left + length, right))
        return None
    return Person(Span(left, right), None) if is_name(clause) else None


def _office_start(clause: str) -> int:
    """Return where the office that ends `clause` begins: after dates and connectives that open it."""
    opening = _OPENING.match(clause)
    start = opening.end() if opening else 0
    for piece in re.finditer("([^、和与及]+)[、和与及]", clause):
        if is_name(piece[1]) or _ANOTHER.search(piece[1]):
            start = max(start, piece.end())
    for mention in find_dates(clause):
        if mention.start <= start + 4:
            start = max(start, mention.end)
    return start


def is_name(text: str) -> bool:
    """Whether `text` can be a Chinese person's name: a surname and one or two characters more."""
    if not re.fullmatch(_NAME, text) or _NOT_A_NAME.search(text) or "和" in text[:2]:
        return False
    if _COMPOUND.match(text):
        return len(text) in (3, 4)
    return text[0] in _SURNAMES and len(text) in (2, 3)
