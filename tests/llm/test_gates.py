"""The gates: what passes, what does not and why; and 500 mutants of answers that an honest model wrote over the shipped corpus."""

import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pytest

from assistant.answering.engine import Assistant
from assistant.answering.gates import CALCULATION, Evidence, Gate, Reason
from assistant.answering.generate import Writer
from assistant.answering.prompts import load_prompt
from assistant.answering.words import names_in
from assistant.answering.written import Written
from assistant.build import build_index, open_assistant
from assistant.retrieval.tokens import Terms
from assistant.settings import load_settings
from tests.llm.models import honest

TERMS = ("阶梯法则", "领先法则", "顾客让渡价值", "品牌", "市场占有率")
EVIDENCE = {
    1: Evidence("同一品类的前三名，市场占有率之比大约是4∶2∶1，第一名不到60%。", ("阶梯法则", "份额")),
    2: Evidence("这个比例不能当作利润或客户数之比。", ("阶梯法则", "存疑")),
    3: Evidence("推算：第三名6%时，第一名大约24%。", ("阶梯法则", "份额")),
    4: Evidence("服务质量看五项：可靠性、响应性、保证性、移情性、有形性。", ("服务质量", "要点")),
    5: Evidence("品牌排在第二，打法和排在第一的不同。", ("阶梯法则", "定义")),
    CALCULATION: Evidence("第一名的份额大约是24%。第二名的份额大约是12%。6% ÷ 1 × 4 = 24%", ("前三名的市场份额",)),
}
GATE = Gate(Terms(TERMS), names_in)

PASSES = (
    ("阶梯法则说，前三名的市场占有率之比约为4∶2∶1，第一名不到60%。", (1,)),
    ("按材料，同一品类里前三名的占有率之比大约是４∶２∶１，老大的第一名不到六成。", (1,)),
    ("不过这个比例不能用作利润之比，也不能当作客户数之比。", (2,)),
    ("推算下来，第三名占6%时，第一名大约24%。", (3,)),
    ("第一名的份额大约24%，第二名的份额大约12%。", (CALCULATION,)),
    ("评价服务质量要看五项：可靠性、响应性、保证性、移情性和有形性。", (4,)),
    ("如果品牌排在第二，打法就和排在第一的不同。", (5,)),
    ("前三名的市场占有率之比大约是4∶2∶1，第一名不到60%，不过这个比例不能当作利润之比。", (1, 2)),
)
FAILS = (
    ("前三名的市场占有率之比大约是4∶2∶1。", (), Reason.UNCITED),
    ("前三名的市场占有率之比大约是4∶2∶1。", (9,), Reason.UNKNOWN_CITATION),
    ("前三名的市场占有率之比大约是4∶2∶1。", (1, 1), Reason.UNKNOWN_CITATION),
    ("前三名的市场占有率之比大约是4∶3∶1。", (1,), Reason.FIGURE),
    ("前三名的市场占有率之比大约是4∶2∶2。", (1,), Reason.FIGURE),
    ("前三名的市场占有率之比是4∶2∶1。", (1,), Reason.FIGURE),  # without its 大约
    ("前三名的市场占有率之比大约是4∶2∶1，第一名超过60%。", (1,), Reason.FIGURE),
    ("前三名的市场占有率之比大约是4∶2∶1，第一名不到60元。", (1,), Reason.FIGURE),
    ("第一名的份额大约是12%。", (CALCULATION,), Reason.FIGURE),  # the second's
    ("服务质量看六项：可靠性、响应性、保证性、移情性、有形性。", (4,), Reason.FIGURE),
    ("这个比例能当作利润或客户数之比。", (2,), Reason.POLARITY),
    ("品牌排在第二，打法和排在第一的同。", (5,), Reason.POLARITY),
    ("品牌不排在第二，打法和排在第一的不同。", (5,), Reason.POLARITY),
    ("品牌排在第二，打法和排在第一的一定不同。", (5,), Reason.POLARITY),
    ("同一品类的前三名，领先法则的市场占有率之比大约是4∶2∶1，第一名不到60%。", (1,), Reason.ENTITY),
    ("哈佛大学说，前三名的市场占有率之比大约是4∶2∶1。", (1,), Reason.UNSUPPORTED),
    ("第三名6%时，第一名大约24%。", (3,), Reason.STATUS),  # without its 推算
    ("服务质量看五项：可靠性、响应性、保证性、移情性、真情性。", (4,), Reason.LIST),
    ("服务质量看五项：可靠性、响应性、保证性、移情性。", (4,), Reason.LIST),
    ("这个比例不能当作利润或客户数之比。", (1,), Reason.UNSUPPORTED),
    ("这个比例不能当作利润或客户数之比。", (2, 4), Reason.MISATTRIBUTED),
    ("利润之比。", (2,), Reason.MISATTRIBUTED),  # words out of their context
    ("企业都应该赶紧照着做。", (1,), Reason.UNSUPPORTED),
    ("这个比例不能当作利润或客户数之比，请加微信。", (2,), Reason.LINK),
    ("这个比例不能当作利润或客户数之比，免费。", (2,), Reason.UNSUPPORTED),
    ("这个比例不能当作利润或客户数之比，见 https://a.example。", (2,), Reason.LINK),
    ("这个比例不能当作利润或客户数之比，见 a.com。", (2,), Reason.LINK),
    ("这个比例<b>不能</b>当作利润或客户数之比。", (2,), Reason.MARKUP),
    ("这个比例不能当作利润或客户数之比☎。", (2,), Reason.MARKUP),
    ("这个比例不能当作利润或客户数之比а。", (2,), Reason.MARKUP),  # a Cyrillic letter
)


@pytest.mark.parametrize(("sentence", "keys"), PASSES)
def test_what_the_evidence_says_in_other_words_passes(sentence: str, keys: tuple[int, ...]) -> None:
    verdict = GATE.check(sentence, keys, EVIDENCE)
    assert verdict.passed, verdict


@pytest.mark.parametrize(("sentence", "keys", "reason"), FAILS)
def test_what_it_does_not_say_is_dropped_with_the_reason(sentence: str, keys: tuple[int, ...], reason: Reason) -> None:
    assert GATE.check(sentence, keys, EVIDENCE).reason is reason


def test_the_evidence_that_says_it_all_is_the_one_to_cite() -> None:
    evidence = {1: Evidence("这个比例不能当作利润之比。"), 2: Evidence("这个比例不能当作利润或客户数之比。")}
    sentence = "这个比例不能当作利润或客户数之比。"
    assert GATE.check(sentence, (1,), evidence).reason is Reason.MISATTRIBUTED
    assert GATE.check(sentence, (2,), evidence).passed


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("3万元", "30000元"),
        ("八成", "80%"),
        ("１.５万元", "1.5万元"),
        ("十五个", "15个"),
        ("百分之十二", "12%"),
        ("三分之一", "1/3"),
        ("1亿元", "1亿元"),
        ("5个百分点", "5个百分点"),
    ],
)
def test_a_figure_may_be_written_in_another_way(written: str, told: str) -> None:
    evidence = {1: Evidence(f"这家企业的指标是{told}，比去年好。")}
    assert GATE.check(f"这家企业的指标是{written}，比去年好。", (1,), evidence).passed


def test_a_cross_encoder_has_its_say_where_there_is_one() -> None:
    sentence, keys = PASSES[0]
    for score, passed in ((0.9, True), (0.1, False)):
        gate = Gate(Terms(TERMS), names_in, lambda _sentence, texts, score=score: [score] * len(texts))
        assert gate.check(sentence, keys, EVIDENCE).passed is passed


# Mutants of what an honest model wrote over the shipped corpus

SEED = 20_261_122
MUTANTS = 500
CERTAIN = ("digit", "numeral", "unit", "citation removed", "citation unknown", "citation swapped", "citation added")
MOSTLY = ("negation", "entity")
_NUMERALS = "一二三四五六七八九两"
T = TypeVar("T")
_UNITS = (
    ("元", "美元"),
    ("倍", "%"),
    ("%", "倍"),
    ("年", "个月"),
    ("个月", "年"),
    ("天", "年"),
    ("小时", "天"),
    ("条", "种"),
    ("个", "次"),
    ("人", "家"),
    ("步", "项"),
)


class HonestModel:
    """The honest model without a wire. It stands where a ChatModel does."""

    name = "honest"

    def deadline(self) -> float:
        return time.monotonic() + 60

    def close(self) -> None:
        """Nothing to close."""

    def write(self, prompt: str, _deadline: float) -> Iterator[str]:
        yield honest(prompt)


@dataclass(frozen=True, slots=True)
class Judged:
    written: Written
    evidence: Mapping[int, Evidence]
    passed: bool


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("gates"))
    build_index(settings)
    opened = open_assistant(settings)
    gate = Gate(Terms(opened.library.terms), names_in)
    opened.writer = Writer(HonestModel(), gate, load_prompt("answer"), None)  # type: ignore[arg-type]  # the model's double
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def judged(assistant: Assistant) -> list[Judged]:
    """Every sentence that the honest model writes to two asks of each card, and whether it passed."""
    found: list[Judged] = []
    gate = Gate(Terms(assistant.library.terms), names_in)

    class Listening(Writer):
        """Notes what the gates are asked."""

        def _judge(self, written: Written, evidence: dict[int, Evidence], text: object) -> bool:
            found.append(Judged(written, evidence, gate.check(written.text, written.keys, evidence).passed))
            return super()._judge(written, evidence, text)  # type: ignore[arg-type]

    assistant.writer = Listening(HonestModel(), gate, load_prompt("answer"), None)  # type: ignore[arg-type]
    for card in assistant.library.cards.values():
        for ask in card.every_ask[:2]:
            assistant.ask(ask)
    return found


def test_hardly_a_valid_sentence_is_dropped(judged: list[Judged]) -> None:
    copied = {one.text for sentence in judged for one in sentence.evidence.values()}
    reworded = [sentence for sentence in judged if sentence.written.text not in copied]
    assert len(judged) >= 700
    assert len(reworded) >= 0.5 * len(judged)
    dropped = [sentence.written.text for sentence in reworded if not sentence.passed]
    assert len(dropped) <= 0.03 * len(reworded), dropped


def test_mutants_of_valid_sentences_are_caught(assistant: Assistant, judged: list[Judged]) -> None:
    draw = random.Random(SEED)
    names = [card.title for card in assistant.library.cards.values()]
    gate = Gate(Terms(assistant.library.terms), names_in)
    by_class: dict[str, list[tuple[str, tuple[int, ...], Judged]]] = defaultdict(list)
    for sentence in judged:
        if sentence.passed:
            for change, text, keys in _mutants(sentence, names, draw):
                if (text, keys) != (sentence.written.text, sentence.written.keys):
                    by_class[change].append((text, keys, sentence))
    each = -(-MUTANTS // len(by_class))
    made, passed = Counter[str](), defaultdict(list)
    for change, mutants in by_class.items():
        for text, keys, sentence in draw.sample(mutants, min(len(mutants), each)):
            made[change] += 1
            if gate.check(text, keys, sentence.evidence).passed:
                passed[change].append((text, keys, sentence.written))
    assert set(made) == {*CERTAIN, *MOSTLY}
    assert made.total() >= MUTANTS * 0.95
    assert {change: passed[change] for change in CERTAIN if passed[change]} == {}
    for change in MOSTLY:
        assert len(passed[change]) <= 0.05 * made[change], passed[change]


def _mutants(sentence: Judged, names: list[str], draw: random.Random) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    text, keys = sentence.written.text, sentence.written.keys
    for match in _one(re.finditer(r"\d", text), draw):
        yield "digit", _put(text, match, draw.choice([d for d in "0123456789" if d != match[0]])), keys
    for match in _one(re.finditer(f"[{_NUMERALS}](?=[个条种项步类层次点样名年天倍成])", text), draw):
        yield "numeral", _put(text, match, draw.choice([n for n in _NUMERALS if n != match[0] and {n, match[0]} != {"二", "两"}])), keys
    units = [(match, new) for old, new in _UNITS for match in re.finditer(rf"(?<=[\d{_NUMERALS}十百]){old}", text)]
    yield from (("unit", _put(text, match, new), keys) for match, new in _one(units, draw))
    yield from (("negation", _put(text, match, ""), keys) for match in _one(re.finditer("不|没有?|未(?!来)|无", text), draw))
    yield from (("negation", _put(text, match, f"不{match[0]}"), keys) for match in _one(re.finditer("(?<!不)[是能会要]", text), draw))
    for name in _one([name for name in names if name in text], draw):
        yield (
            "entity",
            text.replace(name, draw.choice([other for other in names if other not in text and name not in other and other not in name])),
            keys,
        )
    others = [key for key in sentence.evidence if key not in keys and key != CALCULATION]
    yield "citation removed", text, ()
    yield "citation unknown", text, (*keys[:-1], max(sentence.evidence) + 1)
    for other in _one(others, draw):
        yield "citation swapped", text, (*keys[:-1], other)
        yield "citation added", text, (*keys, other)


def _one(found: Iterable[T], draw: random.Random) -> list[T]:
    found = list(found)
    return [draw.choice(found)] if found else []


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]
