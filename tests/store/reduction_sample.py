"""A draft of a measure, an own measure, settings and target of a venue, and a proof of a saving."""

from __future__ import annotations

from decimal import Decimal

from core.domain.measure import MeasureParameter, PlanId, PlannedMeasure
from core.domain.period import Month
from core.domain.reduction import MeasureProof, OwnMeasure, ProofId, ProofMethod, ReductionSettings, ReductionTarget, TargetKind
from core.store.database import Store
from tests.store.sample import GAS, NOON, VENUE

READING = b"%PDF-1.4\n%\x00\xfd a heat meter\n%%EOF\n"

DRAFT = PlannedMeasure(
    PlanId("draft"),
    VENUE.id,
    "C13",
    values={"Q": Decimal("12.50")},
    cost_yuan=Decimal("35000"),
    draft=True,
    upkeep_yuan=Decimal("1200.00"),
    saving_yuan=Decimal("48000"),
    lifetime_years=9,
    at_supplier=True,
)
OWN = OwnMeasure(
    "X01",
    "㑊厅改用地源热泵",
    ("hotel",),
    (("dG", "Q/NCVk"), ("dE", "-Q/COP")),
    (
        MeasureParameter("Q", "kWh", "全年供热量", Decimal(1000), Decimal("9E+5"), Decimal("120000")),
        MeasureParameter("COP", "", "能效", Decimal("2.5"), Decimal(5), Decimal("3.50")),
    ),
    15,
    end_use="heating",
    proof="热量表",
    source="设计院方案第 3 页",
)
SETTINGS = ReductionSettings(
    VENUE.id,
    Decimal("1000000"),
    None,
    Decimal("5.0"),
    prices={"dE": Decimal("0.72"), "dG": Decimal("3.60")},
    end_uses={"lighting:dE": Decimal("96000")},
)
TARGET = ReductionTarget(
    VENUE.id, TargetKind.INTENSITY, 2024, 2030, Decimal("18.50"), "room_nights_sold", Decimal("1600.1"), Decimal(64000)
)
PROOF = MeasureProof(
    ProofId("proof"),
    PlanId("draft"),
    ProofMethod.BASELINE,
    "dG",
    GAS.id,
    Month(2024, 1),
    Month(2025, 1),
    Month(2025, 6),
    ("room_nights_sold",),
    "度日",
    {"2024-01": Decimal("310.5"), "2025-01": Decimal("298")},
    note="一季度的热量表换过",
)


def fill_reduction(store: Store) -> MeasureProof:
    """Everything above; the proof comes back with its evidence."""
    reading = store.keep_evidence(READING, "热量表记录.pdf")
    proof = MeasureProof(**{name: getattr(PROOF, name) for name in PROOF.__slots__} | {"evidence": (reading.id,)})
    with store.begin() as work:
        work.evidence.put(reading)
        change = work.journal.begin_change("减排计划", "张敏", NOON)
        work.own_measures.put(OWN, change)
        work.plan.put(DRAFT, change)
        work.reduction_settings.put(SETTINGS, change)
        work.targets.put(TARGET, change)
        work.proofs.put(proof, change)
    return proof
