"""Filing, netting, quality, application, plan, disclosure and standing come back as they were put; undo takes them away again."""

from __future__ import annotations

from datetime import date

from core.domain.offset import CreditQuality
from core.store.database import Store
from tests.store.claims_sample import fill_claims
from tests.store.papers_sample import APPLICATION, LOT, NETTED, PLAN, STANDING, fill_papers
from tests.store.sample import EVENT, NOON, ORGANIZATION, VENUE, fill


def test_what_was_put_comes_back(store: Store) -> None:
    fill(store)
    fill_claims(store)
    disclosure = fill_papers(store)
    with store.read() as work:
        form = work.events.get(EVENT.id)
        assert form is not None
        assert (form.bureau, form.filed_on, form.copied_on) == ("511100", date(2025, 11, 1), date(2025, 11, 2))
        assert work.event_items.netted_at(VENUE.id) == (NETTED,)
        assert work.lots.get(LOT.id) == LOT
        assert [lot.quality for lot in work.lots.all() if lot.id != LOT.id] == [CreditQuality()] * 2
        assert work.applications.get(EVENT.id) == APPLICATION
        assert work.implementation_plans.get(EVENT.id) == PLAN
        assert PLAN.written() == ("organisation", "targets", "publication")
        assert work.disclosures.of_dossier(EVENT.id) == (disclosure,)
        (standing,) = work.standings.of_organization(ORGANIZATION.id)
        assert (standing.id, standing.value, standing.evidence) == (STANDING.id, "green", disclosure.evidence)


def test_undo_takes_all_of_it_back_and_redo_brings_it_again(store: Store) -> None:
    fill(store)
    fill_claims(store)
    disclosure = fill_papers(store)
    with store.begin() as work:
        last = work.journal.entries()[-1].change_id
        revisions = work.journal.revisions(last)
        change = work.journal.begin_change("撤销", "张敏", NOON, "undo", last)
        for revision in reversed(revisions):
            work.restore(revision.kind, revision.key, revision.before, change)
        assert work.event_items.netted_at(VENUE.id) == work.disclosures.of_dossier(EVENT.id) == ()
        assert work.standings.of_organization(ORGANIZATION.id) == ()
        assert work.applications.get(EVENT.id) is work.implementation_plans.get(EVENT.id) is None
        for revision in revisions:
            work.restore(revision.kind, revision.key, revision.after, change)
        assert work.applications.get(EVENT.id) == APPLICATION
        assert work.disclosures.of_dossier(EVENT.id) == (disclosure,)
