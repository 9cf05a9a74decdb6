"""The boundary of a venue: its emission sources, and the meters and accounts their bills are written for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypedDict, Unpack

from core.accounting.check_context import MACHINE_METHODS
from core.domain.activity import Subject
from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionFactor, EmissionSource, Meter, MeterId, SourceId, SourceType
from core.domain.organization import VenueId
from core.domain.own_factor import is_own
from core.errors import InputError, RuleError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.factor_fit import check_own_factor
from core.workflows.wording import localized, required_text
from core.workflows.workspace import Job, Workspace, new_id


def sources(ws: Workspace, venue_id: str) -> tuple[EmissionSource, ...]:
    """The venue's emission sources in grid order, those outside the boundary too."""
    with ws.store.read() as work:
        return work.sources.of_venue(VenueId(venue_id))


def offered_types(catalogue: Catalogue, existing: Iterable[EmissionSource] = ()) -> tuple[SourceType, ...]:
    """The kinds of sources a venue chooses from, in the catalogue's order, without those that are for events only.

    Args:
        catalogue: the kinds.
        existing: sources that a list has to be able to name; their kinds are in it whatever they are.
    """
    named = {source.type_code for source in existing}
    return tuple(kind for kind in catalogue.source_types.values() if not kind.events_only or kind.code in named)


def _source(work: UnitOfWork, source_id: str) -> EmissionSource:
    found = work.sources.get(SourceId(source_id))
    if found is None:
        raise InputError("source.unknown", _("没有这个排放源。"), _("它可能已被撤销，请刷新页面。"))
    return found


class SourceFields(TypedDict, total=False):
    """What of a source may be changed."""

    name: str
    unit: str
    species: str
    factor_id: str
    excluded_reason: str
    excluded_tonnes: Decimal | None
    operator: str


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """What a row of the boundary is made from; empty texts take the type's default."""

    type_code: str
    name: str = ""
    unit: str = ""
    species: str = ""
    factor: str = ""
    excluded_reason: str = ""


def new_source(ws: Workspace, venue_id: VenueId, draft: SourceDraft, position: int) -> EmissionSource:
    """A source of a known type, checked and not yet kept.

    Raises:
        InputError: type, unit, species or factor is not one the catalogue offers.
    """
    kind = ws.catalogue.source_types.get(draft.type_code)
    if kind is None:
        raise InputError("source.type", _("没有排放源类型「{code}」。").format(code=draft.type_code), _("请从列表里选。"))
    name = draft.name or localized(kind.zh, kind.en)
    if draft.unit and draft.unit not in {kind.unit, *kind.units}:
        labels = "、".join(ws.catalogue.units[code].label for code in (kind.units or (kind.unit,)))
        message = _("「{name}」不能按「{unit}」填报。").format(name=name, unit=draft.unit)
        raise InputError("source.unit", message, _("可用的单位：{labels}。").format(labels=labels))
    if draft.species and kind.species_choices and draft.species not in kind.species_choices:
        message = _("没有型号「{species}」。").format(species=draft.species)
        raise InputError("source.species", message, _("请对照设备铭牌，从列表里选。"))
    if draft.factor and not is_own(draft.factor) and draft.factor not in {*kind.factor_choices, kind.inputs.get("factor", "")}:
        message = _("「{name}」不能选用因子「{factor}」。").format(name=name, factor=draft.factor)
        raise InputError("source.factor", message, _("请从列表里选。"))
    title = required_text(name, _("排放源名称"))
    reason = draft.excluded_reason.strip()
    unit = draft.unit or kind.unit
    return EmissionSource(SourceId(new_id()), venue_id, kind.code, title, unit, draft.species, draft.factor, reason, position)


def add_source(
    ws: Workspace, venue_id: str, type_code: str, name: str, *, unit: str = "", species: str = "", factor: str = ""
) -> tuple[EmissionSource, Change]:
    """Add a row to the boundary.

    Raises:
        InputError: unknown type, unit or species, or a name that another row already has.
    """
    with ws.job(_("添加排放源「{name}」").format(name=name)) as job:
        return add_source_in(ws, job, venue_id, type_code, name, unit=unit, species=species, factor=factor)


def add_source_in(
    ws: Workspace, job: Job, venue_id: str, type_code: str, name: str, *, unit: str = "", species: str = "", factor: str = ""
) -> tuple[EmissionSource, Change]:
    """The same inside a running job: an import adds the sources its workbook names."""
    existing = job.work.sources.of_venue(VenueId(venue_id))
    if any(source.name == name.strip() for source in existing):
        raise InputError("source.name", _("已有名为「{name}」的排放源。").format(name=name), _("请换一个名称，如加上楼栋或户号。"))
    position = max((source.position for source in existing), default=-1) + 1
    source = new_source(ws, VenueId(venue_id), SourceDraft(type_code, name, unit, species, factor), position)
    check_own_factor(job.work, source, ws.catalogue)
    job.work.sources.put(source, job.change)
    return source, frozenset({ChangeKind.SOURCE})


def change_source(ws: Workspace, source_id: str, **fields: Unpack[SourceFields]) -> Change:
    """Change name, unit, species, factor_id or excluded_reason of a source.

    Raises:
        RuleError: the unit is changed although figures are recorded in it.
    """
    with ws.job(_("修改排放源")) as job:
        return change_source_in(ws, job, source_id, **fields)


def change_source_in(ws: Workspace, job: Job, source_id: str, **fields: Unpack[SourceFields]) -> Change:
    """The same inside a running job."""
    source = _source(job.work, source_id)
    changed = replace(source, **fields)
    if changed.unit != source.unit and any(r.subject == Subject(source.id) for r in job.work.activities.all_of_venue(source.venue_id)):
        raise RuleError(
            "source.unit_in_use", _("「{name}」已经有数据，不能再改单位。").format(name=source.name), _("可以先清空，或另加一行。")
        )
    new_source(ws, source.venue_id, SourceDraft(changed.type_code, changed.name, changed.unit, changed.species, changed.factor_id), 0)
    check_own_factor(job.work, changed, ws.catalogue)
    altered = job.work.sources.put(changed, job.change)
    return frozenset({ChangeKind.SOURCE}) if altered else NOTHING


def exclude_source(ws: Workspace, source_id: str, reason: str, tonnes: Decimal | None = None, operator: str | None = None) -> Change:
    """Take a source out of the boundary; the reason and the size go into the boundary statement (V27).

    Args:
        ws: the open ledger.
        source_id: the source.
        reason: why it is not counted.
        tonnes: how large it is estimated to be, in tCO2e a year; None where nobody has estimated it.
        operator: who runs it; None leaves what is known, an empty text is the venue itself.

    Raises:
        InputError: no reason, or a size below zero.
    """
    fields: SourceFields = {"excluded_reason": required_text(reason, _("不计入的原因")), "excluded_tonnes": _size(tonnes)}
    if operator is not None:
        fields["operator"] = _operator(operator)
    return change_source(ws, source_id, **fields)


def _size(tonnes: Decimal | None) -> Decimal | None:
    if tonnes is not None and tonnes < 0:
        raise InputError(
            "source.excluded_tonnes", _("规模 {tonnes} 吨不合适。").format(tonnes=tonnes), _("请填不小于 0 的数，没有估计的留空。")
        )
    return tonnes


def _operator(name: str) -> str:
    return required_text(name, _("经营单位")) if name.strip() else ""


def include_source(ws: Workspace, source_id: str) -> Change:
    """Take a source back into the boundary; the estimate of its size is of no use any more."""
    return change_source(ws, source_id, excluded_reason="", excluded_tonnes=None)


def set_operator(ws: Workspace, source_id: str, operator: str) -> Change:
    """Say who runs a source: a tenant, a concessionaire; an empty text is the venue itself."""
    return change_source(ws, source_id, operator=_operator(operator))


def meters(ws: Workspace, venue_id: str) -> tuple[Meter, ...]:
    """The accounts and meters of a venue."""
    with ws.store.read() as work:
        return work.meters.of_venue(VenueId(venue_id))


class MeterFields(TypedDict, total=False):
    """What is known of an account, or of a machine of a refrigerant row, besides its number."""

    name: str
    multiplier: Decimal
    end_included: bool
    charge: Decimal | None
    machine_class: str
    refrigerant: str


def put_meter(ws: Workspace, source_id: str, account: str, *, meter_id: str = "", **fields: Unpack[MeterFields]) -> tuple[Meter, Change]:
    """Add or change an account of a source, or a machine of a refrigerant row; what is not named keeps its value.

    Raises:
        InputError: no number, a ratio or charge that cannot be, or a class that is no leak-rate factor.
    """
    chosen = fields.get("machine_class", "")
    if chosen and chosen not in {factor.id for factor in machine_classes(ws.catalogue)}:
        raise InputError("meter.machine_class", _("没有设备类别「{code}」。").format(code=chosen), _("请从列表里选。"))
    with ws.job(_("登记 {account}").format(account=account)) as job:
        return put_meter_in(job, source_id, account, meter_id=meter_id, **fields)


def put_meter_in(job: Job, source_id: str, account: str, *, meter_id: str = "", **fields: Unpack[MeterFields]) -> tuple[Meter, Change]:
    """The same inside a running job."""
    number = required_text(account, _("户号"))
    start = job.work.meters.get(MeterId(meter_id)) if meter_id else None
    start = start or Meter(MeterId(meter_id or new_id()), SourceId(source_id), number)
    meter = replace(start, source_id=SourceId(source_id), account=number, **fields)
    if meter.multiplier <= 0:
        message = _("倍率 {value} 不对。").format(value=meter.multiplier)
        raise InputError("meter.multiplier", message, _("倍率应大于 0，没有互感器填 1。"))
    if meter.charge is not None and meter.charge < 0:
        message = _("充注量 {value} kg 不对。").format(value=meter.charge)
        raise InputError("meter.charge", message, _("请填铭牌上的充注量，不小于 0。"))
    meter = replace(meter, name=meter.name.strip())
    altered = job.work.meters.put(meter, job.change)
    return meter, frozenset({ChangeKind.SOURCE}) if altered else NOTHING


def remove_meter(ws: Workspace, meter_id: str) -> Change:
    """Take an account or machine off its source.

    Raises:
        RuleError: bills name it.
    """
    with ws.job(_("删除户号")) as job:
        found = job.work.meters.get(MeterId(meter_id))
        if found is None:
            return NOTHING
        source = _source(job.work, found.source_id)
        if any(record.meter_id == found.id for record in job.work.activities.all_of_venue(source.venue_id)):
            raise RuleError(
                "meter.in_use", _("户号 {account} 已有票据，不能删除。").format(account=found.account), _("可以改号，或先删除这些票据。")
            )
        job.work.meters.remove(found.id, job.change)
    return frozenset({ChangeKind.SOURCE})


def is_machine_row(kind: SourceType) -> bool:
    """Whether the meters of such a row are machines with a charge of refrigerant or agent."""
    return kind.method in MACHINE_METHODS


def machine_classes(catalogue: Catalogue) -> tuple[EmissionFactor, ...]:
    """The kinds of machines that leak rates are published for."""
    return tuple(factor for factor in catalogue.factors.values() if factor.id.startswith(_LEAK_RATES))


_LEAK_RATES = "leak_"
