"""Small words about words: the catalogue's name in the language in use, and texts that must not be empty."""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import InputError
from core.i18n import _, current_language


def localized(zh: str, en: str) -> str:
    """The catalogue's word in the language in use."""
    return en if current_language() == "en" and en else zh


def required_text(text: str, what: str) -> str:
    """A text without stray spaces.

    Args:
        text: as typed.
        what: what it is, for the sentence.

    Raises:
        InputError: nothing is left, or more than 100 characters.
    """
    cleaned = " ".join(text.split())
    if not cleaned:
        raise InputError("field.required", _("{what}还没有填。").format(what=what), _("请填写后再继续。"))
    if len(cleaned) > 100:
        raise InputError("field.long", _("{what}超过 100 个字。").format(what=what), _("请改短一些。"))
    return cleaned


def sentences(parts: Iterable[str]) -> str:
    """Sentences one after the other, as the language sets them: without a space in Chinese, with one in English."""
    between = " " if current_language() == "en" else ""
    return between.join(part.strip() for part in parts if part)
