"""The reader's training: the questions written for this project, where they are answered, and its batches."""

import gzip
import json
import random
from itertools import islice
from pathlib import Path

import pytest
import torch

from bot.alphabet import Alphabet
from bot.network import Batch, Network, Sizes
from training.own_questions import DEVELOPMENT, HELD_OUT, QUESTIONS, golds, held_out_questions
from training.pairs import NEWS, DataMissing
from training.reader import BATCH, Pools, batches, fit_mean, where_answered
from training.reader_data import Source, Targets, Variety, collate
from training.reading_sets import Question, ReadingSet, Text

ROWS = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
TINY = Sizes(chars=80, bigrams=8, char_dim=4, bigram_dim=4, hidden=8, align=4)


def _data(folder: Path, urls: list[str]) -> Path:
    body = ["会议5日在北京举行。李强主持会议,并讲了话。", "会议要求,做好一季度的工作,稳住就业。"]
    for name in NEWS:
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            for url in urls if name == NEWS[0] else []:
                item = {"date": "20240105", "title": "工作会议在京举行", "url": url, "paragraphs": body}
                file.write(json.dumps(item, ensure_ascii=False) + "\n")
    return folder


def test_each_question_names_its_item_and_its_answers() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert (row["url"] or row["about_url"]).startswith("https://")
        assert bool(row["gold"]) == bool(row["evidence"]) == bool(row["url"]) == ("about_url" not in row)
        assert bool(row["all_of"]) == (row["kind"] == "list")


def test_held_out_items_are_not_trained_on() -> None:
    urls: dict[bool, set[str]] = {True: set(), False: set()}
    for row in ROWS:
        urls[row["id"].startswith(HELD_OUT)].add(row["url"] or row["about_url"])
    assert urls[True]
    assert not urls[True] & urls[False]


@pytest.mark.parametrize(
    ("all_of", "gold", "evidence", "found"),
    [
        ([], ["李強", "由李強主持"], "李強主持會議。", ["李强"]),
        (["稳就业", "稳物价"], ["稳就业、稳物价"], "要稳就业、稳物价。", ["稳就业"]),
        ([], ["不在文中"], "要稳就业、稳物价。", ["要稳就业、稳物价。"]),
    ],
)
def test_gold_places_are_those_of_the_evidence(
    all_of: list[str], gold: list[str], evidence: str, found: list[str]
) -> None:
    text = "李强在会上讲话。李强主持会议。要稳就业、稳物价。"
    places = golds({"all_of": all_of, "gold": gold, "evidence": evidence}, text)
    assert [text[a:b] for a, b in places] == found
    assert places[0][0] >= 8


def test_questions_are_focused_on_their_own_article(tmp_path: Path) -> None:
    held_out = [row for row in ROWS if row["id"].startswith(HELD_OUT)]
    data = _data(tmp_path, list(dict.fromkeys(row["url"] or row["about_url"] for row in held_out)))
    found = held_out_questions(data, lists=True)
    held_out = [row for row in held_out if row["id"].startswith(DEVELOPMENT)]
    assert len(found.questions) == len(held_out)
    assert all(question.hits == ((question.text, 1.0),) for question in found.questions)
    unanswerable = [q for q, row in zip(found.questions, held_out, strict=True) if not row["url"]]
    assert not any(question.golds for question in unanswerable)
    assert found.texts[0].text.startswith("会议5日在北京举行。")


def test_missing_news_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="items asked about"):
        held_out_questions(_data(tmp_path, []))


def _source(network: Network, variety: Variety = Variety()) -> Source:
    text = Text.of("会议", "会议在北京举行。李强主持会议。")
    question = Question("谁主持会议?", 0, ((8, 10),), ("李强",), ((0, 1.0),))
    letters = Alphabet("会议主持李强", "会议主持", TINY.chars)
    return Source(ReadingSet([text], [question]), letters, network, variety)


def test_a_batch_marks_the_sentence_and_bounds_of_the_answer() -> None:
    batch, targets = collate([_source(Network(TINY)).draw(0, random.Random(0))])
    assert targets.sentences.tolist() == [[False, True]]
    assert targets.starts[0].nonzero().tolist() == [[9]]
    assert targets.ends[0].nonzero().tolist() == [[10]]
    assert not (targets.inside[0] & (batch.stream[0] == 0)).any()


def test_a_hidden_answer_leaves_the_question_unanswerable() -> None:
    example = _source(Network(TINY), Variety(hidden=1.0)).draw(0, random.Random(0))
    assert [s.start for s in example.sentences] == [0]
    assert example.question.golds == ()


def test_a_batch_has_examples_of_about_one_length() -> None:
    texts = [Text.of("会议", "会议在北京举行。" * n + "李强主持会议。") for n in range(1, 5)]
    questions = [
        Question("谁主持会议?", n, ((8, 10),), ("李强",), ((n, 1.0),)) for n in range(4) for _ in range(50)
    ]
    network = Network(TINY)
    source = Source(ReadingSet(texts, questions), Alphabet("会议主持李强", "会议主持", TINY.chars), network)
    pools: Pools = [(source, 200)]
    drawn = list(islice(batches(pools, random.Random(0)), 12))
    assert max(map(len, drawn)) == BATCH
    spread = [max(e.characters for e in batch) - min(e.characters for e in batch) for batch in drawn]
    assert sum(spread) / len(spread) < 1.5 * len("会议在北京举行。")


def _pair(network: Network) -> tuple[Batch, Targets]:
    """Return a batch of an example of one sentence and a longer one of two."""
    first, second = _source(network), _source(network)
    first.found.texts[0] = Text.of("会议", "李强主持。")
    first.found.questions[0] = Question("谁主持的会?", 0, ((0, 2),), ("李强",), ((0, 1.0),))
    return collate([source.draw(0, random.Random(0)) for source in (first, second)])


def test_bounds_are_learned_in_the_sentence_of_the_answer_alone() -> None:
    _, targets = _pair(Network(TINY))
    v = torch.arange(1.0, targets.inside.numel() + 1).view(*targets.inside.shape, 1)
    found, inside, starts, ends = where_answered(v, targets)
    for row in (0, 1):
        sentence = v[row][targets.inside[row]]
        assert found[row, : len(sentence)].tolist() == sentence.tolist()
        assert not found[row, len(sentence) :].any()
        assert inside[row].sum() == len(sentence)
        assert v[row][targets.starts[row]].tolist() == found[row][starts[row]].tolist() != []
        assert v[row][targets.ends[row]].tolist() == found[row][ends[row]].tolist() != []


def test_an_example_reads_alike_alone_and_beside_a_longer_one() -> None:
    torch.manual_seed(1)
    network = Network(TINY).eval()
    batch, _ = _pair(network)
    length = int((batch.stream[0] > 0).sum()) + 1  # a gap ends each sentence
    stream, pairs, member, asked, asked_pairs, prior = (tensor[:1] for tensor in batch)
    alone = Batch(
        stream[:, :length], pairs[:, :length], member[:, :1, :length], asked, asked_pairs, prior[:, :1]
    )
    with torch.inference_mode():
        scores, nothing, v, _ = network.weigh(batch)
        own_scores, own_nothing, own_v, _ = network.weigh(alone)
    assert torch.allclose(scores[0, :1], own_scores[0], atol=1e-5)
    assert torch.allclose(nothing[:1], own_nothing, atol=1e-5)
    assert torch.allclose(v[0, :length], own_v[0], atol=1e-5)


def test_the_last_round_keeps_the_mean_of_its_runs() -> None:
    network = Network(TINY)
    before = network.key.weight.detach().clone()
    fit_mean(network, [(_source(network), 1)], [(1, 0.0, 0.0), (1, 0.0, 0.0)], seed=0)
    assert network.key.weight.detach().allclose(before)
    fit_mean(network, [(_source(network), 1)], [(2, 1e-2, 0.0), (2, 0.0, 0.0)], seed=0)
    assert not network.key.weight.detach().allclose(before)
