"""What a year of a venue says for its measures: amounts by source, output, month and refrigerant, each read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from core.accounting.carrier_use import emitted, emitted_by, used, used_by_month
from core.accounting.combining import Outputs
from core.accounting.measure_claims import CARRIERS, carrier_of
from core.accounting.measure_patterns import YearData
from core.catalogue_loader.reduction_rules import reduction_rules
from core.domain.activity import ActivityRecord, output_subject, shares_by_month
from core.domain.emission import Scope
from core.domain.inventory import GhgInventory, SourceResult
from core.domain.quantity import MICRO
from core.domain.reduction_rules import PatternKind, PrefillRule, Reads
from core.workflows import compiling
from core.workflows.compiling import Snapshot

_NOTHING = Fraction(0)
_MONTHS = 12
_HOURS = 24
_KILOGRAMS = 1000
_TOP_UP = "refrigerant_topup"
_GASES = frozenset({_TOP_UP, "refrigerant_charge"})


@dataclass(frozen=True)
class VenueFacts:
    """What a year of a venue says, read once and asked for each measure.

    Attributes:
        bases: by end use and output, the yearly amount used there; `usual`: those that are a usual share only, as ``use:output``.
        bought: by output, what the venue buys.
    """

    taken: Snapshot
    inventory: GhgInventory
    bases: Mapping[str, Outputs]
    usual: frozenset[str]
    bought: Outputs

    @cached_property
    def profile(self) -> Mapping[str, str]:
        """The newest value of each field of the profile."""
        return self.taken.venue.current_profile()

    @cached_property
    def produced(self) -> Mapping[str, Fraction]:
        """The yearly sum of each output."""
        return _sums(self.taken.records, self.taken)

    @cached_property
    def produced_last(self) -> Mapping[str, Fraction]:
        """The same of the year before."""
        return _sums(self.taken.last_year, self.taken)

    @cached_property
    def by_type(self) -> Mapping[str, Fraction]:
        """The yearly quantity of each type of source, in the unit of its rows; types with rows in several units are left out."""
        sums: dict[str, Fraction] = {}
        units: dict[str, set[str]] = {}
        for result in self.inventory.results:
            sums[result.type.code] = sums.get(result.type.code, _NOTHING) + result.quantity()
            units.setdefault(result.type.code, set()).add(result.source.unit)
        return {code: amount for code, amount in sums.items() if amount and len(units[code]) == 1}

    @cached_property
    def powered(self) -> Mapping[str, Mapping[int, Fraction]]:
        """What was used of each carrier in each month, 1 to 12."""
        return {output: _by_number(self.inventory, self.taken, output) for output in CARRIERS}

    @cached_property
    def year(self) -> YearData:
        """What the patterns look at."""
        taken, catalogue = self.taken, self.taken.catalogue
        last = compiling.last_year_inventory(taken)
        patterns = reduction_rules().patterns
        return YearData(
            months=self.powered,
            emitted={output: emitted(self.inventory, catalogue, output) for output in CARRIERS},
            by_source={result.type.code: emitted_by(self.inventory, result.type.code) for result in self.inventory.results},
            total=self.inventory.total(p1=taken.counts_p1),
            last={output: used(last, catalogue, output) for output in CARRIERS} if last is not None else {},
            produced=self.produced,
            produced_last=self.produced_last,
            main=_main_output(taken),
            burnt={
                one.code: used(self.inventory, catalogue, one.output, *one.sources) for one in patterns if one.kind is PatternKind.BURNT
            },
            metered={one.code: _kilowatt_hours(self.metered(one.names)) for one in patterns if one.kind is PatternKind.METERED},
            put_in={one.code: self.refilled(one.names) for one in patterns if one.kind is PatternKind.REFILLED},
            charge=self.charge(()),
            refilled=self.refilled(()),
        )

    def results(self, *types: str) -> tuple[SourceResult, ...]:
        """The rows of some types of sources that have a quantity."""
        return tuple(one for one in self.inventory.results if one.type.code in types and one.quantity())

    def metered(self, names: Sequence[str]) -> tuple[SourceResult, ...]:
        """The electricity rows in kWh whose name holds one of some words; none where all rows do, for then they tell nothing apart."""
        carriers = ((one, carrier_of(one.type.method, one.type.inputs)) for one in self.inventory.results if one.type.scope is Scope.TWO)
        rows = [one for one, carrier in carriers if carrier == "electricity"]
        own = tuple(one for one in rows if one.source.unit == "kWh" and any(word in one.source.name for word in names))
        return own if len(own) < len(rows) else ()

    def gases(self, species: Sequence[str]) -> tuple[SourceResult, ...]:
        """The rows of refrigerants put in, in kilograms; of the species named, or of all."""
        return tuple(one for one in self.results(_TOP_UP) if one.source.unit == "kg" and (not species or one.source.species in species))

    def refilled(self, species: Sequence[str]) -> Fraction:
        """Kilograms of refrigerant put in during the year."""
        return sum((one.quantity() for one in self.gases(species)), _NOTHING)

    def charge(self, species: Sequence[str]) -> Fraction:
        """Kilograms of refrigerant in the machines that are registered."""
        machines = (one for one in self.taken.meters if one.charge is not None and (not species or one.refrigerant in species))
        return sum((Fraction(one.charge or 0) for one in machines), _NOTHING)

    def _warming(self, species: Sequence[str]) -> Fraction:
        """Kilograms of CO2e for one of refrigerant put in, where it counts at all."""
        counted = [one for one in self.gases(species) if one.total()]
        mass = sum((one.quantity() for one in counted), _NOTHING)
        return sum((one.total() for one in counted), _NOTHING) * _KILOGRAMS / mass if mass else _NOTHING

    def _lowest(self, types: Sequence[str]) -> Fraction:
        """Twelve times the month with least; a year of figures is needed."""
        months: dict[int, Fraction] = {}
        rows = self.results(*types)
        for one in rows:
            for month, amount in {line.month: line.quantity for line in (*one.lines, *one.memo)}.items():
                months[month.month] = months.get(month.month, _NOTHING) + amount
        units = {one.source.unit for one in rows}
        return min(months.values()) * _MONTHS if len(months) == _MONTHS and len(units) == 1 else _NOTHING

    def _mean_power(self) -> Fraction:
        """Mean kW of the month with least electricity; a year of figures is needed."""
        months = self.powered["dE"]
        if len(months) < _MONTHS:
            return _NOTHING
        days = {month.month: month.days for month in self.taken.dossier.period}
        return min(amount / (days[month] * _HOURS) for month, amount in months.items())

    def _amount(self, code: str) -> Fraction:
        """An output, a type of source or a field of the profile, whichever the code names."""
        return self.produced.get(code) or self.by_type.get(code) or _number(self.profile.get(code, ""))

    def figure(self, rule: PrefillRule) -> Fraction:
        """What a rule reads, before its factor; 0 where the data do not say."""
        codes = rule.codes
        if rule.reads is Reads.RATIO:
            below = self._amount(codes[1])
            return self._amount(codes[0]) / below if below else _NOTHING
        if rule.reads is Reads.LEAK:
            charge = self.charge(codes)
            return self.refilled(codes) / charge if charge else _NOTHING
        readers: Mapping[Reads, Callable[[], Fraction]] = {
            Reads.PROFILE: lambda: _number(self.profile.get(codes[0], "")),
            Reads.PRODUCED: lambda: self.produced.get(codes[0], _NOTHING),
            Reads.QUANTITY: lambda: self.by_type.get(codes[0], _NOTHING),
            Reads.LOWEST: lambda: self._lowest(codes),
            Reads.METERED: lambda: _kilowatt_hours(self.metered(codes)),
            Reads.BOUGHT: lambda: self.bought.get(codes[0], _NOTHING),
            Reads.MEAN_POWER: self._mean_power,
            Reads.END_USE: lambda: _base(self.bases, codes[0]),
            Reads.CHARGE: lambda: self.charge(codes),
            Reads.REFILLED: lambda: self.refilled(codes),
            Reads.WARMING: lambda: self._warming(codes),
        }
        return readers[rule.reads]()

    def there(self, reads: Reads, code: str) -> bool:
        """Whether the venue has what a measure needs: an output, a refrigerant, or a type of source with a quantity."""
        if reads is Reads.PRODUCED:
            return bool(self.produced.get(code))
        if reads is Reads.REFILLED:
            return bool(self.refilled((code,)) or self.charge((code,)) or any(r.source.species == code for r in self.results(*_GASES)))
        return bool(self.results(code))


def _base(bases: Mapping[str, Outputs], code: str) -> Fraction:
    use, _colon, output = code.partition(":")
    return bases.get(use, {}).get(output, _NOTHING)


def _kilowatt_hours(rows: Iterable[SourceResult]) -> Fraction:
    return sum((one.quantity() for one in rows), _NOTHING)


def _number(text: str) -> Fraction:
    """A field of the profile as a number; 0 where it is empty."""
    return Fraction(text) if text else _NOTHING


def _by_number(inventory: GhgInventory, taken: Snapshot, output: str) -> Mapping[int, Fraction]:
    return {month.month: amount for month, amount in used_by_month(inventory, taken.catalogue, output).items()}


def _sums(records: Iterable[ActivityRecord], taken: Snapshot) -> Mapping[str, Fraction]:
    outputs = {output_subject(code): code for code in taken.catalogue.outputs}
    sums: dict[str, Fraction] = {}
    for (subject, _month), parts in shares_by_month(records).items():
        if subject in outputs:
            amount = Fraction(sum(micro for _record, micro in parts), MICRO)
            sums[outputs[subject]] = sums.get(outputs[subject], _NOTHING) + amount
    return sums


def _main_output(taken: Snapshot) -> str:
    """The output that the venue type's first intensity with an output is divided by."""
    rules = taken.catalogue.venue_types[taken.venue.type_code].intensities
    return next((rule.denominator.partition(":")[2] for rule in rules if rule.denominator.startswith("output:")), "")
