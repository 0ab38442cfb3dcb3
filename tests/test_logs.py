"""bot.logs: no token, no question."""

import logging
from collections.abc import Iterator

import pytest

from bot.logs import anonymous, set_up
from preview.world import TOKEN


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


def test_tokens_and_what_exceptions_say_are_masked(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    try:
        raise ValueError(f"bad {TOKEN}")
    except ValueError:
        logging.getLogger("x").exception("https://api.telegram.org/bot%s/getMe", TOKEN)
    error = capsys.readouterr().err
    assert TOKEN not in error
    assert "bot<token>/getMe" in error
    assert "ValueError at test_logs.py" in error
    assert "bad" not in error


def test_keys_of_a_language_model_are_masked(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    logging.getLogger("x").warning("Bearer %s and %s", "abc.def", "sk-abcdefghijk")
    error = capsys.readouterr().err
    assert "Bearer <key> and <key>" in error


def test_the_http_clients_lines_are_silenced(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    logging.getLogger("httpx").info("HTTP Request: POST")
    assert capsys.readouterr().err == ""


def test_anonymous_names_class_and_place_only() -> None:
    try:
        raise KeyError("secret question")
    except KeyError as error:
        text = anonymous(error)
    assert text.startswith("KeyError at test_logs.py:")
    assert "secret" not in text
    assert anonymous(ValueError("never raised")) == "ValueError at unknown place"
