"""A Reader that asks a language model and answers with what the passages prove of its reply.

The default reader answers where the model fails, proves nothing or quotes other meetings than were asked for.
Knows nothing of protocols: what a model is, is `bot.llm.client`'s.
"""

from collections.abc import Sequence

from bot.library import Choice, Library, date_fits, folded_text
from bot.llm.asking import Asker
from bot.llm.client import OpenAIModel
from bot.llm.passages import SCRIPTS, chosen, fence_for, numbered, shown_to_model, whole
from bot.llm.prompts import Prompts
from bot.llm.proving import Proven, joined, without_repeats
from bot.query import NEXT, Query
from bot.quotes import Answer
from bot.reader import Progress, Reader, SentenceReader
from bot.settings import Settings
from bot.wording import Wording
from index.script import Script
from index.types import Article, Hit

CONFIDENCE = 0.9  # of an answer all of whose sentences were proven


class ModelReader:
    """Reads with a language model, else with `default`. Safe to share by threads."""

    def __init__(self, default: Reader, library: Library, asker: Asker, say: Wording) -> None:
        self._default, self._library, self._asker, self._say = default, library, asker, say

    def read(self, query: Query, hits: Sequence[Hit], on_progress: Progress | None = None) -> Answer:
        """Return the model's answer as far as it is proven, else the default reader's.

        `on_progress` gets, in this thread, answers of complete sentences each of whose quotes was found; what is
        returned in the end counts, and may be another answer.
        """
        choice = self._library.choose(query, hits) if query.words or query.role else None
        if choice is None or query.personal:
            return self._default.read(query, hits)
        given = chosen(choice.article, hits)
        # What points back to an earlier question is shown as it was understood.
        question = shown_to_model(query.folded if query.meeting else query.text)
        fence = fence_for([question, *(passage.text for passage in given)])
        messages = self._asker.prompts.messages(
            "answer",
            question=question,
            passages=numbered(given, fence),
            script=SCRIPTS[query.script],
            fence=fence,
        )

        def show(sentences: Sequence[Proven]) -> None:
            if on_progress and _bears_on(query, sentences):
                on_progress(self._answer(query, choice, sentences))

        proven = self._asker.sentences(messages, given, query.script, show if on_progress else None)
        if not proven or not _bears_on(query, proven):
            return self._default.read(query, hits)
        return self._answer(query, choice, proven)

    def summary(self, article: Article, script: Script) -> list[Proven]:
        """Return at most five proven sentences on `article`; none when the model fails."""
        given = whole(article)
        fence = fence_for(passage.text for passage in given)
        messages = self._asker.prompts.messages(
            "summary", passages=numbered(given, fence), script=SCRIPTS[script], fence=fence
        )
        return self._asker.sentences(messages, given, script)[:5]

    @property
    def sentences(self) -> SentenceReader:
        """What weighs sentences where no language model is asked."""
        return self._default.sentences

    @property
    def name(self) -> str:
        """The model's name."""
        return self._asker.model.name

    def _answer(self, query: Query, choice: Choice, proven: Sequence[Proven]) -> Answer:
        quotes = without_repeats(quote for one in proven for quote in one.quotes)
        notes = [self._say.say("written_by_model", query.script)]
        alternatives = choice.alternatives if all(q.article is choice.article for q in quotes) else ()
        if alternatives:
            notes.append(self._say.others(query, choice))
        return Answer(
            query,
            joined((one.text for one in proven), query.script),
            quotes,
            CONFIDENCE * sum(one.whole for one in proven) / len(proven),
            alternatives,
            " · ".join(notes),
            self.name,
        )


def _bears_on(query: Query, proven: Sequence[Proven]) -> bool:
    """Whether the quoted articles are of the dates and speak of the persons that the question names."""
    articles = {quote.article for one in proven for quote in one.quotes}
    dated = all(any(date_fits(mention, article) for article in articles) for mention in query.dates)
    people = query.people
    named = not people or any(word.stands_in(folded_text(a)) for word in people for a in articles)
    following = not query.next or any(NEXT.search(folded_text(article)) for article in articles)
    return dated and named and following


def open_asker(settings: Settings) -> Asker | None:
    """Return what asks the model that `settings` name, None when they name none.

    Opens no connection. Raises ModelError when the `openai` package is missing, SettingsError for a wrong prompt.
    """
    if not settings.llm_url:
        return None
    model = OpenAIModel(settings.llm_url, settings.llm_model, settings.llm_key)
    return Asker(model, Prompts.load(settings.prompts), settings.llm_timeout)
