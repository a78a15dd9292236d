"""Rules of options, after Haladyna's item-writing guidelines: one key, and nothing that gives it away."""

import re
from fractions import Fraction

import rjieba

from assistant.quiz.check.grounds import Grounds, options_of
from assistant.quiz.evidence import squeeze
from assistant.quiz.items import Choice, Item, Kind
from assistant.quiz.pieces import printed_figures
from assistant.quiz.writing.siblings import balanced

_ABSOLUTE = re.compile("总是|从不|必须|所有|绝对|永远|任何|全部|一律|完全|根本|一定")
_CATCH_ALL = re.compile("以上(?:都|全|皆|各项|选项)|都对|都不对|全对|全不对|都是|都不是")
_NEGATION = re.compile("不|未|没有|错误|有误|除外")
_FIGURE_ONLY = re.compile(r"-?[\d,.]+(?:万|亿)?(?P<unit>%|个?百分点|[一-龥]{0,3})")
_EVERYWHERE = frozenset(("客户", "顾客", "企业", "营销", "公司", "市场", "材料", "说法", "内容", "下列", "一项", "哪一项"))


def one_key(item: Item, _grounds: Grounds) -> str:
    """One right option; of a multiple choice at least two, and not all."""
    if not isinstance(item.response, Choice):
        return ""
    key, count = item.response.key, len(item.response.options)
    if any(not 0 <= place < count for place in key) or len(set(key)) != len(key) or list(key) != sorted(key):
        return f"答案{[place + 1 for place in key]}不在{count}个选项里，请重新选定答案。"
    if item.kind is Kind.MULTIPLE:
        return "" if 2 <= len(key) < count else f"多选题要有2个以上、但不是全部的正确选项，现在是{len(key)}个。"
    return "" if len(key) == 1 else f"要有且只有一个正确选项，现在是{len(key)}个。"


def options_distinct(item: Item, _grounds: Grounds) -> str:
    """Three to five options, no two the same or one within the other's words; a multiple choice may have six."""
    if not isinstance(item.response, Choice):
        return ""
    texts = [squeeze(option.text) for option in item.response.options]
    most = 6 if item.kind is Kind.MULTIPLE else 5
    if not 3 <= len(texts) <= most:
        return f"选项有{len(texts)}个，要3到{most}个。"
    if not all(texts) or len(set(texts)) < len(texts):
        return "有空的或者重复的选项，请改掉。"
    return ""


def key_not_longest(item: Item, _grounds: Grounds) -> str:
    """Length tells nothing: the longest option is half as long again as the shortest at most, or six characters apart."""
    if not isinstance(item.response, Choice) or balanced([len(option.text) for option in item.response.options]):
        return ""
    return "选项长短相差太大（最长的不要超过最短的一倍半，或相差不过6个字），长短会提示答案。"


def no_catch_all(item: Item, _grounds: Grounds) -> str:
    caught = [option.text for option in options_of(item) if _CATCH_ALL.search(option.text) and len(option.text) <= 8]
    return f"选项“{caught[0]}”是“以上都对”一类的选项，请换成具体的内容。" if caught else ""


def absolutes_on_both_sides(item: Item, _grounds: Grounds) -> str:
    """Words such as 所有 do not stand in wrong options alone."""
    if not isinstance(item.response, Choice):
        return ""
    absolute = {at for at, option in enumerate(item.response.options) if _ABSOLUTE.search(option.text)}
    return "只有错误选项里有“必须、所有”一类绝对的词，会提示答案。" if absolute and absolute.isdisjoint(item.response.key) else ""


def no_clue_in_stem(item: Item, _grounds: Grounds) -> str:
    """No term stands in the stem and in the key alone."""
    if not isinstance(item.response, Choice) or len(item.response.key) != 1:
        return ""
    key = item.response.options[item.response.key[0]].text
    wrong = [option.text for at, option in enumerate(item.response.options) if at not in item.response.key]
    if re.search(rf"(?<!\d){re.escape(key)}", item.stem):
        return f"答案“{key}”就写在题干里。"
    if item.kind in (Kind.CALCULATION, Kind.CASE):
        return ""
    words = {word for word, tag in rjieba.tag(item.stem) if len(word) >= 2 and tag[0] in "nvazilj"} - _EVERYWHERE
    for word in sorted(words):
        if word in key and not any(word in text for text in wrong):
            return f"“{word}”只在题干和答案里出现，会提示答案。"
    return ""


def negation_stressed(item: Item, _grounds: Grounds) -> str:
    """A stem that asks for what is not so says it within 【】."""
    if not isinstance(item.response, Choice):
        return ""
    told = re.sub("“[^“”]*”|（[^）]*）", "", item.stem)
    asked = next((part for part in reversed(re.split("[。！\n]", told)) if "？" in part or "哪" in part), told)
    plain = re.sub("【[^】]*】", "", re.split("[，；：]", asked)[-1])
    return f"题干里的“{found[0]}”要用【】标出来。" if (found := _NEGATION.search(plain)) else ""


def one_sort(item: Item, _grounds: Grounds) -> str:
    """Options are all figures of one unit, or none is a figure."""
    units = [match["unit"] if (match := _FIGURE_ONLY.fullmatch(option.text)) else None for option in options_of(item)]
    return f"选项的单位或类型不一致：{'、'.join(option.text for option in options_of(item))}" if len(set(units)) > 1 else ""


def figures_in_order(item: Item, _grounds: Grounds) -> str:
    values = [_amount(option.text) for option in options_of(item)]
    numbers = [value for value in values if value is not None]
    return "选项都是数字，要从小到大排。" if values and len(numbers) == len(values) and numbers != sorted(numbers) else ""


def _amount(text: str) -> Fraction | None:
    """The value of an option that is a figure and nothing else."""
    found = list(printed_figures(text)) if _FIGURE_ONLY.fullmatch(text) else []
    return found[0].value if found else None
