"""Every kind of report of three samples and their events: made, A4, with its faces embedded, nothing cut, and no word too much."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from core.accounting.claim_words import forbidden_words, place_of
from core.catalogue_loader.claim_rules import claim_words
from core.domain.submission import ClaimLevel
from core.errors import RuleError
from core.workflows import claim_door, compiling, demonstrating, events, filing, papering, reporting
from core.workflows.demonstrating import SampleDossiers
from core.workflows.workspace import SUFFIX, Workspace

A4 = (595.28, 841.89)
OF_YEARS = set(reporting.KINDS) - {"form1", "form2"}
OF_EVENTS = {"footprint", "workbook", "statement", "evaluation", "form1", "form2"}
WORKBOOKS = {"workbook", "datasheet"}


SAMPLES = [
    pytest.param(name, marks=[] if name == "hotel" else pytest.mark.referee("long-run"))  # three samples take half a minute
    for name in demonstrating.VENUE_TYPES
]


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, SampleDossiers]]:
    """A sample ledger as it is opened for the first time: nothing is locked."""
    ledger = tmp_path_factory.mktemp("papers") / f"{request.param}{SUFFIX}"
    made = demonstrating.build_sample(ledger, request.param)
    with Workspace.open(ledger, author="陈示例") as ws:
        yield ws, made


def written(ws: Workspace, dossier_id: str, kind: str, folder: Path) -> Path:
    path = folder / f"{kind}-{dossier_id[:8]}{'.xlsx' if kind in WORKBOOKS else '.pdf'}"
    reporting.write_report(ws, dossier_id, kind, path)
    return path


def test_every_kind_is_made_whole_and_claims_no_more_than_its_level(sample: tuple[Workspace, SampleDossiers], tmp_path: Path) -> None:
    ws, made = sample
    for dossier_id, kinds in ((made.operation, OF_YEARS), (made.event, OF_EVENTS)):
        view = filing.claim(ws, dossier_id)
        for kind in sorted(kinds):
            level = papering.words_level(view, kind)
            path = written(ws, dossier_id, kind, tmp_path)
            assert path.stat().st_size > 1000, kind
            if path.suffix == ".pdf":
                assert_prints(path)
            if kind != "datasheet":  # the person's own data, back to her
                names = claim_door.names_of(compiling.snapshot(ws, dossier_id), view)
                blocked = claim_words().blocked_in(kind, level)
                assert not forbidden_words(claim_door.text_of(path.read_bytes()), blocked, (*claim_words().names, *names)), kind


def assert_prints(path: Path) -> None:
    """A4, every face embedded, every letter inside the page."""
    for page in pypdf.PdfReader(path).pages:
        box = sorted((float(page.mediabox.width), float(page.mediabox.height)))
        assert box == pytest.approx(sorted(A4), abs=0.5), path
        for font in _fonts(page):
            assert "/FontFile2" in font, path
    with closing(pypdfium2.PdfDocument(path.read_bytes())) as document:
        for number in range(len(document)):
            page = document[number]
            width, height = page.get_size()
            words = page.get_textpage()
            assert words.count_chars() > 0, (path, number)
            for at in range(words.count_rects()):  # runs of letters: a tenth of the time that each letter for itself would take
                left, bottom, right, top = words.get_rect(at)
                assert left >= -1 and bottom >= -1 and right <= width + 1 and top <= height + 1, (path, number, at)


def _fonts(page: pypdf.PageObject) -> Iterator[Any]:
    for font in (page["/Resources"].get_object().get("/Font") or {}).values():  # type: ignore[union-attr]
        whole = font.get_object()
        inner = whole["/DescendantFonts"][0].get_object() if "/DescendantFonts" in whole else whole
        yield inner["/FontDescriptor"].get_object()


def test_a_word_that_somebody_typed_stops_the_paper_with_its_place(sample: tuple[Workspace, SampleDossiers], tmp_path: Path) -> None:
    ws, made = sample
    form = events.kept_form(ws, made.event)
    events.save_event(ws, replace(form, content="全程零 排放的盛会"))
    out = tmp_path / "表.pdf"
    out.write_bytes(b"the one before")
    with pytest.raises(RuleError, match="零排放") as caught:
        reporting.write_report(ws, made.event, "form1", out)
    assert caught.value.code == "claim.blocked_word" and "盛会" in caught.value.message
    assert out.read_bytes() == b"the one before"
    named = replace(form, name="首届零排放论坛", content="「首届零排放论坛」开幕")
    events.save_event(ws, named)
    reporting.write_report(ws, made.event, "form1", out)  # a name is not ours to judge
    assert out.read_bytes().startswith(b"%PDF")
    events.save_event(ws, form)


def test_what_a_report_of_a_draft_says_is_no_claim() -> None:
    words = claim_words()
    assert "碳中和" in words.blocked_in("footprint", ClaimLevel.DRAFT)
    assert "碳中和" not in words.blocked_in("form1", ClaimLevel.DRAFT)
    assert "零排放" in words.blocked_in("form1", ClaimLevel.DRAFT)
    assert "认证" in words.blocked_in("statement", ClaimLevel.SELF_DECLARED)
    assert words.blocked_in("footprint", ClaimLevel.PLATFORM_CONFIRMED) == words.always


PASS_NO_DOOR = {
    "certifying.py": "a marked copy of the platform's own words",
    "reviewing.py": "附表2 of the officer's side, from packages that passed when they were made",
    "self_checking.py": "a file of its own trial, taken away again",
    "supplier_sheets.py": "questions to a supplier, which claim nothing",
    "publishing.py": "tables of a factor pack",
    "datasheets.py": "a table of a package; papering lets it out",
    "importing_free.py": "the person's own table with notes",
    "importing_table.py": "the same of many venues",
    "refusals.py": "rows that were not taken, back to the person",
    "offset_import.py": "the register of lots as a table to fill in",
    "reporting.py": "templates; its papers come from papering",
}


def test_every_writer_of_papers_passes_the_door() -> None:
    """Whatever module of the workflows makes a paper hands it to `papering.out`."""
    for path in sorted(Path(papering.__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        makers = {
            name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("core.documents")
            for name in node.names
            if name.name.endswith(("_pdf", "_xlsx", "_workbook", "_workbook_bytes")) and not name.name.startswith("read_")
        }
        called = {ast.unparse(node.func).split(".")[-1] for node in ast.walk(tree) if isinstance(node, ast.Call)}
        if makers and path.name not in PASS_NO_DOOR:
            assert called & {"out", "let_out"}, f"{path.name} makes {sorted(makers)} and passes no door"


def test_a_place_is_told_in_one_line() -> None:
    assert place_of("零排放", "全程零\n排放 的盛会", 2) == "全程零 排放 的"
    assert place_of("net zero", "We are Net-\nZero now", 3) == "re Net- Zero no"
    assert place_of("零排放", "没有", 3) == ""
    assert place_of("碳中和", "碳中和申请书里写着本店已碳中和", 2, ("碳中和申请书",)) == "店已碳中和"
