from hypothesis import given
from hypothesis import strategies as st

from assistant.web.treemap import COLUMNS, strips

GROUPS = st.lists(st.tuples(st.text("营销法则", min_size=1, max_size=12), st.integers(1, 300)), max_size=30)


@given(GROUPS)
def test_every_group_has_its_place_in_order_and_room_for_its_cards(rows: list[tuple[str, int]]) -> None:
    groups = [(str(place), name, count) for place, (name, count) in enumerate(rows)]
    laid = strips(groups)
    regions = [(region, strip) for strip in laid for region in strip.regions]
    assert [region.group for region, _ in regions] == [group for group, _, _ in groups]
    for (region, strip), (_, _, count) in zip(regions, groups, strict=True):
        assert region.columns * strip.rows >= count
    for strip in laid:
        assert [region.offset for region in strip.regions] == [
            sum(region.columns for region in strip.regions[:place]) for place in range(len(strip.regions))
        ]
        assert sum(region.columns for region in strip.regions) == strip.columns


def test_strips_are_filled_about_evenly() -> None:
    laid = strips(
        [(str(place), "客户价值", count) for place, count in enumerate([26, 25, 12, 15, 30, 6, 14, 18, 4, 9, 23, 21, 21, 9, 9, 5, 21])]
    )
    assert all(0.55 * COLUMNS <= strip.columns <= 1.3 * COLUMNS for strip in laid[:-1])
    assert len(laid) > 1
