"""Commands of reduction measures: measures list, set, state, and those of their money."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.cli import choose_commands
from core.cli.ledger_commands import which_dossier, which_venue
from core.cli.printing import add_command, day_option, number_option, say, say_json, table, whole_option
from core.domain.measure import MeasureState
from core.domain.quantity import canonical, shown
from core.errors import UsageError
from core.i18n import _
from core.workflows import plan_files, reducing
from core.workflows.measure_views import MeasureRow, MeasuresView
from core.workflows.reducing import MeasureFields
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = "main.py measures set 账本.tanzhang --venue 编号 --measure C09 --set Q_hw=600000 --cost 468000"
    one = add_command(commands, "measures", _("列出减排措施，登记计划和状态"), example)
    one.add_argument("act", choices=["list", "set", "state", "take", *_MONEY])
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--file", type=Path, help=_("一次登记整个计划文件（.toml）"))
    one.add_argument("--evidence", type=Path, action="append", default=[], help=_("佐证文件，可重复；与 --file 同用时是所在的文件夹"))
    one.add_argument("--measure", action="append", default=[], help=_("措施编号，如 C09；take 时可重复"))
    one.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=_("参数，可重复"))
    one.add_argument("--owner")
    one.add_argument("--start", help=_("开始日期"))
    one.add_argument("--done", help=_("完成日期"))
    one.add_argument("--cost", help=_("投资，元"))
    one.add_argument("--upkeep", help=_("年运行费，元"))
    one.add_argument("--saving", help=_("年省费用，元；省略时按能源单价计算"))
    one.add_argument("--lifetime", help=_("寿命，年"))
    one.add_argument("--at-supplier", action=argparse.BooleanOptionalAction, help=_("减排发生在供应商或租户那里，吨数全部列入范围三"))
    one.add_argument("--draft", action="store_true", help=_("set 时只记下参数和投资，不列入计划"))
    one.add_argument("--note")
    one.add_argument("--state", choices=[state.value for state in MeasureState])
    one.add_argument("--remove", action="store_true", help=_("移出计划"))
    one.add_argument("--search", default="", help=_("list 时只列编号、名称或所属计划里有这些字的，如 绿色饭店"))
    one.add_argument("--scope", choices=["1", "2", "3"], help=_("list 时只列这个范围的；3 是另列的"))
    one.add_argument("--json", action="store_true")
    choose_commands.add_options(one)
    one.set_defaults(run=_measures)


def _measures(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        if options.act in _MONEY:
            return _MONEY[options.act](ws, options)
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

    plan, drafts, candidates, stopped = map(fitting, (view.plan, view.drafts, view.candidates, view.stopped))
    return replace(view, plan=plan, drafts=drafts, candidates=candidates, stopped=stopped)


def _list(_ws: Workspace, _options: argparse.Namespace) -> str:
    return ""


def _measure(options: argparse.Namespace) -> str:
    if not options.measure:
        raise UsageError("measures.measure", _("还缺 --measure。"), _("用 measures list 查看措施编号。"))
    return str(options.measure[-1])


def _set(ws: Workspace, options: argparse.Namespace) -> str:
    venue = which_venue(ws, options)
    if options.file is not None:
        plan_files.load_plan(ws, venue, options.file, options.evidence[0] if options.evidence else None)
        return _("已登记 {name} 里的各项措施").format(name=options.file.name)
    measure = _measure(options)
    if options.remove:
        reducing.remove(ws, venue, measure)
        return _("{measure} 已移出计划").format(measure=measure)
    reducing.set_measure(ws, venue, measure, dict(_pair(text) for text in options.set), draft=options.draft, **_fields(options))
    if options.draft:
        return _("{measure} 的参数已记下，未列入计划").format(measure=measure)
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
    if options.upkeep is not None:
        fields["upkeep_yuan"] = number_option(options.upkeep, "--upkeep")
    if options.saving is not None:
        fields["saving_yuan"] = number_option(options.saving, "--saving")
    if options.lifetime is not None:
        fields["lifetime_years"] = whole_option(options.lifetime, "--lifetime")
    if options.at_supplier is not None:
        fields["at_supplier"] = options.at_supplier
    return fields


def _take(ws: Workspace, options: argparse.Namespace) -> str:
    _measure(options)
    reducing.take_in(ws, which_venue(ws, options), options.measure)
    return _("{measures} 已列入计划").format(measures=_("、").join(options.measure))


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


_ACTS = {"list": _list, "set": _set, "state": _state, "take": _take}
_MONEY = {"best": choose_commands.best, "money": choose_commands.money, "settings": choose_commands.settings}


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
        "planned_gross_tco2e": canonical(view.planned_gross_t),
        "overlaps": [
            {"end_use": one.end_use, "name": one.name, "tco2e": canonical(one.tonnes), "measures": list(one.measure_ids), "why": one.note}
            for one in view.overlaps
        ],
        "measures": [_row_document(row) for row in (*view.plan, *view.drafts, *view.stopped, *view.candidates)],
    }


def _row_document(row: MeasureRow) -> dict[str, Any]:
    planned = row.planned
    return {
        "id": row.measure.id,
        "name": row.name,
        "state": planned.state.value if planned and not planned.draft else None,
        "draft": row.draft,
        "end_use": row.end_use,
        "lifetime_years": row.lifetime_years,
        "at_supplier": planned.at_supplier if planned else False,
        "upkeep_yuan": str(planned.upkeep_yuan) if planned and planned.upkeep_yuan is not None else None,
        "saving_yuan": str(planned.saving_yuan) if planned and planned.saving_yuan is not None else None,
        "prefilled": {one.name: {"value": str(one.value), "basis": one.basis} for one in row.prefills.values()},
        "suggestion": row.suggestion,
        "unfit": row.unfit,
        "expected_tco2e": canonical(row.tonnes),
        "expected_in_year_tco2e": canonical(row.tonnes * row.year_share),
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
    rows += [(row.measure.id, row.name, row.state_name or "—", shown(row.tonnes, 2)) for row in view.plan]
    rows += [("", _("重叠扣减：{name}").format(name=one.name), "", shown(one.tonnes, 2)) for one in view.overlaps]
    rows += [(row.measure.id, row.name, _("已填参数"), shown(row.tonnes, 2)) for row in view.drafts]
    rows += [(row.measure.id, row.name, _("不适用") if row.unfit else "—", shown(row.tonnes, 2)) for row in view.candidates]
    table(rows, right=(3,))
    say(view.note)
    for row in view.candidates:
        if row.suggestion:
            say(_("建议 {id} {name}：{reason}").format(id=row.measure.id, name=row.name, reason=row.suggestion))
    for name, why in view.not_counted:
        say(_("不算减排：{name}。{why}").format(name=name, why=why))
