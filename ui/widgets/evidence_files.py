"""The files behind a bill as the window holds them: kept in the ledger, or waiting to be kept with the bill."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.i18n import _

_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp")
_TEXTS = (".xml", ".csv", ".txt")
_OTHERS = (".pdf", ".ofd", ".tif", ".tiff", ".heic", ".xlsx", ".xls", ".docx", ".doc")

SUFFIXES = (*_OTHERS, *_PICTURES, *_TEXTS)
"""Endings of files that may stand behind a bill."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One file.

    Attributes:
        evidence_id: of a file kept in the ledger; empty while it waits.
        path: where a waiting file lies; None for a kept one.
        kind: PDF, 照片, XML … in words.
        size_words: 214 KB.
        read: gives its bytes, or raises `AppError` in words.
        problem: what is wrong with the kept file; empty for nothing.
    """

    name: str
    kind: str
    size_words: str
    read: Callable[[], bytes]
    evidence_id: str = ""
    path: Path | None = None
    problem: str = ""

    @property
    def key(self) -> str:
        """What tells it from the other files of a bill."""
        return self.evidence_id or str(self.path)

    @property
    def suffix(self) -> str:
        """Its ending, in small letters."""
        return Path(self.name).suffix.lower()

    @property
    def is_pdf(self) -> bool:
        """Whether its pages are drawn as those of a PDF."""
        return self.suffix == ".pdf"

    @property
    def is_picture(self) -> bool:
        """Whether it is drawn as a picture."""
        return self.suffix in _PICTURES

    @property
    def is_text(self) -> bool:
        """Whether its text is shown."""
        return self.suffix in _TEXTS


def digest_words(digest: str) -> str:
    """A SHA-256 shortened for the eye: 9c41 7e0b … 52fd."""
    return f"{digest[:4]} {digest[4:8]} … {digest[-4:]}"


def digest_of(data: bytes) -> str:
    """The SHA-256 of a file's content."""
    return hashlib.sha256(data).hexdigest()


def kinds_of_files() -> str:
    """The filter of the dialog that asks for a file."""
    return _("票据或单据") + " (" + " ".join(f"*{suffix}" for suffix in SUFFIXES) + ")"
