"""The pages of the window, one file each; PAGES gives their order in the rail. Pages import widgets and the session, never each other."""

from __future__ import annotations

from ui.pages.activity import ActivityPage
from ui.pages.inventory import InventoryPage
from ui.pages.overview import OverviewPage
from ui.pages.profile import ProfilePage
from ui.pages.settings import SettingsPage
from ui.widgets.page import Page

PAGES: tuple[type[Page], ...] = (
    OverviewPage,
    ProfilePage,
    ActivityPage,
    InventoryPage,
    SettingsPage,
)
"""Only pages that exist stand here; a step of the policy keeps its number whatever is missing before it."""
