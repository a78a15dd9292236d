"""Rules of calculation: key and wrong options are worked once more."""

from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.quiz.check.grounds import Grounds
from assistant.quiz.items import Choice, Item, Kind
from assistant.quiz.writing.calculation import amounts, result_of, scenario_of
from assistant.value.formulas import BY_ID
from assistant.value.notation import shown
from assistant.value.worksheet import QUESTION, calculate


def key_recomputed(item: Item, grounds: Grounds) -> str:
    """A calculation's key is what the formula gives for the inputs that the stem prints."""
    if item.kind is not Kind.CALCULATION:
        return ""
    worked = item.calculation
    if worked is None or not isinstance(item.response, Choice):
        return "计算题没有算式。"
    given = {row.name: row for row in worked.inputs if row.source == QUESTION}
    scenario = scenario_of(item.fact)
    if scenario is None:
        return "找不到这道计算题的算法。"
    absent = [row for row in given.values() if row.name in scenario.ranges and amounts([row.value], row.unit)[0] not in item.stem]
    if absent:
        return f"题干里没有{absent[0].label}{amounts([absent[0].value], absent[0].unit)[0]}，跟算式对不上。"
    try:
        result = result_of(
            scenario, calculate(BY_ID[worked.formula], {name: row.value for name, row in given.items()}, grounds.material.library)
        )
    except (KeyError, ValueModelError) as error:
        return f"算式算不出来：{error}"
    key = item.response.options[item.response.key[0]].text
    return "" if result is not None and key in _as_option(result.value, result.unit) else f"答案{key}跟重算的结果对不上。"


def mistakes_recomputed(item: Item, _grounds: Grounds) -> str:
    """Each wrong option of a calculation is what its named mistake comes to."""
    scenario = scenario_of(item.fact)
    if item.kind is not Kind.CALCULATION or item.calculation is None or scenario is None or not isinstance(item.response, Choice):
        return ""
    given = {row.name: row.value for row in item.calculation.inputs}
    result = result_of(scenario, item.calculation)
    for option in item.response.options:
        mistake = next((one for one in scenario.mistakes if option.why and one.words in option.why), None)
        if option.why and (mistake is None or result is None or option.text not in _as_option(mistake.work(given), result.unit)):
            return f"错误选项{option.text}跟它说的错法（{option.why}）对不上。"
    return ""


def _as_option(value: Fraction, unit: str) -> set[str]:
    """The ways in which an option may print an amount."""
    return {shown(value, unit), *amounts([value], unit)}
