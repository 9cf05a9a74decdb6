"""What every command has in common: its help, and how answers are printed, in words or as one JSON document."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core.errors import UsageError
from core.i18n import _


def add_command(commands: Any, name: str, help_text: str, example: str) -> argparse.ArgumentParser:
    """A command with its help and an example of its use."""
    one: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=help_text, epilog=_("例：{example}").format(example=example)
    )
    return one


def day_option(text: str | None, option: str) -> date | None:
    """A day of the command line; None where it is left out.

    Raises:
        UsageError: it is written in another form.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError("date", _("{option} 应写成 2025-05-01 这样。").format(option=option)) from error


def number_option(text: str | None, option: str) -> Decimal | None:
    """An exact number of the command line; None where it is left out.

    Raises:
        UsageError: it is no number.
    """
    try:
        number = Decimal(text) if text else None
    except InvalidOperation as error:
        raise UsageError("number", _("{option} 应是数字。").format(option=option)) from error
    if number is not None and not number.is_finite():
        raise UsageError("number", _("{option} 应是数字。").format(option=option))
    return number


def whole_option(text: str | None, option: str) -> int | None:
    """A whole number of the command line; None where it is left out.

    Raises:
        UsageError: it is none.
    """
    number = number_option(text, option)
    if number is not None and number != number.to_integral_value():
        raise UsageError("number", _("{option} 应是整数。").format(option=option))
    return None if number is None else int(number)


def say(text: str) -> None:
    """A line for the person."""
    print(text)


def say_json(document: Any) -> None:
    """One JSON document and nothing else."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def complain(text: str) -> None:
    """A line on stderr."""
    print(text, file=sys.stderr)


def width(text: str) -> int:
    """Columns a text takes in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """A table whose columns line up, numbers to the right."""
    if not rows:
        return
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = []
        for column, text in enumerate(row):
            space = " " * (widths[column] - width(text))
            cells.append(space + text if column in right else text + space)
        print("  ".join(cells).rstrip())
