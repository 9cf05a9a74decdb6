"""One unit of work: all that a job reads and changes, kept together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from core.domain.activity import ChangeId
from core.store.activities import Activities, EvidenceRefs
from core.store.credits import Allocations, Lots, Plan
from core.store.events import EventItems, Events
from core.store.filed import Deliveries, Documents, Packages, Receipts
from core.store.journal import Journal
from core.store.monthly import CellComments, RememberedMappings, RuleThresholds
from core.store.notes import ClosedMonths, Explanations, LedgerFacts
from core.store.papers import Applications, Disclosures, ImplementationPlans, Standings
from core.store.reduction import OwnMeasures, Proofs, SettingsOfVenues, Targets
from core.store.reference import BaseYears, Editions, Frozen, OwnFactors
from core.store.repositories import Dossiers, Meters, Organizations, People, Sources, Venues
from core.store.shelf import Shelf


class UnitOfWork:
    """The shelves of the store within one transaction; made by `Store.begin` and `Store.read`, never kept beyond them.

    Attributes:
        ledger: facts about the ledger itself.
        journal: changes and revisions.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.ledger = LedgerFacts(connection)
        self.journal = Journal(connection)
        self.organizations = Organizations(connection, self.journal)
        self.venues = Venues(connection, self.journal)
        self.people = People(connection, self.journal)
        self.sources = Sources(connection, self.journal)
        self.meters = Meters(connection, self.journal)
        self.dossiers = Dossiers(connection, self.journal)
        self.activities = Activities(connection, self.journal)
        self.evidence = EvidenceRefs(connection, self.activities)
        self.explanations = Explanations(connection, self.journal)
        self.closed_months = ClosedMonths(connection, self.journal)
        self.events = Events(connection, self.journal)
        self.event_items = EventItems(connection, self.journal)
        self.lots = Lots(connection, self.journal)
        self.allocations = Allocations(connection, self.journal)
        self.plan = Plan(connection, self.journal)
        self.packages = Packages(connection, self.journal)
        self.deliveries = Deliveries(connection, self.journal)
        self.receipts = Receipts(connection, self.journal)
        self.documents = Documents(connection, self.journal)
        self.own_factors = OwnFactors(connection, self.journal)
        self.base_years = BaseYears(connection, self.journal)
        self.frozen = Frozen(connection, self.journal)
        self.editions = Editions(connection)
        self.comments = CellComments(connection, self.journal)
        self.thresholds = RuleThresholds(connection, self.journal)
        self.mappings = RememberedMappings(connection, self.journal)
        self.own_measures = OwnMeasures(connection, self.journal)
        self.reduction_settings = SettingsOfVenues(connection, self.journal)
        self.targets = Targets(connection, self.journal)
        self.proofs = Proofs(connection, self.journal)
        self.applications = Applications(connection, self.journal)
        self.implementation_plans = ImplementationPlans(connection, self.journal)
        self.disclosures = Disclosures(connection, self.journal)
        self.standings = Standings(connection, self.journal)
        shelves: tuple[Shelf[Any, Any], ...] = (
            self.organizations,
            self.venues,
            self.people,
            self.sources,
            self.meters,
            self.dossiers,
            self.activities,
            self.explanations.shelf,
            self.closed_months.shelf,
            self.events,
            self.event_items,
            self.lots,
            self.allocations,
            self.plan,
            self.packages,
            self.deliveries,
            self.receipts,
            self.documents,
            self.own_factors,
            self.base_years,
            self.frozen,
            self.comments,
            self.thresholds,
            self.mappings,
            self.own_measures,
            self.reduction_settings,
            self.targets,
            self.proofs,
            self.applications,
            self.implementation_plans,
            self.disclosures,
            self.standings,
        )
        self._shelves: Mapping[str, Shelf[Any, Any]] = {shelf.kind: shelf for shelf in shelves}

    def stamp(self) -> tuple[str, int]:
        """Names the state of the ledger that a unit of `Store.read` looks at: two equal stamps saw the same.

        SQLite counts, for each connection, the commits of all others (``PRAGMA data_version``); a connection that only reads
        makes none of its own. Of no use in a unit that changes something.
        """
        token = self._connection.info.setdefault("token", uuid4().hex)
        return token, int(self._connection.exec_driver_sql("PRAGMA data_version").scalar_one())

    def restore(self, kind: str, key: str, state: str | None, change: ChangeId) -> bool:
        """Set a thing to the state that a revision names (its `before` to undo, its `after` to redo); None for not there.

        To undo a change, restore its revisions from the last to the first; to redo it, from the first to the last.

        Returns:
            Whether anything was altered.

        Raises:
            RuleError: another record stands in the way, since something else has changed in between.
        """
        return self._shelves[kind].restore(key, state, change)
