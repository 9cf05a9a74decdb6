"""Commands of dossiers: new, list, lock, reopen, carry."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier, which_venue
from core.cli.printing import add_command, day_option, say, say_json, table
from core.domain.dossier import Dossier, DossierKind, DossierStatus
from core.errors import UsageError
from core.i18n import _
from core.workflows import carrying, dossiers, events, filing, keeping_time
from core.workflows.carrying_views import CarryKind, CarryPlan, kind_title
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    dossier = add_command(
        commands,
        "dossier",
        _("建立、列出、锁定、重新打开和延续档案"),
        "main.py dossier carry 账本.tanzhang --venue 编号 --from 2025 --to 2026 --dry-run",
    )
    dossier.add_argument("act", choices=["new", "list", "lock", "reopen", "carry"])
    dossier.add_argument("ledger", type=Path)
    dossier.add_argument("--venue")
    dossier.add_argument("--year", type=int)
    dossier.add_argument("--event", help=_("活动文件（.toml），或活动名称加 --from、--to"))
    dossier.add_argument("--evidence", type=Path, help=_("活动文件里提到的证据所在的文件夹"))
    dossier.add_argument("--from", dest="start", help=_("活动开始日；carry 用作延续哪一年"))
    dossier.add_argument("--to", dest="end", help=_("活动结束日；carry 用作新的年度，默认下一年"))
    dossier.add_argument("--leave-out", action="append", default=[], metavar="KEY", help=_("carry：不延续的项，写清单里的编号，可重复"))
    dossier.add_argument("--keep", action="append", default=[], metavar="KEY", help=_("carry：建议移出、仍要延续的项，可重复"))
    dossier.add_argument("--dry-run", action="store_true", help=_("carry：只列清单，不建立"))
    dossier.add_argument("--dossier")
    dossier.add_argument("--reason", default="", help=_("重新打开的原因"))
    dossier.add_argument("--json", action="store_true")
    dossier.set_defaults(run=_dossier)


def _dossier(options: argparse.Namespace) -> int:
    if options.act == "carry":
        return _carry(options)
    with Workspace.open(options.ledger) as ws:
        said = _ACTS[options.act](ws, options)
        found = dossiers.all_dossiers(ws)
        documents = [_document(one, keeping_time.kept_until(ws, one.id)) for one in found] if options.json else []
    if options.json:
        say_json(documents)
    elif options.act == "list":
        kinds = {DossierKind.OPERATION: _("运营"), DossierKind.EVENT: _("活动")}
        states = {DossierStatus.OPEN: _("草稿"), DossierStatus.LOCKED: _("已锁定")}
        table([(one.id, kinds[one.kind], one.period.label, states[one.status], one.title) for one in found])
    else:
        say(said)
    return 0


def _document(found: Dossier, kept_until: date) -> dict[str, Any]:
    return {
        "id": found.id,
        "kind": found.kind.value,
        "venue": found.venue_id,
        "title": found.title,
        "period": found.period.label,
        "status": found.status.value,
        "revision": found.revision,
        "keep_until": kept_until.isoformat(),
    }


def _list(_ws: Workspace, _options: argparse.Namespace) -> str:
    return ""


def _new(ws: Workspace, options: argparse.Namespace) -> str:
    if not options.venue:
        raise UsageError("dossier.venue", _("还缺 --venue。"), _("用 venue list 查看场所编号。"))
    if options.event:
        made = _event(ws, options)
    elif options.year:
        made = dossiers.operation_dossier(ws, options.venue, options.year, make=True)
    else:
        raise UsageError("dossier.year", _("还缺 --year，或活动的 --event。"))
    return _("档案「{title}」，编号 {id}").format(title=made.title, id=made.id)


def _event(ws: Workspace, options: argparse.Namespace) -> Dossier:
    if options.event.endswith(".toml"):
        return events.load_event(ws, options.venue, Path(options.event), options.evidence)
    start, end = _needed(options.start, "--from"), _needed(options.end, "--to")
    form = events.draft_form(ws, options.venue, start, end)
    return events.new_event(ws, options.venue, replace(form, name=options.event))


def _needed(text: str | None, option: str) -> date:
    day = day_option(text, option)
    if day is None:
        raise UsageError("date", _("还缺 {option}。").format(option=option))
    return day


def _lock(ws: Workspace, options: argparse.Namespace) -> str:
    found = dossiers.dossier(ws, which_dossier(ws, options))
    changed = filing.lock(ws, found.id)
    return (_("已锁定「{title}」") if changed else _("「{title}」本来就是锁定的")).format(title=found.title)


def _reopen(ws: Workspace, options: argparse.Namespace) -> str:
    found = dossiers.dossier(ws, which_dossier(ws, options))
    filing.reopen(ws, found.id, options.reason)
    now = dossiers.dossier(ws, found.id)
    return _("已重新打开「{title}」，修订 {revision}").format(title=now.title, revision=now.revision)


def _carry(options: argparse.Namespace) -> int:
    """Carry a year's set-up over to the next; 1 where the year is there already and differs."""
    before = _year(options.start, "--from")
    if before is None:
        raise UsageError("carry.from", _("还缺 --from，写延续哪一年。"))
    year = _year(options.end, "--to") or before + 1
    with Workspace.open(options.ledger) as ws:
        options.year = before
        venue = which_venue(ws, options)
        plan = carrying.plan_carry(ws, venue, before, year)
        made = ""
        if not options.dry_run:
            chosen = (plan.proposed() - set(options.leave_out)) | set(options.keep)
            _change, made = carrying.carry(ws, venue, before, year, chosen)
    if options.json:
        say_json(_plan_document(plan, made))
    else:
        _say_plan(plan, made)
    return 1 if plan.existing is not None and plan.differences else 0


def _year(text: str | None, option: str) -> int | None:
    if not text:
        return None
    if not (text.isdigit() and len(text) == 4):
        raise UsageError("carry.year", _("{option} 后应写四位年份，收到「{text}」。").format(option=option, text=text))
    return int(text)


def _plan_document(plan: CarryPlan, made: str) -> dict[str, Any]:
    return {
        "venue": plan.venue,
        "from": plan.from_year,
        "to": plan.to_year,
        "existing": plan.existing,
        "dossier": made or None,
        "differences": list(plan.differences),
        "lines": [
            {"kind": one.kind.value, "key": one.key, "name": one.name, "words": one.words, "why": one.why, "goes_on": one.goes_on}
            for one in plan.lines
        ],
        "notes": [{"name": one.name, "words": one.words, "page": one.place.page, "subject": one.place.subject} for one in plan.notes],
    }


def _say_plan(plan: CarryPlan, made: str) -> None:
    if plan.existing is not None:
        say(_("「{venue}」已有 {year} 年度，没有改动，编号 {id}").format(venue=plan.venue, year=plan.to_year, id=plan.existing))
        for words in plan.differences:
            say(_("  与 {year} 年不同：{words}").format(year=plan.from_year, words=words))
    elif made:
        say(_("已建立 {year} 年度，延续 {before} 年的设置，编号 {id}").format(year=plan.to_year, before=plan.from_year, id=made))
    for kind in CarryKind:
        for line in plan.of(kind):
            mark = "✓" if line.goes_on else "–"
            tail = "　".join(part for part in (line.why, line.key) if part)
            say(f"  {mark} {kind_title(kind)}　{line.name}　{line.words}" + (f"　{tail}" if tail else ""))
    if plan.notes:
        say(_("要看一看的："))
    for note in plan.notes:
        say(f"  {note.name}　{note.words}")


_ACTS = {"new": _new, "list": _list, "lock": _lock, "reopen": _reopen}
