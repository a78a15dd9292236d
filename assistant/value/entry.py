"""Inputs as they are typed into a form, a command line or a request: a text for each name.

{"total_value": "1.2万", "discount_rate": "10%"} → exact values, or an error that names the input and says what to do
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from assistant.errors import InputError
from assistant.value.binding import Bound, missing_inputs
from assistant.value.bounds import is_workable, refusal
from assistant.value.fitting import fits, in_unit_of
from assistant.value.formulas import BY_ID
from assistant.value.notation import decimal_string, shown
from assistant.value.quantities import read_quantities
from assistant.value.signature import Formula, Parameter, Unit

Typed = str | Sequence[str]  # several values in one text are parted by 、 or a comma

_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:/[1-9]\d*)?")
_LONGEST, _MOST = 100, 1000  # characters of one value, values of one input
_BETWEEN = re.compile(r"[,，、;；\s]+")
_PERIOD = re.compile(r"(?:[每一/]\s*个?\s*(?:年|季度?|月|周|天|日))?")
_EXAMPLES: dict[Unit, str] = {
    "money": "1200、1.2万 或 1200元",
    "rate": "10% 或 0.1",
    "points": "5个百分点 或 0.05",
    "count": "200 或 200人",
    "number": "8.2",
    "multiple": "5 或 5倍",
    "years": "3 或 3年",
    "months": "24 或 24个月",
    "days": "2 或 2天",
}


def formula_called(formula_id: str) -> Formula:
    """Raises InputError, in Chinese, where there is none."""
    if formula_id not in BY_ID:
        raise InputError(f"没有叫“{formula_id}”的公式。可用的公式有：{'、'.join(BY_ID)}。")
    return BY_ID[formula_id]


def typed_inputs(formula: Formula, typed: Mapping[str, Typed]) -> dict[str, Fraction]:
    """The values of a formula's inputs by name; `name.1`, `name.2` … for an input that takes several.

    Raises InputError, in Chinese, for a name that the formula does not have, a text that is no value, and what is missing.
    """
    given: dict[str, Fraction] = {}
    known = {parameter.name: parameter for parameter in formula.parameters}
    for name, text in typed.items():
        if name not in known:
            raise InputError(f"公式“{formula.title}”没有叫“{name}”的输入。可用的有：{'、'.join(known)}。")
        parameter = known[name]
        if parameter.many:
            texts = [part for part in _BETWEEN.split(text) if part] if isinstance(text, str) else text
            if len(texts) > _MOST:
                raise InputError(f"{parameter.label}（{name}）给了{len(texts)}个，最多{_MOST}个。更多的客户请用客户表。")
            given |= {f"{name}.{place}": _value(parameter, part) for place, part in enumerate(texts, start=1)}
        elif isinstance(text, str):
            given[name] = _value(parameter, text)
        else:
            raise InputError(f"{parameter.label}（{name}）只要一个值，现在给了{len(text)}个。请只留一个。")
    lacking = missing_inputs(formula, {name: Bound(value, 0, 0) for name, value in given.items()})
    if lacking:
        raise InputError(f"要算{formula.title}，还缺：{'、'.join(f'{parameter.label}（{parameter.name}）' for parameter in lacking)}。")
    return given


def _value(parameter: Parameter, text: str) -> Fraction:
    value = _read(parameter, text.strip())
    if not is_workable(value):
        raise InputError(f"{parameter.label}（{parameter.name}）：{refusal(text.strip())}")
    return value


def _read(parameter: Parameter, text: str) -> Fraction:
    if len(text) > _LONGEST:
        raise InputError(f"{parameter.label}（{parameter.name}）：{refusal(text)}")
    if parameter.options:
        places = [place for place, option in enumerate(parameter.options) if text == option.label]
        if not places:
            labels = "、".join(option.label for option in parameter.options)
            raise InputError(f"{parameter.label}（{parameter.name}）不能是“{text}”，只能是：{labels}。")
        return Fraction(places[0])
    if _PLAIN.fullmatch(text):
        return Fraction(text)
    found = read_quantities(text, apart=True)
    beside = text[: found[0].start] + text[found[0].end :] if len(found) == 1 else text
    if len(found) != 1 or not _PERIOD.fullmatch(beside) or found[0].kind not in fits(parameter):
        raise InputError(f"{parameter.label}（{parameter.name}）读不懂“{text}”。请写成 {_EXAMPLES[parameter.unit]} 这样。")
    return in_unit_of(parameter, found[0], found[0].per)


def signature_object(formula: Formula) -> dict[str, object]:
    """A formula's declaration as JSON: what it is called, where the material defines it, its inputs and which of them it needs.

    Of each entry of `needs` one list of inputs must be complete; an entry with `unless` only where none of those is given, one with
    `when` only where one of those is given and not zero.
    """
    return {
        "id": formula.id,
        "title": formula.title,
        "card": formula.card,
        "in_material": formula.in_material,
        "inputs": [_input_object(parameter) for parameter in formula.parameters],
        "needs": [
            {"one_of": [list(names) for names in need.alternatives], "unless": list(need.unless), "when": list(need.when)}
            for need in formula.needs
        ],
    }


def signature_lines(formula: Formula) -> list[str]:
    """A formula's declaration for a terminal: its title, then a line for each input."""
    lines = [f"{formula.id}  {formula.title}" + ("" if formula.in_material else "（材料外）")]
    for parameter in formula.parameters:
        notes = [option.label for option in parameter.options] or [_EXAMPLES[parameter.unit]]
        if parameter.default is not None:
            notes.append(f"默认 {shown(parameter.default, parameter.shown_unit)}")
        if parameter.fact is not None:
            notes.append(f"默认取材料的数字 {parameter.fact}")
        if parameter.many:
            notes.append("可以有几个，用逗号隔开")
        lines.append(f"  {parameter.name}  {parameter.label}：{'；'.join(notes)}")
    return lines


def _input_object(parameter: Parameter) -> dict[str, object]:
    def text(value: Fraction | None) -> str | None:
        return None if value is None else decimal_string(value)

    return {
        "name": parameter.name,
        "label": parameter.label,
        "unit": parameter.unit,
        "measure": parameter.measure,
        "default": text(parameter.default),
        "fact": parameter.fact,
        "minimum": text(parameter.minimum),
        "maximum": text(parameter.maximum),
        "several": parameter.many,
        "options": [option.label for option in parameter.options],
    }
