"""How a question is read: which cards, lists and ordinals it names, what kind of answer it wants, what a follow-up leans on.

    message + earlier turns → its questions → for each the queries that it may mean, likeliest first

The cues of each intent are the table below, in the order in which they are tried; nothing else in the project looks
for words of a question to guess what it wants.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.library import Library
from assistant.numerals import fold_width
from assistant.retrieval.ordinals import Places, find_places
from assistant.retrieval.questions import split_questions
from assistant.retrieval.tokens import Terms, normalise
from assistant.types import Catalogue, Intent, Ordinal, Query, Turn

_CUES: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern))
    for intent, pattern in (
        (
            Intent.CONFLICT,
            r"说法不一|哪个(?:数|说法)?(?:才)?(?:对|准)|哪个是真|[哪几]种说法|(?:写|说|讲)[得的].{0,3}不一样|口径.{0,3}一样|到底是?(?:几|多少|哪|听谁)|互相矛盾|不一致|有的说.+有的说|又说|以哪个为准|怎么两个",
        ),
        (
            Intent.COMPARISON,
            r"区别|差别|差异在|出入|有何不同|差在哪|不一样|有什么不同|有啥不同|有什么两样|哪里不一样|不一样在|一回事|对比|相比|比较一下|比一比|和.+比|跟.+比(?!较)",
        ),
        (
            Intent.IDENTIFY,
            r"(?:是|叫|属于|算|对应|对得上|用的是|说的是|讲的是|哪)(?:的是)?(?:哪|第几)(?:一)?(?:条|个|项|种|级|类|款|招)|叫什么(?:法则|名|来着)?|叫啥|第几(?:条|个|项|级)|哪(?:一)?(?:条|个)(?:法则|定律|规则|原则)",
        ),
        (
            Intent.LIST,
            r"哪些|哪几|有几(?:条|个|项|种|类|级|步|点)|分几|几大|列(?:出|一下|举|全)|分别(?:是|有)|都(?:有|是|包括)(?:些)?(?:什么|啥)|包括(?:什么|啥)|全部|所有的?|完整|都给我|全给我|都列|清单|一共|总共|各是什么|有什么(?:内容|组成|步骤|环节|要素)",
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

# A question that leans on the one before: it names nothing and starts or ends so.
_LEANING = re.compile(
    r"^(?:那么?|它|他们?|她|这个?|那个|这|其|再|还有|然后|接着|上面|刚才|前面)|(?:它|这个|那个|这条|那条|上述)|呢[?？。]?$"
)
_PRONOUN = re.compile(r"它|这个|那个|这(?=和|跟|与)|其(?=和|跟|与)|^(?:和|跟|与)")
_COURTESY = re.compile(
    r"(?:谢谢|多谢|感谢|辛苦|你好|您好|嗨|哈喽|hello|hi|再见|拜拜|好的?|嗯|哦|行|明白|知道|收到|了|啦|你|您|大家|早上|下午|晚上|[!！。,，~～ ])+"
)
_BARE_CHARS = 8  # a question this short, naming nothing, continues the one before
_LEANING_CHARS = 14  # one this short, beginning with 它 or ending with 呢, too
_MEMBER_CHARS = 14  # a question this short may only pick a member of the list before it
_SHORT_NAME = 2
_SUBJECTS = 3  # this many subjects of a conversation are tried
_MANY_MEMBERS = 3  # an answer that tells this many members,
_TOLD_SHARE = 0.6  # and this share of all, tells the list
_WHOLE_CHARS = 120  # a message up to this long is tried as a whole too
_COMMON = frozenset("二十的法则定律条")  # what the names of the ordered lists share
_NEXT = re.compile(
    r"(?P<next>下一?|后一|再往上一|往上一|再往后一?|(?:后面|后头|之后|接下来|紧跟)[^,。]{0,3}?[那哪]一?)(?:条|个|项|级|层|步)"
    r"|(?:上一?|前一|往下一|再往前一?|往前一|(?:倒|退)回去?一|(?:前面|前头|之前)[^,。]{0,3}?[那哪]一?)(?:条|个|项|级|层|步)"
)
_POSITIONS = (  # of a member of the list that was just told
    (re.compile(r"前者|头一个|最前(?:面|头)?(?:那|的)"), 1),
    (re.compile(r"后者|最后(?:那|的|一)|末了|末尾(?:那|的)"), -1),
    (re.compile(r"中间(?:那|的)"), 2),
)
_ANSWER_LEAD = 60  # characters of an answer that say what it is about


def is_courtesy(text: str) -> bool:
    """Whether a message only greets or thanks."""
    return bool(_COURTESY.fullmatch(text.lower()))


@dataclass(frozen=True, slots=True)
class Names:
    """What a text names: ids of cards and lists, longest name first where they overlap. `at` says where each list is named."""

    cards: tuple[str, ...]
    catalogues: tuple[str, ...]
    at: tuple[int, ...] = ()


class Reader:
    """Reads questions with the names of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._terms = Terms([*library.card_names, *library.catalogue_names])

    def read(self, message: str, history: Sequence[Turn] = ()) -> list[list[Query]]:
        """The questions of a message; for each how it may be read, likeliest first.

        What stands in front of a question in the message is, like an earlier turn, what it may lean on.
        """
        message = fold_width(message)
        asked_for = split_questions(message, self._names_something)
        questions = []
        for asked in asked_for:
            turns = [*history, *(Turn("user", piece) for piece in asked.before)]
            readings = self._readings(" ".join(asked.text.split()), turns)
            if asked.before and len(asked_for) == 1 and len(message) <= _WHOLE_CHARS:
                readings.append(self._query(" ".join(message.split()), "", self.names(asked.text), ()))
            questions.append(readings)
        return questions

    def _readings(self, question: str, history: Sequence[Turn]) -> list[Query]:
        """A question that names something is read as it stands. One that leans on the conversation takes its subject from
        there. One that does neither, in a conversation, may be either: both readings are given."""
        names = self.names(question)
        alone = self._query(question, "", names, self._ordinals(question, names) or self._beside(question, names))
        subjects = self._earlier_subjects(history)
        if not subjects:
            return [alone]
        title, earlier = subjects[0]
        if (names.cards or names.catalogues) and alone.intent is Intent.COMPARISON and _PRONOUN.search(question):
            both = Names(tuple(dict.fromkeys((*earlier.cards[:1], *names.cards))), ())
            return [self._query(question, title, both, ())]
        if open_places := self._open_places(question, names, history):
            return [self._query(question, title, names, open_places)]
        if names.cards or (names.catalogues and not alone.ordinals):
            return [alone]
        if alone.ordinals and all(ordinal.catalogue for ordinal in alone.ordinals):
            return [alone]
        if ordinals := self._of_conversation(question, history, earlier):
            return [self._query(question, title, Names((), (ordinals[0].catalogue or "",)), ordinals)]
        leaning = [self._query(question, title, Names(found.cards, ()), ()) for title, found in subjects]
        if self._leans(question):
            return [*leaning, alone] if len(question) > _BARE_CHARS else leaning
        return [alone, *leaning]

    def _query(self, question: str, subject: str, names: Names, ordinals: tuple[Ordinal, ...]) -> Query:
        standalone = f"{subject}：{question}" if subject else question
        return Query(question, standalone, self.intent(question), names.cards, names.catalogues, ordinals)

    def intent(self, question: str) -> Intent:
        """The first intent with a cue in the question; a question without one wants a definition."""
        return next((intent for intent, cue in _CUES if cue.search(question)), Intent.DEFINITION)

    def names(self, text: str) -> Names:
        """Cards and lists that `text` names; a name inside a longer one does not count.

        A list's name of two characters (规则) names it only beside a place in it, and only where no card is named.
        """
        text = normalise(text)
        cards: dict[str, None] = {}
        catalogues: dict[str, int] = {}
        taken = [False] * len(text)
        places = list(find_places(text))
        for term, at in sorted(self._terms.find(text), key=lambda found: -len(found[0])):
            if any(taken[at : at + len(term)]):
                continue
            if term in self._library.catalogue_names and (len(term) > _SHORT_NAME or places):
                catalogues.setdefault(self._library.catalogue_names[term], at)
            if term in self._library.card_names:
                cards[self._library.card_names[term]] = None
            taken[at : at + len(term)] = [True] * len(term)
        return Names(tuple(cards), tuple(catalogues), tuple(catalogues.values()))

    def _names_something(self, text: str) -> bool:
        names = self.names(text)
        return bool(names.cards or names.catalogues)

    # Places in lists

    def _ordinals(self, question: str, names: Names) -> tuple[Ordinal, ...]:
        """Places in ordered lists, each in the list that is named nearest to it; in no list where the question names none."""
        found = []
        for places in find_places(normalise(question)):
            catalogue = self._nearest_list(places, names)
            if catalogue is None and not places.counted:
                continue  # 我们排第三: a rank, not a place in a list
            found += self._places(places, catalogue)
        return tuple(dict.fromkeys(found))

    def _places(self, places: Places, catalogue: str | None) -> list[Ordinal]:
        count = len(self._library.catalogues[catalogue].members) if catalogue else 0
        return [Ordinal(catalogue, place) for place in (places.within(count) if catalogue else (places.first,))]

    def _nearest_list(self, places: Places, names: Names) -> str | None:
        """The ordered list named last before the place, else first behind it, else by the place's own English word."""
        ordered = [(at, name) for name, at in zip(names.catalogues, names.at, strict=True) if self._library.catalogues[name].ordered]
        before = [(at, name) for at, name in ordered if at <= places.start]
        if before:
            return max(before)[1]
        if ordered:
            return min(ordered)[1]
        if places.english:
            lists = [c.id for c in self._library.catalogues.values() if c.ordered and places.english in map(str.lower, c.aliases)]
            return lists[0] if lists else None
        return None

    def _of_conversation(self, question: str, history: Sequence[Turn], earlier: Names) -> tuple[Ordinal, ...]:
        """Places in the list that the conversation is about: 那第17条呢, 第二个呢, 下一条, or a member by a word of its name."""
        if step := _NEXT.search(question):
            for turn in reversed(history):
                names = self.names(turn.content)
                places = [place for place in self._ordinals(turn.content, names) if place.catalogue] or self._places_of(names)
                if places:
                    return (Ordinal(places[0].catalogue, places[0].place + (1 if step["next"] else -1)),)
        catalogue = self._listed(history, earlier)
        if catalogue is None:
            return ()
        found = [ordinal for places in find_places(normalise(question)) for ordinal in self._places(places, catalogue.id)]
        found += [
            Ordinal(catalogue.id, place if place > 0 else len(catalogue.members)) for words, place in _POSITIONS if words.search(question)
        ][: 0 if found else 1]
        return tuple(found) or self._member_meant(question, catalogue)

    def _beside(self, question: str, names: Names) -> tuple[Ordinal, ...]:
        """The place before or behind a named member of an ordered list: 坦诚法则后面那条."""
        step = _NEXT.search(question)
        places = self._places_of(names) if step else []
        return (Ordinal(places[0].catalogue, places[0].place + (1 if step and step["next"] else -1)),) if len(places) == 1 else ()

    def _places_of(self, names: Names) -> list[Ordinal]:
        """Places of cards in the ordered list that each belongs to."""
        lists = [catalogue for catalogue in self._library.catalogues.values() if catalogue.ordered and catalogue.card is None]
        return [
            Ordinal(catalogue.id, catalogue.members.index(card) + 1)
            for card in names.cards
            for catalogue in lists
            if card in catalogue.members
        ]

    def _open_places(self, question: str, names: Names, history: Sequence[Turn]) -> tuple[Ordinal, ...]:
        """A message that only says which list, behind one that asked for a place in none: 营销法则, after 第7条."""
        earlier = [turn.content for turn in history if turn.role == "user"]
        if not earlier or len(question) > _LEANING_CHARS or _NEXT.search(question) or any(find_places(normalise(question))):
            return ()
        open_places = [place for place in self._ordinals(earlier[-1], self.names(earlier[-1])) if place.catalogue is None]
        if not open_places:
            return ()
        lists = [c for c in self._library.catalogues.values() if c.ordered and c.card is None and c.item == "条"]
        named = [c for c in lists if c.id in names.catalogues] or [c for c in lists if set(normalise(question)) & set(c.title) - _COMMON]
        if len(named) != 1:
            return ()
        count = len(named[0].members)
        return tuple(Ordinal(named[0].id, place.place if place.place > 0 else count + 1 + place.place) for place in open_places)

    def _listed(self, history: Sequence[Turn], earlier: Names) -> Catalogue | None:
        """The list that the conversation is about: one that it names, or whose members the latest answer tells."""
        if earlier.catalogues:
            return self._library.catalogues[earlier.catalogues[0]]
        for place in reversed(range(len(history))):
            if history[place].role == "user":
                continue
            answer = normalise(history[place].content)
            asked = normalise(next((turn.content for turn in reversed(history[:place]) if turn.role == "user"), ""))
            share, _, name = max(self._told(catalogue, answer, asked) for catalogue in self._library.catalogues.values())
            if share >= _TOLD_SHARE:
                return self._library.catalogues[name]
        held = [c for card in earlier.cards[:1] for c in self._library.catalogues_of(card) if c.card == card]
        return held[0] if held else None

    def _told(self, catalogue: Catalogue, answer: str, question: str) -> tuple[float, int, str]:
        """Share of a list's members that an answer tells, by a pair of characters of their own; then what its title shares with the question."""
        pairs = self._own_pairs(catalogue)
        count = sum(any(pair in answer for pair in own) for own in pairs)
        share = count / len(pairs) if count >= _MANY_MEMBERS else 0.0
        return share, sum(pair in question for pair in _pairs(normalise(catalogue.title))), catalogue.id

    def _own_pairs(self, catalogue: Catalogue) -> list[set[str]]:
        """The pairs of characters that only one member of a list has, for each member."""
        pairs = [_pairs(name) for name in self._member_names(catalogue)]
        return [{pair for pair in own if sum(pair in other for other in pairs) == 1} for own in pairs]

    def _member_names(self, catalogue: Catalogue) -> list[str]:
        if catalogue.card is not None:
            return [normalise(member) for member in catalogue.members]
        return [normalise(self._library.cards[member].title) for member in catalogue.members if member in self._library.cards]

    def _member_meant(self, question: str, catalogue: Catalogue) -> tuple[Ordinal, ...]:
        """价格那个展开说说: the one member of which the question has a word of two characters and more, besides what all share."""
        said = normalise(question)
        found = [place for place, own in enumerate(self._own_pairs(catalogue), start=1) if any(pair in said for pair in own)]
        return (Ordinal(catalogue.id, found[0]),) if len(found) == 1 and len(said) <= _MEMBER_CHARS else ()

    # What a question leans on

    def _leans(self, question: str) -> bool:
        """Whether a question cannot stand alone. A long one may, whatever it begins with: 那种爱吹牛、什么都懂的客人怎么办."""
        length = len(question.rstrip("？?。！!"))
        return length <= _BARE_CHARS or (length <= _LEANING_CHARS and bool(_LEANING.search(question)))

    def _earlier_subjects(self, history: Sequence[Turn]) -> list[tuple[str, Names]]:
        """What the conversation was about, latest first: the questions that name something, else the last one with what its answer names."""
        questions = [turn.content for turn in history if turn.role == "user"]
        if not questions:
            return []
        subjects: dict[str, Names] = {}
        for content in reversed(questions):
            names = self._places_named(self.names(content), content)
            if names.cards or names.catalogues:
                subjects.setdefault(self._subject(names), names)
        answers = [turn.content for turn in history if turn.role == "assistant"]
        if subjects:
            told = self.names(answers[-1][:_ANSWER_LEAD]) if answers else Names((), ())
            named = Names(told.cards[:1], ())
            latest = {self._subject(named): named} if named.cards else {}
            return list((dict(list(subjects.items())[:1]) | latest | subjects).items())[:_SUBJECTS]
        return [(questions[-1], Names(self.names(answers[-1][:_ANSWER_LEAD]).cards[:1] if answers else (), ()))]

    def _places_named(self, names: Names, content: str) -> Names:
        """A place in a list (营销法则第17条) names its member's card."""
        cards = [
            catalogue.members[ordinal.place - 1]
            for ordinal in self._ordinals(content, names)
            if ordinal.catalogue
            and (catalogue := self._library.catalogues[ordinal.catalogue]).card is None
            and 1 <= ordinal.place <= len(catalogue.members)
        ]
        return Names(tuple(dict.fromkeys((*cards, *names.cards))), names.catalogues, names.at)

    def _subject(self, names: Names) -> str:
        titles = [self._library.cards[card].title for card in names.cards]
        return "、".join(titles or [self._library.catalogues[catalogue].title for catalogue in names.catalogues])


def _pairs(name: str) -> set[str]:
    return {a + b for a, b in pairwise(name)}
