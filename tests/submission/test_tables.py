"""The tables of a package: what the writer puts in, the reader computes again, figure by figure and without loss."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import cycle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.domain.activity import ActivityRecord, EvidenceId, RecordId, RecordKind
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, FuelSet, GridScope, GwpSet, MethodProfile, Scope, Scope2Basis, SourceId
from core.domain.period import Month
from core.domain.quantity import MICRO, Quantity, canonical
from core.submission.reading import recompute_tables
from core.submission.writing.tables import Bookkeeping, exact, factor_key, month_sums, scope_word, tables
from tests import builders
from tests.submission.books import PERIOD, again, books

HEADS = {
    "units": "code,dimension,scale,label",
    "sources": "id,name,type,scope,category,unit,method,species,factorId,excludedReason,excludedTonnes,operator",
    "outputs": "code,name,unit",
    "records": "id,subject,kind,quantity,unit,rowQuantity,month,start,end,corrects,reverses,estimated,meter,readingStart,readingEnd,"
    "multiplier,amountYuan,invoice,zeroReason,quality,note,evidence",
    "months": "subject,month,quantity,unit",
    "factors": "id,name,value,unit,document,clause,vintage,mark,gwpSet",
}


def table(kept: Bookkeeping, name: str) -> list[Mapping[str, str]]:
    return list(csv.DictReader(io.StringIO(tables(kept)[f"data/tables/{name}.csv"].decode("utf-8"), newline="")))


# ---------------------------------------------------------------- numbers


@given(st.fractions())
@example(Fraction(1, 2**100))
@example(Fraction(7, 5**90))
@example(Fraction(-1, 3 * 2**40))
@example(Fraction(10**40 + 1, 10**39))
def test_an_exact_number_comes_back_as_it_was(value: Fraction) -> None:
    written = exact(value)
    assert Fraction(written) == value
    assert recompute_tables.exact(written) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=12))
def test_what_was_typed_as_a_decimal_is_written_as_one(value: Decimal) -> None:
    assert "/" not in exact(Fraction(value))
    assert "E" not in exact(Fraction(value))


@pytest.mark.parametrize(("value", "written"), [("44/12", "11/3"), ("1/8", "0.125"), ("3", "3"), ("-1/6", "-1/6"), ("0", "0")])
def test_numbers_are_written_in_one_way(value: str, written: str) -> None:
    assert exact(Fraction(value)) == written


def test_scopes_have_the_words_of_the_format() -> None:
    assert [scope_word(scope) for scope in Scope] == ["memo", "1", "2", "3"]


# ---------------------------------------------------------------- what stands where


def test_heads_are_those_of_the_published_format() -> None:
    for name, content in tables(books()).items():
        first = content.split(b"\n", 1)[0].decode()
        assert first == HEADS[name.removeprefix("data/tables/").removesuffix(".csv")]
        assert content.endswith(b"\n")
        assert b"\r" not in content
        assert not content.startswith(b"\xef\xbb\xbf")


def test_a_record_stands_as_on_the_bill() -> None:
    whole = builders.bill(3, 12_000, note='写着"加急",\n两行', reading_start=Decimal("10.50"), reading_end=Decimal(130), zero_reason="无")
    (row,) = table(books([whole]), "records")
    assert (row["subject"], row["kind"], row["quantity"], row["unit"], row["rowQuantity"]) == ("power", "bill", "12000", "kWh", "12000")
    assert (row["start"], row["end"], row["month"]) == ("2025-03-01", "2025-04-01", "")
    assert (row["readingStart"], row["readingEnd"], row["multiplier"]) == ("10.5", "130", "")
    assert (row["note"], row["zeroReason"]) == ('写着"加急",\n两行', "无")
    assert (row["evidence"], row["invoice"], row["amountYuan"], row["estimated"]) == ("E0001", "DF-03", "7800", "0")
    assert row["quality"] == "A"


def test_the_quantity_is_kept_in_the_unit_of_the_bill_and_in_that_of_the_row() -> None:
    record = builders.entry("power", 1, 0)
    record = replace(record, quantity=Quantity(Decimal("3.5"), "MWh"), micro=3_500 * MICRO)
    (row,) = table(books([record]), "records")
    assert (row["quantity"], row["unit"], row["rowQuantity"]) == ("3.5", "MWh", "3500")


def test_several_files_and_files_outside_the_package_are_told_apart() -> None:
    two = builders.entry("gas", 1, 5, evidence=(EvidenceId("a"), EvidenceId("b")))
    kept = books([two])
    assert table(kept, "records")[0]["evidence"] == "E0001;E0002"
    assert table(replace(kept, evidence_numbers={"b": "E0007"}), "records")[0]["evidence"] == "E0007"


def test_months_are_those_of_the_period_in_the_order_of_the_sources() -> None:
    rows = table(books(), "months")
    assert len(rows) == 8 * 12
    assert [row["subject"] for row in rows][:24] == ["power"] * 12 + ["gas"] * 12
    assert [row["month"] for row in rows][:12] == [str(month) for month in PERIOD]
    assert {row["unit"] for row in rows if row["subject"] == "gas"} == {"Nm3"}


def test_what_a_bill_says_of_other_years_stays_outside_the_months() -> None:
    across = builders.bill(12, 31_000, start=date(2025, 12, 21), end=date(2026, 1, 21))
    kept = books([across])
    assert [(row["month"], row["quantity"]) for row in table(kept, "months")] == [("2025-12", "11000")]
    assert month_sums(kept) == {("power", Month(2025, 12)): 11_000}
    assert len(table(kept, "records")) == 1


def test_factors_that_were_used_are_listed_once_with_their_source() -> None:
    kept = books()
    rows = table(kept, "factors")
    used = {factor_key(use) for line in kept.inventory.lines() for use in line.uses} - {""}
    assert [row["id"] for row in rows] == sorted(used)
    for row in rows:
        assert row["document"]
        assert row["name"]
        assert Fraction(row["value"]) > 0


def test_every_unit_of_the_catalogue_is_there() -> None:
    rows = table(books(), "units")
    assert {row["code"]: Fraction(row["scale"]) for row in rows} == {unit.code: unit.scale for unit in builders.catalogue().units}


def test_an_excluded_source_keeps_its_reason() -> None:
    outside = replace(builders.GAS, excluded_reason="由租户自行付费")
    rows = table(books(sources=(builders.POWER, outside)), "sources")
    assert [row["excludedReason"] for row in rows] == ["", "由租户自行付费"]
    assert [row["scope"] for row in rows] == ["2", "1"]


def test_equal_books_give_equal_bytes() -> None:
    assert tables(books()) == tables(books())


# ---------------------------------------------------------------- computed again


@pytest.mark.parametrize("profile", MethodProfile)
@pytest.mark.parametrize("grid", GridScope)
def test_the_footprint_comes_out_again_by_every_method(profile: MethodProfile, grid: GridScope) -> None:
    for gwp, fuel in zip(GwpSet, cycle(FuelSet), strict=False):
        kept = books(method=MethodChoice(profile=profile, grid=grid, gwp_set=gwp, fuel_set=fuel))
        found = again(kept)
        assert found.differences == ()
        assert found.total == found.stated == canonical(kept.inventory.total(p1=profile is MethodProfile.P1))


def test_the_market_basis_comes_out_again() -> None:
    kept = books(method=MethodChoice(basis=Scope2Basis.MARKET))
    assert (again(kept).differences, again(kept).equal) == ((), True)


def sources_of_many_kinds() -> list[EmissionSource]:
    """One of each kind that the catalogue knows and that needs no further choice."""
    found = []
    for code, kind in builders.catalogue().source_types.items():
        species = kind.species_choices[0] if kind.species_choices else ""
        factor = kind.factor_choices[0] if kind.factor_choices else ""
        found.append(EmissionSource(SourceId(code), builders.VENUE.id, code, kind.zh, kind.unit, species=species, factor_id=factor))
    return found


def test_one_source_of_every_kind_comes_out_again() -> None:
    sources = sources_of_many_kinds()
    records = [
        ActivityRecord(
            id=RecordId(f"r-{number}-{month}"),
            venue_id=builders.VENUE.id,
            subject=source.id,  # type: ignore[arg-type]
            kind=RecordKind.MONTH,
            quantity=Quantity(Decimal(f"{number + 1}.{month:06d}"), source.unit),
            micro=(number + 1) * MICRO + month,
            month=Month(2025, month),
            evidence=(EvidenceId("file"),),
        )
        for number, source in enumerate(sources)
        for month in (1, 7)
    ]
    for basis in Scope2Basis:
        kept = books(records, sources, MethodChoice(basis=basis))
        assert again(kept).differences == ()
        assert again(kept).equal
        assert len({line.source_id for line in kept.inventory.lines()}) > 20


@st.composite
def years(draw: st.DrawFn) -> list[ActivityRecord]:
    """Bills that cross months, months typed by hand, corrections and reversals, in any amounts."""
    found: list[ActivityRecord] = []
    for number in range(draw(st.integers(1, 5))):
        start = draw(st.dates(date(2024, 12, 1), date(2025, 12, 20)))
        end = draw(st.dates(start.replace(day=start.day), date(2026, 2, 1)).filter(lambda day, start=start: day > start))
        micro = draw(st.integers(0, 10**15))
        one = builders.bill(1, 1, id=RecordId(f"b{number}"), start=start, end=end, micro=micro, invoice=f"N{number}")
        one = replace(one, quantity=Quantity(Decimal(micro).scaleb(-6), "kWh"), estimated=draw(st.booleans()))
        found.append(one)
        if draw(st.booleans()):
            found.append(replace(one, id=RecordId(f"c{number}"), corrects=one.id, micro=micro // 3, estimated=False,
                                 quantity=Quantity(Decimal(micro // 3).scaleb(-6), "kWh")))  # fmt: skip
    found += [builders.entry("gas", month, draw(st.integers(0, 10**6))) for month in draw(st.sets(st.integers(1, 12)))]
    found += [builders.entry("output:room_nights_sold", month, 1000 + month) for month in draw(st.sets(st.integers(1, 12)))]
    return found


@given(years())
def test_whatever_a_year_holds_comes_out_again(records: list[ActivityRecord]) -> None:
    found = again(books(records))
    assert found.differences == ()
    assert found.equal


def test_a_result_of_other_books_is_found() -> None:
    more = books([*builders.records(), builders.entry("gas", 1, 1, id=RecordId("more"))])
    assert not again(replace(books(), inventory=more.inventory)).equal
