"""Links that open a page at the quoted words.

A text fragment names the first and last words of the quote (https://wicg.github.io/scroll-to-text-fragment/);
a browser that does not know it opens the page all the same. Knows nothing of articles.
"""

import re
from urllib.parse import quote

MAX = 1000  # characters of an address, and of what is added to it
WHOLE = 32  # characters up to which the quote is named whole
_CLAUSE = re.compile(r"[^,,。;;、:::!?!?“”「」『』《》()()\s]+")


def quoted(url: str, text: str) -> str:
    """Return `url` with a fragment that leads to `text`; `url` itself where `text` has no words, or too long ones.

    Only the first and last clause of a long quote are named, whole: a browser matches whole words, and a page
    may break the middle by other elements.
    """
    clauses = [match.group() for match in _CLAUSE.finditer(text)]
    if not clauses:
        return url
    ends = (
        [text.strip()]
        if len(text.strip()) <= WHOLE and "\n" not in text.strip()
        else [clauses[0], clauses[-1]]
    )
    # The dash and the comma have a meaning of their own in a fragment; quote() leaves the dash alone.
    parts = ",".join(quote(part, safe="").replace("-", "%2D") for part in dict.fromkeys(ends))
    return f"{url}{'' if '#' in url else '#'}:~:text={parts}" if len(parts) <= MAX else url


def is_link(url: str) -> bool:
    """Whether `url` is one that a message may link to."""
    return bool(re.match(r"https?://[^\s/]", url)) and len(url) <= MAX
