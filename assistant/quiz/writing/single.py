"""Single choice: what belongs to a list, what a thing is, which of two that are easily confused, what to do."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from assistant.quiz.evidence import alike
from assistant.quiz.items import Choice, Difficulty, Kind, Level, Option
from assistant.quiz.material import Advice, Axis, Contrast, Figure, Meaning, Position, Roll
from assistant.quiz.writing.blueprint import OPTIONS, Blueprint, Draw, Written
from assistant.quiz.writing.falsehood import lone_figures, neighbours, number_of, refigured
from assistant.quiz.writing.siblings import NEAR, NEIGHBOURS, Siblings, like_length
from assistant.quiz.writing.wording import bare, explained, listed, named, sources

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD
WRONG = OPTIONS - 1
_single = partial(Blueprint, Kind.SINGLE)


def single(siblings: Siblings) -> Iterator[Blueprint]:
    """Every single-choice item that the material gives."""
    material = siblings.material
    for roll in material.rolls:
        yield from _of_list(roll, siblings)
    for meaning in material.meanings:
        fact, card = f"含义：{meaning.name}", meaning.card.id
        yield _single("meaning-name", card, fact, MEDIUM, Level.UNDERSTAND, partial(_name_of, meaning, siblings))
        yield _single("meaning-words", card, fact, MEDIUM, Level.UNDERSTAND, partial(_words_of, meaning, siblings))
    for figure in material.figures:
        fact = f"数字：{figure.fact.label}"
        yield _single("figure", figure.card.id, fact, MEDIUM, Level.REMEMBER, partial(_figure, figure, siblings))
    for axes in material.axes.values():
        for axis in axes:
            fact, card = f"对照：{axis.name}", axis.card.id
            yield _single("axis-value", card, fact, MEDIUM, Level.ANALYSE, partial(_axis_value, axis, axes))
            yield _single("axis-whose", card, fact, MEDIUM, Level.ANALYSE, partial(_axis_whose, axis, axes))
    for positions in material.positions.values():
        for position in positions:
            fact, card = f"说法：{position.document}，{position.claim.value}", position.card.id
            yield _single("claim-document", card, fact, HARD, Level.ANALYSE, partial(_document, position, positions, siblings))
    for contrast in material.contrasts:
        fact = f"易混：{contrast.left.name}、{contrast.right.name}"
        yield _single("contrast", contrast.card.id, fact, HARD, Level.ANALYSE, partial(_told_apart, contrast, siblings))
    for advice in siblings.principled:
        fact, card = f"怎么用：{advice.line.text[:12]}", advice.card.id
        yield _single("advice", card, fact, MEDIUM, Level.APPLY, partial(_advised, advice, siblings))
        yield _single("basis", card, fact, HARD, Level.APPLY, partial(_basis, advice, siblings))


def _of_list(roll: Roll, siblings: Siblings) -> Iterator[Blueprint]:
    fact, card, size = f"清单：{roll.catalogue.title}", roll.card.id, len(roll.members)
    if size >= WRONG:
        yield _single("list-odd", card, fact, EASY, Level.REMEMBER, partial(_odd_one, roll, siblings))
    yield _single("list-one", card, fact, EASY, Level.REMEMBER, partial(_one_of, roll, siblings))
    if 3 <= size <= 7:
        yield _single("list-missing", card, fact, MEDIUM, Level.REMEMBER, partial(_missing, roll, siblings))
        yield _single("list-whose", card, fact, MEDIUM, Level.UNDERSTAND, partial(_whose, roll, siblings))
    if roll.is_process and size >= OPTIONS:
        yield _single("list-next", card, fact, MEDIUM, Level.UNDERSTAND, partial(_next_step, roll))


def _odd_one(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    found = siblings.outsiders(roll, draw, 1)
    if not found:
        return None
    name, other = found[0]
    title = roll.catalogue.title
    stem = draw.some(
        (
            f"{roll.lead}。下列各项中，【不】在其中的是哪一项？",
            f"有学员凭记忆写{named(title)}，写出了下面四项，其中【不】对的是哪一项？",
            f"下列各项中，【不】属于{named(title)}的是哪一项？",
        )
    )
    wrong = [Option(member, f"“{member}”在{named(title)}之列。") for member in draw.random.sample(roll.members, WRONG)]
    key = Option(name, f"“{name}”出自{named(other.catalogue.title)}。")
    why = f"“{name}”出自{named(other.catalogue.title)}，其余三项都在原话里"
    return Written(stem, draw.choice(key, wrong), explained([roll.line], why), sources([roll.line, other.line]))


def _one_of(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    found = siblings.outsiders(roll, draw, WRONG)
    key = draw.some(roll.members)
    if len(found) < WRONG:
        return None
    title = roll.catalogue.title
    stem = draw.some(
        (
            f"{roll.lead}。下列哪一项是其中之一？",
            f"下列各项中，属于{named(title)}的是哪一项？",
            f"复习{named(title)}时，下列哪一项应当写进笔记？",
        )
    )
    return _from_lists(stem, key, found, roll, draw)


def _missing(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    found = siblings.outsiders(roll, draw, WRONG)
    if len(found) < WRONG:
        return None
    key = draw.some(roll.members)
    rest = listed([member for member in roll.members if member != key])
    title = roll.catalogue.title
    stem = draw.some(
        (
            f"{roll.lead}：{rest}，另外一项是什么？",
            f"{named(title)}里，除了{rest}，还有哪一项？",
            f"同事讲{named(title)}，只讲到{rest}，漏讲了哪一项？",
        )
    )
    return _from_lists(stem, key, found, roll, draw)


def _from_lists(stem: str, key: str, found: Sequence[tuple[str, Roll]], roll: Roll, draw: Draw) -> Written:
    """A question about `roll` whose wrong options are from other lists."""
    wrong = [Option(name, f"“{name}”出自{named(other.catalogue.title)}。") for name, other in found]
    options = draw.choice(Option(key, f"“{key}”在{named(roll.catalogue.title)}之列。"), wrong)
    return Written(stem, options, explained([roll.line], _whence(found)), sources([roll.line, *(other.line for _, other in found)]))


def _whence(found: Sequence[tuple[str, Roll]]) -> str:
    """From which other lists the wrong options are."""
    by_list: dict[str, list[str]] = {}
    for name, other in found:
        by_list.setdefault(other.catalogue.title, []).append(f"“{name}”")
    return "；".join(f"{''.join(names)}出自{named(title)}" for title, names in by_list.items())


def _whose(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    """The members are given, the list is asked for; lists of the same size, so that counting gives nothing away."""
    others = [
        other
        for other in siblings.material.rolls
        if siblings.distance(roll.card, other.card) <= NEIGHBOURS
        and len(other.members) == len(roll.members)
        and other.card.id != roll.card.id
        and alike(other.catalogue.title, roll.catalogue.title) < NEAR
    ]
    others.sort(key=lambda other: (siblings.distance(roll.card, other.card), draw.random.random()))
    chosen = like_length(others, roll.catalogue.title, WRONG, lambda other: other.catalogue.title)
    if len(chosen) < WRONG:
        return None
    members = "、".join(roll.members)
    stem = draw.some((f"“{members}”，合起来说的是什么？", f"黑板上写着：{members}。讲师这时讲的是哪个内容？"))
    wrong = [Option(other.catalogue.title, f"{named(other.catalogue.title)}是：{'、'.join(other.members)}。") for other in chosen]
    why = "；".join(f"{named(other.catalogue.title)}是{'、'.join(other.members)}" for other in chosen)
    options = draw.choice(Option(roll.catalogue.title), wrong)
    return Written(stem, options, explained([roll.line], why), sources([roll.line, *(other.line for other in chosen)]))


def _next_step(roll: Roll, draw: Draw) -> Written | None:
    at = draw.random.randrange(len(roll.members) - 1)
    before, key = roll.members[at], roll.members[at + 1]
    others = [member for member in roll.members if member not in (before, key)]
    wrong = [
        Option(member, f"“{member}”排在第{roll.members.index(member) + 1}位。")
        for member in draw.random.sample(others, min(WRONG, len(others)))
    ]
    title = roll.catalogue.title
    stem = draw.some((f"按{named(title)}的先后次序，“{before}”之后紧接着的是哪一项？", f"{named(title)}走完“{before}”，下一项是什么？"))
    why = f"“{key}”排在第{at + 2}位，紧跟在第{at + 1}位的“{before}”之后"
    return Written(stem, draw.choice(Option(key), wrong), explained([roll.line], why), sources([roll.line]))


def _asked_name(meaning: Meaning, siblings: Siblings) -> str:
    """What the options of a question for a name are called."""
    catalogue = siblings.material.library.catalogues.get(meaning.family)
    return f"“{catalogue.title}”里的哪一项" if catalogue else "下列哪一个"


def _name_of(meaning: Meaning, siblings: Siblings, draw: Draw) -> Written | None:
    others = siblings.meanings(meaning, draw)
    chosen = like_length(others, meaning.name, WRONG, lambda other: other.name)
    if len(chosen) < WRONG:
        return None
    asked = _asked_name(meaning, siblings)
    stem = draw.some(
        (
            f"“{meaning.words}”，这说的是{asked}？",
            f"下面这句话讲的是{asked}？“{meaning.words}。”",
            f"讲师说：“{meaning.words}。”他讲的是{asked}？",
        )
    )
    wrong = [Option(other.name, f"“{other.name}”说的是：{other.words}。") for other in chosen]
    why = "；".join(f"“{other.name}”说的是{other.words}" for other in chosen)
    return Written(
        stem,
        draw.choice(Option(meaning.name), wrong),
        explained([meaning.line], why),
        sources([meaning.line, *(other.line for other in chosen)]),
    )


def _words_of(meaning: Meaning, siblings: Siblings, draw: Draw) -> Written | None:
    others = siblings.meanings(meaning, draw)
    chosen = like_length(others, meaning.words, WRONG, lambda other: other.words)
    if len(chosen) < WRONG:
        return None
    name = meaning.name
    stem = draw.some(
        (
            f"关于“{name}”，下列说法正确的是哪一项？",
            f"新同事问“{name}”是什么意思，下列哪一种解释符合材料？",
            f"下列各项中，说的是“{name}”的是哪一项？",
        )
    )
    wrong = [Option(other.words, f"这说的是“{other.name}”。") for other in chosen]
    why = "；".join(f"“{_front(other.words)}”说的是“{other.name}”" for other in chosen)
    return Written(
        stem,
        draw.choice(Option(meaning.words), wrong),
        explained([meaning.line], why),
        sources([meaning.line, *(other.line for other in chosen)]),
    )


def _front(words: str) -> str:
    """The first clause, which is enough to tell an option by."""
    clause = words.split("，")[0].rstrip("。")
    return clause if len(clause) == len(words.rstrip("。")) else f"{clause}……"


def _told_apart(contrast: Contrast, siblings: Siblings, draw: Draw) -> Written | None:
    """Which of four statements keeps two things apart: two statements, right and exchanged, on each of two pairs would give the key away
    by symmetry, so the wrong ones exchange this pair and pair each side with a third thing."""
    left, right = contrast.left, contrast.right
    thirds = [
        other
        for other in siblings.material.contrasts
        if {other.left.name, other.right.name}.isdisjoint({left.name, right.name})
        and siblings.distance(contrast.card, other.card) <= NEIGHBOURS
        and {other.left.name[-2:], other.right.name[-2:]} & {left.name[-2:], right.name[-2:]}
    ]
    draw.random.shuffle(thirds)
    third = next(
        (side for other in thirds for side in (other.left, other.right) if not siblings.evidence.for_all(left.name, side.words)), None
    )
    fourth = next(
        (
            side
            for other in reversed(thirds)
            for side in (other.right, other.left)
            if side != third and not siblings.evidence.for_all(right.name, side.words)
        ),
        None,
    )
    if third is None or fourth is None or alike(left.words, right.words) >= NEAR:
        return None
    stem = draw.some(
        (
            f"“{left.name}”和“{right.name}”容易混淆，下列哪一种说法把两者分清了？",
            f"下列说法中，正确区分“{left.name}”与“{right.name}”的是哪一项？",
        )
    )
    wrong = [
        Option(f"{left.name}{right.words}，{right.name}{left.words}", "两者说反了。"),
        Option(f"{left.name}{third.words}，{right.name}{right.words}", f"前半句说的是“{third.name}”。"),
        Option(f"{left.name}{left.words}，{right.name}{fourth.words}", f"后半句说的是“{fourth.name}”。"),
    ]
    key = Option(bare(contrast.line.text))
    why = f"其余三项或者把两者说反，或者混进了“{third.name}”“{fourth.name}”的说法"
    return Written(stem, draw.choice(key, wrong), explained([contrast.line], why), sources([contrast.line]))


def _advised(advice: Advice, siblings: Siblings, draw: Draw) -> Written | None:
    chosen = _other_advice(advice, siblings, draw, lambda other: bare(other.line.text), bare(advice.line.text))
    if len(chosen) < WRONG:
        return None
    title = advice.card.title
    stem = draw.some(
        (
            f"要把{named(title)}用到工作中，下列哪一种做法最贴切？",
            f"店里正在学{named(title)}，下列做法中真正照它来做的是哪一项？",
            f"下列做法中，体现{named(title)}的是哪一项？",
        )
    )
    wrong = [Option(bare(other.line.text), f"这是{named(other.card.title)}的用法。") for other in chosen]
    why = "；".join(f"“{_front(other.line.text)}”是{named(other.card.title)}的用法" for other in chosen)
    options = draw.choice(Option(bare(advice.line.text)), wrong)
    return Written(stem, options, explained([advice.line], why), sources([advice.line, *(other.line for other in chosen)]))


def _basis(advice: Advice, siblings: Siblings, draw: Draw) -> Written | None:
    chosen = _other_advice(advice, siblings, draw, lambda other: other.card.title, advice.card.title)
    if len(chosen) < WRONG or advice.card.title in advice.line.text:
        return None
    text = bare(advice.line.text)
    stem = draw.some(
        (
            f"主管提醒大家：“{text}。”这条提醒的依据是下列哪一项？",
            f"“{text}。”这种做法用的是下列哪一项？",
            f"某门店照这样做：“{text}。”它运用的是哪一项？",
        )
    )
    wrong = [Option(other.card.title, f"{named(other.card.title)}的用法是：{other.line.text}") for other in chosen]
    why = "；".join(f"{named(other.card.title)}的用法是{bare(other.line.text)}" for other in chosen)
    options = draw.choice(Option(advice.card.title), wrong)
    return Written(stem, options, explained([advice.line], why), sources([advice.line, *(other.line for other in chosen)]))


def _other_advice(advice: Advice, siblings: Siblings, draw: Draw, text: Callable[[Advice], str], key: str) -> list[Advice]:
    """Advice of other cards, near ones first, that does not also follow from this one."""
    own = advice.card
    fitting: dict[str, Advice] = {}
    for other in siblings.principled:
        linked = other.card.id == own.id or other.card.id in own.see or own.id in other.card.see
        if not linked and alike(other.line.text, advice.line.text) < NEAR / 2 and alike(other.card.title, own.title) < NEAR:
            fitting.setdefault(other.card.id, other)
    same = [other for other in fitting.values() if other.card.kind == own.kind and other.card.group == own.group]
    ranked = sorted(
        same if len(same) >= 2 * WRONG else fitting.values(), key=lambda other: (siblings.distance(own, other.card), draw.random.random())
    )
    return like_length(ranked, key, WRONG, text)


def _figure(figure: Figure, siblings: Siblings, draw: Draw) -> Written | None:
    """A sentence with its figure left out, and four figures as round as it, in order."""
    text = figure.line.text
    printed = next((one for one in lone_figures(text) if one.start == figure.start), None)
    others = neighbours(printed, text) if printed else []
    if printed is None or len(others) < WRONG:
        return None
    value = number_of(text, printed)
    below = [other for other in others if other < value]
    above = [other for other in others if other > value]
    under = min(len(below), max(int(draw.place * OPTIONS), WRONG - len(above)))
    chosen = sorted([*draw.random.sample(below, under), value, *draw.random.sample(above, WRONG - under)])
    told = siblings.attributed(figure) + text[: printed.start] + "（　）" + text[printed.end :]
    stem = draw.some((f"下面这句话的括号里应填哪个数？\n{told}", f"按材料的数字，括号里是哪一项？\n{told}"))
    right = text[printed.start : printed.end]
    options = tuple(
        Option(right if one == value else refigured(text, printed, one), "" if one == value else "材料没有这个数。") for one in chosen
    )
    why = f"括号里是{right}，其余各数材料里没有"
    return Written(stem, Choice(options, (chosen.index(value),)), explained([figure.line], why), sources([figure.line]))


def _axis_value(axis: Axis, axes: Sequence[Axis], draw: Draw) -> Written | None:
    chosen = _other_axes(axis, axes, draw, lambda other: other.value)
    if len(chosen) < 2:
        return None
    left = f"左项“{axis.left}”" if "左项" in axis.card.compare else named(axis.left)
    joined = "" if "的" in axis.name else "的"
    asked = (f"{left}{joined}{axis.name}是哪一项？", f"就{axis.name}来看，与{left}对应的是哪一项？")
    stem = f"{left}{axis.question}" if axis.question else draw.some(asked)
    wrong = [Option(other.value, f"这是“{other.left}”的。") for other in chosen]
    why = "；".join(f"“{other.value}”对应“{other.left}”" for other in chosen)
    return _of_axes(stem, Option(axis.value), wrong, [axis, *chosen], why, draw)


def _axis_whose(axis: Axis, axes: Sequence[Axis], draw: Draw) -> Written | None:
    chosen = _other_axes(axis, axes, draw, lambda other: other.left)
    if len(chosen) < 2 or alike(axis.left, axis.value) >= NEAR:
        return None
    if axis.question:
        stem = f"就“{axis.name}”这个问题，“{axis.value}”回答的是下列哪一项？"
    else:
        stem = draw.some((f"就{axis.name}来说，“{axis.value}”是下列哪一项的？", f"{axis.name}是“{axis.value}”的，是下列哪一项？"))
    wrong = [Option(other.left, f"“{other.left}”对应“{other.value}”。") for other in chosen]
    why = "；".join(f"“{other.left}”对应“{other.value}”" for other in chosen)
    return _of_axes(stem, Option(axis.left), wrong, [axis, *chosen], why, draw)


def _other_axes(axis: Axis, axes: Sequence[Axis], draw: Draw, text: Callable[[Axis], str]) -> list[Axis]:
    """Other cards of the family whose value on the axis is clearly another."""
    others = [other for other in axes if other is not axis and alike(other.value, axis.value) < NEAR and alike(other.left, axis.left) < 1]
    return like_length(draw.random.sample(others, len(others)), text(axis), WRONG, text)


def _of_axes(stem: str, key: Option, wrong: Sequence[Option], axes: Sequence[Axis], why: str, draw: Draw) -> Written:
    lines = [line for axis in axes for line in axis.lines]
    return Written(stem, draw.choice(key, wrong), explained(axes[0].lines, why), sources(lines))


def _document(position: Position, positions: Sequence[Position], siblings: Siblings, draw: Draw) -> Written | None:
    """Which document says so: what is disputed is asked for by its document."""
    same = {other.document for other in positions if other.claim.value == position.claim.value}
    others = [title for title in siblings.material.library.source_titles.values() if title not in same]
    chosen = like_length(draw.random.sample(others, len(others)), position.document, WRONG, lambda title: title)
    if len(chosen) < 2 or len(same) > 1:
        return None
    told = position.line.text.removeprefix(f"《{position.document}》").removeprefix("说，").lstrip("的，")
    stem = draw.some(
        (
            f"{named(position.card.title)}，各份材料说法不一。下面是哪一份材料的说法？\n{told}",
            f"引用{named(position.card.title)}的说法要写明出处。下面这句出自哪一份材料？\n{told}",
        )
    )
    said = {other.document: other.line for other in positions if other.document in chosen}
    why = "；".join(f"《{title}》的说法是“{bare(line.text)}”" for title, line in said.items()) or "其余几份材料没有这样说"
    wrong = [Option(title, "这份材料不是这样说的。") for title in chosen]
    return Written(
        stem, draw.choice(Option(position.document), wrong), explained([position.line], why), sources([position.line, *said.values()])
    )
