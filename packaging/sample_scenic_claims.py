"""示例雪岭景区: its mountain run, its plan, its credits and papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sample_claim_faults import ClaimSpots
from sample_claims import Claims, Draft, Lot, Measure, Value, item, with_uses
from sample_parts import Sheet
from sample_scenic import SITE

_POWER, _FUEL = "示例-越野跑-用电抄表单.pdf", "示例-越野跑-油料和液化气领用单.pdf"
_TRAVEL, _STAY = "示例-越野跑-参赛交通统计.pdf", "示例-越野跑-住宿和补给统计.pdf"
_GOODS, _CARRIED = "示例-越野跑-赛事物资采购单.pdf", "示例-越野跑-运输和收运联单.pdf"
_PLAN = "示例-越野跑-碳中和实施方案.pdf"

_PAGES = {
    _POWER: ("起终点用电抄表单", "SD-2025-0901", "示例雪岭景区运营管理部"),
    _FUEL: ("油料和液化气领用单", "SD-2025-0902", "示例雪岭景区运营管理部"),
    _TRAVEL: ("参赛交通统计", "SD-2025-0903", "示例赛事计时公司"),
    _STAY: ("住宿和补给统计", "SD-2025-0904", "示例赛事计时公司"),
    _GOODS: ("赛事物资采购单", "SD-2025-0905", "示例体育用品公司"),
    _CARRIED: ("运输和收运联单", "SD-2025-0906", "示例运输队"),
}

_EVENT: Mapping[str, Value] = {
    "name": "示例雪岭 2025 山地马拉松",
    "start": date(2025, 9, 20),
    "end": date(2025, 9, 21),
    "place": "雅安市示例县雪岭乡示例雪岭景区",
    "kind": "赛事",
    "scale": "参赛 3,500 人，观赛和保障 1,700 人，2 天",
    "people": 5_200,
    "sessions": 2,
    "content": "全程和半程山地马拉松，起终点设在游客中心广场，补给点 9 处。",
    "role": "organizer",
    "level": "national",
    "promised": True,
    "stages": ("preparing", "holding", "closing"),
    "accounting": "self",
    "measures": "1. 山门外停车，统一由接驳车和景区电动观光车进出。\n2. 补给点用桶装水和自带杯，不提供瓶装水。\n"
    "3. 号码布和指路牌回收，奖牌用竹制。\n4. 起终点就近接入市电，发电机只作备用。",
    "neutrality": "organizer",
    "products": ("CCER",),
    "offset_tonnes": 340,
    "neutral_on": date(2026, 1, 21),
    "department": "运营管理部",
    "contact": "杨示例",
    "phone": "0835-0000001",
    "confirmation": "self",
    "plan": _PLAN,
    "settled": True,
}

_ITEMS = (
    item("preparing", "paper_goods", "号码布和指路牌", "420 396 kg", "采购单，木桩为重复使用", _GOODS, factor="desnz_mat_paper_mixed_2025"),
    item("preparing", "textile_goods", "参赛服", "560 532 kg", "3,500 件 × 152 g", _GOODS, factor="desnz_mat_textile_2025"),
    item("preparing", "road_freight", "物资上山", "3600 3344 tkm", "17.6 t × 190 km", _CARRIED, factor="gbt51366_truck_dsl_8t"),
    item("holding", "grid_electricity", "起终点用电", "6200 5873 kWh", "游客中心广场临时表，9 月 19—21 日", _POWER),
    item("holding", "grid_electricity", "电动观光车充电", "2900 3046 kWh", "充电站分表，9 月 20—21 日", _POWER),
    item("holding", "diesel_generator", "补给点发电机", "380 342 L", "领用单减剩余", _FUEL),
    item("holding", "gasoline_vehicle", "保障和救护车", "420 407 L", "加油卡明细", _FUEL),
    item("holding", "diesel_vehicle", "收容大巴", "260 248 L", "加油结算单", _FUEL),
    item("holding", "lpg", "终点热食", "180 165 kg", "送气单", _FUEL),
    item(
        "holding",
        "air_travel",
        "参赛人员航空",
        "980000 941680 pkm",
        "298 人往返，单程 1,580 km，不含高空效应",
        _TRAVEL,
        factor="desnz_air_dom_2025",
    ),
    item("holding", "rail_travel", "参赛人员铁路", "620000 598560 pkm", "1,160 人往返，单程 258 km", _TRAVEL, factor="desnz_rail_2025"),
    item("holding", "car_travel", "参赛人员自驾", "215000 208320 vkm", "651 车往返，单程 160 km", _TRAVEL, factor="cpcd_car_gasoline"),
    item("holding", "coach_travel", "车站和山门接驳", "330000 318780 pkm", "3,795 人往返，单程 42 km", _TRAVEL, factor="cpcd_bus"),
    item("holding", "hotel_stay", "参赛人员住宿", "1480 1426 room_night", "住宿清单，县城和乡镇", _STAY, factor="desnz_hotel_cn_2025"),
    item("holding", "catering_food", "补给和热食食材", "4200 3985 kg", "采购单减退货", _STAY, factor="desnz_mat_food_2025"),
    item("holding", "disposables", "桶装水桶和杯盖", "320 296 kg", "采购单，称重折算", _GOODS, factor="desnz_mat_plastic_2025"),
    item("closing", "waste_other", "其他垃圾", "4.40 4.16 t", "过磅单，9 月 20—22 日", _CARRIED, factor="msw_incin_co2_2011"),
    item("closing", "waste_food", "厨余垃圾", "1.20 1.08 t", "过磅单，9 月 20—22 日", _CARRIED, factor="desnz_food_compost_2025"),
    item("closing", "road_freight", "垃圾下山运输", "258 241.04 tkm", "5.24 t × 46 km", _CARRIED, factor="gbt51366_truck_dsl_8t"),
)

_MEASURES = (
    Measure(
        "S01",
        "done",
        "运营管理部",
        date(2024, 11, 4),
        date(2025, 2, 26),
        Decimal(1_520_000),
        "4 辆柴油观光车更换为电动车，山路能耗按实测",
        (("n", Decimal(4)), ("km", Decimal(25_400)), ("f", Decimal("26.8")), ("e", Decimal(81))),
        Sheet(
            "示例-电动观光车交付验收单.pdf",
            "交付验收单",
            "YS-2025-0226",
            "示例客车公司",
            (
                ("项目", "电动观光车 4 辆，替换柴油车 4 辆"),
                ("地点", "示例雪岭景区观光车站"),
                ("交付日期", "2025年2月26日"),
                ("试运行", "山门至索道站往返 60 趟，每百公里 81 kWh"),
                ("验收意见", "合格，旧车已办理报废"),
            ),
        ),
    ),
    Measure(
        "S07",
        "running",
        "运营管理部",
        date(2025, 10, 8),
        None,
        Decimal(38_000),
        "夜游照明 21 时后减半，分区控制器已装两处，共五处",
        (("P_l", Decimal(148)), ("d", Decimal(268)), ("s", Decimal("0.3"))),
    ),
    Measure(
        "S13",
        "planned",
        "工程部",
        date(2026, 4, 1),
        None,
        Decimal(210_000),
        "上站泵组更换，随接入线路改造一并实施",
        (("W", Decimal(28_000)),),
    ),
)

_DRAFTS = (
    Draft("S16", 150_000),
    Draft("S03", 4_200_000, (("n", Decimal(4)), ("h", Decimal(900)))),
    Draft("S04", 380_000),
    Draft("S05", 0),
    Draft("S17", 320_000, (("n", Decimal(8)),)),
    Draft("S09", 460_000),
    Draft("C01", 64_000, (("n", Decimal(900)),)),
    Draft("M10", 20_000, (("P_b", Decimal(40)),)),
)

_LOTS = (
    Lot(
        "CCER", "", "示例县户用沼气减排项目", "户用沼气", "四川省示例县", 2023, 1100, "SL-CC-2023-", 301,
        date(2025, 11, 20), date(2026, 1, 20), "ZX-2026-000301", Decimal("74.00"), priority_region=True,
    ),
    Lot(
        "CCER", "", "示例川西北造林碳汇项目", "造林碳汇", "四川省示例县", 2024, 900, "SL-CC-2024-", 12001,
        date(2025, 12, 10), date(2026, 1, 21), "ZX-2026-000302", Decimal("78.50"), priority_region=True,
    ),
)  # fmt: skip

_OPERATION, _ACTUAL = Decimal("1651.81"), Decimal("316.99")
"""Tonnes of the year and of the event, as the program computes them; what was bought follows from them."""

_PLAN_TEXT = (
    "一、核算边界：筹备、举办、收尾三个阶段，含场地用能、交通、住宿、餐饮、物资和废弃物。",
    "二、预估排放量：见登记表；以举办后的实际排放量为抵消依据。",
    "三、减排措施：统一接驳、桶装水和自带杯、号码布和指路牌回收、起终点接入市电。",
    "四、抵消方式：组织者购买并注销 CCER，不晚于活动结束后一年。",
    "五、信息公开：通过景区公告栏和赛事网页公布边界、排放量、抵消量和注销编号。",
)

CLAIMS = Claims(
    site=SITE,
    boundary="运营控制，含索道、观光车和游船，不含山腰酒店",
    event=_EVENT,
    items=_ITEMS,
    pages=_PAGES,
    measures=_MEASURES,
    drafts=_DRAFTS,
    prices=(("dE", Decimal("0.66")), ("dLPG", Decimal("7.20")), ("dDie", Decimal("7.60")), ("dPet", Decimal("8.10"))),
    lots=with_uses(_LOTS, _OPERATION, _ACTUAL),
    licence=(
        ("名称", SITE.organization),
        ("统一社会信用代码", SITE.credit_code),
        ("类型", "有限责任公司（示例）"),
        ("住所", "雅安市示例县雪岭乡 1 号"),
        ("法定代表人", "高示例"),
        ("成立日期", "2008年4月22日"),
        ("经营范围", "名胜风景区管理；游览服务；索道、观光车和游船运营"),
    ),
    operation_tonnes=_OPERATION,
    event_tonnes=_ACTUAL,
    spots=ClaimSpots("S07", "夜景照明分时/总量控制", (("P_l", Decimal(148_000)),)),
    plan_text=_PLAN_TEXT,
)
