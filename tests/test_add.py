"""`python -m index add`: what is good is copied in as it is, the rest is one line each."""

import sys
from io import StringIO
from pathlib import Path

import pytest

from index.__main__ import main
from index.adding import Candidate, Collection, safe_name
from index.articles import read_article
from index.errors import ArticleError
from tests.article_files import BYLINE, PARAGRAPHS, PDFS, PUBLISHED, TITLE, ofd, page, word, zipped
from tests.conftest import ARTICLES, FUJIAN

OTHER = "李強主持召開國務院常務會議\n日期: 2024-02-02\n\n會議研究優化營商環境,審議通過兩份文件。\n"


def add(*sources: object, folder: str = "articles") -> int:
    return main(["add", *map(str, sources), "--articles", folder, "--yes"])


def names(folder: str = "articles") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def test_a_file_is_understood_and_copied_byte_for_byte(capsys: pytest.CaptureFixture[str]) -> None:
    assert add(PDFS / "chromium.pdf") == 0
    out = capsys.readouterr().out
    for shown in (TITLE, "2024-01-31 20:22", "福建日報", "8 paragraphs", PARAGRAPHS[0][:40], "index build"):
        assert shown in out
    assert Path("articles/chromium.pdf").read_bytes() == (PDFS / "chromium.pdf").read_bytes()
    assert read_article(Path("articles/chromium.pdf"), "chromium.pdf").published == PUBLISHED


def test_one_bad_file_leaves_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.pdf").write_bytes(b"%PDF-1.4")
    Path("good.txt").write_text(OTHER, "utf-8")
    assert add("bad.pdf", "good.txt", "none.txt", "file:///etc/passwd") == 1
    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        "left out: bad.pdf: cut short (a PDF without its end)",
        "left out: none.txt: there is no such file, folder or link",
        "left out: file:///etc/passwd: only http and https links are fetched, not file",
    ]
    assert "1 added, 3 left out" in shown.out
    assert names() == ["good.txt"]


def test_every_format_of_one_article_is_a_duplicate_of_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path("in")
    folder.mkdir()
    (folder / "0.txt").write_bytes((ARTICLES / FUJIAN).read_bytes())
    made = {"1.docx": word(), "2.ofd": ofd(), "3.html": page().encode(), "4.zip": zipped({"a.html": page()})}
    for name, data in made.items():
        (folder / name).write_bytes(data)
    (folder / "5.txt").write_text(OTHER, "utf-8")
    assert add(folder) == 1
    assert names() == ["0.txt", "5.txt"]
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "in/1.docx",
        "in/2.ofd",
        "in/3.html",
        "in/4.zip/a.html",
    ]
    assert all(
        line.endswith("the same as 0.txt") or line.endswith("the same text as 0.txt") for line in lines
    )


def test_duplicates_are_found_in_a_folder_that_changed_by_other_hands() -> None:
    Path("articles").mkdir()
    Path("a.txt").write_bytes((ARTICLES / FUJIAN).read_bytes())
    assert add("a.txt") == 0
    assert add("a.txt") == 1
    Path("articles/a.txt").unlink()
    assert add("a.txt") == 0
    Path("articles/a.txt").write_text(OTHER, "utf-8")
    assert add("a.txt") == 0
    assert names() == ["a-2.txt", "a.txt"]


def test_nothing_is_overwritten() -> None:
    Path("articles").mkdir()
    Path("articles/a.txt").write_text("不是文章的記錄", "utf-8")
    Path("a.txt").write_text(OTHER, "utf-8")
    assert add("a.txt") == 0
    assert Path("articles/a.txt").read_text("utf-8") == "不是文章的記錄"
    assert Path("articles/a-2.txt").read_text("utf-8") == OTHER


@pytest.mark.parametrize(
    ("answers", "kept", "code"),
    [("y\nn\n", 1, 1), ("a\n", 2, 0), ("q\n", 0, 1), ("", 0, 1), ("what\nyes\n", 1, 1)],
)
def test_asks_without_yes(answers: str, kept: int, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO(answers))
    Path("a.txt").write_text(OTHER, "utf-8")
    Path("b.txt").write_bytes((ARTICLES / FUJIAN).read_bytes())
    Path("articles").mkdir()
    assert main(["add", "a.txt", "b.txt", "--articles", "articles"]) == code
    assert len(names()) == kept


def test_an_articles_folder_that_is_a_file_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    Path("articles").write_text("x")
    assert add("a.txt") == 2
    assert capsys.readouterr().err == "error: articles is no folder\n"


def test_a_wrongly_named_file_gets_the_name_of_what_it_is() -> None:
    Path("a.txt").write_bytes(word())
    assert add("a.txt") == 0
    assert names() == ["a.docx"]


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("會議.txt", ".txt", "會議.txt"),
        ("會議.HTM", ".html", "會議.HTM"),
        ("會議1.31", ".txt", "會議1.31.txt"),
        ("report.doc.pdf", ".docx", "report.doc.docx"),
        ("a:b?c*.txt", ".txt", "a_b_c_.txt"),
        ("\u202etxt.exe", ".txt", "_txt.exe.txt"),
        ("...hidden.txt", ".txt", "hidden.txt"),
        ("con.txt", ".txt", "article_con.txt"),
        (".txt", ".txt", "article.txt"),
        ("", ".pdf", "article.pdf"),
        ("長" * 200 + ".pdf", ".pdf", "長" * 50 + ".pdf"),
    ],
)
def test_safe_names(name: str, kind: str, safe: str) -> None:
    assert safe_name(name, kind) == safe


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_in_an_archive_from_chinese_windows(encoding: str, articles: Path) -> None:
    name = "会议报道.txt"
    raw = name.encode(encoding)
    placeholder = "x" * len(raw)
    data = zipped({placeholder: OTHER}).replace(placeholder.encode(), raw)
    (one,) = Collection(articles).candidates_in(data, "a.zip")
    assert isinstance(one, Candidate)
    assert one.name == name


def test_bytes_from_elsewhere_are_taken_too(articles: Path) -> None:
    collection = Collection(articles)
    (one,) = collection.candidates_in(f"{TITLE}\n{BYLINE}\n\n{PARAGRAPHS[0]}\n".encode(), "會議.txt")
    assert isinstance(one, Candidate)
    assert (one.article.published, one.twin) == (PUBLISHED, None)
    assert collection.keep(one) == "會議.txt"
    (again,) = collection.candidates_in(one.data, "again.txt")
    assert isinstance(again, Candidate)
    assert again.twin
    assert again.twin.name == "會議.txt"
    assert [path.name for path in articles.iterdir()] == ["會議.txt"]


def test_a_name_with_control_characters_is_shown_without_them(articles: Path) -> None:
    (one,) = Collection(articles).candidates("no\x1b[31m\u202esuch.txt")
    assert isinstance(one, ArticleError)
    assert str(one).isprintable()
