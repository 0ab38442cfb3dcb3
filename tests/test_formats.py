"""index.formats: the first article in every format is one and the same article."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from index.articles import parse_article
from index.formats import extract, kind_of
from index.script import fold
from index.types import Article
from tests.article_files import (
    BIG5,
    MARKDOWN,
    PARAGRAPHS,
    PDFS,
    PUBLISHED,
    SOURCE,
    TEXT,
    TITLE,
    URL,
    ofd,
    page,
    word,
    zipped,
)  # fmt: skip


def read(data: bytes, name: str) -> Article:
    return parse_article(name, extract(data, name))


def paragraphs(article: Article) -> list[str]:
    return [article.text[span.start : span.end] for span in article.paragraphs]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.txt", lambda: TEXT.encode("utf-8")),
        ("bom.txt", lambda: TEXT.encode("utf-8-sig")),
        ("gb.txt", lambda: TEXT.encode("gb18030")),
        ("a.md", lambda: MARKDOWN.encode()),
        ("front.md", lambda: f'---\ntitle: "{TITLE}"\ndate: 2024-01-31 20:22\n---\n\n{MARKDOWN}'.encode()),
        ("a.html", lambda: page().encode()),
        ("gb.htm", lambda: page(charset="gb2312").encode("gb18030")),
        ("plain.html", lambda: page(head="").encode()),
        ("broken lines.html", lambda: page("<br><br>".join("　　" + text for text in PARAGRAPHS)).encode()),
        ("sections.html", lambda: page("".join(f"<section><span>{p[:3]}</span>{p[3:]}</section>" for p in PARAGRAPHS)).encode()),
        ("a.docx", word),
        ("reportlab.pdf", (PDFS / "reportlab.pdf").read_bytes),
        ("chromium.pdf", (PDFS / "chromium.pdf").read_bytes),
        ("a.ofd", ofd),
    ],
)  # fmt: skip
def test_every_format_is_the_same_article(name: str, make: Callable[[], bytes]) -> None:
    article = read(make(), name)
    assert article.title == TITLE
    assert article.published == PUBLISHED
    assert paragraphs(article) == PARAGRAPHS
    assert article.reporter == "周琳"
    assert article.source == SOURCE
    for fact in article.facts:
        assert article.text[fact.start : fact.end]


def test_big5_is_the_same_article_but_for_two_characters() -> None:
    article = read(TEXT.translate(BIG5).encode("big5"), "a.txt")
    assert article.published == PUBLISHED
    assert article.title == TITLE
    assert paragraphs(article) == [text.translate(BIG5) for text in PARAGRAPHS]
    assert [fold(text) for text in paragraphs(article)] == [fold(text) for text in PARAGRAPHS]


def test_plain_text_stays_character_for_character() -> None:
    text = "\ufeff會議召開\r\n\r\n　　會議1月31日在福州舉行。\u200b\r\n"
    assert extract(text.encode("utf-8"), "a.txt") == text


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (page, ".html"),
        (word, ".docx"),
        (ofd, ".ofd"),
        ((PDFS / "chromium.pdf").read_bytes, ".pdf"),
        (lambda: zipped({"a.txt": TEXT}), ".zip"),
        (lambda: TEXT, ".txt"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.html", "a.docx", "a"])
def test_content_decides_what_a_file_is(make: Callable[[], bytes | str], kind: str, name: str) -> None:
    made = make()
    assert kind_of(made.encode() if isinstance(made, str) else made, name) == kind


def test_a_page_gives_its_facts() -> None:
    article = read(page().encode(), "a.html")
    assert article.url == URL
    assert article.reporter == "周琳"  # the office in the head is no person
    assert article.text.startswith(f"{TITLE}\n日期: 2024-01-31 20:22\n来源: {SOURCE}\n网址: {URL}\n\n1月31日")
    for furniture in ("腳本", "首頁", "趙龍調研", "版權", "看不見", "掃碼"):
        assert furniture not in article.text


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2024-01-31T12:22:00Z">', "2024-01-31T20:22"),
        ('<meta name="firstpublishedtime" content="2024-01-30-21:50:00">', "2024-01-30T21:50"),
        ('<meta name="PubDate" content="2024-01-31 00:00:00">', "2024-01-31T20:22"),
        ('<meta name="publishdate" content="20240130">', "2024-01-30"),
        ('<meta name="PubDate" content="soon">', "2024-01-31T20:22"),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "x", '
            '"datePublished": "2024-01-30T08:00:00+08:00"}]}</script>',
            "2024-01-30T08:00",
        ),
    ],
)
def test_dates_on_a_page(head: str, published: str) -> None:
    assert read(page(head=head).encode(), "a.html").published == published


def test_a_saved_page_says_where_from() -> None:
    saved = f"<!-- saved from url=(0042){URL} -->\n" + page(head="")
    assert read(saved.encode(), "a.html").url == URL


def test_a_short_paragraph_beside_a_long_one_is_kept() -> None:
    article = read(page(f"<p>{PARAGRAPHS[2]}</p><p>會議還研究了其他事項。</p>").encode(), "a.html")
    assert paragraphs(article) == [PARAGRAPHS[2], "會議還研究了其他事項。"]


def test_a_date_as_title_is_no_date_of_publication() -> None:
    head = (
        '<meta name="ArticleTitle" content="2023年1月5日會議紀要"><meta name="PubDate" content="2024-02-02">'
    )
    article = read(page("<p>會議研究了優化營商環境的工作。</p>", head).encode(), "a.html")
    assert (article.title, article.published) == ("2023年1月5日會議紀要", "2024-02-02")


def test_word_tables_inserted_text_and_deleted_text() -> None:
    document = docx.Document()
    document.add_paragraph("會議召開")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "出席", "周祖翼、趙龍"
    document.add_paragraph("會議在福州舉行。")
    data = io.BytesIO()
    document.save(data)
    parts = {}
    with zipfile.ZipFile(data) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = parts["word/document.xml"].decode()
    run = "<w:r><w:t>{}</w:t></w:r>"
    inserted = f"<w:ins>{run.format('並通過決定。')}</w:ins><w:del><w:r><w:delText>刪去的話。</w:delText></w:r></w:del>"
    parts["word/document.xml"] = xml.replace("</w:p><w:sectPr", inserted + "</w:p><w:sectPr").encode()
    assert (
        extract(zipped(parts), "a.docx") == "會議召開\n\n出席 周祖翼、趙龍\n\n會議在福州舉行。並通過決定。\n"
    )


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("## 會議**強調**,“**三爭**”行動", "會議強調,“三爭”行動"),
        ("- 一是[抓落實](http://a.cn/b_c_d)", "一是抓落實"),
        ("1. 第一項", "1. 第一項"),
        ("> 引用的話", "引用的話"),
        ("![圖](a.png)正文", "正文"),
        ("前<!-- 註 -->後", "前後"),
        ("`代碼` 與 snake_case_name 和 2*3*4", "代碼 與 snake_case_name 和 2*3*4"),
        ("- - -", ""),
    ],
)
def test_markdown_loses_its_marks_only(marked: str, plain: str) -> None:
    assert extract(f"{marked}\n會議召開。".encode(), "a.md") == f"{plain}\n會議召開。"
