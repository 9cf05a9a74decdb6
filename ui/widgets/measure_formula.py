"""A measure's formula three times: its letters, its values, and its result."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from ui import theme
from ui.widgets.text import Text

_TOKEN = re.compile(r"\*\*\s*[0-9.]+|[A-Za-z_][A-Za-z_0-9]*|\d{1,3}(?:,\d{3})+(?:\.\d+)?|[0-9.]+(?:e[0-9]+)?|\S")
_GREEK = {"eta": "η", "phi": "φ", "rho": "ρ"}
_LOWERED = re.compile("[\u2080-\u2089]")
_ZERO = 0x2080
_SIGNS = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " − ", ",": "，"}
_SMALL = 1.15
"""Qt sets lowered and raised letters at two thirds of the size they are given."""

_OPENING = ("", "(", "，", " × ", " ÷ ", " + ", " − ")


def letter(name: str) -> str:
    """A name as it is set, as a scrap of HTML: eta_b becomes η with a lowered b."""
    head, _line, tail = name.partition("_")
    shown = _GREEK.get(head, f"Δ{head[1:]}" if head.startswith("d") and head[1:2] == "T" else head)
    return html.escape(shown) + (f"<sub>{html.escape(tail)}</sub>" if tail else "")


def set_formula(expression: str) -> str:
    """An expression as a scrap of HTML, be it in letters or with its values in."""
    parts: list[str] = []
    for token in _TOKEN.findall(expression):
        before = parts[-1] if parts else ""
        if token.startswith("**"):
            parts.append(f"<sup>{token[2:].strip()}</sup>")
        elif token == "-" and before in _OPENING:
            parts.append("−")
        elif token in _SIGNS:
            parts.append(_SIGNS[token])
        elif token == "min":
            parts.append("min")
        elif token[0].isalpha():
            parts.append(letter(token))
        else:
            parts.append(_number(token) if token[0].isdigit() else html.escape(token))
    return "".join(parts)


def _number(token: str) -> str:
    """A number of a formula with thousands separators, 1e6 written out."""
    value = Decimal(token.replace(",", ""))
    return f"{value:,f}" if value != value.to_integral_value() else f"{int(value):,}"


def plain_formula(scrap: str) -> str:
    """A scrap of HTML as plain text."""
    return html.unescape(re.sub("<[^>]+>", "", scrap.replace("<sup>", "^")))


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """One result of a measure: what it is, how it comes about as HTML, and the figure with its unit."""

    label: str
    working: str
    result: str


class _Working(QLabel):
    """One line of HTML that breaks where it must; lowered and raised letters are set smaller."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setFont(theme.font("label"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def set_line(self, line: FormulaLine) -> None:
        """Show another line."""
        small = round(self.font().pixelSize() * _SMALL)
        words = _LOWERED.sub(lambda found: f"<sub>{ord(found[0]) - _ZERO}</sub>", f"{line.working} = <b>{html.escape(line.result)}</b>")
        self.setText(re.sub(r"<(sub|sup)>", lambda found: f'<{found[1]} style="font-size:{small}px">', words))
        self.setAccessibleName(f"{line.label} {plain_formula(line.working)} = {line.result}")


class FormulaBox(QWidget):
    """The sunken box with one line for each result."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        self._grid.setHorizontalSpacing(theme.M)
        self._grid.setVerticalSpacing(theme.XS)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[Text, _Working]] = []
        self._lines: tuple[FormulaLine, ...] = ()

    def set_lines(self, lines: Sequence[FormulaLine]) -> None:
        """Show other results."""
        self._lines = tuple(lines)
        while len(self._rows) < len(lines):
            label, working = Text("", "label", "text2"), _Working()
            self._grid.addWidget(label, len(self._rows), 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(working, len(self._rows), 1)
            self._rows.append((label, working))
        for index, (label, working) in enumerate(self._rows):
            for widget in (label, working):
                widget.setVisible(index < len(lines))
            if index < len(lines):
                label.setText(lines[index].label)
                working.set_line(lines[index])

    def plain(self) -> tuple[str, ...]:
        """The lines as plain text."""
        return tuple(f"{plain_formula(line.working)} = {line.result}" for line in self._lines)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
