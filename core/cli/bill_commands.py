"""Commands of bills: bill list, add, change, remove, meter-change."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, complain, day_option, say, say_json, table
from core.domain.activity import EvidenceRef, Subject
from core.domain.period import Month
from core.domain.quantity import micro_to_decimal
from core.errors import InputError
from core.i18n import _, mark
from core.workflows import billing, boundary, dossiers
from core.workflows.bill_views import BillDraft, BillLine, BillView, MeterChangeDraft
from core.workflows.workspace import Workspace

_TEXTS = {
    "quantity": mark("数量，如 279,000、12.5万度、120+80"),
    "reading_start": mark("起示数"),
    "reading_end": mark("止示数"),
    "multiplier": mark("倍率"),
    "losses": mark("变损线损"),
    "sharp": mark("尖"),
    "peak": mark("峰"),
    "flat": mark("平"),
    "valley": mark("谷"),
    "opening": mark("期初库存"),
    "delivered": mark("本期购入，几次送货写成 120+80"),
    "closing": mark("期末库存"),
    "amount_yuan": mark("金额"),
    "invoice": mark("票据号，几个号用「；」隔开"),
    "note": mark("备注"),
}
"""Fields of a draft that are taken over as they are typed, with their help."""


_ADD_EXAMPLE = "main.py bill add 账本.tanzhang --source 外购电力 --start 2025-06-21 --end 2025-07-20 --quantity 279,000 --dry-run"


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    bill = add_command(commands, "bill", _("列出、录入、更正票据，登记换表"), _ADD_EXAMPLE)
    acts = bill.add_subparsers(dest="act", metavar=_("动作"), required=True)
    listing = _act(acts, "list", _("列出票据和换表"), "main.py bill list 账本.tanzhang --year 2025 --month 2025-07 --json", _list)
    listing.add_argument("--source", help=_("排放源的名称或编号"))
    listing.add_argument("--month", help=_("只列计入这个月的"))
    add = _act(acts, "add", _("录入一张票据；不写起日的，接在上一张之后"), _ADD_EXAMPLE, _add)
    add.add_argument("--source", required=True, help=_("排放源的名称或编号"))
    _fields(add)
    change = _act(
        acts, "change", _("修改一张票据，只改写明的各项"), "main.py bill change 账本.tanzhang --bill DF-2025-07 --quantity 279,400", _change
    )
    change.add_argument("--bill", required=True, metavar=_("票据号"), help=_("票据号或记录编号"))
    _fields(change)
    remove = _act(acts, "remove", _("删除一张票据"), "main.py bill remove 账本.tanzhang --bill DF-2025-07", _remove)
    remove.add_argument("--bill", required=True, metavar=_("票据号"), help=_("票据号或记录编号"))
    _add_meter_change(acts)


def _act(acts: Any, name: str, words: str, example: str, run: Any) -> argparse.ArgumentParser:
    one = add_command(acts, name, words, example)
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=run)
    return one


def _fields(one: argparse.ArgumentParser) -> None:
    one.add_argument("--account", help=_("户号；只有一个户号的可不写"))
    one.add_argument("--start", help=_("起日"))
    one.add_argument("--end", dest="last", help=_("止日，照票面写；是否含末日以户号的账期写法为准"))
    one.add_argument("--unit", help=_("票据的单位，默认为排放源的单位"))
    for field, words in _TEXTS.items():
        one.add_argument("--" + field.removesuffix("_yuan").replace("_", "-"), dest=field, help=_(words))
    one.add_argument("--estimated", choices=["yes", "no"], help=_("是否暂估"))
    one.add_argument("--corrects", metavar=_("票据号"), help=_("本票据更正哪一张"))
    one.add_argument("--reverses", metavar=_("票据号"), help=_("本票据冲正哪一张；不写数量的，冲销余下的全部"))
    one.add_argument("--evidence", type=Path, action="append", default=[], metavar=_("文件"), help=_("附件，可重复"))
    one.add_argument("--dry-run", action="store_true", help=_("只看结果，不保存"))


def _add_meter_change(acts: Any) -> None:
    example = "main.py bill meter-change 账本.tanzhang --account 5101-0001 --day 2025-07-05 --old-end 25,010.2 --new-start 0"
    one = _act(acts, "meter-change", _("登记、修改或删除换表"), example, _meter_change)
    one.add_argument("--account", required=True, help=_("户号"))
    one.add_argument("--day", required=True, help=_("换表日期"))
    one.add_argument("--old-end", default="", help=_("旧表止示数"))
    one.add_argument("--new-start", default="", help=_("新表起示数"))
    one.add_argument("--multiplier", default="", help=_("新倍率，不变的不写"))
    one.add_argument("--note", default="", help=_("备注"))
    one.add_argument("--remove", action="store_true", help=_("删除这一天的换表"))


# ---------------------------------------------------------------- which


def _source(ws: Workspace, dossier_id: str, named: str) -> Subject:
    venue_id = dossiers.dossier(ws, dossier_id).venue_id
    found = [source for source in boundary.sources(ws, venue_id) if named in {source.id, source.name}]
    if not found:
        names = "、".join(source.name for source in boundary.sources(ws, venue_id) if source.active)
        raise InputError("bill.source", _("没有排放源「{name}」。").format(name=named), _("可选：{names}。").format(names=names))
    return Subject(found[0].id)


def _meter(ws: Workspace, dossier_id: str, account: str, subject: str = "") -> str:
    meters = boundary.meters(ws, dossiers.dossier(ws, dossier_id).venue_id)
    found = [meter for meter in meters if account in {meter.account, meter.id} and subject in {"", meter.source_id}]
    if not found:
        names = "、".join(meter.account for meter in meters if subject in {"", meter.source_id}) or _("（还没有户号）")
        raise InputError("bill.account", _("没有户号「{account}」。").format(account=account), _("可选：{names}。").format(names=names))
    return found[0].id


def _bill(ws: Workspace, dossier_id: str, named: str, subject: str = "") -> BillLine:
    """The bill that is called so by its number or by its record; one that still counts comes first."""
    lines = [line for line in billing.bills_of(ws, dossier_id, subject) if line.kind == "bill"]
    found = [line for line in lines if line.record_id == named] or [line for line in lines if line.invoice == named]
    if len({line.record_id for line in found if line.counts}) > 1:
        message = _("有几张票据的号是「{number}」。").format(number=named)
        raise InputError("bill.several", message, _("请用 bill list 查看，写记录编号。"))
    if not found:
        raise InputError("bill.unknown", _("没有号为「{number}」的票据。").format(number=named), _("用 bill list 查看票据号和记录编号。"))
    return min(found, key=lambda line: not line.counts)


# ---------------------------------------------------------------- acts


def _list(options: argparse.Namespace) -> int:
    month = Month.parse(options.month) if options.month else None
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        subject = _source(ws, dossier_id, options.source) if options.source else ""
        lines = billing.bills_of(ws, dossier_id, subject, month)
    if options.json:
        say_json({"dossier": dossier_id, "bills": [_line_document(line) for line in lines]})
        return 0
    head = (_("排放源"), _("账期"), _("数量"), _("计入"), _("票据号"), _("备注"), _("编号"))
    rows = [(li.row_name, li.span, li.quantity, li.share, li.invoice, "、".join(li.remarks), li.record_id) for li in lines]
    table([head, *rows], right=(2, 3))
    return 0


def _line_document(line: BillLine) -> dict[str, Any]:
    return {
        "id": line.record_id,
        "kind": line.kind,
        "source": line.subject,
        "source_name": line.row_name,
        "account": line.account,
        "start": line.first.isoformat(),
        "last": line.last.isoformat(),
        "days": line.days,
        "quantity": line.value or None,
        "unit": line.unit,
        "share": line.share_value or None,
        "invoice": line.invoice,
        "estimated": line.estimated,
        "counts": line.counts,
        "corrects": line.corrects or None,
        "reverses": line.reverses or None,
        "remarks": list(line.remarks),
        "evidence": list(line.evidence),
    }


def _add(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        subject = _source(ws, dossier_id, options.source)
        account = _meter(ws, dossier_id, options.account, subject) if options.account else ""
        if options.corrects:
            start = billing.correction_of(ws, _bill(ws, dossier_id, options.corrects, subject).record_id)
        elif options.reverses:
            start = billing.credit_of(ws, _bill(ws, dossier_id, options.reverses, subject).record_id)
        else:
            start = billing.new_draft(ws, dossier_id, subject, account)
            if options.start:  # a bill with days of its own need not go on from the last reading
                start = replace(start, last=None, reading_start="", opening="")
        return _keep(ws, dossier_id, _draft(ws, dossier_id, start, options), "", options)


def _change(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        record_id = _bill(ws, dossier_id, options.bill).record_id
        return _keep(ws, dossier_id, _draft(ws, dossier_id, billing.draft_of(ws, record_id), options), record_id, options)


def _draft(ws: Workspace, dossier_id: str, start: BillDraft, options: argparse.Namespace) -> BillDraft:
    """The draft with what was named on the command line."""
    named: dict[str, Any] = {field: getattr(options, field) for field in _TEXTS}
    named |= {"start": day_option(options.start, "--start"), "last": day_option(options.last, "--end")}
    if options.account:
        named["meter_id"] = _meter(ws, dossier_id, options.account, start.subject)
    if options.unit:
        named["unit"] = _unit(ws, options.unit)
    if options.estimated:
        named["estimated"] = options.estimated == "yes"
    for field in ("corrects", "reverses"):
        if getattr(options, field):
            named[field] = _bill(ws, dossier_id, getattr(options, field), start.subject).record_id
    return replace(start, **{field: value for field, value in named.items() if value is not None})


def _unit(ws: Workspace, named: str) -> str:
    found = ws.catalogue.units.find(named)
    if found is None:
        raise InputError("bill.unit", _("不认识单位「{unit}」。").format(unit=named), _("请写成 kWh、万kWh、m³ 这样。"))
    return found.code


def _keep(ws: Workspace, dossier_id: str, draft: BillDraft, record_id: str, options: argparse.Namespace) -> int:
    """Save the draft and say what it became; on trial, say only what it would become."""
    view = billing.preview_bill(ws, dossier_id, draft, record_id)
    if options.dry_run or not view.complete:
        _say_view(view, options, saved="")
        return 0 if view.complete else 1
    files: tuple[EvidenceRef, ...] = tuple(ws.store.keep_evidence(file, file.name) for file in options.evidence)
    _altered, saved = billing.save_bill(ws, dossier_id, draft, record_id, files=files)
    _say_view(billing.preview_bill(ws, dossier_id, billing.draft_of(ws, saved), saved), options, saved=saved)
    return 0


def _remove(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        line = _bill(ws, dossier_id, options.bill)
        billing.remove_bill(ws, dossier_id, line.record_id)
    if options.json:
        say_json({"removed": line.record_id})
    else:
        say(_("已删除 {row} {span} 的票据").format(row=line.row_name, span=line.span))
    return 0


def _meter_change(options: argparse.Namespace) -> int:
    day = day_option(options.day, "--day")
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        meter_id = _meter(ws, dossier_id, options.account)
        known = _known_change(ws, dossier_id, meter_id, day)
        if options.remove:
            billing.remove_meter_change(ws, dossier_id, known)
        else:
            draft = MeterChangeDraft(meter_id, day, options.old_end, options.new_start, options.multiplier, options.note)
            _altered, known = billing.put_meter_change(ws, dossier_id, draft, known)
    if options.json:
        say_json({"removed" if options.remove else "id": known})
    else:
        words = _("已删除 {account} {day} 的换表") if options.remove else _("已登记 {account} {day} 换表")
        say(words.format(account=options.account, day=options.day))
    return 0


def _known_change(ws: Workspace, dossier_id: str, meter_id: str, day: date | None) -> str:
    """The change of that meter on that day that is there already."""
    lines = billing.bills_of(ws, dossier_id)
    return next((li.record_id for li in lines if li.kind == "meter_change" and li.meter_id == meter_id and li.first == day), "")


# ---------------------------------------------------------------- the view in words


def _say_view(view: BillView, options: argparse.Namespace, *, saved: str) -> None:
    if options.json:
        say_json(_view_document(view, saved))
        return
    for problem in view.problems:
        complain(f"{problem.message}{problem.hint}")
    say(view.title)
    per_day = "，".join(text for text in (view.quantity, view.per_day, view.unit_price) if text)
    for line in (per_day, "，".join(text for text in (view.advance, view.difference) if text)):
        if line:
            say(f"  {line}")
    for month in view.spread:
        say(
            _("  计入 {month}月 {days} 天：{amount} {unit}；全月 {sentence}").format(
                month=month.month.month, days=month.days, amount=month.amount, unit=view.row_unit_label, sentence=month.sentence
            )
        )
    for check in view.checks:
        say(f"  {'✓' if check.good else '！'} {check.name}：{check.words}（{check.rule}）")
    if view.end_guess is not None and view.end_guess.differs:
        say(f"  {view.end_guess.words}")
    if saved:
        say(_("已保存，编号 {id}").format(id=saved))
    elif view.complete:
        say(_("这是试录，账本没有改动。"))


def _view_document(view: BillView, saved: str) -> dict[str, Any]:
    return {
        "id": saved or None,
        "saved": bool(saved),
        "title": view.title,
        "start": view.first.isoformat() if view.first else None,
        "last": view.last.isoformat() if view.last else None,
        "days": view.days,
        "quantity": view.quantity,
        "advance": view.advance,
        "difference": view.difference,
        "unit_price": view.unit_price,
        "per_day": view.per_day,
        "spread": [
            {
                "month": str(month.month),
                "days": month.days,
                "share": f"{micro_to_decimal(month.micro):f}",
                "unit": view.row_unit_label,
                "inside": month.inside,
                "closed": month.closed,
                "sentence": month.sentence,
            }
            for month in view.spread
        ],
        "checks": [{"rule": check.rule, "good": check.good, "name": check.name, "words": check.words} for check in view.checks],
        "end_guess": view.end_guess.words if view.end_guess else None,
        "problems": [{"field": one.field, "message": one.message, "hint": one.hint} for one in view.problems],
    }
