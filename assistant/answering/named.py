"""What a question names is answered without a search for it: places in lists, a list, cards to be compared or each to be told."""

import re
from dataclasses import replace

from assistant.answering.announced import wants_whole
from assistant.answering.compose import Composer
from assistant.answering.draft import Draft
from assistant.answering.filtered import Filtered
from assistant.answering.finding import SURE, Finder
from assistant.answering.judge import THRESHOLD, Judge
from assistant.answering.listings import Listings
from assistant.answering.parting import OF_ITS_OWN
from assistant.answering.places import MAX_COMPARED, Places
from assistant.answering.reply import Reply, counted
from assistant.answering.sections import Sections
from assistant.answering.telling import Telling
from assistant.answering.words import content_words, words_besides
from assistant.ingest.cards import GAPS
from assistant.library import Library
from assistant.retrieval.leaning import beginning_in
from assistant.retrieval.naming import Namer
from assistant.retrieval.ordinals import without_places
from assistant.retrieval.tokens import normalise, without
from assistant.types import Catalogue, Intent, Outcome, Query, StatementKind

TOLD_SO = 0.8  # a card that answers from here on which members of a list speak of something goes before what their words say
MAX_EACH = 4  # cards told one after another, where each is asked for
_EACH = re.compile(r"各|分别|和|跟|与|、")
_BETWEEN = re.compile("关系|联系")  # what joins two things is told by neither's own card alone
_MEANING = re.compile("意思|含义|指|理解|具体|展开|解释|细说|详细")
_NOT_EXPLAINED = re.compile(
    "没有?(?:解释|说明|展开|细讲|讲解|逐[条项一个])|只(?:有|印|印了|列|列出|剩|剩下|留下?)[^，。]{0,12}(?:名称|名字|标题)"
)
_SOME_OF_THEM = re.compile(
    "哪(?:些|几[条个项])(?:是)?(?:讲|说|谈|提|关于|涉及|跟|和|与|适合|适用|用)|(?:跟|和|与|同)[^,，。]{2,12}(?:有关|相关)的?有?哪(?:些|几)"
)


class Named:
    """Answers what names its lists and cards."""

    def __init__(
        self,
        library: Library,
        namer: Namer,
        composer: Composer,
        listings: Listings,
        finder: Finder,
        judge: Judge,
        telling: Telling,
        sections: Sections,
    ) -> None:
        self._library = library
        self._namer = namer
        self._composer = composer
        self._listings = listings
        self._places = Places(library, composer, listings)
        self._finder = finder
        self._judge = judge
        self._telling = telling
        self._filtered = Filtered(library, sections)

    def reply(self, query: Query) -> Reply | None:
        """What needs no search: places in lists, a list, cards named to be compared or each to be told."""
        if query.entities and (reply := self._places.standing(query)):
            return reply
        if reply := self._places.member_stands(query):
            return reply
        if query.ordinals and (reply := self._places.reply(query)):
            return self._of_member(query, reply) or reply
        if query.intent is Intent.LIST and query.catalogues:
            catalogue = self._library.catalogues[query.catalogues[0]]
            if (filtered := self._some_of(query, catalogue)) is not None:
                return filtered
            if not self._asks_of_list(query, catalogue):
                draft = self._listings.catalogue(catalogue, query.text)
                return Reply(Outcome.ANSWERED, query.standalone, draft, given=counted(catalogue))
        named = [self._library.cards[card] for card in query.entities]
        if len(named) > 1 and (asked := self._finder.compared(query, named)):
            only_names = not content_words(without(normalise(query.text), [name for card in named for name in card.names]))
            return self._telling.reply(replace(query, text=asked[0].passage.title) if only_names else query, asked[0], asked)
        if len(named) > 1 and query.intent is Intent.COMPARISON:
            draft = self._composer.comparison(query, named[:MAX_COMPARED])
            return Reply(Outcome.ANSWERED, query.standalone, draft, related=tuple(card.id for card in named))
        if len(named) > 1 and _EACH.search(query.text) and not _BETWEEN.search(query.text):
            draft = Draft(self._library)
            for card in named[:MAX_EACH]:
                draft.append(self._composer.card(query, card))
            return Reply(Outcome.ANSWERED, query.standalone, draft, related=tuple(card.id for card in named))
        return None

    def _some_of(self, query: Query, catalogue: Catalogue) -> Reply | None:
        """The members of a list that speak of what is asked for, where no card surely tells which do."""
        if catalogue.card is not None or (reply := self._filtered.reply(query, catalogue)) is None:
            return None
        found = self._finder.find(query)
        if found.hit is None or found.probability < THRESHOLD:
            return reply
        one_of_them = reply.outcome is Outcome.REFUSED and found.hit.passage.document_id in catalogue.members  # it says so in other words
        return self._telling.reply(query, found.hit, found.hits) if one_of_them or found.probability >= TOLD_SO else reply

    def _asks_of_list(self, query: Query, catalogue: Catalogue) -> bool:
        """Whether something else than its members is asked of a list, and told somewhere: 22条商规有几个版本, 营销法则里哪些讲第二名."""
        rest = content_words(without(normalise(query.text), catalogue.names))
        if wants_whole(query.text) or not (
            _SOME_OF_THEM.search(query.text) or any(self._judge.rarity(word) >= OF_ITS_OWN for word in rest)
        ):
            return False
        found = self._finder.find(query)
        if found.hit is None or found.probability < THRESHOLD or found.hit.passage.document_id == catalogue.card:
            return False
        card = self._library.cards.get(found.hit.passage.document_id)
        about_it = card is not None and not card.claims and any(normalise(name) in normalise(card.title) for name in catalogue.names)
        return not about_it

    def _of_member(self, query: Query, named: Reply) -> Reply | None:
        """What is asked of the one member at a place of a card's list, where it is only `named` there and another section, or a card of its own, surely
        tells more, or the material explains none: 第三步用什么工具, 第三条什么意思. None where nothing is asked but which it is."""
        if len(query.ordinals) != 1 or query.intent is Intent.COMPARISON:
            return None
        ordinal = query.ordinals[0]
        catalogue = self._library.catalogues.get(ordinal.catalogue or "")
        if catalogue is None or catalogue.card is None or not 1 <= ordinal.place <= len(catalogue.members):
            return None
        member = catalogue.members[ordinal.place - 1]
        own = [card for card in self._namer.names(member).cards if card != catalogue.card]
        if len(named.draft.citations) != 1 and not own:
            return None
        names = [*catalogue.names, *self._library.cards[catalogue.card].names]
        said = without(normalise(query.text), names)
        rest = without_places(said.replace(beginning_in(said, normalise(member)) or "\0", ""))
        if not words_besides(rest, names):
            if not _MEANING.search(rest):
                return None
            rest = "是什么意思"
        asked = f"{member}{rest}"
        found = self._finder.find(Query(asked, asked, query.intent, entities=(catalogue.card, *own), told=query.told))
        told_in = named.draft.citations[0].passage.id
        if found.hit is not None and found.probability >= SURE and self._finder.lead(found.query, found.hit).id != told_in:
            return self._telling.reply(found.query, found.hit, found.hits)
        only_named = named.draft.statements[0].kind is StatementKind.COMPUTED
        return self._unexplained(query, named, catalogue, member) if only_named and _MEANING.search(rest) else None

    def _unexplained(self, query: Query, named: Reply, catalogue: Catalogue, member: str) -> Reply | None:
        """That the material only names a member whose meaning is asked for, where the list's card says so."""
        gaps = self._library.section(catalogue.card or "", GAPS)
        if gaps is None:
            return None
        for sentence in gaps.sentences:
            text = gaps.quote(sentence)
            others = [other for other in catalogue.members if other in text and other not in member]
            if _NOT_EXPLAINED.search(text) and (member in text or not others):
                draft = Draft(self._library)
                draft.paragraph(named.draft.statements[0])
                draft.paragraph(draft.quote(gaps, sentence, kind=StatementKind.GAP))
                return Reply(Outcome.REFUSED, query.standalone, draft, given=named.given, related=(gaps.document_id,))
        return None
