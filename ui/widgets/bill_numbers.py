"""Numbers as they stand in a field: read without units, and set with their thousands parted."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def bare_number(text: str) -> Decimal | None:
    """A bare number; None for an empty text and for everything that has to be read."""
    try:
        return Decimal(text.replace(",", "").replace("−", "-"))
    except InvalidOperation:
        return None


def tidy(text: str) -> str:
    """A bare number with its thousands parted; everything else as it was typed."""
    bare = text.strip().replace(",", "")
    if not bare or not bare.removeprefix("-").replace(".", "", 1).isdecimal() or not bare.isascii():
        return text
    whole, point, rest = bare.partition(".")
    return f"{int(whole or 0):,}{point}{rest}" if not whole.startswith("-") else text
