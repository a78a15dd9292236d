"""Plain questions for every formula, asked of the real material: the figures that come out, and what is refused or asked back."""

from collections.abc import Iterator

import pytest

from assistant.answering.engine import Assistant
from assistant.build import build_index, open_assistant
from assistant.settings import load_settings
from assistant.types import Answer, Outcome, Turn
from assistant.value.conversation import read_in_conversation
from assistant.value.formulas import BY_ID, FORMULAS
from assistant.value.notation import shown

# By formula: a question (messages of a conversation are parted by //) and the results as they are shown.
QUESTIONS: dict[str, dict[str, str]] = {
    "compare-offers": {
        "A产品总价值120万总成本95万，B产品总价值100万总成本80万，哪个让渡价值大": "250000元 200000元 50000元",
        "我们家总价值1400、总成本1140，对手总价值1500、总成本1300，谁的让渡价值高": "260元 200元 60元",
        "方案一让渡价值怎么样：总价值800总成本600；方案二总价值900总成本750，比较一下": "200元 150元 50元",
        "A总价值120万总成本95万，B总价值100万总成本80万，B再降价6万，让渡价值谁高": "250000元 260000元 10000元",
        "卡特彼勒总价值120万、总成本95万，小松总价值100万、总成本80万，让渡价值哪家高": "250000元 200000元 50000元",
        "甲品牌价值90万成本70万,乙品牌价值85万成本60万,哪个让渡价值高?甲要降多少价才能追平": "200000元 250000元 50000元",
        "我们价值800成本650,竞品价值900成本700,谁家让渡价值大,差多少": "150元 200元 50元",
        "我们让渡价值1500，对手让渡价值是1200，我们最多能涨多少价": "1500元 1200元 300元",
        "甲的总价值500总成本300，乙的让渡价值是230，谁更划算": "200元 230元 30元",
        "甲报价方案总价值50万、总成本42万,乙方案总价值48万、总成本39万,让渡价值差多少": "80000元 90000元 10000元",
    },
    "satisfaction-gap": {
        "我们的客户预期9分，实际感受8分；竞争对手的客户预期7分，实际感受8.5分，谁家客户更满意，差多少": "-1 1.5 2.5",
        "感知价值7.0，期望7.5，满意吗": "-0.5",
        "顾客期望8分，实际感受8.5分，算满意吗": "0.5",
        "期望7.5，实际7.5，满不满意": "0",
        "体验打了9分，预期是8.2分，满意差距多少": "0.8",
        "期望8.5,实际感受8.1,差多少,算满意还是不满意": "-0.4",
        "感知价值6.8分,预期6.8分,算满意吗": "0",
        "顾客预期7分,感受到8.3分,满意差距多大": "1.3",
    },
    "satisfaction-ledger": {
        "预期得到100、付出70，实际得到90、付出50，满意吗": "10",
        "期望价值100期望成本70，感知价值90感知成本50，满意差距是多少": "10",
        "期望所得200期望付出150,实得180实付110,满意差距多少": "20",
        "本来想着能得80付50,实际得了70只付30,满不满意": "10",
    },
    "overall-satisfaction": {
        "两次交易的满意差距分别是+0.6和-0.3，整体满意多少": "0.15",
        "三次购买满意差距0.5、0.2、-0.1，累计满意多少": "0.2",
        "四次交易的满意差距:+0.5、+0.2、-0.4、+0.1,按等权算整体满意": "0.1",
        "三次体验，期望都是8，实际7、9、8.5，整体满意吗": "0.17",
        "第一次期望8实际9，第二次期望7实际6.5，总的满意吗": "0.25",
    },
    "lifetime-value": {
        "A客户每年带来利润500元，能做5年；B客户每年带来利润800元，能做2年，哪个终生价值高": "2500元 1600元 900元",
        "一个客户每年利润1000，做5年，获客成本800，终生价值多少": "5000元 4200元",
        "每次消费利润50元，每年消费6次，保持5年，终生价值多少": "1500元",
        "每年利润500，留存率80%，折现率10%，客户终生价值多少": "1333.33元",
        "每年利润500，留存率80%，折现率10%，年初收，终生价值多少": "1833.33元",
        "每年赚500，流失率20%，折现率10%，CLV是多少": "1333.33元",
        "每年利润500，合作3年，留存率80%，折现率10%，终生价值多少": "820.44元",
        "客户每季度贡献3000元利润，能合作4年，年末折现率8%，终生价值是多少": "39745.52元",
        "历史1000，当前每年300共5年，潜在每年50，折现率5%，客户终生价值": "2515.32元 1515.32元",
        "每月净赚300元，打算做10年，折现率6%，这个客户一辈子值多少": "26496.31元",
        "每年利润2000元永续，折现率8%，终生价值多少": "25000元",
        "每年赚1000，保留率90%，贴现率12%，不限年限，年初收款，终生价值多少": "5090.91元",
        "历史800、当前每年400、潜在每年80,都是5年,不折现,终生价值合计": "3200元 2400元",
        "每年净赚1500,6年,9%折现,年末,终生价值": "6728.88元",
        "每个季度贡献500元利润,做3年,折现率12%,终生价值多少": "4803.66元",
        "年初收钱,每年2,000,3年,折现率5%,客户终生价值": "5718.82元",
        "客户终生价值:每年利润800,留存率85%,折现率10%,年末收,不限年限": "2720元",
        "每年600,留存率七成五,折现率8%,一直下去,第一年肯定收到、年末入账,终生价值": "1818.18元",
    },
    "relationship-worth": {
        "前瞻终生价值1492.11，关系成本900，值得维系吗": "592.11元",
        "终生价值8000元，维护这个客户的关系要花9000，值不值": "-1000元 1000元",
        "每年利润500，3年，折现率10%，维系关系的成本900，值不值得": "343.43元",
        "客户关系要花5000元，他每年给我们带来1200，5年，折现率10%，值得建关系吗": "-451.06元 451.06元",
        "终身价值2.5万,维系总共花3万,值得吗": "-5000元 5000元",
        "这个大客户终生价值8万,建立关系的代价5万5,划不划算": "25000元",
        "每年给他花300维护，他一年带来1000利润，能来5年，不折现，这关系值不值得": "3500元",
        "关系维护每年花2000，客户每年利润3000，做2年，折现率10%，值不值": "1735.54元",
    },
    "break-even-retention": {
        "每年赚200，获客成本500，折现率10%，留存率多少才保本": "78.57%",
        "获客成本1000元，一个客户每年贡献400元，折现率10%，保本留存率是多少": "78.57%",
        "一个客户拉来花了800元，每年赚300，不折现，保本要多高的留存率": "72.73%",
        "获客花600,每年净赚200,折现率8%,年末收、要先看留没留住,保本留存率多少": "81%",
    },
    "average-life": {
        "留存率90%，客户平均能留几年": "10年",
        "流失率每年25%，平均寿命多少年": "4年",
        "维系率75%，客户平均待几年": "4年",
        "维系率92%,平均能留多少年": "12.5年",
        "年流失率12.5%,客户平均留几年": "8年",
        "维持率60%和90%差几年": "2.5年 10年 7.5年",
        "流失率从20%降到10%，客户平均多待几年": "5年 10年 5年",
    },
    "retention-rate": {
        "年初有500个老学员，到年底这批人里还剩400个，中间又新招了90个，留存率多少": "80% 20%",
        "年初260个客户，年底还剩221个老客户，又新开发了50个，留存率多少": "85% 15%",
        "去年100个老客户，今年剩82个，留存率多少": "82% 18%",
        "年初500个会员，年底430个，其中80个是今年新来的，老会员留存率几成": "70% 30%",
        "300个会员一年流失了45个，流失率多少": "85% 15%",
        "三年内客户从400个掉到300个，维持率多少": "75% 25%",
        "原先签约的客户80家，今年续约了68家，续约率是多少": "85% 15%",
    },
    "customers-left": {
        "1000个客户，每年留存率80%，三年后还剩多少个": "51.2% 512位 488位",
        "我们有500个老客户，每年流失10%，五年以后剩多少": "59.05% 295.25位 204.76位",
        "月流失率3%，一年下来大概还剩多少客户": "69.38%",
        "老客户300位，每月流失2%，半年后剩几位": "88.58% 265.75位 34.25位",
        "客户每年能留住九成，五年之后还剩百分之几": "59.05%",
    },
    "break-even-sales": {
        "投了3万6的设备，一杯赚4块5，卖多少杯才能回本": "8000件",
        "参展花了5000，每套卖88，成本52，要卖几套才不亏": "36元 138.89件",
        "每单毛利450，这个月房租工资固定3.6万，老板要净剩2.7万，得签几单": "140件",
        "地推花了2万，毛利率40%，得做多少业绩才够本": "50000元",
    },
    "promotion-profit": {
        "促销多卖了12万，毛利率30%，活动费花了2万5，合算吗": "36000元 11000元 83333.33元",
        "活动前一周卖300件，活动那周卖520件，每件毛利30，活动费用5000，划算吗": "220件 6600元 1600元 166.67件",
        "活动前卖40万，活动后卖52万，毛利率25%，活动花了4万，是赚是亏": "120000元 30000元 -10000元 160000元",
    },
    "payback": {
        "获客要花600，一年赚他250，得留几年才回本": "2.4年 28.8个月",
        "CAC 480，客户每月贡献40，多久够本": "1年 12个月",
        "获客成本1500，每个客户一年净利润400，折现率10%，第几年回本": "5年",
        "搞活动花了6万，招来150个会员，每个会员一年给我们带来利润160，多久能回本": "2.5年 30个月",
        "投入3000拉来一个客户，每年能赚1000，留存率80%，要几年才打平": "5年",
    },
    "retention-cost": {
        "获客花了12万，新增400个客户，CAC是多少，留老客按材料多少": "300元 60元 37.5元 50元 50元 60元",
        "拉新客花了500，留老客多少": "100元 62.5元 83.33元 83.33元 100元",
        "我们的获客成本是900元，照材料看留住老客大概多少钱": "180元 112.5元 150元 150元 180元",
        "新客获取成本2400元,按材料倒推老客的维系成本是多少": "480元 300元 400元 400元 480元",
    },
    "acquisition-cost": {
        "一年流失30个老客户，维护老客户每人200元，补回来拉新要花多少": "30000元 48000元 36000元 36000元 30000元",
        "维护老客户一年120元，开发新客户按各种说法要多少": "600元 960元 720元 720元 600元",
        "老客户留一个80块,拉一个新的按几种说法分别多少": "400元 640元 480元 480元 400元",
        "按6倍的说法,留老客户每人50元,拉新多少钱": "250元 400元 300元 300元 250元",
        "丢了12个老客户,每个维护成本300,补回来要多少钱": "18000元 28800元 21600元 21600元 18000元",
    },
    "acquisition-budget": {
        "预算6万，留住一个老客户100元，能留住多少老客户，拉新能拉几个": "600位 120位 75位 100位 100位 120位",
        "3万块预算，留老客每位150元，全留老客够几个，全拉新够几个": "200位 40位 25位 33.33位 33.33位 40位",
        "新客户一个要500，10万预算能拉几个": "200位",
        "预算10万，拉一个新客户500，留一个老客户80，全留老能留几个全拉新能拉几个": "1250位 200位",
        "8万预算,维护一个老客200,全维老能维几个,全拉新能拉几个": "400位 80位 50位 66.67位 66.67位 80位",
    },
    "expected-deals": {
        "打了新客户电话200个，老客户50个，照材料的机会一共能成几单": "30单 25单 55单 0.83倍",
        "各联系200人，新客户和老客户各成交几单": "30单 100单 130单 3.33倍",
        "联系了200个新客户，预计能成交几单": "30单",
        "想成交30单，要联系多少新客户、多少老客户": "200人 60人",
        "新客成功率10%、老客40%，各联系100人能成几单": "10单 40单 50单 4倍",
        "电话打给80个老客户，大概能成几单": "40单",
        "要做成60单，得找多少老客户": "400人 120人",
        "给120个新客打电话,按材料大概能成多少单": "18单",
        "要签90单,光靠老客户得找多少人": "600人 180人",
        "新客400个、老客60个,一共预计成交多少单": "60单 30单 90单 0.5倍",
    },
    "retention-profit": {
        "利润200万，维系率提高5%，利润会是多少": "3700000元 2500000元 3700000元 4000000元",
        "去年利润200万，多留住5%的客户，按各种说法利润变成多少": "3700000元 2500000元 3700000元 4000000元",
        "公司利润1200万，留存率每年增加5%，利润能涨到多少": "22200000元 15000000元 22200000元 24000000元",
        "公司年利润500万,多留住5%客户,按材料能到多少": "9250000元 6250000元 9250000元 10000000元",
    },
    "satisfaction-profit": {
        "利润300万，满意度提高5个百分点，利润变多少": "6000000元",
        "我们利润80万，要是满意度提升5个点，利润能到多少": "1600000元",
        "满意度从75%提到80%,利润原来120万,按材料变成多少": "2400000元",
    },
    "percent-or-points": {
        "维系率80%，提高5%是多少": "84% 85%",
        "维系率80%提高5个百分点是多少": "84% 85%",
        "满意度从80%提高到85%，提高了几个百分点": "5个百分点 6.25%",
        "留存率从60%降到54%，降了百分之几、几个百分点": "-6个百分点 -10%",
        "转化率从12%升到15%，是几个百分点，相对提高多少": "3个百分点 25%",
        "回头率40%再提高5个百分点和提高5%分别是多少": "42% 45%",
        "维系率70%,增加5个百分点和增加5%差多少": "73.5% 75%",
        "复购率由20%涨到26%,涨了几个百分点,相对涨多少": "6个百分点 30%",
        "知名度由40%升到46%,升了几个点、相对多少": "6个百分点 15%",
    },
    "pareto-check": {
        "十个客户利润500、300、60、40、30、25、20、15、6、4，符合80/20吗": "80% 16倍",
        "检验一下二八法则：利润分别是800万、100万、50万、30万、20万": "80% 16倍",
        "五个客户利润1000、200、100、50、-300，前20%占多少利润": "95.24% 80倍",
        "八个客户利润:900、400、200、150、120、100、80、50,前20%占多少": "45% 5.73倍",
    },
    "below-zero": {
        "这个客户带来盈余320元，服务成本410元，是不是零价值以下客户": "-90元",
        "客户盈余320，服务成本410，如果服务成本降到300，还是零价值以下吗": "-90元 20元",
        "盈余1500元，支持和服务的成本2000元，这个客户属于哪一类": "-500元",
        "盈余5,000,服务支持成本4,200,是不是零价值以下": "800元",
        "这个客户一年赚他800,服务他花了1100,算BZ客户吗": "-300元",
    },
    "price-identity": {
        "可接受价10万，目标利润1.5万，现成本9.2万，目标成本是多少，要降多少": "85000元 7000元 7.61%",
        "成本80，利润20，售价应该定多少": "100元",
        "售价100元，成本80元，利润是多少": "20元",
        "售价10万，想赚1.5万，成本要控制在多少": "85000元",
        "售价是258，成本是190，赚多少": "68元",
        "市场能接受的售价是60元，目标利润12元，目标成本多少": "48元",
        "成本45,想赚15,卖多少": "60元",
        "卖99,成本61,一件赚多少": "38元",
        "市场价只能卖到8万,目标利润1.2万,现成本7.4万,要降多少成本,降几个百分点": "68000元 6000元 8.11%",
    },
    "markup": {
        "成本80，毛利率20%，售价该是多少？毛利率如果提到30%呢": "100元 114.29元",
        "进价60，卖一件赚15，毛利率多少": "15元 20% 25%",
        "售价1200，毛利率要做到35%，进价最高多少": "780元",
        "卖价150，按成本加价50%，成本得是多少": "100元",
        "目标售价500，想要利润率25%，成本要压到多少//按成本": "400元",
        "成本80元，利润率25%，按成本加成卖多少": "100元",
        "成本80元，毛利率25%，售价多少": "106.67元",
        "成本80元，利润率25%，按售价算，定价多少": "106.67元",
        "成本80元加成25%，两种算法各卖多少": "100元 106.67元",
        "成本80，利润率25%，卖多少//按成本": "100元",
        "进价60,加价三成,卖多少": "78元",
        "成本150元,利润率25%,利润率按售价算,该定多少": "200元",
        "成本150卖200毛利率多少": "50元 25% 33.33%",
        "拿货60，标价96，加价率百分之几": "36元 37.5% 60%",
    },
    "ladder-shares": {
        "第二名占18%，第一名第三名多少": "36% 9%",
        "老大华为份额30%，老二老三多少": "15% 7.5%",
        "前三名合计70%，各占多少": "40% 20% 10%",
        "老大占40%，老二占多少": "20% 10%",
        "第三名占5%，老大和老二估计多少": "20% 10%",
        "我们是老二，市场份额14%，老大有多少": "28% 7%",
        "三家合起来占84%，按阶梯法则分别多少": "48% 24% 12%",
        "我们第二,占16%,老大老三大概各占多少": "32% 8%",
        "第一名36%,老二老三呢": "18% 9%",
        "前三合计84%,各家多少": "48% 24% 12%",
        "老大占36%，三家以外还剩几成": "18% 9% 37%",
        "前三大品牌一起占了七成，其他牌子加起来占多少": "40% 20% 10% 30%",
    },
    "top-share": {
        "信用卡2万名客户利润800万，前5%贡献多少": "2000000元 6000000元 1000人 19000人 2000元 315.79元 6.33倍",
        "化妆品店一年利润300万，5%的高端客户贡献多少利润": "450000元 2550000元 3.35倍",
        "长途电话业务利润1000万，头部5%的客户贡献多少": "2800000元 7200000元 7.39倍",
        "化妆品客户1000人，利润60万，5%高层客户每人贡献多少": "90000元 510000元 50人 950人 1800元 536.84元 3.35倍",
        "化妆品业务5000名会员,一年利润200万,头部5%一共贡献多少、人均多少": "300000元 1700000元 250人 4750人 1200元 357.89元 3.35倍",
    },
    "top-multiple": {
        "前20%客户贡献80%利润，人均是其余客户几倍": "4倍 0.25倍 16倍",
        "200个客户里前40个带来160万，总利润200万，占几成": "20% 80% 4倍 0.25倍 16倍",
        "我们300个会员，最好的60个贡献利润90万，全店利润100万，符合二八吗": "20% 90% 4.5倍 0.13倍 36倍",
        "我们前8%的客户拿走了36%的利润,人均是其他人的几倍": "4.5倍 0.7倍 6.47倍",
    },
    "word-of-mouth": {
        "40个客户不满意，会影响多少人": "320人 400人 200人",
        "这个月投诉的有25人，坏口碑会传给多少人": "200人 250人 125人",
        "得罪了12个顾客，按材料会波及几个人": "96人 120人 60人",
        "8个人给了差评，会影响多少人": "64人 80人 40人",
        "一共60个顾客不满，按材料会告诉多少人": "480人 600人 300人",
        "店里有18个顾客投诉,按两种说法传给多少人": "144人 180人 90人",
        "150个不满意的客户,影响面多大,多少人": "1200人 1500人 750人",
    },
    "purchase-intent": {
        "满意客户购买意愿是10，非常满意的是多少": "60 70 60",
        "普通满意的顾客意愿打5分，非常满意的大概几分": "30 35 30",
        "满意客户意愿指数8,非常满意的客户意愿是多少": "48 56 48",
    },
    "price-split": {
        "25块的咖啡，咖啡成本占20%，氛围占多少钱": "5元 20元 80% 4倍",
        "一杯奶茶36元，产品部分9元，体验占多少": "27元 75% 3倍",
        "按星巴克的拆法，一杯30元的咖啡体验值多少钱": "80% 24元 6元",
        "36元的咖啡，咖啡成本只占9元，氛围体验值多少": "27元 75% 3倍",
        "一杯卖28元的奶茶,茶底成本7元,体验部分占多少": "21元 75% 3倍",
    },
    "sales-growth": {
        "促销前卖了60万，想增长25%，促销后要卖到多少": "750000元 150000元",
        "促销前销售额120万，促销后138万，增长多少": "180000元 15%",
        "销售额从120万涨到138万，增长率多少": "180000元 15%",
        "这次促销销售额由80万增加到100万，增长了百分之几": "200000元 25%",
        "促销前日销2万,促销后2.6万,涨了多少": "6000元 30%",
        "直播前一天出60单，直播那天出了150单，翻了多少": "90单 150%",
        "促销前后一周的销售额分别是16.5、19.8万，增长多少": "33000元 20%",
        "促销那三天卖了21万，平常三天能卖14万，增长了多少": "70000元 50%",
    },
    "stock-clearance": {
        "仓库里3000双鞋，要清掉七成，最后剩多少双": "2100 900",
        "做完活动库存从5000件降到3200件，清理率多少": "1800 36%",
        "促销前库存5000，促销后3200，库存清理了百分之几": "1800 36%",
        "清库存：原来2400件，现在剩600件，清理率多少": "1800 75%",
        "库存8000件,促销后剩5000件,清掉百分之几": "3000 37.5%",
        "仓里堆了800箱，甩完还有200箱，去掉几成": "600 75%",
        "清库存：原来1500件，卖掉1200件，清理率多少": "80%",
        "清仓前2000双鞋，卖到只剩260双，清了几成": "1740 87%",
    },
    "awareness": {
        "知名度从32%提高到40%，提升了多少": "8个百分点 25%",
        "品牌知名度促销前32%促销后40%，提升几个点": "8个百分点 25%",
        "促销前品牌知名度18%，促销后27%，提高了几个百分点": "9个百分点 50%",
    },
    "top-up": {
        "充100送50实际打几折": "66.67% 6.67折 33.33%",
        "充500送100，相当于打几折": "83.33% 8.33折 16.67%",
        "储值满1000送200，等于几折": "83.33% 8.33折 16.67%",
        "充300送60实际几折": "83.33% 8.33折 16.67%",
        "充一千送三百,相当于打几折": "76.92% 7.69折 23.08%",
        "交3000卡里白饶1000，真正折扣几折": "75% 7.5折 25%",
        "会员充2000得2500，折算几折": "80% 8折 20%",
    },
    "gift-in-kind": {
        "买三送一相当于打几折": "75% 25%",
        "买2送1等于几折": "66.67% 33.33%",
        "第二件半价相当于打几折": "75% 25%",
        "第二杯六折，两杯一起买合几折": "80% 20%",
        "买二送一，90块一件，平均每件多少": "66.67% 33.33% 60元",
    },
    "bundle": {
        "宽带138元一个月，送50元话费，每月净付多少": "36.23% 88元 1056元",
        "宽带每月158送40话费,每月实际净付多少": "25.32% 118元 1416元",
    },
    "promised-spend": {
        "承诺24个月每月多花10元固话费换小灵通，一共多花多少": "240元",
        "小灵通活动,每月多花10元,承诺18个月一共多少": "180元",
    },
    "discount": {
        "原价300的东西，满300减50再打9折，客户实际付多少": "225元 75% 75元 25%",
        "原价480，打9折，另外减30，到手多少": "405元 84.38% 75元 15.63% 402元 83.75% 78元 16.25%",
        "每满300减50，买了1000，实际打几折": "850元 85% 150元 15%",
        "套餐原来单买要588，现在打包价468，便宜了多少，几折": "79.59% 120元 20.41%",
        "原价300元打七折，顾客付多少，店里补多少": "210元 90元",
        "一件300元的衣服打7折卖给顾客，店里让多少": "210元 90元",
        "标价680元打八五折，客人付多少，我们让了多少": "578元 102元",
        "打八折后卖240元，原价是多少": "300元 60元",
        "标价800,打六五折,顾客付多少,店里让多少": "520元 280元",
        "七五折买下来花了900，本来卖几块": "1200元 300元",
        "满300减60，相当于几折": "240元 80% 60元 20%",
        "原价1200，立减150，打几折": "1050元 87.5% 150元 12.5%",
        "原价800元，优惠后600元，店里少收了多少，占原价百分之多少": "75% 200元 25%",
    },
    "pyjama": {
        "送睡衣，快递公司每件收12元，赚多少": "15元 150000000元 3元 30000000元",
        "送睡衣每件收23元，成本8元，保本的快递费是多少": "15元 150000000元",
        "送了20万件睡衣，快递公司每件要10元，总共赚多少": "15元 3000000元 5元 1000000元",
        "送睡衣1000万件,每件快递公司收9元,能赚多少": "15元 150000000元 6元 60000000元",
    },
    "shirt-boxes": {
        "少用10%的衬衫包装盒能省多少棵树": "476.19个 168000棵",
        "100万件衬衫不用盒子能省多少棵树": "476.19个 2100棵",
        "衬衫少用20%的包装盒，一年少砍多少棵树": "476.19个 336000棵",
        "无盒衬衫如果少用5%的盒子,能少砍多少树": "476.19个 84000棵",
    },
    "double-refund": {
        "双倍返还给了我90元话费，当初多扣了多少": "45元",
        "话费多收了12.5元，双倍返还该返多少": "25元",
        "多收了三块五，双倍返多少话费": "7元",
        "多扣了8块话费，双倍返还是多少钱": "16元",
        "话费算错了5块5,双倍返多少": "11元",
    },
    "warranty": {
        "保修4年10万公里，平均每年多少公里": "25000公里",
        "质保5年12万公里，折合每年多少公里": "24000公里",
        "保修3年6万公里,平均每年多少": "20000公里",
    },
    "training-hours": {
        "培训2天12课时，每天几课时": "6课时",
        "一共18课时，3天上完，平均每天几课时": "6课时",
        "培训12课时2天,一天几课时": "6课时",
    },
    "contact-slots": {
        "每季度拜访2次、每月打1次电话，一年联系客户几次": "20次",
        "每周联系1项，每两周3项，一年一共联系多少次": "130次",
        "等级二客户每周1次,每两周3次,一年联系多少次": "130次",
        "等级三4个每月的动作,一年联系多少次": "48次",
    },
    "wage-earners": {
        "8万客户，普通工薪族大概有多少人": "40000人",
        "工薪族在我们12万客户里大概有多少": "60000人",
        "银行有5万客户,工薪族大概多少人": "25000人",
    },
    "bachelors": {
        "东方电子本科以上有多少人": "1323.96人",
        "公司有500名员工，按东方电子的比例，本科以上多少人": "330人",
        "东方电子本科以上员工大概多少人": "1323.96人",
    },
    "top-fifth-profit": {
        "按80/20，利润1000万，前20%客户贡献多少": "8000000元",
    },
    "top-fifth-customers": {
        "1000个客户，按二八法则，带来80%利润的客户有多少个": "200人",
    },
    "starbucks-profit": {
        "行业平均利润100万，星巴克大概能赚多少": "5000000元",
    },
    "starbucks-training": {
        "10个服务生要培训多少小时，按星巴克的标准": "240小时",
    },
    "share-of-wallet": {
        "他一年买料花60万，从我们这买了21万，客户份额提到50%要多卖多少": "35% 300000元 90000元",
        "客户一年采购同类产品40万，我们想占到35%，要卖多少": "140000元",
        "客户一年同类采购12000元，在我们这里买了3000元，客户份额多少": "25%",
        "客户一年买这类产品总共80万，从我们这儿买20万，我们的客户份额是多少": "25%",
        "客户一年采购同类120万,其中跟我们买了42万,客户份额多少": "35%",
    },
    "rest-of-market": {
        "三大电视网占有率90%，其他的有多少": "10%",
        "三大电视网占90%,剩下的占多少": "10%",
    },
    "delivered-value": {
        "咨询项目对客户的整体价值50万，钱成本30万，时间精力体力三样折成8万，让渡价值几何": "120000元",
        "客户买我们这个总成本是1.2万，想让他净得3000的价值，总价值至少要做到多少": "15000元",
        "产品价值800、服务价值200、形象价值100，人员价值100，货币成本600，时间精力体力成本都算50，让渡价值多少": "450元",
        "总价值三千五，总成本两千八，让渡价值多少": "700元",
        "让渡价值帮我算一下：产品600、服务200、人员100、形象100，价格700，时间50，精神30，体力20": "200元",
        "产品2000、服务700、人员300、形象200,顾客花2100块钱,还费了150的时间、90的精神、60的体力,让渡价值算一下": "800元",
        "顾客得到的总价值估三千二,各种成本加起来两千六百五,净赚多少让渡价值": "550元",
        "总价值1500,总成本1180,让渡价值?//把总价值改成1600呢": "420元",
        "总价值1500,总成本1180,让渡价值?//总成本降到1100": "400元",
    },
    "masters": {
        "东方电子有多少人是硕士以上，算人数": "280.84人",
    },
}

# Questions that must not be worked, and why.
REFUSED = {
    "每年利润500，留存率100%，不折现，终生价值多少": "没有尽头",
    "利润200万，维系率提高10%，利润多少": "不能按比例往外推",
    "满意度提高10个百分点，利润300万会变成多少": "不能按比例外推",
    "满意度如果再涨3个点，我们利润能到多少": "不能按比例外推",
    "老大40%，第四名多少": "只讲前三名",
    "我们排第四，份额6%，老大多少": "只讲前三名",
    "合作三年零六个月，每年利润500，终生价值多少": "整年数",
    "如果留存率105%，折现率3%，每年利润100，终生价值多少": "没有尽头",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("phrasings"))
    build_index(settings)
    opened = open_assistant(settings)
    yield opened
    opened.close()


def ask(assistant: Assistant, question: str) -> Answer:
    """The answer to the last of the messages; the engine lets no number through that is neither worked nor cited."""
    *earlier, last = question.split("//")
    return assistant.ask(last, [Turn("user", message) for message in earlier])


@pytest.mark.parametrize(
    ("formula", "question", "results"),
    [(formula, question, results) for formula, asked in QUESTIONS.items() for question, results in asked.items()],
)
def test_a_plain_question_gets_its_figures(assistant: Assistant, formula: str, question: str, results: str) -> None:
    answer = ask(assistant, question)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.calculation is not None
    assert answer.calculation.formula == formula
    assert " ".join(shown(result.value, result.unit) for result in answer.calculation.results) == results
    assert answer.citations


def test_every_formula_answers_at_least_one_plain_question() -> None:
    assert set(QUESTIONS) == {formula.id for formula in FORMULAS}


@pytest.mark.parametrize(("question", "words"), REFUSED.items())
def test_what_the_material_does_not_license_is_refused_with_the_reason(assistant: Assistant, question: str, words: str) -> None:
    answer = ask(assistant, question)
    assert answer.outcome is Outcome.CLARIFY
    assert answer.calculation is None
    assert words in answer.text


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("利润1000万，头部5%客户贡献多少", ("行业",)),
        ("成本80，利润率25%，卖多少", ("利润率按什么算",)),
        ("帮我算个数：多留住5%客户，利润具体多少万", ("原来的利润",)),
        ("每年赚300，折现率10%，保本的留存率是多少", ("获客成本",)),
        ("活动后卖了138万，促销的销售额增长率是多少", ("促销前销售额",)),
        ("这批人里面不满意的会传给多少人，帮我算个总数", ("不满意的客户数",)),
        ("A家总价值100万总成本82万，B家总价值95万，哪家让渡价值高", ("B家的整体顾客成本",)),
        ("感知打8分，满意差距是多少", ("期望",)),
    ],
)
def test_what_is_missing_is_asked_for_by_name(assistant: Assistant, question: str, missing: tuple[str, ...]) -> None:
    answer = ask(assistant, question)
    assert (answer.outcome, answer.missing) == (Outcome.CLARIFY, missing)
    assert all(name in answer.text for name in missing)


def test_a_disputed_figure_is_worked_once_for_each_claim_with_each_claim_cited(assistant: Assistant) -> None:
    answer = ask(assistant, "这个月40个客人不满意，会传给多少人")
    assert answer.calculation is not None
    facts = {row.source for row in answer.calculation.inputs if row.source.startswith("fact:")}
    assert len(facts) == len(answer.calculation.results)
    cited = "".join(citation.quote for citation in answer.citations)
    assert "8到10个人" in cited
    assert "5个人" in cited


def test_an_algorithm_that_the_material_lacks_says_so(assistant: Assistant) -> None:
    assert "材料外" in ask(assistant, "留存率90%，客户平均能留几年").text
    assert "材料外" not in ask(assistant, "总价值1400，总成本1140，让渡价值多少").text


# Questions that cards answer


def test_what_a_card_answers_starts_no_calculation_that_it_does_not_finish(assistant: Assistant) -> None:
    """An ask with figures of its own may be worked, and then cites its card; none is answered with a request for input."""
    asked_back, elsewhere = [], []
    for card in assistant.library.cards.values():
        for ask in card.every_ask:
            reading = read_in_conversation(ask, [])
            if reading is None:
                continue
            answer = assistant.ask(ask)
            if answer.outcome is not Outcome.ANSWERED:
                asked_back.append(ask)
            elif card.id not in {citation.passage.document_id for citation in answer.citations} | set(answer.related):
                elsewhere.append(ask)
    assert asked_back == []
    assert len(elsewhere) <= 8, elsewhere  # worked with another card that states the same figure


def test_a_negative_result_is_taken_away_in_brackets(assistant: Assistant) -> None:
    assert (
        "1.5 − (-1) = 2.5" in assistant.ask("我们的客户预期9分，实际感受8分；竞争对手的客户预期7分，实际感受8.5分，谁更满意，差多少").text
    )


def test_what_no_card_answers_starts_no_calculation(assistant: Assistant) -> None:
    assert [lack for card in assistant.library.cards.values() for lack in card.lacks if read_in_conversation(lack, []) is not None] == []


# Numbers that nobody means


@pytest.mark.parametrize(
    "question",
    [
        "总价值1" + "0" * 30 + "元，总成本3元，让渡价值多少",
        "总价值" + "9" * 1500 + "，总成本1，让渡价值多少",
        "总价值1" + "亿" * 900 + "，总成本1元，让渡价值多少",
        "总价值" + "九亿" * 600 + "，总成本1元，让渡价值多少",
        "总价值1/" + "3" * 900 + "，总成本1，让渡价值多少",
        "每年利润500，合作100年，留存率87.654321987654321%，折现率7.123456789123456%，终生价值多少",
        "我们排第三，份额9999%，老大多少",
        "五个客户利润1" + "0" * 300 + "、2、3、4、5，前20%占多少，符合二八吗",
    ],
)
def test_a_number_out_of_all_bounds_is_refused_in_plain_words(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.CLARIFY
    assert "超出了" in answer.text
    assert len(answer.text) < 200


def test_a_hundred_years_with_twelve_decimals_are_worked(assistant: Assistant) -> None:
    question = "每年利润500.5，潜在每年利润33.3，合作100年，留存率87.654321987654%，折现率7.123456789123%，终生价值多少"
    assert assistant.ask(question).calculation is not None


def test_what_is_not_used_and_what_is_rough_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("总价值两千来块，总成本1140元，店里有3个店员，让渡价值多少")
    assert answer.calculation is not None
    assert answer.calculation.conventions[-2:] == ("题目里的“两千来块”是约数，按写出的数算。", "题目里的“3个”没有用到。")


def test_a_bare_number_takes_up_the_offer_to_calculate(assistant: Assistant) -> None:
    turns = [Turn("user", "拉一个新客比留一个老客贵多少？"), Turn("assistant", "……")]
    for reply in ("200块", "200", "大概两百块", "老客户一年200元"):
        calculation = assistant.ask(reply, turns).calculation
        assert calculation is not None
        assert {shown(result.value, "money") for result in calculation.results} >= {"1000元", "1600元"}
    for other in ("3年", "5倍", "谢谢"):
        assert assistant.ask(other, turns).calculation is None


# More than one calculation, and one that goes on from another


@pytest.mark.parametrize(
    ("message", "formulas", "figures"),
    [
        (
            "活动前卖120万，活动后138万，库存从5000降到3200，效果怎么样",
            ("sales-growth", "stock-clearance"),
            ("15%", "36%"),
        ),
        (
            "年初500个客户，年底剩430个老客户，留存率多少；每年利润300，合作3年，终生价值多少",
            ("retention-rate", "lifetime-value"),
            ("86%", "900元"),
        ),
        (
            "年初500个会员，年底老会员还在的425个。留存率多少?照这个留存率一个会员平均能待几年?",
            ("retention-rate", "average-life"),
            ("85%", "6.67年"),
        ),
        (
            "展位费一共36000，一件卖180进价120。保本要卖几件?想再净赚15000要卖几件?",
            ("break-even-sales", "break-even-sales"),
            ("600件", "850件"),
        ),
    ],
)
def test_two_calculations_in_one_message_are_both_worked(
    assistant: Assistant, message: str, formulas: tuple[str, str], figures: tuple[str, str]
) -> None:
    answer = ask(assistant, message)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.calculation is not None
    assert answer.calculation.formula == formulas[0]
    assert BY_ID[formulas[1]].card in {citation.passage.document_id for citation in answer.citations}
    first, second = answer.text.split("**问题二**")
    assert figures[0] in first
    assert figures[1] in second


@pytest.mark.parametrize(
    ("messages", "formula", "results"),
    [
        ("年初1000个客户年底还剩850个，留存率多少//按这个流失速度三年后还剩几个", "customers-left", "61.41% 522.01位 327.99位"),
        ("1000个客户，每年流失两成，3年后剩多少//这个流失率下平均一个客户能留几年", "average-life", "5年"),
        ("我们总价值1400，总成本1140，让渡价值多少//对手950我们咋追", "compare-offers", "260元 950元 690元"),
    ],
)
def test_a_message_goes_on_from_what_the_calculation_before_came_to(
    assistant: Assistant, messages: str, formula: str, results: str
) -> None:
    calculation = ask(assistant, messages).calculation
    assert calculation is not None
    assert calculation.formula == formula
    assert " ".join(shown(result.value, result.unit) for result in calculation.results) == results


def test_a_message_of_many_questions_is_not_parted_in_every_way(assistant: Assistant) -> None:
    message = "每年赚300，留3年，终生价值多少？" * 40  # to part it in every way would take for ever
    assert ask(assistant, message).outcome in Outcome
    three = "总价值1400，总成本1140，让渡价值多少？留存率90%，平均能留几年？什么是让渡价值？"
    assert ask(assistant, three).outcome is Outcome.ANSWERED


def test_another_question_beside_a_calculation_is_answered_too(assistant: Assistant) -> None:
    answer = ask(assistant, "总价值1400，总成本1140，让渡价值多少，另外让渡价值是谁提出的")
    assert answer.calculation is not None
    assert [result.value for result in answer.calculation.results] == [260]
    assert "delivered-value#谁提出的" in {citation.passage.id for citation in answer.citations}
    assert ask(assistant, "总价值1400，总成本1140，让渡价值多少").calculation is not None


def test_what_is_said_to_be_of_another_card_is_asked_of_the_one_that_is_owned(assistant: Assistant) -> None:
    cited = {citation.passage.document_id for citation in assistant.ask("不可测法则的IBM案例").citations}
    assert cited == {"law17-ibm"}


def test_a_number_finds_the_band_that_it_falls_into(assistant: Assistant) -> None:
    for question, band in (
        ("1970年生的属于哪一代", "1966到1976年"),
        ("年收入4万2美元算哪一档", "35,000到49,999美元"),
        ("三十七岁属于哪个年龄段", "35到44岁"),
    ):
        answer = ask(assistant, question)
        assert answer.outcome is Outcome.ANSWERED
        assert len(answer.citations) == 1
        assert band in answer.citations[0].quote


def test_a_member_that_the_material_only_names_is_said_to_have_no_points(assistant: Assistant) -> None:
    turns = [Turn("user", "服务营销7P是哪几个"), Turn("assistant", assistant.ask("服务营销7P是哪几个").text)]
    answer = assistant.ask("过程具体要做什么", turns)
    assert answer.outcome is Outcome.REFUSED
    assert {citation.passage.document_id for citation in answer.citations} == {"service-7p"}
    assert "过程" in answer.citations[0].quote
