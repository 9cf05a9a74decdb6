"""The workbook as data: one list of sheets and columns for writing it and for reading it back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.domain.period import Month
from core.errors import InputError
from core.i18n import mark

CellValue = str | Decimal | date | None
"""What a cell says: text as typed, a number, a day, or nothing."""

TEMPLATE_VERSION = "2"
"""Version of this layout, in a defined name and in a visible cell of the first sheet; what an older one lacks is read as empty."""

VERSION_NAME = "TANZHANG_TEMPLATE"
"""Defined name that carries the version; it survives other office programs, a hidden sheet does not."""

GUIDE_SHEET = "说明"
"""First sheet: how to fill, version, 示例 mark."""

LISTS_SHEET = "选项"
"""Hidden sheet that holds the texts of the dropdown lists."""

REFUSED_SHEET = "未导入清单"
"""First sheet of an annotated copy: each refused item with its place and reason."""

VERSION_LABEL = "模板版本"
SAMPLE_LABEL = "示例"
YES = "是"

PERIOD_STYLES: Mapping[str, bool] = {"含末日": True, "末日为下期首日": False}
"""账期写法 → whether the end day printed on the bill still belongs to the period (Meter.end_included)."""

ROLE_NAMES: Mapping[str, str] = {"填报人": "preparer", "审核人": "approver", "负责人": "responsible"}
"""角色 → code of Person.role."""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column.

    Attributes:
        code: key of the column in a row's values.
        zh: heading in the sheet; part of the file format, so never translated.
        kind: what the cells hold: ``text``, ``number``, ``date``, ``month``, ``choice``, or ``any`` (as typed).
        width: width in characters.
        choices: the only texts allowed, where they are fixed.
        required: the heading must be there when the sheet holds rows.
        label: written by the program and locked once filled, such as the names of the monthly rows.
        help: what to fill in, shown as a comment at the heading; a Chinese text marked for translation.
    """

    code: str
    zh: str
    kind: str = "text"
    width: int = 12
    choices: tuple[str, ...] = ()
    required: bool = False
    label: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet with its columns in the order they are written; `help` stands under its title."""

    code: str
    zh: str
    columns: tuple[ColumnSpec, ...]
    help: str = ""

    def column(self, code: str) -> ColumnSpec:
        """The column with this code; KeyError is a fault of the program."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)


MONTH_COLUMNS = tuple(f"m{number:02d}" for number in range(1, 13))
"""Column codes of the monthly sheet, January first."""

SHEETS: tuple[SheetSpec, ...] = (
    SheetSpec(
        "venue",
        "场所",
        (
            ColumnSpec("field", "字段", width=24, required=True, label=True),
            ColumnSpec("value", "值", "any", 36, required=True),
            ColumnSpec("unit", "单位", width=10, label=True),
            ColumnSpec("help", "说明", width=52, label=True),
        ),
        mark("只填「值」一列。面积等数字按右侧单位填写。"),
    ),
    SheetSpec(
        "sources",
        "排放源",
        (
            ColumnSpec("name", "名称", width=26, required=True, help=mark("自己取的名称，各表都用它指这一行，不能重复。")),
            ColumnSpec("type", "类型", "choice", 24, required=True, help=mark("从下拉清单中选。")),
            ColumnSpec("unit", "单位", "choice", 10, help=mark("月度数据按此单位填写。留空为该类型的常用单位。")),
            ColumnSpec("account", "户号", width=20, help=mark("账单上的户号。一个排放源有几个户号时，各写一行。")),
            ColumnSpec("multiplier", "倍率", "number", 9, help=mark("电流、电压互感器倍率，没有时留空。")),
            ColumnSpec("period_style", "账期写法", "choice", 18, choices=tuple(PERIOD_STYLES), help=mark("账单上的止日是否属于本期。")),
            ColumnSpec("species", "制冷剂或灭火剂", "choice", 17, help=mark("制冷剂、灭火剂一类必填，如 R410A。")),
            ColumnSpec("factor", "选用因子", "choice", 26, help=mark("没有默认因子的类型，填因子编号；不填则该行列为未核算。")),
            ColumnSpec("excluded_reason", "不计入的原因", width=26, help=mark("不计入核算边界时写明原因；计入时留空。")),
            ColumnSpec("excluded_tonnes", "不计入约几吨", "number", 12, help=mark("不计入的，估计一年约多少 tCO2e；没有排放的填 0。")),
            ColumnSpec("note", "备注", width=24),
        ),
        mark("一行一个排放源或户号。名称须与其他各表一致。"),
    ),
    SheetSpec(
        "monthly",
        "月度数据",
        (
            ColumnSpec("subject", "项目", width=26, required=True, label=True, help=mark("排放源名称或产出名称。")),
            ColumnSpec("unit", "单位", width=9, label=True),
            *(ColumnSpec(f"m{number:02d}", f"{number}月", "number", 11, required=True) for number in range(1, 13)),
        ),
        mark("按月填数，没有数据的月份留空；确实没有用量的填 0，并在「无用量说明」写明原因。已在「票据」登记的排放源不在此填写。"),
    ),
    SheetSpec(
        "bills",
        "票据",
        (
            ColumnSpec("source", "排放源", width=24, required=True, help=mark("与「排放源」表的名称一致。")),
            ColumnSpec("account", "户号", width=18),
            ColumnSpec("start", "起日", "date", 12, required=True, help=mark("写成 2025-03-05 这样。")),
            ColumnSpec("end", "止日", "date", 12, required=True, help=mark("照账单填写，是否含末日以「排放源」表的账期写法为准。")),
            ColumnSpec("reading_start", "起示数", "number", 12),
            ColumnSpec("reading_end", "止示数", "number", 12),
            ColumnSpec("multiplier", "倍率", "number", 8),
            ColumnSpec("losses", "变损线损", "number", 10, help=mark("结算数量里含的变损、线损，按本行单位。")),
            ColumnSpec("quantity", "数量", "number", 14, required=True, help=mark("账单上的结算数量，冲正的填负数；填了库存的可留空。")),
            ColumnSpec("unit", "单位", "choice", 9),
            ColumnSpec("amount_yuan", "金额（元）", "number", 13),
            ColumnSpec("invoice", "票据号", width=20, help=mark("更正、冲正用票据号指明原票据，不能重复。")),
            ColumnSpec("estimated", "暂估", "choice", 7, choices=(YES,), help=mark("暂估的填「是」，收到正式账单后登记更正。")),
            ColumnSpec("corrects", "更正的票据号", width=17, help=mark("本票据替换哪一张；没有号的写 2025-06-21至2025-07-20。")),
            ColumnSpec("reverses", "冲正的票据号", width=17, help=mark("本票据冲减哪一张；没有号的写 2025-06-21至2025-07-20。")),
            ColumnSpec("sharp", "尖", "number", 11, help=mark("分时电量，按本行单位；没有的留空。")),
            ColumnSpec("peak", "峰", "number", 11),
            ColumnSpec("flat", "平", "number", 11),
            ColumnSpec("valley", "谷", "number", 11),
            ColumnSpec("opening", "期初库存", "number", 11, help=mark("送货、领用的燃料：用量按期初加购入减期末计算。")),
            ColumnSpec("delivered", "本期购入", "number", 11, help=mark("一期内送几次的，写成 120+80，各次的票据号用「；」隔开。")),
            ColumnSpec("closing", "期末库存", "number", 11),
            ColumnSpec("attachment", "附件", width=26, help=mark("证据文件名，与本表放在同一文件夹或其下级。")),
            ColumnSpec("note", "备注", width=24),
        ),
        mark("一行一张账单。金额只作记录，不换算为用量。"),
    ),
    SheetSpec(
        "meter_changes",
        "换表",
        (
            ColumnSpec("account", "户号", width=20, required=True),
            ColumnSpec("date", "日期", "date", 12, required=True),
            ColumnSpec("old_end", "旧表止示数", "number", 14, required=True),
            ColumnSpec("new_start", "新表起示数", "number", 14, required=True),
            ColumnSpec("multiplier", "新倍率", "number", 9),
            ColumnSpec("note", "备注", width=30),
        ),
        mark("换表当日新旧两块表的示数。"),
    ),
    SheetSpec(
        "zero_reasons",
        "无用量说明",
        (
            ColumnSpec("subject", "项目", width=26, required=True),
            ColumnSpec("month", "月份", "month", 10, required=True, help=mark("写成 3、3月 或 2025-03。")),
            ColumnSpec("reason", "原因", width=50, required=True),
        ),
        mark("用量为零的月份写明原因，如停业、停用、季节性关闭。"),
    ),
    SheetSpec(
        "explanations",
        "情况说明",
        (
            ColumnSpec("rule", "规则", width=10, required=True, help=mark("检查规则的编号，如 V05。")),
            ColumnSpec("subject", "项目", width=26),
            ColumnSpec("month", "月份", "month", 10, help=mark("写成 3、3月 或 2025-03；针对全年时留空。")),
            ColumnSpec("text", "说明", width=60, required=True),
        ),
        mark("对检查所提疑问的书面说明。"),
    ),
    SheetSpec(
        "people",
        "人员",
        (
            ColumnSpec("name", "姓名", width=14, required=True),
            ColumnSpec("role", "角色", "choice", 10, choices=tuple(ROLE_NAMES), required=True),
            ColumnSpec("department", "部门", width=20),
            ColumnSpec("phone", "电话", width=18),
            ColumnSpec(
                "legal_representative", "法定代表人", "choice", 12, choices=(YES,), help=mark("法定代表人填「是」，签字不用授权书。")
            ),
            ColumnSpec("authorization", "授权书", width=26, help=mark("授权书的文件名，与本表放在同一文件夹或其下级。")),
        ),
        mark("填报人、审核人、负责人。"),
    ),
)
"""Every sheet that is read, in the order it is written."""

_BY_CODE = {sheet.code: sheet for sheet in SHEETS}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row with something in it.

    Attributes:
        sheet: code of the sheet.
        row: row number as the person sees it.
        values: column code → value; a column that the sheet lacks is None.
    """

    sheet: str
    row: int
    values: Mapping[str, CellValue]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell whose value cannot be known or is of a kind its column does not take; its row has None there.

    Attributes:
        sheet: Chinese name of the sheet.
        column: column letter.
        found: what stands in the cell.
        reason: why it was not taken, and what to do, in words.
        column_code: code of the column.
    """

    sheet: str
    row: int
    column: str
    found: str
    reason: str
    column_code: str = ""


@dataclass(frozen=True, slots=True)
class WorkbookContents:
    """All that was read from a workbook; holds plain data only, so it travels between processes.

    Attributes:
        path_name: name of the file.
        version: version of the template, empty when the file was not made from one.
        rows: rows of all sheets, in the order of SHEETS and of the rows.
        unreadable: cells that were not taken.
        notes: what the person should know: hidden sheets, columns that were ignored …
        letters: sheet code → column code → letter of the column in this file; a column it lacks is missing.
        sample: the file is marked 示例.
    """

    path_name: str
    version: str
    rows: tuple[SheetRow, ...]
    unreadable: tuple[Unreadable, ...] = ()
    notes: tuple[str, ...] = ()
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sample: bool = False

    def of(self, sheet: str) -> tuple[SheetRow, ...]:
        """The rows of one sheet, by its code."""
        return tuple(row for row in self.rows if row.sheet == sheet)

    def letter(self, sheet: str, column: str) -> str:
        """Where a column stands in this file; where the template has it, if this file lacks it."""
        return self.letters.get(sheet, {}).get(column) or column_letter(sheet, column)


@dataclass(frozen=True, slots=True)
class WorkbookContent:
    """All that is written into a workbook: an empty template, a prefilled one, or a filled sample.

    Attributes:
        title: what the first sheet is headed with, such as 锦江示例酒店 2025年.
        rows: sheet code → rows as column code → value; a sheet that is missing here is written empty.
        sample: mark every sheet 示例.
        dropdowns: (sheet code, column code) → texts to choose from, for choices that come from the catalogue or the venue.
        field_choices: label of a venue field (its 字段 text) → texts to choose from.
        guide: further lines for the first sheet.
    """

    title: str = ""
    rows: Mapping[str, tuple[Mapping[str, CellValue], ...]] = field(default_factory=dict)
    sample: bool = False
    dropdowns: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    field_choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guide: tuple[str, ...] = ()


def sheet_spec(code: str) -> SheetSpec:
    """The sheet with this code; KeyError is a fault of the program."""
    return _BY_CODE[code]


def column_letter(sheet: str, column: str) -> str:
    """Letter of a column where the template has it."""
    return letter_of([spec.code for spec in sheet_spec(sheet).columns].index(column))


def letter_of(index: int) -> str:
    """Letter of the column with this index, counted from 0: 0 is A, 26 is AA."""
    letters, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def fold(text: str) -> str:
    """A name without differences of width, case and space, to find headings and labels."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


_MONTH_ALONE = re.compile(r"(\d{1,2})月?")
_MONTH_OF_YEAR = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")


def month_text(typed: str) -> str | None:
    """The one written form of a month: ``3`` for a month of the workbook's year, ``2025-03`` with a year; None when it is no month."""
    compact = fold(typed)
    if (alone := _MONTH_ALONE.fullmatch(compact)) and 1 <= int(alone.group(1)) <= 12:
        return str(int(alone.group(1)))
    if (dated := _MONTH_OF_YEAR.fullmatch(compact)) and 1 <= int(dated.group(2)) <= 12:
        return f"{dated.group(1)}-{int(dated.group(2)):02d}"
    return None


def month_of(value: CellValue, year: int) -> Month | None:
    """The month that a month cell names; `year` is the year of the workbook, for a cell that says only ``3``.

    None when the cell is empty or names no month.
    """
    text = month_text(value) if isinstance(value, str) else None
    if text is None:
        return None
    try:
        return Month.parse(text if "-" in text else f"{year}-{text}")
    except InputError:
        return None
