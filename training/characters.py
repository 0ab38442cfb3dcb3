"""An unfitted network whose characters and bigrams already mean something.

Their vectors are factors of co-occurrence counts (Levy & Goldberg 2014, Neural Word Embedding as Implicit
Matrix Factorization). Knows nothing of questions.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.utils.extmath import randomized_svd
from torch import Tensor

from bot.alphabet import Alphabet
from bot.network import Network, Sizes
from index.script import fold
from training import reading_sets as sets
from training.pairs import read
from training.reading_sets import Text

Ids = NDArray[np.int64]
PIECE = 300  # characters over which rarity is counted


def corpus(data: Path, news: Sequence[Text]) -> list[str]:
    """Return folded text to learn characters from, none of it of held-out titles."""
    texts = [f"{t.title}\n{t.text}" for t in news[::3]]
    kept = {"cmrc2018_train_evidence": lambda _: True, "drcd_dev": sets.trains, "squad2_zh_dev": sets.trains}
    for name, keep in kept.items():
        for row in read(data, name):
            if keep(row["title"]):
                texts += 2 * [fold("\n".join([row["context"], *(q["question"] for q in row["qas"])]))]
    return texts + [fold(row["content"]) for row in read(data, "work_reports")]


def vectors(rows: Ids, contexts: Ids, shape: tuple[int, int], size: int, seed: int) -> Tensor:
    """Return `size` numbers for each row: the factors of its positive pointwise mutual information."""
    keys, counts = np.unique(rows * shape[1] + contexts, return_counts=True)
    keys, counts = keys[counts >= 3], counts[counts >= 3].astype(np.float64)
    row, context = keys // shape[1], keys % shape[1]
    smoothed = np.bincount(context, counts, shape[1]) ** 0.75
    expected = np.bincount(row, counts, shape[0])[row] * (smoothed / smoothed.sum())[context]
    matrix = sparse.csr_matrix((np.maximum(np.log(counts / expected), 0), (row, context)), shape=shape)
    left, weights, _ = randomized_svd(matrix, size, n_iter=3, random_state=seed)
    found = left * np.sqrt(weights)
    found *= 0.1 * math.sqrt(size) / np.linalg.norm(found, axis=1).mean()
    return torch.from_numpy(found.astype(np.float32))


def alphabet(texts: Sequence[str], sizes: Sizes) -> tuple[Alphabet, Ids]:
    """Return the commonest characters and bigrams of `texts`, and the texts as one stream of ids."""
    counts = Counter[str]()
    for text in texts:
        counts.update(text)
    common = [c for c, _ in counts.most_common(sizes.chars - 65) if not c.isspace() and ord(c) < 0x10000]
    characters = "".join(common)
    letters = Alphabet(characters, "", sizes.chars)
    stream = np.concatenate([np.append(letters.encode(t), 0) for t in texts])
    word = np.array([False, *(c.isalnum() for c in characters), *[False] * 64])
    pairs = stream[:-1] * sizes.chars + stream[1:]
    codes, often = np.unique(pairs[word[stream[:-1]] & word[stream[1:]]], return_counts=True)
    codes = np.sort(codes[np.argsort(-often, kind="stable")[: sizes.bigrams - 2]])
    bigrams = "".join(characters[c // sizes.chars - 1] + characters[c % sizes.chars - 1] for c in codes)
    return Alphabet(characters, bigrams, sizes.chars), stream


def rarity(ids: Ids, size: int) -> Tensor:
    """Return the rarity of each id, about 0 to 1: the logarithm of pieces over pieces that have it, by 10."""
    pieces = np.arange(len(ids)) // PIECE
    having = np.bincount(np.unique(pieces * size + ids) % size, minlength=size)
    return torch.from_numpy(np.log(1 + (pieces[-1] + 1) / (having + 1)).astype(np.float32) / 10)


def near(ids: Ids, stream: Ids, offsets: Iterable[tuple[int, int]], floor: int, size: int) -> tuple[Ids, Ids]:
    """Return pairs of the `ids` above `floor` and the characters at `offsets` (places away, slot) from them."""
    at = np.arange(4, len(stream) - 5)
    kept = [(at[(ids[at] > floor) & (stream[at + away] > 0)], away, slot) for away, slot in offsets]
    rows = np.concatenate([ids[places] for places, _, _ in kept])
    return rows, np.concatenate([stream[places + away] + slot * size for places, away, slot in kept])


def fresh(texts: Sequence[str], sizes: Sizes, seed: int) -> tuple[Network, Alphabet]:
    """Return an unfitted network whose embeddings and rarities come from `texts`."""
    letters, stream = alphabet(texts, sizes)
    pairs = letters.pairs(stream)
    torch.manual_seed(seed)
    network = Network(sizes)
    ends = np.r_[0 : min(4_000_000, len(stream)), max(4_000_000, len(stream) - 4_000_000) : len(stream)]
    around, contexts = ((-3, 0), (-2, 0), (-1, 1), (1, 2), (2, 3), (3, 3)), 4 * sizes.chars
    found = near(stream[ends], stream[ends], around, 0, sizes.chars)
    chars = vectors(*found, (sizes.chars, contexts), sizes.char_dim, seed)
    around = ((-3, 0), (-2, 0), (-1, 1), (2, 2), (3, 3), (4, 3))
    found = near(pairs[ends], stream[ends], around, 1, sizes.chars)
    bigrams = vectors(*found, (sizes.bigrams, contexts), sizes.bigram_dim, seed)
    char_idf, bigram_idf = rarity(stream, sizes.chars), rarity(pairs, sizes.bigrams)
    marks = [n for n, c in enumerate(letters.characters, 1) if not c.isalnum()]
    char_idf[[0, *marks]] = bigram_idf[0] = 0
    char_idf[len(letters.characters) + 1 :] = char_idf.max()
    bigram_idf[1] = bigram_idf[2:].max()
    with torch.no_grad():
        for table, learnt in ((network.char.weight, chars), (network.bigram.weight, bigrams)):
            unseen = learnt.abs().sum(1, keepdim=True) == 0
            table.copy_(torch.where(unseen, 0.03 * torch.randn(table.shape), learnt))
            table[0] = 0
        network.char_idf.copy_(char_idf)
        network.bigram_idf.copy_(bigram_idf)
    return network, letters
