"""index.script: folding keeps offsets, scripts are told apart, conversion is OpenCC's."""

import pytest

from index.script import detect, fold, to_script


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


def test_to_script_converts_words() -> None:
    assert to_script("头发发展", "hant") == "頭髮發展"
    assert to_script("頭髮發展", "hans") == "头发发展"
    assert to_script("头发", "en") == "头发"
