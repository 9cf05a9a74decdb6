"""信息查询: every kind is found by its words and its numbers, in its place, however it is typed."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.domain.dossier import DossierKind
from core.domain.finding import Place
from core.domain.neutrality_papers import StandingKind
from core.domain.offset import ProductType
from core.domain.organization import Venue
from core.i18n import use_language
from core.workflows import disclosing, dossiers, inquiring, knowing, offsetting, organizing
from core.workflows.inquiring import FindKind, Found, Inquiry
from core.workflows.inquiring_entries import Entry
from core.workflows.submission_views import LotDraft
from core.workflows.workspace import Workspace


@pytest.fixture
def filled(year: Path) -> Iterator[Workspace]:
    """The demonstration of the hotel: two years, an event, packages, receipts, a lot."""
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        yield ws


def first(ws: Workspace, text: str, *kinds: FindKind) -> Found:
    return inquiring.search(ws, text, kinds)[0]


# ---------------------------------------------------------------- what is found, and where it leads


def test_everything_of_a_filled_ledger_is_found_and_leads_to_its_place(filled: Workspace) -> None:
    ws = filled
    with ws.store.read() as work:
        lot, packages, receipts = work.lots.all()[0], work.packages.all(), work.receipts.all()
    year, event = (
        next(one for one in dossiers.all_dossiers(ws) if one.kind is kind and one.status.value == "locked")
        for kind in (DossierKind.OPERATION, DossierKind.EVENT)
    )
    inquiry = inquiring.read(ws)

    found = inquiry.search(f"{year.title[:6]} 运营 2025")[0]
    assert (found.kind, found.dossier_id, found.place) == (FindKind.DOSSIER, year.id, Place("overview"))
    found = inquiry.search("三楼会场")[0]
    assert (found.id, found.place) == (event.id, Place("events", record=event.id))
    assert "三楼会场" in found.note
    assert {one.id for one in inquiry.search(organizing.venue_list(ws)[0].organization.credit_code, [FindKind.DOSSIER])} >= {
        year.id,
        event.id,
    }

    for number in (lot.serial_from, lot.retirement_id, lot.project):
        found = inquiry.search(number)[0]
        assert (found.kind, found.place.page, found.place.subject) == (FindKind.OFFSET, "offsets", lot.id)
    for package in packages:
        for text in (package.file_name, package.digest, package.digest[:8]):
            assert inquiry.search(text)[0].id == package.id
        assert inquiry.search(package.file_name)[0].place == Place("submission")
        assert inquiry.search(package.file_name)[0].dossier_id == package.dossier_id
    for receipt in receipts:
        assert inquiry.search(receipt.id)[0].id == receipt.id
        if receipt.certificate is not None:
            found = inquiry.search(receipt.certificate.number)[0]
            assert (found.id, found.place, found.number) == (receipt.id, Place("certificates"), True)
            assert found.dossier_id == receipt.dossier_id
    papers = inquiry.search("自我承诺书 盖章", [FindKind.PACKAGE])
    assert {one.place for one in papers} == {Place("declaration")}


def test_factors_tell_value_unit_and_mark_and_measures_tell_where_they_are_planned(filled: Workspace) -> None:
    inquiry = inquiring.read(filled)
    with filled.store.read() as work:
        venue = work.venues.all()[0]
        planned = work.plan.of_venue(venue.id)[0]
    factor = filled.catalogue.factors["grid_prov_sichuan_2023"]
    found = inquiry.search("grid_prov_sichuan_2023")[0]
    assert (found.kind, found.title, found.number) == (FindKind.FACTOR, factor.zh, True)
    assert found.note.startswith(f"{factor.value} {factor.unit} {factor.mark.value}")
    assert found.place == Place("inventory", field="factor", record=factor.id)
    assert factor.id in {one.id for one in inquiry.search(f"{factor.document} {factor.vintage}", [FindKind.FACTOR])}
    assert factor.id in {one.id for one in inquiry.search(factor.en, [FindKind.FACTOR])}, "by its English name too"
    found = inquiry.search(planned.measure_id)[0]
    assert (found.kind, found.place) == (FindKind.MEASURE, Place("measures", subject=planned.measure_id))
    assert venue.name in found.note
    assert found.venues == (venue.id,)
    other = next(one for one in filled.catalogue.measures.values() if venue.type_code not in one.venue_types)
    assert "没有适用的场所" in first(filled, other.id).note
    assert first(filled, other.id).venues == ()


def test_articles_come_as_the_knowledge_base_finds_them(ws: Workspace) -> None:
    found = inquiring.search(ws, "倍率", [FindKind.ARTICLE])
    assert [one.id for one in found] == [hit.article.id for hit in knowing.search("倍率")]
    assert found[0].place == Place("knowledge", subject=found[0].id)


def test_a_serial_number_within_a_lot_and_what_others_said_are_found(ws: Workspace, hotel: Venue) -> None:
    lot, _change = offsetting.add_lot(ws, LotDraft(ProductType.CCER, "登记簿", "示例林场", 500, "CN-12-0001", "CN-12-0500"))
    for typed in ("CN-12-0123", "ｃｎ－１２－０１２３", " cn-12-123 "):
        found = first(ws, typed)
        assert (found.id, found.number, found.place) == (lot.id, True, Place("offsets", subject=lot.id))
    assert "CN-12-0123" in first(ws, "CN-12-0123").note
    assert inquiring.search(ws, "CN-12-0501") == ()
    disclosing.add_standing(ws, hotel.id, StandingKind.STARS, "四星", on=date(2026, 1, 5), source="平台公告 7 号")
    found = first(ws, "平台公告 7 号")
    assert (found.kind, found.place, found.venues) == (FindKind.RECEIPT, Place("certificates", field="standings"), (hotel.id,))


def test_kinds_narrow_the_search_and_the_kind_with_the_best_hit_comes_first(filled: Workspace) -> None:
    found = inquiring.search(filled, "酒店")
    kinds = [one.kind for one in found]
    assert kinds[0] is FindKind.DOSSIER
    assert len(set(kinds)) == sum(1 for one, other in zip([None, *kinds], kinds, strict=False) if one is not other), "in groups"
    for kind in FindKind:
        assert inquiring.search(filled, "酒店", [kind]) == tuple(one for one in found if one.kind is kind)
    assert inquiring.search(filled, "") == inquiring.search(filled, " \u3000") == ()
    assert inquiring.search(filled, "没有这样的东西 zzqx") == ()


def test_names_are_in_the_language_in_use_and_found_by_the_other(ws: Workspace) -> None:
    use_language("en")
    found = first(ws, "冷水机组更换", FindKind.MEASURE)
    assert found.title == ws.catalogue.measures[found.id].en
    assert ws.catalogue.measures[found.id].zh in found.note


# ---------------------------------------------------------------- folding


_WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@given(title=_WORDS, fact=_WORDS)
def test_width_case_and_spelling_make_no_difference(title: str, fact: str) -> None:
    inquiry = Inquiry([Entry(FindKind.OFFSET, "1", unicodedata.normalize("NFC", title), "", (("备注", fact),), Place("offsets"))])
    for typed in (title, title.upper(), _wide(title), unicodedata.normalize("NFD", title), f" {title}　{fact} "):
        if knowing.folded(typed).split()[:1] == knowing.folded(title).split()[:1]:
            assert [one.id for one in inquiry.search(typed, [FindKind.OFFSET])] == ["1"]


@given(title=_WORDS, typed=_WORDS)
def test_a_word_that_stands_nowhere_finds_nothing(title: str, typed: str) -> None:
    inquiry = Inquiry([Entry(FindKind.OFFSET, "1", title, "", (), Place("offsets"))])
    assert bool(inquiry.search(typed, [FindKind.OFFSET])) is all(word in knowing.folded(title) for word in knowing.query_words(typed))


def test_a_short_number_finds_no_digest() -> None:
    digest = "abcdef0123456789"
    inquiry = Inquiry([Entry(FindKind.PACKAGE, "1", "包", "", (), Place("submission"), (("摘要", digest),))])
    assert [bool(inquiry.search(digest[:length], [FindKind.PACKAGE])) for length in (1, 5, 6, 16)] == [False, False, True, True]
    assert inquiry.search(digest[3:], [FindKind.PACKAGE]) == ()
    assert inquiry.search("abcdef", [FindKind.PACKAGE])[0].note == f"　摘要 {digest}"


# ---------------------------------------------------------------- by command


@pytest.fixture
def call(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    folder = str(ws.folder)
    ws.close()

    def never(*_arguments: object) -> object:
        raise AssertionError("no command of this test needs a window")

    def command(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = run(["find", folder, *arguments], WindowJobs(never, never, never))
        told = capsys.readouterr()
        return code, told.out + told.err

    return command


def test_it_is_told_by_command(call: Callable[..., tuple[int, str]]) -> None:
    code, out = call("示例酒店")
    assert code == 0
    assert "运营和活动档案（1）" in out and "示例酒店 2025 年运营碳中和档案" in out
    assert "要联网查" in out, "what is out of reach is said"
    assert "没有找到「zzqx」" in call("zzqx")[1]
    (line,) = json.loads(call("grid_prov_sichuan_2023", "--kind", "factor", "--kind", "measure", "--json")[1])
    assert (line["kind"], line["id"], line["number"]) == ("factor", "grid_prov_sichuan_2023", True)
    assert line["place"]["page"] == "inventory"
    assert json.loads(call("zzqx", "--json")[1]) == []
    assert call("x", "--kind", "nothing")[0] == 2
