"""The pre-flight list says what a reviewer will say, with the place that mends it; what it calls blocked cannot be sealed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.domain.dossier import Dossier
from core.domain.finding import Severity
from core.domain.measure import MeasureState
from core.domain.offset import ProductType
from core.domain.organization import Venue
from core.domain.submission import DocumentKind, SignerRole
from core.errors import RuleError
from core.workflows import authorizing, compiling, events, filing, identifying, offsetting, organizing, reducing, submitting
from core.workflows.preflight import Preflight, PreflightRow, RowState, preflight
from core.workflows.submission_views import LotDraft
from core.workflows.trying import PASSPHRASE
from core.workflows.workspace import Workspace
from tests.workflows.sealed import Sealed, clock, operation_of
from tests.workflows.test_events import EVENT_FILE, event_file, paper

NATIONAL_WITHOUT_PLAN = EVENT_FILE.replace('plan = "方案.pdf"\n', "")


@pytest.fixture
def event(ws: Workspace, hotel: Venue, tmp_path: Path) -> Dossier:
    return events.load_event(ws, hotel.id, event_file(tmp_path))


def row(found: Preflight, title: str) -> PreflightRow:
    (one,) = (row for row in found.rows() if row.title == title)
    return one


def states(found: Preflight, title: str) -> tuple[RowState, str]:
    one = row(found, title)
    return one.state, one.place.page


def test_the_five_parts_of_a_review_come_in_their_order(ws: Workspace, event: Dossier) -> None:
    found = preflight(ws, event.id)
    assert [group.title for group in found.groups] == ["形式", "数据", "减排", "抵消", "声明"]
    assert all(group.rows for group in found.groups)
    assert found.questions == sum(group.count(RowState.QUESTION) for group in found.groups)
    assert found.blocked == 0


def test_a_sound_sample_leaves_nothing_to_ask(year: Path) -> None:
    with Workspace.open(year / "ledger") as ws:
        found = preflight(ws, operation_of(ws))
    assert [one for one in found.rows() if one.state in {RowState.BLOCKED, RowState.QUESTION}] == []
    assert sum(one.state is RowState.EXPLAINED for one in found.rows()) == 2
    assert row(found, "抵消数量").detail.startswith("需抵消 1565 吨，已注销 ")


def test_people_and_papers_are_asked_for_until_they_are_there(ws: Workspace, event: Dossier, tmp_path: Path) -> None:
    before = preflight(ws, event.id)
    assert states(before, "签字人员") == (RowState.QUESTION, "profile")
    assert states(before, "审核人证书") == (RowState.QUESTION, "submission")
    assert states(before, "营业执照、等级证明") == (RowState.QUESTION, "declaration")
    for name, role in (("甲", "preparer"), ("乙", "approver")):
        organizing.put_person(ws, name, role)
    assert states(preflight(ws, event.id), "签字人员")[0] is RowState.QUESTION, "the responsible one is still missing"
    organizing.put_person(ws, "丙", "responsible")
    filing.attach_document(ws, event.id, DocumentKind.LICENCE, paper(tmp_path, "执照.pdf"))
    after = preflight(ws, event.id)
    assert {row(after, title).state for title in ("签字人员", "营业执照、等级证明", "统一社会信用代码")} == {RowState.PASSED}
    assert row(after, "统一社会信用代码").detail == "91510100MA00000152"


def test_who_signs_without_authority_is_blocked_in_the_form(ws: Workspace, event: Dossier, tmp_path: Path) -> None:
    organizing.put_person(ws, "乙", "approver")
    organizing.put_person(ws, "丙", "responsible", legal_representative=True)
    (asked,) = (one for one in preflight(ws, event.id).groups[0].rows if one.code == "V36")
    assert (asked.title, asked.state, asked.place.field) == ("审核人乙没有授权书", RowState.BLOCKED, "people")
    approver = next(one for one in organizing.people(ws) if one.role == "approver")
    authorizing.attach_authorization(ws, approver.id, paper(tmp_path, "授权书.pdf"))
    assert not [one for one in preflight(ws, event.id).rows() if one.code == "V36"]


def test_nothing_is_said_twice(ws: Workspace, event: Dossier, hotel: Venue) -> None:
    organizing.set_organization(ws, hotel.organization_id, "示例酒店有限公司", "91510100MA00000153")
    codes = [one.code for one in preflight(ws, event.id).rows() if one.state is RowState.BLOCKED]
    assert codes == ["R04"]


def test_the_approvers_certificate_is_named(ws: Workspace, event: Dossier, tmp_path: Path, few_rounds: None) -> None:
    draft = identifying.KeyDraft(SignerRole.APPROVER, "李四", "示例酒店有限公司", "91510100MA00000152", "510100")
    identifying.make_key(tmp_path / "a.p12", draft, PASSPHRASE, clock())
    identifying.register_signer(ws, tmp_path / "a.crt")
    found = row(preflight(ws, event.id), "审核人证书")
    assert (found.state, found.detail) == (RowState.PASSED, "审核人证书：李四")


def test_what_is_blocked_cannot_be_sealed(sealed: Sealed, tmp_path: Path) -> None:
    with sealed.open() as ws:
        venue = organizing.venue_list(ws)[0].venue
        event = events.load_event(ws, venue.id, event_file(tmp_path, NATIONAL_WITHOUT_PLAN.replace("示例年会", "第二届")))
        found = preflight(ws, event.id)
        blocking = [view for view in compiling.findings(ws, event.id) if view.severity is Severity.BLOCK]
        with pytest.raises(RuleError) as refused:
            submitting.seal(ws, event.id, submitting.SealOrder(sealed.desk.preparer, PASSPHRASE, tmp_path / "out"))
    assert states(found, "实施方案") == (RowState.BLOCKED, "events")
    assert row(found, "实施方案").place.field == "plan"
    assert found.blocked == len(blocking), "E09 and the line of the plan say the same, and it is said once"
    assert refused.value.code == "seal.blocked"


def test_a_year_without_data_is_blocked_row_by_row(ws: Workspace, dossier: Dossier) -> None:
    found = preflight(ws, dossier.id)
    blocked = [one for one in found.rows() if one.state is RowState.BLOCKED]
    assert found.blocked == len(blocked) > 1
    assert all(one.place.page and one.detail for one in blocked)
    assert states(found, "证据覆盖") == (RowState.QUESTION, "activity"), "nothing is supported where nothing is counted"


def test_a_measure_counts_once_it_is_carried_out_with_its_paper(ws: Workspace, hotel: Venue, event: Dossier, tmp_path: Path) -> None:
    reducing.set_measure(ws, hotel.id, "C01")
    reducing.change_state(ws, hotel.id, "C01", MeasureState.DONE)
    assert states(preflight(ws, event.id), "先减排") == (RowState.QUESTION, "measures")
    reducing.attach_evidence(ws, hotel.id, "C01", paper(tmp_path, "验收单.pdf"))
    found = row(preflight(ws, event.id), "先减排")
    assert (found.state, found.detail) == (RowState.PASSED, "1 项已实施，附有证据")


def test_an_offset_is_asked_for_until_it_is_retired_for_this_event(ws: Workspace, event: Dossier, tmp_path: Path) -> None:
    lot, _change = offsetting.add_lot(ws, LotDraft(ProductType.CCER, "登记机构", "林业碳汇", 5, "SL-1", "SL-5"))
    other, _change = offsetting.add_lot(ws, LotDraft(ProductType.CCER, "登记机构", "别的", 5, "SL-6", "SL-10"))
    offsetting.allocate(ws, event.id, lot.id, 1)
    found = preflight(ws, event.id)
    assert row(found, "抵消数量").detail == "需抵消 1 吨，已注销 0 吨"
    pending = row(found, "「林业碳汇」不能计入抵消")
    assert (pending.code, pending.state, pending.place.subject) == ("V34", RowState.BLOCKED, lot.id)
    assert pending.detail == "购买不等于注销，注销后才能计入"
    offsetting.retire_lot(ws, lot.id, date(2026, 1, 10), "ZX-1", "示例酒店有限公司", [paper(tmp_path, "凭证.pdf")])
    offsetting.allocate(ws, event.id, other.id, 1)
    found = preflight(ws, event.id)
    assert states(found, "抵消数量") == (RowState.PASSED, "offsets")
    (left,) = (one for one in found.rows() if one.code == "V34")
    assert left.place.subject == other.id, "only those that are used here and do not count"


def test_what_may_be_said_is_a_note_and_asks_nothing(ws: Workspace, event: Dossier) -> None:
    found = preflight(ws, event.id)
    notes = [one for one in found.rows() if one.state is RowState.NOTE]
    claim = filing.claim(ws, event.id)
    assert [one.code for one in notes] == ["R24", "R25", "R03", "R03"]
    assert [one.detail for one in notes[:2]] == [claim.wording, claim.boundary]


def test_evidence_for_less_than_most_of_the_emissions_is_asked_about(ws: Workspace, hotel: Venue, tmp_path: Path) -> None:
    text = EVENT_FILE.replace('evidence = ["电表.pdf"]', "")
    event = events.load_event(ws, hotel.id, event_file(tmp_path, text))
    found = row(preflight(ws, event.id), "证据覆盖")
    assert found.state is RowState.QUESTION
    assert found.detail.startswith("排放量的 22.6% ")


def test_the_list_follows_the_day(sealed: Sealed) -> None:
    """A retirement after the deadline does not count, whatever day it was entered on."""
    with Workspace.open(sealed.ledger, clock=lambda: datetime(2027, 6, 1, tzinfo=UTC)) as ws:
        lot, _change = offsetting.add_lot(ws, LotDraft(ProductType.CCER, "登记机构", "林业碳汇", 5, "SL-1", "SL-5"))
        offsetting.retire_lot(ws, lot.id, date(2027, 5, 1), "ZX-1", "示例酒店有限公司", [paper(sealed.folder, "凭证.pdf")])
        filing.reopen(ws, sealed.event, "补抵消")
        offsetting.allocate(ws, sealed.event, lot.id, 1)
        found = preflight(ws, sealed.event)
    assert states(found, "抵消数量")[0] is RowState.QUESTION
    late = row(found, "「林业碳汇」不能计入抵消")
    assert (late.code, late.state, late.detail) == ("V34", RowState.BLOCKED, "注销晚于期限 2026-12-20")
