"""index.script: folding keeps offsets, scripts are told apart, conversion is OpenCC's."""

import pytest

from index.dates import find_dates
from index.script import detect, fold, fold_each, to_script

# Each row is one word as government mirrors have it: in both scripts, auto-converted, in other widths.
ONE_WORD = [
    "説 說 说",
    "産 產 产",
    "裏 裡 里",
    "註重 注重",
    "侷促 局促",
    "爲 為 为",
    "羣 群",
    "衆 眾 众",
    "峯 峰",
    "啓 啟 启",
    "綫 線 线",
    "衞 衛 卫",
    "臺 台",
    "佈置 布置",
    "週年 周年",
    "迴顧 回顧 回顾",
    "靑 青",
    "増 增",
    "黒 黑",
    "⾏ 行",  # radicals, as text copied from PDFs has them
    "⾧ 長 长",
    "⻔ ⾨ 門 门",
    "⺠ 民",
    "〇 零 ○ ◯",
    "GDP gdp ＧＤＰ ｇｄｐ",
    "100% １００％",
    "(三) （三）",
    "「三爭」 “三爭” ”三爭“ ﹁三爭﹂",
    ": ：",
    "2024 ２０２４",
]


@pytest.mark.parametrize("row", ONE_WORD)
def test_forms_of_one_word_fold_alike(row: str) -> None:
    forms = row.split(" ")
    assert len({fold(form) for form in forms}) == 1
    assert [len(fold(form)) for form in forms] == [len(form) for form in forms]


ONE_DAY = [
    "2024年1月31日 ２０２４年１月３１日 2024年01月31日 二〇二四年一月三十一日 二零二四年一月三十一日 二○二四年一月三十一日 "
    "2024-01-31 2024/1/31 2024.1.31 ２０２４-０１-３１ 2024年1月31號",
    "1月2日 一月二日 1月2號 01月02日 １月２日",
    "十二月二十日 12月20日 12月20号",
    "二〇二四年 2024年 ２０２４年 二零二四年",
    "二〇一〇年十月十日 2010年10月10日 二○一○年十月十日",
]


@pytest.mark.parametrize("row", ONE_DAY)
def test_forms_of_one_date_count_as_the_same_terms(row: str) -> None:
    terms = [[term for mention in find_dates(fold(form)) for term in mention.terms()] for form in row.split()]
    assert terms[0]
    assert all(one == terms[0] for one in terms)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("説說说", "说说说"),
        ("産產产", "产产产"),
        ("裏裡里", "里里里"),
        ("爲為为", "为为为"),
        ("羣群 峯峰 衆眾众", "群群 峰峰 众众众"),
        ("ＡＢＣ１２３（）：", "abc123():"),
        ("「三爭」“三爭”", '"三争""三争"'),
        ("二〇二四", "二零二四"),
        ("Q1 GDP", "q1 gdp"),
    ],
)
def test_fold_makes_variants_one(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_fold_keeps_every_offset() -> None:
    every = "".join(chr(code) for code in range(1, 0x3000)) + "一龜龘𠮷🙂臺灣㍿ﬁ"
    assert len(fold(every)) == len(every)


def test_a_long_text_folds_as_its_parts_do() -> None:
    parts = [chr(code) for code in (*range(1, 0x10000), 0x20BB7, 0x1F642)]  # lone surrogates among them
    assert fold("".join(parts)) == "".join(map(fold, parts))
    plans = "設計畫展，工作計畫。" * 20
    assert fold(plans) == fold(plans[:10]) * 20


def test_texts_folded_together_are_those_folded_alone() -> None:
    texts = ["會議設", "計畫", "", "計畫\n展", "\n", "ＡＢ" * 100]
    assert fold_each(texts) == [fold(text) for text in texts]
    assert fold_each([]) == []


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("誰主持會議?", "hant"),
        ("谁主持会议?", "hans"),
        ("who chaired?", "en"),
        ("Q1 重點", "hant"),
        ("“二次”原因", "hans"),
    ],
)
def test_detect(text: str, script: str) -> None:
    assert detect(text) == script


def test_detect_uses_the_default_for_common_characters() -> None:
    assert detect("主持人", "hans") == "hans"
    assert detect("主持人", "hant") == "hant"


def test_what_people_read_is_written_as_they_write() -> None:
    assert to_script("栗战书为核实群众", "hant").startswith("栗戰書為核實")
    assert to_script("不寒而栗的战栗", "hant") == "不寒而慄的戰慄"
    assert to_script("慄然", "hant") == "慄然"


def test_to_script_converts_words() -> None:
    assert to_script("头发发展", "hant") == "頭髮發展"
    assert to_script("頭髮發展", "hans") == "头发发展"
    assert to_script("头发", "en") == "头发"
