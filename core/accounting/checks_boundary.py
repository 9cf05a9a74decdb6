"""Checks of the boundary: the mall's meter tree, accounts, what is left out, and what two places count."""

from __future__ import annotations

from collections.abc import Iterator

from core.accounting.check_context import Case, Neighbour, Row, percent
from core.accounting.exclusions import Coverage, Exclusion, SizeBasis, coverage
from core.accounting.footprint import Facts
from core.accounting.reconciliation import (
    BOUNDARY_FIELD,
    MAIN,
    TENANTS,
    Balance,
    MallBoundary,
    Verdict,
    counted_tenants,
    has_meter_tree,
    mall_boundary,
    reconcile,
)
from core.domain.emission import EmissionSource, Meter
from core.domain.finding import Finding, Place, Severity
from core.domain.organization import Venue
from core.domain.quantity import shown
from core.i18n import _

_CONCESSIONS = "concessions"
_METERED = "purchased_electricity"


def _facts(case: Case) -> Facts:
    context = case.context
    return Facts(context.venue, case.period, context.sources, context.records)


def _profile_of(venue: Venue, case: Case) -> dict[str, str]:
    return dict(venue.profile_on(case.period.end.first_day))


# ---------------------------------------------------------------- V12: the meter tree


def meter_tree(case: Case) -> Iterator[Finding]:
    """V12: main meter against tenants, third parties and common areas: 5 % are taken, 10 % need a sentence, more blocks."""
    if not has_meter_tree(case.context.venue_type):
        return
    found = reconcile(_facts(case), case.context.catalogue)
    if found is None:
        parameters = {"problem": _("还没有选定核算边界"), "expected": _("在场所档案里选业主运营边界或全楼边界")}
        yield case.finding("V12", Severity.BLOCK, Place("profile", field=BOUNDARY_FIELD), parameters, _("核算边界"))
        return
    row = case.rows[MAIN]
    for month, balance in found.months.items():
        if balance.verdict in {Verdict.ASK, Verdict.REFUSED}:
            severity = Severity.BLOCK if balance.verdict is Verdict.REFUSED else Severity.WARN
            yield case.finding("V12", severity, case.cell(row, month), _apart(case, row, balance))
    open_months = [balance for balance in found.months.values() if _takeable(balance)]
    if open_months:
        rest = sum(balance.due for balance in open_months)
        problem = _("{count} 个月的不明差额共 {rest} 还没有计入公区").format(count=len(open_months), rest=f"{shown(rest, 0)} kWh")
        parameters = {"problem": problem, "expected": _("在场所档案的「电表核对」里计入公区；不计入的写明原因")}
        yield case.finding("V12", Severity.WARN, case.cell(row, field_name="assign"), parameters)


def _takeable(balance: Balance) -> bool:
    """Whether something is left that belongs to the common areas and has not been put there."""
    return balance.verdict in {Verdict.BALANCED, Verdict.ASK} and abs(balance.due) >= 1


def _apart(case: Case, row: Row, balance: Balance) -> dict[str, str]:
    unit = row.unit.label
    problem = _("总进线 {main}，各分项合计 {parts}，不明差额 {rest}（{share}）").format(
        main=f"{shown(balance.main, 0)} {unit}",
        parts=f"{shown(balance.main - balance.unexplained, 0)} {unit}",
        rest=f"{shown(balance.unexplained, 0)} {unit}",
        share=percent(balance.share) if balance.share is not None else "—",
    )
    expected = _("差额在总进线的 {low}%—{accept}% 之间；超过 {accept}% 写明原因，超过 {block}% 或低于 {low}% 要先查清").format(
        low=case.limit_text("V12", "low_percent").replace("-", "−"),
        accept=case.limit_text("V12", "accept_percent"),
        block=case.limit_text("V12", "block_percent"),
    )
    return {"problem": problem, "expected": expected}


# ---------------------------------------------------------------- V14: accounts


def account_at_two_sources(case: Case) -> Iterator[Finding]:
    """V14: an account belongs to one source of one venue, else its use counts twice."""
    owners: dict[str, Row] = {}
    elsewhere = {key: name for neighbour in case.context.neighbours for key, name in _accounts_of(neighbour)}
    for row in case.rows.values():
        for meter in case.context.meters:
            if row.source is None or meter.source_id != row.source.id:
                continue
            owner = owners.setdefault(_account(meter), row)
            if owner is not row:
                yield _twice(case, row, meter, owner.name, "account")
            if (row.source.type_code, _account(meter)) in elsewhere:
                yield _twice(case, row, meter, elsewhere[row.source.type_code, _account(meter)], "account_elsewhere")


def _accounts_of(neighbour: Neighbour) -> Iterator[tuple[tuple[str, str], str]]:
    """Kind of source and account, and what the other venue calls it, of all that it counts."""
    counted = {source.id: source for source in neighbour.sources if source.active}
    for meter in neighbour.meters:
        source = counted.get(meter.source_id)
        if source is not None:
            yield (source.type_code, _account(meter)), f"{neighbour.venue}·{source.name}"


def _account(meter: Meter) -> str:
    return "".join(meter.account.split()).upper()


def _twice(case: Case, row: Row, meter: Meter, first: str, field_name: str) -> Finding:
    parameters = {"account": meter.account, "first": first, "second": row.name}
    place = Place("profile", str(row.subject), field=field_name, record=str(meter.id))
    return case.finding("V14", Severity.BLOCK, place, parameters)


# ---------------------------------------------------------------- V27: what is left out


def exclusions(case: Case) -> Iterator[Finding]:
    """V27: what is left out has a reason and a size, and is small: no source above 1 %, all together no more than 5 %."""
    context = case.context
    covered = coverage(_facts(case), context.last_year_records, context.dossier.method, context.catalogue, context.inventory.total())
    for row in covered.rows:
        told = _exclusion(case, covered, row)
        if told is not None:
            severity, problem = told
            place = Place("profile", str(row.source.id), field="excluded_reason")
            yield case.finding("V27", severity, place, {"problem": problem, "expected": _small(case)}, row.source.name)
    if covered.whole and covered.left_out / covered.whole > case.limit("V27", "all_percent") / 100:
        problem = _("不计入的约 {tonnes} tCO2e，占 {share}").format(
            tonnes=shown(covered.left_out, 2), share=percent(covered.left_out / covered.whole)
        )
        place = Place("profile", field="excluded_reason")
        yield case.finding("V27", Severity.WARN, place, {"problem": problem, "expected": _small(case)}, _("不计入的排放源合计"))
    yield from _operators(case)


def _small(case: Case) -> str:
    return _("写明原因和规模；单项不超过 {single}%，合计不超过 {all}%").format(
        single=case.limit_text("V27", "single_percent"), all=case.limit_text("V27", "all_percent")
    )


def _exclusion(case: Case, covered: Coverage, row: Exclusion) -> tuple[Severity, str] | None:
    """What is wrong with one exclusion; None where nothing is."""
    if not any(char.isalnum() for char in row.source.excluded_reason):
        return Severity.BLOCK, _("没有写明不计入的原因")
    if row.basis is SizeBasis.UNANSWERED:
        return Severity.WARN, _("有用量，但没有因子，估不出大小")
    if row.basis is SizeBasis.UNKNOWN and _asks_size(case, row.source):
        return Severity.WARN, _("没有写明规模")
    share = covered.share_of(row)
    if row.tonnes is None or share is None or share <= case.limit("V27", "single_percent") / 100:
        return None
    size = _("不计入的约 {tonnes} tCO2e，占 {share}，属重大排放源").format(tonnes=shown(row.tonnes, 2), share=percent(share))
    return Severity.WARN, size


def _asks_size(case: Case, source: EmissionSource) -> bool:
    """Whether somebody has to estimate what is left out.

    What another operator runs is no exclusion, and a mall's meters are reconciled by V12.
    """
    kind = case.context.catalogue.source_types[source.type_code]
    reconciled = has_meter_tree(case.context.venue_type) and kind.method == _METERED
    return not source.operator and not reconciled


def _operators(case: Case) -> Iterator[Finding]:
    """A venue that is asked for its concessions names them, each in or out, or says that there are none (domain.md §4.6)."""
    if not any(field.code == _CONCESSIONS for field in case.context.venue_type.profile):
        return
    if _profile_of(case.context.venue, case).get(_CONCESSIONS, "").strip():
        return
    problem = _("没有写明索道、观光车、酒店等其他经营单位")
    parameters = {"problem": problem, "expected": _("每个经营单位写明含或不含，没有的写「无」；排放源行写明经营单位")}
    yield case.finding("V27", Severity.INFO, Place("profile", field=_CONCESSIONS), parameters, _("园内其他经营单位"))


# ---------------------------------------------------------------- V43: two places


def counted_in_two_places(case: Case) -> Iterator[Finding]:
    """V43: tenants that are taken off at the main meter are no rows too, and an operator with a venue of its own counts once."""
    context = case.context
    taken_off = any(case.months.get((str(TENANTS), month)) for month in case.calendar)
    if taken_off and mall_boundary(_profile_of(context.venue, case)) is MallBoundary.LANDLORD:
        for source in counted_tenants(context.sources, context.catalogue):
            problem = _("{operator}的用电计入了总量，而总进线里已减去租户分表").format(operator=source.operator)
            expected = _("业主运营边界不计租户用能：把这一行移出边界；不是租户的，清空经营单位")
            yield _double(case, Severity.BLOCK, source, problem, expected)
    for source in (source for source in context.sources if source.active and source.operator):
        other = next((one for one in context.neighbours if _runs(one, source)), None)
        if other is not None:
            problem = _("{operator}在本账本里有自己的场所「{venue}」，那里也计入了同类排放源").format(
                operator=source.operator, venue=other.venue
            )
            yield _double(case, Severity.WARN, source, problem, _("同一用能只在一处计入；确实分开的，写明怎样划分"), "operator")


def _runs(neighbour: Neighbour, source: EmissionSource) -> bool:
    same = any(other.active and other.type_code == source.type_code for other in neighbour.sources)
    return same and source.operator in {neighbour.venue, neighbour.organization}


def _double(case: Case, severity: Severity, source: EmissionSource, problem: str, expected: str, field_name: str = "boundary") -> Finding:
    place = Place("profile", str(source.id), field=field_name)
    return case.finding("V43", severity, place, {"problem": problem, "expected": expected}, source.name)
