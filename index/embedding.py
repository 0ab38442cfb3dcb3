"""Sentence-transformers as Embedders: the model that ships, or any that a hub or folder holds.

Text is folded first, so both scripts give the same vector. Knows nothing of passages or FAISS.
"""

import os
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelError
from index.script import fold, fold_each
from index.types import Ids, Vectors
from index.unigram import Unigram

if TYPE_CHECKING:  # importing it takes seconds and half a gigabyte: only for those who encode
    from sentence_transformers import SentenceTransformer

# Another number for other weights: an index built with the old ones is stale.
DEFAULT_MODEL = "huida-embedding-1"
DEFAULT_PATH = Path(__file__).parent / "models" / "embedding"

# (question prompt, passage prompt) of models whose own configuration does not carry them,
# as their model cards give them.
_KNOWN_PROMPTS: tuple[tuple[re.Pattern[str], tuple[str, str]], ...] = (
    (re.compile(r"(^|/)(multilingual-)?e5-(small|base|large)(-v2)?$"), ("query: ", "passage: ")),
    (re.compile(r"bge-(small|base|large)-zh"), ("为这个句子生成表示以用于检索相关文章：", "")),
    (
        re.compile(r"bge-(small|base|large)-en"),
        ("Represent this sentence for searching relevant passages: ", ""),
    ),
)


class SentenceEmbedder:
    """A sentence-transformer, loaded when first used.

    `name` is DEFAULT_MODEL for the model that ships, else a hub name or a folder.
    """

    def __init__(self, name: str = DEFAULT_MODEL, batch_size: int = 256) -> None:
        self.name = name
        self._batch_size = batch_size
        self._one_at_a_time = Lock()  # fast tokenizers raise "Already borrowed" when threads share them

    @cached_property
    def _model(self) -> "SentenceTransformer":
        path = str(DEFAULT_PATH) if self.name == DEFAULT_MODEL else self.name
        is_folder = Path(path).is_dir()
        if is_folder:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")  # a folder has all that is needed
        from sentence_transformers import SentenceTransformer

        try:
            model = SentenceTransformer(path, device="cpu" if is_folder else None, local_files_only=is_folder)
        except (OSError, ValueError, KeyError, ImportError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelError(
                f"the embedding model {self.name!r} cannot be loaded ({reason}); "
                "check EMBEDDING_MODEL, or unset it to use the model that ships"
            ) from error
        if model.device.type == "cpu":
            model.float()  # half precision saves space on disk; on a CPU it saves no time, and NaN is near
        if not any(model.prompts.values()):
            question, passage = known_prompts(self.name)
            model.prompts.update(query=question, document=passage)
        return model

    @property
    def dim(self) -> int:
        """Length of a vector; loads the model."""
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise ModelError(f"the embedding model {self.name!r} does not say its dimension")
        return int(dim)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, dim), each row of unit length; the model's question prompt is added."""
        return self._encode(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, dim), each row of unit length; the model's passage prompt is added."""
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Callable[..., object], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dim), np.float32)
        if self._adds_up_words:
            return self._added_up(texts)
        folded = [fold(text) for text in texts]
        with self._one_at_a_time:
            vectors = encode(
                folded, batch_size=self._batch_size, normalize_embeddings=True, show_progress_bar=False
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    @cached_property
    def _adds_up_words(self) -> bool:
        from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

        first, *others = self._model
        return (
            self._model.device.type == "cpu"
            and isinstance(first, StaticEmbedding)
            and all(isinstance(other, Normalize) for other in others)
            and not any(self._model.prompts.values())
        )

    @cached_property
    def _words(self) -> Vectors:
        """The vectors that a model which adds words up has of them, float32 (words, dim)."""
        static: Any = self._model[0]
        words: Vectors = static.embedding.weight.detach().numpy()
        return words

    @cached_property
    def _reads_lines_apart(self) -> bool:
        """Whether the tokens of a text are those of its lines, one line's behind the other's."""
        static: Any = self._model[0]
        both, first, second = static.tokenizer.encode_batch_fast(
            ["会议,a b\n会议室 12", "会议,a b", "会议室 12"], add_special_tokens=False
        )
        return bool(both.ids == first.ids + second.ids)

    @cached_property
    def _unigram(self) -> Unigram | None:
        static: Any = self._model[0]
        return Unigram.of(static.tokenizer)

    def _tokens(self, folded: Sequence[str]) -> tuple[Ids, Ids]:
        """Return the tokens of `folded` texts, one text's behind the other's, and how many each has."""
        if self._unigram:
            return self._unigram.tokens(folded)
        static: Any = self._model[0]
        encoded = [one.ids for one in static.tokenizer.encode_batch_fast(folded, add_special_tokens=False)]
        counts = np.array([len(ids) for ids in encoded], np.int64)
        return np.fromiter(chain.from_iterable(encoded), np.int64, counts.sum()), counts

    def _added_up(self, texts: Sequence[str]) -> Vectors:
        """Return what `encode` would, of a model so quick that most of the time would go into what is around it."""
        import torch

        if len(texts) == 1:  # a question, for which torch takes longer than all the rest
            static: Any = self._model[0]
            with self._one_at_a_time:
                found = static.tokenizer.encode(fold(texts[0]), add_special_tokens=False)
            total: Vectors = self._words[found.ids].sum(axis=0, keepdims=True)
            total /= max(float(np.linalg.norm(total)), 1e-12)
            return total
        lines = [text.split("\n") if self._reads_lines_apart else [text] for text in texts]
        numbers = {line: n for n, line in enumerate(dict.fromkeys(chain.from_iterable(lines)))}
        with self._one_at_a_time:
            tokens, counts = self._tokens(fold_each(list(numbers)))
        with torch.inference_mode():
            words, ids, starts = (
                torch.from_numpy(array) for array in (self._words, tokens, np.cumsum(counts) - counts)
            )
            each = torch.nn.functional.embedding_bag(ids, words, starts, mode="sum")
            which = torch.tensor([numbers[line] for some in lines for line in some])
            ends = np.cumsum([len(some) for some in lines])
            first = torch.from_numpy(np.concatenate([[0], ends[:-1]]))
            # A title stands above many sentences: its words are added up once.
            vectors = torch.nn.functional.embedding_bag(which, each, first, mode="sum")
            vectors = torch.nn.functional.normalize(vectors, dim=1)
        return np.ascontiguousarray(vectors.numpy(), dtype=np.float32)


def known_prompts(name: str) -> tuple[str, str]:
    """Return (question prompt, passage prompt) that the model card of `name` asks for, else empty ones."""
    for pattern, prompts in _KNOWN_PROMPTS:
        if pattern.search(name.rstrip("/").lower()):
            return prompts
    return "", ""
