"""What measures cost and bring: prices from bills or typed, the annuity, the cost of a tonne; settings are checked at the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from core.domain.activity import ActivityRecord, RecordId, RecordKind, Subject
from core.domain.dossier import Dossier
from core.domain.measure import MeasureState
from core.domain.offset import CreditLot, LotId, ProductType
from core.domain.organization import Venue
from core.domain.quantity import Quantity, shown
from core.domain.reduction import ReductionSettings
from core.errors import InputError
from core.workflows import boundary, money, recording
from core.workflows.change import NOTHING, ChangeKind
from core.workflows.reduction_views import MoneyRow, MoneyView, PriceRow
from core.workflows.workspace import Workspace
from tests.workflows.reductions import heat_pump, keep, planned


def _rows(view: MoneyView) -> Mapping[str, MoneyRow]:
    return {row.measure_id: row for row in view.rows}


def _prices(ws: Workspace, dossier: Dossier) -> Mapping[str, PriceRow]:
    return {row.output: row for row in money.money_view(ws, dossier.id).prices}


def _bill(ws: Workspace, hotel: Venue, month: int, kwh: int, yuan: str) -> None:
    power = next(one for one in boundary.sources(ws, hotel.id) if one.type_code == "grid_electricity")
    bill = ActivityRecord(
        RecordId(f"bill {month}"),
        hotel.id,
        Subject(power.id),
        RecordKind.BILL,
        Quantity(Decimal(kwh), "kWh"),
        kwh * 1_000_000,
        start=date(2025, month, 1),
        end=date(2025, month + 1, 1),
        amount_yuan=Decimal(yuan),
    )
    with ws.job("账单") as job:
        job.work.activities.put(bill, job.change)


def _lot(number: int, tonnes: int, price: str | None) -> CreditLot:
    money = None if price is None else Decimal(price)
    return CreditLot(LotId(f"lot-{number}"), ProductType.CCER, "登记簿", "项目", tonnes, f"A{number}", f"A{number}", unit_price_yuan=money)


def _keep_lots(ws: Workspace, *lots: CreditLot) -> None:
    with ws.job("碳信用") as job:
        for lot in lots:
            job.work.lots.put(lot, job.change)


# ---------------------------------------------------------------- each measure


def test_the_heat_pump_has_the_figures_of_the_page_it_was_designed_with(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    keep(ws, heat_pump(hotel))
    row = _rows(money.money_view(ws, dossier.id))["C09"]
    assert row.yearly_cost_yuan is not None
    assert row.yuan_per_tonne is not None
    assert row.payback_years is not None
    assert (shown(row.tonnes, 2), row.lifetime_years, row.in_plan, row.why) == ("111.81", 12, True, "")
    assert (shown(row.yuan_per_tonne, 0), shown(row.payback_years, 1)) == ("−292", "5.5")
    assert shown(row.yearly_cost_yuan + 85_450, 0) == "52,802"
    assert row.saving_basis == "自填"
    assert row.scope1_t + row.scope2_t == row.tonnes
    assert row.scope2_t < 0 < row.scope1_t


def test_a_saving_follows_from_the_prices_of_all_it_saves_and_uses(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    keep(ws, heat_pump(hotel, saving_yuan=None, upkeep_yuan=Decimal(5000)))
    money.set_settings(ws, hotel.id, prices={"dG": "3.5", "dE": Decimal("0.76")})
    row = _rows(money.money_view(ws, dossier.id))["C09"]
    assert row.saving_yuan is not None
    gas = Fraction(600_000) / (Fraction("38.931") / Fraction("3.6") * Fraction("0.85"))
    assert row.saving_yuan == gas * Fraction("3.5") - Fraction(187_500) * Fraction("0.76")
    assert row.saving_basis == "天然气 3.50 元/Nm³、电力 0.760 元/kWh"
    assert row.payback_years == 468_000 / (row.saving_yuan - 5000)


def test_without_a_price_there_is_no_figure_and_the_price_is_named(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    keep(ws, heat_pump(hotel, saving_yuan=None))
    money.set_settings(ws, hotel.id, prices={"dE": "0.76"})
    row = _rows(money.money_view(ws, dossier.id))["C09"]
    assert (row.saving_yuan, row.yearly_cost_yuan, row.yuan_per_tonne, row.payback_years) == (None, None, None, None)
    assert row.why == "缺天然气的单价。"


def test_without_a_cost_a_measure_comes_last_and_says_so(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    keep(ws, planned(hotel, "C01", saving_yuan=Decimal(9000), draft=True), heat_pump(hotel))
    first, last = money.money_view(ws, dossier.id).rows
    assert (first.measure_id, last.measure_id, last.in_plan, last.why) == ("C09", "C01", False, "还没有填投资。")


def test_the_cheapest_tonne_stands_first(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    keep(ws, planned(hotel, "C18", 30_000), heat_pump(hotel), planned(hotel, "C01", 10_000, saving_yuan=Decimal(40_000)))
    rows = money.money_view(ws, dossier.id).rows
    assert [row.measure_id for row in rows] == ["C01", "C09", "C18"]
    assert (rows[-1].saving_yuan, rows[-1].saving_basis, rows[-1].payback_years) == (0, "不省能源和水", None)


def test_what_saves_at_a_supplier_has_no_cost_of_a_tonne(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    keep(ws, planned(hotel, "H06", 1000))
    row = _rows(money.money_view(ws, dossier.id))["H06"]
    assert (row.tonnes, row.yuan_per_tonne, row.why) == (0, None, "不减少范围一、二的排放。")


def test_what_is_proven_or_stopped_is_compared_no_more(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    states = dict(zip(("C01", "C02", "C05", "C06", "C09"), MeasureState, strict=True))
    keep(ws, *(planned(hotel, one, 1000, state=state) for one, state in states.items()))
    assert _rows(money.money_view(ws, dossier.id)).keys() == {
        one for one, state in states.items() if state not in {MeasureState.VERIFIED, MeasureState.STOPPED}
    }


# ---------------------------------------------------------------- prices


def test_a_price_is_the_mean_of_the_bills_until_one_is_typed(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    unknown = _prices(ws, dossier)["dE"]
    assert (unknown.price, unknown.typed, unknown.basis) == (None, False, "账单上没有金额，也没有自填")
    _bill(ws, hotel, 1, 96_000, "72000")
    _bill(ws, hotel, 2, 48_000, "40320")
    found = _prices(ws, dossier)["dE"]
    assert (found.price, found.typed, found.basis, found.unit) == (Fraction("0.78"), False, "本年 2 张账单的均价", "kWh")
    money.set_settings(ws, hotel.id, prices={"dE": "0.81"})
    typed = _prices(ws, dossier)["dE"]
    assert (typed.price, typed.typed, typed.basis) == (Fraction("0.81"), True, "自填")
    money.set_settings(ws, hotel.id, prices={"dE": None})
    assert _prices(ws, dossier)["dE"] == found


def test_credits_cost_what_the_lots_cost_until_a_price_is_typed(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    view = money.money_view(ws, dossier.id)
    assert (view.credit_price_yuan, view.credit_basis) == (None, "账本里的碳信用没有单价，也没有自填")
    _keep_lots(ws, _lot(1, 100, "60"), _lot(2, 300, "80.4"), _lot(3, 500, None))
    view = money.money_view(ws, dossier.id)
    assert (view.credit_price_yuan, view.credit_basis) == (Fraction("75.3"), "账本里 2 批碳信用的均价")
    money.set_settings(ws, hotel.id, credit_price_yuan="58")
    view = money.money_view(ws, dossier.id)
    assert (view.credit_price_yuan, view.credit_basis) == (58, "自填")


@pytest.mark.parametrize(
    ("yuan", "words"),
    [(0, "0 元"), (4800, "4,800 元"), (9_999, "9,999 元"), (10_000, "1.0 万元"), (468_000, "46.8 万元"), (-32_649, "−3.3 万元")],
)
def test_money_is_said_as_people_say_it(yuan: int, words: str) -> None:
    assert money.yuan_words(yuan) == words


# ---------------------------------------------------------------- settings


def test_settings_are_kept_field_by_field_and_undone(ws: Workspace, hotel: Venue) -> None:
    assert money.settings_of(ws, hotel.id) == ReductionSettings(hotel.id)
    assert money.set_settings(ws, hotel.id, budget_yuan="1,000,000", prices={"dE": "0.78", "dG": "3.4"}) == {ChangeKind.MEASURE}
    money.set_settings(ws, hotel.id, discount_percent="6.5", end_uses={"hot_water:dG": "180000"}, prices={"dG": None, "dW": "4.5"})
    kept = money.settings_of(ws, hotel.id)
    assert kept == ReductionSettings(
        hotel.id,
        Decimal(1_000_000),
        None,
        Decimal("6.5"),
        {"dE": Decimal("0.78"), "dW": Decimal("4.5")},
        {"hot_water:dG": Decimal(180_000)},
    )
    assert money.set_settings(ws, hotel.id, budget_yuan=Decimal(1_000_000)) == NOTHING
    recording.undo(ws)
    assert money.settings_of(ws, hotel.id).prices == {"dE": Decimal("0.78"), "dG": Decimal("3.4")}


def test_an_empty_field_takes_a_value_away(ws: Workspace, hotel: Venue) -> None:
    money.set_settings(ws, hotel.id, budget_yuan="5000", credit_price_yuan="60", discount_percent="8")
    money.set_settings(ws, hotel.id, budget_yuan=" ", credit_price_yuan=None, discount_percent="")
    assert money.settings_of(ws, hotel.id) == ReductionSettings(hotel.id)


def test_nothing_discounted_is_a_rate_too(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    money.set_settings(ws, hotel.id, discount_percent="0")
    keep(ws, heat_pump(hotel))
    row = _rows(money.money_view(ws, dossier.id))["C09"]
    assert row.yearly_cost_yuan == Fraction(468_000, 12) - 85_450


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"budget_yuan": "-1"}, "settings.budget", "预算不能是负数"),
        ({"budget_yuan": "1000.5"}, "settings.budget", "预算 1000.5 元不是整数"),
        ({"budget_yuan": "1e13"}, "number.unreadable", "不是数字"),
        ({"budget_yuan": Decimal(10) ** 13}, "settings.budget", "太大"),
        ({"credit_price_yuan": Decimal(-5)}, "settings.credit_price", "碳信用单价不能是负数"),
        ({"discount_percent": "-0.1"}, "settings.discount", "折现率不能是负数"),
        ({"discount_percent": "30.5"}, "settings.discount", "请填 0 到 30"),
        ({"prices": {"dE": "-0.5"}}, "settings.price.dE", "电力单价不能是负数"),
        ({"prices": {"dX": "1"}}, "settings.price", "没有名为「dX」的能源"),
        ({"prices": {"dG": "三块五"}}, "number.unreadable", "不是数字"),
        ({"end_uses": {"hot_water": "1"}}, "settings.end_use", "应写成 末端:能源"),
        ({"end_uses": {"nowhere:dG": "1"}}, "settings.end_use", "没有名为「nowhere:dG」的末端用能"),
        ({"end_uses": {"hot_water:dG": "-1"}}, "settings.end_use.hot_water:dG", "天然气年用量不能是负数"),
    ],
)
def test_what_a_field_does_not_take_is_refused_and_nothing_is_written(
    ws: Workspace, hotel: Venue, fields: Mapping[str, object], code: str, words: str
) -> None:
    with pytest.raises(InputError) as refused:
        money.set_settings(ws, hotel.id, **fields)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert words in str(refused.value)
    assert money.settings_of(ws, hotel.id) == ReductionSettings(hotel.id)


def test_an_unknown_venue_has_no_settings(ws: Workspace) -> None:
    with pytest.raises(InputError):
        money.set_settings(ws, "nobody", budget_yuan="1")


def test_a_lifetime_of_her_own_spreads_the_investment(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    keep(ws, replace(heat_pump(hotel), lifetime_years=1))
    row = _rows(money.money_view(ws, dossier.id))["C09"]
    assert (row.lifetime_years, row.yearly_cost_yuan) == (1, Fraction(468_000) * Fraction("1.05") - 85_450)
