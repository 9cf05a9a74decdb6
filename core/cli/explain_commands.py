"""The command explain: one figure with its formulas, bills, factors and changes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, say, say_json
from core.domain.emission import Scope
from core.domain.period import Month
from core.domain.quantity import canonical, shown
from core.errors import UsageError
from core.i18n import _
from core.workflows import explaining, explaining_figures
from core.workflows.explaining_lines import residue
from core.workflows.monthly import scope_title
from core.workflows.views import ExplainedFactor, ExplainedLine, ExplainedPart, Explanation
from core.workflows.workspace import Workspace

_FULL = 18
_NEWEST = 5


def add_commands(commands: Any) -> None:
    """Add the command to the parser."""
    one = add_command(commands, "explain", _("一个数字的来历"), "main.py explain 账本.tanzhang --venue 编号 --year 2025 --source 外购电力")
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--source", help=_("一个排放源；不写则说明合计，再逐项说明"))
    one.add_argument("--figure", help="total | P1 | P2 | market | scope:1 | gas:CO2 | intensity:… | offset")
    one.add_argument("--month", help="2025-07")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> int:
    month = Month.parse(options.month) if options.month else None
    if options.source and options.figure:
        raise UsageError(
            "explain.both", _("--source 和 --figure 只能写一个。"), _("要看某个排放源用 --source，要看合计、范围、气体用 --figure。")
        )
    with Workspace.open(options.ledger) as ws:
        found = _asked(ws, which_dossier(ws, options), options, month)
    if options.json:
        say_json([_document(one) for one in found])
    else:
        for explanation in found:
            _say(explanation)
    return 0


def _asked(ws: Workspace, dossier_id: str, options: argparse.Namespace, month: Month | None) -> Sequence[Explanation]:
    """One source, one figure, or the total followed by every source."""
    if options.source:
        return [explaining.explain(ws, dossier_id, options.source, month)]
    asked = explaining_figures.Asked.of(options.figure or explaining_figures.Figure.TOTAL.value, month)
    whole = explaining_figures.explain_figure(ws, dossier_id, asked)
    return [whole] if options.figure else [whole, *explaining.explain_sources(ws, dossier_id, month)]


# ---------------------------------------------------------------- in words


def _say(e: Explanation) -> None:
    share = _("占当月 {share}").format(share=e.share_of_month) if e.share_of_month else ""
    share = share or (_("占全年 {share}").format(share=e.share_of_total) if e.share_of_total else "")
    say(f"{e.title}  {e.subtitle}  {e.shown_figure} {e.unit}  {share}".rstrip())
    if e.unanswered:
        say("  " + _("未核算：{why}").format(why=e.unanswered))
    if e.sentence:
        say(f"  {e.sentence}")
    for line in e.lines:
        say("  " + _line(line))
    _say_parts(e)
    if e.rounding:
        say(f"  {e.rounding}")
    for factor in e.factors:
        say("  " + _factor(factor))
    for record in e.records:
        files = "、".join(record.evidence) or _("无附件")
        counted = _("计入 {share} {unit}").format(share=record.share, unit=record.unit)
        say(f"  {record.label}  {record.period}  {record.quantity}  {counted}  {files}  [{record.record_id}]")
        for step in record.steps:
            say(f"    {step}")
    for revision in e.revisions[:_NEWEST]:
        about = f"{revision.about}：" if revision.about else ""
        say(f"  {revision.at}  {revision.author or '—'}  {about}{revision.text}")
    if e.note:
        say(f"  {e.note}")


def _line(line: ExplainedLine) -> str:
    memo = _("（备忘项，不计入合计）") if line.memo else ""
    return f"{line.gas}{memo}: {line.formula} = {canonical(line.tco2e)} t"


def _say_parts(e: Explanation) -> None:
    """The addends under their scopes, each with its own lines below."""
    scope: Scope | None = None
    sums = e.scope_sums()
    for part in sorted(e.parts, key=lambda one: int(one.scope)):
        if part.scope is not scope:
            scope = part.scope
            say(f"  {scope_title(scope)}  {shown(sums[scope], 2)} t")
        say(f"    {part.name}  {shown(part.tco2e, 2)} t")
        for line in part.lines:
            say("      " + _line(line))
    if e.parts:
        total = sum(sums.values(), Fraction(0))
        say("  " + _("合计 {total} t（全值 {exact} t）").format(total=shown(total, 2), exact=canonical(total)))


def _factor(factor: ExplainedFactor) -> str:
    use = factor.use
    vintage = _("，{year}年").format(year=use.vintage) if use.vintage else ""
    remarks = f"（{'；'.join(factor.remarks)}）" if factor.remarks else ""
    return f"{use.symbol} = {use.shown} {use.unit}  {use.mark.value}  {use.document} {use.clause}{vintage}{remarks}"


# ---------------------------------------------------------------- as JSON


def _document(e: Explanation) -> dict[str, Any]:
    addends = [part.tco2e for part in e.parts] or [line.tco2e for line in e.lines if not line.memo]
    total = sum(addends, Fraction(0))
    return {
        "source": e.title,
        "period": e.subtitle,
        "figure": canonical(e.figure),
        "figure_unit": e.unit,
        "tco2e": canonical(total),
        # What the 18 digits of the addends lack of the 18 digits of their sum; "0" where they add up as printed.
        "residue": canonical(Fraction(residue(addends, total, _FULL))),
        "sentence": e.sentence,
        "quantity": e.quantity,
        "unit": e.unit_label,
        "unanswered": e.unanswered,
        "lines": [_line_document(line) for line in e.lines],
        "parts": [_part_document(part) for part in e.parts],
        "rounding": e.rounding,
        "factors": [_factor_document(factor) for factor in e.factors],
        "records": [
            {
                "id": r.record_id,
                "label": r.label,
                "period": r.period,
                "quantity": r.quantity,
                "share": r.share,
                "unit": r.unit,
                "estimated": r.estimated,
                "evidence": list(r.evidence),
                "steps": list(r.steps),
            }
            for r in e.records
        ],
        "revisions": [{"at": r.at, "author": r.author, "about": r.about, "text": r.text} for r in e.revisions],
        "note": e.note,
    }


def _line_document(line: ExplainedLine) -> dict[str, Any]:
    return {
        "gas": line.gas,
        "formula": line.formula,
        "tco2e": canonical(line.tco2e),
        "memo": line.memo,
        "terms": [
            {
                "symbol": term.use.symbol,
                "value": canonical(term.use.value, 30),
                "numerator": str(term.use.value.numerator),
                "denominator": str(term.use.value.denominator),
                "shown": term.use.shown,
                "unit": term.use.unit,
                "factor_id": term.use.factor_id,
            }
            for term in line.terms
        ],
    }


def _part_document(part: ExplainedPart) -> dict[str, Any]:
    return {
        "source": part.name,
        "source_id": part.source_id,
        "scope": str(int(part.scope)),
        "tco2e": canonical(part.tco2e),
        "lines": [_line_document(line) for line in part.lines],
    }


def _factor_document(factor: ExplainedFactor) -> dict[str, Any]:
    use = factor.use
    return {
        "id": use.factor_id,
        "name": factor.name,
        "symbol": use.symbol,
        "value": use.shown,
        "unit": use.unit,
        "document": use.document,
        "clause": use.clause,
        "vintage": use.vintage,
        "mark": use.mark.value,
        "remarks": list(factor.remarks),
        "proof": list(factor.proof),
    }
