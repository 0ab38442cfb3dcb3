"""The chat under texts that nobody means well with: every reply is one that Telegram takes.

The stand-in refuses what Telegram would refuse, or would quietly mend; a refusal would be a line that says sorry.
"""

import logging
import random
from collections.abc import Iterator, Sequence
from html import unescape
from zlib import crc32

import pytest

from bot.answering import Answerer
from bot.card import card, line
from bot.chat import keyboards
from bot.evidence import Evidence
from bot.library import Library
from bot.memory import Memory
from bot.quotes import Quote, shown
from bot.reader import ExtractiveReader
from bot.reference import key, question_hash
from bot.render import MAX_ENTITIES, MAX_UNITS, passages, render
from bot.reply import Reply
from bot.wording import Wording
from index.script import Script, to_script
from index.store import Index
from preview.entities import Formatted, covered, units
from preview.markup import formatted
from preview.server import BotApi
from tests import hostile
from tests.library import QUESTIONS
from tests.talking import MING, People, Slow, serving, words

pytestmark = pytest.mark.slow

SCRIPTS: tuple[Script, ...] = ("hant", "hans")


def valid(html: str) -> Formatted:
    """Return what Telegram shows of `html`; raises Refusal for what it would not send."""
    seen = formatted(html, "HTML")
    assert units(seen.text) <= MAX_UNITS
    assert len(seen.entities) <= MAX_ENTITIES
    return seen


class Guessing:
    """Takes any words of any sentence for the answer: far more is said than by a model, which would refuse."""

    def read(self, question: str, sentences: Sequence[str], prior: Sequence[float]) -> list[Evidence]:
        chance, found = random.Random(crc32(question.encode())), []
        for number in chance.sample(range(len(sentences)), min(3, len(sentences))):
            start = chance.randrange(len(sentences[number]))
            end = min(len(sentences[number]), start + chance.choice([1, 9, 40]))
            found.append(Evidence(number, -0.1, start, end, -0.1, start, end, 5.0))
        return found

    def answerable(self, evidence: Sequence[Evidence]) -> float:
        return 0.999


@pytest.fixture
def guessing(library_index: Index, api: BotApi, memory: Memory) -> Iterator[People]:
    """Return the people, while a bot answers them that guesses."""
    reader = ExtractiveReader(Library(library_index.articles), Guessing(), Wording.load(), threshold=0.0)
    with serving(api, Answerer(library_index.retriever, reader, library_index.articles), memory):
        yield People(api)


def test_300_hostile_questions_get_a_reply_each(guessing: People, caplog: pytest.LogCaptureFixture) -> None:
    chance, api = random.Random(20240131), guessing.api
    starts = (
        "",
        "",
        "/",
        "/問 ",
        "/ask ",
        "@huida_bot ",
        "@someone ",
        "  ",
        "/start ",
        "/article ",
        "/ask@huida_bot\n",
    )
    for number in range(300):
        question = chance.choice(starts) + hostile.text(chance)
        if number % 30 == 0:
            question = hostile.long_text(chance, 10_000)
        api.say(question[:4096] if number % 60 else question, chat=1 + number % 10)
    api.wait_until(lambda: len(api.world.by_bot) >= 300, seconds=60)
    replies = api.sent
    assert len(replies) == 300
    assert sum(bool(m.buttons) for m in replies) > 100, "answers, not only refusals"
    assert not [m.text for m in replies if "抱歉" in m.text]
    assert "failed" not in caplog.text


def test_hostile_questions_in_groups_and_inline(guessing: People, caplog: pytest.LogCaptureFixture) -> None:
    chance, api = random.Random(5), guessing.api
    group = api.group(-1001, "<b>&", [MING])
    for _ in range(20):
        api.say("/ask@huida_bot " + hostile.text(chance), group)
        assert "results" in api.wait_inline(api.inline(hostile.text(chance)[:256], MING))
        assert api.wait_guest(api.guest("@huida_bot " + hostile.text(chance))).text
    replies = api.wait(20, chat=group.id)
    assert not [m.text for m in replies if "抱歉" in m.text]
    assert "failed" not in caplog.text


def test_halves_of_characters_do_no_harm(library: Answerer) -> None:
    chance = random.Random(11)
    for _ in range(50):
        question = hostile.text(chance, 5) + chance.choice(["\ud83d", "\udc00", "\ud800\ud800"]) + "主持"
        for html in render(Reply.of(library.answer(question))):
            valid(html)
        assert len(question_hash(question)) == 12


def _quotes(chance: random.Random, count: int) -> tuple[Quote, ...]:
    found = []
    for number in range(count):
        article = hostile.article(chance, f"{number}/{hostile.text(chance)}")
        start = chance.randrange(len(article.text) - 1)
        end = min(len(article.text), start + chance.choice([1, 30, 300, 6000]))
        if article.text[start:end].strip():
            found.append(Quote(article, start, end))
    return tuple(found)


@pytest.mark.parametrize("seed", range(4))
def test_replies_over_hostile_articles_are_valid_however_they_are_shown(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(12):
        quotes = _quotes(chance, chance.choice([1, 2, 5]))
        marks = (*(hostile.text(chance, 2) for _ in range(4)), "字", "z", "<", "&")
        note, question = (chance.choice(["", hostile.text(chance)]) for _ in range(2))
        reply = Reply(hostile.text(chance), quotes, note, marks, question=question)
        ways = [reply, reply.in_script("hans"), reply.in_script("hant")]
        ways += [Reply(r.text, r.quotes, r.note, r.marks, r.script, True, r.question) for r in ways if quotes]
        for way in ways:
            for html in render(way):
                valid(html)
        if quotes:
            for html in passages(quotes):
                valid(html)
            markup = keyboards.under(reply, quotes, question_hash(question), Wording.load(), "hans")
            assert markup
            assert all(
                len(str(b.callback_data).encode()) <= 64 for row in markup.inline_keyboard for b in row
            )


@pytest.mark.parametrize("seed", range(5))
def test_hostile_quotes_lose_nothing(seed: int) -> None:
    for quote in _quotes(random.Random(seed), 10):
        shown = ""
        for html in render(Reply("答", (quote,), marks=("字",))):
            seen = valid(html)
            shown += "".join(
                covered(seen.text, e) for e in seen.entities if e["type"] == "expandable_blockquote"
            )
        assert _inked(shown) == _inked(quote.text)


def _inked(text: str) -> str:
    """Return `text` without blanks and control characters, which Telegram makes blanks."""
    return "".join(c for c in text if c > "\x1f" and not c.isspace())


@pytest.mark.parametrize("seed", range(30))
def test_hostile_articles_make_valid_cards(seed: int) -> None:
    article = hostile.article(random.Random(seed), "x")
    for script in SCRIPTS:

        def convert(text: str, script: Script = script) -> str:
            return shown(article, text, script)

        valid(card(article, lambda key: f"<{key}>&", convert))
    assert line(article)


def test_hostile_articles_are_listed_shown_and_offered(
    api: BotApi, library: Answerer, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(99)
    articles = [hostile.article(chance, f"{n}{hostile.text(chance)}") for n in range(20)]
    slow = Slow(library)
    slow.catalogue = type(library.catalogue)(articles)
    people = People(api)
    with serving(api, slow, memory):
        page = people.ask("/meetings")
        while "›" in words(page):
            page = people.turn(page, "›")
        for article in articles:
            assert people.ask(f"/start a_{key(article.id)}").text
        for command in ("/sources", "/about", "/start", "/article 會議"):
            assert "抱歉" not in people.ask(command).text
        assert len(api.wait_inline(api.inline(""))["results"]) == 10
    assert "failed" not in caplog.text


def test_200_replies_over_the_library_are_valid_and_show_their_quotes(library: Answerer) -> None:
    say, replies = Wording.load(), 0
    for asked in QUESTIONS:
        half = len(asked) // 2
        mixed = to_script(asked[:half], "hans") + to_script(asked[half:], "hant")
        for question in (
            asked,
            to_script(asked, "hant"),
            to_script(asked, "hans"),
            mixed,
            f"請問一下,{asked}!",
        ):
            answer = library.answer(question)
            reply = Reply.of(answer)
            (html,) = render(reply)
            seen = valid(html)
            replies += 1
            assert all(quote.text in seen.text for quote in answer.quotes)
            assert (
                keyboards.under(reply, library.others(answer, 4), "h" * 12, say, "hant") or answer.abstained
            )
            for script in SCRIPTS:
                valid(render(reply.in_script(script))[0])
            if reply.quotes:
                opened = Reply(reply.text, reply.quotes, reply.note, reply.marks, opened=True)
                (html,) = render(opened)
                assert reply.quotes[0].text in valid(html).text
    assert replies >= 200


def test_no_reply_is_markup_twice() -> None:
    """What is escaped is escaped once: what a reader sees is what was written."""
    (html,) = render(Reply("&amp; <b>x</b> &lt;"))
    assert valid(html).text == unescape(html) == "&amp; <b>x</b> &lt;"


def test_nothing_of_a_hostile_question_is_logged(talk: People, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        talk.ask("獨一無二的祕密 <b>&amp;")
    assert "獨一無二" not in "".join(r.getMessage() for r in caplog.records if r.name.startswith("bot"))
