"""示例竹溪酒店: two years of a hotel that does not exist, the second one with its bills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from sample_days import FIRST_DAY, ROOMS, Day, days
from sample_parts import Account, Bill, Explanation, MeterChange, MonthFigure, NoUse, SampleYear, Signatory, Site, Source

BOILER, KITCHEN = "天然气·锅炉", "天然气·厨房"
DIESEL, PETROL, REFRIGERANT = "柴油·发电机", "汽油·自有车辆", "制冷剂 R410A"
MAIN, PODIUM, CERTIFICATES = "外购电力·主楼户", "外购电力·裙楼户", "绿证电量（市场法）"
WATER, LAUNDRY, WASTE, FOOD = "自来水", "布草外包洗涤", "其他垃圾", "厨余垃圾"
AVAILABLE, SOLD, GUESTS, COVERS, MEETING, OPEN = "可售间夜", "已售间夜", "在店人数", "餐饮人次", "会议面积·小时", "营业天数"

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

OUTPUTS = (AVAILABLE, SOLD, GUESTS, COVERS, MEETING, OPEN)

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

_SERIALS = {"main": 20, "podium": 57, "boiler": 30, "kitchen": 44, "water": 4, "laundry": 110, "petrol": 900, "waste": 230}
_FIRST_READINGS = {"podium": Decimal("6120.50"), "boiler": Decimal(412_608), "kitchen": Decimal(187_325), "water": Decimal(93_417)}
_FIRST_READING_OF_MAIN = Decimal("21480.15")
_READING_STEPS = {"main": Decimal("0.01"), "podium": Decimal("0.01"), "boiler": Decimal(1), "kitchen": Decimal(1), "water": Decimal(1)}
_PLACES = {"laundry": Decimal(1), "petrol": Decimal(1), "waste": Decimal("0.01")}

_POWER_PRICE = "0.7684 0.7612 0.7435 0.7128 0.6587 0.5826 0.5714 0.5693 0.5768 0.5935 0.6642 0.7571"  # dear in the dry season
_GAS_PRICE = "3.86 3.86 3.72 3.34 3.28 3.28 3.24 3.24 3.28 3.34 3.72 3.86"
_PETROL_PRICE = "7.62 7.71 7.48 7.39 7.26 7.35 7.44 7.38 7.41 7.29 7.22 7.18"
_PRICES = {
    "main": _POWER_PRICE,
    "podium": " ".join(str(Decimal(price) + Decimal("0.0312")) for price in _POWER_PRICE.split()),
    "boiler": _GAS_PRICE,
    "kitchen": _GAS_PRICE,
    "water": " ".join(["4.53"] * 12),
    "laundry": " ".join(["3.30"] * 6 + ["3.45"] * 6),
    "petrol": _PETROL_PRICE,
    "waste": " ".join(["268"] * 6 + ["276"] * 6),
}

_DIESEL = {  # litres: monthly test runs, more where the generator carried load; it stood in repair in October 2025
    2024: (88, 76, 95, 90, 98, 115, 124, 136, 104, 92, 78, 84),
    2025: (74, 68, 86, 79, 83, 97, 182, 112, 91, 0, 66, 72),
}
_TOP_UPS = {2024: {5: Decimal("10.0"), 9: Decimal("8.0")}, 2025: {4: Decimal("6.0"), 9: Decimal("5.5")}}
_TOP_UP_PAPER = date(2025, 4, 16)
"""The top-up that stands in the book with its paper; the other one is typed as a month's figure."""
_METER_CHANGE = date(2025, 5, 14)
_NEW_METER = Decimal(12)
"""The new water meter came with twelve cubic metres on it from its test."""


def this_year() -> SampleYear:
    """2025: bills with their papers, and the imperfections that a real year has, each already answered."""
    known = days()
    bills, changes = _bills(known)
    figures = [
        *_months(DIESEL, lambda month: Decimal(_DIESEL[2025][month - 1])),
        *(f for f in _months(REFRIGERANT, lambda month: _TOP_UPS[2025].get(month, Decimal(0))) if f.month != _TOP_UP_PAPER.month),
        *_months(FOOD, lambda month: _sum(known, 2025, month, "food", Decimal("0.01"))),
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
        people=(
            Signatory("填报人", "陈示例", "工程部", "028-00000001"),
            Signatory("审核人", "林示例", "财务部", "028-00000002"),
            Signatory("负责人", "周示例", "总经理办公室", "028-00000003"),
        ),
    )


def last_year() -> SampleYear:
    """2024, to compare with: figures by month; only the main account has bills, for its periods do not end with the months."""
    known = days()
    main = _metered(known, "main", [p for p in _periods_of_main() if p[1].year == 2024], _FIRST_READING_OF_MAIN)[0]
    figures: list[MonthFigure] = []
    for key in ("boiler", "kitchen", "petrol", "podium", "water", "laundry", "waste", "food"):
        name = FOOD if key == "food" else ACCOUNTS[key].source
        place = Decimal("0.01") if key in {"waste", "food"} else Decimal(1)
        figures += [MonthFigure(name, month, _sum(known, 2024, month, key, place)) for month in range(1, 13)]
    figures += _months(DIESEL, lambda month: Decimal(_DIESEL[2024][month - 1]))
    figures += _months(REFRIGERANT, lambda month: _TOP_UPS[2024].get(month, Decimal(0)))
    return SampleYear(
        year=2024,
        site=SITE,
        sources=SOURCES,
        outputs=OUTPUTS,
        figures=(*figures, *_output_figures(known, 2024)),
        bills=tuple(replace(bill, evidence="") for bill in main),
    )


# ---------------------------------------------------------------- figures by month


def _months(row: str, value: Callable[[int], Decimal]) -> list[MonthFigure]:
    return [MonthFigure(row, month, value(month)) for month in range(1, 13)]


def _days_of(known: Sequence[Day], year: int, month: int) -> list[Day]:
    return [day for day in known if (day.day.year, day.day.month) == (year, month)]


def _sum(known: Sequence[Day], year: int, month: int, use: str, place: Decimal) -> Decimal:
    return _to_place(sum((day.use[use] for day in _days_of(known, year, month)), Fraction(0)), place)


def _to_place(amount: Fraction, place: Decimal) -> Decimal:
    return round(amount / Fraction(place)) * place


def _output_figures(known: Sequence[Day], year: int) -> list[MonthFigure]:
    figures: list[MonthFigure] = []
    for month in range(1, 13):
        found = _days_of(known, year, month)
        figures += [
            MonthFigure(AVAILABLE, month, Decimal(ROOMS * len(found))),
            MonthFigure(SOLD, month, Decimal(sum(day.sold for day in found))),
            MonthFigure(GUESTS, month, Decimal(sum(day.guests for day in found))),
            MonthFigure(COVERS, month, Decimal(sum(day.covers for day in found))),
            MonthFigure(MEETING, month, Decimal(sum(day.meeting for day in found))),
            MonthFigure(OPEN, month, Decimal(len(found))),
        ]
    return figures


# ---------------------------------------------------------------- bills


def _calendar_periods(year: int) -> list[tuple[date, date]]:
    return [(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)) for month in range(1, 13)]


def _periods_of_main() -> list[tuple[date, date]]:
    """From the 21st to the 20th, from January 2024 to January 2026; the first is cut off where the sample begins."""
    ends = [date(year, month, 20) for year in (2024, 2025) for month in range(1, 13)] + [date(2026, 1, 20)]
    return [(max(FIRST_DAY, (end.replace(day=1) - timedelta(days=1)).replace(day=21)), end) for end in ends]


def _amount(quantity: Decimal, price: Decimal) -> Decimal:
    return (quantity * price).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _bill(key: str, first: date, last: date, quantity: Decimal) -> Bill:
    account = ACCOUNTS[key]
    unit = next(source.unit for source in SOURCES if source.name == account.source)
    price = Decimal(_PRICES[key].split()[last.month - 1])
    return Bill(
        account=account,
        first=first,
        last=last,
        quantity=quantity,
        unit=unit,
        price=price,
        amount=_amount(quantity, price),
        invoice=f"{account.prefix}-{last:%Y-%m}-{_SERIALS[key] + last.month:04d}",
        evidence=f"示例-{last:%Y-%m}-{account.paper}-{account.label}.pdf",
    )


def _used(known: Sequence[Day], key: str, first: date, last: date) -> Fraction:
    return sum((day.use[key] for day in known if first <= day.day <= last), Fraction(0))


def _metered(
    known: Sequence[Day], key: str, periods: Sequence[tuple[date, date]], reading: Decimal
) -> tuple[list[Bill], list[MeterChange]]:
    """Bills whose readings follow each other; each quantity is exactly what the readings and the ratio give."""
    account, step = ACCOUNTS[key], _READING_STEPS[key]
    ratio = account.multiplier or Decimal(1)
    bills: list[Bill] = []
    changes: list[MeterChange] = []
    for first, last in periods:
        turned = _to_place(_used(known, key, first, last) / Fraction(ratio), step)
        end, note = reading + turned, ""
        if key == "water" and first < _METER_CHANGE <= last:
            before = _to_place(_used(known, key, first, _METER_CHANGE - timedelta(days=1)), step)
            changes.append(
                MeterChange(account, _METER_CHANGE, reading + before, _NEW_METER, "旧表到检定周期，更换新表，见换表单 HB-0514（示例）。")
            )
            end = _NEW_METER + turned - before
            note = f"5 月 14 日换表：旧表止 {reading + before}，新表起 {_NEW_METER}。"
        bills.append(
            replace(_bill(key, first, last, (turned * ratio).quantize(Decimal(1))), reading_start=reading, reading_end=end, note=note)
        )
        reading = end
    return bills, changes


def _bills(known: Sequence[Day]) -> tuple[tuple[Bill, ...], tuple[MeterChange, ...]]:
    main = _metered(known, "main", _periods_of_main(), _FIRST_READING_OF_MAIN)[0]
    bills = [bill for bill in main if bill.last.year >= 2025]
    changes: list[MeterChange] = []
    for key, reading in _FIRST_READINGS.items():
        more, changed = _metered(known, key, _calendar_periods(2025), reading)
        bills += more if key != "kitchen" else _with_estimate(more)
        changes += changed
    for key, place in _PLACES.items():
        bills += [_bill(key, first, last, _to_place(_used(known, key, first, last), place)) for first, last in _calendar_periods(2025)]
    bills.append(_top_up(_TOP_UP_PAPER, _TOP_UPS[2025][_TOP_UP_PAPER.month]))
    return tuple(bills), tuple(changes)


def _with_estimate(bills: Sequence[Bill]) -> list[Bill]:
    """Before February's bill of the kitchen, the estimate that it corrects."""
    january, february = bills[0], bills[1]
    guess = Decimal(6380)
    estimate = replace(
        february,
        quantity=guess,
        amount=_amount(guess, february.price),
        reading_start=None,
        reading_end=None,
        estimated=True,
        evidence=february.evidence.replace("燃气费单", "燃气暂估单"),
        note="抄表员未能入户，供气单位按上月日均用量暂估。",
    )
    corrected = replace(
        february,
        invoice="RQ-2025-03-0081",
        corrects=estimate.invoice,
        note=f"3 月 4 日补抄，更正 {estimate.invoice}。",
    )
    return [january, estimate, corrected, *bills[2:]]


def _top_up(day: date, kilograms: Decimal) -> Bill:
    account, price = ACCOUNTS["refrigerant"], Decimal("128.00")
    return Bill(
        account=account,
        first=day,
        last=day,
        quantity=kilograms,
        unit="kg",
        price=price,
        amount=_amount(kilograms, price),
        invoice=f"{account.prefix}-{day:%Y-%m}-{day.day:04d}",
        evidence=f"示例-{day:%Y-%m}-{account.paper}-{account.label}.pdf",
        note="加注量为钢瓶前后称重之差，未回收。",
    )
