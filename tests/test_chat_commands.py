"""bot.chat.commands: greeting, help, languages, menus, forgetting; in everyone's language."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering import Answerer
from bot.catalogue import Catalogue
from bot.chat.commands import NAMES
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.memory import Memory
from bot.quotes import Answer
from bot.reader import ExtractiveReader
from bot.reference import key
from bot.wording import Wording
from index.store import Index
from preview.menus import menu
from preview.server import BotApi
from preview.world import Person
from tests.library import NEWEST
from tests.talking import ANN, HUA, MING, PIERRE, People, data, said, serving, words

GREETING = {"hant": "直接用繁體", "hans": "直接用繁体", "en": "I answer questions"}


def _menu(api: BotApi, person: Person) -> list[str]:
    """Return the descriptions in the menu as `person` sees it in the private chat."""
    chat = api.world.chats[person.id]
    return [command["description"] for command in menu(api.world, chat, person.language)]


def test_start_speaks_the_language_of_the_persons_telegram(talk: People) -> None:
    spoken = {"zh-hant": "hant", "zh-TW": "hant", "zh-hk": "hant", "zh-hans": "hans", "zh-CN": "hans", "zh-sg": "hans",
              "en": "en", "en-GB": "en"}  # fmt: skip
    for language, expected in spoken.items():
        text = talk.ask("/start", language=language).text
        assert [each for each, words in GREETING.items() if words in text] == [expected], language


def test_where_nothing_tells_both_scripts_are_used(talk: People) -> None:
    for language in ("fr", "zh", ""):
        for command in ("/start", "/help", "/whatever"):
            text = talk.ask(command, language=language).text
            assert ("直接用繁體" in text and "直接用繁体" in text) or (
                "直接輸入" in text and "直接输入" in text
            )


@pytest.mark.parametrize("person", [MING, HUA, ANN, PIERRE])
def test_each_of_the_three_examples_gets_an_answer(talk: People, person: Person) -> None:
    start = talk.ask("/start", chat=person.id, person=person)
    questions = words(start)
    assert len(questions) == 3
    for question in questions:
        reply = talk.follow(start, question)
        assert said(reply, "italic")[0] == question, "the question stands above the answer"
        assert "「" + question not in reply.text
        assert reply.buttons, "an answer, not a refusal"
        assert "青河" in reply.text, "of the newest article"


def test_examples_are_those_that_the_newest_article_answers(
    api: BotApi, memory: Memory, library_index: Index, evidence_model: EvidenceModel
) -> None:
    plain = [a for a in library_index.articles if a.id.startswith("2023-04-12")]
    reader = ExtractiveReader(Library(plain), evidence_model, Wording.load())
    with serving(api, Answerer(library_index.retriever, reader, plain), memory):
        start = People(api).ask("/start")
        assert len(words(start)) < 3 or "有哪些人出席?" not in words(start)
        for question in words(start):
            assert People(api).follow(start, question).buttons


def test_without_articles_there_are_no_examples(api: BotApi, library: Answerer, memory: Memory) -> None:
    library.catalogue = Catalogue([])
    people = People(api)
    with serving(api, library, memory):
        assert people.ask("/start").buttons == ()
        assert people.ask("/meetings").text == "還沒有任何報道。"
        assert "0 篇" in people.ask("/about").text
        assert "–" in people.ask("/about").text
        assert people.ask("/sources").text == "報道來源（共 0 篇）"
        assert people.api.wait_inline(api.inline(""))["results"] == []


def test_a_deep_link_opens_its_article(talk: People) -> None:
    card = talk.ask(f"/start a_{key(NEWEST)}")
    assert card.text.startswith("青河縣夏糧收購工作會議在青河舉行\n2025-06-17 · 青河")
    assert talk.ask("/start a_nothere0").text == "這篇報道已經不在資料裡了。"
    assert GREETING["hant"] in talk.ask("/start start").text, "what an inline button brings along"


def test_help_names_every_way_to_ask_and_simplified_readers_get_their_own_words(talk: People) -> None:
    text = talk.ask("/help").text
    for part in ("/ask", "/meetings", "/article", "/sources", "/lang", "/forget", "群組"):
        assert part in text
    simplified = talk.ask("/help", chat=2, person=HUA).text
    assert "群组" in simplified
    assert "消息" in simplified, "a 訊息 of Taipei is a 消息 in Beijing"
    assert "信息" not in simplified
    assert "訊" not in simplified
    assert "哈希值" in talk.ask("/about", chat=2).text, "a 雜湊值 is a 哈希值"
    assert "quotes the sentence" in talk.ask("/about", chat=3, person=ANN).text


def test_about_counts_the_articles(talk: People) -> None:
    text = talk.ask("/about").text
    assert "12 篇" in text
    assert "2025-06-18" in text


def test_menus_are_set_for_everyone_and_per_chat_for_a_simplified_reader(talk: People) -> None:
    api = talk.api
    assert api.commands.keys() == {"", "zh", "en"}
    for commands in api.commands.values():
        assert [command["command"] for command in commands] == list(NAMES)
    assert "有哪些會議" in [c["description"] for c in api.commands[""]]
    assert api.commands[""] == api.commands["zh"]
    assert "All meetings" in [c["description"] for c in api.commands["en"]]
    for person, description in ((MING, "有哪些會議"), (HUA, "有哪些会议"), (ANN, "All meetings")):
        talk.ask("/start", chat=person.id, person=person)
        api.wait_until(lambda p=person: (f"chat {p.id}", "") in api.world.menus)  # type: ignore[misc]
        assert description in _menu(api, person)


def test_every_command_of_the_menu_is_answered(talk: People) -> None:
    for name in NAMES:
        reply = talk.ask(f"/{name}")
        assert reply.text
        assert reply.text != talk.ask("/help").text or name == "help", name


@pytest.mark.parametrize(
    ("button", "chosen", "menu_word"),
    [
        ("繁體中文", "好的，以後用繁體中文。", "有哪些會議"),
        ("简体中文", "好的，以后用简体中文。", "有哪些会议"),
        ("English", "All right, English from now on.", "All meetings"),
    ],
)
@pytest.mark.parametrize("person", [MING, HUA, ANN])
def test_a_chosen_language_goes_before_telegrams(
    talk: People, memory: Memory, person: Person, button: str, chosen: str, menu_word: str
) -> None:
    offer = talk.ask("/lang", chat=person.id, person=person)
    assert words(offer)[:3] == ["繁體中文", "简体中文", "English"]
    done = talk.turn(offer, button)
    assert done.text == chosen
    assert done.buttons == ()
    talk.api.wait_until(lambda: menu_word in _menu(talk.api, person))
    text = talk.ask("/start", chat=person.id, person=person).text
    language = {"繁體中文": "hant", "简体中文": "hans", "English": "en"}[button]
    assert GREETING[language] in text
    assert memory.language(person.id) == language


@pytest.mark.parametrize(
    ("person", "button", "telegram"), [(MING, "跟隨 Telegram", "hant"), (HUA, "跟随 Telegram", "hans")]
)
def test_a_choice_is_undone_by_following_telegram(
    talk: People, memory: Memory, person: Person, button: str, telegram: str
) -> None:
    offer = talk.ask("/lang", chat=person.id, person=person)
    assert button in words(offer)
    talk.turn(offer, "English")
    assert GREETING["en"] in talk.ask("/start", chat=person.id).text
    back = talk.ask("/lang", chat=person.id)
    talk.turn(back, "As my Telegram")
    assert GREETING[telegram] in talk.ask("/start", chat=person.id).text
    assert memory.language(person.id) is None


def test_a_chosen_language_changes_no_answers_script(talk: People) -> None:
    talk.turn(talk.ask("/lang"), "English")
    reply = talk.ask("谁主持会议?")
    assert said(reply, "bold")[0] == "陈国栋(县长)"
    assert words(reply)[0] == "Context"
    assert said(talk.ask("誰主持會議?"), "bold")[0] == "陳國棟(縣長)"


def test_pressing_in_a_group_sets_the_language_of_who_pressed(talk: People, memory: Memory) -> None:
    group = talk.api.group(-1005, "小組", [MING, HUA])
    offer = talk.ask("/lang", group.id, person=MING)
    talk.turn(offer, "English", HUA)
    assert (memory.language(MING.id), memory.language(HUA.id)) == (None, "en")
    assert not [scope for scope, _ in talk.api.world.menus if scope.startswith("chat")]


def _bytes(path: Path) -> Iterator[bytes]:
    for file in path.parent.glob(f"{path.name}*"):
        yield file.read_bytes()


def test_forget_removes_a_person_from_the_file_and_nobody_else(
    talk: People, memory: Memory, tmp_path: Path
) -> None:
    file = tmp_path / "state.sqlite"
    for person, question in ((MING, "青河縣夏糧收購會議誰主持?"), (HUA, "云岭市旅游发展大会谁主持?")):
        reply = talk.ask(question, chat=person.id, person=person)
        talk.press(reply, "👍")
        talk.turn(talk.ask("/lang", chat=person.id), "English")
    ours, theirs = "陳國棟(縣長)".encode(), "孙丽华(市长)".encode()
    assert any(ours in part for part in _bytes(file))
    assert "deleted" in talk.ask("/forget").text, "in the language that is forgotten with it"
    assert not any(ours in part for part in _bytes(file)), "not even in what SQLite leaves unused"
    assert any(theirs in part for part in _bytes(file))
    with sqlite3.connect(file) as database:
        assert [row[0] for row in database.execute("SELECT person FROM rating")] == [HUA.id]
        assert [row[0] for row in database.execute("SELECT person FROM language")] == [HUA.id]
    database.close()
    assert GREETING["hant"] in talk.ask("/start").text


def test_no_question_is_ever_written_down(talk: People, tmp_path: Path) -> None:
    reply = talk.ask("青河縣夏糧收購會議到底由誰主持呢?")
    talk.press(reply, "👎")
    talk.ask("我的秘密是什麼?")
    everything = b"".join(_bytes(tmp_path / "state.sqlite"))
    for part in ("到底", "秘密"):
        assert part.encode() not in everything
    assert data(reply)[-1].split(":")[1].encode() in everything


def test_about_says_where_questions_go_when_a_language_model_answers(
    api: BotApi, library: Answerer, memory: Memory
) -> None:
    people = People(api)
    model = {"llm_url": "https://llm.example.org/v1", "llm_model": "qwen<2.5>"}
    with serving(api, library, memory, **model):
        text = people.ask("/about").text
        assert "送到語言模型 qwen<2.5> (llm.example.org)" in text
        assert "llm.example.org" in people.ask("/about", chat=3, person=ANN).text
    with serving(api, library, memory):
        assert "模型" not in people.ask("/about").text


def test_a_language_model_is_not_asked_for_examples_or_at_each_letter(
    api: BotApi, library: Answerer, library_index: Index, memory: Memory
) -> None:
    class Costly(ExtractiveReader):
        def read(self, *given: object, **more: object) -> Answer:
            raise AssertionError("asked")

    costly = Costly(Library(library_index.articles), library._reader.sentences, Wording.load())
    answerer = Answerer(library_index.retriever, costly, library_index.articles, quick=library)
    people = People(api)
    with serving(api, answerer, memory):
        assert len(words(people.ask("/start"))) == 3
        assert api.wait_inline(api.inline("誰主持會議?"))["results"]
