"""Which sentences of a card answer a question.

Of 1,330 questions that cards answer, 83 % want one sentence (evals/sentences.jsonl). A sentence is scored by what it shares with the question, by
words, by pairs of characters and by meaning, beside what its neighbours share; by what it is about; by the section that it stands in; and by whether
it has what is asked for: a figure, a reason, a list. The weights come from `python -m evals.sentences`.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.answering.announced import TELLING, Announced, announced, counted_as, counts_asked, wants_members, wants_whole
from assistant.answering.asked import plain
from assistant.answering.aspects import headings_asked
from assistant.answering.attributes import ASKED, TOLD, asks_alone, tells
from assistant.answering.sections import ASIDE, DEFINITION, EXAMPLES, Sections, has_figure
from assistant.answering.words import content_words
from assistant.ingest.cards import DERIVED, OUTSIDE
from assistant.retrieval.elliptic import asks_aspect
from assistant.retrieval.index import Vectors
from assistant.retrieval.listed import own_pairs
from assistant.retrieval.overlap import Weigher, content
from assistant.retrieval.tokens import normalise, without
from assistant.types import Card, Intent, Passage, Query, Sentence

_REASON = re.compile(r"为什么|为啥|为何|原因|凭什么|怎么会|咋会|理由|缘由|(?:怎么|咋)(?:就)?(?:黄|垮|输|败|没成)")
_GIVES_REASON = re.compile(r"因为|原因|由于|所以|为的是|理由|在于|来自|取决于")
_COUNTED = re.compile(r"多少|几(?!乎)")
_UNIT = re.compile("(?:多少|几)[个名位]?(?P<unit>[人家台件户款])(?![头们事])")  # 有多少人: a number of those
_THING = re.compile("多少[个棵件张只条种]?(?P<thing>[一-鿿])(?![能会要少])")  # 砍多少树: a number beside that
_EXAMPLE = re.compile(r"例子|案例|举例|实例|哪家|谁家|哪个公司|故事")
TO_DO = frozenset(("怎么用", "步骤", "做法", "应对", "怎么做", "对策", "怎么提高"))
# What a sentence is about ends in front of the first of these; a name has at least _NAME characters
_ABOUT_END = re.compile(
    r"[,、:;。(]|是|指|有(?=[两二三四五六七八九十几\d])|分(?=[两二三四五六七八九十成为\d])|包括|等于|讲|看(?!重|法|待)|为了|靠|要(?!点|素|求)|的(?=例子|实例|本质|做法|办法|业务)"
)
_PLACE = re.compile(r"第[两二三四五六七八九十\d]+[条个项种级层步点]")
_NAME = 2
_ABOUT = 12  # characters that say what a sentence without any of these is about

LISTED = 0.5  # score by which the list that is meant goes before the best sentence
NEARLY = 3.0  # no sentence is meant that the best one surpasses by more
ABOUT = 1.0  # nor, where no number tells it, by more than this
SAYS_SO = 2.5  # score by which the sentence that tells who said so goes first
TOLD_IN = 0.3  # share of what was told that such a sentence holds
ASKED_SO = 3.0  # score that the sentences of a section gain that answers just this question
IN_UNITS = 1.0  # score that a sentence gains that has a number of what is counted
RETOLD = 1.5  # score that a sentence loses whose every word the last answer told

Embed = Callable[[Sequence[str]], Vectors]  # texts → unit vectors, a row each
SectionLikeness = Callable[[str, str], Mapping[str, float]]  # question, document id → passage id → best cosine of its records


@dataclass(frozen=True, slots=True)
class Features:
    """What a sentence's score is made of. Shares of the question's weight are between 0 and 1, cosines are less the best one of the card."""

    covered: float  # share of the question, besides the card's names, that the sentence and its heading hold
    distinctive: float  # the same, a token counting the less the more sentences of the card hold it
    words: float  # how much nearer the question's words are to the sentence's than to those of the card's middle sentence
    alike: float  # cosine with the question, besides the card's names
    section: float  # score of its section, as a share of the best one's
    section_alike: float  # best cosine of the section's asks and text
    first: float  # of its section
    figure: float  # has a figure where one is asked for
    told: float  # share of the attributes asked for (when, who, where) that it tells
    reason: float
    aspect: float  # stands under a heading for the aspect that is asked for: 作用, 原因, 结果
    example: float  # stands among the examples where one is asked for
    to_do: float
    enumerates: float
    counts: float  # announces as many members as the question speaks of, or counts them by the same word
    heads: float  # where members are asked for: how like the question, besides the card's title, what it announces them of is
    names_one: float  # announces a list of which the question names some members, not all
    about: float  # share of what it is about that the question holds
    about_anew: float  # the same besides the card's title: the member of a list, a part
    member: float  # is about a member of a list of the card that the question names
    inferred: float
    outside: float
    aside: float  # stands among doubts, gaps or look-alikes
    definition: float


WEIGHTS = {
    "covered": 0.04,
    "distinctive": 0.66,
    "words": 1.15,
    "alike": 2.93,
    "section": 1.60,
    "section_alike": 2.79,
    "first": 0.52,
    "figure": 0.63,
    "told": 0.81,
    "reason": 0.15,
    "aspect": 1.2,
    "example": 0.77,
    "to_do": 0.83,
    "enumerates": 1.34,
    "counts": 1.27,
    "heads": 0.47,
    "names_one": -0.45,
    "about": 0.57,
    "about_anew": 1.12,
    "member": 0.83,
    "inferred": -0.10,
    "outside": -0.33,
    "aside": -0.09,
    "definition": 0.37,
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its score and what that is made of; `share` is its odds against the best sentence of the card, 1 for that itself."""

    passage: Passage
    sentence: Sentence
    score: float
    share: float
    features: Features


@dataclass(frozen=True, slots=True)
class _Known:
    """What is looked up of one card: its sentences, the different words of them all, and of each the tokens, the places of its words among those,
    the list that it announces with the tokens of what it announces that of, what it is about with its tokens and those of them that the card's
    title lacks, and the vector."""

    sentences: tuple[tuple[Passage, Sentence], ...]
    vocabulary: tuple[str, ...]
    tokens: tuple[frozenset[str], ...]
    words: tuple[tuple[int, ...], ...]
    lists: tuple[Announced | None, ...]
    heads: tuple[frozenset[str], ...]
    beginnings: tuple[str, ...]
    about: tuple[frozenset[str], ...]
    about_anew: tuple[frozenset[str], ...]
    vectors: Vectors


def _counted(question: str) -> re.Pattern[str] | None:
    """What finds a number of that which a question wants counted; None where it does not say of what."""
    if unit := _UNIT.search(question):
        return re.compile(rf"\d[\d.,]*[十百千万亿]*[多余]?[个名位]?{unit['unit']}")
    if thing := _THING.search(question):
        return re.compile(rf"{thing['thing']}[一-鿿]?\d|\d[\d.,]*\s*[十百千万亿]*[多余]?[一-鿿]{{0,2}}{thing['thing']}")
    return None


class Sentences:
    """Ranks the sentences of cards for questions."""

    def __init__(self, sections: Sections, weigher: Weigher, embed: Embed, section_likeness: SectionLikeness) -> None:
        self._sections = sections
        self._weigher = weigher
        self._embed = embed
        self._section_likeness = section_likeness
        self._known = lru_cache(maxsize=512)(self._read)
        self._questions = lru_cache(maxsize=512)(self._plainly)
        self._word_vectors: dict[str, Vectors] = {}  # of the words of the cards that were read
        self._ranked = lru_cache(maxsize=64)(self._rank)  # judged and composed: asked for more than once

    def ranked(self, query: Query, card: Card) -> tuple[Scored, ...]:
        """The sentences of `card`, the one that answers best first."""
        return self._ranked(query, card.id)

    def _rank(self, query: Query, card_id: str) -> tuple[Scored, ...]:
        known, card = self._known(card_id), self._sections.card(card_id)
        features = self.features(query, card)
        scores = [sum(weight * getattr(one, name) for name, weight in WEIGHTS.items()) for one in features]
        scores = [score - cost for score, cost in zip(scores, self._retold(query, card, known), strict=True)]
        if section := self.section_asked(query, card_id):
            scores = [score + ASKED_SO * (passage.heading == section) for score, (passage, _) in zip(scores, known.sentences, strict=True)]
        if query.leans and asks_aspect(query.text) and (aspect := headings_asked(query.text)):
            scores = [score + ASKED_SO * (passage.heading in aspect) for score, (passage, _) in zip(scores, known.sentences, strict=True)]
        if counted := _counted(query.text):
            texts = (passage.quote(sentence) for passage, sentence in known.sentences)
            scores = [score + IN_UNITS * bool(counted.search(text)) for score, text in zip(scores, texts, strict=True)]
        if (place := self._says_so(query, card, known)) is not None:
            scores[place] = max(scores) + SAYS_SO
        elif (place := self._list_meant(query, card, known, scores)) is not None:
            scores[place] = max(scores) + LISTED
        best = max(scores)
        rows = zip(known.sentences, scores, features, strict=True)
        scored = [Scored(passage, sentence, score, math.exp(score - best), one) for (passage, sentence), score, one in rows]
        return tuple(sorted(scored, key=lambda one: -one.score))

    def section_asked(self, query: Query, card_id: str) -> str:
        """The heading of the section of which the card says that it answers just this question; empty where there is none."""
        return self._questions(card_id)[0].get(plain(query.text), "") if query.text == query.standalone else ""

    def leaves_open(self, query: Query, card_id: str) -> bool:
        """Whether the card says that the material does not answer just this question."""
        return query.text == query.standalone and plain(query.text) in self._questions(card_id)[1]

    def says_so(self, query: Query, card: Card) -> bool:
        """Whether a sentence of the card tells who said what the last answer told, when, or how much, where a follow-up asks for nothing else."""
        return self._says_so(query, card, self._known(card.id)) is not None

    def _says_so(self, query: Query, card: Card, known: _Known) -> int | None:
        """The place of that sentence: the one that holds most of what was told, or stands in one section with it."""
        wanted = asks_alone(query.text) if query.told and card.id in query.entities else []
        if not wanted:
            return None
        said = self._weigher.tokens(query.told)
        held = [self._weigher.coverage(said, tokens) for tokens in known.tokens]
        told_in = known.sentences[max(range(len(held)), key=held.__getitem__)][0].id
        ranked = [
            (sum(tells(name, passage.quote(sentence)) for name in wanted), held[place], -place)
            for place, (passage, sentence) in enumerate(known.sentences)
            if passage.heading not in ASIDE and (passage.id == told_in or held[place] >= TOLD_IN)
        ]
        count, _, place = max(ranked, default=(0, 0.0, 0))
        return -place if count else None

    def _list_meant(self, query: Query, card: Card, known: _Known, scores: Sequence[float]) -> int | None:
        """The sentence that goes before the best one, where that announces a list and the question means another: the one list that has as many
        members as it speaks of, what belongs to the one member that it names, that member itself; or where members are asked for, and only
        another sentence announces some."""
        best = max(range(len(scores)), key=scores.__getitem__)
        if known.sentences[best][0].heading in ASIDE:
            return None
        listed = known.lists[best]
        likely = [place for place, score in enumerate(scores) if place != best and score >= scores[best] - NEARLY]
        members_asked = wants_members(query)
        if listed is None or (members_asked and listed.count is None):
            lists = [place for place in likely if (one := known.lists[place]) is not None and one.count is not None]
            near = [place for place in lists if scores[place] >= scores[best] - ABOUT]
            return max(near, key=scores.__getitem__) if members_asked and near else None
        counts = [count for count in counts_asked(query.text) if count >= TELLING]
        if counts and listed.count not in counts:
            fitting = [place for place in likely if (one := known.lists[place]) is not None and one.count in counts]
            return fitting[0] if len(fitting) == 1 else None
        said = normalise(query.text)
        about = f"{listed.head}|{normalise(card.title)}"
        pairs = zip(listed.members, own_pairs(listed.members), strict=True)
        named = [member for member, own in pairs if any(pair in said and pair not in about for pair in own)]
        if len(named) != 1:
            return None
        texts = [normalise(passage.quote(sentence)) for passage, sentence in known.sentences]
        below = (
            [place for place in likely if (one := known.lists[place]) is not None and one.of.startswith(named[0])] if members_asked else []
        )
        if not below and query.intent is not Intent.LIST and not wants_whole(query.text):
            below = [place for place in likely if named[0] in said and texts[place].startswith(named[0])]
        return max(below, key=scores.__getitem__, default=None)

    def of(self, card_id: str) -> tuple[tuple[Passage, Sentence], ...]:
        """The sentences of a card, in the order of its text."""
        return self._known(card_id).sentences

    def announces(self, query: Query, card_id: str) -> bool:
        """Whether a sentence of the card announces as many members as the question speaks of, where that number tells something."""
        counts = [count for count in counts_asked(query.text) if count >= TELLING]
        return bool(counts) and any(one is not None and one.count in counts for one in self._known(card_id).lists)

    def features(self, query: Query, card: Card) -> list[Features]:
        """The features of each sentence of `card`, in the order of the text."""
        known = self._known(card.id)
        asked = self._sections.asked(query, card)
        subject = content(asked)
        rest = without(subject, card.names)
        question = self._weigher.tokens(rest) or self._weigher.tokens(subject)
        sections = {passage.id: score for score, passage in self._sections.ranked(query, card)}
        best_section = max(sections.values())
        near = self._section_likeness(asked, card.id)
        cosines = known.vectors @ self._embed([rest if self._weigher.tokens(rest) else subject])[0]
        distinctive = self._distinctive(question, known)
        words = self._near_words(without(normalise(query.text), card.names), known)
        wanted = [name for name, asked in ASKED.items() if asked.search(query.text)]
        wants_figure = query.intent is Intent.FIGURE or bool(_COUNTED.search(query.text))
        wants_reason = bool(_REASON.search(query.text))
        aspect = headings_asked(query.text)
        wants_example = bool(_EXAMPLE.search(query.text))
        whole = normalise(query.text)
        held = self._weigher.tokens(whole)
        named = {member for one in known.lists if one is not None for member in one.members if len(member) >= _NAME and member in whole}
        listed = wants_members(query)
        heads = self._heads(subject, card, known) if listed else [0.0] * len(known.lists)
        rows = []
        for place, ((passage, sentence), tokens) in enumerate(zip(known.sentences, known.tokens, strict=True)):
            text = passage.quote(sentence)
            known_list = known.lists[place]
            rows.append(
                Features(
                    covered=self._weigher.coverage(question, tokens | self._weigher.tokens(passage.heading)),
                    distinctive=distinctive[place],
                    words=words[place],
                    alike=float(cosines[place] - cosines.max()),
                    section=sections[passage.id] / best_section if best_section > 0 else 0.0,
                    section_alike=near.get(passage.id, 0.0),
                    first=float(sentence is passage.sentences[0]),
                    figure=float(wants_figure and has_figure(text)),
                    told=sum(bool(TOLD[name].search(text)) for name in wanted) / len(wanted) if wanted else 0.0,
                    reason=float(wants_reason and bool(_GIVES_REASON.search(text))),
                    aspect=float(passage.heading in aspect),
                    example=float(wants_example and passage.heading == EXAMPLES),
                    to_do=float(query.intent is Intent.HOW_TO and passage.heading in TO_DO),
                    enumerates=float(listed and known_list is not None),
                    counts=float(known_list is not None and counted_as(query.text, known_list)),
                    heads=heads[place],
                    member=float(any(member in known.beginnings[place] for member in named)),
                    names_one=float(known_list is not None and _names_some(whole, known_list)),
                    about=self._weigher.coverage(known.about[place], held),
                    about_anew=self._weigher.coverage(known.about_anew[place], held),
                    inferred=float(DERIVED in text),
                    outside=float(text.startswith(OUTSIDE)),
                    aside=float(passage.heading in ASIDE),
                    definition=float(passage.heading == DEFINITION),
                )
            )
        return rows

    def _retold(self, query: Query, card: Card, known: _Known) -> list[float]:
        """What each sentence loses for what the last answer told of it already, where neither the whole is asked for once again nor a
        figure, a name or a year, which may stand in what was told."""
        again = query.completed or wants_whole(query.text) or query.intent in (Intent.FIGURE, Intent.COMPARISON, Intent.CONFLICT)
        if not query.told or again or any(asked.search(query.text) for asked in ASKED.values()):
            return [0.0] * len(known.tokens)
        said = self._weigher.tokens(query.told)
        asked = self._weigher.tokens(content(query.text)) | self._weigher.tokens("|".join(card.names))
        return [RETOLD * self._weigher.coverage(tokens - asked, said) for tokens in known.tokens]

    def _heads(self, question: str, card: Card, known: _Known) -> list[float]:
        """For each sentence that announces a list, how like the question what it announces that of is: 1 where that stands in the question, and
        not in the card's title; else the weighted Dice coefficient, besides the title."""
        title = normalise(card.title)
        asked = self._weigher.tokens(question) - self._weigher.tokens(title)
        weight = self._weigher.weight(asked)
        scores = []
        for one, head in zip(known.lists, known.heads, strict=True):
            if one is not None and len(one.of) > 1 and one.of in question and one.of not in title:
                scores.append(1.0)
            else:
                scores.append(2 * self._weigher.weight(asked & head) / (weight + self._weigher.weight(head)) if head else 0.0)
        return scores

    def _distinctive(self, question: set[str], known: _Known) -> list[float]:
        """Share of the question's weight that each sentence holds, of what any holds; a token that all hold weighs nothing."""
        count = len(known.tokens)
        weights = {
            token: self._weigher.weight([token]) * (1 - sum(token in tokens for tokens in known.tokens) / count) for token in question
        }
        held = sum(weight for token, weight in weights.items() if any(token in tokens for tokens in known.tokens))
        return [sum(weights[token] for token in question & tokens) / held if held else 0.0 for tokens in known.tokens]

    def _near_words(self, question: str, known: _Known) -> list[float]:
        """For each sentence, the mean over the question's words, by rarity, of the cosine with its nearest word, above that of the middle sentence."""
        asked = list(dict.fromkeys(word.text for word in content_words(question)))
        if not asked or not known.vocabulary:
            return [0.0] * len(known.words)
        rarity = np.array([self._weigher.rarity(word) for word in asked])
        cosines = self._embed(asked) @ np.stack([self._word_vectors[word] for word in known.vocabulary]).T
        nearest = np.stack([cosines[:, words].max(axis=1) if words else np.zeros(len(asked)) for words in known.words])
        above = np.clip(nearest - np.median(nearest, axis=0), 0, None)
        return [float(value) for value in above @ rarity / rarity.sum()]

    def _plainly(self, card_id: str) -> tuple[Mapping[str, str], frozenset[str]]:
        """A card's asks in their plain form, with the heading of the section that answers each, and its lacks."""
        card = self._sections.card(card_id)
        return {plain(ask): heading for heading, asks in card.asks.items() for ask in asks}, frozenset(map(plain, card.lacks))

    def _read(self, card_id: str) -> _Known:
        sentences = tuple((passage, sentence) for passage in self._sections.of(card_id) for sentence in passage.sentences)
        texts = [passage.quote(sentence) for passage, sentence in sentences]
        words = [dict.fromkeys(word.text for word in content_words(text)) for text in texts]
        vocabulary = {word: place for place, word in enumerate(dict.fromkeys(word for own in words for word in own))}
        unread = [word for word in vocabulary if word not in self._word_vectors]
        self._word_vectors.update(zip(unread, self._embed(unread), strict=True) if unread else ())
        tokens = tuple(frozenset(self._weigher.tokens(text)) for text in texts)
        lists = tuple(map(announced, texts))
        title = self._weigher.tokens(self._sections.card(card_id).title)
        heads = tuple(frozenset(self._weigher.tokens(one.head) - title) if one is not None else frozenset() for one in lists)
        beginnings = tuple(map(_about, texts))
        about = tuple(frozenset(self._weigher.tokens(_PLACE.sub(" ", beginning))) for beginning in beginnings)
        anew = tuple(one - title for one in about)
        places = tuple(tuple(vocabulary[word] for word in own) for own in words)
        return _Known(sentences, tuple(vocabulary), tokens, places, lists, heads, beginnings, about, anew, self._embed(texts))


def _about(text: str) -> str:
    """The beginning of a sentence, which says what it is about: 移情性 of 移情性是设身处地替顾客着想."""
    text = normalise(text)
    end = _ABOUT_END.search(text, _NAME)
    return text[: end.start() if end else _ABOUT]


def _names_some(question: str, announces: Announced) -> bool:
    """Whether a question names members of what is announced, and not all: one of them is asked for rather than the list."""
    named = [member for member in announces.members if len(member) >= _NAME and member in question]
    return 0 < len(named) < len(announces.members)
