"""示例云栈购物中心: its exhibition sale, its plan, its credits and papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sample_claim_faults import ClaimSpots
from sample_claims import Claims, Draft, Lot, Measure, Value, item, with_uses
from sample_mall import SITE
from sample_parts import Sheet

_POWER, _FUEL = "示例-展销-用电抄表单.pdf", "示例-展销-发电机运行记录.pdf"
_VISITS, _SELLERS = "示例-展销-观众出行抽样.pdf", "示例-展销-参展商行程统计.pdf"
_GOODS, _CARRIED, _WASTE = "示例-展销-搭建物料采购单.pdf", "示例-展销-货运联单.pdf", "示例-展销-收运联单.pdf"

_PAGES = {
    _POWER: ("展区用电抄表单", "ZX-2025-1101", "示例云栈商业管理有限公司物业工程部"),
    _FUEL: ("发电机运行记录", "ZX-2025-1102", "示例云栈商业管理有限公司物业工程部"),
    _VISITS: ("观众出行抽样", "ZX-2025-1103", "示例云栈商业管理有限公司市场部"),
    _SELLERS: ("参展商行程和用餐统计", "ZX-2025-1104", "示例云栈商业管理有限公司市场部"),
    _GOODS: ("搭建物料采购单", "ZX-2025-1105", "示例展览搭建公司"),
    _CARRIED: ("货运联单", "ZX-2025-1106", "示例货运公司"),
    _WASTE: ("收运联单", "ZX-2025-1107", "示例环卫服务公司"),
}

_EVENT: Mapping[str, Value] = {
    "name": "示例云栈购物中心 2025 秋季家居展销",
    "start": date(2025, 11, 7),
    "end": date(2025, 11, 9),
    "place": "成都市示例区云栈路 88 号示例云栈购物中心一层中庭和南广场",
    "kind": "展销",
    "scale": "62 个展位，3 天，观众约 26,000 人次，展区 1,650 ㎡",
    "people": 26_000,
    "sessions": 3,
    "area_m2": Decimal(1650),
    "content": "家居用品展示和销售，南广场设旧家具以旧换新点；每日 10 时至 22 时。",
    "role": "organizer",
    "level": "other",
    "promised": False,
    "stages": ("preparing", "holding", "closing"),
    "accounting": "self",
    "measures": "1. 标准展位重复使用，只新购画面和少量地毯。\n2. 展区照明全部用 LED，闭店后断电。\n"
    "3. 鼓励乘地铁观展，凭当日地铁行程换礼品。\n4. 包装纸箱当场回收。",
    "neutrality": "organizer",
    "products": ("CCER",),
    "offset_tonnes": 66,
    "neutral_on": date(2026, 1, 21),
    "department": "市场部",
    "contact": "罗示例",
    "phone": "028-00000011",
    "confirmation": "self",
    "settled": True,
}

_ITEMS = (
    item("preparing", "grid_electricity", "搭建用电", "1850 1974 kWh", "展区临时表，11 月 5—6 日", _POWER),
    item("preparing", "paper_goods", "画面和纸质展板", "640 588 kg", "采购单，展架为重复使用", _GOODS, factor="desnz_mat_paper_mixed_2025"),
    item("preparing", "textile_goods", "展位地毯", "180 165 kg", "采购单，只计新购部分", _GOODS, factor="desnz_mat_textile_2025"),
    item("preparing", "road_freight", "展品和展架进场", "2760 2714 tkm", "11.8 t × 230 km", _CARRIED, factor="gbt51366_truck_dsl_8t"),
    item("holding", "grid_electricity", "展区用电", "9400 8926 kWh", "展区临时表，11 月 7—9 日", _POWER),
    item("holding", "diesel_generator", "南广场发电机", "60 54 L", "运行 5.5 小时，油位差", _FUEL),
    item("holding", "car_travel", "观众自驾", "112000 107640 vkm", "5,980 车往返，单程 9 km", _VISITS, factor="cpcd_car_gasoline"),
    item("holding", "metro_travel", "观众地铁", "260000 254880 pkm", "15,930 人次 × 往返 16 km", _VISITS, factor="cpcd_metro"),
    item("holding", "coach_travel", "观众公交", "36000 33840 pkm", "2,820 人次 × 往返 12 km", _VISITS, factor="cpcd_bus"),
    item(
        "holding",
        "air_travel",
        "参展商航空",
        "76000 72960 pkm",
        "24 人往返，单程 1,520 km，不含高空效应",
        _SELLERS,
        factor="desnz_air_dom_2025",
    ),
    item("holding", "rail_travel", "参展商铁路", "31000 29946 pkm", "46 人往返，单程 325.5 km", _SELLERS, factor="desnz_rail_2025"),
    item("holding", "hotel_stay", "参展商住宿", "120 114 room_night", "住宿清单，38 间 × 3 晚", _SELLERS, factor="desnz_hotel_cn_2025"),
    item("holding", "catering_food", "工作餐食材", "1050 976 kg", "1,220 餐次 × 每餐 0.8 kg", _SELLERS, factor="desnz_mat_food_2025"),
    item("closing", "waste_other", "其他垃圾", "2.60 2.38 t", "收运联单，11 月 8—10 日", _WASTE, factor="msw_incin_co2_2011"),
    item("closing", "waste_food", "厨余垃圾", "0.35 0.31 t", "收运联单，11 月 8—10 日", _WASTE, factor="desnz_food_ad_2025"),
    item("closing", "road_freight", "展架退场", "2300 2185 tkm", "9.5 t × 230 km", _CARRIED, factor="gbt51366_truck_dsl_8t"),
)

_MEASURES = (
    Measure(
        "C01",
        "done",
        "物业工程部",
        date(2024, 12, 9),
        date(2025, 2, 28),
        Decimal(243_000),
        "公区灯具逐层更换为 LED",
        (("n", Decimal(2100)), ("h", Decimal(4380))),
        Sheet(
            "示例-公区LED改造竣工验收单.pdf",
            "竣工验收单",
            "YS-2025-0228",
            "示例照明工程公司",
            (
                ("项目", "公区灯具更换为 LED，共 2,100 盏"),
                ("地点", "示例云栈购物中心地上一至六层公区"),
                ("完工日期", "2025年2月28日"),
                ("单灯功率", "改造前 36 W，改造后 14 W"),
                ("验收意见", "合格，照度满足要求"),
            ),
        ),
    ),
    Measure(
        "M01",
        "done",
        "物业工程部",
        date(2025, 5, 12),
        date(2025, 6, 15),
        Decimal(322_000),
        "46 台扶梯加装变频，无人时低速待机",
        (("n", Decimal(46)), ("P_n", Decimal("3.1")), ("s", Decimal("0.19"))),
        Sheet(
            "示例-扶梯变频改造验收单.pdf",
            "验收单",
            "YS-2025-0615",
            "示例电梯维保公司",
            (
                ("项目", "自动扶梯加装变频，共 46 台"),
                ("地点", "示例云栈购物中心"),
                ("完工日期", "2025年6月15日"),
                ("检验", "逐台检验合格，待机速度 0.2 m/s"),
                ("验收意见", "合格，同意投入使用"),
            ),
        ),
    ),
    Measure(
        "M02",
        "running",
        "物业工程部",
        date(2025, 11, 17),
        None,
        Decimal(96_000),
        "车库排风按一氧化碳浓度启停，已完成 2 个防火分区，共 5 个",
        (("P_n", Decimal(84)),),
    ),
    Measure("M06", "planned", "招商部", date(2026, 3, 1), None, Decimal(55_000), "写入新签和续签租约", (("E_te", Decimal(9_500_000)),)),
)

_DRAFTS = (
    Draft("C04", 2_900_000),
    Draft("C07", 520_000),
    Draft("C02", 96_000, (("P_k", Decimal(60)),)),
    Draft("M03", 126_000),
    Draft("M07", 180_000),
    Draft("M10", 30_000),
    Draft("C10", 640_000, (("G", Decimal(150_000)),)),
    Draft("C18", 80_000),
)

_LOTS = (
    Lot(
        "REGIONAL", "CDCER", "示例厨余资源化项目", "厨余资源化", "成都市示例区", 2023, 900, "SL-CD-2023-", 5001,
        date(2025, 10, 28), date(2026, 1, 20), "ZX-2026-000201", Decimal("45.00"),
    ),
    Lot(
        "CCER", "", "示例川西北造林碳汇项目", "造林碳汇", "四川省示例县", 2024, 1750, "SL-CC-2024-", 8001,
        date(2025, 12, 8), date(2026, 1, 21), "ZX-2026-000202", Decimal("78.50"), priority_region=True,
    ),
)  # fmt: skip

_OPERATION, _ACTUAL = Decimal("2559.92"), Decimal("62.32")
"""Tonnes of the year and of the event, as the program computes them; what was bought follows from them."""

_METERS = Sheet(
    "示例-电表树和租户分组清单.pdf",
    "电表树和租户分组清单",
    "2025 年度",
    "示例云栈商业管理有限公司物业工程部",
    (
        ("总进线", "户号 510000007700，10 kV，倍率 6000"),
        ("公区分项", "PD-G01 照明、PD-G02 电梯扶梯、PD-G03 空调主机、PD-G04 车库、PD-G05 外立面"),
        ("租户·超市", "PD-Z01，1 户，负一层"),
        ("租户·影院", "PD-Z02，1 户，六层"),
        ("租户·餐饮", "PD-Z03 以下分表 46 户，四至五层"),
        ("租户·零售", "PD-Z04 以下分表 139 户，一至三层"),
        ("第三方", "PD-D01 充电桩 24 台；PD-D02 通信基站 3 处"),
        ("租户燃气", "餐饮租户各自开户，不经总表"),
        ("核对办法", "总进线减各分表，差额在 −1% 至 5% 之间的归公区"),
    ),
)

CLAIMS = Claims(
    site=SITE,
    boundary="业主运营边界，不含租户用能",
    event=_EVENT,
    items=_ITEMS,
    pages=_PAGES,
    measures=_MEASURES,
    drafts=_DRAFTS,
    prices=(("dE", Decimal("0.68")), ("dG", Decimal("3.45"))),
    lots=with_uses(_LOTS, _OPERATION, _ACTUAL),
    licence=(
        ("名称", SITE.organization),
        ("统一社会信用代码", SITE.credit_code),
        ("类型", "有限责任公司（示例）"),
        ("住所", "成都市示例区云栈路 88 号"),
        ("法定代表人", "唐示例"),
        ("成立日期", "2015年3月17日"),
        ("经营范围", "商业综合体管理服务；物业管理；会议及展览服务"),
    ),
    scans=(_METERS,),
    operation_tonnes=_OPERATION,
    event_tonnes=_ACTUAL,
    spots=ClaimSpots("M02", "地下车库CO联动通风", (("P_n", Decimal(8_400)),), "绿证电量（市场法）"),
)
