"""What of the cards items can be made of: named things and what they are, lists, figures, contrasts, advice, stories, disagreements.

Material(library) reads every card once. Each piece keeps the sentence (`Line`) that it was read from, so that whatever is asked is
cited to the letter. What the cards say about the source itself (misprints, gaps, page layout) is no piece: nobody is examined on it.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from assistant.ingest.cards import AXES, DERIVED, DOUBTS, GAPS, OUTSIDE
from assistant.library import Library
from assistant.quiz.pieces import Advice, Axis, Contrast, Figure, Line, Meaning, Position, Roll, Side, Story, printed_figures
from assistant.types import Card, Catalogue, Claim, Fact, Passage

USE, CONTRAST, STORY, DEFINITION = "怎么用", "易混", "案例", "定义"

# Words of a sentence that speaks of the source's print or scope and not of the subject.
_ABOUT_PRINT = re.compile(
    "课件|材料|原文|文章|本文|写作|反问|提纲|大纲|图上|图里|张图|图题|标题|讨论题|标着|标作|旁标|译名|条号|编号|序号|这一页|那一页|一页"
    "|原印|印作|印出|印在|印成|误印|疑似|疑为|推断|缺失|残缺|截断|丢失|现存|留下|只有名称|的例子也|没有解释|只列|只写|只给"
    "|没有写|没有说|没有给|没有讲|没有列|没有展开|没有注明|另一份|两份|各份|字面|又叫|又印|叫法|写法|……|《|[①-⑩]"
    f"|{DERIVED}|{OUTSIDE}"
)
# A list whose members are headings, codes or bands is no knowledge.
_NO_KNOWLEDGE = re.compile(
    "课件|目录|大纲|提纲|邮编|缩写|一章|提问|个词|疑似|印出|留下|第一讲|四讲|八块|现存|分代|举例|一览表|栏|过程单元|实有|只印|图表"
)
_OUTLINE = re.compile("大纲|提纲|目录|复习")  # cards about a course, not about its subject
# A position that is about print is no position.
_ON_PRINT = re.compile("旁边|标着|只剩|同一段|没有|漏印|只写了|实有|一处|另一处|数字漏|又把|又说")
# A sentence that leans on the one before it, or on a numbering that its reader does not see.
_LEANING = re.compile(
    "挑战[一二三]|因而|因此|于是|^(?:[它他其该此这那]|上述|前者|后者|两者|所以|但|而且|同时|另外|还有|其中|第[一二三四五六]个?(?:点|条|张|个))"
)
# What says only which place a thing has, or that it is an example.
_ONLY_PLACED = re.compile(
    "^[^，]*第[一二三四五六七八九十]+[项条种个级步类][^，]*$|^第?[一二三四五六七八九十两]+[种条步级个]|实例|理由$|^英文"
)
_NO_AXES = frozenset(("数字", "分几项", "有几项", "几种办法", "几项", "完整的句子"))  # axes that count or that are not of one sort
_COUNTED = re.compile("^[一二三四五六七八九十两]+[个种项类条层级]|没有")
_MEANS = "是指|指的是|指|就是|是|：|讲的是|说的是|评价的是|意味着"
_UNIT_KIND = {"percent": "%", "percent_point": "百分点", "multiple": "倍", "year": "年份"}


class Material:
    """The pieces of a library, by what can be asked about them."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.cards: Mapping[str, Card] = library.cards
        self.passages: dict[str, Passage] = {p.id: p for card in library.cards for p in library.passages_of(card)}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every sentence of every card, in order, the axes of comparisons included."""
        return tuple(Line(passage, sentence) for passage in self.passages.values() for sentence in passage.sentences)

    @cached_property
    def lines_of(self) -> Mapping[str, tuple[Line, ...]]:
        """By card, the sentences that may be asked for: about the subject, standing alone, undisputed."""
        return {card: tuple(line for line in lines if not self._is_disputed(line)) for card, lines in self._told.items()}

    def _is_disputed(self, line: Line) -> bool:
        """Whether the sentence prints a figure on which the sources disagree: true only of its own document."""
        card = self.cards[line.card_id]
        disputed = {
            (value, _UNIT_KIND.get(fact.unit, fact.measure))
            for fact in card.facts
            if self.is_contested(card.id, fact)
            for value in fact.values
        }
        return bool(disputed) and any((printed.value, printed.unit) in disputed for printed in printed_figures(line.text))

    @cached_property
    def _told(self) -> Mapping[str, tuple[Line, ...]]:
        """By card, the sentences about the subject that stand alone, disputed figures and all."""
        found: dict[str, list[Line]] = {card: [] for card in self.cards}
        for line in self.lines:
            if is_askable(line):
                found[line.card_id].append(line)
        return {card: tuple(lines) for card, lines in found.items()}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every name of a card or of a member of a list, to the id of its card."""
        found = {name: card.id for card in self.cards.values() for name in names_of(card)}
        for roll in self.rolls:
            for member in roll.members:
                if len(member) >= 2:
                    found.setdefault(member, roll.card.id)
        return found

    @cached_property
    def list_titles(self) -> frozenset[str]:
        return frozenset(catalogue.title for catalogue in self.library.catalogues.values())

    @cached_property
    def rolls(self) -> tuple[Roll, ...]:
        return tuple(roll for catalogue in self.library.catalogues.values() if (roll := self._roll(catalogue)))

    def _roll(self, catalogue: Catalogue) -> Roll | None:
        passage = self.passages.get(f"{catalogue.card}#{catalogue.section}")
        if (
            passage is None
            or _NO_KNOWLEDGE.search(catalogue.title + passage.title)
            or any(re.search(r"\d", member) for member in catalogue.members)
        ):
            return None
        for sentence in passage.sentences:
            text = passage.quote(sentence)
            start, in_order = _members_in(text, catalogue.members)
            if in_order and not _NO_KNOWLEDGE.search(text):
                lead = text[:start].rstrip("“：，有")
                stands = bool(re.search("(?<!是)[：，]“?$|有$", text[:start])) and len(lead) >= 4 and not _LEANING.search(lead)
                enumerates = not _LEANING.search(lead) and "材料" not in lead and text[start:] == "、".join(catalogue.members) + "。"
                return Roll(self.cards[passage.document_id], catalogue, Line(passage, sentence), lead if stands else "", enumerates)
        return None

    @cached_property
    def meanings(self) -> tuple[Meaning, ...]:
        """What named things are: cards by their definitions, members of lists by the sentence that begins with them."""
        found: dict[str, Meaning] = {}
        for card in self.cards.values():
            if card.kind in ("conflict", "case"):
                continue
            members = {m: c for c in self.library.catalogues_of(card.id) if c.card == card.id for m in c.members}
            for line in self.lines_of[card.id]:
                if meaning := self._meaning(card, line, members):
                    found.setdefault(meaning.name, meaning)
        return tuple(found.values())

    def _meaning(self, card: Card, line: Line, members: Mapping[str, Catalogue]) -> Meaning | None:
        if line.passage.heading in (USE, CONTRAST, STORY):
            return None
        own = sorted({*names_of(card), *members}, key=len, reverse=True)
        match = re.match(rf"({'|'.join(map(re.escape, own))})(?:（[^）]*）)?，?(?:{_MEANS})", line.text) or (
            re.match(r"([^，。：、“”\d]{2,14}?)(?:（[^）]*）)?，?(?:是指|指的是|指|就是)", line.text)
            if line.passage.heading == DEFINITION
            else None
        )
        if match is None:
            return None
        name, words = match[1], line.text[match.end() :].strip("，：。 ")
        words = words.partition("可理解为")[2] or words
        defines = line.passage.heading == DEFINITION
        if not 7 <= len(words) <= 60 or name in words or ("：" in words and not defines) or _ONLY_PLACED.search(words):
            return None
        if name in names_of(card) and not defines and f"{card.id}#{DEFINITION}" in self.passages:
            return None  # said besides, where the definition says what it is
        catalogue = members.get(name)
        own_list = card.member_of if name in names_of(card) else None
        listed = catalogue.id if catalogue else own_list
        if listed and _NO_KNOWLEDGE.search(self.library.catalogues[listed].title):
            return None
        return Meaning(card, name, words, line, listed or f"{card.group}/{card.kind}", listed is None)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Figures that are not disputed, each with the sentence that prints it best."""
        return tuple(figure for card in self.cards.values() for fact in card.facts if (figure := self._figure(card, fact)))

    def _figure(self, card: Card, fact: Fact) -> Figure | None:
        if fact.disputed or len(fact.values) != 1 or card.kind == "conflict":
            return None
        told = set(fact.label + fact.subject)
        best: tuple[int, Line, int, int] | None = None
        for line in self._told[card.id]:
            for printed in printed_figures(line.text):
                if (printed.value, printed.unit) == (fact.values[0], _UNIT_KIND.get(fact.unit, fact.measure)):
                    score = len(told & set(line.text))
                    if best is None or score > best[0]:
                        best = (score, line, printed.start, printed.end)
        return Figure(card, fact, *best[1:]) if best else None

    @cached_property
    def rolls_at(self) -> Mapping[tuple[str, int], Roll]:
        """Lists by the place of the sentence that names them."""
        return {roll.line.place: roll for roll in self.rolls}

    @cached_property
    def meanings_at(self) -> Mapping[tuple[str, int], Meaning]:
        """Meanings by the place of their sentence."""
        return {meaning.line.place: meaning for meaning in self.meanings}

    def is_contested(self, card_id: str, fact: Fact) -> bool:
        """Whether a card of disagreements that is linked with this one speaks of the same figure."""
        linked = [other for other in self.cards.values() if other.kind == "conflict" and card_id in other.see]
        return fact.disputed or any((fact.values, fact.unit) == (one.values, one.unit) for other in linked for one in other.facts)

    @cached_property
    def contrasts(self) -> tuple[Contrast, ...]:
        found = []
        for card in self.cards.values():
            for line in self.lines_of[card.id]:
                if line.passage.heading == CONTRAST and (contrast := self._contrast(card, line)):
                    found.append(contrast)
        return tuple(found)

    def _contrast(self, card: Card, line: Line) -> Contrast | None:
        text = line.text.rstrip("。")
        left = self.name_at(text, 0)
        for comma in re.finditer("[，；]", text):
            right = self.name_at(text, comma.end())
            if left and right and left != right and right not in text[: comma.start()] and left not in text[comma.end() :]:
                said = text[len(left) : comma.start()], text[comma.end() + len(right) :]
                if all(4 <= len(words) <= 34 for words in said) and not any("，" in words and len(words) > 28 for words in said):
                    return Contrast(card, line, Side(left, said[0]), Side(right, said[1]))
        return None

    def name_at(self, text: str, at: int) -> str:
        """The longest name that stands in `text` at `at`; empty where none does."""
        return next((text[at : at + size] for size in range(20, 1, -1) if text[at : at + size] in self.names), "")

    @cached_property
    def advice(self) -> tuple[Advice, ...]:
        """The first sentence on use: an instruction that stands alone, by the contract of the cards."""
        lines = [line for lines in self.lines_of.values() for line in lines if line.passage.heading == USE]
        first = [line for line in lines if line.sentence == line.passage.sentences[0] and 14 <= len(line.text) <= 60]
        return tuple(Advice(self.cards[line.card_id], line) for line in first)

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        found = []
        for card in self.cards.values():
            for passage in self.library.passages_of(card.id):
                lines = tuple(line for line in self.lines_of[card.id] if line.passage.id == passage.id and len(line.text) >= 14)
                told = passage.heading == STORY or (card.kind == "case" and passage.heading not in (USE, CONTRAST, DEFINITION))
                if told and len(lines) >= 2 and len(passage.text) >= 70 and not _ABOUT_PRINT.search(passage.text):
                    found.append(Story(card, passage, lines))
        return tuple(found)

    @cached_property
    def axes(self) -> Mapping[tuple[str, str], tuple[Axis, ...]]:
        """By (family, axis), what its cards have there; a family is a list of cards, or a folder."""
        found: dict[tuple[str, str], list[Axis]] = {}
        for card in self.cards.values():
            passage = self.passages.get(f"{card.id}#{AXES}")
            if passage is None or card.kind == "conflict":
                continue
            lines = {name: Line(passage, sentence) for name, sentence in zip(card.compare, passage.sentences, strict=True)}
            for name, value in card.compare.items():
                if name not in _NO_AXES and not _COUNTED.search(value) and not _ABOUT_PRINT.search(value) and 3 <= len(value) <= 40:
                    left, used = (card.compare["左项"], ("左项", name)) if "左项" in card.compare else (card.title, (name,))
                    if name != "左项" and not _ABOUT_PRINT.search(left):
                        axis = Axis(card, name, left, value, tuple(lines[one] for one in used))
                        found.setdefault((card.member_of or card.group, name), []).append(axis)
        return {key: tuple(axes) for key, axes in found.items() if len(axes) >= 3}

    @cached_property
    def positions(self) -> Mapping[str, tuple[Position, ...]]:
        """By card of a disagreement, what each document says, where one sentence of the card tells document and value."""
        found: dict[str, tuple[Position, ...]] = {}
        for card in self.cards.values():
            rows = [] if _NO_KNOWLEDGE.search(card.title) else [row for claim in card.claims if (row := self._position(card, claim))]
            if len(rows) >= 2:
                found[card.id] = tuple(rows)
        return found

    def _sharing(self, card: Card, claim: Claim, document: str) -> frozenset[str]:
        """The documents with a claim that has a figure, or, where there is none, a word of this one."""
        told = {other: self.library.source_titles.get(card.sources[other.source].file, "") for other in card.claims}
        return frozenset(name for other, name in told.items() if name != document and _marks(other.value) & _marks(claim.value))

    def _position(self, card: Card, claim: Claim) -> Position | None:
        document = self.library.source_titles.get(card.sources[claim.source].file, "")
        for line in (line for line in self.lines if line.card_id == card.id):
            if _ON_PRINT.search(line.text):
                continue
            if document and line.text.startswith(f"《{document}》") and _squeezed(claim.value) in _squeezed(line.text):
                return Position(card, claim, document, line, self._sharing(card, claim, document))
        return None


def names_of(card: Card) -> tuple[str, ...]:
    """The names of a card's subject, and what is left of its title without 的定义 and the like."""
    short = [re.sub("(?:的定义|的含义|的涵义|的内涵|的做法|的概念)$", "", name) for name in card.names]
    plain = [re.sub("（[^）]*）$", "", name) for name in short]
    return tuple(name for name in dict.fromkeys((*card.names, *short, *plain)) if len(name) >= 2)


def is_askable(line: Line) -> bool:
    """Whether the sentence says something about its subject that stands alone and that the sources agree on."""
    text = line.text
    return (
        line.passage.heading not in (GAPS, DOUBTS, AXES)
        and line.passage.kind != "conflict"
        and 8 <= len(text) <= 80
        and text.endswith("。")
        and not _ABOUT_PRINT.search(text)
        and not _LEANING.search(text)
        and not _OUTLINE.search(line.passage.title)
    )


def _members_in(text: str, members: Iterable[str]) -> tuple[int, bool]:
    """Where the first member stands, and whether all stand there in order."""
    first, at = -1, 0
    for member in members:
        found = text.find(member, at)
        if found < 0:
            return 0, False
        first = found if first < 0 else first
        at = found + len(member)
    return first, True


def _squeezed(text: str) -> str:
    return re.sub(r"[\s，、。／“”]", "", text)


def _marks(value: str) -> frozenset[str]:
    """What a claim is told by: its figures, or, where it has none, its characters."""
    return frozenset(re.findall(r"\d+", value) or re.sub(r"\W", "", value))
