"""The quiz pages: from what is asked for to the result, in a browser and without a script; who may, what is refused, what is kept."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from playwright.sync_api import Browser, Page, expect

from assistant.answering.engine import Assistant
from assistant.build import build_index
from assistant.errors import DataDirError
from assistant.library import Library
from assistant.quiz.bank import Banks
from assistant.quiz.database import QuizDatabase
from assistant.quiz.export import FORMATS, Format
from assistant.quiz.export.sheet import sheet_file
from assistant.quiz.items import Choice, Kind, Option, Paper, Scored
from assistant.quiz.papers import Papers
from assistant.quiz.record import json_file
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.library import library_router
from assistant.web.look import look_router
from assistant.web.quiz_forms import MAX_NAME_CHARS, MOST_WISHED
from assistant.web.quiz_frame import Desk
from assistant.web.quiz_page import quiz_router
from assistant.web.quiz_papers import MOST_BARS
from assistant.web.quiz_taking import GRACE_S
from assistant.web.security import Guard
from tests.conftest import CARDS
from tests.quiz.samples import CASE, ITEMS, PAPER, SINGLE, TRUE_FALSE, Bench

EVIL = '<script>alert("1")</script>'
EVERY_KIND = {"kind": [kind.value for kind in Kind], "count": "9", "seed": "7"}


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Studio:
    """The pages over the five cards, with hand-made items and a clock that the test moves."""

    def __init__(self, assistant: Assistant, settings: Settings) -> None:
        self.database = QuizDatabase(settings.data_dir)
        self.clock = Clock()
        self.banks = Banks(self.database, self.clock)
        self.papers = Papers(self.database, self.clock)
        self.trains = True
        self.formats = {"txt": Format("纯文本", ".txt", "text/plain", _stems, _stems)}
        self.app = FastAPI()
        self.app.add_middleware(Guard)
        self.app.include_router(look_router())
        self.app.include_router(library_router(assistant, settings))
        self.app.include_router(quiz_router(self.desk(assistant.library), Bench(), self.formats))
        self.app.add_api_route("/healthz", _healthy)
        self.client = TestClient(self.app, base_url="http://127.0.0.1:7860")

    def desk(self, library: Library) -> Desk:
        return Desk(library, self.banks, self.papers, self.clock, lambda _request: self.trains, lambda _request: "tina")

    def get(self, path: str, status: int = 200) -> str:
        reply = self.client.get(path)
        assert (path, reply.status_code) == (path, status)
        return reply.text

    def post(self, path: str, status: int = 303, **fields: str | Sequence[str]) -> Response:
        reply = self.client.post(path, data=fields, follow_redirects=False)
        assert (path, reply.status_code) == (path, status), words(reply.text)
        return reply

    def draft(self, **fields: str | Sequence[str]) -> str:
        """The address of a new draft."""
        return str(self.post("/quiz/make", **{**EVERY_KIND, **fields}).headers["location"])

    def paper(self, *items: int, **fields: str) -> str:
        """The id of a paper of all hand-made items, or of some by their numbers."""
        numbers = [str(number) for number in items or range(1, len(ITEMS) + 1)]
        reply = self.post(f"{self.draft()}/paper", **{"title": "一期", "item": numbers, **fields})
        return str(reply.headers["location"].rpartition("/")[2])

    def attempt(self, paper_id: str, name: str = "") -> str:
        """The address of a new attempt."""
        handout = self.papers.paper(paper_id)
        assert handout is not None
        return str(self.post(f"/quiz/take/{handout.link}", name=name).headers["location"])


def _healthy() -> dict[str, str]:
    return {}


def _stems(paper: Paper) -> bytes:
    return "\n".join(scored.item.stem for scored in paper.items).encode()


@pytest.fixture
def studio(assistant: Assistant, settings: Settings) -> Iterator[Studio]:
    studio = Studio(assistant, settings)
    with closing(studio.database), studio.client:
        yield studio


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


# Asking for items


def test_every_card_kind_and_difficulty_can_be_chosen(studio: Studio) -> None:
    page = studio.get("/quiz")
    for card in ("delivered-value", "law-07", "conflict-acquisition-cost"):
        assert f'name="card" value="{card}"' in page
    for kind in Kind:
        assert re.search(rf'name="kind" value="{kind.value}" checked> {kind.label}', page)
    assert "还没有题库" in page


def test_items_come_with_their_key_their_explanation_and_their_source(studio: Studio) -> None:
    page = studio.get(studio.draft())
    for item in ITEMS:
        assert item.stem in page
        assert f"<q>{item.sources[0].quote}</q>" in page
    assert 'href="/library/card/delivered-value#s-%E5%AE%9A%E4%B9%89"' in page
    assert re.search(r'<li class="right"><span class="letter">B</span><span>两者之差 <em>答案</em>', page)
    assert "原文变了" not in page


def test_a_bank_knows_who_made_it(studio: Studio) -> None:
    studio.draft()
    assert [row.maker for row in studio.banks.banks()] == ["tina"]


def test_a_group_and_a_card_of_another_are_asked_for(studio: Studio) -> None:
    bank_id = studio.draft(group="laws", card=["law-01", "clv"]).rpartition("/")[2]
    bank = studio.banks.bank(bank_id)
    assert bank is not None
    assert bank.wish["topics"] == ["laws", "clv"]
    assert bank.title == "营销法则集、客户终生价值"


def test_what_falls_short_is_said_on_the_draft(studio: Studio) -> None:
    assert "要200道题，出了81道。" in studio.get(studio.draft(count=str(MOST_WISHED)))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": []}, "没有选题型"),
        ({"kind": "essay"}, "没有“essay”这种题型"),
        ({"count": "201"}, "题数“201”不行，要是1到200之间的整数"),
        ({"count": "x"}, "题数“x”不行"),
        ({"seed": "-1"}, "种子“-1”不行"),
        ({"card": "nothing"}, "资料库里没有“nothing”"),
        ({"difficulty": "9"}, "难度“9”不行"),
    ],
)
def test_a_wish_that_cannot_be_met_says_why(studio: Studio, fields: dict[str, str], says: str) -> None:
    reply = studio.post("/quiz/make", 400, **{**EVERY_KIND, **fields})
    assert says in words(reply.text)
    assert studio.banks.banks() == []


@pytest.mark.parametrize(("name", "write"), [("题.json", json_file), ("题.xlsx", sheet_file)])
def test_items_of_a_file_are_a_draft(studio: Studio, name: str, write: Callable[[Paper], bytes]) -> None:
    reply = studio.client.post("/quiz/import", files={"file": (name, write(PAPER))}, follow_redirects=False)
    assert reply.status_code == 303, words(reply.text)
    bank = studio.banks.bank(reply.headers["location"].rpartition("/")[2])
    assert bank is not None
    assert [kept.item for kept in bank.items] == list(ITEMS)
    assert (bank.title, bank.saved, bank.notes) == (PAPER.title, False, ())
    assert "原文变了" not in studio.get(reply.headers["location"])


def test_what_is_wrong_in_a_file_is_named_and_the_rest_is_taken(studio: Studio) -> None:
    twice = replace(SINGLE, id="twice", response=Choice((Option("同"), Option("同")), (0,)))
    gone = replace(TRUE_FALSE, sources=(replace(TRUE_FALSE.sources[0], passage_id="law-07#没有"),))
    paper = Paper("半份", None, tuple(Scored(one, 1) for one in (SINGLE, twice, replace(CASE, stem=""), gone)))
    reply = studio.client.post("/quiz/import", files={"file": ("半份.json", json_file(paper))})
    page = words(reply.text)
    assert "没有收：有两个选项一样" in page
    assert "没有题干" in page
    assert "2道题" in page
    assert "引用的这一段已经不在资料里了" in page


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "没有选文件"),
        ({"file": ("题.exe", b"x")}, "读不了“.exe”"),
        ({"file": ("题.json", b"{")}, "这不是 JSON"),
        ({"file": ("题.json", json_file(Paper("空", None, ())))}, "一道题也没有读进来"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(studio: Studio, files: dict[str, tuple[str, bytes]], says: str) -> None:
    reply = studio.client.post("/quiz/import", files=files, data={} if files else {"other": "1"})
    assert (reply.status_code, says in words(reply.text)) == (400, True), words(reply.text)
    assert studio.banks.banks() == []


# Working on a bank


def test_single_items_are_pinned_dropped_and_replaced(studio: Studio) -> None:
    here = studio.draft()
    studio.post(f"{here}/item/2/pin")
    studio.post(f"{here}/item/3/drop")
    assert studio.post(f"{here}/item/1/replace").headers["location"].endswith("#i-1")
    bank = studio.banks.bank(here.rpartition("/")[2])
    assert bank is not None
    assert [kept.number for kept in bank.items] == [1, 2, 4, 5, 6, 7, 8, 9]
    assert bank.items[0].item.stem == f"{ITEMS[0].stem}（1）"
    assert bank.items[1].pinned
    studio.post(f"{here}/item/2/unpin")
    studio.post(f"{here}/item/2/burn", 404)
    studio.post(f"{here}/item/99/drop", 404)


def test_all_but_the_pinned_ones_are_made_anew(studio: Studio) -> None:
    here = studio.draft()
    studio.post(f"{here}/item/2/pin")
    studio.post(f"{here}/remake")
    bank = studio.banks.bank(here.rpartition("/")[2])
    assert bank is not None
    assert bank.items[0].item == ITEMS[1]
    assert len(bank.items) == 9
    assert not {kept.item.fact for kept in bank.items[1:]} & {item.fact for item in ITEMS}


def test_where_there_is_no_other_item_nothing_is_lost(studio: Studio) -> None:
    here = studio.draft(count="81")
    assert "没有别的题可换了" in words(studio.post(f"{here}/item/1/replace", 400).text)
    assert "出不了别的题了" in words(studio.post(f"{here}/remake", 400).text)
    bank = studio.banks.bank(here.rpartition("/")[2])
    assert bank is not None
    assert len(bank.items) == 81


def test_a_draft_is_saved_renamed_and_deleted(studio: Studio) -> None:
    here = studio.draft()
    assert "没有存的草稿" in studio.get("/quiz")
    studio.post(f"{here}/save", title="  新员工　一期 ")
    assert [(row.title, row.saved) for row in studio.banks.banks()] == [("新员工 一期", True)]
    assert "没有填题库的名字" in words(studio.post(f"{here}/save", 400, title=" ").text)
    studio.post(f"{here}/delete")
    studio.get(here, 404)


# Editing

EDITS = {
    Kind.SINGLE: {"option-0": "之和", "option-1": "之差", "option-3": "之商", "key": "1"},
    Kind.MULTIPLE: {"option-0": "历史", "option-1": "当前", "option-2": "账面", "key": ["0", "1"]},
    Kind.TRUE_FALSE: {"truth": "1"},
    Kind.MATCHING: {"left-0": "阶梯法则", "right-0": "排第几", "left-1": "领先法则", "right-1": "谁先到", "right-2": "谁便宜"},
    Kind.ORDERING: {"steps": "一\n二\n三"},
    Kind.FILL_IN: {"accepted": "4比2比1\n4∶2∶1"},
    Kind.SHORT_ANSWER: {"points": "抢先\n好不如早"},
    Kind.CALCULATION: {"option-0": "6%", "option-1": "24%", "key": "1"},
    Kind.CASE: {"option-0": "领先法则", "option-1": "阶梯法则", "key": "0"},
}


@pytest.mark.parametrize("number", range(1, len(ITEMS) + 1))
def test_an_edited_item_is_kept_as_edited(studio: Studio, number: int) -> None:
    here, item = studio.draft(), ITEMS[number - 1]
    assert f">{item.stem}</textarea>" in studio.get(f"{here}/item/{number}")
    studio.post(f"{here}/item/{number}", stem="改过的____题干？", explanation="新的解析。", difficulty="3", **EDITS[item.kind])
    bank = studio.banks.bank(here.rpartition("/")[2])
    assert bank is not None
    edited = bank.items[number - 1].item
    assert (edited.stem, edited.explanation, edited.difficulty, edited.edited) == ("改过的____题干？", "新的解析。", 3, True)
    assert type(edited.response) is type(item.response)
    assert edited.response != item.response
    assert edited.sources == item.sources
    assert "改过" in studio.get(here)


def test_an_edited_item_that_breaks_a_rule_comes_back_with_what_was_typed(studio: Studio) -> None:
    here = studio.draft()
    fields = {"stem": "两个一样的？", "option-0": "同", "option-1": "同", "key": "0"}
    page = studio.post(f"{here}/item/1", 400, **fields).text
    assert "有两个选项一样" in page
    assert ">两个一样的？</textarea>" in page
    bank = studio.banks.bank(here.rpartition("/")[2])
    assert bank is not None
    assert bank.items[0].item == ITEMS[0]


def test_nothing_changed_is_no_edit(studio: Studio) -> None:
    here = studio.draft()
    fields = {"option-0": "两者之和", "why-0": "之和没有意义。", "option-1": "两者之差", "option-2": "两者之积", "key": "1"}
    studio.post(f"{here}/item/1", stem=ITEMS[0].stem, explanation=ITEMS[0].explanation, difficulty="2", **fields)
    bank = studio.banks.bank(here.rpartition("/")[2])
    assert bank is not None
    assert bank.items[0].item == ITEMS[0]


# Cards that change


@pytest.fixture
def changed(studio: Studio, settings: Settings, opened: Callable[[Settings], Assistant]) -> Iterator[tuple[str, str, Studio]]:
    """A draft and a paper of the nine items, and the studio after the card of the first has changed and one card is gone."""
    here, paper_id = studio.draft(), studio.paper()
    card = settings.corpus_dir / "value/delivered-value.md"
    card.write_text(CARDS["value/delivered-value.md"].replace("与整体顾客成本之差", "减去整体顾客成本的差额"), encoding="utf-8")
    (settings.corpus_dir / "laws/law-01.md").write_text(
        CARDS["laws/law-01.md"].replace("## 定义\n", "## 要义\n").replace("{定义:", "{要义:"), encoding="utf-8"
    )
    build_index(settings)
    later = Studio(opened(settings), settings)
    with closing(later.database):
        yield here, paper_id, later


def test_a_changed_passage_flags_its_items_with_what_changed(changed: tuple[str, str, Studio]) -> None:
    here, paper_id, studio = changed
    page = studio.get(here)
    assert "有3道题引用的原文变了" in page
    assert re.search(r"<del>与</del>.*<ins>减去</ins>", page)
    assert "确认后改引：<q>顾客让渡价值是整体顾客价值减去整体顾客成本的差额。</q>" in page
    assert "引用的这一段已经不在资料里了" in page
    assert "有3道题引用的原文后来变了" in studio.get(f"/quiz/paper/{paper_id}")
    studio.post(f"{here}/save", title="一期")
    assert "3道原文变了" in studio.get("/quiz")


def test_a_flagged_item_is_confirmed_or_replaced(changed: tuple[str, str, Studio]) -> None:
    here, _, studio = changed
    studio.post(f"{here}/item/1/confirm")
    bank = studio.banks.bank(here.rpartition("/")[2])
    assert bank is not None
    assert bank.items[0].item.sources[0].quote == "顾客让渡价值是整体顾客价值减去整体顾客成本的差额。"
    assert "有2道题" in studio.get(here)
    assert "没有出处了" in words(studio.post(f"{here}/item/7/confirm", 400).text)
    studio.post(f"{here}/item/7/drop")
    assert "有1道题" in studio.get(here)


def test_a_flagged_item_is_rewritten_against_the_present_wording(changed: tuple[str, str, Studio]) -> None:
    here, _, studio = changed
    now = "顾客让渡价值是整体顾客价值减去整体顾客成本的差额。"
    assert f"<q>{now}</q>" in studio.get(f"{here}/item/1")
    studio.post(f"{here}/item/1", stem="差额怎样得出？", explanation=now, **EDITS[Kind.SINGLE])
    bank = studio.banks.bank(here.rpartition("/")[2])
    assert bank is not None
    assert (bank.items[0].item.sources[0].quote, bank.items[0].item.edited) == (now, True)
    assert "有2道题" in studio.get(here)


def test_an_item_whose_card_is_gone_is_replaced_by_another(studio: Studio) -> None:
    here = studio.draft(card=["clv", "law-07"])
    gone = replace(ITEMS[0], subject="gone", sources=(replace(ITEMS[0].sources[0], passage_id="gone#定义"),))
    bank_id = here.rpartition("/")[2]
    studio.banks.replace_item(bank_id, 1, gone, {})
    assert "已经不在资料里了" in studio.get(here)
    assert "原文改了" not in studio.get(f"{here}/item/1")
    studio.post(f"{here}/item/1/replace")
    bank = studio.banks.bank(bank_id)
    assert bank is not None
    assert bank.items[0].item.subject in ("clv", "law-07")


# Papers


def test_a_paper_has_its_title_time_points_and_key(studio: Studio) -> None:
    paper_id = studio.paper(4, 1, title="期末", minutes="30", **{"points-single": "3"})
    handout = studio.papers.paper(paper_id)
    assert handout is not None
    assert (handout.paper.title, handout.paper.minutes, handout.paper.points) == ("期末", 30, 8)
    assert [scored.item.kind for scored in handout.paper.items] == [Kind.SINGLE, Kind.MATCHING]
    page = words(studio.get(f"/quiz/paper/{paper_id}"))
    assert "2道题，共8分，30分钟；一次一题，交卷后看对错。" in page
    assert "第1题 单选题 3分：B. 两者之差" in page
    assert "还没有人作答" in page


def test_items_of_a_kind_stand_together_where_that_is_asked_for(studio: Studio) -> None:
    here = studio.draft(count="18")
    numbers = [str(number) for number in range(1, 19)]
    reply = studio.post(f"{here}/paper", title="卷", item=numbers, by_kind="1")
    handout = studio.papers.paper(reply.headers["location"].rpartition("/")[2])
    assert handout is not None
    kinds = [scored.item.kind for scored in handout.paper.items]
    assert kinds == sorted(kinds, key=list(Kind).index)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"item": []}, "一道题也没有选"),
        ({"title": ""}, "没有填试卷的标题"),
        ({"title": "长" * 81}, "最多80个字"),
        ({"minutes": "0"}, "时间“0”不行"),
        ({"points-case": "1000"}, "案例题的分值“1000”不行"),
    ],
)
def test_a_paper_that_cannot_be_says_why(studio: Studio, fields: dict[str, str], says: str) -> None:
    reply = studio.post(f"{studio.draft()}/paper", 400, **{"title": "卷", "item": ["1"], **fields})
    assert says in words(reply.text)
    assert studio.papers.papers() == []


def test_banks_and_papers_are_downloaded_in_every_format(studio: Studio) -> None:
    here, paper_id = studio.draft(), studio.paper(1, title="期末/卷")
    for path in (here, f"/quiz/paper/{paper_id}"):
        assert f'href="{path}/file/txt"' in studio.get(path)
        reply = studio.client.get(f"{path}/file/txt")
        assert reply.text.startswith(ITEMS[0].stem)
    assert reply.headers["content-disposition"].endswith("%E6%9C%9F%E6%9C%AB%2F%E5%8D%B7.txt")
    key = studio.client.get(f"/quiz/paper/{paper_id}/file/txt?key=1")
    assert key.headers["content-disposition"].endswith("%EF%BC%88%E7%AD%94%E6%A1%88%EF%BC%89.txt")
    studio.get(f"/quiz/paper/{paper_id}/file/exe", 404)


# Taking


def test_answers_are_kept_between_items_and_scored_at_the_end(studio: Studio) -> None:
    here = studio.attempt(studio.paper(), "小陈")
    studio.post(here, shown="0", go="2", **{"a-0": "1"})
    studio.post(here, shown="1", go="3", **{"a-1": ["0", "2"]})
    assert re.search(r'value="1" checked', studio.get(f"{here}?q=1"))
    assert "还有7题没有答" in studio.get(f"{here}?q=end")
    studio.post(here, shown="5", hand_in="1", **{"a-5": "4：2：1"})
    page = words(studio.get(here))
    assert "7 / 41分" in page
    assert "答对2题，共9题" in page
    assert "对了一部分得2分，共4分" in page
    assert "去看卡片：客户终生价值" in page


def test_without_a_limit_there_is_no_clock(studio: Studio) -> None:
    page = studio.get(studio.attempt(studio.paper(1)))
    assert "data-left" not in page
    assert "还剩" not in page


def test_the_server_says_how_much_time_is_left_whatever_is_reloaded(studio: Studio) -> None:
    here = studio.attempt(studio.paper(1, minutes="10"))
    studio.clock.now += 100
    assert 'data-left="500.0"' in studio.get(here)
    studio.clock.now += 60
    assert 'data-left="440.0"' in studio.get(f"{here}?q=end")


def test_what_comes_at_the_last_second_counts_and_what_comes_later_does_not(studio: Studio) -> None:
    paper_id = studio.paper(1, 2, minutes="1")
    punctual, tardy = studio.attempt(paper_id), studio.attempt(paper_id)
    studio.post(tardy, shown="0", go="2", **{"a-0": "1"})
    studio.clock.now += 60 + GRACE_S / 2
    studio.post(punctual, shown="0", hand_in="1", **{"a-0": "1"})
    studio.clock.now += GRACE_S
    late = studio.post(tardy, shown="1", hand_in="1", **{"a-1": ["0", "1", "2"]}).headers["location"]
    assert "2 / 6分" in words(studio.get(punctual))
    page = words(studio.get(late))
    assert "2 / 6分" in page
    assert "到点以后送来的作答没有计入" in page
    attempt = studio.papers.attempt(tardy.rpartition("/")[2])
    assert attempt is not None
    assert attempt.ended_at == attempt.begun_at + 60


def test_who_never_comes_back_is_counted_when_the_time_is_over(studio: Studio) -> None:
    paper_id = studio.paper(1, minutes="1")
    studio.post(studio.attempt(paper_id, "小陈"), shown="0", go="end", **{"a-0": "1"})
    assert "还没交，答了1题" in studio.get(f"/quiz/paper/{paper_id}")
    studio.clock.now += 60 + GRACE_S
    page = words(studio.get(f"/quiz/paper/{paper_id}"))
    assert "2 / 2" in page
    assert "按1份交了的答卷算" in page


def test_the_key_is_shown_at_once_where_that_is_wanted_and_the_answer_stays(studio: Studio) -> None:
    here = studio.attempt(studio.paper(1, 2, show="all", feedback="each"))
    assert studio.post(here, shown=["0", "1"], check="0", **{"a-0": "0"}).headers["location"].endswith("?q=1#q-1")
    page = studio.get(here)
    assert "答错了" in page
    assert "之和没有意义。" in page
    assert 'name="a-0"' not in page
    studio.post(here, shown=["0", "1"], hand_in="1", **{"a-0": "1", "a-1": ["0", "1", "2"]})
    assert "4 / 6分" in words(studio.get(here))


def test_the_key_is_not_shown_before_the_end_where_it_is_not_wanted(studio: Studio) -> None:
    here = studio.attempt(studio.paper(show="all"))
    studio.post(here, shown="0", check="0", **{"a-0": "0"})
    page = studio.get(here)
    for secret in ("答案</em>", "之和没有意义", "依据：", "答错了", "抢先</"):
        assert secret not in page
    assert 'name="a-0"' in page


def test_nothing_answered_shows_no_key(studio: Studio) -> None:
    here = studio.attempt(studio.paper(1, feedback="each"))
    studio.post(here, shown="0", check="0")
    assert 'name="a-0"' in studio.get(here)


def test_short_answers_are_marked_by_the_taker_once_and_by_the_trainer_again(studio: Studio) -> None:
    paper_id = studio.paper(7)
    here = studio.attempt(paper_id, "小陈")
    studio.post(f"{here}/marks", 404, **{"m-0": "0"})
    studio.post(here, shown="0", hand_in="1", **{"a-0": "要抢先"})
    assert "另有10分等待判分" in studio.get(here)
    studio.post(f"{here}/marks", **{"m-0": ["0", "1"]})
    studio.post(f"{here}/marks", **{"m-0": []})
    assert "10 / 10分" in words(studio.get(here))
    attempt_id = here.rpartition("/")[2]
    assert "要抢先" in studio.get(f"/quiz/paper/{paper_id}/attempt/{attempt_id}")
    studio.post(f"/quiz/paper/{paper_id}/attempt/{attempt_id}", **{"m-0": "0"})
    assert "5 / 10分" in words(studio.get(here))


def test_statistics_show_how_hard_and_what_was_chosen(studio: Studio) -> None:
    paper_id = studio.paper(1)
    for picked in ("0", "1", "1", "1"):
        studio.post(studio.attempt(paper_id), shown="0", hand_in="1", **{"a-0": picked})
    page = studio.get(f"/quiz/paper/{paper_id}")
    assert "条形图（各题得分率）：第1题75%。" in page
    assert "两者之和1人" in words(page)
    assert "两者之差 答案3人" in words(page)
    assert "人数不够" in page
    assert "没有留名" in page


def test_where_nobody_was_right_the_chart_still_stands(studio: Studio) -> None:
    paper_id = studio.paper(1, 2)
    studio.post(studio.attempt(paper_id), shown="0", hand_in="1", **{"a-0": "0"})
    assert "条形图（各题得分率）：第1题0%，第2题0%。" in studio.get(f"/quiz/paper/{paper_id}")


def test_of_a_long_paper_the_hardest_items_are_drawn(studio: Studio) -> None:
    reply = studio.post(f"{studio.draft(count='40')}/paper", title="长卷", item=[str(number) for number in range(1, 41)])
    paper = reply.headers["location"]
    studio.post(studio.attempt(paper.rpartition("/")[2]), shown="0", hand_in="1", **{"a-0": "1"})
    page = studio.get(paper)
    assert f"条形图（得分率最低的{MOST_BARS}题）：第2题0%，" in page
    assert f"第{MOST_BARS + 1}题0%。" in page


def test_an_attempt_and_a_paper_are_deleted(studio: Studio) -> None:
    paper_id = studio.paper(1)
    here = studio.attempt(paper_id, "小陈")
    studio.post(f"/quiz/paper/{paper_id}/attempt/{here.rpartition('/')[2]}/delete")
    studio.get(here, 404)
    assert "小陈" not in studio.get(f"/quiz/paper/{paper_id}")
    for _ in range(2):
        studio.attempt(paper_id, "小陈")
    studio.post(f"/quiz/paper/{paper_id}/forget")
    assert studio.papers.attempts(paper_id) == []
    other = studio.attempt(paper_id, "小陈")
    studio.post(f"/quiz/paper/{paper_id}/delete")
    studio.get(other, 404)
    studio.get(f"/quiz/paper/{paper_id}", 404)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"shown": "9"}, "没有第“9”题"),
        ({"shown": "x"}, "没有第“x”题"),
        ({"shown": "0", "a-0": "7"}, "第1题：答案“7”不是这道题的选项"),
        ({"shown": "5", "a-5": "长" * 4001}, "第6题：答案有4001个字，最多4000个字"),
        ({"go": "99"}, "题号“99”不行"),
    ],
)
def test_answers_that_no_form_sends_are_refused(studio: Studio, fields: dict[str, str], says: str) -> None:
    assert says in words(studio.post(studio.attempt(studio.paper()), 400, **fields).text)


def test_a_script_is_told_in_a_line(studio: Studio) -> None:
    here = studio.attempt(studio.paper(1))
    headers = {"x-autosave": "1"}
    assert studio.client.post(here, data={"shown": "0", "a-0": "1"}, headers=headers).status_code == 204
    reply = studio.client.post(here, data={"shown": "0", "a-0": "7"}, headers=headers)
    assert (reply.status_code, reply.headers["content-type"]) == (400, "text/plain; charset=utf-8")


# Who may, and what stays text


def test_takers_reach_their_paper_and_nothing_of_the_trainers(studio: Studio) -> None:
    paper_id = studio.paper(1)
    here = studio.attempt(paper_id)
    studio.trains = False
    studio.get(here)
    studio.post(here, shown="0", hand_in="1")
    for path in ("/quiz", f"/quiz/paper/{paper_id}", f"/quiz/paper/{paper_id}/file/txt"):
        assert "只给培训师用" in studio.get(path, 403)
    studio.post("/quiz/make", 403, **EVERY_KIND)
    studio.post(f"/quiz/paper/{paper_id}/delete", 403)
    assert studio.papers.paper(paper_id) is not None


def test_a_form_of_another_site_is_refused(assistant: Assistant, settings: Settings) -> None:
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1:7860") as client:
        for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
            reply = client.post("/quiz/make", data=EVERY_KIND, headers=headers)
            assert (reply.status_code, "别的网页" in reply.text) == (403, True)
        assert "还没有题库" in client.get("/quiz").text


def test_markup_stays_text_wherever_it_is_typed(studio: Studio) -> None:
    here = studio.draft()
    studio.post(f"{here}/item/1", stem=EVIL, explanation=EVIL, **{"option-0": EVIL, "why-0": EVIL, "option-1": "乙", "key": "1"})
    studio.post(f"{here}/save", title=EVIL)
    paper = studio.post(f"{here}/paper", title=EVIL, item="1", feedback="each").headers["location"]
    taking = studio.attempt(paper.rpartition("/")[2], EVIL[:MAX_NAME_CHARS])
    pages = [studio.get(path) for path in (here, f"{here}/item/1", f"{here}/paper", taking, "/quiz")]
    studio.post(taking, shown="0", hand_in="1", **{"a-0": "0"})
    pages += [studio.get(path) for path in (taking, paper, f"{paper}/attempt/{taking.rpartition('/')[2]}")]
    for page in pages:
        assert "<script>alert" not in page


@pytest.mark.parametrize(
    "path", ["/quiz/bank/none", "/quiz/paper/none", "/quiz/take/none", "/quiz/attempt/none", "/quiz/bank/none/item/x", "/quiz/elsewhere"]
)
def test_what_is_not_there_is_said_in_chinese(studio: Studio, path: str) -> None:
    reply = studio.client.get(path)
    assert reply.status_code == 404
    assert re.search(r"[一-龥]", reply.text)


@pytest.mark.parametrize(
    ("error", "says"), [(DataDirError("disk full"), "看看磁盘空间和权限"), (RuntimeError("a defect"), "这一步没有做成")]
)
def test_what_fails_is_said_and_logged(studio: Studio, monkeypatch: pytest.MonkeyPatch, error: Exception, says: str) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(studio.banks, "add_bank", failing)
    page = words(studio.post("/quiz/make", 500, **EVERY_KIND).text)
    assert says in page
    assert str(error) not in page


def test_a_name_that_is_too_long_is_refused(studio: Studio) -> None:
    handout = studio.papers.paper(studio.paper(1))
    assert handout is not None
    assert "最多40个字" in words(studio.post(f"/quiz/take/{handout.link}", 400, name="长" * 41).text)


def test_pages_with_people_on_them_are_not_stored(studio: Studio) -> None:
    paper_id = studio.paper(1)
    for path in (f"/quiz/paper/{paper_id}", studio.attempt(paper_id)):
        assert studio.client.get(path).headers["cache-control"] == "no-store"


def test_the_whole_server_makes_items_of_its_cards_and_every_file_of_them(assistant: Assistant, settings: Settings) -> None:
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1:7860") as client:
        assert '<a href="/quiz" aria-current="page">出题</a>' in client.get("/quiz").text
        reply = client.post("/quiz/make", data={**EVERY_KIND, "count": "3"}, follow_redirects=False)
        assert reply.status_code == 303, words(reply.text)
        bank = reply.headers["location"]
        assert client.get(bank).text.count('<article class="item') > 0
        for name, one in FORMATS.items():
            file = client.get(f"{bank}/file/{name}")
            assert (name, file.status_code, file.headers["content-type"]) == (name, 200, one.media_type)
            assert file.headers["content-disposition"].endswith(one.suffix)
        assert client.post(f"{bank}/delete", headers={"origin": "http://evil.example"}).status_code == 403


# In a browser


@pytest.fixture
def open_at(studio: Studio, browser: Browser, serve: Callable[[FastAPI], str]) -> Iterator[Callable[..., Page]]:
    """Opens pages of the studio; none may ask another host, throw an error or need scrolling sideways."""
    url = serve(studio.app)
    opened: list[tuple[Page, list[str], list[str]]] = []

    def open_one(path: str, *, width: int = 1280, script: bool = True) -> Page:
        context = browser.new_context(base_url=url, viewport={"width": width, "height": 800}, java_script_enabled=script)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        asked_for: list[str] = []
        errors: list[str] = []
        page.on("request", lambda request: asked_for.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        opened.append((page, asked_for, errors))
        page.goto(path)
        return page

    yield open_one
    for page, asked_for, errors in opened:
        page.context.close()
        assert [address for address in asked_for if not address.startswith((url, "data:"))] == []
        assert errors == []


ANSWERS = {"多选题": ["历史价值", "当前价值", "潜在价值"], "判断题": ["错"], "计算题": ["24%"], "案例题": ["领先法则"]}


def answer(page: Page) -> None:
    """Answer the item on the page rightly, whatever kind it is."""
    kind = page.locator("h2 small").inner_text().partition(" ")[0]
    if kind == "连线题":
        page.get_by_label("阶梯法则").select_option("看品牌排第几")
        page.get_by_label("领先法则").select_option("看谁先到")
    elif kind == "排序题":
        for place, step in enumerate(("历史价值", "当前价值", "潜在价值", "终生价值"), start=1):
            page.get_by_label(step).select_option(f"第{place}")
    elif kind in ("填空题", "简答题"):
        page.get_by_label("答案").fill("4:2:1" if kind == "填空题" else "抢先比做得更好管用")
    else:
        for label in ANSWERS.get(kind, ["两者之差"]):
            page.get_by_label(label).check()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_paper_goes_from_the_studio_to_the_result(open_at: Callable[..., Page], script: bool) -> None:
    page = open_at("/quiz", script=script)
    page.get_by_label("题数").fill("9")
    page.get_by_role("button", name="出题").click()
    page.get_by_label("题库的名字").fill("新员工一期")
    page.get_by_role("button", name="存成题库").click()
    page.get_by_role("link", name="组卷").click()
    page.get_by_label("时间（分钟），空着就不限时").fill("10")
    page.get_by_role("button", name="发出试卷").click()
    paper = page.url
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="打开看看").click()
    taking = opened.value
    expect(taking.get_by_role("link", name="出题")).to_have_count(0)
    taking.get_by_label("姓名（可以不填）").fill("小陈")
    taking.get_by_role("button", name="开始").click()
    for _ in range(8):
        answer(taking)
        taking.get_by_role("button", name="下一题").click()
    answer(taking)
    taking.get_by_role("button", name="去交卷").click()
    expect(taking.get_by_text("9题都答了")).to_be_visible()
    taking.get_by_role("button", name="交卷").click()
    expect(taking.locator(".score")).to_contain_text("31 / 41分")
    for point in ("抢先", "比做得更好管用"):
        taking.get_by_label(point, exact=True).check()
    taking.get_by_role("button", name="判好了").click()
    expect(taking.locator(".score")).to_contain_text("41 / 41分")
    page.goto(paper)
    expect(page.locator("#attempts")).to_contain_text("小陈")
    expect(page.locator("#attempts")).to_contain_text("41 / 41")
    expect(page.get_by_role("img", name="各题得分率")).to_be_visible()
    if script:
        assert page.locator("#link").input_value().startswith("http://127.0.0.1:")


@pytest.mark.browser
def test_a_paper_is_taken_by_the_keyboard_alone(open_at: Callable[..., Page], studio: Studio) -> None:
    page = open_at(studio.attempt(studio.paper(1, 2, 6)))
    page.keyboard.press("b")
    expect(page.get_by_label("两者之差")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**q=2")
    for key in "abc":
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=3")
    page.keyboard.type("4:2:1")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=end")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "交卷":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".score")).to_contain_text("9 / 9分")


@pytest.mark.browser
def test_an_answer_survives_a_reload_without_a_button(open_at: Callable[..., Page], studio: Studio) -> None:
    page = open_at(studio.attempt(studio.paper(6, 1, show="all")))
    page.get_by_label("答案").fill("4∶2∶1")
    expect(page.locator("#kept")).to_have_text("已存")
    page.reload()
    expect(page.get_by_label("答案")).to_have_value("4∶2∶1")


@pytest.mark.browser
def test_at_the_end_of_its_time_a_paper_is_handed_in_by_itself(open_at: Callable[..., Page], studio: Studio) -> None:
    here = studio.attempt(studio.paper(1, 6, minutes="1", show="all"))
    studio.clock.now += 58
    page = open_at(here)
    page.get_by_label("两者之差").check()
    expect(page.locator(".score")).to_contain_text("2 / 5分", timeout=10_000)


@pytest.mark.browser
def test_a_lost_connection_is_said_and_made_up_for(open_at: Callable[..., Page], studio: Studio) -> None:
    here = studio.attempt(studio.paper(6))
    page = open_at(here)
    page.context.set_offline(True)
    page.get_by_label("答案").fill("4∶2∶1")
    expect(page.locator("#kept")).to_contain_text("没有连上服务器")
    page.context.set_offline(False)
    expect(page.locator("#kept")).to_have_text("已存", timeout=10_000)
    attempt = studio.papers.attempt(here.rpartition("/")[2])
    assert attempt is not None
    assert attempt.answers[0].given == "4∶2∶1"


@pytest.mark.browser
def test_a_group_ticks_its_cards_and_a_search_finds_one(open_at: Callable[..., Page]) -> None:
    page = open_at("/quiz")
    page.get_by_label("营销法则集").check()
    expect(page.locator("#scope")).to_have_text("选了2张卡片。")
    page.get_by_label("找卡片").fill("阶梯")
    page.get_by_label("阶梯法则").uncheck()
    expect(page.get_by_label("领先法则")).to_be_hidden()
    expect(page.locator("#scope")).to_have_text("选了1张卡片。")
    page.get_by_role("button", name="出题").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("领先法则")


# Every control has a name, ids are unique, headings leave no step out, and letters stand out from their ground (WCAG 2 AA).
SOUND = """() => {
  const wrong = [];
  const seen = new Set();
  for (const one of document.querySelectorAll('[id]')) { if (seen.has(one.id)) wrong.push('id ' + one.id); seen.add(one.id); }
  for (const one of document.querySelectorAll('input:not([type=hidden]), select, textarea, button, summary, a')) {
    const name = one.textContent.trim() || one.getAttribute('aria-label') || [...(one.labels || [])].map((label) => label.textContent.trim()).join('');
    if (!name || one.tagName === 'SELECT' && !(one.labels.length)) wrong.push('name ' + one.outerHTML.slice(0, 90));
  }
  let before = 0;
  for (const one of document.querySelectorAll('h1, h2, h3, h4')) {
    const level = Number(one.tagName[1]);
    if (level > before + 1) wrong.push('heading ' + one.textContent);
    before = level;
  }
  const parts = (colour) => { const found = colour.match(/[\\d.]+/g).map(Number); return found.length < 4 ? [...found, 1] : found; };
  const linear = (x) => x <= 0.03928 * 255 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4;
  const light = (c) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const ground = (one) => {
    const colour = parts(getComputedStyle(one).backgroundColor);
    return colour[3] > 0.99 ? colour : one.parentElement ? ground(one.parentElement) : [255, 255, 255, 1];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !one.checkVisibility() || one.closest('svg, option, .quiet')) continue;
    const [a, b] = [light(parts(getComputedStyle(one).color)), light(ground(one))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) wrong.push('contrast ' + ratio.toFixed(2) + ' ' + one.outerHTML.slice(0, 90));
  }
  if (document.documentElement.lang !== 'zh-CN') wrong.push('lang');
  return wrong;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_sound_and_fits_a_telephone(open_at: Callable[..., Page], studio: Studio, scheme: str) -> None:
    here, paper_id = studio.draft(), studio.paper(feedback="each", minutes="10")
    taken = studio.attempt(paper_id, "很长很长的名字" * 5)
    studio.post(taken, shown=["0", "6"], check="0", **{"a-0": "0", "a-6": "抢先" * 200})
    ended = studio.attempt(paper_id)
    studio.post(ended, shown=["0", "6"], hand_in="1", **{"a-0": "0", "a-6": "长" * 300})
    studio.banks.replace_item(here.rpartition("/")[2], 2, replace(ITEMS[1], stem="长" * 300), {"clv#要点": "以前的话。"})
    handout = studio.papers.paper(paper_id)
    assert handout is not None
    page = open_at("/quiz", width=390)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    items = [f"{here}/item/{number}" for number in range(1, 10)]
    places = [f"{taken}?q={place}" for place in range(1, 10)]
    attempt = f"/quiz/paper/{paper_id}/attempt/{ended.rpartition('/')[2]}"
    paths = ["/quiz", here, f"{here}/paper", f"/quiz/paper/{paper_id}", attempt, f"/quiz/take/{handout.link}", f"{taken}?q=end", ended]
    for path in [*paths, *items, *places, "/quiz/take/none"]:
        page.goto(path)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, path
        assert (path, page.evaluate(SOUND)) == (path, [])
