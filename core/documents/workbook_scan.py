"""What a workbook's XML says and calamine does not: hidden sheets, defined names, errors, formulas that were never calculated."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from xml.parsers import expat

from core.documents.workbook_safety import damaged, with_entities

_Start = Callable[[str, dict[str, str]], None]
_End = Callable[[str], None]
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of a sheet (ECMA-376)
_TRUE = ("1", "true")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet as the workbook lists it: name, whether it is hidden, and the part that holds it."""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The workbook's own list of its sheets and defined names."""

    sheets: tuple[SheetPart, ...]
    names: Mapping[str, str]


@dataclass(slots=True)
class SheetScan:
    """What stands where in one sheet; rows and columns count from 1.

    Attributes:
        last_row, last_column: furthest cell with a value; 0 when the sheet is blank.
        errors: cell → error text such as ``#REF!``.
        uncalculated: cell → formula that has no stored result.
        hidden_rows, hidden_columns: what the person does not see.
        merges: merged areas as first row, first column, last row, last column.
    """

    last_row: int = 0
    last_column: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def reach(self, row: int, column: int) -> None:
        """A cell with a value stands here."""
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)


def outline(parts: Mapping[str, bytes], file: str) -> Outline:
    """The sheets in order and the defined names.

    Raises:
        FileError: the workbook's own list cannot be made out.
    """
    listing = _Listing()
    walk(parts.get("xl/_rels/workbook.xml.rels", b""), file, listing.start)
    walk(parts["xl/workbook.xml"], file, listing.start, listing.end, listing.text)
    if not listing.sheets:
        raise damaged(file)
    return Outline(tuple(listing.sheets), listing.names)


class _Listing:
    """Collects relations, sheets and defined names."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self.sheets: list[SheetPart] = []
        self.names: dict[str, str] = {}
        self.name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            path = posixpath.join("/xl", attributes.get("Target", ""))  # relative to xl/, or from the root of the package
            self.targets[attributes.get("Id", "")] = posixpath.normpath(path).lstrip("/")
        elif tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(SheetPart(attributes.get("name", ""), hidden, self.targets.get(relation, "")))
        elif tag == "definedName":
            self.name = attributes.get("name", "")
            self.names[self.name] = ""

    def text(self, data: str) -> None:
        if self.name:
            self.names[self.name] += data

    def end(self, tag: str) -> None:
        if tag == "definedName":
            self.name = ""


def scan_sheet(content: bytes, file: str) -> SheetScan:
    """Go once through a sheet's cells.

    Raises:
        FileError: the XML is damaged or declares entities.
    """
    cells = _Cells()
    walk(content, file, cells.start, cells.end, cells.text)
    return cells.scan


class _Cells:
    """Collects one sheet; cells without a reference follow their neighbour, as the standard has it (ECMA-376 part 1, 18.3.1.4)."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self.row = self.column = 0
        self.kind = self.value = self.formula = ""
        self.has_formula = self.has_value = False
        self.inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._place(attributes.get("r", ""))
            self.kind = attributes.get("t", "n")
            self.value = self.formula = ""
            self.has_formula = self.has_value = False
        elif tag == "row":
            number = attributes.get("r", "")
            row = int(number) if number else self.row + 1
            if row <= self.row:
                raise ValueError(number)
            self.row, self.column = row, 0
            self._hide(tag, attributes)
        elif tag == "v":
            self.has_value, self.inside = True, "v"
        elif tag == "is":
            self.has_value = True
            self.value = "…"
        elif tag == "f":
            self.has_formula, self.inside = True, "f"
        else:
            self._hide(tag, attributes)

    def _hide(self, tag: str, attributes: dict[str, str]) -> None:
        """What the person does not see, or sees as one cell."""
        hidden = attributes.get("hidden") in _TRUE
        if tag == "row" and hidden:
            self.scan.hidden_rows.add(self.row)
        elif tag == "col" and hidden:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.scan.hidden_columns.update(range(max(first, 1), min(last, _MOST_COLUMNS) + 1))
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _merge(self, reference: str) -> None:
        corners = [_REFERENCE.fullmatch(one) for one in reference.split(":")]
        if len(corners) != 2 or corners[0] is None or corners[1] is None:
            raise ValueError(reference)
        (left, top), (right, bottom) = (one.groups() for one in corners if one is not None)
        self.scan.merges.append((int(top), _column_number(left), int(bottom), _column_number(right)))

    def text(self, data: str) -> None:
        if self.inside == "v":
            self.value += data
        elif self.inside == "f":
            self.formula += data

    def end(self, tag: str) -> None:
        if tag in ("v", "f"):
            self.inside = ""
        elif tag == "c":
            self._close()

    def _place(self, reference: str) -> None:
        """Where this cell stands.

        The reader trusts the order of rows and the size of numbers when it lays out its memory, and ends the whole process where
        they lie; so a cell outside a sheet, or above the one before, is refused here (expat's caller makes it a damaged file).
        """
        before = self.row
        if reference:
            match = _REFERENCE.fullmatch(reference)
            if match is None:
                raise ValueError(reference)
            self.column = _column_number(match.group(1))
            self.row = int(match.group(2))
        else:
            self.column += 1
        if not max(1, before) <= self.row <= _MOST_ROWS or self.column > _MOST_COLUMNS:
            raise ValueError(reference)

    def _close(self) -> None:
        calculated = self.has_value and (bool(self.value) or self.kind == "str")
        if self.has_formula and not calculated:
            self.scan.uncalculated[self.row, self.column] = f"={self.formula}"
        elif self.kind == "e":
            self.scan.errors[self.row, self.column] = self.value
        elif not calculated:
            return
        self.scan.reach(self.row, self.column)


@cache
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def walk(content: bytes, file: str, start: _Start, end: _End | None = None, text: Callable[[str], None] | None = None) -> None:
    """Read XML with local names; a document type declaration ends it.

    Raises:
        FileError: the XML is damaged or declares entities; so is it where a handler raises ValueError.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_declaration: object) -> None:
        raise with_entities(file)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(_local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged(file) from error
