"""Traditional characters and the wordings of Taiwan."""

import re
from collections.abc import Callable
from functools import cache

# Wordings of this field in Taiwan that OpenCC's phrases lack. The look-arounds keep 銀行銷售 and 交通路線 whole.
_TAIWAN = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        ("(?<![銀商同])行銷(?![售量路往毀戶])", "營銷"),
        ("(?<![交打接])通路(?![線段況徑口])", "渠道"),
        ("市佔率", "市場佔有率"),
        ("客訴", "客戶投訴"),
        ("企劃", "策劃"),
        ("客製化?", "定製"),
        ("目標客群", "目標客戶"),
        ("業務員", "銷售員"),
        ("加值服務", "增值服務"),
        ("保固", "保修"),
        ("殺價", "砍價"),
        ("奇異公司", "通用電氣"),
        ("凌志", "雷克薩斯"),
        ("賓士", "奔馳"),
        ("達美樂披薩", "達美樂比薩"),
        ("速食店", "快餐店"),
        ("計程車", "出租車"),
        ("電信業者", "電信運營商"),
        ("專案", "項目"),
        ("簡報", "幻燈片"),
    )
)


def simplified(text: str) -> str:
    """`text` in simplified characters and mainland wordings; simplified text comes back as it is.

    GB 2312 holds the simplified characters, so only a text with others is looked at more closely, and OpenCC loaded.
    """
    text = text.replace("麽", "么")  # written in simplified texts too, and unknown to OpenCC
    others = set(text).difference(text.encode("gb2312", "ignore").decode("gb2312"))
    if all(_opencc()(char) == char for char in others if "\u3400" <= char <= "\u9fff"):
        return text
    for pattern, meant in _TAIWAN:
        text = pattern.sub(meant, text)
    return _opencc()(text.replace("么", "麼"))  # OpenCC takes 么 for the traditional form of 幺


@cache
def _opencc() -> Callable[[str], str]:
    from opencc import OpenCC  # 15 ms and 8 MB, which few questions need

    convert: Callable[[str], str] = OpenCC("tw2sp").convert
    return convert
