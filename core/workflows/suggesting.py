"""What a venue's own data say about its measures: parameters they answer, measures that do not fit, and patterns that speak for some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from core.accounting.carrier_use import emitted, emitted_by, used, used_by_month
from core.accounting.combining import Outputs
from core.accounting.measure_claims import CARRIERS
from core.accounting.measure_patterns import YearData, found
from core.catalogue_loader.reduction_rules import reduction_rules
from core.domain.activity import ActivityRecord, output_subject, shares_by_month
from core.domain.finding import Place
from core.domain.inventory import GhgInventory
from core.domain.measure import MeasureParameter, ReductionMeasure
from core.domain.quantity import MICRO, rounded, shown, shown_significant
from core.domain.reduction_rules import Pattern, PatternKind, PrefillRule, Reads
from core.i18n import _
from core.workflows import compiling
from core.workflows.compiling import Snapshot
from core.workflows.reduction_views import Prefill, Suggestion
from core.workflows.wording import localized

_NOTHING = Fraction(0)
_UNITS = {"dE": "kWh", "dG": "Nm³", "dPet": "L", "dDie": "L", "dLPG": "kg", "dCoal": "t"}
_DIGITS = 4
"""Significant digits a proposed parameter keeps: more would look measured."""


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
    def charge(self) -> Fraction:
        """Kilograms of refrigerant in the machines that are registered."""
        return sum((Fraction(one.charge) for one in self.taken.meters if one.charge is not None), _NOTHING)

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
    def year(self) -> YearData:
        """What the patterns look at."""
        taken, catalogue = self.taken, self.taken.catalogue
        last = compiling.last_year_inventory(taken)
        return YearData(
            months={output: _by_number(self.inventory, taken, output) for output in CARRIERS},
            emitted={output: emitted(self.inventory, catalogue, output) for output in CARRIERS},
            by_source={result.type.code: emitted_by(self.inventory, result.type.code) for result in self.inventory.results},
            total=self.inventory.total(p1=taken.counts_p1),
            last={output: used(last, catalogue, output) for output in CARRIERS} if last is not None else {},
            produced=self.produced,
            produced_last=self.produced_last,
            main=_main_output(taken),
            burnt={one.code: used(self.inventory, catalogue, one.output, *one.sources) for one in _burnt()},
            charge=self.charge,
            refilled=self.by_type.get("refrigerant_topup", _NOTHING),
        )

    @cached_property
    def patterns(self) -> tuple[tuple[Pattern, str], ...]:
        """The patterns that are there, each in words."""
        figures = ((pattern, found(pattern, self.year)) for pattern in reduction_rules().patterns)
        return tuple((pattern, _in_words(pattern, figure)) for pattern, figure in figures if figure is not None)


def _burnt() -> Iterable[Pattern]:
    return (one for one in reduction_rules().patterns if one.kind is PatternKind.BURNT)


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


def _in_words(pattern: Pattern, figure: Fraction) -> str:
    ratio = figure - 1 if pattern.high else figure
    return localized(pattern.zh, pattern.en).format(
        percent=shown(ratio * 100, 0),
        ratio=shown(figure, 1),
        amount=f"{shown_significant(figure, _DIGITS)} {_UNITS.get(pattern.output, '')}",
        each=f"{shown(figure, 1)} {_UNITS.get(pattern.output, '')}",
    )


# ---------------------------------------------------------------- parameters


def prefills(facts: VenueFacts, measure: ReductionMeasure) -> Mapping[str, Prefill]:
    """The parameters of a measure that the venue's data answer; what lies outside a parameter's range is not taken."""
    parameters = {one.name: one for one in measure.parameters}
    filled: dict[str, Prefill] = {}
    for rule in reduction_rules().prefills.get(measure.id, ()):
        parameter = parameters.get(rule.parameter)
        answer = _answer(facts, rule, parameter) if parameter is not None else None
        if answer is not None:
            filled[rule.parameter] = answer
    return filled


def _answer(facts: VenueFacts, rule: PrefillRule, parameter: MeasureParameter) -> Prefill | None:
    figure = _figure(facts, rule)
    if not figure:
        return None
    value = _kept(figure * Fraction(rule.factor))
    if not parameter.low <= value <= parameter.high:
        return None
    basis, place = _basis(facts, rule)
    return Prefill(rule.parameter, value, basis, place)


def _figure(facts: VenueFacts, rule: PrefillRule) -> Fraction:
    if rule.reads is Reads.PROFILE:
        return Fraction(facts.profile.get(rule.code) or 0)
    if rule.reads is Reads.END_USE:
        use, _colon, output = rule.code.partition(":")
        return facts.bases.get(use, {}).get(output, _NOTHING)
    if rule.reads is Reads.CHARGE:
        return facts.charge
    read = {Reads.PRODUCED: facts.produced, Reads.BOUGHT: facts.bought, Reads.QUANTITY: facts.by_type}
    return read[rule.reads].get(rule.code, _NOTHING)


def _kept(figure: Fraction) -> Decimal:
    """A proposal with few digits; whole where it is large."""
    if figure.denominator == 1 or figure >= 10 ** (_DIGITS - 1):
        return rounded(figure, 0)
    return Decimal(shown_significant(figure, _DIGITS))


def _basis(facts: VenueFacts, rule: PrefillRule) -> tuple[str, Place | None]:
    year = facts.taken.dossier.period.label
    catalogue = facts.taken.catalogue
    if rule.reads is Reads.PROFILE:
        field = next(one for one in catalogue.venue_types[facts.taken.venue.type_code].profile if one.code == rule.code)
        return _("场所档案：{name}").format(name=localized(field.zh, field.en)), Place("profile", field=rule.code)
    if rule.reads is Reads.PRODUCED:
        output = catalogue.outputs[rule.code]
        return _("{year} 年{name}").format(year=year, name=localized(output.zh, output.en)), Place("activity", output_subject(rule.code))
    if rule.reads is Reads.CHARGE:
        return _("登记的机组充注量之和"), Place("profile")
    if rule.reads is Reads.QUANTITY:
        result = next(one for one in facts.inventory.results if one.type.code == rule.code)
        return _("{year} 年{name}").format(year=year, name=result.source.name), Place("activity", result.source.id)
    words = _("{year} 年{name}按常见占比估算，未核对") if rule.code in facts.usual else _("{year} 年{name}用量")
    return words.format(year=year, name=_carrier(rule.code)), Place("activity")


def _carrier(code: str) -> str:
    names = {
        "dE": _("电力"),
        "dG": _("天然气"),
        "dPet": _("汽油"),
        "dDie": _("柴油"),
        "dLPG": _("液化气"),
        "dCoal": _("煤"),
    }
    return names[code.rpartition(":")[2]]


# ---------------------------------------------------------------- what fits, and what is suggested


def unfit(facts: VenueFacts, measure: ReductionMeasure) -> str:
    """Why a measure makes no sense for the venue, in words; empty where it does, and while the year holds no data."""
    need = reduction_rules().needs.get(measure.id) if facts.bought else None
    if need is not None and not any(_there(facts, need.reads, code) for code in need.codes):
        return _("本场所没有登记{names}，或全年为零。").format(names=_names(facts, need.reads, need.codes))
    saved = [output for output, _formula in measure.formulas if output in CARRIERS]
    first = saved[0] if saved else ""
    if first and facts.bought and not facts.bought.get(first):
        return _("本场所没有用{name}，没有可减的。").format(name=_carrier(first))
    return ""


def _there(facts: VenueFacts, reads: Reads, code: str) -> bool:
    if reads is Reads.PRODUCED:
        return bool(facts.produced.get(code))
    return any(result.type.code == code and result.quantity() for result in facts.inventory.results)


def _names(facts: VenueFacts, reads: Reads, codes: Iterable[str]) -> str:
    catalogue = facts.taken.catalogue
    known = catalogue.outputs if reads is Reads.PRODUCED else catalogue.source_types
    return _("、").join(f"「{localized(known[code].zh, known[code].en)}」" for code in codes)


def reason_for(facts: VenueFacts, measure: ReductionMeasure) -> tuple[str, Place | None]:
    """The first pattern in the data that speaks for a measure, and where it is seen; empty for none."""
    for pattern, words in facts.patterns:
        if measure.id in pattern.measures:
            return words, Place("activity")
    return "", None


def suggestions(facts: VenueFacts, candidates: Iterable[tuple[ReductionMeasure, Fraction]]) -> tuple[Suggestion, ...]:
    """Measures that fit and that a pattern speaks for, the largest first.

    Args:
        facts: what the year says.
        candidates: measures that are in no plan, each with its tonnes.
    """
    rows = []
    for measure, tonnes in candidates:
        reason, place = reason_for(facts, measure)
        if reason and tonnes > 0 and not unfit(facts, measure):
            rows.append(Suggestion(measure.id, localized(measure.zh, measure.en), reason, tonnes, place))
    return tuple(sorted(rows, key=lambda row: (-row.tonnes, row.measure_id)))
