"""How a question is read: which cards, lists and ordinals it names, what kind of answer it wants, what a follow-up leans on.

    message + earlier turns → its questions → for each the queries that it may mean

The cues of each intent are the table below, in the order in which they are tried; nothing else in the project looks
for words of a question to guess what it wants.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.library import Library
from assistant.numerals import fold_width
from assistant.retrieval.elliptic import asks_aspect, only_examples
from assistant.retrieval.leaning import (
    at_another_time,
    bare_subject,
    beginning_in,
    changes_topic,
    corrected,
    corrects,
    enumerated,
    pointed_at,
    returns_to,
    topic_of,
    wants_examples,
    wants_more,
    with_subject,
)
from assistant.retrieval.left_over import LeftOver
from assistant.retrieval.listed import Lists
from assistant.retrieval.naming import Namer, Names
from assistant.retrieval.opposites import turned_round
from assistant.retrieval.ordinals import find_places
from assistant.retrieval.questions import asks, split_loosely, split_questions
from assistant.retrieval.quoted import Quoted
from assistant.retrieval.tokens import normalise
from assistant.types import Catalogue, Intent, Ordinal, Query, Turn

_CUES: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern))
    for intent, pattern in (
        (
            Intent.CONFLICT,
            r"说法不一|哪个(?:数|说法)?(?:才)?(?:对|准)|哪个是真|[哪几]种说法|(?:写|说|讲|数|算)[得的].{0,3}不一样|(?:冒出|出现)了?两[个种套]|口径.{0,3}一样|到底是?(?:几|多少|哪|听谁)|互相矛盾|不一致|有的说.+有的说|又说|以哪个为准|怎么两个",
        ),
        (
            Intent.COMPARISON,
            r"区别|(?:怎么|咋|如何|怎样)区分|差别|差异在|出入|有何不同|差在哪|不一样|有什么不同|有啥不同|有什么两样|哪里不一样|不一样在|一回事|[和跟与同][^,，。]{2,12}一样(?:吗|么|不|的吗)|一不一样|对比|相比|比较一下|比一比|和.+比|跟.+比(?!较)",
        ),
        (  # the names of all, where 叫什么 wants one name; 怎么 and 为什么 behind it want more than names
            Intent.LIST,
            r"^(?!.*(?:怎么|咋|如何|为什么|为啥|多少)).*(?:(?:都|各|各自|分别|依次|全)(?:都)?(?:叫|是)(?:什么|啥|哪)|逐[条个项]|挨个|从头(?:到|至)尾|[背念抄](?:一遍|一下|出来|给|下来)|清单(?:发|给)|罗列|一[条个项种样类点步层级代件]不(?:落|漏|少)|每一?[条个项种样类点步层级代件]都(?:要|列|讲|说))",
        ),
        (
            Intent.IDENTIFY,
            r"(?:是|叫|属于|算|对应|对得上|用的是|说的是|讲的是|哪)(?:的是)?(?:哪|第几)(?:一)?(?:条|个|项|种|级|类|款|招)|叫什么(?:法则|名|来着)?|叫啥|[怎咋]么?叫(?=$|[?？。,，的])|第几(?:条|个|项|级)|哪(?:一)?(?:条|个)(?:法则|定律|规则|原则)",
        ),
        (
            Intent.LIST,
            r"哪些|哪几|有几(?:条|个|项|种|类|级|步|点)|分几|几大|列(?:出|一下|举|全)|全(?:列|写|念|给|讲|背|发|要)|分别(?:是|有)|都(?:有|是|包括)(?:些)?(?:什么|啥)|包括(?:什么|啥)|全部|所有的?|完整|都给我|全给我|都列|清单|一共|总共|各是什么|有什么(?:内容|组成|步骤|环节|要素)",
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
        (
            Intent.CONFIRM,
            r"是不是|对不对|对吗|对吧|是吗|有没有说|真的吗|没错吧|可以吗|行不行|能不能|确认(?:一?下|是)|核(?:一下|实|对)|没记错|记得牢|属实|靠谱|有这回事|算不算|吗[?？]?$|吧[?？]?$|(?<!干)嘛[?？]?$",
        ),
        (
            Intent.DEFINITION,
            r"什么是|是什么|是啥|什么意思|啥意思|何谓|何为|定义|含义|涵义|概念|指的?(?:是)?什么|怎么(?:理解|定义|说)|如何(?:理解|定义)|解释|介绍|说说|讲讲|讲的什么|说的什么|怎么回事",
        ),
    )
)

_ASKS_WHICH = re.compile("哪|几|什么|啥|列|给我|多少|分别")
_PRONOUN = re.compile(r"它|他[家们]|她们|人家|这个|那个|这(?=和|跟|与)|其(?=和|跟|与)|^(?:和|跟|与)")
_THESE_TWO = re.compile("(?:这|那|它们|他们)?[两俩二](?:[种个类条家样级层款位招步]|者)?(?:之间)?(?:到底|究竟)?(?:有|的|是|差|区|哪|怎|不)")
_BESIDE_IT = re.compile("^那?(?:和|跟|与|同|比)")  # 和一般企业有什么不同
_THAT_ONE = re.compile("[那这]一?[项个条种样](?=[^,。?]{2})")  # 过程那一项具体要做什么
_TURNS_TO = re.compile("^(?:那么?|其中|里面|里头)(?:的)?")
_COURTESY = re.compile(
    r"(?:谢谢|多谢|感谢|辛苦|你好|您好|嗨|哈喽|hello|hi|再见|拜拜|好的?|嗯|哦|行|明白|知道|收到|了|啦|你|您|大家|早上|下午|晚上|[!！。,，~～ ])+"
)
_BARE_CHARS = 8  # a question this short, naming nothing, continues the one before
_SUBJECTS = 3  # this many subjects of a conversation are tried
_WHOLE_CHARS = 120  # a message up to this long is tried as a whole too
_TWO = 2
_OF_ONE = 2  # cards that an answer on one of them quotes
_ANSWER_LEAD = 60  # characters of an answer that say what it is about


def is_courtesy(text: str) -> bool:
    """Whether a message only greets or thanks."""
    return bool(_COURTESY.fullmatch(text.lower()))


def _without_shared_end(one: str, other: str) -> tuple[str, str]:
    """Two different names without how both end: 优柔寡断 and 从容不迫 of 优柔寡断型客户 and 从容不迫型客户."""
    shared = next((n for n, (a, b) in enumerate(zip(reversed(one), reversed(other), strict=False)) if a != b), min(len(one), len(other)))
    return one[: len(one) - shared], other[: len(other) - shared]


def intent_of(question: str) -> Intent:
    """The first intent with a cue in the question; a question without one wants a definition. 搭售是交叉销售的全部吗 wants no list."""
    intents = (intent for intent, cue in _CUES if cue.search(question))
    intent = next(intents, Intent.DEFINITION)
    states_all = intent is Intent.LIST and not _ASKS_WHICH.search(question)
    return Intent.CONFIRM if states_all and Intent.CONFIRM in intents else intent


class Reader:
    """Reads questions with the names of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.namer = Namer(library)
        self.quoted = Quoted(library)
        self._lists = Lists(library, self.namer, self.quoted)
        self._left_over = LeftOver(library, self._lists, self.quoted)

    def read(self, message: str, history: Sequence[Turn] = ()) -> list[list[Query]]:
        """The questions of a message; for each how it may be read.

        What stands in front of a question in the message is, like an earlier turn, what it may lean on.
        """
        message = fold_width(message)
        if (rest := changes_topic(message)) is not None:
            return self.read(rest)
        message = self._as_corrected(message, history)
        asked_for = split_questions(message, self._names_something)
        about = tuple(dict.fromkeys(card for _, earlier in self._earlier_subjects(history) for card in earlier.cards))
        told = history[-1].content if history and history[-1].role == "assistant" else ""
        questions = []
        for asked in asked_for:
            turns = [*history, *(Turn("user", piece) for piece in asked.before)]
            text = " ".join(asked.text.split())
            readings = self._readings(text, turns)
            if asked.before and len(asked_for) == 1 and len(message) <= _WHOLE_CHARS:
                whole = self._query(" ".join(message.split()), "", self.namer.names(asked.text))
                readings = [whole] if asks_aspect(text) else [*readings, whole]  # 竞争者也要搞好关系？为什么
            questions.append([replace(query, about=about, told=told) for query in readings])
        return questions

    def places(self, question: str, catalogue: Catalogue) -> tuple[Ordinal, ...]:
        """The places that a question writes, in a list that it does not name."""
        return self._lists.written(question, catalogue)

    def going_on(self, message: str, history: Sequence[Turn]) -> Query | None:
        """A message that only goes on with a question that names nothing of the material's, together with that: its words count too, whether the
        material answers 抖音怎么起号, 那小红书呢. None where it names something, or says more."""
        question, asked = " ".join(fold_width(message).split()), _last_asked(history)
        only_goes_on = len(bare_subject(question)) <= _BARE_CHARS or wants_more(question) or only_examples(question)
        if not asked or not only_goes_on or self._names_something(question) or self._names_something(asked):
            return None
        return self._query(f"{asked}，{question}", "", Names((), ()))

    def parts(self, query: Query, history: Sequence[Turn] = ()) -> list[list[Query]]:
        """The questions of which a question may consist, where commas join some that ask; none where it is one."""
        parts = split_loosely(query.text)
        turns = [[*history, *(Turn("user", earlier) for earlier in parts[:place])] for place in range(len(parts))]
        return [self._readings(part, before) for part, before in zip(parts, turns, strict=True)]

    def _names_something(self, text: str) -> bool:
        names = self.namer.names(text)
        return bool(names.cards or names.catalogues)

    def _query(self, question: str, subject: str, names: Names, ordinals: tuple[Ordinal, ...] = ()) -> Query:
        standalone = f"{subject}：{question}" if subject else question
        return Query(question, standalone, intent_of(question), names.cards, names.catalogues, ordinals)

    def _completed(self, question: str) -> Query:
        return replace(self._query(question, "", self.namer.names(question)), completed=True)

    def _readings(self, question: str, history: Sequence[Turn]) -> list[Query]:
        """A question that names something is read as it stands. In a conversation any other may lean on that or stand by itself: all readings
        are given, and what is found for them decides (`answering/choosing.py`)."""
        if others := self._left_over.others(question):
            return [self._query(question, "", Names((), (others[0].catalogue or "",)), others)]
        names = self.namer.names(question)
        ordinals = self._lists.beside(question, names) or self._lists.places(question, names)
        subjects = self._earlier_subjects(history)
        alone = self._query(question, "", names, ordinals)
        if not subjects:
            return [alone]
        title, earlier = subjects[0]
        if (unprinted := self._left_over.unprinted(question, history)) is not None:
            lacking, lack = unprinted
            return [self._query(f"{lack}，缺失了什么", self._library.cards[lacking].title, Names((lacking,), ()))]
        if left := self._left_over.rest(question, history):
            return [self._query(question, title, Names((), (left[0].catalogue or "",)), left)]
        if (names.cards or names.catalogues) and alone.intent is Intent.COMPARISON and _PRONOUN.search(question):
            both = Names(tuple(dict.fromkeys((*earlier.cards[:1], *names.cards))), ())
            return [self._query(self._with_first_side(question, history), title, both)]
        if open_places := self._lists.left_open(question, names, history):
            return [self._query(question, title, names, open_places)]
        if (card := self.card_of_member(question, history)) is not None:
            return [self._query(_THAT_ONE.sub("", question), self._library.cards[card].title, Names((card,), ()))]
        asked_before = normalise(self._last_whole(history))
        instead = turned_round(asked_before, bare_subject(question))
        instead = instead or (None if asks_aspect(question) else self._instead(question, history))
        if names.cards or (names.catalogues and not alone.ordinals):
            return [self._completed(instead), alone] if instead else [alone]
        if alone.ordinals and all(ordinal.catalogue for ordinal in alone.ordinals):
            return [alone]
        if ordinals := self._lists.in_conversation(question, history, earlier):
            asked = self._at_another_place(question, history) or question
            return [self._query(asked, title, Names((), (ordinals[0].catalogue or "",)), ordinals)]
        if alone.intent is Intent.COMPARISON and (two := self._last_two(question, subjects)):
            return [self._query(question, title, Names(two, ()))]
        if wants_more(question):
            return self._again(history, Intent.CASE if wants_examples(question) else Intent.LIST)
        if alone.intent is Intent.COMPARISON:
            question = self._with_first_side(question, history)
        leaning = [self._query(question, title, Names(found.cards, ())) for title, found in subjects]
        if only_examples(question):
            return leaning if earlier.cards or earlier.catalogues else leaning[:1]
        if asks_aspect(question) or (alone.intent is Intent.COMPARISON and _BESIDE_IT.match(question)):
            return [query for query in leaning if query.entities] or leaning
        if instead:
            leaning.insert(0, self._query(instead, title, Names(earlier.cards, ())))
            leaning.insert(0, self._completed(instead))
        elif (rest := returns_to(question)) is not None:
            leaning.insert(0, self._query(rest, "", names))
        return [alone, *leaning]

    # What a question leans on

    def _last_two(self, question: str, subjects: Sequence[tuple[str, Names]]) -> tuple[str, ...]:
        """The cards of the two last subjects, where a question compares two that it only counts: 优柔寡断的怎么应对, 自命清高的呢, 这两种有什么不一样.
        None where it does not, or the last subject is two already."""
        if not _THESE_TWO.search(question) or len(subjects[0][1].cards) > 1:
            return ()
        cards = tuple(dict.fromkeys(found.cards[0] for _, found in subjects if found.cards))[:_TWO]
        return cards if len(cards) == _TWO else ()

    def card_of_member(self, question: str, history: Sequence[Turn]) -> str | None:
        """The card that was told, where a question begins with something that its list held, and that has no card of its own beside it:
        服务营销7P有哪些, 过程具体要做什么."""
        told = self._told_cards(history)
        answer = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
        asked = _TURNS_TO.sub("", normalise(question))
        items = (normalise(item) for piece in (answer, *re.split("[。\n]", answer)) for item in enumerated(piece))
        begins = [item for item in items if len(item) > 1 and asked.startswith(item) and len(asked) > len(item) + 1]
        names = self.namer.names(question)
        if len(told) != 1 or told[0] not in self._library.cards or not begins or not asks(question) or names.catalogues:
            return None
        others = set(names.cards) - set(told)
        return None if any(self._belongs(other, told[0]) for other in others) else told[0]

    def _belongs(self, other: str, card: str) -> bool:
        """Whether another card is linked with a card, as those of the members of its list are."""
        see = {*self._library.cards[card].see, *(one for c in self._library.catalogues_of(card) for one in c.members)}
        return other in see or (other in self._library.cards and card in self._library.cards[other].see)

    def _with_first_side(self, question: str, history: Sequence[Turn]) -> str:
        """A comparison that begins with its second side, behind what the last question was about: 感知利得是什么, 跟感知利失一样吗."""
        return f"{topic_of(self._last_whole(history))}{question}" if _BESIDE_IT.match(question) else question

    def _as_corrected(self, message: str, history: Sequence[Turn]) -> str:
        """A message without the words by which it corrects the last question; where it holds nothing but the right name, that question with it."""
        right = corrects(message)
        asked = self._last_whole(history)
        if right is None or not asked:
            return right or message
        subject = bare_subject(right)
        return right if asks(right) else self._lists.sibling(normalise(asked), subject) or corrected(asked, subject) or right

    def _again(self, history: Sequence[Turn], intent: Intent) -> list[Query]:
        """The last question once more, for all that there is: 还有呢, 都列出来, 再举个例子."""
        place = max(place for place, turn in enumerate(history) if turn.role == "user")
        return [replace(query, intent=intent) for query in self._readings(fold_width(history[place].content), history[:place])]

    def _instead(self, question: str, history: Sequence[Turn]) -> str | None:
        """The last question about what this one names or points at: 从容不迫型怎么应对, 优柔寡断的呢 → 优柔寡断怎么应对."""
        asked = self._last_whole(history)
        answers = [turn.content for turn in reversed(history) if turn.role == "assistant"]
        named = self.namer.spans(asked)
        found = ((pointed_at(question, told), told) for told in answers)
        if (pointing := next(((pointed, told) for pointed, told in found if pointed), None)) is not None:
            (item, rest), told = pointing
            if intent_of(rest) is not Intent.DEFINITION or len(bare_subject(rest)) > 1:
                return f"{item}{rest}"
            others = [begun for other in enumerated(told) if other != item and (begun := beginning_in(normalise(asked), other))]
            return with_subject(normalise(asked), [*(normalise(other) for other in others), *named], item) or f"{item}是什么"
        subject = bare_subject(question)
        if not asked or not subject or len(subject) > _BARE_CHARS or asks(subject) or _PRONOUN.search(subject):
            return None
        if (part := self._other_part(normalise(asked), subject, history)) is not None:
            return part
        if (then := at_another_time(normalise(asked), named, subject)) is not None:
            return then
        if subject == question.rstrip("?。!") and not self.namer.spans(subject):
            return self._lists.sibling(normalise(asked), subject)
        if (alike := self._named_alike(subject, named)) is not None:
            return with_subject(normalise(asked), [alike[0]], alike[1])
        put_in = with_subject(normalise(asked), named, subject) or self._lists.sibling(normalise(asked), subject)
        if put_in is None and (alike := self._named_alike(subject, self._names_told(history))) is not None:
            told, other = _without_shared_end(*alike)
            return normalise(asked).replace(told, other, 1) if told in normalise(asked) else f"{alike[1]}是什么"
        return put_in

    def _named_alike(self, subject: str, names: Sequence[str]) -> tuple[str, str] | None:
        """One of the names, and another of the library's that `subject` begins and that ends as it does: 关系营销 and, for 交易, 交易营销."""
        for name in sorted(names, key=len, reverse=True):
            ends = (f"{normalise(subject)}{name[cut:]}" for cut in range(len(name) - 1))
            if found := next((end for end in ends if end in self._library.card_names and end != name), None):
                return name, found
        return None

    def _names_told(self, history: Sequence[Turn]) -> list[str]:
        """The names of the cards that the conversation is about."""
        cards = [card for _, names in self._earlier_subjects(history) for card in names.cards]
        return [normalise(name) for card in cards for name in self._library.cards[card].names]

    def _other_part(self, asked: str, subject: str, history: Sequence[Turn]) -> str | None:
        """The last question about another part of the card that was told, where both head sections of it: 等位时有什么服务, 就餐的时候呢."""
        headings = [normalise(passage.heading) for card in self._told_cards(history) for passage in self._library.passages_of(card)]
        here = [heading for heading in headings if heading in subject]
        before = [heading for heading in headings if heading in asked and heading not in here]
        return asked.replace(before[0], here[0], 1) if len(here) == 1 and len(before) == 1 else None

    def _last_whole(self, history: Sequence[Turn]) -> str:
        """The user's last question in half width, itself completed by the one before where it only puts another subject into that."""
        asked = [place for place, turn in enumerate(history) if turn.role == "user"]
        if not asked:
            return ""
        last = fold_width(history[asked[-1]].content)
        return self._instead(last, history[: asked[-1]]) or last

    def _at_another_place(self, question: str, history: Sequence[Turn]) -> str | None:
        """The last question for another place of its list, where this one is nothing but a place: 第2条拿什么当例子, 第3条的呢 → 第3条拿什么当例子."""
        asked = _last_asked(history)
        place = bare_subject(question)
        here, before = list(find_places(normalise(place))), list(find_places(normalise(asked)))
        if len(here) != 1 or len(before) != 1 or (here[0].start, here[0].end) != (0, len(place)):
            return None
        return asked[: before[0].start] + place + asked[before[0].end :]

    def _earlier_subjects(self, history: Sequence[Turn]) -> list[tuple[str, Names]]:
        """What the conversation was about, latest first: the questions that name something, else the last one with what its answer names."""
        questions = [turn.content for turn in history if turn.role == "user"]
        if not questions:
            return []
        subjects: dict[str, Names] = {}
        for content in reversed(questions):
            names = self._places_named(self.namer.names(content), content)
            if names.cards or names.catalogues:
                subjects.setdefault(self._subject(names), names)
        named = Names(self._told_cards(history), ())
        if subjects:
            latest = {self._subject(named): named} if named.cards else {}
            here = self._places_named(self.namer.names(questions[-1]), questions[-1])
            if not (here.cards or here.catalogues):  # the last answer went on from what was named before
                return list((latest | subjects).items())[:_SUBJECTS]
            return list((dict(list(subjects.items())[:1]) | latest | subjects).items())[:_SUBJECTS]
        topics = (self._subject(named), questions[-1], topic_of(questions[-1]))
        return [(topic, named) for topic in topics if topic]

    def _told_cards(self, history: Sequence[Turn]) -> tuple[str, ...]:
        """The card that the last answer tells: the one that it quotes, else the first that it names; none where it quotes many."""
        answer = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
        quoted = self.quoted.cards(answer)
        if quoted:
            return tuple(quoted[:1]) if len(quoted) <= _OF_ONE else ()
        return self.namer.names(answer[:_ANSWER_LEAD]).cards[:1]

    def _places_named(self, names: Names, content: str) -> Names:
        """A place in a list (营销法则第17条) names its member's card."""
        cards = [
            catalogue.members[ordinal.place - 1]
            for ordinal in self._lists.places(content, names)
            if ordinal.catalogue
            and (catalogue := self._library.catalogues[ordinal.catalogue]).card is None
            and 1 <= ordinal.place <= len(catalogue.members)
        ]
        return Names(tuple(dict.fromkeys((*cards, *names.cards))), names.catalogues, names.at)

    def _subject(self, names: Names) -> str:
        titles = [self._library.cards[card].title for card in names.cards]
        return "、".join(titles or [self._library.catalogues[catalogue].title for catalogue in names.catalogues])


def _last_asked(history: Sequence[Turn]) -> str:
    """The user's last message in half width; empty where there is none."""
    return next((fold_width(turn.content) for turn in reversed(history) if turn.role == "user"), "")
