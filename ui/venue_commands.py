"""Changes to the venue's profile that can be taken back: each is one call of a workflow and one change in the journal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from core.workflows.change import Change
from ui.session import Session
from ui.widgets.people_list import PersonAnswer
from ui.widgets.source_forms import MeterAnswer


class VenueCommands:
    """What a person does on the profile page. Every method raises `AppError` in words, and then nothing has changed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rename(self, name: str) -> Change:
        """Another name for the venue."""
        from core.workflows import organizing

        return organizing.rename_venue(self._session.workspace, self._session.venue_id, name)

    def move(self, region: str) -> Change:
        """Another division; the grid factor follows it."""
        from core.workflows import organizing

        return organizing.move_venue(self._session.workspace, self._session.venue_id, region)

    def set_organization(self, organization_id: str, name: str, credit_code: str) -> Change:
        """Name and credit code of the reporting organization."""
        from core.workflows import organizing

        return organizing.set_organization(self._session.workspace, organization_id, name, credit_code)

    def set_profile(self, key: str, text: str, since: date | None = None, reason: str = "") -> Change:
        """One field of the venue's profile, from a day on where it is dated."""
        from core.workflows import organizing

        return organizing.set_profile(self._session.workspace, self._session.venue_id, key, text, since, reason=reason)

    def put_person(self, answer: PersonAnswer) -> Change:
        """Somebody who prepares, approves or answers, new or changed."""
        from core.workflows import organizing

        return organizing.put_person(
            self._session.workspace,
            answer.name,
            answer.role,
            person_id=answer.person_id,
            department=answer.department,
            phone=answer.phone,
            legal_representative=answer.legal_representative,
        )

    def attach_authorization(self, person_id: str, path: str) -> Change:
        """The 授权书 of a person."""
        from core.workflows import authorizing

        return authorizing.attach_authorization(self._session.workspace, person_id, Path(path))

    def detach_authorization(self, person_id: str) -> Change:
        """A 授权书 goes off its person."""
        from core.workflows import authorizing

        return authorizing.detach_authorization(self._session.workspace, person_id)

    def remove_person(self, person_id: str) -> Change:
        """A person goes off the list."""
        from core.workflows import organizing

        return organizing.remove_person(self._session.workspace, person_id)

    def add_source(self, type_code: str, name: str, species: str) -> Change:
        """One more row in the boundary."""
        from core.workflows import boundary

        return boundary.add_source(self._session.workspace, self._session.venue_id, type_code, name.strip(), species=species)[1]

    def name_source(self, source_id: str, name: str, operator: str) -> Change:
        """Another name for a row, and who runs it."""
        from core.workflows import boundary

        return boundary.change_source(self._session.workspace, source_id, name=name, operator=operator)

    def choose_factor(self, source_id: str, factor_id: str) -> Change:
        """The factor of a row."""
        from core.workflows import boundary

        return boundary.change_source(self._session.workspace, source_id, factor_id=factor_id)

    def exclude_source(self, source_id: str, reason: str, tonnes: Decimal | None, operator: str) -> Change:
        """A row leaves the boundary, with reason and size."""
        from core.workflows import boundary

        return boundary.exclude_source(self._session.workspace, source_id, reason, tonnes, operator)

    def include_source(self, source_id: str) -> Change:
        """A row comes back into the boundary."""
        from core.workflows import boundary

        return boundary.include_source(self._session.workspace, source_id)

    def put_meter(self, source_id: str, answer: MeterAnswer) -> Change:
        """An account or a machine of a source, new or changed."""
        from core.workflows import boundary

        return boundary.put_meter(
            self._session.workspace,
            source_id,
            answer.account,
            meter_id=answer.meter_id,
            name=answer.name,
            multiplier=answer.multiplier,
            end_included=answer.end_included,
            charge=answer.charge,
            machine_class=answer.machine_class,
            refrigerant=answer.refrigerant,
        )[1]

    def remove_meter(self, meter_id: str) -> Change:
        """An account or a machine goes off its source."""
        from core.workflows import boundary

        return boundary.remove_meter(self._session.workspace, meter_id)

    def assign_unexplained(self) -> Change:
        """The unexplained rest of a mall's meters goes to the common areas."""
        from core.workflows import reconciling

        return reconciling.assign_unexplained(self._session.workspace, self._session.dossier_id)
