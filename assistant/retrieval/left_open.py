"""Whether a question sounds like those that the material leaves open.

What is asked for besides the subject shows in a question's wording: 底薪多少 and 哪本书里写的 are seldom answered, 分哪几类 often is. Whether the card's
text holds the word tells more: 创始人 is answered where the text has it, and hardly ever where it has not. So each word counts as itself and as held
or not. A logistic model over words and pairs of characters is fitted whenever an index is built, on the questions that the cards answer (`asks`)
and on those that they are known not to (`lacks`), without the cards' names.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np

from assistant.retrieval.tokens import HAN, normalise

MIN_COUNT = 3  # questions that a token must stand in
RIDGE = 0.1  # on the sum of losses; chosen by what the judgement gains from it (python -m evals.judgement)
ROUNDS = 150
RATE = 0.2
_PAIR = re.compile(rf"(?=([{HAN}]{{2}}))")


class LeftOpen:
    """Log-odds of each token, and of a question without any."""

    def __init__(self, weights: Mapping[str, float], constant: float) -> None:
        self._weights = weights
        self._constant = constant

    @classmethod
    def fit(cls, answered: Sequence[tuple[str, str]], left_open: Sequence[tuple[str, str]]) -> Self:
        """Logistic regression with a ridge, by Adam on all questions at once; the same questions give the same weights.

        Each question comes with the text, in normal form, of the card that it is put to.
        """
        read = [_tokens(question, text) for question, text in (*answered, *left_open)]
        counts = Counter(token for tokens in read for token in tokens)
        known = {token: place for place, token in enumerate(sorted(token for token, count in counts.items() if count >= MIN_COUNT))}
        rows = [[known[token] for token in sorted(tokens) if token in known] for tokens in read]
        if not known or not answered or not left_open:
            return cls({}, 0.0)
        column = np.array([place for row in rows for place in row])
        row_of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        value = np.repeat([1 / max(1, len(row)) ** 0.5 for row in rows], [len(row) for row in rows])
        target = np.array([0.0] * len(answered) + [1.0] * len(left_open))
        w, first, second = np.zeros(len(known) + 1), np.zeros(len(known) + 1), np.zeros(len(known) + 1)
        for step in range(1, ROUNDS + 1):
            score = np.bincount(row_of, weights=w[column] * value, minlength=len(rows)) + w[-1]
            error = 1 / (1 + np.exp(-score)) - target
            gradient = np.append(np.bincount(column, weights=error[row_of] * value, minlength=len(known)), error.sum())
            gradient[:-1] += RIDGE * w[:-1]
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient**2
            w -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        return cls({token: round(float(w[place]), 3) for token, place in known.items()}, float(w[-1]))

    def log_odds(self, question: str, text: str) -> float:
        """Log-odds that a question without its subject's name is left open by a card with `text` (in normal form); 0 where nothing is
        known of its words."""
        weights = [self._weights[token] for token in _tokens(question, text) if token in self._weights]
        return self._constant + sum(weights) / len(weights) ** 0.5 if weights else 0.0

    def save(self, path: Path) -> None:
        path.write_text(json.dumps({"constant": self._constant, "weights": dict(self._weights)}, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        held = json.loads(path.read_text(encoding="utf-8"))
        return cls(held["weights"], held["constant"])


def _tokens(question: str, text: str) -> set[str]:
    """Words, pairs of words and of Chinese characters; the first and the last word marked as such, single ones as held by the text or not as well."""
    import rjieba  # loads its dictionary: 0.13 s

    question = normalise(question)
    words = [word for word in rjieba.cut(question) if re.search(r"\w", word)]
    pairs = [f"{pair}~" for pair in _PAIR.findall(question)]
    held = {f"{token}{'+' if token.removesuffix('~') in text else '-'}" for token in (*words, *pairs)}
    ends = {f"^{words[0]}", f"{words[-1]}$"} if words else set()
    return {*words, *ends, *pairs, *held, *(f"{first}_{second}" for first, second in pairwise(words))}
