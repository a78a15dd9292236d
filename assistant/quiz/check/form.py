"""Rules of form: stem, print, and the response of each kind but the choice."""

import re

from assistant.quiz.check.grounds import Grounds, shown_texts
from assistant.quiz.evidence import squeeze
from assistant.quiz.items import Blank, Choice, Item, Judgement, Kind, Marking, Matching, Ordering
from assistant.quiz.writing.wording import BLANK

LONGEST_STEM = 400  # characters
_LEANS = re.compile("(?:^|[。！？；\n])(?:该|上述|它|其|此|前者|后者)(?!他|实|中|次|余)")
_QUOTED = re.compile("“([^“”]+)”")


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
    for text in (item.stem, item.explanation, *shown_texts(item)):
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


def judgement_sound(item: Item, grounds: Grounds) -> str:
    """A false statement has its correction and is said nowhere; a true one is said word for word, and has none."""
    if not isinstance(item.response, Judgement):
        return ""
    if item.response.truth:
        return "正确的判断题不用写更正。" if item.response.correction else ""
    if not item.response.correction:
        return "错误的判断题要写明正确的说法。"
    return "这句话材料里就有，不能判为错误。" if grounds.evidence.says(item.stem) else ""


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


def stands_alone(item: Item, _grounds: Grounds) -> str:
    """Nothing begins with 该 or 上述, of which nobody knows what it means."""
    for text in (_QUOTED.sub("", item.stem), *shown_texts(item)):
        if found := _LEANS.search(text):
            return f"“{text[found.start() : found.end() + 4]}”指代不明，请写出名称。"
    return ""
