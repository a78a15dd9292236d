"""Which reading of a message in a conversation is meant, and how probably what was found for it answers it.

A message may stand by itself or lean on what was said: behind a question about instalments, 那利息呢 leans on it, 门店几点开门 does not. A subject
taken from the conversation makes its card probable, whatever is asked. So what counts is what the message's own words have in common with the card of a
reading, beside what they have in common with the cards of the others. The weights come from `python -m evals.following`.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.finding import HITS, Found, likeliest
from assistant.answering.judge import Judge
from assistant.answering.words import content_words
from assistant.retrieval.search import Searcher
from assistant.retrieval.tokens import normalise
from assistant.types import Hit

# 它, 这个, 那家 …: what stands for something that was named
_STANDS_FOR = re.compile(
    r"(?<!其)它|这(?:个|东西|种|家|条|招|事|套|样|几|俩|两|里|块|本|段|些|点|张|类|位|说法|理论|方法|案例|部分|公司)|^这|^那(?:个|条|家|种|招|套|位|几|俩|两|里|块|段|些|张|类)"
    r"|前者|后者|他[们家]|人家自己|^其(?!他|它|余|实|中)"
)
_ENDS = re.compile(r"呢[?？。]?$")
SHORT = 20  # characters; the shorter a message, the likelier it leans
LONG = 40
MOST_WORDS = 5
RETOLD = 2.0  # log-odds that a reading loses whose answer would begin with what was just told
LIMIT = 9.0  # log-odds beyond which a probability says no more


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a reading. Those in `lean_…` are 0 for the message as it stands, `judged` for one that leans."""

    judged: float  # log-odds of the judgement
    lean: float
    lean_judged: float
    lean_alone_judged: float  # of the message as it stands
    dense: float  # best cosine of the message's own words with the records of the reading's card
    dense_behind: float  # the same less that of the best reading
    lean_dense: float
    lean_alone_dense: float  # of the card that the message finds as it stands
    ask: float  # likeness by words to the card's nearest ask
    covered: float  # share of the weight of the message's own words that the card holds
    score: float  # of the card where the message alone is searched, as a share of the best
    rank: float  # one over its place there
    near: float  # the card is the conversation's own, or a neighbour
    completed: float
    gap: float
    stands_for: float  # 它, 这个
    lean_stands_for: float
    lean_ends: float  # 呢
    lean_short: float
    lean_words: float
    lean_rarest: float  # rarity of the message's rarest word: 出处在哪 has no subject of its own
    length: float
    lean_characters: float  # from here on features of the judgement
    lean_pairs: float
    lean_section_alike: float
    lean_sentence: float
    lean_left_open: float
    lean_lack: float  # best cosine of the message's own words with what any card is known not to answer
    lean_time_untold: float
    lean_figure_untold: float
    lean_other_untold: float
    lean_wants_figure: float


# The logistic function's weights and constant; the constant is such that THRESHOLD is the probability from which an answer is given.
WEIGHTS = {
    "judged": 0.70,
    "lean": -0.49,
    "lean_judged": 0.18,
    "lean_alone_judged": 0.35,
    "dense": 4.01,
    "dense_behind": 2.11,
    "lean_dense": -0.60,
    "lean_alone_dense": -5.94,
    "ask": -2.30,
    "covered": 0.74,
    "score": 0.79,
    "rank": -0.12,
    "near": 0.72,
    "completed": 2.01,
    "gap": -2.79,
    "stands_for": 0.54,
    "lean_stands_for": 1.73,
    "lean_ends": 2.60,
    "lean_short": 3.93,
    "lean_words": -0.28,
    "lean_rarest": -0.79,
    "length": -0.09,
    "lean_characters": 1.31,
    "lean_pairs": -1.42,
    "lean_section_alike": 6.39,
    "lean_sentence": 2.08,
    "lean_left_open": -0.72,
    "lean_lack": -1.50,
    "lean_time_untold": -3.17,
    "lean_figure_untold": -0.71,
    "lean_other_untold": -0.70,
    "lean_wants_figure": 0.25,
}
CONSTANT = -2.235


class Chooser:
    """Chooses among the readings of one message."""

    def __init__(self, searcher: Searcher, judge: Judge) -> None:
        self._searcher = searcher
        self._judge = judge

    def best(self, found: Sequence[Found]) -> Found:
        """The reading to answer, with the probability that what was found for it answers what is meant.

        Where a rule says so it is the likeliest: a message that only completes the last question, one without a word of its own, one that asks
        who said what was told; and where a passage of a plain file was found, which is judged by what it holds of the question.
        """
        held = [one for one in found if one.hit is not None]
        if len(held) < 2:
            return held[0] if held else found[0]
        if any(one.judgement.features is None or one.surely_completes for one in held):
            return likeliest(held)
        scores = [score(signs) for signs in self.signs(held)]
        place = max(range(len(held)), key=lambda place: scores[place] - RETOLD * held[place].retold)
        return replace(held[place], judgement=replace(held[place].judgement, probability=1 / (1 + math.exp(-scores[place]))))

    def signs(self, found: Sequence[Found]) -> list[Signs]:
        """The signs of each reading; each has a hit that was judged by its features."""
        searched = {text: self._searcher.search(text, HITS) for text in {one.query.text for one in found}}
        own = [self._in_common(one, searched[one.query.text]) for one in found]
        most_dense = max(common.dense for common in own)
        alone = next(((one, common) for one, common in zip(found, own, strict=True) if not one.query.leans), None)
        return [self._signs(one, common, most_dense, alone) for one, common in zip(found, own, strict=True)]

    def _signs(self, one: Found, own: "_Common", most_dense: float, alone: "tuple[Found, _Common] | None") -> Signs:
        query, judged = one.query, one.judgement.features
        assert judged is not None and one.hit is not None
        text = normalise(query.text)
        lean = float(query.leans)
        words = content_words(text)
        stands_for = float(bool(_STANDS_FOR.search(text)))
        return Signs(
            judged=_log_odds(one.probability) * (1 - lean),
            lean=lean,
            lean_judged=_log_odds(one.probability) * lean,
            lean_alone_judged=_log_odds(alone[0].probability) * lean if alone else 0.0,
            dense=own.dense,
            dense_behind=own.dense - most_dense,
            lean_dense=own.dense * lean,
            lean_alone_dense=alone[1].dense * lean if alone else 0.0,
            ask=own.ask,
            covered=own.covered,
            score=own.score,
            rank=own.rank,
            near=float(one.judgement.near),
            completed=float(query.completed),
            gap=judged.gap,
            stands_for=stands_for * (1 - lean),
            lean_stands_for=stands_for * lean,
            lean_ends=lean * bool(_ENDS.search(text)),
            lean_short=lean * max(0.0, 1 - len(text) / SHORT),
            lean_words=lean * min(len(words) / MOST_WORDS, 1.0),
            lean_rarest=lean * max((self._judge.rarity(word) for word in words), default=0.0),
            length=min(len(text) / LONG, 1.0),
            lean_characters=lean * judged.characters,
            lean_pairs=lean * judged.pairs,
            lean_section_alike=lean * judged.section_alike,
            lean_sentence=lean * judged.sentence,
            lean_left_open=lean * judged.left_open,
            lean_lack=lean * self._searcher.lack_likeness(query.text),
            lean_time_untold=lean * judged.time_untold,
            lean_figure_untold=lean * judged.figure_untold,
            lean_other_untold=lean * judged.other_untold,
            lean_wants_figure=lean * judged.wants_figure,
        )

    def _in_common(self, one: Found, hits: Sequence[Hit]) -> "_Common":
        """What the message's own words, for which there are these hits, have in common with the card of a reading."""
        assert one.hit is not None
        text, card = one.query.text, one.hit.passage.document_id
        ask, covered = self._judge.in_common(text, card)
        dense = max(self._searcher.section_likeness(text, card).values(), default=0.0)
        place = next((place for place, hit in enumerate(hits) if hit.passage.document_id == card), None)
        if place is None or hits[0].score <= 0:
            return _Common(dense, ask, covered, 0.0, 1 / (1 + HITS))
        return _Common(dense, ask, covered, hits[place].score / hits[0].score, 1 / (1 + place))


@dataclass(frozen=True, slots=True)
class _Common:
    dense: float
    ask: float
    covered: float
    score: float
    rank: float


def score(signs: Signs) -> float:
    """Log-odds that a reading is meant and answered."""
    values: list[float] = [getattr(signs, name) for name in WEIGHTS]
    return CONSTANT + sum(weight * value for weight, value in zip(WEIGHTS.values(), values, strict=True))


def _log_odds(probability: float) -> float:
    odds = math.log(max(probability, 1e-9) / max(1 - probability, 1e-9))
    return min(max(odds, -LIMIT), LIMIT)
