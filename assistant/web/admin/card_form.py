"""A card's form as it comes in, and what it shows beside its fields."""

import secrets
from collections.abc import Sequence
from itertools import zip_longest

from assistant.company.draft import ClaimDraft, Draft, FactDraft, SectionDraft
from assistant.ingest.cards import OWN_GROUP
from assistant.types import Group
from assistant.web.forms import Fields

SPARE_ROWS = 3  # empty rows for figures and claims
HEADINGS = ("定义", "要点", "步骤", "数字", "公式", "案例", "怎么用", "易混", "存疑", "缺失")  # those that the engine knows how to use
# How a figure's unit is called, in the order in which the form offers them.
UNITS = {
    "money": "金额",
    "percent": "百分数",
    "percent_point": "百分点",
    "multiple": "倍数",
    "count": "数量",
    "duration": "时长",
    "year": "年份",
    "ratio": "比例",
}


def empty_draft(title: str = "", ask: str = "") -> Draft:
    """A new card, with the question that it is to answer where one led here."""
    asks = (ask,) if ask else ()
    return Draft(f"own-{secrets.token_hex(4)}", title, "concept", OWN_GROUP.id, (), "", (SectionDraft("定义", "", asks),))


def draft_from(fields: Fields, base: Draft) -> Draft:
    """The card as it was filled in; what the form does not show is the base's. Rows that are wholly empty are left out."""
    sections = [
        SectionDraft(heading, text, _lines(asks))
        for heading, text, asks in _rows(fields, "heading", "text", "asks")
        if heading or text or asks
    ]
    facts = [
        FactDraft(name or f"{base.id}-{secrets.token_hex(3)}", label, value, unit, measure, subject, approximate == "1", source)
        for name, label, value, unit, measure, subject, approximate, source in _rows(
            fields, "fact_id", "fact_label", "fact_value", "fact_unit", "fact_measure", "fact_subject", "fact_approximate", "fact_source"
        )
        if label or value
    ]
    claims = [
        ClaimDraft(value, says, source)
        for value, says, source in _rows(fields, "claim_value", "claim_says", "claim_source")
        if value or says
    ]
    return Draft(
        id=base.id,
        title=_first(fields, "title"),
        kind=_first(fields, "kind"),
        group=_first(fields, "group"),
        aliases=_lines(_first(fields, "aliases")),
        source=" ".join(_first(fields, "source").split()),
        sections=tuple(sections),
        facts=tuple(facts),
        claims=tuple(claims),
        lacks=_lines(_first(fields, "lacks")),
    ).onto(base)


def groups_of(groups: Sequence[Group]) -> list[Group]:
    """The groups that a card may lie in, the company's own first."""
    return [OWN_GROUP, *(group for group in groups if group.id != OWN_GROUP.id)]


def _first(fields: Fields, name: str) -> str:
    return (fields.all(name) or [""])[0]


def _rows(fields: Fields, *names: str) -> list[tuple[str, ...]]:
    """Fields that are repeated together, row by row."""
    return list(zip_longest(*(fields.all(name) for name in names), fillvalue=""))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))
