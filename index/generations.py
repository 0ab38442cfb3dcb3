"""Generations coming and going: the lock, writing aside, the swap, what is kept, going back.

A build writes into `NUMBER.building`, syncs, renames, then replaces the one small file CURRENT; what is
removed is renamed first. So a name that is a number is always whole, whenever a build is killed; what a
dead build left behind is removed by the next. Knows nothing of what is in the files.
"""

import datetime as dt
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import HuidaError, IndexBusy, IndexMismatch, IndexMissing
from index.store import Manifest, current, read_manifest

KEPT = 2


@dataclass(frozen=True)
class Generation:
    """A generation on disk; `manifest` is None for one that this program cannot read."""

    name: str
    serves: bool
    manifest: Manifest | None


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Hold the lock on the index in `folder`, cleared of what died; raises IndexBusy when another holds it."""
    generations = folder / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise  # a file system without locks
            lock.seek(0)
            holder = lock.read().strip() or "just started"
            raise IndexBusy(f"another build of {folder} is running ({holder})") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, since {dt.datetime.now():%Y-%m-%d %H:%M:%S}")
        lock.flush()
        for path in generations.iterdir():
            if path.suffix in (".building", ".removing"):
                _remove(path)
        yield


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """Give an empty folder for the next generation, and remove it unless `swap_in` took it."""
    path = folder / "generations" / f"{max(map(int, _names(folder)), default=0) + 1:06d}.building"
    path.mkdir()
    try:
        yield path
    finally:
        _remove(path)


def swap_in(folder: Path, path: Path, keep: int = KEPT) -> str:
    """Make the generation written at `path` serve, keep `keep` in all, and return its name."""
    for each in (*path.rglob("*"), path):
        _sync(each)
    name = path.stem
    path.rename(path.with_name(name))
    _sync(path.parent)
    _point(folder, name)
    _clean(folder, name, keep)
    return name


def share(folder: Path, new: Path) -> None:
    """Make the folder `new` have the files of `folder`, which nobody may write to: the same, where the disk can."""
    new.mkdir()
    for file in folder.iterdir():
        if not file.is_file():
            continue  # what a file server left there
        try:
            (new / file.name).hardlink_to(file)
        except OSError:
            shutil.copy2(file, new / file.name)


def serving(folder: Path) -> str:
    """Return the name of the generation that serves, "" when there is none; raises IndexDamaged."""
    try:
        return current(folder)
    except IndexMissing:
        return ""


def listing(folder: Path) -> list[Generation]:
    """Return the generations in `folder`, the oldest first; raises IndexMissing."""
    serves = current(folder)
    found = []
    for name in _names(folder):
        try:
            manifest = read_manifest(folder, name)
        except HuidaError:
            manifest = None
        found.append(Generation(name, name == serves, manifest))
    return found


def rollback(folder: Path, model: str, generation: str = "") -> str:
    """Make `generation` serve, the one that served before when none is named, and return its name.

    Raises IndexMissing when there is no such one, IndexMismatch when `model` did not build it, IndexBusy.
    """
    serves = current(folder)
    with building(folder):
        names = _names(folder)
        name = generation.zfill(6) if generation else _before(folder, serves, names)
        if name not in names:
            raise IndexMissing(f"{folder} has no generation {name}; it has {', '.join(names)}")
        manifest = read_manifest(folder, name)
        if manifest.model != model:
            raise IndexMismatch(
                f"generation {name} was built with the model {manifest.model!r}, not {model!r}; "
                "set EMBEDDING_MODEL to it first"
            )
        _point(folder, name)
    return name


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "generations").iterdir() if path.name.isdigit())


def _before(folder: Path, name: str, names: list[str]) -> str:
    """Return which of `names` served before `name`, or else is older; raises IndexMissing."""
    try:
        text = (folder / "generations" / name / "manifest.json").read_text("utf-8")
        previous = str(json.loads(text).get("previous", ""))
    except (OSError, ValueError, AttributeError):
        previous = ""
    if previous in names:
        return previous
    older = [other for other in names if other < name]
    if not older:
        raise IndexMissing(f"{folder} keeps no generation older than {name}")
    return older[-1]


def _point(folder: Path, name: str) -> None:
    new = folder / "CURRENT.new"
    new.write_text(name + "\n", "utf-8")
    _sync(new)
    new.replace(folder / "CURRENT")
    _sync(folder)


def _clean(folder: Path, serves: str, keep: int) -> None:
    """Remove all but the `keep` generations that served last."""
    names = _names(folder)
    kept = [serves]
    while len(kept) < keep:
        try:
            kept.append(_before(folder, kept[-1], [name for name in names if name not in kept]))
        except IndexMissing:
            break
    for name in names:
        if name not in kept:
            _remove(folder / "generations" / name)


def _remove(path: Path) -> None:
    """Remove a folder, all at once as its readers see it; what resists is left for the next build."""
    gone = path if path.suffix else path.with_name(f"{path.name}.removing")
    try:
        path.rename(gone)
    except OSError:
        return  # it is gone already
    shutil.rmtree(gone, ignore_errors=True)


def _sync(path: Path) -> None:
    """Force a file's or folder's content to disk, so that a power cut cannot reorder the swap."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
