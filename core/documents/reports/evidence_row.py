"""One line of 11 证据材料清单, as its writer and its printer both know it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One attached file.

    Attributes:
        number: ``E0001`` and so on; the data sheet names the file by it, and its name in the package begins with it.
        original_name: as the person named it.
        size: in bytes.
        period: the days or months that it proves, in words; empty where it proves none.
        supports: what it proves, each in words.
        sha256: whole digest in hex; its first sixteen characters are printed.
    """

    number: str
    original_name: str
    size: int
    period: str
    supports: tuple[str, ...]
    sha256: str
