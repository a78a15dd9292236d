"""The trade-off of the judgement, drawn: what is refused rightly against what is refused wrongly, threshold by threshold."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, MARGIN = 640, 420, 56
SHOWN = 0.3  # share of wrong refusals up to which the curve is drawn


@dataclass(frozen=True, slots=True)
class Point:
    """Shares at one threshold: wrongly refused of the answerable, rightly refused of the far and of the near unanswerable."""

    threshold: float
    overshy: float
    far: float
    near: float


def trade_off(answerable: Sequence[float], far: Sequence[float], near: Sequence[float]) -> list[Point]:
    """A point for each threshold that tells the scores apart, from the lowest."""
    thresholds = sorted({*answerable, *far, *near, 1.0})

    def below(scores: Sequence[float], threshold: float) -> float:
        return sum(score < threshold for score in scores) / len(scores) if scores else 0.0

    return [Point(t, below(answerable, t), below(far, t), below(near, t)) for t in thresholds]


def picture(points: Sequence[Point], threshold: float) -> str:
    """The curve as an SVG, with the threshold in use marked."""
    shown = [point for point in points if point.overshy <= SHOWN]
    in_use = max((point for point in points if point.threshold <= threshold), key=lambda point: point.threshold, default=points[0])
    marks = "".join(_axis_marks())
    lines = "".join(
        f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{_x(p.overshy):.1f},{_y(getattr(p, name)):.1f}" for p in shown)}"/>'
        f'<text x="{_x(SHOWN) - 8}" y="{_y(getattr(shown[-1], name)) + 18}" text-anchor="end" fill="{colour}">{escape(label)}</text>'
        for name, label, colour in (("far", "off topic", "#1a6fb5"), ("near", "near misses", "#b5471a"))
    )
    dots = "".join(f'<circle cx="{_x(in_use.overshy):.1f}" cy="{_y(share):.1f}" r="5" fill="#222"/>' for share in (in_use.far, in_use.near))
    note = f"threshold in use: near {in_use.near:.2f}, off topic {in_use.far:.2f}, wrongly refused {in_use.overshy:.3f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="13">'
        f"<title>{escape(note)}</title><rect width='100%' height='100%' fill='#fff'/>{marks}{lines}{dots}"
        f'<text x="{MARGIN}" y="22">{escape(note)}</text>'
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">answerable questions refused wrongly</text>'
        f'<text transform="translate(16 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">unanswerable questions refused</text></svg>'
    )


def _axis_marks() -> list[str]:
    parts = []
    for tenth in range(0, 11, 2):
        y = _y(tenth / 10)
        parts.append(f'<line x1="{MARGIN}" x2="{WIDTH - 20}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{MARGIN - 8}" y="{y + 4}" text-anchor="end">{tenth / 10:.1f}</text>')
    for step in range(7):
        share = SHOWN * step / 6
        parts.append(f'<line x1="{_x(share)}" x2="{_x(share)}" y1="{_y(0)}" y2="{_y(1)}" stroke="#eee"/>')
        parts.append(f'<text x="{_x(share)}" y="{_y(0) + 18}" text-anchor="middle">{share:.2f}</text>')
    return parts


def _x(share: float) -> float:
    return MARGIN + share / SHOWN * (WIDTH - 20 - MARGIN)


def _y(share: float) -> float:
    return 36 + (1 - share) * (HEIGHT - 36 - 48)
