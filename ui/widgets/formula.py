"""Formulas and units as they are set: CO₂ for CO2, m³ for m3, 10⁴ for 10^4."""

from __future__ import annotations

import re

_LOWERED = re.compile(r"(CO|CH|N|SF|NF)(\d)(?=O|e|F|\b|[^0-9A-Za-z])")
_CUBED = re.compile(r"m3(?![0-9])")
_POWERS = {"10^4": "10⁴", "m^3": "m³", "m2": "m²"}


def pretty(text: str) -> str:
    """The same text with lowered and raised digits; digits that count something stay as they are."""
    text = _LOWERED.sub(lambda found: found.group(1) + chr(0x2080 + int(found.group(2))), text)
    for plain, raised in _POWERS.items():
        text = text.replace(plain, raised)
    return _CUBED.sub("m³", text)
