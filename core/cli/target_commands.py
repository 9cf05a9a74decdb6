"""Commands of the reduction target: target show, set, clear."""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier, which_venue
from core.cli.printing import add_command, number_option, say, say_json, table, whole_option
from core.domain.quantity import canonical, shown
from core.domain.reduction import TargetKind
from core.i18n import _
from core.workflows import targeting
from core.workflows.pathway_views import PathwayView, PathYear, basis_words
from core.workflows.targeting import TargetFields
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = "main.py target set 账本.tanzhang --base-year 2024 --target-year 2030 --percent 18"
    one = add_command(commands, "target", _("减排目标、逐年路径和逐月燃尽"), example)
    one.add_argument("act", choices=["show", "set", "clear"])
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--kind", choices=[kind.value for kind in TargetKind], help=_("absolute 绝对量，intensity 强度"))
    one.add_argument("--base-year", help=_("基准年"))
    one.add_argument("--target-year", help=_("目标年"))
    one.add_argument("--percent", help=_("比基准年降百分之几"))
    one.add_argument("--output", help=_("强度的产出代码，如 room_nights_sold"))
    one.add_argument("--base-t", metavar="TCO2E", help=_("基准年排放量，账本里没有那一年时填"))
    one.add_argument("--base-output", metavar="AMOUNT", help=_("基准年产出，同上"))
    one.add_argument("--note")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_target)


def _target(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        if options.act == "set":
            targeting.set_target(ws, which_venue(ws, options), **_fields(options))
        elif options.act == "clear":
            targeting.clear_target(ws, which_venue(ws, options))
        view = targeting.pathway_view(ws, which_dossier(ws, options))
    if options.json:
        say_json(_document(view))
    else:
        _say(view)
    return 0


def _fields(options: argparse.Namespace) -> TargetFields:
    """What was named on the command line; the rest stays, or is as proposed."""
    fields = TargetFields()
    if options.kind is not None:
        fields["kind"] = TargetKind(options.kind)
    if (base := whole_option(options.base_year, "--base-year")) is not None:
        fields["base_year"] = base
    if (year := whole_option(options.target_year, "--target-year")) is not None:
        fields["target_year"] = year
    if (percent := number_option(options.percent, "--percent")) is not None:
        fields["percent"] = percent
    if options.base_t is not None:
        fields["base_t"] = number_option(options.base_t, "--base-t")
    if options.base_output is not None:
        fields["base_output"] = number_option(options.base_output, "--base-output")
    if options.output is not None:
        fields["output"] = options.output
    if options.note is not None:
        fields["note"] = options.note
    return fields


def _say(view: PathwayView) -> None:
    say(view.finding)
    if view.target is None:
        return
    rows = [(_("年度"), _("路径 t"), _("实际 t"), _("预计 t"), _("高出 t"), _("依据"))]
    rows += [
        (str(one.year), _shown(one.allowed_t), _shown(one.actual_t), _shown(one.expected_t), _shown(one.above_t), basis_words(one))
        for one in view.years
    ]
    table(rows, right=(1, 2, 3, 4))
    if view.burn is not None:
        way = _("按上年各月的占比分摊") if view.burn.by_last_year else _("各月平均分摊")
        say(_("{year} 年逐月（{way}）").format(year=view.year, way=way))
        months = [(_("月"), _("累计可排 t"), _("累计实际 t"))]
        months += [(str(one.month), _shown(one.allowed_t), _shown(one.actual_t)) for one in view.burn.months]
        table(months, right=(1, 2))
        say(view.burn_finding)
    for note in view.notes:
        say(note)


def _shown(value: Fraction | None) -> str:
    return "—" if value is None else shown(value, 1)


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else canonical(value)


def _document(view: PathwayView) -> dict[str, Any]:
    target = view.target
    return {
        "target": None
        if target is None
        else {
            "kind": target.kind.value,
            "base_year": target.base_year,
            "target_year": target.target_year,
            "percent": str(target.percent),
            "output": target.output,
            "base_t": None if target.base_t is None else str(target.base_t),
            "base_output": None if target.base_output is None else str(target.base_output),
            "base": _exact(view.base),
        },
        "finding": view.finding,
        "burn_finding": view.burn_finding,
        "notes": list(view.notes),
        "years": [_year(one) for one in view.years],
        "months": [
            {"month": one.month, "allowed_t": canonical(one.allowed_t), "actual_t": _exact(one.actual_t)}
            for one in (view.burn.months if view.burn is not None else ())
        ],
    }


def _year(one: PathYear) -> dict[str, Any]:
    return {
        "year": one.year,
        "allowed_t": _exact(one.allowed_t),
        "actual_t": _exact(one.actual_t),
        "expected_t": _exact(one.expected_t),
        "above_t": _exact(one.above_t),
        "whole": one.whole,
        "basis": one.basis.value,
    }
