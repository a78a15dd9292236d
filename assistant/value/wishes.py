"""What a question wants: a calculation, or to know something about one."""

import re

COMPUTES = re.compile(
    r"多少|多大|什么水平|等于几|求|试算|推算|估算|计算|算(?:一[下算]|下|算|出|清|看|个)|[怎咋]么?样?算|如何算|帮.{0,6}算|值不值|合计|各[占有要]|[,:]算"
    r"|[几多][个位名人棵单折年]|是几成|几成|几[元块]"
)
ORDERS = re.compile(
    r"(?:帮|替|给|请)[^,;。?]{0,6}?(?:算|求|检?验|核[对实一]|检查|验证|评估|判断|判定|写出|推出)|倒着?推|(?:^|[,;。])(?:试|请)?(?:计算|核算|测算|推算|试算|求)(?!的|列|解释|教)|(?:^|[,;。])试[^,;。]{0,10}?(?:求|算)|算[一下算]|想算|预计[^,;。?]{0,8}(?:几|多少)"
)
WONDERS = re.compile(
    r"什么|啥|哪|为何|吗|怎|咋|如何|是不是|对不对|对吧|合适|该取|要不要|区别|有没有|几(?:部分|大?项|种|条|倍|个|级|块)|多久(?:[要该得]|重新)*算|意思|含义|定义|公式|举例|说法|谁"
)
INSISTS = re.compile(
    r"多少万(?!人|美)|(?:变|变[成为到]|涨到|达到)多少元|按(?:我们|咱们?|自己)|算(?:个|出)?人数|[帮替给](?:我|咱)[^,;。?!]{0,10}算|具体[^,;。?哪]{0,6}(?:多少|几|百分之)|[算给出]我?个[数总]|[帮给]我算|(?:没|忘了?)(?:[记数填写]|统计|带)|[帮给](?:忙|我们)算"
)
# Results that no formula here has, where they are what is asked for: a sum of another trade is forced into none.
OTHER_RESULTS = re.compile(
    r"(?:周转(?:率|天数|次数)|[增个所]值?得?税|税[额率金]|[不含]含?税(?:价|金额)?|平均分|中位数|转化率|点击率|坪效|人效|客单价|投产比|(?:累计|复合|年均)增(?:长率?|幅|速)|(?<![a-z])roi|利息|月供|折旧|提成|动销率)"
    r"[^,;。?!\d]{0,6}(?:多少|几|怎么算|咋算)|底薪"
)
# As much, or as many, as nobody says: 得罪了一批客户, 新客户也打了一些.
VAGUE = re.compile(
    "了(?:一些|一[圈轮遍通]|若干|不少|好[些几多]|一[批帮群拨])|也[^,;。]{0,3}一些|(?:没|忘了?)(?:记|数|统计)|(?:不|还没)(?:清楚|知道|记得|确定)|待定|不详"
)
HAS_NUMBER = re.compile(r"[\d０-９一二两三四五六七八九十百千万半]")
OWN_CASE = re.compile(
    r"我们|[给返退补赔]我|我[这那]|我的|打算|上周|上个?月|这批|那批|好[多几些][个位]?客|咱|得罪了|了一[帮批群]|这周|这个月|本月|今年|我[家店司]|本[店公行]|这[个位家款单批条]|店里(?:所有|全部|一共)"
)
ADVICE = re.compile("(?:怎么|咋|如何)(?:[打办做谈回说]|应[对付]|提[高升]|改)")  # 我们排第三，份额6%，该怎么打: what to do is no sum
USUALLY = re.compile("(?:一般|通常|普遍)(?:都|来说)?(?:能|可以|会|要)")  # 一般能省几成: without a number of its own no sum
BY_FIGURES = re.compile(r"按|照|算|倒推|看看")
HOW_MUCH = re.compile(r"多少(?!次|种|家|倍)|几[个位人单万块元成年]?人?(?:$|[,。?!]|才)|百分之几")
IN_GENERAL = re.compile(r"(?:^|[,;。])一[个位名][^,;。]{0,4}(?:客|顾|会|人)")
_BY_CLAIMS = re.compile(r"(?:按|照|依)[^,;。?]{0,8}?(?:说法|讲法|倍数|比例|数字|口径)")  # what to work by is no wish to know
_TO_TELL = re.compile("(?<=多少),(?:我|咱们?)?(?:该|要|得)?(?:怎么|咋|如何)(?:报|写|填|交代)")  # 留存率是多少，怎么报: how to hand it in
# A story with numbers that ends in a wish to know: nothing in it is to be worked.
_STORY, _STORY_CLAUSES = 30, 3
_CLAUSE_END = re.compile(r"[,;。!?:\n]+")
_KNOWLEDGE = re.compile(
    r"(?:材料|课件|教材|讲义|书)(?:里头?|上|中)?[^,;。]{0,8}(?:说(?!法)|讲|写|叫|归|提|有没有)|讲讲|介绍|解释|请教|原话|出处|(?:是)?(?:什么|啥)意思|叫(?:什么|啥)|(?:告诉|说|列)[^,;。]{0,5}(?:步骤|流程|办法)"
    r"|(?:怎么|咋|如何)(?:处理|维护|办|说|讲|提[高升]|改|回|应|做|定义|理解)|哪几|哪些|几(?:个|种|类|大)?(?:层次|阶段|步骤|类型|方面|原因|策略|办法|要点|特点|原则|环节)|有(?:什么|啥)(?:办法|策略|区别|好处|讲究|说法)"
)
_AMOUNT = re.compile(r"\d|多少|几[块元成折倍位单年]|几个(?![层种方阶步原策办要特])|百分之几|算(?!什么)|值不值|[划合]不[划合]?算|[赚亏]")


def only_tells(text: str) -> bool:
    """Whether a text in half width and lower case is a story whose last question asks to know something and for no amount."""
    clauses = [clause for clause in _CLAUSE_END.split(text) if clause.strip()]
    if len(text) < _STORY or len(clauses) < _STORY_CLAUSES:
        return False
    return bool(_KNOWLEDGE.search(clauses[-1])) and not _AMOUNT.search(clauses[-1])


def wonders(text: str) -> bool:
    """Whether a text in half width and lower case asks to know something; what it wants to work by, and whom it tells, aside."""
    return bool(WONDERS.search(_TO_TELL.sub("", _BY_CLAIMS.sub("", text))))
