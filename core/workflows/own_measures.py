"""Own measures: a saving that the catalogue does not know, taken in, changed and taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from core.accounting.formula import FormulaError
from core.accounting.reduction import constants, expected
from core.domain.measure import PlannedMeasure, ReductionMeasure
from core.domain.organization import Venue
from core.domain.reduction import OwnMeasure
from core.errors import InputError, RuleError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import compiling
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.measure_desk import shown_outputs
from core.workflows.measure_views import MeasureOutput
from core.workflows.own_measure_reading import OwnMeasureDraft, draft_of, from_file, read
from core.workflows.workspace import Workspace

__all__ = ["OwnMeasureDraft", "Trial", "all_measures", "catalogue", "draft_of", "from_file", "put", "remove", "trial"]

_PREFIX = "X"


def all_measures(ws: Workspace) -> tuple[OwnMeasure, ...]:
    """Every own measure of the ledger, by id."""
    with ws.store.read() as work:
        return work.own_measures.all()


def catalogue(ws: Workspace, work: UnitOfWork) -> Mapping[str, ReductionMeasure]:
    """The measures of the catalogue and the ledger's own."""
    return {**ws.catalogue.measures, **{one.id: one.as_measure() for one in work.own_measures.all()}}


def put(ws: Workspace, draft: OwnMeasureDraft, measure_id: str = "") -> tuple[OwnMeasure, Change]:
    """Take in an own measure, or change the one of this id; plans drop the parameters that it no longer has.

    Raises:
        InputError: a field makes no sense, or what is filled in for it in a plan could no longer be computed; the code ends with the
            field's name.
    """
    wanted = read(ws, draft)
    with ws.job(_("自建措施：{name}").format(name=wanted.name)) as job:
        known = job.work.own_measures.all()
        if measure_id and measure_id not in {one.id for one in known}:
            raise _unknown(measure_id)
        wanted = replace(wanted, id=measure_id or _next_id(known))
        altered = job.work.own_measures.put(wanted, job.change)
        for place, entry in _entries(job.work, wanted.id):
            job.work.plan.put(_still_computed(ws, wanted, place, entry), job.change)
    return wanted, frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def _entries(work: UnitOfWork, measure_id: str) -> tuple[tuple[Venue, PlannedMeasure], ...]:
    """What is planned or filled in for a measure, at every venue."""
    places = work.venues.all()
    return tuple((place, one) for place in places for one in work.plan.with_drafts(place.id) if one.measure_id == measure_id)


def _still_computed(ws: Workspace, wanted: OwnMeasure, place: Venue, entry: PlannedMeasure) -> PlannedMeasure:
    """The entry of a plan under the changed measure: a page of measures must never be lost to one that cannot be computed."""
    if place.type_code not in wanted.venue_types:
        message = _("「{venue}」的计划或已填参数里有这一项，适用的场所类型里要留着它。").format(venue=place.name)
        raise InputError("own_measure.venue_types", message)
    names = {one.name for one in wanted.parameters}
    entry = replace(entry, values={name: value for name, value in entry.values.items() if name in names})
    try:
        expected(wanted.as_measure(), entry.values, constants(ws.catalogue, place.region, ws.today().year))
    except FormulaError as error:
        message = _("按「{venue}」已填的参数算不出来：{why}").format(venue=place.name, why=error.message)
        raise InputError("own_measure.formula", message, _("请先改计划里的参数。")) from error
    return entry


@dataclass(frozen=True, slots=True)
class Trial:
    """What a measure would save in a year with its defaults.

    Attributes:
        outputs: each formula in letters, with the defaults in, and its result.
        tonnes: tCO2e of scopes 1 and 2.
    """

    outputs: tuple[MeasureOutput, ...]
    tonnes: Fraction


def trial(ws: Workspace, dossier_id: str, draft: OwnMeasureDraft) -> Trial:
    """What a measure would save with its defaults, by the factors of a dossier.

    Raises:
        InputError: as `put`.
    """
    measure = read(ws, draft).as_measure()
    taken = compiling.snapshot(ws, dossier_id)
    using = constants(taken.catalogue, taken.venue.region, taken.dossier.period.end.year, taken.dossier.method.fuel_set)
    found = expected(measure, {}, using)
    return Trial(shown_outputs(using, measure, {}, found.outputs), found.tonnes)


def remove(ws: Workspace, measure_id: str) -> Change:
    """Take an own measure away.

    Raises:
        InputError: there is none of this id.
        RuleError: it stands in a plan, or something is filled in for it.
    """
    with ws.job(_("删除自建措施 {id}").format(id=measure_id)) as job:
        found = job.work.own_measures.get(measure_id)
        if found is None:
            raise _unknown(measure_id)
        for place, _entry in _entries(job.work, measure_id):
            message = _("「{name}」在「{venue}」的计划或已填参数里，不能删除。").format(name=found.name, venue=place.name)
            raise RuleError("own_measure.used", message, _("请先移出计划并清除已填参数。"))
        job.work.own_measures.remove(measure_id, job.change)
    return frozenset({ChangeKind.MEASURE})


def _unknown(measure_id: str) -> InputError:
    return InputError(
        "own_measure.unknown", _("没有编号为「{id}」的自建措施。").format(id=measure_id), _("用 own-measures list 查看编号。")
    )


def _next_id(known: Iterable[OwnMeasure]) -> str:
    numbers = [int(one.id.removeprefix(_PREFIX)) for one in known if one.id.removeprefix(_PREFIX).isdecimal()]
    return f"{_PREFIX}{max(numbers, default=0) + 1:02d}"
