"""PDF to paragraphs, by way of PDFium: the lines of its text layer and where they stand.

Knows nothing of what the paragraphs say; a PDF's own title is mostly a file name and is not used.
"""

import ctypes
import math
from collections.abc import Iterator
from contextlib import closing
from statistics import median
from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium

from index.errors import ArticleError
from index.formats.limits import MAX_CHARACTERS, MAX_PAGES
from index.formats.lines import Line, paragraphs
from index.formats.sheet import Sheet
from index.script import plain_radicals

_ONE_AT_A_TIME = Lock()  # PDFium is not thread-safe
_TAIL = 4096  # bytes among which a PDF's end mark stands
_SMALL_GAP = 0.18  # of the type size: lines set to a width spread their characters by less than a space
_WIDE = 0x2E80  # Chinese characters and their punctuation begin here


def read_pdf(data: bytes, name: str) -> Sheet:
    """Return the paragraphs of the PDF `data`; raises ArticleError, naming `name`.

    A PDF that asks for a password, is damaged, or has no text layer (a scan) is none.
    """
    if b"%%EOF" not in data[-_TAIL:]:  # PDFium would mend it, less the pages that are missing
        raise ArticleError(name, "cut short (a PDF without its end)")
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise ArticleError(name, "encrypted; save it without a password") from error
            raise ArticleError(name, "cut short or damaged (no PDF can be read from it)") from error
        with closing(document):
            pages = _pages(document, name)
    found = paragraphs(pages)
    if not found:
        raise ArticleError(
            name, f"a PDF without a text layer ({len(pages)} pages of pictures): run OCR over it"
        )
    return Sheet(tuple(found))


def _pages(document: pypdfium2.PdfDocument, name: str) -> list[list[Line]]:
    if len(document) > MAX_PAGES:
        raise ArticleError(name, f"has {len(document):,} pages; the limit is {MAX_PAGES:,}")
    pages = []
    characters = 0
    for number in range(len(document)):
        try:
            with closing(document[number]) as page, closing(page.get_textpage()) as text:
                characters += text.count_chars()
                if characters > MAX_CHARACTERS:
                    raise ArticleError(name, f"has more than {MAX_CHARACTERS:,} characters")
                pages.append(list(_lines(text, page.get_height())))
        except pypdfium2.PdfiumError as error:
            raise ArticleError(name, f"damaged: page {number + 1} cannot be read") from error
    return pages


def _lines(text: pypdfium2.PdfTextPage, height: float) -> Iterator[Line]:
    """Yield the page's lines as PDFium orders them; it marks their ends with characters of its own."""
    line = _LineMaker(height)
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (0x0D, 0x0A):
            yield from line.end()
        elif code not in (0, 0xFFFE, 0xFFFF):
            generated = pdfium.FPDFText_IsGenerated(text, index) == 1
            line.add(chr(code), generated, *_box(text, index))
    yield from line.end()


def _box(text: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """Return left, right, baseline and type size of a character, in points from the page's lower left."""
    left, _, right, _ = text.get_charbox(index, loose=True)
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    return left, right, y.value, size or 1.0


class _LineMaker:
    """Gathers the characters of one line after another."""

    def __init__(self, page_height: float) -> None:
        self._page_height = page_height
        self._reset()

    def _reset(self) -> None:
        self._text = ""
        self._lefts: list[float] = []
        self._right = self._base = 0.0
        self._sizes: list[float] = []
        self._spaced = False

    def add(
        self, character: str, generated: bool, left: float, right: float, base: float, size: float
    ) -> None:
        """Add a character; a space that PDFium only guessed counts when the gap is wide enough."""
        if character.isspace():
            self._spaced = self._spaced or bool(self._text)
            if not generated and self._text:
                self._text += character
                self._spaced = False
            elif not generated:
                self._lefts.append(left)
            return
        if self._spaced and self._text and not self._too_near(character, left):
            self._text += " "
        self._spaced = False
        self._text += character
        self._right, self._base = right, base
        self._lefts.append(left)
        self._sizes.append(size)

    def _too_near(self, character: str, left: float) -> bool:
        wide = ord(self._text[-1]) >= _WIDE and ord(character) >= _WIDE
        return wide and left - self._right < _SMALL_GAP * self._sizes[-1]

    def end(self) -> Iterator[Line]:
        """Yield the line gathered so far, if it has any character, and begin the next."""
        if self._text.strip():
            left = self._lefts[-len(self._sizes)]
            top = self._page_height - self._base
            yield Line(plain_radicals(self._text).strip(), left, self._right, top, median(self._sizes))
        self._reset()
