"""Places in lists, in a question by itself or by the list that the conversation is about: 第7条, 那第17条呢, 下一条, 价格那个."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from assistant.library import Library
from assistant.numerals import fold_width, read_han
from assistant.retrieval.leaning import by_number
from assistant.retrieval.naming import Namer, Names
from assistant.retrieval.ordinals import ITEMS, Places, find_places
from assistant.retrieval.quoted import Quoted
from assistant.retrieval.tokens import normalise
from assistant.types import Catalogue, Ordinal, Turn

_MEMBER_CHARS = 14  # a question this short may only pick a member of the list before it
_LIST_CHARS = 14  # a message this short may only say which list is meant
_ONLY_A_PLACE = 4  # a message this short (12号) is nothing else
_MANY_MEMBERS = 3  # an answer that tells this many members,
_TOLD_SHARE = 0.6  # and this share of all, tells the list
_SOME_MEMBERS = 3  # as does one that tells this many and says how many there are
_COUNT = re.compile(r"(?<![第\d])(\d{1,2}|[两二三四五六七八九十]{1,3})[个条项种类点层步大样级]")
_ANY_ITEM = ("", "个", "项")  # count the members of any list
_PICKED = 4  # characters in a row that a message takes up from the last answer
_OF_A_NAME = 2
_LIKE_LIST = 2  # pairs of characters that a question shares with the names of the list that it means
_WORD_ENDS = re.compile(r"$|[^\w]|[那这的呢吗是怎如有包讲说指咋哪什啥举具和跟又都要为下里上方型层类种这块能会需该可]")
_NEXT = re.compile(
    r"(?P<next>下一?|(?<!最)后一|再往上一|往上一|再往后一?|(?:后面|后头|之后|接下来|紧跟)[^,。]{0,3}?[那哪]一?)(?:[条个项级层步]|(?<=[上下]一)[种类点招型样环关])"
    r"|(?:上一?|前一|往下一|再往前一?|往前一|(?:倒|退)回去?一|(?:前面|前头|之前)[^,。]{0,3}?[那哪]一?)(?:[条个项级层步]|(?<=[上下]一)[种类点招型样环关])"
)
_FIRST = re.compile(r"头一[条个项]|最前面?(?:的|那)一?[条个项]|打头的?那?一?[条个项]")
_MEASURE = "条个项级步种类点层招型讲段样件块句家位环部门关道重方"
_BESIDE_LAST = re.compile("^那?(?:它|这个)?(?:和|跟|与|同|比)")  # 和第五种有什么区别: the member that was told last is meant as well
_POSITIONS = (  # of a member of the list that was just told
    (re.compile(rf"[头首]一?[{_MEASURE}]|最前(?:面|头)?(?:那|的)|打头的?"), 1),
    (re.compile(rf"最后(?:那|的|一)|末[一了]?[{_MEASURE}]|末尾(?:那|的)|(?:最|压)(?:末|尾)"), -1),
    (re.compile(r"中间(?:那|的)"), 2),
)
_POINTING = re.compile(
    rf"(?:第(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})|[头首]一?|最后(?:那|的)?一?|末[一了]?|中间(?:那|的)?一?|[上下前后]一)(?P<item>[{_MEASURE}])"
)
_OF_TWO = ((re.compile(r"前者"), 1), (re.compile(r"后者"), 2))
_NTH = re.compile(rf"第(?P<place>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:[{_MEASURE}]|(?=[^\w]|$))")


class Lists:
    """Reads places in the lists of one library."""

    def __init__(self, library: Library, namer: Namer, quoted: Quoted) -> None:
        self._library = library
        self._namer = namer
        self._quoted = quoted
        self._names_of: dict[str, list[str]] = {}  # by list, once asked for: a follow-up compares every list with what was told
        self._pairs_of: dict[str, list[set[str]]] = {}

    def places(self, question: str, names: Names) -> tuple[Ordinal, ...]:
        """Places in lists, each in the list that is named nearest to it; in no list where the question names none."""
        found = []
        for places in find_places(normalise(question)):
            catalogue = self._nearest_list(places, names) or self._list_alike(normalise(question), places, names)
            if catalogue is None and not places.counted and len(question) > _ONLY_A_PLACE:
                continue  # 我们排第三: a rank, not a place in a list
            found += self._within(places, catalogue)
        ordered = [name for name in names.catalogues if self._library.catalogues[name].ordered]
        if not found and ordered and _FIRST.search(question):
            found.append(Ordinal(ordered[0], 1))
        return tuple(dict.fromkeys(found))

    def written(self, question: str, catalogue: Catalogue) -> tuple[Ordinal, ...]:
        """The places that a question writes, in this list."""
        return tuple(ordinal for places in find_places(normalise(question)) for ordinal in self._within(places, catalogue.id))

    def _within(self, places: Places, catalogue: str | None) -> list[Ordinal]:
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

    def _list_alike(self, question: str, places: Places, names: Names) -> str | None:
        """The list whose members are counted so (层, 步) and whose names share most with the question: 关系五层里第三层; one of a card
        that is named where its names share more: 服务质量五个标准的第二个. None where none stands out."""
        item = next((char for char in reversed(question[places.start : places.end]) if char in ITEMS), "")
        asked = pairs_of(question[: places.start]) | pairs_of(question[places.end :])
        lists = [catalogue for catalogue in self._library.catalogues.values() if catalogue.item == item]
        shared = sorted(((len(asked & self.title_pairs(catalogue)), catalogue.id) for catalogue in lists), reverse=True)
        most = shared[0][0] if shared else 0
        own = [
            catalogue
            for card in names.cards
            for catalogue in self._library.catalogues_of(card)
            if catalogue.card == card and (item in _ANY_ITEM or item == catalogue.item)
        ]
        of_card = max(((len(asked & self.title_pairs(catalogue)), catalogue.id) for catalogue in own), default=(0, ""))
        if of_card[0] > most:
            return of_card[1]
        return shared[0][1] if most >= _LIKE_LIST and sum(count == most for count, _ in shared) == 1 else None

    def title_pairs(self, catalogue: Catalogue) -> set[str]:
        """The pairs of characters in a list's names."""
        return {pair for name in (catalogue.title, *catalogue.aliases) for pair in pairs_of(normalise(name))}

    def in_conversation(self, question: str, history: Sequence[Turn], earlier: Names) -> tuple[Ordinal, ...]:
        """Places in the list that the conversation is about: 那第17条呢, 第二个呢, 下一条, or a member by a word of its name."""
        if (step := _NEXT.search(question)) and (last := self._last_place(history, earlier)):
            return (Ordinal(last.catalogue, last.place + (1 if step["next"] else -1)),)
        catalogue = self.told_last(question, history, earlier)
        if catalogue is None:
            return ()
        found = list(self.written(question, catalogue)) or [Ordinal(catalogue.id, place) for place in self._pointed(question, catalogue)]
        if len(found) == 1 and (beyond := self._beyond(found[0], question, history, earlier)):
            return beyond
        if len(found) == 1 and _BESIDE_LAST.search(question):
            asked = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
            found = [*self.in_conversation(fold_width(asked), history[:-2], earlier)[:1], *found]
        told = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
        return tuple(dict.fromkeys(found)) or (() if self._picks_up(question, told, catalogue) else self._member_meant(question, catalogue))

    def _last_place(self, history: Sequence[Turn], earlier: Names) -> Ordinal | None:
        """The place of which the conversation spoke last: as it was asked for, else of the card that was told; None where it spoke of none."""
        for at in reversed(range(len(history))):
            said, names = history[at].content, self._namer.names(history[at].content)
            if history[at].role == "assistant" and (at and history[at - 1].role == "user"):
                continue  # behind its question
            told = history[at + 1].content if at + 1 < len(history) else ""
            found = (
                self.in_conversation(fold_width(said), history[:at], earlier)
                if _NEXT.search(said) or any(find_places(normalise(said)))
                else ()
            )
            found = tuple(place for place in self.places(said, names) if place.catalogue) or found or tuple(self.places_of(names))
            for text in (told,) if told and not found else ():
                cards = Names(tuple(self._quoted.cards(text)[:1]), ())
                names = self._namer.names(text)
                found = (
                    tuple(self.places_of(cards))
                    or tuple(p for p in self.places(text, names) if p.catalogue)
                    or tuple(self.places_of(names))
                )
            if found:
                return found[0]
        return None

    def _beyond(self, ordinal: Ordinal, question: str, history: Sequence[Turn], earlier: Names) -> tuple[Ordinal, ...]:
        """A place that the list of the card that was told lacks, in the list to which that card belongs: 那跟第六条有什么不一样, behind the fifth law,
        with the card's own place where that is meant as well. None where the list has the place, or no other does."""
        if ordinal.place <= len(self._library.catalogues[ordinal.catalogue or ""].members):
            return ()
        told = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
        cards = [*self._quoted.cards(told)[:1], *earlier.cards[:1]]
        for own in self.places_of(Names(tuple(cards), ())):
            if own.catalogue and ordinal.place <= len(self._library.catalogues[own.catalogue].members):
                there = Ordinal(own.catalogue, ordinal.place)
                return (own, there) if _BESIDE_LAST.search(question) else (there,)
        return ()

    def _picks_up(self, question: str, told: str, catalogue: Catalogue) -> bool:
        """Whether a message takes up words of the last answer that are more than a member's name: 弱化主营产品是怎么回事."""
        said, answer = normalise(question), normalise(told)
        runs = (said[at : at + _PICKED] for at in range(len(said) - _PICKED + 1))
        names = self.member_names(catalogue)
        return any(run in answer and not any(run in name or name in run for name in names if len(name) > _OF_A_NAME) for run in runs)

    def _pointed(self, question: str, catalogue: Catalogue) -> list[int]:
        """The places of a list at which a question points: 第三讲, 头一段, 最后一种, 2是啥意思; 前者 and 后者 of two."""
        count = len(catalogue.members)
        if places := nth(question):
            return places[:1]
        if numbers := by_number(question):
            return [place for place in numbers if place <= count]
        positions = (*_POSITIONS, *_OF_TWO) if count == len(_OF_TWO) else _POSITIONS
        return [place if place > 0 else count for words, place in positions if words.search(question)][:1]

    def beside(self, question: str, names: Names) -> tuple[Ordinal, ...]:
        """The place before or behind a named member of an ordered list: 坦诚法则后面那条."""
        step = _NEXT.search(question)
        places = self.places_of(names) if step else []
        return (Ordinal(places[0].catalogue, places[0].place + (1 if step and step["next"] else -1)),) if len(places) == 1 else ()

    def places_of(self, names: Names) -> list[Ordinal]:
        """Places of cards in the ordered list that each belongs to."""
        lists = [catalogue for catalogue in self._library.catalogues.values() if catalogue.ordered and catalogue.card is None]
        return [
            Ordinal(catalogue.id, catalogue.members.index(card) + 1)
            for card in names.cards
            for catalogue in lists
            if card in catalogue.members
        ]

    def left_open(self, question: str, names: Names, history: Sequence[Turn]) -> tuple[Ordinal, ...]:
        """A message that only says which list, behind one that asked for a place in none: 营销法则, after 第7条."""
        earlier = [turn.content for turn in history if turn.role == "user"]
        answered = bool(history) and history[-1].role == "assistant" and bool(self._quoted.sections(history[-1].content))
        if answered or not earlier or len(question) > _LIST_CHARS or _NEXT.search(question) or any(find_places(normalise(question))):
            return ()
        open_places = [place for place in self.places(earlier[-1], self._namer.names(earlier[-1])) if place.catalogue is None]
        if not open_places:
            return ()
        lists = [c for c in self._library.catalogues.values() if c.ordered and c.card is None and c.item == "条"]
        named = [c for c in lists if c.id in names.catalogues] or [c for c in lists if pairs_of(normalise(question)) & self.title_pairs(c)]
        if len(named) != 1:
            return ()
        count = len(named[0].members)
        return tuple(Ordinal(named[0].id, place.place if place.place > 0 else count + 1 + place.place) for place in open_places)

    def told_last(self, question: str, history: Sequence[Turn], earlier: Names) -> Catalogue | None:
        """The list that the conversation is about: one that it names, or whose members the latest answer tells."""
        if earlier.catalogues:
            return self._library.catalogues[earlier.catalogues[0]]
        counted = _pointing_measure(question)
        for place in reversed(range(len(history))):
            if history[place].role == "user":
                continue
            answer = normalise(history[place].content)
            asked = normalise(next((turn.content for turn in reversed(history[:place]) if turn.role == "user"), ""))
            if counted and counted == _pointing_measure(asked):
                continue  # 头一段呢, then 中间那一段: both of the list before
            quoted = self._quoted.sections(history[place].content)
            if held := self._lists_in(quoted):
                return held[0]
            cards = {section.partition("#")[0] for section in quoted}
            lists = [
                one
                for one in self._library.catalogues.values()
                if not quoted or one.card in cards or len(self.title_pairs(one) & pairs_of(asked)) >= _LIKE_LIST
            ]
            told = (self._told(catalogue, answer, asked) for catalogue in lists)
            share, _, name = max(told, default=(0.0, 0, ""))
            if share >= _TOLD_SHARE:
                return self._library.catalogues[name]
            if counted_so := self._counted_so(lists, answer):
                return counted_so
        lists = [c for card in earlier.cards[:1] for c in self._library.catalogues_of(card)]
        held = [c for c in lists if c.card in earlier.cards] or [c for c in lists if c.ordered and self.written(question, c)]
        return next((one for one in held if one.item == counted), held[0]) if held else None  # 第五步: a list of steps

    def _counted_so(self, lists: Sequence[Catalogue], answer: str) -> Catalogue | None:
        """The one list that has as many members as an answer says, which tells some of them: 有七个，第一个是…，往后还有…. None where several may be it."""
        counts = {int(count) if count.isdigit() else int(read_han(count)) for count in _COUNT.findall(answer)}
        likely = [
            catalogue
            for catalogue in lists
            if len(catalogue.members) in counts
            and sum(any(pair in answer for pair in own) for own in self._own_pairs(catalogue)) >= min(_SOME_MEMBERS, len(catalogue.members))
        ]
        return likely[0] if len(likely) == 1 else None

    def _lists_in(self, sections: Sequence[str]) -> list[Catalogue]:
        """The lists that stand in one of these sections, or most of whose cards do."""
        cards = {section.partition("#")[0] for section in sections}
        return [
            catalogue
            for catalogue in self._library.catalogues.values()
            if (
                f"{catalogue.card}#{catalogue.section}" in sections
                if catalogue.card
                else len(cards & set(catalogue.members)) >= max(_MANY_MEMBERS, _TOLD_SHARE * len(catalogue.members))
            )
        ]

    def _told(self, catalogue: Catalogue, answer: str, question: str) -> tuple[float, int, str]:
        """Share of a list's members that an answer tells, by a pair of characters of their own; then what its title shares with the question."""
        pairs = self._own_pairs(catalogue)
        count = sum(any(pair in answer for pair in own) for own in pairs)
        share = count / len(pairs) if count >= _MANY_MEMBERS else 0.0
        return share, sum(pair in question for pair in pairs_of(normalise(catalogue.title))), catalogue.id

    def sibling(self, question: str, subject: str) -> str | None:
        """The question (normalised) about another member of a list that it names: 检验品管哪年开始, 制程 → 制程品管哪年开始. None where no list holds both."""
        subject = normalise(subject)
        for catalogue in self._library.catalogues.values():
            names = self.member_names(catalogue)
            meant = [name for name in names if subject in name]
            held = [name for name in names if name in question and name not in meant]
            if len(meant) == 1 and held:
                return question.replace(max(held, key=len), meant[0], 1)
        return None

    def _own_pairs(self, catalogue: Catalogue) -> list[set[str]]:
        """The pairs of characters that only one member of a list has, for each member; kept, for follow-ups ask for those of all lists."""
        if catalogue.id not in self._pairs_of:
            self._pairs_of[catalogue.id] = own_pairs(self.member_names(catalogue))
        return self._pairs_of[catalogue.id]

    def member_names(self, catalogue: Catalogue) -> list[str]:
        """The names of a list's members, normalised."""
        if catalogue.id not in self._names_of:
            cards = self._library.cards
            members = (
                catalogue.members
                if catalogue.card is not None
                else [cards[member].title for member in catalogue.members if member in cards]
            )
            self._names_of[catalogue.id] = [normalise(member) for member in members]
        return self._names_of[catalogue.id]

    def _member_meant(self, question: str, catalogue: Catalogue) -> tuple[Ordinal, ...]:
        """价格那个展开说说: the one member of which the question has a word, whole and of two characters and more, besides what all share and
        the list's own name."""
        said = normalise(question)
        shared = self.title_pairs(catalogue) | (pairs_of(normalise(self._library.cards[catalogue.card].title)) if catalogue.card else set())
        names = zip(self._own_pairs(catalogue), self.member_names(catalogue), strict=True)
        found = [place for place, (own, name) in enumerate(names, start=1) if _holds_word(said, own - shared, name)]
        return (Ordinal(catalogue.id, found[0]),) if len(found) == 1 and len(said) <= _MEMBER_CHARS else ()


def _pointing_measure(question: str) -> str:
    """The word by which a question counts the member at which it points: 段 of 头一段呢; empty where it points at none."""
    found = _POINTING.search(question)
    return found["item"] if found else ""


def _holds_word(said: str, own: set[str], name: str) -> bool:
    """Whether one of the pairs stands in `said`, and what follows of the name's characters there ends a word: 用户服务部 holds no 用户."""
    for pair in own:
        at = said.find(pair)
        if at < 0:
            continue
        end = at + len(pair)
        while end < len(said) and said[at : end + 1] in name:
            end += 1
        if _WORD_ENDS.match(said, end):
            return True
    return False


def nth(text: str) -> list[int]:
    """The places that a text gives by any counting word: 第三讲, 第4种."""
    return [int(place) if place.isdigit() else int(read_han(place)) for place in _NTH.findall(text)]


def own_pairs(names: Sequence[str]) -> list[set[str]]:
    """The pairs of characters that only one of the names has, for each."""
    pairs = [pairs_of(name) for name in names]
    counts = Counter(pair for own in pairs for pair in own)
    return [{pair for pair in own if counts[pair] == 1} for own in pairs]


def pairs_of(name: str) -> set[str]:
    """The pairs of characters that stand beside each other in a name."""
    return {a + b for a, b in pairwise(name)}
