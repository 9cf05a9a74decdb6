"""Explaining what is made of several sources: totals, scopes, gases, months, both profiles, the market basis, intensities, offsets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from core.domain.dossier import MethodChoice
from core.domain.emission import Gas, MethodProfile, Scope, Scope2Basis
from core.domain.inventory import EmissionLine, GhgInventory, Intensity
from core.domain.period import Month
from core.domain.quantity import canonical, shown, shown_significant, whole_tonnes_up
from core.errors import InputError
from core.i18n import _
from core.workflows.compiling import Snapshot, inventory_of, snapshot
from core.workflows.explaining import percent, when_text
from core.workflows.explaining_changes import changes_of_dossier
from core.workflows.explaining_lines import explained_factors, explained_lines, rounding_note
from core.workflows.monthly import scope_title
from core.workflows.proving import require_market_total
from core.workflows.views import ExplainedPart, Explanation
from core.workflows.wording import localized
from core.workflows.workspace import Workspace


class Figure(Enum):
    """What may be asked beside the figure of one source."""

    TOTAL = "total"
    P1 = "P1"
    P2 = "P2"
    MARKET = "market"
    SCOPE = "scope"
    GAS = "gas"
    INTENSITY = "intensity"
    OFFSET = "offset"


@dataclass(frozen=True, slots=True)
class Asked:
    """One figure of a dossier.

    Attributes:
        key: which scope (``1``), gas (``CO2``) or intensity (its code); empty for the others.
        month: the same of one month; None for the whole period. Intensities and offsets are those of the period.
    """

    figure: Figure = Figure.TOTAL
    key: str = ""
    month: Month | None = None

    @classmethod
    def of(cls, text: str, month: Month | None = None) -> Asked:
        """The figure that ``total``, ``P1``, ``scope:1``, ``gas:CO2`` or ``intensity:per_area`` names.

        Raises:
            InputError: no figure is called so.
        """
        name, _colon, key = text.partition(":")
        for figure in Figure:
            if figure.value == name and bool(key) is (figure in _WITH_KEY):
                return cls(figure, key, month)
        known = "、".join(f"{one.value}:…" if one in _WITH_KEY else one.value for one in Figure)
        raise InputError("figure.unknown", _("没有名为「{name}」的数字。").format(name=text), _("可选：{names}。").format(names=known))


_WITH_KEY = frozenset({Figure.SCOPE, Figure.GAS, Figure.INTENSITY})


@dataclass(frozen=True, slots=True)
class _Sum:
    """Which lines make a figure, and what it is called."""

    title: str
    belongs: Callable[[EmissionLine], bool]
    scope: Scope | None = None


def explain_figure(ws: Workspace, dossier_id: str, asked: Asked, method: MethodChoice | None = None) -> Explanation:
    """The lineage of a figure that several sources make: each source's share with its formulas.

    Raises:
        InputError: the dossier has no such scope, gas or intensity.
        RuleError: the market-based total lacks proof.
    """
    taken = snapshot(ws, dossier_id)
    chosen = method or taken.dossier.method
    if asked.figure is Figure.MARKET:
        chosen = replace(chosen, basis=Scope2Basis.MARKET)
    computed = inventory_of(taken, chosen, compare=chosen.basis is Scope2Basis.MARKET)
    return figure_in(ws, taken, computed, asked)


def figure_in(ws: Workspace, taken: Snapshot, computed: GhgInventory, asked: Asked) -> Explanation:
    """The same out of what has been read and computed already, by the basis that is asked.

    Raises:
        InputError: the dossier has no such scope, gas or intensity.
        RuleError: the market-based total lacks proof.
    """
    require_market_total(computed)
    if asked.figure is Figure.INTENSITY:
        return _intensity(ws, taken, computed, asked.key)
    made = _sum(asked, p1=computed.method.profile is MethodProfile.P1)
    whole = _explained(ws, taken, computed, made, asked.month)
    if asked.figure in {Figure.SCOPE, Figure.GAS} and not whole.parts:
        raise InputError("figure.none", _("「{name}」没有数字。").format(name=made.title), _("这份档案没有这样的排放。"))
    return _offset(whole) if asked.figure is Figure.OFFSET else whole


def _sum(asked: Asked, *, p1: bool) -> _Sum:
    """The lines that belong to the figure; scopes, gases and the total are those of the dossier's own profile."""
    if asked.figure is Figure.P1:
        return _Sum(_("P1 公共建筑指南口径合计"), lambda line: line.in_p1)
    if asked.figure is Figure.P2:
        return _Sum(_("P2 完整口径合计"), lambda _line: True)
    if asked.figure is Figure.SCOPE:
        scope = next((one for one in (Scope.ONE, Scope.TWO, Scope.THREE) if str(int(one)) == asked.key), None)
        if scope is None:
            raise InputError("figure.scope", _("没有范围「{name}」。").format(name=asked.key), _("填 1、2 或 3。"))
        return _Sum(scope_title(scope), lambda line: line.scope is scope and (line.in_p1 or not p1), scope)
    if asked.figure is Figure.GAS:
        gas = next((one for one in Gas if one.value == asked.key), None)
        if gas is None:
            raise InputError(
                "figure.gas",
                _("没有气体「{name}」。").format(name=asked.key),
                _("可选：{names}。").format(names="、".join(g.value for g in Gas)),
            )
        return _Sum(gas.value, lambda line: line.gas is gas and (line.in_p1 or not p1))
    title = _("基于市场的合计") if asked.figure is Figure.MARKET else _("合计")
    return _Sum(title, lambda line: line.in_p1 or not p1)


def _explained(ws: Workspace, taken: Snapshot, computed: GhgInventory, made: _Sum, month: Month | None) -> Explanation:
    units = taken.catalogue.units
    parts, used = [], []
    for result in computed.results:
        lines = [line for line in result.lines if made.belongs(line) and month in {None, line.month}]
        if lines:
            tonnes = sum((line.tco2e for line in lines), Fraction(0))
            parts.append(ExplainedPart(str(result.source.id), result.source.name, lines[0].scope, tonnes, explained_lines(lines, units)))
            used += lines
    figure = sum((part.tco2e for part in parts), Fraction(0))
    whole = sum((line.tco2e for line in computed.lines() if month in {None, line.month}), Fraction(0))
    return Explanation(
        title=made.title,
        subtitle=when_text(taken, month),
        scope=made.scope,
        figure=figure,
        unit="tCO2e",
        share_of_total="" if month else percent(figure, whole),
        share_of_month=percent(figure, whole) if month else "",
        quantity="",
        unit_label="",
        lines=(),
        factors=explained_factors(taken, used),
        records=(),
        records_total="",
        revisions=changes_of_dossier(ws, taken),
        monthly=(),
        note=_left_out(computed),
        parts=tuple(parts),
        rounding=rounding_note([part.tco2e for part in parts], figure),
    )


def _left_out(computed: GhgInventory) -> str:
    """What is not in any sum: rows that are not answered yet, and memo lines."""
    unanswered = [result.source.name for result in computed.results if result.unanswered]
    memo = [result.source.name for result in computed.results if result.memo]
    parts = [_("未核算，不在合计内：{names}。").format(names="、".join(unanswered))] if unanswered else []
    parts += [_("备忘项另列，不在合计内：{names}。").format(names="、".join(memo))] if memo else []
    return "".join(parts)


def _intensity(ws: Workspace, taken: Snapshot, computed: GhgInventory, code: str) -> Explanation:
    """P2 tonnes × 1,000 ÷ the named denominator."""
    found = next((one for one in computed.intensities if one.code == code), None)
    if found is None:
        names = "、".join(one.code for one in computed.intensities)
        raise InputError("figure.intensity", _("没有强度「{name}」。").format(name=code), _("可选：{names}。").format(names=names))
    total = _explained(ws, taken, computed, _Sum(localized(found.zh, found.en), lambda _line: True), None)
    return replace(
        total,
        figure=found.value if found.value is not None else Fraction(0),
        unit=found.unit,
        share_of_total="",
        sentence=_intensity_words(found, total.figure),
        unanswered="" if found.value is not None else _("分母「{name}」还没有数。").format(name=localized(found.basis.zh, found.basis.en)),
    )


def _intensity_words(found: Intensity, total: Fraction) -> str:
    if found.value is None:
        return ""
    basis = found.basis
    words = _("{total} tCO2e（P2）× 1,000 ÷ {denominator} {unit}（{name}）= {value} {intensity_unit}，三位有效数字 {short}").format(
        total=canonical(total),
        denominator=canonical(found.denominator_value),
        unit=basis.unit,
        name=localized(basis.zh, basis.en),
        value=canonical(found.value),
        intensity_unit=found.unit,
        short=shown_significant(found.value),
    )
    return f"{words}。{basis.note}" if basis.note else words


def _offset(total: Explanation) -> Explanation:
    """Whole tonnes: the exact total rounded up, which is said (domain.md §7.1)."""
    needed = max(0, whole_tonnes_up(total.figure))
    return replace(
        total,
        title=_("应抵消"),
        figure=Fraction(needed),
        unit="t",
        share_of_total="",
        sentence=_("{exact} tCO2e 向上取整到整吨 = {needed} t").format(exact=canonical(total.figure), needed=shown(needed, 0)),
    )
