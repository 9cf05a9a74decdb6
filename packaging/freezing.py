"""What app.spec decides: what goes into the frozen program, what stays out, and the licences that travel with it."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = "core/store/migrations"

UNUSED_MODULES = (
    # Never reached by what we call, yet named somewhere inside the libraries.
    "tkinter", "unittest", "pydoc", "lib2to3", "distutils", "setuptools", "curses", "readline", "numpy", "greenlet", "fontTools", "tomli",
    "PySide6.QtDesigner", "PySide6.QtNetwork", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtQml", "PySide6.QtQuick",
    "sqlalchemy.dialects.mssql", "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.oracle",
    "PIL._avif", "PIL._imagingcms", "PIL._imagingft", "PIL._imagingtk", "PIL._webp",
    # Whom the operating system trusts is nobody whom this program trusts.
    "oscrypto",
    "alembic.testing", "mako.ext", "mako.testing", "pyhanko.cli", "reportlab.graphics.testshapes",
    # With it openpyxl writes other bytes than without; pyHanko wants it only for metadata of PDF files, which we do not sign.
    "lxml",
)  # fmt: skip
"""Modules that stay out. `aiohttp` and `certifi` are not here: packaging/offline stands in for them."""

_PLUGINS = {
    # The kind of Qt plugin → the plugins that stay. Not named: other kinds of screen, networks, and databases.
    "platforms": r"q(xcb|wayland.*|offscreen|windows|cocoa)",
    "platforminputcontexts": r".*",
    "imageformats": r"q(svg|jpeg|ico)",
    "iconengines": r".*",
    "styles": r".*",
    "printsupport": r".*",
    "xcbglintegrations": r".*",
    "wayland-decoration-client": r"(bradient|adwaita)",
    "wayland-shell-integration": r"(xdg-shell|fullscreen-shell-v1)",
}
_LEFT_TO_THE_MACHINE = {"libcups.so.2"}
"""Where there is no printing there is no need of it, and its own libraries are many."""

_TRANSLATIONS = re.compile(r"(qtbase|qt)_(zh_CN|en)\.qm")
_LICENCES = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_OWN_LICENCES = ("LICENSE", "packaging/THIRD-PARTY.md", "packaging/licences/LGPL-3.0.txt", "packaging/licences/GPL-3.0.txt")

_BUILDERS = {"pyinstaller", "pyinstaller-hooks-contrib"}
"""Their start code is part of every frozen program, under an exception of their licence."""

Entry = tuple[str, str, str]
"""What PyInstaller keeps of a file: its place in the program, where it comes from, its kind."""


def version() -> str:
    """The program's version, as pyproject.toml has it."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        return str(tomllib.load(stream)["project"]["version"])


def program_files() -> list[tuple[str, str]]:
    """Files that are read at run time, each with its folder in the program: resources, migrations, licences."""
    solver_licence = Path(solver()[0][0]).with_name("coin-license.txt")
    return [*_folder("resources"), *_folder(MIGRATIONS), *_licences(), (str(solver_licence), "licences/pulp/cbc")]


def solver() -> list[tuple[str, str]]:
    """The program that core.optimizing starts, with its folder: of those for six systems that PuLP brings, the one for this system."""
    from pulp import PULP_CBC_CMD

    file = Path(os.path.normpath(PULP_CBC_CMD.pulp_cbc_path))
    return [(str(file), file.parent.relative_to(sysconfig.get_path("purelib")).as_posix())]


def hidden_imports() -> list[str]:
    """What only the migrations import: alembic reads them as files, so the analysis of the program does not see it."""
    found: set[str] = set()
    for script in (ROOT / MIGRATIONS).rglob("*.py"):
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and node.module != "__future__":
                found.add(node.module)
    return sorted(found)


def kept(entries: Sequence[Entry]) -> list[Entry]:
    """The files without those that the program never opens, and those of the machine that must not come from elsewhere."""
    return [entry for entry in entries if _is_kept(_place(entry))]


def linked(entries: Sequence[Entry], needs: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The binaries without the libraries that only files left out had need of.

    A list of names to drop would also hit what another library needs under the same name, and only its user would notice.

    Args:
        entries: the binaries that `kept` has left.
        needs: the names of the libraries that the binary at a path is itself linked to.
    """
    libraries = {_place(entry).name.lower(): entry for entry in entries if _is_library(entry)}
    wanted = [entry for entry in entries if not _is_library(entry)]
    found = set(wanted)
    while wanted:
        for name in needs(wanted.pop()[1]):
            library = libraries.get(name.lower())
            if library is not None and library not in found:
                found.add(library)
                wanted.append(library)
    return [entry for entry in entries if entry in found]


def strangers(entries: Sequence[Entry]) -> list[str]:
    """Packages among the files that requirements.txt does not have: something for tests or building has slipped in."""
    owners: dict[str, str] = {}
    for distribution in metadata.distributions():
        # `files` looks for each of some ten thousand on the disk, and `name` reads a whole file each time.
        name = re.sub(r"[-_.]+", "-", distribution.name).lower()
        for top in re.findall(r'^"?([^/,"]+)', distribution.read_text("RECORD") or "", flags=re.MULTILINE):
            owners[top] = name
    packages = Path(sysconfig.get_path("purelib"))
    found = {
        owners[Path(source).relative_to(packages).parts[0]] for _name, source, _kind in entries if Path(source).is_relative_to(packages)
    }
    return sorted(found - set(_locked()) - _BUILDERS)


def leading_somewhere(entries: Sequence[Entry], there: Sequence[Entry]) -> list[Entry]:
    """The entries without second names of files that are no longer there."""
    places = {entry[0] for entry in there}
    return [entry for entry in entries if entry[2] != "SYMLINK" or entry[1] in places]


def needs(file: str) -> list[str]:
    """The names of the libraries that a binary is itself linked to, not those behind them."""
    if sys.platform == "linux":
        told = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True).stdout
        return re.findall(r"^ +NEEDED +(\S+)$", told, flags=re.MULTILINE)
    from PyInstaller.depend.bindepend import get_imports

    return [Path(name).name for name, _path in get_imports(file)]


def system_licences(entries: Sequence[Entry]) -> list[Entry]:
    """The copyright files of the Debian packages that the machine's own libraries came from; nothing on other systems."""
    if shutil.which("dpkg-query") is None:
        return []
    ours = (str(ROOT), sysconfig.get_path("purelib"), sys.base_prefix)
    libraries = [source for _name, source, kind in entries if kind == "BINARY" and not source.startswith(ours)]
    # Where /lib is a link to /usr/lib, the list of installed files may know a library under either name.
    names = [name for source in libraries for name in (source, source.removeprefix("/usr"), f"/usr{source}")]
    told = subprocess.run(["dpkg-query", "--search", *names], capture_output=True, text=True, check=False).stdout
    packages = {line.partition(":")[0] for line in told.splitlines()}
    files = [(f"licences/system/{name}/copyright", f"/usr/share/doc/{name}/copyright", "DATA") for name in sorted(packages)]
    return [entry for entry in files if Path(entry[1]).is_file()]


def windows_version(text: str) -> str:
    """The version as the properties of a Windows program show it, in the form that PyInstaller reads."""
    numbers = (*(int(part) for part in text.split(".")), 0)
    words = {
        "CompanyName": "碳账本",
        "FileDescription": "碳账本",
        "FileVersion": text,
        "ProductName": "碳账本",
        "ProductVersion": text,
        "LegalCopyright": "Apache License 2.0",
    }
    rows = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in words.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), kids=["
        f"StringFileInfo([StringTable('080404b0', [{rows}])]), VarFileInfo([VarStruct('Translation', [0x804, 1200])])])"
    )


def _place(entry: Entry) -> PurePosixPath:
    return PurePosixPath(entry[0].replace("\\", "/"))


def _is_library(entry: Entry) -> bool:
    """Whether a binary is there only because another one is linked to it; Python itself is loaded by the executables."""
    place = _place(entry)
    if entry[2] == "EXTENSION" or place.name.startswith(("libpython", "python3")):
        return False
    return place.parent.as_posix() in {".", "PySide6", "PySide6/Qt/lib"}


def _is_kept(place: PurePosixPath) -> bool:
    parts = place.parts
    if "__pycache__" in parts:
        return False
    if place.name in _LEFT_TO_THE_MACHINE or parts[0] == "certifi":
        return False
    if "translations" in parts and place.suffix == ".qm":
        return _TRANSLATIONS.fullmatch(place.name) is not None
    if "plugins" in parts and "PySide6" in parts:
        wanted = _PLUGINS.get(place.parent.name)
        return wanted is not None and re.fullmatch(wanted, place.name.removeprefix("lib").partition(".")[0]) is not None
    return True


def _folder(path: str) -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / path).rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            yield str(file), file.parent.relative_to(ROOT).as_posix()


def _locked() -> list[str]:
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9-]+)==", lock, flags=re.MULTILINE)


def _licences() -> Iterator[tuple[str, str]]:
    """Our own licence and notices, and the licence files of every installed package of the runtime lock."""
    for own in _OWN_LICENCES:
        yield str(ROOT / own), "licences"
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python.is_file():
        yield str(python), "licences/python"
    for name in _locked():
        try:
            files = metadata.files(name) or []
        except metadata.PackageNotFoundError:  # one for another system
            continue
        for file in files:
            if ".dist-info" in file.parts[0] and ("licenses" in file.parts or _LICENCES.match(file.name)):
                inner = [part for part in file.parts[1:-1] if part != "licenses"]
                yield str(file.locate()), "/".join(["licences", name, *inner])
