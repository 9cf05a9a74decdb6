"""The 场所 sheet between labels that people read and field codes that the program keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from core.documents.workbook import CellValue, SheetRow, WorkbookContents, fold
from core.domain.catalogue import ProfileField
from core.domain.quantity import plain
from core.i18n import _, mark

VENUE_FIELDS: Mapping[str, tuple[str, str]] = {
    "organization": ("单位名称", mark("营业执照上的全称。")),
    "credit_code": ("统一社会信用代码", mark("营业执照上的 18 位代码。")),
    "name": ("场所名称", ""),
    "type": ("场所类型", mark("从下拉清单中选。")),
    "region": ("行政区划", mark("所在市（州），写名称或六位代码。")),
    "year": ("填报年度", mark("如 2025。月度数据和只写月份的单元格都属于这一年。")),
}
"""Fields every venue has: code → label in the sheet, help."""


def venue_rows(
    values: Mapping[str, CellValue], profile: Iterable[ProfileField] = (), unit_labels: Mapping[str, str] | None = None
) -> tuple[Mapping[str, CellValue], ...]:
    """The rows of the 场所 sheet, all fields in order, for `WorkbookContent.rows`.

    Args:
        values: field code → value; a choice by its code or its Chinese name. A field that is missing here stays empty.
        profile: the fields that the venue type asks for.
        unit_labels: unit code → label as printed.
    """
    labels = unit_labels or {}
    rows: list[Mapping[str, CellValue]] = [
        {"field": zh, "value": values.get(code), "unit": None, "help": _(text) or None} for code, (zh, text) in VENUE_FIELDS.items()
    ]
    for field in profile:
        value = values.get(field.code)
        if isinstance(value, str):
            value = next((zh for code, zh, _en in field.choices if code == value), value)
        rows.append({"field": field.zh, "value": value, "unit": labels.get(field.unit, field.unit) or None, "help": field.help_zh or None})
    return tuple(rows)


def field_choices(
    profile: Iterable[ProfileField] = (), *, types: tuple[str, ...] = (), regions: tuple[str, ...] = ()
) -> Mapping[str, tuple[str, ...]]:
    """Dropdowns of the 场所 sheet, for `WorkbookContent.field_choices`.

    Args:
        profile: the fields that the venue type asks for.
        types: Chinese names of the venue types.
        regions: texts offered for the division, such as 510100.
    """
    found = {VENUE_FIELDS["type"][0]: types, VENUE_FIELDS["region"][0]: regions}
    found.update({field.zh: tuple(zh for _code, zh, _en in field.choices) for field in profile})
    return {label: choices for label, choices in found.items() if choices}


def venue_values(contents: WorkbookContents, profile: Iterable[ProfileField] = ()) -> tuple[Mapping[str, SheetRow], tuple[SheetRow, ...]]:
    """The rows of the 场所 sheet by field code, and the rows that name no known field or name one again.

    Args:
        contents: what was read.
        profile: the fields that the venue type asks for; without them only the common fields are known.
    """
    codes = {fold(zh): code for code, (zh, _text) in VENUE_FIELDS.items()}
    for field in profile:
        codes.setdefault(fold(field.zh), field.code)
    known: dict[str, SheetRow] = {}
    unknown: list[SheetRow] = []
    for row in contents.of("venue"):
        code = codes.get(fold(str(row.values["field"] or "")))
        if code is None or code in known:
            unknown.append(row)
        else:
            known[code] = row
    return known, tuple(unknown)


def profile_text(field: ProfileField, value: CellValue) -> str:
    """A cell as the profile keeps it: a choice by its code, a number without separators, a day in ISO form, empty for nothing.

    A text that is none of the choices stays as typed, so that the field's own check refuses it with its place.
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{plain(value):f}"
    if isinstance(value, date):
        return value.isoformat()[:7] if field.kind == "month" else value.isoformat()
    return next((code for code, zh, _en in field.choices if fold(zh) == fold(value)), value)
