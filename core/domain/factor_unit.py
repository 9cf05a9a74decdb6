"""The unit of an emission factor as people write it, held against the table of units."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from core.domain.emission import Gas
from core.domain.quantity import UnitTable, plain_number
from core.errors import InputError
from core.i18n import _

_GASES: tuple[tuple[str, Gas], ...] = (
    ("co2-biogenic", Gas.BIOGENIC_CO2),
    ("生物源二氧化碳", Gas.BIOGENIC_CO2),
    ("二氧化碳当量", Gas.CO2E),
    ("co2当量", Gas.CO2E),
    ("co2-eq", Gas.CO2E),
    ("co2eq", Gas.CO2E),
    ("co2-e", Gas.CO2E),
    ("co2e", Gas.CO2E),
    ("二氧化碳", Gas.CO2),
    ("co2", Gas.CO2),
    ("甲烷", Gas.CH4),
    ("ch4", Gas.CH4),
    ("氧化亚氮", Gas.N2O),
    ("n2o", Gas.N2O),
    ("sf6", Gas.SF6),
    ("nf3", Gas.NF3),
    ("", Gas.CO2E),
)
"""Spellings of the gas, the longest first; a factor that names none is of CO2e."""

_STROKE = re.compile(r"/|每|\bper\b", re.IGNORECASE)
_LEADING = re.compile(r"^\s*(?P<value>[+-]?[\d.,']+(?:[eE][+-]?\d+)?)\s*(?P<rest>.*)$", re.DOTALL)
_SMALLEST, _LARGEST = -30, 15
"""Powers of ten between which the first digit of a factor lies."""
_POWER = re.compile(r"^(?P<number>.+?)[eE](?P<power>[+-]?\d{1,3})$")


@dataclass(frozen=True, slots=True)
class FactorUnit:
    """What stands above and below the stroke: unit of mass, gas, unit of the activity; both units as codes of the table."""

    numerator: str
    gas: Gas
    per: str


def read_factor_unit(text: str, units: UnitTable) -> FactorUnit:
    """Read a unit such as ``kgCO2e/kWh``, ``t/GJ`` or ``千克二氧化碳/千瓦时``; without a gas it is CO2e.

    Raises:
        InputError: no stroke, a unit the table does not know, or one above the stroke that is no mass.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    above, stroke, below = _parted(plain)
    per = units.find(below) if below else None
    if not stroke or per is None:
        raise InputError(
            "factor.unit",
            _("因子单位「{text}」读不出来。").format(text=text.strip()[:40]),
            _("请写成「质量+气体/活动单位」，如 kgCO2e/kWh、tCO2/t、0.0005 t/GJ，单位要在单位表里。"),
        )
    folded = "".join(above.casefold().split())
    for spelling, gas in _GASES:
        mass = units.find(folded.removesuffix(spelling)) if folded.endswith(spelling) else None
        if mass is not None and mass.dimension == "mass":
            return FactorUnit(mass.code, gas, per.code)
    raise InputError(
        "factor.unit_above",
        _("因子单位「{text}」的分子「{above}」不是质量加气体。").format(text=text.strip()[:40], above=above.strip()[:20]),
        _("分子请写 kgCO2e、tCO2、gCH4 这样的质量和气体。"),
    )


def _parted(text: str) -> tuple[str, str, str]:
    found = _STROKE.search(text)
    return (text[: found.start()], found.group(), text[found.end() :].strip()) if found else (text, "", "")


def read_factor(value_text: str, unit_text: str, units: UnitTable) -> tuple[Decimal, FactorUnit]:
    """Read value and unit of a factor; the unit may stand behind the value, as in ``0.0005 t/GJ``.

    Returns:
        The value as written, with all its zeros, and the unit.

    Raises:
        InputError: value or unit cannot be read, two units are given, or the value is not above zero.
    """
    found = _LEADING.match(unicodedata.normalize("NFKC", value_text).replace("−", "-"))
    if found is None:
        raise InputError("factor.value", _("因子值「{text}」不是数字。").format(text=value_text.strip()[:40]), _("请填数字，如 0.5366。"))
    rest = found.group("rest").strip()
    if rest and unit_text.strip():
        raise InputError(
            "factor.two_units",
            _("因子值「{text}」后面带了单位，单位又另外写了「{unit}」。").format(text=value_text.strip()[:40], unit=unit_text.strip()[:40]),
            _("单位请只写一处。"),
        )
    return checked_factor_value(_value(found.group("value"))), read_factor_unit(rest or unit_text, units)


def checked_factor_value(value: Decimal) -> Decimal:
    """The value itself, where a factor may have it.

    Raises:
        InputError: it is not above zero, or of a size that no factor has.
    """
    if value <= 0:
        raise InputError("factor.not_positive", _("因子值 {value} 不大于 0。").format(value=value), _("排放因子应大于 0。"))
    if not _SMALLEST <= value.adjusted() <= _LARGEST:
        raise InputError("factor.size", _("因子值 {value} 的大小不合常理。").format(value=value), _("请核对因子的值和单位。"))
    return Decimal(format(value, "f"))


def _value(text: str) -> Decimal:
    """The number as written: `plain_number` judges it, and the zeros that stand at its end are kept."""
    power = _POWER.match(text)
    number = power.group("number") if power else text
    plain_number(number)
    digits = number.replace(",", "").replace("'", "")
    return Decimal(f"{digits}E{power.group('power')}" if power else digits)
