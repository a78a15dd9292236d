"""How a follow-up leans on the conversation, by its words alone.

It changes or returns to a subject, corrects the last question, wants more of the answer, points into it (后者), or puts another subject
into the last question (优柔寡断的呢). Questions are given in half width, as the reader has them.
"""

import re
from collections.abc import Sequence

# 算了换个话题，…  海底捞先放一放，…  the conversation is not meant
_CHANGE = re.compile(
    r"^[^,。]{0,4}?(?:换个?(?:一个)?(?:话题|事|问题)|(?:另外|再)?问个?别的|说(?:点|个)别的|题外话)[^,。]{0,3}[,。]\s*"
    r"|^[^,。]{0,8}?先?(?:(?:放一放|放一边|放下|搁一搁|搁一边|打住)|(?:不|别)(?:问|说|聊|谈|管|看)(?:这|那|它)?[个些]?)[了吧]?[,。]\s*"
)
# 不对，我要…  说错了，是…  what follows corrects the last question
_CORRECTION = re.compile(
    r"^(?:哦|噢|啊|哎|诶|呃|额|嗯|行|好|等等)?[,。]?\s*(?:不对|不是|(?:说|打|写|记|搞|弄|看|问|听)?错了?|口误|手滑|抱歉|不好意思|sorry)[啊呀哈]?(?:[,。]|\s)\s*"
    r"(?:我)?(?:是?要|本来要|其实|想|刚才)?(?:说|问|指|叫|查)?的?(?:应该)?(?:是|叫)?"
)
# 回到刚才的…  an earlier subject is meant
_RETURN = re.compile(
    r"(?:^|[,。])\s*(?:还是)?(?:再)?(?:回到|回头(?:再)?(?:说|看|问)|说回|接着说|继续说)(?:刚才|前面|之前|上面|最开始|一开始)?(?:说|讲|问|聊|提)?(?:到)?的?(?:那个)?|(?:刚才|(?:前面|之前|上面)(?=[说讲问聊提]|的?那[个家条]))(?:说|讲|问|聊|提)?(?:到|过)?的?(?:那个|那家|那条)?"
)
# 还有呢，都列出来，再举一个
_MORE = re.compile(
    r"^(?:那|嗯|好|好的|行|请|麻烦)*[,，]?\s*(?:"
    r"(?:还|再)有(?:没有)?(?:别的|其他|其它|什么|哪些|几个)?(?:了|的|吗|呢|么|啊|没)*"
    r"|(?:剩下|其余|其他|其它|余下|后面|另外)(?:的|那)?(?:[一二两三四五六七八九十几\d]+[个条项种点步])?(?:呢|是什么|有哪些|是啥|也|都|全)*(?:说说|讲讲|列出来|给我|说一下|念一下)*"
    r"|(?:再|另外?)(?:举|来|给|说|讲)[一两几]?个(?:例子|案例|实例)?"
    r"|(?:继续|接着说|往下说|接着讲|往下讲|说下去|说完|讲完)"
    r"|[^,，。]{0,6}(?:漏了?|(?<!多)少了)[^,，。]{0,5}[,，。]?\s*(?:凑齐|补全|补齐|补上)?[^,，。]{0,6}"
    r"|(?:把)?(?:它们|他们)?(?:完整|全部|所有|整个|全)(?:的)?(?:[一二两三四五六七八九十几\d]+[个条项种点步])?(?:都|全)?(?:的)?(?:列出来|给我|说说|念一遍|列一下|列全|是什么|是啥|有哪些|发我|来一遍)"
    r")\s*[?？。!！~～]*$"
)
# 这种怎么做, 各是怎么回事, 前者怎么变成后者: what was answered just before is meant
_POINTS_BACK = re.compile(
    r"这[两三几些]?[个层条项种类步级样帮群批拨](?!路|毛病|问题|事|人)|(?<!其)它|其中|前者|后者|各(?:是|要|往|有|该|举)|(?:第[一二三]|头一|最后一)[个层条项种类步级](?:是|怎|有|要|该)"
)
_POSITIONS = (
    (re.compile(r"^(?:那|那么)?(?:前者|头一个|第一个|最前面?那?个|前一个|前面那个)(?=.{0,12}$)"), 0),
    (re.compile(r"^(?:那|那么)?(?:后者|最后那?一?个|末了那个|后一个|后面那个|最后那个)(?=.{0,12}$)"), -1),
    (re.compile(r"^(?:那|那么)?(?:第二个|中间那?个)(?=.{0,12}$)"), 1),
    (re.compile(r"^(?:那|那么)?第三个(?=.{0,12}$)"), 2),
)
_TAIL = re.compile(
    r"^(?:那|那么|换成|要是|如果是|再说说?)+|(?:的|那个|那边|那一?[条项种家层级块点类型]|方面)?(?:呢|又如何|又怎样|怎么样|如何)?[?？。!！~～]*$"
)
_TOPIC = re.compile(
    r"(?:那么?|请问|问一?下)?[,，]?(?P<topic>(?!是不是|是否|什么|啥|怎|如何|哪|为何|为什么|多少|几)[^,，。?？]{2,12}?)(?:的|是|有|分|各|都|一共|总共|该|要|为|怎|如何|什么|啥|哪|几|多少|先|在|归|属于|算|对应|[,，])"
)
_TIME = re.compile(r"[^,，。?？]{1,10}?(?:的?时候?(?!间)|期间|阶段|之[前后]|以[前后])")
_OF_TWO = ("前者", "后者")
_ITEM = re.compile(r"\s*(?:以及|还有|和|与|及|、)\s*")
_LISTED = re.compile(r"(?:[:：]|是|有|包括|分为|分成|分别是|例子是)([^:：。；;，,是有]{2,60}?(?:、|和|与|及)[^。；;，,]{1,40})[。；;，,]?")
_NUMBERED = re.compile(r"(?:(?:^|[\n。；;：:，,])\s*(?:\d{1,2}[.、)）]|[-•·])|[①-⑳])\s*([^\n。；;：:\[①-⑳]{2,30})")
_SHARED_PAIRS = 2  # of characters: with so many in common, a name is taken for a slip of another
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# 2 最后怎么了, 3跟4有什么不同: items by their numbers; a number of something else has its unit behind it
_BY_NUMBER = re.compile(
    r"^那?(?P<first>[①-⑳]|\d{1,2}(?!\d))(?P<more>(?:\s*[跟和与、]\s*(?:[①-⑳]|\d{1,2}(?!\d)))*)(?!\s*(?:[年月日天周元块万千百亿倍成折%个家种类条项岁次.号点+a-zA-Z]|[前后]面))"
)


def wants_examples(question: str) -> bool:
    """Whether what a message wants more of are examples: 再举一个例子."""
    return "例" in question


def points_back(question: str) -> bool:
    """Whether a part of a message asks about what the part before it is answered with."""
    return bool(_POINTS_BACK.search(question))


def changes_topic(question: str) -> str | None:
    """The rest of a question that says it is about something else; None where it does not."""
    rest = _CHANGE.sub("", question, count=1)
    return rest if rest != question and rest else None


def corrects(question: str) -> str | None:
    """What a message asks that corrects the one before; None where it does not."""
    rest = _CORRECTION.sub("", question, count=1)
    return rest if rest != question and rest else None


def returns_to(question: str) -> str | None:
    """A question without the words by which it returns to an earlier subject; None where it has none."""
    rest, found = _RETURN.subn(",", question)
    return rest.strip(", ") or None if found else None


def wants_more(question: str) -> bool:
    """Whether a message only asks for the rest of what was told, or for the whole of it."""
    return bool(_MORE.match(question))


def pointed_at(question: str, answer: str) -> tuple[str, str] | None:
    """What a question points at in the enumeration of an answer (前者, 第二个, 最后那个, ③), and what it asks of that."""
    items = enumerated(answer)
    if (numbered := _BY_NUMBER.match(question)) and (places := by_number(question)) and max(places) <= len(items):
        return "和".join(items[place - 1] for place in places), question[numbered.end() :].strip()
    for words, place in _POSITIONS:
        if len(items) != len(_OF_TWO) and question.startswith(_OF_TWO):
            continue
        if (match := words.search(question)) and len(items) > max(place, 1 if place < 0 else place):
            return items[place], question[match.end() :]
    return None


def by_number(question: str) -> list[int]:
    """The numbers by which a question begins to speak of items: 2是啥意思, 3跟4有什么不同; none where it does not, or one is no place."""
    found = _BY_NUMBER.match(question)
    places = [_place(written) for written in re.findall(r"[①-⑳]|\d+", found[0])] if found else []
    return places if places and min(places) > 0 else []


def _place(written: str) -> int:
    return _CIRCLED.index(written) + 1 if written in _CIRCLED else int(written)


def enumerated(answer: str) -> list[str]:
    """The items that an answer lists: its numbered or bulleted lines, else those of its last sentence that joins some by 、 and 和."""
    lines = [line.strip() for line in _NUMBERED.findall(answer)]
    if len(lines) > 1:
        return lines
    found = _LISTED.findall(answer)
    return [item.strip("“”\"' ") for item in _ITEM.split(found[-1]) if item.strip()] if found else []


def topic_of(question: str) -> str:
    """What stands in front of what a question asks of it: 电商分哪几种模式 → 电商. Empty where nothing does."""
    found = _TOPIC.match(question)
    return found["topic"] if found else ""


def bare_subject(question: str) -> str:
    """What a message names that only puts another subject into the last question: 优柔寡断的呢 → 优柔寡断."""
    previous = None
    while previous != question:
        previous, question = question, _TAIL.sub("", question).strip()
    return question


def with_subject(question: str, old: Sequence[str], new: str) -> str | None:
    """The question with the first of `old` that it holds, the longest first, replaced by `new`; None where it holds none."""
    for name in sorted(old, key=len, reverse=True):
        if name and name in question:
            return question.replace(name, new, 1)
    return None


def at_another_time(question: str, names: Sequence[str], time: str) -> str | None:
    """The question with the time in it, behind what it names, replaced by another: 海底捞排队时有啥服务, 坐下吃的时候 → 海底捞坐下吃的时候有啥服务. None
    where either is no time."""
    if not _TIME.fullmatch(time) or (found := _TIME.search(question)) is None:
        return None
    start = max((found.start() + at + len(name) for name in names if name and (at := found[0].find(name)) >= 0), default=found.start())
    return question[:start] + time + question[found.end() :] if start < found.end() else None


def beginning_in(question: str, item: str) -> str:
    """The longest beginning of an item, of two characters and more, that stands in the question: 甲乙 of 甲乙公司; empty where none does."""
    return next((item[:end] for end in range(len(item), 1, -1) if item[:end] in question), "")


def corrected(question: str, right: str) -> str | None:
    """The question with what is most like `right` replaced by it: 东方电气家底有多大, 东方电子 → 东方电子家底有多大. None where nothing is like it."""
    width = len(right)
    windows = [question[at : at + width] for at in range(len(question) - width + 1)]
    best = max(windows, key=lambda window: sum(a == b for a, b in zip(window, right, strict=True)), default="")
    alike = sum(a == b for a, b in zip(best, right, strict=True)) if best else 0
    if 2 * alike >= width and best != right:
        return question.replace(best, right, 1)
    shared = [at for at in range(len(question) - 1) if question[at : at + 2] in right]
    if len(shared) < _SHARED_PAIRS or right in question or shared[-1] + 2 - shared[0] > 2 * width:
        return None
    return question[: shared[0]] + right + question[shared[-1] + 2 :]  # 通用信用公司的事讲讲, 环球信用服务公司
