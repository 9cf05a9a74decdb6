"""What a venue's data suggest: measures by tonnes, each with its pattern, its parameters and what does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.measure import MeasureState, PlannedMeasure
from core.domain.organization import Venue
from core.workflows import suggesting, weighing
from core.workflows.reduction_views import Prefill, Suggestion
from core.workflows.weighing import WeighedMeasure
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Unfit:
    """A measure that makes no sense for the venue, and why."""

    measure_id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class SuggestionsView:
    """All of it for one year of a venue.

    Attributes:
        suggestions: measures in no plan that a pattern speaks for, the largest first.
        prefills: by id of every measure, the parameters that the data answer; held_back: those outside their range, with the reason.
        unfit: measures that cannot save anything here.
    """

    dossier_id: str
    venue: Venue
    suggestions: tuple[Suggestion, ...]
    prefills: Mapping[str, Mapping[str, Prefill]]
    held_back: Mapping[str, Mapping[str, str]]
    unfit: tuple[Unfit, ...]


def suggestions_view(ws: Workspace, dossier_id: str) -> SuggestionsView:
    """What the data of a dossier's year suggest; a measure that is planned or carried out already is not suggested again.

    Raises:
        InputError: there is no such dossier.
    """
    weighed = weighing.weigh(ws, dossier_id)
    facts = weighed.facts
    free = [one for one in weighed.measures if not _entered(one.planned)]
    reasons = ((one, suggesting.unfit(facts, one.measure)) for one in free)
    return SuggestionsView(
        dossier_id=str(dossier_id),
        venue=weighed.taken.venue,
        suggestions=suggesting.suggestions(facts, ((one.measure, one.tonnes) for one in free)),
        prefills={one.measure.id: one.prefills for one in weighed.measures if one.prefills},
        held_back=_held_back(weighed.measures, facts),
        unfit=tuple(Unfit(one.measure.id, one.name, why) for one, why in reasons if why),
    )


def _entered(planned: PlannedMeasure | None) -> bool:
    """Whether a measure stands in the plan; a draft and one that was stopped may be suggested."""
    return planned is not None and not planned.draft and planned.state is not MeasureState.STOPPED


def _held_back(measures: tuple[WeighedMeasure, ...], facts: suggesting.VenueFacts) -> Mapping[str, Mapping[str, str]]:
    every = ((one.measure.id, suggesting.held_back(facts, one.measure)) for one in measures)
    return {key: left for key, left in every if left}
