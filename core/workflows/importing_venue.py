"""What a workbook says about the venue itself: the draft of a new one, and its year."""

from __future__ import annotations

from core.documents.workbook import WorkbookContents
from core.documents.workbook_venue import VENUE_FIELDS, profile_text, venue_values
from core.errors import FileError
from core.i18n import _
from core.workflows.organizing import VenueDraft
from core.workflows.workspace import reference_data

_NEEDED = ("organization", "credit_code", "type", "name", "region", "year")


def workbook_year(contents: WorkbookContents) -> int | None:
    """The year a workbook says it is for; None when it says nothing."""
    fields, _unknown = venue_values(contents, ())
    row = fields.get("year")
    if row is None:
        return None
    digits = "".join(char for char in str(row.values.get("value") or "") if char.isdigit())
    return int(digits) if len(digits) == len("2025") else None


def type_code(text: str) -> str:
    """The venue type that a text names by its code or its word.

    Raises:
        FileError: there is no such type.
    """
    for kind in reference_data().venue_types.values():
        if text in {kind.code, kind.zh, kind.en}:
            return kind.code
    raise FileError("import.type", _("「场所」里的类型「{text}」不认识。").format(text=text), _("请填酒店、商场或景区。"))


def region_code(text: str) -> str:
    """The division that a text names by its code or its name; the text itself when nothing fits."""
    return next((r.code for r in reference_data().regions.values() if text in {r.code, r.name}), text)


def draft_of(contents: WorkbookContents) -> VenueDraft:
    """The venue that a workbook describes; its sources come with the import itself.

    Raises:
        FileError: a field that a venue needs is missing.
    """
    bare, _unknown = venue_values(contents, ())
    texts = {code: str(row.values.get("value") or "").strip() for code, row in bare.items()}
    missing = [code for code in _NEEDED if not texts.get(code)]
    if missing:
        names = "、".join(VENUE_FIELDS[code][0] for code in missing)
        raise FileError("import.venue", _("「场所」表里必填的字段还空着：{names}。").format(names=names), _("请填好后再导入。"))
    kind = reference_data().venue_types[type_code(texts["type"])]
    fields, _rest = venue_values(contents, kind.profile)
    profile = {f.code: profile_text(f, fields[f.code].values.get("value")) for f in kind.profile if f.code in fields}
    year = workbook_year(contents)
    if year is None:
        raise FileError("import.year", _("「场所」表的年度「{text}」不是年份。").format(text=texts["year"]), _("请写成 2025 这样。"))
    return VenueDraft(
        organization=texts["organization"],
        credit_code=texts["credit_code"],
        type_code=kind.code,
        name=texts["name"],
        region=region_code(texts["region"]),
        year=year,
        profile={code: value for code, value in profile.items() if value},
        sources=(),
    )
