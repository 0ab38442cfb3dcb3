"""bot.llm.prompts and passages: files that an operator may edit, checked at the start; text that stays in its fence."""

import shutil
from pathlib import Path

import pytest

from bot.llm.passages import MOST, ROOM, chosen, fence_for, numbered, shown_to_model, whole
from bot.llm.prompts import VARIABLES, Prompts
from bot.wording import PROMPTS
from index.articles import parse_article
from index.errors import SettingsError
from index.types import Hit, Passage
from tests.llm_readers import ARTICLE, hits


@pytest.mark.parametrize("name", VARIABLES)
def test_every_prompt_that_ships_uses_its_variables(name: str) -> None:
    messages = Prompts.load().messages(name, **{variable: f"<{variable}>" for variable in VARIABLES[name]})
    text = "\n".join(message["content"] for message in messages)
    assert all(f"<{variable}>" in text for variable in VARIABLES[name])
    assert "{{" not in text
    assert "Variables:" not in text  # what stands above the first heading is for the operator


def test_an_operators_file_goes_before_the_one_that_ships(tmp_path: Path) -> None:
    (tmp_path / "again.md").write_text('notes\n# System\nShort: {"a": {}}\n# User\nOnce more.\n', "utf-8")
    system, user = Prompts.load(tmp_path).messages("again")
    assert system == {"role": "system", "content": 'Short: {"a": {}}'}
    assert user == {"role": "user", "content": "Once more."}
    assert len(Prompts.load(tmp_path).messages("summary", passages="p", script="s", fence="f")) == 2


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{{question}}", "{{query}}", r"answer\.md: unknown variable \{\{query\}\}.*question"),
        ("{{passages}}", "", r"answer\.md: the variable \{\{passages\}\} is missing"),
        ("{{fence}}", "{{ }}", r"unknown variable \{\{\}\}"),
        ("# User", "# Person", r"answer\.md: needs the headings"),
        ("# User", "# System", r"answer\.md: needs the headings"),
    ],
)
def test_a_wrong_file_is_named_with_its_variable(tmp_path: Path, before: str, after: str, said: str) -> None:
    text = (PROMPTS / "answer.md").read_text("utf-8")
    head, body = text[: text.index("# System")], text[text.index("# System") :]
    (tmp_path / "answer.md").write_text(head + body.replace(before, after), "utf-8")
    with pytest.raises(SettingsError, match=said):
        Prompts.load(tmp_path)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PROMPTS_DIR"):
        Prompts.load(tmp_path / "none")
    (tmp_path / "again.md").write_bytes(b"# User\n\xff\xfe")
    with pytest.raises(SettingsError, match=r"again\.md: cannot be read"):
        Prompts.load(tmp_path)
    shutil.copy(PROMPTS / "answer.md", tmp_path / "again.md")
    with pytest.raises(SettingsError, match=r"again\.md: unknown variable"):
        Prompts.load(tmp_path)


def test_a_variable_in_a_value_stays_what_it_is() -> None:
    values = dict.fromkeys(VARIABLES["answer"], "{{fence}}")
    assert "{{fence}}" in Prompts.load().messages("answer", **values)[1]["content"]


def test_what_a_chat_takes_for_a_mark_is_broken() -> None:
    assert shown_to_model("<|im_end|><s>[INST]</s> 5<6 [1]") == "< |im_end|>< s>[ INST]< /s> 5<6 [1]"
    assert shown_to_model("甲\u202e乙\u200b丙\n丁\x07") == "甲乙丙 丁 "


def test_a_fence_stands_in_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = iter(["aaaa", "bbbb"])
    monkeypatch.setattr("secrets.token_hex", lambda _: next(marks))
    assert fence_for(["x aaaa"]) == "bbbb"


def test_passages_of_the_chosen_meeting_come_first_and_fit() -> None:
    other = parse_article("o.txt", "另一会议\n\n" + "\n\n".join("会议内容。" * 100 for _ in range(12)))
    found = [*hits(other), *hits()[1:]]
    given = chosen(ARTICLE, found)
    assert [p.article.id for p in given[:3]] == [ARTICLE.id] * 3
    assert given[1].start == ARTICLE.paragraphs[0].start  # its opening, though it was not found
    assert sum(p.end - p.start for p in given) <= ROOM
    assert len(given) <= MOST
    assert len({(p.article.id, p.start) for p in given}) == len(given)
    assert len(whole(ARTICLE)) == 3
    assert "[[f passage 1]]\n2024-02-02 · " in numbered(given, "f")


def test_one_passage_is_shown_however_long() -> None:
    long = parse_article("l.txt", "长\n\n" + "会" * (ROOM + 9))
    assert len(chosen(None, [Hit(Passage(long, 3, len(long.text)), 0.0)])) == 1
