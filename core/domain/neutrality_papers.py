"""What a venue decides, publishes and is told on its way to a claim: application, plan, disclosures, and standings others give it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum
from typing import NewType

from core.domain.activity import EvidenceId
from core.domain.dossier import DossierId
from core.domain.event import Confirmation, NeutralityType
from core.domain.organization import OrganizationId

DisclosureId = NewType("DisclosureId", str)
StandingId = NewType("StandingId", str)


@dataclass(frozen=True, slots=True)
class Application:
    """碳中和申请书: how neutrality is to be reached and confirmed (domain.md F3, T12, T17), and one consent.

    Attributes:
        confirming_body: name of the independent body where one is chosen.
        credit_sharing: 同意平台向天府信用通提供本单位碳中和信息 (domain.md F11); nobody agrees before being asked.
    """

    dossier_id: DossierId
    neutrality: NeutralityType = NeutralityType.ORGANIZER
    confirmation: Confirmation = Confirmation.SELF
    confirming_body: str = ""
    credit_sharing: bool = False


@dataclass(frozen=True, slots=True)
class ImplementationPlan:
    """碳中和实施计划: what a person writes beside the figures that the ledger knows (domain.md §2.2, N9).

    Attributes:
        organisation: who is responsible, and who does what.
        boundary: words about the boundary beside the ledger's own.
        targets: aims and indicators in words.
        removals: removals inside the boundary, or why there are none.
        offset_plan: which products, when, and why in this order.
        schedule: steps with their days.
        publication: where and when the main contents are published.
        monitoring: how data are collected and checked.
        risks: what may keep it from being reached, and what is done then.
    """

    dossier_id: DossierId
    organisation: str = ""
    boundary: str = ""
    targets: str = ""
    removals: str = ""
    offset_plan: str = ""
    schedule: str = ""
    publication: str = ""
    monitoring: str = ""
    risks: str = ""

    def written(self) -> tuple[str, ...]:
        """Names of the parts that somebody has written."""
        return tuple(one.name for one in fields(self) if one.name != "dossier_id" and getattr(self, one.name).strip())


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One time that neutrality was made public: the log of 信息披露 (四（三）, domain.md D4).

    Attributes:
        channel: 微信公众号, 门店公示, 年度报告 ….
        place: address, page or place where it can be found.
        evidence: pictures or copies of it.
    """

    id: DisclosureId
    dossier_id: DossierId
    on: date
    channel: str
    place: str = ""
    note: str = ""
    evidence: tuple[EvidenceId, ...] = field(default=())


class StandingKind(Enum):
    """What others say of an organization; none of it is computed here (domain.md F10, P15)."""

    LIST = "list"
    STARS = "stars"


class ListStatus(Enum):
    """绿名单, not listed, or 黑名单 (三（二））."""

    GREEN = "green"
    NONE = "none"
    BLACK = "black"


@dataclass(frozen=True, slots=True)
class Standing:
    """A status that a platform or an office gave, as it was told.

    Attributes:
        value: a value of `ListStatus` for LIST, the rating as it was given for STARS.
        on: day that it speaks of.
        source: who said so, and in which document.
        evidence: the document.
    """

    id: StandingId
    organization_id: OrganizationId
    kind: StandingKind
    value: str
    on: date
    source: str
    note: str = ""
    evidence: tuple[EvidenceId, ...] = field(default=())
