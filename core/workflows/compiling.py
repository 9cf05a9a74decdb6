"""Compiling the inventory and the findings from the recorded facts.

What is read and computed for one state of the ledger is kept for the readers that follow; nothing outlives that state.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from core.accounting.check_context import CheckContext
from core.accounting.checks import describe, run_checks
from core.accounting.earlier_year import EarlierYear
from core.accounting.footprint import Facts, footprint
from core.accounting.netting import NettedEvent, netted_id
from core.accounting.neutrality import balance
from core.accounting.statement import statement
from core.catalogue_loader.claim_rules import claim_words
from core.domain.catalogue import Catalogue
from core.domain.dossier import Dossier, DossierKind, DossierStatus, MethodChoice
from core.domain.finding import ChangedThreshold, RuleThreshold, answers_for
from core.domain.frozen import FrozenFacts
from core.domain.inventory import GhgInventory
from core.domain.own_factor import OwnFactor
from core.domain.period import ReportingPeriod
from core.domain.reduction import OwnMeasure
from core.errors import InputError
from core.i18n import _, current_language
from core.store.unit_of_work import UnitOfWork
from core.workflows import dossiers
from core.workflows.claim_reading import claims_in
from core.workflows.event_facts import event_records, event_sources, form_in, measures_text
from core.workflows.neighbouring import neighbours_in
from core.workflows.netting import netted_in, netting_events
from core.workflows.recent import Recent
from core.workflows.snapshots import Snapshot
from core.workflows.stray_bills import EARLIEST, stray_bills
from core.workflows.views import FindingView
from core.workflows.workspace import Workspace

__all__ = ["Snapshot"]


def snapshot(ws: Workspace, dossier_id: str) -> Snapshot:
    """Read a dossier whole.

    Raises:
        InputError: there is no such dossier.
    """
    with ws.store.read() as work:
        state = (work.stamp(), dossier_id, ws.catalogue.digest, current_language())
        return _SNAPSHOTS.setdefault(ws, Recent(_ROOM)).get(state, lambda: _read(ws, work, dossier_id))


def _read(ws: Workspace, work: UnitOfWork, dossier_id: str) -> Snapshot:
    found = dossiers.dossier_in(work, dossier_id)
    taken = snapshot_in(ws, work, found)
    if taken.event is None or taken.event.measures.strip():
        return taken
    plan = work.plan.of_venue(found.venue_id)
    return replace(taken, event=replace(taken.event, measures=measures_text(taken.catalogue, plan)))


def snapshot_in(ws: Workspace, work: UnitOfWork, found: Dossier) -> Snapshot:
    """Read a dossier inside a running unit of work, with what that unit has changed so far.

    What locking froze comes as it was then; what has been changed since belongs to other dossiers.
    """
    facts = _set_up(ws, work, found)
    return _operation_snapshot(ws, work, found, facts) if found.kind is DossierKind.OPERATION else _event_snapshot(ws, work, found, facts)


def _set_up(ws: Workspace, work: UnitOfWork, found: Dossier) -> FrozenFacts:
    """What a dossier stands on beside its records: frozen while it is locked, else as it is now."""
    frozen = work.frozen.get(found.id) if found.status is DossierStatus.LOCKED else None
    if frozen is not None:
        return frozen
    place = work.venues.get(found.venue_id)
    organization = work.organizations.get(place.organization_id) if place else None
    if place is None or organization is None:
        raise InputError("dossier.venue", _("档案「{title}」的场所不在账本里。").format(title=found.title), _("请检查账本是否完整。"))
    return FrozenFacts(
        dossier_id=found.id,
        edition=ws.catalogue.digest,
        organization=organization,
        venue=place,
        sources=work.sources.of_venue(place.id),
        meters=work.meters.of_venue(place.id),
        own_factors=work.own_factors.all(),
        thresholds=work.thresholds.all(),
    )


def catalogue_with(
    catalogue: Catalogue,
    own_factors: Iterable[OwnFactor],
    thresholds: Iterable[RuleThreshold] = (),
    own_measures: Iterable[OwnMeasure] = (),
) -> Catalogue:
    """A catalogue with the ledger's own factors and measures among its own, and with its thresholds in place of the proposed ones.

    A threshold that the edition does not know any longer is passed over.
    """
    own = {one.factor_id: one.as_factor() for one in own_factors}
    rules = dict(catalogue.rules)
    for one in thresholds:
        rule = rules.get(one.rule)
        if rule is not None and one.name in rule.thresholds:
            told = ChangedThreshold(one.name, rule.thresholds[one.name], one.value, one.why)
            rules[one.rule] = replace(rule, thresholds={**rule.thresholds, one.name: one.value}, changed=(*rule.changed, told))
    measures = {one.id: one.as_measure() for one in own_measures}
    if not own and not measures and rules == catalogue.rules:
        return catalogue
    return replace(catalogue, factors={**catalogue.factors, **own}, rules=rules, measures={**catalogue.measures, **measures})


def _catalogue_of(ws: Workspace, work: UnitOfWork, facts: FrozenFacts) -> Catalogue:
    edition = ws.catalogue_of(facts.edition, work)
    return catalogue_with(edition, facts.own_factors, facts.thresholds, work.own_measures.all())


def _operation_snapshot(ws: Workspace, work: UnitOfWork, found: Dossier, facts: FrozenFacts) -> Snapshot:
    period, before, place = found.period, found.period.previous(), facts.venue
    claims = claims_in(work, found, place)
    units = ws.catalogue.units
    taken = Snapshot(
        dossier=found,
        venue=place,
        organization=facts.organization,
        sources=facts.sources,
        meters=facts.meters,
        people=work.people.all(),
        records=(*work.activities.of_venue(place.id, period.start, period.end), *stray_bills(work, place.id)),
        last_year=work.activities.of_venue(place.id, before.start, before.end),
        evidence={reference.id: reference for reference in work.evidence.all()},
        explanations=answers_for(work.explanations.of_venue(place.id), found.period.label),
        closed=work.closed_months.of_venue(place.id),
        catalogue=_catalogue_of(ws, work, facts),
        own_factors=facts.own_factors,
        thresholds=facts.thresholds,
        neighbours=neighbours_in(work, facts) if found.status is DossierStatus.OPEN else (),
        lots=claims.used_lots(),
        claims=claims,
        earlier=work.activities.of_venue(place.id, EARLIEST, before.start.plus(-1)),
        last_saved=_last_saved(work),
        netted=netted_in(work, place, facts.sources, period, units),
        netted_last_year=netted_in(work, place, facts.sources, before, units),
    )
    base = claims.base_year
    if base is None or base.year >= period.end.year or not _each_month_filled(taken):
        return taken
    return replace(taken, claims=replace(claims, earlier=earlier_in(ws, work, taken, base.year)))


def _each_month_filled(taken: Snapshot) -> bool:
    return set(taken.dossier.period) <= {month for record in taken.records for month in record.months()}


def earlier_in(ws: Workspace, work: UnitOfWork, taken: Snapshot, year: int) -> EarlierYear | None:
    """The facts of an earlier year of the same venue, frozen where its dossier is locked; None where nothing was recorded."""
    period = ReportingPeriod(taken.dossier.period.start.plus((year - taken.dossier.period.end.year) * 12), taken.dossier.period.months)
    own = (one for one in work.dossiers.of_venue(taken.venue.id) if one.kind is DossierKind.OPERATION)
    found = next((one for one in own if one.period == period), None)
    records = work.activities.of_venue(taken.venue.id, period.start, period.end)
    if not any(month in period for record in records for month in record.months()):
        return None
    units = ws.catalogue.units
    if found is None:
        facts = Facts(taken.venue, period, taken.sources, (*records, *netted_in(work, taken.venue, taken.sources, period, units)))
        return EarlierYear(facts, taken.dossier.method, taken.catalogue, locked=False, own_dossier=False)
    then = _set_up(ws, work, found)
    catalogue = catalogue_with(ws.catalogue_of(then.edition, work), then.own_factors, then.thresholds)
    locked = found.status is DossierStatus.LOCKED
    records = (*records, *netted_in(work, then.venue, then.sources, period, units))
    return EarlierYear(Facts(then.venue, period, then.sources, records), found.method, catalogue, locked=locked, own_dossier=True)


def _event_snapshot(ws: Workspace, work: UnitOfWork, found: Dossier, facts: FrozenFacts) -> Snapshot:
    place, organization = facts.venue, facts.organization
    form = form_in(work, found, place, organization)
    items = work.event_items.of_dossier(found.id)
    return Snapshot(
        dossier=found,
        venue=place,
        organization=organization,
        sources=event_sources(form, items, place.id),
        meters=(),
        people=work.people.all(),
        records=event_records(form, items, place.id),
        last_year=(),
        evidence={reference.id: reference for reference in work.evidence.all()},
        explanations=answers_for(work.explanations.of_venue(place.id), found.period.label),
        closed=frozenset(),
        catalogue=_catalogue_of(ws, work, facts),
        event=form,
        items=items,
        own_factors=facts.own_factors,
        thresholds=facts.thresholds,
        claims=claims_in(work, found, place, form),
        venue_sources=work.sources.of_venue(place.id),
    )


def _last_saved(work: UnitOfWork) -> str:
    return next((entry.at for entry in work.journal.entries(1)), "")


def inventory(ws: Workspace, dossier_id: str, method: MethodChoice | None = None) -> GhgInventory:
    """The footprint of a dossier, with its own method or with another one for comparison."""
    return inventory_of(snapshot(ws, dossier_id), method)


def inventory_of(taken: Snapshot, method: MethodChoice | None = None, *, compare: bool = True) -> GhgInventory:
    """The footprint of what was read; without the comparing totals where nobody reads them.

    The intensities of a venue are those of a year; an event has none of them.
    """

    def compute() -> GhgInventory:
        computed = footprint(taken.facts(), chosen, taken.catalogue, compare=compare)
        return computed if taken.event is None else replace(computed, intensities=(), energy=())

    chosen = method or taken.dossier.method
    return _of(taken).inventories.get((chosen, compare, current_language()), compute)


def footprint_document(taken: Snapshot, computed: GhgInventory) -> dict[str, Any]:
    """The inventory as `footprint --json` prints it: whose it is, whether it is a sample, and every figure in canonical form."""
    return {
        "dossier": taken.dossier.id,
        "venue": taken.venue.name,
        "organization": taken.organization.name,
        "credit_code": taken.organization.credit_code,
        "sample": taken.venue.sample,
        **statement(computed),
    }


def last_year_inventory(taken: Snapshot, *, constant_factor: bool = False) -> GhgInventory | None:
    """Last year's footprint, None without data; with `constant_factor`, with this year's grid factor."""
    if not taken.last_year:
        return None
    year = taken.dossier.period.end.year if constant_factor else None
    facts, method = taken.facts_of_last_year(factor_year=year), taken.dossier.method
    key = "last year", constant_factor, current_language()
    return _of(taken).inventories.get(key, lambda: footprint(facts, method, taken.catalogue, compare=False))


def findings(ws: Workspace, dossier_id: str) -> tuple[FindingView, ...]:
    """All findings of a dossier, with their words."""
    taken = snapshot(ws, dossier_id)
    return findings_of(ws, taken, inventory_of(taken))


def check_context(ws: Workspace, taken: Snapshot, computed: GhgInventory) -> CheckContext:
    """What the rules look at."""
    return CheckContext(
        dossier=taken.dossier,
        organization=taken.organization,
        venue=taken.venue,
        venue_type=taken.catalogue.venue_types[taken.venue.type_code],
        sources=taken.sources,
        meters=taken.meters,
        records=taken.records,
        last_year_records=taken.last_year,
        evidence=taken.evidence,
        explanations=taken.explanations,
        people=taken.people,
        catalogue=taken.catalogue,
        inventory=computed,
        today=ws.today(),
        event=taken.event,
        items=taken.items,
        neighbours=taken.neighbours,
        own_factors=taken.own_factors,
        lots=taken.lots,
        claims=replace(taken.claims, terms=taken.terms(ws.today())),
        earlier_records=taken.earlier,
        netted=taken.netted,
        netted_events=netted_events(ws, taken),
        words=claim_words(),
        last_saved=datetime.fromisoformat(taken.last_saved).astimezone(ws.clock().tzinfo).date() if taken.last_saved else None,
    )


def netted_events(ws: Workspace, taken: Snapshot) -> tuple[NettedEvent, ...]:
    """The events that are taken out of the year that was read, with what each takes and whether it is made up for by itself."""
    if not taken.netted:
        return ()
    whole = footprint(taken.facts(), taken.dossier.method, taken.catalogue, compare=False).total(p1=taken.counts_p1)
    own = {str(record.id): record for record in taken.netted}
    with ws.store.read() as work:
        events = [(form, tuple(items)) for form, items in netting_events(work, taken.venue.id)]
    found = []
    for form, items in events:
        names = {netted_id(item.id) for item in items} & own.keys()
        if names:
            kept = tuple(record for record in taken.counted if str(record.id) not in names)
            without = footprint(replace(taken.facts(), records=kept), taken.dossier.method, taken.catalogue, compare=False)
            tonnes = without.total(p1=taken.counts_p1) - whole
            found.append(NettedEvent(form.dossier_id, form.name, form.start, form.end, tonnes, _made_up_for(ws, form.dossier_id)))
    return tuple(found)


def _made_up_for(ws: Workspace, dossier_id: str) -> bool:
    taken = snapshot(ws, dossier_id)
    total = inventory_of(taken, compare=False).total(p1=taken.counts_p1)
    return balance(total, taken.claims.allocations, taken.claims.lots, taken.terms(ws.today())).covered


def findings_of(ws: Workspace, taken: Snapshot, computed: GhgInventory) -> tuple[FindingView, ...]:
    """The findings of what was read."""
    language = current_language()

    def check() -> tuple[GhgInventory, tuple[FindingView, ...]]:
        views = []
        for finding in run_checks(check_context(ws, taken, computed)):
            words = describe(finding, taken.catalogue.rules[finding.rule], language)
            views.append(FindingView(finding, words.title, words.message, words.expected, words.why))
        return computed, tuple(views)

    # The inventory is kept beside its findings, so that its identity is not another one's while they are.
    return _of(taken).findings.get((id(computed), ws.today(), ws.clock().tzinfo, language), check)[1]


_ROOM = 8


class _Computed:
    """What was computed of one snapshot, which is kept with it so that its identity stays its own."""

    def __init__(self, taken: Snapshot) -> None:
        self.taken = taken
        self.inventories: Recent[GhgInventory] = Recent(_ROOM)
        self.findings: Recent[tuple[GhgInventory, tuple[FindingView, ...]]] = Recent(_ROOM)


_SNAPSHOTS: WeakKeyDictionary[Workspace, Recent[Snapshot]] = WeakKeyDictionary()
_COMPUTED: Recent[_Computed] = Recent(_ROOM)


def _of(taken: Snapshot) -> _Computed:
    return _COMPUTED.get(id(taken), lambda: _Computed(taken))
