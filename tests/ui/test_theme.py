"""The tokens keep the contrast that the design promises, and no page writes a colour, a size or a font of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.tokens import DARK, LIGHT, Tokens

_UI = Path(theme.__file__).parent
_PAINTERS = {"tokens.py", "theme.py"}

# (ink, ground, smallest ratio): 4.5 for text, 3 for shapes and borders of inputs (WCAG 2.2, 1.4.3 and 1.4.11).
_PAIRS = (
    ("text", "surface", 13.0),
    ("text", "app", 7.0),
    ("text2", "surface", 4.5),
    ("text2", "rail", 4.5),
    ("text2", "app", 4.5),
    ("text3", "surface", 4.5),
    ("text3", "rail", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "accent_soft", 4.5),
    ("accent", "rail", 4.5),
    ("on_accent", "accent", 4.5),
    ("on_accent", "accent_hover", 4.5),
    ("on_accent", "accent_pressed", 4.5),
    ("warn", "surface", 4.5),
    ("warn", "warn_s", 4.5),
    ("err", "surface", 4.5),
    ("err", "err_s", 4.5),
    ("info", "surface", 4.5),
    ("info", "info_s", 4.5),
    ("ctl", "surface", 3.0),
    ("s1", "surface", 3.0),
    ("s2", "surface", 3.0),
    ("s3", "surface", 3.0),
)


def _luminance(value: str) -> float:
    channels = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), _PAIRS)
def test_each_ink_stands_out_from_its_ground(tokens: Tokens, ink: str, ground: str, least: float) -> None:
    assert _contrast(getattr(tokens, ink), getattr(tokens, ground)) >= least


def test_both_columns_hold_colours_only_and_differ() -> None:
    names = [name for name in Tokens.__slots__ if name != "dark"]
    assert all(re.fullmatch(r"#[0-9A-F]{6}", getattr(column, name)) for column in (LIGHT, DARK) for name in names)
    assert [name for name in names if getattr(LIGHT, name) == getattr(DARK, name)] == []


def test_no_source_of_the_window_writes_a_colour_outside_the_table() -> None:
    colour = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b|QColor\(\s*[\d\"']|[\"']rgba?\(|GlobalColor\.(?!transparent|black)\w+")
    # Black is the colour of shadows, which stand under popovers and dialogs alone.
    found = {
        f"{path.relative_to(_UI)}: {hit.group()}"
        for path in _UI.rglob("*.py")
        if path.name not in _PAINTERS
        for hit in colour.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_no_page_makes_a_font_or_names_a_size() -> None:
    font = re.compile(r"\bQFont\(|setPointSize|setPixelSize|font-size|font-family")
    found = {
        f"{path.name}: {hit.group()}" for path in (_UI / "pages").glob("*.py") for hit in font.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_the_style_sheet_leaves_no_token_unfilled(app: QApplication) -> None:
    assert "@" not in app.styleSheet()


def test_the_bundled_face_is_the_one_that_is_used(app: QApplication) -> None:
    assert theme.FAMILY in QFontDatabase.families()
    for bold in (False, True):
        assert QFontInfo(theme.font("body", bold=bold)).family() == theme.FAMILY
        assert QFontInfo(theme.font("body", bold=bold)).bold() is bold


def test_digits_are_as_wide_as_each_other_in_both_weights(app: QApplication) -> None:
    for bold in (False, True):
        measure = QFontMetricsF(theme.font("body", bold=bold))
        assert len({measure.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_large_type_enlarges_every_step_and_every_target(app: QApplication) -> None:
    theme.apply(app, "light", "large")
    sizes = theme.metrics()
    assert (sizes.label, sizes.body, sizes.title, sizes.page, sizes.figure) == (16, 20, 24, 28, 40)
    assert min(sizes.button, sizes.button_small, sizes.field, sizes.rail_row, sizes.table_row, sizes.grid_row) >= 48


@pytest.mark.parametrize("name", theme.icon_names())
def test_each_icon_is_a_line_drawing_in_the_token_colour(app: QApplication, name: str) -> None:
    image = theme.pixmap(name, "accent", ratio=2.0).toImage()
    assert image.width() == 32
    inked = {image.pixelColor(x, y).name().upper() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() == 255}
    assert inked <= {LIGHT.accent}
    covered = sum(1 for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 40)
    assert 10 < covered < 600
