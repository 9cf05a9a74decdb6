"""What a table of OpenDocument says and calamine does not: errors, formulas without a result, merges, hidden rows and columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.documents.table_cells import ERROR_TEXTS
from core.documents.workbook_safety import damaged, with_password
from core.documents.workbook_scan import SheetScan, walk

_LIBRE_ERROR = re.compile(r"Err:\d{3}")
_MOST_REPEATED = 2**20


def scan_ods(parts: Mapping[str, bytes], file: str) -> list[SheetScan]:
    """Go once through the tables, in their order.

    Raises:
        FileError: damaged, or guarded by a password.
    """
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b"") or "encrypted-package" in parts:
        raise with_password(file)
    if "content.xml" not in parts:
        raise damaged(file)
    tables = _Tables()
    walk(parts["content.xml"], file, tables.start, tables.end, tables.text)
    return tables.scans


class _Tables:
    """Collects the tables of one document; rows and cells may be repeated, which costs nothing here."""

    def __init__(self) -> None:
        self.scans: list[SheetScan] = []
        self._row = self._column = self._column_style = 0
        self._rows = self._cells = 1
        self._attributes: dict[str, str] = {}
        self._text = ""
        self._inside = False
        self._notes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        named = {name.rpartition(":")[2]: value for name, value in attributes.items() if not name.startswith("calcext:")}
        if tag == "table" and "name" in named:
            self.scans.append(SheetScan())
            self._row = self._column_style = 0
        elif not self.scans:
            return
        elif tag == "table-column":
            first = self._column_style + 1
            self._column_style += _times(named, "number-columns-repeated")
            if named.get("visibility", "visible") != "visible":
                self.scans[-1].hidden_columns.update(range(first, min(self._column_style, 16_384) + 1))
        elif tag == "table-row":
            self._row, self._column, self._rows = self._row + 1, 0, _times(named, "number-rows-repeated")
            if named.get("visibility", "visible") != "visible":
                self.scans[-1].hidden_rows.update(range(self._row, self._row + min(self._rows, 100_000)))
        elif tag in ("table-cell", "covered-table-cell"):
            self._attributes = {**named, "error": attributes.get("calcext:value-type", "")}
            self._column, self._cells = self._column + 1, _times(named, "number-columns-repeated")
            self._text, self._inside = "", True
        elif tag == "annotation":
            self._notes += 1

    def text(self, data: str) -> None:
        if self._inside and not self._notes:
            self._text += data

    def end(self, tag: str) -> None:
        if tag == "annotation":
            self._notes -= 1
        elif tag in ("table-cell", "covered-table-cell") and self.scans:
            self._inside = False
            self._close(self.scans[-1], self._text.strip())
            self._column += self._cells - 1
        elif tag == "table-row" and self.scans:
            self._row += self._rows - 1

    def _close(self, scan: SheetScan, text: str) -> None:
        said = self._attributes
        across, down = _times(said, "number-columns-spanned"), _times(said, "number-rows-spanned")
        if across > 1 or down > 1:
            scan.merges.append((self._row, self._column, self._row + down - 1, self._column + across - 1))
        formula = said.get("formula", "")
        if not text and "value-type" not in said and not formula:
            return
        last_row, last_column = self._row + self._rows - 1, self._column + self._cells - 1
        scan.reach(last_row, last_column)
        wrong = said["error"] == "error" or (bool(formula) and (text.upper() in ERROR_TEXTS or bool(_LIBRE_ERROR.fullmatch(text))))
        if not wrong and not (formula and "value-type" not in said):
            return
        if self._rows * self._cells > 10_000:
            raise ValueError(self._rows)  # nobody has so many errors in one stroke
        for row in range(self._row, last_row + 1):
            for column in range(self._column, last_column + 1):
                if wrong:
                    scan.errors[row, column] = text or "#N/A"
                else:
                    scan.uncalculated[row, column] = f"={formula.partition('=')[2] or formula}"


def _times(attributes: Mapping[str, str], name: str) -> int:
    times = int(attributes.get(name, "1") or 1)
    if not 1 <= times <= _MOST_REPEATED:
        raise ValueError(times)
    return times
