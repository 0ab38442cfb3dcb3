"""The recipe of the shipped embedding: python -m training.embedding --data DATA --out FOLDER.

Counts a vocabulary with the index's own words, trains one vector a word by pulling paired texts
together (in-batch softmax), and writes a folder that `SentenceTransformer(FOLDER)` loads with no
network. A text's embedding is the mean of its words' vectors, at unit length. Texts must be folded
(`index.script.fold`) before they reach the model. Knows nothing of passages, indexes or answers.
"""

import argparse
import math
import re
import string
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as functional
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Regex, Tokenizer, models, pre_tokenizers
from tqdm import tqdm

from index.script import HAN, fold
from index.words import words
from training.pairs import SOURCES, DataMissing, Pair, collect, read, require

QUESTION_SETS = ("drcd_dev", "cmrc2018_trial")  # measured on, never trained on
TRANSLATION_SET = "wmt_zh_en"
SIZE_LIMIT_MB = 15.5
MAX_TOKENS = 400
COUNTED = 150_000  # texts counted for the vocabulary; more change nothing but the wait
CARD_TABLE = "| figure | value |\n|---|---|\n"  # what follows it in a card is the recipe's
_RUNS = r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+"
_RUN = re.compile(_RUNS)


@dataclass(frozen=True)
class Settings:
    """What the recipe may vary; the defaults made the shipped model."""

    vocabulary: int = 28_000  # entries of the tokenizer, single characters included
    dimensions: int = 256
    longest_word: int = 4  # characters; longer Chinese words are read as shorter ones
    switched: int = 150_000  # pairs whose one side is Chinese put into English glosses
    batch: int = 1024  # pairs; each is the others' wrong answer
    learning_rate: float = 0.02
    scale: float = 20.0  # multiplies cosines before the softmax
    seed: int = 0


def count_words(texts: Iterable[str], longest: int) -> Counter[str]:
    """Return how often each Han word of at most `longest` characters and each Latin word occurs."""
    counts: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for text in tqdm(texts, desc="counting words", unit=" texts", disable=None):
        for word in words(text):
            counts.update(run for run in _RUN.findall(word) if run.isascii() or len(run) <= longest)
        characters.update(HAN.findall(text))
    # A character counts even where it is no word, so that any word can be read by characters.
    for character, occurrences in characters.items():
        counts[character] = max(counts[character], math.ceil(occurrences / 20))
    return counts


def make_tokenizer(counts: Counter[str], size: int) -> Tokenizer:
    """Return a tokenizer of at most `size` entries that reads text by its most probable words.

    Every character counted, letter and digit is an entry before any word is. Spaces, punctuation
    and other scripts are dropped.
    """
    single = [word for word in counts if len(word) == 1]
    entries = dict.fromkeys([*string.ascii_lowercase, *string.digits, *single])
    for word, _ in counts.most_common():
        if len(entries) >= size - 1:
            break
        entries[word] = None
    total = counts.total()
    scored = [(word, round(math.log(max(counts[word], 1) / total), 2)) for word in entries]
    tokenizer = Tokenizer(models.Unigram([("[UNK]", -20.0), *scored], unk_id=0, byte_fallback=False))
    # Inverted and "removed": what matches is kept, what lies between is dropped.
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_RUNS), behavior="removed", invert=True)
    return tokenizer


class Bags:
    """Texts as bags of token ids, in two flat arrays, from which batches are gathered quickly."""

    def __init__(self, tokenizer: Tokenizer, texts: list[str]) -> None:
        """Read `texts`, each cut after MAX_TOKENS tokens."""
        rows: list[NDArray[np.int32]] = []
        # By the thousand: an encoding holds a hundred times what is kept of it.
        for first in tqdm(range(0, len(texts), 1000), desc="reading texts", unit="k", disable=None):
            encoded = tokenizer.encode_batch_fast(texts[first : first + 1000], add_special_tokens=False)
            rows += [np.array(encoding.ids[:MAX_TOKENS], np.int32) for encoding in encoded]
        self._starts: NDArray[np.int64] = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        self._ids: NDArray[np.int32] = np.concatenate(rows)

    def embed(self, chosen: NDArray[np.int64], weights: torch.Tensor) -> torch.Tensor:
        """Return unit-length embeddings, shape (len(chosen), dimensions), of the chosen texts."""
        starts = self._starts[chosen]
        lengths = self._starts[chosen + 1] - starts
        offsets = np.cumsum(lengths) - lengths
        places = np.arange(lengths.sum()) + np.repeat(starts - offsets, lengths)
        ids = torch.from_numpy(self._ids[places])
        means = functional.embedding_bag(
            ids, weights, torch.from_numpy(offsets.astype(np.int32)), mode="mean"
        )
        return functional.normalize(means, dim=1)


def plan_batches(sizes: list[int], batch: int, seed: int) -> list[NDArray[np.int64]]:
    """Return batches of indexes into the kinds of these sizes laid end to end, each of one kind.

    Texts of one kind cannot be told apart by form alone: their wrong answers are harder.
    """
    generator = np.random.default_rng(seed)
    batches: list[NDArray[np.int64]] = []
    start = 0
    for size in sizes:
        shuffled = start + generator.permutation(size)
        batches += [shuffled[i : i + batch] for i in range(0, max(size - batch // 2, 1), batch)]
        start += size
    return [batches[i] for i in generator.permutation(len(batches))]


def train(found: dict[str, list[Pair]], tokenizer: Tokenizer, settings: Settings) -> torch.Tensor:
    """Return the trained vectors, float32 of shape (vocabulary, dimensions), after one epoch."""
    laid = [pair for pairs in found.values() for pair in pairs]
    left = Bags(tokenizer, [pair[0] for pair in laid])
    right = Bags(tokenizer, [pair[1] for pair in laid])
    torch.manual_seed(settings.seed)
    weights = torch.nn.Parameter(torch.randn(tokenizer.get_vocab_size(), settings.dimensions) / 10)
    batches = plan_batches([len(pairs) for pairs in found.values()], settings.batch, settings.seed)
    optimizer = torch.optim.Adam([weights], lr=settings.learning_rate, fused=True)
    # A short rise, then straight down to nothing.
    rise = max(1, len(batches) // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda done: min((done + 1) / rise, 1 - done / (len(batches) + 1))
    )
    for chosen in tqdm(batches, desc="training", unit=" batches", disable=None):
        cosines = left.embed(chosen, weights) @ right.embed(chosen, weights).T
        loss = functional.cross_entropy(cosines * settings.scale, torch.arange(len(chosen)))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    return weights.detach()


def save(weights: torch.Tensor, tokenizer: Tokenizer, out: Path) -> None:
    """Write the model into the folder `out`, its vectors as float16."""
    words_to_vectors = StaticEmbedding(tokenizer, embedding_weights=weights.half())
    modules: list[torch.nn.Module] = [words_to_vectors, Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(out), create_model_card=False)
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)  # the pretty one is twice the size


def load(folder: Path) -> SentenceTransformer:
    """Return the model in `folder`, as float32: in float16 an empty text would come out as NaN."""
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True).float()


def recall_at_1(model: SentenceTransformer, queries: list[str], texts: list[str], gold: list[int]) -> float:
    """Return the share of `queries`, 0 to 1, whose most similar text is `texts[gold[i]]`."""
    similarity = model.encode(queries, batch_size=256) @ model.encode(texts, batch_size=256).T
    return float((similarity.argmax(axis=1) == np.array(gold)).mean())


def measure(model: SentenceTransformer, data: Path) -> dict[str, float]:
    """Return R@1 of each held-out set of the folder `data`, 0 to 1, higher is better."""
    figures: dict[str, float] = {}
    for name in QUESTION_SETS:
        items = list(read(data, name))
        asked = [(fold(qa["question"]), n) for n, item in enumerate(items) for qa in item["qas"]]
        contexts = [fold(item["context"]) for item in items]
        figures[f"{name} R@1"] = recall_at_1(model, [q for q, _ in asked], contexts, [n for _, n in asked])
    rows = list(read(data, TRANSLATION_SET))
    english, chinese = ([fold(row[side]) for row in rows] for side in ("en", "zh"))
    same = list(range(len(rows)))
    return figures | {f"{TRANSLATION_SET} English to Chinese R@1": recall_at_1(model, english, chinese, same)}


def folder_mb(folder: Path) -> float:
    """Return the size of all files in `folder`, in MB of 1,000,000 bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def write_figures(out: Path, rows: dict[str, str]) -> None:
    """Put `rows` as a table into the model card of the folder `out`, whose other text stays."""
    table = "".join(f"| {name} | {value} |\n" for name, value in rows.items())
    path = out / "README.md"
    head, _, tail = (path.read_text("utf-8") if path.is_file() else "").partition(CARD_TABLE)
    rest = re.sub(r"\A(\|.*\n)*", "", tail)  # what follows the old table
    path.write_text(head + CARD_TABLE + table + rest, encoding="utf-8")


def make(data: Path, out: Path, settings: Settings) -> dict[str, str]:
    """Train on the folder `data`, write model and card into `out`, return the card's table."""
    began = time.monotonic()
    found = collect(data, settings.switched, settings.seed)
    # First sides only: sentences, questions and English. The second sides say the same at length.
    texts = [text for kind, pairs in found.items() if kind != "gloss" for text, _ in pairs]
    # Glosses count in full: a word of the dictionary's English is rare anywhere else.
    counted = texts[:: max(1, len(texts) // COUNTED)] + [gloss for gloss, _ in found["gloss"]]
    tokenizer = make_tokenizer(count_words(counted, settings.longest_word), settings.vocabulary)
    weights = train(found, tokenizer, settings)
    save(weights, tokenizer, out)
    rows = {
        "dimensions": str(settings.dimensions),
        "vocabulary": str(tokenizer.get_vocab_size()),
        "pairs": f"{sum(map(len, found.values())):,}",
        "seed": str(settings.seed),
        "data, vocabulary and training": f"{time.monotonic() - began:.0f} s on CPU",
        "size": f"{folder_mb(out):.1f} MB",
    }
    rows |= {name: f"{figure:.3f}" for name, figure in measure(load(out), data).items()}
    write_figures(out, rows)
    return rows


def main(argv: list[str] | None = None) -> int:
    """Run the recipe; return 0, 2 when data is missing, 1 when the folder came out too large."""
    parser = argparse.ArgumentParser(prog="python -m training.embedding", description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.gz files")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model into")
    for name in ("vocabulary", "dimensions", "switched", "batch", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Settings, name), help="%(default)s")
    options = vars(parser.parse_args(argv))
    data, out = options.pop("data"), options.pop("out")
    try:
        require(data, (*SOURCES, *QUESTION_SETS, TRANSLATION_SET))
    except DataMissing as missing:
        print(f"error: {missing}", file=sys.stderr)
        return 2
    for name, value in make(data, out, Settings(**options)).items():
        print(f"{name:45} {value}")
    if folder_mb(out) > SIZE_LIMIT_MB:
        print(f"error: {out} is over {SIZE_LIMIT_MB} MB: lower --vocabulary", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
