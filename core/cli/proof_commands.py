"""Commands of measured savings: proof list, set, attach, remove."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier, which_venue
from core.cli.printing import add_command, number_option, say, say_json, table
from core.domain.period import Month
from core.domain.quantity import canonical, plain_number, shown
from core.domain.reduction import ProofMethod
from core.errors import AppError, FileError, InputError, UsageError
from core.i18n import _
from core.workflows import proving_savings, saving_proofs
from core.workflows.proving_savings import ProofFields
from core.workflows.saving_proofs import ProofRow, ProofsView
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = "main.py proof set 账本.tanzhang --measure C11 --drivers room_nights_sold --typed 度日数=hdd.csv"
    one = add_command(commands, "proof", _("实测核减：用前后两段的数据证明措施省了多少"), example)
    one.add_argument("act", choices=["list", "set", "attach", "remove"])
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--measure", help=_("措施编号，如 C11"))
    one.add_argument("--method", choices=[method.value for method in ProofMethod], help=_("baseline 与基线比较，meter 专用计量"))
    one.add_argument("--output", help=_("证明哪一种节约，如 dG；省略时取措施的第一种"))
    one.add_argument("--source", metavar="ID", help=_("比较哪一行的月用量"))
    one.add_argument("--baseline", metavar="YYYY-MM", help=_("基线起月，共 12 个月"))
    one.add_argument("--from", dest="first", metavar="YYYY-MM", help=_("核算起月"))
    one.add_argument("--to", dest="last", metavar="YYYY-MM", help=_("核算止月"))
    one.add_argument("--drivers", metavar="CODES", help=_("驱动因素，产出代码以逗号分隔；空着为不归一化"))
    one.add_argument("--typed", metavar="NAME=FILE.csv", help=_("另填的驱动因素，如度日数；文件两列：month,value"))
    one.add_argument("--metered", metavar="AMOUNT", help=_("专用计量得出的节约量"))
    one.add_argument("--note")
    one.add_argument("--evidence", type=Path, action="append", default=[])
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_proof)


def _proof(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        if options.act != "list":
            _act(ws, options)
        view = saving_proofs.proofs_view(ws, which_dossier(ws, options))
    if options.json:
        say_json(_document(view))
    else:
        _say(view)
    return 0


def _act(ws: Workspace, options: argparse.Namespace) -> None:
    if not options.measure:
        raise UsageError("proof.measure", _("还缺 --measure。"), _("用 proof list 查看可以证明的措施。"))
    venue = which_venue(ws, options)
    if options.act == "remove":
        proving_savings.remove_proof(ws, venue, options.measure)
        return
    if options.act == "set":
        proving_savings.set_proof(ws, venue, options.measure, **_fields(options))
    for file in options.evidence:
        proving_savings.attach_to_proof(ws, venue, options.measure, file)


def _fields(options: argparse.Namespace) -> ProofFields:
    """What was named on the command line; the rest stays, or is as proposed."""
    fields = _months(options)
    if options.method is not None:
        fields["method"] = ProofMethod(options.method)
    if options.output is not None:
        fields["output"] = options.output
    if options.source is not None:
        fields["source_id"] = options.source
    if options.drivers is not None:
        fields["drivers"] = tuple(part.strip() for part in options.drivers.split(",") if part.strip())
    if options.typed is not None:
        name, _equals, file = options.typed.partition("=")
        fields["typed_name"], fields["typed_values"] = name.strip(), _typed(Path(file.strip())) if file.strip() else {}
    if options.metered is not None:
        fields["metered"] = number_option(options.metered, "--metered")
    if options.note is not None:
        fields["note"] = options.note
    return fields


def _months(options: argparse.Namespace) -> ProofFields:
    fields = ProofFields()
    if options.baseline is not None:
        fields["baseline_from"] = _month(options.baseline, "--baseline")
    if options.first is not None:
        fields["first"] = _month(options.first, "--from")
    if options.last is not None:
        fields["last"] = _month(options.last, "--to")
    return fields


def _month(text: str, option: str) -> Month:
    try:
        return Month.parse(text)
    except InputError as error:
        raise UsageError("month", _("{option} 应写成 2025-01 这样。").format(option=option)) from error


def _typed(path: Path) -> Mapping[str, Decimal]:
    """A driver by month out of a CSV file with the columns month and value."""
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise FileError("proof.typed", _("读不了 {file}。").format(file=path.name), _("应为 UTF-8 的 CSV：month,value。")) from error
    values: dict[str, Decimal] = {}
    for number, row in enumerate(rows, start=1):
        if number == 1 and row[:1] == ["month"]:
            continue
        try:
            month, value = row
            values[str(Month.parse(month))] = plain_number(value)
        except (ValueError, AppError) as error:
            message = _("{file} 第 {number} 行读不懂。").format(file=path.name, number=number)
            raise FileError("proof.typed", message, _("每行应为 2025-01,310.5 这样。")) from error
    return values


def _say(view: ProofsView) -> None:
    rows = [(_("编号"), _("措施"), _("状态"), _("月数"), _("预计"), _("实测"), _("单位"), _("说明"))]
    for row in view.rows:
        measured = "—" if row.measured is None else shown(row.measured, 0)
        words = row.refusal or row.difference
        count = str(row.months_measured)
        rows.append((row.measure_id, row.name, row.state_name, count, shown(row.claimed, 0), measured, row.unit, words))
    table(rows, right=(3, 4, 5))
    for row in view.rows:
        if row.equation:
            say(f"{row.measure_id}  {row.equation}；{row.fit}")
    say(_("实测成立的减排量 {tonnes} tCO2e").format(tonnes=shown(view.achieved_t, 2)))
    say(view.limits)


def _document(view: ProofsView) -> dict[str, Any]:
    return {"achieved_tco2e": canonical(view.achieved_t), "limits": view.limits, "proofs": [_row_document(row) for row in view.rows]}


def _row_document(row: ProofRow) -> dict[str, Any]:
    proof = row.proof
    return {
        "measure": row.measure_id,
        "name": row.name,
        "entered": proof is not None,
        "method": proof.method.value if proof else None,
        "output": row.proposal.output,
        "source": row.proposal.source_id,
        "baseline_from": str(row.proposal.baseline_from) if row.proposal.baseline_from else None,
        "first": str(row.proposal.first) if row.proposal.first else None,
        "last": str(row.proposal.last) if row.proposal.last else None,
        "drivers": list(row.proposal.drivers),
        "claimed": canonical(row.claimed),
        "measured": None if row.measured is None else canonical(row.measured),
        "unit": row.unit,
        "claimed_tco2e": canonical(row.claimed_t),
        "measured_tco2e": None if row.measured_t is None else canonical(row.measured_t),
        "fit": row.fit,
        "equation": row.equation,
        "refusal": row.refusal,
        "months": [{"month": str(one.month), "baseline": canonical(one.baseline), "actual": canonical(one.actual)} for one in row.months],
        "evidence": [file.original_name for file in row.evidence],
    }
