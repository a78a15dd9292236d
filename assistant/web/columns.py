"""Columns over time, stacked by what became of what they count: as SVG without a script, named in words for whoever does not see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.web.svg import drawing_svg, rule_svg, text_svg, ticks, wide

_HEIGHT, _TOP, _FOOT = 230, 34, 30
_MOST_GAP_PX = 6.0


@dataclass(frozen=True, slots=True)
class Series:
    """What a part of each column counts; `kind` is the class that colours it: plus, minus or total."""

    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a count for each series, from the foot up."""

    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def columns_svg(title: str, series: Sequence[Series], columns: Sequence[Column], name: str, width: int) -> str:
    """The columns for a drawing `width` pixels wide; `name` makes its ids unique on the page."""
    rows = [row for row in ticks(Fraction(0), Fraction(max([1, *(column.total for column in columns)])), 4) if row.denominator == 1]
    left = max(wide(str(row)) for row in rows) + 10
    foot, step = _HEIGHT - _FOOT, (width - left - 4) / max(len(columns), 1)
    thick = step - min(_MOST_GAP_PX, step * 0.3)

    def y(count: float) -> float:
        return foot - count / float(rows[-1]) * (foot - _TOP)

    body = [_legend(series, left)]
    for row in rows:
        body.append(rule_svg("grid" if row else "zero", left, y(float(row)), width, y(float(row))))
        body.append(text_svg(str(row), left - 6, y(float(row)), "value", "end"))
    room = max((wide(column.label) for column in columns), default=0) + 14
    every = max(1, -(-int(room) // max(1, int(step))))
    for place, column in enumerate(columns):
        x = left + place * step + (step - thick) / 2
        level = 0
        for part, count in zip(series, column.counts, strict=True):
            if count:
                body.append(
                    f'<rect class="{part.kind}" x="{x:.1f}" y="{y(level + count):.1f}" width="{thick:.1f}" height="{y(level) - y(level + count):.1f}"/>'
                )
            level += count
        if (len(columns) - 1 - place) % every == 0:
            middle = min(max(x + thick / 2, left + wide(column.label) / 2), width - wide(column.label) / 2)
            body.append(text_svg(column.label, middle, foot + 16, "value", "middle"))
    return drawing_svg(name, width, _HEIGHT, f"柱形图：{title}", _in_words(series, columns), "".join(body))


def _legend(series: Sequence[Series], left: float) -> str:
    parts, x = [], left
    for part in series:
        parts.append(
            f'<rect class="{part.kind}" x="{x:.1f}" y="4" width="12" height="12" rx="2"/>{text_svg(part.label, x + 17, 10, "value")}'
        )
        x += 17 + wide(part.label) + 20
    return "".join(parts)


def _in_words(series: Sequence[Series], columns: Sequence[Column]) -> str:
    sums = [sum(column.counts[place] for column in columns) for place in range(len(series))]
    most = max(columns, key=lambda column: column.total, default=None)
    parts = "，".join(f"{part.label}{total}" for part, total in zip(series, sums, strict=True))
    return f"共{sum(sums)}：{parts}。" + (f"最多的是{most.label}，{most.total}。" if most and most.total else "") + "逐项的数在下面的表里。"
