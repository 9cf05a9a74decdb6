"""Taking in what a workbook says about people, the venue and its emission sources."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

from core.documents.workbook import PERIOD_STYLES, ROLE_NAMES, YES, SheetRow
from core.documents.workbook_venue import VENUE_FIELDS, profile_text, venue_values
from core.domain.activity import EvidenceId, EvidenceRef
from core.domain.emission import EmissionSource
from core.domain.organization import Person, ProfileValue, read_credit_code
from core.errors import InputError
from core.i18n import _
from core.workflows import boundary, organizing
from core.workflows.importing_desk import Desk, RefusedItem, Taken, text_of
from core.workflows.importing_venue import region_code, type_code


class SetupTaker:
    """Takes the sheets 人员, 场所 and 排放源."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def people(self) -> None:
        """Take the sheet 人员."""
        for row in self._desk.contents.of("people"):
            self._desk.take(row, self._person)

    def sources(self) -> None:
        """Take the sheet 排放源; new sources are added, known ones changed."""
        for row in self._desk.contents.of("sources"):
            self._desk.take(row, self._source)
        self._desk.refresh()

    def _person(self, row: SheetRow) -> Taken:
        name, role = text_of(row, "name"), text_of(row, "role")
        code = ROLE_NAMES.get(role, role)
        existing = next((p for p in self._desk.work.people.all() if p.name == name and p.role == code), None)
        fields: organizing.PersonFields = {"department": text_of(row, "department"), "phone": text_of(row, "phone")}
        if text_of(row, "legal_representative") == YES:
            fields["legal_representative"] = True
        attached = self._authorization(text_of(row, "authorization"), existing)
        if attached:
            fields["authorization"] = attached
        change = organizing.put_person_in(self._desk.job, name, code, person_id=existing.id if existing else "", **fields)
        return bool(change), existing is not None

    def _authorization(self, name: str, existing: Person | None) -> str:
        """The id of the 授权书 that a row names; empty where it names none, or one that is not there, which is noted."""
        found = self._desk.files.get(name)
        if isinstance(found, EvidenceRef):
            self._desk.work.evidence.put(found)
            return str(found.id)
        kept = self._desk.work.evidence.get(EvidenceId(existing.authorization)) if existing and existing.authorization else None
        if found and (kept is None or kept.original_name != name) and found not in self._desk.tally.notes:
            self._desk.tally.notes.append(found)
        return ""

    def venue(self) -> None:
        """Take the sheet 场所, field by field."""
        kind = self._desk.ws.catalogue.venue_types[self._desk.venue.type_code]
        fields, unknown = venue_values(self._desk.contents, kind.profile)
        for row in unknown:
            self._desk.refuse("venue", row.row, "", (text_of(row, "field"), _("场所档案没有这一项，请用模板里的字段名。")))
        for code, row in fields.items():
            if row.values.get("value") in {None, ""} and not self._desk.unreadable("venue", row.row):
                continue
            self._desk.take(row, partial(self._field, code))

    def _field(self, code: str, row: SheetRow) -> Taken:
        text = str(row.values.get("value") or "").strip()
        if code in VENUE_FIELDS:
            return self._identity(code, text)
        kind = self._desk.ws.catalogue.venue_types[self._desk.venue.type_code]
        spec = next(f for f in kind.profile if f.code == code)
        value = organizing.checked_profile(kind, code, profile_text(spec, row.values.get("value")))
        before = self._desk.venue.current_profile().get(code)
        if before == value:
            return False, True
        kept = tuple(v for v in self._desk.venue.profile if not (v.field == code and v.valid_from is None))
        self._desk.venue = replace(self._desk.venue, profile=(*kept, ProfileValue(code, value)))
        return self._desk.work.venues.put(self._desk.venue, self._desk.job.change), before is not None

    def _identity(self, code: str, text: str) -> Taken:
        """Organization, credit code, type, name, region, year."""
        if code == "year":
            return False, True
        if code == "type":
            if type_code(text) != self._desk.venue.type_code:
                raise RefusedItem("value", text, _("账本里这个场所是另一种类型，类型不能改。"))
            return False, True
        if code in {"organization", "credit_code"}:
            organization = self._desk.work.organizations.get(self._desk.venue.organization_id)
            if organization is None:
                raise InputError("organization.unknown", _("账本里没有这个单位。"))
            changed = (
                replace(organization, name=text)
                if code == "organization"
                else replace(organization, credit_code=read_credit_code(text).text)
            )
            return self._desk.work.organizations.put(changed, self._desk.job.change), True
        value = region_code(text) if code == "region" else text
        if code == "region" and value not in self._desk.ws.catalogue.regions:
            raise RefusedItem("value", text, _("不在四川省 21 个市（州）之内，请填名称或六位代码。"))
        self._desk.venue = replace(self._desk.venue, region=value) if code == "region" else replace(self._desk.venue, name=value)
        return self._desk.work.venues.put(self._desk.venue, self._desk.job.change), True

    def _source(self, row: SheetRow) -> Taken:
        name = text_of(row, "name")
        kind = self._source_type(text_of(row, "type"))
        existing = next((s for s in self._desk.work.sources.of_venue(self._desk.venue.id) if s.name == name), None)
        unit = self._unit_code(text_of(row, "unit"), kind)
        wanted: boundary.SourceFields = {
            "species": text_of(row, "species"),
            "factor_id": text_of(row, "factor"),
            "excluded_reason": text_of(row, "excluded_reason"),
        }
        tonnes = self._left_out(row, wanted["excluded_reason"])
        if tonnes is not None:
            wanted["excluded_tonnes"] = tonnes
        altered = False
        if existing is None:
            source, _change = boundary.add_source_in(
                self._desk.ws,
                self._desk.job,
                self._desk.venue.id,
                kind,
                name,
                unit=unit,
                species=wanted["species"],
                factor=wanted["factor_id"],
            )
            altered = True
            if wanted["excluded_reason"]:
                reason: boundary.SourceFields = {"excluded_reason": wanted["excluded_reason"], "excluded_tonnes": tonnes}
                boundary.change_source_in(self._desk.ws, self._desk.job, source.id, **reason)
        else:
            source = existing
            if source.type_code != kind:
                raise RefusedItem("type", text_of(row, "type"), _("账本里「{name}」是另一种排放源，请改用别的名称。").format(name=name))
            if unit:
                wanted["unit"] = unit
            altered = bool(boundary.change_source_in(self._desk.ws, self._desk.job, source.id, **wanted))
        meter_altered, meter_existed = self._source_meter(source, row)
        return altered or meter_altered, existing is not None and (meter_existed or not text_of(row, "account"))

    def _left_out(self, row: SheetRow, reason: str) -> Decimal | None:
        """How large an excluded source is; an empty cell leaves what was typed in the window."""
        tonnes = self._desk.number(row, "excluded_tonnes") if reason else None
        if tonnes is not None and tonnes < 0:
            raise RefusedItem("excluded_tonnes", text_of(row, "excluded_tonnes"), _("请填不小于 0 的吨数，没有估计的留空。"))
        return tonnes

    def _source_meter(self, source: EmissionSource, row: SheetRow) -> Taken:
        account = text_of(row, "account")
        if not account:
            return False, True
        style = text_of(row, "period_style")
        if style and style not in PERIOD_STYLES:
            raise RefusedItem("period_style", style, _("请填「含末日」或「末日为下期首日」。"))
        existing = next((m for m in self._desk.work.meters.of_source(source.id) if m.account == account), None)
        multiplier = self._desk.number(row, "multiplier") or (existing.multiplier if existing else Decimal(1))
        _meter, change = boundary.put_meter_in(
            self._desk.job,
            source.id,
            account,
            name=existing.name if existing else "",
            multiplier=multiplier,
            end_included=PERIOD_STYLES.get(style, existing.end_included if existing else True),
            meter_id=existing.id if existing else "",
        )
        return bool(change), existing is not None

    def _source_type(self, text: str) -> str:
        for kind in self._desk.ws.catalogue.source_types.values():
            if text in {kind.code, kind.zh, kind.en}:
                return kind.code
        raise RefusedItem("type", text, _("没有这种排放源，请从下拉列表里选。"))

    def _unit_code(self, text: str, kind: str) -> str:
        if not text:
            return ""
        allowed = self._desk.ws.catalogue.source_types[kind]
        for code in (allowed.unit, *allowed.units):
            if text in {code, self._desk.ws.catalogue.units[code].label}:
                return code
        found = self._desk.ws.catalogue.units.find(text)
        if found is None or found.code not in {allowed.unit, *allowed.units}:
            raise RefusedItem("unit", text, _("这一行不能用这个单位，请从下拉列表里选。"))
        return found.code
