"""Zip files, opened with care: names that stay inside, nothing encrypted, nothing that swells.

docx and ofd files are zips too. Nothing is ever written to disk from here. Knows nothing of what the
members hold.
"""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from index.errors import ArticleError
from index.formats.limits import MAX_BYTES, MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, RATIO_FROM
from index.formats.text import printable

_ENCRYPTED = 0x1
_UTF8 = 0x800
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


class Package:
    """The members of one zip file, by name."""

    def __init__(self, data: bytes, name: str) -> None:
        """Check all members; raises ArticleError, naming `name`, for a zip that is damaged or not to be trusted."""
        self.name = name
        if len(data) > MAX_BYTES:
            raise ArticleError(name, f"the file has {len(data):,} bytes; the limit is {MAX_BYTES:,}")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise ArticleError(name, "cut short or damaged (a zip without its directory)") from error
        files = [info for info in self._zip.infolist() if not info.is_dir()]
        self._check(files, len(data))
        self._members = {_name(info): info for info in files}

    @property
    def names(self) -> list[str]:
        """Names of all members, in the order of the file."""
        return list(self._members)

    def __contains__(self, member: str) -> bool:
        return member in self._members

    def read(self, member: str) -> bytes:
        """Return the bytes of `member`; raises ArticleError when there is none or it is damaged."""
        try:
            return self._zip.read(self._members[member])
        except KeyError:
            raise ArticleError(self.name, f"damaged: its part {printable(member)} is missing") from None
        except _BROKEN as error:
            raise ArticleError(
                self.name, f"damaged: its part {printable(member)} cannot be unpacked"
            ) from error

    def _check(self, files: list[zipfile.ZipInfo], packed: int) -> None:
        if len(files) > MAX_MEMBERS:
            raise ArticleError(self.name, f"holds {len(files):,} files; the limit is {MAX_MEMBERS:,}")
        for info in files:
            if leads_outside(_name(info)):
                raise ArticleError(
                    self.name, f"holds a path that leads outside it: {printable(info.filename)}"
                )
            if info.flag_bits & _ENCRYPTED:
                raise ArticleError(self.name, "encrypted; save it without a password")
        unpacked = sum(info.file_size for info in files)
        if unpacked > MAX_UNPACKED:
            raise ArticleError(self.name, f"unpacks to {unpacked:,} bytes; the limit is {MAX_UNPACKED:,}")
        # What a member claims cannot be too little: reading stops there and its checksum fails.
        if unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed:
            raise ArticleError(self.name, f"unpacks to {unpacked // packed} times its size: a zip bomb")


def leads_outside(path: str) -> bool:
    """Whether `path` is absolute, names a drive, or climbs with `..`; both slashes count."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    return not parts or parts[0] == "/" or ".." in parts or parts[0][1:2] == ":" or "\0" in path


def _name(info: zipfile.ZipInfo) -> str:
    """Return the member's name; programs on Chinese Windows write GB18030 where the format says code page 437."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
