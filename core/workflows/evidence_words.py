"""What the attached files of a package prove, in the words that a reader of its papers knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from core.documents.reports.evidence_index import EvidenceRow
from core.documents.reports.footprint_words import day_text
from core.documents.reports.package_paper import PackagePaper
from core.documents.reports.package_words import product_text, serial_text, stage_text
from core.domain.activity import ActivityRecord, RecordKind
from core.domain.period import Month, ReportingPeriod
from core.domain.submission import DocumentKind
from core.i18n import _
from core.submission.writing.payload import EvidenceFile
from core.workflows.compiling import Snapshot
from core.workflows.filed_papers import document_kind_name
from core.workflows.wording import localized

Days = tuple[date, date]
"""A first day and the day after the last."""

_OUTPUT = "output:"


def evidence_rows(package: PackagePaper, taken: Snapshot, files: Iterable[EvidenceFile]) -> tuple[EvidenceRow, ...]:
    """The attached files of a package with their references turned into words.

    Args:
        package: names the measures and lots.
        taken: names the sources, items and records.
        files: as `packing.evidence_files` numbered them.
    """
    records = {str(record.id): record for record in taken.records}
    names = _names(package, taken)
    return tuple(
        EvidenceRow(
            number=one.number,
            original_name=one.original_name,
            size=one.size,
            period=days_text((one.period_from, one.period_to + timedelta(days=1))) if one.period_from and one.period_to else "",
            supports=_supports(one.supports, names, records),
            sha256=one.sha256,
        )
        for one in files
    )


def _names(package: PackagePaper, taken: Snapshot) -> Mapping[str, str]:
    """What a reference is called, records apart: subjects of records, measures, lots, documents."""
    catalogue = package.report.catalogue
    stages = {str(item.id): stage_text(item.stage) for item in taken.items}
    names = {str(source.id): source.name for source in taken.sources}
    names |= {identity: f"{stage}·{names[identity]}" for identity, stage in stages.items() if identity in names}
    names |= {f"{_OUTPUT}{output.code}": localized(output.zh, output.en) for output in catalogue.outputs.values()}
    names |= {
        f"measure:{one.id}": _("减排措施 {id} {name}").format(id=one.id, name=localized(one.zh, one.en))
        for one in catalogue.measures.values()
    }
    for use in package.offsets:
        words = "，".join(part for part in (product_text(use.lot), use.lot.project, serial_text(use.lot)) if part)
        names[f"lot:{use.lot.id}"] = _("抵消批次：{lot}").format(lot=words)
    names |= {f"document:{kind.value}": _("文件：{kind}").format(kind=document_kind_name(kind)) for kind in DocumentKind}
    return names | {"event:plan": _("活动碳中和实施方案")}


def _supports(references: Iterable[str], names: Mapping[str, str], records: Mapping[str, ActivityRecord]) -> tuple[str, ...]:
    """One text for each thing; the records of one source are drawn together."""
    words: dict[str, list[ActivityRecord]] = {}
    for reference in references:
        record = records.get(reference.removeprefix("record:")) if reference.startswith("record:") else None
        if record is None:
            words.setdefault(names[reference], [])
        else:
            words.setdefault(names[record.subject], []).append(record)
    return tuple(_with_days(name, found) for name, found in words.items())


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
