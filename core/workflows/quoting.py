"""What the footprint report is printed from, which every other paper of a dossier quotes."""

from __future__ import annotations

from core.documents.reports.footprint import FootprintPaper, PaperFinding
from core.domain.inventory import GhgInventory
from core.workflows import compiling
from core.workflows.workspace import Workspace


def footprint_paper(ws: Workspace, taken: compiling.Snapshot, computed: GhgInventory) -> FootprintPaper:
    """What the footprint report, and every paper that quotes it, is printed from."""
    views = compiling.findings_of(ws, taken, computed)
    return FootprintPaper(
        organization=taken.organization,
        venue=taken.venue,
        venue_type=taken.catalogue.venue_types[taken.venue.type_code],
        dossier=taken.dossier,
        inventory=computed,
        last_year=compiling.last_year_inventory(taken),
        findings=tuple(PaperFinding(v.finding.rule, v.severity, v.finding.place_name, v.message, v.finding.explanation) for v in views),
        people=taken.people,
        catalogue=taken.catalogue,
        written_on=ws.today(),
        event=taken.event,
    )
