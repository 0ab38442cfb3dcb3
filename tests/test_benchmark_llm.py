"""benchmarks.llm and its scripted models: what they say, and what may come of it."""

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import llm, scripted
from benchmarks.scoring import Expected
from bot.query import understand
from bot.quotes import Answer, Quote
from tests.llm_readers import ARTICLE

WHO = Expected("誰主持?", "who", "hant", "a.txt", ("林思齐",))
LIST = Expected("建设什么?", "list", "hans", "a.txt", (), ("产业园区", "铁路"))
PASSAGES = {1: "会议召开。省长林思齐主持。", 2: "一要建设15个产业园区；二要修建三条铁路。"}


def test_the_perfect_model_quotes_the_sentence_that_says_the_gold() -> None:
    reply = json.loads(scripted.perfect(WHO, PASSAGES))
    assert reply["sentences"] == [{"text": "林思齊", "quotes": [{"passage": 1, "text": "省长林思齐主持。"}]}]
    assert [s["quotes"][0]["passage"] for s in json.loads(scripted.perfect(LIST, PASSAGES))["sentences"]] == [
        2,
        2,
    ]
    assert json.loads(scripted.perfect(WHO, {})) == {"sentences": [], "answerable": False}


def test_the_lying_model_lies_in_every_way() -> None:
    replies = {
        scripted.lying(Expected(f"问{i}", "who", "hans", "", ("林思齐",)), PASSAGES) for i in range(60)
    }
    assert len(replies) == 7


def test_lies_would_be_noticed() -> None:
    quote = (Quote.locate(ARTICLE, "新增企业33万家"),)
    query = understand("多少?")
    assert llm._borne_out(Answer(query, "33萬家", quote))
    assert not llm._borne_out(Answer(query, "34萬家", quote))
    assert not llm._borne_out(Answer(query, scripted.INVENTED, quote))


def test_the_command_prints_both_models_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "set"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.txt").write_text(ARTICLE.text, "utf-8")
    rows = [
        {"question": q, "kind": "who", "script": "hans", "article": "a.txt", "gold": ["林思齐"], "all_of": []}
        for q in ("谁主持会议?", "会议是谁主持的?", "主持人是谁?")
    ]
    (folder / "questions.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert command.main(["llm", "--eval", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "faithful, perfect: 1.0000 of 3 quotes" in printed
    assert "faithful, lying: 1.0000" in printed
    assert "correct 1.0000" in printed
    assert command.main(["llm", "--eval", str(tmp_path), "--only", "other"]) == 2
