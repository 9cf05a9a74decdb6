"""The footprint computed again from the package alone: records, months, lines, totals, result; nothing is skipped and nothing looked up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from core.domain.period import ReportingPeriod
from core.domain.quantity import canonical
from core.errors import InputError
from core.i18n import _
from core.submission import naming
from core.submission.codes import message
from core.submission.reading.judgement import Recomputed
from core.submission.reading.recompute_lines import Differences, lines_of, months_of
from core.submission.reading.recompute_tables import Reader, TableError, read_tables
from core.submission.reading.recompute_totals import Accounts, compare_totals, total_of
from core.submission.reading.refusing import Refused
from core.submission.reading.shapes import DECIMAL, WHOLE, ShapeError, day, fields, flag, having, nullable, one_of, several, table, text
from core.submission.reading.strict_json import parse

_GASES: Final = table(r"[A-Za-z0-9_-]+", DECIMAL)
_SCOPES: Final = fields({"1": DECIMAL, "2": DECIMAL, "3": DECIMAL})
_LINE: Final = fields(
    {
        "source": text,
        "month": text,
        "quantity": DECIMAL,
        "unit": text,
        "gas": text,
        "scope": one_of("1", "2", "3", "memo"),
        "method": text,
        "parameters": several(fields({"symbol": text, "value": text, "unit": text, "factorId": text})),
        "tco2e": DECIMAL,
        "inP1": flag,
    }
)
_SOURCE: Final = having(
    {
        "source": text,
        "source_id": text,
        "scope": text,
        "quantity": DECIMAL,
        "unit": text,
        "method": text,
        "tco2e": DECIMAL,
        "by_gas": _GASES,
        "unanswered": text,
    }
)
_INTENSITY: Final = having({"code": text, "denominator": text, "denominator_value": text, "value": nullable(DECIMAL)})
_FOOTPRINT: Final = having(
    {
        "profile": text,
        "basis": text,
        "grid": text,
        "fuel_set": text,
        "gwp_set": text,
        "factor_set": text,
        "factor_set_sha256": text,
        "total_tco2e": DECIMAL,
        "profiles": fields({"P1": DECIMAL, "P2": DECIMAL}),
        "by_scope": _SCOPES,
        "by_gas": _GASES,
        "by_source": several(_SOURCE),
        "by_month": several(fields({"month": text, "tco2e": DECIMAL, "by_scope": _SCOPES})),
        "memo": several(having({"source": text, "gas": text, "tco2e": DECIMAL})),
        "excluded": several(having({"source": text, "reason": text})),
        "intensities": several(_INTENSITY),
        "data_quality": table("[A-D]", DECIMAL),
        "offset_needed_t": WHOLE,
        "lines": several(_LINE),
        "memo_lines": several(_LINE),
        "outputs": several(fields({"code": text, "quantity": DECIMAL, "unit": text})),
    }
)
_STATEMENT: Final = having(
    {
        "period": having({"from": day, "to": day}),
        "method": fields(dict.fromkeys(("profile", "basis", "gwpSet", "fuelSet", "gridRegion", "factorSet", "factorSetSha256"), text)),
        "result": fields({"totalTCO2e": DECIMAL, "byScope": _GASES, "byGas": _GASES, "offsetNeededT": WHOLE}),
    }
)


def recompute(read: Reader) -> Recomputed:
    """Compute the footprint of a submission again and compare every figure.

    The other bases (`location`, `market_based`) use factors that the package does not carry and are not judged.

    Args:
        read: gives the content of a payload file by its path, or None.
    """
    try:
        return _recompute(read)
    except TableError as error:
        return Recomputed(equal=False, total="", stated="", differences=(str(error),), rows=0)
    except Refused as refusal:
        return Recomputed(equal=False, total="", stated="", differences=tuple(check.message for check in refusal.checks), rows=0)
    except ShapeError as error:
        difference = message("E_STATEMENT_SCHEMA", field=error.field, detail=error.detail)
        return Recomputed(equal=False, total="", stated="", differences=(difference,), rows=0)


def _recompute(read: Reader) -> Recomputed:
    statement = _document(read, naming.statement_path(naming.SUBMISSION))
    document = _document(read, naming.FOOTPRINT)
    _STATEMENT(statement, "")
    _FOOTPRINT(document, "")
    tables = read_tables(read)
    period = _period(statement)
    differences = Differences()
    months = months_of(tables, period, differences)
    lines = lines_of(document, tables, months, differences)
    compare_totals(Accounts(document, statement, tables, months, lines, period), differences)
    total = total_of(lines, p1=statement["method"]["profile"] == "P1")
    rows = len(tables.records) + len(document["lines"]) + len(document["memo_lines"])
    return Recomputed(not differences, canonical(total), document["total_tco2e"], tuple(differences), rows)


def _document(read: Reader, path: str) -> Mapping[str, Any]:
    content = read(path)
    if content is None:
        raise TableError(message("E_DOCUMENT_MISSING", name=path))
    document: Mapping[str, Any] = parse(content, path, canonical=False)
    return document


def _period(statement: Mapping[str, Any]) -> ReportingPeriod:
    """The whole months that hold the stated days."""
    try:
        period = ReportingPeriod.of_days(*(date.fromisoformat(statement["period"][name]) for name in ("from", "to")))
        list(period)
    except InputError as error:
        raise TableError(_("期间读不出来")) from error
    return period
