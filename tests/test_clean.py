from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.clean import clean

NOISE = [
    "单击此处编辑母版文本样式",
    "第二级",
    "\u200b",
    "第1页 / 共143页",
    "13800000000",
    "1、下载文档前请自行甄别",
    "பைடு நூலகம்",
    "\n\n\n\n",
]


@given(st.lists(st.sampled_from(["客户价值", "。", "\n", " ", "12", "，二级客户", *NOISE]), max_size=30).map("".join))
def test_every_kept_character_is_at_its_place_in_the_source_and_none_is_lost_uncounted(source: str) -> None:
    cleaned = clean(source)
    assert len(cleaned.text) + sum(cleaned.dropped.values()) == len(source)
    assert all(source[place] == char for place, char in zip(cleaned.places, cleaned.text, strict=True))
    assert list(cleaned.places) == sorted(set(cleaned.places))


def test_a_slide_master_goes_and_the_rule_glued_to_it_stays() -> None:
    cleaned = clean("• 单击此处编辑母版文本样式 2、普通做法 讨喜做法")
    assert "单击此处" not in cleaned.text
    assert "2、普通做法 讨喜做法" in cleaned.text


def test_content_that_looks_like_noise_survives() -> None:
    text = "二级客户要增收。168 万棵树。退款、换货。"
    assert clean(text).text == text


def test_a_mobile_number_goes_wherever_it_stands() -> None:
    assert "138" not in clean("讲师,13800000000,第五章").text


def test_what_a_page_does_not_show_goes_and_what_it_shows_stays() -> None:
    cleaned = clean(
        "前<!-- 看不见的\n备注 -->后，![替代文字](http://a.example/b.png)图后，<span style='color:white'>白字</span>，a < b > c，<产品>"
    )
    assert cleaned.text == "前后，图后，白字，a < b > c，<产品>"
