"""Formulas worked from inputs given by name: on the command line and over HTTP."""

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.engine import Assistant
from assistant.api.routes import router
from assistant.errors import InputError
from assistant.quiz.make import Workshop
from assistant.value.entry import formula_called, signature_object, typed_inputs
from assistant.value.formulas import BY_ID, FORMULAS
from assistant.value.notation import decimal_string
from assistant.web.observation import Figures, Journal


@pytest.mark.parametrize(
    ("formula", "typed", "values"),
    [
        ("delivered-value", {"total_value": "1.2万", "total_cost": "9000元"}, {"total_value": 12000, "total_cost": 9000}),
        (
            "lifetime-value",
            {"current_yearly": "每月200", "years": "36个月", "discount_rate": "10%", "timing": "年初"},
            {"current_yearly": 2400, "years": 3, "discount_rate": Fraction(1, 10), "timing": 1},
        ),
        (
            "lifetime-value",
            {"current_yearly": "500", "years": "3", "discount_rate": "0.1"},
            {"current_yearly": 500, "years": 3, "discount_rate": Fraction(1, 10)},
        ),
        ("percent-or-points", {"base": "八成", "rise": "5个百分点"}, {"base": Fraction(4, 5), "rise": Fraction(1, 20)}),
        ("training-hours", {"lessons": "12课时", "days": "2天"}, {"lessons": 12, "days": 2}),
        ("overall-satisfaction", {"gaps": "0.6, -0.3"}, {"gaps.1": Fraction(3, 5), "gaps.2": Fraction(-3, 10)}),
        ("overall-satisfaction", {"gaps": ["1/2", "-1"]}, {"gaps.1": Fraction(1, 2), "gaps.2": -1}),
    ],
)
def test_inputs_are_read_as_they_are_typed(formula: str, typed: dict[str, Any], values: dict[str, Fraction]) -> None:
    assert typed_inputs(BY_ID[formula], typed) == values


@pytest.mark.parametrize(
    ("formula", "typed", "words"),
    [
        ("delivered-value", {"total_value": "很多", "total_cost": "1"}, ["整体顾客价值（total_value）", "“很多”", "1.2万"]),
        ("delivered-value", {"total_value": "3到5万", "total_cost": "1"}, ["“3到5万”"]),
        ("delivered-value", {"total_value": "10%", "total_cost": "1"}, ["“10%”"]),
        ("delivered-value", {"total_value": "1"}, ["还缺", "整体顾客成本（total_cost）"]),
        ("delivered-value", {"price": "1"}, ["“price”", "total_value"]),
        ("delivered-value", {"total_value": ["1", "2"], "total_cost": "1"}, ["只要一个值", "2个"]),
        ("markup", {"cost": "80", "margin": "25%", "basis": "随便"}, ["“随便”", "按成本", "按售价"]),
    ],
)
def test_an_input_that_cannot_be_used_is_named_with_what_to_do(formula: str, typed: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        typed_inputs(BY_ID[formula], typed)
    assert all(word in str(caught.value) for word in words)


def test_an_unknown_formula_is_answered_with_the_names_of_all() -> None:
    with pytest.raises(InputError, match=r"profit-magic.*delivered-value"):
        formula_called("profit-magic")


@settings(deadline=None)
@given(st.fractions(min_value=0, max_value=10**9, max_denominator=10**6))
def test_a_number_written_out_is_taken_exactly(value: Fraction) -> None:
    typed = {"total_value": f"{value.numerator}/{value.denominator}", "total_cost": decimal_string(Fraction(round(value * 100), 100))}
    assert typed_inputs(BY_ID["delivered-value"], typed) == {
        "total_value": value,
        "total_cost": Fraction(round(value * 100), 100),
    }


def test_each_signature_names_its_inputs_and_what_it_needs_of_them() -> None:
    for formula in FORMULAS:
        found: Any = signature_object(formula)
        names = {one["name"] for one in found["inputs"]}
        assert {name for need in found["needs"] for names_of in need["one_of"] for name in names_of} <= names
        assert all(one["label"] for one in found["inputs"])


# Over HTTP


@pytest.fixture
def client(assistant: Assistant) -> TestClient:
    app = FastAPI()
    app.include_router(router(assistant, Workshop(assistant.library), Journal(Figures(), log_questions=False), engine_choice=True))
    return TestClient(app)


def test_the_formulas_are_listed_with_their_signatures(client: TestClient) -> None:
    found = client.get("/api/v1/value").json()
    assert [formula["id"] for formula in found["formulas"]] == [formula.id for formula in FORMULAS]


def test_a_formula_is_worked_from_its_inputs(client: TestClient) -> None:
    reply = client.post("/api/v1/value/delivered-value", json={"inputs": {"total_value": "320元", "total_cost": 250}})
    assert reply.status_code == 200
    found = reply.json()
    assert found["calculation"]["result"] == {"label": "顾客让渡价值", "value": "70", "unit": "money"}
    assert [row["from"] for row in found["calculation"]["inputs"]] == ["question", "question"]
    assert found["citations"][0]["passage"] == "delivered-value#公式"
    assert found["text"].startswith("顾客让渡价值是70元。")


@pytest.mark.parametrize(
    ("formula", "body", "status", "words"),
    [
        ("delivered-value", {"inputs": {"total_value": "1"}}, 400, "还缺：整体顾客成本"),
        ("delivered-value", {"inputs": {"total_value": "-1", "total_cost": "1"}}, 400, "超出了可算的范围"),
        ("ladder-shares", {"inputs": {"first": "70%"}}, 400, "超过了100%"),
        ("nothing", {"inputs": {}}, 400, "没有叫“nothing”的公式"),
        ("delivered-value", {"input": {}}, 422, "不认识字段 input"),
    ],
)
def test_what_cannot_be_worked_gets_a_chinese_sentence(
    client: TestClient, formula: str, body: dict[str, Any], status: int, words: str
) -> None:
    reply = client.post(f"/api/v1/value/{formula}", json=body)
    assert reply.status_code == status
    assert words in reply.json()["error"]


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [
        ("1" + "0" * 6000, 400, "不是合格的 JSON"),
        ("1" + "0" * 20, 400, "超出了能算的范围"),
        ("1e400", 400, "读不懂"),
        ("true", 422, "不合要求"),
    ],
)
def test_a_number_that_nobody_means_breaks_nothing(client: TestClient, number: str, status: int, words: str) -> None:
    body = f'{{"inputs": {{"total_value": {number}, "total_cost": 1}}}}'.encode()
    reply = client.post("/api/v1/value/delivered-value", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == status
    assert words in reply.json()["error"]


OUT_OF_BOUNDS = ["1" + "0" * 16, "9" * 5000, "0.123456789012345", "九" * 50, "1" + "亿" * 50]


@pytest.mark.parametrize("text", OUT_OF_BOUNDS)
def test_a_number_out_of_all_bounds_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="超出了能算的范围"):
        typed_inputs(formula_called("delivered-value"), {"total_value": text, "total_cost": "1"})


# On the command line


@pytest.fixture
def env(tmp_path: Path, corpus_dir: Path) -> dict[str, str]:
    return {**os.environ, "ASSISTANT_DATA_DIR": str(tmp_path / "data"), "ASSISTANT_CORPUS_DIR": str(corpus_dir)}


def run(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", "value", *arguments], env=env, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_command_lists_the_formulas(env: dict[str, str]) -> None:
    done = run(env)
    assert done.returncode == 0
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [formula.id for formula in FORMULAS]


def test_the_command_shows_the_inputs_of_a_formula(env: dict[str, str]) -> None:
    done = run(env, "lifetime-value")
    assert done.returncode == 0
    assert "discount_rate  折现率：10% 或 0.1；默认 0%" in done.stdout


def test_the_command_prints_the_worked_sheet(env: dict[str, str]) -> None:
    done = run(env, "delivered-value", "--set", "total_value=1.2万", "--set", "total_cost=9000")
    assert done.returncode == 0
    assert "3000元" in done.stdout
    assert "讲义" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("nothing",), 1, "没有叫“nothing”的公式"),
        (("delivered-value", "--set", "total_value=很多"), 1, "“很多”"),
        (("delivered-value", "--set", "total_value"), 2, "name=value"),
        (("ladder-shares", "--set", "first=70%"), 1, "超过了100%"),
    ],
)
def test_what_the_command_cannot_work_is_named(env: dict[str, str], arguments: tuple[str, ...], status: int, words: str) -> None:
    done = run(env, *arguments)
    assert done.returncode == status
    assert words in done.stderr
