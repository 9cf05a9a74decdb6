"""The command of suggestions: suggest."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, say, say_json, table
from core.domain.finding import Place
from core.domain.quantity import canonical, shown
from core.i18n import _
from core.workflows import suggestions
from core.workflows.reduction_views import Prefill
from core.workflows.suggestions import SuggestionsView
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = "main.py suggest 账本.tanzhang --year 2025"
    one = add_command(commands, "suggest", _("按本场所的数据提示减排措施：理由、预填的参数、不适用的原因"), example)
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_suggest)


def _suggest(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        view = suggestions.suggestions_view(ws, which_dossier(ws, options))
    if options.json:
        say_json(_document(view))
    else:
        _say(view)
    return 0


def _document(view: SuggestionsView) -> dict[str, Any]:
    return {
        "dossier": view.dossier_id,
        "venue": view.venue.id,
        "suggestions": [
            {
                "id": one.measure_id,
                "name": one.name,
                "expected_tco2e": canonical(one.tonnes),
                "reason": one.reason,
                "place": _place(one.place),
            }
            for one in view.suggestions
        ],
        "prefilled": {key: {name: _prefill(one) for name, one in own.items()} for key, own in view.prefills.items()},
        "held_back": {key: dict(own) for key, own in view.held_back.items()},
        "unfit": [{"id": one.measure_id, "name": one.name, "why": one.why} for one in view.unfit],
    }


def _prefill(one: Prefill) -> dict[str, Any]:
    return {"value": str(one.value), "basis": one.basis, "place": _place(one.place)}


def _place(place: Place | None) -> dict[str, str] | None:
    return {"page": place.page, "subject": place.subject, "field": place.field} if place is not None else None


def _say(view: SuggestionsView) -> None:
    rows = [(_("编号"), _("措施"), "tCO2e/a", _("数据里的理由"))]
    rows += [(one.measure_id, one.name, shown(one.tonnes, 2), one.reason) for one in view.suggestions]
    table(rows, right=(2,))
    for key, own in view.prefills.items():
        for one in own.values():
            say(
                _("预填 {measure} {parameter} = {value}：{basis}").format(
                    measure=key, parameter=one.name, value=f"{one.value:,f}", basis=one.basis
                )
            )
    for key, left in view.held_back.items():
        for name, why in left.items():
            say(_("未预填 {measure} {parameter}：{why}").format(measure=key, parameter=name, why=why))
    for miss in view.unfit:
        say(_("不适用 {measure} {name}：{why}").format(measure=miss.measure_id, name=miss.name, why=miss.why))
