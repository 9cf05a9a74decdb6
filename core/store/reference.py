"""Rows to domain objects and back: own factors, base years, what locking froze, editions of the factor library."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from core.domain.base_year import BaseYear, BaseYearAdjustment
from core.domain.dossier import DossierId
from core.domain.edition import CatalogueEdition, EditionAct, EditionStep
from core.domain.emission import Gas
from core.domain.frozen import FrozenFacts
from core.domain.organization import VenueId
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.store.codec import decode, encode
from core.store.faults import in_use
from core.store.schema import SourceRow, table
from core.store.schema_reference import BaseYearRow, EditionRow, EditionStepRow, FrozenRow, OwnFactorProofRow, OwnFactorRow
from core.store.shelf import Files, Shelf, Statements


class OwnFactors(Shelf[OwnFactorId, OwnFactor]):
    """Factors with their proof, of the whole ledger."""

    kind = "own_factor"
    _thing_type = OwnFactor
    _files = Files(OwnFactorProofRow, OwnFactorRow)
    _sql = Statements(OwnFactorRow, _files.column)

    def all(self) -> tuple[OwnFactor, ...]:
        """Every own factor, by name."""
        return self._read(self._sql.query.order_by(OwnFactorRow.name, OwnFactorRow.vintage, OwnFactorRow.id))

    def _settled(self, thing: OwnFactor) -> OwnFactor:
        return replace(thing, evidence=tuple(dict.fromkeys(thing.evidence)))

    def _add_all(self, things: Sequence[OwnFactor]) -> None:
        self._insert_rows(things)
        self._files.add(self._connection, ((one.id, one.evidence) for one in things))

    def _keep(self, key: OwnFactorId, known: OwnFactor | None, thing: OwnFactor | None) -> None:
        if thing is None and known is not None:
            named = select(func.count()).where(SourceRow.factor_id == known.factor_id)
            if self._connection.scalar(named):
                raise in_use()
        super()._keep(key, known, thing)
        if thing is not None:
            self._files.keep(self._connection, key, known.evidence if known else (), thing.evidence)

    def _key(self, thing: OwnFactor) -> OwnFactorId:
        return thing.id

    def _thing(self, row: Row[Any]) -> OwnFactor:
        return OwnFactor(
            id=OwnFactorId(row.id),
            name=row.name,
            value=row.value,
            numerator=row.numerator,
            per=row.per,
            gas=Gas(row.gas),
            document=row.document,
            clause=row.clause,
            vintage=row.vintage,
            evidence=self._files.read(row),
        )

    def _columns(self, thing: OwnFactor) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "name": thing.name,
            "value": thing.value,
            "numerator": thing.numerator,
            "per": thing.per,
            "gas": thing.gas.value,
            "document": thing.document,
            "clause": thing.clause,
            "vintage": thing.vintage,
        }


class BaseYears(Shelf[VenueId, BaseYear]):
    """The base year of each venue."""

    kind = "base_year"
    _thing_type = BaseYear
    _sql = Statements(BaseYearRow)

    def _identity(self, key: VenueId) -> dict[str, object]:
        return {"key_venue_id": key}

    def _key(self, thing: BaseYear) -> VenueId:
        return thing.venue_id

    def _thing(self, row: Row[Any]) -> BaseYear:
        return BaseYear(
            venue_id=VenueId(row.venue_id),
            year=row.year,
            why=row.why,
            threshold_percent=row.threshold_percent,
            adjustments=tuple(decode(BaseYearAdjustment, one) for one in json.loads(row.adjustments)),
        )

    def _columns(self, thing: BaseYear) -> Mapping[str, object]:
        return {
            "venue_id": thing.venue_id,
            "year": thing.year,
            "why": thing.why,
            "threshold_percent": thing.threshold_percent,
            "adjustments": json.dumps([encode(one) for one in thing.adjustments], ensure_ascii=False),
        }


class Frozen(Shelf[DossierId, FrozenFacts]):
    """What locking froze of each dossier; taken away when it is opened again."""

    kind = "frozen"
    _thing_type = FrozenFacts
    _sql = Statements(FrozenRow)

    def _identity(self, key: DossierId) -> dict[str, object]:
        return {"key_dossier_id": key}

    def _key(self, thing: FrozenFacts) -> DossierId:
        return thing.dossier_id

    def _thing(self, row: Row[Any]) -> FrozenFacts:
        return decode(FrozenFacts, row.facts)

    def _columns(self, thing: FrozenFacts) -> Mapping[str, object]:
        return {"dossier_id": thing.dossier_id, "facts": encode(thing)}


class Editions:
    """The editions of the factor library that this ledger has computed with, and which is in force; nothing in it is ever altered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, digest: str) -> CatalogueEdition | None:
        """The edition with this digest, or None."""
        row = self._connection.execute(_EDITIONS.where(EditionRow.digest == digest)).one_or_none()
        return None if row is None else CatalogueEdition(row.digest, row.name, row.content, row.pack, row.publisher)

    def keep(self, edition: CatalogueEdition) -> None:
        """Keep an edition; one that is there already stays as it is."""
        if not self._connection.scalar(select(func.count()).where(EditionRow.digest == edition.digest)):
            columns = {name: getattr(edition, name) for name in ("digest", "name", "content", "pack", "publisher")}
            self._connection.execute(_ADD_EDITION, columns)

    def put_in_force(self, digest: str, act: EditionAct, *, at: str, author: str, note: str = "") -> None:
        """Add a step; the edition must have been kept."""
        self._connection.execute(_ADD_STEP, {"digest": digest, "act": act.value, "at": at, "author": author, "note": note})

    def steps(self) -> tuple[EditionStep, ...]:
        """How the library came to be what it is, the oldest step first."""
        rows = self._connection.execute(_STEPS)
        return tuple(EditionStep(row.number, row.digest, EditionAct(row.act), row.at, row.author, row.note) for row in rows)

    def in_force(self) -> str:
        """Digest of the edition in force; empty in a ledger that has never recorded one."""
        found = self._connection.scalar(select(EditionStepRow.digest).order_by(EditionStepRow.number.desc()).limit(1))
        return found or ""


_EDITIONS = select(table(EditionRow))
_ADD_EDITION = insert(table(EditionRow))
_STEPS = select(table(EditionStepRow)).order_by(EditionStepRow.number)
_ADD_STEP = insert(table(EditionStepRow))
