"""Carbon credits: lots, their retirement, and what of a lot is used for which dossier (domain.md §3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NewType

from core.domain.activity import EvidenceId
from core.domain.dossier import DossierId

LotId = NewType("LotId", str)
AllocationId = NewType("AllocationId", str)


class ProductType(Enum):
    """The offset types that the policy names (domain.md §1.7), in the order of 附表1."""

    CEA = "CEA"
    CCER = "CCER"
    REGIONAL = "REGIONAL"
    SINK = "SINK"
    OTHER = "OTHER"


class OffsetSource(Enum):
    """机构集中 or 个人自愿 (domain.md P6)."""

    INSTITUTION = "institution"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class SinkFacts:
    """What a new-forest project must publish besides its place (domain.md §2.6).

    Attributes:
        coordinates: 坐标范围.
        species: 树种.
        area: 造林面积, with its unit.
        planting: 造林或再造林计划.
        monitoring: 监测计划.
        period: the years that the sink falls in.
    """

    coordinates: str = ""
    species: str = ""
    area: str = ""
    planting: str = ""
    monitoring: str = ""
    period: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return all((self.coordinates, self.species, self.area, self.planting, self.monitoring, self.period))


@dataclass(frozen=True, slots=True)
class CreditQuality:
    """What a buyer has looked up about a credit (domain.md N6); None where nobody has answered.

    Attributes:
        additional: it would not have happened without the credits.
        permanent: the effect lasts, or a reserve stands for it.
        leakage_free: emissions are not only moved elsewhere.
        counted_once: no other credit, certificate of green power or claim uses the same effect.
        verified: an independent third party has verified it.
        ex_post: it was issued for what has happened; ex-ante credits are not accepted.
        documented: the project's documents are public.
        registered: it stands in a registry that is independent of seller and buyer.
    """

    additional: bool | None = None
    permanent: bool | None = None
    leakage_free: bool | None = None
    counted_once: bool | None = None
    verified: bool | None = None
    ex_post: bool | None = None
    documented: bool | None = None
    registered: bool | None = None


@dataclass(frozen=True, slots=True)
class CreditLot:
    """One lot of credits.

    Attributes:
        subtype: ``CDCER`` for the Chengdu mechanism; free text for OTHER.
        tonnes: whole tonnes of CO2e.
        retired_on: day of 注销; a lot that is bought and not retired never counts.
        beneficiary: the venue or event that the retirement names.
        proof: files that prove the retirement.
        priority_region: credits from the areas the policy prefers (三（三）).
        sink: for SINK lots, what must be published of the project.
        quality: what was looked up about it.
        issued_on: day that the credits were issued.
    """

    id: LotId
    product: ProductType
    registry: str
    project: str
    tonnes: int
    serial_from: str
    serial_to: str
    subtype: str = ""
    methodology: str = ""
    location: str = ""
    vintage: int | None = None
    account: str = ""
    acquired_on: date | None = None
    retired_on: date | None = None
    retirement_id: str = ""
    beneficiary: str = ""
    unit_price_yuan: Decimal | None = None
    source: OffsetSource = OffsetSource.INSTITUTION
    priority_region: bool = False
    note: str = ""
    sink: SinkFacts | None = None
    proof: tuple[EvidenceId, ...] = ()
    quality: CreditQuality = CreditQuality()
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Whole tonnes of a lot that are used for a dossier; the sum over a lot never exceeds it."""

    id: AllocationId
    lot_id: LotId
    dossier_id: DossierId
    tonnes: int
