"""OFD (GB/T 33190) to paragraphs: the text objects of each page and where they stand.

An OFD file is a zip of XML pages. Templates (letterheads), annotations and seals are no part of the
article. Knows nothing of what the paragraphs say.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from statistics import median
from xml.etree.ElementTree import Element

from index.errors import ArticleError
from index.formats.limits import MAX_CHARACTERS, MAX_PAGES
from index.formats.lines import Line, paragraphs
from index.formats.package import Package, leads_outside
from index.formats.sheet import Sheet
from index.formats.text import printable
from index.formats.xml import attribute, local, parse_xml

_ROOT = "OFD.xml"
_WIDE = 0x2E80


@dataclass(frozen=True)
class _Piece:
    """A run of characters on one baseline, in millimetres from the page's upper left."""

    text: str
    left: float
    right: float
    base: float
    size: float


def read_ofd(package: Package) -> Sheet:
    """Return the paragraphs of the OFD file in `package`; raises ArticleError when there is no text."""
    if any(member.rpartition("/")[2] == "Encryptions.xml" for member in package.names):
        raise ArticleError(package.name, "encrypted; save it without a password")
    pages = [list(_lines(root)) for root in _pages(package)]
    if sum(len(line.text) for page in pages for line in page) > MAX_CHARACTERS:
        raise ArticleError(package.name, f"has more than {MAX_CHARACTERS:,} characters")
    found = paragraphs(pages)
    if not found:
        raise ArticleError(
            package.name, f"an OFD without text ({len(pages)} pages of pictures): run OCR over it"
        )
    return Sheet(tuple(found))


def _pages(package: Package) -> Iterator[Element]:
    """Yield the root element of each page of each document, in reading order."""
    root = parse_xml(package.read(_ROOT), package.name, _ROOT)
    count = 0
    for place in (element.text or "" for element in root.iter() if local(element) == "DocRoot"):
        path = _inside(package, "", place)
        document = parse_xml(package.read(path), package.name, path)
        listed = next((element for element in document if local(element) == "Pages"), None)
        for page in listed if listed is not None else ():
            count += 1
            if count > MAX_PAGES:
                raise ArticleError(package.name, f"has more than {MAX_PAGES:,} pages")
            where = _inside(package, dirname(path), attribute(page, "BaseLoc"))
            yield parse_xml(package.read(where), package.name, where)


def _inside(package: Package, folder: str, place: str) -> str:
    """Return the member that `place`, written in `folder`, means; a leading slash is the package's root."""
    path = place.strip().replace("\\", "/")
    path = normpath(path.lstrip("/") if path.startswith("/") else join(folder, path))
    if leads_outside(path):
        raise ArticleError(package.name, f"holds a path that leads outside it: {printable(place)}")
    return path


def _lines(page: Element) -> Iterator[Line]:
    """Yield the page's lines from top to bottom: pieces on about one baseline, from left to right."""
    pieces = sorted(_pieces(page), key=lambda piece: piece.base)
    rows: list[list[_Piece]] = []
    for piece in pieces:
        if rows and piece.base - rows[-1][0].base < 0.4 * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda piece: piece.left)
        text = row[0].text
        for before, piece in itertools.pairwise(row):
            text += (" " if _apart(before, piece) else "") + piece.text
        indent = len(text) - len(text.lstrip(" \u3000"))
        size = median(piece.size for piece in row)
        left = row[0].left + sum(_width(c, size) for c in text[:indent])
        if text.strip():
            yield Line(text.strip(), left, max(piece.right for piece in row), row[0].base, size)


def _apart(before: _Piece, piece: _Piece) -> bool:
    """Whether a gap between two pieces is a space; Chinese characters may stand a little apart."""
    wide = ord(before.text[-1]) >= _WIDE and ord(piece.text[0]) >= _WIDE
    return piece.left - before.right > (0.8 if wide else 0.2) * piece.size


def _pieces(page: Element) -> Iterator[_Piece]:
    content = next((element for element in page if local(element) == "Content"), page)
    for text_object in (element for element in content.iter() if local(element) == "TextObject"):
        numbers = _numbers(attribute(text_object, "Boundary"))
        x, y = ([*numbers, 0.0, 0.0])[:2]
        size = (_numbers(attribute(text_object, "Size")) or [4.0])[0]
        a, b, c, d, e, f = _matrix(attribute(text_object, "CTM"))
        code_x = code_y = 0.0
        for code in (element for element in text_object if local(element) == "TextCode"):
            code_x = (_numbers(attribute(code, "X")) or [code_x])[0]  # where unsaid, as in the code before
            code_y = (_numbers(attribute(code, "Y")) or [code_y])[0]
            text = (code.text or "").strip("\r\n\t")
            if not text:
                continue
            left, base = x + a * code_x + c * code_y + e, y + b * code_x + d * code_y + f
            width = _advance(attribute(code, "DeltaX"), text, size)
            yield _Piece(text, left, left + abs(a) * width, base, size * (abs(d) or 1.0))


def _advance(deltas: str, text: str, size: float) -> float:
    """Return the width of `text`: the steps between its characters, and the last character."""
    steps: list[float] = []
    words = iter(deltas.split())
    for word in words:
        if word == "g":  # g n d: n times d
            count, step = _numbers(next(words, "")), _numbers(next(words, ""))
            steps += (step or [0.0]) * min(int((count or [0.0])[0]), len(text))
        else:
            steps += _numbers(word)
    steps = steps[: len(text) - 1]
    return sum(steps) + sum(_width(c, size) for c in text[len(steps) :])


def _width(character: str, size: float) -> float:
    return size if ord(character) >= _WIDE else 0.5 * size


def _matrix(text: str) -> tuple[float, float, float, float, float, float]:
    numbers = _numbers(text)
    if len(numbers) != 6:
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    return numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"[-+]?\d{0,12}\.?\d{1,12}(?:[eE][-+]?\d{1,2})?", text)]
