"""Which attached files go into a package, under which names, and what each of them supports."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath

from core.domain.activity import ActivityRecord, EvidenceRef
from core.domain.measure import PlannedMeasure
from core.domain.offset import CreditLot
from core.domain.own_factor import OwnFactor
from core.domain.period import ReportingPeriod
from core.domain.submission import OfficialDocument
from core.submission import naming
from core.submission.writing.payload import EvidenceFile
from core.workflows.compiling import Snapshot

_WIDTHS = str.maketrans({"（": "(", "）": ")", " ": "-", "\u3000": "-", "·": "-", "【": "(", "】": ")", "&": "+", "、": ","})
_LONGEST_NAME = 120
"""Bytes of a name; with folder, number and base name the path stays below 240."""
_LONGEST_ENDING = 12
"""Signs, the point among them; what follows a later point is part of the name, such as the number of an invoice."""


@dataclass(frozen=True, slots=True)
class Supported:
    """A file with what names it."""

    reference: EvidenceRef
    supports: tuple[str, ...]
    start: date | None
    end: date | None


def evidence_files(
    taken: Snapshot,
    records: Iterable[ActivityRecord],
    measures: Iterable[PlannedMeasure],
    lots: Iterable[CreditLot],
    documents: Iterable[OfficialDocument],
) -> tuple[tuple[EvidenceFile, EvidenceRef], ...]:
    """The attached files of a dossier, numbered in the order of the figures they support; each content once."""
    gathered: dict[str, list[tuple[str, date | None, date | None]]] = {}
    for record in records:
        start, end = _days(record)
        for one in record.evidence:
            gathered.setdefault(one, []).append((f"record:{record.id}", start, end))
    others: list[tuple[str, Iterable[str]]] = [(f"measure:{measure.measure_id}", measure.evidence) for measure in measures]
    others += [(f"lot:{lot.id}", lot.proof) for lot in lots]
    others += [(f"document:{document.kind.value}", (document.evidence_id,)) for document in documents]
    others += [(one.factor_id, one.evidence) for one in own_factors_in_use(taken)]
    if taken.event is not None and taken.event.plan is not None:
        others.append(("event:plan", (taken.event.plan,)))
    for name, files in others:
        for file in files:
            gathered.setdefault(file, []).append((name, None, None))
    known: Mapping[str, EvidenceRef] = taken.evidence
    return tuple(
        (_file(number, known[identity], uses), known[identity]) for number, (identity, uses) in enumerate(gathered.items(), start=1)
    )


def own_factors_in_use(taken: Snapshot) -> tuple[OwnFactor, ...]:
    """The own factors that sources inside the boundary compute with; their proof travels with the package."""
    named = {source.factor_id for source in taken.sources if source.active}
    return tuple(one for one in taken.own_factors if one.factor_id in named)


def _days(record: ActivityRecord) -> tuple[date | None, date | None]:
    if record.month is not None:
        period = ReportingPeriod(record.month, 1)
        return period.first_day, period.day_after - timedelta(days=1)
    return record.start, record.end - timedelta(days=1) if record.end else None


def _file(number: int, reference: EvidenceRef, uses: list[tuple[str, date | None, date | None]]) -> EvidenceFile:
    starts = [start for _name, start, _end in uses if start is not None]
    ends = [end for _name, _start, end in uses if end is not None]
    code = f"E{number:04d}"
    return EvidenceFile(
        number=code,
        path=f"{naming.EVIDENCE}{code}-{package_file_name(reference.original_name)}",
        original_name=reference.original_name,
        media_type=reference.media_type,
        size=reference.size,
        sha256=reference.sha256,
        supports=tuple(dict.fromkeys(name for name, _start, _end in uses)),
        period_from=min(starts, default=None),
        period_to=max(ends, default=None),
    )


def package_file_name(original: str) -> str:
    """A person's file name in the form that packages allow; the original is kept beside it (package-format.md §3)."""
    text = unicodedata.normalize("NFC", original.translate(_WIDTHS))
    kept = "".join(sign if sign != "/" and naming.path_fault(f"x{sign}x") is None else "_" for sign in text)
    if naming.path_fault(kept.partition(".")[0]) == "E_PATH_RESERVED":
        kept = f"_{kept}"
    suffix = PurePosixPath(kept).suffix
    ending = suffix if len(suffix) <= _LONGEST_ENDING else ""
    stem = kept[: len(kept) - len(ending)]
    while len((stem + ending).encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    return (stem + ending).rstrip(".") or "_"
