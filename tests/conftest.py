"""Small fakes and the fence around them: no test may reach beyond this machine or read its settings."""

import socket
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from dotenv import dotenv_values

from bot.answering import READER_PATH, Answerer
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.memory import Memory
from bot.reader import ExtractiveReader
from bot.wording import Wording
from index.build import build
from index.script import fold
from index.store import Index, open_index
from index.types import Vectors
from index.words import bigrams
from preview.server import BotApi
from tests.library import LIBRARY
from tests.talking import People, Slow, serving

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "articles"
FUJIAN = "fujian-2024-01-31.txt"
SETTINGS = tuple(dotenv_values(ROOT / ".env.example"))


class FakeEmbedder:
    """Hashes bigrams into 64 counts: texts that share bigrams are near each other."""

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.dim = 64

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), self.dim), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for bigram in bigrams(fold(text)):
                vectors[row, zlib.crc32(bigram.encode()) % self.dim] += 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run in an empty folder, without the settings of whoever runs the tests, fenced in."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.chdir(tmp_path)
    connect = socket.socket.connect

    def fenced(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            pytest.fail(f"a test tried to connect to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", fenced)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Return an empty folder for articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def fujian_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Return an open index of the articles that ship, with fake vectors."""
    folder = tmp_path_factory.mktemp("fujian") / "index"
    build(ARTICLES, folder, FakeEmbedder())
    return open_index(folder, FakeEmbedder())


@pytest.fixture(scope="session")
def evidence_model() -> EvidenceModel:
    """Return the reader model that ships, on one thread as the bot runs it."""
    torch.set_num_threads(1)
    return EvidenceModel.load(READER_PATH)


@pytest.fixture
def answerer(fujian_index: Index, evidence_model: EvidenceModel) -> Answerer:
    """Return an answerer over the articles that ship: real reader, fake vectors."""
    reader = ExtractiveReader(Library(fujian_index.articles), evidence_model, Wording.load())
    return Answerer(fujian_index.retriever, reader, fujian_index.articles)


@pytest.fixture(scope="session")
def library_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Return an open index of the made-up library, with fake vectors."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "articles").mkdir()
    for name, text in LIBRARY.items():
        (folder / "articles" / name).write_text(text, "utf-8")
    build(folder / "articles", folder / "index", FakeEmbedder())
    return open_index(folder / "index", FakeEmbedder())


@pytest.fixture
def library(library_index: Index, evidence_model: EvidenceModel) -> Answerer:
    """Return an answerer over the made-up library: real reader, fake vectors."""
    reader = ExtractiveReader(Library(library_index.articles), evidence_model, Wording.load())
    return Answerer(library_index.retriever, reader, library_index.articles)


@pytest.fixture
def api() -> Iterator[BotApi]:
    """Return a loopback Telegram."""
    with BotApi() as server:
        yield server


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    """Return what the bot remembers, in a file `state.sqlite`."""
    kept = Memory(tmp_path / "state.sqlite")
    yield kept
    kept.close()


@pytest.fixture
def slow(library: Answerer) -> Slow:
    """Return an answerer over the made-up library that can be held back."""
    return Slow(library)


@pytest.fixture
def talk(api: BotApi, library: Answerer, memory: Memory) -> Iterator[People]:
    """Return the people, while the bot answers them over the made-up library."""
    with serving(api, library, memory) as idle:
        yield People(api, idle)
