"""The bills and entries behind a figure, each with the steps from what is written on it to what it counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from core.accounting.netting import is_netted
from core.domain.activity import ActivityRecord, RecordId, RecordKind, effective, shares_by_month
from core.domain.inventory import SourceResult
from core.domain.period import Month
from core.domain.quantity import MICRO, Unit, micro_to_decimal, shown_micro
from core.i18n import _
from core.workflows.billing_rules import bill_text
from core.workflows.compiling import Snapshot
from core.workflows.evidencing import kind_word, size_words
from core.workflows.views import ExplainedFile, ExplainedRecord


def explained_records(taken: Snapshot, result: SourceResult, month: Month | None) -> tuple[ExplainedRecord, ...]:
    """The records that feed a row, in order of time."""
    unit = taken.catalogue.units[result.source.unit]
    months = {month} if month is not None else set(taken.dossier.period)
    wanted: dict[RecordId, int] = {}
    for (subject, of_month), parts in shares_by_month(taken.counted).items():
        if str(subject) == str(result.source.id) and of_month in months:
            for record_id, micro in parts:
                wanted[record_id] = wanted.get(record_id, 0) + micro
    return tuple(
        ExplainedRecord(
            record_id=record.id,
            label=label_of(taken, record),
            period=period_text(record),
            quantity=f"{record.quantity.value:,f} {taken.catalogue.units[record.quantity.unit].label}",
            share=shown_micro(wanted[record.id], unit.decimals, exact=wanted[record.id] % _TYPED == 0),
            unit=unit.label,
            estimated=record.estimated,
            evidence=tuple(taken.evidence[e].original_name for e in record.evidence if e in taken.evidence),
            steps=_steps(taken, record, unit, wanted[record.id], months),
            files=_files(taken, record),
        )
        for record in sorted(effective(taken.counted), key=_when)
        if record.id in wanted
    )


_TYPED = 1000
"""Millionths: what people type has at most three decimals; the days of a bill leave more behind, which the steps show in full."""


def _files(taken: Snapshot, record: ActivityRecord) -> tuple[ExplainedFile, ...]:
    known = (taken.evidence[one] for one in record.evidence if one in taken.evidence)
    return tuple(ExplainedFile(str(one.id), one.original_name, kind_word(one.media_type), size_words(one.size)) for one in known)


def label_of(taken: Snapshot, record: ActivityRecord) -> str:
    """What a record is called: its invoice number, or how it came in."""
    if taken.event is not None:
        return record.note or (_("实际") if taken.event.settled else _("预估"))
    if is_netted(record):
        return _("扣除活动")
    return record.invoice or (_("手工录入") if record.kind is RecordKind.MONTH else _("票据"))


def _when(record: ActivityRecord) -> str:
    return str(record.start or record.month or "")


def period_text(record: ActivityRecord) -> str:
    """The period of a record as people write it: 6.21—7.20, or 3月."""
    if record.start is not None and record.end is not None:
        last = record.end - timedelta(days=1)
        return f"{record.start.month}.{record.start.day}—{last.month}.{last.day}"
    return _("{month}月").format(month=record.month.month) if record.month else ""


def _steps(taken: Snapshot, record: ActivityRecord, unit: Unit, share: int, months: Collection[Month]) -> tuple[str, ...]:
    """From the paper to the figure: readings × ratio, losses, stock, conversion of the unit, share of the calendar days, other bills."""
    steps = [
        _readings(record, taken),
        _stock(record, taken),
        _times_of_use(record, taken),
        _conversion(record, taken, unit),
        _days(record, unit, share, months),
        *_other_bills(record, taken, unit),
    ]
    if is_netted(record):
        steps.append(record.note)
    if record.zero_reason:
        steps.append(_("无用量：{reason}").format(reason=record.zero_reason))
    return tuple(step for step in steps if step)


def _readings(record: ActivityRecord, taken: Snapshot) -> str:
    if record.reading_start is None or record.reading_end is None:
        return ""
    ratio = record.multiplier or Decimal(1)
    counted = (Fraction(record.reading_end) - Fraction(record.reading_start)) * Fraction(ratio)
    label = taken.catalogue.units[record.quantity.unit].label
    text = _("示数（{end} − {start}）× 倍率 {ratio} = {counted} {unit}").format(
        end=f"{record.reading_end:,f}", start=f"{record.reading_start:,f}", ratio=f"{ratio:,f}", counted=_exact(counted), unit=label
    )
    if record.losses:
        counted += Fraction(record.losses)
        text = _("{text}，加变损线损 {loss} {unit} = {counted} {unit}").format(
            text=text, loss=f"{record.losses:,f}", counted=_exact(counted), unit=label
        )
    rest = Fraction(record.quantity.value) - counted
    if not rest:
        return text
    if record.losses:
        return _("{text}，与票面差 {rest} {unit}（换表或抄表误差）").format(text=text, rest=_exact(rest), unit=label)
    return _("{text}，票面另计 {loss} {unit}（变损、线损或换表）").format(text=text, loss=_exact(rest), unit=label)


def _stock(record: ActivityRecord, taken: Snapshot) -> str:
    """Bought is not used: what the store says."""
    if record.stock is None:
        return ""
    return _("期初库存 {opening} + 本期购入 {delivered} − 期末库存 {closing} = {used} {unit}").format(
        opening=f"{record.stock.opening:,f}",
        delivered=f"{record.stock.delivered:,f}",
        closing=f"{record.stock.closing:,f}",
        used=f"{record.stock.used():,f}",
        unit=taken.catalogue.units[record.quantity.unit].label,
    )


def _times_of_use(record: ActivityRecord, taken: Snapshot) -> str:
    times = record.time_of_use
    if times is None:
        return ""
    named = ((_("尖"), times.sharp), (_("峰"), times.peak), (_("平"), times.flat), (_("谷"), times.valley))
    parts = " + ".join(f"{name} {part:,f}" for name, part in named if part is not None)
    label = taken.catalogue.units[record.quantity.unit].label
    return _("其中 {parts} = {total} {unit}").format(parts=parts, total=f"{times.total():,f}", unit=label)


def _other_bills(record: ActivityRecord, taken: Snapshot, unit: Unit) -> Iterator[str]:
    """What the record has to do with other bills: corrected, reversed, or reversed by them."""
    known = {one.id: one for one in (*taken.earlier, *taken.last_year, *taken.records)}
    if record.corrects is not None:
        before = known.get(record.corrects)
        yield (
            _("更正票据 {bill}，原来的 {quantity} 不再计入").format(bill=bill_text(before), quantity=_whole_amount(before, unit))
            if before is not None
            else _("更正了先前的暂估")
        )
    if record.reverses is not None:
        target = known.get(record.reverses)
        yield _("冲正票据 {bill}，从用量中减去").format(bill=bill_text(target)) if target is not None else _("冲正，从用量中减去")
    for credit in effective(taken.records):
        if credit.reverses == record.id:
            yield _("另有冲正 {bill}：{quantity}").format(bill=bill_text(credit), quantity=_whole_amount(credit, unit))


def _whole_amount(record: ActivityRecord, unit: Unit) -> str:
    return f"{_whole(record.micro).replace('-', '−')} {unit.label}"


def _conversion(record: ActivityRecord, taken: Snapshot, unit: Unit) -> str:
    if record.quantity.unit == unit.code:
        return ""
    units = taken.catalogue.units
    scale = units.convert(Fraction(1), record.quantity.unit, unit.code)
    text = f"{record.quantity.value:,f} {units[record.quantity.unit].label} × {_exact(scale)} = {_whole(record.micro)} {unit.label}"
    exact = Fraction(record.quantity.value) * scale == Fraction(record.micro, MICRO)
    return text if exact else _("{text}（取六位小数）").format(text=text)


def _days(record: ActivityRecord, unit: Unit, share: int, months: Collection[Month]) -> str:
    """60,000 kWh × 20/30 天 = 40,000 kWh; nothing where the whole bill counts."""
    if record.start is None or record.end is None or share == record.micro:
        return ""
    total = (record.end - record.start).days
    inside = sum(
        max(0, (min(record.end, month.plus(1).first_day) - max(record.start, month.first_day)).days)
        for month in record.months()
        if month in months
    )
    text = _("{whole} {unit} × {days}/{total} 天 = {share} {unit}").format(
        whole=_whole(record.micro), unit=unit.label, days=inside, total=total, share=_whole(share)
    )
    return text if share * total == record.micro * inside else _("{text}（取六位小数，各月之和不变）").format(text=text)


def _whole(micro: int) -> str:
    return f"{micro_to_decimal(micro):,f}"


def _exact(value: Fraction) -> str:
    """A number in full where its decimals end, else as a fraction."""
    scaled = value * 10**_MOST_DECIMALS
    if scaled.denominator != 1:
        return f"{value.numerator:,}/{value.denominator:,}"
    number = Decimal(scaled.numerator).scaleb(-_MOST_DECIMALS).normalize()
    return f"{number:,f}".replace("-", "−")


_MOST_DECIMALS = 12
