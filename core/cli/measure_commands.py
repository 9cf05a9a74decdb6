"""Commands of reduction measures: measures list, set, state."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier, which_venue
from core.cli.printing import add_command, day_option, number_option, say, say_json, table
from core.domain.measure import MeasureState
from core.domain.quantity import canonical, shown
from core.errors import UsageError
from core.i18n import _
from core.workflows import reducing
from core.workflows.reducing import MeasureFields
from core.workflows.submission_views import MeasureRow, MeasuresView
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = "main.py measures set 账本.tanzhang --venue 编号 --measure C09 --set Q_hw=600000 --cost 468000"
    one = add_command(commands, "measures", _("列出减排措施，登记计划和状态"), example)
    one.add_argument("act", choices=["list", "set", "state"])
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--file", type=Path, help=_("一次登记整个计划文件（.toml）"))
    one.add_argument("--evidence", type=Path, action="append", default=[], help=_("佐证文件，可重复；与 --file 同用时是所在的文件夹"))
    one.add_argument("--measure", help=_("措施编号，如 C09"))
    one.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=_("参数，可重复"))
    one.add_argument("--owner")
    one.add_argument("--start", help=_("开始日期"))
    one.add_argument("--done", help=_("完成日期"))
    one.add_argument("--cost", help=_("投资，元"))
    one.add_argument("--note")
    one.add_argument("--state", choices=[state.value for state in MeasureState])
    one.add_argument("--remove", action="store_true", help=_("移出计划"))
    one.add_argument("--search", default="", help=_("list 时只列编号、名称或所属计划里有这些字的，如 绿色饭店"))
    one.add_argument("--scope", choices=["1", "2", "3"], help=_("list 时只列这个范围的；3 是另列的"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_measures)


def _measures(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        said = _ACTS[options.act](ws, options)
        view = reducing.plan_view(ws, which_dossier(ws, options)) if options.json or options.act == "list" else None
    if view is None:
        say(said)
    elif options.json:
        say_json(_document(_chosen(view, options)))
    else:
        _say(_chosen(view, options))
    return 0


def _chosen(view: MeasuresView, options: argparse.Namespace) -> MeasuresView:
    """The measures that were asked for; the sums stay those of the whole plan."""

    def fitting(rows: tuple[MeasureRow, ...]) -> tuple[MeasureRow, ...]:
        return tuple(row for row in rows if row.found_by(options.search) and options.scope in {None, *row.scopes()})

    return replace(view, plan=fitting(view.plan), candidates=fitting(view.candidates), stopped=fitting(view.stopped))


def _list(_ws: Workspace, _options: argparse.Namespace) -> str:
    return ""


def _measure(options: argparse.Namespace) -> str:
    if not options.measure:
        raise UsageError("measures.measure", _("还缺 --measure。"), _("用 measures list 查看措施编号。"))
    return str(options.measure)


def _set(ws: Workspace, options: argparse.Namespace) -> str:
    venue = which_venue(ws, options)
    if options.file is not None:
        reducing.load_plan(ws, venue, options.file, options.evidence[0] if options.evidence else None)
        return _("已登记 {name} 里的各项措施").format(name=options.file.name)
    measure = _measure(options)
    if options.remove:
        reducing.remove(ws, venue, measure)
        return _("{measure} 已移出计划").format(measure=measure)
    reducing.set_measure(ws, venue, measure, dict(_pair(text) for text in options.set), **_fields(options))
    for file in options.evidence:
        reducing.attach_evidence(ws, venue, measure, file)
    return _("{measure} 已写入计划").format(measure=measure)


def _fields(options: argparse.Namespace) -> MeasureFields:
    """What was named on the command line; the rest stays as it is."""
    fields = MeasureFields()
    if options.owner is not None:
        fields["owner"] = options.owner
    if options.note is not None:
        fields["note"] = options.note
    if options.start is not None:
        fields["start_on"] = day_option(options.start, "--start")
    if options.done is not None:
        fields["done_on"] = day_option(options.done, "--done")
    if options.cost is not None:
        fields["cost_yuan"] = number_option(options.cost, "--cost")
    return fields


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError("measures.set", _("--set 后应写成 参数=值，收到「{text}」。").format(text=text))
    return name.strip(), value.strip()


def _state(ws: Workspace, options: argparse.Namespace) -> str:
    venue, measure = which_venue(ws, options), _measure(options)
    if not options.state:
        raise UsageError(
            "measures.state", _("还缺 --state。"), _("可选：{states}。").format(states="、".join(s.value for s in MeasureState))
        )
    for file in options.evidence:
        reducing.attach_evidence(ws, venue, measure, file)
    state = MeasureState(options.state)
    reducing.change_state(ws, venue, measure, state, done_on=day_option(options.done, "--done"))
    return _("{measure}：{state}").format(measure=measure, state=reducing.state_name(state))


_ACTS = {"list": _list, "set": _set, "state": _state}


def _document(view: MeasuresView) -> dict[str, Any]:
    return {
        "dossier": view.dossier.id,
        "venue": view.venue.id,
        "footprint_tco2e": canonical(view.footprint_t),
        "planned_tco2e": canonical(view.planned_t),
        "done_tco2e": canonical(view.done_t),
        "verified_tco2e": canonical(view.verified_t),
        "reduction_gate": view.reduced,
        "note": view.note,
        "not_counted": [{"name": name, "why": why} for name, why in view.not_counted],
        "measures": [_row_document(row) for row in (*view.plan, *view.stopped, *view.candidates)],
    }


def _row_document(row: MeasureRow) -> dict[str, Any]:
    planned = row.planned
    return {
        "id": row.measure.id,
        "name": row.name,
        "state": planned.state.value if planned else None,
        "expected_tco2e": canonical(row.tonnes),
        "scope3_tco2e": canonical(row.scope3_t),
        "market_based_tco2e": canonical(row.market_t),
        "parameters": {one.name: str(one.value) for one in row.parameters},
        "outputs": {one.name: canonical(one.value) for one in row.outputs},
        "unchecked": row.unchecked,
        "programmes": list(row.programmes),
        "cost_hint": row.traits.cost_hint if row.traits else "",
        "owner": planned.owner if planned else "",
        "start_on": planned.start_on.isoformat() if planned and planned.start_on else None,
        "done_on": planned.done_on.isoformat() if planned and planned.done_on else None,
        "cost_yuan": str(planned.cost_yuan) if planned and planned.cost_yuan is not None else None,
        "evidence": [file.original_name for file in row.evidence],
    }


def _say(view: MeasuresView) -> None:
    say(
        _("{title}，预计减排 {tonnes} tCO2e/年（计划内 {count} 项）").format(
            title=view.dossier.title,
            tonnes=shown(view.planned_t, 2),
            count=sum(count for state, count in view.by_state.items() if state is not MeasureState.STOPPED),
        )
    )
    rows = [(_("编号"), _("措施"), _("状态"), "tCO2e/a")]
    rows += [(row.measure.id, row.name, row.state_name or "—", shown(row.tonnes, 2)) for row in (*view.plan, *view.candidates)]
    table(rows, right=(3,))
    say(view.note)
    for name, why in view.not_counted:
        say(_("不算减排：{name}。{why}").format(name=name, why=why))
