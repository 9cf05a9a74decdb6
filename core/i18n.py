"""Translation of what a person reads; Chinese is the source language and needs no catalogue."""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import Literal

from core import resources
from core.errors import EnvironmentFault

Language = Literal["zh", "en"]
"""The languages a person may choose."""


class _Chosen:
    """The language in use; one for the whole process, since a person reads one language at a time."""

    language: Language = "zh"
    catalogue: NullTranslations = NullTranslations()


def use_language(language: Language) -> None:
    """Speak this language from now on; a text that has no translation stays Chinese.

    Texts are looked up when they are shown, so a switch needs no restart, only that the page is built anew.
    """
    _Chosen.catalogue = NullTranslations() if language == "zh" else _catalogue(language)
    _Chosen.language = language


def current_language() -> Language:
    """The language in use."""
    return _Chosen.language


def _(text: str) -> str:
    """A Chinese text in the language in use.

    Call it when the text is shown, not when a module is imported: a constant would keep the language of the start.
    Parameters are filled in afterwards: `_("第 {row} 行").format(row=3)`.
    """
    return _Chosen.catalogue.gettext(text) if text else ""


def mark(text: str) -> str:
    """Mark a constant for translation and return it as it is; pass it through `_` when it is shown."""
    return text


def _catalogue(language: Language) -> NullTranslations:
    try:
        compiled = resources.data(f"i18n/{language}/LC_MESSAGES/tanzhangben.mo")
    except EnvironmentFault:
        return NullTranslations()
    return GNUTranslations(BytesIO(compiled))
