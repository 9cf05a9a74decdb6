"""Changes to the venue's profile that can be taken back: each is one call of a workflow and one change in the journal."""

from __future__ import annotations

from decimal import Decimal

from core.workflows.change import Change
from ui.session import Session


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

    def set_profile(self, key: str, text: str) -> Change:
        """One field of the venue's profile."""
        from core.workflows import organizing

        return organizing.set_profile(self._session.workspace, self._session.venue_id, key, text)

    def put_person(self, name: str, role: str, department: str, phone: str) -> Change:
        """One more person who prepares, approves or answers."""
        from core.workflows import organizing

        return organizing.put_person(self._session.workspace, name, role, department=department, phone=phone)

    def remove_person(self, person_id: str) -> Change:
        """A person goes off the list."""
        from core.workflows import organizing

        return organizing.remove_person(self._session.workspace, person_id)

    def add_source(self, type_code: str, name: str, species: str) -> Change:
        """One more row in the boundary."""
        from core.workflows import boundary

        return boundary.add_source(self._session.workspace, self._session.venue_id, type_code, name.strip(), species=species)[1]

    def change_source(self, source_id: str, **fields: str) -> Change:
        """Another name or factor for a row."""
        from core.workflows import boundary

        return boundary.change_source(self._session.workspace, source_id, **fields)

    def exclude_source(self, source_id: str, reason: str) -> Change:
        """A row leaves the boundary, with the reason."""
        from core.workflows import boundary

        return boundary.exclude_source(self._session.workspace, source_id, reason)

    def include_source(self, source_id: str) -> Change:
        """A row comes back into the boundary."""
        from core.workflows import boundary

        return boundary.include_source(self._session.workspace, source_id)

    def put_meter(self, source_id: str, account: str, multiplier: Decimal, *, end_included: bool, meter_id: str) -> Change:
        """An account of a source, new or changed."""
        from core.workflows import boundary

        return boundary.put_meter(
            self._session.workspace, source_id, account, multiplier=multiplier, end_included=end_included, meter_id=meter_id
        )[1]
