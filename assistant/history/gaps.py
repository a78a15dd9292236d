"""Gaps of the material: questions that were refused or weakly supported, put together, and what became of them.

    exchanges asked in vain → wordings → clusters → with what was decided of them → gaps

A gap is open until somebody assigns it to a card or says that it needs no answer, and closed when every wording of it is
answered on being asked again. A wording that is not answered once more after that opens it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock

from assistant.answering.engine import Assistant
from assistant.answering.finding import SURE
from assistant.errors import InputError
from assistant.history.clusters import Embed, clusters
from assistant.history.decisions import Decision, Decisions, Kind, wording_key
from assistant.history.review import InVain, Review
from assistant.types import Answer, Outcome

MOST_WORDINGS = 2000  # put together at once: those asked most often
MOST_AGAIN = 500  # wordings asked again after the index has changed


class State(StrEnum):
    OPEN = "open"  # 待处理
    ASSIGNED = "assigned"  # 已分配
    CLOSED = "closed"  # 已关闭


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it was asked, how often, and how often it was answered, though weakly supported; `latest` is the last exchange.
    Moments are seconds since 1970."""

    key: str
    text: str
    count: int
    weak: int
    first_at: float
    last_at: float
    latest: str
    answered: bool = False  # on being asked again, and not asked in vain since


@dataclass(frozen=True, slots=True)
class Gap:
    """Wordings of one question, the one asked most often first; `decision` is what holds for those that are not answered yet."""

    wordings: tuple[Wording, ...]
    state: State
    decision: Decision | None

    @property
    def key(self) -> str:
        return self.wordings[0].key

    @property
    def title(self) -> str:
        return self.wordings[0].text

    @property
    def count(self) -> int:
        return sum(wording.count for wording in self.wordings)

    @property
    def weak(self) -> int:
        return sum(wording.weak for wording in self.wordings)

    @property
    def first_at(self) -> float:
        return min(wording.first_at for wording in self.wordings)

    @property
    def last_at(self) -> float:
        return max(wording.last_at for wording in self.wordings)

    @property
    def card(self) -> str:
        return self.decision.card if self.decision and self.state is State.ASSIGNED else ""


def is_answered(answer: Answer) -> bool:
    """Whether the material answers: not refused, not asked back, and not weakly supported."""
    return answer.outcome is Outcome.ANSWERED and (answer.support is None or answer.support >= SURE)


def wordings_of(in_vain: Iterable[InVain]) -> list[Wording]:
    """Wordings that differ in nothing but punctuation, width and capitals are one; it reads as it was written last."""
    together: dict[str, list[InVain]] = {}
    for one in in_vain:
        together.setdefault(wording_key(one.text), []).append(one)
    found = []
    for key, same in together.items():
        last = max(same, key=lambda one: (one.last_at, one.latest))
        counts = sum(one.count for one in same), sum(one.weak for one in same)
        found.append(Wording(key, last.text, *counts, min(one.first_at for one in same), last.last_at, last.latest))
    return found


def gaps_of(wordings: Sequence[Wording], decisions: Mapping[str, Decision], embed: Embed) -> list[Gap]:
    """The wordings as gaps, those asked most often first."""
    kept = sorted(wordings, key=lambda one: (-one.count, -one.last_at, one.key))[:MOST_WORDINGS]
    found = clusters([one.text for one in kept], [one.count for one in kept], embed)
    gaps = [_judged([kept[place] for place in cluster], decisions) for cluster in found]
    return sorted(gaps, key=lambda gap: (-gap.count, -gap.last_at, gap.key))


def _judged(wordings: Sequence[Wording], decisions: Mapping[str, Decision]) -> Gap:
    """What was decided last of any wording holds for those that came later, too."""
    marked = tuple(_marked(one, decisions.get(one.key)) for one in wordings)
    if all(one.answered for one in marked):
        return Gap(marked, State.CLOSED, max((decisions[one.key] for one in marked), key=lambda decision: decision.decided_at))
    standing = [decisions[one.key] for one in marked if one.key in decisions and decisions[one.key].kind is not Kind.ANSWERED]
    if not standing:
        return Gap(marked, State.OPEN, None)
    last = max(standing, key=lambda decision: decision.decided_at)
    return Gap(marked, State.ASSIGNED if last.kind is Kind.ASSIGNED else State.CLOSED, last)


def _marked(wording: Wording, decision: Decision | None) -> Wording:
    answered = decision is not None and decision.kind is Kind.ANSWERED and wording.last_at <= decision.decided_at
    return replace(wording, answered=answered)


class Gaps:
    """The gaps in what was asked of an assistant."""

    def __init__(self, review: Review, decisions: Decisions, assistant: Assistant) -> None:
        self._review = review
        self.decisions = decisions
        self._assistant = assistant
        self._checking = Lock()

    def all(self) -> list[Gap]:
        """Every gap in what is kept, those asked most often first."""
        return gaps_of(self._wordings(), self.decisions.all(), self._assistant.searcher.embed)

    def one(self, key: str) -> Gap | None:
        """The gap with this wording in it."""
        return next((gap for gap in self.all() if any(wording.key == key for wording in gap.wordings)), None)

    def ask_again(self, wordings: Iterable[Wording]) -> int:
        """Ask wordings again, and decide of those that are answered now that they are; how many."""
        answered = [wording.key for wording in wordings if self._is_answered(wording)]
        self.decisions.decide(answered, Kind.ANSWERED)
        return len(answered)

    @property
    def is_checked(self) -> bool:
        """Whether all open gaps were asked again since the index has changed."""
        return self.decisions.checked() == self._assistant.searcher.fingerprint

    def check(self) -> None:
        """Where the index has changed, ask every wording of every gap again that is not closed; those asked most often first."""
        if self.is_checked or not self._checking.acquire(blocking=False):
            return
        try:
            wordings = self._wordings()
            self.decisions.forget_except(wording.key for wording in wordings)
            waiting = [
                gap for gap in gaps_of(wordings, self.decisions.all(), self._assistant.searcher.embed) if gap.state is not State.CLOSED
            ]
            self.ask_again([wording for gap in waiting for wording in gap.wordings if not wording.answered][:MOST_AGAIN])
            self.decisions.check(self._assistant.searcher.fingerprint)
        finally:
            self._checking.release()

    def _wordings(self) -> list[Wording]:
        return wordings_of(self._review.asked_in_vain(SURE))

    def _is_answered(self, wording: Wording) -> bool:
        try:
            return is_answered(self._assistant.ask(wording.text, engine="extractive"))
        except InputError:  # longer than is answered today
            return False
