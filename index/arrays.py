"""Arrays read from files that may be damaged. Knows nothing of what is in them."""

import tokenize
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


def read_array(file: Path, *, mapped: bool = False) -> npt.NDArray[Any]:
    """Return the array in `file`, `mapped` read as it is needed; raises OSError, EOFError or ValueError."""
    try:
        # As a plain array: a memmap makes one of every slice of it, which takes longer than what is done with that.
        return np.asarray(np.load(file, "r" if mapped else None, allow_pickle=False))
    except (tokenize.TokenError, SyntaxError, MemoryError) as error:  # of a header that is no longer one
        raise ValueError(f"{file.name} is damaged") from error
