"""Commands that compare years: base-year, compare, benchmarks."""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier, which_venue
from core.cli.printing import add_command, day_option, number_option, say, say_json, table
from core.domain.base_year import BaseYear, BaseYearAdjustment, RecalculationReason
from core.domain.change_split import ChangeSplitView
from core.domain.quantity import canonical, shown, shown_significant
from core.errors import UsageError
from core.i18n import _
from core.workflows import comparing
from core.workflows.base_year_words import reason_name
from core.workflows.comparing_views import BenchmarksView, ComparisonView
from core.workflows.wording import localized
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = "main.py base-year set 账本.tanzhang --venue 编号 --year 2024 --why 首个数据完整的年份"
    one = add_command(commands, "base-year", _("基准年：选定、调整、查看"), example)
    one.add_argument("act", choices=["show", "set", "adjust", "remove"])
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int, help=_("set：基准年"))
    one.add_argument("--why", help=_("set：选这一年的理由"))
    one.add_argument("--threshold", help=_("set：重算门槛，占基准年总量的百分数，默认 5"))
    one.add_argument("--reason", choices=[reason.value for reason in RecalculationReason], help=_("adjust：结构、方法或差错"))
    one.add_argument("--tonnes", help=_("adjust：使基准年增加的吨数，减少填负数"))
    one.add_argument("--text", help=_("adjust：说明"))
    one.add_argument("--on", help=_("adjust：日期，默认今天"))
    one.add_argument("--number", type=int, help=_("remove：第几笔调整；不写就移除基准年"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_base_year)
    example = "main.py compare 账本.tanzhang --venue 编号 --year 2025 --against 2024 --json"
    one = add_command(commands, "compare", _("与往年比：差额拆成各项影响，与基准年比"), example)
    _named(one)
    one.add_argument("--against", type=int, help=_("与哪一年比，默认上一年"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_compare)
    one = add_command(commands, "benchmarks", _("对标指标"), "main.py benchmarks show 账本.tanzhang --venue 编号 --year 2025")
    one.add_argument("act", choices=["show", "on", "off"])
    _named(one)
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_benchmarks)


def _named(one: argparse.ArgumentParser) -> None:
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")


# ---------------------------------------------------------------- base-year


def _base_year(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        wanted = options.year
        venue = which_venue(ws, options)
        options.year = wanted
        _ACTS[options.act](ws, venue, options)
        base = comparing.base_year(ws, venue)
    if options.json:
        say_json(_base_document(base))
    else:
        _say_base(base)
    return 0


def _show(_ws: Workspace, _venue: str, _options: argparse.Namespace) -> None:
    """Nothing to do but to show."""


def _set(ws: Workspace, venue: str, options: argparse.Namespace) -> None:
    if options.year is None or not options.why:
        raise UsageError("base_year.set", _("还缺 --year 或 --why。"), _("例：--year 2024 --why 首个数据完整的年份"))
    threshold = number_option(options.threshold, "--threshold")
    if threshold is None:
        comparing.set_base_year(ws, venue, options.year, options.why)
    else:
        comparing.set_base_year(ws, venue, options.year, options.why, threshold)


def _adjust(ws: Workspace, venue: str, options: argparse.Namespace) -> None:
    tonnes = number_option(options.tonnes, "--tonnes")
    if tonnes is None or not options.reason or not options.text:
        raise UsageError(
            "base_year.adjust", _("还缺 --reason、--tonnes 或 --text。"), _("例：--reason structure --tonnes -12.5 --text 裙楼移交")
        )
    on = day_option(options.on, "--on") or ws.today()
    comparing.add_adjustment(ws, venue, BaseYearAdjustment(on, RecalculationReason(options.reason), options.text, tonnes))


def _remove(ws: Workspace, venue: str, options: argparse.Namespace) -> None:
    if options.number is None:
        comparing.remove_base_year(ws, venue)
    else:
        comparing.remove_adjustment(ws, venue, options.number)


_ACTS = {"show": _show, "set": _set, "adjust": _adjust, "remove": _remove}


def _base_document(base: BaseYear | None) -> dict[str, Any] | None:
    if base is None:
        return None
    return {
        "venue": base.venue_id,
        "year": base.year,
        "why": base.why,
        "threshold_percent": str(base.threshold_percent),
        "adjustments": [
            {"on": one.on.isoformat(), "reason": one.reason.value, "text": one.text, "tonnes": str(one.tonnes)} for one in base.adjustments
        ],
    }


def _say_base(base: BaseYear | None) -> None:
    if base is None:
        say(_("还没有选定基准年。"))
        return
    say(_("基准年 {year} 年：{why}").format(year=base.year, why=base.why))
    say(_("结构、方法或差错使基准年总量变动 {threshold}% 以上时重算。").format(threshold=base.threshold_percent))
    for number, one in enumerate(base.adjustments, 1):
        say(f"{number}. {one.on.isoformat()}  {reason_name(one.reason)}  {one.tonnes} t  {one.text}")


# ---------------------------------------------------------------- compare


def _compare(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        dossier = which_dossier(ws, options)
        split = comparing.split_view(ws, dossier, options.against)
        held = comparing.comparison(ws, dossier)
    if options.json:
        say_json({"split": _split_document(split), "base_year": _comparison_document(held)})
    else:
        _say_split(split)
        say("")
        _say_comparison(held)
    return 0


def _split_document(view: ChangeSplitView) -> dict[str, Any]:
    return {
        "title": view.title,
        "before": view.before_label,
        "now": view.now_label,
        "before_tco2e": canonical(view.before),
        "now_tco2e": canonical(view.now),
        "change_tco2e": canonical(view.now - view.before),
        "effects": [
            {
                "code": effect.kind.value,
                "label": effect.label,
                "tco2e": canonical(effect.tonnes),
                "exact": str(effect.tonnes),
                "parts": [
                    {"source_id": part.source_id, "source": part.name, "tco2e": canonical(part.tonnes), "words": part.words}
                    for part in effect.parts
                ],
            }
            for effect in view.effects
        ],
        "residue": view.residue,
        "notes": list(view.notes),
    }


def _comparison_document(view: ComparisonView) -> dict[str, Any]:
    figures, held = view.figures, view.recalculation
    document: dict[str, Any] = {"title": view.title, "base": _base_document(view.base), "offered": list(view.offered)}
    if figures is None:
        return document
    return {
        **document,
        "reported_tco2e": canonical(figures.reported),
        "by_choices_tco2e": canonical(figures.by_choices),
        "constant_tco2e": canonical(figures.constant),
        "adjusted_tco2e": canonical(figures.adjusted),
        "now_tco2e": canonical(figures.now),
        "change_tco2e": canonical(figures.change),
        "relative": _canonical(figures.relative),
        "reported_change_tco2e": canonical(figures.reported_change),
        "grid_factors": list(figures.grid),
        "intensities": [
            {
                "code": one.code,
                "unit": one.unit,
                "before": _canonical(one.before),
                "now": _canonical(one.now),
                "change": _canonical(one.change),
            }
            for one in figures.intensities
        ],
        "differences": [{"choice": one.label, "before": one.before, "now": one.now} for one in view.differences],
        "recalculation": {"asked": held.asked, "open_tco2e": canonical(held.open), "share": _canonical(held.share)} if held else None,
        "advice": list(view.advice),
        "notes": list(view.notes),
    }


def _canonical(value: Fraction | None) -> str | None:
    return None if value is None else canonical(value)


def _say_split(view: ChangeSplitView) -> None:
    say(view.title)
    table([(bar.label, bar.shown) for bar in view.bars], right=(1,))
    for effect in view.effects:
        say(f"{effect.label}  {effect.shown}")
        for part in effect.parts:
            say(f"    {part.name}  {part.words}：{part.shown}")
    for line in (view.residue, *view.notes):
        if line:
            say(line)


def _say_comparison(view: ComparisonView) -> None:
    say(view.title)
    if view.figures is not None:
        for one in view.figures.intensities:
            if one.before is not None and one.now is not None and one.change is not None:
                step = f"{shown_significant(one.before)}→{shown_significant(one.now)} {one.unit}"
                say(f"{localized(one.zh, one.en)}  {step}（{shown(one.change * 100, 1)}%）")
    for line in (*view.advice, *view.notes):
        say(line)


# ---------------------------------------------------------------- benchmarks


def _benchmarks(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        if options.act != "show":
            comparing.set_benchmarks_shown(ws, shown=options.act == "on")
        view = comparing.benchmarks_view(ws, which_dossier(ws, options))
    if options.json:
        say_json(_benchmarks_document(view))
    else:
        for row in view.rows:
            say(("○ " if row.unchecked else "") + f"{localized(row.fit.zh, row.fit.en)}  {row.sentence}")
        say(view.note)
    return 0


def _benchmarks_document(view: BenchmarksView) -> dict[str, Any]:
    return {
        "shown": view.shown,
        "hidden": view.hidden,
        "note": view.note,
        "benchmarks": [
            {
                "code": row.fit.code,
                "name": row.fit.zh,
                "unit": row.unit,
                "value": _canonical(row.value),
                "levels": {level.code: {"id": level.row.id, "value": str(level.row.value)} for level in row.levels},
                "unchecked": row.unchecked,
                "sentence": row.sentence,
            }
            for row in view.rows
        ],
    }
