"""An earlier year of a venue, with everything it is computed from: what it is held against a later one by."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.accounting.footprint import Facts, footprint, source_results
from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import MethodProfile
from core.domain.inventory import GhgInventory, SourceResult


@dataclass(frozen=True, slots=True)
class EarlierYear:
    """What an earlier year is computed from.

    Attributes:
        method, catalogue: its own dossier's; where it has none, those of the dossier it is compared with.
        locked: its dossier is locked, so everything is as it was then.
        own_dossier: it has a dossier.
    """

    facts: Facts
    method: MethodChoice
    catalogue: Catalogue
    locked: bool
    own_dossier: bool

    @property
    def p1(self) -> bool:
        """Whether its own total is that of profile P1."""
        return self.method.profile is MethodProfile.P1

    def as_reported(self) -> GhgInventory:
        """With everything of its own."""
        return footprint(self.facts, self.method, self.catalogue, compare=False)

    def by(self, method: MethodChoice, catalogue: Catalogue, *, factor_year: int | None = None) -> GhgInventory:
        """With another dossier's choices and library, on request with its grid factor too; own factors that only this year has stay."""
        return footprint(replace(self.facts, factor_year=factor_year), method, self._whole(catalogue), compare=False)

    def rows_as_reported(self) -> tuple[SourceResult, ...]:
        """The rows alone, with everything of their own."""
        return source_results(self.facts, self.method, self.catalogue)

    def rows_by(self, method: MethodChoice, catalogue: Catalogue, *, factor_year: int | None = None) -> tuple[SourceResult, ...]:
        """The rows alone, as `by` computes them."""
        return source_results(replace(self.facts, factor_year=factor_year), method, self._whole(catalogue))

    def _whole(self, catalogue: Catalogue) -> Catalogue:
        """A library with the factors that only this year has."""
        return replace(catalogue, factors={**self.catalogue.factors, **catalogue.factors})
