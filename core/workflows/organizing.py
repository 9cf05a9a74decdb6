"""Organizations, venues and people: setting up the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypedDict, Unpack

from core.accounting.reconciliation import BOUNDARY_FIELD
from core.domain.catalogue import ProfileField, VenueType
from core.domain.dossier import Dossier, DossierId, DossierKind, DossierStatus, MethodChoice
from core.domain.organization import (
    ROLES,
    Organization,
    OrganizationId,
    Person,
    PersonId,
    ProfileValue,
    Venue,
    VenueId,
    read_credit_code,
)
from core.domain.period import ReportingPeriod
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows.boundary import SourceDraft, new_source
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.wording import localized, required_text
from core.workflows.workspace import Job, Workspace, new_id


@dataclass(frozen=True, slots=True)
class VenueDraft:
    """What is asked when a venue is made.

    Attributes:
        sources: (source type, name, species, reason) in the order of the grid; a reason means unticked and goes into the
            boundary statement. None takes what the venue type proposes.
    """

    organization: str
    credit_code: str
    type_code: str
    name: str
    region: str
    year: int
    profile: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[tuple[str, str, str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class VenueCard:
    """One row of the list of venues."""

    venue: Venue
    organization: Organization
    type_name: str
    region_name: str
    years: tuple[int, ...]


def venue_type(ws: Workspace, code: str) -> VenueType:
    """A venue type by its code.

    Raises:
        InputError: there is no such type; the sentence lists those that exist.
    """
    found = ws.catalogue.venue_types.get(code)
    if found is None:
        known = "、".join(f"{kind.code}（{kind.zh}）" for kind in ws.catalogue.venue_types.values())
        raise InputError("venue.type", _("没有场所类型「{code}」。").format(code=code), _("可用的类型：{known}。").format(known=known))
    return found


def venue_list(ws: Workspace) -> tuple[VenueCard, ...]:
    """All venues with their organizations and the years they have."""
    with ws.store.read() as work:
        organizations = {organization.id: organization for organization in work.organizations.all()}
        dossiers = work.dossiers.all()
        venues = work.venues.all()
    cards = []
    for venue in venues:
        years = sorted({d.period.start.year for d in dossiers if d.venue_id == venue.id and d.kind is DossierKind.OPERATION})
        kind = ws.catalogue.venue_types[venue.type_code]
        region = ws.catalogue.regions.get(venue.region)
        cards.append(
            VenueCard(
                venue,
                organizations[venue.organization_id],
                localized(kind.zh, kind.en),
                region.name if region else venue.region,
                tuple(years),
            )
        )
    return tuple(cards)


def create_venue(ws: Workspace, draft: VenueDraft, *, sample: bool = False) -> tuple[Venue, Change]:
    """Make a venue with its proposed sources and the dossier of the year; the organization is made or reused.

    Raises:
        InputError: name, credit code, type, region or a profile field is not right; the sentence names the field.
    """
    kind = venue_type(ws, draft.type_code)
    name = required_text(draft.name, _("场所名称"))
    organization_name = required_text(draft.organization, _("单位名称"))
    code = read_credit_code(draft.credit_code)
    if not code.check_digit_good:
        raise InputError(
            "credit_code.check_digit",
            _("信用代码「{code}」的第 18 位校验码不对。").format(code=code.text),
            _("请对照营业执照重新输入，常见的错是相邻两位写反。"),
        )
    _check_region(ws, draft.region)
    profile = tuple(ProfileValue(key, checked_profile(kind, key, value), None) for key, value in draft.profile.items() if value.strip())
    venue = Venue(VenueId(new_id()), OrganizationId(""), kind.code, name, draft.region, profile, sample)
    with ws.job(_("建立「{name}」").format(name=name), undoable=False) as job:
        organization = _organization(job, organization_name, code.text)
        venue = replace(venue, organization_id=organization.id)
        job.work.venues.put(venue, job.change)
        chosen = draft.sources if draft.sources is not None else proposed_sources(kind)
        for position, (type_code, source_name, species, reason) in enumerate(chosen):
            job.work.sources.put(
                new_source(ws, venue.id, SourceDraft(type_code, source_name, "", species, "", reason), position), job.change
            )
        job.work.dossiers.put(new_operation(venue, draft.year), job.change)
    return venue, frozenset({ChangeKind.ORGANIZATION, ChangeKind.SOURCE, ChangeKind.DOSSIER})


def proposed_sources(kind: VenueType) -> tuple[tuple[str, str, str, str], ...]:
    """What the venue type proposes: the ticked sources, as `VenueDraft.sources` wants them."""
    return tuple((s.type_code, localized(s.name_zh, s.name_en), s.species, "") for s in kind.sources if s.ticked)


def _organization(job: Job, name: str, code: str) -> Organization:
    for organization in job.work.organizations.all():
        if organization.credit_code == code:
            return organization
    organization = Organization(OrganizationId(new_id()), name, code)
    job.work.organizations.put(organization, job.change)
    return organization


def new_operation(venue: Venue, year: int) -> Dossier:
    """An open operation dossier of a calendar year, not yet kept."""
    title = _("{name} {year} 年运营碳中和档案").format(name=venue.name, year=year)
    return Dossier(DossierId(new_id()), DossierKind.OPERATION, venue.id, title, ReportingPeriod.of_year(year), MethodChoice())


def _check_region(ws: Workspace, region: str) -> None:
    if region not in ws.catalogue.regions:
        raise InputError(
            "venue.region",
            _("区划代码「{region}」不在四川省 21 个市（州）之内。").format(region=region),
            _("请填六位代码，如 510100（成都市）。"),
        )


def checked_profile(kind: VenueType, key: str, text: str) -> str:
    """A profile value in its stored form.

    Raises:
        InputError: unknown field, or a text that does not fit its kind.
    """
    found: ProfileField | None = next((f for f in kind.profile if f.code == key), None)
    if found is None:
        raise InputError("profile.field", _("场所档案没有「{key}」这一项。").format(key=key), _("请核对字段名称。"))
    value = text.strip()
    label = localized(found.zh, found.en)
    if not value:
        return ""
    if found.kind in {"number", "integer"}:
        return _profile_number(label, value, whole=found.kind == "integer")
    if found.kind == "choice":
        for code, zh, en in found.choices:
            if value in {code, zh, en}:
                return code
        raise InputError(
            "profile.choice",
            _("{label}没有「{value}」这一项。").format(label=label, value=value),
            _("可选：{choices}。").format(choices="、".join(zh for _code, zh, _en in found.choices)),
        )
    if found.kind == "date":
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise InputError(
                "profile.date", _("{label}「{value}」不是日期。").format(label=label, value=value), _("请写成 2025-03-05 这样。")
            ) from error
    return value


def _profile_number(label: str, value: str, *, whole: bool) -> str:
    try:
        number = Decimal(value.replace(",", "").replace("，", ""))
    except InvalidOperation as error:
        raise InputError("profile.number", _("{label}「{value}」不是数字。").format(label=label, value=value), _("请只填数字。")) from error
    if number < 0 or (whole and number != number.to_integral_value()):
        raise InputError(
            "profile.number", _("{label}「{value}」不合适。").format(label=label, value=value), _("请填不小于 0 的数；台数、间数填整数。")
        )
    return format(number.normalize(), "f") if number else "0"


def venue(ws: Workspace, venue_id: str) -> Venue:
    """A venue by id.

    Raises:
        InputError: there is none.
    """
    with ws.store.read() as work:
        found = work.venues.get(VenueId(venue_id))
    if found is None:
        raise InputError("venue.unknown", _("账本里没有场所「{id}」。").format(id=venue_id), _("用 venue list 查看场所编号。"))
    return found


def organization_of(ws: Workspace, place: Venue) -> Organization:
    """The organization a venue belongs to."""
    with ws.store.read() as work:
        found = work.organizations.get(place.organization_id)
    if found is None:
        raise InputError("organization.unknown", _("账本里没有这个单位。"), _("请检查账本是否完整。"))
    return found


def set_organization(ws: Workspace, organization_id: str, name: str, credit_code: str) -> Change:
    """Change the organization's name or credit code; a wrong check digit is a finding, not a refusal (V01)."""
    organization = Organization(OrganizationId(organization_id), required_text(name, _("单位名称")), read_credit_code(credit_code).text)
    with ws.job(_("修改单位信息")) as job:
        changed = job.work.organizations.put(organization, job.change)
    return frozenset({ChangeKind.ORGANIZATION}) if changed else NOTHING


def set_profile(ws: Workspace, venue_id: str, key: str, text: str, valid_from: date | None = None, *, reason: str = "") -> Change:
    """Set one profile field; with a day, the older value stays valid before it, and an empty text takes the value of that day away.

    Raises:
        InputError: no such field, or a text that does not fit its kind.
        RuleError: the boundary is changed although figures rest on it, and no reason is given.
    """
    place = venue(ws, venue_id)
    kind = venue_type(ws, place.type_code)
    value = ProfileValue(key, checked_profile(kind, key, text), valid_from)
    label = next((localized(f.zh, f.en) for f in kind.profile if f.code == key), key)
    kept = tuple(v for v in place.profile if not (v.field == key and v.valid_from == valid_from))
    profile = (*kept, value) if value.value else kept
    change = _("修改{label}").format(label=label)
    if key == BOUNDARY_FIELD:
        change = _changed_boundary(ws, place, value.value, " ".join(reason.split())) or change
    return _put_venue(ws, replace(place, profile=profile), change)


def _changed_boundary(ws: Workspace, place: Venue, value: str, reason: str) -> str:
    """What a change of the boundary is called with its reason; empty where nothing rests on it yet (domain.md §4.5)."""
    before = place.current_profile().get(BOUNDARY_FIELD, "")
    if not before or before == value:
        return ""
    with ws.store.read() as work:
        locked = any(dossier.status is DossierStatus.LOCKED for dossier in work.dossiers.of_venue(place.id))
        resting = locked or bool(work.activities.all_of_venue(place.id))
    if not resting:
        return ""
    if not reason:
        raise RuleError(
            "profile.boundary_fixed",
            _("核算边界已经用于填报，不能随意改动。") if not locked else _("已有锁定的档案用着这个核算边界。"),
            _("确要改动的，请写明原因；已锁定的档案保持原样，基准年要重新计算。"),
        )
    return _("修改核算边界：{reason}").format(reason=reason)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value of a profile field and the day it holds from; None from the beginning."""

    value: str
    valid_from: date | None


def profile_history(place: Venue, key: str) -> tuple[DatedValue, ...]:
    """All values of a field, oldest first."""
    found = sorted((one for one in place.profile if one.field == key), key=lambda one: one.valid_from or date.min)
    return tuple(DatedValue(one.value, one.valid_from) for one in found)


def rename_venue(ws: Workspace, venue_id: str, name: str) -> Change:
    """Change a venue's name."""
    return _put_venue(ws, replace(venue(ws, venue_id), name=required_text(name, _("场所名称"))), _("修改场所名称"))


def move_venue(ws: Workspace, venue_id: str, region: str) -> Change:
    """Change the division a venue stands in; the grid factor follows it."""
    _check_region(ws, region)
    return _put_venue(ws, replace(venue(ws, venue_id), region=region), _("修改所在地区"))


def _put_venue(ws: Workspace, changed: Venue, label: str) -> Change:
    with ws.job(label) as job:
        altered = job.work.venues.put(changed, job.change)
    return frozenset({ChangeKind.ORGANIZATION}) if altered else NOTHING


def people(ws: Workspace) -> tuple[Person, ...]:
    """填报人, 审核人, 负责人."""
    with ws.store.read() as work:
        return work.people.all()


class PersonFields(TypedDict, total=False):
    """What is known of a person besides name and role; what is not named keeps its value.

    `authorization` is the id of the attached 授权书, empty for none.
    """

    department: str
    phone: str
    legal_representative: bool
    authorization: str


def put_person(ws: Workspace, name: str, role: str, *, person_id: str = "", **fields: Unpack[PersonFields]) -> Change:
    """Add a person, or change one.

    Raises:
        InputError: no name, no such role, or nobody with this id.
    """
    with ws.job(_("登记人员")) as job:
        return put_person_in(job, name, role, person_id=person_id, **fields)


def put_person_in(job: Job, name: str, role: str, *, person_id: str = "", **fields: Unpack[PersonFields]) -> Change:
    """The same inside a running job."""
    if role not in ROLES:
        raise InputError("person.role", _("没有角色「{role}」。").format(role=role), _("角色是填报人、审核人或负责人。"))
    known = person_in(job, person_id) if person_id else Person(PersonId(new_id()), "", role)
    person = replace(known, **fields, name=required_text(name, _("姓名")), role=role)
    person = replace(person, department=person.department.strip(), phone=person.phone.strip())
    return frozenset({ChangeKind.PERSON}) if job.work.people.put(person, job.change) else NOTHING


def person_in(job: Job, person_id: str) -> Person:
    """Somebody on the list, inside a running job.

    Raises:
        InputError: there is nobody with this id.
    """
    found = job.work.people.get(PersonId(person_id))
    if found is None:
        raise InputError("person.unknown", _("人员里没有编号「{id}」。").format(id=person_id), _("用 person list 查看编号。"))
    return found


def remove_person(ws: Workspace, person_id: str) -> Change:
    """Take a person off the list.

    Raises:
        InputError: there is nobody with this id.
    """
    with ws.job(_("删除人员")) as job:
        job.work.people.remove(person_in(job, person_id).id, job.change)
    return frozenset({ChangeKind.PERSON})
