"""Checks of the profile: credit code, people, factors, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from core.accounting.check_context import Case, joined, percent
from core.accounting.intensity import profile_mean
from core.domain.activity import ActivityRecord, shares_by_month
from core.domain.emission import EmissionFactor
from core.domain.finding import Finding, Place, Severity
from core.domain.inventory import GhgInventory, SourceResult
from core.domain.organization import CreditCode, read_credit_code
from core.domain.period import Month
from core.domain.quantity import shown
from core.errors import InputError
from core.i18n import _

_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(case: Case) -> Iterator[Finding]:
    """V01: both check digits of the 统一社会信用代码: position 18 (GB 32100) blocks, 17 (GB 11714) asks."""
    text = case.context.organization.credit_code
    severity = Severity.BLOCK
    try:
        code = read_credit_code(text)
    except InputError as error:
        problem, expected = _("位数或字符不对"), error.hint
    else:
        if code.check_digit_good and code.organization_digit_good:
            return
        position = 17 if code.check_digit_good else 18
        severity = Severity.WARN if code.check_digit_good else Severity.BLOCK
        problem = _("第 {position} 位是 {found}").format(position=position, found=code.text[position - 1])
        expected = _("第 {position} 位是 {wanted}").format(position=position, wanted=_check_digit(code, position))
    parameters = {"code": text or "—", "problem": problem, "expected": expected}
    yield case.finding("V01", severity, Place("profile", field="credit_code"), parameters, _("统一社会信用代码"))


def _check_digit(code: CreditCode, position: int) -> str:
    """What stands at a check position when the characters before it are right."""
    tried = ((digit, read_credit_code(code.text[: position - 1] + digit + code.text[position:])) for digit in _DIGITS)
    return next(digit for digit, other in tried if (other.check_digit_good if position == 18 else other.organization_digit_good))


def one_person_for_both_roles(case: Case) -> Iterator[Finding]:
    """V39: who prepares does not approve."""
    preparers = {person.name for person in case.context.people if person.role == "preparer"}
    both = sorted(preparers & {person.name for person in case.context.people if person.role == "approver"})
    if both:
        place = Place("profile", field="people")
        yield case.finding("V39", Severity.WARN, place, {"names": joined(both)}, _("填报人和审核人"))


# ---------------------------------------------------------------- V26: factors


def factors(case: Case) -> Iterator[Finding]:
    """V26: each source has its factor, of the vintage that the reporting year asks for (factors.md R2)."""
    for result in case.context.inventory.results:
        place = Place("profile", str(result.source.id), field="factor")
        if result.unanswered:
            parameters = {"problem": result.unanswered, "expected": _("选定一个适用的因子，或写明不计入的原因")}
            yield case.finding("V26", Severity.BLOCK, place, parameters)
            continue
        other = _other_vintage(case, result)
        if other is not None:
            used, wanted = other
            parameters = {
                "problem": _("用的是 {year} 年的因子 {value} {unit}").format(year=used.vintage, value=used.value, unit=used.unit),
                "expected": _("{year} 年的因子 {value} {unit}").format(year=wanted.vintage, value=wanted.value, unit=wanted.unit),
            }
            yield case.finding("V26", Severity.WARN, place, parameters)


def _other_vintage(case: Case, result: SourceResult) -> tuple[EmissionFactor, EmissionFactor] | None:
    """A factor in use and the vintage of its series that is right for the year, where they differ."""
    catalogue = case.context.catalogue
    for factor_id in dict.fromkeys(use.factor_id for line in result.lines for use in line.uses):
        factor = catalogue.factors.get(factor_id)
        wanted = catalogue.for_year(factor.series, case.period.end.year) if factor is not None and factor.series else None
        if factor is not None and wanted is not None and wanted.id != factor.id:
            return factor, wanted
    return None


# ---------------------------------------------------------------- V37: the area on paper


def certified_area(case: Case) -> Iterator[Finding]:
    """V37: the floor area of the profile and the one on the certificate of ownership."""
    area, certified = (profile_mean(case.context.venue, name, case.period) for name in ("building_area", "certified_area"))
    if area <= 0 or certified <= 0:
        return
    off = abs(area - certified) / certified
    if off > case.limit("V37", "percent") / 100:
        parameters = {
            "area": f"{shown(area, 0)} ㎡",
            "certified": f"{shown(certified, 0)} ㎡",
            "off": percent(off),
            "limit": case.limit_text("V37", "percent"),
        }
        yield case.finding("V37", Severity.WARN, Place("profile", field="building_area"), parameters, _("建筑面积"))


# ---------------------------------------------------------------- V28: evidence


def without_evidence(records: Iterable[ActivityRecord], inventory: GhgInventory) -> dict[str, Fraction]:
    """Tonnes by source whose records have no file; a month with several records is shared by their quantities."""
    found = tuple(records)
    proven = {record.id for record in found if record.evidence}
    missing: dict[tuple[str, Month], Fraction] = {}
    for (subject, month), parts in shares_by_month(found).items():
        whole = sum(abs(micro) for _record, micro in parts)
        without = sum(abs(micro) for record, micro in parts if record not in proven)
        if whole and without:
            missing[str(subject), month] = Fraction(without, whole)
    bare: dict[str, Fraction] = {}
    for line in inventory.lines():
        share = missing.get((line.source_id, line.month))
        if share is not None:
            bare[line.source_id] = bare.get(line.source_id, Fraction(0)) + abs(line.tco2e) * share
    return bare


def evidence_coverage(case: Case) -> Iterator[Finding]:
    """V28: share of the emissions whose records have no file: above 5 % asks, above 20 % blocks."""
    total = sum((abs(line.tco2e) for line in case.context.inventory.lines()), Fraction(0))
    bare = without_evidence(case.counted, case.context.inventory)
    share = sum(bare.values(), Fraction(0)) / total if total else Fraction(0)
    if share <= case.limit("V28", "warn_percent") / 100:
        return
    largest = sorted((subject for subject in bare if bare[subject]), key=lambda subject: -bare[subject])
    parameters = {
        "share": percent(share),
        "rows": joined(
            (_("{row}（{tonnes} 吨）").format(row=case.rows[subject].name, tonnes=shown(bare[subject], 2)) for subject in largest), most=3
        ),
        "warn": case.limit_text("V28", "warn_percent"),
        "block": case.limit_text("V28", "block_percent"),
    }
    severity = Severity.BLOCK if share > case.limit("V28", "block_percent") / 100 else Severity.WARN
    yield case.finding("V28", severity, Place("activity", field="evidence"), parameters, _("票据证据"))
