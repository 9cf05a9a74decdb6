"""The commands of the factor library: shown before adopted, one JSON document, exit codes of the contract, a way back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.catalogue_loader.extending import EXTENDABLE, FACTORS
from core.cli.entry import run
from core.cli.submission_commands import PASSPHRASE as VARIABLE
from core.submission.writing import key_files
from core.workflows.trying import PASSPHRASE
from tests.workflows.packs import grid
from tests.workflows.sealed import FEW_ROUNDS, WINDOW, copy_of, demo_folder

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def year(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of what the demonstration left."""
    return copy_of(demo_folder(tmp_path_factory) / "hotel", tmp_path)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    monkeypatch.setattr(key_files, "ROUNDS", FEW_ROUNDS)

    def called(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--data-dir", str(tmp_path / "settings"), *map(str, arguments)], WINDOW)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return called


def document(answer: tuple[int, str, str]) -> Any:
    assert answer[0] == 0
    return json.loads(answer[1])


@pytest.fixture
def pack(call: Call, year: Path, tmp_path: Path) -> Path:
    """A pack of the demonstration's own trial platform."""
    rows = tmp_path / "rows"
    rows.mkdir()
    (rows / FACTORS).write_text(f"{EXTENDABLE[FACTORS].replace(' ', ',')}\n{grid(2024)}\n{grid(2025)}\n", encoding="utf-8")
    out = tmp_path / "因子包.zip"
    code, said, _err = call("desk", "pack", year / "platform", "--rows", rows, "--name", "2026.03", "--title", "电力因子", "--out", out)
    assert code == 0
    assert "grid_prov_sichuan_2024  0.2 kgCO2/kWh" in said
    return out


def trusted(year: Path) -> tuple[object, ...]:
    return ("--profile", year / "trust" / "profile.zip")


def test_a_pack_is_verified_like_any_signed_file(call: Call, pack: Path, year: Path) -> None:
    code, out, _err = call("verify", pack, *trusted(year), "--json")
    found = json.loads(out)
    assert (code, found["verdict"], found["kind"], found["trial"]) == (0, "valid", "factor-pack", True)
    assert {"PACK_ROWS", "PACK_FITS"} <= {check["code"] for check in found["checks"]}
    code, out, err = call("verify", pack, "--json")
    assert (code, json.loads(out)["verdict"]) == (1, "unregistered")
    assert "E_CERT_UNTRUSTED" in err


def test_the_whole_way_there_and_back(call: Call, pack: Path, year: Path) -> None:
    ledger = year / "ledger"
    first = document(call("factors", "list", ledger, "--json"))
    assert [step["act"] for step in first["steps"]] == ["begin"]
    assert "grid_prov_sichuan_2023" in {row["id"] for row in first["rows"]}

    offered = document(call("factors", "preview", ledger, pack, *trusted(year), "--json"))
    assert offered["edition"]["name"] == "2026.03-试用"
    assert [row["id"] for row in offered["added"]] == ["grid_prov_sichuan_2024", "grid_prov_sichuan_2025"]
    effects = {one["title"]: one for one in offered["effects"]}
    assert sum(one["before_tco2e"] != one["after_tco2e"] for one in effects.values()) == 1
    assert all(one["before_tco2e"] == one["after_tco2e"] for one in effects.values() if one["locked"])

    code, out, err = call("factors", "adopt", ledger, pack, *trusted(year))
    assert code == 1
    assert "--yes" in err
    assert "已锁定，不变" in out
    assert document(call("factors", "list", ledger, "--json"))["in_force"] == first["in_force"]

    code, out, _err = call("factors", "adopt", ledger, pack, *trusted(year), "--yes")
    assert code == 0
    assert "已采用因子库 2026.03-试用" in out
    changed = next(one for one in effects.values() if not one["locked"])
    after = document(call("footprint", ledger, "--dossier", changed["dossier"], "--json"))
    assert after["total_tco2e"] == changed["after_tco2e"]
    assert after["factor_set"] == "2026.03-试用"

    code, out, _err = call("factors", "list", ledger, "--all")
    assert code == 0
    assert "grid_prov_sichuan_2025" in out
    assert "→" in out  # the effect that was shown stands in the list of steps
    digest = first["in_force"]["digest"][:12]
    code, out, _err = call("factors", "rollback", ledger, "--to", digest, "--reason", "试过了")
    assert code == 0
    assert "已回退到因子库 2025.12" in out
    last = document(call("factors", "list", ledger, "--json"))
    assert [step["act"] for step in last["steps"]] == ["roll_back", "adopt", "begin"]
    assert (last["rows"], last["in_force"]) == (first["rows"], first["in_force"])


def test_one_row_is_shown_with_its_document_and_its_series(call: Call, year: Path) -> None:
    code, out, _err = call("factors", "show", year / "ledger", "grid_prov_sichuan_2022")
    assert code == 0
    assert "公告2024年第33号" in out
    assert "grid_prov_sichuan_2023" in out
    found = document(call("factors", "show", year / "ledger", "gwp_co2_ar5", "--json"))
    assert (found["rows"][0]["value"], found["series"]) == ("1", [])


def test_wrong_use_and_refusals_have_their_exit_codes(call: Call, year: Path, pack: Path) -> None:
    ledger = year / "ledger"
    assert call("factors", "preview", ledger)[0] == 2
    assert call("factors", "preview", ledger, pack, "--shipped")[0] == 2
    assert call("factors", "rollback", ledger, "--to", "0" * 12)[0] == 2
    assert call("factors")[0] == 2
    for arguments, words in (
        (("preview", ledger, pack), "不属于您信任的任何平台"),
        (("preview", ledger, year / "receipt.zip", *trusted(year)), "不是因子包"),
        (("adopt", ledger, "--shipped"), "在用的就是"),
        (("show", ledger, "nothing"), "nothing"),
        (("rollback", ledger, "--to", "0" * 12, "--reason", "看看"), "没有"),
    ):
        code, _out, err = call("factors", *arguments)
        assert code == 1, arguments
        assert words in err
    assert call("factors", "preview", ledger, year / "missing.zip")[0] == 3


@pytest.mark.parametrize("act", ["list", "show", "preview", "adopt", "rollback"])
def test_every_command_has_help_with_an_example(call: Call, act: str) -> None:
    code, out, _err = call("factors", act, "--help")
    assert code == 0
    assert f"main.py factors {act} 账本.tanzhang" in out
