"""What a venue's own data say about its measures: parameters they answer, measures that do not fit, and patterns that speak for some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from core.accounting.measure_claims import CARRIERS, carrier_of
from core.accounting.measure_patterns import found
from core.catalogue_loader.end_uses import end_uses
from core.catalogue_loader.reduction_rules import reduction_rules
from core.domain.activity import output_subject
from core.domain.finding import Place
from core.domain.inventory import SourceResult
from core.domain.measure import MeasureParameter, ReductionMeasure
from core.domain.quantity import plain, rounded, shown, shown_significant
from core.domain.reduction_rules import Pattern, PatternKind, PrefillRule, Reads
from core.i18n import _
from core.workflows.reduction_views import Prefill, Suggestion
from core.workflows.venue_facts import VenueFacts
from core.workflows.wording import localized

__all__ = ["VenueFacts", "carrier_name", "held_back", "prefills", "reason_for", "suggestions", "unfit"]

_UNITS = {"dE": "kWh", "dG": "Nm³", "dPet": "L", "dDie": "L", "dLPG": "kg", "dCoal": "t"}
_DIGITS = 4
"""Significant digits a proposed parameter keeps: more would look measured."""

_COUNTED = frozenset({"间", "台", "盏", "辆", "艘", "个", "套"})
"""Units of parameters that are whole things: a part of one is not bought."""


# ---------------------------------------------------------------- parameters


def prefills(facts: VenueFacts, measure: ReductionMeasure) -> Mapping[str, Prefill]:
    """The parameters of a measure that the venue's data answer; what lies outside a parameter's range is not taken."""
    filled: dict[str, Prefill] = {}
    for rule, parameter, value in _answers(facts, measure):
        if rule.parameter not in filled and parameter.low <= value <= parameter.high:
            basis, place = _basis(facts, rule)
            filled[rule.parameter] = Prefill(rule.parameter, value, basis, place)
    return filled


def held_back(facts: VenueFacts, measure: ReductionMeasure) -> Mapping[str, str]:
    """The parameters that the data would answer with a value outside their range, each with that value and its basis in words."""
    taken = prefills(facts, measure)
    left: dict[str, str] = {}
    for rule, parameter, value in _answers(facts, measure):
        if rule.parameter not in taken and rule.parameter not in left:
            words = _("{basis}，为 {value}，不在常见范围 {low}–{high} 内，没有采用。")
            left[rule.parameter] = words.format(
                basis=_basis(facts, rule)[0], value=_plain(value), low=_plain(parameter.low), high=_plain(parameter.high)
            )
    return left


def _answers(facts: VenueFacts, measure: ReductionMeasure) -> Iterable[tuple[PrefillRule, MeasureParameter, Decimal]]:
    """What the data answer, in the order of the rules; a measure of another edition may lack a parameter."""
    parameters = {one.name: one for one in measure.parameters}
    for rule in reduction_rules().prefills.get(measure.id, ()):
        parameter = parameters.get(rule.parameter)
        figure = facts.figure(rule) * Fraction(rule.factor) if parameter is not None else None
        if parameter is not None and figure:
            yield rule, parameter, _kept(figure, counted=parameter.unit in _COUNTED)


def _plain(value: Decimal) -> str:
    return f"{plain(value):,f}"


def _kept(figure: Fraction, *, counted: bool) -> Decimal:
    """A proposal with few digits; whole where it is large, whole things rounded down."""
    if counted:
        return Decimal(figure.numerator // figure.denominator)
    if figure.denominator == 1 or figure >= 10 ** (_DIGITS - 1):
        return rounded(figure, 0)
    return plain(Decimal(shown_significant(figure, _DIGITS)))


def _basis(facts: VenueFacts, rule: PrefillRule) -> tuple[str, Place | None]:
    words, place = _read(facts, rule)
    more = localized(rule.zh, rule.en)
    return (_("{basis}，{more}").format(basis=words, more=more) if more else words), place


def _read(facts: VenueFacts, rule: PrefillRule) -> tuple[str, Place | None]:
    """What a rule read, in words, and where it is seen."""
    if rule.reads is Reads.END_USE:
        return _end_use_read(facts, rule.codes[0])
    rows = _rows_read(facts, rule)
    words = {
        Reads.PROFILE: _("场所档案：{name}"),
        Reads.RATIO: _("{year} 年{name}除以{other}"),
        Reads.BOUGHT: _("{year} 年{name}用量"),
        Reads.MEAN_POWER: _("{year} 年用电最少月份的平均功率"),
        Reads.CHARGE: _("登记的机组充注量之和"),
        Reads.LEAK: _("{year} 年制冷剂加注量除以机组充注量"),
        Reads.WARMING: _("{year} 年加注的制冷剂按质量平均的 GWP"),
    }.get(rule.reads, _("{year} 年{name}"))
    name = "、".join(f"「{one.source.name}」" for one in rows) or _name_of(facts, rule.codes[0] if rule.codes else "")
    other = _name_of(facts, rule.codes[-1]) if rule.reads is Reads.RATIO else ""
    return words.format(year=facts.taken.dossier.period.label, name=name, other=other), _place_read(rule, rows)


def _end_use_read(facts: VenueFacts, code: str) -> tuple[str, Place | None]:
    use = end_uses().uses[code.partition(":")[0]]
    words = _("「{use}」按 {year} 年{name}的常见占比估算，未核对") if code in facts.usual else _("「{use}」的年用量")
    year = facts.taken.dossier.period.label
    return words.format(use=localized(use.zh, use.en), year=year, name=carrier_name(code)), Place("activity")


def _rows_read(facts: VenueFacts, rule: PrefillRule) -> tuple[SourceResult, ...]:
    """The rows that a rule read; none where it read something else."""
    if rule.reads in {Reads.QUANTITY, Reads.LOWEST}:
        return facts.results(*rule.codes)
    if rule.reads is Reads.METERED:
        return facts.metered(rule.codes)
    return facts.gases(rule.codes) if rule.reads in {Reads.REFILLED, Reads.WARMING} else ()


def _place_read(rule: PrefillRule, rows: Sequence[SourceResult]) -> Place:
    if rows:
        return Place("activity", rows[0].source.id)
    if rule.reads is Reads.PROFILE:
        return Place("profile", field=rule.codes[0])
    if rule.reads is Reads.CHARGE:
        return Place("profile")
    return Place("activity", output_subject(rule.codes[0]) if rule.reads is Reads.PRODUCED else "")


def _name_of(facts: VenueFacts, code: str) -> str:
    """A carrier, an output, a type of source or a field of the profile in words; empty for no code."""
    if not code or code in CARRIERS:
        return carrier_name(code) if code else ""
    catalogue = facts.taken.catalogue
    fields = {one.code: one for one in catalogue.venue_types[facts.taken.venue.type_code].profile}
    named = catalogue.outputs.get(code) or catalogue.source_types.get(code) or fields.get(code)
    return localized(named.zh, named.en) if named is not None else code


def carrier_name(code: str) -> str:
    """A carrier in words, by the output of a formula or ``use:output``."""
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
    if not facts.bought:
        return ""
    need = reduction_rules().needs.get(measure.id)
    if need is not None and not any(facts.there(need.reads, code) for code in need.codes):
        return _lacking(facts, need.reads, need.codes)
    saved = [output for output, formula in measure.formulas if output in CARRIERS and not formula.startswith("-")]
    if saved and not any(facts.bought.get(output) for output in saved):
        return _("本场所没有用{name}，没有可减的。").format(name="、".join(carrier_name(one) for one in saved))
    return ""


def _lacking(facts: VenueFacts, reads: Reads, codes: Iterable[str]) -> str:
    if reads is Reads.REFILLED:
        return _("本场所的机组和加注记录里没有 {names}。").format(names="、".join(codes))
    names = "、".join(f"「{_name_of(facts, code)}」" for code in codes)
    return _("本场所没有登记{names}，或全年为零。").format(names=names)


def reason_for(facts: VenueFacts, measure: ReductionMeasure) -> tuple[str, Place | None]:
    """The first pattern in the data that speaks for a measure, and where it is seen; empty for none."""
    for pattern in reduction_rules().patterns:
        told = not pattern.venue_types or facts.taken.venue.type_code in pattern.venue_types
        if told and measure.id in pattern.measures:
            figure = found(pattern, facts.year)
            if figure is not None:
                return _in_words(pattern, figure), _where(facts, pattern)
    return "", None


def _in_words(pattern: Pattern, figure: Fraction) -> str:
    ratio = figure - 1 if pattern.kind is PatternKind.MONTHS else figure
    unit = _UNITS.get(pattern.output, "kg")
    return localized(pattern.zh, pattern.en).format(
        percent=shown(ratio * 100, 0 if ratio >= _TENTH else 1),
        ratio=shown(figure, 1),
        amount=f"{shown(figure, 0 if figure >= _HUNDRED else 1)} {unit}",
        each=f"{shown(figure, 1)} {unit}",
    )


_TENTH = Fraction(1, 10)
_HUNDRED = 100


def _where(facts: VenueFacts, pattern: Pattern) -> Place:
    """The largest row of what a pattern looks at."""
    if pattern.kind is PatternKind.METERED:
        rows = facts.metered(pattern.names)
    elif pattern.sources:
        rows = facts.results(*pattern.sources)
    elif pattern.output:
        carrier = CARRIERS[pattern.output][0]
        rows = tuple(one for one in facts.inventory.results if carrier_of(one.type.method, one.type.inputs) == carrier)
    else:
        rows = facts.gases(pattern.names)
    return Place("activity", max(rows, key=lambda one: (one.total(), one.quantity())).source.id)


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
