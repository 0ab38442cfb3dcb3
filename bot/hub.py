"""Models of a hub or a folder in place of those that ship: a question-answering reader, a reranker.

Any extractive question-answering model of transformers reads as `bot.evidence.EvidenceModel` does; any
cross-encoder of sentence-transformers puts hits in a better order. Both get folded text, as the embedder
does. Knows nothing of articles, wording or how hits were found.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from bot.evidence import MAX_ANSWER, Evidence
from index.errors import ModelError
from index.script import fold
from index.types import Hit, Retriever
from index.words import terms

BEST = 8  # sentences given back
READ = 16  # sentences read, in one batch; two CPU cores take seconds for them with a model of BERT's sizes
MAX_QUESTION = 64  # characters read
MAX_TOKENS = 384  # of question and sentence together: what such models are mostly trained on
# Nats for the log of a sentence's prior over the best one's. Both numbers are what the reader that ships was
# fitted to; with the floor, a sentence of a passage that was not found loses four nats and a half, no more.
PRIOR_WEIGHT, PRIOR_FLOOR = 1.5, 0.05


# How foreign weights and tokenizers, and what reads them, have been seen to fail.
_FAILURES = (OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, ImportError)


@contextmanager
def _loading(setting: str, name: str) -> Iterator[bool]:
    """Tell whether `name` is a folder, which has all that is needed; a failure becomes one line that names `setting`.

    The hub is not switched off for the whole process: another model may have to come from there.
    """
    try:
        yield Path(name).is_dir()
    except _FAILURES as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        kind = setting.split("_")[0].lower()
        raise ModelError(
            f"the {kind} model {name!r} cannot be loaded ({reason}); check {setting}, or unset it for the default"
        ) from error


class HubReader:
    """A question-answering model by hub name or folder. Reads as EvidenceModel does; safe to share by threads.

    Each sentence is read by itself. How likely it answers is by how much its spans beat the null answer,
    the span at [CLS]. Only a model that was also trained on questions without an answer, as in SQuAD 2.0,
    knows that well: any other takes most sentences for answers, so that refusals rest on other signals.
    """

    def __init__(self, name: str) -> None:
        """Load the model; raises ModelError."""
        self.name = name
        self._one_at_a_time = Lock()  # fast tokenizers raise "Already borrowed" when threads share them
        with _loading("READER_MODEL", name) as local:
            from transformers import AutoModelForQuestionAnswering, AutoTokenizer  # takes seconds

            model, info = AutoModelForQuestionAnswering.from_pretrained(
                name, local_files_only=local, output_loading_info=True
            )
            self._model: Any = model.eval()
            self._tokenizer: Any = AutoTokenizer.from_pretrained(name, local_files_only=local)
            head = [k for k in info["missing_keys"] if not k.startswith(f"{self._model.base_model_prefix}.")]
            if head:  # the library has made it up at random
                raise ValueError(f"it was not trained to answer questions: it lacks {min(head)}")
            if torch.cuda.is_available():
                self._model.to("cuda")
            else:
                self._model.float()  # half precision saves no time on a CPU
            limit = getattr(self._model.config, "max_position_embeddings", MAX_TOKENS)
            self._max_tokens = min(MAX_TOKENS, limit, self._tokenizer.model_max_length)
            self.read("试", ["试读"], [1.0])  # what it cannot do shows now, not at the first question

    def read(self, question: str, sentences: Sequence[str], prior: Sequence[float]) -> list[Evidence]:
        """Return the evidence of the best sentences, eight at most, the best first.

        Scores are normalised over all sentences that were read. The wide bounds are the answer's own.

        Args:
            question: as asked, in any script.
            sentences: raw sentences; of more than READ, those that share most with the question are read.
            prior: for each sentence its passage's retrieval score, 0 or more, on any scale: only the ratio to
                the best one counts.

        Raises:
            ValueError: when `sentences` and `prior` differ in length.
        """
        if len(sentences) != len(prior):
            raise ValueError(f"{len(sentences)} sentences but {len(prior)} priors; give each sentence one")
        asked = fold(question.strip()[:MAX_QUESTION])
        top = max(max(prior, default=0.0), 1e-6)
        ratios = [max(p, 0.0) / top for p in prior]
        kept = _worth_reading(asked, sentences, ratios)
        if not asked or not kept:
            return []
        read = self._spans(asked, [fold(sentences[i]) for i in kept])
        spans = [(i, span) for i, span in zip(kept, read, strict=True) if span]
        weights = [span[3] + PRIOR_WEIGHT * math.log(ratios[i] + PRIOR_FLOOR) for i, span in spans]
        total = float(np.logaddexp.reduce(weights)) if weights else 0.0
        found = [
            Evidence(i, min(weight - total, 0.0), start, end, span_score, start, end, margin)
            for weight, (i, (start, end, span_score, margin)) in zip(weights, spans, strict=True)
        ]
        return sorted(found, key=lambda e: -e.score)[:BEST]

    def answerable(self, evidence: Sequence[Evidence]) -> float:
        """Return the probability, in [0, 1], that the best of `evidence` answers the question; 0 for none."""
        return 0.5 + 0.5 * math.tanh(evidence[0].margin / 2) if evidence else 0.0

    def _spans(self, asked: str, texts: Sequence[str]) -> list["_Span | None"]:
        """Return the best span of each text."""
        with self._one_at_a_time, torch.inference_mode():
            encoded = self._tokenizer(
                [asked] * len(texts),
                list(texts),
                truncation=True,
                max_length=self._max_tokens,
                padding=True,
                return_offsets_mapping=True,
                return_tensors="pt",
            )
            offsets = encoded.pop("offset_mapping").numpy()
            read = self._model(**encoded.to(self._model.device))
        starts, ends = read.start_logits.float().cpu().numpy(), read.end_logits.float().cpu().numpy()
        at_cls = (encoded["input_ids"] == self._tokenizer.cls_token_id).int().argmax(1).tolist()
        return [
            _best_span(
                text,
                offsets[row],
                np.array([source == 1 for source in encoded.sequence_ids(row)]),
                starts[row],
                ends[row],
                at_cls[row],
            )
            for row, text in enumerate(texts)
        ]


_Span = tuple[int, int, float, float]  # start, end, log-probability in its text, nats above the null answer


def _best_span(
    text: str,
    offsets: NDArray[np.int64],
    inside: NDArray[np.bool_],
    starts: NDArray[np.float32],
    ends: NDArray[np.float32],
    cls: int,
) -> _Span | None:
    """Return the best span of the tokens `inside` the text, None where it has no token that can be an answer."""
    tokens = [k for k in np.flatnonzero(inside) if text[slice(*offsets[k])].strip()]
    first, last = offsets[tokens, 0], offsets[tokens, 1]
    length = last[None, :] - first[:, None]
    possible = (length > 0) & (length <= MAX_ANSWER)
    if not possible.any():
        return None
    joint = np.where(possible, starts[tokens][:, None] + ends[tokens][None, :], -np.inf)
    total = float(np.logaddexp.reduce(joint, axis=None))
    left, right = divmod(int(joint.argmax()), len(tokens))
    answer = text[first[left] : last[right]]
    start = int(first[left]) + len(answer) - len(answer.lstrip())  # some tokens begin with a space
    margin = total - float(starts[cls] + ends[cls])
    return start, start + len(answer.strip()), min(float(joint.max()) - total, 0.0), margin


def _worth_reading(asked: str, sentences: Sequence[str], ratios: Sequence[float]) -> list[int]:
    """Return the numbers of up to READ sentences, in their order: those that share most terms, and best passages'."""
    kept = [i for i, sentence in enumerate(sentences) if sentence.strip()]
    if len(kept) > READ:
        sought = set(terms(asked))
        share = {i: len(sought.intersection(terms(fold(sentences[i])))) / (len(sought) or 1) for i in kept}
        kept = sorted(kept, key=lambda i: -share[i] - 0.5 * ratios[i])[:READ]
    return sorted(kept)


class Reranker:
    """A cross-encoder by hub name or folder, which reads question and passage together."""

    def __init__(self, name: str) -> None:
        """Load the model; raises ModelError."""
        self.name = name
        self._one_at_a_time = Lock()
        with _loading("RERANKER_MODEL", name) as local:
            from sentence_transformers import CrossEncoder  # takes seconds

            self._model: Any = CrossEncoder(name, local_files_only=local)
            if self._model.num_labels != 1:
                raise ValueError(f"it gives {self._model.num_labels} scores for a pair, not one")
            made, saved = type(self._model.model).__name__, self._model.model.config.architectures
            if made.endswith("ForSequenceClassification") and saved and made not in saved:
                raise ValueError(f"it was not trained to compare texts: it is a {saved[0]}")  # random head
            if self._model.device.type == "cpu":
                self._model.float()

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return `hits` with the model's scores, best first."""
        if not hits:
            return []
        pairs = [(fold(question), fold(f"{hit.passage.article.title}\n{hit.passage.text}")) for hit in hits]
        with self._one_at_a_time:  # logits, as probabilities near 1 would all be the same
            scores = self._model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        rescored = [Hit(hit.passage, float(score)) for hit, score in zip(hits, scores, strict=True)]
        return sorted(rescored, key=lambda hit: -hit.score)


class RerankedRetriever:
    """A Retriever that has another one find more than it needs, and keeps those the reranker likes best."""

    def __init__(self, retriever: Retriever, reranker: Reranker) -> None:
        self._retriever, self._reranker = retriever, reranker

    def search(self, question: str, k: int) -> list[Hit]:
        """Return up to `k` hits, best first."""
        return self._reranker.rerank(question, self._retriever.search(question, max(4 * k, 50)))[:k]
