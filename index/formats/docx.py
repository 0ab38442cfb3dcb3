"""Word files (.docx) to paragraphs: body, tables and text boxes in order; no headers, footers or comments.

Inserted text that nobody has accepted yet counts, deleted text does not, as on Word's own screen. Numbers
that Word makes by itself (automatic lists) are not in the file and so not in the text. Knows nothing of
what the paragraphs say.
"""

from collections.abc import Iterator
from posixpath import normpath
from xml.etree.ElementTree import Element

from index.formats.package import Package
from index.formats.sheet import Sheet
from index.formats.xml import attribute, local, parse_xml

_DOCUMENT = "word/document.xml"
# A drawing is written twice, for new and for old programs; deleted and moved-away text is not there.
_SKIPPED = {"Fallback", "del", "moveFrom", "instrText", "delText", "rPr", "pPr"}
_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(package: Package) -> Sheet:
    """Return the paragraphs of the Word file in `package`; raises ArticleError when it is damaged."""
    part = _document(package)
    root = parse_xml(package.read(part), package.name, part)
    body = next((child for child in root if local(child) == "body"), root)
    return Sheet(tuple(line for text in _paragraphs(body) for line in text.split("\n")))


def _document(package: Package) -> str:
    """Return the name of the main part, which the package's relationships tell."""
    if "_rels/.rels" in package:
        for relation in parse_xml(package.read("_rels/.rels"), package.name, "_rels/.rels"):
            if attribute(relation, "Type").endswith("/officeDocument"):
                return normpath(attribute(relation, "Target").lstrip("/"))
    return _DOCUMENT


def _paragraphs(element: Element) -> Iterator[str]:
    for child in element:
        if local(child) in _SKIPPED:
            continue
        if local(child) == "p":
            boxes: list[str] = []
            yield _text(child, boxes)
            yield from boxes
        elif local(child) == "tr":
            yield " ".join(" ".join(_paragraphs(cell)) for cell in child if local(cell) == "tc")
        else:
            yield from _paragraphs(child)


def _text(element: Element, boxes: list[str]) -> str:
    """Return the text of one paragraph; the paragraphs of text boxes within it go to `boxes`."""
    parts = []
    for child in element:
        kind = local(child)
        if kind == "txbxContent":
            boxes += _paragraphs(child)
        elif kind == "t":
            parts.append(child.text or "")
        elif kind in _MARKS:
            parts.append(_MARKS[kind])
        elif kind not in _SKIPPED:
            parts.append(_text(child, boxes))
    return "".join(parts)
