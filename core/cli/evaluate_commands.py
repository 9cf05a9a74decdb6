"""The command of the venue's own evaluation: what may be claimed, and how each rule stands."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.accounting.evaluation import Outcome
from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, say, say_json, table
from core.domain.quantity import canonical
from core.i18n import _
from core.workflows import evaluating
from core.workflows.claiming import standing_name
from core.workflows.evaluating import EvaluationView, outcome_name
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = "main.py evaluate 账本.tanzhang --venue 编号 --year 2025 --json"
    one = add_command(commands, "evaluate", _("按 N1—N17 自评，并给出现在可用的表述"), example)
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--only", choices=[outcome.value for outcome in Outcome], help=_("只列这一种"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        view = evaluating.evaluation(ws, which_dossier(ws, options))
    rows = [row for row in view.rows if options.only in {None, row.outcome.value}]
    if options.json:
        say_json({**_claim(view), "rules": [_rule(row) for row in rows]})
    else:
        claim = view.claim
        say(f"{view.dossier.title}　{standing_name(claim.standing)}　{claim.level_name}")
        say(claim.wording)
        words = _("满足 {passed} 条，未满足 {failed} 条，不能在此判断 {open} 条；这是本单位自评，不是平台评价")
        say(words.format(**view.counts()))
        table([(row.code, outcome_name(row.outcome), row.title, row.words) for row in rows])
    return 1 if view.count(Outcome.FAILED) else 0


def _claim(view: EvaluationView) -> dict[str, Any]:
    claim = view.claim
    return {
        "dossier": view.dossier.id,
        "level": f"L{int(claim.level)}",
        "level_name": claim.level_name,
        "standing": claim.standing.value,
        "stage": claim.stage.value,
        "wording": claim.wording,
        "boundary": claim.boundary,
        "excluded": list(claim.excluded),
        "needed_t": str(claim.balance.needed),
        "retired_t": str(claim.balance.retired),
        "offset_share": canonical(claim.balance.share),
        "valid_until": claim.valid_until.isoformat(),
        "expired": claim.expired,
        "missing": [gate.code for gate in claim.missing],
    }


def _rule(row: evaluating.EvaluationRow) -> dict[str, Any]:
    return {"code": row.code, "title": row.title, "outcome": row.outcome.value, "words": row.words, "asks": row.asks, "source": row.source}
