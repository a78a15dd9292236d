"""The front matter of a card as YAML must hold it, and what its fields must keep beside each other.

What breaks the contract is told twice: in English for the terminal, in Chinese for whoever fills in a form.
"""

from fractions import Fraction
from typing import Any, Literal, NamedTuple, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.types import Origin

Kind = Literal["rule", "law", "concept", "framework", "process", "checklist", "case", "figures", "conflict"]
Unit = Literal["ratio", "percent", "percent_point", "multiple", "money", "count", "duration", "year"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SourceFields(Strict):
    """A place in a source file; a card of the company's own may name its source instead (公司价格手册2026版)."""

    id: str
    file: str = ""
    chars: list[int] = Field(default=[], min_length=2, max_length=2)
    name: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.name) == bool(self.file) or bool(self.file) != bool(self.chars):
            raise ValueError("give file and chars, or name")
        return self

    @property
    def origin(self) -> Origin:
        return Origin(self.file, self.chars[0], self.chars[1]) if self.file else Origin(self.name, 0, 0)


class FactFields(Strict):
    id: str
    label: str = Field(min_length=1)
    value: str | list[str]
    unit: Unit
    measure: str = ""
    subject: str = ""
    approximate: bool = False
    disputed: bool = False
    source: str

    @property
    def values(self) -> list[str]:
        return [self.value] if isinstance(self.value, str) else self.value


class ClaimFields(Strict):
    value: str
    says: str
    source: str


class FrontMatter(Strict):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    kind: Kind
    member_of: str | None = None
    ordinal: int | None = Field(default=None, ge=1)
    aliases: list[str] = []
    sources: list[SourceFields] = Field(min_length=1)
    asks: dict[str, list[str]] = {}
    facts: list[FactFields] = []
    compare: dict[str, str] = {}
    claims: list[ClaimFields] = []
    see: list[str] = []
    lacks: list[str] = []


class Problem(NamedTuple):
    """What is wrong with a field."""

    field: str
    words: str
    chinese: str


class UniqueKeyLoader(yaml.CSafeLoader):
    """YAML that rejects a key given twice, where the plain loader keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(problem=f"key {key!r} is given twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


def findings(error: ValidationError) -> list[Problem]:
    """Pydantic's findings by field."""
    problems = []
    for finding in error.errors():
        field = ".".join(str(part) for part in finding["loc"] if part not in ("str", "list[str]")) or "front matter"
        given = finding["input"] if isinstance(finding["input"], str | int | float) else type(finding["input"]).__name__
        problems.append(Problem(field, f"{finding['msg']} (found {given!r}); see corpus/README.md", f"“{given}”不合要求，请改一改。"))
    return problems


def check_fields(fields: FrontMatter, headings: list[str], marks: list[str]) -> list[Problem]:
    """What the fields of a card break beside its `headings` and the keys of its footnote `marks`."""
    return [*_sources(fields, marks), *_headings(fields, headings), *_kind(fields), *_facts(fields)]


def _sources(fields: FrontMatter, marks: list[str]) -> list[Problem]:
    keys = [source.id for source in fields.sources]
    used = {*marks, *(fact.source for fact in fields.facts), *(claim.source for claim in fields.claims)}
    problems = _twice("sources", keys)
    problems += [
        Problem("sources", f"{key!r} is named but not listed; add it or mend the footnote", f"标了来源“{key}”，可是没有列出这个来源。")
        for key in sorted(used - set(keys))
    ]
    problems += [
        Problem("sources", f"{key!r} is never used; cite it or remove it", f"来源“{key}”没有一句话用到。")
        for key in sorted(set(keys) - used)
    ]
    for source in fields.sources:
        if source.chars and not 0 <= source.chars[0] < source.chars[1]:
            problems.append(
                Problem(
                    "sources", f"{source.id}: chars {source.chars} is no span; give [start, end] with start < end", "来源的起止位置不对。"
                )
            )
    return problems


def _headings(fields: FrontMatter, headings: list[str]) -> list[Problem]:
    problems = _twice("headings", headings)
    problems += [
        Problem("asks", f"no section {heading!r}; use one of {headings}", f"问法写在“{heading}”下，可是没有这一节。")
        for heading in fields.asks
        if heading not in headings
    ]
    return problems


def _kind(fields: FrontMatter) -> list[Problem]:
    problems = []
    if fields.ordinal is not None and fields.member_of is None:
        problems.append(Problem("ordinal", "given without member_of; name the list", "给了次序，没有说是哪份清单。"))
    if (fields.kind == "conflict") != bool(fields.claims):
        problems.append(
            Problem(
                "claims",
                "a card of kind conflict has them, and no other; mend kind or claims",
                "类型是“说法不一”的卡片要列出各种说法，别的类型不要列。",
            )
        )
    return problems


def _facts(fields: FrontMatter) -> list[Problem]:
    problems = _twice("facts", [fact.id for fact in fields.facts])
    for fact in fields.facts:
        for value in fact.values:
            try:
                Fraction(value)
            except (ValueError, ZeroDivisionError):
                problems.append(
                    Problem(
                        "facts",
                        f'{fact.id}: value {value!r} is no number; write digits such as "8.5"',
                        f"“{fact.label}”的数值“{value}”不是数字。请只写数字，如 8.5。",
                    )
                )
        if len(fact.values) > 1 and fact.unit != "ratio":
            problems.append(
                Problem(
                    "facts",
                    f"{fact.id}: several values but unit {fact.unit}; only a ratio has several",
                    f"“{fact.label}”有几个数值，只有单位是“比例”时才可以。",
                )
            )
    return problems


def _twice(field: str, names: list[str]) -> list[Problem]:
    return [
        Problem(field, f"{name!r} is given twice; keep one", f"“{name}”写了两次，请只留一个。")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
