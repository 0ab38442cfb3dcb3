"""A reader with a scripted language model: over the real client and HTTP, about a made-up meeting."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.library import Library
from bot.llm.asking import Asker
from bot.llm.client import OpenAIModel
from bot.llm.prompts import Prompts
from bot.llm.reader import ModelReader
from bot.query import Query, understand
from bot.quotes import Answer, Quote
from bot.reader import Progress, SentenceReader
from bot.wording import Wording
from index.articles import parse_article
from index.chunking import Chunking, passages
from index.types import Article, Hit
from tests.llm_server import KEY, LlmServer

TEXT = """海洲省经济工作会议召开
日期: 2024-02-02
来源: 海洲日报

2月1日上午，海洲省经济工作会议在宁港召开。省委书记周远山出席会议并讲话，省长林思齐主持。

会议指出，去年全省新增企业33万家，税收增长12.5%，不得增加基层负担。

会议要求，一要建设15个产业园区；二要修建三条铁路；三要招聘2,600名教师。会议没有讨论房产税。
"""
ARTICLE = parse_article("2024/haizhou.txt", TEXT)
CHAIR = "省长林思齐主持"


class Default:
    """A default reader that can be told from a model."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, query: Query, hits: Sequence[Hit], on_progress: Progress | None = None) -> Answer:
        self.asked.append(query.text)
        return Answer(query, "DEFAULT", (Quote.locate(ARTICLE, "林思齐主持"),), 0.5)

    @property
    def sentences(self) -> SentenceReader:
        raise NotImplementedError


def hits(*articles: Article) -> list[Hit]:
    """Return every passage of `articles` as a hit, in reading order."""
    cut = [p for article in articles or (ARTICLE,) for p in passages(article, Chunking())]
    return [Hit(passage, -float(i)) for i, passage in enumerate(cut)]


def reader(server: LlmServer, seconds: float = 5.0, articles: Sequence[Article] = (ARTICLE,)) -> ModelReader:
    """Return a reader that asks `server`."""
    asker = Asker(OpenAIModel(server.url, "scripted", KEY), Prompts.load(), seconds)
    return ModelReader(Default(), Library(articles), asker, Wording.load())


def ask(
    server: LlmServer, question: str = "谁主持会议?", seconds: float = 5.0, progress: Progress | None = None
) -> Answer:
    """Return the answer to `question`."""
    return reader(server, seconds).read(understand(question), hits(), progress)


def shown(body: Mapping[str, Any]) -> dict[int, str]:
    """Return the passages in a request by their numbers, each as the model is shown it."""
    prompt = "\n".join(message["content"] for message in body["messages"])
    found = re.findall(r"^\[\[(\w+) passage (\d+)\]\]\n[^\n]*\n(.*?)\n\[\[end \1\]\]$", prompt, re.M | re.S)
    return {int(number): text for _, number, text in found}


def place(body: Mapping[str, Any], wording: str) -> int:
    """Return the number of the passage that says `wording`; 1 for none."""
    return next((number for number, text in shown(body).items() if wording in text), 1)


def said(*sentences: tuple[str, Sequence[tuple[int, str]]], answerable: bool = True) -> str:
    """Return a reply in the form asked for: sentences, each with (number, wording) of its quotes."""
    listed = [
        {"text": text, "quotes": [{"passage": n, "text": wording} for n, wording in quotes]}
        for text, quotes in sentences
    ]
    return json.dumps({"sentences": listed, "answerable": answerable}, ensure_ascii=False)


def quoting(text: str, *wordings: str) -> Callable[[Mapping[str, Any]], str]:
    """Return a script that says one sentence with quotes, each numbered rightly."""
    return lambda body: said((text, [(place(body, wording), wording) for wording in wordings]))


def faithful(answer: Answer) -> bool:
    """Whether every quote is a slice of the article, and a sentence of it."""
    return all(quote.text in quote.article.text and len(quote.text) <= 300 for quote in answer.quotes)
