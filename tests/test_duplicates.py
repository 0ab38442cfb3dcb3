"""index.duplicates: what repeats an article is found, what is only worded like it is not."""

import random
import time
from pathlib import Path

import numpy as np
import pytest

from index.articles import parse_article
from index.duplicates import Known, Shelf, Twin, alike, letters, load_sketches, save_sketches, sketch
from index.script import to_script
from index.types import Article
from tests.article_files import PARAGRAPHS, TITLE


def article(body: str, name: str = "a.txt", date: str = "2024-01-31", title: str = TITLE) -> Article:
    return parse_article(name, f"{title}\n日期: {date}\n\n{body}\n")


BODY = "\n\n".join(PARAGRAPHS)


def shelf(*articles: Article) -> Shelf:
    by_name = {one.id: one for one in articles}
    return Shelf({name: sketch(letters(one.text)) for name, one in by_name.items()}, by_name.get)


def changed(text: str, share: float) -> str:
    chance = random.Random(3)
    characters = list(text)
    for at in chance.sample(range(len(text)), int(share * len(text))):
        characters[at] = "某"
    return "".join(characters)


@pytest.mark.parametrize(
    ("body", "least"),
    [
        (BODY, 0.95),
        ("　　" + BODY.replace("\n\n", "\r\n　　").replace(",", "，").replace("“", "「"), 0.95),
        (to_script(BODY, "hans"), 0.8),
        (f"{BODY}\n\n掃碼關注我們\n返回頂部", 0.95),
        (changed(BODY, 0.01), 0.85),
        ("\n\n".join(PARAGRAPHS[:-1]), 0.9),
        (BODY + "\n\n(責任編輯:某某某)以上是我們轉載的全部內容,僅供讀者參考。", 0.9),
    ],
)
def test_a_republished_article_is_found(body: str, least: float) -> None:
    twin = shelf(article(BODY)).twin_of(article(body, "b.txt", "2024-02-01", "轉載:另一個標題"))
    assert twin
    assert twin.name == "a.txt"
    assert least <= twin.alike <= 1.0


@pytest.mark.parametrize(
    "body",
    [
        "李強主持召開國務院常務會議,研究優化營商環境等工作,審議通過兩份文件。",
        "\n\n".join(PARAGRAPHS[:1]),  # a summary is an article of its own
        "會議召開。",
    ],
)
def test_another_article_is_new(body: str) -> None:
    assert shelf(article(BODY)).twin_of(article(body, "b.txt")) is None


def test_yearly_meetings_worded_alike_are_two_articles() -> None:
    body = "本臺明天將直播十三屆全國人大{}次會議開幕會,中央電視臺將從上午九點起進行現場直播,敬請收看。"
    body = "\n\n".join([body, body.replace("直播", "轉播")])
    fourth, fifth = body.replace("{}", "四"), body.replace("{}", "五")
    old = article(fourth, "old.txt", "2021-03-04")
    assert shelf(old).twin_of(article(fifth, "new.txt", "2022-03-04")) is None
    assert shelf(old).twin_of(article(fifth, "new.txt", "2021-03-05"))
    assert shelf(old).twin_of(article(fourth, "new.txt", "2022-03-04")) == Twin("old.txt", 1.0)


def test_an_added_article_is_on_the_shelf() -> None:
    one = shelf(article("會議研究了其他事項。"))
    found = {"b.txt": article(BODY, "b.txt")}
    one._read = found.get
    assert one.twin_of(article(BODY, "c.txt")) is None
    one.add(found["b.txt"])
    assert one.twin_of(article(BODY, "c.txt")) == Twin("b.txt", 1.0)


def test_an_article_that_is_gone_is_no_twin() -> None:
    assert (
        Shelf({"a.txt": sketch(letters(article(BODY).text))}, lambda name: None).twin_of(article(BODY))
        is None
    )


def test_alike_is_symmetric_and_bounded() -> None:
    a, b = letters(BODY), letters(changed(BODY, 0.02))
    assert alike(a, b) == alike(b, a) < 1.0
    assert alike("", "") == 1.0
    assert alike("甲" * 20, "乙" * 20) == 0.0


def test_many_articles_are_compared_fast() -> None:
    rows = np.random.default_rng(0).integers(0, 2**63, (42_000, 64), np.uint64)
    rows.sort(axis=1)
    many = {str(number): row for number, row in enumerate(rows)}
    many["a.txt"] = sketch(letters(article(BODY).text))
    one = Shelf(many, {"a.txt": article(BODY)}.get)
    started = time.perf_counter()
    for _ in range(20):
        assert one.twin_of(article(BODY, "b.txt")) == Twin("a.txt", 1.0)
    assert time.perf_counter() - started < 2


def test_sketches_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "sketches.npz"
    assert load_sketches(path) == {}
    save_sketches(path, [("甲.txt", Known(3, 4, sketch("會議召開")))])
    kept = load_sketches(path)["甲.txt"]
    assert (kept.size, kept.changed) == (3, 4)
    assert (kept.hashes == sketch("會議召開")).all()
    for damage in (path.read_bytes()[:50], b"", b"PK\x03\x04nonsense"):
        path.write_bytes(damage)
        assert load_sketches(path) == {}
