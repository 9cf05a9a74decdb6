"""What a form does when a field is left: read the text, run the job at once, and say at the field what was refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Protocol

from PySide6.QtWidgets import QWidget

from core.domain.quantity import plain_number
from core.errors import AppError, InputError
from core.i18n import _
from core.workflows.change import Change
from ui.session import Session
from ui.widgets.fields import Line
from ui.widgets.page import Window

_PARTED = re.compile(r"^(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?$")
_SOLID = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


def read_day(text: str) -> date | None:
    """A day as people write it: 2025-03-05, 2025/3/5, 2025年3月5日, 20250305; None for an empty text.

    Raises:
        InputError: it is not a day of the calendar.
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    if not folded:
        return None
    found = _PARTED.match(folded) or _SOLID.match(folded)
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise InputError("day.unreadable", _("「{text}」不是日期。").format(text=text.strip()[:20]), _("请写成 2025-03-05 或 2025年3月5日。"))


def day_text(day: date | None) -> str:
    """A day as it stands in a field; empty for none."""
    return day.isoformat() if day is not None else ""


def read_number(text: str) -> Decimal | None:
    """A number as people write it, or None for an empty text.

    Raises:
        InputError: it is not a number.
    """
    return plain_number(text) if text.strip() else None


def read_whole(text: str) -> int | None:
    """A whole number that is not negative, or None for an empty text.

    Raises:
        InputError: it is not a number, has decimals, or is below zero.
    """
    number = read_number(text)
    if number is None:
        return None
    if number != number.to_integral_value() or number < 0:
        raise InputError("number.whole", _("「{text}」不是整数。").format(text=text.strip()[:20]), _("请填 0 或更大的整数。"))
    return int(number)


def number_text(value: Decimal | int | None) -> str:
    """A number as it stands in a field, with thousands separators; empty for none."""
    return f"{value:,f}" if isinstance(value, Decimal) else "" if value is None else f"{value:,}"


def day_line() -> Line:
    """A field for a day."""
    return Line(placeholder=_("年-月-日"))


class Asked(Protocol):
    """A question with its field, and the place beside it where a refusal stands; a `FieldRow` is one."""

    editor: QWidget

    def set_error(self, words: str) -> None:
        """Say what is wrong; an empty text takes it back."""


class Edits:
    """Runs the jobs of one page; each is one change of the journal, so Ctrl+Z takes it back."""

    def __init__(self, session: Session, window: Window) -> None:
        self._session = session
        self._window = window

    def do(self, job: Callable[[], Change], row: Asked | None = None, said: str = "") -> bool:
        """Run a job; what it refuses is said at its field, else in the bar.

        Args:
            job: calls a workflow.
            row: the field that asked for it.
            said: what the status bar says afterwards; a general sentence when empty.
        """
        try:
            change = job()
        except InputError as error:
            self._refuse(error, row)
            return False
        except AppError as error:
            self._window.show_error(error)
            return False
        if row is not None:
            row.set_error("")
        self._session.apply(change)
        if change:
            self._window.say(said or _("已保存，可用 Ctrl + Z 撤销"))
        return True

    def _refuse(self, error: InputError, row: Asked | None) -> None:
        if row is None:
            self._window.show_error(error)
            return
        row.set_error(str(error))
        if isinstance(row.editor, Line):
            row.editor.take_back()
