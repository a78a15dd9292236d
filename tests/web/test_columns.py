"""Columns over time: their figures in words, their heights in proportion, their labels apart."""

import re
from itertools import pairwise

from assistant.web.columns import Column, Series, columns_svg

SERIES = (Series("答了", "plus"), Series("没答", "minus"))


def test_the_figures_are_said_in_words() -> None:
    drawn = columns_svg("每天", SERIES, [Column("1日", (2, 1)), Column("2日", (5, 0))], "days", 600)
    assert "<title" in drawn
    assert "共8：答了7，没答1。最多的是2日，5。逐项的数在下面的表里。" in drawn


def test_a_column_is_as_high_as_its_count() -> None:
    drawn = columns_svg("每天", SERIES, [Column("1日", (2, 1)), Column("2日", (4, 0))], "days", 600)
    heights = [float(height) for height in re.findall(r'width="[\d.]+" height="([\d.]+)"/>', drawn)]
    assert len(heights) == 3  # what is nothing is not drawn
    assert heights[0] == 2 * heights[1] == heights[2] / 2


def test_nothing_asked_is_an_empty_chart_and_not_an_error() -> None:
    assert "共0：答了0，没答0。逐项的数在下面的表里。" in columns_svg("每天", SERIES, [Column("1日", (0, 0))], "days", 300)
    assert "共0" in columns_svg("每天", SERIES, [], "days", 300)


def test_labels_of_many_days_do_not_run_into_each_other() -> None:
    columns = [Column(f"10月{day}日", (day, 0)) for day in range(1, 32)]
    for width in (330, 860):
        drawn = columns_svg("每天", SERIES, columns, "days", width)
        places = [float(x) for x in re.findall(r'<text class="value" x="([\d.]+)"[^>]*text-anchor="middle"', drawn)]
        assert len(places) > 3
        assert min(b - a for a, b in pairwise(places)) > 45


def test_a_label_is_a_text_and_no_markup() -> None:
    assert "<b>" not in columns_svg("<b>", (Series("<b>", "plus"),), [Column("<b>", (1,))], "x", 300)
