"""Commands that compute and show: footprint, check, report, demo, bench."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, say, say_json, table
from core.domain.dossier import MethodChoice
from core.domain.emission import GridScope, GwpSet, MethodProfile, Scope2Basis
from core.domain.finding import Severity
from core.domain.inventory import GhgInventory
from core.domain.quantity import shown, shown_significant, shown_total, whole_tonnes_up
from core.i18n import _
from core.workflows import compiling, demonstrating, differing, measuring, reporting
from core.workflows.addressing import FormCopy
from core.workflows.monthly import scope_title
from core.workflows.proving import require_market_total
from core.workflows.views import FindingView
from core.workflows.wording import localized
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    one = add_command(commands, "footprint", _("核算结果"), "main.py footprint 账本.tanzhang --venue 编号 --year 2025 --json")
    _named(one)
    one.add_argument("--profile", choices=["P1", "P2"])
    one.add_argument("--basis", choices=["location", "market"])
    one.add_argument("--grid", choices=["province", "region", "nation"])
    one.add_argument("--gwp", choices=["SAR", "AR4", "AR5", "AR6"])
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_footprint)
    one = add_command(commands, "check", _("检查"), "main.py check 账本.tanzhang --venue 编号 --year 2025")
    _named(one)
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_check)
    one = add_command(
        commands, "report", _("报告"), "main.py report 账本.tanzhang --venue 编号 --year 2025 --kind footprint --out 报告.pdf"
    )
    _named(one)
    one.add_argument("--kind", required=True, choices=reporting.KINDS)
    copies = _("附表1：plain 不写收件单位，report 报送件，platform 抄送件，both 两份；附表1、附表2：blank 空白表")
    one.add_argument("--copy", default=FormCopy.PLAIN.value, choices=[copy.value for copy in FormCopy], help=copies)
    one.add_argument("--out", type=Path, required=True)
    one.set_defaults(run=_report)
    one = add_command(commands, "demo", _("用示例走一遍"), "main.py demo --venue hotel --out 示例")
    one.add_argument("--venue", default="hotel", choices=["hotel", "mall", "scenic", "all"])
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--screenshot", action="store_true")
    one.set_defaults(run=_demo)
    one = add_command(commands, "screenshot", _("窗口各页的图片"), "main.py screenshot 账本.tanzhang --page all --out 图片")
    one.add_argument("ledger", type=Path)
    one.add_argument("--page", default="all")
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--theme", choices=["light", "dark"], default="light")
    one.add_argument("--size", default="1440x900")
    one.add_argument("--scale", type=float, default=1.0)
    one.set_defaults(run=_screenshot)
    one = add_command(commands, "bench", _("性能对照"), "main.py bench --json")
    one.add_argument("--json", action="store_true")
    one.add_argument("--only")
    one.set_defaults(run=_bench)


def _named(one: argparse.ArgumentParser) -> None:
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")


def _method(kept: MethodChoice, options: argparse.Namespace) -> MethodChoice:
    """The dossier's own method, with what the command asks for in its place."""
    wanted: dict[str, Any] = {}
    if options.profile:
        wanted["profile"] = MethodProfile(options.profile)
    if options.basis:
        wanted["basis"] = Scope2Basis(options.basis)
    if options.grid:
        wanted["grid"] = GridScope(options.grid)
    if options.gwp:
        wanted["gwp_set"] = GwpSet(options.gwp)
    return replace(kept, **wanted)


def _footprint(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        taken = compiling.snapshot(ws, which_dossier(ws, options))
        computed = compiling.inventory_of(taken, _method(taken.dossier.method, options))
        require_market_total(computed)
        labels = {unit.code: unit.label for unit in ws.catalogue.units}
    if options.json:
        say_json(compiling.footprint_document(taken, computed))
    else:
        _say_footprint(computed, labels, taken.dossier.title, sample=taken.venue.sample)
    return 0


def _say_footprint(computed: GhgInventory, labels: dict[str, str], title: str, *, sample: bool) -> None:
    p1 = computed.method.profile is MethodProfile.P1
    total = computed.total(p1=p1)
    say(title + (_("（示例）") if sample else ""))
    say(
        _("口径 {profile}，{basis}，GWP {gwp}").format(
            profile=computed.method.profile.value,
            basis=_("基于位置") if computed.method.basis is Scope2Basis.LOCATION else _("基于市场"),
            gwp=computed.method.gwp_set.value,
        )
    )
    rows = [(_("排放源"), _("活动数据"), _("单位"), "tCO2e", "%")]
    for result in computed.results:
        tonnes = result.total(p1=p1)
        known = bool(result.lines or result.memo)
        figure = shown(tonnes, 2) if known and not result.unanswered else "—"
        share = shown(tonnes / total * 100, 1) if known and total else "—"
        quantity = shown_total(result.quantity(), 0) if known else "—"
        rows.append((result.source.name, quantity, labels[result.source.unit], figure, share))
    rows.append((_("合计"), "", "", shown(total, 2), "100.0" if total else "—"))
    table(rows, right=(1, 3, 4))
    for scope, value in computed.by_scope(p1=p1).items():
        say(f"{scope_title(scope)}  {shown(value, 2)} tCO2e")
    names = {"province": _("省级"), "region": _("区域"), "nation": _("全国")}
    used = computed.method.grid.value if computed.method.basis is Scope2Basis.LOCATION else ""
    chosen = {name: _("（本次采用）") if name == used else "" for name in names}
    say(_("按电网因子：") + "，".join(f"{names[name]} {shown(value, 2)}{chosen[name]}" for name, value in computed.location))
    if computed.market_based is not None:
        say(_("基于市场：{value} tCO2e").format(value=shown(computed.market_based, 2)))
    else:
        say(_("基于市场：{note}").format(note=computed.market_note))
    if (uncertainty := computed.uncertainty) is not None:
        say(
            _("不确定性：±{percent}%（95%），±{tonnes} tCO2e；{method}").format(
                percent=shown(uncertainty.relative * 100, 1), tonnes=shown(uncertainty.absolute, 2), method=uncertainty.method
            )
        )
        if uncertainty.proposals:
            say(_("所用的半宽有 {count} 项是本程序的建议值，没有与原文核对。").format(count=len(uncertainty.proposals)))
    _say_difference(computed)
    _say_intensities(computed)
    for result in computed.results:
        if result.unanswered:
            say(_("未核算 {name}：{why}").format(name=result.source.name, why=result.unanswered))
    say(_("应抵消 {tonnes} 吨（{exact} 向上取整）").format(tonnes=f"{whole_tonnes_up(total):,}", exact=shown(total, 2)))
    say(_("因修约，合计可能与分项之和略有差异。"))


def _say_difference(computed: GhgInventory) -> None:
    """Both profiles and, reason by reason, what lies between them."""
    found = differing.difference_of(computed)
    say(
        _("P1 公共建筑指南口径 {p1}，P2 完整口径 {p2}，相差 {difference} tCO2e：").format(
            p1=shown(found.p1, 2), p2=shown(found.p2, 2), difference=shown(found.difference, 2)
        )
    )
    for one in differing.reason_sums(found):
        names = dict.fromkeys(row.source for row in found.rows if row.reason is one.reason)
        say(f"  {shown(one.tonnes, 2)}  {one.words}（{'、'.join(names)}）")


def _say_intensities(computed: GhgInventory) -> None:
    """Each with its numerator and its denominator in words."""
    if any(one.value is not None for one in computed.intensities):
        say(_("强度（分子为 P2 口径；括号内为 P1 口径）："))
    for one in computed.intensities:
        if one.value is not None:
            name = localized(one.basis.zh, one.basis.en)
            p1 = shown_significant(one.value_p1) if one.value_p1 is not None else "—"
            figure = f"{shown_significant(one.value)}（{p1}）{one.unit}"
            by = _("÷ {name} {value} {unit}").format(name=name, value=shown_total(one.basis.value, 0), unit=one.basis.unit)
            say(f"  {localized(one.zh, one.en)}  {figure}  {by}" + (f"（{one.basis.note}）" if one.basis.note else ""))
    for energy in computed.energy:
        if energy.value:
            by = f"{shown(energy.amount, 0)} {energy.amount_unit} ÷ {localized(energy.basis.zh, energy.basis.en)}"
            by += f" {shown_total(energy.basis.value, 0)} {energy.basis.unit}"
            say(f"  {localized(energy.zh, energy.en)}  {shown_significant(energy.value)} {energy.unit}  {by}")
            if energy.left_out:
                say("  " + _("未折入 {names}").format(names="、".join(energy.left_out)))


def _check(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        views = compiling.findings(ws, which_dossier(ws, options))
    open_ones = [v for v in views if not v.finding.answered and v.severity is not Severity.INFO]
    if options.json:
        say_json([_finding_document(view) for view in views])
        return 1 if open_ones else 0
    for view in views:
        state = _("已说明：{text}").format(text=view.finding.explanation) if view.finding.answered else ""
        say(f"{_SEVERITY[view.severity]} {view.finding.rule}  {view.finding.place_name}  {view.message}")
        expected = _("应为 {expected}").format(expected=view.expected)
        say(f"    {expected}  {view.why}  {state}".rstrip())
    blocking = sum(1 for v in views if v.severity is Severity.BLOCK)
    asked = sum(1 for v in open_ones if v.severity is Severity.WARN)
    say(_("阻断 {blocking} 项，待说明 {asked} 项，共 {all} 项").format(blocking=blocking, asked=asked, all=len(views)))
    return 1 if open_ones else 0


_SEVERITY = {Severity.BLOCK: "[B]", Severity.WARN: "[W]", Severity.INFO: "[I]"}


def _finding_document(view: FindingView) -> dict[str, Any]:
    finding = view.finding
    return {
        "severity": finding.severity.value,
        "code": finding.rule,
        "place": {
            "page": finding.place.page,
            "subject": finding.place.subject,
            "name": finding.place_name,
            "month": str(finding.place.month) if finding.place.month else None,
            "field": finding.place.field,
            "record": finding.place.record,
        },
        "title": view.title,
        "message": view.message,
        "expected": view.expected,
        "why": view.why,
        "answered": finding.answered,
        "explanation": finding.explanation,
    }


def _report(options: argparse.Namespace) -> int:
    copy = FormCopy(options.copy)
    with Workspace.open(options.ledger) as ws:
        if copy is FormCopy.BLANK:
            reporting.write_blank_form(options.kind, options.out)
        else:
            reporting.write_report(ws, which_dossier(ws, options), options.kind, options.out, copy)
    say(_("已写到 {path}").format(path=options.out))
    return 0


def _demo(options: argparse.Namespace) -> int:
    types = demonstrating.VENUE_TYPES if options.venue == "all" else (options.venue,)
    demonstrating.demonstrate(options.out, types, say, options.window.pictures if options.screenshot else None)
    return 0


def _screenshot(options: argparse.Namespace) -> int:
    code: int = options.window.screenshot(options)
    return code


def _bench(options: argparse.Namespace) -> int:
    document = measuring.suite(options.only, options.window.bench_rows)
    if options.json:
        say_json(document)
        return 0
    rows = [(_("名称"), _("本程序"), _("对照"), _("比值"), _("目标"), _("达到"))]
    rows += [(r["name"], r["ours"], r["against"], r["ratio"], r["aim"], _("是") if r["reached"] else _("否")) for r in document["rows"]]
    table(rows, right=(1, 2, 3, 4))
    return 0
