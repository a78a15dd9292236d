"""The rules that an item keeps before anybody sees it, after Haladyna's item-writing guidelines and this project's own promises.

A rule is a function from an item and its grounds to what is wrong, in Chinese; empty where nothing is. Checker runs them all. The same
rules judge what the templates wrote, what a language model wrote and what a trainer edited.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import rjieba

from assistant.errors import ValueModelError
from assistant.quiz.evidence import Evidence, squeeze
from assistant.quiz.items import Blank, Choice, Item, Judgement, Kind, Marking, Matching, Option, Ordering
from assistant.quiz.material import Line, Material, printed_figures
from assistant.quiz.writing.calculation import amounts, result_of, scenario_of
from assistant.quiz.writing.siblings import balanced
from assistant.quiz.writing.wording import BLANK
from assistant.types import Fact
from assistant.value.formulas import BY_ID
from assistant.value.notation import shown
from assistant.value.worksheet import QUESTION, calculate

LONGEST_STEM = 400  # characters
LONGEST_NAME = 12  # characters; an option that is longer is a statement
MOSTLY = 0.7  # of a stem, which is then nothing else

_ABSOLUTE = re.compile("总是|从不|必须|所有|绝对|永远|任何|全部|一律|完全|根本|一定")
_CATCH_ALL = re.compile("以上(?:都|全|皆|各项|选项)|都对|都不对|全对|全不对|都是|都不是")
_NEGATION = re.compile("不|未|没有|错误|有误|除外")
_LEANS = re.compile("(?:^|[。！？；\n])(?:该|上述|它|其|此|前者|后者)(?!他|实|中|次|余)")
_ABOUT = re.compile("约|左右|近|超过|以上|多|接近|一度|曾")
_QUOTED = re.compile("“([^“”]+)”")
_ORDER = re.compile("次序|之后|下一项")
_FIGURE_ONLY = re.compile(r"-?[\d,.]+(?:万|亿)?(?P<unit>%|个?百分点|[一-龥]{0,3})")
_EVERYWHERE = frozenset(("客户", "顾客", "企业", "营销", "公司", "市场", "材料", "说法", "内容", "下列", "一项", "哪一项"))


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that an item breaks, and how, in Chinese."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an item is judged by."""

    material: Material
    evidence: Evidence

    def fact_of(self, item: Item) -> Fact | None:
        """The figure of a card that the item asks for."""
        card = self.material.cards.get(item.subject)
        return next((fact for fact in card.facts if item.fact == f"数字：{fact.label}"), None) if card else None


Rule = Callable[[Item, Grounds], str]


class Checker:
    """The rules over one state of the corpus."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds

    def problems(self, item: Item) -> tuple[Problem, ...]:
        """Every rule that `item` breaks; those of its form alone where it has none to judge the rest by."""
        return self._broken(item, FORM) or self._broken(item, RULES[len(FORM) :])

    def _broken(self, item: Item, rules: Sequence[Rule]) -> tuple[Problem, ...]:
        found = ((rule, rule(item, self._grounds)) for rule in rules)
        return tuple(Problem(rule.__name__, words) for rule, words in found if words)


def stem_complete(item: Item, _grounds: Grounds) -> str:
    if not item.stem.strip():
        return "题干是空的，请写上题干。"
    if len(item.stem) > LONGEST_STEM:
        return f"题干有{len(item.stem)}个字，超过了{LONGEST_STEM}个字，请缩短。"
    if not re.search(r"[？。！”）?.]$", item.stem.strip()):
        return f"题干的结尾“{item.stem.strip()[-4:]}”没有标点，请补上问号或句号。"
    return ""


def print_clean(item: Item, _grounds: Grounds) -> str:
    """Marks come in pairs and are not doubled, in everything that is shown."""
    for text in (item.stem, item.explanation, *_shown(item)):
        if text.count("“") != text.count("”") or text.count("（") != text.count("）") or text.count("【") != text.count("】"):
            return f"引号或括号不成对：{text[:30]}"
        if doubled := re.search("[，。；：、？]{2}", text.replace("……", "")):
            return f"标点“{doubled[0]}”重叠：{text[max(0, doubled.start() - 10) : doubled.end() + 6]}"
    return ""


def right_response(item: Item, _grounds: Grounds) -> str:
    """The kind of the item and the form of its response go together."""
    forms: dict[Kind, type] = {
        Kind.TRUE_FALSE: Judgement,
        Kind.MATCHING: Matching,
        Kind.ORDERING: Ordering,
        Kind.FILL_IN: Blank,
        Kind.SHORT_ANSWER: Marking,
    }
    return "" if isinstance(item.response, forms.get(item.kind, Choice)) else f"{item.kind.label}的作答方式不对。"


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
    caught = [option.text for option in _options(item) if _CATCH_ALL.search(option.text) and len(option.text) <= 8]
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
    units = [match["unit"] if (match := _FIGURE_ONLY.fullmatch(option.text)) else None for option in _options(item)]
    return f"选项的单位或类型不一致：{'、'.join(option.text for option in _options(item))}" if len(set(units)) > 1 else ""


def figures_in_order(item: Item, _grounds: Grounds) -> str:
    values = [_amount(option.text) for option in _options(item)]
    numbers = [value for value in values if value is not None]
    return "选项都是数字，要从小到大排。" if values and len(numbers) == len(values) and numbers != sorted(numbers) else ""


def stands_alone(item: Item, _grounds: Grounds) -> str:
    """Nothing begins with 该 or 上述, of which nobody knows what it means."""
    for text in (_QUOTED.sub("", item.stem), *_shown(item)):
        if found := _LEANS.search(text):
            return f"“{text[found.start() : found.end() + 4]}”指代不明，请写出名称。"
    return ""


def cited(item: Item, grounds: Grounds) -> str:
    """Every citation is to the letter what its passage says today, and the explanation gives one of them."""
    if not item.sources:
        return "没有出处，请保留至少一条出处。"
    for source in item.sources:
        if not source.stands_in(grounds.material.passages.get(source.passage_id)):
            return f"出处“{source.title}”（{source.heading}）里已经没有“{source.quote[:20]}”这句话。"
    if not any(source.quote in item.explanation for source in item.sources):
        return "解析没有引用出处的原话。"
    return ""


def wrong_is_wrong(item: Item, grounds: Grounds) -> str:
    """No sentence of the whole corpus says a wrong option of what the stem names; where the stem asks for what is not so, the key.

    Where the order of a list is asked for, all options are of it.
    """
    if not isinstance(item.response, Choice) or item.kind in (Kind.CALCULATION, Kind.CASE) or _ORDER.search(item.stem):
        return ""
    negative = "【" in item.stem
    terms = _QUOTED.findall(item.stem)
    lists = grounds.material.list_titles
    terms = [term for term in terms if term not in lists] or terms
    for at, option in enumerate(item.response.options):
        if (at in item.response.key) is negative and (line := _support(option.text, terms, grounds)):
            return f"选项“{option.text}”在“{line.passage.title}”里也说得通：{line.text}"
    return ""


def _support(option: str, terms: Sequence[str], grounds: Grounds) -> Line | None:
    """A sentence that says the option of one of the terms, and not of something else that the option begins with."""
    subject = grounds.material.name_at(option, 0) if len(option) > LONGEST_NAME else ""
    for term in terms:
        line = grounds.evidence.for_all(option, term) if term not in option else None
        if line is not None and subject in line.text:
            return line
    return None


def judgement_sound(item: Item, grounds: Grounds) -> str:
    """A false statement has its correction and is said nowhere; a true one is said word for word, and has none."""
    if not isinstance(item.response, Judgement):
        return ""
    if item.response.truth:
        return "正确的判断题不用写更正。" if item.response.correction else ""
    if not item.response.correction:
        return "错误的判断题要写明正确的说法。"
    said = squeeze(item.stem)
    return "这句话材料里就有，不能判为错误。" if any(said in squeeze(line.text) for line in grounds.material.lines) else ""


def blank_sound(item: Item, _grounds: Grounds) -> str:
    if not isinstance(item.response, Blank):
        return ""
    if item.stem.count(BLANK) != 1:
        return f"填空题的题干要有且只有一个{BLANK}。"
    if not item.response.accepted or any(not answer.strip() for answer in item.response.accepted):
        return "填空题没有答案。"
    given = [answer for answer in item.response.accepted if len(answer) > 1 and answer in item.stem]
    return f"答案“{given[0]}”就写在题干里。" if given else ""


def matching_sound(item: Item, _grounds: Grounds) -> str:
    """Three to six pairs, every left and right once."""
    if not isinstance(item.response, Matching):
        return ""
    pairs = item.response.pairs
    if not 3 <= len(pairs) <= 6:
        return f"连线题要3到6对，现在是{len(pairs)}对。"
    rights = [squeeze(right) for _, right in pairs] + [squeeze(right) for right in item.response.spare]
    distinct = len({squeeze(left) for left, _ in pairs}) == len(pairs) and len(set(rights)) == len(rights)
    return "" if distinct else "连线题的左边或右边有重复。"


def ordering_sound(item: Item, _grounds: Grounds) -> str:
    """Three to eight steps, shown in another order than the right one."""
    if not isinstance(item.response, Ordering):
        return ""
    steps, shown_as = item.response.steps, item.response.shown
    if not 3 <= len(steps) <= 8 or len(set(steps)) < len(steps):
        return f"排序题要3到8个不同的步骤，现在是{len(set(steps))}个。"
    if sorted(shown_as) != list(range(len(steps))) or list(shown_as) == sorted(shown_as):
        return "排序题给出的次序不对：要打乱，每步一次。"
    return ""


def marking_sound(item: Item, _grounds: Grounds) -> str:
    """Two to twelve points, none twice."""
    if not isinstance(item.response, Marking):
        return ""
    points = item.response.points
    return "" if 2 <= len(points) <= 12 and len(set(map(squeeze, points))) == len(points) else "简答题的评分要点要2到12条，不能重复。"


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


def approximate_said(item: Item, grounds: Grounds) -> str:
    fact = grounds.fact_of(item)
    return "材料给的是约数，题干要写“大约”。" if fact and fact.approximate and not _ABOUT.search(item.stem) else ""


def dispute_said(item: Item, grounds: Grounds) -> str:
    """A figure on which the sources disagree is asked for with the name of its document only."""
    fact = grounds.fact_of(item)
    if fact is None or "《" in item.stem:
        return ""
    return "各份材料对这个数字说法不一，题干要写明问的是哪一份材料。" if grounds.material.is_contested(item.subject, fact) else ""


def not_an_ask(item: Item, grounds: Grounds) -> str:
    """The stem is not one of the questions that the cards list, word for word."""
    card = grounds.material.cards.get(item.subject)
    stem = squeeze(item.stem)
    asks = [ask for ask in (card.every_ask if card else ()) if squeeze(ask) in stem and len(squeeze(ask)) >= MOSTLY * len(stem)]
    return f"题干照搬了资料卡里的问法“{asks[0]}”。" if asks else ""


FORM: tuple[Rule, ...] = (right_response, one_key)
RULES: tuple[Rule, ...] = (
    *FORM,
    stem_complete,
    print_clean,
    options_distinct,
    key_not_longest,
    no_catch_all,
    absolutes_on_both_sides,
    no_clue_in_stem,
    negation_stressed,
    one_sort,
    figures_in_order,
    stands_alone,
    cited,
    wrong_is_wrong,
    judgement_sound,
    blank_sound,
    matching_sound,
    ordering_sound,
    marking_sound,
    key_recomputed,
    mistakes_recomputed,
    approximate_said,
    dispute_said,
    not_an_ask,
)


def paper_problems(items: Sequence[Item]) -> tuple[Problem, ...]:
    """What is wrong with items together: the same made twice, stems alike word for word."""
    made = _repeated((item.template, item.subject, item.fact) for item in items)
    stems = _repeated(squeeze(item.stem) for item in items)
    return tuple(
        [Problem("made_once", f"同一张卡片的同一内容出了两道同样的题：{one}") for one in made]
        + [Problem("stem_once", f"两道题的题干一样：{one}") for one in stems]
    )


def _repeated(keys: Iterable[object]) -> list[object]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _options(item: Item) -> tuple[Option, ...]:
    return item.response.options if isinstance(item.response, Choice) else ()


def _shown(item: Item) -> tuple[str, ...]:
    """What the taker sees beside the stem."""
    match item.response:
        case Choice(options=options):
            return tuple(option.text for option in options)
        case Matching(pairs=pairs, spare=spare):
            return (*(text for pair in pairs for text in pair), *spare)
        case Ordering(steps=steps):
            return steps
        case _:
            return ()


def _amount(text: str) -> Fraction | None:
    """The value of an option that is a figure and nothing else."""
    found = list(printed_figures(text)) if _FIGURE_ONLY.fullmatch(text) else []
    return found[0].value if found else None
