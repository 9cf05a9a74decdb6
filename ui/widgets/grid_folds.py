"""Which groups of the monthly grid show only their head; remembered from one day to the next, with the other choices of the grid."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from core.domain.emission import Scope
from ui.models.monthly_grid import MonthlyGridModel

_FOLDED, _LAST_YEAR = "grid/folded", "grid/last_year"
_OUTPUTS = "outputs"


class GridMemory:
    """What a person chose for the grid: folded groups, last year in empty cells. It lies beside the window's own geometry."""

    def __init__(self, folder: Path | None) -> None:
        """Read from the folder of the settings; without one, nothing outlives the grid."""
        self._file = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat) if folder is not None else None
        kept = self._value(_FOLDED, "")
        self._folded = {name for name in kept.split(" ") if name}
        self._last_year = self._value(_LAST_YEAR, "1") != "0"

    def _value(self, key: str, default: str) -> str:
        return str(self._file.value(key, default)) if self._file is not None else default

    @property
    def last_year(self) -> bool:
        """Whether empty cells show last year's figure, faint."""
        return self._last_year

    def keep_last_year(self, shown: bool) -> None:
        """Remember it."""
        self._last_year = shown
        if self._file is not None:
            self._file.setValue(_LAST_YEAR, "1" if shown else "0")

    def is_folded(self, scope: Scope | None) -> bool:
        """Whether the group of a scope, or of the outputs for None, is folded."""
        return _name(scope) in self._folded

    def keep_folded(self, scope: Scope | None, folded: bool) -> None:
        """Remember it."""
        (self._folded.add if folded else self._folded.discard)(_name(scope))
        if self._file is not None:
            self._file.setValue(_FOLDED, " ".join(sorted(self._folded)))


def _name(scope: Scope | None) -> str:
    return scope.name.lower() if scope is not None else _OUTPUTS


def head_of(model: MonthlyGridModel, row: int) -> int:
    """The line of the head above a line; −1 where there is none."""
    return next((number for number in range(row, -1, -1) if model.is_group(number)), -1)
