"""Bills that fall into no year of their venue: a mistyped date is noticed and not lost."""

from __future__ import annotations

from core.domain.activity import ActivityRecord, RecordKind
from core.domain.dossier import DossierKind
from core.domain.organization import VenueId
from core.domain.period import Month, ReportingPeriod
from core.store.unit_of_work import UnitOfWork

EARLIEST, _LATEST = Month(1990, 1), Month(2100, 11)


def stray_bills(work: UnitOfWork, venue_id: VenueId) -> tuple[ActivityRecord, ...]:
    """Bills that fall into no dossier of the venue, so that a mistyped year is noticed and not lost (V31)."""
    periods = sorted((d.period for d in work.dossiers.of_venue(venue_id) if d.kind is DossierKind.OPERATION), key=lambda p: p.start)
    found: dict[str, ActivityRecord] = {}
    start = EARLIEST
    for end, following in [*((p.start.plus(-1), p.end.plus(1)) for p in periods), (_LATEST, _LATEST)]:
        if start <= end:
            found |= {r.id: r for r in work.activities.of_venue(venue_id, start, end) if r.kind is RecordKind.BILL}
        start = max(start, following)
    return tuple(r for r in found.values() if not any(_touches(r, period) for period in periods))


def _touches(record: ActivityRecord, period: ReportingPeriod) -> bool:
    return record.start is not None and record.end is not None and record.start < period.day_after and record.end > period.first_day
