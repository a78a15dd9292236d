"""What may stand between a name and its number, or beside a number that has none."""

import re
from collections.abc import Sequence
from functools import cache

# Words that say nothing of what a number measures.
_GLUE = (
    "是|为|有|想|打算|希望|约|大约|大概|差不多|估计|估|预计|预估|预期|设为|假设|如果|要是|若|按|照|以|用|取|定|算|就|都|也|只|才|仅|共|一共|总共|合计|到|达|等于|值|折|合|成"
    "|了|在|的|得|能|会|可|可以|给|我们|我|咱们|咱|他|她|它|这|那|该|个|一个|一位|每位|每人|每个|人均|平均|均|现在|目前|今后|以后|往后|未来|将来|接下来|还|再|又"
    "|要|需要|花|花费|付|搭|带来|拿|做|留|继续|连续|连着|大致|左右|上下|钱|金额|数|下来|出来|里|中|内|期|吧|呢|啊|嘛|改|换|应该|应|来|去|看|从|实际|另外|另|此外|同样"
    r"|分别|依次|各|元|块|[×*+−–-]|正好|刚好|恰好|(?:提高|增加|上升|下降|降低|[涨升降跌增减压砍])[到至]|顶|折|掏|搭进去|净|落|照旧|稳|统共|总计|拢共|加起来|里外里|那[家个位]|通常|一般|往后|合同|估摸|足足|差不多|身上|上"
    r"|一[件单位人户](?![\d])|每[件单户]|的话|左右"
)
_SIGNS = r"[\s:=()\[\]\"'“”‘’|#_]"
_PERIODS = r"(?:每|一|/)?个?半?(?:年|季度|季|月|周|天|日)"
_LONGEST = 20  # a longer gap says something


def is_silent(text: str, start: int, end: int, beside: Sequence[str] = ()) -> bool:
    """Whether nothing but glue, and words of `beside`, stands in `text[start:end]`."""
    return end - start <= _LONGEST and bool(_glue(tuple(beside)).fullmatch(text, start, end))


def leads(text: str, start: int, end: int, measure: Sequence[str]) -> bool:
    """老大华为份额30%: whether `text[start:end]` is a proper name and then words of `measure`, which say what the number measures."""
    return bool(measure) and bool(_named(tuple(measure)).fullmatch(text, start, end))


@cache
def _glue(more: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join((*more, _GLUE, _PERIODS, _SIGNS))})*")


@cache
def _named(measure: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[^\W\d比不没很太最更多少高低差利]{{1,6}}?的?(?:{'|'.join(measure)})(?:{_GLUE}|{_SIGNS})*")
