"""Asking a language model for sentences, and keeping of its reply what the passages prove.

Bounded in time: one retry where that may help, then whatever was proven so far. A server that asks for a longer
rest, or that kept two askers waiting in vain, is left alone for a while. Knows nothing of questions or of which
passages are given. What is logged names no question, no key and nothing that the model said.
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from threading import Lock

from bot.llm.output import ANSWER, Growing
from bot.llm.prompts import Prompts
from bot.llm.protocol import ChatModel, Failure, Message
from bot.llm.proving import MAX_QUOTES, Proven, prove
from index.script import Script
from index.types import Passage

log = logging.getLogger(__name__)
ENOUGH = 1.0  # seconds that must be left for a retry
REST = 30.0  # seconds for which a server is left alone that did not answer
VAIN = 2  # waits in vain, one after the other, before that
Show = Callable[[Sequence[Proven]], None]


@dataclass
class _Patience:
    """How often in a row a server did not answer, and until when it is left alone."""

    vain: int = 0
    until: float = 0.0


class Asker:
    """Asks one model; safe to share by threads."""

    def __init__(self, model: ChatModel, prompts: Prompts, seconds: float) -> None:
        """Give every request `seconds`, its retry included."""
        self.model, self.prompts, self._seconds = model, prompts, seconds
        self._patience, self._lock = _Patience(), Lock()

    def sentences(
        self, messages: Sequence[Message], given: Sequence[Passage], script: Script, show: Show | None = None
    ) -> list[Proven]:
        """Return the sentences that `given` prove, none where the model has none or fails.

        Args:
            messages: what the model is told, the passages in it numbered as in `given`.
            given: the passages.
            script: the script of the sentences.
            show: called, in this thread, with the sentences so far each time one more is complete whose quotes
                all stand in the passages; it returns soon and raises nothing.
        """
        reply = _Reply(given, script, show)
        self._ask(messages, reply)
        return reply.best

    def _ask(self, messages: Sequence[Message], reply: "_Reply") -> None:
        """Ask for `reply`, and once more where that may help."""
        until = time.monotonic() + self._seconds
        if until - self._seconds < self._patience.until:
            return  # the server is left alone
        failure = self._once(messages, reply, until)
        if failure and failure.again and time.monotonic() + failure.after + ENOUGH < until:
            time.sleep(failure.after)
            reminded = [*messages, *self.prompts.messages("again")] if failure.remind else messages
            failure = self._once(reminded, reply, until)
        self._remember(failure, time.monotonic() >= until)
        if failure:
            log.warning("language model: %s; the default reader answers unless something was proven", failure)

    def _once(self, messages: Sequence[Message], reply: "_Reply", until: float) -> Failure | None:
        """Ask once; return why it failed, None when it did not."""
        broke_off = None
        try:
            with closing(self.model.stream(messages, ANSWER, until)) as pieces:
                for piece in pieces:
                    if not reply.take(piece):
                        break
        except Failure as failure:
            broke_off = failure
        wrong = reply.judge()
        return broke_off or wrong

    def _remember(self, failure: Failure | None, late: bool) -> None:
        """Leave a server alone that asked for it, or that did not answer several times."""
        with self._lock:
            self._patience.vain = self._patience.vain + 1 if failure and late else 0
            rest = failure.rest if failure else 0.0
            if self._patience.vain >= VAIN:
                rest = max(rest, REST)
            if rest:
                self._patience = _Patience(until=time.monotonic() + rest)


class _Reply:
    """One reply after the other to the same messages: the best of what was proven."""

    def __init__(self, given: Sequence[Passage], script: Script, show: Show | None) -> None:
        self._given, self._script, self._show = given, script, show
        self.best: list[Proven] = []
        self._shown = 0
        self._start()

    def _start(self) -> None:
        self._growing, self._proven, self._said = Growing(), list[Proven](), 0

    def take(self, piece: str) -> bool:
        """Take in a piece; return whether to read on."""
        for said in self._growing.feed(piece):
            self._said += 1
            proven = prove(said, self._given, self._script)
            if proven and self._fits(proven):
                self._proven.append(proven)
                self._tell()
        return not self._growing.full

    def judge(self) -> Failure | None:
        """Keep what was proven if it is the best so far; return what is wrong with the reply, and begin anew."""
        growing, proven, said = self._growing, self._proven, self._said
        self._start()
        if growing.unanswerable:
            self.best = []
            return None
        if len(proven) > len(self.best):
            self.best = proven
        if proven and (growing.complete or growing.full):
            return None
        if said:
            reason = "nothing that it quotes stands in the passages" if not proven else "broke off"
        else:
            reason = "an empty reply" if growing.empty else "not the format asked for"
        return Failure(reason, again=True, remind=True)

    def _fits(self, proven: Proven) -> bool:
        length = sum(len(quote.text) for one in [*self._proven, proven] for quote in one.quotes)
        return length <= MAX_QUOTES

    def _tell(self) -> None:
        """Show the sentences so far if there are more than before, of which every quote was found."""
        whole = [one for one in self._proven if one.whole]
        if self._show and len(whole) > self._shown:
            self._shown = len(whole)
            self._show(whole)
