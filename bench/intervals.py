"""Percentiles, and intervals for shares of questions that were answered right."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

RESAMPLES = 5000
SEED = 20240601

Flags = npt.NDArray[np.float64]  # one per question: 1 where it was right


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    return float(np.quantile(np.asarray(values), share))


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)


class Bootstrap:
    """95 % intervals by drawing passages, not questions: questions about one passage succeed and fail together."""

    def __init__(self, clusters: Sequence[str]) -> None:
        """`clusters` names for each question the passage that it is about."""
        names, self._place = np.unique(np.asarray(clusters), return_inverse=True)
        self._sizes = np.bincount(self._place).astype(float)
        rng = np.random.default_rng(SEED)
        self._draws = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=RESAMPLES)
        self._totals = self._draws @ self._sizes

    def interval(self, values: Flags) -> tuple[float, float]:
        """Interval of the mean of `values`: shares, or the differences of two methods on the same questions."""
        sums = np.bincount(self._place, weights=values)
        means = (self._draws @ sums) / self._totals
        low, high = np.quantile(means, (0.025, 0.975))
        return float(low), float(high)
