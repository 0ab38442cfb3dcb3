"""What a language model can and cannot make the bot say: the sets of questions, asked through scripted models.

A perfect model shows what is lost of right answers on the way, a lying one that nothing false gets out: every
quote verbatim, every sentence borne out. The models that retrieve and answer by default are the ones that ship.
"""

import logging
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch

from benchmarks.answers import Run, articles_of, own_questions, run_questions, texts_of
from benchmarks.scoring import UNANSWERABLE, Expected, averages, bare
from benchmarks.scripted import INVENTED, Scripted, lying, perfect
from bot.answering import READER_PATH, Answerer
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.llm.asking import Asker
from bot.llm.prompts import Prompts
from bot.llm.reader import ModelReader
from bot.quotes import Answer
from bot.reader import ExtractiveReader
from bot.wording import Wording
from index.build import build
from index.embedding import DEFAULT_MODEL, SentenceEmbedder
from index.errors import SettingsError
from index.store import Index, open_index

_SECONDS = 60.0  # for a model that answers at once
_MODELS = (("perfect", perfect), ("lying", lying))


class _Bench:
    """Asks set after set of scripted models, and prints the figures of each."""

    def __init__(self) -> None:
        self._embedder = SentenceEmbedder(DEFAULT_MODEL)
        self._weigh, self._say, self._prompts = (
            EvidenceModel.load(READER_PATH),
            Wording.load(),
            Prompts.load(),
        )
        self.faithful: dict[str, list[bool]] = {name: [] for name, _ in _MODELS}

    def run(self, folder: Path) -> None:
        """Ask the questions of the set in `folder`."""
        articles = articles_of(folder)
        sources = texts_of(articles)
        asked = own_questions(folder)
        with tempfile.TemporaryDirectory() as place:
            build(articles, Path(place), self._embedder)
            index = open_index(Path(place), self._embedder)
        print(f"\n{folder.name} (questions: {len(asked)}, articles: {len(index.articles)})")
        library = Library(index.articles)
        default = ExtractiveReader(library, self._weigh, self._say)
        plain = Answerer(index.retriever, default, index.articles)
        _print("no model", run_questions(folder.name, plain.answer, asked, sources))
        for name, reply in _MODELS:
            model = Scripted(name, reply)
            reader = ModelReader(default, library, Asker(model, self._prompts, _SECONDS), self._say)
            done = self._asked(f"{folder.name}, {name}", model, reader, index, asked, sources)
            self.faithful[name] += [one for score in done.scores for one in score.faithful]
            _print(name, done)

    @staticmethod
    def _asked(
        title: str,
        model: Scripted,
        reader: ModelReader,
        index: Index,
        asked: Sequence[Expected],
        sources: dict[str, str],
    ) -> Run:
        answerer = Answerer(index.retriever, reader, index.articles)
        coming = iter(asked)

        def answer(question: str) -> Answer:
            model.asked = next(coming)
            return answerer.answer(question)

        return run_questions(title, answer, asked, sources)


def _print(name: str, run: Run) -> None:
    """Print the figures of one run on a line; what is borne out is counted where a model wrote."""
    figures_ = averages(run.scores)
    written = [answer for answer in run.answers if answer.written_by]
    borne_out = sum(map(_borne_out, written)) / len(written) if written else 1.0
    answerable = [s.correct for s in run.scores if s.kind != UNANSWERABLE]
    cells = (
        f"faithful {figures_.get('faithful', 1.0):.4f}",
        f"borne out {borne_out:.4f}",
        f"correct {figures_['correct']:.4f}",
        f"of the answerable {sum(answerable) / max(len(answerable), 1):.4f}",
        f"by the default reader {1 - len(written) / len(run.answers):.4f}",
    )
    print(f"  {name:10}{'   '.join(cells)}", flush=True)


def _borne_out(answer: Answer) -> bool:
    """Whether every digit in the text stands in the quotes or the day of their articles, and nothing of the lies."""
    known = "".join(bare(q.text) + q.article.published for q in answer.quotes)
    text = bare(answer.text)
    return all(digits in known for digits in re.findall("[0-9]+", text)) and bare(INVENTED) not in text


def run(evaluation: Path, only: Sequence[str] = ()) -> None:
    """Print the figures of every set in the folder `evaluation`, or of those in `only`; raises SettingsError."""
    folders = {path.parent.name: path.parent for path in sorted(evaluation.glob("*/questions.jsonl"))}
    if not folders or not set(only) <= folders.keys():
        raise SettingsError(f"{evaluation}: no such set; there are: {', '.join(folders) or 'none'}")
    torch.set_num_threads(1)
    log = logging.getLogger("bot.llm")
    level = log.level
    log.setLevel(logging.ERROR)  # failures are what is counted here
    bench = _Bench()
    try:
        for name in only or folders:
            bench.run(folders[name])
    finally:
        log.setLevel(level)
    print()
    for name, quotes in bench.faithful.items():
        print(f"faithful, {name}: {sum(quotes) / max(len(quotes), 1):.4f} of {len(quotes)} quotes")
