"""顾客让渡价值 = 整体顾客价值 − 整体顾客成本 (Kotler; the material's cards say so), of one offer and of two compared."""

from collections.abc import Container
from dataclasses import replace
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Result, Step
from assistant.value.formulas.words import CUSTOMER
from assistant.value.notation import shown, shown_large
from assistant.value.signature import ZERO, Formula, Need, Parameter, Values, Working, money, one_of, together

VALUE_PARTS = ("product_value", "service_value", "personnel_value", "image_value")
COST_PARTS = ("money_cost", "time_cost", "energy_cost", "physical_cost")
_ONE_UNIT = "价值和成本都折成同一货币单位；时间、精力、体力折成多少元由使用者给定。"


def delivered_value(values: Values) -> Working:
    """Total customer value minus total customer cost, each given whole or by its four parts; with a target, what it leaves for the other."""
    return _for_target(values) if "target" in values else _delivered(values)


def _delivered(values: Values) -> Working:
    steps = list(_total(values, "total_value", VALUE_PARTS, "整体顾客价值"))
    steps += _total(values, "total_cost", _cost_parts(values), "整体顾客成本")
    totals = {step.label: step.value for step in steps}
    value = totals.get("整体顾客价值", values.get("total_value", ZERO))
    cost = totals.get("整体顾客成本", values.get("total_cost", ZERO))
    steps.append(Step("顾客让渡价值", f"整体顾客价值 {shown(value)} − 整体顾客成本 {shown(cost)}", value - cost, "money"))
    return Working(tuple(steps), (Result("顾客让渡价值", value - cost, "money"),), (_ONE_UNIT,))


def _for_target(values: Values) -> Working:
    """What the cost may come to at most, or the value at least, for a delivered value of `target`; with both given, how far it is off."""
    target = values["target"]
    cost_parts = _cost_parts(values)
    has_value, has_cost = (is_whole(values, total, parts) for total, parts in (("total_value", VALUE_PARTS), ("total_cost", cost_parts)))
    if has_value and has_cost:
        working = _delivered({name: value for name, value in values.items() if name != "target"})
        value = working.results[0].value
        gap = Step("离目标还差", f"目标 {shown(target)} − 顾客让渡价值 {shown(value)}", target - value, "money")
        return Working((*working.steps, gap), (*working.results, Result(gap.label, gap.value, "money")), working.conventions)
    known, known_parts, known_label = (
        ("total_value", VALUE_PARTS, "整体顾客价值") if has_value else ("total_cost", cost_parts, "整体顾客成本")
    )
    steps = list(_total(values, known, known_parts, known_label))
    given = steps[0].value if steps else values[known]
    if has_value:
        parts, sought, most = cost_parts, "整体顾客成本", "最多"
        steps.append(Step(sought, f"整体顾客价值 {shown(given)} − 目标让渡价值 {shown(target)}", given - target, "money"))
    else:
        parts, sought, most = VALUE_PARTS, "整体顾客价值", "至少要"
        steps.append(Step(sought, f"整体顾客成本 {shown(given)} + 目标让渡价值 {shown(target)}", given + target, "money"))
    others = [name for name in parts if name in values]
    if others:
        left = "、".join(_LABELS[name] for name in parts if name not in values)
        less = "".join(f" − {_LABELS[name]} {shown(values[name])}" for name in others)
        rest = steps[-1].value - sum((values[name] for name in others), ZERO)
        steps.append(Step(left, f"{sought} {shown(steps[-1].value)}{less}", rest, "money"))
    last = steps[-1]
    says = f"要让渡价值做到{shown_large(target, 'money')}，{last.label}{most}{shown_large(last.value, 'money')}。"
    if last.value < 0:
        says += "这是负数：" + (
            "价值还不到目标，成本再低也做不到。" if has_value and not others else "已经给的数就超过了，要么调目标，要么改已给的数。"
        )
    return Working(tuple(steps), (Result(last.label, last.value, "money"),), (_ONE_UNIT,), says)


def _cost_parts(given: Container[str]) -> tuple[str, ...]:
    """The parts of the cost, those besides money in one where they are given so."""
    return ("money_cost", "effort_cost") if "effort_cost" in given else COST_PARTS


def is_whole(given: Container[str], total: str, parts: tuple[str, ...]) -> bool:
    """Whether a side is given as its total or by all its parts."""
    return total in given or all(name in given for name in parts)


def _total(values: Values, total: str, parts: tuple[str, ...], label: str) -> tuple[Step, ...]:
    """The step that adds up the parts where the total is not given. Raises ValueModelError where both are and contradict."""
    given = [values[name] for name in parts if name in values]
    parts_sum = sum(given, ZERO)
    if total not in values:
        return (Step(label, " + ".join(f"{_LABELS[name]} {shown(values[name])}" for name in parts), parts_sum, "money"),)
    if parts_sum > values[total] or (len(given) == len(parts) and parts_sum != values[total]):
        raise ValueModelError(f"{label}给的是{shown(values[total], 'money')}，分项加起来却是{shown(parts_sum, 'money')}，请核对后再算。")
    return ()


# Names too short to count inside another word: 价值 is the total in “价值1400，成本1140”, not in “产品的价值”.
_ALONE = r"(?:(?<![一-鿿])|(?<=[和与及跟万元块亿把])|(?<=要是)|(?<=如果))"
_SUM = r"(?:四项)?(?:合计|总共|一共|总和|总计|总额|加起来)"
_DELIVERED = (f"{CUSTOMER}?让[渡度]价值", "让渡", "delivered value", "cdv")

_PARTS: tuple[Parameter, ...] = (
    money("product_value", "产品价值", "产品价?值", "产品", "(?:货|东西|商品|机器|车|房子?|菜)(?:本身|品)?(?:我?觉得)?(?:价?值)?"),
    money("service_value", "服务价值", "服务价?值", "(?:售后|上门)?服务(?:价?值)?"),
    money(
        "personnel_value", "人员价值", "人员价?值", "(?:人员|店员|销售员?|员工|导购|服务人员|师傅|伙计|人(?!民币|均))(?:好|热情)?(?:价?值)?"
    ),
    money("image_value", "形象价值", "(?:品牌|牌子)?形象价?值", "(?:大厂|大)?(?:品牌|牌子)?(?:的)?(?:形象|面子|名气|口碑)", "品牌|牌子"),
    money(
        "money_cost",
        "货币成本",
        "(?:金钱|货币|现金)(?:成本|价格)?",
        "(?:花的)?(?:钱|价格|价钱|售价|货款|标价)",
        "实付",
        "(?:顾客|客户|客人)?(?:要|得)?(?:花费|花钱|花了?|付了?|掏了?)",
        "卖(?:价|到|了)?(?=\\d)",
    ),
    money("time_cost", "时间成本", "(?:花的|费的|搭的|耽误的?|等的?)?(?:时间|工夫|功夫)", "等(?:货|人|车|餐|位|候)"),
    money("energy_cost", "精力成本", "精[力神](?:[/、]?精[力神])?(?:成本)?", "(?:费|劳|伤|操)(?:的)?[神心]"),
    money("physical_cost", "体力成本", "(?:出|费|花)?(?:的)?(?:体力|力气?)", "跑腿", "出力"),
)
_EFFORT_PART = "(?:时间|工夫|功夫|精[力神]|体力|力气)(?:成本)?"
_ERRAND = "(?:跑腿|跑路|路上|排队|等[候位]|操心|搬运|折腾|奔波|来回跑?)"  # what costs time and strength alike
_EFFORT = money(
    "effort_cost",
    "非货币成本",
    f"(?<![、和跟与加]){_EFFORT_PART}(?:[、和跟与加,]?{_EFFORT_PART}){{2}}(?:这?[三3][样项个块])?(?:成本)?(?:都)?(?=合计|合起来|合在?一[起块]|加起来|加一[起块]|一共|总共|统共|总计|折成|折合|折下来)",
    "非货币(?:的)?成本(?:合计|一共|总共)?",
    f"{_ERRAND}(?:[、和跟加]?{_ERRAND})+(?:花|费|用|搭)?(?:的|掉)?(?:时间|工夫|功夫|精[力神]|力气)?",
    bare=False,
)
_TOTALS: tuple[Parameter, ...] = (
    money(
        "total_value",
        "整体顾客价值",
        f"(?:整体|总){CUSTOMER}?价值",
        f"{CUSTOMER}(?:整体|总)?价值",
        f"价值{_SUM}(?:他|她|{CUSTOMER}|人家|对方)?(?:认|值)?",
        "总利益",
        "(?:总|全部|一共的|得到的)?好处(?:加起来|合计|一共|总共)?",
        "(?:东西|心里|货)?(?:客人|顾客|客户)?(?:心里|觉得)(?:总共|一共)?(?:能|也就|大概)?值",
        "得到的",
        "连[^,;。\\d]{1,10}带[^,;。\\d]{1,12}?(?:值|顶得?上|有)",
        # 觉得这套护肤品值1680, but not 觉得服务值300
        "(?:总共|一共|统共|拢共|合计|整个|全部|加起来)(?:能|也)?值",
        "(?:觉得|认为|看来|眼里|心里|说)(?:它|这|那|总共|一共|能|也就|大概|怎么也)*值",
        "觉得(?:(?!产品|服务|人员|形象|货|机器|师傅|牌子|品牌|东西[^。\\n]{0,12}(?:服务|人员|店员|师傅|牌子|形象))[^,;。\\d\\s]){0,8}值",
        "tcv",
        f"{_ALONE}价值",
    ),
    money(
        "total_cost",
        "整体顾客成本",
        f"(?:整体|总){CUSTOMER}?成本",
        f"{CUSTOMER}(?:整体|总)?成本",
        f"成本{_SUM}",
        "(?:从头到尾|前前后后|里里外外|一共)?(?:的)?(?:总)?代价",
        "总付出",
        "总(?:花费|花销|开销|支出)",
        "(?:顾客|客户|客人|他)?(?:总共|一共|里外里|里里外外|全部)(?:要|得)?(?:他|客户|顾客|客人)?(?:付出|花费?|掏|搭进去)(?:的)?",
        "(?:总共|一共)?付出(?:的)?(?:折下来|合计|加起来|一共|总共|统共)?",
        "搭进去的",
        "(?:钱|价钱|花费?)(?:加|和|带|连)[^,;。\\d]{0,8}(?:里外|里里外外|全部|一共|总共|加起来)的?(?:成本|代价|花费)?(?:要|得)?",
        "连[^,;。\\d]{1,6}带[^,;。\\d]{1,10}?(?:花|掏|付|(?:一共|总共)要)",
        "tcc",
        f"{_ALONE}成本",
    ),
)
_LABELS = {parameter.name: parameter.label for parameter in (*_PARTS, _EFFORT)}
_AIMED = "(?:想要?|希望|打算|目标(?:是|定在|定为)?|至少|最少|起码|必须|得|要|保证|保持|守住|不低于)"
_SOUGHT = "(?=[^\\n]*(?:成本|价值|价格?|花费?|付|掏|代价)[^,;。\\d]{0,8}(?:多少|几))"
_TARGET = money(
    "target",
    "目标让渡价值",
    f"(?:{CUSTOMER}的?)?让[渡度]价值[^,;。\\d]{{0,3}}?(?:{_AIMED}+(?:能|有|做|达|提)*(?:到|够|为|是)?|(?:做|达|提|够)到?)",
    f"(?:{CUSTOMER}的?)?让[渡度]价值(?:是|为|有)?{_SOUGHT}",
    f"{_AIMED}+(?:让|给|叫)?(?:{CUSTOMER}|他|她|对方)(?:能|还|买(?:完|了|下来?))*净?[落得赚]到?",
    f"(?:让|使|叫|给){CUSTOMER}(?:能)?(?:得到|获得|有|拿到)(?=[\\d.]+[百千万]*[元块]?的?让[渡度])",
    minimum=None,
)

_HINTS = {
    "total_value": "值|好处|利益|收获|得到|[能会可]得|捞|换来|到手|顶得?上|合计能?有",
    "total_cost": "花|掏|付|成本|代价|搭|支出|开销|费用|投入|折腾|出了",
    "product_value": "货|东西|机|产品|商品|课件|(?<![挤坐乘停打开])车|(?<![看])房|本身|材质|质量|功能",
    "service_value": "服务|售后|安装|上门|送货|维修|保修",
    "personnel_value": "人|小[妹弟哥姐伙张王李陈]|阿姨|招呼|嘴甜|态度|热情|师傅|讲师|老师|店员|顾问|导购|医生|技师|专员",
    "image_value": "牌|名气|形象|面子|口碑|招牌|名声",
    "money_cost": "钱|款|付|掏|花|出[了的资]|学费|费用|[车票门餐租押]费|现金|售价|价(?!值)|标签|吊牌|交了?",
    "time_cost": "误(?:的)?工|耽误|时间|工夫|功夫|等|排队|小时|路上",
    "energy_cost": "精力|精神|烦心|闹心|心|神|烦|研究|比较|琢磨",
    "physical_cost": "体力|力|跑|搬|累|腿|提|扛|挤|折腾",
}

DELIVERED_VALUE = Formula(
    id="delivered-value",
    title="顾客让渡价值",
    cues=(
        "让渡",
        "让度价值",
        "delivered value",
        "cdv",
        together(
            "客[人户]|顾客|买主",
            r"亏没亏|亏不亏|赚没赚|到底[赚亏]|划得来|划不?划算|合不?合算|净得|净赚",
            "价值|好处|值|付出|花|掏|[和跟与]",
        ),
        together("亏没亏|亏不亏|划得来|划不?划算|合不?合算|到底[赚亏]", "服务|师傅|面子|牌子", "花|掏|付"),
        together(r"产品.{0,6}\d", r"服务.{0,6}\d", r"(?:人员|形象).{0,6}\d"),
    ),
    parameters=(*_PARTS, _EFFORT, *_TOTALS, _TARGET),
    needs=(
        one_of("total_value", VALUE_PARTS, unless=("target",)),
        one_of("total_cost", COST_PARTS, ("money_cost", "effort_cost"), unless=("target",)),
        one_of("total_value", VALUE_PARTS, "total_cost", COST_PARTS, ("money_cost", "effort_cost"), when=("target",)),
    ),
    exclusive=tuple((name, "effort_cost") for name in COST_PARTS[1:]),
    card="delivered-value",
    sections=("公式", "定义"),
    work=delivered_value,
    outcome=_DELIVERED,
    own=r"[248两二四八](?:项|部分|方面|样|个(?=数|价值|成本|部分|方面))",
    foreign="终[生身]价值|clv|ltv|关系",
    asks="亏没亏|亏不亏|赚没赚|到底[赚亏]|划得来|划算|合算|净[得赚落]|合不合算|落下",
    wants=together(
        f"{CUSTOMER}|买主|人家|他",
        "[净落][得落下到了着]{0,2}[^,;。\\d]{0,3}(?:多少|几|啥)|到底[赚亏]|[划合]不[划合]算|[划合]算[吗么不没]|[划合]得来|[划合]不[划合]得?来|划不划得来|划得来",
    )
    + f"|(?:{CUSTOMER}的?)?(?:总|整体)价值[^,;。\\d]{{0,4}}[减扣去比][^,;。]{{0,6}}(?:总|整体)?成本",
    hints=_HINTS,
    alike=True,
)


# Two offers: 甲 and 乙 stand for whatever the question calls them


def compare_offers(values: Values) -> Working:
    """Delivered value of 甲 and of 乙, worked or given, what lies between, and how much the one behind must cut its price to draw level."""
    steps: list[Step] = []
    offers: dict[str, Fraction] = {}
    cuts: list[str] = []
    for party, name in (("a", "甲"), ("b", "乙")):
        own = {key.removeprefix(f"{party}_"): value for key, value in values.items() if key.startswith(f"{party}_")}
        if "delivered" in own:
            offers[name] = own["delivered"]
        else:
            working = delivered_value(own)
            offers[name] = working.results[0].value
            steps += (replace(step, label=f"{name}的{step.label}") for step in working.steps)
        if cut := own.get("price_cut", ZERO):
            expression = f"{name}的顾客让渡价值 {shown(offers[name])} + 降价 {shown(cut)}"
            offers[name] += cut
            steps.append(Step(f"{name}降价后的顾客让渡价值", expression, offers[name], "money"))
            cuts.append(name)
    ahead, behind = sorted(offers, key=lambda name: -offers[name])
    gap = offers[ahead] - offers[behind]
    steps.append(Step("两家的差", f"{ahead} {shown(offers[ahead])} − {behind} {shown(offers[behind])}", gap, "money"))
    if gap:
        steps.append(Step(f"{behind}追平要降的价", f"{ahead} {shown(offers[ahead])} − {behind} {shown(offers[behind])}", gap, "money"))
    results = [Result(f"{name}{'降价后' if name in cuts else ''}的顾客让渡价值", value, "money") for name, value in offers.items()]
    results.append(Result("两家的差", gap, "money"))
    amount = shown_large(gap, "money")
    headline = (
        f"{ahead}的顾客让渡价值更高，比{behind}多{amount}；{behind}要追平，还得再降价{amount}，超过这个数才反超；{ahead}要涨价，也以这个数为限。"
        if gap
        else f"两家的顾客让渡价值一样，都是{shown_large(offers[ahead], 'money')}。"
    )
    return Working(tuple(steps), tuple(results), (_ONE_UNIT, "降价按货币成本等额减少算，其他价值和成本不变。"), headline)


_NAME_ENDS = "ab甲乙家司牌品款店方台车案们手厂种松勒壁面的子万元块亿千百"  # a side's name may end so: A家价值118万


# 对手让渡价值是1200; in 哪家让渡价值高 it is what is asked for
_GIVEN = f"(?:{CUSTOMER}的?)?让[渡度]价值(?:只|就|能|做)*(?:是|有|为|到)*(?=[-−\\d负约]|[一二两三四五六七八九十](?!样|般|致|共))"


def _of_party(party: str, name: str) -> tuple[Parameter, ...]:
    cut = money("price_cut", "降价", "再?降(?:价|了)?", "再?便宜", "再?让(?:利|了)?", "减价")
    value, cost = (
        replace(p, aliases=(*p.aliases, f"(?<=[{_NAME_ENDS}]){word}")) for p, word in zip(_TOTALS, ("价值", "成本"), strict=True)
    )
    spent = replace(cost, aliases=(*cost.aliases, "(?:要|得|让)?(?:顾客|客户|客人)?(?:要|得|总共|一共|里外里)*(?:花费?|掏|付)(?:了)?"))
    parts = (
        replace(p, aliases=("货币成本", "(?:金钱|货币|现金)(?:成本|价格)?", "钱", "价格", "售价", "实付")) if p.name == "money_cost" else p
        for p in _PARTS
    )
    delivered = money(
        "delivered", "顾客让渡价值", _GIVEN, "(?<=[手品家方司边们])(?:是|有|做到|能到)(?=\\d)", "(?<=对)手(?=\\d)", minimum=None
    )
    whole = (*parts, value, spent, cut, delivered)
    return tuple(replace(p, name=f"{party}_{p.name}", label=f"{name}的{p.label}", party=party) for p in whole)


def _sums(party: str) -> tuple[Need, ...]:
    return (
        one_of(f"{party}_total_value", tuple(f"{party}_{name}" for name in VALUE_PARTS), unless=(f"{party}_delivered",)),
        one_of(f"{party}_total_cost", tuple(f"{party}_{name}" for name in COST_PARTS), unless=(f"{party}_delivered",)),
    )


COMPARE_OFFERS = Formula(
    id="compare-offers",
    title="让渡价值对比",
    cues=(
        together(
            f"让[渡度]|{CUSTOMER}价值|总?价值[\\s\\S]*成本|好处|值[\\s\\S]*(?:花|付|掏)|货[\\s\\S]*服务",
            "哪[家个边款种台]|选谁|谁[家更]?|两[家个款台]|比一?[较下比]|对比|比让|比(?:怎么?样|怎样)|(?:咋|怎么|如何)追|追平|反超|打平|降价|便宜多少|不输给|差多少|差几|高多少",
        ),
    ),
    parameters=(*_of_party("a", "甲"), *_of_party("b", "乙")),
    needs=(*_sums("a"), *_sums("b")),
    card="delivered-value",
    sections=("公式", "定义"),
    work=compare_offers,
    outcome=_DELIVERED,
    asks="哪[家个边款种台]|谁|比一?[较下比]|对比|(?:咋|怎么|如何)追|追平|反超|打平|降价|划算|高多少|差几|不输给|便宜多少",
    follows={f"{party}_delivered": (f"{party}_total_value", f"{party}_total_cost") for party in "ab"},
    hints={f"{party}_{name}": words for party in "ab" for name, words in _HINTS.items()},
    foreign="获客|每年赚|期望|预期|以为|指望|充\\D{0,3}\\d[^;。]{0,8}[送赠返]|几折|毛利|利润|加价率",
    wants=together("哪[家个边款种台]|谁[家更的]?", "[划合]算|实惠|值|好处"),
    own=DELIVERED_VALUE.own + r"|[两二2][家台款个种方辆]",
    alike=True,
)
