"""Editions of the factor library: shown before they are adopted, adopted whole, gone back from, and never reaching what is locked."""

from __future__ import annotations

import contextlib
import hashlib
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue_loader.archiving import edition_of, shipped_texts
from core.domain.dossier import Dossier, DossierStatus
from core.domain.edition import EditionAct
from core.domain.emission import Gas, GwpSet
from core.domain.inventory import SourceResult
from core.domain.organization import Venue
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.domain.period import Month
from core.domain.submission import Environment, SignerRole
from core.errors import FileError, InputError, RuleError, VerificationError
from core.store.database import create_store, open_store
from core.submission.writing import key_files
from core.workflows import auditing, compiling, dossiers, editions, factor_rows, identifying, monthly, receiving, recording, submitting
from core.workflows.change import ChangeKind
from core.workflows.compiling import Snapshot
from core.workflows.edition_views import EditionsView
from core.workflows.trying import PASSPHRASE
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace, reference_data
from tests.workflows import packs, sealed
from tests.workflows.packs import METHANE, Publisher, grid

AT = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def publishers(tmp_path_factory: pytest.TempPathFactory) -> dict[Environment, Publisher]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_files, "ROUNDS", sealed.FEW_ROUNDS)
        folder = tmp_path_factory.mktemp("publishers")
        return {one: packs.found(folder / one.value, one, AT) for one in Environment}


@pytest.fixture
def real(publishers: dict[Environment, Publisher]) -> Publisher:
    return publishers[Environment.PRODUCTION]


@pytest.fixture
def trial(publishers: dict[Environment, Publisher]) -> Publisher:
    return publishers[Environment.TRIAL]


@pytest.fixture(scope="session")
def pack(publishers: dict[Environment, Publisher], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vintage for the year of the dossier."""
    return publishers[Environment.PRODUCTION].pack(tmp_path_factory.mktemp("pack") / "pack.zip", "2026.03", factors=(grid(2025),))


@pytest.fixture(scope="session")
def trial_pack(publishers: dict[Environment, Publisher], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same from a trial platform."""
    return publishers[Environment.TRIAL].pack(tmp_path_factory.mktemp("trial") / "trial.zip", "2026.03", factors=(grid(2025),))


@pytest.fixture
def filled(ws: Workspace, dossier: Dossier) -> Dossier:
    """A year with electricity and gas."""
    rows = monthly.monthly_grid(ws, dossier.id).rows()
    power = next(row for row in rows if row.name.startswith("外购电力"))
    gas = next(row for row in rows if "天然气" in row.name)
    edits = [CellEdit(power.subject, Month(2025, 1), "100000"), CellEdit(gas.subject, Month(2025, 1), "1000")]
    recording.enter_cells(ws, dossier.id, edits)
    return dossier


def document(ws: Workspace, dossier_id: str) -> str:
    """What ``footprint --json`` prints."""
    taken = compiling.snapshot(ws, dossier_id)
    return json.dumps(compiling.footprint_document(taken, compiling.inventory_of(taken)), ensure_ascii=False, sort_keys=True)


def names(found: EditionsView) -> list[str]:
    return [line.edition.name for line in found.lines]


# ---------------------------------------------------------------- shown, adopted, gone back from


def test_a_new_ledger_computes_with_what_the_program_ships(ws: Workspace) -> None:
    found = editions.editions(ws)
    assert found.in_force.digest == ws.catalogue.digest
    assert (found.in_force.pack, found.in_force.publisher, found.shipped) == ("", "", None)
    assert [line.step.act for line in found.lines] == [EditionAct.BEGIN]
    assert found.counts["factors"] == len(ws.catalogue.factors)


def test_the_effect_is_shown_before_anything_changes(ws: Workspace, filled: Dossier, pack: Path, real: Publisher) -> None:
    before, digest = document(ws, filled.id), ws.catalogue.digest
    offer = editions.preview_pack(ws, pack, real.trust)
    assert (offer.card.name, offer.card.publisher, offer.title) == ("2026.03", "示例平台production", "示例因子")
    assert [row.id for row in offer.rows] == ["grid_prov_sichuan_2025"]
    (effect,) = offer.effects
    assert (effect.dossier_id, effect.locked) == (filled.id, False)
    (changed,) = effect.changed
    old = ws.catalogue.for_year("grid_prov_sichuan", 2025)
    assert old is not None
    assert changed.before == Fraction(old.value) * 100
    assert changed.after == Fraction(2, 10) * 100
    assert effect.after - effect.before == changed.after - changed.before
    assert effect.share == (effect.after - effect.before) / effect.before
    assert len(effect.sources) > 1
    assert document(ws, filled.id) == before
    assert ws.catalogue.digest == digest
    assert names(editions.editions(ws)) == ["2025.12"]


def test_what_was_shown_is_what_comes(ws: Workspace, filled: Dossier, pack: Path, real: Publisher) -> None:
    offer = editions.preview_pack(ws, pack, real.trust)
    assert editions.adopt(ws, offer) == {ChangeKind.CATALOGUE}
    assert compiling.inventory(ws, filled.id).total() == offer.effects[0].after
    assert ws.catalogue.digest == offer.card.digest
    found = editions.editions(ws)
    assert found.in_force == offer.card
    assert found.in_force.pack == zip_digest(pack)
    newest = found.lines[0]
    assert (newest.step.act, newest.step.author, newest.in_force) == (EditionAct.ADOPT, "陈示例", True)
    assert newest.step.at.startswith("2026-01-12T09:30")
    assert filled.title in newest.step.note


def zip_digest(pack: Path) -> str:
    with zipfile.ZipFile(pack) as archive:
        name = next(one for one in archive.namelist() if one.endswith("/tagmanifest-sha256.txt"))
        return hashlib.sha256(archive.read(name)).hexdigest()


def test_the_ledger_keeps_its_edition_when_it_is_opened_again(ws: Workspace, filled: Dossier, pack: Path, real: Publisher) -> None:
    editions.adopt(ws, editions.preview_pack(ws, pack, real.trust))
    before = document(ws, filled.id)
    with Workspace.open(ws.folder) as again:
        assert again.catalogue.edition == "2026.03"
        assert document(again, filled.id) == before
        assert editions.editions(again).shipped is None  # it has been in force here before


def test_ctrl_z_does_not_reach_it_and_the_journal_names_it(ws: Workspace, filled: Dossier, pack: Path, real: Publisher) -> None:
    before = auditing.audit_head(ws)
    editions.adopt(ws, editions.preview_pack(ws, pack, real.trust))
    assert recording.undo(ws) is None
    assert auditing.audit_head(ws) != before
    with ws.store.read() as work:
        assert work.journal.entries()[-1].label == "采用因子库 2026.03"


def test_going_back_gives_the_old_figures_to_the_last_digit(ws: Workspace, filled: Dossier, pack: Path, real: Publisher) -> None:
    before, digest = document(ws, filled.id), ws.catalogue.digest
    editions.adopt(ws, editions.preview_pack(ws, pack, real.trust))
    assert document(ws, filled.id) != before
    assert editions.roll_back(ws, digest[:8], "发布方撤回") == {ChangeKind.CATALOGUE}
    assert document(ws, filled.id) == before
    found = editions.editions(ws)
    assert names(found) == ["2025.12", "2026.03", "2025.12"]
    assert [line.in_force for line in found.lines] == [True, False, False]
    assert found.lines[0].step.act is EditionAct.ROLL_BACK
    assert found.lines[0].step.note.startswith("发布方撤回")


def test_after_going_back_the_same_pack_may_be_adopted_again(ws: Workspace, filled: Dossier, pack: Path, real: Publisher) -> None:
    offer = editions.preview_pack(ws, pack, real.trust)
    editions.adopt(ws, offer)
    editions.roll_back(ws, offer.base.digest, "试一试")
    again = editions.preview_pack(ws, pack, real.trust)
    assert again.card == offer.card
    editions.adopt(ws, again)
    assert ws.catalogue.digest == offer.card.digest


def test_going_back_asks_for_a_reason_and_for_an_edition_that_was_there(ws: Workspace, pack: Path, real: Publisher) -> None:
    first = ws.catalogue.digest
    editions.adopt(ws, editions.preview_pack(ws, pack, real.trust))
    with pytest.raises(InputError, match="原因"):
        editions.roll_back(ws, first, "  ")
    for digest in ("0" * 64, first[:3], ""):
        with pytest.raises(RuleError, match="没有"):
            editions.roll_back(ws, digest, "看看")
    with pytest.raises(RuleError, match="在用的就是"):
        editions.roll_back(ws, ws.catalogue.digest, "看看")


def test_an_edition_that_lacks_what_a_source_names_is_not_taken(ws: Workspace, filled: Dossier, real: Publisher, tmp_path: Path) -> None:
    steam = "steam_sample,蒸汽示例,steam,heat,2,0.1,tCO2/GJ,t,GJ,CO2,,,,,,2025,,四川,示例公告,表4,unchecked,yes"
    offer = editions.preview_pack(ws, real.pack(tmp_path / "pack.zip", "2026.03", factors=(steam,)), real.trust)
    editions.adopt(ws, offer)
    with ws.job("改因子") as job:
        source = next(one for one in job.work.sources.of_venue(filled.venue_id) if one.name.startswith("外购电力"))
        job.work.sources.put(replace(source, factor_id="steam_sample"), job.change)
    back = editions.preview_return(ws, offer.base.digest)
    assert back.effects == ()
    assert any("steam_sample" in one for one in back.blocked)
    assert [row.id for row in back.changes.gone] == ["steam_sample"]
    with pytest.raises(RuleError, match="steam_sample"):
        editions.roll_back(ws, offer.base.digest, "看看")
    assert ws.catalogue.digest == offer.card.digest


# ---------------------------------------------------------------- packs that are refused


def test_a_pack_that_follows_another_edition_is_refused(ws: Workspace, real: Publisher, tmp_path: Path) -> None:
    other = real.pack(tmp_path / "pack.zip", "2026.03", factors=(grid(2025),), based_on="ab" * 32)
    with pytest.raises(RuleError, match="abababababab") as refused:
        editions.preview_pack(ws, other, real.trust)
    assert refused.value.code == "pack.base"


def test_a_pack_may_insist_on_the_edition_it_follows(ws: Workspace, pack: Path, real: Publisher, tmp_path: Path) -> None:
    editions.adopt(ws, editions.preview_pack(ws, pack, real.trust))
    following = real.pack(tmp_path / "next.zip", "2027.03", factors=(grid(2026),), based_on=ws.catalogue.digest)
    offer = editions.preview_pack(ws, following, real.trust)
    editions.adopt(ws, offer)
    assert names(editions.editions(ws)) == ["2027.03", "2026.03", "2025.12"]
    assert ws.catalogue.for_year("grid_prov_sichuan", 2026) is ws.catalogue.factors["grid_prov_sichuan_2026"]


def test_a_pack_that_brings_nothing_new_is_refused(ws: Workspace, pack: Path, real: Publisher) -> None:
    editions.adopt(ws, editions.preview_pack(ws, pack, real.trust))
    with pytest.raises(RuleError, match="都已在因子库里"):
        editions.preview_pack(ws, pack, real.trust)


def test_one_name_means_one_edition(ws: Workspace, pack: Path, real: Publisher, tmp_path: Path) -> None:
    editions.adopt(ws, editions.preview_pack(ws, pack, real.trust))
    other = real.pack(tmp_path / "other.zip", "2026.03", factors=(grid(2026),))
    with pytest.raises(RuleError, match=r"已有名为 2026\.03"):
        editions.preview_pack(ws, other, real.trust)


def test_another_value_for_a_published_row_is_refused_with_its_place(ws: Workspace, pack: Path, real: Publisher, tmp_path: Path) -> None:
    editions.adopt(ws, editions.preview_pack(ws, pack, real.trust))
    other = real.pack(tmp_path / "other.zip", "2026.04", factors=(grid(2025, "0.3"),))
    with pytest.raises(FileError, match=r"factors\.csv 第 2 行，字段「id」"):
        editions.preview_pack(ws, other, real.trust)


def test_nobody_is_believed_who_is_not_in_a_profile(ws: Workspace, pack: Path, trial: Publisher) -> None:
    with pytest.raises(VerificationError, match="不属于您信任的任何平台"):
        editions.preview_pack(ws, pack, trial.trust)


def test_a_preview_that_others_have_overtaken_is_refused(ws: Workspace, pack: Path, real: Publisher, tmp_path: Path) -> None:
    first = editions.preview_pack(ws, pack, real.trust)
    second = editions.preview_pack(ws, real.pack(tmp_path / "other.zip", "2026.04", factors=(grid(2026),)), real.trust)
    editions.adopt(ws, first)
    with pytest.raises(RuleError, match="重新预览"):
        editions.adopt(ws, second)
    assert ws.catalogue.digest == first.card.digest


def test_trial_factors_stay_out_of_a_real_ledger(ws: Workspace, trial: Publisher, trial_pack: Path) -> None:
    with pytest.raises(VerificationError, match="只能用于示例账本") as refused:
        editions.preview_pack(ws, trial_pack, trial.trust)
    assert refused.value.code == "E_ENVIRONMENT"


def as_sample(ws: Workspace, hotel: Venue) -> None:
    with ws.job("示例") as job:
        job.work.venues.put(replace(hotel, sample=True), job.change)


def test_in_a_sample_they_count_under_a_name_that_says_so(
    ws: Workspace, filled: Dossier, trial: Publisher, trial_pack: Path, real: Publisher, tmp_path: Path
) -> None:
    as_sample(ws, compiling.snapshot(ws, filled.id).venue)
    offer = editions.preview_pack(ws, trial_pack, trial.trust)
    editions.adopt(ws, offer)
    assert offer.card.trial
    assert json.loads(document(ws, filled.id))["factor_set"] == "2026.03-试用"
    following = real.pack(tmp_path / "real.zip", "2027.03", factors=(grid(2026),))
    with pytest.raises(RuleError, match="试用因子库"):  # its rows would stay under those of a real pack
        editions.preview_pack(ws, following, real.trust)


def test_a_ledger_without_venues_takes_no_trial_factors(trial: Publisher, trial_pack: Path, tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "空.tanzhang") as ws, pytest.raises(VerificationError, match="只能用于示例账本"):
        editions.preview_pack(ws, trial_pack, trial.trust)


# ---------------------------------------------------------------- a program that ships a newer library


def older_texts() -> dict[str, str]:
    """The library before the newest vintage of Sichuan."""
    texts = dict(shipped_texts())
    texts["factors.csv"] = "".join(row for row in texts["factors.csv"].splitlines(keepends=True) if "grid_prov_sichuan_2023" not in row)
    texts["edition.toml"] = 'name = "2024.12"\n'
    return texts


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A ledger that an older program began."""
    folder = tmp_path / "旧.tanzhang"
    create_store(folder, now=AT).close()
    edition = edition_of(older_texts())
    with contextlib.closing(open_store(folder)) as store, store.begin() as work:
        work.editions.keep(edition)
        work.editions.put_in_force(edition.digest, EditionAct.BEGIN, at=AT.isoformat(), author="")
    return folder


def test_a_newer_program_offers_its_library_and_changes_nothing_unasked(older: Path) -> None:
    with Workspace.open(older) as ws:
        found = editions.editions(ws)
        assert found.in_force.name == "2024.12"
        assert found.shipped is not None
        assert found.shipped.name == reference_data().edition
        offer = editions.preview_shipped(ws)
        assert [row.id for row in offer.rows] == ["grid_prov_sichuan_2023"]
        assert (offer.changes.gone, offer.changes.others, offer.title) == ((), (), "")
        editions.adopt(ws, offer)
        assert editions.editions(ws).shipped is None
        with pytest.raises(RuleError, match="在用的就是"):
            editions.preview_shipped(ws)
    with Workspace.open(older) as ws:
        assert ws.catalogue is reference_data()


def test_an_older_program_has_nothing_to_offer(older: Path) -> None:
    with contextlib.closing(open_store(older)) as store, store.begin() as work:
        newer = edition_of({**older_texts(), "edition.toml": 'name = "2099.01"\n'})
        work.editions.keep(newer)
        work.editions.put_in_force(newer.digest, EditionAct.ADOPT, at=AT.isoformat(), author="")
    with Workspace.open(older) as ws:
        assert editions.editions(ws).shipped is None


# ---------------------------------------------------------------- what is locked, and what is not


@pytest.mark.referee("long-run")
def test_a_locked_year_is_byte_identical_under_a_newer_edition(year: Path, trial: Publisher, tmp_path: Path, few_rounds: None) -> None:
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        found = {one.period.label: one for one in dossiers.all_dossiers(ws)}
        locked, opened = found["2025"], found["2024"]
        assert (locked.status, opened.status) == (DossierStatus.LOCKED, DossierStatus.OPEN)
        before = document(ws, locked.id)
        old = sealed.package_in(year)
        dossiers.set_method(ws, opened.id, replace(opened.method, gwp_set=GwpSet.AR5))
        lines = compiling.inventory(ws, opened.id).results
        pack = trial.pack(tmp_path / "pack.zip", "2026.03", factors=(grid(2024), grid(2025, "0.9")), gwp=(METHANE,))
        offer = editions.preview_pack(ws, pack, trial.trust)
        assert {one.dossier_id for one in offer.effects if one.changed} == {opened.id}
        assert {one.dossier_id for one in offer.effects if one.locked} == {one.id for one in found.values() if one.id != opened.id}
        editions.adopt(ws, offer)
        with ws.job("自有因子") as job:
            job.work.own_factors.put(own_factor(), job.change)
        assert document(ws, locked.id) == before
        after = compiling.inventory(ws, opened.id).results
        assert_only_these_lines(lines, after, {"grid_prov_sichuan_2024", "gwp_ch4_fossil_ar5"})
        order = submitting.SealOrder(year / "keys" / "preparer.p12", PASSPHRASE, tmp_path / "again")
        again = submitting.seal(ws, locked.id, order).path
        assert payload(again) == payload(old)
        judged = receiving.judge(again, trust_of(year), recompute=True, at=ws.clock())
        assert judged.recomputed is not None
        assert judged.recomputed.equal


def payload(package: Path) -> dict[str, bytes]:
    """The figures and tables of a package: what a recomputation reads."""
    with zipfile.ZipFile(package) as archive:
        found = {one.partition("/")[2]: archive.read(one) for one in archive.namelist()}
    return {path: content for path, content in found.items() if path.startswith(("data/tables/", "data/result/", "data/plan/"))}


def trust_of(year: Path) -> object:
    return identifying.trust((year / "trust" / "profile.zip",), None, at=datetime.now(UTC))


def own_factor() -> OwnFactor:
    return OwnFactor(OwnFactorId("x"), "本店电力", Decimal("0.3"), "kg", "kWh", Gas.CO2, "检测报告")


def assert_only_these_lines(before: Sequence[SourceResult], after: Sequence[SourceResult], factors: set[str]) -> None:
    """Line by line: what uses one of the factors now differs, and nothing else does."""
    old = {(one.source.id, line.month, line.gas): line for one in before for line in (*one.lines, *one.memo)}
    new = {(one.source.id, line.month, line.gas): line for one in after for line in (*one.lines, *one.memo)}
    assert old.keys() == new.keys()
    for key, line in new.items():
        uses = {use.factor_id for use in line.uses} & factors
        assert (line != old[key]) == bool(uses), key
    assert {use.factor_id for line in new.values() for use in line.uses} >= factors


@settings(max_examples=15)
@given(value=st.decimals(min_value=Decimal("0.0001"), max_value=Decimal(2), places=4))
def test_any_new_vintage_changes_only_the_lines_that_use_it(open_year: Snapshot, value: Decimal) -> None:
    newest = open_year.catalogue.for_year("grid_prov_sichuan", 2024)
    assert newest is not None
    added = replace(newest, id="grid_prov_sichuan_2024", vintage=2024, value=value)
    factors = {**open_year.catalogue.factors, added.id: added}
    before = compiling.inventory_of(open_year, compare=False)
    after = compiling.inventory_of(replace(open_year, catalogue=replace(open_year.catalogue, factors=factors)), compare=False)
    assert_only_these_lines(before.results, after.results, {added.id})
    moved = sum((line.quantity for line in after.lines() if any(use.factor_id == added.id for use in line.uses)), Fraction(0))
    assert after.total() - before.total() == moved * (Fraction(value) - Fraction(newest.value)) / 1000


@pytest.fixture(scope="session")
def open_year(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The year of the demonstration that is still open."""
    copy = sealed.copy_of(demo, tmp_path_factory.mktemp("open"))
    with Workspace.open(copy / "ledger") as ws:
        return compiling.snapshot(ws, next(one.id for one in dossiers.all_dossiers(ws) if one.period.label == "2024"))


def test_trial_factors_are_not_sealed_for_real(year: Path, trial: Publisher, trial_pack: Path, tmp_path: Path, few_rounds: None) -> None:
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        editions.adopt(ws, editions.preview_pack(ws, trial_pack, trial.trust))
        taken = compiling.snapshot(ws, next(one.id for one in dossiers.all_dossiers(ws) if one.period.label == "2024"))
        with ws.job("换成真的") as job:
            job.work.venues.put(replace(taken.venue, sample=False), job.change)
        draft = identifying.KeyDraft(
            SignerRole.PREPARER, "陈示例", taken.organization.name, taken.organization.credit_code, "510100", Environment.PRODUCTION
        )
        key = tmp_path / "real.p12"
        identifying.make_key(key, draft, PASSPHRASE, ws.clock())
        order = submitting.SealOrder(key, PASSPHRASE, tmp_path / "out", single_signer_reason="只有一人")
        with pytest.raises(RuleError, match="试用因子库") as refused:
            submitting.seal(ws, taken.dossier.id, order)
        assert refused.value.code == "seal.trial_factors"


# ---------------------------------------------------------------- rows to look up


def test_the_rows_that_the_dossiers_use_are_listed_with_who_uses_them(ws: Workspace, filled: Dossier) -> None:
    used = {row.id: row for row in factor_rows.rows(ws)}
    assert used["grid_prov_sichuan_2023"].used_by == (filled.title,)
    everything = factor_rows.rows(ws, everything=True)
    assert {row.kind for row in everything} == {"factor", "gwp", "blend", "benchmark"}
    assert len(everything) > len(used)


def test_a_row_is_shown_with_the_other_years_of_its_series(ws: Workspace) -> None:
    found, others = factor_rows.row(ws, "grid_prov_sichuan_2022")
    assert [one.vintage for one in found] == [2022]
    assert [one.vintage for one in others] == [2023, 2021]
    blend, none = factor_rows.row(ws, "blend_r404a")
    assert len(blend) == 3
    assert none == ()
    with pytest.raises(InputError, match="nothing"):
        factor_rows.row(ws, "nothing")


def test_the_ledgers_own_factors_are_found_too(ws: Workspace) -> None:
    with ws.job("自有因子") as job:
        job.work.own_factors.put(own_factor(), job.change)
    (found,), _others = factor_rows.row(ws, "own:x")
    assert (found.name, found.value, found.mark) == ("本店电力", "0.3", "unchecked")
