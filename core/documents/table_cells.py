"""What single cells of a table say: texts, exact numbers, days, or a fault with its reason."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.documents.mapping import TableLayout
from core.documents.workbook import fold
from core.documents.workbook_cells import RawValue
from core.domain.quantity import excel_number, plain
from core.i18n import _

_LARGEST = 10**15
ERROR_TEXTS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
"""What a cell shows whose formula has no value."""

_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u3000": " ", "’": "'", "−": "-", "，": ",", "．": "."})


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell whose value cannot be known: what stands there, and why."""

    found: str
    reason: str


Cell = str | Decimal | date | Fault | None
"""What a cell of a table says; an empty one says None."""


def text_cell(text: str) -> Cell:
    """A cell of a text file: as typed, without blanks around it."""
    stripped = text.translate(_SPACES).strip() if text else ""
    if not stripped:
        return None
    if stripped.upper() in ERROR_TEXTS:
        return Fault(stripped, _("单元格是错误值，没有结果。请改正公式或直接填数。"))
    return text.strip()


def raw_cell(raw: RawValue) -> Cell:
    """A cell of a workbook as the reading library gives it; figures at the 15 digits that Excel shows."""
    if isinstance(raw, str):
        return text_cell(raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float):
        return _from_float(raw)
    if isinstance(raw, date):
        return raw.date() if isinstance(raw, datetime) else raw
    return Fault(str(raw), _("单元格是时间，应为普通的文字、数字或日期。"))


def _from_float(raw: float) -> Cell:
    if not abs(raw) < _LARGEST:
        return Fault(f"{raw:.15g}", _("按数字保存的内容超过 15 位，末尾几位已被表格软件改为 0。请设为文本格式，重新填写。"))
    return excel_number(float(raw))


class Unreadable(Exception):  # noqa: N818 - a value on its way to the list of refusals
    """A cell does not say what its column asks for; the message says why."""


def is_blank(cell: Cell, layout: TableLayout) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and fold(cell) in layout.blank)


def text_of(cell: Cell) -> str:
    """A cell as text; a whole number without point.

    Raises:
        Unreadable: its value cannot be known.
    """
    if isinstance(cell, Fault):
        raise Unreadable(cell.reason)
    if isinstance(cell, Decimal):
        return f"{plain(cell):f}"
    return cell.isoformat() if isinstance(cell, date) else " ".join((cell or "").split())


def shown(cell: Cell) -> str:
    """A cell as a refusal quotes it."""
    return cell.found[:60] if isinstance(cell, Fault) else text_of(cell)[:60]


def number_of(cell: Cell, layout: TableLayout) -> Decimal:
    """The number in a cell, with all its digits, read with the marks that the mapping names.

    Raises:
        Unreadable: it is no number.
    """
    if isinstance(cell, Decimal):
        return cell
    if isinstance(cell, date):
        raise Unreadable(_("应为数字，却是日期。"))
    text = text_of(cell).translate(_SPACES)
    compact = unicodedata.normalize("NFKC", text).strip()
    if not _form(layout.decimal, layout.thousands).fullmatch(compact):
        raise Unreadable(
            _("不是数字。小数点是「{decimal}」，千位分隔是「{thousands}」；表示没有数据的文字请列入 [table] blank。").format(
                decimal=layout.decimal, thousands=layout.thousands or _("无")
            )
        )
    if layout.thousands:
        compact = compact.replace(layout.thousands, "")
    return Decimal(compact.replace(layout.decimal, "."))


_FORMS: dict[tuple[str, str], re.Pattern[str]] = {}


def _form(decimal: str, thousands: str) -> re.Pattern[str]:
    """What a number looks like with these marks: groups of three or none, a fraction, a power of ten."""
    found = _FORMS.get((decimal, thousands))
    if found is None:
        point, mark = re.escape(decimal), re.escape(thousands)
        whole = rf"(?:\d{{1,3}}(?:{mark}\d{{3}})+|\d+)" if thousands else r"\d+"
        found = _FORMS[decimal, thousands] = re.compile(rf"[+-]?(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d{{1,2}})?", re.ASCII)
    return found


_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?")


def day_of(cell: Cell) -> date:
    """The day in a cell.

    Raises:
        Unreadable: it is no day.
    """
    if isinstance(cell, date):
        return cell
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", text_of(cell)))
    if match is not None:
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError as error:
            raise Unreadable(_("没有这一天。请核对年月日。")) from error
    raise Unreadable(_("不是日期。请写成 2025-03-05 这样。"))
