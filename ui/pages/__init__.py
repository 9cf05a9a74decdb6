"""The pages of the window, one file each; PAGES gives their order in the rail. Pages import widgets and the session, never each other."""

from __future__ import annotations

from ui.pages.activity import ActivityPage
from ui.pages.bill import BillPage
from ui.pages.certificates import CertificatesPage
from ui.pages.declaration import DeclarationPage
from ui.pages.desk import DeskPage
from ui.pages.events import EventsPage
from ui.pages.importing import ImportingPage
from ui.pages.inventory import InventoryPage
from ui.pages.knowledge import KnowledgePage
from ui.pages.measures import MeasuresPage
from ui.pages.offsets import OffsetsPage
from ui.pages.overview import OverviewPage
from ui.pages.profile import ProfilePage
from ui.pages.settings import SettingsPage
from ui.pages.submission import SubmissionPage
from ui.widgets.page import Page

PAGES: tuple[type[Page], ...] = (
    OverviewPage,
    ProfilePage,
    ActivityPage,
    BillPage,
    ImportingPage,
    InventoryPage,
    MeasuresPage,
    OffsetsPage,
    DeclarationPage,
    SubmissionPage,
    CertificatesPage,
    EventsPage,
    DeskPage,
    KnowledgePage,
    SettingsPage,
)
"""The order of the rail: the policy's own process, then the tools."""
