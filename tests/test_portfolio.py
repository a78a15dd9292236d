"""A table of customers: what is read, what is left out and said so, and what the rest comes to."""

import csv
import io
import time
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assistant.errors import InputError
from assistant.value import table
from assistant.value.formulas import BY_ID
from assistant.value.portfolio import BELOW_ZERO, Customer, LeftOut, Portfolio, Reader
from assistant.value.portfolio_export import customers_csv, customers_xlsx
from assistant.value.table import check_archive, read_table

HEADER = "客户,收入,成本,年数,留存率"


def analysed(text: str, discount: str = "0") -> Portfolio:
    return analysed_file(text.encode(), "客户.csv", discount)


def analysed_file(raw: bytes, name: str, discount: str = "0") -> Portfolio:
    reader = Reader(read_table(raw, name), Fraction(discount))
    return reader.portfolio(list(reader.rows()))


def sheet_file(rows: Sequence[Sequence[Any]], formats: dict[str, str] | None = None, more: str = "") -> bytes:
    book = Workbook()
    sheet = cast(Worksheet, book.active)
    for row in rows:
        sheet.append(list(row))
    for address, number_format in (formats or {}).items():
        sheet[address].number_format = number_format
    if more:
        book.create_sheet(more).append(["别的"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def only(portfolio: Portfolio) -> Customer:
    assert portfolio.left_out == ()
    assert len(portfolio.customers) == 1
    return portfolio.customers[0]


# What is read


@pytest.mark.parametrize(
    ("revenue", "cost", "profit"),
    [
        ("1200", "900", "300"),
        ('"1,200.50"', "900", "300.5"),
        ("1.2万", "9000元", "3000"),
        ("¥1200", "￥900", "300"),
        ("１２００", "900", "300"),
        ("一千二百", "900", "300"),
        ("1200", "-100", "1300"),
        ("(300)", "0", "-300"),
        ("（300）", "0", "-300"),
        ("－300", "0", "-300"),
        ("1200块钱", "900", "300"),
    ],
)
def test_amounts_are_read_as_they_are_written(revenue: str, cost: str, profit: str) -> None:
    assert only(analysed(f"客户,收入,成本\n甲,{revenue},{cost}\n")).profit == Fraction(profit)


@pytest.mark.parametrize(
    ("header", "row", "profit"),
    [
        ("name,revenue,cost", "a,100,60", 40),
        ("Customer Name,Annual Revenue,Annual Cost", "a,100,60", 40),
        ("成本（元）,客户名称,年销售额（万元）", "60,甲,1.5", 14940),
        ("客户,收入(万元),成本(万元)", "甲,2,5000元", 15000),
        ("客户,利润", "甲,-7", -7),
        ("客户,收入,成本,服务成本", "甲,100,60,50", -10),
        ("客户,盈余,服务成本", "甲,100,60", 40),
        ("客户,收入,成本,利润", "甲,100,60,39", 39),
        ("客户;收入;成本", "甲;100;60", 40),
        ("客户\t收入\t成本", "甲\t100\t60", 40),
    ],
)
def test_columns_are_known_by_their_headers_in_any_order(header: str, row: str, profit: int) -> None:
    assert only(analysed(f"{header}\n{row}\n")).profit == profit


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_in_any_of_the_usual_encodings_is_read(encoding: str) -> None:
    assert only(analysed_file("客户,收入,成本\n甲乙,100,60\n".encode(encoding), "a.CSV")).name == "甲乙"


def test_the_first_sheet_of_a_workbook_is_read_and_the_others_are_named() -> None:
    rows = [["二月客户表"], [], ["客户", "收入", "成本", "留存率"], ["甲", 1200.1, 900, 0.8], ["乙", "1.2万", 100, "八成"]]
    portfolio = analysed_file(sheet_file(rows, {"D4": "0%"}, more="备注"), "客户.xlsx", "1/10")
    assert [(one.line, one.name, one.profit) for one in portfolio.customers] == [(5, "乙", 11900), (4, "甲", Fraction("300.1"))]
    assert [one.lifetime for one in portfolio.customers] == [
        pytest.approx(Decimal(float(one.profit)) * 8 / 3) for one in portfolio.customers
    ]
    assert any("“备注”" in note for note in portfolio.notes)
    assert any("表头在第3行" in note for note in portfolio.notes)


@pytest.mark.parametrize(
    ("header", "text"), [("留存率", "80%"), ("留存率(%)", "80"), ("续约率", "0.8"), ("retention rate", "八成"), ("流失率", "20%")]
)
def test_a_share_is_read_where_it_is_clear(header: str, text: str) -> None:
    assert only(analysed(f"客户,收入,成本,年数,{header}\n甲,100,0,2,{text}\n")).lifetime == Decimal(144)


@pytest.mark.parametrize(
    ("header", "text"), [("年数", "3"), ("年数", "3年"), ("合作年限", "36个月"), ("年数（月）", "36"), ("years", "3.0")]
)
def test_years_are_read_in_years_and_months(header: str, text: str) -> None:
    assert only(analysed(f"客户,收入,成本,{header}\n甲,100,0,{text}\n")).lifetime == Decimal(300)


# What is left out


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("甲,很多,60,3,80%", ["收入“很多”读不懂", "1.2万"]),
        ("甲,,60,3,80%", ["没有收入"]),
        ("甲,100", ["没有成本"]),
        ("甲,100,60,2.5,80%", ["年数“2.5”", "整数年"]),
        ("甲,100,60,120,80%", ["年数“120”", "1到100"]),
        ("甲,100,60,3,80", ["留存率“80”", "80%或0.8"]),
        ("甲,100,60,3,130%", ["留存率“130%”", "不在0%到100%之间"]),
        ("甲,$100,60,3,80%", ["“$100”读不懂"]),
        ("甲,3到5万,60,3,80%", ["“3到5万”读不懂"]),
        ("甲,约100,60,3,80%", ["“约100”读不懂"]),
        ("甲,每月100,60,3,80%", ["“每月100”读不懂"]),
        ("甲,1/3,60,3,80%", ["收入“1/3”"]),
        ("甲,1,200,60,3,80%", ["多出1格", "逗号"]),
        ("合计,1000,600,,", ["合计行"]),
        ("甲,#DIV/0!,60,3,80%", ["“#DIV/0!”读不懂"]),
        ("甲,1e9,x,3,80%", ["收入“1e9”读不懂", "成本“x”读不懂"]),
        (f"甲,{'9' * 60},60,3,80%", ["读不懂"]),
        (f"甲,{'(' * 5000},60,3,80%", ["读不懂", "…"]),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_number_and_value(row: str, words: list[str]) -> None:
    portfolio = analysed(f"{HEADER}\n好,100,60,3,80%\n{row}\n")
    assert [one.name for one in portfolio.customers] == ["好"]
    (left_out,) = portfolio.left_out
    assert left_out.line == 3
    assert all(word in left_out.reason for word in words), left_out.reason


def test_every_line_is_either_counted_or_named() -> None:
    text = f'{HEADER}\n甲,100,60,3,80%\n\n"乙\n二",x,1,1,1\n,5,1,,\n丙,7,8,,\n'
    portfolio = analysed(text)
    assert [(one.line, one.name) for one in portfolio.customers] == [(2, "甲"), (6, "第6行"), (7, "丙")]
    assert [one.line for one in portfolio.left_out] == [4]


@settings(deadline=None)
@given(st.lists(st.lists(st.text(alphabet='0123456789.,-%年万元甲()+=" ', max_size=8), max_size=7), max_size=12))
def test_any_jumble_of_cells_is_counted_or_named(rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([HEADER.split(","), ["好", "100", "60", "3", "80%"], *rows])
    portfolio = analysed(file.getvalue())
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(portfolio.customers) + len(portfolio.left_out) == 1 + len(filled)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("客户,收入\n甲,100\n", ["“收入”和“成本”", "只有：“客户”、“收入”"]),
        ("甲,100,60\n乙,1,2\n", ["一列也没有认出来"]),
        ("客户,收入,销售额,成本\n甲,1,2,3\n", ["“收入”和“销售额”两列"]),
        ("客户,收入,成本\n甲,x,1\n", ["没有一行能算", "第2行"]),
        ("客户,收入,成本\n", ["表头下面没有内容"]),
        ("\n\n", ["没有内容"]),
    ],
)
def test_a_table_that_cannot_be_used_is_explained(text: str, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        analysed(text)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_a_column_in_a_unit_that_it_cannot_have_is_not_used_and_named() -> None:
    portfolio = analysed("客户,收入,成本,备注,年数（%）\n甲,100,60,好,3\n")
    assert only(portfolio).lifetime is None
    assert any("“备注”、“年数（%）”" in note for note in portfolio.notes)


# Limits


def test_files_that_are_too_large_or_of_another_kind_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for raw, name, words in (
        (b"x" * (table.MAX_FILE_BYTES + 1), "a.csv", "最多10MB"),
        (b"x", "a.xls", "另存为 .xlsx"),
        (b"x", "a", "没有后缀"),
        (b"PK\3\4", "a.xlsx", "不是 .xlsx"),
        (b"\0\1\2\3" * 10, "a.csv", "UTF-8"),
    ):
        with pytest.raises(InputError, match=words):
            read_table(raw, name)
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    with pytest.raises(InputError, match="超过3行"):
        read_table(b"a\n" * 5, "a.csv")


def archive(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"xl/worksheets/sheet1.xml": b"0" * 30_000_000}, "一百倍"),
        ({f"m{place}": b"" for place in range(5001)}, "太大"),
        ({"xl/../../evil.xml": b"<a/>"}, "不该有"),
        ({"/etc/evil.xml": b"<a/>"}, "不该有"),
        ({"xl/embeddings/inner.xlsx": b"PK"}, "不该有"),
    ],
)
def test_an_archive_that_is_no_plain_workbook_is_not_unpacked(members: dict[str, bytes], words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_archive(archive(members))


def test_a_workbook_with_a_dtd_or_damage_is_refused() -> None:
    good = sheet_file([["客户", "收入", "成本"], ["甲", 1, 2]])
    with zipfile.ZipFile(io.BytesIO(good)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    evil = {**members, "xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>' + members["xl/workbook.xml"]}
    with pytest.raises(InputError, match="DTD"):
        read_table(archive(evil), "a.xlsx")
    broken = {**members, "xl/worksheets/sheet1.xml": b"<worksheet"}
    with pytest.raises(InputError, match="坏了"):
        read_table(archive(broken), "a.xlsx")


# What the rest comes to


@settings(deadline=None, max_examples=150)
@given(
    st.integers(-(10**6), 10**6),
    st.one_of(st.none(), st.integers(1, 40)),
    st.one_of(st.none(), st.integers(0, 100)),
    st.integers(0, 30),
)
def test_a_lifetime_value_is_that_of_the_formula(profit: int, years: int | None, retention: int | None, discount: int) -> None:
    customer = only(
        analysed(
            f"客户,利润,年数,留存率,历史价值,潜在利润\n甲,{profit},{years or ''},{'' if retention is None else f'{retention}%'},50,7\n",
            f"{discount}/100",
        )
    )
    if years is None and (retention is None or (retention == 100 and not discount)):
        assert customer.lifetime is None
        assert customer.without
        return
    values = {"historical": 50, "current_yearly": profit, "potential_yearly": 7, "discount_rate": Fraction(discount, 100)}
    values |= {"years": years} if years else {}
    values |= {"retention_rate": Fraction(retention, 100)} if retention is not None else {}
    exact = BY_ID["lifetime-value"].work({name: Fraction(value) for name, value in values.items()}).results[0].value
    assert customer.lifetime is not None
    assert abs(Fraction(customer.lifetime) - exact) <= Fraction(1, 10**12)


def test_customers_are_ranked_and_those_below_zero_are_found() -> None:
    portfolio = analysed("客户,收入,成本\n平,60,60\n亏,50,60\n好,100,60\n中,80,60\n尾,70,60\n")
    assert [one.name for one in portfolio.customers] == ["好", "中", "尾", "平", "亏"]
    assert [one.name for one in portfolio.losing] == ["亏"]
    assert portfolio.profit == 60


def test_the_curve_is_that_of_the_pareto_check() -> None:
    profits = [Fraction(900 // (place + 1) - 20) for place in range(60)]
    rows = "\n".join(f"{place},{profit}" for place, profit in enumerate(profits))
    portfolio = analysed(f"客户,利润\n{rows}\n")
    spread = portfolio.spread
    assert spread is not None
    working = BY_ID["pareto-check"].work({f"profits.{place}": profit for place, profit in enumerate(profits)})
    assert spread.top_share == working.results[0].value
    assert spread.points[20] == (Fraction(1, 5), spread.top_share)
    assert (spread.points[0], spread.points[100]) == ((0, 0), (1, 1))
    ranked = sorted(profits, reverse=True)
    assert sum(ranked[: spread.enough]) >= portfolio.profit * Fraction(4, 5) > sum(ranked[: spread.enough - 1])


def test_losses_are_warned_of_and_without_profit_there_is_no_curve() -> None:
    mixed = analysed("客户,利润\n甲,100\n乙,50\n丙,10\n丁,-40\n戊,-30\n")
    assert mixed.spread is not None
    assert max(share for _, share in mixed.spread.points) > 1
    assert any("2位" in note and "-70元" in note and "100%" in note for note in mixed.notes)
    lost = analysed("客户,利润\n甲,100\n乙,-50\n丙,-10\n丁,-40\n戊,-30\n")
    assert lost.spread is None
    assert any("不大于零" in note for note in lost.notes)
    few = analysed("客户,利润\n甲,100\n乙,50\n")
    assert few.spread is None
    assert any("至少5位" in note for note in few.notes)


def test_what_is_not_worked_out_is_said_with_its_lines() -> None:
    portfolio = analysed(f"{HEADER}\n甲,100,60,3,80%\n乙,100,60,,\n丙,100,60,,100%\n")
    assert {one.name: bool(one.without) for one in portfolio.customers} == {"甲": False, "乙": True, "丙": True}
    assert any("没有年数，也没有留存率（第3行）" in note for note in portfolio.notes)
    assert any("加不到头（第4行）" in note for note in portfolio.notes)


def test_the_conventions_are_stated() -> None:
    portfolio = analysed("客户,年收入,成本,服务成本,年数\n甲,100,60,5,3\n", "1/10")
    conventions = "".join(portfolio.conventions)
    for words in ("利润＝年收入−成本，再减服务成本", "MVC和MGC", "年末", "折现率10%", "材料外"):
        assert words in conventions


def test_a_name_that_comes_twice_is_warned_of() -> None:
    assert any("“甲”" in note and "不止一次" in note for note in analysed("客户,利润\n甲,1\n甲,2\n").notes)


# The files


EVIL = "客户,利润,年数\n=1+1,100,3\n+86,50,3\n@x,30,\n-a,20,3\n好,-5,3\n坏,x,3\n"


def test_the_csv_holds_every_line_and_starts_no_formula() -> None:
    raw = customers_csv(analysed(EVIL))
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert [row[1] for row in rows[1:6]] == ["'=1+1", "'+86", "'@x", "'-a", "好"]
    assert rows[5][4] == BELOW_ZERO
    assert rows[-1][:2] == ["7", "坏"]


def test_the_workbook_holds_every_line_and_starts_no_formula() -> None:
    portfolio = analysed(EVIL)
    for read_only in (False, True):
        book = load_workbook(io.BytesIO(customers_xlsx(portfolio)), read_only=read_only)
        rows = list(book["客户"].iter_rows(values_only=True))
        assert [row[1] for row in rows[1:]] == ["=1+1", "+86", "@x", "-a", "好"]
        assert rows[1][2:6] == (100, 51.28, None, 300)
        assert rows[3][6] == "没有年数，也没有留存率"
        assert [row[0] for row in book["没有算的行"].iter_rows(values_only=True)] == ["原表的行号", 7]
        assert {"年利润合计（元）": 195}.items() <= dict(book["汇总"].iter_rows(values_only=True, max_col=2)).items()
    sheet = load_workbook(io.BytesIO(customers_xlsx(portfolio)))["客户"]
    assert {cell.data_type for cell in sheet["B"]} <= {"s", "inlineStr"}


def test_a_value_of_forty_digits_is_written_out() -> None:
    portfolio = analysed(f"客户,利润,年数\n甲,{'9' * 38},100\n")
    assert only(portfolio).lifetime == int("9" * 38) * 100
    assert load_workbook(io.BytesIO(customers_xlsx(portfolio)))["客户"]["F2"].value == pytest.approx(1e40)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ten_thousand_lines_take_less_than_five_seconds(kind: str) -> None:
    rows: list[list[Any]] = [["客户", "收入", "成本", "年数", "留存率"]]
    rows += [[f"客户{n}", n * 7919 % 100_003 + n / 100, n * 104_729 % 70_001, n % 12 + 1, (n * 31 % 1000) / 1000] for n in range(10_000)]
    if kind == "xlsx":
        raw = sheet_file(rows)
    else:
        file = io.StringIO()
        csv.writer(file).writerows(rows)
        raw = file.getvalue().encode()
    started = time.process_time()  # of this process: what else the machine does is not counted
    portfolio = analysed_file(raw, f"客户.{kind}", "8/100")
    assert time.process_time() - started < 5
    assert (len(portfolio.customers), portfolio.left_out) == (10_000, ())


def test_lines_are_read_one_by_one_so_that_progress_can_be_shown() -> None:
    reader = Reader(read_table(f"{HEADER}\n甲,1,1,,\n乙,x,1,,\n".encode(), "a.csv"))
    rows = reader.rows()
    assert len(reader.lines) == 2
    assert isinstance(next(rows), Customer)
    assert isinstance(next(rows), LeftOut)
