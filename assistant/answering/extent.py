"""How much of a card an answer tells: a sentence, the members of a list, a way or a case whole; never the same thing twice."""

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.answering.announced import announced, counts_asked, wants_members, wants_more
from assistant.answering.asked import defined
from assistant.answering.sections import ASIDE, DEFINITION, EXAMPLES, GENERAL, POINTS, STEPS, Sections, has_figure
from assistant.answering.sentences import TO_DO, Scored
from assistant.answering.wanted import asks_twice, asks_whose, says_how, wanted_besides, wants_one, wants_story, wants_way
from assistant.ingest.cards import DOUBTS, GAPS
from assistant.retrieval.listed import own_pairs
from assistant.retrieval.overlap import Weigher
from assistant.retrieval.tokens import normalise
from assistant.types import Card, Intent, Passage, Query, Sentence

RESPONSE = "应对"  # the section that says how to deal with what the others describe
SAYS_AGAIN = 0.6  # a sentence with so much of its weight in another only repeats it
MAX_WHOLE = 8  # sentences of a section that is told whole
LIKELIER = 1.3  # odds of a section, against that of the best sentence, from which it is told in its place
OF_SEVERAL = 0.3  # odds against the section's best sentence, from which another is told where several things are asked
HEADS = 0.5  # share of a heading that a part must hold to be what the section is about
ALONE = 0.3  # odds under which no sentence of a section answers besides its best one
MEANT = 0.03  # odds against the list, from which one member of it may be meant
CLEARLY = 1.9  # odds of that member against the next one
_LEAST_LISTED = 3
BOTH = 0.3  # odds against the best sentence, from which one on both things that are compared is told
_SIDES = re.compile(
    r"(?P<one>[^,。?和跟与同、]{2,12})(?:和|跟|与|同)(?P<other>[^,。?和跟与同、]{2,12}?)(?:之间|到底|究竟)?(?:有|的|是|差|区|哪|怎|各)"
)
_NAME = 2
_MOST_NAMED = 3
_ALIKE = 2  # characters behind their names, by which two sentences tell the same of two things
_BEGINNING = 14  # characters in which a sentence names what it is about
IN_STEPS = frozenset((STEPS, "做法"))
_IN_ORDER = frozenset((STEPS, RESPONSE, "做法"))
_BESIDE = frozenset(("背景", "特点", "来历", "起源", "简史", "适用", "目的"))


class Extent:
    """Says where an answer ends."""

    def __init__(self, weigher: Weigher, sections: Sections) -> None:
        self._weigher = weigher
        self._sections = sections

    def members(self, query: Query, best: Scored) -> Sequence[Sentence]:
        """The list or the way that the best sentence begins, where more of it is asked for than that sentence says; none where it says enough."""
        if asks_whose(query.text):
            return ()
        passage, text = best.passage, best.passage.quote(best.sentence)
        found = announced(text)
        lists = query.intent is Intent.LIST or wants_members(query)
        begins = best.sentence is passage.sentences[0] or passage.heading == STEPS
        if found is None:
            return passage.sentences if begins and query.intent is Intent.LIST else ()
        counts = counts_asked(query.text)
        other_count = lists and bool(counts) and found.count not in counts  # 账本分两栏, asked for its 四问
        if not (other_count or query.intent in (Intent.HOW_TO, Intent.COMPARISON) or (lists and wants_more(query.text))):
            return ()
        members = passage.sentences if begins else self.announced(best)
        return members if self._say_more(passage, members) else ()

    def meant(self, query: Query, ranked: Sequence[Scored]) -> Scored | None:
        """The sentence on the one member that is asked for, where the best sentence only lists them all and one member is clearly likelier than
        any other: 替顾客着想的那个叫什么. None where the question itself names members: then what they belong to is asked for."""
        listed = announced(ranked[0].passage.quote(ranked[0].sentence))
        if listed is None or len(listed.members) < _LEAST_LISTED or not wants_one(query.text):
            return None
        said = normalise(query.text)
        own = own_pairs(listed.members)
        if sum(any(pair in said and pair not in listed.head for pair in pairs) for pairs in own) > 1:
            return None
        best: dict[int, Scored] = {}
        for one in ranked[1:]:
            about = normalise(one.passage.quote(one.sentence))[:_BEGINNING]
            named = [
                place
                for place, pairs in enumerate(own)
                if listed.members[place] in about or (pairs and all(pair in about for pair in pairs))
            ]
            if one.passage.heading not in ASIDE and len(named) == 1:
                best.setdefault(named[0], one)
        likely = sorted(best.values(), key=lambda one: -one.share)
        if not likely or likely[0].share < MEANT or (len(likely) > 1 and likely[0].share < CLEARLY * likely[1].share):
            return None
        return likely[0]

    def named(self, query: Query, card: Card) -> list[tuple[Passage, Sentence]]:
        """What the card says of the one thing whose meaning is asked for, where that is not the card's title but heads a section, or is a member of
        a list with sentences of its own: 国别性市场细分是什么."""
        name = defined(query.text)
        if len(name) < _NAME or name == normalise(card.title):
            return []
        sections = [passage for passage in self._sections.of(card.id) if passage.heading not in ASIDE]
        for passage in sections:
            if normalise(passage.heading) == name:
                return [(passage, sentence) for sentence in self.points(passage)][:MAX_WHOLE]
        texts = [(passage, sentence, normalise(passage.quote(sentence))) for passage in sections for sentence in passage.sentences]
        lists = [found for *_, text in texts if (found := announced(text)) is not None]
        members = [member.partition("(")[0] for found in lists for member in found.members if name in member]
        own = [(passage, sentence) for passage, sentence, text in texts if text.startswith((name, *members)) and announced(text) is None]
        return own[:_MOST_NAMED] if members else []

    def sides(self, query: Query, ranked: Sequence[Scored]) -> list[Scored]:
        """The sentence on each of two things that a question sets side by side, where the card has one on each; none where one sentence that
        answers nearly as well is on both."""
        asked = _SIDES.search(normalise(query.text)) if query.intent is Intent.COMPARISON else None
        if asked is None:
            return []
        sides = asked["one"], asked["other"]
        told = [one for one in ranked if one.passage.heading not in (DOUBTS, GAPS)]
        texts = [normalise(one.passage.quote(one.sentence)) for one in told]
        if any(all(side in text for side in sides) and one.share >= BOTH for one, text in zip(told, texts, strict=True)):
            return []
        one_side, other_side = (
            [(one, text.removeprefix(side)) for one, text in zip(told, texts, strict=True) if text.startswith(side)] for side in sides
        )
        pairs = [(one, other, rest[:_ALIKE] == more[:_ALIKE]) for one, rest in one_side for other, more in other_side]
        best = max(pairs, key=lambda pair: (pair[2], pair[0].score + pair[1].score), default=None)  # told in the same words of both
        return [best[0], best[1]] if best else []

    def parts(self, query: Query, best: Scored) -> list[tuple[Passage, Sentence]]:
        """The best sentence with what the sections of the parts that it announces say, or begin with where they say much; none where no way and
        no more than the names is asked for, or some part has no section."""
        found = announced(best.passage.quote(best.sentence))
        tells_how = query.intent is Intent.HOW_TO and says_how(query.text) and not counts_asked(query.text)
        if found is None or not (tells_how or wants_more(query.text)):
            return []
        others = [passage for passage in self._sections.of(best.passage.document_id) if passage.heading not in GENERAL]
        headed = [max(others, key=lambda one: self._heads(one, member), default=None) for member in found.members]
        parts = [
            passage
            for passage, member in zip(headed, found.members, strict=True)
            if passage is not None and passage.id != best.passage.id and self._heads(passage, member) >= HEADS
        ]
        if len({passage.id for passage in parts}) < len(found.members):
            return []
        told = [(passage, sentence) for passage in parts for sentence in passage.sentences]
        return [(best.passage, best.sentence), *(told if len(told) < MAX_WHOLE else [(part, part.sentences[0]) for part in parts])]

    def _heads(self, passage: Passage, member: str) -> float:
        return self._weigher.coverage(self._weigher.tokens(passage.heading), self._weigher.tokens(member))

    def whole(self, query: Query, card: Card, ranked: Sequence[Scored]) -> list[Scored]:
        """The section that tells the way or the story that is asked for, in the order of the text, with what tells the rest of it; of one that
        answers several questions what answers any. None where nothing of the kind is asked, where no section is it, or where one sentence
        in the midst of it answers alone."""
        story, way = wants_story(query, card), wants_way(query)
        if not (way or story or asks_twice(query.text)) or query.intent is Intent.COMPARISON or asks_whose(query.text):
            return []
        told = [one for one in ranked if one.passage.heading not in ASIDE and not one.features.outside]
        section = self._section(told, way=way and not has_figure(query.text), story=story, asks=not way or says_how(query.text))
        own = [one for one in told if one.passage.id == section]
        if not own:
            return []
        alone = own[0].sentence is not own[0].passage.sentences[0] and all(one.share < ALONE * own[0].share for one in own[1:])
        if alone and not story:
            return []
        rest = wanted_besides(query.text)
        lists_ways = way and says_how(query.text) and self._lists_ways(own[0].passage)
        least = 0.0 if story or lists_ways or own[0].passage.heading in TO_DO else OF_SEVERAL * own[0].share
        chosen = [one for one in own if one.share >= least]
        in_order = story or lists_ways or own[0].passage.heading in _IN_ORDER
        lead = min(chosen, key=lambda one: one.sentence.start) if in_order else own[0]
        chosen += [one for one in told if one.passage.heading in rest and one not in chosen]
        chosen.sort(key=lambda one: (one is not lead, one.passage.id != section, one.passage.start, one.sentence.start))
        least_told = 1 if way and own[0].passage.heading in TO_DO else 2
        return self.new(chosen) if least_told <= len(chosen) <= MAX_WHOLE else []

    def beside(self, whole: Sequence[Scored], answering: Sequence[Scored]) -> list[Scored]:
        """Of what answers nearly as well as the best sentence, what may stand beside a section told whole: of a section on one thing more."""
        headings = {one.passage.heading for one in answering} - GENERAL - _BESIDE
        return [one for one in answering if one.passage.heading in headings and one.passage.id != whole[0].passage.id]

    def _section(self, told: Sequence[Scored], *, way: bool, story: bool, asks: bool) -> str:
        """The id of the section that may be told whole: that of the best sentence, or one that is much likelier as a whole; none where neither
        has a heading of that kind. Where a way is asked for and the best sentence only says what the thing is, the likeliest that tells a way."""
        odds: defaultdict[str, float] = defaultdict(float)
        fits, ways = set(), []
        for one in told:
            heading = one.passage.heading
            odds[one.passage.id] += 0.0 if one.features.inferred else one.share
            if way and (heading in TO_DO or (asks and self._lists_ways(one.passage))):
                ways.append(one.passage.id)
            if (asks and heading not in GENERAL and heading not in _BESIDE) or (story and heading == EXAMPLES):
                fits.add(one.passage.id)
        fits.update(ways)
        best = told[0].passage.id if told else ""
        if asks and ways and told[0].passage.heading == DEFINITION:  # what it is tells no way
            return next((one.passage.id for one in told if one.passage.heading in IN_STEPS), ways[0])
        likeliest = max(fits, key=odds.__getitem__, default="")
        return best if best in fits else likeliest if odds[likeliest] >= LIKELIER * odds[best] else ""

    def _lists_ways(self, passage: Passage) -> bool:
        """Whether a section counts ways: 有六个办法."""
        return passage.heading == POINTS and announced(passage.quote(passage.sentences[0])) is not None

    def _say_more(self, passage: Passage, members: Sequence[Sentence]) -> bool:
        """Whether sentences about the members of a list say more than the first, which names them."""
        anew = [member for member in members[1:] if not self.says_again(passage.quote(member), passage.quote(members[0]))]
        return 2 * len(anew) >= len(members) > 1

    def announced(self, best: Scored) -> list[Sentence]:
        """The best sentence where it announces a list, with those behind it that begin with a member; none where it does not."""
        sentences = best.passage.sentences
        behind = sentences[sentences.index(best.sentence) + 1 :]
        found = announced(best.passage.quote(best.sentence))
        if found is None or best.passage.heading in ASIDE:
            return []
        return [best.sentence, *(one for one in behind if normalise(best.passage.quote(one)).startswith(found.members))]

    def points(self, section: Passage) -> Sequence[Sentence]:
        """The sentences of a section with a list: the first alone where it names all members and the others only say them again."""
        named = announced(section.quote(section.sentences[0])) is not None
        return section.sentences[:1] if named and not self._say_more(section, section.sentences) else section.sentences

    def new(self, scored: Sequence[Scored]) -> list[Scored]:
        """Those that say something besides what stands before them."""
        kept: list[Scored] = []
        for one in scored:
            text = one.passage.quote(one.sentence)
            if not any(self.says_again(text, other.passage.quote(other.sentence)) for other in kept):
                kept.append(one)
        return kept

    def says_again(self, text: str, said: str) -> bool:
        return self._weigher.coverage(self._weigher.tokens(text), self._weigher.tokens(said)) >= SAYS_AGAIN
