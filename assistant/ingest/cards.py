"""Corpus cards: Markdown with front matter and a footnote behind each sentence (the contract in corpus/README.md).

A card becomes a Document (its wording, footnote marks removed), one Passage per section and a Card (its front
matter). What breaks the contract is reported by file and field, with the remedy; the other cards are kept.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import CorpusError
from assistant.ingest.split import sentence_spans
from assistant.types import Card, Catalogue, Claim, Document, Fact, Group, Origin, Passage, Sentence

GAPS = "缺失"  # the section that says what the source lost
DOUBTS = "存疑"  # the section that says what a figure may not be used for
AXES = "对照"  # the passage made of the front matter's `compare`
DERIVED = "推算"  # a sentence that says so may hold numbers that its source does not print
OUTSIDE = "材料外"  # a sentence that says so is general knowledge and has no source

_FOOTNOTE = re.compile(r"\[\^([^\]\s]*)\]")
_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)

Kind = Literal["rule", "law", "concept", "framework", "process", "checklist", "case", "figures", "conflict"]
Unit = Literal["ratio", "percent", "percent_point", "multiple", "money", "count", "duration", "year"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


_Row = TypeVar("_Row", bound=_Strict)


class _Source(_Strict):
    id: str
    file: str
    chars: list[int] = Field(min_length=2, max_length=2)


class _Fact(_Strict):
    id: str
    label: str
    value: str | list[str]
    unit: Unit
    measure: str = ""
    subject: str = ""
    approximate: bool = False
    disputed: bool = False
    source: str


class _Claim(_Strict):
    value: str
    says: str
    source: str


class _FrontMatter(_Strict):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    kind: Kind
    member_of: str | None = None
    ordinal: int | None = Field(default=None, ge=1)
    aliases: list[str] = []
    sources: list[_Source] = Field(min_length=1)
    asks: dict[str, list[str]] = {}
    facts: list[_Fact] = []
    compare: dict[str, str] = {}
    claims: list[_Claim] = []
    see: list[str] = []
    lacks: list[str] = []


class _Catalogue(_Strict):
    id: str
    title: str
    aliases: list[str] = []
    item: str
    ordered: bool
    members: list[str] = Field(min_length=2)
    card: str | None = None
    section: str | None = None
    gaps: str = ""
    promises: int | None = None


class _Group(_Strict):
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
    problems: tuple[str, ...]


class _UniqueKeyLoader(yaml.CSafeLoader):
    """YAML that rejects a key given twice, where the plain loader keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(problem=f"key {key!r} is given twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


def load_corpus(root: Path) -> Corpus:
    """Read all cards and tables under `root` (a `corpus/` folder).

    A card that breaks the contract is left out and named in `problems`. Raises CorpusError when `root` has none.
    """
    problems: list[str] = []
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
    if not cards and not problems:
        raise CorpusError([f"{root}: no card found; a corpus folder holds <group>/<card>.md"])
    catalogues = tuple(
        Catalogue(**{**row.model_dump(), "aliases": tuple(row.aliases), "members": tuple(row.members)})
        for row in _load_rows(root / "lists.yaml", _Catalogue, problems)
    )
    groups = tuple(Group(**row.model_dump()) for row in _load_rows(root / "groups.yaml", _Group, problems))
    titles = dict(_load_table(root / "sources.yaml", dict, problems))
    return Corpus(tuple(cards.values()), catalogues, groups, titles, tuple(problems))


def load_card(path: Path, root: Path) -> LoadedCard:
    """Read one card. Raises CorpusError with a line for each thing that breaks the contract."""
    name = f"{root.name}/{path.relative_to(root).as_posix()}"
    try:
        raw = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError([f"{name}: encoding: byte {error.start} is not UTF-8; save the card as UTF-8"]) from error
    front = _FRONT_MATTER.match(raw)
    if front is None:
        raise CorpusError([f"{name}: front matter: missing; start the card with '---', its fields and '---'"])
    try:
        fields = _FrontMatter.model_validate(yaml.load(front[1], Loader=_UniqueKeyLoader))
    except yaml.YAMLError as error:
        raise CorpusError([f"{name}: front matter: {' '.join(str(error).split())}; mend the YAML"]) from error
    except ValidationError as error:
        raise CorpusError(_explain(name, error)) from error

    body, marks = _strip_footnotes(raw[front.end() :])
    axes = _axes_text(front[1], fields.compare)
    text = body.rstrip() + (f"\n\n{axes}\n" if axes else "\n")
    document = Document(fields.id, fields.title, name, hashlib.sha256(raw.encode()).hexdigest(), "card", text)
    if problems := _check_fields(fields, body, marks):
        raise CorpusError([f"{name}: {problem}" for problem in problems])
    card = _card(fields, path.parent.name)
    passages = _sections(card, body.rstrip(), marks, problems)
    if problems:
        raise CorpusError([f"{name}: {problem}" for problem in problems])
    if axes:
        passages.append(_axes_passage(card, text, text.rindex(axes), axes))
    return LoadedCard(document, card, tuple(passages))


def _card(fields: _FrontMatter, group: str) -> Card:
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
        sources={source.id: Origin(source.file, source.chars[0], source.chars[1]) for source in fields.sources},
    )


def _fact(fact: _Fact) -> Fact:
    values = [fact.value] if isinstance(fact.value, str) else fact.value
    rest = fact.model_dump(exclude={"value"})
    return Fact(values=tuple(Fraction(value) for value in values), **rest)


def _strip_footnotes(body: str) -> tuple[str, list[tuple[int, str]]]:
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


def _check_fields(fields: _FrontMatter, text: str, marks: list[tuple[int, str]]) -> list[str]:
    """Problems across fields; each line starts with the field."""
    problems = []
    headings = _HEADING.findall(text)
    keys = [source.id for source in fields.sources]
    used = {key for _, key in marks} | {fact.source for fact in fields.facts} | {claim.source for claim in fields.claims}
    for what, names in (("sources", keys), ("headings", headings), ("facts", [fact.id for fact in fields.facts])):
        problems += [f"{what}: {name!r} is given twice; keep one" for name in sorted({n for n in names if names.count(n) > 1})]
    problems += [f"sources: {key!r} is named but not listed; add it or mend the footnote" for key in sorted(used - set(keys))]
    problems += [f"sources: {key!r} is never used; cite it or remove it" for key in sorted(set(keys) - used)]
    for source in fields.sources:
        if not 0 <= source.chars[0] < source.chars[1]:
            problems.append(f"sources: {source.id}: chars {source.chars} is no span; give [start, end] with start < end")
    problems += [f"asks: no section {heading!r}; use one of {headings}" for heading in fields.asks if heading not in headings]
    if (fields.member_of is None) != (fields.ordinal is None) and fields.ordinal is not None:
        problems.append("ordinal: given without member_of; name the list")
    if (fields.kind == "conflict") != bool(fields.claims):
        problems.append("claims: a card of kind conflict has them, and no other; mend kind or claims")
    for fact in fields.facts:
        values = [fact.value] if isinstance(fact.value, str) else fact.value
        for value in values:
            try:
                Fraction(value)
            except (ValueError, ZeroDivisionError):
                problems.append(f'facts: {fact.id}: value {value!r} is no number; write digits such as "8.5"')
        if len(values) > 1 and fact.unit != "ratio":
            problems.append(f"facts: {fact.id}: several values but unit {fact.unit}; only a ratio has several")
    return problems


def _sections(card: Card, text: str, marks: list[tuple[int, str]], problems: list[str]) -> list[Passage]:
    """One passage per `## heading`; problems found on the way are appended to `problems`."""
    headings = list(_HEADING.finditer(text))
    if not headings:
        problems.append("body: no section; give the wording below '## 定义' or another heading")
        return []
    if text[: headings[0].start()].strip():
        problems.append("body: text before the first heading; move it below one")
    passages = []
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        stop = following.start() if following else len(text)
        block = text[heading.end() : stop]
        start = heading.end() + len(block) - len(block.lstrip())
        end = heading.end() + len(block.rstrip())
        if start >= end:
            problems.append(f"{heading[1]}: the section is empty; write it or remove the heading")
            continue
        section = text[start:end]
        sentences = []
        for left, right in sentence_spans(section):
            keys = [key for at, key in marks if start + left < at <= start + right]
            if not keys and OUTSIDE not in section[left:right]:
                problems.append(f"{heading[1]}: no footnote behind {section[left:right]!r}; name its source, or say {OUTSIDE}")
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
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(f"{name}: {' '.join(str(error).split())}; mend the YAML")
        return shape()
    if not isinstance(table, shape):
        problems.append(f"{name}: holds a {type(table).__name__}; it must be a {shape.__name__}")
        return shape()
    return table


def _load_rows(path: Path, model: type[_Row], problems: list[str]) -> Iterator[_Row]:
    """The rows of a table that keep the contract of `model`; the others are problems."""
    for place, row in enumerate(_load_table(path, list, problems), start=1):
        try:
            yield model.model_validate(row)
        except ValidationError as error:
            problems += _explain(f"{path.parent.name}/{path.name}: entry {place}", error)


def _explain(name: str, error: ValidationError) -> list[str]:
    """Pydantic's findings as lines of file, field, what is wrong."""
    lines = []
    for finding in error.errors():
        field = ".".join(str(part) for part in finding["loc"] if part not in ("str", "list[str]")) or "front matter"
        given = finding["input"] if isinstance(finding["input"], str | int | float) else type(finding["input"]).__name__
        lines.append(f"{name}: {field}: {finding['msg']} (found {given!r}); see corpus/README.md")
    return lines
