"""示例云栈购物中心: two years of a mall that does not exist, on the landlord's side of the tenants' meters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sample_billing import NewMeter, Supply, bills_of, single, with_estimate
from sample_calendar import Day, calendar_periods, counted_in, days_of, driven, generated, months, used_in, used_months
from sample_faults import setup
from sample_faults_bills import double, gap, negative, no_evidence, open_estimate, outside, price, ratio, reading
from sample_faults_figures import (
    credit_code,
    figure,
    left_out,
    missing,
    new_rows,
    no_factor,
    one_person,
    profile,
    rounded,
    shared_account,
)
from sample_mall_days import mall_days
from sample_mall_meters import Reading, reconciled
from sample_parts import Account, Bill, Explanation, MeterChange, MonthFigure, SampleYear, Signatory, Site, Source, authorization_name

BOILER, DIESEL, PETROL = "天然气·锅炉", "柴油·发电机", "汽油·自有车辆"
R134A, R410A, R404A = "制冷剂 R134a·冷水机组", "制冷剂 R410A·多联机", "制冷剂 R404A·中转冷库"
LAMPS, LIFTS, CHILLERS = "外购电力·公区照明", "外购电力·电梯扶梯", "外购电力·空调主机"
GARAGE, FACADE, REST = "外购电力·车库", "外购电力·外立面和大屏", "外购电力·线变损和未分项"
CERTIFICATES, INCOMING = "绿证电量（市场法）", "外购电力·总进线（10 kV）"
WATER, WASTE, FOOD = "自来水", "其他垃圾", "厨余垃圾"
VISITS, SALES, MAIN, TENANTS = "客流", "销售额", "总进线电量", "租户分表电量"
THIRD, ESCALATORS, OPEN, HOURS = "第三方电量", "扶梯运行小时", "营业天数", "营业小时"
DRIVEN, GENERATED = "车辆里程", "柴油发电机发电量"

SITE = Site(
    organization="示例云栈商业管理有限公司",
    credit_code="91510100MA0000023W",
    venue="示例云栈购物中心",
    venue_type="mall",
    region="510100",
    profile=(
        ("kind", "shopping_centre"),
        ("boundary", "landlord"),
        ("building_area", "80000"),
        ("opened_year", "2016"),
        ("industry_code", "7222"),
        ("address", "成都市示例区云栈路 88 号"),
        ("business_area", "51600"),
        ("common_area", "13800"),
        ("let_area", "42300"),
        ("conditioned_area", "56400"),
        ("heating_area", "54900"),
        ("vacancy", "4.2"),
        ("escalators", "46"),
        ("lifts", "18"),
        ("gas_compensated", "yes"),
        ("certified_area", "81260"),
    ),
)

_TENANT = "租户用能，业主运营边界不含；按分表结算，合计见「租户分表电量」"
_OTHERS = "第三方投资运营并单独结算，不在本单位运营控制内；合计见「第三方电量」"

SOURCES = (
    Source(BOILER, "natural_gas_boiler", "Nm3"),
    Source(DIESEL, "diesel_generator", "L"),
    Source(PETROL, "gasoline_vehicle", "L"),
    Source(R134A, "refrigerant_topup", "kg", species="R134a"),
    Source(R410A, "refrigerant_topup", "kg", species="R410A"),
    Source(R404A, "refrigerant_topup", "kg", species="R404A"),
    Source(LAMPS, "grid_electricity", "kWh"),
    Source(LIFTS, "grid_electricity", "kWh"),
    Source(CHILLERS, "grid_electricity", "kWh"),
    Source(GARAGE, "grid_electricity", "kWh"),
    Source(FACADE, "grid_electricity", "kWh"),
    Source(REST, "grid_electricity", "kWh"),
    Source(CERTIFICATES, "green_certificate", "kWh", excluded="本年未采购绿证"),
    Source(
        INCOMING,
        "grid_electricity",
        "kWh",
        excluded="总进线含公区、租户和第三方，公区各行已计入，只用于核对，不重复计入",
        account="510000007700",
        ratio=Decimal(6000),
    ),
    Source("外购电力·租户（超市）", "grid_electricity", "kWh", excluded=_TENANT, account="PD-Z01", ratio=Decimal(160)),
    Source("外购电力·租户（影院）", "grid_electricity", "kWh", excluded=_TENANT, account="PD-Z02", ratio=Decimal(120)),
    Source("外购电力·租户（餐饮 46 户）", "grid_electricity", "kWh", excluded=_TENANT, account="PD-Z03", ratio=Decimal(200)),
    Source("外购电力·租户（零售 139 户）", "grid_electricity", "kWh", excluded=_TENANT, account="PD-Z04", ratio=Decimal(200)),
    Source("外购电力·充电桩", "grid_electricity", "kWh", excluded=_OTHERS, account="PD-D01", ratio=Decimal(80)),
    Source("外购电力·通信基站", "grid_electricity", "kWh", excluded=_OTHERS, account="PD-D02", ratio=Decimal(1)),
    Source(
        "天然气·餐饮租户",
        "natural_gas_kitchen",
        "Nm3",
        excluded="3 户用气，其余全电厨房；租户各自开户、自行缴费，业主运营边界不含",
        left_out=Decimal(21),
    ),
    Source(WATER, "tap_water", "m3"),
    Source(WASTE, "waste_other", "t", factor="msw_incin_co2_2011"),
    Source(FOOD, "waste_food", "t", factor="desnz_food_ad_2025"),
)

OUTPUTS = (VISITS, SALES, MAIN, TENANTS, THIRD, ESCALATORS, OPEN, HOURS, DRIVEN, GENERATED)

PEOPLE = (
    Signatory("填报人", "罗示例", "物业工程部", "028-00000011"),
    Signatory("审核人", "蒋示例", "财务管理部", "028-00000012", authorization=authorization_name("蒋示例")),
    Signatory("负责人", "唐示例", "总经理办公室", "028-00000013", legal=True),
)

_METERS, _READER = "分表抄表单", "示例云栈商业管理有限公司物业工程部"
_CENT = Decimal("0.01")
_GRID = Account(INCOMING, "510000007700", "总进线", Decimal(6000), "示例供电服务中心", "电费单", "DF")
_REST = Supply("rest", Account(REST, "", "线变损和未分项", None, _READER, "电量核对表", "HD"), "kWh", "", 600)


def _sub_meter(source: str, number: str, label: str, ratio: int) -> Account:
    return Account(source, number, label, Decimal(ratio), _READER, _METERS, "CB")


_POWER_PRICE = "0.7013 0.6958 0.6704 0.6387 0.5891 0.5244 0.5127 0.5096 0.5178 0.5342 0.6019 0.6925"  # at 10 kV, dear in the dry season
_GAS_PRICE = "3.92 3.92 3.78 3.40 3.31 3.31 3.27 3.27 3.31 3.40 3.78 3.92"
_PETROL_PRICE = "7.60 7.69 7.47 7.36 7.24 7.34 7.42 7.37 7.40 7.27 7.21 7.16"
_NEW_GARAGE_METER = NewMeter(date(2025, 3, 19), Decimal("3.40"), "互感器二次侧改造，同时换表，倍率不变，见换表单 HB-0319（示例）。")

_INCOMING = Supply("main", _GRID, "kWh", _POWER_PRICE, 12, _CENT, Decimal("52817.36"))
_SUPPLIES = (
    Supply("lamps", _sub_meter(LAMPS, "PD-G01", "公区照明", 200), "kWh", "", 100, _CENT, Decimal("8412.70")),
    Supply("lifts", _sub_meter(LIFTS, "PD-G02", "电梯扶梯", 100), "kWh", "", 200, _CENT, Decimal("4977.25")),
    Supply("chillers", _sub_meter(CHILLERS, "PD-G03", "空调主机", 400), "kWh", "", 300, _CENT, Decimal("6038.90")),
    Supply("garage", _sub_meter(GARAGE, "PD-G04", "车库", 100), "kWh", "", 400, _CENT, Decimal("9150.15"), _NEW_GARAGE_METER),
    Supply("facade", _sub_meter(FACADE, "PD-G05", "外立面", 100), "kWh", "", 500, _CENT, Decimal("2764.50")),
    Supply(
        "boiler",
        Account(BOILER, "820300051", "锅炉", Decimal(1), "示例燃气公司", "燃气费单", "RQ"),
        "Nm3",
        _GAS_PRICE,
        60,
        reading=Decimal(1_204_833),
    ),
    Supply(
        "water",
        Account(WATER, "306900072", "公区", Decimal(1), "示例自来水公司", "水费单", "SL"),
        "m3",
        " ".join(["4.53"] * 12),
        30,
        reading=Decimal(688_215),
    ),
    Supply("petrol", Account(PETROL, "", "车辆", None, "示例加油站", "加油卡明细", "JY"), "L", _PETROL_PRICE, 640, _CENT),
    Supply("waste", Account(WASTE, "", "其他垃圾", None, "示例环卫服务公司", "收运结算单", "SY"), "t", " ".join(["254"] * 12), 120, _CENT),
)
_PUBLIC = {LAMPS, LIFTS, CHILLERS, GARAGE, FACADE}
_TENANT_USES, _THIRD_USES = ("supermarket", "cinema", "restaurants", "shops"), ("chargers", "masts")

_LOADED = (2025, 7)
"""When the generators carried load."""

_DIESEL = {  # litres: two generators, a test run each fortnight; in July 2025 the yearly run under load came on top
    2024: (128, 112, 134, 126, 139, 148, 162, 155, 141, 130, 124, 136),
    2025: (121, 118, 129, 133, 131, 142, 248, 149, 137, 126, 123, 136),
}
_TOP_UPS = {
    2024: {(R134A, 4): "28.5", (R134A, 10): "46.0", (R410A, 6): "11.2", (R404A, 8): "10.4"},
    2025: {(R134A, 4): "24.0", (R134A, 10): "38.5", (R410A, 6): "9.6", (R404A, 8): "8.2"},
}
_TOP_UP_DAYS = {(R134A, 4): 11, (R134A, 10): 23, (R404A, 8): 6}
"""Top-ups of 2025 that stand in the book with their papers; the small one of the split units is typed as a month's figure."""
_GAS_PRICES = {R134A: Decimal("86.00"), R404A: Decimal("152.00")}
_OPEN_LESS = {(2024, 2): Decimal("5.5"), (2025, 1): Decimal("5.5")}
"""Hours that the house closed earlier on New Year's Eve of the lunar calendar."""


def this_year() -> SampleYear:
    """2025: the sub-meters' reading sheets, the bills, and how the main meter is reconciled each month."""
    known = mall_days()
    incoming = bills_of(known, _INCOMING, calendar_periods(2025))[0]
    bills, changes = _bills(known)
    rest = [reconciled(_reading(known, whole, bills), _REST, SITE.venue) for whole in incoming]
    typed = {key for key in _TOP_UPS[2025] if key not in _TOP_UP_DAYS}
    figures = [
        *months(DIESEL, lambda month: Decimal(_DIESEL[2025][month - 1])),
        *(f for f in _gases(2025) if (f.row, f.month) in typed or not f.value),
        *used_months(known, 2025, FOOD, "food", _CENT),
        *_output_figures(known, 2025, {bill.last.month: bill.quantity for bill in incoming}),
    ]
    return SampleYear(
        year=2025,
        site=SITE,
        sources=SOURCES,
        outputs=OUTPUTS,
        figures=tuple(figures),
        bills=(*bills, *(bill for bill, _sheets in rest), *_top_ups()),
        changes=changes,
        explanations=(
            Explanation("V05", DIESEL, 7, "7 月 9 日年度带载试验，两台发电机各运行 2 小时，见试验记录 FD-0709（示例）。"),
            Explanation("V05", WATER, 9, "9 月 5—16 日车库给水管漏损，9 月 16 日查出修复，见抢修单 QX-0916（示例）。"),
        ),
        people=PEOPLE,
        sheets=tuple(sheet for _bill, sheets in rest for sheet in sheets),
    )


def last_year() -> SampleYear:
    """2024, to compare with: figures by month."""
    known = mall_days()
    figures: list[MonthFigure] = []
    for supply in _SUPPLIES:
        place = supply.place if supply.reading is None else Decimal(1)
        figures += used_months(known, 2024, supply.account.source, supply.use, place)
    incoming = {month: used_in(known, 2024, month, "main", Decimal(60)) for month in range(1, 13)}
    own = {m: sum((f.value for f in figures if f.row in _PUBLIC and f.month == m), Decimal(0)) for m in range(1, 13)}
    figures += months(REST, lambda m: incoming[m] - own[m] - _sub_metered(known, 2024, m, (*_TENANT_USES, *_THIRD_USES)))
    figures += used_months(known, 2024, FOOD, "food", _CENT)
    figures += months(DIESEL, lambda month: Decimal(_DIESEL[2024][month - 1]))
    figures += _gases(2024)
    return SampleYear(year=2024, site=SITE, sources=SOURCES, outputs=OUTPUTS, figures=(*figures, *_output_figures(known, 2024, incoming)))


# ---------------------------------------------------------------- figures by month


def _gases(year: int) -> list[MonthFigure]:
    kilograms = _TOP_UPS[year]
    return [MonthFigure(gas, m, Decimal(kilograms.get((gas, m), "0"))) for gas in (R134A, R410A, R404A) for m in range(1, 13)]


def _sub_metered(known: Sequence[Day], year: int, month: int, uses: Sequence[str]) -> Decimal:
    return sum((used_in(known, year, month, use, Decimal(1)) for use in uses), Decimal(0))


def _output_figures(known: Sequence[Day], year: int, incoming: Mapping[int, Decimal]) -> list[MonthFigure]:
    figures: list[MonthFigure] = []
    for month in range(1, 13):
        length = len(days_of(known, year, month))
        figures += [
            MonthFigure(VISITS, month, counted_in(known, year, month, "visits")),
            MonthFigure(SALES, month, (counted_in(known, year, month, "sales") / 10_000).quantize(_CENT)),
            MonthFigure(MAIN, month, incoming[month]),
            MonthFigure(TENANTS, month, _sub_metered(known, year, month, _TENANT_USES)),
            MonthFigure(THIRD, month, _sub_metered(known, year, month, _THIRD_USES)),
            MonthFigure(ESCALATORS, month, counted_in(known, year, month, "hours")),
            MonthFigure(OPEN, month, Decimal(length)),
            MonthFigure(HOURS, month, Decimal(12 * length) - _OPEN_LESS.get((year, month), Decimal(0))),
            MonthFigure(DRIVEN, month, driven(used_in(known, year, month, "petrol", _CENT), month, 102)),
            MonthFigure(GENERATED, month, generated(Decimal(_DIESEL[year][month - 1]), month, loaded=(year, month) == _LOADED)),
        ]
    return figures


# ---------------------------------------------------------------- bills


def _bills(known: Sequence[Day]) -> tuple[list[Bill], tuple[MeterChange, ...]]:
    bills: list[Bill] = []
    changes: list[MeterChange] = []
    for supply in _SUPPLIES:
        more, changed = bills_of(known, supply, calendar_periods(2025))
        if supply.use == "boiler":
            notes = "表间检修无法进入，供气单位按上月日均用量暂估。", "2 月 6 日补抄，更正 RQ-2025-01-0061。"
            more = with_estimate(more, 1, Decimal(81_500), "RQ-2025-02-0094", notes)
        bills += more
        changes += changed
    return bills, tuple(changes)


def _reading(known: Sequence[Day], whole: Bill, bills: Sequence[Bill]) -> Reading:
    """What all meters show in the month of the supplier's bill."""
    month = whole.last.month
    own = sum((bill.quantity for bill in bills if bill.account.source in _PUBLIC and bill.last.month == month), Decimal(0))
    return Reading(whole, own, _sub_metered(known, 2025, month, _TENANT_USES), _sub_metered(known, 2025, month, _THIRD_USES))


def _top_ups() -> list[Bill]:
    found = []
    for (gas, month), day in _TOP_UP_DAYS.items():
        account = Account(gas, "", gas.partition("·")[2], None, "示例空调维保公司", "维保单", "WB")
        kilograms = Decimal(_TOP_UPS[2025][gas, month])
        found.append(single(account, date(2025, month, day), kilograms, "kg", _GAS_PRICES[gas], "加注量为钢瓶前后称重之差，未回收。"))
    return found


_PANELS, _MADE = {"name": "自发自用光伏", "type": "自发自用光伏", "unit": "kWh"}, "光伏发电量"
_PANELS_USED = ("3120", "3480", "5210", "5930", "6340", "6010", "6720", "6890", "5140", "4230", "3390", "2980")
_PANELS_MADE = ("3260", "3610", "4980", "6120", "6540", "6230", "6950", "7140", "5320", "4390", "3520", "3090")
_CHARGE = {"name": "制冷剂 R410A·按充注量", "type": "制冷剂（缺省泄漏率）", "unit": "kg", "species": "R410A", "factor": "leak_ac_hp"}

FAULTS = (
    open_estimate(BOILER),
    credit_code(SITE.credit_code),
    gap(FACADE, 6),
    missing(FOOD, 12),
    negative(WASTE, 3),
    figure("V05", (VISITS, 8), "×10000", "8 月的数多乘了一万", f"V05 B {VISITS} 8月"),
    reading(LIFTS, 10),
    ratio(CHILLERS, 2),
    price(PETROL, 5),
    figure("V12", (MAIN, 4), "×1.08", "4 月的总进线多了 8%", f"V12 W {MAIN} 4月", f"V12 W {MAIN}"),
    double(WASTE, 9),
    shared_account(FACADE, GARAGE),
    new_rows(
        "V25",
        _PANELS,
        {_PANELS["name"]: _PANELS_USED, _MADE: _PANELS_MADE},
        "新增光伏，3 月自用多于发电",
        f"V25 B {_PANELS['name']} 3月",
    ),
    profile("V25", "光伏装机容量（kWp）", "580", "V25 W 光伏年发电量"),
    no_factor(FOOD),
    left_out("天然气·餐饮租户", "210", "V27 W 天然气·餐饮租户", "V27 W 不计入的排放源合计"),
    no_evidence(CHILLERS, LAMPS),
    rounded(VISITS),
    outside(PETROL, "JY-2026-01-0641"),
    profile("V37", "产权证建筑面积", "68260", "V37 W 建筑面积"),
    one_person("V39 W 填报人和审核人"),
    new_rows("V50", _CHARGE, {_CHARGE["name"]: ("36",) * 12}, "同一种制冷剂另按缺省泄漏率计了一行", f"V50 B {_CHARGE['name']}"),
    setup(
        "V43",
        LIFTS,
        "给公区的一行写了经营单位，而租户分表已从总进线减去",
        ("operator", {"source": LIFTS, "operator": "示例影城"}),
        f"V43 B {LIFTS}",
    ),
    setup(
        "V46",
        BOILER,
        "用了没有证明文件的自有因子，折合热值 52 MJ/Nm³",
        ("own_factor", {"source": BOILER, "name": "示例供气单位因子", "value": "2.9", "unit": "kgCO2/Nm3", "document": "示例来函"}),
        f"V46 B {BOILER}",
        f"V15 W {BOILER}",
    ),
)
"""What is wrong in broken.xlsx; the one that takes a row out goes first."""
