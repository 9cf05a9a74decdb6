"""Whom we believe: what platform profiles say, given from outside the file that is judged."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.submission import Environment


@dataclass(frozen=True, slots=True)
class PlatformTrust:
    """One platform, as its profile describes it.

    Attributes:
        roots: root certificates, DER.
        receipt_signers: the certificates, DER, that may sign receipts and profiles; no other certificate under the roots may.
        tsa: certificates of its time-stamp service, DER.
        crl: its revocation lists, PEM; empty where it publishes none.
        algorithms: the names of package-format.md §6 that it takes.
        digest: packageDigest of the profile.
    """

    id: str
    name: str
    environment: Environment
    serial: int
    digest: str
    previous_digest: str | None
    roots: tuple[bytes, ...]
    receipt_signers: tuple[bytes, ...]
    tsa: tuple[bytes, ...]
    crl: bytes
    algorithms: tuple[str, ...]
    required_signers: tuple[str, ...]
    max_entries: int
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Trust:
    """The platforms we believe, the first named first."""

    platforms: tuple[PlatformTrust, ...] = ()
