"""Traditional characters and the wordings of Taiwan."""

import re
from collections.abc import Callable
from functools import cache

# Wordings of Taiwan for what this field speaks of, in traditional characters. OpenCC's own phrases (tw2sp) are those of computing, and spoil others:
# they make 核心 a kernel (内核), 建立 a creation of objects (创建) and 整合营销 a system's integration (集成).
# The look-arounds keep 銀行銷售, 交通路線, 通訊錄 whole.
_TAIWAN = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        ("(?<![銀商同])行銷(?![售量路往毀戶])", "營銷"),
        ("(?<![交打接])通路(?![線段況徑口])", "渠道"),
        ("(銷售|營銷|溝通|分銷|服務|多)管道", r"\1渠道"),
        ("市佔率", "市場佔有率"),
        ("區隔", "細分"),
        ("變數", "變量"),
        ("(?<!感)知覺(價值|品質|質量|利得|利失|風險|績效|效果)", r"感知\1"),
        ("(服務|產品|感知)品質", r"\1質量"),
        ("品牌權益", "品牌資產"),
        ("客訴", "客戶投訴"),
        ("企劃", "策劃"),
        ("客製化?", "定製"),
        ("目標客群", "目標客戶"),
        ("理財專員|理專", "理財經理"),
        ("教育訓練", "培訓"),
        ("加值服務", "增值服務"),
        ("營收", "營業收入"),
        ("再購(?!買)|回購", "重複購買"),
        ("折價券", "優惠券"),
        ("保固", "保修"),
        ("聯絡", "聯繫"),
        ("支援", "支持"),
        ("專案", "項目"),
        ("簡報", "幻燈片"),
        ("資訊", "信息"),
        ("軟體", "軟件"),
        ("硬體", "硬件"),
        ("網際網路", "互聯網"),
        ("網路", "網絡"),
        ("寬頻", "寬帶"),
        ("簡訊", "短信"),
        ("通訊(?!錄)", "通信"),
        ("行動(電話|通信|用戶|業務|網絡|支付|上網)", r"移動\1"),
        ("智慧型?手機", "智能手機"),
        ("數位(?=化|整|營|技|產|時|相)", "數字"),
        ("影片", "視頻"),
        ("螢幕", "屏幕"),
        ("晶片", "芯片"),
        ("印表機", "打印機"),
        ("筆記型電腦|筆電", "筆記本電腦"),
        ("便利商店|超商", "便利店"),
        ("量販店", "大賣場"),
        ("速食麵|泡麵", "方便麵"),
        ("速食", "快餐"),
        ("達美樂披薩", "達美樂比薩"),
        ("計程車", "出租車"),
        ("公車", "公交車"),
        ("捷運", "地鐵"),
        ("宅配", "快遞"),
        ("提款機", "取款機"),
        ("電信業者", "電信運營商"),
        ("奇異公司", "通用電氣"),
        ("凌志", "雷克薩斯"),
        ("賓士", "奔馳"),
        ("寶僑|寶鹼", "寶潔"),
        ("嬌生", "強生"),
        ("全錄", "施樂"),
        ("易利信", "愛立信"),
        ("新力(?=公司|電視|隨身聽|的|和|、)", "索尼"),
        ("威名百貨", "沃爾瑪"),
        ("華爾?頓", "沃爾頓"),
        ("杜拉克", "德魯克"),
        ("麥可[·‧．]?波特", "邁克爾·波特"),
        ("李維特", "萊維特"),
        ("賴茲", "里斯"),
        ("屈特", "特勞特"),
        ("赫茲伯格", "赫茨伯格"),
        ("帕雷托|柏拉圖(?=法則|分析|原理|圖)", "帕累托"),
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

    convert: Callable[[str], str] = OpenCC("tw2s").convert
    return convert
