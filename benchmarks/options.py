"""What the command lines of the benchmarks share. Knows nothing of what is measured."""

import argparse

PARTS = ("sets", "scripts", "english", "meetings")  # of the benchmark of retrieval
PASSAGES = 100_000  # that its speed is measured at, by default


def positive(text: str) -> int:
    """Return the whole number, 1 or more, that `text` is; argparse tells of any other."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {value}")
    return value
