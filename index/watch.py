"""Rebuilding when the articles folder changes, until somebody stops it.

Knows nothing of what a rebuild is.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import watchfiles

from index.errors import HuidaError

_QUIET_MS = 500  # files that arrive together are one change: a rebuild waits for so long a silence
_LONGEST_MS = 5000  # but for no longer than this
_LOOK_UP_MS = 500


def watch(
    folder: Path, rebuild: Callable[[], object], say: Callable[[str], object], stop: Event | None = None
) -> None:
    """Call `rebuild` now and after each change below `folder`, until `stop` is set or Ctrl-C.

    A rebuild that fails is one line for `say`, and the watch goes on. Raises KeyboardInterrupt, and OSError
    when `folder` cannot be watched.
    """
    whole = folder.resolve()

    def counts(_: watchfiles.Change, path: str) -> bool:
        return not any(part.startswith(".") for part in Path(path).relative_to(whole).parts)

    due = True  # the first rebuild comes when the watch has begun, so that no change falls between the two
    for changes in watchfiles.watch(
        whole,
        watch_filter=counts,
        debounce=_LONGEST_MS,
        step=_QUIET_MS,
        rust_timeout=_LOOK_UP_MS,
        yield_on_timeout=True,
        stop_event=stop,
    ):
        if changes or due:
            due = False
            try:
                rebuild()
            except (HuidaError, OSError) as error:
                say(f"error: {error}; the index stays as it is")
