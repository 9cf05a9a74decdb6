"""The ledger's side of a table, venue by venue: what is there already, what the rows ask for, and what has to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from core.domain.activity import ActivityRecord, RecordId, effective
from core.domain.dossier import Dossier, DossierKind, DossierStatus
from core.domain.emission import EmissionSource
from core.domain.organization import Organization, OrganizationId, ProfileValue, Venue, VenueId
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import plain
from core.errors import InputError, RuleError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows.importing_table_rows import RowDraft, Span
from core.workflows.organizing import new_operation
from core.workflows.wording import required_text
from core.workflows.workspace import new_id

_TABLE_VENUES = UUID("0f5d6d0e-8f0c-5c2b-9a54-6f2a1f6f3c11")
"""Name space of the ids that venues of tables have, so that the same row finds its venue again."""

AREA = "building_area"


@dataclass(slots=True)
class VenueState:
    """A venue with all that rows of it may meet; what is here is what the ledger will have when the import ends."""

    venue: Venue
    organization: Organization
    sources: list[EmissionSource] = field(default_factory=list)
    records: dict[RecordId, ActivityRecord] = field(default_factory=dict)
    dossiers: list[Dossier] = field(default_factory=list)
    closed: frozenset[Month] = frozenset()
    first_row: int = 0

    def dossier_of(self, year: int) -> Dossier | None:
        """The operation dossier of a calendar year."""
        wanted = ReportingPeriod.of_year(year)
        return next((one for one in self.dossiers if one.kind is DossierKind.OPERATION and one.period == wanted), None)

    def require_open(self, span: Span) -> None:
        """No dossier that the days belong to is locked, and no month of them is closed.

        Raises:
            RuleError: one is.
        """
        for one in self.dossiers:
            overlaps = one.period.first_day < span.end and one.period.day_after > span.start
            if overlaps and one.kind is DossierKind.OPERATION and one.status is DossierStatus.LOCKED:
                raise RuleError("dossier.locked", _("「{title}」已锁定，不能修改。").format(title=one.title))
        month = Month.of(span.start)
        while month.first_day < span.end:
            if month in self.closed:
                raise RuleError("month.closed", _("{year}年{month}月已月结。").format(year=month.year, month=month.month))
            month = month.plus(1)


@dataclass(frozen=True, slots=True)
class VenueWish:
    """What all rows of a venue in the file say of it together.

    Attributes:
        name: the name in the row of the latest days, should rows differ.
        areas: area in square metres by the first day of each row that names one.
    """

    name: str
    areas: Mapping[date, Decimal]


class Venues:
    """Finds or makes the venues, organizations and dossiers that rows speak of."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._organizations: dict[OrganizationId, Organization] = {}
        self._by_code: dict[str, OrganizationId] = {}
        self._by_name: dict[str, OrganizationId] = {}
        for one in work.organizations.all():
            self._enter(one)
        self._venues = {one.id: one for one in work.venues.all()}
        self._touched: set[OrganizationId] = set()
        self._states: dict[VenueId, VenueState] = {}

    def state(self, venue_id: VenueId) -> VenueState:
        """A venue that a row was taken for, as all rows so far have left it."""
        return self._states[venue_id]

    def _enter(self, one: Organization) -> None:
        self._organizations[one.id] = one
        if one.credit_code:
            self._by_code.setdefault(one.credit_code, one.id)
        self._by_name.setdefault(one.name, one.id)

    def find(self, draft: RowDraft) -> VenueState | None:
        """The venue of a row: one of this ledger by its id, or one that a table has brought before."""
        for wanted in _identities(draft):
            if wanted in self._states:
                return self._states[wanted]
            if wanted in self._venues:
                self._states[wanted] = self._read(self._venues[wanted])
                return self._states[wanted]
        return None

    def _read(self, found: Venue) -> VenueState:
        return VenueState(
            venue=found,
            organization=self._organizations[found.organization_id],
            sources=list(self._work.sources.of_venue(found.id)),
            records={one.id: one for one in effective(self._work.activities.all_of_venue(found.id))},
            dossiers=list(self._work.dossiers.of_venue(found.id)),
            closed=self._work.closed_months.of_venue(found.id),
        )

    def made(self, draft: RowDraft, wish: VenueWish) -> VenueState:
        """A venue that is not there yet, and its organization; neither is kept before `keep`."""
        organization = self._organization(draft, None)
        venue = Venue(
            id=_identities(draft)[-1],
            organization_id=organization.id,
            type_code=draft.type_code,
            name=required_text(wish.name or draft.key, _("场所名称")),
            region=draft.region,
            profile=_with_areas((), wish.areas),
        )
        return VenueState(venue, organization, first_row=draft.number)

    def keep(self, state: VenueState) -> None:
        """Take a venue, with its organization, among those that are there."""
        self._states[state.venue.id] = state
        self._enter(state.organization)
        self._touched.add(state.organization.id)

    def altered(self, state: VenueState, draft: RowDraft, wish: VenueWish) -> VenueState:
        """A venue of the ledger with what the rows say differently of it.

        Raises:
            InputError: a row says something that a venue cannot change: its type, its region.
        """
        venue = state.venue
        if draft.type_code != venue.type_code:
            raise _inconsistent(_("场所类型"), state)
        if draft.region and venue.region and draft.region != venue.region:
            raise _inconsistent(_("所在地区"), state)
        organization = self._organization(draft, state.organization)
        changed = replace(
            venue,
            organization_id=organization.id,
            name=required_text(wish.name or venue.name, _("场所名称")),
            region=venue.region or draft.region,
            profile=_with_areas(venue.profile, wish.areas),
        )
        return replace(state, venue=changed, organization=organization)

    def _organization(self, draft: RowDraft, current: Organization | None) -> Organization:
        """The organization of a row: known by its credit code, without one by its name, else of the venue's own name."""
        if draft.credit_code:
            found = self._organizations.get(self._by_code.get(draft.credit_code, OrganizationId("")))
            if found is None and current is not None and not current.credit_code:
                found = current
            return self._filled(found, draft)
        if current is not None and (current.credit_code or draft.organization in {"", current.name}):
            return current
        if draft.organization:
            found = self._organizations.get(self._by_name.get(draft.organization, OrganizationId("")))
            return found or self._filled(None, draft)
        return self._filled(None, draft)

    def _filled(self, found: Organization | None, draft: RowDraft) -> Organization:
        """An organization with the row's name and code; of the rows that name it differently the first one counts."""
        if found is None:
            name = required_text(draft.organization or draft.name or draft.key, _("单位名称"))
            return Organization(OrganizationId(new_id()), name, draft.credit_code)
        if found.id in self._touched:
            return found
        return replace(found, name=draft.organization or found.name, credit_code=draft.credit_code)


def _identities(draft: RowDraft) -> tuple[VenueId, ...]:
    """The ids under which the venue of a row may be known; the last is the one that it gets."""
    tried = [VenueId(draft.key), VenueId(str(uuid5(_TABLE_VENUES, f"/{draft.key}")))]
    if draft.credit_code:
        tried.append(VenueId(str(uuid5(_TABLE_VENUES, f"{draft.credit_code}/{draft.key}"))))
    return tuple(tried)


def _inconsistent(what: str, state: VenueState) -> InputError:
    if state.first_row:
        message = _("{what}与第 {row} 行同一场所的不一致。").format(what=what, row=state.first_row)
        return InputError("table.venue_differs", message, _("请核对场所编号。"))
    message = _("{what}与账本里「{name}」的不一致。").format(what=what, name=state.venue.name)
    return InputError("table.venue_differs", message, _("请核对场所编号，或先在场所档案里修改。"))


def operation_of(state: VenueState, year: int) -> Dossier:
    """The operation dossier of a year; one that is not there yet is made and not yet kept."""
    return state.dossier_of(year) or new_operation(state.venue, year)


# ---------------------------------------------------------------- areas


def _with_areas(profile: Sequence[ProfileValue], areas: Mapping[date, Decimal]) -> tuple[ProfileValue, ...]:
    """The profile with the areas of a file: a value that holds for all its rows has no day, a change has its first day."""
    lines = sorted((one for one in profile if one.field == AREA), key=lambda one: one.valid_from or date.min)
    others = [one for one in profile if one.field != AREA]
    wanted = {start: f"{plain(area):f}" for start, area in sorted(areas.items())}
    for start, value in wanted.items():
        ruling = _ruling(lines, start)
        if ruling is not None and lines[ruling].value == value:
            continue
        if ruling is None:
            lines.append(ProfileValue(AREA, value, start if lines else None))
        elif any(_ruling(lines, day) == ruling and wanted[day] == lines[ruling].value for day in wanted):
            lines.append(ProfileValue(AREA, value, start))
        else:
            lines[ruling] = replace(lines[ruling], value=value)
        lines.sort(key=lambda one: one.valid_from or date.min)
    kept = tuple(one for one in profile if one.field == AREA)
    return tuple(profile) if tuple(lines) == kept else (*others, *lines)


def _ruling(lines: Sequence[ProfileValue], day: date) -> int | None:
    """Which of the lines holds on a day."""
    found = [index for index, one in enumerate(lines) if (one.valid_from or date.min) <= day]
    return found[-1] if found else None
