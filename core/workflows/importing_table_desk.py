"""Taking the rows of a table into the ledger: each whole or not at all, and everything written at the end in one stroke."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from core.domain.activity import ActivityRecord, DataQuality, EvidenceId, RecordId, RecordKind, Subject, output_subject
from core.domain.catalogue import Catalogue
from core.domain.dossier import Dossier, DossierId
from core.domain.emission import EmissionSource, Gas, SourceId
from core.domain.organization import Organization, OrganizationId, Venue, VenueId
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.domain.quantity import MICRO, Quantity
from core.errors import InputError
from core.i18n import _
from core.workflows.factor_fit import check_fit
from core.workflows.importing_table_rows import CellRefused, FactorDraft, OutputItem, RowDraft, SourceItem, Span
from core.workflows.importing_table_venues import Venues, VenueState, VenueWish, operation_of
from core.workflows.wording import localized
from core.workflows.workspace import Job, new_id

_LARGEST = Decimal(10) ** 12
_FactorKey = tuple[Decimal, str, str, Gas, str, str, int | None]
_TakenKey = tuple[str, str, Span, str]


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a figure goes: the row with its unit, the heading that it stands under, the bill's number."""

    subject: Subject
    unit: str
    heading: str
    invoice: str = ""


@dataclass(slots=True)
class Taken:
    """What one row comes to, gathered before anything of it is kept.

    Attributes:
        existed: whether the ledger had a figure of this row before.
    """

    state: VenueState
    existed: bool = False
    altered: bool = False
    sources: dict[SourceId, EmissionSource] = field(default_factory=dict)
    records: dict[RecordId, ActivityRecord] = field(default_factory=dict)
    factors: dict[_FactorKey, OwnFactor] = field(default_factory=dict)
    keys: list[_TakenKey] = field(default_factory=list)
    rounded: int = 0


class TableDesk:
    """Holds what the rows of one file have brought so far."""

    def __init__(self, job: Job, catalogue: Catalogue, file: str, proof: EvidenceId | None) -> None:
        self._job = job
        self._catalogue = catalogue
        self._file = file
        self._proof = (proof,) if proof is not None else ()
        self.venues = Venues(job.work)
        self.factors: dict[_FactorKey, OwnFactor] = {}
        for one in job.work.own_factors.all():
            self.factors.setdefault(_factor_key(one), one)
        self.rounded = 0
        self._factors: dict[OwnFactorId, OwnFactor] = {}
        self._organizations: dict[OrganizationId, Organization] = {}
        self._venues: dict[VenueId, Venue] = {}
        self._dossiers: dict[DossierId, Dossier] = {}
        self._sources: dict[SourceId, EmissionSource] = {}
        self._records: dict[RecordId, ActivityRecord] = {}
        self._rows: dict[_TakenKey, int] = {}

    def take(self, draft: RowDraft, wish: VenueWish) -> Taken:
        """Take one row.

        Raises:
            CellRefused: a cell of it does not fit what is there; nothing of the row is taken.
            InputError, RuleError: the row as a whole does not.
        """
        known = self.venues.find(draft)
        state = self.venues.made(draft, wish) if known is None else self.venues.altered(known, draft, wish)
        taken = Taken(state, altered=known is None or state.venue != known.venue or state.organization != known.organization)
        for item in draft.sources:
            self._source_item(taken, draft, item)
        for output in draft.outputs:
            self._output_item(taken, draft, output)
        dossier = operation_of(state, draft.span.main_year)
        new_dossier = dossier not in state.dossiers
        if taken.records or taken.sources:
            state.require_open(draft.span)
        if known is None or state.organization != known.organization:
            self._organizations[state.organization.id] = state.organization
        if known is None or state.venue != known.venue:
            self._venues[state.venue.id] = state.venue
        if new_dossier:
            state.dossiers.append(dossier)
            self._dossiers[dossier.id] = dossier
        taken.altered = taken.altered or bool(taken.records or taken.sources or new_dossier)
        self._keep(taken, draft)
        return taken

    def _keep(self, taken: Taken, draft: RowDraft) -> None:
        state = taken.state
        state.sources = list(_sources(taken))
        state.records.update(taken.records)
        self.venues.keep(state)
        self.factors.update(taken.factors)
        self._factors.update((one.id, one) for one in taken.factors.values())
        self._sources.update(taken.sources)
        self._records.update(taken.records)
        self.rounded += taken.rounded
        for key in taken.keys:
            self._rows[key] = draft.number

    def write(self) -> int:
        """Write what the rows have brought, in the order in which things refer to each other; says how many were altered."""
        work, change = self._job.work, self._job.change
        altered = work.own_factors.put_all(self._factors.values(), change)
        altered += work.organizations.put_all(self._organizations.values(), change)
        altered += work.venues.put_all(self._venues.values(), change)
        altered += work.dossiers.put_all(self._dossiers.values(), change)
        altered += work.sources.put_all(self._sources.values(), change)
        return altered + work.activities.put_all(self._records.values(), change)

    def counts(self) -> tuple[int, int, int]:
        """How many venues, dossiers and own factors are new or altered."""
        return len(self._venues), len(self._dossiers), len(self._factors)

    # ---------------------------------------------------------------- quantities

    def _source_item(self, taken: Taken, draft: RowDraft, item: SourceItem) -> None:
        kind = self._catalogue.source_types[item.type_code]
        name = item.name or localized(kind.zh, kind.en)
        names = {item.name} if item.name else {kind.zh, kind.en}
        self._once(taken, (str(taken.state.venue.id), f"{item.type_code}/{name}", draft.span, item.invoice), item.heading)
        family = [one for one in _sources(taken) if one.type_code == item.type_code and _base(one.name, names)]
        family.sort(key=lambda one: one.name not in names)
        subjects = frozenset(Subject(one.id) for one in family)
        records = taken.state.records.values()
        before = next((one for one in records if one.subject in subjects and _same(one, draft.span, item.invoice)), None)
        factor = None if item.factor is None else self._factor(taken, item.factor)
        source = self._source(taken, item, family, name, factor, before)
        if factor is not None and item.factor is not None:
            try:
                check_fit(source, kind, factor, self._catalogue.units)
            except InputError as error:
                raise CellRefused(item.factor.heading, str(item.factor.value), str(error)) from error
        if source not in taken.state.sources:
            taken.sources[source.id] = source
        self._check_overlap(taken, draft.span, subjects, item.heading, before, item.invoice)
        target = _Target(Subject(source.id), source.unit, item.heading, item.invoice)
        self._record(taken, draft, target, item.quantity, before)

    def _output_item(self, taken: Taken, draft: RowDraft, item: OutputItem) -> None:
        subject = output_subject(item.code)
        self._once(taken, (str(taken.state.venue.id), subject, draft.span, ""), item.heading)
        before = next((one for one in taken.state.records.values() if one.subject == subject and _same(one, draft.span, "")), None)
        self._check_overlap(taken, draft.span, frozenset({subject}), item.heading, before)
        self._record(taken, draft, _Target(subject, self._catalogue.outputs[item.code].unit, item.heading), item.quantity, before)

    def _once(self, taken: Taken, key: _TakenKey, heading: str) -> None:
        """The same figure of the same venue and days stands in a file once.

        Raises:
            CellRefused: it stood in an earlier row, or in an earlier column of this one.
        """
        if key in self._rows:
            raise CellRefused(heading, "", _("与第 {row} 行是同一场所、同一期间的同一项，没有再次计入。").format(row=self._rows[key]))
        if key in taken.keys:
            raise CellRefused(heading, "", _("列对照里有两列指到同一项，没有再次计入。请给它们不同的 name。"))
        taken.keys.append(key)

    def _record(self, taken: Taken, draft: RowDraft, target: _Target, quantity: Quantity, before: ActivityRecord | None) -> None:
        """Keep the figure, as a new record or as a new state of the one that is there."""
        micro = self._micro(taken, quantity, target)
        taken.existed = taken.existed or before is not None
        span = draft.span
        if before is not None:
            record = replace(before, subject=target.subject, quantity=quantity, micro=micro)
            if record == before:
                return
        else:
            note = _("导入自 {file} 第 {row} 行").format(file=self._file, row=draft.number)
            record = ActivityRecord(
                id=RecordId(new_id()),
                venue_id=taken.state.venue.id,
                subject=target.subject,
                kind=RecordKind.MONTH if span.month else RecordKind.BILL,
                quantity=quantity,
                micro=micro,
                month=span.month,
                start=None if span.month else span.start,
                end=None if span.month else span.end,
                invoice=target.invoice,
                note=note,
                quality=DataQuality.C if span.month or span.whole_year else DataQuality.B,
            )
        taken.records[record.id] = record

    def _micro(self, taken: Taken, quantity: Quantity, target: _Target) -> int:
        """The quantity in millionths of the row's unit, rounded at the sixth decimal; the record keeps all that was written."""
        try:
            amount = self._catalogue.units.convert(Fraction(quantity.value), quantity.unit, target.unit) * MICRO
        except InputError as error:
            raise CellRefused(target.heading, str(quantity.value), str(error)) from error
        if abs(quantity.value) > _LARGEST or abs(amount) > _LARGEST * MICRO:
            raise CellRefused(target.heading, str(quantity.value), _("数字太大，无法保存。请核对单位和位数。"))
        taken.rounded += amount.denominator != 1
        return round(amount)

    def _check_overlap(
        self, taken: Taken, span: Span, subjects: frozenset[Subject], heading: str, before: ActivityRecord | None, invoice: str = ""
    ) -> None:
        """Nothing is counted twice: a month typed by hand, a bill that feeds it, or a figure of the whole year."""
        for one in taken.state.records.values():
            if one.subject not in subjects or one is before or (invoice and one.invoice and invoice != one.invoice):
                continue
            start, end = (one.month.first_day, one.month.plus(1).first_day) if one.month else (one.start, one.end)
            if start is not None and end is not None and start < span.end and end > span.start:
                days = _("{start} 至 {end}（不含）").format(start=start.isoformat(), end=end.isoformat())
                raise CellRefused(heading, "", _("账本里这一项已有 {days} 的数，再导入会重复计入。").format(days=days))

    # ---------------------------------------------------------------- sources and their factors

    def _source(
        self,
        taken: Taken,
        item: SourceItem,
        family: Sequence[EmissionSource],
        name: str,
        factor: OwnFactor | None,
        before: ActivityRecord | None,
    ) -> EmissionSource:
        """The row of the boundary that a quantity belongs to.

        A row has one factor. Where the table brings another one, a row that nothing else stands in takes it; else the venue gets
        a row of its own for that factor, since the figures of other years keep theirs.
        """
        if factor is None:
            if family:
                return next((one for one in family if before is not None and Subject(one.id) == before.subject), family[0])
        else:
            for one in family:
                if one.factor_id == factor.factor_id:
                    return one
            for one in family:
                others = [r for r in taken.state.records.values() if r.subject == Subject(one.id) and r is not before]
                if not others and one.id not in taken.sources:
                    return replace(one, factor_id=factor.factor_id)
        kind = self._catalogue.source_types[item.type_code]
        known = {one.name for one in _sources(taken)}
        titles = (name, *_variants(name, factor))
        title = next((one for one in titles if one not in known), None)
        if title is None:
            raise CellRefused(item.heading, "", _("场所里已有名为「{name}」的排放源。").format(name=name))
        unit = item.quantity.unit if item.quantity.unit in {kind.unit, *kind.units} else kind.unit
        position = max((one.position for one in _sources(taken)), default=-1) + 1
        return EmissionSource(
            id=SourceId(new_id()),
            venue_id=taken.state.venue.id,
            type_code=kind.code,
            name=title,
            unit=unit,
            factor_id=factor.factor_id if factor is not None else "",
            position=position,
        )

    def _factor(self, taken: Taken, draft: FactorDraft) -> OwnFactor:
        """The own factor of a row: the same value, unit and document are one factor, whoever uses it."""
        made = OwnFactor(
            id=OwnFactorId(new_id()),
            name=draft.name,
            value=draft.value,
            numerator=draft.unit.numerator,
            per=draft.unit.per,
            gas=draft.unit.gas,
            document=draft.document,
            clause=draft.clause,
            vintage=draft.vintage,
            evidence=self._proof,
        )
        key = _factor_key(made)
        return self.factors.get(key) or taken.factors.setdefault(key, made)


def _factor_key(one: OwnFactor) -> _FactorKey:
    return one.value, one.numerator, one.per, one.gas, one.document, one.clause, one.vintage


def _sources(taken: Taken) -> Iterator[EmissionSource]:
    """The venue's sources as they are with what the row has brought so far."""
    yield from (taken.sources.get(one.id, one) for one in taken.state.sources)
    there = {one.id for one in taken.state.sources}
    yield from (one for one in taken.sources.values() if one.id not in there)


def _base(name: str, names: set[str]) -> bool:
    """Whether a row is called so, or so with its factor behind it."""
    return any(name == one or name.startswith(f"{one}（") for one in names)


def _variants(name: str, factor: OwnFactor | None) -> Iterator[str]:
    if factor is not None:
        yield f"{name}（{factor.value} {factor.unit}）"
        yield f"{name}（{factor.value} {factor.unit}，{factor.document}）"


def _same(record: ActivityRecord, span: Span, invoice: str) -> bool:
    if span.month is not None:
        return record.kind is RecordKind.MONTH and record.month == span.month
    return record.kind is RecordKind.BILL and (record.start, record.end, record.invoice) == (span.start, span.end, invoice)
