"""The bundled fonts are the ones we cut, and they can write everything the program says."""

from __future__ import annotations

import ast
import hashlib
import tomllib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QRawFont
from reportlab.pdfbase.ttfonts import TTFont as PaperFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "resources" / "fonts"
FACES: list[dict[str, Any]] = tomllib.loads((FONTS / "SOURCES.toml").read_text(encoding="utf-8"))["font"]
PLACES_AND_NAMES = "犍郫邛崃岷骉㑊𬭼成都乐山"
SIGNS = "0123456789.,+−×÷±≈≤≥→▲▼●◐○√㎡³²℃‰①②·…—“”《》【】（），。；：、ΣρηAaZz│─├└"

SIGNS_LEFT_TO_ANOTHER_FACE = {"TanzhangbenKai-Regular.ttf": {"◐"}}
"""Its source does not draw it; `lettering.runs` takes it from a face that does, as a test of the paper shows."""

every_face = pytest.mark.parametrize("face", FACES, ids=lambda face: face["file"])


@every_face
def test_face_is_the_one_that_was_cut(face: dict[str, Any]) -> None:
    assert hashlib.sha256((FONTS / face["file"]).read_bytes()).hexdigest() == face["sha256"]


@every_face
def test_face_writes_names_digits_and_signs(face: dict[str, Any]) -> None:
    assert set(PLACES_AND_NAMES + SIGNS) - _characters(face["file"]) == SIGNS_LEFT_TO_ANOTHER_FACE.get(face["file"], set())


@every_face
def test_face_keeps_its_licence(face: dict[str, Any]) -> None:
    notice = str(_font(face["file"])["name"].getDebugName(0))
    assert notice in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_a_cut_of_reserved_names_bears_none_of_them() -> None:
    font = _font("TanzhangbenKai-Regular.ttf")
    said = [str(record) for record in font["name"].names if record.nameID != 0]
    assert [text for text in (*said, font["OS/2"].achVendID) if "LXGW" in text.upper() or "霞鹜" in text or "KLEE" in text.upper()] == []


def test_a_face_stays_small_enough_to_be_shipped() -> None:
    assert all((FONTS / name).stat().st_size < 6_000_000 for name in ("NotoSerifSC-Bold.ttf", "TanzhangbenKai-Regular.ttf"))


def test_no_face_lies_there_without_its_source() -> None:
    assert {path.name for path in FONTS.glob("*.ttf")} == {face["file"] for face in FACES}


@every_face
def test_the_window_can_load_the_face(face: dict[str, Any], qapp: object) -> None:
    number = QFontDatabase.addApplicationFont(str(FONTS / face["file"]))
    try:
        (family,) = QFontDatabase.applicationFontFamilies(number)
        weight = QFont.Weight.Bold if "Bold" in face["file"] else QFont.Weight.Normal
        font = QFont(family, weight=weight)
        assert QFontInfo(font).exactMatch()
        assert QRawFont.fromFont(font).supportsCharacter(ord("犍"))
    finally:
        QFontDatabase.removeApplicationFont(number)


@pytest.mark.parametrize("weight", [QFont.Weight.Normal, QFont.Weight.Bold])
def test_the_window_shows_every_character_of_forms_places_and_authorities(weight: QFont.Weight, qapp: object) -> None:
    numbers = [QFontDatabase.addApplicationFont(str(FONTS / f"NotoSansSC-{name}.ttf")) for name in ("Regular", "Bold")]
    try:
        face = QRawFont.fromFont(QFont("Noto Sans SC", weight=weight))
        files = (*(ROOT / "resources" / "forms").glob("*.toml"), ROOT / "resources" / "catalogue" / "regions.csv")
        texts = "".join(path.read_text(encoding="utf-8-sig") for path in files)
        assert [char for char in sorted(set(texts)) if char.isprintable() and not face.supportsCharacter(ord(char))] == []
    finally:
        for number in numbers:
            QFontDatabase.removeApplicationFont(number)


@every_face
def test_paper_can_load_the_face(face: dict[str, Any]) -> None:
    assert ord("犍") in PaperFont("judge", FONTS / face["file"]).face.charToGlyph


@pytest.mark.parametrize("digit", "0123456789")
def test_digits_of_the_sans_stand_under_each_other(digit: str) -> None:
    font = _font("NotoSansSC-Regular.ttf")
    assert _advance(font, digit) == _advance(font, "0")


@pytest.mark.parametrize("kind", ["toml", "csv", "md"])
def test_the_sans_writes_all_shipped_data(kind: str) -> None:
    missing = {
        str(path.relative_to(ROOT)): sorted(lost)
        for path in sorted((ROOT / "resources").rglob(f"*.{kind}"))
        if (lost := _unwritable(path.read_text(encoding="utf-8-sig")))
    }
    assert missing == {}


@pytest.mark.parametrize("room", ["core", "ui"])
def test_the_sans_writes_all_texts_of_the_program(room: str) -> None:
    missing = {
        str(path.relative_to(ROOT)): sorted(lost)
        for path in sorted((ROOT / room).rglob("*.py"))
        if (lost := _unwritable("".join(_texts(ast.parse(path.read_text(encoding="utf-8"))))))
    }
    assert missing == {}


@cache
def _font(name: str) -> TTFont:
    return TTFont(BytesIO((FONTS / name).read_bytes()), lazy=True)


def _advance(font: TTFont, character: str) -> int:
    return int(font["hmtx"][font.getBestCmap()[ord(character)]][0])


@cache
def _characters(name: str) -> set[str]:
    return {chr(code) for code in _font(name).getBestCmap()}


def _unwritable(text: str) -> set[str]:
    # U+FEFF and the other formats are invisible. U+2080 to U+2089 have no glyph on purpose: window and paper set them as lowered
    # digits (ui/widgets/text.py, core/documents/lettering.py), which test_text.py and test_pdf.py look at.
    return {character for character in text if character.isprintable()} - _SANS - {chr(code) for code in range(0x2080, 0x208A)}


def _texts(tree: ast.AST) -> list[str]:
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


_SANS = _characters("NotoSansSC-Regular.ttf")
