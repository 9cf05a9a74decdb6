"""Commands of the money of measures: measures best, money, settings."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from core.cli.ledger_commands import which_dossier, which_venue
from core.cli.printing import number_option, say, say_json, table
from core.domain.quantity import canonical, shown
from core.errors import UsageError
from core.i18n import _
from core.workflows import choosing
from core.workflows import money as money_of_measures
from core.workflows.money import SettingsFields, Typed
from core.workflows.reduction_views import ChoiceRow, ChoiceView, MoneyRow, MoneyView
from core.workflows.workspace import Workspace


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of these acts to the parser of `measures`."""
    budget = _("best：最多投资多少元，省略时用设置的预算；settings：预算，空着为不限")
    parser.add_argument("--budget", metavar="YUAN", help=budget)
    parser.add_argument("--target", metavar="TCO2E", help=_("best：每年要减多少吨，找最省钱的组合"))
    parser.add_argument("--credit-price", metavar="YUAN", help=_("settings：碳信用单价，元/吨，空着取账本里的均价"))
    parser.add_argument("--discount", metavar="PERCENT", help=_("settings：折现率，0 到 30"))
    parser.add_argument(
        "--price",
        action="append",
        default=[],
        metavar="OUTPUT=YUAN",
        help=_("settings：能源单价，如 dE=0.78，可重复；等号后空着取账单均价"),
    )
    parser.add_argument(
        "--end-use", action="append", default=[], metavar="CODE:OUTPUT=AMOUNT", help=_("settings：末端的年用量，可重复；等号后空着用建议值")
    )


def best(ws: Workspace, options: argparse.Namespace) -> int:
    """Print the best set under a budget or for a target; 1 where the target is out of reach."""
    budget, target = number_option(options.budget, "--budget"), number_option(options.target, "--target")
    if budget is not None and budget != budget.to_integral_value():
        raise UsageError("measures.budget", _("--budget 应是整数元。"))
    view = choosing.best(
        ws,
        which_dossier(ws, options),
        budget_yuan=None if budget is None else int(budget),
        target_t=None if target is None else Fraction(target),
    )
    if options.json:
        say_json(_choice_document(view))
    else:
        say(view.finding)
        _table_of_choice(view.rows)
    return 0 if view.feasible else 1


def money(ws: Workspace, options: argparse.Namespace) -> int:
    """Print what each measure costs and brings, cheapest tonne first."""
    view = money_of_measures.money_view(ws, which_dossier(ws, options))
    if options.json:
        say_json(_money_document(view))
    else:
        _say_prices(view)
        _table_of_money(view.rows)
    return 0


def settings(ws: Workspace, options: argparse.Namespace) -> int:
    """Set what was named, and print what is in force."""
    venue = which_venue(ws, options)
    fields = _fields(options)
    if fields:
        money_of_measures.set_settings(ws, venue, **fields)
    known = money_of_measures.settings_of(ws, venue)
    document = {
        "budget_yuan": _text(known.budget_yuan),
        "credit_price_yuan": _text(known.credit_price_yuan),
        "discount_percent": str(known.discount_percent),
        "prices": {name: str(value) for name, value in known.prices.items()},
        "end_uses": {name: str(value) for name, value in known.end_uses.items()},
    }
    if options.json:
        say_json(document)
    else:
        rows = [(_("预算，元"), _text(known.budget_yuan) or "—"), (_("碳信用，元/吨"), _text(known.credit_price_yuan) or "—")]
        rows += [(_("折现率，%"), str(known.discount_percent))]
        rows += [(_("{name}，元").format(name=money_of_measures.carrier_label(name)), str(value)) for name, value in known.prices.items()]
        rows += [(name, str(value)) for name, value in known.end_uses.items()]
        table(rows, right=(1,))
    return 0


def _fields(options: argparse.Namespace) -> SettingsFields:
    """What was named on the command line; an empty text takes a value away."""
    fields = SettingsFields()
    if options.budget is not None:
        fields["budget_yuan"] = options.budget or None
    if options.credit_price is not None:
        fields["credit_price_yuan"] = options.credit_price or None
    if options.discount is not None:
        fields["discount_percent"] = options.discount or None
    if options.price:
        fields["prices"] = dict(_pair(text, "--price") for text in options.price)
    if options.end_use:
        fields["end_uses"] = dict(_pair(text, "--end-use") for text in options.end_use)
    return fields


def _pair(text: str, option: str) -> tuple[str, Typed]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError("measures.pair", _("{option} 后应写成 名称=值，收到「{text}」。").format(option=option, text=text))
    return name.strip(), value.strip() or None


def _table_of_choice(rows: Sequence[ChoiceRow]) -> None:
    lines = [("", _("编号"), _("措施"), _("投资，元"), "tCO2e/a", _("理由"))]
    lines += [("✓" if row.chosen else "", row.measure_id, row.name, shown(row.cost_yuan, 0), shown(row.tonnes, 2), row.why) for row in rows]
    table(lines, right=(3, 4))


def _table_of_money(rows: Sequence[MoneyRow]) -> None:
    lines = [(_("编号"), _("措施"), "tCO2e/a", _("投资，元"), _("年省，元"), _("回收期，年"), _("元/吨"), _("说明"))]
    lines += [
        (
            row.measure_id,
            row.name,
            shown(row.tonnes, 2),
            _shown(row.cost_yuan),
            _shown(row.saving_yuan),
            _shown(row.payback_years, 1),
            _shown(row.yuan_per_tonne),
            row.why or row.saving_basis,
        )
        for row in rows
    ]
    table(lines, right=(2, 3, 4, 5, 6))


def _say_prices(view: MoneyView) -> None:
    for row in view.prices:
        price = _("未知") if row.price is None else _("{price} 元/{unit}").format(price=shown(row.price, 4), unit=row.unit)
        say(_("{label}：{price}（{basis}）").format(label=row.label, price=price, basis=row.basis))
    credit = (
        _("未知") if view.credit_price_yuan is None else _("{price} 元/{unit}").format(price=shown(view.credit_price_yuan, 2), unit="t")
    )
    say(_("{label}：{price}（{basis}）").format(label=_("碳信用"), price=credit, basis=view.credit_basis))


def _shown(value: Any, decimals: int = 0) -> str:
    return "—" if value is None else shown(value, decimals)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _exact(value: Any) -> str | None:
    return None if value is None else canonical(Fraction(value))


def _choice_document(view: ChoiceView) -> dict[str, Any]:
    return {
        "budget_yuan": view.budget_yuan,
        "target_tco2e": _exact(view.target_t),
        "feasible": view.feasible,
        "tco2e": canonical(view.tonnes),
        "cost_yuan": view.cost_yuan,
        "credits_yuan": _exact(view.credits_yuan),
        "finding": view.finding,
        "measures": [
            {
                "id": row.measure_id,
                "name": row.name,
                "chosen": row.chosen,
                "in_plan": row.in_plan,
                "cost_yuan": row.cost_yuan,
                "tco2e": canonical(row.tonnes),
                "why": row.why,
            }
            for row in view.rows
        ],
    }


def _money_document(view: MoneyView) -> dict[str, Any]:
    return {
        "discount_percent": str(view.discount_percent),
        "budget_yuan": _text(view.budget_yuan),
        "credit_price_yuan": _exact(view.credit_price_yuan),
        "credit_basis": view.credit_basis,
        "prices": [
            {"output": row.output, "yuan": _exact(row.price), "unit": row.unit, "typed": row.typed, "basis": row.basis}
            for row in view.prices
        ],
        "measures": [
            {
                "id": row.measure_id,
                "name": row.name,
                "in_plan": row.in_plan,
                "tco2e": canonical(row.tonnes),
                "scope1_tco2e": canonical(row.scope1_t),
                "scope2_tco2e": canonical(row.scope2_t),
                "cost_yuan": _text(row.cost_yuan),
                "upkeep_yuan": _text(row.upkeep_yuan),
                "saving_yuan": _exact(row.saving_yuan),
                "saving_basis": row.saving_basis,
                "lifetime_years": row.lifetime_years,
                "yearly_cost_yuan": _exact(row.yearly_cost_yuan),
                "yuan_per_tonne": _exact(row.yuan_per_tonne),
                "payback_years": _exact(row.payback_years),
                "why": row.why,
            }
            for row in view.rows
        ],
    }
