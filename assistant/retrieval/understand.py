"""How a question is read: which cards, lists and ordinals it names, what kind of answer it wants, what a follow-up leans on.

    text + earlier turns → Query, or two where it may be meant either way

The cues of each intent are the table below, in the order in which they are tried; nothing else in the project looks
for words of a question to guess what it wants.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.library import Library
from assistant.numerals import fold_width, read_han
from assistant.retrieval.tokens import Terms, normalise
from assistant.types import Intent, Ordinal, Query, Turn

_CUES: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern))
    for intent, pattern in (
        (
            Intent.CONFLICT,
            r"说法不一|哪个(?:数|说法)?(?:才)?(?:对|准)|哪个是真|到底是?(?:几|多少|哪|听谁)|互相矛盾|不一致|有的说.+有的说|又说|以哪个为准|怎么两个",
        ),
        (
            Intent.COMPARISON,
            r"区别|差别|差异在|有何不同|有什么不同|有啥不同|有什么两样|哪里不一样|不一样在|一回事|对比|相比|比较一下|和.+比|跟.+比(?!较)",
        ),
        (
            Intent.IDENTIFY,
            r"(?:是|叫|属于|算|对应|对得上|用的是|说的是|讲的是|哪)(?:的是)?(?:哪|第几)(?:一)?(?:条|个|项|种|级|类|款|招)|叫什么(?:法则|名|来着)?|叫啥|第几(?:条|个|项|级)|哪(?:一)?(?:条|个)(?:法则|定律|规则|原则)",
        ),
        (
            Intent.LIST,
            r"哪些|哪几|有几(?:条|个|项|种|类|级|步|点)|分几|几大|列(?:出|一下|举|全)|分别(?:是|有)|都(?:有|是|包括)(?:些)?(?:什么|啥)|包括(?:什么|啥)|全部|所有的?|完整(?:清单|列表)|清单|一共|总共|各是什么|有什么(?:内容|组成|步骤|环节|要素)",
        ),
        (
            Intent.FIGURE,
            r"多少|几倍|几成|几折|几个(?:人|百分点)|百分之几|比例|占比|多大|多高|多贵|多久|几年|几天|几小时|哪(?:一)?年|贵几|高几",
        ),
        (Intent.CASE, r"案例|例子|举例|举个|故事|实例|怎么做成的|谁(?:做|用)过"),
        (
            Intent.HOW_TO,
            r"怎么(?!样算|回事|理解|说的|讲的|定义)|如何(?!理解|定义)|怎样|咋(?!回事|理解)|该做什么|该干|步骤|流程|方法|招|办法|技巧|要注意什么|做法",
        ),
        (Intent.CONFIRM, r"是不是|对不对|对吗|对吧|是吗|有没有说|真的吗|没错吧|可以吗|行不行|能不能|吗[?？]?$|吧[?？]?$"),
        (
            Intent.DEFINITION,
            r"什么是|是什么|是啥|什么意思|啥意思|何谓|何为|定义|含义|涵义|概念|指的?(?:是)?什么|怎么(?:理解|定义|说)|如何(?:理解|定义)|解释|介绍|说说|讲讲|讲的什么|说的什么|怎么回事",
        ),
    )
)

_ORDINAL = re.compile(
    r"(?P<last>倒数)?第\s*(?P<han>\d+|[零〇一二两三四五六七八九十百]+)\s*(?P<item>大?(?:条|个|项|级|步|种|类|点|层|招)|(?=法则|定律|规则|原则|商规)|)"
    r"|(?P<english>law|rule)\s*(?:no\.?\s*)?(?P<digits>\d{1,3})"
)
_RULE = re.compile(r"法则|定律|规则|原则|商规")
_ORDINAL_STOP = re.compile(r"第[一二三四](?:名|位|方|次|时间|阶段|季度|梯队|手)")

# A question that leans on the one before: it names nothing and starts or ends so.
_LEANING = re.compile(
    r"^(?:那么?|它|他们?|她|这个?|那个|这|其|再|还有|然后|接着|上面|刚才|前面)|(?:它|这个|那个|这条|那条|上述)|呢[?？。]?$"
)
_PRONOUN = re.compile(r"它|这个|那个|这(?=和|跟|与)|其(?=和|跟|与)|^(?:和|跟|与)")
_COURTESY = re.compile(
    r"(?:谢谢|多谢|感谢|辛苦|你好|您好|嗨|哈喽|hello|hi|再见|拜拜|好的?|嗯|哦|行|明白|知道|收到|了|啦|你|您|大家|早上|下午|晚上|[!！。,，~～ ])+"
)
_BARE_CHARS = 8  # a question this short, naming nothing, continues the one before
_NEXT = re.compile(r"(?P<next>下一?|后一|再往上一|往上一)(?:条|个|项|级|层|步)|(?:上一?|前一|往下一)(?:条|个|项|级|层|步)")
_ANSWER_LEAD = 60  # characters of an answer that say what it is about


def is_courtesy(text: str) -> bool:
    """Whether a message only greets or thanks."""
    return bool(_COURTESY.fullmatch(text.lower()))


@dataclass(frozen=True, slots=True)
class Names:
    """What a text names: ids of cards and lists, longest name first where they overlap."""

    cards: tuple[str, ...]
    catalogues: tuple[str, ...]


class Reader:
    """Reads questions with the names of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._terms = Terms([*library.card_names, *library.catalogue_names])

    def read(self, text: str, history: Sequence[Turn] = ()) -> list[Query]:
        """How the question may be read, likeliest first.

        A question that names something is read as it stands. One that leans on the conversation takes its subject from
        there. One that does neither, in a conversation, may be either: both readings are given.
        """
        question = " ".join(fold_width(text).split())
        names = self.names(question)
        alone = self._query(text, question, question, names, self._ordinals(question, names))
        subject = self._earlier_subject(history)
        if subject is None:
            return [alone]
        title, earlier = subject
        if names.cards and alone.intent is Intent.COMPARISON and _PRONOUN.search(question):
            both = Names(tuple(dict.fromkeys((*earlier.cards[:1], *names.cards))), ())
            return [self._query(text, question, f"{title}：{question}", both, ())]
        if names.cards or (names.catalogues and not alone.ordinals):
            return [alone]
        together = Names(names.cards or earlier.cards, names.catalogues or earlier.catalogues)
        ordinals = self._ordinals(question, Names((), names.catalogues or earlier.catalogues))
        ordinals = ordinals or self._neighbour(question, history)
        leaning = self._query(text, question, f"{title}：{question}", together, ordinals)
        if alone.ordinals and all(ordinal.catalogue for ordinal in alone.ordinals):
            return [alone]
        return [leaning] if ordinals or self._leans(question) else [alone, leaning]

    def _query(self, text: str, question: str, standalone: str, names: Names, ordinals: tuple[Ordinal, ...]) -> Query:
        return Query(text, standalone, self.intent(question), names.cards, names.catalogues, ordinals)

    def intent(self, question: str) -> Intent:
        """The first intent with a cue in the question; a question without one wants a definition."""
        return next((intent for intent, cue in _CUES if cue.search(question)), Intent.DEFINITION)

    def names(self, text: str) -> Names:
        """Cards and lists that `text` names; a name inside a longer one does not count."""
        text = normalise(text)
        cards: dict[str, None] = {}
        catalogues: dict[str, None] = {}
        taken = [False] * len(text)
        for term, at in sorted(self._terms.find(text), key=lambda found: -len(found[0])):
            if any(taken[at : at + len(term)]):
                continue
            taken[at : at + len(term)] = [True] * len(term)
            if term in self._library.catalogue_names:
                catalogues[self._library.catalogue_names[term]] = None
            if term in self._library.card_names:
                cards[self._library.card_names[term]] = None
        return Names(tuple(cards), tuple(catalogues))

    def _ordinals(self, question: str, names: Names) -> tuple[Ordinal, ...]:
        """Places in ordered lists. Where the question names no list, any whose counting word fits may be meant."""
        found = []
        for match in _ORDINAL.finditer(question.lower()):
            if _ORDINAL_STOP.match(question, match.start()):
                continue
            digits = match["digits"] or match["han"]
            place = int(digits) if digits.isdigit() else int(read_han(digits))
            catalogue = self._catalogue(names, match["english"])
            if catalogue is None and not match["item"] and not _RULE.match(question, match.end()):
                continue  # 我们排第三: a rank, not a place in a list
            if catalogue and match["last"]:
                place = len(self._library.catalogues[catalogue].members) + 1 - place
            found.append(Ordinal(catalogue, place))
        return tuple(found)

    def _catalogue(self, names: Names, english: str | None) -> str | None:
        """The ordered list that the text names, in Chinese or by its English word."""
        ordered = [name for name in names.catalogues if self._library.catalogues[name].ordered]
        if ordered:
            return ordered[0]
        if english:
            wanted = [c.id for c in self._library.catalogues.values() if c.ordered and english in (alias.lower() for alias in c.aliases)]
            return wanted[0] if wanted else None
        return None

    def _neighbour(self, question: str, history: Sequence[Turn]) -> tuple[Ordinal, ...]:
        """下一条 and 上一条, counted from the place that the conversation was last at."""
        step = _NEXT.search(question)
        if step is None:
            return ()
        for turn in reversed(history):
            places = self._ordinals(turn.content, self.names(turn.content))
            places = tuple(place for place in places if place.catalogue) or self._places_named(turn.content)
            if places:
                return (Ordinal(places[0].catalogue, places[0].place + (1 if step["next"] else -1)),)
        return ()

    def _places_named(self, text: str) -> tuple[Ordinal, ...]:
        """Places of the cards that `text` names in the ordered list that each belongs to."""
        lists = [catalogue for catalogue in self._library.catalogues.values() if catalogue.ordered and catalogue.card is None]
        return tuple(
            Ordinal(catalogue.id, catalogue.members.index(card) + 1)
            for card in self.names(text).cards
            for catalogue in lists
            if card in catalogue.members
        )

    def _leans(self, question: str) -> bool:
        return len(question.rstrip("？?。！!")) <= _BARE_CHARS or bool(_LEANING.search(question))

    def _earlier_subject(self, history: Sequence[Turn]) -> tuple[str, Names] | None:
        """What the conversation was about: the last question that names a card or a list, else the last one, with what its answer names."""
        questions = [turn.content for turn in history if turn.role == "user"]
        if not questions:
            return None
        for content in reversed(questions):
            names = self.names(content)
            if names.cards or names.catalogues:
                return self._subject(names), names
        answers = [turn.content for turn in history if turn.role == "assistant"]
        return questions[-1], Names(self.names(answers[-1][:_ANSWER_LEAD]).cards[:1] if answers else (), ())

    def _subject(self, names: Names) -> str:
        titles = [self._library.cards[card].title for card in names.cards]
        return "、".join(titles or [self._library.catalogues[catalogue].title for catalogue in names.catalogues])
