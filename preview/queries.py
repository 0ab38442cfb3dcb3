"""The bot's answers to what people pressed, typed inline or asked as guests. Each query is answered once."""

from preview import description, keyboards
from preview.entities import units
from preview.messages import shown, words_of
from preview.refusals import bad
from preview.world import BOT, Json, Query, QueryKind, World

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback(world: World, data: Json) -> bool:
    """What the person who pressed a button is shown, if anything."""
    query = _open(world, data["callback_query_id"], "callback")
    if units(data.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    if data.get("url"):
        raise bad("URL_INVALID")  # only games and t.me links to the bot itself
    if data.get("cache_time", 0) < 0:
        raise bad("cache_time must be non-negative")
    _close(world, query, data)
    return True


def answer_inline(world: World, data: Json) -> bool:
    """The results that the person who types sees."""
    query = _open(world, data["inline_query_id"], "inline")
    results = data["results"]
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    checked = [_result(result) for result in results]
    if len({result["id"] for result in checked}) < len(checked):
        raise bad("RESULT_ID_DUPLICATE")
    if len(data.get("next_offset", "").encode()) > 64:
        raise bad("NEXT_OFFSET_INVALID")
    if data.get("cache_time", 300) < 0:
        raise bad("cache_time must be non-negative")
    if "button" in data:
        _check_button(data["button"])
    _close(world, query, {**data, "results": checked})
    return True


def answer_guest(world: World, data: Json) -> Json:
    """The one message that the bot says in a chat it is not in."""
    query = _open(world, data["guest_query_id"], "guest")
    result = _result(data["result"])
    chat = world.chats[query.chat or 0]
    asked = world.messages[chat.id][query.message or 0]
    world.by_bot.add((chat.id, world.next_message(chat.id)))
    message = world.post(chat, {"from": dict(BOT), "reply_to_message": dict(asked), **result["message"]})
    inline = world.new_id()
    world.inline_messages[inline] = (chat.id, message["message_id"])
    _close(world, query, {**data, "inline_message_id": inline, "message": message})
    return {"inline_message_id": inline}


def _open(world: World, identity: str, kind: QueryKind) -> Query:
    query = world.queries.get(identity)
    if query is None or query.kind != kind or query.answer is not None or query.expired:
        raise bad(_TOO_OLD)
    return query


def _close(world: World, query: Query, answer: Json) -> None:
    query.answer = answer
    world.happened(query.kind, query=query.id, person=query.person, chat=query.chat, answer=answer)


def _result(result: object) -> Json:
    """Return a checked result with `message`: the fields of the message that it would become."""
    if not isinstance(result, dict):
        raise bad("object expected as inline query result")
    if result.get("type") != "article":
        raise bad(f"inline query results of type {result.get('type')!r} are not in the stand-in")
    description.check(result, "InlineQueryResultArticle")
    if not 1 <= len(result["id"].encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    if not result["title"].strip():
        raise bad("can't parse inline query result: title must be non-empty")
    content = result["input_message_content"]
    if "message_text" not in content:
        raise bad("message contents other than text are not in the stand-in")
    description.check(content, "InputTextMessageContent")
    message = shown(words_of(content, "message_text"))
    if keyboard := keyboards.checked(result.get("reply_markup"), inline_only=True):
        message["reply_markup"] = keyboard
    return {**result, "message": message}


def _check_button(button: object) -> None:
    start = description.check(button, "InlineQueryResultsButton").get("start_parameter")
    if start is None and "web_app" not in description.check(button, "InlineQueryResultsButton"):
        raise bad("an inline results button has exactly one action")
    if start is not None and not (
        1 <= len(start) <= 64 and start.isascii() and start.replace("-", "").replace("_", "").isalnum()
    ):
        raise bad("START_PARAM_INVALID")
