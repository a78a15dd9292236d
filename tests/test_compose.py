"""What an answer tells besides its best sentence, and what it leaves out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.engine import Assistant
from assistant.answering.frames import Frame
from assistant.build import build_index
from assistant.settings import Settings, load_settings
from tests.conftest import card

SERVICE = card(
    "service",
    "服务质量的标准",
    "## 要点\n服务质量的标准有三项：可靠性、响应性、移情性。[^a]\n可靠性是说到做到，一次也不走样。[^a]\n"
    "响应性是一有请求，马上派人。[^a]\n移情性是站在对方一边想事情。[^a]\n"
    "## 缺失\n服务质量的标准在三项后面还有几项缺失。[^a]\n材料没有举例子。[^a]",
    asks="{要点: [服务好坏看哪几条]}",
)
WORKS = card(
    "works",
    "电商的工作",
    "## 要点\n发展电商有三项工作：完善网络、健全信用、培养人才。[^a]\n发展电商要完善网络。[^a]\n发展电商要健全信用。[^a]\n发展电商要培养人才。[^a]\n"
    "## 缺失\n材料没有展开三项工作。[^a]",
    asks="{要点: [做电商要干哪些活]}",
)
CUP = card(
    "cup",
    "蓝山咖啡店",
    "## 数字\n蓝山咖啡店的店员上岗前培训24小时。[^a]\n蓝山咖啡店一杯咖啡卖25元。[^a]\n## 存疑\n25元是哪一年的价，材料没有写。[^a]",
    asks="{数字: [店员要学多少个小时]}",
)
NAMES = card(
    "names",
    "顾客成本的两种叫法",
    "## 说法\n顾客成本分四项，两份材料都这样列；有一项叫法不同。[^a][^b]\n讲义把第三项叫精神成本。[^a]\n文集把第三项叫精力成本。[^b]\n"
    "## 存疑\n精神成本和精力成本看位置是同一项，材料没有明说。[^a]\n第四项的名字没有分歧。[^a]",
    kind="conflict",
    asks="{存疑: [精神成本同精力成本算一项吗], 说法: [第三项成本怎么有两个名字]}",
    extra="claims:\n  - {value: 精神成本, says: 第三项, source: a}\n  - {value: 精力成本, says: 第三项, source: b}\n",
).replace("chars: [0, 40]}\n", "chars: [0, 40]}\n  - {id: b, file: essays.txt, chars: [10, 30]}\n")

RATE = card(
    "rate",
    "转化率涨了几成",
    "## 说法\n新页面上线后转化率涨了，涨几成说法不一。[^a][^b]\n讲义说转化率涨了三成。[^a]\n文集说转化率涨了五成。[^b]\n"
    "## 为什么不同\n转化率的两个涨幅不一样，是因为一份看一周，一份看一月。[^a][^b]\n"
    "## 怎么引用\n引用转化率的涨幅，要连看多久一起说。[^a][^b]\n"
    "## 存疑\n转化率的涨幅都没有写在哪里测的。[^a]",
    kind="conflict",
    asks="{说法: [新页面上线后转化率涨几成], 为什么不同: [转化率涨幅怎么会两样]}",
    extra="claims:\n  - {value: 三成, says: 涨幅, source: a}\n  - {value: 五成, says: 涨幅, source: b}\n",
).replace("chars: [0, 40]}\n", "chars: [0, 40]}\n  - {id: b, file: essays.txt, chars: [10, 30]}\n")

GUEST = card(
    "guest",
    "犹豫型客人",
    "## 特点\n犹豫型客人总想再等等。[^a]\n## 应对\n接待犹豫型客人先别催。[^a]\n再请客人说出担心，拿例子打消。[^a]\n最后给客人一个今天定下来的理由。[^a]\n"
    "## 缺失\n材料没有举例子。[^a]",
    asks="{特点: [老说再看看的人是啥样], 应对: [老说再看看的人怎么对付]}",
)
BOX = card(
    "box",
    "无盒衬衫案例",
    "## 案例\n白鹭商厦登广告，劝人买无盒衬衫。[^a]\n商厦对每件无盒衬衫送一瓶洗领净。[^a]\n衬衫厂有20家跟着响应。[^a]\n## 结果\n白鹭商厦的做法得了好评。[^a]\n"
    "## 数字\n白鹭商厦一年卖衬衫3万件。[^a]",
    kind="case",
    asks="{案例: [劝人别要盒子的是哪家店], 结果: [劝人别要盒子后来落了什么名声], 数字: [白鹭一年卖多少衬衫]}",
)
DRILL = card("drill", "晨练", "## 定义\n晨练是早上的锻炼。[^a]", asks="{定义: [早上那套锻炼叫啥]}", extra="see: [drill-steps]\n")
DRILL_STEPS = card(
    "drill-steps", "晨练的实施", "## 步骤\n晨练分两步：热身、慢跑。[^a]\n热身是转手腕脚腕。[^a]", asks="{步骤: [早上那套锻炼先干啥后干啥]}"
)


@pytest.fixture
def reader(tmp_path: Path, bigrams: None, opened: Callable[[Settings], Assistant]) -> Assistant:
    root = tmp_path / "corpus"
    (root / "cards").mkdir(parents=True)
    for name, text in (
        ("service", SERVICE),
        ("works", WORKS),
        ("cup", CUP),
        ("names", NAMES),
        ("rate", RATE),
        ("guest", GUEST),
        ("box", BOX),
        ("drill", DRILL),
        ("drill-steps", DRILL_STEPS),
    ):
        (root / "cards" / f"{name}.md").write_text(text, encoding="utf-8")
    (root / "lists.yaml").write_text("[]\n", encoding="utf-8")
    (root / "groups.yaml").write_text("- {id: cards, title: 卡片, holds: 九张。}\n", encoding="utf-8")
    (root / "sources.yaml").write_text("deck.txt: 讲义\nessays.txt: 文集\n", encoding="utf-8")
    settings = load_settings(data_dir=tmp_path / "data", corpus_dir=root, embedding="bigrams")
    build_index(settings)
    return opened(settings)


def test_a_list_is_told_by_the_sentence_that_names_its_members(reader: Assistant) -> None:
    answer = reader.ask("服务质量的标准有哪三项？")
    assert answer.statements[0].text == "服务质量的标准有三项：可靠性、响应性、移情性。"
    assert "说到做到" not in answer.text


def test_what_is_said_of_each_member_is_told_where_it_is_asked_for(reader: Assistant) -> None:
    text = reader.ask("服务质量的标准有哪三项，各是什么意思？").text
    assert all(told in text for told in ("有三项", "说到做到", "马上派人", "站在对方一边"))


def test_members_that_only_say_the_list_again_are_never_told(reader: Assistant) -> None:
    text = reader.ask("发展电商有哪三项工作，具体展开讲讲").text
    assert "发展电商有三项工作" in text
    assert "发展电商要完善网络" not in text


def test_the_member_that_a_question_names_leads(reader: Assistant) -> None:
    assert reader.ask("服务质量里的移情性指什么？").statements[0].text == "移情性是站在对方一边想事情。"


def test_a_gap_is_told_where_members_are_lost_and_not_where_they_lack_examples(reader: Assistant) -> None:
    assert "后面还有几项缺失" in reader.ask("服务质量的标准有哪几项？").text
    assert Frame.GAP.value not in reader.ask("发展电商有哪些工作？").text


def test_a_caution_follows_the_figure_that_it_speaks_of_and_no_other(reader: Assistant) -> None:
    assert "哪一年的价" in reader.ask("蓝山咖啡店一杯咖啡卖多少钱？").text
    trained = reader.ask("蓝山咖啡店的店员培训多少小时？").text
    assert "24小时" in trained
    assert Frame.BOUNDARY.value not in trained


def test_a_yes_or_no_begins_with_how_the_material_reads_its_sources(reader: Assistant) -> None:
    answer = reader.ask("精神成本和精力成本是同一项吗？")
    assert [statement.text for statement in answer.statements[:3]] == [
        Frame.MATERIAL_SAYS.value,
        "精神成本和精力成本看位置是同一项，材料没有明说。",
        "顾客成本分四项，两份材料都这样列；有一项叫法不同。",
    ]


def test_a_yes_or_no_begins_with_the_verdict_where_it_is_certain(reader: Assistant) -> None:
    so = reader.ask("移情性算不算服务质量的标准？")
    assert [statement.text for statement in so.statements[:2]] == [Frame.SO.value, "服务质量的标准有三项：可靠性、响应性、移情性。"]
    assert reader.ask("服务质量的标准只有可靠性吗？").statements[0].text == Frame.NOT_SO.value
    assert reader.ask("服务质量的标准能打折吗？").statements[0].text not in (Frame.SO.value, Frame.NOT_SO.value)


def test_a_question_for_the_disagreement_begins_with_the_summary_and_has_every_claim(reader: Assistant) -> None:
    answer = reader.ask("顾客成本第三项到底叫什么，怎么有两种叫法？")
    assert answer.statements[0].text == "顾客成本分四项，两份材料都这样列；有一项叫法不同。"
    assert "讲义把第三项叫精神成本" in answer.text
    assert "文集把第三项叫精力成本" in answer.text


def test_a_way_is_told_whole_and_in_its_order(reader: Assistant) -> None:
    told = [statement.text for statement in reader.ask("犹豫型客人怎么应对？").statements]
    assert told == ["接待犹豫型客人先别催。", "再请客人说出担心，拿例子打消。", "最后给客人一个今天定下来的理由。"]


def test_a_story_is_told_with_its_result_where_that_is_asked(reader: Assistant) -> None:
    told = [statement.text for statement in reader.ask("无盒衬衫是怎么做的，结果怎样？").statements]
    assert told == [
        "白鹭商厦登广告，劝人买无盒衬衫。",
        "商厦对每件无盒衬衫送一瓶洗领净。",
        "衬衫厂有20家跟着响应。",
        "白鹭商厦的做法得了好评。",
    ]
    assert "好评" not in reader.ask("讲讲无盒衬衫的案例").text


def test_one_figure_of_a_case_is_told_alone(reader: Assistant) -> None:
    assert [statement.text for statement in reader.ask("白鹭商厦一年卖多少件衬衫？").statements] == ["白鹭商厦一年卖衬衫3万件。"]


def test_the_one_member_that_is_asked_for_is_told_and_not_the_list(reader: Assistant) -> None:
    assert [statement.text for statement in reader.ask("服务质量的三项标准里，站在对方一边想事情的是哪一项？").statements] == [
        "移情性是站在对方一边想事情。"
    ]


def test_what_one_card_answers_of_a_message_stands_without_headings_and_nothing_is_told_twice(reader: Assistant) -> None:
    text = reader.ask("蓝山咖啡店的店员培训多少小时？蓝山咖啡店一杯咖啡卖多少钱？").text
    assert "问题一" not in text
    assert text.count("24小时") == 1
    assert text.index("24小时") < text.index("卖25元")
    apart = reader.ask("蓝山咖啡店的店员培训多少小时？服务质量的标准有哪三项？").text
    assert "**问题一：" in apart
    assert "**问题二：" in apart


def test_the_card_with_the_steps_goes_before_the_one_that_only_says_what_the_thing_is(reader: Assistant) -> None:
    assert reader.ask("晨练怎么做？").statements[0].text == "晨练分两步：热身、慢跑。"
    assert reader.ask("什么是晨练？").statements[0].text == "晨练是早上的锻炼。"


def test_why_claims_differ_leads_where_that_is_asked(reader: Assistant) -> None:
    answer = reader.ask("新页面上线后转化率的涨幅，两份材料为什么不一样？")
    assert answer.statements[0].text == "转化率的两个涨幅不一样，是因为一份看一周，一份看一月。"
    assert "三成" not in answer.text  # the claims themselves were not asked for


def test_how_to_quote_claims_leads_and_the_claims_follow_where_one_is_to_be_chosen(reader: Assistant) -> None:
    answer = reader.ask("新页面上线后转化率的涨幅该用哪个数？")
    assert answer.statements[0].text == "引用转化率的涨幅，要连看多久一起说。"
    assert "三成" in answer.text and "五成" in answer.text


def test_claims_alone_bring_no_section_on_quoting(reader: Assistant) -> None:
    assert reader.ask("新页面上线后转化率涨了几成？").statements[0].text.startswith("新页面上线后转化率涨了")
