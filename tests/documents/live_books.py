"""Live workbooks of small accounts, and a reader that works their formulas out for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from core.accounting.footprint import Facts, footprint
from core.documents.live_workbook import live_workbook_bytes
from core.documents.live_workbook_plan import LiveBook
from core.documents.reports.footprint_paper import FootprintPaper
from core.domain.activity import ActivityRecord, Subject
from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, SourceId
from core.domain.organization import Venue
from core.domain.period import ReportingPeriod
from core.workflows import live_books
from tests.accounting import small_hotel as hotel

GREEN = Subject("green")


def varied() -> tuple[tuple[EmissionSource, ...], tuple[ActivityRecord, ...]]:
    """The small hotel with more kinds of rows: a blend, an HCFC, biomass, green power, one nobody has answered, one left out."""
    rows = (
        *hotel.sources(),
        hotel.source("refrigerant_topup", id=SourceId("ac"), name="冷水机组", species="R410A"),
        hotel.source("refrigerant_topup", id=SourceId("old"), name="旧机组", species="R22"),
        hotel.source("biomass", id=SourceId("wood"), name="生物质燃料"),
        hotel.source("green_certificate", id=SourceId(GREEN), name="绿证"),
        hotel.source("laundry_outsourced", id=SourceId("open"), name="另一家洗涤", factor_id=""),
        hotel.source("grid_electricity", id=SourceId("out"), name="宿舍用电", excluded_reason="户号不在本单位名下"),
    )
    extra = (("ac", 6, "12.5"), ("old", 7, "3"), ("wood", 1, "2.25"), ("open", 3, "40"))
    facts = [hotel.month_record(Subject(name), month, value, unit=_unit(rows, name)) for name, month, value in extra]
    return rows, (*hotel.records(), *facts, green(5000))


def green(amount: int, month: int = 5, *, proven: bool = True) -> ActivityRecord:
    """Green power of a month, with its certificate or without."""
    record = hotel.month_record(GREEN, month, str(amount), unit="kWh")
    return record if proven else replace(record, evidence=())


def _unit(rows: Iterable[EmissionSource], name: str) -> str:
    return next(row.unit for row in rows if row.id == name)


def live_book(
    rows: tuple[EmissionSource, ...],
    records: tuple[ActivityRecord, ...],
    method: MethodChoice | None = None,
    *,
    place: Venue | None = None,
    period: ReportingPeriod | None = None,
    library: Catalogue | None = None,
) -> LiveBook:
    """What the workbook of these facts is made from."""
    method = method or MethodChoice()
    library = library or hotel.catalogue()
    facts = Facts(place or hotel.venue(), period or ReportingPeriod.of_year(hotel.YEAR), rows, records)
    paper = FootprintPaper(
        organization=hotel.organization(),
        venue=facts.venue,
        venue_type=library.venue_types[facts.venue.type_code],
        dossier=hotel.dossier(method=method, period=facts.period),
        inventory=footprint(facts, method, library),
        last_year=None,
        findings=(),
        people=(),
        catalogue=library,
        written_on=date(2026, 1, 12),
    )
    return live_books.live_book(facts, paper)


class Reader:
    """A workbook as bytes, seen twice: its formulas, and the values that were written beside them."""

    def __init__(self, content: LiveBook) -> None:
        data = live_workbook_bytes(content)
        self.formulas = load_workbook(BytesIO(data))
        self.values = load_workbook(BytesIO(data), data_only=True)
        self._worked_out: dict[tuple[str, str], Any] = {}

    def named(self, name: str) -> Any:
        """The value of a defined name."""
        sheet, cell = self._named_cell(name)
        return self.values[sheet][cell].value

    def named_formula(self, name: str) -> str:
        """The formula of a defined name."""
        sheet, cell = self._named_cell(name)
        return str(self.formulas[sheet][cell].value)

    def _named_cell(self, name: str) -> tuple[str, str]:
        sheet, cell = self.formulas.defined_names[name].attr_text.replace("'", "").split("!")
        return sheet, cell.replace("$", "")

    def cells(self, *sheets: str) -> Iterator[tuple[str, Any]]:
        """The filled cells of some sheets, of all where none is named."""
        for sheet in sheets or self.formulas.sheetnames:
            for row in self.formulas[sheet].iter_rows():
                yield from ((sheet, cell) for cell in row if cell.value is not None)

    def formula_cells(self, *sheets: str) -> Iterator[tuple[str, str, str]]:
        """Sheet, address and text of every formula."""
        for sheet, cell in self.cells(*sheets):
            if cell.data_type == "f":
                yield sheet, cell.coordinate, str(cell.value)

    def texts(self, sheet: str) -> list[str]:
        """Every text of a sheet."""
        return [str(cell.value) for _sheet, cell in self.cells(sheet) if cell.data_type == "s"]

    # ---- our own arithmetic over the formulas: references, products, sums, sums with conditions

    def work_out(self, sheet: str, address: str) -> Any:
        """What a cell's formula comes to, from the inputs up; no value beside a formula is looked at."""
        key = (sheet, address.replace("$", ""))
        if key not in self._worked_out:
            cell = self.formulas[sheet][key[1]]
            self._worked_out[key] = self._formula(sheet, str(cell.value)[1:]) if cell.data_type == "f" else cell.value
        return self._worked_out[key]

    def _formula(self, sheet: str, text: str) -> Any:
        names: dict[str, Any] = {"SUM": _sum, "SUMIFS": _sum_ifs, "ROUND": round, "ROUNDUP": _round_up, "MAX": max, "ABS": abs}
        names |= {"IF": lambda condition, then, other: then() if condition else other(), "NA": lambda: "#N/A"}
        code = _REFERENCE.sub(lambda found: self._reference(sheet, found, names), text)
        code = re.sub(r"(?<![<>=!])=(?!=)", "==", code)
        if code.startswith("IF("):
            condition, then, other = _arguments(code[3:-1])
            code = f"IF({condition},lambda:({then}),lambda:({other}))"
        return eval(code, {"__builtins__": {}, **names})

    def _reference(self, sheet: str, found: re.Match[str], names: dict[str, Any]) -> str:
        if found["string"]:
            return found["string"]
        where, area = found["sheet"] or sheet, found["area"].replace("$", "")
        name = f"_{len(names)}"
        if ":" in area:
            left, top, right, bottom = range_boundaries(area)
            cells = self.formulas[where].iter_rows(top, bottom, left, right)
            names[name] = [self.work_out(where, cell.coordinate) or 0 for row in cells for cell in row]
        else:
            value = self.work_out(where, area)
            names[name] = 0 if value is None else value
        return name


_REFERENCE = re.compile(r"""(?P<string>"[^"]*")|(?:'(?P<sheet>[^']+)'!)?(?P<area>\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?)""")


def _arguments(text: str) -> list[str]:
    """The arguments of a function, parted at the commas that stand in no inner bracket."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _sum(cells: list[Any]) -> Any:
    return sum(value for value in cells if not isinstance(value, str))  # as spreadsheets do, texts are passed over


def _sum_ifs(summed: list[Any], *conditions: Any) -> Any:
    pairs = list(zip(conditions[::2], conditions[1::2], strict=True))
    return sum(value for index, value in enumerate(summed) if all(column[index] == wanted for column, wanted in pairs))


def _round_up(value: float, _digits: int) -> int:
    return int(value) + (value != int(value))
