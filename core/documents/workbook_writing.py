"""Writing a workbook to fill in: empty, prefilled or filled, all in one way and with the same bytes each time."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from core.documents.placing import place_file
from core.documents.workbook import (
    GUIDE_SHEET,
    LISTS_SHEET,
    SAMPLE_LABEL,
    SHEETS,
    TEMPLATE_VERSION,
    VERSION_LABEL,
    VERSION_NAME,
    YES,
    CellValue,
    ColumnSpec,
    SheetSpec,
    WorkbookContent,
    letter_of,
)
from core.documents.workbook_style import ACCENT, KIND_FORMATS, WARN, Look, look, put, value_format
from core.i18n import _, mark

HEADING_ROW = 3
"""Row of the headings; title and help stand above."""

_LAST_CHOICE_ROW = 5000
_A4 = 9
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")

_GUIDE = (
    mark("一、填写范围：白底单元格可填，灰底单元格由程序写好，已锁定。锁定没有密码。"),
    mark("二、先填「场所」和「排放源」，再填「月度数据」或「票据」。同一排放源的同一月份只在其中一处填写。"),
    mark("三、数字照账单填写，可带单位，如 1.2万度。小数点用「.」，日期写成 2025-03-05。"),
    mark("四、请勿改动表头和工作表名称。可以增加行；模板以外的列不读取。"),
    mark("五、填好后在程序中导入。没有导入的内容会逐条列出位置和原因，改正后可再次导入，已导入的不会重复。"),
)


def write_workbook(path: Path, content: WorkbookContent) -> None:
    """Write the template with this content. The same content gives the same bytes.

    Args:
        path: where to; an existing file is replaced in one step.
        content: rows, dropdown lists and marks.

    Raises:
        EnvironmentFault: the place cannot be written.
    """
    place_file(path, workbook_bytes(content))


def workbook_bytes(content: WorkbookContent) -> bytes:
    """The workbook as bytes."""
    from openpyxl import Workbook
    from openpyxl.workbook.defined_name import DefinedName

    book = Workbook()
    writer = _Writer(book, content)
    writer.guide()
    for spec in SHEETS:
        writer.sheet(spec)
    writer.lists()
    book.defined_names[VERSION_NAME] = DefinedName(VERSION_NAME, attr_text=f'"{TEMPLATE_VERSION}"')
    book.properties.creator = "碳账本"
    book.properties.title = content.title
    book.properties.created = datetime(*_FIXED_TIME)  # noqa: DTZ001 - a fixed date, so that equal content gives equal bytes
    stream = BytesIO()
    book.save(stream)
    return same_bytes(stream.getvalue())


def same_bytes(data: bytes) -> bytes:
    """The same package without the time of writing: fixed dates in the zip and in the document properties."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", part)
            fixed = zipfile.ZipInfo(entry.filename, _FIXED_TIME)
            fixed.compress_type, fixed.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(fixed, part)
    return stream.getvalue()


class _Writer:
    """Builds one workbook sheet by sheet."""

    def __init__(self, book: Any, content: WorkbookContent) -> None:
        self.book = book
        self.content = content
        self.look: Look = look()
        self.choices: dict[tuple[str, ...], str] = {}

    def guide(self) -> None:
        """The first sheet: what this is, its version, how to fill it."""
        sheet = self.book.active
        sheet.title = GUIDE_SHEET
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 96
        put(sheet["A1"], _("碳账本填报模板"))
        sheet["A1"].font = self.look.title
        facts = [(_("适用"), self.content.title), (VERSION_LABEL, TEMPLATE_VERSION)]
        if self.content.sample:
            facts.append((SAMPLE_LABEL, YES))
        for label, text in facts:
            if text:
                self._guide_row(sheet, label, text)
        if self.content.sample:
            self._guide_row(sheet, "", _("本文件为示例，数据系模拟生成，不得用于申报。"))
        self._guide_row(sheet, "", "")
        for line in (*(_(text) for text in _GUIDE), *self.content.guide):
            self._guide_row(sheet, "", line)
        self._guide_row(sheet, "", "")
        for spec in SHEETS:
            self._guide_row(sheet, spec.zh, _(spec.help))
        self._finish(sheet, freeze="A2", heading_rows=1)

    def _guide_row(self, sheet: Any, label: str, text: str) -> None:
        row = sheet.max_row + 1
        for column, value in enumerate((label, text), 1):
            cell = sheet.cell(row, column)
            if value:
                put(cell, value)
            cell.font = self.look.sample if label == SAMPLE_LABEL else self.look.body
            cell.alignment = self.look.wrapped

    def sheet(self, spec: SheetSpec) -> None:
        """One sheet with its rows, its dropdowns and its locks."""
        sheet = self.book.create_sheet(spec.zh)
        self._head(sheet, spec)
        rows = self.content.rows.get(spec.code, ())
        for number, values in enumerate(rows, HEADING_ROW + 1):
            for code in values:
                spec.column(code)  # a row with a column of another sheet is a fault of the program
            for index, column in enumerate(spec.columns, 1):
                self._fill(sheet.cell(number, index), column, values.get(column.code))
        self._columns(sheet, spec)
        self._finish(sheet, freeze=f"{'B' if spec.columns[0].label else 'A'}{HEADING_ROW + 1}", heading_rows=HEADING_ROW)

    def _head(self, sheet: Any, spec: SheetSpec) -> None:
        width = len(spec.columns)
        for index in range(1, width + 1):
            for row in (1, 2):
                sheet.cell(row, index).fill = self.look.sample_fill if self.content.sample else self.look.sunken_fill
                sheet.cell(row, index).protection = self.look.locked
        title = "　".join(text for text in (spec.zh, self.content.title, f"【{_('示例')}】" if self.content.sample else "") if text)
        put(sheet.cell(1, 1), title)
        put(sheet.cell(2, 1), _(spec.help))
        sheet.cell(1, 1).font, sheet.cell(2, 1).font = self.look.title, self.look.quiet
        sheet.row_dimensions[1].height, sheet.row_dimensions[HEADING_ROW].height = 26, 30
        for index, column in enumerate(spec.columns, 1):
            cell = sheet.cell(HEADING_ROW, index)
            put(cell, column.zh)
            cell.font, cell.fill, cell.border, cell.alignment = self.look.head, self.look.head_fill, self.look.line, self.look.centred
            cell.protection = self.look.locked
            if column.help:
                cell.comment = note(_(column.help))

    def _fill(self, cell: Any, column: ColumnSpec, value: CellValue) -> None:
        if value is not None:
            put(cell, value)
        cell.font, cell.border, cell.alignment = self.look.body, self.look.line, self.look.wrapped
        cell.number_format = value_format(value, column.kind)
        cell.fill = self.look.sunken_fill if column.label else self.look.surface_fill
        cell.protection = self.look.locked if column.label else self.look.open

    def _columns(self, sheet: Any, spec: SheetSpec) -> None:
        """Widths, and for the rows still empty: open for input, with the column's format and its dropdown."""
        for index, column in enumerate(spec.columns):
            letter = letter_of(index)
            dimension = sheet.column_dimensions[letter]
            dimension.width = column.width
            dimension.font, dimension.protection, dimension.number_format = self.look.body, self.look.open, KIND_FORMATS[column.kind]
            choices = column.choices or self.content.dropdowns.get((spec.code, column.code), ())
            if choices:
                self._offer(sheet, f"{letter}{HEADING_ROW + 1}:{letter}{_LAST_CHOICE_ROW}", choices, strict=bool(column.choices))
        if spec.code == "venue":
            for number, values in enumerate(self.content.rows.get("venue", ()), HEADING_ROW + 1):
                if choices := self.content.field_choices.get(str(values.get("field")), ()):
                    self._offer(sheet, f"B{number}", choices, strict=True)

    def _offer(self, sheet: Any, area: str, choices: tuple[str, ...], *, strict: bool) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        letter = self.choices.setdefault(choices, letter_of(len(self.choices)))
        rule = DataValidation(
            type="list",
            formula1=f"'{LISTS_SHEET}'!${letter}$1:${letter}${len(choices)}",
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="stop" if strict else "warning",
            errorTitle=_("不在清单中"),
            error=_("请从下拉清单中选择。"),
        )
        rule.add(area)
        sheet.add_data_validation(rule)

    def lists(self) -> None:
        """The hidden sheet behind the dropdowns."""
        sheet = self.book.create_sheet(LISTS_SHEET)
        for choices, letter in self.choices.items():
            for row, text in enumerate(choices, 1):
                put(sheet[f"{letter}{row}"], text)
        sheet.sheet_state = "hidden"
        sheet.protection.sheet = True

    def _finish(self, sheet: Any, *, freeze: str, heading_rows: int) -> None:
        """Locks without a password, frozen headings, A4 landscape one page wide."""
        sheet.freeze_panes = freeze
        sheet.sheet_view.showGridLines = heading_rows > 1
        sheet.sheet_properties.tabColor = WARN if self.content.sample else ACCENT
        protection = sheet.protection
        protection.sheet = True
        for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
            setattr(protection, allowed, False)  # in this format, True forbids
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"1:{heading_rows}"
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        sheet.oddFooter.center.text = "&A　&P / &N"
        if self.content.sample:
            sheet.oddHeader.right.text = _("示例")


def note(text: str) -> Any:
    """A comment of ours, sized to its text."""
    from openpyxl.comments import Comment

    return Comment(text, "碳账本", width=260, height=36 + 18 * (1 + len(text) // 18))
