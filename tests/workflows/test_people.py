"""People: their fields, their authority to sign, and what a workbook says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.organization import Person, Venue
from core.errors import FileError, InputError
from core.workflows import authorizing, importing, organizing, recording
from core.workflows.change import NOTHING, ChangeKind
from core.workflows.workspace import Workspace
from tests.workflows.test_events import paper
from tests.workflows.test_importing import book as workbook


def only(ws: Workspace) -> Person:
    (found,) = organizing.people(ws)
    return found


def test_what_is_not_named_keeps_its_value(ws: Workspace) -> None:
    organizing.put_person(ws, " 林 示例 ", "approver", department=" 财务部 ", phone="028-1", legal_representative=True)
    known = only(ws)
    assert (known.name, known.department, known.legal_representative) == ("林 示例", "财务部", True)
    assert organizing.put_person(ws, known.name, "responsible", person_id=known.id) == {ChangeKind.PERSON}
    assert only(ws) == Person(known.id, "林 示例", "responsible", "财务部", "028-1", legal_representative=True)
    assert organizing.put_person(ws, known.name, "responsible", person_id=known.id) == NOTHING


@pytest.mark.parametrize(("name", "role", "person_id", "code"), [
    ("", "approver", "", "field.required"),
    ("林", "boss", "", "person.role"),
    ("林", "approver", "nobody", "person.unknown"),
])  # fmt: skip
def test_what_cannot_be_kept_is_refused(ws: Workspace, name: str, role: str, person_id: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        organizing.put_person(ws, name, role, person_id=person_id)
    assert refused.value.code == code
    assert organizing.people(ws) == ()


def test_an_authorization_is_attached_shown_taken_off_and_undone(ws: Workspace, tmp_path: Path) -> None:
    organizing.put_person(ws, "林示例", "approver")
    known = only(ws).id
    assert authorizing.attach_authorization(ws, known, paper(tmp_path, "授权书.pdf")) == {ChangeKind.PERSON, ChangeKind.EVIDENCE}
    assert authorizing.attach_authorization(ws, known, paper(tmp_path, "授权书.pdf")) == NOTHING
    (card,) = authorizing.people_cards(ws)
    assert card.authorization is not None
    assert (card.authorization.original_name, card.person.authorization) == ("授权书.pdf", card.authorization.id)
    assert authorizing.detach_authorization(ws, known) == {ChangeKind.PERSON}
    assert authorizing.detach_authorization(ws, known) == NOTHING
    assert authorizing.people_cards(ws)[0].authorization is None
    recording.undo(ws)
    assert authorizing.people_cards(ws)[0].authorization is not None


def test_a_person_comes_with_the_paper_in_one_step(ws: Workspace, tmp_path: Path) -> None:
    authorizing.put_person(ws, "林示例", "approver", paper(tmp_path, "授权书.pdf"), department="财务部")
    assert only(ws).authorization
    assert authorizing.put_person(ws, "林示例", "approver", paper(tmp_path, "授权书.pdf"), person_id=only(ws).id) == NOTHING
    authorizing.put_person(ws, "林示例", "approver", None, person_id=only(ws).id, phone="028-2")
    assert (only(ws).phone, bool(only(ws).authorization)) == ("028-2", True)
    with pytest.raises(FileError):
        authorizing.put_person(ws, "某人", "approver", tmp_path / "没有.pdf")
    assert len(organizing.people(ws)) == 1


def test_people_are_shown_by_role_and_then_by_name(ws: Workspace) -> None:
    for name, role in (("丙", "responsible"), ("乙", "approver"), ("甲", "approver"), ("丁", "preparer")):
        organizing.put_person(ws, name, role)
    cards = authorizing.people_cards(ws)
    assert [card.person.role for card in cards] == ["preparer", "approver", "approver", "responsible"]
    assert {card.person.name for card in cards[1:3]} == {"甲", "乙"}


def test_nobody_who_is_not_there_is_removed(ws: Workspace) -> None:
    for job in (organizing.remove_person, authorizing.detach_authorization):
        with pytest.raises(InputError):
            job(ws, "nobody")
    organizing.put_person(ws, "甲", "preparer")
    organizing.remove_person(ws, only(ws).id)
    assert organizing.people(ws) == ()


def test_a_workbook_names_the_legal_representative_and_the_authorization(ws: Workspace, hotel: Venue, tmp_path: Path) -> None:
    paper(tmp_path, "授权书.pdf")
    rows = (
        {"name": "林示例", "role": "审核人", "authorization": "授权书.pdf"},
        {"name": "周示例", "role": "负责人", "legal_representative": "是"},
    )
    book = workbook(tmp_path / "数据.xlsx", {"people": rows})
    assert importing.import_workbook(ws, book, venue_id=hotel.id, year=2025).refused == ()
    people = {card.person.name: card for card in authorizing.people_cards(ws)}
    paper_of = people["林示例"].authorization
    assert paper_of is not None
    assert paper_of.original_name == "授权书.pdf"
    assert people["周示例"].person.legal_representative
    again = importing.import_workbook(ws, book, venue_id=hotel.id, year=2025)
    assert (again.accepted, again.changed) == (0, 0)


def test_an_older_workbook_takes_nothing_away_and_a_missing_paper_is_noted(ws: Workspace, hotel: Venue, tmp_path: Path) -> None:
    authorizing.put_person(ws, "林示例", "approver", paper(tmp_path / "x", "授权书.pdf"), legal_representative=True)
    book = workbook(tmp_path / "数据.xlsx", {"people": ({"name": "林示例", "role": "审核人"},)})
    importing.import_workbook(ws, book, venue_id=hotel.id, year=2025)
    assert (only(ws).legal_representative, bool(only(ws).authorization)) == (True, True)
    book = workbook(tmp_path / "数据.xlsx", {"people": ({"name": "林示例", "role": "审核人", "authorization": "新授权书.pdf"},)})
    report = importing.import_workbook(ws, book, venue_id=hotel.id, year=2025)
    assert any("新授权书.pdf" in one for one in report.notes)
    book = workbook(tmp_path / "数据.xlsx", {"people": ({"name": "林示例", "role": "审核人", "authorization": "授权书.pdf"},)})
    assert importing.import_workbook(ws, book, venue_id=hotel.id, year=2025).notes == (), "it is attached already"
