"""benchmarks.kills, a few times: whatever moment a build is killed at, the index opens and answers."""

import pytest

from benchmarks.kills import run

pytestmark = pytest.mark.slow


def test_five_kills_leave_five_good_indexes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(5, articles=20) == 0
    assert "5 kills: 5 times" in capsys.readouterr().out
