"""What may stand between a name and its number, or beside a number that has none."""

import re
from collections.abc import Sequence
from functools import cache

# Words that say nothing of what a number measures.
_GLUE = (
    "是|为|有|原[本来先]|本来|想|打算|希望|约|大约|大概|差不多|估计|估|预计|预估|预期|测算|计算|核算|考察|设为|假设|如果|要是|若|按|照|以|用|取|定|算|就|都|也|只|才|仅|共|一共|总共|合计|到|达|等于|值|折|合|成"
    "|了|在|的|得|能|会|可|可以|给|我们|我|咱们|咱|他|她|它|这|那|该|个|一个|一位|每位|每人|每个|人均|平均|均|现在|目前|今后|以后|往后|未来|将来|接下来|还|再|又"
    "|要|需要|花|花费|付|搭|带来|拿|做|留|继续|连续|连着|大致|左右|上下|钱|金额|数|下来|出来|里|中|内|期|吧|呢|啊|嘛|改|换|应该|应|来|去|看|从|实际|另外|另|此外|同样"
    r"|分别|依次|各|元|块|[×*+−–-]|正好|刚好|恰好|(?:提高|增加|上升|下降|降低|[涨升降跌增减压砍])[到至]|顶|折|掏|搭进去|净|落|照旧|稳|统共|共计|总计|拢共|加起来|里外里|那[家个位]|通常|一般|往后|合同|估摸|足足|差不多|身上|上"
    r"|一[件单位人户](?![\d])|每[件单户]|的话|左右"
)
_SIGNS = r"[\s:=()\[\]\"'“”‘’|#_]"
_PERIODS = r"(?:每|一|/)?个?半?(?:年|季度|季|月|周|天|日)"
_LONGEST = 20  # a longer gap says something

# What makes a gap say something: another thing that is measured, whose it is, a comparison, a change, a denial, a question.
_MEASURES = (
    "价|值|本(?![来月周年季])|润(?![滑肤唇喉])|收入|营收|额|(?<!消)费(?![了心力])|预算|率|比例|满意|期望|感知|历史|潜在|去年|过去|以前|之前|人数|员工|倍|税|租|工资|奖金|份|名|分(?![店享])"
    "|我(?![估觉看想猜])|咱|本[店公]|对手|别[人家]|同行|隔壁|另一|其中|除|比|于|超|让(?![渡度])|便宜|优惠|[涨升降跌增减]|提高|多(?!方)|少(?!说)|不|没|无|非|谁|哪|吗|怎|什么|第|[到至或]|量|数(?![字据一二])|门店|面积|人流|坐席"
)
_SPEAKS = re.compile(_MEASURES)
_WORDS = re.compile(r"[^\W\d_]*")
# Words for the same kind of thing: 维系全部老客户 [的总费用] 96万 where the input is a cost.
_HEADS = tuple(
    re.compile(words)
    for words in (
        "成本|费用|花费|花销|开销|代价|投入|开支|支出|本钱|要价|付出|费",
        "净利润?|纯利润?|利润|盈利|盈余|赚头|毛利(?!率)|收益",
        "价?值|好处|利益|得分|分数|分",
        "份额|占有率|市占率|占比|比例|比率|概率|机会|率",
        "销售额|营业额|业绩|流水|销量|收入|营收|金额|总额|额",
        "售价|定价|价格|价钱|价",
        "人数|户数|客户数|数量|总数",
    )
)
_LONGEST_LOOSE = 12


def is_silent(text: str, start: int, end: int, beside: Sequence[str] = ()) -> bool:
    """Whether nothing but glue, and words of `beside`, stands in `text[start:end]`."""
    said = len(text[start:end].replace(" ", ""))
    return said <= _LONGEST and bool(_glue(tuple(beside)).fullmatch(text, start, end))


def is_neutral(text: str, start: int, end: int, label: str = "") -> bool:
    """Whether `text[start:end]` is words that name nothing that could be measured besides an input called `label`."""
    gap = text[start:end].replace(" ", "")
    if len(gap) > _LONGEST_LOOSE or not _WORDS.fullmatch(gap):
        return False
    return not _SPEAKS.search(without_heads(gap, label))


def without_heads(gap: str, label: str) -> str:
    """`gap` without words for the same kind of thing as `label`."""
    for head in _HEADS:
        if head.search(label):
            gap = head.sub("", gap)
    return gap


def leads(text: str, start: int, end: int, measure: Sequence[str]) -> bool:
    """老大华为份额30%: whether `text[start:end]` is a proper name and then words of `measure`, which say what the number measures."""
    return bool(measure) and bool(_named(tuple(measure)).fullmatch(text, start, end))


@cache
def _glue(more: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join((*more, _GLUE, _PERIODS, _SIGNS))})*")


@cache
def _named(measure: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[^\W\d比不没很太最更多少高低差利]{{1,6}}?的?(?:{'|'.join(measure)})(?:{_GLUE}|{_SIGNS})*")
