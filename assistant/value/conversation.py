"""A message read together with those before it: a calculation of its own, or theirs with what it adds or changes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from assistant.types import Quantity
from assistant.value.binding import Bound, missing_inputs
from assistant.value.formulas import FORMULAS
from assistant.value.kinds import UNCLEAR
from assistant.value.pairing import Pairing
from assistant.value.quantities import plain, read_quantities
from assistant.value.reader import by_wording, read_calculation, read_two_cases
from assistant.value.reading import Reading, read_for, reading_of
from assistant.value.rules import CUES, by_rules, is_meant
from assistant.value.sheet import as_sentences
from assistant.value.wishes import COMPUTES, HAS_NUMBER, INSISTS, WONDERS

_MEMORY = 6  # this many messages back are looked at for the calculation that a message adds to
MAY_CHANGE = re.compile(r"不[计算折]|没有|忽略|其[余他它]|[年期][初末]|按|行业|信用卡|化妆|电信|长途|永[续远]|算")
_RANGE = re.compile(
    r"(?P<low>\d[\d.,]*|[一二两三四五六七八九十百千]+)(?P<low_unit>[^\d到至~—–涨升降跌加增减高低少变-]*?)\s*(?:到|至|~|[-—–]+)\s*"
    r"(?P<high>\d[\d.,]*|[一二两三四五六七八九十百千]+)(?P<unit>[^\d到至~—–-]*)"
)
_SUPPOSED = re.compile("要是|如果|假如|若|换[成做]|改[成为]|[提涨升降跌减][升高低少]?[到至成]|变成|达到|那么?")
# Another customer, another deal: what was said of the one before holds no longer.
_NEW_CASE = re.compile(
    "换一?[单家位]|换个?(?:客户|顾客|客人|会员|店)|(?:另外?|再来|下)一?[个位家单](?:客户|顾客|客人|会员|单子)|再算(?:后者|另|第二|下)"
)

_TWO = 2  # values of one input
_SHORT = 20  # characters of a message that supposes something else, and no more
_WHAT_IF = re.compile(
    "^(?:那|那么)?(?:要是|如果|假如|若是?|万一|换[成做]|改[成为])|的话呢?[?？]?$|[\\d一二两三四五六七八九十百千万亿%成折倍元块年月个单]呢[?？]?$"
)


def read_in_conversation(text: str, messages: Sequence[str]) -> Reading | None:
    """The calculation that `text` asks for: its own, or that of earlier `messages` of the same person, which it adds to.

    A table is read as sentences, the way that leaves less open. One range (合作3到5年) among its inputs is read at both ends, and one input with a
    second value that is supposed (要是95%呢) with each; two cases with all their numbers are worked side by side (two_cases.py).
    """
    ways = [[as_sentences(one, column_first=first) for one in (text, *messages)] for first in (True, False)]
    readings = [_read_ends(way[0], way[1:]) for way in (ways if ways[0] != ways[1] else ways[:1])]
    return max(readings, key=_settled)


def _settled(reading: Reading | None) -> tuple[bool, int, bool, int]:
    """How little a reading leaves open; one calculation goes before two of the same."""
    if reading is None:
        return False, 0, False, 0
    return True, -len(reading.unused) - len(reading.missing), reading.ends is None, -len(reading.aside)


def _read_ends(text: str, messages: Sequence[str]) -> Reading | None:
    reading = _read_with(text, messages)
    if (reading is None or not reading.complete) and (both := read_two_cases(text)) is not None:
        return both
    if reading is not None and len(reading.unused) == _TWO:
        [one, other] = reading.unused
        return _read_both(text, messages, reading, one, other) or reading
    if reading is None or len(reading.unused) != 1:
        return reading
    for bound in reading.inputs.values():
        if bound.end <= reading.unused[0].start and (both := _read_both(text, messages, reading, bound, reading.unused[0])):
            return both
    offset, [quantity] = len(reading.text) - len(text), reading.unused
    start, end = quantity.start - offset, quantity.end - offset
    written = _RANGE.fullmatch(plain(text), start, end) if start >= 0 else None
    if quantity.kind != UNCLEAR or written is None:
        return reading
    ends = (written["low"] + (written["low_unit"] or written["unit"]), written["high"] + written["unit"])
    # An end takes the room of the range, so that all else keeps its place.
    low, high = (_read_with(text[:start] + end_.ljust(end - start) + text[end:], messages) for end_ in ends)
    if low is None or high is None or not (low.complete and high.complete) or low.formula is not high.formula:
        return reading
    changed = [name for name, bound in low.inputs.items() if high.inputs.get(name, bound).value > bound.value]
    return replace(low, text=reading.text, ends=(low, high)) if len(changed) == 1 else reading


def _read_both(text: str, messages: Sequence[str], reading: Reading, one: Quantity | Bound, other: Quantity) -> Reading | None:
    """A calculation with each of two values of one input, where the `other` is only supposed: 留存率90%…，要是95%呢. None where they are none."""
    offset = len(reading.text) - len(text)
    between = _SUPPOSED.search(text, one.end - offset, other.start - offset) if one.start >= offset else None
    if one.start < offset or not (between or text.startswith("呢", other.end - offset)):
        return None
    ways = [text[: q.start - offset] + " " * (q.end - q.start) + text[q.end - offset :] for q in (other, one)]
    first, second = (_read_with(way, messages) for way in ways)
    if first is None or second is None or not (first.complete and second.complete) or first.formula is not second.formula:
        return None
    changed = [name for name, bound in first.inputs.items() if name not in second.inputs or second.inputs[name].value != bound.value]
    if len(changed) != 1 or first.inputs.keys() != second.inputs.keys():
        return None
    return replace(first, text=reading.text, ends=(first, second))


def _read_with(text: str, messages: Sequence[str]) -> Reading | None:
    if not HAS_NUMBER.search(text) and not MAY_CHANGE.search(text):
        return read_calculation(text)
    said = [message for message in messages if HAS_NUMBER.search(message) or MAY_CHANGE.search(message) or INSISTS.search(message)]
    before: Reading | None = None
    for message in said[-_MEMORY:]:
        before = _next(message, before) or before
    return _next(text, before) or (_offered(text, messages) if before is None else None)


def _next(text: str, before: Reading | None) -> Reading | None:
    """What `text` asks for once `before` was asked: a calculation of its own, or that one with what `text` adds to it or changes."""
    if before is None:
        return read_calculation(text)
    if _NEW_CASE.search(text):
        alike = read_for(before.formula, (text,))
        return alike if alike.complete and alike.inputs else read_calculation(text)
    own = by_rules(text)
    if own is not None and own.complete:
        return own
    whole = _continued(text, before)
    same = own is None or own.formula is before.formula or (whole is not None and whole.complete)
    if same and whole is not None and _adds(text, whole, before):
        return whole
    joint = _joint(text, before) if own is None else None
    return joint or by_wording((text,), own)


def _joint(text: str, before: Reading) -> Reading | None:
    """Another calculation that takes numbers of `text` and of the messages before it: 满意度从80%到85%…, 那利润能变成多少，现在300万."""
    joint = by_rules(text, before.messages)
    if joint is None or joint.formula is before.formula or not joint.complete or not before.complete:
        return None
    newest = len(joint.text) - len(text)
    from_both = len({bound.start >= newest for bound in joint.inputs.values() if bound.end}) > 1
    return joint if from_both and not joint.aside else None


def _continued(text: str, before: Reading) -> Reading | None:
    """The calculation `before` with the numbers of `text`, each in the place of an earlier one of the same input."""
    messages = (*before.messages, text)
    whole, starts = "\n".join(messages), [0, *accumulate(len(message) + 1 for message in before.messages)]
    quantities = read_quantities(whole, apart=before.formula.apart)
    pairing = Pairing(before.formula, plain(whole), quantities, starts, before.inputs, before.missing)
    reading = reading_of(pairing, messages)
    given = {pair.quantity.start for pair in pairing.pairs}
    kinds = {quantity.kind for quantity in pairing.quantities if quantity.start >= pairing.newest}
    if before.missing:
        kinds.add(UNCLEAR)  # 3到5年 is settled by 4年
    still_open = tuple(quantity for quantity in before.unused if quantity.start not in given and quantity.kind not in kinds)
    reading = replace(reading, unused=(*still_open, *reading.unused)) if not reading.missing else reading
    return reading if is_meant(pairing, reading) else None


def _offered(text: str, messages: Sequence[str]) -> Reading | None:
    """The calculation that the last message asked about without numbers, once this one gives them all: an offer taken up."""
    if not messages or WONDERS.search(text):
        return None
    whole = _reply_to_offer(text, messages[-1]) or read_calculation(text, messages[-1:])
    given = whole is not None and any(bound.start > len(messages[-1]) for bound in whole.inputs.values())
    return whole if whole is not None and whole.named and whole.complete and given else None


def _reply_to_offer(text: str, question: str) -> Reading | None:
    """200块, behind a question whose answer offered to calculate with the one number that this is."""
    whole = f"{question}\n{text}"
    folded = plain(whole)
    for formula in (f for f in FORMULAS if f.offered and CUES[f.id].search(plain(question))):
        quantities = read_quantities(whole, apart=formula.apart)
        pairing = Pairing(formula, folded, quantities, [0, len(question) + 1], {}, missing_inputs(formula, {}))
        if pairing.pairs and not pairing.unused:
            return reading_of(pairing, (question, text))
    return None


def _adds(text: str, whole: Reading, before: Reading) -> bool:
    """Whether a message changes the calculation before it, or tries to answer what was asked (“3到5年”)."""
    if whole.inputs != before.inputs or (whole.missing and not before.missing):
        return True
    if WONDERS.search(text) or not whole.unused:
        return False
    supposes = len(text) <= _SHORT and bool(_WHAT_IF.search(text))  # what it changes is asked about
    return supposes or (bool(before.missing) and not COMPUTES.search(text))
