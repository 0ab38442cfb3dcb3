"""Bad input: one clear line for each, and the good article beside it is taken all the same."""

import random
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from index.adding import Candidate, Collection
from index.articles import read_article
from index.errors import ArticleError
from index.formats import extract
from index.formats.limits import MAX_BYTES
from tests.article_files import PARAGRAPHS, PDFS, encrypted, ofd, page, word, zipped

GOOD = "會議召開\n日期: 2024-02-02\n\n會議在福州舉行,研究部署重點工作。\n"
CHROMIUM = (PDFS / "chromium.pdf").read_bytes()
LAUGHS = '<!DOCTYPE d [<!ENTITY a "會議">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
EXTERNAL = '<!DOCTYPE d [<!ENTITY i SYSTEM "file:///etc/passwd">'


def scan() -> bytes:
    """Return a PDF whose pages have no text."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def with_xml(data: bytes, part: str, xml: str) -> bytes:
    """Return the zip `data` with `xml` as its part `part`."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**members, part: xml.encode()})


def word_with(doctype: str, entity: str = "&i;") -> bytes:
    return with_xml(
        word(), "word/document.xml", f'<?xml version="1.0"?>{doctype}]><d><p><r><t>{entity}</t></r></p></d>'
    )


def ofd_with(doctype: str) -> bytes:
    return with_xml(ofd(), "Doc_0/Document.xml", f"{doctype}]><d><Pages>&i;</Pages></d>")


def swollen(size: int) -> bytes:
    """Return a zip whose directory says that its one member unpacks to `size` bytes."""
    data = bytearray(zipped({"a.txt": GOOD}))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(data)


def nested(depth: int) -> str:
    return "<a>" * depth + "</a>" * depth


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.txt", lambda: b"", "empty"),
    "white space": ("a.txt", lambda: b" \n\t\n", "empty"),
    "empty pdf": ("a.pdf", lambda: b"", "empty"),
    "huge": ("a.txt", lambda: b"a" * (MAX_BYTES + 1), "52,428,800"),
    "huge page": ("a.html", lambda: b"<html><p>" + b"a" * 11_000_000, "limit is 10,485,760"),
    "page of tags": ("a.html", lambda: b"<html>" + b"<p>" * 400_000, "more than 300,000 tags"),
    "encrypted pdf": ("a.pdf", (PDFS / "locked.pdf").read_bytes, "encrypted"),
    "encrypted docx": (
        "a.docx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    "encrypted zip": ("a.zip", lambda: encrypted(zipped({"a.txt": GOOD})), "encrypted"),
    "encrypted ofd": ("a.ofd", lambda: encrypted(ofd()), "encrypted"),
    "truncated pdf": ("a.pdf", lambda: CHROMIUM[: len(CHROMIUM) // 2], "cut short"),
    "truncated docx": ("a.docx", lambda: word()[:9000], "cut short"),
    "truncated ofd": ("a.ofd", lambda: ofd()[:3000], "cut short"),
    "truncated zip": ("a.zip", lambda: zipped({"a.txt": GOOD})[:-9], "cut short"),
    "damaged zip": ("a.zip", lambda: zipped({"a.txt": GOOD}).replace(b"\xb7", b"\xb8"), "damaged|not text"),
    "pdf in name only": ("a.pdf", lambda: b"%PDF-1.7\n" + b"x" * 99 + b"\n%%EOF", "damaged"),
    "scanned pdf": ("a.pdf", scan, "without a text layer"),
    "picture as text": ("a.txt", lambda: b"\x89PNG\r\n\x1a\n\0\0\0", "a picture"),
    "spreadsheet as docx": (
        "a.docx",
        lambda: zipped({"[Content_Types].xml": "<t/>", "xl/workbook.xml": "<w/>"}),
        "no Word document",
    ),
    "old word file": ("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, r"save it as \.docx"),
    "rar as zip": ("a.zip", lambda: b"Rar!\x1a\x07\x01\0", "RAR"),
    "binary as text": ("a.txt", lambda: b"a\0b\0c", "NUL"),
    "zip bomb by ratio": ("a.zip", lambda: zipped({"a.txt": b"0" * 3_000_000}), "zip bomb"),
    "zip bomb by size": ("a.zip", lambda: swollen(300_000_000), "limit is 209,715,200"),
    "docx bomb": ("a.docx", lambda: with_xml(word(), "word/x.xml", " " * 30_000_000), "zip bomb"),
    "zip that lies": ("a.zip", lambda: swollen(5), "cannot be unpacked"),
    "zip within zip": ("a.zip", lambda: zipped({"b.zip": zipped({"a.txt": GOOD})}), "archive within"),
    "path up in zip": ("a.zip", lambda: zipped({"../../a.txt": GOOD}), "leads outside"),
    "absolute path in zip": ("a.zip", lambda: zipped({"/etc/cron.d/a": GOOD}), "leads outside"),
    "drive in zip": ("a.zip", lambda: zipped({"C:\\a.txt": GOOD}), "leads outside"),
    "backslashes in zip": ("a.zip", lambda: zipped({"x\\..\\..\\a.txt": GOOD}), "leads outside"),
    "path up in ofd": ("a.ofd", lambda: ofd(page_path="../../../etc/passwd"), "leads outside"),
    "path up in ofd zip": ("a.ofd", lambda: with_xml(ofd(), "../x.xml", "<a/>"), "leads outside"),
    "missing page in ofd": ("a.ofd", lambda: ofd(page_path="Pages/none.xml"), "missing"),
    "laughs in docx": ("a.docx", lambda: word_with(LAUGHS), "declares a document type"),
    "external entity in docx": ("a.docx", lambda: word_with(EXTERNAL), "declares a document type"),
    "external dtd in docx": ("a.docx", lambda: word_with('<!DOCTYPE d SYSTEM "http://127.0.0.1/x" [', ""), "document type"),
    "laughs in ofd": ("a.ofd", lambda: ofd_with(LAUGHS), "declares a document type"),
    "external entity in ofd": ("a.ofd", lambda: ofd_with(EXTERNAL), "declares a document type"),
    "laughs in html": ("a.html", lambda: f"{LAUGHS}]><html><body>&i;</body></html>".encode(), "declares|no paragraph"),
    "entities in html": ("a.html", lambda: f"<!DOCTYPE html {LAUGHS[12:]}]><body>會議&i;</body>".encode(), "declares"),
    "deep xml": ("a.docx", lambda: with_xml(word(), "word/document.xml", nested(999)), "too many elements"),
    "broken xml": ("a.docx", lambda: with_xml(word(), "word/document.xml", "<a><b></a>"), "not well-formed"),
    "docx without text": ("a.docx", lambda: with_xml(word(), "word/document.xml", "<a/>"), "without text"),
    "html of scripts": ("a.html", lambda: b"<html><script>alert(1)</script><style>p{}</style></html>", "without text"),
    "control characters": ("a.txt", lambda: f"{GOOD}\x1b[31m會議\n".encode(), r"line 5 .* \(U\+001B\)"),
    "right-to-left override": ("a.txt", lambda: f"{GOOD}會議\u202e開召\n".encode(), r"line 5 .* \(U\+202E\)"),
    "isolate in html": ("a.html", lambda: page("<p>會議\u2067召開,研究部署。</p>").encode(), r"U\+2067"),
    "override in docx": (
        "a.docx",
        lambda: with_xml(word(), "word/document.xml", "<d><p><r><t>會議\u202e召開</t></r></p></d>"),
        r"U\+202E",
    ),
    "no words": ("a.txt", lambda: "——|||——\n".encode(), "no words"),
    "furniture only": ("a.txt", lambda: "掃碼關注\n返回頂部\n".encode(), "no paragraph"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_clear_line_and_loses_nothing(case: str, tmp_path: Path) -> None:
    name, make, reason = BAD[case]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(make())
    (folder / "good.txt").write_text(GOOD, "utf-8")
    found = list(Collection(tmp_path / "articles").candidates(str(folder)))
    errors = [one for one in found if isinstance(one, ArticleError)]
    assert [one.article.title for one in found if isinstance(one, Candidate)] == ["會議召開"]
    assert len(errors) == 1
    line = str(errors[0])
    assert line.startswith(str(folder / name))
    assert line.isprintable()
    with pytest.raises(ArticleError, match=reason):
        raise errors[0]


@pytest.mark.parametrize("case", [case for case in BAD if BAD[case][0] != "a.zip"])
def test_the_build_leaves_bad_files_out_alike(case: str, tmp_path: Path) -> None:
    name, make, reason = BAD[case]
    (tmp_path / name).write_bytes(make())
    with pytest.raises(ArticleError, match=reason):
        read_article(tmp_path / name, name)


def test_an_archive_in_the_folder_says_how_to_add_it() -> None:
    with pytest.raises(ArticleError, match=r"index add a\.zip"):
        extract(zipped({"a.txt": GOOD}), "a.zip")


def test_good_members_of_an_archive_are_taken(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {
        "新聞/a.txt": GOOD,
        "b.txt": b"",
        "__MACOSX/._a.txt": b"x",
        ".hidden": b"x",
        "c.html": page(),
    }
    (tmp_path / "a.zip").write_bytes(zipped(members))
    found = list(Collection(tmp_path / "articles").candidates(str(tmp_path / "a.zip")))
    assert [one.name for one in found if isinstance(one, Candidate)] == ["a.txt", "c.html"]
    assert [str(one) for one in found if isinstance(one, ArticleError)] == [
        f"{tmp_path}/a.zip/b.txt: the file is empty"
    ]


def test_scripts_never_run_nor_show() -> None:
    hostile = (
        "<img src=x onerror=alert(1)><svg><script>alert(2)</script>圖</svg><iframe src='file:///etc/passwd'>"
    )
    text = extract(page(f"{hostile}</iframe><p>{PARAGRAPHS[0]}</p>").encode(), "a.html")
    assert PARAGRAPHS[0] in text
    assert "alert" not in text
    assert "圖" not in text


def test_a_page_may_nest_deeply() -> None:
    text = extract(("<html>" + "<div>" * 1000 + f"<p>{PARAGRAPHS[0]}</p>").encode(), "a.html")
    assert PARAGRAPHS[0] in text


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.pdf", lambda: CHROMIUM),
        ("a.docx", word),
        ("a.ofd", ofd),
        ("a.html", lambda: page().encode()),
        ("a.md", lambda: GOOD.encode()),
    ],
)
def test_random_damage_is_an_article_error_at_worst(name: str, make: Callable[[], bytes]) -> None:
    chance = random.Random(5)
    whole = make()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 5, 50])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(ArticleError):
            assert extract(bytes(data[: chance.choice([len(data), chance.randrange(1, len(data))])]), name)
