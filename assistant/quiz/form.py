"""Whether an item hangs together, whoever made it: a response of its kind, a key that exists, quotes as long as they say."""

from collections.abc import Iterator

from assistant.quiz.items import Blank, Choice, Item, Judgement, Kind, Marking, Matching, Ordering, Response

GAP = "____"
RESPONSES: dict[Kind, type[Response]] = {
    Kind.SINGLE: Choice,
    Kind.MULTIPLE: Choice,
    Kind.CALCULATION: Choice,
    Kind.CASE: Choice,
    Kind.TRUE_FALSE: Judgement,
    Kind.MATCHING: Matching,
    Kind.ORDERING: Ordering,
    Kind.FILL_IN: Blank,
    Kind.SHORT_ANSWER: Marking,
}


def faults(item: Item) -> Iterator[str]:
    """What is wrong with the item's form, in Chinese, for who made it."""
    if not item.stem.strip():
        yield "没有题干"
    if not isinstance(item.response, RESPONSES[item.kind]):
        yield f"答题部分不是{item.kind.label}的"
        return
    match item.response:
        case Choice(options, key):
            if len(options) < 2:
                yield f"只有{len(options)}个选项，至少要两个"
            if not key or list(key) != sorted(set(key)) or not all(0 <= place < len(options) for place in key):
                yield f"正确选项的位置{list(key)}不对：要从0起、由小到大、不重复、不超出选项"
            elif item.kind in (Kind.SINGLE, Kind.CALCULATION) and len(key) > 1:
                yield f"{item.kind.label}只能有一个正确选项，这里有{len(key)}个"
        case Matching(pairs, _):
            if len(pairs) < 2:
                yield f"只有{len(pairs)}对，至少要两对"
        case Ordering(steps, shown):
            if len(steps) < 2:
                yield f"只有{len(steps)}步，至少要两步"
            if sorted(shown) != list(range(len(steps))):
                yield f"显示的次序{list(shown)}不对：要把0到{len(steps) - 1}各写一次"
        case Blank(accepted):
            if item.stem.count(GAP) != 1:
                yield f"填空题的题干里要有一处 {GAP}，这里有{item.stem.count(GAP)}处"
            if not accepted or not all(map(str.strip, accepted)):
                yield "没有答案，或者有一个答案是空的"
        case Marking(points):
            if not points or not all(map(str.strip, points)):
                yield "没有评分要点，或者有一条是空的"
    for source in item.sources:
        if source.end - source.start != len(source.quote):
            yield f"出处“{source.passage_id}”写的是{source.start}到{source.end}字，引文却有{len(source.quote)}个字"
