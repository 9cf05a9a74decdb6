"""The factors of one line: each from factors.csv, or a number that the published list of methods allows there and nowhere else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from core.domain.quantity import canonical
from core.i18n import _
from core.submission.reading.recompute_tables import SourceRow, Tables, exact
from core.submission.reading.refusing import shown

MARKET: Final = "market_instrument"
LEAK: Final = "leak_rate"

_DIGITS: Final = 60
_MINUS: Final = "−1"
_OWN: Final = "own:"
_RATE: Final = "%/yr of charge"
_TAKEN_OFF: Final = (MARKET, "gas_recovery")
_BRIDGES: Final = ("ρ", "1/ρ")
"""Symbols of what leads from one dimension to another; the catalogue of the package's edition names the source."""

_EVERYWHERE: Final[Mapping[str, Fraction]] = {"44/12": Fraction(44, 12)}
_OF_METHOD: Final[Mapping[str, Mapping[str, Fraction]]] = {
    LEAK: {"1/100": Fraction(1, 100), "1/12": Fraction(1, 12)},
    "wastewater_n2o": {"44/28": Fraction(44, 28)},
    "gas_recovery": {_MINUS: Fraction(-1)},
    MARKET: {_MINUS: Fraction(-1)},
}
"""Constants that every line of a method has exactly once, beside its factors; no other method may use them."""

_CONTENT: Final = re.compile(r"(100|[1-9][0-9]?)%")
_PERFORMANCE: Final = re.compile(r"COP ([1-9][0-9]?\.[0-9])")
_OF_SPECIES: Final[Mapping[str, tuple[str, re.Pattern[str], Callable[[str], Fraction]]]] = {
    "alcohol_fuel": ("w", _CONTENT, lambda text: Fraction(text) / 100),
    "purchased_cooling": ("1/COP", _PERFORMANCE, lambda text: 1 / Fraction(text)),
}
"""Numbers that the row itself states as its species: symbol, how the species is written, and what follows from it."""

Compare = Callable[[str, str, str], None]
"""Notes a figure that came out otherwise: what, found, stated."""

Note = Callable[[str], None]
"""Notes something else."""


def product_of(parameters: Sequence[Mapping[str, Any]], source: SourceRow, tables: Tables, compare: Compare, note: Note) -> Fraction:
    """The product of a line's factors, with every one of them judged by where it comes from."""
    product = Fraction(1)
    for stated in parameters:
        product *= _parameter(stated, source, tables, compare, note)
    _check_shape(parameters, source, note)
    return product


def _parameter(stated: Mapping[str, Any], source: SourceRow, tables: Tables, compare: Compare, note: Note) -> Fraction:
    symbol = f"{stated['symbol']} {stated['factorId']}".strip()
    try:
        value = exact(stated["value"])
    except ValueError:
        note(_("{symbol} 不是数字").format(symbol=shown(symbol)))
        return Fraction(0)
    if stated["factorId"]:
        factor = tables.factors.get(stated["factorId"])
        if factor is None:
            note(_("因子 {symbol} 不在 factors.csv 里").format(symbol=shown(symbol)))
            return value
        compare(symbol, f"{canonical(factor.value, _DIGITS)} {factor.unit}", f"{canonical(value, _DIGITS)} {stated['unit']}")
        return factor.value
    wanted = _constant(stated, source, tables)
    if wanted is not None and wanted != value:
        compare(symbol, str(wanted), str(value))
        return wanted
    if wanted is None and not (value > 0 and _is_bridge(stated, tables)):
        note(_("{symbol} 没有出处").format(symbol=shown(symbol)))
    return value


def _constant(stated: Mapping[str, Any], source: SourceRow, tables: Tables) -> Fraction | None:
    """What a number without an id must be; None where nothing published says so."""
    symbol = _symbol(stated, source)
    known: dict[str, Fraction] = {**_EVERYWHERE, **_OF_METHOD.get(source.method, {}), **_of_species(source)}
    if symbol in known:
        return known[symbol]
    labels = {unit.label: unit for unit in tables.units.values()}
    for above, below in _splits(stated["unit"]):
        reached, left = labels.get(above), labels.get(below)
        if reached is not None and left is not None and reached.dimension == left.dimension:
            return left.scale / reached.scale
    return None


def _symbol(stated: Mapping[str, Any], source: SourceRow) -> str:
    """The symbol; that of a deduction is a word in the language of the day, so a number without unit stands for it."""
    symbol: str = stated["symbol"]
    return _MINUS if source.method in _TAKEN_OFF and not stated["unit"] and not stated["factorId"] else symbol


def _of_species(source: SourceRow) -> Mapping[str, Fraction]:
    if source.method not in _OF_SPECIES:
        return {}
    symbol, form, value = _OF_SPECIES[source.method]
    found = form.fullmatch(source.species)
    return {symbol: value(found[1])} if found else {}


def _is_bridge(stated: Mapping[str, Any], tables: Tables) -> bool:
    """Whether it leads between units of two dimensions, as a density does."""
    if stated["symbol"] not in _BRIDGES:
        return False
    units = dict(tables.units) | {unit.label: unit for unit in tables.units.values()}
    pairs = ((units.get(above), units.get(below)) for above, below in _splits(stated["unit"]))
    return any(above is not None and below is not None and above.dimension != below.dimension for above, below in pairs)


def _splits(text: str) -> Iterator[tuple[str, str]]:
    parts = text.split("/")
    for end in range(1, len(parts)):
        yield "/".join(parts[:end]), "/".join(parts[end:])


def _check_shape(parameters: Sequence[Mapping[str, Any]], source: SourceRow, note: Note) -> None:
    """An own factor stands for the whole chain; else the constants of the method are there, each once, and a leak rate is one."""
    factors = [stated["factorId"] for stated in parameters if stated["factorId"]]
    if source.factor.startswith(_OWN):
        if factors.count(source.factor) != 1:
            note(_("没有用所选的自有因子 {id}").format(id=shown(source.factor)))
        return
    if any(factor.startswith(_OWN) for factor in factors):
        note(_("用了没有选定的自有因子"))
    counted = Counter(_symbol(stated, source) for stated in parameters if not stated["factorId"])
    for symbol in (*_OF_METHOD.get(source.method, {}), *_of_species(source)):
        if counted[symbol] != 1:
            note(_("按方法 {method}，{symbol} 应出现一次").format(method=shown(source.method), symbol=symbol))
    if source.method == LEAK and sum(stated["unit"] == _RATE for stated in parameters) != 1:
        note(_("按方法 {method}，{symbol} 应出现一次").format(method=shown(source.method), symbol=_RATE))
