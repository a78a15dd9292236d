"""The other side of what was asked: 开店的内部因素有哪些, then 外面的呢."""

import re

# 内部因素有哪些, 外面的呢: the other side of a pair
_PAIRS = (
    (("内部", "内在", "里面", "里头", "对内"), ("外部", "外在", "外面", "外头", "对外")),
    (("优势", "强项", "长处"), ("劣势", "短板", "弱项", "弱点", "短处")),
    (("优点", "好处"), ("缺点", "坏处")),
    (("机会",), ("威胁",)),
    (("支持",), ("反对",)),
    (("赞成",), ("反对",)),
    (("成功",), ("失败",)),
    (("新客户", "新顾客", "新客"), ("老客户", "老顾客", "老客")),
    (("最高", "最上面", "最顶上", "最上"), ("最低", "最下面", "最底下", "最下")),
    (("购买前", "买之前", "交易前", "售前"), ("购买后", "买之后", "交易后", "售后")),
    (("自下而上", "由下至上", "从下往上"), ("自上而下", "由上至下", "从上往下")),
    (("有形",), ("无形",)),
    (("短期",), ("长期",)),
    (("主动",), ("被动",)),
    (("直接",), ("间接",)),
    (("利得", "所得"), ("利失", "付出")),
    (("正向", "正面"), ("负向", "负面")),
    (("宏观",), ("微观",)),
    (("线上",), ("线下",)),
    (("不满意",), ("满意",)),
)
_REVERSED = re.compile(r"^(?:反过来|相反|反之|倒过来|反着)(?:的|那种|那边)?$")
_PAIR_CHARS = 4  # besides the word itself, of a message that names the other side


def turned_round(question: str, subject: str) -> str | None:
    """The question about the other side of what it asks for, where `subject` names that or says that it is meant: 内部因素有哪些, 外面 → 外面因素有哪些."""
    for sides in _PAIRS:
        for here, there in (sides, sides[::-1]):
            asked = next((word for word in here if word in question), "")
            meant = next((word for word in there if word in subject), "")
            if not asked or any(word in question.replace(asked, "") for word in there):
                continue
            if _REVERSED.match(subject):
                return question.replace(asked, there[0], 1)
            if meant and asked not in subject.replace(meant, "") and len(subject) - len(meant) <= _PAIR_CHARS:
                return question.replace(asked, meant, 1)
    return None
