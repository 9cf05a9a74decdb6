"""示例竹溪酒店: two years of a hotel that does not exist, the second one with its bills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sample_billing import NewMeter, Period, Supply, bills_of, single, with_estimate
from sample_calendar import FIRST_DAY, Day, calendar_periods, counted_in, days_of, driven, generated, months, used_in, used_months
from sample_faults import WRONG_FILE, setup
from sample_faults_bills import (
    ahead,
    double,
    gap,
    grams,
    negative,
    no_evidence,
    open_estimate,
    outside,
    peak,
    price,
    ratio,
    reading,
    unreadable_file,
)
from sample_faults_figures import credit_code, figure, missing, new_rows, no_factor, profile, repeated, shared_account
from sample_hotel_days import ROOMS, hotel_days
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

BOILER, KITCHEN = "天然气·锅炉", "天然气·厨房"
DIESEL, PETROL, REFRIGERANT = "柴油·发电机", "汽油·自有车辆", "制冷剂 R410A"
MAIN, PODIUM, CERTIFICATES = "外购电力·主楼户", "外购电力·裙楼户", "绿证电量（市场法）"
WATER, LAUNDRY, WASTE, FOOD = "自来水", "布草外包洗涤", "其他垃圾", "厨余垃圾"
AVAILABLE, SOLD, GUESTS, COVERS, MEETING, OPEN = "可售间夜", "已售间夜", "在店人数", "餐饮人次", "会议面积·小时", "营业天数"
DRIVEN, GENERATED = "车辆里程", "柴油发电机发电量"

SITE = Site(
    organization="示例竹溪酒店管理有限公司",
    credit_code="91510100MA00000152",
    venue="示例竹溪酒店",
    venue_type="hotel",
    region="510100",
    profile=(
        ("grade", "4"),
        ("building_area", "38600"),
        ("rooms", str(ROOMS)),
        ("opened_year", "2012"),
        ("industry_code", "6110"),
        ("address", "成都市示例区竹溪路 1 号"),
        ("conditioned_area", "31200"),
        ("heating_area", "29800"),
        ("rooms_area", "21400"),
        ("meeting_area", "1860"),
        ("gas_compensated", "yes"),
        ("grade_certificate", "示例-4-0268"),
        ("grade_date", "2022-06-18"),
        ("grade_review", "2027-06-17"),
        ("certified_area", "38210"),
    ),
)

SOURCES = (
    Source(BOILER, "natural_gas_boiler", "Nm3"),
    Source(KITCHEN, "natural_gas_kitchen", "Nm3"),
    Source(DIESEL, "diesel_generator", "L"),
    Source(PETROL, "gasoline_vehicle", "L"),
    Source(REFRIGERANT, "refrigerant_topup", "kg", species="R410A"),
    Source(MAIN, "grid_electricity", "kWh"),
    Source(PODIUM, "grid_electricity", "kWh"),
    Source(CERTIFICATES, "green_certificate", "kWh", excluded="本年未采购绿证"),
    Source(WATER, "tap_water", "m3"),
    Source(LAUNDRY, "laundry_outsourced", "kg", factor="laundry_trsa"),
    Source(WASTE, "waste_other", "t", factor="desnz_msw_landfill_2025"),
    Source(FOOD, "waste_food", "t", factor="desnz_food_ad_2025"),
)

OUTPUTS = (AVAILABLE, SOLD, GUESTS, COVERS, MEETING, OPEN, DRIVEN, GENERATED)

ACCOUNTS = {
    "main": Account(MAIN, "510000001234", "主楼", Decimal(800), "示例供电服务中心", "电费单", "DF"),
    "podium": Account(PODIUM, "510000005678", "裙楼", Decimal(400), "示例供电服务中心", "电费单", "DF"),
    "boiler": Account(BOILER, "820100031", "锅炉", Decimal(1), "示例燃气公司", "燃气费单", "RQ"),
    "kitchen": Account(KITCHEN, "820100032", "厨房", Decimal(1), "示例燃气公司", "燃气费单", "RQ"),
    "water": Account(WATER, "306700018", "全店", Decimal(1), "示例自来水公司", "水费单", "SL"),
    "laundry": Account(LAUNDRY, "", "布草", None, "示例洗涤公司", "洗涤结算单", "XD"),
    "petrol": Account(PETROL, "", "车辆", None, "示例加油站", "加油卡明细", "JY"),
    "waste": Account(WASTE, "", "其他垃圾", None, "示例环卫服务公司", "收运结算单", "SY"),
    "refrigerant": Account(REFRIGERANT, "", "空调机组", None, "示例空调维保公司", "维保单", "WB"),
}

PEOPLE = (
    Signatory("填报人", "陈示例", "工程部", "028-00000001"),
    Signatory("审核人", "林示例", "财务部", "028-00000002", authorization=authorization_name("林示例")),
    Signatory("负责人", "周示例", "总经理办公室", "028-00000003", legal=True),
)

_POWER_PRICE = "0.7684 0.7612 0.7435 0.7128 0.6587 0.5826 0.5714 0.5693 0.5768 0.5935 0.6642 0.7571"  # dear in the dry season
_PODIUM_PRICE = " ".join(str(Decimal(price) + Decimal("0.0312")) for price in _POWER_PRICE.split())
_GAS_PRICE = "3.86 3.86 3.72 3.34 3.28 3.28 3.24 3.24 3.28 3.34 3.72 3.86"
_PETROL_PRICE = "7.62 7.71 7.48 7.39 7.26 7.35 7.44 7.38 7.41 7.29 7.22 7.18"
_CENT = Decimal("0.01")

_NEW_WATER_METER = NewMeter(date(2025, 5, 14), Decimal(12), "旧表到检定周期，更换新表，见换表单 HB-0514（示例）。")
"""It came with twelve cubic metres on it from its test."""

_MAIN = Supply("main", ACCOUNTS["main"], "kWh", _POWER_PRICE, 20, _CENT, Decimal("21480.15"), losses=14, times=True)
"""Its readings begin in January 2024."""
_SUPPLIES = (
    Supply("podium", ACCOUNTS["podium"], "kWh", _PODIUM_PRICE, 57, _CENT, Decimal("6120.50"), losses=11, times=True),
    Supply("boiler", ACCOUNTS["boiler"], "Nm3", _GAS_PRICE, 30, reading=Decimal(412_608)),
    Supply("kitchen", ACCOUNTS["kitchen"], "Nm3", _GAS_PRICE, 44, reading=Decimal(187_325)),
    Supply("water", ACCOUNTS["water"], "m3", " ".join(["4.53"] * 12), 4, reading=Decimal(93_417), change=_NEW_WATER_METER),
    Supply("laundry", ACCOUNTS["laundry"], "kg", " ".join(["3.30"] * 6 + ["3.45"] * 6), 110),
    Supply("petrol", ACCOUNTS["petrol"], "L", _PETROL_PRICE, 900),
    Supply("waste", ACCOUNTS["waste"], "t", " ".join(["268"] * 6 + ["276"] * 6), 230, _CENT),
)

_LOADED = (2025, 7)
"""When the generators carried load."""

_DIESEL = {  # litres: monthly test runs, more where the generator carried load; it stood in repair in October 2025
    2024: (88, 76, 95, 90, 98, 115, 124, 136, 104, 92, 78, 84),
    2025: (74, 68, 86, 79, 83, 97, 182, 112, 91, 0, 66, 72),
}
_TOP_UPS = {2024: {5: Decimal("10.0"), 9: Decimal("8.0")}, 2025: {4: Decimal("6.0"), 9: Decimal("5.5")}}
_TOP_UP_PAPER = date(2025, 4, 16)
"""The top-up that stands in the book with its paper; the other one is typed as a month's figure."""


def this_year() -> SampleYear:
    """2025: bills with their papers, and the imperfections that a real year has, each already answered."""
    known = hotel_days()
    bills, changes = _bills(known)
    figures = [
        *months(DIESEL, lambda month: Decimal(_DIESEL[2025][month - 1])),
        *(f for f in months(REFRIGERANT, lambda month: _TOP_UPS[2025].get(month, Decimal(0))) if f.month != _TOP_UP_PAPER.month),
        *used_months(known, 2025, FOOD, "food", _CENT),
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
        no_use=(NoUse(DIESEL, 10, "10 月发电机大修，未试机、未用油，见检修单 JX-1008（示例）。"),),
        explanations=(
            Explanation("V05", BOILER, 7, "7 月 4—21 日泳池热泵检修，热水改由锅炉供应，见维修单 WX-0718（示例）。"),
            Explanation("V05", DIESEL, 7, "7 月 16—18 日配电房线路检修，发电机带载运行 5 小时，见运行记录 FD-0716（示例）。"),
        ),
        people=PEOPLE,
    )


def last_year() -> SampleYear:
    """2024, to compare with: figures by month; only the main account has bills, for its periods do not end with the months."""
    known = hotel_days()
    main = bills_of(known, _MAIN, [p for p in _periods_of_main() if p[1].year == 2024])[0]
    figures: list[MonthFigure] = []
    for supply in _SUPPLIES:
        place = supply.place if supply.reading is None else Decimal(1)
        figures += used_months(known, 2024, supply.account.source, supply.use, place)
    figures += used_months(known, 2024, FOOD, "food", _CENT)
    figures += months(DIESEL, lambda month: Decimal(_DIESEL[2024][month - 1]))
    figures += months(REFRIGERANT, lambda month: _TOP_UPS[2024].get(month, Decimal(0)))
    return SampleYear(
        year=2024,
        site=SITE,
        sources=SOURCES,
        outputs=OUTPUTS,
        figures=(*figures, *_output_figures(known, 2024)),
        bills=tuple(replace(bill, evidence="") for bill in main),
    )


def _output_figures(known: Sequence[Day], year: int) -> list[MonthFigure]:
    figures: list[MonthFigure] = []
    for month in range(1, 13):
        length = len(days_of(known, year, month))
        figures += [
            MonthFigure(AVAILABLE, month, Decimal(ROOMS * length)),
            MonthFigure(SOLD, month, counted_in(known, year, month, "sold")),
            MonthFigure(GUESTS, month, counted_in(known, year, month, "guests")),
            MonthFigure(COVERS, month, counted_in(known, year, month, "covers")),
            MonthFigure(MEETING, month, counted_in(known, year, month, "meeting")),
            MonthFigure(OPEN, month, Decimal(length)),
            MonthFigure(DRIVEN, month, driven(used_in(known, year, month, "petrol", Decimal(1)), month, 94)),
            MonthFigure(GENERATED, month, generated(Decimal(_DIESEL[year][month - 1]), month, loaded=(year, month) == _LOADED)),
        ]
    return figures


def _periods_of_main() -> list[Period]:
    """From the 21st to the 20th, from January 2024 to January 2026; the first is cut off where the sample begins."""
    ends = [date(year, month, 20) for year in (2024, 2025) for month in range(1, 13)] + [date(2026, 1, 20)]
    return [(max(FIRST_DAY, (end.replace(day=1) - timedelta(days=1)).replace(day=21)), end) for end in ends]


def _bills(known: Sequence[Day]) -> tuple[tuple[Bill, ...], tuple[MeterChange, ...]]:
    bills = [bill for bill in bills_of(known, _MAIN, _periods_of_main())[0] if bill.last.year >= 2025]
    changes: list[MeterChange] = []
    for supply in _SUPPLIES:
        more, changed = bills_of(known, supply, calendar_periods(2025))
        if supply.use == "kitchen":
            notes = "抄表员未能入户，供气单位按上月日均用量暂估。", "3 月 4 日补抄，更正 RQ-2025-02-0046。"
            more = with_estimate(more, 2, Decimal(6380), "RQ-2025-03-0081", notes)
        bills += more
        changes += changed
    kilograms, note = _TOP_UPS[2025][_TOP_UP_PAPER.month], "加注量为钢瓶前后称重之差，未回收。"
    bills.append(single(ACCOUNTS["refrigerant"], _TOP_UP_PAPER, kilograms, "kg", Decimal("128.00"), note))
    return tuple(bills), tuple(changes)


_LPG = {"name": "液化石油气·员工食堂", "type": "液化石油气", "unit": "kg"}
_LPG_USED = ("118", "104", "121", "116", "123", "1190", "127", "131", "120", "117", "112", "125")

FAULTS = (
    open_estimate(KITCHEN),
    credit_code(SITE.credit_code),
    gap(BOILER, 6),
    missing(FOOD, 12),
    negative(LAUNDRY, 3),
    figure("V05", (COVERS, 8), "×10000", "8 月的数多乘了一万", f"V05 B {COVERS} 8月"),
    new_rows("V06", _LPG, {_LPG["name"]: _LPG_USED}, "新增一行，6 月的数多写一位", f"V06 W {_LPG['name']} 6月"),
    reading(WATER, 10),
    ratio(PODIUM, 4),
    peak(MAIN, 5),
    price(PETROL, 3),
    double(WASTE, 9),
    shared_account(KITCHEN, BOILER),
    profile("V16", "建筑面积", "3860", "V16 W 单位面积用电", "V37 W 建筑面积"),
    grams(LAUNDRY, 11, "V17 W 每间夜布草", f"V05 B {LAUNDRY} 11月"),
    figure("V18", (AVAILABLE, 8), "6208", "8,308 误写为 6,208，少于已售间夜", f"V18 B {SOLD} 8月"),
    figure("V23", (GENERATED, 12), "48210", "12 月抄了电表的累计数", "V23 W 发电机每度电油耗", f"V05 B {GENERATED} 12月"),
    figure("V24", (DRIVEN, 5), "486420", "5 月抄了里程表的累计数", "V24 W 车辆百公里油耗", f"V05 B {DRIVEN} 5月"),
    no_factor(FOOD),
    no_evidence(MAIN, LAUNDRY),
    repeated(FOOD, (4, 5, 6)),
    outside(PETROL, "JY-2026-01-0901"),
    unreadable_file(PETROL, 6, WRONG_FILE),
    ahead(MAIN),
    setup(
        "V21",
        REFRIGERANT,
        "登记了铭牌充注量 8 kg 的机组，少于本年加注的 11.5 kg",
        ("machine", {"source": REFRIGERANT, "account": "JZ-01", "name": "示例多联机", "charge": "8"}),
        f"V21 W {REFRIGERANT}",
    ),
)
"""What is wrong in broken.xlsx; the one that takes a row out goes first."""
