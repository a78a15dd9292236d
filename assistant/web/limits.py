"""How often somebody may do something, and whose page a stream belongs to. Both are kept in memory, both are bounded."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MAX_KNOWN = 10_000  # callers, and pages, remembered; the one seen longest ago goes


class Rate:
    """A bucket for each caller: `burst` times at once, refilled evenly over `per_s` seconds."""

    def __init__(self, burst: int, per_s: float, clock: Callable[[], float] = monotonic) -> None:
        self._burst = burst
        self._refill = burst / per_s
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, and when that was

    def wait_s(self, caller: str) -> float:
        """0 and one less left; or, where nothing is left, the seconds until there is."""
        now = self._clock()
        left, then = self._buckets.get(caller, (float(self._burst), now))
        left = min(self._burst, left + (now - then) * self._refill)
        taken = left >= 1
        self._buckets[caller] = (left - 1 if taken else left, now)
        self._buckets.move_to_end(caller)
        if len(self._buckets) > MAX_KNOWN:
            self._buckets.popitem(last=False)
        return 0.0 if taken else (1 - left) / self._refill


class PageOwners:
    """Whose each open page is. Gradio tells pages apart by a random name alone, and gives a page's stream to whoever knows it."""

    def __init__(self) -> None:
        self._owner_of: OrderedDict[str, str] = OrderedDict()

    def belongs(self, page: str, person: str) -> bool:
        """Whether the page is this person's; one that is new becomes theirs."""
        owner = self._owner_of.setdefault(page, person)
        self._owner_of.move_to_end(page)
        if len(self._owner_of) > MAX_KNOWN:
            self._owner_of.popitem(last=False)
        return owner == person
