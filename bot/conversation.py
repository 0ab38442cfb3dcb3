"""What was asked and answered before, kept for a while, in memory only.

Knows nothing of Telegram, or of how a question is understood in the light of it (`bot.follow_up`).
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from bot.quotes import Answer, Quote
from index.script import Script

FOLLOW_UP_MINUTES = 30.0  # after which a turn is forgotten
TURNS = 6  # that are kept of one conversation
CONVERSATIONS = 1000  # that are kept at once

# What decides what a question points to, tried on the dev half of benchmarks/conversations.jsonl. Shares of words'
# rarity, 0 to 1, where nothing else is said.
ELSEWHERE = (
    0.15  # that another article must say more of than the meeting before, for the question to be about it
)
TELLING = 10.0  # nats of one word that says alone that another article is meant; of two, any
SIMILAR = 0.5  # of a title that the title of another meeting has, for both to be of one series
NAMED = (
    0.34  # that a title must have of a question without an answer, for the next one to be about that meeting
)
SURE = 0.8  # confidence at which no other way to fill in 「X呢」 is tried


@dataclass(frozen=True)
class Turn:
    """A question and its answer, as far as a later question may point back to them.

    `question` is what was answered, understood in the light of the turns before it, "" when it is not known any
    more; `text` is the answer line, "" of a refusal; `meeting` the id of the article they are about, "" for none;
    `script` that of the answer, None when it is not known any more.
    """

    question: str
    text: str
    quotes: tuple[Quote, ...] = ()
    meeting: str = ""
    script: Script | None = None

    @classmethod
    def of(cls, answer: Answer) -> "Turn":
        """Return the turn that `answer` makes."""
        meeting = answer.quotes[0].article.id if answer.quotes else answer.query.meeting
        text = "" if answer.abstained else answer.text
        return cls(answer.query.folded, text, answer.quotes, meeting, answer.query.script)


class Conversations:
    """The last turns of each conversation, by any key; safe to share by threads."""

    def __init__(
        self, minutes: float = FOLLOW_UP_MINUTES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Keep turns for `minutes`, 0 for not at all; `clock` counts seconds."""
        self._seconds, self._clock = minutes * 60, clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, deque[tuple[float, int, Turn]]] = OrderedDict()

    def before(self, key: Hashable, number: int = 0) -> tuple[Turn, ...]:
        """Return the turns of `key` that are not forgotten, the oldest first; only those before `number`, if given."""
        with self._lock:
            oldest = self._clock() - self._seconds
            kept = self._kept.get(key, ())
            return tuple(turn for at, place, turn in kept if at > oldest and not 0 < number <= place)

    def add(self, key: Hashable, turn: Turn, number: int = 0) -> None:
        """Remember `turn` of `key`, and forget what is too old or too much.

        It takes the place of the turn of the same `number`, where numbers are given: they grow. Else it is the newest.
        """
        with self._lock:
            now = self._clock()
            turns = self._kept.setdefault(key, deque(maxlen=TURNS))
            places = [place for _, place, _ in turns]
            if number and number in places:
                turns[places.index(number)] = now, number, turn
            else:
                turns.append((now, number, turn))
            self._kept.move_to_end(key)
            # The conversation that was silent for longest stands first.
            while self._kept and (len(self._kept) > CONVERSATIONS or self._silent(now)):
                self._kept.popitem(last=False)

    def forget(self, key: Hashable) -> None:
        """Forget the conversation of `key`: /new."""
        with self._lock:
            self._kept.pop(key, None)

    def _silent(self, now: float) -> bool:
        return next(iter(self._kept.values()))[-1][0] <= now - self._seconds
