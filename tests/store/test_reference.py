"""Own factors, base years, frozen set-ups and editions come back as they were put, and editions for ever."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.exc import DBAPIError

from core.domain.edition import EditionAct
from core.errors import AppError, RuleError
from core.store.database import Store
from tests.store.reference_sample import BASE_YEAR, EDITION, PACKED, fill_reference, own_factor
from tests.store.sample import DOSSIER, NOON, POWER, VENUE, fill


def test_what_was_put_comes_back(store: Store) -> None:
    fill(store)
    fill_reference(store)
    with store.read() as work:
        (factor,) = work.own_factors.all()
        assert factor == own_factor(factor.evidence[0])
        assert str(factor.value) == "0.0980"
        assert work.base_years.get(VENUE.id) == BASE_YEAR
        frozen = work.frozen.get(DOSSIER.id)
        assert frozen is not None
        assert frozen.own_factors == (factor,)
        assert (frozen.venue, frozen.sources[0]) == (VENUE, POWER)
        assert work.editions.get(EDITION.digest) == EDITION
        assert work.editions.get("0" * 64) is None
        assert work.editions.in_force() == PACKED.digest
        assert [(step.act, step.digest) for step in work.editions.steps()] == [
            (EditionAct.BEGIN, EDITION.digest),
            (EditionAct.ADOPT, PACKED.digest),
        ]


def test_a_new_ledger_has_no_edition_in_force_until_one_is_recorded(store: Store) -> None:
    with store.read() as work:
        assert work.editions.in_force() == ""
        assert work.editions.steps() == ()


def test_an_own_factor_that_a_source_names_cannot_be_taken_away(store: Store) -> None:
    fill(store)
    fill_reference(store)
    with store.begin() as work:
        change = work.journal.begin_change("选用", "张敏", NOON)
        work.sources.put(replace(POWER, factor_id="own:own-1"), change)
    with pytest.raises(RuleError), store.begin() as work:
        work.own_factors.remove(own_factor("x").id, work.journal.begin_change("删除", "张敏", NOON))
    with store.begin() as work:
        change = work.journal.begin_change("改回", "张敏", NOON)
        work.sources.put(POWER, change)
        assert work.own_factors.remove(own_factor("x").id, change)
        assert work.own_factors.all() == ()


def test_undo_brings_back_base_year_and_frozen_facts(store: Store) -> None:
    fill(store)
    fill_reference(store)
    with store.begin() as work:
        change = work.journal.begin_change("改基准年", "张敏", NOON)
        work.base_years.put(replace(BASE_YEAR, year=2023, threshold_percent=Decimal("10")), change)
        work.frozen.remove(DOSSIER.id, change)
    with store.begin() as work:
        back = work.journal.begin_change("撤销", "张敏", NOON, "undo", change)
        for line in reversed(work.journal.revisions(change)):
            work.restore(line.kind, line.key, line.before, back)
        assert work.base_years.get(VENUE.id) == BASE_YEAR
        assert work.frozen.get(DOSSIER.id) is not None


@pytest.mark.parametrize("statement", ["UPDATE edition_step SET note = 'x'", "DELETE FROM catalogue_edition"])
def test_editions_are_never_altered(store: Store, statement: str) -> None:
    fill(store)
    fill_reference(store)
    with pytest.raises((AppError, DBAPIError)), store.begin() as work:
        work.ledger._connection.exec_driver_sql(statement)


def test_an_edition_is_kept_once(store: Store) -> None:
    with store.begin() as work:
        work.editions.keep(EDITION)
        work.editions.keep(replace(EDITION, name="另名"))
    with store.read() as work:
        assert work.editions.get(EDITION.digest) == EDITION
