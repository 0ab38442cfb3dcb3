"""bot.focus: what a question asks once its meeting is known."""

from bot.focus import asking_words, focus
from bot.query import understand
from index.articles import parse_article

ARTICLE = parse_article(
    "a",
    "第十四届陆家嘴论坛在上海举行\n日期: 2023-06-08\n\n"
    "第十四届陆家嘴论坛6月8日在上海举行。会议推出科创板改革措施,扩大金融开放。上海将设再保险板。\n",
)


def test_the_meetings_name_and_date_are_left_out() -> None:
    assert focus(understand("2023年陆家嘴论坛科创板改革出了几条"), ARTICLE) == "科创板改革出了几条"


def test_words_that_the_body_goes_on_to_speak_of_stay() -> None:
    assert "上海" in focus(understand("陆家嘴论坛上海要设什么板"), ARTICLE)


def test_a_question_of_the_meeting_alone_stays_whole() -> None:
    assert focus(understand("第十四届陆家嘴论坛"), ARTICLE) == "第十四届陆家嘴论坛"


def test_english_is_asked_in_the_articles_words() -> None:
    query = understand("What financial opening was announced?")
    assert "金融" in focus(query, ARTICLE)
    assert [w.text for w in asking_words(query, ARTICLE)]


def test_english_names_that_the_glossary_lacks_say_nothing() -> None:
    query = understand("What did Paetongtarn say about financial opening under STAR-ABC?")
    assert "paetongtarn" not in focus(query, ARTICLE)
    assert "paetongtarn" not in [w.text for w in asking_words(query, ARTICLE)]
