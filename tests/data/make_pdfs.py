"""Makes the PDF files beside it from the first article, with two producers that have nothing in common.

    pip install reportlab fonttools && python tests/data/make_pdfs.py

ReportLab writes a Chinese font by name only, headed and numbered pages, one text object a line. Chromium
embeds its font, places each glyph by itself and names some as radicals; the glyphs are boxes, to keep the
file small. Knows nothing of how they are read.
"""

import html
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Paragraph, SimpleDocTemplate

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from index.articles import read_article  # noqa: E402 - the repository is not installed where this runs

FONT = "STSong-Light"
BYLINE = "2024-01-31 20:22 來源:福建日報·新福建客戶端"
STYLE = """@page { size: A4; margin: 20mm } body { font: 12pt/1.8 boxes }
@font-face { font-family: boxes; src: url(boxes.ttf) }
h1 { text-align: center; font-size: 20pt; font-weight: normal }
p { text-indent: 2em; margin: 0; text-align: justify } .byline { text-align: center; font-size: 10pt }"""


def article() -> tuple[str, list[str]]:
    """Return title and paragraphs of the first article."""
    name = "fujian-2024-01-31.txt"
    read = read_article(HERE.parent.parent / "articles" / name, name)
    return read.title, [read.text[span.start : span.end] for span in read.paragraphs]


def by_reportlab(title: str, paragraphs: list[str]) -> None:
    """Write a document with a running head and a number on each page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))

    def style(size: float, leading: float, indent: float = 0, alignment: int = 0) -> ParagraphStyle:
        return ParagraphStyle(
            "", fontName=FONT, fontSize=size, leading=leading, firstLineIndent=indent, alignment=alignment,
            wordWrap="CJK",
        )  # fmt: skip

    def edges(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawString(72, 800, "福建省人民政府門戶網站")
        canvas.drawCentredString(297, 40, f"— {document.page} —")

    parts = [Paragraph(title, style(20, 28, alignment=1)), Paragraph(BYLINE, style(10, 16, alignment=1))]
    parts += [Paragraph(text, style(12, 20, indent=24)) for text in paragraphs]
    document = SimpleDocTemplate(str(HERE / "reportlab.pdf"), invariant=1)
    document.build(parts, onFirstPage=edges, onLaterPages=edges)


def locked() -> None:
    """Write a document that opens only with a password."""
    canvas = Canvas(str(HERE / "locked.pdf"), encrypt=StandardEncryption("secret"), invariant=1)
    canvas.drawString(72, 720, "The meeting was held in Fuzhou.")
    canvas.save()


def write_boxes(path: Path, text: str) -> None:
    """Write a font that has a box for each character of `text`; a radical shares the box of its character."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (900, 700), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    names = {ord(character): f"g{ord(character):x}" for character in sorted(set(text))}
    widths = {name: (500 if code < 0x80 else 1000, 100) for code, name in names.items()}
    whole = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    names |= {code: names[ord(character)] for code, character in whole.items() if ord(character) in names}
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", *widths])
    font.setupCharacterMap(names)
    font.setupGlyf(dict.fromkeys((".notdef", *widths), box))
    font.setupHorizontalMetrics({".notdef": (1000, 100), **widths})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=880, usWinAscent=880, usWinDescent=120)
    font.setupPost()
    font.save(path)


def by_chromium(title: str, paragraphs: list[str]) -> None:
    """Print a page to a file."""
    body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    page = f'<meta charset="utf-8"><style>{STYLE}</style><h1>{html.escape(title)}</h1><p class="byline">{BYLINE}</p>'
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        write_boxes(Path(folder) / "boxes.ttf", title + BYLINE + "".join(paragraphs) + " ")
        source.write_text(page + body, "utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={folder}", f"--print-to-pdf={HERE / 'chromium.pdf'}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    by_reportlab(*article())
    by_chromium(*article())
    locked()
