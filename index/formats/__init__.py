"""Every format that articles come in, extracted into one plain text laid out as an article file.

What a file is decides how it is read: its first bytes, the members of a zip, the tags of a page; its name
is asked only where these leave it open. Knows nothing of what an article says.
"""

import re

from index.errors import ArticleError
from index.formats.package import Package
from index.formats.sheet import Sheet, lay_out
from index.formats.text import check_size, checked, decode

# What the first bytes say, and what to do about files that cannot be read here.
_MAGIC = (
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"Rar!", "a RAR archive; unpack it and add its files"),
    (b"7z\xbc\xaf'\x1c", "a 7z archive; unpack it and add its files"),
    (b"\x1f\x8b", "a gzip file; unpack it and add its files"),
    (b"{\\rtf", "an RTF file; save it as .docx"),
    (b"\x89PNG", "a picture; add the text it shows"),
    (b"\xff\xd8\xff", "a picture; add the text it shows"),
    (b"GIF8", "a picture; add the text it shows"),
    (b"II*\0", "a picture; add the text it shows"),
    (b"MM\0*", "a picture; add the text it shows"),
)
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*|<!--.{0,2000}?-->\s*){0,5}"
    rb"<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(rb"<(?:html|body|p|div|br|span|table|h1|meta|td|font)\b[^>]{0,500}>", re.IGNORECASE)
_SUFFIXES = {
    "md": ".md",
    "markdown": ".md",
    "html": ".html",
    "htm": ".html",
    "shtml": ".html",
    "xhtml": ".html",
}


def kind_of(data: bytes, name: str) -> str:
    """Return the suffix of what `data` is: .txt, .md, .html, .pdf, .docx, .ofd or .zip.

    Raises ArticleError, naming `name`, for data that is none of these.
    """
    check_size(data, name)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _kind_of_zip(Package(data, name))
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ArticleError(name, _old_word(data) if what == "ole" else what)
    ending = _SUFFIXES.get(name.lower().rpartition(".")[2], ".txt")
    if _PAGE.match(data) or data.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<")):
        return ".html"
    return ".txt" if ending == ".html" and not _TAGS.search(data) else ending


def _kind_of_zip(package: Package) -> str:
    if "OFD.xml" in package:
        return ".ofd"
    if "[Content_Types].xml" in package:
        if any(member.startswith("word/") for member in package.names):
            return ".docx"
        raise ArticleError(package.name, "an Office file that is no Word document")
    return ".zip"


def _old_word(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted; save it without a password"
    return "an old Office file (.doc, .wps); save it as .docx"


def extract(data: bytes, name: str) -> str:
    """Return the text of the article in `data`, a file called `name`.

    Plain text comes back character for character; everything else is laid out as an article file. Raises
    ArticleError, naming `name`, in one line that says why it is no article.
    """
    kind = kind_of(data, name)
    if kind == ".txt":
        return decode(data, name)
    if kind == ".zip":
        raise ArticleError(name, f"an archive; add its files with `python -m index add {name}`")
    return checked(_READERS[kind](data, name), name)


# The libraries load when a file needs them: commands that read only text start without them.
def _markdown(data: bytes, name: str) -> str:
    from index.formats.markdown import read_markdown

    return read_markdown(decode(data, name))


def _html(data: bytes, name: str) -> str:
    from index.formats.html import read_html

    return lay_out(read_html(data, name))


def _pdf(data: bytes, name: str) -> str:
    from index.formats.pdf import read_pdf

    return lay_out(read_pdf(data, name))


def _docx(data: bytes, name: str) -> str:
    from index.formats.docx import read_docx

    return _not_empty(read_docx(Package(data, name)), name)


def _ofd(data: bytes, name: str) -> str:
    from index.formats.ofd import read_ofd

    return lay_out(read_ofd(Package(data, name)))


def _not_empty(sheet: Sheet, name: str) -> str:
    if not any(text.strip() for text in sheet.paragraphs):
        raise ArticleError(name, "a Word file without text (pictures only?)")
    return lay_out(sheet)


_READERS = {".md": _markdown, ".html": _html, ".pdf": _pdf, ".docx": _docx, ".ofd": _ofd}
