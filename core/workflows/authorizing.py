"""授权书: the files that let people sign for the organization, and the list of people with them (domain.md V36)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

from core.domain.activity import EvidenceRef
from core.domain.organization import ROLES, Person
from core.i18n import _
from core.workflows import organizing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.organizing import PersonFields, person_in, put_person_in
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person as shown.

    Attributes:
        authorization: the 授权书; None where there is none.
    """

    person: Person
    authorization: EvidenceRef | None


def people_cards(ws: Workspace) -> tuple[PersonCard, ...]:
    """The people with their 授权书, by role and then by name."""
    with ws.store.read() as work:
        found, files = work.people.all(), {str(one.id): one for one in work.evidence.all()}
    ordered = sorted(found, key=lambda one: (ROLES.index(one.role), one.name))
    return tuple(PersonCard(one, files.get(one.authorization)) for one in ordered)


def put_person(ws: Workspace, name: str, role: str, file: Path | None, *, person_id: str = "", **fields: Unpack[PersonFields]) -> Change:
    """Add or change a person together with the 授权书; without a file, what is attached stays.

    Raises:
        InputError: as `organizing.put_person`.
        FileError: the file cannot be read.
    """
    if file is None:
        return organizing.put_person(ws, name, role, person_id=person_id, **fields)
    reference = ws.store.keep_evidence(file, file.name)
    with ws.job(_("登记人员，附授权书 {name}").format(name=file.name)) as job:
        job.work.evidence.put(reference)
        fields["authorization"] = str(reference.id)
        altered = put_person_in(job, name, role, person_id=person_id, **fields)
    return frozenset({ChangeKind.PERSON, ChangeKind.EVIDENCE}) if altered else NOTHING


def attach_authorization(ws: Workspace, person_id: str, file: Path) -> Change:
    """Attach the 授权书 of a person; the one before stays in the evidence folder.

    Raises:
        InputError: there is nobody with this id.
        FileError: the file cannot be read.
    """
    reference = ws.store.keep_evidence(file, file.name)
    with ws.job(_("附授权书 {name}").format(name=file.name)) as job:
        job.work.evidence.put(reference)
        altered = job.work.people.put(replace(person_in(job, person_id), authorization=str(reference.id)), job.change)
    return frozenset({ChangeKind.PERSON, ChangeKind.EVIDENCE}) if altered else NOTHING


def detach_authorization(ws: Workspace, person_id: str) -> Change:
    """Take the 授权书 off a person; its content stays in the evidence folder.

    Raises:
        InputError: there is nobody with this id.
    """
    with ws.job(_("移除授权书")) as job:
        altered = job.work.people.put(replace(person_in(job, person_id), authorization=""), job.change)
    return frozenset({ChangeKind.PERSON}) if altered else NOTHING
