"""The shape of the house, as rules that a machine checks; the import contracts themselves stand in pyproject.toml."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.application.use_cases import lint_imports

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = str(ROOT / "pyproject.toml")
CONTRACTS = {contract["name"]: contract["id"] for contract in read_configuration(CONFIGURATION)["contracts_options"]}
MODULES = sorted(path for room in ("core", "ui") for path in (ROOT / room).rglob("*.py"))
SIGNS = [path for path in MODULES if path.name == "__init__.py"]
SIGNS_WITH_A_TUPLE = {Path("core/documents/reports/__init__.py"): "REPORTS", Path("ui/pages/__init__.py"): "PAGES"}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "base", "common", "service", "services", "misc"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("sentence", CONTRACTS)
def test_contract(sentence: str) -> None:
    cache = str(ROOT / ".cache" / "import-linter")
    assert lint_imports(CONFIGURATION, limit_to_contracts=(CONTRACTS[sentence],), cache_dir=cache, no_logo=True), sentence


def test_domain_and_accounting_need_the_standard_library_only() -> None:
    graph = grimp.build_graph("core", include_external_packages=True, cache_dir=None)
    pure = {room for room in ("core.domain", "core.accounting") if room in graph.modules}
    pure |= {module for room in pure for module in graph.find_descendants(room)}
    imported = {name for module in pure for name in graph.find_modules_directly_imported_by(module) if not name.startswith("core")}
    assert {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names} == set()


def test_every_module_fits_in_the_head() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_every_module_has_a_name_that_says_something() -> None:
    assert [_name(path) for path in MODULES if set(path.relative_to(ROOT).with_suffix("").parts) & NAMES_THAT_SAY_NOTHING] == []


@pytest.mark.parametrize("path", SIGNS, ids=_name)
def test_sign_at_the_door_holds_no_code(path: Path) -> None:
    sign, *rest = ast.parse(path.read_text(encoding="utf-8")).body
    assert isinstance(sign, ast.Expr)
    assert isinstance(sign.value, ast.Constant)
    if tuple_name := SIGNS_WITH_A_TUPLE.get(path.relative_to(ROOT)):
        rest = [node for node in rest if not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr)]
        assert [ast.unparse(target) for node in rest for target in _targets(node)] == [tuple_name]
    else:
        assert rest == []


def _targets(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.AnnAssign):
        return [node.target]
    return node.targets if isinstance(node, ast.Assign) else []


def test_no_text_is_translated_while_modules_are_imported() -> None:
    """Such a text would keep the language of the start; constants are marked with `mark` and translated when shown."""
    trees = {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
    calls = [(name, call) for name, tree in trees.items() for call in _calls_at_import(tree)]
    assert [f"{name}, line {call.lineno}" for name, call in calls if isinstance(call.func, ast.Name) and call.func.id == "_"] == []


def _calls_at_import(node: ast.AST) -> list[ast.Call]:
    found = [node] if isinstance(node, ast.Call) else []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        found += _calls_at_import(child)
    return found
