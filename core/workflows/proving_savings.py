"""Entering, changing and removing proofs of savings, each refused at its field where it makes no sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypedDict, Unpack

from core.domain.measure import PlannedMeasure
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.reduction import MeasureProof, ProofId, ProofMethod
from core.errors import InputError
from core.i18n import _
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.planning_rules import own_entry, weighed_venue
from core.workflows.saving_proofs import LONGEST, carried_out, months_between, proposed, series
from core.workflows.weighing import WeighedMeasure, Weighing
from core.workflows.workspace import Job, Workspace, new_id


class ProofFields(TypedDict, total=False):
    """What of a proof may be set; see `core.domain.reduction.MeasureProof`."""

    method: ProofMethod
    output: str
    source_id: str
    baseline_from: Month | None
    first: Month | None
    last: Month | None
    drivers: tuple[str, ...]
    typed_name: str
    typed_values: Mapping[str, Decimal]
    metered: Decimal | None
    note: str


def set_proof(ws: Workspace, venue_id: str, measure_id: str, **fields: Unpack[ProofFields]) -> Change:
    """Enter or change the proof of a carried-out measure; what is not named stays, or is as proposed.

    A bad fit is kept and shown, and proves nothing; what cannot be computed at all is refused.

    Raises:
        InputError: the measure is not carried out, a field makes no sense, or months are missing.
    """
    weighed = weighed_venue(ws, venue_id)
    one = weighed.by_id.get(measure_id) if weighed is not None else None
    planned = carried_out(one) if one is not None else None
    if weighed is None or one is None or planned is None:
        raise InputError(
            "proof.not_done", _("「{id}」还没有实施，谈不上实测。").format(id=measure_id), _("请先把状态改为已实施，并填完成日期。")
        )
    with ws.job(_("实测核减：{name}").format(name=one.name)) as job:
        known = next(iter(job.work.proofs.of_measure(planned.id)), None)
        start = known or replace(proposed(weighed, one, planned), id=ProofId(new_id()))
        wanted = replace(start, **fields)
        _check(weighed, one, planned, wanted)
        if wanted.method is ProofMethod.BASELINE:
            series(job.work, weighed, wanted)
        altered = job.work.proofs.put(wanted, job.change)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def _check(weighed: Weighing, one: WeighedMeasure, planned: PlannedMeasure, wanted: MeasureProof) -> None:
    if wanted.output not in {name for name, _formula in one.measure.formulas}:
        raise InputError("proof.output", _("这项措施没有「{output}」这个结果。").format(output=wanted.output))
    if wanted.method is ProofMethod.METER:
        if wanted.metered is None or wanted.metered < 0:
            raise InputError("proof.metered", _("计量的节约量应是不小于 0 的数。"), _("请填表计读数算出的节约量。"))
        return
    unknown = [code for code in wanted.drivers if code not in weighed.taken.catalogue.outputs]
    if unknown:
        raise InputError("proof.driver", _("没有产出「{code}」。").format(code=unknown[0]), _("请从本场所的产出里选。"))
    done = planned.done_on
    if done is None:
        raise InputError("proof.done_on", _("还没有填完成日期。"), _("请先在实施台账里填完成日期。"))
    last = Month(done.year, done.month)
    if wanted.baseline_from is not None and wanted.baseline_from.plus(11) > last:
        message = _("基线 {start} 起的 12 个月里有完成以后的月份。").format(start=wanted.baseline_from)
        raise InputError("proof.baseline", message, _("基线最晚到完成的当月 {month}。").format(month=last))
    if wanted.first is not None and wanted.first <= Month(done.year, done.month):
        message = _("核算从 {month} 开始，那时还没有完成。").format(month=wanted.first)
        raise InputError("proof.first", message, _("应从 {month} 或以后开始。").format(month=Month(done.year, done.month).plus(1)))
    if wanted.first is not None and wanted.last is not None and not 0 < len(months_between(wanted.first, wanted.last)) <= LONGEST:
        raise InputError("proof.last", _("核算止月早于起月。"), _("请核对两个月份。"))


def remove_proof(ws: Workspace, venue_id: str, measure_id: str) -> Change:
    """Take the proof of a measure away.

    Raises:
        InputError: there is none.
    """
    with ws.job(_("删除实测核减：{id}").format(id=measure_id)) as job:
        job.work.proofs.remove(_kept(job, venue_id, measure_id).id, job.change)
    return frozenset({ChangeKind.MEASURE})


def attach_to_proof(ws: Workspace, venue_id: str, measure_id: str, file: Path) -> Change:
    """Attach a file to the proof of a measure.

    Raises:
        InputError: there is no proof.
        FileError: the file cannot be read.
    """
    reference = ws.store.keep_evidence(file, file.name)
    with ws.job(_("附佐证 {name}").format(name=file.name)) as job:
        job.work.evidence.put(reference)
        known = _kept(job, venue_id, measure_id)
        altered = job.work.proofs.put(replace(known, evidence=(*known.evidence, reference.id)), job.change)
    return frozenset({ChangeKind.MEASURE, ChangeKind.EVIDENCE}) if altered else NOTHING


def _kept(job: Job, venue_id: str, measure_id: str) -> MeasureProof:
    planned = own_entry(job.work.plan.of_venue(VenueId(venue_id)), measure_id)
    proof = next(iter(job.work.proofs.of_measure(planned.id)), None) if planned is not None else None
    if proof is None:
        raise InputError("proof.none", _("「{id}」还没有登记实测。").format(id=measure_id))
    return proof
