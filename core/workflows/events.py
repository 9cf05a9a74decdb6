"""Events held or joined by a venue: the form 附表1 asks for, and the items their footprint is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from core.catalogue_loader.events import load_event_presets
from core.domain.dossier import Dossier, DossierId, DossierKind, MethodChoice
from core.domain.event import EventForm, EventItem, EventItemId, EventPreset, EventStage
from core.domain.finding import Severity
from core.domain.organization import VenueId
from core.domain.period import ReportingPeriod
from core.errors import InputError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import boundary, dossiers, filing, organizing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.compiling import findings_of, inventory_of, snapshot
from core.workflows.dossiers import require_open
from core.workflows.event_desk import view_of
from core.workflows.event_facts import STAGES, blank_form, form_in
from core.workflows.event_files import read_event
from core.workflows.event_items import draft_of, item_of, unknown_item
from core.workflows.netting import require_years_open, taken_out
from core.workflows.submission_views import EventCard, EventView, ItemDraft
from core.workflows.wording import localized, required_text
from core.workflows.workspace import Job, Workspace, new_id

__all__ = ["draft_of"]


def presets(ws: Workspace) -> tuple[EventPreset, ...]:
    """Kinds of events with the items they usually have.

    Raises:
        FileError: the table that ships with the program is damaged.
    """
    return load_event_presets(ws.catalogue.source_types)


def preset(ws: Workspace, code: str) -> EventPreset:
    """A preset by its code.

    Raises:
        InputError: there is none; the sentence lists those that exist.
    """
    known = presets(ws)
    for one in known:
        if one.code == code:
            return one
    names = "、".join(f"{one.code}（{one.zh}）" for one in known)
    raise InputError("event.preset", _("没有活动类型「{code}」。").format(code=code), _("可用的：{names}。").format(names=names))


def draft_form(ws: Workspace, venue_id: str, start: date, end: date, preset_code: str = "") -> EventForm:
    """What a new event starts with: organizer, place and region of the venue, the type of the preset; not kept yet."""
    place = organizing.venue(ws, venue_id)
    form = blank_form("", place, organizing.organization_of(ws, place), "", start, end)
    return replace(form, kind=preset(ws, preset_code).zh) if preset_code else form


def new_event(ws: Workspace, venue_id: str, form: EventForm, preset_code: str = "") -> Dossier:
    """Make the dossier of an event with its form and the items of a preset, which have no quantities yet.

    Raises:
        InputError: the name is missing, the event ends before it begins, or its region is not known.
    """
    place = organizing.venue(ws, venue_id)
    with ws.job(_("建立活动档案"), undoable=False) as job:
        return new_event_in(ws, job, place.id, form, preset(ws, preset_code) if preset_code else None)


def load_event(ws: Workspace, venue_id: str, path: Path, evidence_folder: Path | None = None) -> Dossier:
    """Make an event from a file: its form and its items with their evidence; the shape stands in `event_files`.

    Raises:
        FileError: the file or one it names cannot be read, or a value is not what it should be.
        InputError: as `new_event` and `save_item`.
    """
    place = organizing.venue(ws, venue_id)
    start = blank_form("", place, organizing.organization_of(ws, place), "", ws.today(), ws.today())
    read = read_event(ws, path, evidence_folder, start)
    named = {source.name: str(source.id) for source in boundary.sources(ws, place.id)}
    with ws.job(_("导入活动「{name}」").format(name=read.form.name), undoable=False) as job:
        for reference in read.files:
            job.work.evidence.put(reference)
        made = new_event_in(ws, job, venue_id, read.form)
        for position, draft in enumerate(read.items):
            job.work.event_items.put(item_of(ws, job.work, made, _at_home(draft, made, named), position), job.change)
    return made


def _at_home(draft: ItemDraft, made: Dossier, named: Mapping[str, str]) -> ItemDraft:
    """A draft of a file in its dossier, with the id of the source that it names."""
    return replace(draft, dossier_id=made.id, netted_from=named.get(draft.netted_from, draft.netted_from))


def new_event_in(ws: Workspace, job: Job, venue_id: str, form: EventForm, proposed: EventPreset | None = None) -> Dossier:
    """The same inside a running job, for a venue that is there."""
    checked = _checked(ws, form)
    period = ReportingPeriod.of_days(checked.start, checked.end)
    made = Dossier(DossierId(new_id()), DossierKind.EVENT, VenueId(venue_id), checked.name, period, MethodChoice())
    job.work.dossiers.put(made, job.change)
    job.work.events.put(replace(checked, dossier_id=made.id), job.change)
    for position, item in enumerate(proposed.items if proposed else ()):
        draft = ItemDraft(made.id, item.stage, item.type_code, localized(item.zh, item.en), basis=localized(item.basis_zh, item.basis_en))
        job.work.event_items.put(item_of(ws, job.work, made, draft, position), job.change)
    return made


def _checked(ws: Workspace, form: EventForm) -> EventForm:
    """A form that may be kept: gaps are findings, contradictions in what it is are refused."""
    if form.end < form.start:
        raise InputError("event.dates", _("活动结束日早于开始日。"), _("请核对活动时间。"))
    for region in filter(None, (form.region, form.bureau)):
        if region not in ws.catalogue.regions:
            raise InputError(
                "event.region",
                _("区划代码「{region}」不在四川省 21 个市（州）之内。").format(region=region),
                _("请填六位代码，如 510100（成都市）。"),
            )
    for day in filter(None, (form.filed_on, form.copied_on)):
        if day > ws.today():
            message = _("报送日期 {day} 在今天之后。").format(day=day.isoformat())
            raise InputError("event.filed_on", message, _("报送以后再登记；电脑日期不准的，先校准。"))
    for what, number in (
        (_("人数"), form.people),
        (_("场次"), form.sessions),
        (_("面积"), form.area_m2),
        (_("抵消量"), form.offset_tonnes),
    ):
        if number is not None and number < 0:
            raise InputError("event.negative", _("{what}不能是负数。").format(what=what), _("请核对后再填。"))
    stages = tuple(stage for stage in STAGES if stage in form.stages or stage is EventStage.HOLDING)
    return replace(form, name=required_text(form.name, _("活动名称")), stages=stages, products=tuple(dict.fromkeys(form.products)))


@contextmanager
def keeping_years(ws: Workspace, work: UnitOfWork, found: Dossier) -> Iterator[None]:
    """A change of an event that leaves the locked years of its venue as they are."""
    units = ws.catalogue.units
    before = taken_out(work, found.venue_id, found.id, units)
    yield
    require_years_open(work, found.venue_id, before, taken_out(work, found.venue_id, found.id, units))


def event_dossier(ws: Workspace, dossier_id: str) -> Dossier:
    """A dossier that must be an event's.

    Raises:
        InputError: there is none, or it is a venue's operation.
    """
    found = dossiers.dossier(ws, dossier_id)
    if found.kind is not DossierKind.EVENT:
        raise InputError("event.kind", _("「{title}」不是活动档案。").format(title=found.title), _("登记表只用于活动，请先建立活动档案。"))
    return found


def event(ws: Workspace, dossier_id: str) -> EventForm | None:
    """The form of an event; None where none was filled in, or where the dossier is a venue's operation."""
    with ws.store.read() as work:
        return work.events.get(DossierId(dossier_id))


def kept_form(ws: Workspace, dossier_id: str) -> EventForm:
    """The form of an event as it is kept; one that was never filled in starts from its dossier."""
    found = event_dossier(ws, dossier_id)
    place = organizing.venue(ws, found.venue_id)
    organization = organizing.organization_of(ws, place)
    with ws.store.read() as work:
        return form_in(work, found, place, organization)


def save_event(ws: Workspace, form: EventForm) -> Change:
    """Keep the form; name and dates move the dossier's title and period too, and 举办阶段 is always ticked.

    Raises:
        RuleError: the dossier is locked, or what it takes out of a locked year would change.
        InputError: as `new_event`.
    """
    found = event_dossier(ws, form.dossier_id)
    require_open(found)
    checked = _checked(ws, form)
    with ws.job(_("填写活动登记表")) as job, keeping_years(ws, job.work, found):
        altered = job.work.events.put(checked, job.change)
        period = ReportingPeriod.of_days(checked.start, checked.end)
        altered |= job.work.dossiers.put(replace(found, title=checked.name, period=period), job.change)
    return frozenset({ChangeKind.DOSSIER}) if altered else NOTHING


def save_filing(ws: Workspace, form: EventForm) -> Change:
    """Keep with whom the form is filed, and when it was; papers are handed in after the lock, so a locked dossier takes it too.

    Raises:
        InputError: a day lies ahead, or the division is not known.
    """
    kept = kept_form(ws, form.dossier_id)
    filed = _checked(ws, replace(kept, bureau=form.bureau, filed_on=form.filed_on, copied_on=form.copied_on))
    with ws.job(_("登记报送")) as job:
        altered = job.work.events.put(filed, job.change)
    return frozenset({ChangeKind.DOSSIER}) if altered else NOTHING


def attach_plan(ws: Workspace, dossier_id: str, file: Path) -> Change:
    """Enclose the neutrality plan (T18).

    Raises:
        RuleError: the dossier is locked.
        FileError: the file cannot be read.
    """
    form = kept_form(ws, dossier_id)
    require_open(event_dossier(ws, dossier_id))
    reference = ws.store.keep_evidence(file, file.name)
    with ws.job(_("附实施方案 {name}").format(name=file.name)) as job:
        job.work.evidence.put(reference)
        altered = job.work.events.put(replace(form, plan=reference.id), job.change)
    return frozenset({ChangeKind.DOSSIER, ChangeKind.EVIDENCE}) if altered else NOTHING


# ---------------------------------------------------------------- what the page shows


def event_view(ws: Workspace, dossier_id: str) -> EventView:
    """Everything the events page shows of one event.

    Raises:
        InputError: there is no such event.
    """
    event_dossier(ws, dossier_id)
    taken = snapshot(ws, dossier_id)
    computed = inventory_of(taken, compare=False)
    return view_of(ws, taken, computed, findings_of(ws, taken, computed), kept_form(ws, dossier_id))


def event_list(ws: Workspace, venue_id: str = "") -> tuple[EventCard, ...]:
    """The events of a venue, or of the whole ledger, by their first month."""
    found = [one for one in dossiers.all_dossiers(ws) if one.kind is DossierKind.EVENT and venue_id in {"", one.venue_id}]
    return tuple(_card(ws, one) for one in found)


def _card(ws: Workspace, found: Dossier) -> EventCard:
    taken = snapshot(ws, found.id)
    computed = inventory_of(taken, compare=False)
    findings = findings_of(ws, taken, computed)
    blocking = sum(1 for view in findings if view.severity is Severity.BLOCK)
    stage = filing.claim_of(ws, taken, computed, findings).stage
    return EventCard(found, taken.venue, kept_form(ws, found.id), computed.total(), stage, blocking)


# ---------------------------------------------------------------- items


def items(ws: Workspace, dossier_id: str) -> tuple[EventItem, ...]:
    """The items of an event, in order."""
    with ws.store.read() as work:
        return work.event_items.of_dossier(DossierId(dossier_id))


def save_item(ws: Workspace, draft: ItemDraft) -> Change:
    """Add or change an item.

    Raises:
        RuleError: the dossier is locked, or what it takes out of a locked year would change.
        InputError: type, unit, species or factor is not one the catalogue offers, or a quantity cannot be read.
    """
    found = event_dossier(ws, draft.dossier_id)
    require_open(found)
    with ws.job(_("填写条目「{name}」").format(name=draft.name or draft.type_code)) as job, keeping_years(ws, job.work, found):
        known = job.work.event_items.get(EventItemId(draft.item_id)) if draft.item_id else None
        if draft.item_id and known is None:
            raise unknown_item()
        existing = job.work.event_items.of_dossier(found.id)
        position = known.position if known else max((item.position for item in existing), default=-1) + 1
        altered = job.work.event_items.put(item_of(ws, job.work, found, draft, position), job.change)
    return frozenset({ChangeKind.ACTIVITY}) if altered else NOTHING


def _open_item(ws: Workspace, item_id: str) -> EventItem:
    with ws.store.read() as work:
        known = work.event_items.get(EventItemId(item_id))
    if known is None:
        raise unknown_item()
    require_open(event_dossier(ws, known.dossier_id))
    return known


def remove_item(ws: Workspace, item_id: str) -> Change:
    """Take an item away.

    Raises:
        InputError: there is none.
        RuleError: the dossier is locked.
    """
    known = _open_item(ws, item_id)
    found = event_dossier(ws, known.dossier_id)
    with ws.job(_("删除条目「{name}」").format(name=known.name)) as job, keeping_years(ws, job.work, found):
        job.work.event_items.remove(known.id, job.change)
    return frozenset({ChangeKind.ACTIVITY})


def attach_item_evidence(ws: Workspace, item_id: str, file: Path) -> Change:
    """Keep a file once and tie it to an item.

    Raises:
        InputError: there is no such item.
        RuleError: the dossier is locked.
        FileError: the file cannot be read.
    """
    known = _open_item(ws, item_id)
    reference = ws.store.keep_evidence(file, file.name)
    with ws.job(_("附证据 {name}").format(name=file.name)) as job:
        job.work.evidence.put(reference)
        altered = job.work.event_items.put(replace(known, evidence=(*known.evidence, reference.id)), job.change)
    return frozenset({ChangeKind.ACTIVITY, ChangeKind.EVIDENCE}) if altered else NOTHING
