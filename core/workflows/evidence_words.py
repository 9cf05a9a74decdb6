"""What the attached files of a package prove, in the words that a reader of its papers knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from core.documents.reports.evidence_index import EvidenceRow
from core.documents.reports.footprint_words import day_text
from core.documents.reports.package_paper import PackagePaper
from core.documents.reports.package_words import product_text, stage_text
from core.domain.activity import ActivityRecord, RecordKind, Subject, output_subject
from core.domain.own_factor import is_own
from core.domain.period import Month, ReportingPeriod
from core.domain.submission import DocumentKind
from core.i18n import _
from core.submission.writing.payload import EvidenceFile
from core.workflows.compiling import Snapshot
from core.workflows.filed_papers import document_kind_name
from core.workflows.wording import localized

Days = tuple[date, date]
"""A first day and the day after the last."""


def evidence_rows(package: PackagePaper, taken: Snapshot, files: Iterable[EvidenceFile]) -> tuple[EvidenceRow, ...]:
    """The attached files of a package with their references turned into words.

    Args:
        package: names the measures and lots.
        taken: names the sources, items and records.
        files: as `packing.evidence_files` numbered them.
    """
    records = {f"record:{record.id}": record for record in taken.counted}
    subjects = _subjects(package, taken)
    return tuple(
        EvidenceRow(
            number=one.number,
            original_name=one.original_name,
            size=one.size,
            period=days_text((one.period_from, one.period_to + timedelta(days=1))) if one.period_from and one.period_to else "",
            supports=(
                *_of_records([records[name] for name in one.supports if name in records], subjects, dated=taken.event is None),
                *(_of_another(name, package) for name in one.supports if name not in records),
            ),
            sha256=one.sha256,
        )
        for one in files
    )


def proofs_of_factors(files: Iterable[EvidenceFile]) -> Mapping[str, tuple[str, ...]]:
    """Own factor → number and name of each file that proves it."""
    proofs: dict[str, tuple[str, ...]] = {}
    for one in files:
        for name in filter(is_own, one.supports):
            proofs[name] = (*proofs.get(name, ()), f"{one.number} {one.original_name}")
    return proofs


def _subjects(package: PackagePaper, taken: Snapshot) -> Mapping[Subject, str]:
    """What the rows are called; an item of an event is named with its stage."""
    outputs = package.report.catalogue.outputs.values()
    names = {output_subject(one.code): localized(one.zh, one.en) for one in outputs}
    names |= {Subject(source.id): source.name for source in taken.sources}
    return names | {Subject(item.id): f"{stage_text(item.stage)}·{item.name}" for item in taken.items}


def _of_another(reference: str, package: PackagePaper) -> str:
    """A measure, a lot, an own factor, a paper on file, or the plan of an event."""
    kind, _colon, identity = reference.partition(":")
    if kind == "measure":
        measure = package.report.catalogue.measures[identity]
        return _("减排措施 {id} {name}").format(id=identity, name=localized(measure.zh, measure.en))
    if kind == "lot":
        lot = next(use.lot for use in package.offsets if use.lot.id == identity)
        number = _("凭证号 {number}").format(number=lot.retirement_id) if lot.retirement_id else lot.serial_from
        return _("抵消批次：{lot}").format(lot="，".join(part for part in (product_text(lot), lot.project, number) if part))
    if kind == "own":
        factor = package.report.catalogue.factors[reference]
        return _("自有因子：{name} {value} {unit}").format(name=factor.zh, value=factor.value, unit=factor.unit)
    if kind == "document":
        return _("文件：{kind}").format(kind=document_kind_name(DocumentKind(identity)))
    return _("活动实施方案")


def _of_records(records: Iterable[ActivityRecord], names: Mapping[Subject, str], *, dated: bool) -> list[str]:
    """One text for each row, with the days of all its records; an item of an event is not recorded by days."""
    by_subject: dict[Subject, list[ActivityRecord]] = {}
    for record in records:
        by_subject.setdefault(record.subject, []).append(record)
    return [_with_days(names[subject], found) if dated else names[subject] for subject, found in by_subject.items()]


def _with_days(name: str, records: Sequence[ActivityRecord]) -> str:
    changes = [one.start for one in records if one.kind is RecordKind.METER_CHANGE and one.start]
    spans = [days_text(days) for days in _joined(filter(None, map(_days, records)))]
    spans += [_("{day}换表").format(day=day_text(day)) for day in changes]
    return f"{name}，{'、'.join(spans)}" if spans else name


def _days(record: ActivityRecord) -> Days | None:
    if record.month is not None:
        whole = ReportingPeriod(record.month, 1)
        return whole.first_day, whole.day_after
    return (record.start, record.end) if record.start and record.end else None


def _joined(spans: Iterable[Days]) -> list[Days]:
    """The spans in time, those that touch or overlap made one."""
    joined: list[Days] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def days_text(days: Days) -> str:
    """Whole months by their names, other spans by their first and last day."""
    start, end = days
    last = end - timedelta(days=1)
    if start.day == 1 and end.day == 1:
        first_month, last_month = Month.of(start), Month.of(last)
        texts = [_("{year}年{month}月").format(year=one.year, month=one.month) for one in (first_month, last_month)]
    else:
        texts = [day_text(start), day_text(last)]
    return "—".join(dict.fromkeys(texts))
