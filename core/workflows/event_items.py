"""Items of an event: from what is typed to what is kept."""

from __future__ import annotations

from collections.abc import Iterable

from core.accounting.netting import may_net
from core.domain.activity import EvidenceId
from core.domain.dossier import Dossier
from core.domain.emission import EmissionSource, SourceId
from core.domain.event import EventItem, EventItemId
from core.domain.quantity import Quantity, read_quantity, to_row_unit
from core.errors import InputError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows.boundary import SourceDraft, new_source
from core.workflows.submission_views import ItemDraft
from core.workflows.workspace import Workspace, new_id


def item_of(ws: Workspace, work: UnitOfWork, found: Dossier, draft: ItemDraft, position: int) -> EventItem:
    """The item that a draft describes, checked and not yet kept.

    Raises:
        InputError: type, unit, species, factor or file is not known, or a quantity cannot be read.
    """
    texts = SourceDraft(draft.type_code, draft.name, draft.unit, draft.species, draft.factor_id)
    source = new_source(ws, found.venue_id, texts, position)
    _check_files(work, draft.evidence)
    netted = _holder(work, found, source, draft.netted_from)
    estimate, estimate_micro = _read(ws, source.name, source.unit, draft.estimate)
    actual, actual_micro = _read(ws, source.name, source.unit, draft.actual)
    return EventItem(
        id=EventItemId(draft.item_id or new_id()),
        dossier_id=found.id,
        stage=draft.stage,
        name=source.name,
        type_code=source.type_code,
        unit=source.unit,
        species=source.species,
        factor_id=source.factor_id,
        estimate=estimate,
        estimate_micro=estimate_micro,
        actual=actual,
        actual_micro=actual_micro,
        basis=" ".join(draft.basis.split()),
        position=position,
        evidence=tuple(EvidenceId(one) for one in draft.evidence),
        supplier=" ".join(draft.supplier.split()),
        netted_from=netted,
    )


def draft_of(item: EventItem) -> ItemDraft:
    """An item as it would be typed, to change one thing of it."""
    return ItemDraft(
        dossier_id=item.dossier_id,
        stage=item.stage,
        type_code=item.type_code,
        name=item.name,
        item_id=item.id,
        unit=item.unit,
        species=item.species,
        factor_id=item.factor_id,
        estimate=item.estimate or "",
        actual=item.actual or "",
        basis=item.basis,
        evidence=item.evidence,
        supplier=item.supplier,
        netted_from=item.netted_from or "",
    )


def _holder(work: UnitOfWork, found: Dossier, item: EmissionSource, source_id: str) -> SourceId | None:
    """The venue's source that an item is taken out of."""
    if not source_id:
        return None
    source = work.sources.get(SourceId(source_id))
    if source is None or source.venue_id != found.venue_id or not may_net(item.type_code, item.species, source):
        message = _("「{item}」不能从「{source}」扣除。").format(item=item.name, source=source.name if source else source_id)
        raise InputError("event.netted_from", message, _("只能从本场所同一类、在边界内的排放源扣除。"))
    return source.id


def _check_files(work: UnitOfWork, files: Iterable[str]) -> None:
    for one in files:
        if work.evidence.get(EvidenceId(one)) is None:
            raise InputError("evidence.unknown", _("账本里没有证据「{id}」。").format(id=one), _("请重新附上文件。"))


def _read(ws: Workspace, name: str, unit: str, given: str | Quantity) -> tuple[Quantity | None, int | None]:
    if isinstance(given, str) and not given.strip():
        return None, None
    units = ws.catalogue.units
    try:
        typed = read_quantity(given, unit, units) if isinstance(given, str) else to_row_unit(given, unit, units)
    except InputError as error:
        raise InputError(error.code, _("{row}：{message}").format(row=name, message=error.message), error.hint) from error
    if typed.micro < 0:
        raise InputError("quantity.negative", _("{row}：不能填负数。").format(row=name), _("请核对后再填。"))
    return typed.original, typed.micro


def unknown_item() -> InputError:
    """The answer to an item that is no longer there."""
    return InputError("event.item", _("没有这个条目。"), _("它可能已被撤销或删除，请刷新页面。"))
