"""No signal of ours has the name of one of Qt's own: Qt would send ours too, for its own reasons (a pointer that rests on a row)."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest
from PySide6.QtCore import QObject, Signal

import ui

MODULES = sorted(module.name for module in pkgutil.walk_packages(ui.__path__, "ui."))


@pytest.fixture(scope="module")
def classes() -> set[type[QObject]]:
    """Every class of the window that Qt knows."""
    found = (value for name in MODULES for value in vars(importlib.import_module(name)).values() if inspect.isclass(value))
    return {value for value in found if issubclass(value, QObject) and value.__module__.startswith("ui")}


def test_signals_have_names_of_their_own(classes: set[type[QObject]]) -> None:
    assert len(classes) > 100
    shadowed = sorted(
        f"{one.__module__}.{one.__name__}.{name}"
        for one in classes
        for name, value in vars(one).items()
        if isinstance(value, Signal) and any(name in vars(base) for base in one.__mro__[1:] if base.__module__.startswith("PySide6"))
    )
    assert shadowed == []
