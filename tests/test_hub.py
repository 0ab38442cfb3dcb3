"""bot.hub: tiny models of the libraries' own classes, read as those of a hub would be."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from bot import answering
from bot.evidence import MAX_ANSWER
from bot.hub import BEST, READ, HubReader, RerankedRetriever, Reranker
from bot.settings import Settings
from index.build import build
from index.errors import ModelError
from index.script import fold
from index.types import Article, Hit, Passage, Span
from tests.conftest import ARTICLES, FakeEmbedder

CHARACTERS = "会议由省长赵龙主持在福州召开谁研究经济工作,。?王是"
REPORT = ["會議在福州召開。", " 省長趙龍主持會議。", "", "🙂", "研究經濟工作。", "x" * 60]
EQUAL = [1.0] * len(REPORT)


def _save(folder: Path, kind: str, **sizes: int) -> Any:
    """Save a tiny random BERT with a head of `kind`, and its tokenizer; return the model."""
    import transformers as library
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from tokenizers.processors import TemplateProcessing

    transformers: Any = library
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *dict.fromkeys(CHARACTERS), "x", "##x"]
    vocab = {piece: i for i, piece in enumerate(pieces)}
    tokenizer = Tokenizer(WordPiece(vocab, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(), BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)]
    )
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(vocab), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=128, initializer_range=0.5, **sizes,
    )  # fmt: skip
    model = getattr(transformers, kind)(config)
    model.save_pretrained(folder)
    return model


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> HubReader:
    folder = tmp_path_factory.mktemp("reader")
    _save(folder, "BertForQuestionAnswering")
    return HubReader(str(folder))


@pytest.fixture(scope="module")
def reranker(tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    folder = tmp_path_factory.mktemp("reranker")
    _save(folder, "BertForSequenceClassification", num_labels=1)
    return Reranker(str(folder))


def test_evidence_is_sorted_within_its_sentence_and_a_distribution(reader: HubReader) -> None:
    found = reader.read("誰主持會議?", REPORT, EQUAL)
    assert {e.sentence for e in found} == {0, 1, 3, 4, 5}
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)
    assert sum(math.exp(e.score) for e in found) == pytest.approx(1, abs=1e-4)
    for e in found:
        answer = REPORT[e.sentence][e.start : e.end]
        assert 0 < len(answer) <= MAX_ANSWER
        assert answer == answer.strip()
        assert e.wide_start <= e.start < e.end <= e.wide_end
        assert e.span_score <= 0
    assert 0 <= reader.answerable(found) <= 1


def test_batching_and_scripts_make_no_difference(reader: HubReader) -> None:
    together = {e.sentence: e for e in reader.read("誰主持會議?", REPORT, EQUAL)}
    (alone,) = reader.read("谁主持会议?", [fold(REPORT[1])], [3.0])
    assert (alone.start, alone.end) == (together[1].start, together[1].end)
    assert alone.margin == pytest.approx(together[1].margin, abs=1e-4)
    assert alone.score == 0


def test_a_better_prior_makes_a_sentence_better(reader: HubReader) -> None:
    even, uneven = (
        {e.sentence: e.score for e in reader.read("谁主持?", REPORT, prior)}
        for prior in (EQUAL, [1.0, 9.0, 1.0, 1.0, 1.0, 1.0])
    )
    assert uneven[1] > even[1]
    assert uneven[0] < even[0]
    assert reader.read("谁主持?", REPORT, [2 * p for p in EQUAL]) == reader.read("谁主持?", REPORT, EQUAL)


def test_nothing_to_read_is_no_evidence(reader: HubReader) -> None:
    assert reader.read("谁主持?", [], []) == []
    assert reader.read("谁主持?", ["", " "], [1.0, 1.0]) == []
    assert reader.read(" ", REPORT, EQUAL) == []
    assert reader.answerable([]) == 0
    with pytest.raises(ValueError, match="prior"):
        reader.read("谁主持?", REPORT, [1.0])


def test_of_many_sentences_those_like_the_question_are_read(reader: HubReader) -> None:
    many = ["研究经济工作。"] * (2 * READ) + ["赵龙主持会议。"] * BEST
    found = reader.read("谁主持会议?", many, [1.0] * len(many))
    assert len(found) == BEST
    assert reader.read("谁主持会议?" * 40, ["会议" * 300], [1.0])  # more than fits is cut off


@pytest.mark.parametrize(("null", "expected"), [(30.0, 0.0), (-30.0, 1.0)])
def test_the_null_answer_stands_at_cls(
    reader: HubReader, monkeypatch: pytest.MonkeyPatch, null: float, expected: float
) -> None:
    forward = reader._model.forward

    def biased(**inputs: torch.Tensor) -> Any:
        read = forward(**inputs)
        read.start_logits[:, 0] = null
        return read

    monkeypatch.setattr(reader._model, "forward", biased)
    found = reader.read("谁主持?", REPORT, EQUAL)
    assert reader.answerable(found) == pytest.approx(expected, abs=1e-4)


def _hits(*texts: str) -> list[Hit]:
    articles = [
        Article(str(i), "會議", text, paragraphs=(Span(0, len(text)),)) for i, text in enumerate(texts)
    ]
    return [Hit(Passage(a, 0, len(a.text)), -float(i)) for i, a in enumerate(articles)]


class Found:
    """A Retriever that finds the same each time, and notes how much it was asked for."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self.hits, self.asked = list(hits), 0

    def search(self, question: str, k: int) -> list[Hit]:
        self.asked = k
        return self.hits[:k]


def test_hits_follow_the_cross_encoder(reranker: Reranker) -> None:
    hits = _hits("研究經濟工作", "趙龍主持", "福州召開會議")
    pairs = [("谁主持?", fold(f"{hit.passage.article.title}\n{hit.passage.text}")) for hit in hits]
    scores = reranker._model.predict(pairs).tolist()
    assert len(set(scores)) == len(hits)
    reranked = reranker.rerank("誰主持?", hits)
    order = sorted(range(len(hits)), key=lambda i: -scores[i])
    assert [hit.passage for hit in reranked] == [hits[i].passage for i in order]
    logits = [math.log(scores[i] / (1 - scores[i])) for i in order]
    assert [hit.score for hit in reranked] == pytest.approx(logits, abs=1e-3)
    assert reranker.rerank("誰主持?", []) == []


def test_the_reranked_retriever_looks_further_than_it_gives(reranker: Reranker) -> None:
    hits = _hits("研究經濟工作", "趙龍主持", "福州召開會議", "王")
    found = Found(hits)
    retriever = RerankedRetriever(found, reranker)
    assert retriever.search("誰主持?", 2) == reranker.rerank("誰主持?", hits)[:2]
    assert found.asked == 50
    retriever.search("誰主持?", 20)
    assert found.asked == 80


def test_the_settings_put_both_in_place(
    reader: HubReader, reranker: Reranker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "SentenceEmbedder", FakeEmbedder)
    build(ARTICLES, tmp_path / "index", FakeEmbedder())
    answerer = answering.open_answerer(
        Settings(tmp_path / "index", "fake", reader_model=reader.name, reranker_model=reranker.name)
    )
    assert isinstance(answerer._retriever, RerankedRetriever)
    for quote in answerer.answer("誰主持會議?").quotes:
        assert quote.text in quote.article.text


@pytest.mark.parametrize(
    ("load", "kind", "sizes", "reason"),
    [
        (HubReader, "", {}, "READER_MODEL"),
        (Reranker, "", {}, "RERANKER_MODEL"),
        (HubReader, "BertModel", {}, "not trained to answer.*READER_MODEL"),
        (Reranker, "BertModel", {}, "not trained to compare.*RERANKER_MODEL"),
        (Reranker, "BertForSequenceClassification", {"num_labels": 3}, "3 scores.*RERANKER_MODEL"),
    ],
)
def test_what_cannot_serve_is_one_line(
    tmp_path: Path, load: type[HubReader] | type[Reranker], kind: str, sizes: dict[str, int], reason: str
) -> None:
    if kind:
        _save(tmp_path, kind, **sizes)
    with pytest.raises(ModelError, match=reason) as caught:
        load(str(tmp_path))
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)
