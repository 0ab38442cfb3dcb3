"""index.parallel: several processes give what one gives, and none stays behind."""

import os
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from index.errors import HuidaError
from index.parallel import Workers
from tests.pieces import PIECES, die, fail, square, touch

ROOT = Path(__file__).parent.parent


def test_results_come_in_order_from_other_processes_when_there_is_enough_to_do() -> None:
    with Workers(2) as workers:
        done = list(workers.each(square, PIECES))
        assert [result for result, _ in done] == [number * number for number in PIECES]
        assert os.getpid() not in {process for _, process in done}
        assert {process for _, process in workers.each(square, PIECES[:3])} == {os.getpid()}
        with pytest.raises(ValueError, match="0"):
            list(workers.each(fail, PIECES))
        with pytest.raises(HuidaError, match="was killed"):
            list(workers.each(die, PIECES))


def test_work_begins_before_its_results_are_asked_for_and_ends_with_the_workers(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with Workers(2) as workers:
        results = workers.each(touch, [(str(begun), number) for number in range(len(PIECES))])
        until = time.monotonic() + 30
        while not begun.exists() and time.monotonic() < until:
            time.sleep(0.02)
        assert begun.exists()
        assert next(iter(results)) == 0
    with pytest.raises((HuidaError, CancelledError)):
        list(results)


HANGS = """
from tests.pieces import PIECES, square
from index.parallel import Workers
import time
from concurrent.futures import CancelledError

if __name__ == "__main__":
    with Workers(2) as workers:
        print(*{process for _, process in workers.each(square, PIECES)}, flush=True)
        time.sleep(60)
"""


def test_processes_end_when_the_one_that_started_them_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", HANGS], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        helpers = [Path("/proc", name) for name in process.stdout.readline().decode().split()]
        process.kill()
    assert helpers
    until = time.monotonic() + 10
    while any(map(_runs, helpers)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(_runs, helpers))


def _runs(process: Path) -> bool:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
