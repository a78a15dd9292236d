"""Pure metrics over the contract's answer object: no engine, no files.

A mark is one yes or no about one answer; a figure is the share of the answers that it applies to, with a 95 % Wilson
interval (E. B. Wilson, 1927).
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assistant.answering.frames import PARTS_NOT_COVERED, Frame
from assistant.numerals import fold_width, read_numbers
from assistant.types import Origin
from evals.cases import Case

CITED_WITHIN = 8  # a right source must be among the first citations
Z = 1.959964  # two-sided 95 %

Answer = Mapping[str, Any]  # the contract's object
Places = Mapping[str, tuple[Origin, ...]]  # id of a card to the places in the source documents that it rests on


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `count`, with the interval that holds the true share in 95 of 100 such samples."""

    hits: int
    count: int

    @property
    def value(self) -> float:
        return self.hits / self.count if self.count else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        if not self.count:
            return 0.0, 1.0
        p, n = self.value, self.count
        middle = p + Z * Z / (2 * n)
        width = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        whole = 1 + Z * Z / n
        return max(0.0, (middle - width) / whole), min(1.0, (middle + width) / whole)


def marks(case: Case, answer: Answer, places: Places) -> dict[str, bool]:
    """Every mark that applies to this case, by name."""
    result = {"verified": verified(answer)}
    if case.must_not:
        result["clean"] = not any(phrase in answer["text"] for phrase in case.must_not)
    if case.parts:
        result["parts"] = parts_right(case, answer, places)
    elif case.answerable:
        result["overshy"] = answer["outcome"] != "answered"
        if case.cards:
            first = answer["citations"][:CITED_WITHIN]
            wanted = [(card,) for card in case.cards] if case.both else [case.cards]
            result["cited"] = all(cites(cards, first, places) for cards in wanted)
        if case.numbers:
            result["exact"] = all(shows_number(number, answer) for number in case.numbers)
    else:
        result[case.outcome] = answer["outcome"] == case.outcome
    if case.missing:
        result["asks"] = says(case.missing, answer)
    if case.says:
        result["complete"] = says(case.says, answer)
    result["right"] = all(value != (name == "overshy") for name, value in result.items())
    return result


def cites(cards: Iterable[str], citations: Iterable[Mapping[str, Any]], places: Places) -> bool:
    """Whether a citation is of one of the cards, or rests on the same place of a source document as one of them."""
    cards = set(cards)
    gold = [origin for card in cards for origin in places.get(card, ())]
    return any(citation["passage"].split("#")[0] in cards or _overlap(citation["origins"], gold) for citation in citations)


def _overlap(origins: Iterable[Mapping[str, Any]], gold: Iterable[Origin]) -> bool:
    return any(o["file"] == g.file and o["start"] < g.end and g.start < o["end"] for o in origins for g in gold)


def verified(answer: Answer) -> bool:
    """Whether each citation's quote is what its passage says at its place, and each marker in the text has a citation."""
    known = {citation["n"] for citation in answer["citations"]}
    quotes = all(c["quote"] == c["passage_text"][c["start"] : c["end"]] != "" for c in answer["citations"])
    return quotes and {int(n) for n in re.findall(r"\[(\d+)\]", answer["text"])} <= known


def says(wanted: Iterable[str], answer: Answer) -> bool:
    """Whether each of `wanted` stands in the answer's text, white space and width aside; "a|b" is a or b."""
    text = _squeezed(answer["text"])
    return all(any(_squeezed(choice) in text for choice in phrase.split("|")) for phrase in wanted)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s,*]+|\[\d+\]", "", fold_width(text)).lower()


def shows_number(wanted: str, answer: Answer) -> bool:
    """Whether the answer's text shows the number; "a|b" is a or b. 24% and 0.24 are the same, as are 3,000 and 3000, and 68.4 is shown by 68.42."""
    shown = {number.value for number in read_numbers(answer["text"])}
    text = _squeezed(answer["text"])
    return any(
        _value(choice) in shown
        or re.search(rf"(?<![\d.]){re.escape(_squeezed(choice))}(?!\.?\d)", text)
        or _rounds_to(_squeezed(choice), text)
        for choice in wanted.split("|")
    )


def _rounds_to(wanted: str, text: str) -> bool:
    """Whether a number of `text`, rounded to the decimals that are wanted, is `wanted`; a whole number must stand there as it is."""
    if not (decimals := re.fullmatch(r"\d+\.(\d+)(%?)", wanted)):
        return False
    half = Fraction(1, 2 * 10 ** len(decimals[1]))
    finer = re.findall(rf"(?<![\d.])(\d+\.\d{{{len(decimals[1]) + 1},}}){decimals[2]}", text)
    return any(abs(Fraction(number) - Fraction(wanted.rstrip("%"))) <= half for number in finer)


def _value(written: str) -> Fraction | None:
    numbers = read_numbers(written)
    return numbers[0].value if len(numbers) == 1 else None


def parts_right(case: Case, answer: Answer, places: Places) -> bool:
    """Several questions in one: each covered part has a right source, and what is not covered is said as often as it must be."""
    covered = [part for part in case.parts if part.cards]
    lacking = len(case.parts) - len(covered)
    if not covered:
        return bool(answer["outcome"] == "refused")
    texts = [statement["text"] for statement in answer["statements"]]
    parts = [part for text in texts if (found := PARTS_NOT_COVERED.fullmatch(text)) for part in found[1].split("、")]
    said = texts.count(Frame.NOT_COVERED) + len(parts)
    return answer["outcome"] == "answered" and said == lacking and all(cites(part.cards, answer["citations"], places) for part in covered)


def figures(rows: Iterable[tuple[Case, Mapping[str, bool]]]) -> dict[str, Share]:
    """The headline figures over marked cases. `overshy` is the only one that is better when lower."""
    rows = list(rows)

    def share(name: str, *kinds: str) -> Share:
        chosen = [row[name] for case, row in rows if name in row and (not kinds or case.kind in kinds)]
        return Share(sum(chosen), len(chosen))

    return {
        "cited": share("cited"),
        "complete": share("complete"),
        "refused far": share("refused", "far"),
        "refused near": share("refused", "near"),
        "overshy": share("overshy"),
        "verified": share("verified"),
        "clean": share("clean"),
        "exact": share("exact"),
        "asks back": share("right", "calculation-missing"),
        "list-all": share("right", "list-all"),
        "ordinal": share("right", "ordinal"),
        "paraphrase cited": share("cited", "paraphrase"),
        "misspelt and mixed cited": share("cited", "misspelt", "traditional", "damaged"),
        "follow-up": share("right", "follow-up"),
        "multi-hop": share("right", "multi-hop"),
        "several questions": share("parts", "several"),
        "injection": share("right", "injection"),
    }


def by_kind(rows: Iterable[tuple[Case, Mapping[str, bool]]]) -> dict[str, Share]:
    """Share of wholly right answers for each kind of case, in alphabetical order."""
    kinds: dict[str, list[bool]] = {}
    for case, row in rows:
        kinds.setdefault(case.kind, []).append(row["right"])
    return {kind: Share(sum(right), len(right)) for kind, right in sorted(kinds.items())}
