"""Drafts, own measures, settings, targets and proofs come back as they were put; undo takes them away again."""

from __future__ import annotations

import pytest

from core.errors import RuleError
from core.store.database import Store
from tests.store.reduction_sample import DRAFT, OWN, SETTINGS, TARGET, fill_reduction
from tests.store.sample import NOON, VENUE, fill


def test_what_was_put_comes_back(store: Store) -> None:
    fill(store)
    proof = fill_reduction(store)
    with store.read() as work:
        assert work.plan.with_drafts(VENUE.id) == (DRAFT,)
        assert work.own_measures.all() == (OWN,)
        assert str(work.own_measures.all()[0].parameters[0].high) == "9E+5"
        assert work.reduction_settings.get(VENUE.id) == SETTINGS
        assert work.targets.get(VENUE.id) == TARGET
        assert work.proofs.of_venue(VENUE.id) == work.proofs.of_measure(DRAFT.id) == (proof,)


def test_a_draft_is_in_no_plan(store: Store) -> None:
    fill(store)
    fill_reduction(store)
    with store.read() as work:
        assert work.plan.of_venue(VENUE.id) == ()


def test_a_measure_with_a_proof_cannot_be_taken_away(store: Store) -> None:
    fill(store)
    proof = fill_reduction(store)
    with pytest.raises(RuleError), store.begin() as work:
        work.plan.remove(DRAFT.id, work.journal.begin_change("移出", "张敏", NOON))
    with store.begin() as work:
        change = work.journal.begin_change("移出", "张敏", NOON)
        assert work.proofs.remove(proof.id, change)
        assert work.plan.remove(DRAFT.id, change)


def test_undo_takes_all_of_it_back_and_redo_brings_it_again(store: Store) -> None:
    fill(store)
    fill_reduction(store)
    with store.begin() as work:
        last = work.journal.entries()[-1].change_id
        revisions = work.journal.revisions(last)
        change = work.journal.begin_change("撤销", "张敏", NOON, "undo", last)
        for revision in reversed(revisions):
            work.restore(revision.kind, revision.key, revision.before, change)
        assert work.own_measures.all() == work.proofs.of_venue(VENUE.id) == work.plan.with_drafts(VENUE.id) == ()
        assert work.targets.get(VENUE.id) is work.reduction_settings.get(VENUE.id) is None
        for revision in revisions:
            work.restore(revision.kind, revision.key, revision.after, change)
        assert work.own_measures.all() == (OWN,)
        assert work.targets.get(VENUE.id) == TARGET
