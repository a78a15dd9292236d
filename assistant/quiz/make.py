"""Quiz items from a library: plan → write → check. What fails a rule is never given out.

    Workshop(library).make(Request(topics=("laws",), count=20, seed=7)) → Made(items, coverage, shortfall)

The same library, request and seed give the same items, to the byte.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random

from assistant.errors import InputError
from assistant.library import Library
from assistant.quiz.check import Checker, Grounds, Problem
from assistant.quiz.evidence import Evidence, squeeze
from assistant.quiz.items import Choice, Difficulty, Item, Judgement, Kind, Paper, Response, Scored
from assistant.quiz.material import Material
from assistant.quiz.plan import Plan, topics_of
from assistant.quiz.writing import WRITERS
from assistant.quiz.writing.blueprint import OPTIONS, Blueprint, Draw
from assistant.quiz.writing.siblings import Siblings

MOST_ITEMS = 5000  # in one request
DRAWS = 4  # of one blueprint, before another takes its turn


@dataclass(frozen=True, slots=True)
class Request:
    """What to write: topics are ids of cards, lists or folders, none for all; `avoid` are items that the paper has already."""

    topics: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = tuple(Kind)
    difficulty: Difficulty | None = None
    count: int = 10
    seed: int = 0
    avoid: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """How many items a topic got, and how many of its cards they are about."""

    topic: str
    title: str
    items: int
    cards: int
    cards_asked: int


@dataclass(frozen=True, slots=True)
class Made:
    """The items, how far they cover the topics, and in Chinese why there are fewer than asked for; no reason where there are not."""

    items: tuple[Item, ...]
    coverage: tuple[Covered, ...]
    shortfall: tuple[str, ...]

    def paper(self, title: str, minutes: int | None = None, points: int = 1) -> Paper:
        """The items as a paper with `points` for each."""
        return Paper(title, minutes, tuple(Scored(item, points) for item in self.items))


Progress = Callable[[int, int], None]


class Workshop:
    """Writes items from one state of a library. Reading the cards takes a second, once; keep it as long as the library."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @cached_property
    def grounds(self) -> Grounds:
        material = Material(self.library)
        return Grounds(material, Evidence(material.lines))

    @cached_property
    def _checker(self) -> Checker:
        return Checker(self.grounds)

    @cached_property
    def blueprints(self) -> tuple[Blueprint, ...]:
        """Everything that could be asked, of every kind."""
        siblings = Siblings(self.grounds.material, self.grounds.evidence)
        written = (blueprint for write in WRITERS.values() for blueprint in write(siblings))
        return tuple({blueprint.key: blueprint for blueprint in written}.values())

    def problems(self, item: Item) -> tuple[Problem, ...]:
        """The rules that an item breaks: of an edited one, what is still wrong."""
        return self._checker.problems(item)

    def make(self, request: Request, progress: Progress = lambda _done, _total: None, stop: Callable[[], bool] = lambda: False) -> Made:
        """Write the items of `request`. `stop` is asked before each; what is there by then is given.

        Raises InputError, in Chinese, for a request that cannot be meant.
        """
        if not 1 <= request.count <= MOST_ITEMS:
            raise InputError(f"题数是{request.count}，要在1到{MOST_ITEMS}之间，请改了再出题。")
        if not request.kinds:
            raise InputError("没有选题型，请至少选一种题型。")
        random = Random(f"quiz {request.seed}")
        plan = Plan(topics_of(self.library, request.topics), self.blueprints, request.kinds, request.difficulty, random)
        plan.took(Counter(item.subject for item in request.avoid))
        items: list[Item] = []
        stopped = False
        for item in self._items(plan, request, random):
            items.append(item)
            progress(len(items), request.count)
            if len(items) == request.count:
                break
            if stop():
                stopped = True
                break
        return Made(tuple(items), _coverage(plan, items), _shortfall(plan, items, request, stopped))

    def _items(self, plan: Plan, request: Request, random: Random) -> Iterator[Item]:
        """Items that break no rule, as the plan has them, without end until the plan is used up."""
        made = {(item.template, item.subject, item.fact) for item in request.avoid}
        stems = {squeeze(item.stem) for item in request.avoid}
        dealers = {kind: _Dealer(random) for kind in request.kinds}
        while blueprint := plan.next():
            if blueprint.key in made:
                continue
            item = self._write(blueprint, request.seed, dealers[blueprint.kind].place(), stems)
            if item is not None:
                plan.wrote(blueprint)
                stems.add(squeeze(item.stem))
                dealers[blueprint.kind].lies(item.response)
                yield item

    def _write(self, blueprint: Blueprint, seed: int, place: float, stems: set[str]) -> Item | None:
        """The first draw of the blueprint that keeps every rule."""
        for attempt in range(DRAWS):
            item = blueprint.item(Draw(Random(f"{seed} {blueprint.kind} {blueprint.key} {attempt}"), place))
            if item is not None and squeeze(item.stem) not in stems and not self._checker.problems(item):
                return item
        return None


class _Dealer:
    """Deals places to keys so that no place leads: the one that had fewest so far is next."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._had = [0.0] * OPTIONS

    def place(self) -> float:
        """Where the next key should go, from 0 up to 1."""
        rarest = [at for at, had in enumerate(self._had) if had == min(self._had)]
        return (self._random.choice(rarest) + 0.5) / OPTIONS

    def lies(self, response: Response) -> None:
        """An item came of it; its key lies where it lies."""
        match response:
            case Choice(options=options, key=(at,)):
                self._had[int((at + 0.5) / len(options) * OPTIONS)] += 1
            case Judgement(truth=truth):
                for at in range(OPTIONS):
                    self._had[at] += (at < OPTIONS / 2) is truth
            case _:
                pass


def _coverage(plan: Plan, items: list[Item]) -> tuple[Covered, ...]:
    asked = {item.subject for item in items}
    return tuple(
        Covered(topic.id, topic.title, plan.written[topic.id], len(topic.cards), len(asked.intersection(topic.cards)))
        for topic in plan.topics
    )


def _shortfall(plan: Plan, items: list[Item], request: Request, stopped: bool) -> tuple[str, ...]:
    if len(items) == request.count:
        return ()
    reasons = [f"要{request.count}道题，出了{len(items)}道。"]
    if stopped:
        return (*reasons, "中途停止了出题。")
    empty = [topic.title for topic in plan.topics if not plan.written[topic.id]]
    if empty:
        reasons.append(f"这些主题出不了所选的题型和难度：{'、'.join(empty)}。")
    there = {item.kind for item in items}
    if missing := [kind.label for kind in request.kinds if kind not in there]:
        reasons.append(f"所选主题出不了这些题型：{'、'.join(missing)}。")
    reasons.append("所选主题里能出、又通过全部检查的题已经出完，请增加主题或题型，或者放宽难度。")
    return tuple(reasons)
