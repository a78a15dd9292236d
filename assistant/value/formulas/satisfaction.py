"""满意: perceived against expected, over one deal and several; and what the material says satisfaction brings."""

from dataclasses import replace
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Result, Step
from assistant.value.formulas.words import EACH_RISE_REASON, EARNS, PERCENT, PROFIT
from assistant.value.notation import shown, shown_large
from assistant.value.signature import (
    OWN_CLAIM,
    ZERO,
    Claims,
    Formula,
    Parameter,
    Side,
    Values,
    Working,
    claimed,
    count,
    money,
    needs,
    number,
    one_of,
    per_claim,
    rate,
    results_of,
    several,
    together,
    worked,
)

_AT_ZERO = "等于期望时算不算满意，材料没有说。"


def _verdict(gap: Fraction) -> str:
    return "满意" if gap > 0 else "不满意" if gap < 0 else "材料没有说等于期望时算不算满意"


def satisfaction_gap(values: Values) -> Working:
    """Perceived value minus expected value; above zero is satisfied, below is not, at zero the material says nothing. With a gap that is
    aimed at, what must be perceived, and how much of it is still missing."""
    if "aim" in values:
        return _perceived_for(values)
    perceived, expected = values["perceived"], values["expected"]
    gap = perceived - expected
    says = f"感知比期望{'高' if gap > 0 else '低'}{shown(abs(gap))}，结果是{_verdict(gap)}。"
    return worked(
        Step("满意差距", f"感知 {shown(perceived)} − 期望 {shown(expected)}", gap, "number"),
        conventions=("差距大于零是满意，小于零是不满意；" + _AT_ZERO,),
        headline=says if gap else f"感知正好等于期望，差距是{shown(gap)}；{_verdict(gap)}。",
    )


def _perceived_for(values: Values) -> Working:
    expected, aim = values["expected"], values["aim"]
    needed = Step("感知要达到", f"期望 {shown(expected)} + 想要的差距 {shown(aim)}", expected + aim, "number")
    says = f"感知要达到{shown(needed.value)}"
    if "perceived" not in values:
        return worked(needed, headline=f"{says}。")
    still = Step(
        "感知还差", f"{shown(needed.value)} − 现在的感知 {shown(values['perceived'])}", needed.value - values["perceived"], "number"
    )
    says += f"，现在还差{shown(still.value)}。" if still.value > 0 else "，现在已经达到。"
    return worked(needed, still, headline=says)


_HOPED = (
    "以为(?!自己)|(?:来|进门|进店)之?前|事先|期望|预期|期待|预想|指望|盼着|心里想|盘算"
    "|(?:来|订|买)(?:之)?(?:前|的时候)[^,;。]{0,3}想|心里[打给]|心想|想着|想的|想(?:得到|要|拿到|花)|希望|巴望|(?:原来|原先|原|本来?)(?:以为|想|觉得)"
)
_GOT = "临了|末了|临走|走的?时候|真正?到手|[拿得]到手|实际|感[知受]|结果|实得|实付|体验|真(?:做|用)|[用住吃做办学看玩听上]完|到头来|最后|[做用住]下来"

_PERCEIVED = (
    "(?:现在|目前|眼下)(?:的)?(?:感知|感受|得分|打分)?(?:才|只)?(?:是|有|打|得|到)(?=\\d)",
    "感[知受觉](?:到的)?(?:价值|质量|效果|分数?|得分)?",
    "实际(?:感[知受]|体验|效果|表现|得分?)?(?:价值)?",
    "体验(?:分|得分|下来)?(?:也)?",
    f"(?:{_GOT}|觉得)[^,;。\\d]{{0,4}}?(?:给|打|做到|得|有)?了?",
)
_EXPECTED = ("(?:心里)?(?:预期|期望|期待|预想|指望|盼着)(?:值|价值|期望|得?分)?", f"(?:{_HOPED})")

SATISFACTION_GAP = Formula(
    id="satisfaction-gap",
    title="满意差距",
    cues=(
        together(_HOPED, _GOT + "|[给打评]了|满意"),
        together("感[知受]|[打评给]了|体验", "满意", r"\d分|[一二两三四五六七八九十]分"),
        "满意差[值距]",
    ),
    parameters=(
        number("perceived", "感知", *_PERCEIVED),
        number("expected", "期望", *_EXPECTED),
        number(
            "aim",
            "想要的满意差距",
            "(?:想要?|要|希望|目标|打算)(?:的)?(?:满意)?差距(?:做到|达到|是|为|有)*",
            "满意差距(?:要|想要?|得|做到|达到|定在|拉到)+",
            bare=False,
        ),
    ),
    needs=(*needs("expected"), one_of("perceived", "aim")),
    card="satisfaction-gap",
    sections=("定义", "要点"),
    work=satisfaction_gap,
    measure=("[打给评]",),
    outcome=("满意度?(?:差距)?",),
    foreign="成本|付出|开销|花(?!期)|[两三四五六七八九\\d]次"
    # amounts are no scores, unless they are said to be hoped for or felt
    r"|\A(?=[\s\S]*\d\s*(?:万|元|块))(?![\s\S]*(?:期望|预期|期待|预想|感[知受]|满意|以为))",
    hints={
        "perceived": "后|完|做|下来|结果|实际|真|最终|到手|给|体验|感|打",
        "expected": "前|原|本来|以为|想|盼|指望|预|期|心里|承诺|宣传",
    },
    wants=together("满意|高兴|失望|超出|惊喜", "差[距多几]|差了|满意[吗不还没]|超出多少|算不算", r"分|\d"),
    asks="高兴吗|满意吗|满不满意|算不算满意|是不是满意|满意还是|满意没|会满意|能满意|算满意|满意不|怎么样",
)


def satisfaction_ledger(values: Values) -> Working:
    """(Perceived value − perceived cost) − (expected value − expected cost): getting less can satisfy where it cost less still."""
    got = values["perceived_value"] - values["perceived_cost"]
    hoped = values["expected_value"] - values["expected_cost"]
    steps = (
        Step("实际净得", f"实得 {shown(values['perceived_value'])} − 实付 {shown(values['perceived_cost'])}", got, "number"),
        Step("期望净得", f"期望所得 {shown(values['expected_value'])} − 期望付出 {shown(values['expected_cost'])}", hoped, "number"),
        Step("满意差距", f"实际净得 {shown(got)} − 期望净得 {shown(hoped)}", got - hoped, "number"),
    )
    says = f"实际净得{shown(got)}，期望净得{shown(hoped)}，差距是{shown(got - hoped)}，结果是{_verdict(got - hoped)}。"
    return Working(steps, (Result("满意差距", got - hoped, "number"),), ("所得和付出一起算，只看所得会判反；" + _AT_ZERO,), says)


_LEDGER = {
    "value": (
        "(?:能|会)?(?:得到?|获得|拿到|到手|享受到|吃到|学到|换(?:到|回来?|来)|收到)了?(?:的)?(?:价值|好处|利益)?",
        "所得",
        "(?:得到的?)?(?:价值|好处|利益|收益)",
        "(?:的)?(?:东西|货色|效果)",
        "(?:自己)?(?:说|觉得?|觉着|认为)?(?:能)?(?<!价)值(?!得|不)了?",
    ),
    "cost": (
        "(?:要|得|只|会|着|可)*(?:付出?|花费?|掏|费(?!用))了?",
        "(?:的)?(?:成本|本钱|代价)(?:才|只|就)?(?:花了?|用了?)?",
        "支付",
        "开销|开支|费用",
    ),
}

SATISFACTION_LEDGER = Formula(
    id="satisfaction-ledger",
    title="含成本的满意差距",
    cues=(together(_HOPED, "成本|付出|花|付|开销", _GOT),),
    parameters=(
        *(number(f"perceived_{name}", label, *_LEDGER[name], party="perceived") for name, label in (("value", "实得"), ("cost", "实付"))),
        *(
            number(f"expected_{name}", label, *_LEDGER[name], party="expected")
            for name, label in (("value", "期望所得"), ("cost", "期望付出（期望成本）"))
        ),
    ),
    sides=(Side("expected", _HOPED), Side("perceived", _GOT)),
    needs=needs("perceived_value", "perceived_cost", "expected_value", "expected_cost"),
    card="satisfaction-ledger",
    sections=("怎么用", "要点"),
    work=satisfaction_ledger,
    outcome=("满意度?(?:差距)?",),
    hints={
        f"{party}_{name}": words
        for party in ("perceived", "expected")
        for name, words in (("value", "得|好处|价值|利益|收获|到手|享受"), ("cost", "花|付|掏|成本|代价|出"))
    },
    asks=SATISFACTION_GAP.asks,
)


def overall_satisfaction(values: Values) -> Working:
    """Mean of the gaps of several deals, all with the same weight, which the material does not give.

    A gap is given, or what was felt less what was expected, each time or every time the same.
    """
    steps: list[Step] = []
    gaps = several(values, "gaps")
    if not gaps:
        felt, hoped = several(values, "perceived"), several(values, "expected")
        if len(hoped) not in (1, len(felt)):
            raise ValueModelError(
                f"感知给了{len(felt)}次，期望却给了{len(hoped)}次，对不上。请每次都给出期望和感知，期望都一样就只写一个。"
            )
        hoped = hoped * len(felt) if len(hoped) == 1 else hoped
        gaps = [got - wanted for got, wanted in zip(felt, hoped, strict=True)]
        steps = [
            Step(f"第{at}次的满意差距", f"感知 {shown(got)} − 期望 {shown(wanted)}", got - wanted, "number")
            for at, (got, wanted) in enumerate(zip(felt, hoped, strict=True), start=1)
        ]
    if len(gaps) < 2:
        raise ValueModelError("整体满意要看几次交易，现在只有一次。请把每次交易的满意差距都写出来，例如“+0.6、-0.3”。")
    mean = sum(gaps, Fraction(0)) / len(gaps)
    terms = " + ".join(shown(gap) if gap >= 0 else f"({shown(gap)})" for gap in gaps)
    whole = Step("整体满意差距", f"({terms}) ÷ {len(gaps)}", mean, "number")
    says = f"{len(gaps)}次交易等权平均，整体满意差距是{shown(mean)}，总的看{_verdict(mean)}。"
    return Working((*steps, whole), results_of((whole,)), ("材料没有给各次交易的权重，等权平均只是补充的算法。",), says)


OVERALL_SATISFACTION = Formula(
    id="overall-satisfaction",
    title="整体满意差距",
    cues=(
        together("整体满意|累[计积]满意|总体满意|总的满意|(?:几|[两二三四五六七八九多]|\\d)[次单笔趟回](?:交易|购买|消费|服务)?", "满意"),
    ),
    parameters=(
        Parameter("gaps", "每次交易的满意差距", (), "number", many=True),
        Parameter("expected", "每次的期望", _EXPECTED, "number", many=True),
        Parameter("perceived", "每次的感知", _PERCEIVED, "number", many=True),
    ),
    needs=(one_of("gaps", ("expected", "perceived")),),
    exclusive=(("gaps", "expected"), ("gaps", "perceived")),
    card="txn-vs-cumulative",
    sections=("怎样汇成整体", "缺失"),
    work=overall_satisfaction,
    own=r"(?:\d+|[一二两三四五六七八九十]+)[次单笔回趟个位碗]",
    in_material=False,
    asks="满意",
    wants="(?:整体|总体|总的|累[计积])满意",
)


# 满意度提高五个百分点，利润增加一倍: one point, not a line


def satisfaction_profit(values: Values) -> Working:
    """Profit × (1 + the gain), for the one rise in satisfaction that the material names; from the profit that is aimed at, the present one."""
    if "aim" in values:
        return _profit_before(values)
    known, gain, profit = values["known_points"], values["gain"], values["profit"]
    if "own_gain" in values:
        gain = values["own_gain"]
        own = Step("满意度提高后的利润", f"原来的利润 {shown(profit)} × (1 + {shown(gain, 'rate')})", profit * (1 + gain), "money")
        return worked(
            own,
            conventions=(
                f"利润的增幅按您给的{shown(gain, 'rate')}算；材料的说法是提高{shown(known, 'points')}、利润增加{shown(values['gain'], 'rate')}，这里没有用。",
            ),
            headline=f"按您给的增幅，利润变成{shown_large(own.value, 'money')}。",
        )
    step = Step("满意度提高后的利润", f"原来的利润 {shown(profit)} × (1 + {shown(gain, 'rate')})", profit * (1 + gain), "money")
    return worked(
        step,
        conventions=(f"只有提高{shown(known, 'points')}这一个对应，不能推到别的幅度；材料没有注明出处。",),
        headline=f"按材料的说法，满意度提高{shown(known, 'points')}，利润变成{shown_large(step.value, 'money')}。",
    )


def _profit_before(values: Values) -> Working:
    gain = values.get("own_gain", values["gain"])
    if gain <= -1:
        raise ValueModelError(f"利润的增幅是{shown(gain, 'rate')}，倒推不出原来的利润。请给出大于−100%的增幅。")
    step = Step("原来要有的利润", f"想做到的利润 {shown(values['aim'])} ÷ (1 + {shown(gain, 'rate')})", values["aim"] / (1 + gain), "money")
    source = (
        "按您给的增幅"
        if "own_gain" in values
        else f"按材料的说法，满意度提高{shown(values['known_points'], 'points')}、利润增加{shown(gain, 'rate')}"
    )
    return worked(
        step,
        conventions=(f"{source}倒推；材料没有注明出处，也不能推到别的幅度。",),
        headline=f"{source}，想做到{shown_large(values['aim'], 'money')}，原来的利润要有{shown_large(step.value, 'money')}。",
    )


_RISE = Fraction(5, 100)


def _other_rise(values: Values) -> str:
    risen = values["after"] - values["before"] if {"before", "after"} <= values.keys() else _RISE
    points = values.get("points", risen)
    if "own_gain" in values:
        return "" if points == risen or not {"before", "after"} <= values.keys() else EACH_RISE_REASON
    if points == _RISE:
        return ""
    return (
        f"材料只给了一个对应：满意度提高{shown(_RISE, 'points')}，利润增加一倍。"
        f"提高{shown(points, 'points')}会怎样，材料没有说，不能按比例外推，所以不算。"
    )


SATISFACTION_PROFIT = Formula(
    id="satisfaction-profit",
    title="满意度与利润",
    cues=(together("满意(?:度|率)", f"{PROFIT}|{EARNS}|年利(?!率)"),),
    parameters=(
        Parameter(
            "points",
            "满意度提高的百分点",
            (
                "满意[度率](?:如果|若|要是)?(?:再|每|只|能)?(?:提[高升]|增加|上升|涨|升|多|往上[提走拱抬])了?",
                "(?:提[高升]|增加|上升|涨|升)了?(?=[^,。;]{0,6}点)",
            ),
            "points",
            change=True,
            lone=True,
        ),
        money(
            "profit",
            "原来的利润",
            f"(?:原来|现在|目前|去年|今年|原有|当前|一?年|公司|企业|我们)*(?:的)?(?:净|总)?{PROFIT}",
            "年利(?![率润])",
            f"净?{EARNS}了?",
            minimum=None,
            paid="either",
            lone=True,
        ),
        money(
            "aim",
            "想做到的利润",
            f"(?:想要?|要|打算|目标|希望|计划)(?:是|为|把)?(?:一?年|公司|全年)?(?:的)?(?:净|总)?(?:{PROFIT})?(?:做到|达到|变成|有|是)+(?:一?年|全年)?(?:的)?(?:净|总)?(?:{PROFIT})?(?=[\\d.一二三四五六七八九十百千]+[万元块亿])",
            paid="either",
            bare=False,
        ),
        rate("before", "原来的满意度", "满意[度率](?:原来|现在|目前)?(?:从|由)?", "从|由"),
        rate("after", "后来的满意度", "(?:提[高升]?|涨|升|增加|变|下降|降)(?:到|至|成)了?", "到|至"),
        Parameter(
            "own_gain",
            "利润的增幅",
            (f"{PROFIT}(?:就|会|能|可以|也|大概|平均|再)*(?:提[高升]|增加|增长?|上升|涨|升|多)了?(?={PERCENT})",),
            "rate",
            change=True,
            bare=False,
        ),
        Parameter("known_points", "材料里满意度提高的百分点", (), "points", fact="ratio-4-points"),
        Parameter("gain", "材料里利润的增幅", (), "rate", fact="ratio-4-profit"),
    ),
    needs=(one_of("profit", "aim"),),
    exclusive=(("profit", "aim"),),
    refuses=_other_rise,
    apart=True,
    own=r"[5五]个?(?:百分)?点|5%|百分之五(?!十)|[一1]倍|100%",
    foreign="员工满意",
    card="ratio-4",
    sections=("利润", "要点"),
    work=satisfaction_profit,
)


# 购买意愿 and 不满意的传播: each claim of its own


def purchase_intent(values: Values) -> Working:
    """The intent of a very satisfied customer under each claim, from that of a satisfied one."""
    steps = per_claim(values, "满意客户的购买意愿", values["intent"], "number")
    doubt = () if OWN_CLAIM in values else ("“高出六倍”按字面是7倍，旁边标的却是1∶6；讲的是购买意愿，不是成交量。",)
    return worked(*steps, conventions=doubt)


PURCHASE_INTENT = Formula(
    id="purchase-intent",
    title="非常满意客户的购买意愿",
    cues=(together("购买意愿|意愿|再买", "满意"),),
    parameters=(
        number(
            "intent",
            "满意客户的购买意愿",
            "(?:一般|普通)?满意(?:的)?(?:客户|顾客|客人)?(?:的)?(?:购买)?意愿(?:指数|分|记作|算|记)?",
            lone=True,
        ),
        Parameter(OWN_CLAIM, "非常满意是满意的倍数", (), "multiple", lone=True, minimum=ZERO),
    ),
    needs=needs("intent"),
    card="conflict-purchase-intent",
    sections=("说法",),
    work=purchase_intent,
    outcome=("(?:非常|很|特别|十分)满意(?:的)?(?:客户|顾客|客人)?(?:的)?(?:购买)?意愿?",),
    own="[67六七]倍",
    answer="{label}，非常满意客户的购买意愿是{value}。",
    claims=Claims("conflict-purchase-intent", "multiple"),
)


def word_of_mouth(values: Values) -> Working:
    """People reached by dissatisfied customers under each claim: their number times how many each tells or affects; or, from the people
    that were reached, how many customers were dissatisfied."""
    if "recovered" in values:
        return _without_recovered(values)
    if "reached" in values:
        reached, claims = values["reached"], claimed(values)
        if not all(told for _, told in claims):
            raise ValueModelError("一位不满意的客户告诉0人，就没有人被波及，倒推不出不满意的客户数。请给出大于零的人数。")
        back = tuple(
            Step(f"按“{label}”，不满意的客户", f"波及的人数 {shown(reached)} ÷ {shown(told)}", reached / told, "人")
            for label, told in claims
        )
        says = "；".join(f"{step.label}大约有{shown(step.value, '人')}" for step in back)
        return worked(*back, conventions=("没有扣除重复听到的人，也没有算二次传播，不含客户本人。",), headline=f"{says}。")
    steps = per_claim(values, "不满意的客户", values["dissatisfied"], "人")
    return worked(
        *steps,
        conventions=(
            *(() if OWN_CLAIM in values else ("“告诉”和“影响”不是一回事，两种说法可以并存。",)),
            "没有扣除重复听到的人，也没有算二次传播，不含客户本人。",
        ),
    )


def _without_recovered(values: Values) -> Working:
    """The people whom those still reach who were not won back."""
    dissatisfied, recovered = values["dissatisfied"], values["recovered"]
    if recovered > dissatisfied:
        raise ValueModelError(f"补救好的{shown(recovered, '人')}比不满意的{shown(dissatisfied, '人')}还多，请核对。")
    left = Step("还不满意的客户", f"{shown(dissatisfied)} − 补救好的 {shown(recovered)}", dissatisfied - recovered, "人")
    rest = {name: value for name, value in values.items() if name != "recovered"} | {"dissatisfied": left.value}
    working = word_of_mouth(rest)
    return replace(working, steps=(left, *working.steps))


WORD_OF_MOUTH = Formula(
    id="word-of-mouth",
    title="坏口碑波及的人数",
    cues=(
        together(
            "不满|投诉|差评|抱怨|得罪|生气|气走|气跑|一肚子[火气]|窝着?火|火大|坏口碑|坏话|不高兴|惹恼|惹毛|负面",
            "传|告诉|影响|波及|听[到说]|[说讲]给|知道|扩散|多少人|几个人|人数",
        ),
    ),
    parameters=(
        count(
            "dissatisfied",
            "不满意的客户数",
            "人",
            "不满意?(?:的)?(?:客户|顾客|客人|用户|会员|人)?(?:数|有|共|一共)?",
            "(?:投诉|差评|抱怨|得罪|惹恼|惹毛|生气|气走|气跑)(?:了|的)?(?:客户|顾客|客人|人)?(?:数|有)?",
            lone=True,
        ),
        count(
            OWN_CLAIM,
            "每位不满意的客户告诉的人数",
            "人",
            "(?:一个|一人|每[个位]?|一位|平均|单个)[^,;。\\d]{0,12}?(?:跟|和|向|对|告诉|影响|传给|讲给|说给|波及|传|讲)",
            bare=False,
        ),
        count(
            "reached",
            "波及的人数",
            "人",
            "(?:一共|总共|已经|最后|大概|大约|差不多)*(?:有)?(?:波及|传到|传给|影响|告诉|听说|扩散到)了?(?:一共|总共|大概|大约)*",
            "(?:波及|影响|传到|听[说到]|知道)[^,;。\\d]{0,8}?的(?:人|顾客|客户)?(?:数|一共|总共)?(?:要|得)?(?:压|控制|限制|降|减少?)?(?:在|到|有|是|共)",
            bare=False,
        ),
        count(
            "recovered",
            "补救好的客户数",
            "人",
            "(?:其中|里面|里头)(?:的|有)?(?=\\d+[个人位名]?[^,;。\\d]{0,12}(?:补救|挽回|安抚|解决|处理好|哄好|道了?歉|不会再))",
            "(?:补救|挽回|安抚|哄|解决|处理)(?:好|回来?|住)?了",
            bare=False,
        ),
    ),
    needs=(one_of("dissatisfied", "reached"), one_of("dissatisfied", when=("recovered",))),
    exclusive=(("dissatisfied", "reached"), ("reached", "recovered")),
    card="conflict-word-of-mouth",
    sections=("说法",),
    work=word_of_mouth,
    outcome=("(?:影响|波及|告诉|传给|传到)",),
    own=r"[85八五](?:个|人)*(?:还是|到|至|[-~])|(?<=传)十|(?<=影响)[85八五]个?人?|(?:8到10|8[-~至]10|8|10|5|五|八|十)个?人(?=听|受|知|讲|说)|(?<=跟)[8八]|(?<=[一1]个人跟)[8八]到10个",
    foreign="多久|多长时间",
    answer="{label}，大约波及{value}。",
    claims=Claims("conflict-word-of-mouth", "count"),
)
