"""The commands, with the model that ships, as processes of their own: nothing reaches outside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot_api import TOKEN, BotApi
from tests.conftest import ROOT

# Loaded by Python at the start of every process that has its folder on PYTHONPATH.
FENCE = """
import os, socket
def note(what):
    with open(os.environ["FENCE_LOG"], "a") as log:
        log.write(f"{what}\\n")
    raise OSError(f"fenced: {what}")
connect, look_up = socket.socket.connect, socket.getaddrinfo
def fenced(self, address):
    if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1"):
        note(address)
    return connect(self, address)
def looked_up(host, *rest, **named):
    if host not in ("127.0.0.1", "::1", "localhost", None):
        note(host)
    return look_up(host, *rest, **named)
socket.socket.connect, socket.getaddrinfo = fenced, looked_up
"""


@pytest.fixture
def fenced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the log of attempts to reach outside; it does not exist while there was none."""
    (tmp_path / "fence").mkdir()
    (tmp_path / "fence" / "sitecustomize.py").write_text(FENCE)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'fence'}:{ROOT}")
    monkeypatch.setenv("FENCE_LOG", str(tmp_path / "reached"))
    return tmp_path / "reached"


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_build_and_ask_with_the_shipped_model_reach_nothing_outside(fenced: Path) -> None:
    _run("index", "build", "--articles", str(ROOT / "articles"))
    row = json.loads(_run("bot", "ask", "誰主持會議?", "--json"))
    assert "趙龍" in row["answer"]
    assert row["quotes"][0]["text"] == "省委副書記、省長趙龍主持。"
    assert not fenced.exists(), fenced.read_text()


def test_the_fence_notices_an_attempt(fenced: Path) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 0.1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode != 0
    assert "192.0.2.1" in fenced.read_text()


def test_the_whole_bot_answers_and_logs_neither_token_nor_question(fenced: Path) -> None:
    _run("index", "build", "--articles", str(ROOT / "articles"))
    api = BotApi()
    environment = {**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url}
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            api.say("谁主持会议?")
            (reply,) = api.wait(1, seconds=60)
            assert "赵龙" in reply.text
        finally:
            process.terminate()
        _, log = process.communicate(timeout=30)
        api.close()
    assert "answering" in log
    assert TOKEN not in log
    assert "主持" not in log
    assert not fenced.exists(), fenced.read_text()
