"""How the inputs of a formula stand in its form: families, groups, units, ranges, and what may be left out."""

from collections.abc import Sequence
from fractions import Fraction

from assistant.library import Library
from assistant.value.notation import shown
from assistant.value.signature import Formula, Need, Parameter
from assistant.web.card_page import shown_fact

# A family is a module of formulas; in this order on the page.
FAMILIES = {
    "delivered": "让渡价值",
    "lifetime": "终生价值与关系",
    "retention": "留存",
    "payback": "回本",
    "satisfaction": "满意与口碑",
    "acquisition": "拉新与留存",
    "customers": "客户分层与利润集中",
    "shares": "市场份额",
    "pricing": "定价与折扣",
    "promotion": "促销效果",
    "cases": "材料里的案例",
}
_EXAMPLES = {
    "money": "如 1.2万",
    "rate": "如 10%",
    "points": "如 5个百分点",
    "count": "如 200",
    "number": "如 8.2",
    "multiple": "如 5倍",
    "years": "如 3",
    "months": "如 24",
    "days": "如 2",
}
_UNITS = {"money": "元", "years": "年", "months": "个月", "days": "天", "multiple": "倍"}
_PAID = {"yearly": "元/年", "monthly": "元/月"}


def family_of(formula: Formula) -> str:
    """The module that defines how a formula is worked."""
    return formula.work.__module__.rpartition(".")[2]


def asked_line(formula: Formula) -> str:
    """What a formula takes, in one line."""
    lines = [need_line(formula, need) for need in formula.needs if not need.unless and not need.when]
    return "；".join(dict.fromkeys(lines)) or "不用填，数字都在材料里；也可以改成自己的"


def need_line(formula: Formula, need: Need) -> str:
    """整体顾客价值，或者产品价值＋服务价值＋…"""

    def names(keys: Sequence[str]) -> str:
        return "＋".join(formula.parameter(key).label for key in keys)

    def known(keys: Sequence[str]) -> list[str]:
        return [parameter.label for parameter in formula.parameters if parameter.name in keys]

    line = "，或者".join(names(keys) for keys in need.alternatives)
    if need.when:
        return f"填了{'或'.join(known(need.when))}：{line}"
    return f"没填{'和'.join(known(need.unless))}：{line}" if need.unless else line


def unit_of(parameter: Parameter) -> str:
    """What stands behind a field."""
    if parameter.unit == "money":
        return _PAID.get(parameter.paid, "元")
    return parameter.measure or _UNITS.get(parameter.unit, "")


def limits_of(parameter: Parameter) -> str:
    """The range of a field: 0%～100%, 不小于0."""
    low, high = parameter.minimum, parameter.maximum
    if parameter.options or (low is None and high is None):
        return ""
    if low is not None and high is not None:
        return f"{shown(low, parameter.shown_unit)}～{shown(high, parameter.shown_unit)}"
    return f"不小于{shown(low)}" if low is not None else f"不大于{shown(high or Fraction(0), parameter.shown_unit)}"


def is_choice(need: Need) -> bool:
    return len(need.alternatives) > 1


def required(formula: Formula) -> set[str]:
    """The inputs without which nothing is worked, whatever else is given."""
    return {need.alternatives[0][0] for need in formula.needs if not is_choice(need) and not need.unless and not need.when}


def fieldsets(formula: Formula) -> list[tuple[str, list[Parameter]]]:
    """The inputs in groups: by side where two are compared; else what is asked for first, and then what may be changed."""
    if all(parameter.party for parameter in formula.parameters):
        sides = dict.fromkeys(parameter.party for parameter in formula.parameters)
        return [("甲乙"[at], [p for p in formula.parameters if p.party == side]) for at, side in enumerate(sides)]
    asked = {name for need in formula.needs for names in need.alternatives for name in names}
    first = [parameter for parameter in formula.parameters if parameter.name in asked and parameter.fact is None]
    rest = [parameter for parameter in formula.parameters if parameter not in first]
    return [(title, group) for title, group in (("输入", first), ("可以改的", rest)) if group]


def hint_of(parameter: Parameter, library: Library) -> str:
    """What stands in an empty field: what is used then, or how it is written."""
    if parameter.fact is not None:
        _, fact = library.facts.get(parameter.fact, (None, None))
        return f"材料：{shown_fact(fact)}" if fact else ""
    if parameter.default is not None:
        return f"默认 {shown(parameter.default, parameter.shown_unit)}"
    return "可填几个，用逗号隔开" if parameter.many else _EXAMPLES.get(parameter.unit, "")
