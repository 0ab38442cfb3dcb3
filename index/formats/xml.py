"""XML from files that strangers made: no document types, no entities, no endless nesting.

Knows nothing of what the elements mean.
"""

import io
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from index.errors import ArticleError
from index.formats.limits import MAX_XML_DEPTH, MAX_XML_ELEMENTS


def parse_xml(data: bytes, name: str, part: str) -> Element:
    """Return the root element of `data`, the part `part` of the file `name`; raises ArticleError."""
    depth = count = 0
    root: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            count += 1
            if depth > MAX_XML_DEPTH or count > 2 * MAX_XML_ELEMENTS:
                raise ArticleError(name, f"its part {part} nests or holds too many elements")
    except DefusedXmlException as error:
        raise ArticleError(name, f"its part {part} declares a document type or entities: refused") from error
    except (ParseError, UnicodeError, LookupError, ValueError) as error:
        raise ArticleError(name, f"damaged: its part {part} is not well-formed XML") from error
    if root is None:
        raise ArticleError(name, f"damaged: its part {part} is empty")
    return root


def local(element: Element) -> str:
    """Return the element's name without its namespace: two editions of a format differ in nothing else."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return the attribute called `name` in any namespace, empty when there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
