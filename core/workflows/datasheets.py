"""活动水平数据表: all quantities of a dossier in one workbook, by month and record by record."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from core.accounting.netting import is_netted
from core.documents.plain_tables import PlainColumn, PlainSheet, plain_workbook
from core.documents.workbook import CellValue
from core.domain.activity import ActivityRecord, RecordKind, effective, shares_by_month
from core.domain.catalogue import Catalogue
from core.domain.quantity import micro_to_decimal
from core.i18n import _
from core.workflows.compiling import Snapshot


def datasheet(catalogue: Catalogue, taken: Snapshot, evidence_numbers: Mapping[str, str]) -> bytes:
    """The workbook 04 of a package (domain.md §6.1).

    Args:
        catalogue: names and units.
        taken: the dossier.
        evidence_numbers: id of an attached file → its number in the package.
    """
    names = _names(catalogue, taken)
    sheets = (_monthly(taken, names), _records(taken, names, evidence_numbers))
    title = _("{name} {label} 活动水平数据").format(name=taken.venue.name, label=taken.dossier.title)
    return plain_workbook(title, sheets, sample=taken.venue.sample)


def _names(catalogue: Catalogue, taken: Snapshot) -> Mapping[str, tuple[str, str]]:
    """Subject → name and unit label, emission sources first."""
    names = {str(source.id): (source.name, catalogue.units[source.unit].label) for source in taken.sources}
    for record in taken.records:
        code = record.subject.removeprefix("output:")
        if code != record.subject:
            output = catalogue.outputs[code]
            names.setdefault(record.subject, (output.zh, catalogue.units[output.unit].label))
    return names


def _monthly(taken: Snapshot, names: Mapping[str, tuple[str, str]]) -> PlainSheet:
    months = tuple(taken.dossier.period)
    sums: dict[tuple[str, str], int] = {}
    for (row, month), parts in shares_by_month(taken.counted).items():
        sums[row, str(month)] = sum(micro for _record, micro in parts)
    rows: list[list[CellValue]] = []
    for subject, (name, unit) in names.items():
        found = [sums.get((subject, str(month))) for month in months]
        given = [micro for micro in found if micro is not None]
        cells: list[CellValue] = [None if micro is None else micro_to_decimal(micro) for micro in found]
        rows.append([name, unit, *cells, micro_to_decimal(sum(given)) if given else None])
    columns = [
        PlainColumn(_("项目"), 30),
        PlainColumn(_("单位"), 8),
        *(PlainColumn(str(month), 13, figures=True) for month in months),
        PlainColumn(_("合计"), 15, figures=True),
    ]
    return PlainSheet(_("月度汇总"), _("跨月票据按日历天数分摊到各月。"), columns, rows)


def _records(taken: Snapshot, names: Mapping[str, tuple[str, str]], numbers: Mapping[str, str]) -> PlainSheet:
    counted = {record.id for record in effective(taken.counted)}
    columns = (
        PlainColumn(_("项目"), 30),
        PlainColumn(_("种类"), 10),
        PlainColumn(_("月份或起日"), 13),
        PlainColumn(_("次日（不含）"), 13),
        PlainColumn(_("数量"), 15, figures=True),
        PlainColumn(_("单位"), 8),
        PlainColumn(_("起止示数"), 22),
        PlainColumn(_("金额（元）"), 13, figures=True),
        PlainColumn(_("票据号"), 22),
        PlainColumn(_("等级"), 6),
        PlainColumn(_("计入"), 12),
        PlainColumn(_("证据编号"), 16),
        PlainColumn(_("备注"), 30),
    )
    rows = [_record(record, names, numbers, counts=record.id in counted) for record in taken.counted if record.subject in names]
    return PlainSheet(_("记录明细"), _("一行一条记录，数量与单位照票据原文。"), columns, rows)


def _record(record: ActivityRecord, names: Mapping[str, tuple[str, str]], numbers: Mapping[str, str], *, counts: bool) -> list[CellValue]:
    kinds = {RecordKind.MONTH: _("按月填报"), RecordKind.BILL: _("票据"), RecordKind.METER_CHANGE: _("换表")}
    readings = (record.reading_start, record.reading_end)
    amount: Decimal | None = record.amount_yuan
    return [
        names[record.subject][0],
        _("扣除活动") if is_netted(record) else kinds[record.kind],
        str(record.month) if record.month else record.start,
        record.end,
        record.quantity.value,
        record.quantity.unit,
        "—".join(format(one, "f") for one in readings if one is not None),
        amount,
        record.invoice,
        record.grade().value,
        _("计入") if counts else _("不计入"),
        " ".join(numbers[one] for one in record.evidence if one in numbers),
        record.zero_reason or record.note,
    ]
