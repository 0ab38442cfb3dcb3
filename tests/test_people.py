"""index.people: who stands before a deed, with which office."""

import pytest

from index.people import listed_before, people_in, person_before, person_in
from index.types import Span


def _before(text: str) -> tuple[str, str] | None:
    person = person_before(text, 0, len(text))
    if person is None:
        return None
    office = text[person.office.start : person.office.end] if person.office else ""
    return text[person.name.start : person.name.end], office


@pytest.mark.parametrize(
    ("text", "name", "office"),
    [
        ("省委副书记、省长赵龙", "赵龙", "省委副书记、省长"),
        ("国务院总理李强10月20日", "李强", "国务院总理"),
        ("中共中央政治局常委、国务院总理李强4月8日下午", "李强", "中共中央政治局常委、国务院总理"),
        ("会议强调。栗战书委员长", "栗战书", "委员长"),
        ("石泰峰", "石泰峰", ""),
        ("世界贸易组织总干事伊维拉", "伊维拉", "世界贸易组织总干事"),
        ("会议由副省长郭宁宁", "郭宁宁", "副省长"),
        ("总理李强25日上午在大连", "李强", "总理"),
        ("大会由全国人大常委会委员长吴邦国", "吴邦国", "全国人大常委会委员长"),
        ("日本前首相鸠山由纪夫", "鸠山由纪夫", "日本前首相"),
        ("李谠常委代表民建中央", "李谠", "常委"),
        ("全国政协副主席胡春华、全国政协副主席兼秘书长王东峰", "王东峰", "全国政协副主席兼秘书长"),
        ("中共中央书记处书记、中央统战部部长尤权", "尤权", "中共中央书记处书记、中央统战部部长"),
        ("政治工作部主任助理李军", "李军", "政治工作部主任助理"),
        ("受全国人大常委会委托来港主持选举工作的秘书长杨振武", "杨振武", "秘书长"),
    ],
)
def test_a_person_and_the_office(text: str, name: str, office: str) -> None:
    assert _before(text) == (name, office)


@pytest.mark.parametrize(
    "text",
    [
        "会议",
        "大家一致",
        "有关部门负责同志",
        "与会人员",
        "各级领导干部",
        "",
        "学习贯彻习近平总书记系列",
        "领导小组",
        "感谢习近平主席来到莫斯科",
        "中央书记处工",
        "春节前夕习近平总书记春节前夕",
        "李强说",
        "宗教界",
    ],
)
def test_what_is_no_person_is_nobody(text: str) -> None:
    assert _before(text) is None


def test_lists_of_names() -> None:
    text = "省领导罗东川、张彦、刘鹤和魏凤和、王勇等"
    names = [text[p.name.start : p.name.end] for p in listed_before(text, 0, len(text))]
    assert names == ["罗东川", "张彦", "刘鹤", "魏凤和", "王勇"]


def test_a_name_does_not_end_with_half_a_conjunction() -> None:
    text = "匈牙利总理欧尔班、科特迪瓦总理阿希以及贸发会议秘书长格林斯潘"
    names = [text[p.name.start : p.name.end] for p in listed_before(text, 0, len(text))]
    assert names == ["欧尔班", "阿希", "格林斯潘"]


def test_offices_are_listed_with_the_same_mark() -> None:
    text = "省委副书记、省长赵龙"
    assert listed_before(text, 0, len(text)) == []


@pytest.mark.parametrize(
    ("sentence", "said", "titled"),
    [
        ("法律委员会主任委员李飞作的汇报。", "李飞", "李飞(法律委员会主任委员)"),
        ("会上,全国政协副主席万钢发言。", "全国政协副主席万钢", "万钢(全国政协副主席)"),
        ("省长赵龙主持会议。", "赵龙主持", "赵龙(省长)"),
        ("民盟中央主席丁仲礼发言。", "丁仲礼发言", "丁仲礼(民盟中央主席)"),
        ("副总理何立峰应邀出席。", "何立峰应邀", "何立峰(副总理)"),
        ("有关负责人表示,", "负责人表示", None),
        ("外长王毅表示欢迎。", "外长王毅表示", "王毅(外长)"),
        ("总理李强讲话。", "李强讲话", "李强(总理)"),
        ("部长王毅和主任王东明参加。", "王毅和主任王东明", None),
        ("国务院总理、党组书记李强主持。", "国务院总理、党组书记李强", "李强(国务院总理、党组书记)"),
        ("同济大学校长郑庆华发言。", "郑庆华", "郑庆华(同济大学校长)"),
        ("农民代表王强发言。", "农民代表王强", "王强(农民代表)"),
        ("听取秘书长刘奇就议程作的汇报。", "刘奇就", "刘奇(秘书长)"),
        ("陈希主持结业式。", "陈希", None),
        ("部长王毅、主任王东明参加。", "王毅、主任王东明", None),
        ("议长在北京以视频方式同阿联酋议长萨格尔会谈。", "萨格尔", "萨格尔(阿联酋议长)"),
        ("教师代表发言。", "教师代表", None),
    ],
)
def test_whom_an_answer_names(sentence: str, said: str, titled: str | None) -> None:
    start = sentence.index(said)
    person = person_in(sentence, 0, Span(start, start + len(said)))
    assert (person.titled(sentence) if person else None) == titled


def test_everybody_whose_office_stands_before_the_name() -> None:
    text = "国务院总理李强19日在北京会见德国总理默克尔,外长王毅参加。"
    assert [p.titled(text) for p in people_in(text, Span(0, len(text)))] == [
        "李强(国务院总理)",
        "默克尔(德国总理)",
        "王毅(外长)",
    ]
    text = "中国供应链协会会长李建国出席。"
    assert [p.titled(text) for p in people_in(text, Span(0, len(text)))] == ["李建国(中国供应链协会会长)"]


def test_long_names_stand_between_others() -> None:
    text = "副委员长曹建明、艾力更·依明巴海、万鄂湘、白玛赤林、丁仲礼出席"
    names = [person.called(text) for person in listed_before(text, 0, text.index("出席"))]
    assert names == ["曹建明", "艾力更·依明巴海", "万鄂湘", "白玛赤林", "丁仲礼"]
    text = "总理李强、部长王毅、副主席平措次仁出席"
    assert len(listed_before(text, 0, text.index("出席"))) == 3
    text = "主席李强、外国使节、部长王毅出席"
    assert "外国使节" not in [person.called(text) for person in listed_before(text, 0, text.index("出席"))]
    text = "副委员长曹建明、张春贤、妇女儿童出席"
    names = [person.called(text) for person in listed_before(text, 0, text.index("出席"))]
    assert names == ["曹建明", "张春贤"]
