"""Messages that name nothing themselves, by a closed list of words: they ask for an aspect, or for examples, of what the conversation is about."""

import re

# 举个例子, 有没有案例; possessive, since several words begin alike
_ONLY_EXAMPLES = re.compile(
    r"(?:请|能|可以|麻烦|顺便|最好|再|都|也|各|分别|它|这个?|那个?|的|[举给说讲来有用拿]|没有?|什么|啥|哪些|哪个|几?个|一?[个下]|两个|具体|实际|真实|现实|典型|做得?好的|做得不错的|成功的|失败的|好的|反面的?|书上|材料里|课件里)*+"
    r"(?:例子|案例|实例|例)(?:说明|来?(?:讲|说)|是|有|一?下|什么|啥|哪些|哪个|吗|么|呢|呗|吧|嘛|没有?|给我|看看|听听|[?？。!！,，\s])*+"
)
# 效果怎么样, 难在哪, 谁提出来的: an aspect of something, and nothing by which that something could be known
_WORDS = (
    "效果 成效 结果 后果 成果 收效 例子 案例 实例 故事 优点 缺点 优缺点 优势 劣势 好处 坏处 "
    "利弊 作用 意义 用处 用途 特点 特征 特色 原因 理由 根源 障碍 难点 难处 困难 问题 风险 "
    "条件 前提 要求 标准 步骤 流程 过程 阶段 方法 办法 做法 措施 对策 策略 技巧 要点 重点 "
    "关键 核心 内容 组成 部分 要素 因素 影响 类型 种类 分类 层次 公式 算法 数字 数据 比例 "
    "来源 出处 来历 起源 由来 背景 作者 时间 年份 地方 名字 英文 全称 简称 意思 含义 定义 "
    "概念 区别 差别 差异 关系 联系 不同 相同 范围 适用 对象 目的 目标 启示 教训 道理 结论 "
    "误区 注意 事项 后续 后来 最后 情况 做好 做到 做 弄 搞 克服 解决 避免 提出 提 说明 说 讲 "
    "写 发现 发明 实施 执行 操作 落实 落地 推行 开始 应用 运用 使用 用 衡量 判断 评价 计算 "
    "算 解释 理解 看待 记住 记 区分 实现 改进 改善 改 得出 得到 证明 失败 成功 重要 具体 "
    "详细 简单 主要 适合 合适 有效 常见 典型 实际 难 好 坏 对 材料 课件 怎么样 怎么 怎样 "
    "如何 为什么 为啥 为何 凭什么 什么时候 什么 啥 哪里 哪儿 哪些 哪年 哪 年 多少 多久 多长 几天 几周 几个月 多大 "
    "几 谁 有没有 是不是 能不能 会不会 没有 有 没 是 的 得 了 着 过 呢 吗 吧 啊 呀 嘛 么 "
    "那么 那 这 它们 它 其中 其 他们 还 再 就 也 都 又 才 和 跟 与 于 为 在 从 把 被 给 让 "
    "会 能 可以 应该 该 要 需要 想 我们 我 你们 你 咱们 咱 个 种 条 些 点 项 样 次 步 一下 "
    "一 两 举 请 麻烦 两者 二者 两个 它俩 俩 介绍 列 分别 各自 管 分 各 第 所以 然后 比如 例如 里面 "
    "里 中 上 下 来 去 到 出 起 做成 当时 当初 现在 以后 以前 多 大 不 之 最"
).split()
_DO = (  # with an aspect's words, or alone: 怎么提高
    "提高 提升 增加 增强 降低 减少 加强 改变 建立 培养 选择 选 挑 处理 对付 应对 应付 防范 预防 "
    "准备 安排 推广 维护 维持 保持 巩固 扭转 展开 细说 体现 表现 管用 起作用 学 借鉴 照着 照搬 "
    "模仿 对照 检查 考核 控制 化解 缓解 弥补 补救 挽回 补 短板 弱点 弱项 强项 长处 短处 不足 "
    "毛病 长板 窍门 诀窍 招数 招 门槛 期限 频率 顺序 次序 先后 第一步 下一步 接下来 之后 后面 "
    "引用 引述 引用时 写方案 写报告 前面 分析 完 做完 干什么 干嘛 干 用到 用在 另一个 另外一个 另一种 另外那个 别的 其他 其余 "
    "剩下的 剩下 说法 写法 讲法 口径 不一样 不一致 矛盾 对不上 哪家 哪个 公司 品牌 牌子 国家 机构"
).split()
# 用到我们店里, 我们厂家该怎么应付: to one's own case
_OWN = (
    r"(?:我们|咱们?|我|自己)(?:这[种样家边]?|那[种样]?|自己)?的?"
    r"(?:[\u4e00-\u9fff]{0,2}(?:店|超市|厂|公司|企业|单位|部门|团队|行业|门店|商场)|厂家|厂商|商家|导购|销售|业务员|客户经理|营业员|这行|这里|这儿|这边)"
    r"(?:里|上|内)?"
)
_ASPECT = re.compile(f"(?:{_OWN}|{'|'.join(sorted(dict.fromkeys([*_WORDS, *_DO]), key=len, reverse=True))}|[,，。?？!！~～\\s])+")
_ASPECT_CHARS = 14


def only_examples(question: str) -> bool:
    """Whether a message asks for examples, and does not say of what: 举个例子, 有没有案例."""
    return bool(_ONLY_EXAMPLES.fullmatch(question))


def asks_aspect(question: str) -> bool:
    """Whether a message asks for an aspect of what the conversation is about, and names nothing itself: 效果怎么样, 难在哪, 谁提出来的."""
    return len(question) <= _ASPECT_CHARS and bool(_ASPECT.fullmatch(question))
