"""What every check may read, and how a finding gets its place and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from core.accounting.claim_facts import NOTHING_CLAIMED, ClaimFacts
from core.accounting.claim_words import NO_WORDS, ClaimWords
from core.accounting.netting import NettedEvent
from core.domain.activity import ActivityRecord, EvidenceRef, RecordKind, Subject, effective, output_subject, shares_by_month
from core.domain.catalogue import Catalogue, VenueType
from core.domain.dossier import Dossier
from core.domain.emission import EmissionSource, Meter, Scope, SourceType
from core.domain.event import EventForm, EventItem
from core.domain.finding import Finding, Place, Severity
from core.domain.inventory import GhgInventory
from core.domain.offset import CreditLot
from core.domain.organization import Organization, Person, Venue
from core.domain.own_factor import OwnFactor
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import MICRO, Unit, shown, shown_micro, shown_significant
from core.i18n import _, current_language

MACHINE_METHODS = ("gas_release", "gas_recovery", "leak_rate")
"""Methods of rows whose meters are machines."""

NOW_AND_THEN = {*MACHINE_METHODS, "market_instrument"}
"""Methods of rows that come now and then, or stay the same like a charge; one month says nothing about another."""

RESIDUAL_NAME = "外购电力·不明差额（计入公区）"
"""What the row is called that takes up what a mall's meters leave unexplained; by this name it is found again (domain.md §4.5)."""

_GRID_ORDER = {Scope.ONE: 0, Scope.TWO: 1, Scope.MEMO: 1, Scope.THREE: 2}
"""How the monthly grid groups its rows; outputs come last."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another venue of the ledger: what it counts and by which accounts, so that nothing is counted in two places."""

    venue: str
    organization: str
    sources: tuple[EmissionSource, ...]
    meters: tuple[Meter, ...]


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Everything about a dossier that a rule may look at; pure data.

    Attributes:
        records: all that touch the period, those that a correction replaced too.
        last_year_records, earlier_records: the period one year earlier, and what lies before that.
        last_saved: the day of the ledger's newest change; None where nothing was saved yet.
        evidence: attached files by id.
        explanations: written answers by finding key.
        today: the day of the machine's clock.
        event, items: the form of an event dossier and its items; None and empty for a venue's operation.
        neighbours: the other venues of the ledger; none where the dossier can no longer be changed.
        own_factors: the ledger's own factors, with the files that prove them.
        lots: the carbon credits that are used for the dossier.
        claims: what is on file for its claim.
    """

    dossier: Dossier
    organization: Organization
    venue: Venue
    venue_type: VenueType
    sources: tuple[EmissionSource, ...]
    meters: tuple[Meter, ...]
    records: tuple[ActivityRecord, ...]
    last_year_records: tuple[ActivityRecord, ...]
    evidence: Mapping[str, EvidenceRef]
    explanations: Mapping[str, str]
    people: tuple[Person, ...]
    catalogue: Catalogue
    inventory: GhgInventory
    today: date
    earlier_records: tuple[ActivityRecord, ...] = ()
    event: EventForm | None = None
    items: tuple[EventItem, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    own_factors: tuple[OwnFactor, ...] = ()
    lots: tuple[CreditLot, ...] = ()
    last_saved: date | None = None
    claims: ClaimFacts = NOTHING_CLAIMED
    netted: tuple[ActivityRecord, ...] = ()
    netted_events: tuple[NettedEvent, ...] = ()
    words: ClaimWords = NO_WORDS


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the grid inside the boundary: an active emission source or an output.

    Attributes:
        source, kind: None for an output.
        need: R required, S should, O optional; a source is always required.
    """

    subject: Subject
    name: str
    unit: Unit
    source: EmissionSource | None
    kind: SourceType | None
    need: str

    @property
    def steady(self) -> bool:
        """Whether one month can be compared with another."""
        return self.kind is None or (self.kind.method not in NOW_AND_THEN and self.name != RESIDUAL_NAME)

    @property
    def of_machines(self) -> bool:
        """Whether its meters are machines with a charge, whose papers need not join each other."""
        return self.kind is not None and self.kind.method in MACHINE_METHODS

    @property
    def metered(self) -> bool:
        """Whether the figures are counted by somebody, and not the days of a calendar."""
        return self.steady and self.unit.dimension != "time"

    def number(self, micro: int | Fraction) -> str:
        """A quantity as printed, without its unit.

        What was typed keeps its decimals; a share of a bill has all six and is rounded like any computed figure.
        """
        if isinstance(micro, int):
            return shown_micro(micro, self.unit.decimals, exact=micro % 1000 == 0)
        return shown(micro / MICRO, self.unit.decimals)

    def amount(self, micro: int | Fraction) -> str:
        """A quantity as printed, with its unit."""
        return f"{self.number(micro)} {self.unit.label}"


@dataclass(frozen=True, slots=True)
class Account:
    """The bills of one account 户号 in order of time; a source without accounts counts as one.

    Attributes:
        meter: None where the bills name no account and the source does not have just one.
        bills: what counts, without credit notes.
        changes: notes that the meter was changed.
    """

    row: Row
    meter: Meter | None
    bills: tuple[ActivityRecord, ...]
    changes: tuple[ActivityRecord, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A context with the look-ups that several rules need, made once for a run.

    Attributes:
        rows: what is inside the boundary, in the order of the grid; `calendar`: the months of the dossier.
        known: the records of these rows that count, in order of time; `counted`: those of the period.
        months: millionths of each row and month, the years before too.
        partial: rows and months that bills cover in part only; they cannot be compared.
        typed: rows and months that have a figure of their own.
    """

    context: CheckContext
    calendar: tuple[Month, ...]
    rows: Mapping[str, Row]
    known: tuple[ActivityRecord, ...]
    counted: tuple[ActivityRecord, ...]
    months: Mapping[tuple[str, Month], int]
    accounts: tuple[Account, ...]
    partial: frozenset[tuple[str, Month]]
    typed: frozenset[tuple[str, Month]]

    @classmethod
    def of(cls, context: CheckContext) -> Case:
        """Prepare a run."""
        rows = {str(row.subject): row for row in _rows(context)}
        everything = {r.id: r for r in (*context.earlier_records, *context.last_year_records, *context.records)}.values()
        known = tuple(sorted((record for record in effective(everything) if record.subject in rows), key=_in_time))
        own = {record.id for record in context.records}
        meters = {str(meter.id): meter for meter in context.meters}
        accounts = _accounts(rows, meters, known, [r for r in everything if r.kind is RecordKind.METER_CHANGE])
        return cls(
            context=context,
            calendar=tuple(context.dossier.period),
            rows=rows,
            known=known,
            counted=tuple(record for record in known if record.id in own),
            months={(str(s), m): sum(micro for _r, micro in parts) for (s, m), parts in shares_by_month(known).items()},
            accounts=accounts,
            partial=_partial(accounts),
            typed=frozenset((str(r.subject), r.month) for r in known if r.kind is RecordKind.MONTH and r.month is not None),
        )

    @property
    def period(self) -> ReportingPeriod:
        """The months of the dossier."""
        return self.context.dossier.period

    def sources(self, type_code: str) -> tuple[Row, ...]:
        """The rows of one source type."""
        return tuple(row for row in self.rows.values() if row.kind is not None and row.kind.code == type_code)

    def whole_months(self, rows: Iterable[Row]) -> tuple[Month, ...]:
        """The months in which each of these rows has a whole figure; none without rows."""
        wanted = [str(row.subject) for row in rows]
        known = (m for m in self.calendar if all((s, m) in self.months and (s, m) not in self.partial for s in wanted))
        return tuple(known) if wanted else ()

    def amount(self, rows: Iterable[Row], months: Iterable[Month], unit: str) -> Fraction:
        """What rows come to together in some months, in a unit of theirs."""
        every = tuple(months)
        total = Fraction(0)
        for row in rows:
            micro = sum(self.months.get((str(row.subject), month), 0) for month in every)
            total += self.context.catalogue.units.convert(Fraction(micro, MICRO), row.unit.code, unit)
        return total

    def bills(self) -> tuple[ActivityRecord, ...]:
        """The period's bills that count, credit notes too."""
        return tuple(record for record in self.counted if record.kind is RecordKind.BILL)

    def row(self, record: ActivityRecord) -> Row:
        """The row of a counted record."""
        return self.rows[str(record.subject)]

    def limit(self, rule: str, name: str) -> Fraction:
        """A threshold of checks.toml."""
        return Fraction(self.context.catalogue.rules[rule].thresholds[name])

    def limit_text(self, rule: str, name: str) -> str:
        """The same as it stands there."""
        return f"{self.context.catalogue.rules[rule].thresholds[name]:,f}"

    def cell(self, row: Row, month: Month | None = None, *, record: str = "", field_name: str = "") -> Place:
        """A cell of the grid, or a whole row; an event has rows only."""
        if self.context.event is not None:
            return Place("events", str(row.subject), field=field_name, record=record)
        return Place("activity", str(row.subject), month, field_name, record)

    def bill_cell(self, record: ActivityRecord, *, field_name: str = "") -> Place:
        """The cell inside the dossier where a record begins to count."""
        begun = Month.of(record.start) if record.start is not None else record.month
        month = min(max(begun or self.period.start, self.period.start), self.period.end)
        return self.cell(self.row(record), month, record=str(record.id), field_name=field_name)

    def finding(self, rule: str, severity: Severity, place: Place, parameters: Mapping[str, str], name: str = "") -> Finding:
        """A fired rule; without a `name` the place is called by its row and month."""
        row = self.rows.get(place.subject)
        called = name or (row.name if row else "")
        if place.month is not None and row is not None and not name:
            called = _("{row} {month}月").format(row=called, month=place.month.month)
        return Finding(rule, severity, place, called, {"place": called, **parameters})


def in_language(zh: str, en: str) -> str:
    """The catalogue's word in the language in use."""
    return en if current_language() == "en" and en else zh


def day_text(day: date) -> str:
    """A day as people write it."""
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def span_text(record: ActivityRecord) -> str:
    """The days of a bill, both included, or its month."""
    if record.start is not None and record.end is not None:
        return f"{day_text(record.start)}—{day_text(record.end - timedelta(days=1))}"
    return month_text(record.month) if record.month is not None else "—"


def month_text(month: Month) -> str:
    """A month as people write it."""
    return _("{year}年{month}月").format(year=month.year, month=month.month)


def percent(share: Fraction) -> str:
    """A share in per cent with up to three significant digits."""
    text = shown_significant(share * 100)
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def joined(names: Iterable[str], most: int = 4) -> str:
    """A few names, and that there are more."""
    every = tuple(names)
    return "、".join(every[:most]) + (_(" 等 {count} 项").format(count=len(every)) if len(every) > most else "")


def _rows(context: CheckContext) -> tuple[Row, ...]:
    types, units = context.catalogue.source_types, context.catalogue.units
    active = sorted((s for s in context.sources if s.active), key=lambda s: (_GRID_ORDER[types[s.type_code].scope], s.position))
    rows = [Row(Subject(s.id), s.name, units[s.unit], s, types[s.type_code], "R") for s in active]
    for proposed in () if context.event is not None else context.venue_type.outputs:
        output = context.catalogue.outputs[proposed.code]
        name = in_language(output.zh, output.en)
        rows.append(Row(output_subject(proposed.code), name, units[output.unit], None, None, proposed.need))
    return tuple(rows)


def _in_time(record: ActivityRecord) -> tuple[date, date, str]:
    start = record.start or (record.month.first_day if record.month is not None else date.min)
    return start, record.end or start, str(record.id)


def _accounts(
    rows: Mapping[str, Row], meters: Mapping[str, Meter], known: Iterable[ActivityRecord], changes: Iterable[ActivityRecord]
) -> tuple[Account, ...]:
    only = {str(m.source_id): m for m in meters.values() if sum(1 for other in meters.values() if other.source_id == m.source_id) == 1}

    def key(record: ActivityRecord) -> tuple[str, str]:
        meter = meters.get(str(record.meter_id)) or only.get(str(record.subject))
        return str(record.subject), str(meter.id) if meter else ""

    found: dict[tuple[str, str], list[ActivityRecord]] = {}
    for record in known:
        if record.kind is RecordKind.BILL and record.reverses is None and record.micro >= 0:
            found.setdefault(key(record), []).append(record)
    notes: dict[tuple[str, str], list[ActivityRecord]] = {}
    for change in changes:
        notes.setdefault(key(change), []).append(change)
    return tuple(
        Account(rows[subject], meters.get(meter), tuple(bills), tuple(sorted(notes.get((subject, meter), ()), key=_in_time)))
        for (subject, meter), bills in sorted(found.items())
    )


def _partial(accounts: Iterable[Account]) -> frozenset[tuple[str, Month]]:
    """A month is whole when the bills of each account cover all its days, or all but one."""
    found = set()
    for account in accounts:
        covered: dict[Month, int] = {}
        for bill in account.bills:
            for month in bill.months():
                start, end = bill.start or date.min, bill.end or date.min
                days = (min(end, month.plus(1).first_day) - max(start, month.first_day)).days
                covered[month] = covered.get(month, 0) + days
        found |= {(str(account.row.subject), month) for month, days in covered.items() if days < month.days - 1}
    return frozenset(found)
