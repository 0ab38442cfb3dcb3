"""The first article as files of every format, and small files that are wrong in one way each."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape

import docx

from index.articles import read_article
from tests.conftest import ARTICLES, FUJIAN, ROOT

_ARTICLE = read_article(ARTICLES / FUJIAN, FUJIAN)
TITLE = _ARTICLE.title
PARAGRAPHS = [_ARTICLE.text[span.start : span.end] for span in _ARTICLE.paragraphs]
PUBLISHED = "2024-01-31T20:22"
SOURCE = "福建日報·新福建客戶端"
BYLINE = f"2024-01-31 20:22 來源:{SOURCE}"
URL = "http://www.fujian.gov.cn/xwdt/fjyw/202401/t20240131_6389.htm"
PDFS = ROOT / "tests" / "data"
TEXT = (ARTICLES / FUJIAN).read_text("utf-8")
BIG5 = str.maketrans("説産", "說產")  # Big5 lacks these two forms of the article's characters
MARKDOWN = f"# {TITLE}\n\n*{BYLINE}*\n\n" + "\n\n".join(f"**{p[:4]}**{p[4:]}" for p in PARAGRAPHS)

_HEAD = f"""<meta name="SiteName" content="福建省人民政府門戶網站"><meta name="ArticleTitle" content="{TITLE}">
<meta name="PubDate" content="2024-01-31 20:22"><meta name="ContentSource" content="{SOURCE}">
<meta name="Author" content="省政府辦公廳"><link rel="canonical" href="{URL}">"""
_MENU = "".join(
    f'<li><a href="/{i}/">{t}</a></li>' for i, t in enumerate("首頁 要聞動態 政務公開 辦事服務".split())
)
_OTHERS = "".join(
    f'<li><a href="/x/{i}.htm">{text}</a><span>01-30</span></li>'
    for i, text in enumerate(
        ["省政府召開常務會議,研究部署經濟工作。", "趙龍調研重點項目建設並召開現場會議。"]
    )
)


def page(body: str = "", head: str = _HEAD, charset: str = "utf-8") -> str:
    """Return a page as government sites have them, with `body` as its article."""
    body = body or "".join(f"<p>　　{escape(text)}</p>\n" for text in PARAGRAPHS)
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="{charset}">
<title>{TITLE}_福建要聞_福建省人民政府門戶網站</title>{head}
<script>var x = "會議指出,這是腳本裡的話,不是文章。";</script><style>.a {{ color: red }}</style></head><body>
<div class="header"><h1 class="logo">福建省人民政府</h1><ul>{_MENU}</ul><input type="text"><button>搜索</button></div>
<div class="dqwz">您現在的位置:<a href="/">首頁</a> &gt; <a href="/x">新聞動態</a> &gt; 福建要聞</div>
<div class="main"><h1>{TITLE}</h1><h3>周祖翼講話 趙龍主持 滕佳材出席</h3>
<div class="info"><span>2024-01-31 20:22</span><span>來源:{SOURCE}</span><span>字號:<a>大</a><a>中</a></span></div>
<div class="article"><script>share("會議強調,這也是腳本。");</script>{body}</div>
<div>附件:</div><p>溫馨提示: 請使用OFD閱讀軟體瀏覽源文件,如未安裝點擊下載</p>
<div class="qr"><p>掃碼關注中國福建微信</p><p style="display:none">看不見的話,不是文章。</p></div></div>
<div class="side"><h2>相關新聞</h2><ul>{_OTHERS}</ul></div>
<div class="footer"><p>主辦單位:福建省人民政府辦公廳 版權所有</p><a href="#">返回頂部</a></div></body></html>"""


def word() -> bytes:
    """Return the article as a Word file with a header, a footer and runs of several styles."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "福建省人民政府"
    document.sections[0].footer.paragraphs[0].text = "第 1 頁"
    document.add_heading(TITLE, 0)
    document.add_paragraph(BYLINE)
    for text in PARAGRAPHS:
        paragraph = document.add_paragraph("　　" + text[:5])
        paragraph.add_run(text[5:9]).bold = True
        paragraph.add_run(text[9:])
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """Return a zip of `members`, packed."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def encrypted(data: bytes) -> bytes:
    """Return the zip `data` with every member marked as encrypted."""
    marked = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + offset] |= 1
            at = marked.find(signature, at + 4)
    return bytes(marked)


_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_ACROSS, _DOWN, _SIZE, _MARGIN = 40, 34, 4.2, 21.0  # characters a line, lines a page, millimetres


def ofd(title: str = TITLE, paragraphs: Sequence[str] = tuple(PARAGRAPHS), page_path: str = "") -> bytes:
    """Return the article as an OFD file: broken lines, a running head, page numbers."""
    half = (len(title) + 1) // 2  # a title over two lines
    lines = [(_centre(part, 7.0), 7.0, part) for part in (title[:half], title[half:])]
    lines.append((_centre(BYLINE, 3.5), 3.5, BYLINE))
    for text in paragraphs:
        first, rest = text[: _ACROSS - 2], text[_ACROSS - 2 :]
        lines.append((_MARGIN + 2 * _SIZE, _SIZE, first))
        lines += [(_MARGIN, _SIZE, rest[i : i + _ACROSS]) for i in range(0, len(rest), _ACROSS)]
    pages = [lines[i : i + _DOWN] for i in range(0, len(lines), _DOWN)]
    members = {
        "OFD.xml": f"<ofd:OFD {_NAMESPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NAMESPACE}><ofd:Pages>"
        + "".join(
            f'<ofd:Page ID="{n}" BaseLoc="{page_path or f"Pages/Page_{n}/Content.xml"}"/>'
            for n in range(len(pages))
        )
        + "</ofd:Pages></ofd:Document>",
    }
    for number, rows in enumerate(pages):
        objects = [_text_object(_MARGIN, 12.0, 3.5, "福建省人民政府公報")]
        objects += [
            _text_object(left, 25 + 7 * row, size, text) for row, (left, size, text) in enumerate(rows)
        ]
        objects.append(_text_object(100.0, 285.0, 3.5, f"- {number + 1} -"))
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {_NAMESPACE}><ofd:Content><ofd:Layer>{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return zipped(members)


def _centre(text: str, size: float) -> float:
    return _MARGIN + (_ACROSS * _SIZE - _width(text, size)) / 2


def _width(text: str, size: float) -> float:
    return sum(size if ord(character) >= 0x2E80 else size / 2 for character in text)


def _text_object(left: float, base: float, size: float, text: str) -> str:
    return (
        f'<ofd:TextObject Boundary="{left:.2f} {base - size:.2f} {_width(text, size):.2f} {size:.2f}" Font="1" '
        f'Size="{size}"><ofd:TextCode X="0" Y="{size}" DeltaX="g {max(len(text) - 1, 1)} '
        f'{_width(text, size) / max(len(text), 1):.3f}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


# The article as an operator may have saved it, once in each format.
SAVED: Mapping[str, Callable[[], bytes]] = {
    "utf8.txt": lambda: TEXT.encode("utf-8"),
    "gb18030.txt": lambda: TEXT.encode("gb18030"),
    "big5.txt": lambda: TEXT.translate(BIG5).encode("big5"),
    "a.md": MARKDOWN.encode,
    "a.html": lambda: page().encode(),
    "a.docx": word,
    "reportlab.pdf": (PDFS / "reportlab.pdf").read_bytes,
    "chromium.pdf": (PDFS / "chromium.pdf").read_bytes,
    "a.ofd": ofd,
}
