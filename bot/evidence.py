"""A small learned reader: which sentence answers a question, and which words of it.

Knows nothing of articles, indexes, dates or wording, and fetches nothing: it is given raw sentences and says
where in them an answer may stand. The network is `bot/network.py`; `training/reader.py` fits it.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from bot.alphabet import Alphabet
from bot.network import Batch, Network, Sizes
from index.script import fold

WEIGHTS, CONFIG = "model.safetensors", "config.json"
MAX_QUESTION, MAX_SENTENCE = 48, 400  # characters read: a question's last ones, a sentence's first
ROOM = 720  # characters of sentences that are read; more are first thinned out by shared characters
BEST = 4  # sentences whose answer bounds are worked out
MAX_ANSWER = 40  # characters
_MARKS = frozenset(' ,.;:!?、。…"()-—')  # folded: where a clause or its part may end
_AT_MARK = 0.1  # probability that a stretch which ends at such a mark may lack


@dataclass(frozen=True)
class Evidence:
    """What the reader makes of one sentence.

    Attributes:
        sentence: place of the sentence in the list that was read.
        score: log-probability, at most 0, that this sentence of those given holds the answer; higher is better.
        start: offset of the best answer's first character in the sentence.
        end: offset after its last; `sentence[start:end]` is the answer, never empty.
        span_score: log-probability, at most 0, of these bounds, given that the sentence holds the answer.
        wide_start: offset of the shortest stretch that still likely holds the whole answer, 40 characters at most.
        wide_end: offset after its last character; the stretch contains `sentence[start:end]`.
        margin: by how many nats the sentence beats "no answer", before the sentences are compared.
    """

    sentence: int
    score: float
    start: int
    end: int
    span_score: float
    wide_start: int
    wide_end: int
    margin: float


class EvidenceModel:
    """The network with its alphabet and calibration: raw text in, evidence out. Safe to share by threads."""

    def __init__(self, network: Network, alphabet: Alphabet, calibration: Mapping[str, float]) -> None:
        self.network, self.alphabet = network.eval(), alphabet
        self.calibration = dict(calibration)

    @property
    def threshold(self) -> float:
        """The probability, in [0, 1], under which an answer is better withheld; fitted with the weights."""
        return self.calibration["threshold"]

    @classmethod
    def load(cls, path: str | Path) -> "EvidenceModel":
        """Read a folder with `model.safetensors` and `config.json`; raises FileNotFoundError or ValueError."""
        folder = Path(path)
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        sizes = Sizes(**config["sizes"])
        network = Network(sizes)
        weights = {name: tensor.float() for name, tensor in load_file(folder / WEIGHTS).items()}
        try:
            network.load_state_dict(weights)
        except RuntimeError as error:
            raise ValueError(f"{folder / WEIGHTS} does not fit {CONFIG} beside it: {error}") from error
        return cls(
            network, Alphabet(config["characters"], config["bigrams"], sizes.chars), config["calibration"]
        )

    def save(self, path: str | Path, sizes: Sizes) -> None:
        """Write the folder that `load` reads; weights in half precision."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        weights = {name: tensor.half().contiguous() for name, tensor in self.network.state_dict().items()}
        save_file(weights, folder / WEIGHTS)
        config = {
            "sizes": asdict(sizes),
            "calibration": self.calibration,
            "characters": self.alphabet.characters,
            "bigrams": self.alphabet.bigrams,
        }
        (folder / CONFIG).write_text(
            json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )

    def batch(self, question: str, sentences: Sequence[str], prior: Sequence[float]) -> Batch:
        """Return one question's input; sentences in reading order, since neighbours are context."""
        best = max(max(prior, default=0.0), 1e-6)
        parts, member = [], np.zeros((len(sentences), sum(len(s) + 1 for s in sentences)), dtype=np.float32)
        at = 0
        for row, sentence in enumerate(sentences):
            parts += [self.alphabet.encode(fold(sentence)), np.zeros(1, dtype=np.int64)]
            member[row, at : at + len(sentence)] = 1
            at += len(sentence) + 1
        stream, asked = np.concatenate(parts), self.alphabet.encode(fold(question))
        ratios = [[max(p, 0.0) / best, float(p >= 0.999 * best)] for p in prior]
        pairs, asked_pairs = self.alphabet.pairs(stream), self.alphabet.pairs(asked)
        first, second, third = (torch.from_numpy(a)[None] for a in (stream, pairs, member))
        fourth, fifth = torch.from_numpy(asked)[None], torch.from_numpy(asked_pairs)[None]
        return Batch(first, second, third, fourth, fifth, torch.tensor([ratios]))

    def shortlist(
        self, question: str, sentences: Sequence[str], prior: Sequence[float], room: int
    ) -> list[int]:
        """Return the numbers of the sentences worth reading, `room` characters in all, in their order.

        Those that share most of the question's characters and bigrams, by rarity, and whose passages score best.
        """
        asked = fold(question)
        ids = self.alphabet.encode(asked)
        rare = self.network.bigram_idf[torch.from_numpy(self.alphabet.pairs(ids))].tolist()
        weights = {asked[i : i + 2]: weight for i, weight in enumerate(rare) if weight}
        single = self.network.char_idf[torch.from_numpy(ids)].tolist()
        weights |= {c: 0.3 * weight for c, weight in zip(asked, single, strict=True) if weight}
        total, best = sum(weights.values()) + 1e-6, max(max(prior, default=0.0), 1e-6)
        ranked = []
        for i, sentence in enumerate(sentences):
            said = fold(sentence[:MAX_SENTENCE])
            shared = sum(weight for part, weight in weights.items() if part in said) / total
            ranked.append((-shared - 0.5 * prior[i] / best, i, len(said) + 1))
        kept: list[int] = []
        for _, i, length in sorted(ranked):
            if sentences[i].strip() and (length <= room or not kept):
                kept.append(i)
                room -= length
        return sorted(kept)

    def read(self, question: str, sentences: Sequence[str], prior: Sequence[float]) -> list[Evidence]:
        """Return the evidence of the best sentences, `BEST` at most, the best first.

        Args:
            question: as asked, in any script.
            sentences: raw sentences, those of one passage together and in their order; 10 to 30 of about 60
                characters are what the model was fitted on.
            prior: for each sentence its passage's retrieval score, 0 or more, on any scale: only the ratio to
                the best one counts.

        Raises:
            ValueError: when `sentences` and `prior` differ in length.
        """
        if len(sentences) != len(prior):
            raise ValueError(f"{len(sentences)} sentences but {len(prior)} priors; give each sentence one")
        question = question.strip()[-MAX_QUESTION:]
        if not question or not any(s.strip() for s in sentences):
            return []
        kept = self.shortlist(question, sentences, prior, ROOM)
        texts = [sentences[i][:MAX_SENTENCE] for i in kept]
        b = self.batch(question, texts, [prior[i] for i in kept])
        c = self.calibration
        with torch.inference_mode():
            logits, nothing, v, u = self.network.weigh(b)
            weight = c["prior_weight"] * torch.log(b.prior[0, :, 0] + c["prior_floor"])
            first = torch.topk(logits[0] + weight, min(BEST, len(kept))).indices.sort().values.tolist()
            places, inside = _places(texts, first, self.network.reach)
            starts, ends = self.network.bounds(v[:, places] * inside, u, inside)
        letters = inside[0, :, 0].bool()
        spans = self._spans([texts[i] for i in first], starts[0, letters].numpy(), ends[0, letters].numpy())
        total = (logits[0] + weight)[first] + c["span_weight"] * torch.tensor([s[2] for s in spans])
        scores, margins = torch.log_softmax(total, 0).tolist(), (logits[0, first] - nothing[0]).tolist()
        found = [
            Evidence(kept[i], score, *span, margin)
            for i, score, span, margin in zip(first, scores, spans, margins, strict=True)
        ]
        return sorted(found, key=lambda e: -e.score)

    def _spans(
        self, texts: Sequence[str], starts: NDArray[np.float32], ends: NDArray[np.float32]
    ) -> list[tuple[int, int, float, int, int]]:
        """Return start, end, log-probability and wide stretch of each text's best answer."""
        found, at = [], 0
        for text in texts:
            n = len(text)
            a, z = starts[at : at + n], ends[at : at + n]
            length = np.arange(n)[None, :] - np.arange(n)[:, None] + 1
            possible = (length > 0) & (length <= MAX_ANSWER)
            joint = np.where(possible, a[:, None] + z[None, :], -np.inf)
            joint -= np.logaddexp.reduce(joint, axis=None)
            first, last = divmod(int(joint.argmax()), n)
            inside = (
                np.exp(joint)[::-1].cumsum(0)[::-1].cumsum(1)
            )  # probability that the answer lies in [row, column]
            mark = np.array([c in _MARKS for c in fold(text)])
            free = np.concatenate([[True], mark, [True]])
            value = (
                inside - self.calibration["length_cost"] * length - _AT_MARK * (mark[:, None] + mark[None, :])
            )
            value += _AT_MARK * (free[:n, None].astype(float) + free[None, 2:])
            value[~possible] = -np.inf
            value[first + 1 :], value[:, :last] = -np.inf, -np.inf
            left, right = divmod(int(value.argmax()), n)
            found.append((first, last + 1, float(min(joint[first, last], 0.0)), left, right + 1))
            at += n
        return found

    def answerable(self, evidence: Sequence[Evidence]) -> float:
        """Return the probability, in [0, 1], that the best of `evidence` answers the question; 0 for none."""
        if not evidence:
            return 0.0
        c, best = self.calibration, evidence[0]
        margin = float(np.logaddexp.reduce([e.margin for e in evidence]))
        logit = c["bias"] + c["margin"] * margin + c["score"] * best.score + c["span"] * best.span_score
        return 1.0 / (1.0 + math.exp(-logit))


def _places(texts: Sequence[str], chosen: Sequence[int], apart: int) -> tuple[Tensor, Tensor]:
    """Return the chosen texts' places in the stream [L], with a gap behind each, and [1,L,1]: 0 in gaps, else 1.

    A gap's places name the stream's first character, which counts for nothing there.
    """
    edges = np.cumsum([0, *(len(t) + 1 for t in texts)])
    gap = np.zeros(apart, dtype=np.int64)
    places = np.concatenate([p for i in chosen for p in (np.arange(edges[i], edges[i] + len(texts[i])), gap)])
    inside = np.concatenate([p for i in chosen for p in (np.ones(len(texts[i])), gap)])
    return torch.from_numpy(places), torch.from_numpy(inside.astype(np.float32))[None, :, None]
