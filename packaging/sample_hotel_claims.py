"""示例竹溪酒店: its annual meeting, its plan, its credits and papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sample_claim_faults import ClaimSpots, Netted
from sample_claims import Claims, Draft, Lot, Measure, Value, item, with_uses
from sample_hotel import SITE
from sample_parts import Sheet

_POWER, _GAS = "示例-年会-用电抄表单.pdf", "示例-年会-用气和试机记录.pdf"
_TRAVEL, _STAY = "示例-年会-参会交通统计.pdf", "示例-年会-住宿和用餐统计.pdf"
_GOODS, _WASTE = "示例-年会-物料采购单.pdf", "示例-年会-收运和运输联单.pdf"

_PAGES = {
    _POWER: ("会场用电抄表单", "NH-2025-1901", "示例竹溪酒店工程部"),
    _GAS: ("用气分摊和试机记录", "NH-2025-1902", "示例竹溪酒店工程部"),
    _TRAVEL: ("参会交通统计", "NH-2025-1903", "示例竹溪酒店会务部"),
    _STAY: ("住宿和用餐统计", "NH-2025-1904", "示例竹溪酒店会务部"),
    _GOODS: ("物料采购单", "NH-2025-1905", "示例办公用品商行"),
    _WASTE: ("收运和运输联单", "NH-2025-1906", "示例环卫服务公司"),
}

_EVENT: Mapping[str, Value] = {
    "name": "示例竹溪酒店 2025 年会",
    "start": date(2025, 12, 19),
    "end": date(2025, 12, 20),
    "place": "成都市示例区竹溪路 1 号示例竹溪酒店三楼会场",
    "kind": "年会",
    "scale": "320 人，2 天，室内会场 1,200 ㎡",
    "people": 320,
    "sessions": 4,
    "area_m2": Decimal(1200),
    "content": "年度总结、表彰和经营计划发布；全体大会 1 场，分组会议 3 场，宴会 1 次。",
    "role": "organizer",
    "level": "other",
    "promised": False,
    "stages": ("preparing", "holding", "closing"),
    "accounting": "self",
    "measures": "1. 会议资料电子化，只印议程和证件。\n2. 动员乘火车和拼车参会，机场和车站统一接驳。\n"
    "3. 按实到人数备餐，不提供一次性餐具。\n4. 展板、桌布重复使用。",
    "neutrality": "organizer",
    "products": ("CCER",),
    "offset_tonnes": 36,
    "neutral_on": date(2026, 1, 21),
    "department": "会务部",
    "contact": "陈示例",
    "phone": "028-00000001",
    "confirmation": "self",
    "settled": True,
}


_ITEMS = (
    item("preparing", "grid_electricity", "搭建和彩排用电", "420 446 kWh", "会场分表，12 月 17—18 日", _POWER),
    item("preparing", "paper_goods", "议程、证件和展板", "110 92 kg", "采购单，展板只计新购", _GOODS, factor="desnz_mat_paper_mixed_2025"),
    item("holding", "grid_electricity", "会场用电", "3200 3468 kWh", "会场分表，12 月 19—20 日", _POWER),
    item("holding", "grid_electricity", "参会人员客房用电", "2700 2565 kWh", "135 间夜 × 每间夜 19 kWh", _POWER),
    item("holding", "natural_gas_boiler", "会场供暖和热水用气", "760 812 Nm3", "锅炉气表，按面积和间夜分摊", _GAS),
    item("holding", "natural_gas_kitchen", "宴会厨房用气", "430 418 Nm3", "厨房气表，按餐次分摊", _GAS),
    item("holding", "diesel_generator", "备用发电机", "40 36 L", "试机记录，油位差", _GAS),
    item(
        "holding",
        "air_travel",
        "参会人员航空",
        "150000 142560 pkm",
        "44 人往返，单程 1,620 km，不含高空效应",
        _TRAVEL,
        factor="desnz_air_dom_2025",
    ),
    item("holding", "rail_travel", "参会人员铁路", "70000 66836 pkm", "98 人往返，单程 341 km", _TRAVEL, factor="desnz_rail_2025"),
    item("holding", "coach_travel", "机场和车站接驳", "11000 10440 pkm", "87 人往返，单程 60 km", _TRAVEL, factor="cpcd_bus"),
    item("holding", "car_travel", "自驾参会", "6400 6120 vkm", "36 车往返，单程 85 km", _TRAVEL, factor="cpcd_car_gasoline"),
    item("holding", "hotel_stay", "外部酒店住宿", "25 22 room_night", "会务住宿清单", _STAY, factor="desnz_hotel_cn_2025"),
    item("holding", "catering_food", "用餐食材", "1280 1194 kg", "995 餐次 × 每餐 1.2 kg", _STAY, factor="desnz_mat_food_2025"),
    item("holding", "disposables", "瓶装水和包装", "45 38 kg", "采购单，称重折算", _GOODS, factor="desnz_mat_plastic_2025"),
    item("closing", "waste_other", "其他垃圾", "0.62 0.55 t", "收运联单，12 月 21 日", _WASTE, factor="desnz_msw_landfill_2025"),
    item("closing", "waste_food", "厨余垃圾", "0.48 0.52 t", "收运联单，12 月 20—21 日", _WASTE, factor="desnz_food_ad_2025"),
    item("closing", "road_freight", "物料运输", "190 176 tkm", "2.2 t × 往返 80 km", _WASTE, factor="gbt51366_truck_dsl_2t"),
)

_MEASURES = (
    Measure(
        "C11",
        "done",
        "工程部",
        date(2024, 11, 18),
        date(2024, 12, 20),
        Decimal(86_000),
        "两台锅炉加装节能器，同时重新整定燃烧器",
        (("G", Decimal(245_000)), ("s", Decimal("0.08"))),
        Sheet(
            "示例-锅炉节能器竣工验收单.pdf",
            "竣工验收单",
            "YS-2024-1220",
            "示例机电安装公司",
            (
                ("项目", "1 号、2 号锅炉加装节能器"),
                ("地点", "示例竹溪酒店地下一层锅炉房"),
                ("完工日期", "2024年12月20日"),
                ("排烟温度", "改造前 168 ℃，改造后 92 ℃"),
                ("验收意见", "合格，同意投入使用"),
            ),
        ),
    ),
    Measure(
        "H03",
        "running",
        "客房部",
        date(2025, 9, 1),
        None,
        Decimal(4_800),
        "续住客房放置更换提示卡，按需换洗；洗涤外包，减少的排放在范围三",
        (("RN", Decimal(64_000)), ("p", Decimal("0.15"))),
        at_supplier=True,
    ),
    Measure("H01", "planned", "工程部", date(2026, 5, 1), None, Decimal(268_000), "随客房翻新分两批实施", (("N", Decimal(268)),)),
)

_DRAFTS = (
    Draft("C09", 468_000, (("Q_hw", Decimal(600_000)),)),
    Draft("C13", 36_000, (("L", Decimal(240)),)),
    Draft("C05", 52_000),
    Draft("C01", 78_000, (("n", Decimal(1100)),)),
    Draft("H13", 43_000),
    Draft("C16", 210_000, (("n", Decimal(3)), ("km", Decimal(12_000)))),
    Draft("C18", 60_000, (("l_old", Decimal("0.06")),)),
    Draft("C12", 420_000),
    Draft("C04", 1_650_000),
)

_LOTS = (
    Lot(
        "REGIONAL", "CDCER", "示例川西林盘保护项目", "川西林盘", "成都市示例区", 2023, 620, "SL-CD-2023-", 101,
        date(2025, 11, 12), date(2026, 1, 20), "ZX-2026-000101", Decimal("46.00"),
    ),
    Lot(
        "CCER", "", "示例川西北造林碳汇项目", "造林碳汇", "四川省示例县", 2024, 1000, "SL-CC-2024-", 2001,
        date(2025, 12, 3), date(2026, 1, 21), "ZX-2026-000102", Decimal("78.50"), priority_region=True,
    ),
)  # fmt: skip

_OPERATION, _ACTUAL = Decimal("1564.57"), Decimal("33.38")
"""Tonnes of the year and of the event, as the program computes them; what was bought follows from them."""

CLAIMS = Claims(
    site=SITE,
    boundary="运营控制，全店",
    event=_EVENT,
    items=_ITEMS,
    pages=_PAGES,
    measures=_MEASURES,
    drafts=_DRAFTS,
    prices=(("dE", Decimal("0.72")), ("dG", Decimal("3.45")), ("dPet", Decimal("8.10"))),
    lots=with_uses(_LOTS, _OPERATION, _ACTUAL),
    licence=(
        ("名称", SITE.organization),
        ("统一社会信用代码", SITE.credit_code),
        ("类型", "有限责任公司（示例）"),
        ("住所", "成都市示例区竹溪路 1 号"),
        ("法定代表人", "周示例"),
        ("成立日期", "2011年6月8日"),
        ("经营范围", "住宿服务；餐饮服务；会议及展览服务"),
    ),
    operation_tonnes=_OPERATION,
    event_tonnes=_ACTUAL,
    spots=ClaimSpots(
        "H01",
        "客房取电控制/RCU",
        (("N", Decimal(60_000)),),
        "绿证电量（市场法）",
        netted=Netted("会场用电", "外购电力·裙楼户", "示例竹溪酒店 2025 年会"),
    ),
)
