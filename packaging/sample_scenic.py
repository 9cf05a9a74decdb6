"""示例雪岭景区: two years of a mountain area that does not exist, closed while the snow lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sample_billing import NewMeter, Period, Supply, bill_of, bills_of, single, with_estimate
from sample_calendar import FIRST_DAY, Day, calendar_periods, counted_in, driven, generated, months, used_in, used_months
from sample_faults import setup
from sample_faults_bills import certificates, double, gap, negative, no_evidence, open_estimate, outside, peak, price, reading
from sample_faults_figures import credit_code, figure, missing, new_rows, no_factor, repeated, shared_account
from sample_parts import (
    Account,
    Bill,
    Explanation,
    MeterChange,
    MonthFigure,
    NoUse,
    SampleYear,
    Signatory,
    Site,
    Source,
    authorization_name,
)
from sample_scenic_days import CAPACITY, CLOSED_MONTHS, scenic_days

SHUTTLES, PATROL, DIESEL, BOATS = "柴油·观光车", "汽油·巡护和公务车", "柴油·发电机", "柴油·游船"
KITCHEN, DORMITORY, PELLETS, REFRIGERANT = "液化石油气·餐饮", "液化石油气·员工宿舍", "生物质燃料·供暖", "制冷剂 R410A"
CENTRE, ROPEWAY, CHARGING = "外购电力·游客中心", "外购电力·索道", "外购电力·观光车充电"
PUMPS, LAMPS, CERTIFICATES = "外购电力·泵站", "外购电力·夜游照明", "绿证电量（市场法）"
WATER, WASTE, CARRIED, HIRED = "自来水", "其他垃圾", "垃圾下山运输", "外包接驳车"
VISITORS, FREE, RIDERS = "入园人次", "其中免票人次", "索道运送人次"
DISTANCE, SAILED, OPEN = "观光车里程", "游船航时", "营业天数"
DRIVEN, GENERATED = "车辆里程", "柴油发电机发电量"

SITE = Site(
    organization="示例雪岭旅游开发有限公司",
    credit_code="91511800MA00000318",
    venue="示例雪岭景区",
    venue_type="scenic",
    region="511800",
    profile=(
        ("grade", "4A"),
        ("building_area", "11850"),
        ("land_area", "3260"),
        ("daily_capacity", str(CAPACITY)),
        ("opened_year", "2009"),
        ("industry_code", "7861"),
        ("address", "雅安市示例县雪岭乡 1 号"),
        ("altitude", "2360"),
        ("heating_area", "4200"),
        ("season", "3 月上旬—11 月底，12 月至次年 2 月大雪封山停业"),
        ("concessions", "索道、观光车、游船：自营，含；山腰酒店：承租方经营，不含；山门外接驳车：外包，按范围三含"),
        ("grade_certificate", "示例-4A-0117"),
        ("grade_date", "2021-11-09"),
        ("grade_review", "2026-11-08"),
        ("certified_area", "11624"),
    ),
)

SOURCES = (
    Source(SHUTTLES, "diesel_vehicle", "L"),
    Source(PATROL, "gasoline_vehicle", "L"),
    Source(DIESEL, "diesel_generator", "L"),
    Source(BOATS, "diesel_boat", "L"),
    Source(KITCHEN, "lpg", "kg"),
    Source(DORMITORY, "lpg", "kg"),
    Source(PELLETS, "biomass", "t"),
    Source(REFRIGERANT, "refrigerant_topup", "kg", species="R410A"),
    Source(CENTRE, "grid_electricity", "kWh"),
    Source(ROPEWAY, "grid_electricity", "kWh"),
    Source(CHARGING, "grid_electricity", "kWh"),
    Source(PUMPS, "grid_electricity", "kWh"),
    Source(LAMPS, "grid_electricity", "kWh"),
    Source(CERTIFICATES, "green_certificate", "kWh", excluded="本年未采购绿证"),
    Source(
        "外购电力·山腰酒店（承租方）",
        "grid_electricity",
        "kWh",
        excluded="承租方独立开户经营，不在本单位运营控制内",
        left_out=Decimal("14.5"),
    ),
    Source(
        "柴油·步道施工机具",
        "diesel_machine",
        "L",
        excluded="基建工程由施工单位用油，不属于运营排放，工程清单另附",
        left_out=Decimal(8),
    ),
    Source(WATER, "tap_water", "m3"),
    Source(WASTE, "waste_other", "t", factor="msw_incin_co2_2011"),
    Source(CARRIED, "road_freight", "tkm", factor="gbt51366_truck_dsl_8t"),
    Source(HIRED, "visitor_shuttle_hired", "pkm", factor="cpcd_bus"),
)

OUTPUTS = (VISITORS, FREE, RIDERS, DISTANCE, SAILED, OPEN, DRIVEN, GENERATED)

PEOPLE = (
    Signatory("填报人", "杨示例", "运营管理部", "0835-0000001"),
    Signatory("审核人", "何示例", "财务部", "0835-0000002", authorization=authorization_name("何示例")),
    Signatory("负责人", "高示例", "总经理办公室", "0835-0000003", legal=True),
)

_CENT = Decimal("0.01")
_DOWN = 46
"""Kilometres from the gate down to the burning plant."""
_POWER, _CARD = "示例供电所", "示例加油站"


def _power(source: str, number: str, label: str, ratio: int) -> Account:
    return Account(source, number, label, Decimal(ratio), _POWER, "电费单", "DF")


_POWER_PRICE = "0.7242 0.7181 0.6974 0.6625 0.6108 0.5471 0.5338 0.5302 0.5397 0.5586 0.6247 0.7139"  # dear in the dry season
_DIESEL_PRICE = "7.31 7.38 7.19 7.10 6.98 7.05 7.14 7.08 7.11 7.00 6.94 6.90"
_PETROL_PRICE = "7.74 7.83 7.61 7.51 7.38 7.47 7.56 7.50 7.53 7.41 7.34 7.30"
_LPG_PRICE = "6.90 6.90 6.75 6.60 6.45 6.40 6.40 6.40 6.45 6.55 6.75 6.90"
_NEW_PUMP_METER = NewMeter(date(2025, 7, 15), Decimal("1.85"), "上站接入线路改造，同时换表，倍率不变，见换表单 HB-0715（示例）。")


def _even(price: str) -> str:
    return " ".join([price] * 12)


_ROPEWAY = Supply("ropeway", _power(ROPEWAY, "511800002202", "索道", 400), "kWh", _POWER_PRICE, 40, _CENT, Decimal("3318.42"), times=True)
"""Its periods end on the 15th, and its readings begin in January 2024."""
_SUPPLIES = (
    Supply("centre", _power(CENTRE, "511800002201", "游客中心", 200), "kWh", _POWER_PRICE, 10, _CENT, Decimal("10724.05")),
    Supply("charging", _power(CHARGING, "511800002203", "充电站", 200), "kWh", _POWER_PRICE, 70, _CENT, Decimal("2261.80")),
    Supply("pumps", _power(PUMPS, "511800002204", "泵站", 100), "kWh", _POWER_PRICE, 100, _CENT, Decimal("7409.33"), _NEW_PUMP_METER),
    Supply("lamps", _power(LAMPS, "511800002205", "夜游照明", 100), "kWh", _POWER_PRICE, 130, _CENT, Decimal("5583.10")),
    Supply("shuttles", Account(SHUTTLES, "", "观光车", None, _CARD, "加油结算单", "JY"), "L", _DIESEL_PRICE, 200, _CENT),
    Supply("boats", Account(BOATS, "", "游船", None, _CARD, "加油结算单", "JC"), "L", _DIESEL_PRICE, 300, _CENT),
    Supply("patrol", Account(PATROL, "", "巡护和公务车", None, _CARD, "加油卡明细", "JK"), "L", _PETROL_PRICE, 400, _CENT),
    Supply("kitchen", Account(KITCHEN, "", "餐饮", None, "示例液化气站", "送气单", "SQ"), "kg", _LPG_PRICE, 500),
    Supply("dormitory", Account(DORMITORY, "", "员工宿舍", None, "示例液化气站", "送气单", "SG"), "kg", _LPG_PRICE, 600, Decimal("0.1")),
    Supply(
        "water",
        Account(WATER, "0835-40117", "全区", Decimal(1), "示例县自来水公司", "水费单", "SL"),
        "m3",
        _even("3.86"),
        20,
        reading=Decimal(141_906),
    ),
    Supply("waste", Account(WASTE, "", "其他垃圾", None, "示例县环卫所", "收运结算单", "SY"), "t", _even("298"), 230, _CENT),
    Supply("hired", Account(HIRED, "", "接驳车", None, "示例客运公司", "接驳结算单", "JB"), "pkm", _even("0.36"), 700),
)
_TRUCK = Account(CARRIED, "", "垃圾下山", None, "示例运输队", "运输联单", "YS")

_LOADED = (2025, 8)
"""When the generators carried load."""

_DIESEL = {  # litres: posts off the grid; in August 2025 the upper pump station ran on its generator
    2024: (392, 368, 655, 724, 748, 731, 862, 894, 742, 783, 648, 415),
    2025: (381, 376, 671, 708, 763, 744, 879, 1486, 751, 798, 662, 402),
}
_TOP_UPS = {2024: {4: Decimal("5.2")}, 2025: {4: Decimal("4.4")}}
_TOP_UP_DAY = date(2025, 4, 22)
_CLOSED = "12 月至次年 2 月大雪封山停业，无游客入园，见封山公告 GG-{year}-{month:02d}（示例）。"


def this_year() -> SampleYear:
    """2025: bills with their papers, and three months without a visitor."""
    known = scenic_days()
    bills, changes = _bills(known)
    billed = {(bill.account.source, month) for bill in bills for month in _months_of(bill)}
    figures = [
        *months(DIESEL, lambda month: Decimal(_DIESEL[2025][month - 1])),
        *(figure for figure in _now_and_then(known, 2025) if (figure.row, figure.month) not in billed),
        *(MonthFigure(row, month, Decimal(0)) for row in (BOATS, KITCHEN, HIRED) for month in CLOSED_MONTHS),
        *_output_figures(known, 2025),
    ]
    return SampleYear(
        year=2025,
        site=SITE,
        sources=SOURCES,
        outputs=OUTPUTS,
        figures=tuple(figures),
        bills=bills,
        changes=changes,
        no_use=_closed(2025),
        explanations=(
            Explanation("V05", DIESEL, 8, "8 月 11—24 日泵站接入线路改造，上站由发电机供电，见运行记录 FD-0811（示例）。"),
            Explanation("V05", DORMITORY, 12, "12 月中旬步道施工队 38 人借住员工宿舍，见住宿登记 ZS-1211（示例）。"),
        ),
        people=PEOPLE,
    )


def last_year() -> SampleYear:
    """2024, to compare with: figures by month; only the ropeway has bills, for its periods do not end with the months."""
    known = scenic_days()
    ropeway = bills_of(known, _ROPEWAY, [p for p in _periods_of_ropeway() if p[1].year == 2024])[0]
    figures: list[MonthFigure] = []
    for supply in _SUPPLIES:
        place = supply.place if supply.reading is None else Decimal(1)
        figures += used_months(known, 2024, supply.account.source, supply.use, place)
    figures += months(DIESEL, lambda month: Decimal(_DIESEL[2024][month - 1]))
    figures += _now_and_then(known, 2024)
    return SampleYear(
        year=2024,
        site=SITE,
        sources=SOURCES,
        outputs=OUTPUTS,
        figures=(*figures, *_output_figures(known, 2024)),
        bills=tuple(replace(bill, evidence="") for bill in ropeway),
        no_use=_closed(2024),
    )


def _closed(year: int) -> tuple[NoUse, ...]:
    return tuple(NoUse(row, month, _CLOSED.format(year=year, month=month)) for row in (VISITORS, OPEN) for month in CLOSED_MONTHS)


# ---------------------------------------------------------------- figures by month


def _now_and_then(known: Sequence[Day], year: int) -> list[MonthFigure]:
    """Pellets, refrigerant, and the waste carried down: figures by month, as far as no bill stands for them."""
    return [
        *used_months(known, year, PELLETS, "pellets", _CENT),
        *months(REFRIGERANT, lambda month: _TOP_UPS[year].get(month, Decimal(0))),
        *months(CARRIED, lambda month: used_in(known, year, month, "waste", _CENT) * _DOWN),
    ]


def _output_figures(known: Sequence[Day], year: int) -> list[MonthFigure]:
    figures: list[MonthFigure] = []
    for month in range(1, 13):
        figures += [
            MonthFigure(VISITORS, month, counted_in(known, year, month, "visitors")),
            MonthFigure(FREE, month, counted_in(known, year, month, "free")),
            MonthFigure(RIDERS, month, counted_in(known, year, month, "riders")),
            MonthFigure(DISTANCE, month, counted_in(known, year, month, "kilometres")),
            MonthFigure(SAILED, month, counted_in(known, year, month, "sailed") / 10),
            MonthFigure(OPEN, month, counted_in(known, year, month, "open")),
            MonthFigure(DRIVEN, month, driven(used_in(known, year, month, "patrol", _CENT), month, 118)),
            MonthFigure(GENERATED, month, generated(Decimal(_DIESEL[year][month - 1]), month, loaded=(year, month) == _LOADED)),
        ]
    return figures


# ---------------------------------------------------------------- bills


def _months_of(bill: Bill) -> range:
    return range(bill.first.month if bill.first.year == bill.last.year else 1, bill.last.month + 1)


def _periods_of_ropeway() -> list[Period]:
    """From the 16th to the 15th, from January 2024 to January 2026; the first is cut off where the sample begins."""
    ends = [date(year, month, 15) for year in (2024, 2025) for month in range(1, 13)] + [date(2026, 1, 15)]
    return [(max(FIRST_DAY, (end.replace(day=1) - timedelta(days=1)).replace(day=16)), end) for end in ends]


def _bills(known: Sequence[Day]) -> tuple[tuple[Bill, ...], tuple[MeterChange, ...]]:
    bills = [bill for bill in bills_of(known, _ROPEWAY, _periods_of_ropeway())[0] if bill.last.year >= 2025]
    changes: list[MeterChange] = []
    for supply in _SUPPLIES:
        more, changed = bills_of(known, supply, calendar_periods(2025))
        if supply.use == "centre":
            notes = "大雪封路未能抄表，供电所按上月日均用量暂估。", "3 月 12 日补抄，更正 DF-2025-02-0012。"
            more = with_estimate(more, 2, Decimal(28_400), "DF-2025-03-0093", notes)
        bills += more
        changes += changed
        if supply.use == "waste":
            bills += [_carried_down(bill) for bill in more]
    kilograms, note = _TOP_UPS[2025][_TOP_UP_DAY.month], "加注量为钢瓶前后称重之差，未回收。"
    account = Account(REFRIGERANT, "", "空调机组", None, "示例空调维保公司", "维保单", "WB")
    bills.append(single(account, _TOP_UP_DAY, kilograms, "kg", Decimal("128.00"), note))
    return tuple(bills), tuple(changes)


def _carried_down(waste: Bill) -> Bill:
    """The journey of a month's waste from the gate to the plant."""
    run = Supply("", _TRUCK, "tkm", _even("1.85"), 800)
    return replace(bill_of(run, waste.first, waste.last, waste.quantity * _DOWN), note=f"{waste.quantity} t × {_DOWN} km。")


_TEA_ROOM = {"name": "液化石油气·茶室", "type": "液化石油气", "unit": "kg", "excluded_reason": "承租方自行购气，不在本单位运营控制内"}

FAULTS = (
    open_estimate(CENTRE),
    credit_code(SITE.credit_code),
    gap(LAMPS, 6),
    missing(DIESEL, 12),
    negative(HIRED, 5),
    figure("V05", (FREE, 5), "×10000", "5 月的数多乘了一万", f"V05 B {FREE} 5月"),
    reading(PUMPS, 10),
    peak(ROPEWAY, 5),
    price(PATROL, 4),
    double(WASTE, 9),
    shared_account(LAMPS, PUMPS),
    figure("V19", (RIDERS, 8), "×10000", "8 月的人次多乘了一万", "V19 W 索道每人次用电", f"V05 B {RIDERS} 8月"),
    figure("V20", (OPEN, 10), "3", "10 月的营业天数 31 误写为 3", f"V20 W {VISITORS} 10月", f"V05 W {OPEN} 10月"),
    no_factor(CARRIED),
    new_rows("V27", _TEA_ROOM, {}, "新增一项不计入的，没有写规模", f"V27 W {_TEA_ROOM['name']}"),
    no_evidence(SHUTTLES),
    repeated(GENERATED, (4, 5, 6)),
    outside(PATROL, "JK-2026-01-0401"),
    certificates(CERTIFICATES, Decimal(3_000_000), "示例川西北造林碳汇项目", f"V47 W {CERTIFICATES}", f"V48 B {CERTIFICATES}"),
    setup(
        "V22",
        REFRIGERANT,
        "登记了铭牌为 R22 的机组",
        ("machine", {"source": REFRIGERANT, "account": "JZ-01", "name": "示例空调机组", "charge": "20", "refrigerant": "R22"}),
        f"V22 B {REFRIGERANT}",
    ),
    setup("V49", CERTIFICATES, "分配了与绿证同一项目的 CCER", ("lots", {"file": "offsets.toml"}), f"V49 B {CERTIFICATES}"),
)
"""What is wrong in broken.xlsx; the one that takes a row out goes first."""
