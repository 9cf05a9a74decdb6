"""Whether an own factor fits a row: it exists, the row's kind multiplies with a factor, and the units meet."""

from __future__ import annotations

from core.accounting.methods_own import OWN_FACTOR_METHODS
from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource, SourceType
from core.domain.own_factor import PREFIX, OwnFactor, OwnFactorId, is_own
from core.domain.quantity import UnitTable
from core.errors import InputError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork


def own_factor(work: UnitOfWork, factor_id: str) -> OwnFactor:
    """An own factor by its id, with or without ``own:`` in front.

    Raises:
        InputError: there is none.
    """
    found = work.own_factors.get(OwnFactorId(factor_id.removeprefix(PREFIX)))
    if found is None:
        raise InputError("factor.own_unknown", _("账本里没有自有因子「{id}」。").format(id=factor_id), _("用 factors own list 查看编号。"))
    return found


def check_own_factor(work: UnitOfWork, source: EmissionSource, catalogue: Catalogue) -> None:
    """Hold a row against the own factor that it names; one that names none is not this function's business.

    Raises:
        InputError: the factor is not in the ledger, or does not fit the row.
    """
    if is_own(source.factor_id):
        check_fit(source, catalogue.source_types[source.type_code], own_factor(work, source.factor_id), catalogue.units)


def check_fit(source: EmissionSource, kind: SourceType, factor: OwnFactor, units: UnitTable) -> None:
    """Hold an own factor against the row that is to compute with it.

    Raises:
        InputError: rows of this kind multiply with no factor, or nothing leads from the row's unit to the factor's.
    """
    if kind.method not in OWN_FACTOR_METHODS:
        message = _("「{name}」不能用自有因子。").format(name=source.name)
        raise InputError("factor.own_refused", message, _("这类排放源不乘排放因子，请在其他排放源上选用。"))
    row, per = units[source.unit], units[factor.per]
    if per.dimension not in _reached(kind, row.dimension, units):
        message = _("「{name}」按{unit}填报，自有因子按{per}计。").format(name=source.name, unit=row.label, per=per.label)
        raise InputError("unit.bridge", message, _("两个单位之间没有换算，请另登记一个按{unit}计的因子。").format(unit=row.label))


def fits(source: EmissionSource, kind: SourceType, factor: OwnFactor, units: UnitTable) -> bool:
    """Whether a row could compute with an own factor."""
    try:
        check_fit(source, kind, factor, units)
    except InputError:
        return False
    return True


def _reached(kind: SourceType, row: str, units: UnitTable) -> set[str]:
    """The dimensions that a row's quantity can be expressed in: its own, and those beyond the kind's density or bridge."""
    ends = {row}
    if "density" in kind.inputs and row in {"volume", "mass"}:
        ends |= {"volume", "mass"}
    if "bridge_unit" in kind.inputs:
        bridge = {units[code].dimension for code in kind.inputs["bridge_unit"].split("/")}
        ends |= bridge if row in bridge else set()
    return ends
