"""Three hundred ways to give a number its meaning, and sixty that leave one open: which input takes it, and what is asked for."""

from fractions import Fraction

import pytest

from assistant.value.conversation import read_in_conversation
from assistant.value.formulas import FORMULAS
from assistant.value.quantities import read_quantities
from assistant.value.reader import read_calculation
from assistant.value.sheet import as_sentences
from assistant.value.wording import meant

# formula, the rest of the question, the input that is worded, its value, the wordings
BOUND: list[tuple[str, str, str, str, str]] = [
    (
        "delivered-value",
        "{}，总成本1140，让渡价值多少",
        "total_value",
        "1400",
        "总价值1400|总价值是1400元|总价值：1400|总价值大约1400块|整体顾客价值1400|整体价值一千四|顾客总价值为1,400元|价值合计1400|价值一共1400块|总价值呢，1400|"
        "总价值的话1400|总价值这边算1400|总价值我估1400|总价值财务算下来1400|总价值（1400）|总价值=1400|１４００元的总价值|总价值1.4千|总价值0.14万|总价值1k4|总价值1400来块|"
        "客人觉得总共值1400|客户心里觉得值1400|顾客认为它值1400|得到的好处合计1400|总利益1400|总价值报的是1300，不对，是1400|总价值不是1300，是1400",
    ),
    (
        "delivered-value",
        "总价值1400，{}，让渡价值多少",
        "total_cost",
        "1140",
        "总成本1140|总成本是1140元|顾客总成本一千一百四|整体成本1140块钱|成本合计1140|成本加起来1140|总代价1140|总付出是1140|总花费1140元|总共付出1140|"
        "里外里花了1140|一共掏了1140|总成本大概在1140|总成本差不多1140|总成本嘛1140|总成本1千1百4|搭进去的1140|顾客一共要花1140",
    ),
    (
        "delivered-value",
        "{}，服务300，人员200，形象100，总成本1140，让渡价值多少",
        "product_value",
        "800",
        "产品800|产品价值800|产品值800|产品价值算800元|产品价值给到八百|货值800|东西本身值800|机器值800块|产品价值客户打800",
    ),
    (
        "delivered-value",
        "总价值1400，{}，时间100，精力80，体力60，让渡价值多少",
        "money_cost",
        "900",
        "货币成本900|货币900|花的钱900|金钱成本900元|价格900|售价900|实付900|顾客花了900|客户掏了九百块|价钱是900",
    ),
    (
        "delivered-value",
        "总价值1400，货币900，{}，精力80，体力60，让渡价值多少",
        "time_cost",
        "100",
        "时间成本100|时间100|花的时间折100|耽误工夫算100|等的时间折成100元",
    ),
    (
        "delivered-value",
        "总价值1400，货币900，时间100，{}，体力60，让渡价值多少",
        "energy_cost",
        "80",
        "精力成本80|精神成本80|精力80|费神80|操心折80|精神80块",
    ),
    (
        "delivered-value",
        "总价值1400，货币900，时间100，精力80，{}，让渡价值多少",
        "physical_cost",
        "60",
        "体力成本60|体力60|力气折60|出力60|跑腿60|费的力气算60块",
    ),
    (
        "lifetime-value",
        "{}，合作3年，不折现，终生价值多少",
        "current_yearly",
        "6000",
        "每年利润6000|一年利润6000|年利润6千|每年赚6000|一年赚他6000|每年净赚6000元|每年能给我们挣6000|每月利润500|一个月赚500|每个月净赚五百|月均利润500|每季度贡献1500|"
        "每年带来利润6000|当前每年利润6000|每年利润大概6000|每年稳稳赚6000|每年利润0.6万|每年盈利6000|每半年利润3000|利润500元/月|年净利6000|每年毛利6000|每年落下6000|每年纯利6000",
    ),
    (
        "lifetime-value",
        "每年利润6000，{}，不折现，终生价值多少",
        "years",
        "3",
        "合作3年|做3年|签了3年|合同期3年|能来3年|还能做三年|预计合作3年|年数3年|期限3年|持续3年|36个月|跟我们做3年|往来3年|大概做3年",
    ),
    (
        "lifetime-value",
        "每年利润6000，合作3年，{}，终生价值多少",
        "discount_rate",
        "1/10",
        "折现率10%|折现率是10%|按10%折现|贴现率10%|年利率10%|资金成本10%|折现率百分之十|折现率一成|折现率0.1|折现率10个点|10%折现|折现率取10％|折现率大约10%",
    ),
    (
        "lifetime-value",
        "每年利润6000，{}，折现率10%，终生价值多少",
        "retention_rate",
        "4/5",
        "留存率80%|保留率80%|续约率八成|复购率80%|回头率80%|留存率是百分之八十|每年留住80%|留存率0.8|续费率８０％|续卡率八成|维系率80%|每年能留住八成",
    ),
    (
        "lifetime-value",
        "每年利润6000，{}，折现率10%，终生价值多少",
        "churn_rate",
        "1/5",
        "流失率20%|每年流失20%|年流失率两成|每年跑掉20%|每年走掉两成|一年流失20%|流失率五分之一|每年丢掉20%|流失率一年20%",
    ),
    (
        "lifetime-value",
        "{}，每年利润6000，合作3年，不折现，终生价值多少",
        "historical",
        "2000",
        "历史价值2000|历史利润2000|过去一共赚了2000|以前赚了2000|已经赚了2000|到目前为止贡献了2000|之前累计赚了他2000|历史贡献2000|过去已经落下2000|此前实现利润2000",
    ),
    (
        "lifetime-value",
        "每年利润6000，{}，合作3年，不折现，终生价值多少",
        "potential_yearly",
        "600",
        "潜在每年利润600|潜在每年600|潜在的每年还能多600|交叉销售每年利润600|每年潜在利润600|额外每年赚600|转介绍每年利润600",
    ),
    (
        "relationship-worth",
        "终生价值8000，{}，值得吗",
        "relationship_cost",
        "5000",
        "关系成本5000|建立关系的成本5000|维系关系要花5000|维护关系的费用5000|建关系花费5000|建立和维系关系的成本5000|经营关系投入5000|维系成本5000|关系代价5000元|维护这个客户的关系要花5000",
    ),
    (
        "break-even-retention",
        "每年赚200，{}，折现率10%，保本留存率多少",
        "cost",
        "500",
        "获客成本500|拉一个新客花500|获取客户的成本500|CAC 500|开发客户费用500|拉新成本500|成本500|投入500|拉来一个花了500|获得一个新客户花了500",
    ),
    (
        "average-life",
        "{}，客户平均能留几年",
        "retention_rate",
        "9/10",
        "留存率90%|续约率九成|维系率90%|保留率百分之九十|留存率大约90%|续费率90％|复购率90%",
    ),
    (
        "average-life",
        "{}，客户平均能留几年",
        "churn_rate",
        "1/10",
        "流失率10%|每年流失10%|年流失率一成|每年跑掉10%|一年走掉一成|流失率呢10%",
    ),
    (
        "satisfaction-gap",
        "{}，期望7.5，满意吗",
        "perceived",
        "8",
        "感知8|感知价值8分|实际感受8分|体验打了8分|实际给了8分|感知得分8|实际体验8|感受到8分|体验下来8分",
    ),
    (
        "satisfaction-gap",
        "实际感受8分，{}，满意吗",
        "expected",
        "7.5",
        "期望7.5|预期7.5分|期望值7.5|心里预期7.5|指望7.5分|期待7.5|原来想的是7.5分|期望得分7.5|预期是七点五分",
    ),
    (
        "acquisition-cost",
        "{}，拉一个新客要多少",
        "retention_cost",
        "200",
        "留住一个老客户200元|留一个老客200|维护老客户每人200|老客户维护成本200|留住一位老顾客花200|维系一个老客户要花200元|老会员维护费200|留老客成本200块|伺候一个老主顾花200|养着一个老客户200",
    ),
    (
        "retention-cost",
        "{}，留一个老客要多少",
        "acquisition_cost",
        "900",
        "拉一个新客900|获客成本900|新客成本900元|拉新成本900|获得一位新客户花900|CAC 900|开发一个新客户900|拉个新客户花了900|新客获取成本900|争取一个新客户要花900",
    ),
    (
        "acquisition-budget",
        "{}，留一个老客100，能留几个老客、拉几个新客",
        "budget",
        "60000",
        "预算6万|总预算6万元|经费6万|手里有6万|拿出6万|一共6万块预算|营销预算60,000元",
    ),
    (
        "expected-deals",
        "{}，能成几单",
        "new_people",
        "200",
        "联系200个新客户|拜访200位新客户|给200个新客打电话|联系了200个新客|新客户200个|跟进新客户200人",
    ),
    ("expected-deals", "{}，能成几单", "old_people", "60", "联系60个老客户|老客户60个|拜访60位老客户|打给60个老客|回访老客户60人"),
    ("expected-deals", "{}，要联系多少新客户、老客户", "target", "30", "要成交30单|想成30单|目标30单|需要签30单|要做成30单|想卖30单"),
    (
        "retention-profit",
        "{}，维系率提高5%，利润能到多少",
        "profit",
        "2000000",
        "利润200万|去年利润200万|原来的利润200万元|一年赚200万|公司年利润200万|现在利润二百万|净利润200万|年利润两百万|利润大概200万",
    ),
    (
        "ladder-shares",
        "{}，老二老三大概多少",
        "first",
        "2/5",
        "老大份额40%|第一名占40%|龙头占四成|第一名的市场份额是40%|老大有四成|头名份额百分之四十|冠军品牌占40%|领导品牌份额40%",
    ),
    (
        "ladder-shares",
        "{}，老大大概多少",
        "third",
        "3/50",
        "我们排第三，份额6%|我们第三名份额6%|老三占6%|第三名的份额是百分之六|季军份额6%|我们是老三，份额6%",
    ),
    (
        "ladder-shares",
        "{}，老大大概多少",
        "second",
        "1/5",
        "老二份额20%|第二名占两成|亚军占20%|第二名的市场占有率是20%|我们排第二，份额20%",
    ),
    (
        "percent-or-points",
        "{}，再提高5%是多少",
        "base",
        "4/5",
        "维系率80%|留存率现在80%|满意度目前是80%|复购率八成|转化率原来80%|续约率80%",
    ),
    (
        "below-zero",
        "{}，服务成本410，是不是零价值以下",
        "surplus",
        "320",
        "盈余320|带来盈余320元|利润320|一年赚他320|收益320|毛利320|这个客户给我们赚320",
    ),
    (
        "below-zero",
        "盈余320，{}，是不是零价值以下",
        "service_cost",
        "410",
        "服务成本410|服务他花了410|支持和服务的成本410|伺候他花410|维护费用410|服务费用410元",
    ),
    (
        "share-of-wallet",
        "同类一共买了8000，{}，客户份额多少",
        "purchases",
        "2000",
        "在我们这买了2000|其中在我家买2000|跟我们买了2000|在本店消费2000|我们占2000|找我们买2000",
    ),
    ("price-identity", "{}，利润20，成本多少", "price", "100", "售价100|卖100|定价100元|卖价一百|价格100|市场只接受100|客户最多肯出100"),
    ("price-identity", "{}，利润20，售价定多少", "cost", "80", "成本80|进价80|本钱80块|成本是八十|进货价80|拿货价80元"),
    ("price-identity", "成本80，{}，售价定多少", "profit", "20", "利润20|想赚20|要赚二十块|目标利润20|至少赚20|每件赚20"),
    (
        "markup",
        "成本80，{}，按成本算卖多少",
        "margin",
        "1/4",
        "利润率25%|加成率25%|加价25%|毛利率25%|想赚25%|目标利润率两成五|利润率百分之二十五|加25%",
    ),
    ("discount", "{}，打七折，顾客付多少", "price", "300", "原价300|标价300|定价300元|吊牌价300|货架价三百|价格300"),
    ("discount", "原价300，{}，顾客付多少", "discount", "7/10", "打七折|打7折|7折|打70折|现在打七折"),
    ("top-up", "{}送50，相当于几折", "paid", "100", "充100|充值100|存100元|储值100|充一百"),
    (
        "sales-growth",
        "{}，促销后138万，销售额增长多少",
        "before",
        "1200000",
        "促销前120万|促销前卖120万|原来销售额120万|之前卖120万|活动前销售额120万|促销之前一个月120万|本来卖一百二十万",
    ),
    (
        "sales-growth",
        "促销前卖120万，{}，增长了多少",
        "after",
        "1380000",
        "促销后138万|促销后卖138万|活动后138万|搞完卖了138万|做完促销卖138万|促销之后138万|后来卖138万|现在138万",
    ),
    (
        "stock-clearance",
        "{}，促销后剩300件，库存清理率多少",
        "before",
        "1000",
        "促销前库存1000件|原来库存1000件|仓库原有1000件|压着1000件货|促销前积压1000件",
    ),
    (
        "awareness",
        "{}，促销后40%，提高了几个点",
        "before",
        "8/25",
        "促销前知名度32%|知名度原来32%|知名度从32%|活动前品牌知名度32%|推广前知名度是32%",
    ),
    (
        "word-of-mouth",
        "{}，坏话会传给多少人",
        "dissatisfied",
        "25",
        "25个不满意的客户|得罪了25个客人|投诉的有25人|差评25个|25个客户不满意|不满意的客户25位|气走25个顾客",
    ),
    (
        "satisfaction-profit",
        "{}，满意度提高5个百分点，利润变多少",
        "profit",
        "3000000",
        "利润300万|原来的利润300万元|一年赚300万|公司利润三百万|年利润300万|现在利润300万",
    ),
    (
        "top-fifth-profit",
        "按二八定律，{}，前20%客户大概带来多少利润",
        "profit",
        "2400000",
        "总利润240万|一年利润240万|公司利润二百四十万|全部利润240万元|一年赚240万",
    ),
    ("double-refund", "{}，双倍返还退多少", "error", "15", "话费多收了15元|多扣15块|误差15元|话费收错15块|多收我十五块钱"),
    ("training-hours", "{}，2天，平均每天几课时", "lessons", "12", "培训12课时|一共12课时|总共12个课时|课程共12课时"),
]

# A question, and the labels of what is asked for.
OPEN: dict[str, str] = {
    "总价值1400，让渡价值多少": "整体顾客成本",
    "客人觉得总共值1400，让渡价值是多少": "整体顾客成本",
    "总成本1140，算让渡价值": "整体顾客价值",
    "里外里花了1140，让渡价值多少": "整体顾客价值",
    "产品800，服务300，形象100，总成本1140，让渡价值多少": "人员价值",
    "总价值1400，货币900，时间100，体力60，让渡价值多少": "精力成本",
    "产品800、服务300、人员200，总成本1140，算让渡价值": "形象价值",
    "总价值1400，货币900，精力80，体力60，让渡价值多少": "时间成本",
    "总价值1400，总成本七八百，让渡价值多少": "整体顾客成本",
    "总价值900多，总成本800，让渡价值多少": "整体顾客价值",
    "总价值14万，总成本11.4，让渡价值多少": "整体顾客成本",
    "A家总价值1400总成本1140，B家总价值1500，谁的让渡价值高": "B家的整体顾客成本",
    "我们总价值560总成本410，对手总成本500，比一比让渡价值": "对手的整体顾客价值",
    "甲总成本1140，乙总价值1500总成本1300，哪家让渡价值高": "甲的整体顾客价值",
    "每年利润500，终生价值多少": "年数",
    "这客户每月给我们挣60，终生价值是多少": "年数",
    "做5年，折现率10%，终生价值多少": "当前每年利润",
    "续约率85%，折现率8%，客户终生价值多少": "当前每年利润",
    "每年收入8000，合作3年，终生价值多少": "每年直接成本",
    "历史价值1200，合作3年，终生价值多少": "当前每年利润",
    "利润500，合作3年，终生价值多少": "当前每年利润",
    "每年利润500，合作了3年，终生价值多少": "年数",
    "终生价值2.4万，值不值得维系": "关系成本",
    "关系成本6800，这个客户值得建立关系吗": "终生价值",
    "每年利润5万，合作4年，不折现，这段关系值不值得建": "关系成本",
    "获客成本1500，折现率10%，保本的留存率是多少": "每年利润",
    "一个客户一年贡献450，保本的留存率最低多少": "获客成本",
    "算一下我们会员平均能维持几年": "维持率",
    "感知打8分，算满意差距": "期望",
    "他原来期望8.5分，满意差距是几分": "感知",
    "客人感知打了7.5，满意不满意，差多少": "期望",
    "期望所得600、期望付出450，实得550，连付出一起算满意差距多少": "实付",
    "实际得90花50，原来期望得100，连成本一起算满意差多少": "期望付出（期望成本）",
    "满意度提高5个百分点，利润变为多少元": "原来的利润",
    "非常满意的客户购买意愿打多少分，照六倍替我算出分数": "满意客户的购买意愿",
    "得罪了一帮客人，按书上讲坏话一共会传给多少人": "不满意的客户数",
    "CAC照5倍、8倍各是多少元，替我们公司算出来": "留住一位老客户的成本",
    "我想算算拉一个新顾客要花多少，照书上那个倍数来": "留住一位老客户的成本",
    "按拉新是留老8倍来倒推，我们留住一个老客要花多少钱": "获得一位新客户的成本",
    "预算8万，全拿去留老客能留几个、全拉新能拉几个": "留住一位老客户的成本",
    "留一个老客160块，我们这笔预算够拉多少新客": "预算",
    "顾客维系率提高5%之后，利润将变为多少元": "原来的利润",
    "老客多留住5%，公司利润照85%那个说法变成多少万": "原来的利润",
    "照阶梯4:2:1，我们排老三，老大的份额算出来是百分之几": "第一名的份额",
    "复购率再涨5%，按百分比、按百分点各变成多少": "原来的比率",
    "满意度涨到83%，这是提高了几个百分点": "原来的比率",
    "一年利润240万，头部5%的客户大概贡献多少钱": "行业",
    "信用卡5%的高层客户给我们中心贡献了多少钱，算个数": "总利润",
    "头部客户贡献了60%的利润，人均利润是其余客户的几倍": "头部客户的比例",
    "按二八定律我们前20%客户带来的利润是多少万": "总利润",
    "照二八法则，给我赚八成利润的客人有几个": "客户数",
    "服务这家成本5600，判一下是不是零价值以下": "盈余",
    "盈余1900，是不是零价值以下": "服务成本",
    "他今年在我家买了3.6万，客户份额是百分之几": "同类购买总额",
    "售价为2380元，试计算单位利润": "成本",
    "成本72块，照售价=成本+利润，该卖多少": "利润",
    "现成本430，目标利润90，要求出目标成本还要降多少": "售价",
    "本钱260，成本加成定价的利润率30%，卖多少": "利润率按什么算",
    "利润率按成本算三成，你看售价定多少": "成本",
    "咖啡原料值6块，这杯里的体验值多少钱、占几成": "价格",
    "充值200送钱，实际相当于几折": "赠送额",
    "促销前一个月卖72万，这次促销的销售额增长了百分之几": "促销后销售额",
    "促销后卖了9万，销售额增长率多少": "促销前销售额",
    "甩卖之后库存还剩300件，清理率是多少": "促销前库存",
    "促销后知名度到了36%，提升了几个百分点": "促销前知名度",
    "每月多花10块固话费换小灵通，到承诺期满一共多花多少钱": "承诺的月数",
    "话费算错了，按双倍返还，该返我多少钱": "误差金额",
    "别家保修8万公里，平均一年合多少公里": "保修年限",
}

# A question in whatever words, the formula that is meant, and the inputs that are read; one that is lacking is named under "".
MEANT: dict[str, tuple[str, dict[str, str]]] = {
    # what is asked for names the calculation
    "人家买回去，东西值2000，我教半天这服务值150，伙计嘴甜值50，牌子值200；花钱1900，等货算60，挑来挑去费神算40，自己扛算20，你说合算不，落下几个钱": (
        "delivered-value",
        {"product_value": "2000", "personnel_value": "50", "image_value": "200", "physical_cost": "20"},
    ),
    "这台车客人说连车带保养带牌子顶得上18万，落地连税带折腾一共要16.5万，客人到底落下多少": (
        "delivered-value",
        {"total_value": "180000", "total_cost": "165000"},
    ),
    "进来35卖59，一件赚多少": ("price-identity", {"cost": "35", "price": "59"}),
    "这条裙子卖269，一条赚多少": ("price-identity", {"": "成本", "price": "269"}),
    "毛利率25%，售价该定多少": ("markup", {"": "成本"}),
    "原来599，现在卖479.2，打了几折": ("discount", {"price": "599", "paid": "479.2"}),
    "留一个老客户150，这笔经费能留几个老客户，能拉几个新客户": ("acquisition-budget", {"": "预算", "retention_cost": "150"}),
    "每年利润600，折现率5%，一直延续，求保本留存率": ("break-even-retention", {"": "获客成本", "yearly": "600"}),
    "每年利润2万，合作6年，不折现，值不值得跟他维系关系": ("relationship-worth", {"": "关系成本", "years": "6"}),
    "顾客用完给了7.4分，算满意还是不满意，差距多少": ("satisfaction-gap", {"": "期望", "perceived": "7.4"}),
    "七次购买里三次的满意差距为+0.6、-0.2、+0.2，求整体满意差距": ("overall-satisfaction", {"gaps.1": "0.6", "gaps.2": "-0.2"}),
    # no number, but one's own case
    "请检验我们公司的客户利润是否符合80/20，公司开了9年": ("pareto-check", {"": "每位客户的利润"}),
    "这周好多客人不满意走了，按材料说的，坏话一共会传给多少人": ("word-of-mouth", {"": "不满意的客户数"}),
    "拉一个生客贵得很，照书上那几种倍数倒着推，我们留一个老客户的成本到底是多少": ("retention-cost", {"": "获得一位新客户的成本"}),
    "公司现有会员8,000位，请计算会员的平均维持年数": ("average-life", {"": "维持率"}),
    # words that no list of names has
    "培训这单，课件值3万，讲师值8千，答疑服务值5千，招牌值2千，客户一共花4万，让渡价值多少": (
        "delivered-value",
        {"product_value": "30000", "personnel_value": "8000", "service_value": "5000", "image_value": "2000"},
    ),
    "产品客户觉得值900，服务80，店员60，牌子120，总成本1000，让渡价值多少": ("delivered-value", {"product_value": "900"}),
    "年收入贡献7,200元，毛利率40%，留存率75%，折现率10%，按6年测算，终生价值多少": ("lifetime-value", {"revenue": "7200", "years": "6"}),
    "m=900元/年，r=80%，i=10%，n=4，CLV=?": ("lifetime-value", {"current_yearly": "900", "retention_rate": "4/5", "years": "4"}),
    "这位会员一个月来3次，每次赚他40，打算来2年，不折现，终生价值多少": ("lifetime-value", {"current_yearly": "1440", "years": "2"}),
    "五十个客人里有四十个明年还来，平均一个客人能待几年": ("average-life", {"retention_rate": "4/5"}),
    "每年掉客一成，顾客平均能留几年": ("average-life", {"churn_rate": "1/10"}),
    "维系率要增加百分之六，我们现在是七成五，两种算法各是多少，百分比还是百分点": ("percent-or-points", {"base": "3/4", "rise": "6/100"}),
    "利润率20%是按售价算的，不是按成本，成本400，售价多少": ("markup", {"basis": "1", "margin": "1/5"}),
    "豆子和奶成本6块，这杯咖啡的体验值多少": ("price-split", {"": "价格", "product": "6"}),
    "这双靴子打七八折，客人要付多少": ("discount", {"": "原价", "discount": "78/100"}),
    "教一天的服务值5千，教材产品值1万，讲师值2千，牌子值1千，总成本1.5万，让渡价值多少": ("delivered-value", {"service_value": "5000"}),
    # two sides by any name
    "南山：价值66，成本51；北湖：价值70，成本58。让渡价值谁高": ("compare-offers", {"a_total_value": "66", "b_total_cost": "58"}),
    "老李这边总价值一万二，总成本一万，对门总价值一万一，总成本八千八，现在老李打算降价五百，两家让渡价值差多少": (
        "compare-offers",
        {"a_total_value": "12000", "a_price_cut": "500", "b_total_cost": "8800"},
    ),
    "江东店总价值300总成本250，江西店总成本230，哪家让渡价值高": ("compare-offers", {"": "江西店的整体顾客价值"}),
    # numbers that measure nothing here
    "【作业六】某零件成本50元，成本加成，利润率30%，按成本算，求售价": ("markup", {"cost": "50"}),
    "Q7. 前15%的客户贡献了60%的利润，头部客户人均利润是其余客户的几倍": ("top-multiple", {"top_share": "15/100"}),
    "五一那波活动之前卖了20万，活动之后卖了26万，销售额涨了几个点": ("sales-growth", {"before": "200000", "after": "260000"}),
    "今年批了八万预算，留一个老客二百块，这八万全拿去留老客能留多少个": ("acquisition-budget", {"budget": "80000"}),
    # what buyers pay at most, what making comes to, what is yet to be cut
    "顾客顶多肯付320，工料算下来255，一套能赚多少": ("price-identity", {"price": "320", "cost": "255"}),
    "人家只认45，做下来41，老板要每个赚8块，成本还得压多少": ("price-identity", {"price": "45", "present_cost": "41", "profit": "8"}),
    "市场最多接受990，那成本要压到多少": ("price-identity", {"": "利润", "price": "990"}),
    "进价70想赚四成，卖多少": ("markup", {"": "利润率按什么算", "cost": "70", "margin": "2/5"}),
    "推广费批了五万，留一位老会员125块，全拿去留老能留几个，全拿去拉新能拉几个": (
        "acquisition-budget",
        {"budget": "50000", "retention_cost": "125"},
    ),
    "一成的客户吃掉四成的利，他们人均是其他人的几倍": ("top-multiple", {"top_share": "1/10", "profit_share": "2/5"}),
    "这家一年给我们留下2600的盈余，他是不是零价值以下客户": ("below-zero", {"": "服务成本", "surplus": "2600"}),
    "存1000实际到账1250，等于打几折": ("top-up", {"paid": "1000", "received": "1250"}),
    "980打七五折": ("discount", {"price": "980", "discount": "3/4"}),
}

TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "算销售额增长率\n\t促销前\t促销后\n门店数\t4\t4\n销售额\t50万\t65万": ("sales-growth", {"before": "500000", "after": "650000"}),
    "品牌知名度\n促销前 | 促销后\n12% | 21%\n提升几个点": ("awareness", {"before": "12/100", "after": "21/100"}),
    "清理率是多少\n品名,促销前库存,促销后库存\n雨伞,800,200": ("stock-clearance", {"before": "800", "after": "200"}),
    "所得\t付出\n期望\t90\t40\n实际\t85\t30\n付出一起算，满意差距多少": (
        "satisfaction-ledger",
        {"expected_value": "90", "perceived_cost": "30"},
    ),
    "评分项    期望    感知\n送货服务  7.5     8.1\n满意差距是多少": ("satisfaction-gap", {"expected": "7.5", "perceived": "8.1"}),
    "厂家\t整体价值\t整体成本\n恒大\t20万\t17万\n捷顺\t19万\t15万\n让渡价值哪家高": (
        "compare-offers",
        {"a_total_value": "200000", "b_total_cost": "150000"},
    ),
}

WORDINGS = [(formula, frame, name, value, words) for formula, frame, name, value, group in BOUND for words in group.split("|")]


@pytest.mark.parametrize(("formula", "frame", "name", "value", "words"), WORDINGS)
def test_a_wording_gives_its_number_to_its_input(formula: str, frame: str, name: str, value: str, words: str) -> None:
    reading = read_calculation(frame.format(words))
    assert reading is not None
    assert reading.formula.id == formula
    assert reading.inputs[name].value == Fraction(value)
    assert (reading.missing, reading.unused) == ((), ())


@pytest.mark.parametrize("question", OPEN)
def test_what_a_wording_leaves_open_is_asked_for(question: str) -> None:
    reading = read_calculation(question)
    assert reading is not None
    assert OPEN[question] in [parameter.label for parameter in reading.missing]


@pytest.mark.parametrize("question", [*MEANT, *TABLES])
def test_a_question_is_read_for_the_calculation_that_it_wants(question: str) -> None:
    formula, inputs = {**MEANT, **TABLES}[question]
    reading = read_in_conversation(question, [])
    assert reading is not None
    assert reading.formula.id == formula
    lacking = inputs.get("")
    assert (lacking in [parameter.label for parameter in reading.missing]) if lacking else reading.complete
    read = {name: bound.value for name, bound in reading.inputs.items()}
    assert {name: Fraction(value) for name, value in inputs.items() if name}.items() <= read.items()


def test_equally_likely_inputs_are_both_left_open() -> None:
    reading = read_calculation("总成本1000，连人带货算900，让渡价值多少")
    assert reading is not None
    assert not reading.complete


def test_a_table_names_each_number_by_its_column_and_its_row() -> None:
    table = "帮我算\n项目\t促销前\t促销后\n销售额\t86万\t107.5万\n谢谢"
    assert as_sentences(table, column_first=True) == "帮我算\n促销前销售额86万，促销后销售额107.5万。\n谢谢"
    assert as_sentences(table, column_first=False) == "帮我算\n销售额促销前86万，销售额促销后107.5万。\n谢谢"


@pytest.mark.parametrize("text", ["总价值1400，总成本1140，让渡价值多少", "产品 服务\n没有数字的两行\n", "一行\n\n又一行，100"])
def test_what_is_no_table_stays_as_it_is(text: str) -> None:
    assert [line for line in as_sentences(text, column_first=True).split("\n") if line] == [line for line in text.split("\n") if line]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("打了八分五", "8.5", "number"),
        ("利润一点八个亿", "180000000", "number"),
        ("多收了26块4话费", "26.4", "money"),
        ("一百个里有九十二个", "92/100", "rate"),
        ("每单赚80，一年下12单", "960", "money"),
    ],
)
def test_a_spoken_number_is_read(text: str, value: str, kind: str) -> None:
    [quantity] = read_quantities(text)
    assert quantity.value == Fraction(value)
    assert quantity.kind.replace("number", "money") == kind.replace("number", "money")


def test_there_are_enough_wordings() -> None:
    assert len(WORDINGS) >= 300
    assert len(OPEN) >= 60


# What is said next, groups, wholes and parts, and wordings that name nothing

CONTINUED: list[tuple[str, str, str, dict[str, str]]] = [
    ("一年利润900，合作4年，折现率5%，终生价值多少", "那要是能做7年呢", "lifetime-value", {"years": "7", "current_yearly": "900"}),
    ("续约率九成，客户平均能留几年", "要是掉到六成呢", "average-life", {"retention_rate": "3/5"}),
    ("期望8分，感知8.6分，满意差距多少", "假如期望被海报抬到9.1呢", "satisfaction-gap", {"expected": "91/10", "perceived": "43/5"}),
    ("售价900，成本640，利润多少", "利润改成要300，成本得是多少", "price-identity", {"price": "900", "profit": "300"}),
    ("一年利润900，合作4年，折现率5%，终生价值多少", "那不折现呢", "lifetime-value", {"discount_rate": "0", "years": "4"}),
]


@pytest.mark.parametrize(("first", "second", "formula", "inputs"), CONTINUED)
def test_what_is_said_next_stands_for_what_was_said_before(first: str, second: str, formula: str, inputs: dict[str, str]) -> None:
    reading = read_in_conversation(second, [first])
    assert reading is not None
    assert reading.formula.id == formula
    assert reading.complete
    assert {name: reading.inputs[name].value for name in inputs} == {name: Fraction(value) for name, value in inputs.items()}


def test_another_case_begins_anew() -> None:
    reading = read_in_conversation("换个客户，总价值7万，成本还不知道，让渡价值多少", ["总价值6万，总成本5万，让渡价值多少"])
    assert reading is not None
    assert [parameter.name for parameter in reading.missing] == ["total_cost"]


def test_what_was_left_open_stays_open_when_something_else_is_changed() -> None:
    first = "一年利润400，合作3年，那个七成怎么说来着，终生价值多少"
    before = read_in_conversation(first, [])
    after = read_in_conversation("那看五年呢", [first])
    assert before is not None
    assert before.unused
    assert after is None or not after.complete


def test_summed_parts_are_the_whole_and_parts_in_a_row_are_parts() -> None:
    whole = read_calculation("总价值9万，钱、时间、精力统统加起来搭进去7万，让渡价值多少")
    assert whole is not None
    assert {name: int(bound.value) for name, bound in whole.inputs.items()} == {"total_value": 90000, "total_cost": 70000}
    row = read_calculation("客人净落多少：吃住3000，护理800，人员200，形象100，价钱2500，路上耽误150，操心90，累着60")
    assert row is not None
    assert row.complete
    assert [int(bound.value) for bound in row.inputs.values() if bound.value] and sum(b.value for b in row.inputs.values()) == 6900


def test_the_former_and_the_latter_are_two_sides() -> None:
    reading = read_calculation("前者好处合计16万，一共要花13万；后者好处合计15万，一共要花11万，选哪家划算，差多少")
    assert reading is not None
    assert reading.complete
    assert reading.parties == ("前者", "后者")


def test_what_one_brings_is_taken_for_each_of_a_group_only_where_all_are_asked_about() -> None:
    everybody = read_calculation("一家四口，每个人一年让我赚200，还能来5年，不折现，这一家子一共能让我赚多少")
    assert everybody is not None
    assert everybody.inputs["current_yearly"].value == 800
    one = read_calculation("一家四口都来，一个客户一年让我赚200，还能来5年，不折现，这个客户的终生价值多少")
    assert one is None or one.inputs["current_yearly"].value == 200


def test_gaps_that_fall_short_count_against_and_as_many_as_were_told_must_be_given() -> None:
    reading = read_calculation("三次交易，满意差距头回好0.9分，二回差0.6分，三回好0.3分，整体满意是多少")
    assert reading is not None
    assert sum(bound.value for bound in reading.inputs.values()) == Fraction(6, 10)
    fewer = read_calculation("来了四回，满意差距头回好2分，二回差1分，平均下来整体满意多少")
    assert fewer is not None
    assert not fewer.complete


def test_codes_sizes_and_feasts_are_no_figures() -> None:
    assert [int(q.value) for q in read_quantities("k-0412号柜，四十二码的鞋原价300，十一搞了个活动，卖了80双")] == [300, 80]


UNNAMED = {
    "这口锅大伙顶多肯出三百，我起码想赚八十，眼下成本得二百五，还得往下压多少": "price-identity",
    "摊主一年从我手里拿三千块的货，他全年进货统共一万二，我占几成": "share-of-wallet",
    "搞活动前一礼拜做了四万，搞的那礼拜做了五万，涨了几成": "sales-growth",
    "熟面孔联系100个，生面孔联系300个，照课件的机会各能做成几单": "expected-deals",
}


@pytest.mark.parametrize("question", UNNAMED)
def test_a_wording_that_names_no_calculation_is_read_for_the_one_it_means(question: str) -> None:
    reading = read_in_conversation(question, [])
    assert reading is not None
    assert reading.formula.id == UNNAMED[question]
    assert reading.complete


def test_a_wording_is_told_from_a_wish_to_know() -> None:
    assert meant(["一年赚他600，还能来5年，这个主顾往后值多少钱"]).calculates > 0
    assert read_calculation("客户终生价值由哪三部分组成") is None


@pytest.mark.parametrize(
    "story",
    [
        "我做了10年保险，手上500个客户，每年续保率85%，新人问我怎么维护关系，我说不清楚，关系营销一共分几个层次",
        "我表哥开奶茶店投了40万，一天卖300杯，每杯赚4块，他说三年回本，我问他品牌定位他不懂，你帮我讲讲定位法则里的聚焦法则",
        "有个客户一年才买5000块的货，但是要求特别多，我们服务他的成本都要8000了，这种客户该怎么处理，材料有没有说",
        "去年100个老客户今年剩82个，怎么提高留存率",
    ],
)
def test_numbers_of_a_story_that_ends_in_a_wish_to_know_are_not_worked(story: str) -> None:
    assert read_calculation(story) is None


def test_a_story_that_ends_in_an_amount_is_worked() -> None:
    story = "有个客户一年给我们毛利5000，但是要求特别多，我们服务他的成本都要8000了，材料里有讲这种客户，他到底赔不赔，差多少"
    reading = read_calculation(story)
    assert reading is not None
    assert reading.formula.id == "below-zero"


def test_the_wordings_are_fitted_for_the_formulas_that_there_are() -> None:
    """A formula that is added is no candidate until `python -m evals.wordings` has run."""
    assert {formula for formula, _ in meant(["一年赚多少"]).formulas} == {formula.id for formula in FORMULAS}


def test_a_part_shares_the_period_of_its_whole_and_money_is_no_count() -> None:
    share = read_calculation("她一个月买菜总共3万，里头从我这儿拿的是9千，她这买菜钱里我占几成")
    assert share is not None
    assert share.inputs["purchases"].value / share.inputs["all_purchases"].value == Fraction(3, 10)
    money = read_calculation("按二八法则，去年赚了350万，头部那20%的客户有多少人")
    assert money is None or "customers" not in money.inputs


def test_a_rate_that_is_to_be_counted_in_is_asked_for() -> None:
    reading = read_calculation("一年利润6000，算8年，流失率也考虑进去，不折现，终生价值多少")
    assert reading is not None
    assert [parameter.name for parameter in reading.missing] == ["churn_rate"]


@pytest.mark.parametrize(
    "question",
    [
        "底薪5000，提成3%，卖了20万，工资该发多少",
        "房贷100万，30年，利率4%，每月还多少",
        "投放花了5万，成交200单，单均成本多少",
        "点击率3%，曝光10万，点击多少",
        "三个人平分1200，一人多少",
    ],
)
def test_a_sum_that_the_material_has_no_formula_for_is_not_forced_into_one(question: str) -> None:
    assert read_in_conversation(question, []) is None
