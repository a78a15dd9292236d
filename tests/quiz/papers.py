"""Papers made by hand: every kind of item, with the characters that formats trip over. None of it comes from the corpus."""

from fractions import Fraction

from assistant.quiz.items import (
    Blank,
    Choice,
    Difficulty,
    Item,
    Judgement,
    Kind,
    Level,
    Marking,
    Matching,
    Option,
    Ordering,
    Paper,
    Response,
    Scored,
    Source,
)
from assistant.types import Calculation, Input, Result, Step

# What is put into the texts in turn: the special characters of each format, widths, lines, lengths, beyond the basic plane.
STRANGE = (
    '~ = # { } : " < & 甲',
    "价格=~100%{成本}#标价:8折",
    "全角ＡＢＣ１２３：；，“”（）％",
    "第一行\n第二行\n\n第四行",
    "=1+1",
    "+86 电话",
    "-5个百分点",
    "@全体店员",
    "a\\b \\n 不是换行 \\: \\=",
    "<b>粗</b>&amp;&lt;]]> <!-- -->",
    "'单引号' \"双引号\" ‘弯’ “弯”",
    "**星号** _下划_ `反引号` $钱$ [链接](地址)",
    "//像注释 ::像题名:: %50%像比重 ->像配对",
    "{{花括号}} {{c1::挖空}} <% 模板 %> ${变量}",
    "生僻字𠮷𡃁，表情符号不用，组合é",
    "#N/A",
    "很长的一段。" + "让渡价值要把钱、时间、精力、体力都算上，" * 60,
    "  前后有空格  ",
    "逗号,分号;竖线|斜线/制表\t完",
    "TRUE",
)


def source(number: int, words: str) -> Source:
    quote = f"第{number}条说，{words}"
    return Source(f"card-{number % 40}#要点", f"卡片{number % 40}", "要点", 3, 3 + len(quote), quote)


def item(number: int, kind: Kind, response: Response, stem: str, words: str, **more: object) -> Item:
    sources = (source(number, words), source(number + 1, "另有一处。"))[: 1 + number % 2]
    fields: dict[str, object] = {
        "id": f"{kind.value}-{number}",
        "kind": kind,
        "stem": stem,
        "response": response,
        "explanation": f"解析{number}：{words}",
        "sources": sources,
        "difficulty": Difficulty(1 + number % 3),
        "level": tuple(Level)[number % 4],
        "template": f"{kind.value}-by-hand",
        "subject": f"card-{number % 40}",
        "fact": str(number),
    }
    return Item(**(fields | more))  # type: ignore[arg-type]  # a builder for tests: the fields are those above


def options(number: int, words: str, count: int = 4) -> tuple[Option, ...]:
    return tuple(
        Option(f"{'甲乙丙丁戊己'[place]}{number}：{words}", f"选了{place}：{words}" if place % 2 else "") for place in range(count)
    )


def example(number: int, kind: Kind, words: str) -> Item:
    """An item of the kind with `words` in all its texts; `number` makes it differ from the others."""
    stem = f"题{number}。{words}"
    match kind:
        case Kind.SINGLE:
            return item(number, kind, Choice(options(number, words), (number % 4,)), stem, words)
        case Kind.MULTIPLE:
            return item(number, kind, Choice(options(number, words, 5), ((0, 2), (1, 3, 4), (2, 4))[number % 3]), stem, words)
        case Kind.TRUE_FALSE:
            truth = number % 2 == 0
            return item(number, kind, Judgement(truth, "" if truth else f"应当是{number}：{words}"), stem, words)
        case Kind.MATCHING:
            pairs = tuple((f"左{place}·{number}{words}", f"右{place}·{number}{words}") for place in range(4))
            return item(number, kind, Matching(pairs, (f"多余{number}{words}",) if number % 2 else ()), stem, words)
        case Kind.ORDERING:
            steps = tuple(f"步骤{place}·{number}{words}" for place in "一二三四五")
            return item(number, kind, Ordering(steps, ((3, 0, 4, 1, 2), (1, 2, 3, 4, 0))[number % 2]), stem, words)
        case Kind.FILL_IN:
            accepted = (f"{number}倍{words}", f"{number}")
            return item(number, kind, Blank(accepted), f"题{number}。{words}贵____左右", words)
        case Kind.SHORT_ANSWER:
            return item(number, kind, Marking((f"要点一·{number}{words}", f"要点二·{words}", "要点三")), stem, words)
        case Kind.CALCULATION:
            third = Fraction(6 + number, 300)
            worked = Calculation(
                "ladder-shares",
                "阶梯法则的份额",
                (Input("third", "第三名的份额", third, "rate", "question"),),
                (Step("第一名的份额", f"{number + 6}% ÷ 1 × 4", third * 4, "rate"),),
                (Result("第一名的份额", third * 4, "rate"),),
                (words,),
            )
            return item(number, kind, Choice(options(number, words), (number % 4,)), stem, words, calculation=worked)
        case Kind.CASE:
            return item(
                number, kind, Choice(options(number, words, 3), (number % 3,)), stem, words, material=f"案例{number}：{words}\n第二段。"
            )


def strange_paper(count: int = 200) -> Paper:
    """A paper of all kinds in turn, each with one of STRANGE in all its texts."""
    kinds = tuple(Kind)
    items = (example(number, kinds[number % len(kinds)], STRANGE[number % len(STRANGE)]) for number in range(count))
    return Paper("试卷：“~ = # { } : < &”（全）", 90, tuple(Scored(item, 1 + place % 5) for place, item in enumerate(items)))
