"""From a question to the inputs of a formula: which formula is meant, if any, what it is given, and what it lacks.

    text → formulas whose cues it has → pairing of each → the one that leaves least open

A number is bound to nothing rather than to a guess (pairing.py); what is missing, and a number that found no place,
is named. A message is read together with those before it where it answers or changes them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from assistant.types import Quantity
from assistant.value.binding import Bound, missing_inputs
from assistant.value.bounds import is_workable, refusal
from assistant.value.fitting import fits
from assistant.value.formulas import BY_ID, FORMULAS
from assistant.value.leftover import parted
from assistant.value.naming import party_marks
from assistant.value.pairing import Pairing
from assistant.value.quantities import AMOUNTS, CHANGES, UNCLEAR, plain, read_quantities
from assistant.value.sheet import as_sentences
from assistant.value.signature import Formula, Parameter
from assistant.value.wording import meant

# Whether a question wants a calculation, or to know something about one.
_COMPUTES = re.compile(
    r"多少|多大|什么水平|等于几|求|试算|推算|估算|计算|算(?:一[下算]|下|算|出|清|看|个)|[怎咋]么?样?算|如何算|帮.{0,6}算|值不值|合计|各[占有要]|[,:]算"
    r"|[几多][个位名人棵单折年]|是几成|几成|几[元块]"
)
_ORDERS = re.compile(
    r"(?:帮|替|给|请)[^,;。?]{0,6}?(?:算|求|检验|检查|验证|评估|判断|判定|写出|推出)|倒着?推|(?:^|[,;。])(?:试|请)?(?:计算|核算|测算|推算|试算|求)(?!的|列|解释|教)|(?:^|[,;。])试[^,;。]{0,10}?(?:求|算)|算[一下算]|想算|预计[^,;。?]{0,8}(?:几|多少)"
)
_WONDERS = re.compile(
    r"什么|啥|哪|为何|吗|怎|咋|如何|是不是|对不对|对吧|合适|该取|要不要|区别|有没有|几(?:部分|大?项|种|条|倍|个|级|块)|意思|含义|定义|公式|举例|说法|谁"
)
_INSISTS = re.compile(
    r"多少万(?!人|美)|(?:变|变[成为到]|涨到|达到)多少元|按(?:我们|咱们?|自己)|算(?:个|出)?人数|[帮替给](?:我|咱).{0,6}算|具体[^,;。?哪]{0,6}(?:多少|几|百分之)|[算给出]我?个[数总]|[帮给]我算|(?:没|忘了?)(?:[记数填写]|统计|带)|[帮给](?:忙|我们)算"
)
_HAS_NUMBER = re.compile(r"[\d０-９一二两三四五六七八九十百千万半]")
_CHANGES = re.compile(r"不[计算折]|没有|忽略|其[余他它]|[年期][初末]|按|行业|信用卡|化妆|电信|长途|永[续远]|算")
_OF_ANY_INPUT = {"number", "multiple", *CHANGES.values(), UNCLEAR}  # a number of these kinds may be meant for any input
_BECOMES = re.compile(r"(?:变成|变为|成|做成|赚到?|涨到)[^,;。\d]{0,2}(?:多少|几)")
_OWN_CASE = re.compile(
    r"我们|[给返退补赔]我|我[这那]|我的|打算|上周|上个?月|这批|那批|好[多几些][个位]?客|咱|得罪了|了一[帮批群]|这周|这个月|本月|今年|我[家店司]|本[店公行]|这[个位家款单批条]"
)
_BY_FIGURES = re.compile(r"按|照|算|倒推|看看")
_HOW_MUCH = re.compile(r"多少(?!次|种|家|倍)|几[个位人单万块元成年]?人?(?:$|[,。?!]|才)|百分之几")
_IN_GENERAL = re.compile(r"(?:^|[,;。])一[个位名][^,;。]{0,4}(?:客|顾|会|人)")
_RANGE = re.compile(
    r"(?P<low>\d[\d.,]*|[一二两三四五六七八九十百千]+)(?P<low_unit>[^\d到至~—–涨升降跌加增减高低少变-]*?)\s*(?:到|至|~|[-—–]+)\s*"
    r"(?P<high>\d[\d.,]*|[一二两三四五六七八九十百千]+)(?P<unit>[^\d到至~—–-]*)"
)
_MEMORY = 6  # this many messages back are looked at for the calculation that a message adds to
# Formulas that a wording may mean: how many, from which score, and from which share of the best.
_NEAREST, _LEAST_LIKELY, _NEARLY = 3, 0.15, 0.5
_SURELY = 0.5  # score of the best formula where no rule speaks for one: a sum that the material has no formula for is worded much like one that it has
_CLEARLY = 0.3  # a calculation, though the words ask to know something
_STRONG = 3  # this many numbers with a name beside them are a calculation, whatever else is asked

# Another customer, another deal: what was said of the one before holds no longer.
_NEW_CASE = re.compile(
    "换一?[单家位]|换个?(?:客户|顾客|客人|会员|店)|(?:另外?|再来|下)一?[个位家单](?:客户|顾客|客人|会员|单子)|再算(?:后者|另|第二|下)"
)

_CUES: dict[str, re.Pattern[str]] = {f.id: re.compile("|".join(f"(?:{cue})" for cue in (re.escape(f.title), *f.cues))) for f in FORMULAS}
_FOREIGN = {f.id: re.compile(f.foreign) for f in FORMULAS if f.foreign}
# A formula that brings figures of the material is meant only where it is named.
_SELF_CONTAINED = [f for f in FORMULAS if not f.claims and not f.ratio and not any(p.fact for p in f.parameters)]
_ASKS = {f.id: re.compile(f.asks) for f in FORMULAS if f.asks}
_WANTS = {f.id: re.compile(f.wants) for f in FORMULAS if f.wants}
_BY_CLAIMS = re.compile(r"(?:按|照|依)[^,;。?]{0,8}?(?:说法|讲法|倍数|比例|数字|口径)")  # what to work by is no wish to know


@dataclass(frozen=True, slots=True)
class Reading:
    """A question read for one formula: its bound inputs, what is missing, and quantities that found no place.

    `text` is what was read, the `messages` that it comes from on a line each; `asked` are the labels of inputs that
    are named without a number; `named` says whether the question itself names the formula. `objection` is why it must
    not be worked at all; then nothing is missing. `parties` are the names of two sides that are compared. Where one input is given
    as a range, `ends` are the readings with its lower and with its upper end, and this one is the former. `aside` are numbers that
    measure nothing the formula works with.
    """

    formula: Formula
    text: str
    inputs: Mapping[str, Bound]
    missing: tuple[Parameter, ...]
    unused: tuple[Quantity, ...]
    asked: tuple[str, ...]
    named: bool
    objection: str = ""
    parties: tuple[str, ...] = ()
    ends: "tuple[Reading, Reading] | None" = None
    aside: tuple[Quantity, ...] = ()
    messages: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.missing and not self.unused


def read_in_conversation(text: str, messages: Sequence[str]) -> Reading | None:
    """The calculation that `text` asks for: its own, or that of earlier `messages` of the same person, which it adds to.

    A table is read as sentences, the way that leaves less open. One range (合作3到5年) among its inputs is read at both ends.
    """
    ways = [[as_sentences(one, column_first=first) for one in (text, *messages)] for first in (True, False)]
    readings = [_read_ends(way[0], way[1:]) for way in (ways if ways[0] != ways[1] else ways[:1])]
    return max(readings, key=_settled)


def _settled(reading: Reading | None) -> tuple[bool, int, int]:
    """How little a reading leaves open."""
    return (False, 0, 0) if reading is None else (True, -len(reading.unused) - len(reading.missing), -len(reading.aside))


def _read_ends(text: str, messages: Sequence[str]) -> Reading | None:
    reading = _read_with(text, messages)
    if reading is None or len(reading.unused) != 1:
        return reading
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


def _read_with(text: str, messages: Sequence[str]) -> Reading | None:
    if not _HAS_NUMBER.search(text) and not _CHANGES.search(text):
        return read_calculation(text)
    said = [message for message in messages if _HAS_NUMBER.search(message) or _CHANGES.search(message) or _INSISTS.search(message)]
    before: Reading | None = None
    for message in said[-_MEMORY:]:
        before = _next(message, before) or before
    return _next(text, before) or (_offered(text, messages) if before is None else None)


def _next(text: str, before: Reading | None) -> Reading | None:
    """What `text` asks for once `before` was asked: a calculation of its own, or that one with what `text` adds to it or changes."""
    if before is None:
        return read_calculation(text)
    if _NEW_CASE.search(text):
        alike = _read_for(before.formula, (text,))
        return alike if alike.complete and alike.inputs else read_calculation(text)
    own = _by_rules(text)
    if own is not None and own.complete:
        return own
    whole = _continued(text, before)
    same = own is None or own.formula is before.formula or (whole is not None and whole.complete)
    return whole if same and whole is not None and _adds(text, whole, before) else _by_wording((text,), own)


def _continued(text: str, before: Reading) -> Reading | None:
    """The calculation `before` with the numbers of `text`, each in the place of an earlier one of the same input."""
    messages = (*before.messages, text)
    whole, starts = "\n".join(messages), [0, *accumulate(len(message) + 1 for message in before.messages)]
    quantities = read_quantities(whole, apart=before.formula.apart)
    pairing = Pairing(before.formula, plain(whole), quantities, starts, before.inputs, before.missing)
    reading = _reading(pairing, messages)
    given = {pair.quantity.start for pair in pairing.pairs}
    kinds = {quantity.kind for quantity in pairing.quantities if quantity.start >= pairing.newest}
    if before.missing:
        kinds.add(UNCLEAR)  # 3到5年 is settled by 4年
    still_open = tuple(quantity for quantity in before.unused if quantity.start not in given and quantity.kind not in kinds)
    reading = replace(reading, unused=(*still_open, *reading.unused)) if not reading.missing else reading
    return reading if _is_meant(pairing, reading) else None


def _offered(text: str, messages: Sequence[str]) -> Reading | None:
    """The calculation that the last message asked about without numbers, once this one gives them all: an offer taken up."""
    if not messages or _WONDERS.search(text):
        return None
    whole = _reply_to_offer(text, messages[-1]) or read_calculation(text, messages[-1:])
    given = whole is not None and any(bound.start > len(messages[-1]) for bound in whole.inputs.values())
    return whole if whole is not None and whole.named and whole.complete and given else None


def _reply_to_offer(text: str, question: str) -> Reading | None:
    """200块, behind a question whose answer offered to calculate with the one number that this is."""
    whole = f"{question}\n{text}"
    folded = plain(whole)
    for formula in (f for f in FORMULAS if f.offered and _CUES[f.id].search(plain(question))):
        quantities = read_quantities(whole, apart=formula.apart)
        pairing = Pairing(formula, folded, quantities, [0, len(question) + 1], {}, missing_inputs(formula, {}))
        if pairing.pairs and not pairing.unused:
            return _reading(pairing, (question, text))
    return None


def _adds(text: str, whole: Reading, before: Reading) -> bool:
    """Whether a message changes the calculation before it, or tries to answer what was asked (“3到5年”)."""
    tries = bool(before.missing and whole.unused) and not _COMPUTES.search(text) and not _WONDERS.search(text)
    return whole.inputs != before.inputs or tries


def read_calculation(text: str, earlier: Sequence[str] = ()) -> Reading | None:
    """The calculation that `text` asks for, read together with the `earlier` messages; None when it asks for none.

    By the rules it is one that the text names and gives an input of, or orders done; what the rules do not read goes by the wording.
    """
    return _by_wording((*earlier, text), _by_rules(text, earlier))


def _by_wording(messages: tuple[str, ...], ruled: Reading | None) -> Reading | None:
    """The calculation that is worded so, where the rules did not find one that their wording bears out."""
    text = "\n".join(messages)
    if (ruled is not None and (ruled.objection or ruled.formula.title in text)) or not read_quantities(text):
        return ruled
    said = meant(messages)
    near = [BY_ID[id] for id, score in said.formulas[:_NEAREST] if score >= max(_LEAST_LIKELY, said.formulas[0][1] * _NEARLY)]
    if said.calculates <= 0 or not near or (ruled is not None and (ruled.formula is near[0] or (ruled.complete and ruled.formula in near))):
        return ruled
    folded = plain(text)
    if ruled is None and said.formulas[0][1] < _SURELY:
        return None
    if ruled is None and not (_COMPUTES.search(folded) and (not _wonders(folded) or said.calculates > _CLEARLY)):
        return None
    readings = [_read_for(formula, messages) for formula in near]
    readings = [reading for reading in readings if not reading.objection and not _lacks_sides(reading) and _works_with(reading)]
    if ruled is not None and ruled.complete and (ruled.named or len(ruled.inputs) > _STRONG):
        return ruled
    complete = [reading for reading in readings if reading.complete and reading.inputs]
    if complete:
        return complete[0]
    if ruled is not None and (ruled.formula in near or not readings):
        return min([ruled, *readings[:1]], key=lambda reading: len(reading.unused) + len(reading.missing))
    return readings[0] if readings else None


def _read_for(formula: Formula, messages: tuple[str, ...]) -> Reading:
    """Messages read for one formula, whatever they name; `named` says whether they name, or point at, an input of a number in them."""
    text = "\n".join(messages)
    starts = [0, *accumulate(len(message) + 1 for message in messages[:-1])]
    pairing = Pairing(formula, plain(text), read_quantities(text, apart=formula.apart), starts, {}, ())
    known = sum(pair.at >= 0 or pairing.is_hinted(pair) for pair in pairing.pairs)
    return replace(_reading(pairing, messages), named=known > 0 and 2 * known >= len(pairing.pairs))


def _works_with(reading: Reading) -> bool:
    """Whether a text gives a formula a number, one that is not the material's own, or asks what becomes of something."""
    return bool(reading.inputs or reading.unused or reading.aside or _BECOMES.search(reading.text))


def _lacks_sides(reading: Reading) -> bool:
    """Whether two sides are to be compared, and the text does not tell them apart."""
    return reading.formula.parties and not reading.formula.sides and not reading.parties


def _by_rules(text: str, earlier: Sequence[str] = ()) -> Reading | None:
    """The calculation that a text names, or gives the inputs of.

    Of several formulas that is the one that leaves the least open and takes the most. A number of the newest message replaces an earlier
    one of the same input, and a message of bare numbers gives what was missing.
    """
    messages = (*earlier, text)
    whole = "\n".join(messages)
    folded = plain(whole)
    candidates = [f for f in FORMULAS if _CUES[f.id].search(folded) and not (f.id in _FOREIGN and _FOREIGN[f.id].search(folded))]
    if not _HAS_NUMBER.search(folded) and not candidates:
        return None
    starts = [0, *accumulate(len(message) + 1 for message in earlier)]
    before = _by_rules(earlier[-1], earlier[:-1]) if earlier else None
    quantities = {apart: read_quantities(whole, apart=apart) for apart in (False, True)}
    best: tuple[tuple[int, ...], Reading] | None = None
    for formula in candidates:
        known, awaited = (before.inputs, before.missing) if before is not None and before.formula is formula else ({}, ())
        pairing = Pairing(formula, folded, quantities[formula.apart], starts, known, awaited)
        reading = _reading(pairing, messages)
        if not _is_meant(pairing, reading):
            continue
        sought = sum(parameter.name in pairing.sought for parameter in reading.missing)  # what is asked is not what is lacking
        wanted = _wanted(formula, folded)
        rank = (len(reading.parties), wanted, -len(reading.unused), -len(reading.missing), len(reading.inputs), -sought)
        if best is None or rank > best[0]:
            best = (rank, reading)
    if not earlier and (best is None or not best[1].complete):
        complete, begun = _by_inputs(whole, folded, quantities)
        if complete is not None and (best is None or best[1].unused or not _wanted(best[1].formula, folded)):
            return complete
        return best[1] if best else begun
    return best[1] if best else None


def _wonders(text: str) -> bool:
    return bool(_WONDERS.search(_BY_CLAIMS.sub("", text)))


def _wanted(formula: Formula, text: str) -> bool:
    """Whether `text` asks for what comes out of a formula in everyday words."""
    wants = _WANTS.get(formula.id)
    return bool(wants and wants.search(text))


def _by_inputs(text: str, folded: str, quantities: Mapping[bool, Sequence[Quantity]]) -> tuple[Reading | None, Reading | None]:
    """The calculations whose inputs a question names, though it does not name the calculation.

    One that it gives every input of by name, or in whose words it asks for what comes out, and no number besides; and one that it
    orders or asks for so, gives an input of and lacks one for.
    """
    wonders = _wonders(folded)
    found: tuple[tuple[int, ...], Reading] | None = None
    nearest: tuple[tuple[int, ...], Reading] | None = None
    for formula in _SELF_CONTAINED:
        if formula.id in _FOREIGN and _FOREIGN[formula.id].search(folded):
            continue
        pairing = Pairing(formula, folded, quantities[formula.apart], [0], {}, ())
        asks = _ASKS.get(formula.id)
        asked = bool(asks and asks.search(folded))
        wanted = _wanted(formula, folded)
        named = sum(pair.at >= 0 or pairing.is_hinted(pair) for pair in pairing.pairs)
        if not pairing.pairs or (named < len(pairing.pairs) and not wanted):
            continue
        reading = replace(_reading(pairing, (text,)), named=False)
        if reading.unused or reading.objection or not _is_meant(pairing, reading):
            continue
        much = named > _STRONG  # so many numbers with a name or a hint are no chance
        computed = asked or wanted or much or (not wonders and bool(_COMPUTES.search(folded)))
        rank = (wanted, -len(reading.aside), named, len(pairing.pairs))
        if not reading.missing and len(pairing.pairs) > 1 and computed and (found is None or rank > found[0]):
            found = rank, reading
        ordered = bool(_ORDERS.search(folded)) and not wonders and bool(pairing.asked)
        if len(reading.missing) == 1 and (ordered or wanted or much) and (nearest is None or rank > nearest[0]):
            nearest = rank, reading
    return found[1] if found else None, nearest[1] if nearest else None


def _reading(pairing: Pairing, messages: tuple[str, ...]) -> Reading:
    formula, whole = pairing.formula, "\n".join(messages)
    named = formula.parties and not formula.sides
    names = tuple(dict.fromkeys(name for _, _, name in party_marks(formula, pairing.text))) if named else ()
    parties = tuple(whole[pairing.text.index(name) :][: len(name)] for name in names) if len(names) > 1 else ()
    objection = next((limit.reason for limit in formula.limits if re.search(limit.pattern, pairing.text)), "")
    if not objection:
        beyond = (q for q in pairing.quantities if q.start >= pairing.newest and not is_workable(q.value))
        objection = next((refusal(whole[quantity.start : quantity.end]) for quantity in beyond), "")
    if not objection and formula.refuses is not None:
        objection = formula.refuses({name: bound.value for name, bound in pairing.inputs.items()})
    missing = () if objection else missing_inputs(formula, pairing.inputs, asked=pairing.sought or pairing.asked)
    if not objection:
        missing += tuple(parameter for parameter in map(formula.parameter, pairing.considered) if parameter not in missing)
    missing = tuple(replace(parameter, label=with_parties(parameter.label, parties)) for parameter in missing)
    unused: tuple[Quantity, ...] = pairing.unused
    aside: tuple[Quantity, ...] = ()
    if objection:
        unused = ()
    elif not missing:
        unused, aside = parted(pairing.text, formula, pairing.inputs, [pair.quantity for pair in pairing.pairs], unused)
    asked_for = tuple(formula.parameter(name).label for name in pairing.asked)
    return Reading(formula, whole, pairing.inputs, missing, unused, asked_for, True, objection, parties, aside=aside, messages=messages)


def with_parties(text: str, parties: Sequence[str]) -> str:
    """`text` with the two sides called as the question calls them."""
    if not parties:
        return text
    called = dict(zip("甲乙", parties, strict=True))
    return re.sub("[甲乙]", lambda match: called[match.group()], text)


def _is_its_kind(pairing: Pairing, reading: Reading) -> bool:
    """Whether an input without which a question is not for the formula is given, or is all that it lacks for what it asks."""
    only_with = reading.formula.only_with
    asks_result = any(not name.inputs for name in pairing.names)
    lacks_it = bool(reading.missing) and {parameter.name for parameter in reading.missing} <= set(only_with)
    return not only_with or bool(set(only_with) & reading.inputs.keys()) or (asks_result and lacks_it)


def _is_meant(pairing: Pairing, reading: Reading) -> bool:
    """Whether the text wants this calculation done, rather than to know something about it."""
    asks = _ASKS.get(reading.formula.id)
    asked = bool(asks and asks.search(pairing.text))
    computes = asked or bool(_COMPUTES.search(pairing.text))
    wonders = _wonders(pairing.text)
    if _lacks_sides(reading):
        return False
    if sum(1 for pair in pairing.pairs if pair.input.endswith(".1")) and not any(pair.input.endswith(".2") for pair in pairing.pairs):
        return False  # one number is no list
    if not _is_its_kind(pairing, reading):
        return False
    if reading.objection:
        return bool(pairing.quantities) and computes
    if pairing.pairs:
        sure = len(pairing.pairs) >= _STRONG or (not reading.missing and len(reading.inputs) > 1)
        return sure or computes or not wonders
    amounts = [q for q in pairing.quantities if q.kind in AMOUNTS]
    fit_for = {kind for parameter in reading.formula.parameters for kind in fits(parameter)} | _OF_ANY_INPUT
    if not any(quantity.kind in fit_for for quantity in pairing.quantities):
        worked_alone = not reading.formula.needs and computes  # every input is a figure of the material
        own_case = _OWN_CASE.search(pairing.text) and _BY_FIGURES.search(pairing.text) and _HOW_MUCH.search(pairing.text)
        ordered = bool(_ORDERS.search(pairing.text) or (own_case and not _IN_GENERAL.search(pairing.text)))
        if reading.formula.ratio and not pairing.names and not (_INSISTS.search(pairing.text) and _BY_FIGURES.search(pairing.text)):
            return False  # no part of the ratio is spoken of
        return bool(_INSISTS.search(pairing.text)) or ((worked_alone or ordered) and (asked or not wonders))
    kinds = {kind for parameter in reading.missing or reading.formula.parameters for kind in fits(parameter)} | _OF_ANY_INPUT
    if reading.formula.title in pairing.text and _ORDERS.search(pairing.text) and not wonders:
        return True
    fitting = any(q.kind in kinds for q in pairing.quantities) and any(name.inputs for name in pairing.names)
    return (computes and fitting) or (len(amounts) > 1 and not wonders)
