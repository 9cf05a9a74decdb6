"""A plan as TOML: to be edited and given back, and to be remembered by the fingerprint of the headings."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from core.documents.toml_table import TomlTable
from core.documents.workbook import fold
from core.domain.catalogue import Catalogue
from core.domain.remembered import RememberedMapping
from core.errors import FileError
from core.i18n import _
from core.workflows.import_views import IGNORE, UNSET, Certainty, ColumnPlan, ItemPlan, Layout, TablePlan
from core.workflows.importing_free_match import Target
from core.workflows.importing_free_sheet import field_names

Entry = TypeVar("Entry", ColumnPlan, ItemPlan)
_LAYOUTS = {one.value: one for one in Layout if one not in (Layout.TEMPLATE, Layout.UNKNOWN)}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _means(code: str, known: Sequence[Target]) -> str:
    """A meaning as people read it: rows by their name."""
    return next((one.name for one in known if one.code == code), code)


def _code(text: str, known: Sequence[Target]) -> str | None:
    """A meaning as the program knows it; None where nothing is called so."""
    plain = text.strip()
    if plain in (UNSET, IGNORE) or plain in field_names() or _is_month(plain):
        return plain
    return next((one.code for one in known if fold(plain) in one.names), None)


def _is_month(text: str) -> bool:
    head, _colon, rest = text.partition(":")
    digits = rest[-2:]
    return head == "month" and len(rest) in (2, 7) and digits.isdigit() and 1 <= int(digits) <= 12


# ---------------------------------------------------------------- writing


def table_text(one: TablePlan, known: Sequence[Target]) -> str:
    """One table to be edited."""
    lines = ["[[table]]", f"sheet = {_quoted(one.sheet)}", f"layout = {_quoted(one.layout.value)}"]
    if one.header_rows:
        lines.append(f"header_row = {one.header_rows[-1]}")
    if one.year is not None:
        lines.append(f"year = {one.year}")
    if one.subject or one.subject_asked:
        lines.append(f"means = {_quoted(_means(one.subject, known))}")
    for column in one.columns:
        if not column.filled:
            continue
        lines += ["", "[[table.column]]", f"column = {_quoted(column.letter)}", f"heading = {_quoted(column.heading)}"]
        lines += [f"means = {_quoted(_means(column.meaning, known))}  # {_remark(column)}"]
        lines += [f"unit = {_quoted(column.unit)}"] if column.unit else []
    for item in one.items:
        lines += [
            "",
            "[[table.item]]",
            f"name = {_quoted(item.name)}",
            f"means = {_quoted(_means(item.meaning, known))}  # {_remark(item)}",
        ]
        lines += [f"unit = {_quoted(item.unit)}"] if item.unit else []
    return "\n".join(lines) + "\n"


def _remark(one: ColumnPlan | ItemPlan) -> str:
    return " ".join((one.reason or "").split())


def remembered_text(one: TablePlan, known: Sequence[Target]) -> str:
    """What is remembered of one table: neither places nor figures nor reasons."""
    lines = [f"means = {_quoted(_means(one.subject, known))}"] if one.subject else []
    kinds: tuple[tuple[str, Sequence[ColumnPlan | ItemPlan]], ...] = (("column", one.columns), ("item", one.items))
    for kind, entries in kinds:
        for entry in sorted(entries, key=lambda entry: entry.key):
            if entry.meaning == UNSET:
                continue
            lines += ["", f"[[{kind}]]", f"key = {_quoted(entry.key)}", f"means = {_quoted(_means(entry.meaning, known))}"]
            lines += [f"unit = {_quoted(entry.unit)}"] if entry.unit else []
    return "\n".join(lines).strip() + "\n"


# ---------------------------------------------------------------- remembered


def apply_remembered(one: TablePlan, remembered: Mapping[str, RememberedMapping], known: Sequence[Target]) -> TablePlan:
    """A table as it was understood the last time; what cannot be found any longer stays as it was guessed."""
    found = remembered.get(one.fingerprint)
    if found is None:
        return one
    raw = tomllib.loads(found.content)
    reason = _("上次导入「{file}」时就是这样认的").format(file=found.name)
    columns = {entry["key"]: entry for entry in raw.get("column", ())}
    items = {entry["key"]: entry for entry in raw.get("item", ())}
    subject = _code(raw.get("means", ""), known) or one.subject
    return replace(
        one,
        columns=tuple(_recalled(column, columns.get(column.key), known, reason) for column in one.columns),
        items=tuple(_recalled(item, items.get(item.key), known, reason) for item in one.items),
        subject=subject,
        remembered=found.name,
    )


def _recalled(one: Entry, kept: Mapping[str, str] | None, known: Sequence[Target], reason: str) -> Entry:
    code = _code(kept["means"], known) if kept is not None else None
    if kept is None or not code:
        return one
    return replace(one, meaning=code, unit=kept.get("unit", ""), certainty=Certainty.REMEMBERED, reason=reason, proposals=())


# ---------------------------------------------------------------- edited


class EditedPlan:
    """A plan that a person edited.

    Raises:
        FileError: not TOML, a key that is not known, or a meaning that nothing has; the sentence names the place.
    """

    def __init__(self, path: Path, known: Sequence[Target], catalogue: Catalogue) -> None:
        self._file, self._known, self._catalogue = path.name, known, catalogue
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            message = _("文件 {file} 读不出来：{reason}。").format(file=path.name, reason=error)
            raise FileError("toml.unreadable", message, _("应为 UTF-8 的 TOML 文件。账本没有改动。")) from error
        top = TomlTable(self._file, _("最外层"), raw)
        self._tables = self._many(top, "table", raw)
        top.finish()

    def _many(self, table: TomlTable, key: str, raw: Mapping[str, Any]) -> list[tuple[TomlTable, Mapping[str, Any]]]:
        table.has(key)
        found = raw.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise table.wrong(key, f"[[{key}]]")
        return [(TomlTable(self._file, f"[[{key}]] {number}", one), one) for number, one in enumerate(found, 1)]

    def sheets(self) -> tuple[tuple[str, Layout | None, int | None], ...]:
        """The sheets that it speaks of, each with its layout and the last row of its headings."""
        found = []
        for table, _raw in self._tables:
            said = table.text("layout", "")
            if said and said not in _LAYOUTS:
                raise table.wrong("layout", _("以下之一：{codes}").format(codes="、".join(_LAYOUTS)))
            found.append((table.text("sheet", ""), _LAYOUTS.get(said), table.integer("header_row")))
        return tuple(found)

    def applied(self, number: int, one: TablePlan) -> TablePlan:
        """A table as the plan with this number has it; a column or an item that it does not name is not imported."""
        table, raw = self._tables[number]
        self.sheets()
        subject = self._meaning(table, "means") if table.has("means") else one.subject
        year = table.integer("year")
        columns = {self._place(inner, one).index: self._said(inner) for inner, _own in self._many(table, "column", raw)}
        items = {fold(inner.text("name")): self._said(inner) for inner, _own in self._many(table, "item", raw)}
        table.finish()
        for name in items:
            if all(fold(item.name) != name for item in one.items):
                raise FileError(
                    "plan.item", _("「{sheet}」里没有项目「{name}」。").format(sheet=one.sheet, name=name), _("请核对列对照文件。")
                )
        return replace(
            one,
            columns=tuple(_edited(column, columns.get(column.index)) for column in one.columns),
            items=tuple(_edited(item, items.get(fold(item.name))) for item in one.items),
            subject=subject,
            year=year if year is not None else one.year,
        )

    def _place(self, inner: TomlTable, one: TablePlan) -> ColumnPlan:
        letter, heading = inner.text("column", "").upper(), inner.text("heading", "")
        for column in one.columns:
            if (letter and column.letter == letter) or (not letter and fold(column.heading) == fold(heading)):
                return column
        raise FileError(
            "plan.column",
            _("「{sheet}」里没有列「{column}」。").format(sheet=one.sheet, column=letter or heading),
            _("请核对列对照文件。"),
        )

    def _said(self, inner: TomlTable) -> tuple[str, str]:
        meaning, text = self._meaning(inner, "means"), inner.text("unit", "")
        unit = self._catalogue.units.find(text) if text else None
        if text and unit is None:
            raise inner.wrong("unit", _("单位表里的单位，如 kWh、m3、t"))
        inner.finish()
        return meaning, unit.code if unit is not None else ""

    def _meaning(self, table: TomlTable, key: str) -> str:
        code = _code(table.text(key, ""), self._known)
        if code is None:
            raise table.wrong(key, _("字段代码、ignore，或排放源、产出的名称"))
        return code


def _edited(one: Entry, said: tuple[str, str] | None) -> Entry:
    meaning, unit = said if said is not None else (IGNORE, "")
    certainty = Certainty.UNSURE if meaning == UNSET else Certainty.CHOSEN
    return replace(one, meaning=meaning, unit=unit, certainty=certainty, reason=_("由列对照文件指定"))
