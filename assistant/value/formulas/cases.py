"""Worked cases of the material: 送睡衣, 无盒衬衫, double refund, warranty, training, contact slots; and a cited share of a number."""

from dataclasses import dataclass
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Step
from assistant.value.formulas.words import CUSTOMER, EARNS, MATERIAL, PROFIT
from assistant.value.notation import shown, shown_large
from assistant.value.signature import ZERO, Formula, Parameter, Values, Working, count, money, needs, one_of, rate, together, worked


def pyjama(values: Values) -> Working:
    """Delivery fees less the cost of the garments: the courier cost at which it breaks even, and the profit at a given one."""
    pieces, fee, cost = values["pieces"], values["fee"], values["garment_cost"]
    margin = fee - cost
    steps = [Step("保本的快递费", f"收的快递费 {shown(fee)} − 睡衣成本 {shown(cost)}", margin, "money")]
    steps.append(Step("扣快递费之前一共剩", f"{shown(margin)} × {shown(pieces)} 件", margin * pieces, "money"))
    if "courier" in values:
        each = margin - values["courier"]
        steps.append(Step("每件利润", f"{shown(fee)} − {shown(cost)} − {shown(values['courier'])}", each, "money"))
        steps.append(Step("一共的利润", f"{shown(each)} × {shown(pieces)} 件", each * pieces, "money"))
        says = f"每件{'赚' if each >= 0 else '亏'}{shown(abs(each), 'money')}，一共是{shown_large(each * pieces, 'money')}。"
    else:
        says = f"没扣公司实付的快递费时，每件剩{shown(margin, 'money')}，一共剩{shown_large(margin * pieces, 'money')}；实付的快递费高过每件{shown(margin, 'money')}就亏。"
    if margin < 0:
        says = f"收的快递费{shown(fee, 'money')}还不够睡衣成本{shown(cost, 'money')}，没付快递费每件就先亏{shown(-margin, 'money')}，快递费再低也保不了本。"
    return worked(*steps, conventions=("没有算人工、没人订的货和其他费用；公司实付的快递费材料没有留下。",), headline=says)


PYJAMA = Formula(
    id="pyjama",
    title="送睡衣的账",
    cues=(together("睡衣", r"快递|成本|赚|挣|保本|利润|亏|账", "多少|几|算|赚|挣|亏|保本"),),
    parameters=(
        count("pieces", "件数", "件", "(?:送出?|卖|寄出?)(?:了)?", fact="tm-pyjama-count", lone=True),
        money(
            "fee",
            "收的快递费",
            "(?:收|顾客付|(?<!实)(?<!真)付)(?:的)?(?:快递费|邮费|运费)?",
            "(?:每[件单])?(?:快递费|邮费|运费)(?:收)?",
            fact="tm-pyjama-fee",
        ),
        money(
            "garment_cost",
            "睡衣成本",
            "(?:睡衣|衣服|衣裳|每件|一件|进货|加工|制作)*(?:的)?(?:成本|本钱)",
            "(?:睡衣|衣服|衣裳)(?:本身)?(?=[\\d一二两三四五六七八九十])",
            fact="tm-pyjama-cost",
        ),
        money(
            "courier",
            "公司实付的快递费",
            "(?:公司|实际|实付|真正|付给快递|给快递公司)(?:每[件单])?(?:的|付|实付|真付|真)*(?:快递费|邮费|运费|成本)?",
            "快递成本",
            "(?:付给)?快递公司(?:每[件单])?(?:收|要)?",
            "实付(?:的)?快递(?:费)?",
            "(?:每[件单])?快递(?:费)?(?:我们|公司)?(?:自己|实际)(?:只|要|得)?(?:花|付|掏)(?:了)?",
        ),
    ),
    needs=(one_of("pieces", "fee", "garment_cost", "courier"),),
    card="tm-pyjama",
    sections=("公式", "成本"),
    work=pyjama,
    # What the courier took is lost in the material: without it only the break-even, or what is left before it, can be told.
    stand_in={
        **dict.fromkeys(("fee", "garment_cost"), f"睡衣|{MATERIAL}"),
        "courier": "保本|差多少|差价|不亏|打平|[没未不先]扣|扣[^,;。]{0,8}前|不[算计含]",
    },
    own=r"1000万件?|一千万件?|18\.8亿",
    asks="赚|亏|保本",
)


def shirt_boxes(values: Values) -> Working:
    """Trees saved where a share or a number of the boxed shirts go without a box."""
    boxed, trees = values["boxed"], values["trees"]
    if not boxed or not trees:
        raise ValueModelError("要用盒子的衬衫和每年耗用的大树都要大于零，才折算得出一棵树合多少个盒子。请核对。")
    per_tree = boxed / trees
    steps = [Step("每棵树合多少个盒子", f"{shown(boxed)} ÷ {shown(trees)}", per_tree, "个")]
    if "fewer" in values:
        steps.append(Step("省下的树", f"{shown(trees)} × {shown(values['fewer'], 'rate')}", trees * values["fewer"], "棵"))
    else:
        steps.append(
            Step("省下的树", f"{shown(values['shirts'])} ÷ {shown(boxed)} × {shown(trees)}", values["shirts"] / boxed * trees, "棵")
        )
    return worked(
        *steps,
        conventions=("按材料里八亿件对应的树折算，指碗口粗的大树。",),
        headline=f"大约能省下{shown(steps[1].value, '棵')}树。",
    )


SHIRT_BOXES = Formula(
    id="shirt-boxes",
    title="无盒衬衫省下的树",
    cues=(together("衬衫|包装盒|无盒", "树|棵"),),
    parameters=(
        rate("fewer", "少用盒子的比例", "(?:少用?|减少|省|不用|去掉)(?:了)?", change=True, lone=True),
        count("shirts", "无盒衬衫件数", "件", "(?:无盒)?衬衫", "(?:少用|减少|省)(?:了)?", "盒子?", lone=True),
        count("boxed", "要用盒子的衬衫", "件", fact="case-hualian-boxed"),
        count("trees", "每年耗用的大树", "棵", fact="case-hualian-trees"),
    ),
    needs=(one_of("fewer", "shirts"),),
    exclusive=(("fewer", "shirts"),),
    card="case-hualian",
    sections=("数字", "案例"),
    work=shirt_boxes,
    own=r"8亿|八亿|12亿|十二亿|168万|一百六十八万",
)


def double_refund(values: Values) -> Working:
    """Refund of a billing error: its amount times the multiple of the material; or the error, from the refund."""
    times = values["times"]
    note = "材料没有说明双倍里是否包含退回的误差本身。"
    if "refund" in values:
        if not times:
            raise ValueModelError("返还的倍数是零，倒推不出误差。请核对。")
        step = Step("误差", f"返还 {shown(values['refund'])} ÷ {shown(times)}", values["refund"] / times, "money")
        return worked(step, conventions=(note,), headline=f"按双倍返还倒推，误差是{shown_large(step.value, 'money')}。")
    step = Step("返还", f"误差 {shown(values['error'])} × {shown(times)}", values["error"] * times, "money")
    return worked(step, conventions=(note,), headline=f"按双倍返还，应返{shown_large(step.value, 'money')}。")


DOUBLE_REFUND = Formula(
    id="double-refund",
    title="话费误差双倍返还",
    cues=(together("多收|误差|收错|多[扣算出记]|算错|扣错|少算", "返|退|赔|补", "双倍|话费|电信|运营商|多少|翻倍|两倍|一赔[二两]"),),
    parameters=(
        money("error", "误差金额", "(?:话费)?(?:误差|多收|收错|多[扣算出记]|算错|扣错|差)(?:了|出)?(?:我)?(?:金额|钱)?", lone=True),
        money(
            "refund",
            "返还的金额",
            "(?:拿到|收到|得到|一共|总共)?(?:了)?(?:双倍)?(?:返还|返|退还|退|赔|补)(?:了|回来?|到|给)*(?:我|他|她|客户)?(?=\\d)",
            bare=False,
        ),
        Parameter("times", "返还的倍数", (), "multiple", fact="telecom-drivers-8-refund"),
    ),
    needs=(one_of("error", "refund"),),
    exclusive=(("error", "refund"),),
    card="telecom-drivers-8",
    sections=("双倍返还", "保障性"),
    work=double_refund,
    own="[2两二]倍|双倍|一赔[二两]",
)


def warranty(values: Values) -> Working:
    """Kilometres a year that a warranty of so many years and kilometres allows for."""
    distance, years = values["distance"], values["years"]
    if not years:
        raise ValueModelError("保修年限是零，折算不出每年的里程。请给出大于零的年数。")
    return worked(Step("每年的里程", f"{shown(distance)} ÷ {shown(years)} 年", distance / years, "公里"))


WARRANTY = Formula(
    id="warranty",
    title="保修里程折合每年",
    cues=(together("保修|保养|质保|雷克萨斯|那档", r"[\d一二两三四五六七八九十百千万]公里", "每年|一年|年均|折合|平均"),),
    parameters=(
        count("distance", "保修里程", "公里", "(?:保修|质保|保养|里程)", lone=True),
        Parameter("years", "保修年限", ("(?:保修|质保|保养)",), "years", minimum=ZERO, lone=True),
    ),
    needs=needs("distance", "years"),
    card="case-lexus",
    sections=("数字",),
    work=warranty,
    own="一年(?!半)",
)


def training_hours(values: Values) -> Working:
    """Lessons a day of a course."""
    lessons, days = values["lessons"], values["days"]
    if not days:
        raise ValueModelError("培训天数是零，折算不出每天的课时。请给出大于零的天数。")
    return worked(Step("每天的课时", f"{shown(lessons)} 课时 ÷ {shown(days)} 天", lessons / days, "课时"))


TRAINING_HOURS = Formula(
    id="training-hours",
    title="培训每天的课时",
    cues=(together("课时|节课", "天", "每天|一天|平均"),),
    parameters=(
        count(
            "lessons", "总课时", "课时", "(?:培训|课程|一共|共|总)(?:有)?", "(?:排|上|讲)了?(?=\\d+节课)", fact="bank-ka-hours", lone=True
        ),
        Parameter("days", "培训天数", ("培训", "为期"), "days", fact="bank-ka-days", minimum=ZERO, lone=True),
    ),
    needs=(one_of("lessons", "days"),),
    card="bank-ka",
    sections=("课时",),
    work=training_hours,
    stand_in=dict.fromkeys(("lessons", "days"), f"银行|大客户|{MATERIAL}"),
    own="一天(?!半)",
)


# 联系次数: how many contacts a rhythm makes in a year

_PER_YEAR = {
    "weekly": ("每周的项数", 52, "每个?(?:周|星期)|一(?:周|个?星期)一[次回趟]"),
    "biweekly": ("每两周的项数", 26, "每?[两二2]个?(?:周|星期)(?:一[次回趟])?|双周|隔周"),
    "monthly": ("每月的项数", 12, "每个?月"),
    "quarterly": ("每季的项数", 4, "每个?季度?|一个?季度?(?=一[次回趟])"),
}


def contact_slots(values: Values) -> Working:
    """Contacts a year of so many weekly, fortnightly, monthly and quarterly kinds of contact."""
    steps = [
        Step(label.replace("的项数", "的联系"), f"{shown(values[name])} 项 × {times} 次", values[name] * times, "次")
        for name, (label, times, _) in _PER_YEAR.items()
        if values.get(name)
    ]
    total = sum((step.value for step in steps), ZERO)
    steps.append(Step("一年的联系次数", " + ".join(shown(step.value) for step in steps) or "0", total, "次"))
    return Working(
        tuple(steps),
        worked(steps[-1]).results,
        ("一年按52周、12个月、4季算；每一格当作一种联系动作，各格是什么动作材料没有保留。",),
        f"一年联系{shown(total)}次。",
    )


CONTACT_SLOTS = Formula(
    id="contact-slots",
    title="一年的联系次数",
    cues=(
        together(
            "联系|维护|拜访|走动|跟进|接触",
            "每周|每?[两二2]个?(?:周|星期)|每个?(?:月|星期|季)|双周|隔周",
            "一年|全年|年|合计|一共|总共",
            "[次回趟]",
        ),
    ),
    parameters=tuple(count(name, label, "项", words) for name, (label, _, words) in _PER_YEAR.items()),
    needs=(one_of(*_PER_YEAR),),
    card="bank-touch",
    sections=("频率",),
    work=contact_slots,
    measure=("联系", "维护", "拜访", "上门", "打", "有"),
    outcome=("一年",),
    own=r"一[次回趟](?=的)",
)


# A cited figure of a card applied to a number of the question


@dataclass(frozen=True, slots=True)
class Cited:
    """A figure of a card: the fact, the section that states it, and what it is a figure of."""

    card: str
    section: str
    fact: str
    label: str


def cited_share(
    id: str,
    title: str,
    cited: Cited,
    base: Parameter,
    *cues: str,
    about: str = "大约是",
    note: str = "",
    own: str = "",
    foreign: str = "",
    asks: str = "",
    part: Parameter | None = None,
) -> Formula:
    """A formula that takes the percentage of a card of a number; or, given the `part` that the percentage makes, the number itself."""

    def work(values: Values) -> Working:
        share = values["share"]
        if part is not None and part.name in values and base.name in values:
            return _beside(values[part.name], values[base.name], share)
        if part is not None and part.name in values:
            if not share:
                raise ValueModelError(f"{cited.label}是0%，其中的{shown(values[part.name])}倒推不出全部。请核对。")
            whole = Step(
                base.label, f"{part.label} {shown(values[part.name])} ÷ {shown(share, 'rate')}", values[part.name] / share, base.shown_unit
            )
            whole_shown = shown_large if base.unit == "money" else shown
            says = f"按{shown(share, 'rate')}的比例倒推，{base.label}大约是{whole_shown(whole.value, base.shown_unit)}。"
            return worked(whole, conventions=(note,) if note else (), headline=says)
        amount = values[base.name]
        step = Step(title, f"{base.label} {shown(amount)} × {shown(share, 'rate')}", amount * share, base.shown_unit)
        amount_shown = shown_large if base.unit == "money" else shown  # 大约 is said already
        says = f"按{shown(share, 'rate')}的比例，{title}{about}{amount_shown(step.value, base.shown_unit)}"
        if base.unit == "count" and step.value.denominator != 1:
            says += f"，取整是{shown(Fraction(round(step.value)), base.shown_unit)}"
        says += "。"
        return worked(step, conventions=(note,) if note else (), headline=says)

    return Formula(
        id=id,
        title=title,
        cues=cues,
        parameters=(base, *([part] if part else []), rate("share", cited.label, fact=cited.fact, lone=True)),
        needs=() if base.fact else (one_of(base.name, part.name),) if part else needs(base.name),
        card=cited.card,
        sections=(cited.section,),
        work=work,
        own=own,
        foreign=foreign,
        asks=asks,
        stand_in={base.name: f"东方电子|{MATERIAL}"} if base is _STAFF else {},
    )


def _beside(part: Fraction, whole: Fraction, share: Fraction) -> Working:
    """The share that a part really is, beside that of the card."""
    if not whole or part > whole:
        raise ValueModelError(f"其中的{shown(part)}大于全部的{shown(whole)}，或者全部是零，算不出占比。请核对。")
    own = Step("实际的占比", f"{shown(part)} ÷ {shown(whole)}", part / whole, "rate")
    than = "正好是" if own.value == share else "高于" if own.value > share else "低于"
    return worked(own, headline=f"实际占{shown(own.value, 'rate')}，{than}材料说的{shown(share, 'rate')}。")


def cited_multiple(
    id: str, title: str, cited: Cited, base: Parameter, *cues: str, unit: str = "", note: str = "", own: str = "", multiple: bool = False
) -> Formula:
    """A formula that takes a number times the multiple, or the amount for each, that a card gives; the result is in `unit`.

    With `multiple` somebody's own stands for that of the card.
    """
    unit = unit or base.shown_unit

    def work(values: Values) -> Working:
        step = Step(title, f"{base.label} {shown(values[base.name])} × {shown(values['times'])}", values[base.name] * values["times"], unit)
        by = f"按{shown(values['times'], 'multiple')}算" if multiple else "按材料的数字"
        says = f"{by}，{title}大约是{shown_large(step.value, unit)}。"
        return worked(step, conventions=(note,) if note else (), headline=says)

    return Formula(
        id=id,
        title=title,
        cues=cues,
        parameters=(base, Parameter("times", cited.label, (), "multiple" if multiple else "number", fact=cited.fact, lone=multiple)),
        needs=needs(base.name),
        card=cited.card,
        sections=(cited.section,),
        work=work,
        own=own,
    )


_NUMBER = r"\d|[一二两三四五六七八九十百千万]"
_HOW_MANY = "多少|(?<!第)几|大概|约|算"
_PEOPLE = "多少人|几[个户家位]|人数|多少[个户家位]|几人|该有"
_EIGHTY_TWENTY = "80/20|二八|帕[累莱]托|2[/比:]8|八二"
_ROUGHLY = "80/20是大约的规律，不是每家企业都正好如此。"
_OWN_80_20 = r"80\s*/\s*20|(?<=/)20|[28]0%|百分之[二八]十|2[/比:]8|二八|八二|[两二八28]成"
_OTHER_SHARES = r"\d+(?:、|,(?!\d{3}(?!\d)))\d+(?:、|,(?!\d{3}(?!\d)))\d+|信用卡|化妆品|长途"
_OTHER_SHARES += r"|(?:头部|前|最[好大肥]的?|高端|顶层)的?(?!20%|[两二]成|百分之二十)(?:\d+(?:\.\d+)?%|[一三四五六七八九]成|百分之)"  # the top 5 % is another rule

_CUSTOMERS = count("customers", "客户数", "人", "(?:客户|用户|会员|顾客|户)(?:数|有|共|一共|总数)?", lone=True)
_STAFF = count("staff", "员工人数", "人", "(?:员工|职工)(?:人?数|有|共|一共)?", fact="dfe-profile-staff", lone=True)
_WHOLE_PROFIT = money("profit", "总利润", f"(?:一?年|总|全部|公司|企业)*(?:的)?(?:净|总)?{PROFIT}", f"{EARNS}了?", paid="either", lone=True)

WAGE_EARNERS = cited_share(
    "wage-earners",
    "普通工薪族人数",
    Cited("bank-portrait", "普通工薪族", "bank-portrait-workers", "普通工薪族占客户人数的比例（近）"),
    _CUSTOMERS,
    together("工薪|死工资|[靠吃拿]工资|上班族|打工[的人族]", _NUMBER, _HOW_MANY),
    about="略少于",
    note="材料说的是“近五成”，意思是比五成略少，实际人数要比算出来的少一些。",
    own="五成|50%",
    foreign=r"\A(?![\s\S]*(?:工薪|工资|上班|打工|储户))",
    part=count(
        "workers",
        "工薪族的人数",
        "人",
        "(?:工薪[族层]?|上班族|打工[的人族])(?![^,;。\\d]*[\\d.百千万]+[^,;。]{0,6}[里中])(?:客户)?(?:的?人数)?(?:一共|总共|共|大概|大约)*有?",
        bare=False,
    ),
)
BACHELORS = cited_share(
    "bachelors",
    "本科以上员工人数",
    Cited("dfe-profile", "数字", "dfe-profile-bachelor", "本科以上员工占比"),
    _STAFF,
    together("本科", f"{_PEOPLE}|有多少(?=$|[,。?!])|呢", "东方电子|员工|职工"),
    note="硕士以上算在本科以上之内。",
    own="66%|六成六|百分之六十六",
    foreign="只有本科|仅本科|硕士|研究生",
)
MASTERS = cited_share(
    "masters",
    "硕士以上员工人数",
    Cited("dfe-profile", "数字", "dfe-profile-master", "硕士以上员工占比"),
    _STAFF,
    together("硕士|研究生", f"{_PEOPLE}|有多少(?=$|[,。?!])|是几|呢", "东方电子|员工|职工"),
    note="硕士以上算在本科以上之内。",
    own="14%|一成四|百分之十四",
    foreign=r"\d[^,;。]{0,6}本科|本科[^,;。]{0,6}\d",
)
TOP_FIFTH_PROFIT = cited_share(
    "top-fifth-profit",
    "前20%客户的利润",
    Cited("retention-economics", "80/20", "retention-economics-profit-share", "20%客户带来的利润占比"),
    _WHOLE_PROFIT,
    together(
        f"{_EIGHTY_TWENTY}|(?:前|头部|最好的?|最大的?)的?(?:20%|[两二]成|百分之二十)|20%的?(?:客|顾|会|大)",
        f"{PROFIT}|{EARNS}",
        r"\d+(?:\.\d+)?[万亿元块]|[一二两三四五六七八九十百千]+万",
        _HOW_MANY,
    ),
    together(_EIGHTY_TWENTY, "前?(?:20%|两成|百分之二十)", PROFIT, "多少"),
    note=_ROUGHLY,
    own=_OWN_80_20,
    foreign=_OTHER_SHARES,
    part=money(
        "top_profit",
        "头部客户的利润",
        f"(?:前|头部|最好的?|最大的?)的?(?:那)?(?:20%|[两二]成|百分之二十)?的?{CUSTOMER}?(?:一共|总共|合计|一?年|[给为]我们)*(?:{EARNS})了?",
        f"{CUSTOMER}(?:一共|总共|合计|一?年|[给为]我们)*{EARNS}了?",
        paid="either",
        bare=False,
    ),
)
TOP_FIFTH_CUSTOMERS = cited_share(
    "top-fifth-customers",
    "带来80%利润的客户数",
    Cited("retention-economics", "80/20", "retention-economics-customer-share", "带来80%利润的客户占比"),
    _CUSTOMERS,
    together(_EIGHTY_TWENTY, CUSTOMER, r"\d[万千百kw]?[个位名人户家]|[一二两三四五六七八九十百千万][个位名人户家]", _HOW_MANY),
    together(_EIGHTY_TWENTY, CUSTOMER, "(?:80%|八成)[^,;。]{0,4}利润", "几个|多少[个位人]|人数"),
    together(f"\\d[^,;。]{{0,2}}{CUSTOMER}", "(?:80%|八成|百分之八十)的?利润?[^,;。]{0,4}[靠来出由][^,;。]{0,6}(?:几|多少)[个位名家]"),
    together(
        "(?:前|头部)的?(?:20%|[两二]成|百分之二十)的?(?:客|顾|会)[^,;。]{0,4}(?:有|是|共)", "(?:一共|总共|全部|合计)[^,;。]{0,4}(?:多少|几)"
    ),
    note=_ROUGHLY,
    own=_OWN_80_20,
    foreign=_OTHER_SHARES,
    asks="几个|几位",
    part=count(
        "top_customers",
        "头部客户的人数",
        "人",
        f"(?:前|头部|最好的?|最大的?|核心|这)的?(?:那)?(?:20%|[两二]成|百分之二十)的?{CUSTOMER}?(?:一共|总共|共|正好|是|有)*",
        bare=False,
    ),
)
STARBUCKS_PROFIT = cited_multiple(
    "starbucks-profit",
    "星巴克式的利润",
    Cited("starbucks", "数字", "starbucks-profit", "利润相对行业平均的倍数"),
    money("average", "行业平均利润", "(?:行业|同行)?(?:的)?平均(?:一年|每年)?(?:的)?(?:利润|[赚挣])", paid="either", lone=True),
    together(
        "星巴克", "行业平均|同行平均|平均(?:一年|每年)?的?利润|(?:行业|同行)[^,;。]{0,6}平均[^,;。\\d]{0,4}(?:赚|挣)", _NUMBER, "多少|几|算"
    ),
    together("星巴克", "[赚挣][^,;。\\d]{0,2}几倍", "(?:该|能|要|会)?[赚挣]多少钱?|利润[^,;。]{0,4}多少"),
    note="材料只说约为行业平均利润的几倍，没有注明出处。",
    own="[5五]倍",
    multiple=True,
)
STARBUCKS_TRAINING = cited_multiple(
    "starbucks-training",
    "服务生的培训总时长",
    Cited("starbucks", "服务生", "starbucks-training", "每位服务生的培训小时数"),
    count("staff", "服务生人数", "人", "(?:服务生|员工|店员|新人|咖啡师|伙计)(?:有|共)?", lone=True),
    together("星巴克|服务生|咖啡师", "培训", "小时|钟头|多长|时长|多久"),
    unit="小时",
    own="(?:24|二十四)个?(?:小?时|钟头)",
)
