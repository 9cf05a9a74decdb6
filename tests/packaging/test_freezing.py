"""What goes into the frozen program and what stays out, decided by rules that are judged here without freezing anything."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def freezing() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(ROOT / "packaging"), *sys.path])
        yield importlib.import_module("freezing")


def test_every_file_that_is_read_at_run_time_has_its_place(freezing: ModuleType) -> None:
    places = {f"{folder}/{Path(source).name}" for source, folder in freezing.program_files()}
    shipped = [path.relative_to(ROOT) for room in ("resources", "core/store/migrations") for path in (ROOT / room).rglob("*")]
    wanted = {path.as_posix() for path in shipped if (ROOT / path).is_file() and "__pycache__" not in path.parts}
    assert wanted - places == set()
    assert not any("__pycache__" in place for place in places)


def test_a_licence_of_every_shipped_package_travels_along(freezing: ModuleType) -> None:
    folders = {PurePosixPath(folder).parts[1] for _source, folder in freezing.program_files() if folder.startswith("licences/")}
    installed = {distribution.name.lower().replace("_", "-") for distribution in metadata.distributions()}
    under_lgpl = {"pyside6-essentials", "shiboken6"}  # their texts are packaging/licences
    assert set(freezing._locked()) & installed - under_lgpl <= folders


def test_of_the_solvers_for_six_systems_the_one_for_this_system_is_taken_with_its_licence(freezing: ModuleType) -> None:
    [(source, folder)] = freezing.solver()
    assert subprocess.run([source, "-quit"], capture_output=True, check=False).returncode == 0
    assert folder.startswith("pulp/solverdir/cbc/")
    texts = [Path(source).read_text(encoding="utf-8") for source, folder in freezing.program_files() if folder == "licences/pulp/cbc"]
    assert [text.partition("\n")[0].strip() for text in texts] == ["Eclipse Public License - v 1.0"]


def test_what_only_the_migrations_import_is_named(freezing: ModuleType) -> None:
    names = set(freezing.hidden_imports())
    assert {"alembic", "sqlalchemy"} <= names
    assert any(name.startswith("core.store.") for name in names)


def test_plugins_and_words_that_nobody_opens_stay_out(freezing: ModuleType) -> None:
    def kept(place: str) -> bool:
        return bool(freezing.kept([(place, "x", "BINARY")]))

    plugins = "PySide6/Qt/plugins"
    assert kept(f"{plugins}/platforms/libqxcb.so")
    assert kept(f"{plugins}/platforms/libqoffscreen.so")
    assert kept("PySide6\\plugins\\platforms\\qwindows.dll")
    assert kept(f"{plugins}/iconengines/libqsvgicon.so")
    assert kept(f"{plugins}/platforminputcontexts/libibusplatforminputcontextplugin.so")
    assert not kept(f"{plugins}/platforms/libqeglfs.so")
    assert not kept(f"{plugins}/platformthemes/libqgtk3.so")
    assert not kept(f"{plugins}/sqldrivers/libqsqlite.so")
    assert kept("PySide6/Qt/translations/qtbase_zh_CN.qm")
    assert not kept("PySide6/Qt/translations/qtbase_de.qm")
    assert not kept("resources/__pycache__/__init__.cpython-311.pyc")
    assert not kept("certifi/cacert.pem")
    assert kept("pillow.libs/libtiff-20b7e810.so.6.3.0")


def test_a_library_stays_exactly_as_long_as_somebody_is_linked_to_it(freezing: ModuleType) -> None:
    entries = [
        ("PySide6/QtGui.abi3.so", "gui", "EXTENSION"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "qtgui", "BINARY"),
        ("libpng16.so.16", "png", "BINARY"),
        ("libz.so.1", "z", "BINARY"),
        ("libgtk-3.so.0", "gtk", "BINARY"),
        ("libpango-1.0.so.0", "pango", "BINARY"),
        ("libpython3.11.so.1.0", "python", "BINARY"),
        ("pillow.libs/libtiff.so.6", "tiff", "BINARY"),
    ]
    links = {"gui": ["libQt6Gui.so.6", "libc.so.6"], "qtgui": ["LIBPNG16.so.16"], "png": ["libz.so.1"], "gtk": ["libpango-1.0.so.0"]}
    left = freezing.linked(entries, lambda file: links.get(file, []))
    assert {source for _name, source, _kind in left} == {"gui", "qtgui", "png", "z", "python", "tiff"}
    names = [("libz.so", "libz.so.1", "SYMLINK"), ("libgtk.so", "libgtk-3.so.0", "SYMLINK"), ("a.txt", "a.txt", "DATA")]
    assert freezing.leading_somewhere(names, left) == [names[0], names[2]]


def test_a_package_for_tests_that_slips_in_is_noticed(freezing: ModuleType) -> None:
    def entry(module: str) -> tuple[str, str, str]:
        return (module, str(importlib.import_module(module).__file__), "PYMODULE")

    assert freezing.strangers([entry("reportlab"), entry("json"), entry("core.errors")]) == []
    assert freezing.strangers([entry("reportlab"), entry("hypothesis"), entry("pytestqt.plugin")]) == ["hypothesis", "pytest-qt"]


def test_the_version_is_one_and_the_same(freezing: ModuleType) -> None:
    text = freezing.windows_version(freezing.version())
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    assert f"'ProductVersion', '{freezing.version()}'" in text


def test_what_stands_in_for_the_network_is_enough_to_import_the_signing_library() -> None:
    """In a process of its own, as in the frozen program: pyHanko with our stand-ins, and without what stays out."""
    program = f"""
import sys
sys.path.insert(0, {str(ROOT / "packaging" / "offline")!r})
class Out:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {{"lxml", "oscrypto", "yarl", "multidict", "requests", "xsdata"}}:
            raise ImportError(name)
sys.meta_path.insert(0, Out())
import pyhanko.sign.signers.pdf_cms, pyhanko.sign.validation, pyhanko_certvalidator
print(sys.modules["aiohttp"].__file__)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).parent == ROOT / "packaging" / "offline"
