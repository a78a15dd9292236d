"""English words in Chinese questions: what staff of a sales department say in English, in the words of the material."""

import re
from collections.abc import Callable, Iterable

# Chinese = English words and phrases; a space also stands for a hyphen, "s?" for a plural.
_TABLE = """
4P = 4p
售后服务 = after sales service, after sales, after sale
售前 = pre sales
客户价值 = customer value
价值链 = value chain
市场占有率 = market share
客户关系 = customer relationship
顾客满意 = customer satisfaction
客户忠诚 = customer loyalty
客户体验 = customer experience
客户旅程 = customer journey
客户 = customers?, clients?, accounts?
消费者 = consumers?
用户 = users?
大客户 = key accounts?
忠诚 = loyalty, loyal
满意 = satisfaction, satisfied
期望 = expectations?
保留 = retention
流失 = churn
投诉 = complaints?
反馈 = feedback
调查 = survey
服务 = service, services
品质 = quality
价值 = value, values
成本 = cost, costs
价格 = price, prices
定价 = pricing
折扣 = discount
促销 = promotion, promotions
利润 = profit, profits, margin
收入 = revenue
销售 = sales, seller
买家 = buyers?
产品 = product, products
品牌 = brand, brands, branding
渠道 = channel, channels
营销 = marketing
市场 = market, markets
目标市场 = target market
细分 = segment, segments
市场细分 = segmentation
目标市场选择 = targeting
定位 = positioning
战略 = strategy, strategies
策略 = tactics
竞争对手 = competitors?
竞争 = competition
领先者 = leader
交叉销售 = cross sell, cross selling
升级销售 = up selling, up sell
关系营销 = relationship marketing
关系 = relationship, relationships
接触点 = touch ?points?
要点 = key points?
定义 = definition
例子 = examples?
案例 = cases?, case study
步骤 = steps?
流程 = process, procedure
规则 = rules?
法则 = laws?
原则 = principles?
特点 = features?
利益 = benefits?
优势 = advantages?, strength, strengths
劣势 = weakness, weaknesses
类型 = types?
层次 = levels?
阶段 = stages?
需求 = needs?, demand
欲望 = wants?
可靠性 = reliability
响应性 = responsiveness
保证性 = assurance
移情性 = empathy
有形性 = tangibles
口碑 = word of mouth
终生价值 = lifetime value
全球 = global
绿色 = green
文化 = culture
包装 = package, packaging
团队 = team
经理 = manager
培训 = training
供应商 = supplier, suppliers
零售 = retail
零售商 = retailer
银行 = bank
电信 = telecom
谈判 = negotiation
异议 = objection, objections
成交 = close, closing
区别 = difference, differences
比较 = compare
列出 = list
解释 = explain
对待 = treat
处理 = handle
提高 = improve, increase
降低 = reduce
留住 = keep
建立 = build
维护 = maintain
衡量 = measure
怎么算 = calculate
为什么 = why
怎么 = how
什么是 = what is
四 = four
三 = three
五 = five
六 = six
七 = seven
"""
_MEANINGS = {
    phrase: meant for meant, phrases in (line.split(" = ") for line in _TABLE.strip().splitlines()) for phrase in phrases.split(", ")
}
_PHRASES = sorted(_MEANINGS, key=len, reverse=True)
_ENGLISH = re.compile(
    "|".join(rf"(?P<m{place}>(?<![a-z])(?:{phrase.replace(' ', '[- ]')})(?![a-z]))" for place, phrase in enumerate(_PHRASES))
)
_RUN = re.compile(r"[a-z][a-z0-9&']*(?:[- ]+[a-z][a-z0-9&']*)*")
_HAN = re.compile("[\u4e00-\u9fff]")


def in_chinese(text: str, form: str, named: Callable[[str], Iterable[tuple[int, int]]]) -> str:
    """A Chinese question with its English words in Chinese; `form` is its normal form, of the same length.

    Words in a row are read together: where one of them is neither known here nor in a name of the material (`named` gives the spans), all
    stay, for they may be a name. So does a question without Chinese.
    """
    if not _HAN.search(form):
        return text
    kept = list(named(form))
    parts, last = [], 0
    for run in _RUN.finditer(form):
        meant = _meanings(form, *run.span(), kept)
        for start, end, meaning in meant or ():
            parts += [text[last:start], meaning]
            last = end
    return "".join((*parts, text[last:]))


def _meanings(form: str, start: int, end: int, kept: Iterable[tuple[int, int]]) -> list[tuple[int, int, str]] | None:
    """What the English words of a run mean, with their places; None where one is not known."""
    names = [(max(left, start), min(right, end)) for left, right in kept if left < end and start < right]
    found = [match for match in _ENGLISH.finditer(form, start, end) if not any(a < match.end() and match.start() < b for a, b in names)]
    covered = {place for match in found for place in range(*match.span())} | {place for a, b in names for place in range(a, b)}
    if any(form[place].isalpha() for place in range(start, end) if place not in covered):
        return None
    return [(*match.span(), _MEANINGS[_PHRASES[int((match.lastgroup or "m0")[1:])]]) for match in found]
