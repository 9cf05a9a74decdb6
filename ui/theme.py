"""What the window is painted with now: colours and sizes of `ui.tokens`, fonts, icons, palette and style sheet."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from core import resources
from core.errors import EnvironmentFault
from core.settings import Theme, TypeSize
from ui import tokens
from ui.tokens import Metrics, Tokens

logger = logging.getLogger(__name__)

LIGHT, DARK = tokens.LIGHT, tokens.DARK
STANDARD, LARGE = tokens.STANDARD, tokens.LARGE

Step = Literal["label", "body", "title", "page", "figure"]

FAMILY = "Noto Sans SC"
_FONT_FILES = ("fonts/NotoSansSC-Regular.ttf", "fonts/NotoSansSC-Bold.ttf")

# Distances in logical pixels; every gap in the window is one of these.
HAIR, XS, S, M, L, XL, XXL = 2, 4, 8, 12, 16, 24, 32
RADIUS_TAG, RADIUS_FIELD, RADIUS_CARD = 4, 6, 8


_STYLED = "tanzhangbenStyled"
"""Set on the application once it has its style; the style itself hides its name behind the style sheet."""

_LINES = {12: 16, 14: 20, 16: 24, 20: 28, 24: 32, 28: 36, 40: 48}

SIDE_PANEL_WIDTH = 288
SIDE_PANEL_FLOATS_BELOW = 1360
SMALLEST_WINDOW = QSize(1280, 720)


@dataclass(slots=True)
class _Chosen:
    """What the window is painted with at the moment; changed only by :func:`apply`."""

    tokens: Tokens
    metrics: Metrics


_chosen = _Chosen(LIGHT, STANDARD)


def current() -> Tokens:
    """The colours in force."""
    return _chosen.tokens


def metrics() -> Metrics:
    """The sizes in force."""
    return _chosen.metrics


def color(token: str) -> QColor:
    """The colour of a token by its name, for painters."""
    return QColor(getattr(_chosen.tokens, token))


def font(step: Step = "body", *, bold: bool = False) -> QFont:
    """The window's face at one step of the type scale (12, 14, 16, 20, 28 pixels; larger in large type)."""
    face = QFont(FAMILY)
    face.setPixelSize(getattr(_chosen.metrics, step))
    face.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return face


def mono(step: Step = "label") -> QFont:
    """The machine's fixed-width face, for digests and log text."""
    face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    face.setPixelSize(getattr(_chosen.metrics, step))
    return face


def line_height(step: Step) -> int:
    """Height of one line at a step: 16, 20, 24, 28, 36 in standard type."""
    size: int = getattr(_chosen.metrics, step)
    return _LINES[size]


def is_dark(app: QApplication, mode: Theme) -> bool:
    """Whether ``mode`` means the dark column on this machine now."""
    if mode == "system":
        return app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return mode == "dark"


def load_fonts() -> None:
    """Register the two bundled faces with Qt, once.

    A missing file leaves the machine's own face in use: text in another face is better than no window, and the self-check
    names the missing file.
    """
    if FAMILY in QFontDatabase.families():
        return
    for name in _FONT_FILES:
        try:
            QFontDatabase.addApplicationFont(str(resources.file(name)))
        except EnvironmentFault as fault:
            logger.warning("font not loaded: %s", fault.code)


def apply(app: QApplication, mode: Theme, type_size: TypeSize) -> Tokens:
    """Paint the whole program with one column of the table and one type size; open windows redraw."""
    _chosen.tokens = DARK if is_dark(app, mode) else LIGHT
    _chosen.metrics = LARGE if type_size == "large" else STANDARD
    _pixmap.cache_clear()
    if not app.property(_STYLED):
        app.setStyle("Fusion")
        app.setProperty(_STYLED, True)
    sheet = _style_sheet(_chosen.tokens, _chosen.metrics)
    if app.styleSheet() != sheet:
        # Each of these makes every widget measure itself anew.
        app.setFont(font())
        app.setPalette(_palette(_chosen.tokens))
        app.setStyleSheet(sheet)
    return _chosen.tokens


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, value in (
        (role.Window, t.app),
        (role.WindowText, t.text),
        (role.Base, t.surface),
        (role.AlternateBase, t.sunken),
        (role.Text, t.text),
        (role.PlaceholderText, t.text3),
        (role.Button, t.surface),
        (role.ButtonText, t.text),
        (role.BrightText, t.err),
        (role.ToolTipBase, t.surface),
        (role.ToolTipText, t.text),
        (role.Highlight, t.accent),
        (role.HighlightedText, t.on_accent),
        (role.Accent, t.accent),
        (role.Link, t.accent),
        (role.LinkVisited, t.accent),
        (role.Light, t.surface),
        (role.Midlight, t.line),
        (role.Mid, t.line2),
        (role.Dark, t.ctl),
        (role.Shadow, t.line2),
    ):
        palette.setColor(which, QColor(value))
    off = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(off, which, QColor(t.text3))
    palette.setColor(off, role.Base, QColor(t.sunken))
    return palette


def _style_sheet(t: Tokens, m: Metrics) -> str:
    template = resources.text("style/window.qss")
    values = {name: getattr(t, name) for name in t.__slots__}
    values |= {name: f"{getattr(m, name)}px" for name in m.__slots__ if name != "large"}
    values |= {
        "button_inner": f"{m.button - 2}px",
        "small_inner": f"{m.button_small - 2}px",
        "field_inner": f"{m.field - 2}px",
        "field_focus": f"{m.field - 4}px",
        "radius_tag": f"{RADIUS_TAG}px",
        "radius_field": f"{RADIUS_FIELD}px",
        "radius_card": f"{RADIUS_CARD}px",
    }
    # Longest names first, so that @accent does not eat the head of @accent_soft.
    for name in sorted(values, key=len, reverse=True):
        template = template.replace(f"@{name}", str(values[name]))
    return template


def pixmap(name: str, token: str = "text2", *, size: int | None = None, ratio: float = 1.0) -> QPixmap:
    """An icon painted in the colour of a token.

    Args:
        name: file name in ``resources/icons`` without its ending.
        token: name of a colour in :class:`Tokens`.
        size: edge in logical pixels; the icon size of the type scale when left out.
        ratio: device pixels per logical pixel of the surface that will show it.
    """
    return _pixmap(name, getattr(_chosen.tokens, token), size or _chosen.metrics.icon, ratio)


def icon(name: str, color_token: str = "text2", *, size: int | None = None, gap: int = 0) -> QIcon:
    """The same icon as a ``QIcon``, sharp at the scalings in use, with a paler one for disabled buttons.

    Args:
        name: file name in ``resources/icons`` without its ending.
        color_token: name of a colour in :class:`Tokens`.
        size: edge in logical pixels; the icon size of the type scale when left out.
        gap: empty logical pixels to its right, for buttons that have words after it.
    """
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        for token, mode in ((color_token, QIcon.Mode.Normal), ("text3", QIcon.Mode.Disabled)):
            made.addPixmap(_with_gap(pixmap(name, token, size=size, ratio=ratio), gap), mode)
    return made


def _with_gap(image: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return image
    ratio = image.devicePixelRatio()
    wider = QPixmap(image.width() + round(gap * ratio), image.height())
    wider.fill(Qt.GlobalColor.transparent)
    wider.setDevicePixelRatio(ratio)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, image)
    painter.end()
    return wider


def icon_names() -> tuple[str, ...]:
    """The names of all bundled icons, sorted."""
    return tuple(sorted(path.stem for path in resources.folder("icons").glob("*.svg")))


@lru_cache(maxsize=512)
def _pixmap(name: str, value: str, size: int, ratio: float) -> QPixmap:
    drawing = resources.text(f"icons/{name}.svg").replace("currentColor", value)
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
