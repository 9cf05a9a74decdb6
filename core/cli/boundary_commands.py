"""Commands of the boundary: what is left out and who runs it, dated areas, the mall's meter tree, the hotel's HCMI figures."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, day_option, number_option, say, say_json, table
from core.domain.quantity import canonical, shown, shown_significant
from core.errors import InputError, UsageError
from core.i18n import _
from core.workflows import allocating, boundary, compiling, excluding, organizing, reconciling
from core.workflows.allocating import AllocationView
from core.workflows.excluding import CoverageView
from core.workflows.reconciling import ReconciliationView
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    one = add_command(commands, "reconcile", _("商场电表核对"), "main.py reconcile 账本.tanzhang --venue 编号 --year 2025 --assign")
    _named(one)
    one.add_argument("--assign", action="store_true", help=_("把不明差额计入公区"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_reconcile)
    one = add_command(commands, "hcmi", _("酒店客房与会议分摊"), "main.py hcmi 账本.tanzhang --venue 编号 --year 2025 --json")
    _named(one)
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_hcmi)
    one = add_command(
        commands,
        "boundary",
        _("边界：不计入的排放源、经营单位、档案字段"),
        "main.py boundary exclude 账本.tanzhang --venue 编号 --year 2025 --source 外购电力·山腰酒店 --reason 承租方经营 --tonnes 12.5",
    )
    one.add_argument("act", choices=["show", "exclude", "include", "operator", "set"])
    _named(one)
    one.add_argument("--source", help=_("排放源的名称或编号"))
    one.add_argument("--reason", default="", help=_("不计入的原因；改核算边界的原因"))
    one.add_argument("--tonnes", help=_("估计规模，吨每年"))
    one.add_argument("--quantity", help=_("年用量，按缺省因子估算规模，如 1.2万度"))
    one.add_argument("--operator", help=_("经营单位，空着是本单位"))
    one.add_argument("--field", help=_("档案字段，如 building_area"))
    one.add_argument("--value", default="")
    one.add_argument("--from", dest="since", metavar="DAY", help=_("从哪一天起，如 2025-07-01；不写是从一开始"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_boundary)


def _named(one: argparse.ArgumentParser) -> None:
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")


# ---------------------------------------------------------------- reconcile


def _reconcile(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        changed = reconciling.assign_unexplained(ws, dossier_id) if options.assign else frozenset()
        view = reconciling.reconciliation(ws, dossier_id)
    if options.json:
        say_json(_tree_document(view))
    else:
        if options.assign:
            say(_("已把不明差额计入公区，可以撤销。") if changed else _("没有要计入的差额。"))
        _say_tree(view)
    return 1 if view.refusal else 0


def _say_tree(view: ReconciliationView) -> None:
    say(f"{view.venue.name}{view.boundary_words} {view.dossier.period.label}")
    rows = [(_("项目"), "kWh", "%")]
    rows += [("  " * line.depth + line.name, _number(line.kilowatt_hours, 0), _percent(line.share)) for line in view.lines]
    table(rows, right=(1, 2))
    months = [(_("月份"), _("不明差额"), "%", "")]
    for one in view.month_views:
        balance = view.months[one.month]
        rest = "—" if balance.missing else _number(balance.unexplained, 0)
        months.append((str(one.month), rest, one.share, "、".join(balance.missing) or one.words))
    table(months, right=(1, 2))
    for note in (*view.notes, view.refusal):
        if note:
            say(note)


def _tree_document(view: ReconciliationView) -> dict[str, Any]:
    return {
        "venue": view.venue.name,
        "period": view.dossier.period.label,
        "boundary": view.boundary_words,
        "lines": [
            {
                "depth": line.depth,
                "name": line.name,
                "role": line.role.value,
                "kwh": _canonical(line.kilowatt_hours),
                "share": _canonical(line.share),
                "counted": line.counted,
            }
            for line in view.lines
        ],
        "months": [
            {
                "month": str(month),
                "verdict": balance.verdict.value,
                "missing": list(balance.missing),
                "unexplained_kwh": None if balance.missing else canonical(balance.unexplained),
                "unexplained_share": None if balance.missing else _canonical(balance.share),
                "assigned_kwh": canonical(balance.assigned),
            }
            for month, balance in view.months.items()
        ],
        "year": {
            "verdict": view.year.verdict.value,
            "unexplained_kwh": canonical(view.year.unexplained),
            "unexplained_share": _canonical(view.year.share),
            "assigned_kwh": canonical(view.year.assigned),
        },
        "refusal": view.refusal,
        "notes": list(view.notes),
    }


# ---------------------------------------------------------------- hcmi


def _hcmi(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        view = allocating.allocation(ws, which_dossier(ws, options))
    figures = view.figures
    if options.json:
        say_json(_hcmi_document(view))
    else:
        say(f"{view.venue.name} {view.dossier.period.label}　{_('参照 HCMI 输入块')}")
        table(
            [
                (_("客房"), _number(figures.rooms, 2), "tCO2e"),
                (_("会议"), _number(figures.meetings, 2), "tCO2e"),
                (_("每间已售客房每天"), _significant(figures.per_room), "kgCO2e"),
                (_("每平方米会议每小时"), _significant(figures.per_meeting_hour), "kgCO2e"),
                (_("每平方米会议每年"), _significant(figures.per_meeting_area), "kgCO2e"),
            ],
            right=(1,),
        )
        for missing in figures.missing:
            say(_("缺：{what}").format(what=missing))
        for note in figures.notes:
            say(note)
    return 1 if figures.missing else 0


def _named_rows(rows: tuple[tuple[str, Fraction], ...]) -> list[dict[str, str]]:
    return [{"source": name, "tco2e": canonical(value)} for name, value in rows]


def _hcmi_document(view: AllocationView) -> dict[str, Any]:
    figures = view.figures
    values: Mapping[str, Fraction | None] = {
        "rooms_tco2e": figures.rooms,
        "meetings_tco2e": figures.meetings,
        "kgco2e_per_occupied_room": figures.per_room,
        "kgco2e_per_meeting_m2_hour": figures.per_meeting_hour,
        "kgco2e_per_meeting_m2_year": figures.per_meeting_area,
        "occupied_rooms": figures.occupied,
        "meeting_m2_hours": figures.area_hours,
    }
    return {
        "venue": view.venue.name,
        "period": view.dossier.period.label,
        "total_tco2e": canonical(figures.whole),
        "private_tco2e": canonical(figures.private),
        **{name: _canonical(value) for name, value in values.items()},
        "inside": _named_rows(figures.inside),
        "outside": _named_rows(figures.outside),
        "missing": list(figures.missing),
        "notes": list(figures.notes),
    }


# ---------------------------------------------------------------- boundary


def _boundary(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        venue_id = compiling.snapshot(ws, dossier_id).venue.id
        if options.act == "set":
            _set_field(ws, venue_id, options)
        elif options.act != "show":
            _change_source(ws, dossier_id, _source_id(ws, venue_id, options.source), options)
        view = excluding.covered(ws, dossier_id)
    if options.json:
        say_json(_coverage_document(view))
    else:
        _say_coverage(view)
    return 0


def _set_field(ws: Workspace, venue_id: str, options: argparse.Namespace) -> None:
    if not options.field:
        raise UsageError("boundary.field", _("还缺：{missing}。").format(missing="--field"), _("用 boundary --help 查看写法。"))
    since = day_option(options.since, "--from")
    organizing.set_profile(ws, venue_id, options.field, options.value, since, reason=options.reason)
    say(_("已修改，可以撤销。"))


def _change_source(ws: Workspace, dossier_id: str, source_id: str, options: argparse.Namespace) -> None:
    if options.act == "include":
        boundary.include_source(ws, source_id)
    elif options.act == "operator":
        boundary.set_operator(ws, source_id, options.operator or "")
    else:
        tonnes = number_option(options.tonnes, "--tonnes")
        if tonnes is None and options.quantity:
            tonnes = excluding.estimate(ws, dossier_id, source_id, options.quantity)
        boundary.exclude_source(ws, source_id, options.reason, tonnes, options.operator)


def _source_id(ws: Workspace, venue_id: str, wanted: str | None) -> str:
    found = next((one for one in boundary.sources(ws, venue_id) if wanted in {one.id, one.name}), None)
    if found is None:
        raise InputError("source.unknown", _("没有排放源「{name}」。").format(name=wanted or ""), _("用 footprint 查看排放源的名称。"))
    return found.id


def _say_coverage(view: CoverageView) -> None:
    if not view.rows:
        say(_("没有不计入的排放源。"))
        return
    rows = [(_("排放源"), _("经营单位"), _("估计规模"), _("原因"))]
    rows += [(row.name, row.operator or "—", row.size + (_("，重大") if row.significant else ""), row.reason) for row in view.rows]
    table(rows)
    say(view.sentence)


def _coverage_document(view: CoverageView) -> dict[str, Any]:
    return {
        "counted_share": _canonical(view.share),
        "unknown": view.unknown,
        "excluded": [
            {
                "source": row.name,
                "source_id": row.source_id,
                "reason": row.reason,
                "operator": row.operator,
                "tonnes": _canonical(row.tonnes),
                "significant": row.significant,
            }
            for row in view.rows
        ],
    }


# ---------------------------------------------------------------- figures


def _canonical(value: Fraction | None) -> str | None:
    return None if value is None else canonical(value)


def _number(value: Fraction | None, decimals: int) -> str:
    return "—" if value is None else shown(value, decimals)


def _significant(value: Fraction | None) -> str:
    return "—" if value is None else shown_significant(value)


def _percent(share: Fraction | None) -> str:
    return "—" if share is None else shown(share * 100, 1)
