"""Pictures of the window's pages can be taken by command, and a wrong wish is refused in words."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from core.errors import UsageError
from ui import snapshots
from ui.pages import PAGES
from ui.tokens import DARK

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def _options(ledger: Path, out: Path, **changed: object) -> argparse.Namespace:
    usual = {"ledger": ledger, "out": out, "page": "all", "theme": "light", "size": "1440x900", "scale": 1.0, "lang": "zh"}
    return argparse.Namespace(**usual | changed)


def test_the_screenshot_command_leaves_a_picture_of_the_page_in_the_size_and_colours_asked_for(
    app: QApplication, masters: dict[bool, Path], tmp_path: Path
) -> None:
    out = tmp_path / "pages"
    assert snapshots.screenshot(_options(masters[True], out, page="overview", theme="dark", size="1280x720")) == 0
    assert [path.name for path in out.iterdir()] == ["overview-dark.png"]
    image = QImage(str(out / "overview-dark.png"))
    assert (image.width(), image.height()) == (1280, 720)
    assert image.pixelColor(700, 70).name().upper() == DARK.app


@pytest.mark.referee("long-run")
def test_the_demo_gets_all_pages_light_and_dark(app: QApplication, masters: dict[bool, Path], tmp_path: Path) -> None:
    written = snapshots.pictures(masters[True], tmp_path)
    assert sorted(path.name for path in written) == sorted(f"{page.NAME}-{theme}.png" for page in PAGES for theme in ("light", "dark"))
    assert all(path.stat().st_size > 10_000 for path in written)


@pytest.mark.parametrize(
    "wrong", [{"page": "nowhere"}, {"size": "large"}, {"size": "640x480"}, {"scale": 0.2}], ids=["page", "size", "small", "scale"]
)
def test_a_wrong_wish_for_a_picture_is_refused_in_words(
    app: QApplication, masters: dict[bool, Path], tmp_path: Path, wrong: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        snapshots.screenshot(_options(masters[False], tmp_path / "out", **wrong))
    assert list(tmp_path.rglob("*.png")) == []
