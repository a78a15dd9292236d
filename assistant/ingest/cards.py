"""Corpus cards: Markdown with front matter and a footnote behind each sentence (the contract in corpus/README.md).

A card becomes a Document (its wording, footnote marks removed), one Passage per section and a Card (its front
matter). What breaks the contract is reported by file and field, with the remedy; the other cards are kept.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import Field, ValidationError

from assistant.errors import Breach, CorpusError
from assistant.ingest.front_matter import FactFields, FrontMatter, Problem, Strict, UniqueKeyLoader, check_fields, findings
from assistant.ingest.split import sentence_spans
from assistant.types import Card, Catalogue, Claim, Document, Fact, Group, Passage, Sentence

GAPS = "缺失"  # the section that says what the source lost
DOUBTS = "存疑"  # the section that says what a figure may not be used for
AXES = "对照"  # the passage made of the front matter's `compare`
DERIVED = "推算"  # a sentence that says so may hold numbers that its source does not print
OUTSIDE = "材料外"  # a sentence that says so is general knowledge and has no source
OWN_GROUP = Group("own", "本公司", "本公司自己写的卡片。")  # the folder of the company's cards that belong to no shipped group

_FOOTNOTE = re.compile(r"\[\^([^\]\s]*)\]")
HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)

_Row = TypeVar("_Row", bound=Strict)


class _Catalogue(Strict):
    id: str
    title: str
    aliases: list[str] = Field(default_factory=list)
    item: str
    ordered: bool
    members: list[str] = Field(min_length=2)
    card: str | None = None
    section: str | None = None
    gaps: str = ""
    promises: int | None = None


class _Group(Strict):
    id: str
    title: str = Field(min_length=1)
    holds: str = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class LoadedCard:
    document: Document
    card: Card
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What lies under `corpus/`; `problems` names what was left out and why."""

    cards: tuple[LoadedCard, ...]
    catalogues: tuple[Catalogue, ...]
    groups: tuple[Group, ...]
    source_titles: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]
    problems: tuple[str, ...]


def load_corpus(root: Path, own: Path | None = None) -> Corpus:
    """Read all cards and tables under `root` (a `corpus/` folder), and over them the company's cards under `own`, where there is such a folder.

    A card of the company's with the id of a shipped one takes its place, any other is added. A card that breaks the contract is left out
    and named in `problems`; a shipped one then stays as it is. Raises CorpusError when `root` has none.
    """
    problems: list[str] = []
    cards = _load_cards(root, problems)
    if not cards and not problems:
        raise CorpusError([f"{root}: no card found; a corpus folder holds <group>/<card>.md"])
    theirs = _load_cards(own, problems) if own is not None else {}
    for card_id, loaded in theirs.items():
        cards[card_id] = replace(loaded, card=replace(loaded.card, own="revised" if card_id in cards else "added"))
    catalogues = tuple(
        Catalogue(**{**row.model_dump(), "aliases": tuple(row.aliases), "members": tuple(row.members)})
        for row in _load_rows(root / "lists.yaml", _Catalogue, problems)
    )
    groups = [Group(**row.model_dump()) for row in _load_rows(root / "groups.yaml", _Group, problems)]
    titles = dict(_load_table(root / "sources.yaml", dict, problems))
    if any(loaded.card.group == OWN_GROUP.id for loaded in theirs.values()):
        groups.append(OWN_GROUP)
    titles |= {origin.file: origin.file for loaded in theirs.values() for origin in loaded.card.sources.values() if not origin.end}
    return Corpus(
        tuple(cards.values()), catalogues, tuple(groups), titles, _load_synonyms(root / "synonyms.yaml", problems), tuple(problems)
    )


def _load_cards(root: Path, problems: list[str]) -> dict[str, LoadedCard]:
    """The cards under a folder by id."""
    cards: dict[str, LoadedCard] = {}
    for path in sorted(root.glob("*/*.md")):
        try:
            loaded = load_card(path, root)
        except CorpusError as error:
            problems += error.problems
            continue
        if loaded.card.id in cards:
            other = cards[loaded.card.id].document.path
            problems.append(f"{loaded.document.path}: id: {loaded.card.id!r} is taken by {other}; choose another id")
            continue
        cards[loaded.card.id] = loaded
    return cards


def load_card(path: Path, root: Path) -> LoadedCard:
    """Read one card. Raises CorpusError with a line for each thing that breaks the contract."""
    name = f"{root.name}/{path.relative_to(root).as_posix()}"
    try:
        raw = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError([f"{name}: encoding: byte {error.start} is not UTF-8; save the card as UTF-8"]) from error
    return read_card(raw, name, path.parent.name)


def read_card(raw: str, name: str, group: str) -> LoadedCard:
    """A card from its text; `name` is what citations call its file. Raises CorpusError with a line for each thing that breaks the contract."""
    fields, front, marked = read_fields(raw, name)
    body, marks = strip_footnotes(marked)
    axes = _axes_text(front, fields.compare)
    text = body.rstrip() + (f"\n\n{axes}\n" if axes else "\n")
    document = Document(fields.id, fields.title, name, hashlib.sha256(raw.encode()).hexdigest(), "card", text)
    if problems := check_fields(fields, HEADING.findall(body), [key for _, key in marks]):
        raise CorpusError([Breach(name, *problem) for problem in problems])
    card = _card(fields, group)
    passages = _sections(card, body.rstrip(), marks, problems)
    if problems:
        raise CorpusError([Breach(name, *problem) for problem in problems])
    if axes:
        passages.append(_axes_passage(card, text, text.rindex(axes), axes))
    return LoadedCard(document, card, tuple(passages))


def read_fields(raw: str, name: str) -> tuple[FrontMatter, str, str]:
    """The fields of a card's front matter, the text that they were read from, and the body with its footnote marks. Raises CorpusError."""
    front = _FRONT_MATTER.match(raw)
    if front is None:
        raise CorpusError([f"{name}: front matter: missing; start the card with '---', its fields and '---'"])
    try:
        fields = FrontMatter.model_validate(yaml.load(front[1], Loader=UniqueKeyLoader))
    except yaml.YAMLError as error:
        raise CorpusError([f"{name}: front matter: {' '.join(str(error).split())}; mend the YAML"]) from error
    except ValidationError as error:
        raise CorpusError([Breach(name, *problem) for problem in findings(error)]) from error
    return fields, front[1], raw[front.end() :]


def _card(fields: FrontMatter, group: str) -> Card:
    return Card(
        id=fields.id,
        title=fields.title,
        kind=fields.kind,
        group=group,
        member_of=fields.member_of,
        ordinal=fields.ordinal,
        aliases=tuple(fields.aliases),
        asks={heading: tuple(asks) for heading, asks in fields.asks.items()},
        lacks=tuple(fields.lacks),
        facts=tuple(_fact(fact) for fact in fields.facts),
        compare=fields.compare,
        claims=tuple(Claim(claim.value, claim.says, claim.source) for claim in fields.claims),
        see=tuple(fields.see),
        sources={source.id: source.origin for source in fields.sources},
    )


def _fact(fact: FactFields) -> Fact:
    return Fact(values=tuple(Fraction(value) for value in fact.values), **fact.model_dump(exclude={"value"}))


def strip_footnotes(body: str) -> tuple[str, list[tuple[int, str]]]:
    """The body without its footnote marks, and each mark's key with its place in that text."""
    parts: list[str] = []
    marks: list[tuple[int, str]] = []
    length = last = 0
    for match in _FOOTNOTE.finditer(body):
        parts.append(body[last : match.start()])
        length += match.start() - last
        marks.append((length, match[1]))
        last = match.end()
    parts.append(body[last:])
    return "".join(parts), marks


def _sections(card: Card, text: str, marks: list[tuple[int, str]], problems: list[Problem]) -> list[Passage]:
    """One passage per `## heading`; problems found on the way are appended to `problems`."""
    headings = list(HEADING.finditer(text))
    if not headings:
        problems.append(Problem("body", "no section; give the wording below '## 定义' or another heading", "还没有正文。请至少写一节。"))
        return []
    if text[: headings[0].start()].strip():
        problems.append(Problem("body", "text before the first heading; move it below one", "第一节的标题之前有文字。请放进某一节。"))
    passages = []
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        stop = following.start() if following else len(text)
        block = text[heading.end() : stop]
        start = heading.end() + len(block) - len(block.lstrip())
        end = heading.end() + len(block.rstrip())
        if start >= end:
            problems.append(
                Problem(heading[1], "the section is empty; write it or remove the heading", "这一节是空的。请写上内容，或者去掉标题。")
            )
            continue
        section = text[start:end]
        sentences = []
        for left, right in sentence_spans(section):
            keys = [key for at, key in marks if start + left < at <= start + right]
            if not keys and OUTSIDE not in section[left:right]:
                words = f"no footnote behind {section[left:right]!r}; name its source, or say {OUTSIDE}"
                problems.append(Problem(heading[1], words, f"“{section[left:right]}”没有来源。请填来源，或者在句子里写明“{OUTSIDE}”。"))
            origins = tuple(dict.fromkeys(card.sources[key] for key in keys if key in card.sources))
            sentences.append(Sentence(left, right, origins))
        passages.append(
            Passage(f"{card.id}#{heading[1]}", card.id, card.title, heading[1], section, start, end, None, card.kind, tuple(sentences))
        )
    return passages


def _axes_text(front_matter: str, compare: Mapping[str, str]) -> str:
    """The wording of `compare` as it stands in the file, so that a comparison can quote it."""
    if not compare:
        return ""
    block = re.search(r"^compare:", front_matter, re.MULTILINE)
    first, last = next(iter(compare)), list(compare.values())[-1]
    start = front_matter.find(first, block.end() if block else 0)
    end = start
    for axis, value in compare.items():
        end = front_matter.find(value, front_matter.find(axis, end) + len(axis))
        if start < 0 or end < 0:  # folded or escaped YAML: there is nothing to quote to the letter
            return ""
        end += len(value)
    return front_matter[start:end] if front_matter[start:end].endswith(last) else ""


def _axes_passage(card: Card, text: str, start: int, axes: str) -> Passage:
    """One sentence for each axis: its value. It rests on all the card's sources."""
    origins = tuple(card.sources.values())
    sentences, at = [], 0
    for axis, value in card.compare.items():
        at = axes.index(value, axes.index(axis, at) + len(axis))  # 有没有样品: 有 — the value is not the one inside the name
        sentences.append(Sentence(at, at + len(value), origins))
        at += len(value)
    return Passage(f"{card.id}#{AXES}", card.id, card.title, AXES, axes, start, start + len(axes), None, card.kind, tuple(sentences))


def _load_table(path: Path, shape: type, problems: list[str]) -> Any:
    """A YAML table of the corpus; a missing one is empty, a broken one is a problem."""
    if not path.is_file():
        return shape()
    name = f"{path.parent.name}/{path.name}"
    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(f"{name}: {' '.join(str(error).split())}; mend the YAML")
        return shape()
    if not isinstance(table, shape):
        problems.append(f"{name}: holds a {type(table).__name__}; it must be a {shape.__name__}")
        return shape()
    return table


def _load_synonyms(path: Path, problems: list[str]) -> dict[str, tuple[str, ...]]:
    """Each word of the cards with what staff say instead; a row that is no list of words is a problem."""
    rows: dict[str, tuple[str, ...]] = {}
    for word, others in _load_table(path, dict, problems).items():
        if isinstance(word, str) and isinstance(others, list) and all(isinstance(other, str) for other in others):
            rows[word] = tuple(others)
        else:
            problems.append(
                f"{path.parent.name}/{path.name}: {word}: {others!r} is no list of words; write {word}: [one, another], figures in quotes"
            )
    return rows


def _load_rows(path: Path, model: type[_Row], problems: list[str]) -> Iterator[_Row]:
    """The rows of a table that keep the contract of `model`; the others are problems."""
    for place, row in enumerate(_load_table(path, list, problems), start=1):
        try:
            yield model.model_validate(row)
        except ValidationError as error:
            name = f"{path.parent.name}/{path.name}: entry {place}"
            problems += [Breach(name, *problem) for problem in findings(error)]
