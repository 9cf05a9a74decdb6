"""Letters on paper: the bundled faces, which face writes which character, and the lowered digits of CO2."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.graphics import shapes
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.platypus import tables

from core import resources

SANS, SANS_BOLD, SERIF, SERIF_BOLD, KAI = "NotoSansSC", "NotoSansSC-Bold", "NotoSerifSC", "NotoSerifSC-Bold", "TanzhangbenKai"
"""The parts of official papers (GB/T 9704-2012) in open faces: title 小标宋 → Serif Bold, first heads 黑体 → Sans Bold, second heads
楷体 → Kai, text 仿宋 → Serif, for there is no open 仿宋 of such coverage. Digits that are data stand in Sans: Serif's are not tabular."""

FACES = {
    SANS: "fonts/NotoSansSC-Regular.ttf",
    SANS_BOLD: "fonts/NotoSansSC-Bold.ttf",
    SERIF: "fonts/NotoSerifSC-Regular.ttf",
    SERIF_BOLD: "fonts/NotoSerifSC-Bold.ttf",
    KAI: "fonts/TanzhangbenKai-Regular.ttf",
}
"""Face → shipped file."""

_ALWAYS = (SANS, SANS_BOLD, SERIF)
_STAND_INS = {SERIF_BOLD: SERIF, KAI: SERIF}
"""Which face writes what another lacks; for all others it is Sans Regular, which holds every character of any of them."""

LOWERED_SIZE = 0.72
"""Size of a lowered digit against its line (visual.md §1)."""

LOWERED_DROP = 0.14
"""How far a lowered digit stands below the line, in parts of the letter size."""

_FORMULAS = re.compile(r"(?<![A-Za-z])((?:k?g|t|吨)?(?:CO|N(?=2O)|CH|SF|NF))([2-6])(?![0-9])")
_DATA = re.compile(r"[−+≈±]?\d[\d,.]*(?:\s?%)?")
_LOCK = threading.Lock()
_LOADED: set[str] = set()
_MOST_PAIRS = 100


def load_faces() -> None:
    """Register the faces that every paper uses; does nothing the second time. The others are read where they are first used.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    with _LOCK:
        if SANS in _LOADED:
            return
        # Otherwise an empty Helvetica that is not embedded stands in every file, and archives refuse it.
        rl_config.canvas_basefontname = SERIF
        # Drawings and table cells took a copy of that name when they were imported, and set it before they set their own.
        shapes.STATE_DEFAULTS["fontName"] = tables.CellStyle.fontname = SERIF
        ttfonts.makeToUnicodeCMap = _to_unicode
        for name in _ALWAYS:
            _read(name)


def face_of(name: str) -> str:
    """The name itself, once its face is read.

    Raises:
        EnvironmentFault: its file is missing.
    """
    if name not in _LOADED:
        load_faces()
        with _LOCK:
            _read(name)
    return name


def _read(name: str) -> None:
    if name not in _LOADED:
        pdfmetrics.registerFont(ttfonts.TTFont(name, str(resources.file(FACES[name]))))
        pdfmetrics.registerFontFamily(name, name, SANS_BOLD, name, SANS_BOLD)
        _LOADED.add(name)


def _to_unicode(font_name: str, subset: Sequence[int]) -> str:
    """The table by which a reader turns glyphs back into text.

    Takes the place of reportlab's own: that writes code points beyond the basic plane with five hexadecimal digits, where
    the format wants UTF-16, so that 𬭼 is copied as another character; and it puts more than 100 pairs into one block.
    """
    pairs = [f"<{index:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for index, code in enumerate(subset)]
    blocks = [pairs[start : start + _MOST_PAIRS] for start in range(0, len(pairs), _MOST_PAIRS)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def has_glyph(face: str, char: str) -> bool:
    """Whether a face can write a character."""
    return ord(char) in pdfmetrics.getFont(face_of(face)).face.charToGlyph


def runs(text: str, face: str) -> list[tuple[str, str]]:
    """Split a text into (face, piece): each character in `face` where it has it, else in the face that stands in for it."""
    pieces: list[tuple[str, str]] = []
    for char in text:
        chosen = face if char.isspace() or (has_glyph(face, char) and not _by_hand(face, char)) else _stand_in(face, char)
        if pieces and pieces[-1][0] == chosen:
            pieces[-1] = (chosen, pieces[-1][1] + char)
        else:
            pieces.append((chosen, char))
    return pieces


def _by_hand(face: str, char: str) -> bool:
    """Whether a character of Kai looks written by hand: its Latin letters and digits do, and give way to Sans."""
    return face == KAI and char.isascii() and char.isalnum()


def _stand_in(face: str, char: str) -> str:
    near = SANS if _by_hand(face, char) else _STAND_INS.get(face, SANS)
    return near if has_glyph(near, char) else SANS


def lowered(text: str) -> list[tuple[str, bool]]:
    """Split a text into (piece, whether it is lowered): the digits of CO2, N2O, CH4 and the like, and ₀ to ₉."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    plain = "".join(chr(ord(char) - 0x2080 + ord("0")) if "₀" <= char <= "₉" else char for char in text)
    marks = {match.start(2) for match in _FORMULAS.finditer(plain)} | {i for i, char in enumerate(text) if "₀" <= char <= "₉"}
    for mark in sorted(marks):
        if mark > at:
            pieces.append((plain[at:mark], False))
        pieces.append((plain[mark], True))
        at = mark + 1
    if at < len(plain):
        pieces.append((plain[at:], False))
    return pieces


def markup(text: str, face: str = SERIF, *, data: bool = False) -> str:
    """A plain text as a reportlab paragraph: characters escaped, faces chosen, digits of formulas lowered.

    Args:
        text: plain text; line breaks are kept.
        face: face of the text.
        data: set the numbers in Sans, because they are figures of the account.
    """
    return "".join(_piece(piece, face, low=low, data=data) for piece, low in lowered(text))


def _piece(text: str, face: str, *, low: bool, data: bool) -> str:
    if low:
        return f'<sub rise="{LOWERED_DROP:.0%}" size="{LOWERED_SIZE:.0%}">{_faced(text, face)}</sub>'
    if data and face != SANS:
        parts, at = [], 0
        for match in _DATA.finditer(text):
            parts.append(_faced(text[at : match.start()], face))
            parts.append(f'<font name="{SANS}">{escape(match.group())}</font>')
            at = match.end()
        return "".join([*parts, _faced(text[at:], face)])
    return _faced(text, face)


def _faced(text: str, face: str) -> str:
    return "".join(
        (escape(piece) if chosen == face else f'<font name="{chosen}">{escape(piece)}</font>').replace("\n", "<br/>")
        for chosen, piece in runs(text, face)
    )


def width_of(text: str, face: str, size: float) -> float:
    """Width of a line in points, lowered digits and stand-in faces included."""
    return float(
        sum(
            pdfmetrics.stringWidth(part, chosen, size * (LOWERED_SIZE if low else 1))
            for piece, low in lowered(text)
            for chosen, part in runs(piece, face)
        )
    )


def shortened(text: str, room: float, face: str, size: float) -> str:
    """The text, cut with … where it is wider than the room in points."""
    if width_of(text, face, size) <= room:
        return text
    while text and width_of(f"{text}…", face, size) > room:
        text = text[:-1]
    return f"{text}…"
