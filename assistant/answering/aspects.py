"""Which aspect of a thing a question asks for, by the headings of the sections that tell it: 有什么用 is told under 作用, 难在哪 under 难点."""

import re

_FOR_WHAT = ("作用", "用处", "用途", "好处", "意义", "为什么", "目的", "重要性")
_REASONS = ("原因", "理由", "道理", "为什么")
_ASPECTS = tuple(
    (re.compile(asked), frozenset(headings))
    for asked, headings in (
        (
            "有(?:什么|啥|何)用(?!户)|作用|用处|用途|好处|意义|益处|目的|图(?:个)?(?:什么|啥)|为的是|(?:为什么|为啥|干嘛|何必|凭什么)(?:非?要|得|还要)",
            _FOR_WHAT,
        ),
        ("为什么|为啥|为何|原因|凭什么|怎么会|咋会|理由|缘由|(?:怎么|咋)(?:就)?(?:黄|垮|输|败|没成)", _REASONS),
        ("说明了?(?:什么|啥)|道理|启[示发]|教训|想告诉", ("说明什么", "道理", "启示", "小结", "结论")),
        ("结果|后来|效果|成效|下场|怎么样了", ("结果", "效果", "后续", "成果")),
        ("谁(?:最早|最先|首先)?(?:提|说|讲|发明|创|写)|出自|来历|由来|起源|怎么来的|来源", ("谁提出的", "来历", "来源", "起源", "简史")),
        ("缺点|弊端|不足|局限|坏处|短板", ("缺点", "优缺点", "局限", "劣势")),
        ("优点|长处|强在", ("优点", "优缺点", "优势", "好处")),
        ("难点|难在|障碍|困难|挑战", ("难点", "障碍", "困难")),
        ("误区|误解", ("误区",)),
        ("适用|适合(?:什么|哪|谁)", ("适用", "适用对象")),
        ("依据|根据(?:什么|啥)|凭什么分|怎么分(?:类|型|出来)", ("依据",)),
        ("公式|怎么(?:计)?算|如何计算", ("公式",)),
        ("特点|特征|特色", ("特点", "特征")),
        ("条件|前提", ("条件", "前提")),
        ("背景", ("背景",)),
    )
)


def headings_asked(question: str) -> frozenset[str]:
    """The headings under which cards tell the aspects that a question asks for; none where it asks for none of these."""
    return frozenset().union(*(headings for asked, headings in _ASPECTS if asked.search(question)))
