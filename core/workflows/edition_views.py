"""What is to be said about editions of the factor library: cards, the list of steps, and the preview of another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.catalogue_loader.extending import AddedRow, Differences
from core.domain.catalogue import Catalogue
from core.domain.edition import CatalogueEdition, EditionStep, is_trial_edition
from core.workflows.edition_effects import DossierEffect


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition without its tables.

    Attributes:
        pack: digest of the signed pack that made it; empty for one that came with the program.
        publisher: who signed that pack; empty likewise.
    """

    digest: str
    name: str
    pack: str = ""
    publisher: str = ""

    @property
    def short(self) -> str:
        """The digest as it is shown and typed."""
        return self.digest[:12]

    @property
    def trial(self) -> bool:
        """Whether a trial platform made it."""
        return is_trial_edition(self.name)


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One step of the ledger's list with its edition."""

    step: EditionStep
    edition: EditionCard
    in_force: bool


@dataclass(frozen=True, slots=True)
class EditionsView:
    """Everything there is to say about the factor library of a ledger.

    Attributes:
        lines: the steps, the newest first.
        counts: rows in force: factors, warming potentials, blends, benchmarks.
        shipped: what the program ships, where the ledger has never computed with it; None where there is nothing to adopt.
    """

    in_force: EditionCard
    lines: tuple[EditionLine, ...]
    counts: Mapping[str, int]
    shipped: EditionCard | None


@dataclass(frozen=True, slots=True)
class EditionPreview:
    """An edition that is offered, and what adopting it would change; nothing has been changed yet.

    Attributes:
        base: digest of the edition in force when this was computed.
        card, edition, catalogue: the edition that is offered.
        title: what its publisher calls it; empty for one that came with the program.
        signer: the name in the certificate that signed, empty likewise.
        issued_at: when it was signed.
        known: rows of a pack that are there already, word for word.
        blocked: what the ledger needs and this edition does not have; with any of it it cannot be adopted.
        effects: every dossier before and after; empty while it is blocked.
    """

    base: EditionCard
    card: EditionCard
    edition: CatalogueEdition
    catalogue: Catalogue
    title: str
    signer: str
    issued_at: datetime | None
    changes: Differences
    known: int
    blocked: tuple[str, ...]
    effects: tuple[DossierEffect, ...]

    @property
    def rows(self) -> tuple[AddedRow, ...]:
        """The rows that come."""
        return self.changes.added


def card_of(edition: CatalogueEdition) -> EditionCard:
    """An edition without its tables."""
    return EditionCard(edition.digest, edition.name, edition.pack, edition.publisher)


def counts_of(catalogue: Catalogue) -> dict[str, int]:
    """Rows of each kind."""
    return {
        "factors": len(catalogue.factors),
        "gwp": len(catalogue.gwp_values),
        "blends": len(catalogue.blends),
        "benchmarks": len(catalogue.benchmarks),
    }
