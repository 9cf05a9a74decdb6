"""An own factor with its proof, a base year with a recalculation, an edition in force, and a dossier that was frozen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.domain.base_year import BaseYear, BaseYearAdjustment, RecalculationReason
from core.domain.edition import CatalogueEdition, EditionAct
from core.domain.emission import Gas
from core.domain.frozen import FrozenFacts
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.store.database import Store
from tests.store.sample import COOLANT, DOSSIER, GAS, METER, NOON, ORGANIZATION, POWER, VENUE

PROOF = b"%PDF-1.4\n%\x00\xfd a supplier's letter\n%%EOF\n"

BASE_YEAR = BaseYear(
    VENUE.id,
    2024,
    "首个数据完整的年度",
    Decimal("5"),
    (BaseYearAdjustment(date(2025, 9, 1), RecalculationReason.STRUCTURE, "裙楼并入核算边界", Decimal("-12.50")),),
)
EDITION = CatalogueEdition("a1" * 32, "2025.12", b"PK\x05\x06" + bytes(18))
PACKED = CatalogueEdition("b2" * 32, "2026.03", b"PK\x05\x06" + bytes(18), "c3" * 32, "四川某平台")


def own_factor(evidence: str) -> OwnFactor:
    """A supplier's value for heat."""
    return OwnFactor(
        OwnFactorId("own-1"), "某热力公司蒸汽", Decimal("0.0980"), "t", "GJ", Gas.CO2, "供热碳排放说明", "第2页", 2024, (evidence,)
    )


def fill_reference(store: Store) -> None:
    """Everything above."""
    proof = store.keep_evidence(PROOF, "供热说明.pdf")
    with store.begin() as work:
        work.evidence.put(proof)
        change = work.journal.begin_change("登记自有因子", "张敏", NOON)
        work.own_factors.put(own_factor(proof.id), change)
        work.base_years.put(BASE_YEAR, change)
        frozen = FrozenFacts(DOSSIER.id, EDITION.digest, ORGANIZATION, VENUE, (POWER, GAS, COOLANT), (METER,), (own_factor(proof.id),))
        work.frozen.put(frozen, change)
        for edition, act in ((EDITION, EditionAct.BEGIN), (PACKED, EditionAct.ADOPT)):
            work.editions.keep(edition)
            work.editions.put_in_force(edition.digest, act, at=NOON.isoformat(), author="张敏", note="外购电力 +1.20 t")
