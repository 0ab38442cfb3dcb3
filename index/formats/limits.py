"""Every limit on what is read, in one place: each keeps one hostile or broken file from harming the rest.

Knows nothing of formats.
"""

MAX_BYTES = 50 * 1024 * 1024  # of one file, packed, and of one page fetched
MAX_UNPACKED = 200 * 1024 * 1024  # of all that one zip, docx or ofd holds
MAX_RATIO = 200  # unpacked to packed; counts for what unpacks to more than RATIO_FROM
RATIO_FROM = 1024 * 1024
MAX_MEMBERS = 10_000  # files in one archive
MAX_HTML = 10 * 1024 * 1024  # bytes of one page
MAX_TAGS = 300_000  # of one page
MAX_PAGES = 2_000  # of a PDF or OFD
MAX_CHARACTERS = 10_000_000  # of the text that comes out of one file
MAX_XML_DEPTH = 200  # elements within elements
MAX_XML_ELEMENTS = 5_000_000

FETCH_SECONDS = 30.0  # from the first look-up to the last byte, redirects and all
MAX_REDIRECTS = 5
MAX_URL = 2_000  # characters
