"""The closed list of connecting phrases. A frame claims nothing and holds no figure; the verifier lets no other through."""

import re
from collections.abc import Sequence
from enum import StrEnum


class Frame(StrEnum):
    MATERIAL_SAYS = "材料的说法是："
    SO = "是的，材料是这么说的："
    NOT_SO = "不是这样，材料的说法是："
    OTHER_FIGURE = "问题里的数和材料不一样，材料的说法是："
    BASIS = "依据是："
    RELATED = "材料里相关的话："
    BOUNDARY = "使用时留意："
    GAP = "材料缺的部分："
    WORKING = "算法："
    TRY_COST = "要试算，请告诉我留住一位老客户的成本，我按每种说法各算一列。"
    NOT_COVERED = "材料里没有找到能回答这个问题的内容。"
    LEFT = "一次回答五问，下面的请放到下一条再问："
    NEARBY = "材料里最接近的内容是："
    ASK_AGAIN = "可以换个说法再问，或者从上面选一个。"
    LOOK_AROUND = "可以换个说法再问，也可以到资料库看看材料讲了哪些内容。"
    NOT_ASKED_FOR = "要查清单里的某一条，请说明是哪一份清单："
    WELCOME = "想查什么，直接写问题就行：概念、清单、案例、怎么做都可以问，给出数字我可以一步步算。"


PARTS = "一二三四五"  # the numbers of a message's questions
NUMBERED = rf"[{PARTS}](?:、[{PARTS}])*"
PARTS_NOT_COVERED = re.compile(rf"^第({NUMBERED})问，材料里没有找到能回答的内容。$", re.MULTILINE)


def numbered(places: Sequence[int]) -> str:
    """The numbers of questions by their places, from 0 on."""
    return "、".join(PARTS[place] for place in places)


def parts_not_covered(places: Sequence[int]) -> str:
    """What is said of the questions of a message that the material does not answer."""
    return f"第{numbered(places)}问，材料里没有找到能回答的内容。"
