"""What every check may read, and how a finding is put into words and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from core.domain.activity import ActivityRecord, EvidenceRef, RecordKind, Subject, effective, output_code, shares_by_month
from core.domain.catalogue import Catalogue, VenueType
from core.domain.dossier import Dossier
from core.domain.emission import EmissionSource, Meter, SourceType
from core.domain.finding import Finding, Place, Severity
from core.domain.inventory import GhgInventory
from core.domain.organization import Organization, Person, Venue
from core.domain.period import Month
from core.domain.quantity import shown_micro
from core.i18n import _, current_language


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Everything about a dossier that a rule may look at; pure data."""

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


@dataclass(frozen=True, slots=True)
class Case:
    """A context with the look-ups that several rules need, made once for a run."""

    context: CheckContext
    sources: Mapping[str, EmissionSource]
    meters: Mapping[str, Meter]
    counted: tuple[ActivityRecord, ...]
    months: Mapping[tuple[str, Month], int]
    last_year: Mapping[tuple[str, Month], int]

    @classmethod
    def of(cls, context: CheckContext) -> Case:
        """Prepare a run."""
        return cls(
            context=context,
            sources={source.id: source for source in context.sources},
            meters={meter.id: meter for meter in context.meters},
            counted=effective(context.records),
            months=_sums(context.records),
            last_year=_sums(context.last_year_records),
        )

    def active(self) -> tuple[EmissionSource, ...]:
        """The sources inside the boundary."""
        return tuple(source for source in self.context.sources if source.active)

    def type_of(self, source: EmissionSource) -> SourceType:
        """The catalogue entry of a source."""
        return self.context.catalogue.source_types[source.type_code]

    def threshold(self, rule: str, name: str) -> Fraction:
        """A threshold of checks.toml."""
        return Fraction(self.context.catalogue.rules[rule].thresholds[name])

    def name(self, subject: str) -> str:
        """What a row is called."""
        code = output_code(subject)
        if code is not None:
            output = self.context.catalogue.outputs.get(code)
            return code if output is None else _words(output.zh, output.en)
        source = self.sources.get(subject)
        return source.name if source else _("已删除的排放源")

    def unit(self, subject: str) -> str:
        """Unit code of a row."""
        code = output_code(subject)
        if code is not None:
            return self.context.catalogue.outputs[code].unit
        source = self.sources.get(subject)
        return source.unit if source else ""

    def amount(self, subject: str, micro: int | Fraction) -> str:
        """A quantity of a row with its unit, as printed."""
        unit = self.context.catalogue.units[self.unit(subject)]
        return f"{shown_micro(round(micro), unit.decimals, exact=False)} {unit.label}"

    def bills(self) -> tuple[ActivityRecord, ...]:
        """The bills that count."""
        return tuple(record for record in self.counted if record.kind is RecordKind.BILL)

    def bills_by_account(self) -> Mapping[str, tuple[ActivityRecord, ...]]:
        """The bills of each account that touch the period, in order of time; a metered source without accounts counts as one.

        Bills of sources that have no meter, such as the papers of a maintenance visit, need not follow each other.
        """
        period = self.context.dossier.period
        accounts: dict[str, list[ActivityRecord]] = {}
        for record in self.bills():
            if record.reverses is not None or record.start is None or record.end is None:
                continue
            source = self.sources.get(str(record.subject))
            metered = record.meter_id is not None or (source is not None and self.type_of(source).metered)
            if metered and record.start < period.day_after and record.end > period.first_day:
                accounts.setdefault(record.meter_id or str(record.subject), []).append(record)
        return {key: tuple(sorted(found, key=lambda r: (r.start or date.min, r.end or date.min))) for key, found in accounts.items()}

    def account_name(self, record: ActivityRecord) -> str:
        """Row and account of a bill."""
        meter = self.meters.get(record.meter_id or "")
        return f"{self.name(record.subject)} {meter.account}" if meter else self.name(record.subject)

    def finding(
        self,
        rule: str,
        severity: Severity,
        place: Place,
        parameters: Mapping[str, str],
        *,
        name: str = "",
    ) -> Finding:
        """A fired rule; its explanation is attached when one is kept for this rule and place."""
        shown_name = name or self.name(place.subject) if place.subject or name else _("场所档案")
        if place.month is not None and not name:
            shown_name = _("{name} {month}月").format(name=shown_name, month=place.month.month)
        bare = Finding(rule, severity, place, shown_name, {"place": shown_name, **parameters})
        explanation = self.context.explanations.get(bare.key(), "")
        return Finding(rule, severity, place, shown_name, bare.parameters, explanation)


def _words(zh: str, en: str) -> str:
    return en if current_language() == "en" and en else zh


def _sums(records: tuple[ActivityRecord, ...]) -> Mapping[tuple[str, Month], int]:
    return {(str(subject), month): sum(m for _r, m in parts) for (subject, month), parts in shares_by_month(records).items()}


def span(record: ActivityRecord) -> str:
    """The days of a bill as people write them, both included."""
    if record.start is None or record.end is None:
        return str(record.month or "")
    return f"{record.start.isoformat()} — {(record.end - timedelta(days=1)).isoformat()}"


def bill_place(record: ActivityRecord) -> Place:
    """The cell where a bill begins to count."""
    month = Month.of(record.start) if record.start is not None else record.month
    return Place("activity", str(record.subject), month, record=str(record.id))


def subject_place(subject: Subject | str, month: Month | None = None) -> Place:
    """A cell, or a whole row."""
    return Place("activity", str(subject), month)
