"""Commands of events: their form, their items, the sheets of their suppliers, and the filing of 附表1."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, day_option, number_option, say, say_json, table, whole_option
from core.domain.event import AccountingBy, Confirmation, EventForm, EventLevel, EventRole, EventStage, NeutralityType
from core.domain.offset import ProductType
from core.domain.quantity import canonical, shown
from core.errors import UsageError
from core.i18n import _
from core.workflows import boundary, events, supplier_sheets
from core.workflows.import_views import Fate
from core.workflows.submission_views import EventView, ItemDraft, ItemRow
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = (
        "main.py event item 账本.tanzhang --dossier 编号 --type grid_electricity --name 会场用电 --actual 3468 --net-from 外购电力·裙楼户"
    )
    one = add_command(commands, "event", _("活动的登记表、条目、供应商数据表和报送"), example)
    one.add_argument("act", choices=list(_ACTS))
    one.add_argument("ledger", type=Path)
    one.add_argument("file", type=Path, nargs="?", help=_("take：供应商交回的数据表"))
    one.add_argument("--dossier", required=True, help=_("活动档案的编号，见 dossier list"))
    one.add_argument("--set", action="append", default=[], metavar=_("字段=内容"), help=_("set：登记表的字段，可重复，如 contact=陈示例"))
    one.add_argument("--item", default="", help=_("item：要改的条目编号，见 event show；不写为新条目"))
    one.add_argument("--remove", action="store_true", help=_("item：删除这一条目"))
    one.add_argument("--stage", choices=[stage.value for stage in EventStage])
    for name in ("type", "name", "unit", "species", "factor", "estimate", "actual", "basis", "supplier"):
        one.add_argument(f"--{name}")
    one.add_argument("--net-from", help=_("item：从场所的哪个排放源扣除，写名称；空着为不扣除"))
    one.add_argument("--evidence", type=Path, action="append", default=[], help=_("item：附上的单据，可重复"))
    one.add_argument("--settled", choices=["yes", "no"], help=_("settle：核算采用实际数据或预估数据"))
    one.add_argument("--as", dest="reading", choices=["actual", "estimate"], help=_("take：交回的是实际或预估数量；不写按活动是否结束"))
    one.add_argument("--dry-run", action="store_true", help=_("take：只看结果，不写入"))
    one.add_argument("--on", help=_("file：报送主管部门的日期"))
    one.add_argument("--copied", help=_("file：抄送服务平台的日期"))
    one.add_argument("--bureau", help=_("file：报送哪个市（州）的生态环境局，区划代码"))
    one.add_argument("--out", type=Path, help=_("sheet：写到哪个文件（.xlsx）"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_event)


def _event(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        code = _ACTS[options.act](ws, dossier_id, options)
        if options.act == "show" or (options.json and options.act not in {"take", "sheet"}):
            _show(events.event_view(ws, dossier_id), json=options.json)
    return code


# ---------------------------------------------------------------- showing


def _show(view: EventView, *, json: bool) -> None:
    if json:
        say_json(_document(view))
        return
    form = view.form
    say(f"{form.name}　{form.start.isoformat()}—{form.end.isoformat()}　{form.place}")
    words = _("预估 {estimated} tCO₂e，实际 {actual} tCO₂e，应抵消 {needed} 吨")
    say(words.format(estimated=shown(view.estimated_t, 2), actual=shown(view.actual_t, 2), needed=view.offset_needed_t))
    rows: list[tuple[str, ...]] = [
        (_("编号"), _("阶段"), _("条目"), _("预估"), _("实际"), _("单位"), "tCO₂e", _("供应商"), _("从年度扣除"))
    ]
    for stage in view.stages:
        rows += [_line(stage.title, row) for row in stage.rows]
    table(rows, right=(3, 4, 6))
    for finding in view.findings:
        say(f"[{finding.finding.rule}] {finding.title}：{finding.message}")


def _line(stage: str, row: ItemRow) -> tuple[str, ...]:
    tonnes = row.actual_t if row.actual_t is not None else row.estimated_t
    shown_t = "—" if tonnes is None else shown(tonnes, 2)
    item = row.item
    number = supplier_sheets.number_of(item)
    return (number, stage, item.name, row.estimate, row.actual, row.unit_label, shown_t, item.supplier, row.netted)


def _document(view: EventView) -> dict[str, Any]:
    form = view.form
    fields = {name: _plain(getattr(form, name)) for name in (*_TEXTS, *_READERS)}
    return {
        "dossier": view.dossier.id,
        "form": fields,
        "estimated_tco2e": canonical(view.estimated_t),
        "actual_tco2e": canonical(view.actual_t),
        "offset_needed_t": str(view.offset_needed_t),
        "items": [_item_document(row) for row in view.rows()],
        "findings": [one.finding.rule for one in view.findings],
    }


def _item_document(row: ItemRow) -> dict[str, Any]:
    item = row.item
    return {
        "id": item.id,
        "stage": item.stage.value,
        "type": item.type_code,
        "name": item.name,
        "unit": item.unit,
        "estimate": row.estimate,
        "actual": row.actual,
        "estimated_tco2e": None if row.estimated_t is None else canonical(row.estimated_t),
        "actual_tco2e": None if row.actual_t is None else canonical(row.actual_t),
        "counted": row.counted,
        "supplier": item.supplier,
        "netted_from": row.netted or None,
        "evidence": [one.original_name for one in row.evidence],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


# ---------------------------------------------------------------- the form

_TEXTS = (
    *("name", "organizer", "place", "region", "kind", "scale", "content", "accounting_body", "measures", "other_product"),
    *("department", "contact", "phone", "confirming_body", "bureau"),
)


def _one_of(kind: type[Enum]) -> Callable[[str, str], Enum]:
    def read(text: str, option: str) -> Enum:
        known = {one.value: one for one in kind}
        if text not in known:
            raise UsageError("event.choice", _("{option} 不能是「{text}」。").format(option=option, text=text), "、".join(known))
        return known[text]

    return read


def _several_of(kind: type[Enum]) -> Callable[[str, str], tuple[Enum, ...]]:
    one = _one_of(kind)
    return lambda text, option: tuple(one(part.strip(), option) for part in text.split(",") if part.strip())


def _flag(text: str, option: str) -> bool:
    if text not in {"yes", "no"}:
        raise UsageError("event.choice", _("{option} 不能是「{text}」。").format(option=option, text=text), "yes、no")
    return text == "yes"


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "start": day_option,
    "end": day_option,
    "neutral_on": day_option,
    "filed_on": day_option,
    "copied_on": day_option,
    "people": whole_option,
    "sessions": whole_option,
    "area_m2": number_option,
    "offset_tonnes": number_option,
    "role": _one_of(EventRole),
    "level": _one_of(EventLevel),
    "accounting": _one_of(AccountingBy),
    "neutrality": _one_of(NeutralityType),
    "confirmation": _one_of(Confirmation),
    "stages": _several_of(EventStage),
    "products": _several_of(ProductType),
    "promised": _flag,
    "settled": _flag,
}


def _changed(form: EventForm, pairs: Sequence[str]) -> EventForm:
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or (name not in _TEXTS and name not in _READERS):
            known = "、".join((*_TEXTS, *_READERS))
            raise UsageError(
                "event.field", _("没有字段「{name}」。").format(name=name), _("写成 字段=内容；可用：{known}。").format(known=known)
            )
        changed: dict[str, Any] = {name: text if name in _TEXTS else _READERS[name](text, name)}
        if name in {"start", "end"} and changed[name] is None:
            raise UsageError("event.day", _("{name} 不能空着。").format(name=name))
        form = replace(form, **changed)
    return form


def _set(ws: Workspace, dossier_id: str, options: argparse.Namespace) -> int:
    if not options.set:
        raise UsageError("event.set", _("还缺 --set 字段=内容。"))
    events.save_event(ws, _changed(events.kept_form(ws, dossier_id), options.set))
    return _said(_("已保存登记表"), options)


def _settle(ws: Workspace, dossier_id: str, options: argparse.Namespace) -> int:
    settled = options.settled != "no"
    events.save_event(ws, replace(events.kept_form(ws, dossier_id), settled=settled))
    return _said(_("核算采用实际数据") if settled else _("核算采用预估数据"), options)


def _file(ws: Workspace, dossier_id: str, options: argparse.Namespace) -> int:
    if not (options.on or options.copied or options.bureau):
        raise UsageError("event.filed", _("还缺 --on、--copied 或 --bureau。"), _("报送和抄送的日期，或报送哪个市（州）的生态环境局。"))
    form = events.kept_form(ws, dossier_id)
    changed = replace(
        form,
        filed_on=day_option(options.on, "--on") or form.filed_on,
        copied_on=day_option(options.copied, "--copied") or form.copied_on,
        bureau=options.bureau or form.bureau,
    )
    events.save_filing(ws, changed)
    return _said(_("已登记报送"), options)


def _said(text: str, options: argparse.Namespace) -> int:
    if not options.json:
        say(text)
    return 0


# ---------------------------------------------------------------- items


def _item(ws: Workspace, dossier_id: str, options: argparse.Namespace) -> int:
    known = _known(ws, dossier_id, options.item) if options.item else None
    if options.remove:
        if known is None:
            raise UsageError("event.item", _("还缺 --item。"), _("用 event show 查看条目编号。"))
        events.remove_item(ws, known.item_id)
        return _said(_("已删除「{name}」").format(name=known.name), options)
    if known is None and not (options.type and options.stage):
        raise UsageError("event.item", _("新条目还缺 --type 和 --stage。"), _("改已有的条目用 --item。"))
    draft = known or ItemDraft(dossier_id, EventStage(options.stage), options.type)
    given: dict[str, Any] = {field: getattr(options, option) for field, option in _ITEM_OPTIONS.items()}
    if options.stage:
        draft = replace(draft, stage=EventStage(options.stage))
    draft = replace(draft, **{field: text for field, text in given.items() if text is not None})
    if options.net_from is not None:
        draft = replace(draft, netted_from=_source(ws, dossier_id, options.net_from))
    events.save_item(ws, draft)
    for path in options.evidence:
        events.attach_item_evidence(ws, known.item_id if known else str(events.items(ws, dossier_id)[-1].id), path)
    return _said(_("已保存条目「{name}」").format(name=draft.name or draft.type_code), options)


_ITEM_OPTIONS: Mapping[str, str] = {
    "name": "name",
    "unit": "unit",
    "species": "species",
    "factor_id": "factor",
    "estimate": "estimate",
    "actual": "actual",
    "basis": "basis",
    "supplier": "supplier",
}


def _known(ws: Workspace, dossier_id: str, number: str) -> ItemDraft:
    for item in events.items(ws, dossier_id):
        if number in {str(item.id), supplier_sheets.number_of(item)}:
            return events.draft_of(item)
    raise UsageError("event.item", _("没有条目「{number}」。").format(number=number), _("用 event show 查看条目编号。"))


def _source(ws: Workspace, dossier_id: str, name: str) -> str:
    """Id of the venue's source of this name; empty for an empty name."""
    place = events.event_dossier(ws, dossier_id).venue_id
    return next((str(one.id) for one in boundary.sources(ws, place) if name in {one.name, one.id}), name)


# ---------------------------------------------------------------- suppliers


def _sheet(ws: Workspace, dossier_id: str, options: argparse.Namespace) -> int:
    if options.out is None:
        raise UsageError("event.out", _("还缺 --out，写到哪个文件。"))
    count = supplier_sheets.write_sheet(ws, dossier_id, options.supplier or "", options.out)
    return _said(_("已写出 {name}，{count} 个条目").format(name=options.out.name, count=count), options)


def _take(ws: Workspace, dossier_id: str, options: argparse.Namespace) -> int:
    if options.file is None:
        raise UsageError("event.file", _("还缺供应商交回的文件。"))
    actual = None if options.reading is None else options.reading == "actual"
    if options.dry_run:
        told = supplier_sheets.read_sheet(ws, dossier_id, options.file, actual=actual)
    else:
        told, _change = supplier_sheets.take_sheet(ws, dossier_id, options.file, actual=actual)
    counts = {fate: told.count(fate) for fate in Fate}
    if options.json:
        rows = [{"row": one.row, "name": one.name, "fate": one.fate.value, "why": one.why} for one in told.rows]
        say_json({"file": told.file, "read": len(told.rows), **{fate.value: count for fate, count in counts.items()}, "rows": rows})
    else:
        words = _("读 {read} 行：新填 {new}，改变 {changed}，未变 {unchanged}，未收 {refused}")
        names = {fate.value: count for fate, count in counts.items()}
        say(words.format(read=len(told.rows), **names))
        for one in told.rows:
            if one.fate is Fate.REFUSED:
                say(_("第 {row} 行 {name}：{why}").format(row=one.row, name=one.name, why=one.why))
    return 1 if counts[Fate.REFUSED] else 0


_ACTS: Mapping[str, Callable[[Workspace, str, argparse.Namespace], int]] = {
    "show": lambda _ws, _dossier, _options: 0,
    "set": _set,
    "item": _item,
    "settle": _settle,
    "file": _file,
    "sheet": _sheet,
    "take": _take,
}
