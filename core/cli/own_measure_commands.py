"""Commands of own measures: own-measures list, add, remove."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli.printing import add_command, say_json, table
from core.domain.reduction import OwnMeasure
from core.errors import UsageError
from core.i18n import _
from core.workflows import own_measures
from core.workflows.own_measures import OwnMeasureDraft
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = (
        'main.py own-measures add 账本.tanzhang --name 地源热泵 --formula "dG = Q/NCVk" --parameter "Q [kWh/a] 1000~900000 (默认 120000)"'
    )
    one = add_command(commands, "own-measures", _("自建减排措施：名称、公式、参数"), example)
    one.add_argument("act", choices=["list", "add", "remove"])
    one.add_argument("ledger", type=Path)
    one.add_argument("--measure", default="", help=_("编号，如 X01；add 时给出则改那一项"))
    one.add_argument("--file", type=Path, help=_("用 .toml 文件写一项措施"))
    one.add_argument("--name", default="")
    one.add_argument("--formula", action="append", default=[], help=_("如 dE = P*h*s，可重复"))
    one.add_argument("--parameter", action="append", default=[], help=_("如 P [kW] 1~100 (默认 20) 受控功率，可重复"))
    one.add_argument("--lifetime", default="", help=_("寿命，年"))
    one.add_argument("--venue-type", action="append", default=[], help=_("适用的场所类型，可重复：hotel mall scenic"))
    one.add_argument("--end-use", default="", help=_("用能环节代码，如 lighting；不清楚就空着"))
    one.add_argument("--proof", default="", help=_("打算怎样证明"))
    one.add_argument("--source", default="", help=_("公式出自哪份文件"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_own)


def _own(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        if options.act == "add":
            own_measures.put(ws, _draft(options), options.measure)
        elif options.act == "remove":
            if not options.measure:
                raise UsageError("own_measures.measure", _("还缺 --measure。"), _("用 own-measures list 查看编号。"))
            own_measures.remove(ws, options.measure)
        found = own_measures.all_measures(ws)
    if options.json:
        say_json([_document(one) for one in found])
    else:
        _say(found)
    return 0


def _draft(options: argparse.Namespace) -> OwnMeasureDraft:
    if options.file is not None:
        return own_measures.from_file(options.file)
    return OwnMeasureDraft(
        name=options.name,
        formula="\n".join(options.formula),
        parameters="\n".join(options.parameter),
        lifetime=options.lifetime,
        venue_types=tuple(options.venue_type),
        end_use=options.end_use,
        proof=options.proof,
        source=options.source,
    )


def _say(found: tuple[OwnMeasure, ...]) -> None:
    rows = [(_("编号"), _("措施"), _("寿命"), _("公式"))]
    rows += [(one.id, one.name, str(one.lifetime_years), "；".join(f"{name} = {text}" for name, text in one.formulas)) for one in found]
    table(rows, right=(2,))


def _document(one: OwnMeasure) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "venue_types": list(one.venue_types),
        "formulas": dict(one.formulas),
        "parameters": [
            {"name": p.name, "unit": p.unit, "low": str(p.low), "high": str(p.high), "default": str(p.default), "note": p.note}
            for p in one.parameters
        ],
        "lifetime_years": one.lifetime_years,
        "end_use": one.end_use,
        "proof": one.proof,
        "source": one.source,
    }
