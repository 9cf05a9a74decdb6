"""Own factors need a file that proves them before a dossier is locked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.accounting.checks import run_checks
from core.domain.activity import EvidenceId
from core.domain.emission import EmissionSource, Gas
from core.domain.finding import Severity
from core.domain.own_factor import OwnFactor, OwnFactorId
from tests.accounting import small_event
from tests.accounting.small_hotel import context, sources

BARE = OwnFactor(OwnFactorId("s"), "洗涤厂因子", Decimal("0.210"), "kg", "kg", Gas.CO2E, "洗涤厂声明")


def rows(**changes: object) -> tuple[EmissionSource, ...]:
    return (*sources()[:3], replace(sources()[3], factor_id=BARE.factor_id, **changes))  # type: ignore[arg-type]


def test_an_unproven_factor_in_use_blocks_and_says_which_it_is() -> None:
    (finding,) = [one for one in run_checks(context(sources=rows(), own_factors=(BARE,))) if one.rule == "V46"]
    assert finding.severity is Severity.BLOCK
    assert (finding.place.page, finding.place.subject, finding.place.field) == ("profile", sources()[3].id, "factor")
    assert finding.parameters["value"] == "0.210 kgCO2e/kg"


def test_a_proven_factor_and_one_of_an_excluded_row_are_not_asked_for() -> None:
    proven = replace(BARE, evidence=(EvidenceId("file"),))
    for made in (
        context(sources=rows(), own_factors=(proven,)),
        context(sources=rows(excluded_reason="由洗涤厂核算"), own_factors=(BARE,)),
    ):
        assert "V46" not in {one.rule for one in run_checks(made)}


def test_an_event_is_asked_on_its_own_page() -> None:
    made = small_event.event_context()
    first, *others = made.sources
    found = run_checks(replace(made, sources=(replace(first, factor_id=BARE.factor_id), *others), own_factors=(BARE,)))
    (finding,) = [one for one in found if one.rule == "V46"]
    assert (finding.place.page, finding.place.subject) == ("events", first.id)
