"""A filed event whose power the venue's bills hold already, a credit that was looked up, application, plan, disclosure and standing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.domain.event import Confirmation, EventItem, EventItemId, EventStage, NeutralityType
from core.domain.neutrality_papers import (
    Application,
    Disclosure,
    DisclosureId,
    ImplementationPlan,
    ListStatus,
    Standing,
    StandingId,
    StandingKind,
)
from core.domain.offset import CreditLot, CreditQuality, LotId, ProductType
from core.store.database import Store
from tests.store.sample import EVENT, NOON, ORGANIZATION, POWER

PICTURE = b"\x89PNG\r\n\x1a\n a picture of the notice"

NETTED = EventItem(
    EventItemId("item-3"),
    EVENT.id,
    EventStage.HOLDING,
    "会场用电（总表内）",
    "purchased_electricity",
    "kWh",
    position=3,
    supplier="㑊岭物业工程部",
    netted_from=POWER.id,
)
LOT = CreditLot(
    LotId("lot-3"),
    ProductType.CCER,
    "某登记机构",
    "存量风电",
    20,
    "W1",
    "W20",
    quality=CreditQuality(additional=True, ex_post=True, counted_once=False),
    issued_on=date(2016, 11, 3),
)
APPLICATION = Application(EVENT.id, NeutralityType.BOTH, Confirmation.BODY, "某评价机构", credit_sharing=True)
PLAN = ImplementationPlan(EVENT.id, "会务部牵头\n工程部抄表", targets="人均不高于 0.1 吨", publication="官网，会后 30 日内")
STANDING = Standing(
    StandingId("standing"), ORGANIZATION.id, StandingKind.LIST, ListStatus.GREEN.value, date(2026, 2, 1), "平台公告 2026 年第 1 号"
)


def fill_papers(store: Store) -> Disclosure:
    """Everything above; the disclosure comes back with its evidence."""
    picture = store.keep_evidence(PICTURE, "公示照片.png")
    disclosure = Disclosure(DisclosureId("disclosure"), EVENT.id, date(2026, 2, 3), "大堂公示", "一楼大堂", "公示 15 日", (picture.id,))
    with store.begin() as work:
        work.evidence.put(picture)
        change = work.journal.begin_change("申请与披露", "张敏", NOON)
        form = work.events.get(EVENT.id)
        if form is not None:
            filed = replace(form, bureau="511100", filed_on=date(2025, 11, 1), copied_on=date(2025, 11, 2))
            work.events.put(filed, change)
        work.event_items.put(NETTED, change)
        work.lots.put(LOT, change)
        work.applications.put(APPLICATION, change)
        work.implementation_plans.put(PLAN, change)
        work.disclosures.put(disclosure, change)
        work.standings.put(replace(STANDING, evidence=(picture.id,)), change)
    return disclosure
