"""Creating, opening and upgrading a ledger: whole or not at all, and what is not ours stays untouched."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint
from sqlalchemy.exc import OperationalError

from core.domain.period import Month
from core.errors import AppError, EnvironmentFault, FileError, InputError
from core.store.connection import APPLICATION_ID, migrating_engine
from core.store.database import LEDGER_ID, Store, create_store, open_store
from core.store.schema_claims import Base
from core.store.schema_reference import OwnFactorRow
from core.store.upgrading import SHIPPED, Migrations
from tests.store.claims_sample import fill_claims
from tests.store.monthly_sample import fill_monthly
from tests.store.papers_sample import fill_papers
from tests.store.reduction_sample import fill_reduction
from tests.store.reference_sample import fill_reference
from tests.store.sample import DOSSIER, EVENT, NOON, ORGANIZATION, VENUE, fill

ROOT = Path(__file__).resolve().parents[2]
STORES = sorted((ROOT / "tests" / "golden" / "stores").glob("*.tanzhang"))


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def raw(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
        yield connection


# ---------------------------------------------------------------- creating


def test_a_new_ledger_has_its_parts_and_its_facts(tmp_path: Path) -> None:
    folder = tmp_path / "新" / "岷江酒店.tanzhang"
    store = create_store(folder, now=NOON)
    assert {path.name for path in folder.iterdir()} == {"ledger.db", "evidence", "backups"}
    with store.read() as work:
        assert len(work.ledger.get(LEDGER_ID)) == 36
        assert work.ledger.get("created_at") == "2026-03-06T12:00:00+00:00"
    store.close()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "a.tanzhang"
    folder.mkdir()
    create_store(folder).close()
    assert (folder / "ledger.db").is_file()


def test_what_is_there_is_not_overwritten(ledger: Path, tmp_path: Path) -> None:
    before = everything(ledger)
    with pytest.raises(InputError, match="已经存在"):
        create_store(ledger)
    assert everything(ledger) == before
    file = tmp_path / "file.tanzhang"
    file.write_text("x")
    with pytest.raises(InputError, match="已经存在"):
        create_store(file)


def test_a_place_that_cannot_hold_a_ledger_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EnvironmentFault) as caught:
        create_store(tmp_path / "file" / "a.tanzhang")
    assert caught.value.code == "store.not_writable"


def test_a_creation_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OperationalError):
        create_store(tmp_path / "a.tanzhang", migrations=_with_one_more(tmp_path / "scripts", "op.execute('NONSENSE')"))
    assert [path.name for path in tmp_path.iterdir()] == ["scripts"]


# ---------------------------------------------------------------- the schema


def test_the_migrations_make_the_mapped_tables(ledger: Path) -> None:
    engine = migrating_engine(ledger / "ledger.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert OwnFactorRow.metadata is Base.metadata
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_migrations_make_the_mapped_checks(ledger: Path) -> None:
    """They are not among what alembic compares."""
    count = 0
    for name, table in Base.metadata.tables.items():
        mapped = {f"CONSTRAINT {check.name} CHECK ({check.sqltext})" for check in table.constraints if isinstance(check, CheckConstraint)}
        with raw(ledger) as connection:
            (made,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        assert len(mapped) == made.count("CHECK")
        assert all(check in made for check in mapped), name
        count += len(mapped)
    assert count == 8


def test_the_known_revisions_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(SHIPPED.folder))
    config.set_main_option("path_separator", "os")
    scripts = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(scripts)) == SHIPPED.revisions


def test_the_file_says_what_it_is_and_how_it_is_kept(store: Store) -> None:
    with store._writing.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("application_id", "journal_mode", "synchronous",
                                                                                       "foreign_keys", "busy_timeout")}  # fmt: skip
    assert found == {"application_id": APPLICATION_ID, "journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_ledger_of_today_opens_without_alembic(ledger: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from core.store.database import open_store; open_store(Path(sys.argv[1])).close();"
        "sys.exit(any(name.partition('.')[0] in ('alembic', 'mako') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program, str(ledger)], cwd=ROOT, check=False).returncode == 0


# ---------------------------------------------------------------- opening


def test_nothing_there_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty.tanzhang").mkdir()
    (tmp_path / "file.tanzhang").write_text("x")
    for name in ("none.tanzhang", "empty.tanzhang", "file.tanzhang"):
        with pytest.raises(FileError) as caught:
            open_store(tmp_path / name)
        assert caught.value.code == "store.missing"
        assert name in caught.value.message


def _refused(folder: Path) -> AppError:
    before = everything(folder)
    with pytest.raises(FileError) as caught:
        open_store(folder)
    assert everything(folder) == before
    return caught.value


def test_a_newer_ledger_is_refused_and_stays_untouched(ledger: Path) -> None:
    with raw(ledger) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    refusal = _refused(ledger)
    assert refusal.code == "store.newer"
    assert "9999" in refusal.message


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00", b"PK\x03\x04" * 1000])
def test_a_file_that_is_no_ledger_is_refused_and_stays_untouched(ledger: Path, content: bytes) -> None:
    (ledger / "ledger.db").write_bytes(content)
    assert _refused(ledger).code == "store.foreign"


def test_a_database_of_another_program_is_refused_and_stays_untouched(ledger: Path) -> None:
    (ledger / "ledger.db").unlink()
    with raw(ledger) as connection:
        connection.execute("CREATE TABLE activity (id)")
    assert _refused(ledger).code == "store.foreign"


@pytest.mark.parametrize("statement", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_a_ledger_without_its_revision_is_refused(ledger: Path, statement: str) -> None:
    with raw(ledger) as connection:
        connection.execute(statement)
    assert _refused(ledger).code == "store.damaged"


def test_a_damaged_ledger_is_refused_with_the_way_to_the_backups(ledger: Path) -> None:
    content = bytearray((ledger / "ledger.db").read_bytes())
    content[100:4096] = bytes(3996)
    (ledger / "ledger.db").write_bytes(content)
    refusal = _refused(ledger)
    assert refusal.code == "store.damaged"
    assert "backups" in refusal.hint


def test_a_ledger_cut_short_is_noticed_when_it_is_read(ledger: Path) -> None:
    content = (ledger / "ledger.db").read_bytes()
    (ledger / "ledger.db").write_bytes(content[: 4096 * 3])
    with pytest.raises(FileError) as caught:
        store = open_store(ledger)
        with store.read() as work:
            work.venues.all()
    assert caught.value.code == "store.damaged"


def test_a_ledger_opened_for_reading_refuses_changes_and_stays_untouched(ledger: Path) -> None:
    before = everything(ledger)
    store = open_store(ledger, read_only=True)
    with store.read() as work:
        assert work.venues.all() == ()
    with pytest.raises(EnvironmentFault) as caught, store.begin():
        pass
    store.close()
    assert caught.value.code == "store.read_only"
    assert everything(ledger) == before


# ---------------------------------------------------------------- upgrading


def _with_one_more(folder: Path, *steps: str) -> Migrations:
    """The shipped migrations and one more."""
    shutil.copytree(SHIPPED.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    lines = ["from alembic import op", "import sqlalchemy as sa", f"revision, down_revision = '0999', '{SHIPPED.head}'", "def upgrade():"]
    (folder / "versions" / "0999_more.py").write_text("\n".join([*lines, *(f"    {step}" for step in steps)]), encoding="utf-8")
    return Migrations(folder, (*SHIPPED.revisions, "0999"))


GROW = (
    "with op.batch_alter_table('venue', recreate='always') as batch:",
    "    batch.add_column(sa.Column('stars', sa.Text(), nullable=False, server_default='5'))",
)


@pytest.fixture
def older(store: Store) -> Path:
    """A ledger of the schema before the one that the tests add, filled and closed."""
    fill(store)
    fill_claims(store)
    store.close()
    return store.folder


def test_an_older_ledger_is_backed_up_and_upgraded(older: Path, tmp_path: Path) -> None:
    migrations = _with_one_more(tmp_path / "100% 新", *GROW)
    before = everything(older)["ledger.db"]
    store = open_store(older, now=NOON, migrations=migrations)
    (copy,) = (older / "backups").iterdir()
    assert copy.name == f"ledger-{NOON.astimezone():%Y%m%d-%H%M%S}-upgrade.db"
    with store.read() as work:
        # The table was made anew; what hangs on it is still there.
        assert work.venues.all() == (VENUE,)
        assert len(work.activities.all_of_venue(VENUE.id)) == 7
    store.close()
    with raw(older) as connection:
        assert connection.execute("SELECT stars FROM venue").fetchall() == [("5",)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0999",)]
    with closing(sqlite3.connect(copy)) as old, closing(sqlite3.connect(":memory:")) as memory:
        memory.deserialize(before)
        assert list(old.iterdump()) == list(memory.iterdump())
    assert _refused(older).code == "store.newer"


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        ((*GROW, "op.execute('DELETE FROM person')", "op.execute('NONSENSE')"), OperationalError),
        ((*GROW, "op.execute('DELETE FROM organization')"), FileError),
        ((*GROW, "op.execute('UPDATE venue SET name = NULL')"), FileError),
    ],
    ids=["fault in a step", "what remains lacks what it refers to", "content against a rule"],
)
def test_an_upgrade_that_fails_leaves_the_ledger_as_it_was(
    older: Path, tmp_path: Path, steps: tuple[str, ...], kind: type[Exception]
) -> None:
    before = everything(older)
    with pytest.raises(kind):
        open_store(older, migrations=_with_one_more(tmp_path / "scripts", *steps))
    after = everything(older)
    (copy,) = set(after) - set(before)
    assert copy.endswith("-upgrade.db")
    assert {name: after[name] for name in before} == before
    open_store(older).close()


def test_an_older_ledger_is_not_upgraded_where_it_is_opened_for_reading(older: Path, tmp_path: Path) -> None:
    before = everything(older)
    with pytest.raises(FileError) as caught:
        open_store(older, read_only=True, migrations=_with_one_more(tmp_path / "scripts", *GROW))
    assert caught.value.code == "store.older"
    assert everything(older) == before


# ---------------------------------------------------------------- ledgers of every released schema


def test_each_schema_left_a_sample_store() -> None:
    assert [path.stem for path in STORES] == list(SHIPPED.revisions)


@pytest.mark.parametrize("kept", STORES, ids=lambda path: path.stem)
def test_a_sample_store_opens_with_all_that_is_in_it(kept: Path, ledger: Path, tmp_path: Path) -> None:
    fresh, old = open_store(ledger), open_store(Path(shutil.copytree(kept, tmp_path / kept.name)))
    fill(fresh)
    if kept.stem > "0001":
        fill_claims(fresh)
    if kept.stem > "0002":
        fill_reference(fresh)
    if kept.stem > "0003":
        fill_monthly(fresh)
    if kept.stem > "0004":
        fill_reduction(fresh)
    if kept.stem > "0005":
        fill_papers(fresh)
    assert old.check_evidence() == ()
    for store in (fresh, old):
        store.close()
    fresh, old = open_store(fresh.folder, read_only=True), open_store(old.folder, read_only=True)
    with fresh.read() as new, old.read() as found:
        assert _content(found) == _content(new)
    fresh.close()
    old.close()


def _content(work):
    entries = work.journal.entries()
    return [
        work.organizations.all(),
        work.venues.all(),
        work.people.all(),
        work.sources.of_venue(VENUE.id),
        work.meters.of_venue(VENUE.id),
        work.dossiers.all(),
        work.activities.all_of_venue(VENUE.id),
        work.evidence.all(),
        work.explanations.of_venue(VENUE.id),
        work.closed_months.of_venue(VENUE.id),
        work.events.all(),
        work.event_items.of_dossier(EVENT.id),
        work.lots.all(),
        work.allocations.all(),
        work.plan.of_venue(VENUE.id),
        work.packages.all(),
        work.deliveries.of_dossier(DOSSIER.id),
        work.receipts.all(),
        work.documents.of_dossier(DOSSIER.id),
        work.own_factors.all(),
        work.base_years.get(VENUE.id),
        work.frozen.get(DOSSIER.id),
        work.editions.steps(),
        work.comments.of_venue(VENUE.id, Month(2025, 1), Month(2025, 12)),
        work.thresholds.all(),
        work.mappings.all(),
        work.plan.with_drafts(VENUE.id),
        work.own_measures.all(),
        work.reduction_settings.get(VENUE.id),
        work.targets.get(VENUE.id),
        work.proofs.of_venue(VENUE.id),
        work.applications.get(EVENT.id),
        work.implementation_plans.get(EVENT.id),
        work.disclosures.of_dossier(EVENT.id),
        work.standings.of_organization(ORGANIZATION.id),
        [replace(entry, change_id="") for entry in entries],
        [[_bare(line) for line in work.journal.revisions(entry.change_id)] for entry in entries],
    ]


def _bare(line):
    """A revision without the change it belongs to and without the fields that an older program did not know."""
    states = [state and _known_then(json.loads(state)) for state in (line.before, line.after)]
    return (line.at, line.author, line.kind, line.key, *states)


def _known_then(state):
    if isinstance(state, list):
        return [_known_then(one) for one in state]
    if isinstance(state, dict):
        return {key: _known_then(value) for key, value in state.items() if key not in SINCE}
    return state


SINCE = {
    *("excluded_tonnes", "operator", "charge", "machine_class"),
    *("draft", "upkeep_yuan", "saving_yuan", "lifetime_years", "at_supplier"),
    *("bureau", "filed_on", "copied_on", "supplier", "netted_from", "quality", "issued_on"),
    *("losses", "time_of_use", "stock", "refrigerant", "legal_representative", "authorization", "thresholds"),
}
