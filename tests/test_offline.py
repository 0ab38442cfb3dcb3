"""The commands, with the model that ships, as processes of their own: nothing reaches outside."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from preview.server import BotApi
from preview.world import TOKEN
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

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


@dataclass(frozen=True)
class Fenced:
    """A folder with an index, commands to run in it behind the fence, and the log of attempts to get out."""

    folder: Path
    log: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=self.environment,
        )


@pytest.fixture(scope="module")
def fenced(tmp_path_factory: pytest.TempPathFactory) -> Fenced:
    """Return the fence, an index of the project's articles built behind it with the model that ships."""
    folder = tmp_path_factory.mktemp("fenced")
    (folder / "sitecustomize.py").write_text(FENCE)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {
        **kept,
        "PYTHONPATH": f"{folder}:{ROOT}",
        "FENCE_LOG": str(folder / "reached"),
        "NO_PROXY": "*",
    }
    fence = Fenced(folder, folder / "reached", environment)
    built = fence.run("-m", "index", "build", "--articles", str(ROOT / "articles"))
    assert built.returncode == 0, built.stderr
    return fence


def test_build_and_ask_with_the_shipped_models_reach_nothing_outside(fenced: Fenced) -> None:
    asked = fenced.run("-m", "bot", "ask", "誰主持會議?", "--json")
    row = json.loads(asked.stdout)
    assert "趙龍" in row["answer"]
    assert row["quotes"][0]["text"] == "省委副書記、省長趙龍主持。"
    assert not fenced.log.exists(), fenced.log.read_text()


@contextmanager
def _running(fenced: Fenced, log: Path, **more: str) -> Iterator[BotApi]:
    """Yield a loopback Telegram while `python -m bot run` answers there; its log goes to `log` in the end."""
    with BotApi() as api:
        environment = {**fenced.environment, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url, **more}
        command = [sys.executable, "-m", "bot", "run"]
        with subprocess.Popen(
            command, env=environment, cwd=fenced.folder, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                yield api
            finally:
                process.terminate()
            log.write_text(process.communicate(timeout=30)[1])
    assert process.returncode == 0, log.read_text()
    assert not fenced.log.exists(), fenced.log.read_text()


def test_the_whole_bot_answers_and_logs_neither_token_nor_question(fenced: Fenced, tmp_path: Path) -> None:
    with _running(fenced, tmp_path / "log") as api:
        api.say("谁主持会议?")
        (reply,) = api.wait(1, seconds=60)
        assert "赵龙" in reply.text
    log = (tmp_path / "log").read_text()
    assert "answering" in log
    assert TOKEN not in log
    assert "主持" not in log


def test_an_administrator_rebuilds_in_the_whole_bot(fenced: Fenced, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    shutil.copytree(ROOT / "articles", folder)
    shutil.copytree(fenced.folder / "huida.index", tmp_path / "index")
    (folder / "new.txt").write_text(
        "月灣鎮消防演練總結會召開\n日期: 2025-07-02\n\n7月1日,月灣鎮消防演練總結會召開。鎮長羅家豪主持會議。",
        "utf-8",
    )
    places = {"ARTICLES_DIR": str(folder), "INDEX_DIR": str(tmp_path / "index")}
    with _running(fenced, tmp_path / "log", ADMIN_IDS="1", **places) as api:
        api.say("/rebuild")
        (shown,) = api.wait(1, seconds=60)
        api.wait_until(lambda: "完成" in api.message(1, shown.message_id).text, seconds=60)
        api.say("月灣鎮消防演練總結會誰主持?")
        assert "羅家豪" in api.wait(2)[1].text
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_token_that_telegram_refuses_is_one_line_without_it(fenced: Fenced) -> None:
    api = BotApi()
    wrong = TOKEN.replace("A", "B")
    environment = {**fenced.environment, "TELEGRAM_BOT_TOKEN": wrong, "TELEGRAM_API_URL": api.url}
    done = replace(fenced, environment=environment).run("-m", "bot", "run")
    api.close()
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("error: Telegram refuses TELEGRAM_BOT_TOKEN")
    assert wrong not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_fence_notices_an_attempt(fenced: Fenced) -> None:
    done = fenced.run("-c", "import socket; socket.create_connection(('192.0.2.1', 80), 0.1)")
    assert done.returncode != 0
    assert "192.0.2.1" in fenced.log.read_text()
    fenced.log.unlink()
