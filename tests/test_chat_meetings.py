"""bot.chat.meetings: the list by page, one meeting's card, the sources."""

import re

from bot.chat.meetings import PAGE
from bot.reference import key
from tests.library import LIBRARY, LINK, LISTED, NEWEST
from tests.talking import ANN, HUA, PIERRE, People, data, quotes, said, words


def test_meetings_are_listed_newest_first_with_a_button_each(talk: People) -> None:
    page = talk.ask("/meetings")
    head, *rows = page.text.split("\n")
    assert head == "會議，新的在前（第 1 頁，共 2 頁）"
    assert rows[0] == "1. 2025-06-17 · 青河 · 青河縣夏糧收購工作會議在青河舉行"
    assert len(rows) == PAGE
    days = [row.split(" ")[1] for row in rows]
    assert days == sorted(days, reverse=True)
    assert words(page) == [*map(str, range(1, PAGE + 1)), "›"]


def test_pages_turn_both_ways_in_the_same_message(talk: People) -> None:
    first = talk.ask("/meetings")
    second = talk.turn(first, "›")
    assert "第 2 頁，共 2 頁" in second.text
    assert words(second) == ["9", "10", "11", "12", "‹"]
    assert "12. 2023-04-12 · 白沙 · 白沙村村民大會" in second.text
    back = talk.turn(second, "‹")
    assert (back.text, back.buttons) == (first.text, first.buttons)
    every = {button for page in (first, second) for button in data(page) if button.startswith("a:")}
    assert every == {f"a:{key(name)}" for name in LIBRARY}


def test_a_page_that_is_there_no_more_is_the_last(talk: People) -> None:
    first = talk.ask("/meetings")
    world = talk.api.world
    query = world.query("callback", 1, chat=1, message=first.message_id)
    message = world.find(1, first.message_id)
    told = {
        "id": query.id,
        "from": world.people[1].json,
        "message": message,
        "chat_instance": "1",
        "data": "p:99",
    }
    world.tell("callback_query", told)
    assert "第 2 頁，共 2 頁" in talk.api.wait_edit(1, first.message_id).text


def test_each_number_brings_its_meetings_card(talk: People) -> None:
    page = talk.ask("/meetings")
    for number, row in enumerate(page.text.split("\n")[1:], 1):
        card = talk.follow(page, str(number))
        assert card.text.split("\n")[0] == row.split(" · ")[-1]


def test_a_card_says_when_where_who_what_and_links(talk: People) -> None:
    card = talk.ask("/article 夏糧收購")
    assert card.text.split("\n") == [
        "青河縣夏糧收購工作會議在青河舉行",
        "2025-06-17 · 青河",
        "主持 陳國棟(縣長)",
        "講話 林曉峰(縣委書記)",
        "出席 林曉峰(縣委書記)、縣領導吳美玲、周志遠",
        "要點",
        "一是備足倉容",
        "二是備足資金",
        "三是優化服務",
        "青河日報 · 何雨",
        "閱讀原文",
    ]
    assert said(card, "text_link") == [LINK]
    assert len(quotes(card)) == 1


def test_a_list_of_twelve_is_the_meetings_agenda(talk: People) -> None:
    (points,) = quotes(talk.ask("/article 防汛"))
    assert points.startswith("一要修好二十座橋梁\n二要")
    assert points.endswith("\n十二要公布每月水質")


def test_an_article_is_found_by_title_in_either_script_or_by_date(talk: People) -> None:
    for name in ("夏糧收購", "夏粮收购", "2025-06-18", "2025-06-17", "青河縣夏糧收購工作會議在青河舉行"):
        assert talk.ask(f"/article {name}").text.startswith("青河縣夏糧收購"), name


def test_a_day_is_found_however_it_is_written(talk: People) -> None:
    for day in ("2024年11月5日", "2024-11-05", "11月5日", "2024/11/5", "十一月五號", "November 5, 2024"):
        assert talk.ask(f"/article {day}").text.startswith("白鶴市防汛工作會議"), day


def test_several_articles_that_fit_are_listed(talk: People) -> None:
    several = talk.ask("/article 工作會議")
    rows = several.text.split("\n")[1:]
    assert len(rows) == 3, rows
    assert all("工作會議" in row for row in rows)
    assert words(several) == ["1", "2", "3"]
    assert talk.follow(several, "2").text.split("\n")[0] in rows[1]


def test_no_article_is_said(talk: People) -> None:
    for name in ("火星企鵝", "<b>", "2031-01-01", "🙂", "2031-01-01 防汛"):
        assert talk.ask(f"/article {name}").text == "沒有標題或日期相符的報道。看看 /meetings?", name


def test_article_without_a_name_lists_all(talk: People) -> None:
    assert talk.ask("/article").text == talk.ask("/meetings").text


def test_sources_are_counted_most_first(talk: People) -> None:
    head, *rows = talk.ask("/sources").text.split("\n")
    assert head == "報道來源（共 12 篇）"
    assert rows[0] == "雲嶺晚報 · 2"
    assert "未註明來源 · 1" in rows
    assert len(rows) == 11


def test_lists_and_cards_come_in_the_readers_script_and_words(talk: People) -> None:
    page = talk.ask("/meetings", chat=2, person=HUA)
    assert page.text.startswith(
        "会议，新的在前（第 1 页，共 2 页）\n1. 2025-06-17 · 青河 · 青河县夏粮收购工作会议在青河举行"
    )
    card = talk.follow(page, "1").text
    assert "\n主持 陈国栋(县长)\n" in card
    assert "阅读原文" in card
    assert "云岭晚报 · 2" in talk.ask("/sources", chat=2).text
    english = talk.ask("/article 夏糧收購", chat=3, person=ANN).text
    assert "\nChair 陳國棟(縣長)\n" in english
    assert "Read the article" in english
    assert "Meetings, newest first (page 1 of 2)" in talk.ask("/meetings", chat=3).text
    assert re.search("会議|會議", talk.ask("/meetings", chat=4, person=PIERRE).text)


def test_in_a_group_lists_are_replies_and_other_bots_commands_are_left_alone(talk: People) -> None:
    group = talk.api.group(-1006, "小組", [HUA])
    for command in ("/meetings", "/meetings@huida_bot", "/article@huida_bot 防汛", "/sources"):
        reply = talk.ask(command, group.id)
        assert reply.reply_to == reply.message_id - 1
    talk.silent(lambda: talk.api.say("/meetings@other_bot", group))


def test_cards_and_pages_of_everything_are_valid(talk: People) -> None:
    for name in (NEWEST, LISTED, *LIBRARY):
        assert talk.ask(f"/start a_{key(name)}").text
