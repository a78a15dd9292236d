"""What stands at places of lists: 第7条, 前五条, 第1条和第9条; and what is said where a list has no such place."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.compose import Composer
from assistant.answering.draft import Draft
from assistant.answering.frames import Frame
from assistant.answering.listings import Listings
from assistant.answering.reply import Reply, counted
from assistant.answering.words import content_words, words_besides
from assistant.library import Library
from assistant.retrieval.listed import own_pairs, pairs_of
from assistant.retrieval.ordinals import without_places
from assistant.retrieval.tokens import normalise, without
from assistant.types import Card, Catalogue, Intent, Ordinal, Outcome, Query, Statement, StatementKind

_WHICH = re.compile(
    r"第几|排(?:在|到)?(?:老?几|什么位置)|几号|(?:是|属于|算|在|处于|位于)(?:[^,，。?？]{2,10}的)?哪一?[层级步](?!里|中|的)"
)
_ALIKE = 2  # pairs of characters that a question shares with the title of the list that it means, or of a member's name
_NEXT_TO = re.compile(r"[前后上下][一二两三四几]?(?:条|个|项|步|面|头|边)|紧[跟接]|接着|挨着|之[前后]|隔壁")  # 二元法则的前一条
_STATES = re.compile(r"(?<!还)(?:是|叫|属于|即)")
FEW = 2  # of more places each is told in one sentence
MAX_COMPARED = 3

_STEP = re.compile(r"第\s*[\d一二三四五六七八九十]+\s*(?:步|层|级|阶段|环|期|招|型|种|类)")


class Places:
    """Answers questions for places in the lists of a library."""

    def __init__(self, library: Library, composer: Composer, listings: Listings) -> None:
        self._library = library
        self._composer = composer
        self._listings = listings

    def reply(self, query: Query) -> Reply | None:
        """The members at the query's places; None when the words are no place of any list."""
        if any(ordinal.catalogue is None for ordinal in query.ordinals):
            return self._which_list(query)
        cards = [card for ordinal in query.ordinals if (card := self._card(ordinal))]
        related = tuple(card.id for card in cards)
        if query.intent is Intent.COMPARISON and 1 < len(cards) == len(query.ordinals):
            draft = self._composer.comparison(query, cards[:MAX_COMPARED])
            return Reply(Outcome.ANSWERED, query.standalone, draft, related=related)
        draft = Draft(self._library)
        given: list[str] = []
        answered = False
        for catalogue, places in self._by_list(query.ordinals):
            inside = [place for place in places if 1 <= place <= len(catalogue.members)]
            outside = [place for place in places if place not in inside]
            if query.told and len(inside) == 1 and catalogue.card is None and not content_words(query.text):  # 再往后一个: which one is it?
                given += [self._stands(catalogue, inside[0]), *counted(catalogue)]
                draft.paragraph(Statement(given[0], StatementKind.COMPUTED))
            if len(inside) > FEW and (names := self._listings.only_named(catalogue, inside)) is not None:
                stand = self._stand(catalogue, inside)
                given += [stand, *counted(catalogue)]
                draft.paragraph(Statement(stand, StatementKind.COMPUTED))
                draft.append(names)
                answered = True
                continue
            told = [self._listings.members(catalogue, inside)] if len(inside) > FEW else [self._member(query, catalogue, p) for p in inside]
            for place, member in zip(inside, told, strict=False):  # of many there is one draft
                if len(inside) <= FEW and self._only_lists(member, catalogue):
                    given += [self._stands(catalogue, place), *counted(catalogue)]
                    draft.paragraph(Statement(self._stands(catalogue, place), StatementKind.COMPUTED))
                draft.append(member.besides([draft]))  # what sets two apart is told with the first
            given += counted(catalogue) if len(inside) > FEW else ()
            if outside:
                given += [*counted(catalogue), self._outside(draft, catalogue, outside)]
            answered = answered or bool(inside)
        return Reply(Outcome.ANSWERED if answered else Outcome.REFUSED, query.standalone, draft, given=tuple(given), related=related)

    def standing(self, query: Query) -> Reply | None:
        """Where members of ordered lists stand, where that is asked, or said otherwise: 聚焦法则排第几, 第3条不是领先法则吗. None where it is neither."""
        if query.ordinals and _NEXT_TO.search(query.text):
            return None
        draft = Draft(self._library)
        given: list[str] = []
        for card in query.entities:
            for catalogue in self._library.catalogues_of(card):
                if not catalogue.ordered or catalogue.card is not None:
                    continue
                place = catalogue.members.index(card) + 1
                said = [ordinal.place for ordinal in query.ordinals if ordinal.catalogue in (None, catalogue.id)]
                wrong = [other for other in said if other != place and 1 <= other <= len(catalogue.members)]
                if not _WHICH.search(query.text) and (not wrong or query.intent is Intent.COMPARISON or not _STATES.search(query.text)):
                    continue
                stands = self._stands(catalogue, place)
                given += [stands, *counted(catalogue)]
                draft.paragraph(Statement(stands, StatementKind.COMPUTED))
                draft.append(self._listings.members(catalogue, [place]))
                for other in wrong:
                    draft.append(self._listings.members(catalogue, [other]))
        if not given:
            return None
        return Reply(Outcome.ANSWERED, query.standalone, draft, given=tuple(given), related=query.entities)

    def member_stands(self, query: Query) -> Reply | None:
        """Where a member of an ordered list that has no card of its own stands, or one that is named in part only: 移情性排在第几, 公开到隐私那条排几号."""
        if query.ordinals or not _WHICH.search(query.text) or _NEXT_TO.search(query.text):
            return None
        said = normalise(query.text)
        best: tuple[tuple[bool, int], Catalogue, int] | None = None
        for catalogue in self._library.catalogues.values():
            named = catalogue.id in query.catalogues or catalogue.card in query.entities
            rest = without(said, catalogue.names)
            shared = len(pairs_of(said) & {pair for name in catalogue.names for pair in pairs_of(normalise(name))})
            if not catalogue.ordered or not (named or shared >= _ALIKE):
                continue
            place = self._named_in(rest, catalogue, in_part=named)
            if place and (best is None or (named, shared) > best[0]):
                best = (named, shared), catalogue, place
        if best is None:
            return None
        _, catalogue, place = best
        draft = Draft(self._library)
        stands = self._stands(catalogue, place)
        draft.paragraph(Statement(stands, StatementKind.COMPUTED))
        draft.append(self._listings.members(catalogue, [place]))
        return Reply(Outcome.ANSWERED, query.standalone, draft, given=(stands, *counted(catalogue)), related=query.entities)

    def _named_in(self, said: str, catalogue: Catalogue, *, in_part: bool) -> int:
        """The place of the one member whose name stands in a question or, `in_part`, of which it has clearly most; 0 where there is none."""
        names = [normalise(member if catalogue.card else self._library.cards[member].title) for member in catalogue.members]
        whole = [place for place, name in enumerate(names, start=1) if name in said]
        if whole or not in_part:
            return whole[0] if len(whole) == 1 else 0
        held = sorted(((sum(pair in said for pair in own), place) for place, own in enumerate(own_pairs(names), start=1)), reverse=True)
        clearly = held[0][0] >= _ALIKE and (len(held) == 1 or held[0][0] > held[1][0])
        return held[0][1] if clearly else 0

    def _stands(self, catalogue: Catalogue, place: int) -> str:
        member = catalogue.members[place - 1]
        name = member if catalogue.card is not None else self._library.cards[member].title
        return f"{name}是{catalogue.title}的第{place}{catalogue.item}。"

    def _stand(self, catalogue: Catalogue, places: Sequence[int]) -> str:
        names = "、".join(catalogue.members[place - 1] for place in places)
        return f"{catalogue.title}的第{places[0]}到第{places[-1]}{catalogue.item}是：{names}。"

    def _only_lists(self, draft: Draft, catalogue: Catalogue) -> bool:
        """Whether a draft on a member of a card's list only names them all."""
        return (
            catalogue.card is not None and len(draft.statements) == 1 and all(one in draft.statements[0].text for one in catalogue.members)
        )

    def _by_list(self, ordinals: Sequence[Ordinal]) -> list[tuple[Catalogue, list[int]]]:
        places: dict[str, list[int]] = {}
        for ordinal in ordinals:
            places.setdefault(ordinal.catalogue or "", []).append(ordinal.place)
        return [(self._library.catalogues[name], found) for name, found in places.items()]

    def _card(self, ordinal: Ordinal) -> Card | None:
        """The card at a place of a list of cards."""
        catalogue = self._library.catalogues[ordinal.catalogue or ""]
        inside = catalogue.card is None and 1 <= ordinal.place <= len(catalogue.members)
        return self._library.cards.get(catalogue.members[ordinal.place - 1]) if inside else None

    def _member(self, query: Query, catalogue: Catalogue, place: int) -> Draft:
        card = self._card(Ordinal(catalogue.id, place))
        if card is None and query.intent is Intent.LIST:
            card = self._card_on(catalogue, place)
        if card is None:
            return self._listings.member(query, catalogue, place)
        own = words_besides(without_places(without(normalise(query.text), catalogue.names)), catalogue.names)
        if query.intent is Intent.DEFINITION and not own:  # 再往后一个, 关系营销的第三层: nothing but what it is is asked
            query = replace(query, text=card.title, standalone=card.title, entities=(card.id,))
        return self._composer.card(query, card)

    def _card_on(self, catalogue: Catalogue, place: int) -> Card | None:
        """The card of its own that a member of a card's list has, where what belongs to the member is asked for: 第二个下头有哪几条."""
        name = self._library.card_names.get(normalise(catalogue.members[place - 1]))
        return self._library.cards[name] if name is not None and name != catalogue.card else None

    def _outside(self, draft: Draft, catalogue: Catalogue, places: Sequence[int]) -> str:
        """The list's range, and what the source left out of it. Gives what it says there is not."""
        item = catalogue.item
        lacks = "没有印出" if places[-1] <= (catalogue.promises or 0) else "没有"
        none = f"{lacks}第{places[0]}{item}" if len(places) == 1 else f"{lacks}第{places[0]}{item}到第{places[-1]}{item}"
        draft.paragraph(Statement(f"{catalogue.title}{catalogue.extent}，{none}。", StatementKind.COMPUTED))
        if catalogue.gaps and lacks == "没有印出":
            draft.paragraph(Statement(catalogue.gaps, StatementKind.GAP))
        return none

    def _which_list(self, query: Query) -> Reply | None:
        """Ask which list is meant, where more than one long ordered list could be; no step and no level is one of their laws."""
        lists = [c for c in self._library.catalogues.values() if c.ordered and c.card is None and c.item == "条"]
        if not lists or query.entities or _STEP.search(query.text):
            return None
        draft = Draft(self._library)
        draft.paragraph(draft.frame(Frame.NOT_ASKED_FOR))
        draft.bullets([Statement(catalogue.title, StatementKind.COMPUTED) for catalogue in lists])
        given = tuple(catalogue.title for catalogue in lists)
        return Reply(Outcome.CLARIFY, query.standalone, draft, given=given, missing=("清单名称",))
