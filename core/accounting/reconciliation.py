"""The meter tree of a mall: the main meter held against tenants, third parties and common areas together (domain.md §4.5).

One calculation stands behind the check, the page, the command and the row that takes up the unexplained rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from core.accounting.check_context import RESIDUAL_NAME, in_language
from core.accounting.footprint import Facts
from core.accounting.intensity import profile_number
from core.domain.activity import Subject, output_code, output_subject, shares_by_month
from core.domain.catalogue import Catalogue, VenueType
from core.domain.emission import EmissionSource, Scope, SourceType
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.quantity import MICRO
from core.i18n import _

MAIN, TENANTS, THIRD = (output_subject(f"{name}_electricity") for name in ("main_meter", "tenant", "third_party"))
COOLING = output_subject("tenant_cooling")
"""The output rows that a mall fills to reconcile its meters; none of them is part of the total itself."""

BOUNDARY_FIELD, COOLING_FIELD, COP_FIELD = "boundary", "cooling_sold", "plant_cop"

_KWH = "kWh"


class MallBoundary(Enum):
    """B1 业主运营边界 and B2 全楼边界: chosen once for the dossier and printed in every title."""

    LANDLORD = "landlord"
    BUILDING = "building"


class Role(Enum):
    """What a row of the meter tree stands for."""

    MAIN = "main"
    TENANT = "tenant"
    THIRD = "third"
    COOLING = "cooling"
    COMMON = "common"
    RESIDUAL = "residual"


class Verdict(Enum):
    """What the unexplained share means: taken, to be explained in writing, refused, or not yet to be told."""

    BALANCED = "balanced"
    ASK = "ask"
    REFUSED = "refused"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares of the main meter: between `low` and `accept` the rest is taken, up to `block` it needs a sentence, beyond it is refused."""

    low: Fraction
    accept: Fraction
    block: Fraction

    @classmethod
    def of(cls, catalogue: Catalogue) -> Limits:
        """The thresholds of rule V12."""
        given: Mapping[str, Decimal] = catalogue.rules["V12"].thresholds
        low, accept, block = (Fraction(given[name]) / 100 for name in ("low_percent", "accept_percent", "block_percent"))
        return cls(low, accept, block)


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A row of the tree with its kWh by month.

    Attributes:
        counted: whether its electricity is in the total.
        detail: part of another row's figure, shown below it and not added again.
    """

    subject: Subject
    name: str
    role: Role
    months: Mapping[Month, Fraction]
    counted: bool = False
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """One month, or the months together, in kWh.

    Attributes:
        main: the supplier's main meter.
        parts: kWh by role, without the residual row.
        assigned: what the residual row has taken up already.
        missing: what is not known yet, in words; with anything in it the other figures say nothing.
        verdict: by the unexplained share before anything was assigned.
    """

    main: Fraction
    parts: Mapping[Role, Fraction]
    assigned: Fraction
    missing: tuple[str, ...]
    verdict: Verdict

    @property
    def unexplained(self) -> Fraction:
        """What no sub-meter explains: 总表 − Σ租户 − Σ公区分项 − 第三方."""
        return self.main - sum(self.parts.values(), Fraction(0))

    @property
    def share(self) -> Fraction | None:
        """The same as a share of the main meter; None where that shows nothing."""
        return self.unexplained / self.main if self.main else None

    @property
    def left(self) -> Fraction:
        """What is in nobody's figure."""
        return self.unexplained - self.assigned

    @property
    def due(self) -> Fraction:
        """What is still to be put to the common areas, or with a minus to be taken back; a rest below zero is not assigned."""
        return max(Fraction(0), self.unexplained) - self.assigned


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The meter tree of a period.

    Attributes:
        year: the months that are complete, together.
        notes: what a reader must know about the figures, in words.
    """

    boundary: MallBoundary
    rows: tuple[MeterRow, ...]
    months: Mapping[Month, Balance]
    year: Balance
    notes: tuple[str, ...] = ()

    def of_role(self, role: Role) -> tuple[MeterRow, ...]:
        """The rows that stand for one thing."""
        return tuple(row for row in self.rows if row.role is role)


def mall_boundary(profile: Mapping[str, str]) -> MallBoundary | None:
    """The boundary that a profile states; None where it states none."""
    return next((one for one in MallBoundary if one.value == profile.get(BOUNDARY_FIELD)), None)


def boundary_title(venue: Venue, day: date) -> str:
    """What every title must say of a mall's boundary, in brackets; empty for other venues (domain.md §4.5)."""
    chosen = mall_boundary(venue.profile_on(day))
    if chosen is None:
        return ""
    return _("（业主运营边界，不含租户用能）") if chosen is MallBoundary.LANDLORD else _("（含租户用能）")


def has_meter_tree(venue_type: VenueType) -> bool:
    """Whether venues of this type reconcile a main meter."""
    return any(output_subject(proposed.code) == MAIN for proposed in venue_type.outputs)


def reconcile(facts: Facts, catalogue: Catalogue) -> Reconciliation | None:
    """Hold the main meter against what lies below it; None for a venue without a meter tree or without a chosen boundary.

    B1 takes tenants off by the sum of their sub-meters, and cooling sold by energy at the plant's COP. In B2 tenants are counted
    rows, so nothing is taken off but third parties. Third parties are none where no month has a figure; a figure that is
    missing in single months makes these months incomplete, never zero.
    """
    profile = facts.venue.profile_on(facts.period.day_after - timedelta(days=1))
    boundary = mall_boundary(profile)
    if boundary is None or not has_meter_tree(catalogue.venue_types[facts.venue.type_code]):
        return None
    known = _kilowatt_hours(facts, catalogue)
    cooling, open_questions = _cooling(boundary, profile, known)
    rows = (*_output_rows(catalogue, known, boundary, cooling), *_source_rows(facts, catalogue, known, boundary))
    limits = Limits.of(catalogue)
    months = {month: _balance(rows, (month,), (*_missing(rows, month), *open_questions), limits) for month in facts.period}
    complete = tuple(month for month, balance in months.items() if not balance.missing)
    year = _balance(rows, complete, () if complete else (_("还没有一个月的数是齐的"),), limits)
    return Reconciliation(boundary, rows, months, year, _notes(rows, boundary, profile, known))


def _kilowatt_hours(facts: Facts, catalogue: Catalogue) -> Mapping[Subject, Mapping[Month, Fraction]]:
    """Energy of each row of electricity or cooling in kWh, by month."""
    units = catalogue.units
    unit_of = {Subject(source.id): source.unit for source in facts.sources}
    found: dict[Subject, dict[Month, Fraction]] = {}
    for (subject, month), parts in shares_by_month(facts.records).items():
        code = output_code(subject)
        output = catalogue.outputs.get(code or "")
        unit = unit_of.get(subject) or (output.unit if output is not None else "")
        if month in facts.period and unit in units and units[unit].dimension == units[_KWH].dimension:
            micro = sum(micro for _record, micro in parts)
            found.setdefault(subject, {})[month] = units.convert(Fraction(micro, MICRO), unit, _KWH)
    return found


def _cooling(
    boundary: MallBoundary, profile: Mapping[str, str], known: Mapping[Subject, Mapping[Month, Fraction]]
) -> tuple[Mapping[Month, Fraction] | None, tuple[str, ...]]:
    """Electricity behind cooling that is sold by energy; None where it stays with the landlord, and what is missing to tell."""
    if boundary is not MallBoundary.LANDLORD or profile.get(COOLING_FIELD) != "metered":
        return None, ()
    cop = profile_number(profile.get(COP_FIELD, ""))
    if cop <= 0:
        return {}, (_("冷站 COP 没有填，不能扣除售出的冷量"),)
    return {month: kilowatt_hours / cop for month, kilowatt_hours in known.get(COOLING, {}).items()}, ()


def _output_rows(
    catalogue: Catalogue,
    known: Mapping[Subject, Mapping[Month, Fraction]],
    boundary: MallBoundary,
    cooling: Mapping[Month, Fraction] | None,
) -> Iterable[MeterRow]:
    inside = boundary is MallBoundary.BUILDING
    for subject, role, detail in ((MAIN, Role.MAIN, False), (TENANTS, Role.TENANT, inside), (THIRD, Role.THIRD, False)):
        yield MeterRow(subject, _output_name(catalogue, subject), role, known.get(subject, {}), detail=detail)
    if cooling is not None:
        yield MeterRow(COOLING, _("售给租户的冷量，折电"), Role.COOLING, cooling)


def _output_name(catalogue: Catalogue, subject: Subject) -> str:
    output = catalogue.outputs[output_code(subject) or ""]
    return in_language(output.zh, output.en)


def _source_rows(
    facts: Facts, catalogue: Catalogue, known: Mapping[Subject, Mapping[Month, Fraction]], boundary: MallBoundary
) -> Iterable[MeterRow]:
    """The rows of purchased electricity: those counted, and below tenants those that are known but left out."""
    for source in sorted(facts.sources, key=lambda one: one.position):
        kind = catalogue.source_types[source.type_code]
        if not is_power(kind):
            continue
        subject = Subject(source.id)
        months = known.get(subject, {})
        if source.active and kind.scope is Scope.TWO:
            role = Role.RESIDUAL if source.name == RESIDUAL_NAME else Role.COMMON
            role = Role.TENANT if source.operator and boundary is MallBoundary.BUILDING else role
            yield MeterRow(subject, source.name, role, months, counted=True)
        elif months and source.operator:
            yield MeterRow(subject, source.name, Role.TENANT, months, detail=True)


def is_power(kind: SourceType) -> bool:
    """Whether rows of this type are purchased electricity."""
    return kind.method == "purchased_electricity"


def counted_tenants(sources: Iterable[EmissionSource], catalogue: Catalogue) -> tuple[EmissionSource, ...]:
    """Rows of power inside the boundary that somebody else uses: in B1 they are taken off at the main meter already."""
    kinds = catalogue.source_types
    return tuple(
        one for one in sources if one.active and one.operator and is_power(kinds[one.type_code]) and kinds[one.type_code].scope is Scope.TWO
    )


def _missing(rows: Iterable[MeterRow], month: Month) -> Iterable[str]:
    """Rows without a figure of this month; third parties without any figure at all are none."""
    for row in rows:
        optional = row.detail or row.role is Role.RESIDUAL or (row.role is Role.THIRD and not row.months)
        if month not in row.months and not optional:
            yield _("{row}没有数").format(row=row.name)


def _balance(rows: Iterable[MeterRow], months: Iterable[Month], missing: tuple[str, ...], limits: Limits) -> Balance:
    wanted = tuple(months)
    sums: dict[Role, Fraction] = {}
    for row in rows:
        if not row.detail:
            sums[row.role] = sums.get(row.role, Fraction(0)) + sum((row.months.get(month, Fraction(0)) for month in wanted), Fraction(0))
    main, assigned = sums.pop(Role.MAIN, Fraction(0)), sums.pop(Role.RESIDUAL, Fraction(0))
    made = Balance(main, sums, assigned, missing, Verdict.INCOMPLETE)
    return made if missing else Balance(main, sums, assigned, (), _verdict(made, limits))


def _verdict(balance: Balance, limits: Limits) -> Verdict:
    share = balance.share
    if share is None:
        return Verdict.REFUSED if balance.unexplained else Verdict.BALANCED
    if share < limits.low or share > limits.block:
        return Verdict.REFUSED
    return Verdict.ASK if share > limits.accept else Verdict.BALANCED


def _notes(
    rows: Iterable[MeterRow], boundary: MallBoundary, profile: Mapping[str, str], known: Mapping[Subject, Mapping[Month, Fraction]]
) -> tuple[str, ...]:
    notes = []
    if any(row.role is Role.THIRD and not row.months for row in rows):
        notes.append(_("没有填第三方电量，按没有充电桩、基站等第三方用电核对。"))
    if profile.get(COOLING_FIELD) == "metered" and boundary is MallBoundary.LANDLORD:
        notes.append(_("售给租户的冷量按冷站 COP 折成电量扣除，冷站一行应填扣除后的电量。"))
    elif any(known.get(COOLING, {}).values()):
        notes.append(_("售给租户的冷量没有扣除：档案里没有选按冷量扣除，或采用全楼边界。"))
    return tuple(notes)
