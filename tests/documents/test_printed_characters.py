"""Every character of the forms, of the catalogue and of place names is really drawn: by a face that is embedded, with an outline."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from reportlab.lib.pagesizes import A4

from core import resources
from core.documents.form_recipients import read_recipients
from core.documents.forms import Form1Context, form1_set_pdf
from core.documents.lettering import KAI, SANS, SANS_BOLD, SERIF, SERIF_BOLD, load_faces, runs
from core.documents.paper_text import Piece, put_line
from core.documents.sheet import drawn
from tests.builders import catalogue
from tests.documents.paper_case import EVENT, FACES, text_of

A_LINE = 40
RARE_PLACES = "郫邛崃珙筠犍岷骉㑊𬭼"


@cache
def characters() -> str:
    """All characters of form files, names of places and authorities, and labels of the catalogue."""
    found = set(RARE_PLACES)
    for form in ("form1", "form2", "recipients"):
        found |= set(resources.text(f"forms/{form}.toml"))
    known = catalogue()
    found |= {char for region in known.regions.values() for char in region.name}
    found |= {char for unit in known.units for char in unit.label}
    for one in (*known.source_types.values(), *known.venue_types.values(), *known.outputs.values(), *known.measures.values()):
        found |= set(one.zh)
    # ₀ to ₉ have no glyph on purpose: paper sets them as lowered digits (lettering.lowered).
    return "".join(sorted(char for char in found if char.isprintable() and not char.isspace() and not "₀" <= char <= "₉"))


def lines() -> list[str]:
    return [characters()[start : start + A_LINE] for start in range(0, len(characters()), A_LINE)]


@cache
def printed(face: str) -> bytes:
    """All characters in a face, and nothing else but the foot."""

    def draw(canvas: Any) -> None:
        for at in range(0, len(lines()), A_LINE):
            for row, line in enumerate(lines()[at : at + A_LINE]):
                put_line(canvas, 30, A4[1] - 40 - row * 18, [Piece(*part) for part in runs(line, face)], 11)
            canvas.showPage()

    return drawn(A4, "字", "", draw, lambda _canvas, _mark: None)


def outlines(data: bytes) -> dict[str, set[str]]:
    """Name of each embedded face → the characters that it has an outline for, by its own table of text."""
    found: dict[str, set[str]] = {}
    for page in PdfReader(BytesIO(data)).pages:
        fonts: DictionaryObject = page["/Resources"]["/Font"]  # type: ignore[index, assignment]
        for reference in fonts.values():
            font = reference.get_object()
            name = str(font["/BaseFont"]).partition("+")[2]
            drawn_by = TTFont(BytesIO(font["/FontDescriptor"]["/FontFile2"].get_data()))
            places = drawn_by["cmap"].tables[0].cmap
            for index, text in to_unicode(font["/ToUnicode"].get_data().decode("ascii")):
                if index in places and drawn_by["glyf"][places[index]].numberOfContours:
                    found.setdefault(name, set()).add(text)
    return found


def to_unicode(table: str) -> list[tuple[int, str]]:
    """The pairs of a ToUnicode table: place in the face, text."""
    pairs = re.findall(r"^<([0-9A-F]{2})> <([0-9A-F]{4,})>$", table.partition("beginbfchar")[2], re.MULTILINE)
    return [(int(index, 16), bytes.fromhex(code).decode("utf-16-be")) for index, code in pairs]


@pytest.mark.parametrize("face", [SANS, SANS_BOLD, SERIF, SERIF_BOLD, KAI])
def test_every_character_has_an_outline_in_an_embedded_face_and_comes_back_as_text(face: str) -> None:
    data = printed(face)
    held = outlines(data)
    assert set(held) <= FACES
    assert set(characters()) - set.union(*held.values()) == set()
    assert set(characters()) - set(text_of(data)) == set()


@pytest.mark.parametrize(("face", "least"), [(SANS, 1.0), (SERIF, 0.97), (SANS_BOLD, 0.97), (SERIF_BOLD, 0.97), (KAI, 0.9)])
def test_few_characters_need_another_face(face: str, least: float) -> None:
    load_faces()
    own = sum(len(text) for chosen, text in runs(characters(), face) if chosen == face)
    assert own >= least * len(characters())


def test_kai_gives_way_where_its_letters_look_written_by_hand_or_are_missing() -> None:
    load_faces()
    assert runs("各月（tCO）◐", KAI) == [(KAI, "各月（"), (SANS, "tCO"), (KAI, "）"), (SERIF, "◐")]


def test_every_authority_of_the_province_can_be_addressed_on_the_form() -> None:
    recipients = read_recipients()
    contexts = [Form1Context(copy="报送件", recipient=f"报送：{name}") for name in (*recipients.bureaus.values(), recipients.platform)]
    data = form1_set_pdf(EVENT, contexts)
    pages = ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]
    assert [context.recipient in page for context, page in zip(contexts, pages, strict=True)] == [True] * 22
    held = set.union(*outlines(data).values())
    assert {char for name in recipients.bureaus.values() for char in name} <= held


def test_authorities_are_named_by_the_rule_for_each_division_of_the_province() -> None:
    """Division + 生态环境局 for the 21 divisions of domain.md §7.4; the province itself is no such division."""
    with resources.file("catalogue/regions.csv").open(encoding="utf-8-sig") as file:
        divisions = {row["code"]: row["name"] for row in csv.DictReader(file) if row["code"] != "510000"}
    assert len(divisions) == 21
    assert dict(read_recipients().bureaus) == {code: f"{name}生态环境局" for code, name in divisions.items()}
    assert read_recipients().bureau_of("510107") == "成都市生态环境局"
    assert read_recipients().bureau_of("513200") == "阿坝藏族羌族自治州生态环境局"
    assert [read_recipients().bureau_of(code) for code in ("", "510000", "110000")] == [""] * 3
    assert tomllib.loads(resources.text("forms/recipients.toml"))["platform"] == "碳中和创新服务平台"
