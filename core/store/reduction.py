"""Rows to domain objects and back: own measures, money and target of a venue's reductions, proofs of savings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from core.domain.measure import PlanId
from core.domain.organization import VenueId
from core.domain.reduction import MeasureProof, OwnMeasure, ProofId, ReductionSettings, ReductionTarget, TargetKind
from core.store.codec import decode, encode
from core.store.schema_claims import PlannedMeasureRow
from core.store.schema_reduction import (
    MeasureProofEvidenceRow,
    MeasureProofRow,
    OwnMeasureRow,
    ReductionSettingsRow,
    ReductionTargetRow,
)
from core.store.shelf import Files, Shelf, Statements


class OwnMeasures(Shelf[str, OwnMeasure]):
    """Measures that the ledger's own people describe, of the whole ledger."""

    kind = "own_measure"
    _thing_type = OwnMeasure
    _sql = Statements(OwnMeasureRow)

    def all(self) -> tuple[OwnMeasure, ...]:
        """Every own measure, by id."""
        return self._read(self._sql.query.order_by(OwnMeasureRow.id))

    def _key(self, thing: OwnMeasure) -> str:
        return thing.id

    def _thing(self, row: Row[Any]) -> OwnMeasure:
        return decode(OwnMeasure, row.content)

    def _columns(self, thing: OwnMeasure) -> Mapping[str, object]:
        return {"id": thing.id, "name": thing.name, "content": encode(thing)}


class SettingsOfVenues(Shelf[VenueId, ReductionSettings]):
    """Money and amounts that the measures of a venue are weighed with; `get` answers None while nothing was decided."""

    kind = "reduction_settings"
    _thing_type = ReductionSettings
    _sql = Statements(ReductionSettingsRow)

    def _identity(self, key: VenueId) -> dict[str, object]:
        return {"key_venue_id": key}

    def _key(self, thing: ReductionSettings) -> VenueId:
        return thing.venue_id

    def _thing(self, row: Row[Any]) -> ReductionSettings:
        return decode(ReductionSettings, row.content)

    def _columns(self, thing: ReductionSettings) -> Mapping[str, object]:
        return {
            "venue_id": thing.venue_id,
            "budget_yuan": thing.budget_yuan,
            "credit_price_yuan": thing.credit_price_yuan,
            "discount_percent": thing.discount_percent,
            "content": encode(thing),
        }


class Targets(Shelf[VenueId, ReductionTarget]):
    """How far the emissions of a venue are to fall; one target for each venue."""

    kind = "reduction_target"
    _thing_type = ReductionTarget
    _sql = Statements(ReductionTargetRow)

    def _identity(self, key: VenueId) -> dict[str, object]:
        return {"key_venue_id": key}

    def _key(self, thing: ReductionTarget) -> VenueId:
        return thing.venue_id

    def _thing(self, row: Row[Any]) -> ReductionTarget:
        return ReductionTarget(
            venue_id=VenueId(row.venue_id),
            kind=TargetKind(row.kind),
            base_year=row.base_year,
            target_year=row.target_year,
            percent=row.percent,
            output=row.output,
            base_t=row.base_t,
            base_output=row.base_output,
            note=row.note,
        )

    def _columns(self, thing: ReductionTarget) -> Mapping[str, object]:
        return {
            "venue_id": thing.venue_id,
            "kind": thing.kind.value,
            "base_year": thing.base_year,
            "target_year": thing.target_year,
            "percent": thing.percent,
            "output": thing.output,
            "base_t": thing.base_t,
            "base_output": thing.base_output,
            "note": thing.note,
        }


class Proofs(Shelf[ProofId, MeasureProof]):
    """What measures really saved, as it was measured."""

    kind = "measure_proof"
    _thing_type = MeasureProof
    _files = Files(MeasureProofEvidenceRow, MeasureProofRow)
    _sql = Statements(MeasureProofRow, _files.column)

    def of_measure(self, plan_id: PlanId) -> tuple[MeasureProof, ...]:
        """The proofs of a planned measure, by id."""
        return self._read(self._sql.query.where(MeasureProofRow.plan_id == plan_id).order_by(MeasureProofRow.id))

    def of_venue(self, venue_id: VenueId) -> tuple[MeasureProof, ...]:
        """The proofs of all measures of a venue, by measure and id."""
        query = self._sql.query.join(PlannedMeasureRow, PlannedMeasureRow.id == MeasureProofRow.plan_id)
        return self._read(query.where(PlannedMeasureRow.venue_id == venue_id).order_by(PlannedMeasureRow.measure_id, MeasureProofRow.id))

    def _settled(self, thing: MeasureProof) -> MeasureProof:
        return replace(thing, evidence=tuple(dict.fromkeys(thing.evidence)))

    def _keep(self, key: ProofId, known: MeasureProof | None, thing: MeasureProof | None) -> None:
        super()._keep(key, known, thing)
        if thing is not None:
            self._files.keep(self._connection, key, known.evidence if known else (), thing.evidence)

    def _key(self, thing: MeasureProof) -> ProofId:
        return thing.id

    def _thing(self, row: Row[Any]) -> MeasureProof:
        return replace(decode(MeasureProof, row.content), evidence=self._files.read(row))

    def _columns(self, thing: MeasureProof) -> Mapping[str, object]:
        return {"id": thing.id, "plan_id": thing.plan_id, "content": encode(replace(thing, evidence=()))}
