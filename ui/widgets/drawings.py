"""The three venues as line drawings: hotel, mall, scenic area; lines and flat fills, colours by token only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from ui import theme

WIDTH, HEIGHT = 352.0, 168.0
"""Size of a drawing in its own units."""

_GROUND = 150.0


def paint_venue(painter: QPainter, rect: QRectF, type_code: str) -> None:
    """Paint the drawing of a venue type into `rect`, on the ground `sunken`; an unknown type gets the ground only."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(rect, theme.color("sunken"))
    scale = min(rect.width() / WIDTH, rect.height() / HEIGHT)
    painter.translate(rect.center().x() - WIDTH * scale / 2, rect.center().y() - HEIGHT * scale / 2)
    painter.scale(scale, scale)
    _PAINTERS.get(type_code, _ground)(painter)
    painter.restore()


def _pen(painter: QPainter, fill: str = "", ink: str = "text2", width: float = 1.5) -> None:
    painter.setPen(QPen(theme.color(ink), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(theme.color(fill) if fill else Qt.BrushStyle.NoBrush)


def _flat(painter: QPainter, fill: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(fill))


def _shape(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _box(left: float, top: float, right: float, bottom: float) -> QRectF:
    return QRectF(left, top, right - left, bottom - top)


def _ground(painter: QPainter) -> None:
    _pen(painter)
    painter.drawLine(QLineF(26, _GROUND, 330, _GROUND))


def _windows(painter: QPainter, left: float, top: float, size: tuple[int, int], lit: Sequence[tuple[int, int]]) -> None:
    columns, rows = size
    for row in range(rows):
        for column in range(columns):
            _flat(painter, "accent" if (row, column) in lit else "accent_soft")
            painter.drawRect(QRectF(left + column * (20 if columns > 3 else 18), top + row * 16, 12 if columns > 3 else 11, 9))


def _hotel(painter: QPainter) -> None:
    _pen(painter, "accent_soft")
    painter.drawRect(_box(114, 28, 178, 38))
    _pen(painter, "surface")
    painter.drawRect(_box(98, 38, 194, _GROUND))
    painter.drawRect(_box(194, 78, 258, _GROUND))
    _windows(painter, 108, 48, (4, 5), ((0, 1), (1, 3), (2, 0), (3, 2), (4, 1), (4, 3)))
    _windows(painter, 202, 88, (3, 3), ((0, 1), (1, 0)))
    _pen(painter)
    painter.drawLine(QLineF(117, 132, 174, 132))
    for x in (126, 146, 166):
        painter.drawLine(QLineF(x, 132, x, _GROUND))
    _ground(painter)


def _shop(painter: QPainter, left: float) -> None:
    _flat(painter, "accent_soft")
    painter.drawRect(_box(left, 82, left + 40, 98))
    _flat(painter, "accent")
    painter.drawPolygon(_shape((left, 106), (left + 40, 106), (left + 44, 118), (left - 4, 118)))
    _pen(painter, "accent_soft")
    painter.drawRect(_box(left, 124, left + 40, _GROUND))


def _mall(painter: QPainter) -> None:
    _pen(painter, "surface")
    painter.drawRect(_box(66, 74, 130, _GROUND))
    painter.drawRect(_box(226, 74, 290, _GROUND))
    painter.drawRect(_box(130, 74, 226, _GROUND))
    painter.drawLine(QLineF(130, 98, 226, 98))
    _pen(painter, "accent_soft")
    dome = QPainterPath(QPointF(130, 74))
    dome.cubicTo(130, 20, 226, 20, 226, 74)
    dome.closeSubpath()
    painter.drawPath(dome)
    _pen(painter)
    for foot in (154, 202):
        rib = QPainterPath(QPointF(178, 33.5))
        rib.cubicTo(178 + (foot - 178) * 0.7, 40, foot, 54, foot, 74)
        painter.drawPath(rib)
    painter.drawLine(QLineF(178, 33.5, 178, 74))
    _shop(painter, 74)
    _shop(painter, 242)
    _pen(painter)
    painter.drawLine(QLineF(138, 145, 172, 106))
    painter.drawLine(QLineF(148, 145, 182, 106))
    painter.drawRect(_box(186, 126, 210, _GROUND))
    painter.drawLine(QLineF(198, 126, 198, _GROUND))
    _ground(painter)


def _leaf(painter: QPainter, root: tuple[float, float], tip: tuple[float, float]) -> None:
    (x, y), (u, v) = root, tip
    bend = ((v - y) * 0.35, (x - u) * 0.35)
    leaf = QPainterPath(QPointF(x, y))
    leaf.quadTo((x + u) / 2 + bend[0], (y + v) / 2 + bend[1], u, v)
    leaf.quadTo((x + u) / 2 - bend[0], (y + v) / 2 - bend[1], x, y)
    painter.drawPath(leaf)


def _bamboo(painter: QPainter) -> None:
    for x, top, nodes in ((290, 90, (109, 129)), (302, 74, (98, 123)), (314, 98, (115, 132))):
        _pen(painter, ink="accent", width=3)
        painter.drawLine(QLineF(x, top, x, _GROUND))
        _pen(painter, ink="accent", width=2)
        for node in nodes:
            painter.drawLine(QLineF(x - 2.5, node, x + 2.5, node))
    _flat(painter, "accent")
    leaves = (((302, 75), (314, 64)), ((314, 99), (326, 88)), ((290, 107), (278, 96)), ((314, 113), (303, 104)), ((290, 90), (302, 82)))
    for root, tip in leaves:
        _leaf(painter, root, tip)


def _cable_car(painter: QPainter) -> None:
    _pen(painter)
    painter.drawLine(QLineF(26, 98, 314, 34))
    painter.drawLine(QLineF(254, 47.3, 254, 57))
    _flat(painter, "accent")
    painter.drawRoundedRect(_box(241, 57, 267, 75), 3, 3)
    _flat(painter, "surface")
    for left in (245.5, 256.5):
        painter.drawRect(QRectF(left, 61, 6, 6))


def _scenic(painter: QPainter) -> None:
    _pen(painter, "accent_soft")
    painter.drawPolygon(_shape((42, _GROUND), (114, 53), (152, 106), (198, 38), (302, _GROUND)))
    _pen(painter, "surface")
    painter.drawPolygon(_shape((114, 53), (100, 72), (107, 78), (113, 72), (120, 78), (128.5, 73.5)))
    painter.drawPolygon(_shape((198, 38), (181, 63), (194, 72), (202, 64), (210, 70), (220.5, 62.3)))
    roof = QPainterPath(QPointF(82, 120))
    roof.quadTo(92, 130, 110, 132)
    roof.lineTo(54, 132)
    roof.quadTo(72, 130, 82, 120)
    painter.drawPath(roof)
    _pen(painter)
    for x in (66, 98):
        painter.drawLine(QLineF(x, 132, x, _GROUND))
    _cable_car(painter)
    _ground(painter)
    _bamboo(painter)


_PAINTERS: dict[str, Callable[[QPainter], None]] = {"hotel": _hotel, "mall": _mall, "scenic": _scenic}
