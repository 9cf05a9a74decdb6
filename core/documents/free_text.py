"""Text files with a table in them: encoding, separator and line ends recognised, every field as typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from core.documents.table_cells import Cell, text_cell
from core.errors import FileError
from core.i18n import _

MOST_ROWS, MOST_COLUMNS = 200_000, 1_000
"""Rows and columns of one table."""

DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 4096
_FIRST_LINES = 50

Judge = Callable[[list[list[str]]], int]
"""How well the first rows, parted by one separator, look like a table; the best one is taken."""


def text_rows(data: bytes, file: str, judge: Judge, *, encoding: str = "", delimiter: str = "") -> tuple[list[tuple[Cell, ...]], str]:
    """The rows of a text file, and how it was read, in words.

    Args:
        data: bytes of the file.
        file: its name, for messages.
        judge: chooses the separator where none is told.
        encoding: told; empty to recognise it.
        delimiter: told; empty to recognise it.

    Raises:
        FileError: bytes of no encoding, not text, or quotes that do not close.
    """
    text, used = _decoded(data, file, encoding)
    if "\0" in text:
        raise not_a_table(file)
    _check_markup(text, file)
    separator = delimiter or _delimiter(text, judge)
    names = {",": _("逗号"), ";": _("分号"), "\t": _("制表符"), "|": _("竖线")}
    note = _("按 {encoding} 编码、{delimiter}分隔读取。").format(encoding=used.upper(), delimiter=names[separator])
    return [tuple(map(_field, row)) for row in _split(text, separator, file)], note


def not_a_table(file: str) -> FileError:
    """The answer to a file that is no table."""
    return FileError(
        "table.not_text", _("「{file}」不是表格文件。").format(file=file), _("可导入 CSV、TSV 文本和 .xlsx、.xls、.ods 工作簿。")
    )


def most_even(rows: list[list[str]]) -> int:
    """A judge without headings to look for: how many fields there are in rows of the commonest width, when that is more than one."""
    widths = [len(row) for row in rows if any(field.strip() for field in row)]
    common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    return widths.count(common) * (common - 1)


def _field(text: str) -> Cell:
    if text.startswith('="') and text.endswith('"'):  # how programs keep the leading zeros of a number from Excel
        text = text[2:-1]
    return text_cell(text)


def _decoded(data: bytes, file: str, told: str) -> tuple[str, str]:
    marked = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "") or _unmarked_wide(data)
    tried = (marked,) if marked else (told,) if told else ("utf-8", "gb18030")
    for encoding in tried:
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise FileError(
                "table.encoding_unknown", _("不认识编码「{name}」。").format(name=told), _("可用 utf-8、gbk、gb18030、utf-16。")
            ) from error
    raise FileError(
        "table.encoding",
        _("「{file}」不能按 {encodings} 编码读出。").format(file=file, encodings="、".join(one.upper() for one in tried)),
        _("请在列对照文件的 [table] 里写明 encoding，或另存为 UTF-8。"),
    )


def _unmarked_wide(data: bytes) -> str:
    """UTF-16 without a mark at its start: separators, digits and line ends have a zero on one side, and only on that side."""
    start = data[:_LOOKED_AT]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if len(data) % 2 or max(even, odd) < len(start) // 20 + 1 or min(even, odd):
        return ""
    return "utf-16-le" if odd else "utf-16-be"


def _check_markup(text: str, file: str) -> None:
    """Portals export web pages and XML under the name of a workbook."""
    start = text[:_LOOKED_AT].lstrip().casefold()
    if start.startswith(("<html", "<!doctype html", "<table", "<meta", "<head")):
        kind = _("网页")
    elif start.startswith("<?xml") or start.startswith("<workbook"):
        kind = "XML"
    else:
        return
    raise FileError(
        "table.markup",
        _("「{file}」的内容是{kind}，只是用了表格的扩展名。").format(file=file, kind=kind),
        _("请用办公软件打开，另存为 .xlsx 再导入。"),
    )


def _delimiter(text: str, judge: Judge) -> str:
    """The separator under which the first rows look most like a table; a comma where none does."""
    start = "\n".join(text[: _LOOKED_AT * 50].splitlines()[:_FIRST_LINES])
    best, most = ",", 0
    for delimiter in DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        named = judge(rows)
        if named > most:
            best, most = delimiter, named
    return best


def _split(text: str, delimiter: str, file: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS:
                break
    except csv.Error as error:
        raise FileError(
            "table.quotes",
            _("「{file}」第 {row} 行附近的引号不成对，或一格过长。").format(file=file, row=len(rows) + 1),
            _("请核对这一行，或用办公软件打开后另存为 CSV。"),
        ) from error
    return rows
