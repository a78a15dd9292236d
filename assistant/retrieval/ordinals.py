"""Places in ordered lists, as questions write them: 第7条, 倒数第二条, 最后一条, 前五条, 第3到第6条, law 9, no.2, 定律6, 第16条后面那一条, 倒数五条里的第一条."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.numerals import read_han

MAX_RANGE = 50  # 第1到第9999条 is no range that anybody wants listed

_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii".split()
_ROMAN_SIGNS = "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ"
_NUMBER = rf"(?>\d{{1,4}}|[{_ROMAN_SIGNS}]|(?:{'|'.join(reversed(_ROMAN))})(?![a-z])|[零〇一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]+)"
_BARE = r"(?:\d{1,2}|[一二]?十[一二三四五六七八九]?)"  # 十六、十七条, but 三、四条 may be some
ITEMS = "条个项级步种类点层招型"
_ITEM = rf"大?[{ITEMS}]"
_ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty "
    "twenty-one twenty-two"
).split()
_RULE = r"法则|定律|规则|原则|商规"
_FROM_END = r"最后(?=第)|倒(?:着|过来|回来)?数|从(?:后面?|末尾|最后|尾巴)(?:往前|向前|倒着?|起)?数?(?:过来|回来)?[,]?的?"
# 第一次, 第二名: a rank or a time, not a place in a list, unless it stands behind the name of one: 22条商规第三位.
_OF_A_LIST = "|".join(
    f"(?<={rule}{joint})" for rule in _RULE.split("|") for joint in ("", "的", "里", "中", "里的", "里面的", "里头的", "当中的")
)
_NO_PLACE = r"(?!(?:名|位|方|次|回(?!合)|趟|时间|阶段|季度|梯队|手|印象|眼|线|代|流|天|年|页|章|节|周|季|家|者|产业|市场|大客户))"

_PLACE = re.compile(
    rf"(?:倒数|最后|后)\s*(?P<window>{_NUMBER})\s*{_ITEM}\s*(?:里头?|里面|中|当中)?的?第\s*(?P<inside>{_NUMBER})\s*{_ITEM}"
    rf"|第\s*(?P<since>{_NUMBER})\s*(?:{_ITEM})?\s*(?:到|至)\s*最后"
    rf"|(?P<last>{_FROM_END})?第\s*(?P<first>{_NUMBER})\s*(?:{_ITEM})?\s*(?:到|至|[-~—～])\s*第?\s*(?P<until>{_NUMBER})\s*(?P<range_item>{_ITEM})"
    rf"|(?:排|列|居|放)(?:名|行|序)?(?:在|到)?的?第\s*(?P<ranked>{_NUMBER})\s*(?:位|(?P<ranked_item>的?那一?[条项级步种点招层]))"
    rf"|(?P<from_end>{_FROM_END})?第\s*(?P<place>{_NUMBER})\s*(?P<item>{_ITEM}|(?={_RULE})|{_NO_PLACE})"
    rf"|(?:{_OF_A_LIST})第\s*(?P<of_list>{_NUMBER})\s*[位名]"
    rf"|(?:前|头|开头)\s*(?P<head>{_NUMBER})\s*(?:{_ITEM})"
    rf"|(?:最后|末尾?|后)\s*(?P<tail>{_NUMBER})\s*(?:{_ITEM})"
    rf"|(?P<english>law|rule)\s*(?:no\.?|number|#)?\s*(?P<digits>\d{{1,3}}(?!\d)|[一二三四五六七八九十]{{1,3}}|(?:{'|'.join(reversed(_ENGLISH))})(?![a-z]))"
    r"|(?:no\.?|#)\s*(?P<numbered>\d{1,3})(?!\d)"
    r"|(?<![\d.])(?P<span>\d{1,2})\s*(?:到|至|[-~—～])\s*(?P<span_end>\d{1,2})(?![\d.%]|\s*[元个年天岁人万成折%])"
    rf"|(?<![\d.第一二三四五六七八九十])(?P<bare>{_BARE})(?=(?:\s*[、,和跟及]\s*{_BARE})+\s*(?:这|那)?[两三四五六几]?{_ITEM})"
    r"|(?<![\d.月])(?P<marked>\d{1,2})号(?![楼线店])"
    rf"|(?:{_RULE})(?!(?:22|二十二)条)\s*(?P<after>\d{{1,3}}|[一二三四五六七八九十]{{1,3}}(?![\u4e00-\u9fff]))(?:\s*(?:到|至|[-~—～])\s*(?P<after_end>\d{{1,2}}))?(?![\d.%:：]|\s*[元个年%])"
)
_MORE = re.compile(rf"\s*[、,和跟及]\s*第?(?P<place>{_NUMBER})(?=\s*(?:[、,和跟及]\s*第?{_NUMBER}|(?:这|那)?[两三四五几]?{_ITEM}|$))")
_COUNTED = re.compile(rf"(?:这|那)?[两三四五几]?{_ITEM}")
_FOLLOWING = re.compile(rf"\s*(?:的?(?:后面|之后|后边|下面|往后)(?:的)?(?:那|这)?一?{_ITEM}|的?下一?{_ITEM})")
_PRECEDING = re.compile(rf"\s*(?:的?(?:前面|之前|前边|上面|往前)(?:的)?(?:那|这)?一?{_ITEM}|的?上一?{_ITEM})")


@dataclass(frozen=True, slots=True)
class Places:
    """Places `first` to `last` of a list, as written at `start:end`; negative ones count from its end (−1 is the last).

    `counted` says that the words count something (第7条), where 第7, 7号 or 3到5 alone may be something else; `english` is law or rule.
    """

    first: int
    last: int
    start: int
    end: int
    counted: bool = True
    english: str | None = None

    def within(self, count: int) -> range:
        """The places in a list of `count`, from one; those outside of it are given as they are, to be refused by name."""
        first, last = (place if place > 0 else count + 1 + place for place in (self.first, self.last))
        return range(min(first, last), min(max(first, last), min(first, last) + MAX_RANGE) + 1)


def find_places(text: str) -> Iterator[Places]:
    """The places that `text` (half width, lower case) writes, in order."""
    for match in _PLACE.finditer(text):
        found = _places(match)
        if found.first == found.last and (step := _FOLLOWING.match(text, match.end())):
            found = Places(found.first + 1, found.last + 1, match.start(), step.end())
        elif found.first == found.last and (step := _PRECEDING.match(text, match.end())):
            found = Places(found.first - 1, found.last - 1, match.start(), step.end())
        yield found
        yield from _series(text, found)


def without_places(text: str) -> str:
    """`text` (half width, lower case) without the places that it writes."""
    for found in reversed(list(find_places(text))):
        text = text[: found.start] + text[found.end :]
    return text


def _series(text: str, first: Places) -> Iterator[Places]:
    """What goes on behind a place: the 5 and the 8 of 第3、5、8条, the 16 of 法则15、16两条."""
    at = first.end
    while first.first == first.last and (more := _MORE.match(text, at)):
        at = more.end()
        counted = first.counted or bool(_COUNTED.match(text, at))
        yield Places(_read(more["place"]), _read(more["place"]), more.start("place"), more.end("place"), counted)


def _places(match: re.Match[str]) -> Places:
    start, end = match.span()
    if match["window"]:
        place = _read(match["inside"]) - 1 - _read(match["window"])
        return Places(place, place, start, end)
    if match["since"]:
        return Places(_read(match["since"]), -1, start, end)
    if match["until"]:
        sign = -1 if match["last"] else 1
        return Places(sign * _read(match["first"]), sign * _read(match["until"]), start, end)
    if match["head"]:
        return Places(1, _read(match["head"]), start, end)
    if match["tail"]:
        return Places(-_read(match["tail"]), -1, start, end)
    if match["english"]:
        written = match["digits"]
        place = _ENGLISH.index(written) + 1 if written in _ENGLISH else _read(written)
        return Places(place, place, start, end, True, match["english"])
    if match["span"]:
        return Places(int(match["span"]), int(match["span_end"]), start, end, counted=False)
    if match["bare"]:
        return Places(_read(match["bare"]), _read(match["bare"]), start, end, counted=False)
    if match["marked"]:
        return Places(int(match["marked"]), int(match["marked"]), start, end, counted=False)
    if match["ranked"]:
        return Places(_read(match["ranked"]), _read(match["ranked"]), start, end, counted=bool(match["ranked_item"]))
    if match["of_list"]:
        return Places(_read(match["of_list"]), _read(match["of_list"]), start, end)
    if match["after"]:
        return Places(_read(match["after"]), _read(match["after_end"] or match["after"]), start, end)
    if match["numbered"]:
        return Places(int(match["numbered"]), int(match["numbered"]), start, end)
    place = _read(match["place"]) * (-1 if match["from_end"] else 1)
    counted = bool(match["item"] or match["from_end"]) or bool(re.match(_RULE, match.string[end : end + 2]))
    return Places(place, place, start, end, counted)


def _read(written: str) -> int:
    if written in _ROMAN_SIGNS:
        return _ROMAN_SIGNS.index(written) + 1
    if written in _ROMAN:
        return _ROMAN.index(written) + 1
    return int(written) if written.isdigit() else int(read_han(written))
