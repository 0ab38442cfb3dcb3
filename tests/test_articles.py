"""index.articles: encodings, both forms of file, furniture, and what is refused."""

import pytest

from index.articles import decode, parse_article, read_article
from index.errors import ArticleError
from tests.conftest import ARTICLES, FUJIAN

KEYED = """李強主持召開國務院常務會議
日期: 2024-02-02
來源: 央視網
網址: https://example.org/a?b=1&c=2

　　國務院總理李強2月2日在北京主持召開會議,研究優化營商環境。

　　會議還研究了其他事項。
"""


def test_the_first_article_is_understood_and_untouched() -> None:
    article = read_article(ARTICLES / FUJIAN, FUJIAN)
    assert article.text == (ARTICLES / FUJIAN).read_bytes().decode("utf-8")
    assert article.title == "全省“深學爭優、敢為爭先、實幹爭效”行動總結部署會在榕舉行"
    assert article.published == "2024-01-31T20:22"
    assert (article.place, article.source, article.reporter) == ("福州", "福建日報·新福建客戶端", "周琳")
    assert len(article.paragraphs) == 8
    body = "".join(article.text[s.start : s.end] for s in article.paragraphs)
    for furniture in ("掃碼", "返回頂部", "附件", "溫馨提示", "| |", "全真版"):
        assert furniture in article.text
        assert furniture not in body


def test_every_fact_points_at_its_words() -> None:
    article = read_article(ARTICLES / FUJIAN, FUJIAN)
    said = {fact.kind: article.text[fact.start : fact.end] for fact in article.facts}
    assert said["published"] == "2024-01-31 20:22"
    assert said["place"] == "福州"
    assert said["reporter"] == "周琳"
    assert said["source"] == "福建日報·新福建客戶端"


def test_key_value_header() -> None:
    article = parse_article("a.txt", KEYED)
    assert article.title == "李強主持召開國務院常務會議"
    assert (article.published, article.source) == ("2024-02-02", "央視網")
    assert article.url == "https://example.org/a?b=1&c=2"
    assert len(article.paragraphs) == 2
    first = article.paragraphs[0]
    assert article.text[first.start : first.end].startswith("國務院總理")


def test_a_long_title_above_keys_is_no_paragraph() -> None:
    article = parse_article("a.txt", "很長的標題" * 12 + KEYED[KEYED.index("\n") :])
    assert len(article.paragraphs) == 2
    assert article.source == "央視網"


def test_line_ends_and_byte_order_mark_keep_offsets_true() -> None:
    text = "\ufeff" + KEYED.replace("\n", "\r\n")
    article = parse_article("a.txt", decode(text.encode("utf-8"), "a.txt"))
    assert article.text == text
    first = article.paragraphs[0]
    assert text[first.start : first.end].endswith("營商環境。")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs"])
def test_encodings_read_the_same(encoding: str) -> None:
    text = KEYED.replace("\u3000", " ")
    assert decode(text.encode(encoding), "a.txt") == text


def test_simplified_gb18030() -> None:
    text = "国务院总理李强主持召开会议,审议通过了两份文件。会议指出,要优化营商环境。"
    assert decode(text.encode("gb18030"), "a.txt") == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a text file"),
        (b"\xff\xfe\xfd\xfc" * 9, "not text"),
        ("——|||——\n".encode(), "no words"),
        ("掃碼關注\n返回頂部\n".encode(), "no paragraph"),
    ],
)
def test_what_is_no_article_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason) as caught:
        parse_article("bad.txt", decode(data, "bad.txt"))
    assert str(caught.value).startswith("bad.txt: ")


def test_a_missing_file_is_an_article_error() -> None:
    with pytest.raises(ArticleError, match="cannot be read"):
        read_article(ARTICLES / "none.txt", "none.txt")


def test_a_bare_note_is_an_article() -> None:
    article = parse_article("n.txt", "會議通知\n明天上午九點開會")
    assert article.title == "會議通知"
    assert article.published == ""
    assert article.date is None
    assert len(article.paragraphs) == 1


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        (
            "全省會議在榕舉行\n會議1月31日在福州舉行,省長趙龍主持。\n會議通過了決定。\n來源: 福建日報\n",
            "會議1月31日",
            2,
        ),
        ("會議召開\n日期: 2024-01-31\n\n會議在福州舉行。\n作者:周琳\n", "會議在福州", 1),
        (
            "趙龍:開局就是決戰!\n2024-01-31 20:22 來源:福建日報 | 字號:大 中 小\n會議在福州舉行。\n會議結束。",
            "會議在福州",
            2,
        ),
        (
            "會議召開\n會議舉行。\n首頁 | 要聞 | 視頻 | 客戶端\n【掃碼關注福建日報】\n會議結束。",
            "會議舉行",
            2,
        ),
        ("會議召開\n相關新聞發佈會1月31日在福州舉行。\n掃碼支付整治工作會議隨後召開。", "相關新聞發佈會", 2),
    ],
)
def test_headers_tails_and_furniture_are_told_from_the_body(text: str, first: str, count: int) -> None:
    article = parse_article("a.txt", text)
    body = [article.text[span.start : span.end] for span in article.paragraphs]
    assert body[0].startswith(first)
    assert len(body) == count


def test_a_source_at_the_end_is_found() -> None:
    assert parse_article("a", "會議召開\n會議舉行。\n會議結束。\n來源: 福建日報\n").source == "福建日報"


@pytest.mark.parametrize("date", ["2024-02-31", "2024年2月30日", "٢٠٢٤年٣月", "2024十四届"])
def test_impossible_dates_are_no_dates(date: str) -> None:
    assert parse_article("a", f"標題\n日期: {date}\n會議在北京舉行,{date}。").published == ""


def test_a_day_written_in_a_row_is_one_where_a_date_is_given() -> None:
    body = "会议2024年3月5日召开,编号20240101。"
    assert parse_article("a", f"会议3月5日召开\n日期: 20231226\n\n{body}").published == "2023-12-26"
    assert parse_article("a", f"会议\n日期: 20231326\n\n{body}").published != "2023-13-26"
