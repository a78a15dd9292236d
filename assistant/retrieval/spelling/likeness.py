"""How like one character is to another, to the ear and to the eye."""

from itertools import permutations

from assistant.retrieval.spelling.edits import Slip
from assistant.retrieval.spelling.sounds import blurred, common_readings, fuzzy, readings


def _pairs(groups: str) -> frozenset[tuple[str, str]]:
    """Any two characters of each group, either way round."""
    return frozenset(pair for group in groups.split() for pair in permutations(group, 2))


# One for the other makes another thing, however alike they sound or look.
_OPPOSITES = _pairs("""
大小中 多少 高低中 前后中 上下中 内外 新旧老 正反负 买卖 进出入 男女 强弱 快慢 长短 增减加 升降 好坏 优劣 东西南北 左右 早晚 主客 显隐 生死 供需 软硬
""")
# Mixed up by print, by handwriting, and by input by shape.
_LOOKALIKES = _pairs("""
己已巳 未末 本木 系糸 士土 理埋里 训川 侯候 折拆析 待侍持特 睡垂 换焕 柔揉 度渡镀 购构沟 值直植 象像 测侧则 份分 清请情晴 徒徙
拔拨 崇祟 刺剌 茶荼 令今 免兔 历厉 千干于 日曰目 田由甲申 力刀 王玉主 贝见 牛午 住往 怖布 抱报 洽恰给 培陪赔 牌碑脾 梯剃涕
销消稍锁 营莹管 竟竞兢 兑悦 推堆椎 组祖租阻 因困固 圆园员 贡贾费贵 货贷袋 循盾 径经轻 环坏怀 矩炬距 阵陈 链键建健 密蜜 宣宜
突窄 官宫 客容 守寸 村付 略咯 务条 户尸卢 严产 市布 场杨扬 战占 细纽 成戌戍 满瞒 流硫 程呈 合台 感惑 知和 核该 广厂 告吉
需雪 求来 动劝 新亲 差羞 异导 化代 服报 模漠 式试 传转 播翻 道首 会合 优忧 势执 境镜 政攻 策荣 效郊 率卒 信言 息思 通诵
达迭 教孝 育盲 利刊 得碍 失矢 线钱 络终 贷资 源原 类粪 型刑 定宁 位立泣 集隼 标栋 顾硕 负贞 识织职 维谁 护沪 交文 叉又
易昜 观现规 念含 视祝 史吏 期斯 望忘 忠患 诚城 计讣 划刘 反友 应座 情惰 制刺 造选 老考 去法 词伺 拉粒 挖挣 狠狼 辨辩 戴载
炼练 候喉 享亨 幻幼 幕慕 墓暮 蓝篮 拨泼 辛幸 岂启 抄炒 驰弛 洒酒 准淮 沾粘 仓仑 名各 孟盂 徽微 冶治 勿匆
""")
LOST = frozenset("□█▇▉�")  # printed where a character was lost


def likeness(written: str, meant: str) -> Slip:
    """What kind of slip it is to write the one character for the other."""
    if written in LOST:
        return Slip.LOST
    if (written, meant) in _OPPOSITES:
        return Slip.UNLIKE
    one, other = readings(written), common_readings(meant)
    if not set(one).isdisjoint(other):
        return Slip.SAME_SOUND
    if not set(map(fuzzy, one)).isdisjoint(map(fuzzy, other)):
        return Slip.NEAR_SOUND
    if (written, meant) in _LOOKALIKES:
        return Slip.ALIKE
    return Slip.UNLIKE if set(map(blurred, one)).isdisjoint(map(blurred, other)) else Slip.FAR_SOUND
