"""A card as somebody fills it in, and as it stands in its file.

    text of a card → Draft.of() → form → Draft → text() → the loader of the corpus, which says what is wrong

In a draft, a source is a number behind the sentence, [1]; a sentence without one rests on `source`, the place that the company names. What
the form does not show (list, order, comparisons, gaps known before) goes along untouched.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from assistant.errors import Breach, CorpusError
from assistant.ingest.cards import HEADING, OUTSIDE, LoadedCard, read_card, read_fields, strip_footnotes
from assistant.ingest.front_matter import SourceFields
from assistant.ingest.split import sentence_spans

OWN_KEY = "own"  # of the source that the form names; another key where the card has one of that name
_NUMBER = re.compile(r"\[(\d{1,2})\]")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]*)\]")
_UNKEPT = re.compile(r"[\r\t\f\v]")


@dataclass(frozen=True, slots=True)
class SectionDraft:
    heading: str
    text: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A figure as it is typed: `value` is digits, or several with ∶ or : between them; `source` is a number, or empty for the card's own."""

    id: str
    label: str
    value: str
    unit: str
    measure: str
    subject: str
    approximate: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    value: str
    says: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A card in the form. `sources` are those that the card had; `rest` are the fields that the form does not show."""

    id: str
    title: str
    kind: str
    group: str
    aliases: tuple[str, ...]
    source: str
    sections: tuple[SectionDraft, ...]
    facts: tuple[FactDraft, ...] = ()
    claims: tuple[ClaimDraft, ...] = ()
    lacks: tuple[str, ...] = ()
    sources: tuple[SourceFields, ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, group: str) -> "Draft":
        """The draft of a card's text. Raises CorpusError where that is no card."""
        fields, _, body = read_fields(text, group)
        named = [source for source in fields.sources if source.name]
        own = named[-1].id if named else ""
        numbers = {source.id: str(place) for place, source in enumerate(fields.sources, start=1)}

        def number(key: str) -> str:
            return "" if key == own else numbers.get(key, "")

        def mark(match: re.Match[str]) -> str:
            return f"[{numbers[match[1]]}]" if number(match[1]) else ""

        sections = []
        headings = list(HEADING.finditer(body))
        for heading, following in zip(headings, [*headings[1:], None], strict=True):
            block = body[heading.end() : following.start() if following else len(body)]
            sections.append(SectionDraft(heading[1], _FOOTNOTE.sub(mark, block).strip(), tuple(fields.asks.get(heading[1], ()))))
        return cls(
            id=fields.id,
            title=fields.title,
            kind=fields.kind,
            group=group,
            aliases=tuple(fields.aliases),
            source=named[-1].name if named else "",
            sections=tuple(sections),
            facts=tuple(
                FactDraft(
                    fact.id, fact.label, "∶".join(fact.values), fact.unit, fact.measure, fact.subject, fact.approximate, number(fact.source)
                )
                for fact in fields.facts
            ),
            claims=tuple(ClaimDraft(claim.value, claim.says, number(claim.source)) for claim in fields.claims),
            lacks=tuple(fields.lacks),
            sources=tuple(fields.sources),
            rest={
                "member_of": fields.member_of,
                "ordinal": fields.ordinal,
                "compare": fields.compare,
                "see": fields.see,
                "disputed": [fact.id for fact in fields.facts if fact.disputed],
            },
        )

    def onto(self, base: "Draft") -> "Draft":
        """What somebody filled in, with what the form did not show."""
        return replace(self, id=base.id, sources=base.sources, rest=base.rest)

    def text(self) -> str:
        """The card's file. Raises CorpusError, with breaches, for what the loader could not tell apart."""
        keys = {str(place): source.id for place, source in enumerate(self.sources, start=1)}
        own = next((source.id for source in self.sources if source.name and source.name == self.source), "") or _free(keys.values())
        problems = list(self._problems(keys))
        if problems:
            raise CorpusError(problems)
        body = "\n\n".join(f"## {section.heading}\n{_noted(section.text, keys, own)}" for section in self.sections) + "\n"
        facts = [self._fact_row(fact, keys.get(fact.source, own)) for fact in self.facts]
        claims = [{"value": claim.value, "says": claim.says, "source": keys.get(claim.source, own)} for claim in self.claims]
        used = {*_FOOTNOTE.findall(body), *(row["source"] for row in (*facts, *claims))}
        sources = [source.model_dump(exclude_defaults=True) for source in self.sources if source.id in used]
        if own in used and own not in keys.values():
            sources.append({"id": own, "name": self.source})
        rows = {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "member_of": self.rest.get("member_of"),
            "ordinal": self.rest.get("ordinal"),
            "aliases": list(self.aliases),
            "sources": sources,
            "asks": {section.heading: list(section.asks) for section in self.sections if section.asks},
            "lacks": list(self.lacks),
            "facts": facts,
            "claims": claims,
            "see": list(self.rest.get("see", ())),
        }
        front = _yaml({key: value for key, value in rows.items() if value}, flow=False)
        if compare := self.rest.get("compare"):
            front += f"compare: {_yaml(compare, flow=True)}"  # in one line, as the shipped cards have it: it is quoted as it stands
        return f"---\n{front}---\n{body}"

    def loaded(self) -> LoadedCard:
        """The card as the corpus' loader reads it. Raises CorpusError."""
        return read_card(self.text(), f"cards/{self.group}/{self.id}.md", self.group)

    def _fact_row(self, fact: FactDraft, source: str) -> dict[str, Any]:
        values = [one.strip() for one in re.split(r"[∶:：]", fact.value)]
        row = {
            "id": fact.id,
            "label": fact.label,
            "value": values if len(values) > 1 else values[0],
            "unit": fact.unit,
            "measure": fact.measure,
            "subject": fact.subject,
            "approximate": fact.approximate,
            "disputed": fact.id in self.rest.get("disputed", ()),
            "source": source,
        }
        return {key: value for key, value in row.items() if value or key in ("label", "value")}

    def _problems(self, keys: Mapping[str, str]) -> Iterator[Breach]:
        """What must be right before there is a file: the loader would speak of keys and marks that nobody typed."""
        if not self.title:
            yield Breach(self.id, "title", "missing", "请写名称。")
        if not self.sections:
            yield Breach(self.id, "body", "no section", "还没有正文。请至少写一节：标题和内容。")
        needs_source = False
        for section in self.sections:
            if not section.heading:
                yield Breach(self.id, "headings", "missing", f"“{section.text[:12]}…”这一节没有标题。")
            if section.heading and not section.text:
                yield Breach(self.id, section.heading, "empty", "这一节是空的。请写上内容，或者连标题一起删掉。")
            for number in _NUMBER.findall(section.text):
                if number not in keys:
                    yield Breach(self.id, section.heading, f"no source {number}", f"标了来源[{number}]，可是下面没有第{number}个来源。")
            needs_source = needs_source or any(True for _ in _unnoted(section.text))
        rows: list[FactDraft | ClaimDraft] = [*self.facts, *self.claims]
        if not self.source and (needs_source or any(not row.source for row in rows)):
            yield Breach(self.id, "source", "missing", "有没标来源的句子。请写出处：哪份文件、哪一版、第几页，或者谁定的。")


def _yaml(value: Mapping[str, Any], *, flow: bool) -> str:
    text: str = yaml.safe_dump(dict(value), allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=flow)
    return text


def _free(keys: Iterable[str]) -> str:
    """A key for the company's source that the card does not have yet."""
    taken = set(keys)
    return next(key for key in (OWN_KEY, *(f"{OWN_KEY}{number}" for number in range(2, 100))) if key not in taken)


def _unnoted(text: str) -> Iterator[int]:
    """The ends, in `text`, of the sentences without a number behind them."""
    marked = _NUMBER.sub(lambda match: f"[^{match[1]}]", text)
    bare, marks = strip_footnotes(marked)
    for left, right in sentence_spans(bare):
        if OUTSIDE not in bare[left:right] and not any(left < at <= right for at, _ in marks):
            yield right


def _noted(text: str, keys: Mapping[str, str], own: str) -> str:
    """The section's text with a footnote behind every sentence."""
    marked = _NUMBER.sub(lambda match: f"[^{keys[match[1]]}]", _UNKEPT.sub(" ", text))
    bare, marks = strip_footnotes(marked)
    notes = [(at, key) for at, key in marks] + [(at, own) for at in _unnoted(text)]
    parts, last = [], 0
    for at, key in sorted(notes, key=lambda note: note[0]):
        parts += [bare[last:at], f"[^{key}]"]
        last = at
    return "".join([*parts, bare[last:]])
