"""`import --mapping`: any table in through a column mapping, and what came of it in words or as one JSON document."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from core import resources
from core.cli.printing import say, say_json
from core.domain.quantity import canonical, shown_significant
from core.errors import UsageError
from core.i18n import _
from core.workflows.importing_table import import_table
from core.workflows.importing_table_report import ComparedFigure, Comparison, TableReport, TakenRow
from core.workflows.workspace import Workspace

_MOST_LINES = 20


class ShowExample(argparse.Action):
    """``--mapping-example``: print a mapping with every key explained, and end."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_values: object, **_named: object) -> None:
        """Print it."""
        say(resources.text("mappings/example.toml").rstrip())
        parser.exit()


def import_by_mapping(options: argparse.Namespace) -> int:
    """Run the command; 1 where a row was refused or a figure differs from what was expected."""
    if options.venue or options.year or options.dossier:
        raise UsageError(
            "import.mapping_venue",
            _("--mapping 不与 --venue、--year、--dossier 同用。"),
            _("场所和年份由列对照的 [venue]、[period] 指明。"),
        )
    with Workspace.open(options.ledger) as ws:
        report = import_table(ws, options.file, options.mapping, dry_run=options.dry_run, annotated=options.annotated)
    if options.json:
        say_json(_document(report))
    else:
        _say(report, options)
    return 1 if report.refused or report.count(Comparison.DIFFERENT) else 0


def _document(report: TableReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "mapping": report.mapping,
        "dry_run": report.dry_run,
        "read": report.read,
        "accepted": report.accepted,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "refusals": [{"sheet": r.sheet, "row": r.row, "column": r.column, "found": r.found, "reason": r.reason} for r in report.refusals],
        "venues": report.venues,
        "dossiers": report.dossiers,
        "own_factors": report.own_factors,
        "blanks": report.blanks,
        "expected": {
            **{outcome.value: report.count(outcome) for outcome in Comparison},
            "rows": [_compared(one) for one in report.compared],
        },
        "rows": [_row(one) for one in report.rows],
        "notes": list(report.notes),
    }


def _compared(one: ComparedFigure) -> dict[str, Any]:
    return {
        "row": one.row,
        "column": one.column,
        "figure": one.figure,
        "unit": one.unit,
        "expected": one.expected or None,
        "computed": None if one.computed is None else canonical(one.computed),
        "outcome": one.outcome.value,
        "reason": one.reason,
    }


def _row(one: TakenRow) -> dict[str, Any]:
    return {
        "row": one.row,
        "id": one.key,
        "venue": one.venue_id,
        "name": one.venue,
        "dossier": one.dossier_id,
        "from": one.days[0],
        "to": one.days[1],
        "outcome": one.outcome.value,
        "tco2e": None if one.tco2e is None else canonical(one.tco2e),
    }


def _say(report: TableReport, options: argparse.Namespace) -> None:
    counts = _("读到 {read} 行：新增 {accepted}，更改 {changed}，未变 {unchanged}，未导入 {refused}")
    say(
        counts.format(
            read=report.read, accepted=report.accepted, changed=report.changed, unchanged=report.unchanged, refused=report.refused
        )
    )
    made = _("建立或更改：场所 {venues}，档案 {dossiers}，自有因子 {factors}")
    say(made.format(venues=report.venues, dossiers=report.dossiers, factors=report.own_factors))
    _say_some([f"{one.place}：{one.reason}" + (f"（{one.found}）" if one.found else "") for one in report.refusals])
    if report.compared:
        compared = _("与表中的结果比较：相符 {equal}，不符 {different}，不能比较 {not_comparable}")
        say(compared.format(**{outcome.value: report.count(outcome) for outcome in Comparison}))
        _say_some([_difference(one) for one in report.compared if one.outcome is Comparison.DIFFERENT])
        reasons = sorted({one.reason for one in report.compared if one.outcome is Comparison.NOT_COMPARABLE})
        _say_some([_("不能比较：{reason}").format(reason=reason) for reason in reasons])
    for note in report.notes:
        say(f"  {note}")
    if report.dry_run:
        say(_("这是试导入，账本没有改动。"))
    if options.annotated and report.refused:
        say(_("标注后的工作簿已写到 {path}").format(path=options.annotated))


def _difference(one: ComparedFigure) -> str:
    ours = shown_significant(one.computed, 9) if one.computed is not None else "—"
    return _("第 {row} 行「{column}」表中 {expected} {unit}，核算 {ours} {unit}").format(
        row=one.row, column=one.column, expected=one.expected, unit=one.unit, ours=ours
    )


def _say_some(lines: list[str]) -> None:
    for line in lines[:_MOST_LINES]:
        say(f"  {line}")
    if len(lines) > _MOST_LINES:
        say(_("  ……另有 {count} 条，全部见 --json。").format(count=len(lines) - _MOST_LINES))
