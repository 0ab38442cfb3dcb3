"""The learned reader: what goes in, what comes out, and that the shipped weights answer simple questions."""

import json
from pathlib import Path

import pytest
import torch

from bot.alphabet import Alphabet
from bot.evidence import BEST, CONFIG, MAX_ANSWER, WEIGHTS, EvidenceModel
from bot.network import Network, Sizes

SHIPPED = Path(__file__).parents[1] / "bot" / "models" / "reader"
TINY = Sizes(chars=80, bigrams=8, char_dim=4, bigram_dim=4, hidden=8, align=4)
REPORT = (
    "1月31日,省政府在福州召開全省經濟工作視頻會議。",
    "省委副書記、省長趙龍主持會議並講話。",
    "全省共有1200名代表參加了會議。",
    "會議強調,要抓好一季度的重點工作。",
)
EQUAL = [1.0] * len(REPORT)


def tiny() -> EvidenceModel:
    torch.manual_seed(0)
    calibration = {"prior_weight": 1.0, "prior_floor": 0.05, "span_weight": 0.3, "length_cost": 0.01}
    calibration |= {"bias": 0.0, "margin": 1.0, "score": 0.5, "span": 0.1, "threshold": 0.5}
    return EvidenceModel(Network(TINY), Alphabet("会议主持谁的,。", "会议主持", TINY.chars), calibration)


@pytest.fixture(scope="module")
def shipped() -> EvidenceModel:
    return EvidenceModel.load(SHIPPED)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("誰主持會議?", "趙龍"),
        ("会议在哪里召开?", "福州"),
        ("有多少名代表参加会议?", "1200"),
        ("会议什么时候召开?", "1月31日"),
    ],
)
def test_the_shipped_model_finds_the_sentence_of_a_fact(
    shipped: EvidenceModel, question: str, answer: str
) -> None:
    best = shipped.read(question, REPORT, EQUAL)[0]
    assert answer in REPORT[best.sentence]


def test_scripts_make_no_difference(shipped: EvidenceModel) -> None:
    assert shipped.read("誰主持會議?", REPORT, EQUAL) == shipped.read("谁主持会议?", REPORT, EQUAL)


def test_a_probability_is_given_and_the_threshold_is_one(shipped: EvidenceModel) -> None:
    sure = shipped.answerable(shipped.read("誰主持會議?", REPORT, EQUAL))
    unsure = shipped.answerable(shipped.read("火星上有多少只企鹅?", REPORT, EQUAL))
    assert 0 <= unsure < sure <= 1
    assert 0 < shipped.threshold < 1


def test_evidence_lies_in_its_sentence_and_the_best_comes_first() -> None:
    sentences = [*REPORT * 3, "😀" * 700, "x"]
    found = tiny().read("谁主持?", sentences, [1.0] * len(sentences))
    assert len(found) == BEST
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)
    for evidence in found:
        assert 0 <= evidence.start < evidence.end <= len(sentences[evidence.sentence])
        assert evidence.end - evidence.start <= MAX_ANSWER
        assert 0 <= evidence.wide_start <= evidence.start
        assert evidence.end <= evidence.wide_end <= len(sentences[evidence.sentence])
        assert evidence.wide_end - evidence.wide_start <= MAX_ANSWER
        assert evidence.score <= 0
        assert evidence.span_score <= 0


def test_only_the_ratio_of_priors_counts() -> None:
    model = tiny()
    assert model.read("谁?", REPORT, [4.0, 2.0, 2.0, 1.0]) == model.read("谁?", REPORT, [8.0, 4.0, 4.0, 2.0])


@pytest.mark.parametrize(
    ("question", "sentences"), [("", ["会议。"]), ("  ", ["会议。"]), ("谁?", []), ("谁?", ["", " "])]
)
def test_nothing_to_read_gives_no_evidence(question: str, sentences: list[str]) -> None:
    model = tiny()
    found = model.read(question, sentences, [0.0] * len(sentences))
    assert found == []
    assert model.answerable(found) == 0.0


def test_blank_sentences_keep_their_place() -> None:
    assert [e.sentence for e in tiny().read("谁?", ["", "会议。"], [1.0, 1.0])] == [1]


def test_priors_must_match_sentences() -> None:
    with pytest.raises(ValueError, match="2 sentences but 1 priors"):
        tiny().read("谁?", ["会议。", "主持。"], [1.0])


def test_reading_alone_and_in_training_agree() -> None:
    model = tiny()
    batch = model.batch("谁主持会议?", REPORT, EQUAL)
    scores, nothing, v, u = model.network.weigh(batch)
    with torch.inference_mode():
        alone = model.network.weigh(batch)
    for one, other in zip((scores, nothing, v, u), alone, strict=True):
        assert torch.allclose(one, other, atol=1e-5)


def test_the_bounds_in_a_sentence_do_not_depend_on_what_else_is_chosen() -> None:
    model = tiny()
    question = "谁主持会议?"
    batch = model.batch(question, REPORT, EQUAL)
    with torch.inference_mode():
        _, _, v, u = model.network.weigh(batch)
    for evidence in model.read(question, REPORT, EQUAL):
        start = sum(len(s) + 1 for s in REPORT[: evidence.sentence])
        text = REPORT[evidence.sentence]
        with torch.inference_mode():
            alone = v[:, start : start + len(text)]
            starts, ends = model.network.bounds(alone, u, torch.ones(1, len(text), 1))
        span = model._spans([text], starts[0].numpy(), ends[0].numpy())[0]
        assert (evidence.start, evidence.end, evidence.wide_start, evidence.wide_end) == (
            *span[:2],
            *span[3:],
        )
        assert evidence.span_score == pytest.approx(span[2], abs=1e-4)


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    model = tiny()
    model.save(tmp_path, TINY)
    assert sorted(f.name for f in tmp_path.iterdir()) == [CONFIG, WEIGHTS]
    again = EvidenceModel.load(tmp_path)
    before, after = model.read("谁主持?", REPORT, EQUAL), again.read("谁主持?", REPORT, EQUAL)
    assert [e.sentence for e in before] == [e.sentence for e in after]
    assert before[0].score == pytest.approx(after[0].score, abs=0.01)


def test_weights_that_do_not_fit_their_config_are_refused(tmp_path: Path) -> None:
    tiny().save(tmp_path, TINY)
    config = json.loads((tmp_path / CONFIG).read_text("utf-8"))
    config["sizes"]["hidden"] = 16
    (tmp_path / CONFIG).write_text(json.dumps(config), "utf-8")
    with pytest.raises(ValueError, match="does not fit"):
        EvidenceModel.load(tmp_path)


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        EvidenceModel.load(tmp_path)


def test_the_shipped_model_is_small_and_holds_no_pickle() -> None:
    files = sorted(f.name for f in SHIPPED.iterdir())
    assert files == ["README.md", CONFIG, WEIGHTS]
    assert sum(f.stat().st_size for f in SHIPPED.iterdir()) <= 5_000_000


def test_unknown_characters_match_themselves() -> None:
    letters = Alphabet("会议", "会议", 80)
    ids = letters.encode("龘会龘")
    assert ids[0] == ids[2] > 2
    assert letters.pairs(letters.encode("会议")).tolist() == [2, 0]
