"""Which program this is: name, version and the digest of its own code, written into every package it makes."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

NAME = "tanzhangben"
VERSION = "0.2.0"
"""Equal to the version in pyproject.toml; a test holds them together."""


@cache
def build_digest() -> str:
    """SHA-256 of the frozen executable, or of the core's source files in the order of their paths."""
    digest = hashlib.sha256()
    if getattr(sys, "frozen", False):
        digest.update(Path(sys.executable).read_bytes())
        return digest.hexdigest()
    folder = Path(__file__).resolve().parent.parent
    for file in sorted(folder.rglob("*.py")):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
