"""The units in which questions count, as they stand behind a number."""

import re

# Units behind a number. Months and quarters are durations only with 个: 3月 is March, 三季度 the third quarter.
MONEY = re.compile(r"[ \t]*(?:(?:元|圆|块钱|块|人民币|rmb|cny)(?!素))+")
TENTHS = re.compile(
    r"(?<=[元块])(?P<tenths>[1-9一二两三四五六七八九])"
    r"(?:[毛角](?:钱)?|(?=$|[,;。!?\s]|[的钱每一给吧呢了]|左右)|(?<=[1-9])(?![\d.,、/:~%百千万亿kw年月天周日个次件位人名项套台单折成倍分家条种毛角-]))"
)
TIME = re.compile(
    r"[ \t]*(?:(?P<unit>年(?![年数限])|周|天)|个\s*(?P<long>季度|月|星期))(?P<half>半)?(?!份|底|初|中|龄)"
    r"(?:[零又]?(?P<months>1[01]|[1-9]|十[一]?|[一二两三四五六七八九])个月)?"
)
POINTS = re.compile(r"[ \t]*个\s*(?:百分)?点")
COUNT = re.compile(
    r"[ \t]*(?:节(?![日省约假庆目奏气])|[位户件套张笔辆种棵盒瓶杯箱趟桶罐袋碗]|份(?!额)|双(?![倍方十])|部(?![分门])|支(?![付持出撑])|口(?![碑味头号径红气服])"
    r"|公里|课时|个(?!月|季|半?小时|钟头)人?|名(?!牌|称)|人(?!员)|家(?!庭)|单(?!价|位)|次(?!数)|回(?![头来去家到本报购款合访复馈收扣])|台(?!词)|场(?![景地所合面子均])|项(?!目)|条(?!件)|店|样(?!本)|号(?=人|员工|职工|客户|会员))"
)
SCORE = re.compile(r"[ \t]*(?:星(?!期|巴)|分)(?!别|之|钟|析|摊|成|[一二两三四五六七八九十\d])")
TENTHS_OF_SCORE = re.compile(r"分(?P<tenths>[1-9一二三四五六七八九])(?![\d.个次位年月天%万千百十成份一二三四五六七八九])")  # 八分五
LONE_SCORE = re.compile(r"(?<![十])分(?=[,;。、!?\s的了吧和半]|$)")  # 九分, but not 十分满意
TENTH_SHARE = re.compile(r"成(?P<more>[1-9一二两三四五六七八九半])?(?![为了本立功员熟长果品交]|就(?![行够可能是好]))")  # 7成, 2成5
TIMES = re.compile(r"[ \t]*倍")
OTHER_UNIT = re.compile(
    r"[ \t]*(?:[美欧日港韩加澳英]元|[外日港台]币|美金|英镑|刀|个?半?小时|个?钟头|分(?!别)|秒|工时|点"
    r"|公?斤|千克|吨|平(?:米|方米?)?(?![均时常])|米|岁|月|季|日|号|页|层|级|度)|[a-z]"
)

# What makes a number inexact.
LIMIT_AFTER = re.compile(r"(?:多(?![卖走做招赚])|[余几]|以[上下内外]|开外|出头)(?!少)")
ROUND = re.compile(r"来(?=[年个块元万人位单])")  # 两千来块: two thousand, more or less
