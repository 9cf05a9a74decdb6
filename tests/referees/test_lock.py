"""What the judge in Python needs is locked apart: with digests, named with its licence, and none of it needed by the program."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "requirements-referees.txt").read_text(encoding="utf-8")


def _names(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_the_lock_holds_what_was_asked_with_digests_and_no_address() -> None:
    asked = re.findall(r"^([a-z0-9_]+)==(\S+)$", (ROOT / "requirements-referees.in").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert asked
    for name, version in asked:
        assert f"{name.replace('_', '-')}=={version} \\\n    --hash=sha256:" in TEXT
    entries = TEXT.partition("\n")[2]
    assert len(re.findall(r"==[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", entries)) == len(
        re.findall(r"^\S+==", entries, flags=re.MULTILINE)
    )
    assert "://" not in entries


def test_the_judge_needs_what_the_program_and_its_tests_must_not_have() -> None:
    assert {"bw2calc", "numpy", "scipy"} <= _names("requirements-referees.txt")
    assert not {"bw2calc", "numpy", "scipy", "pandas"} & _names("requirements-dev.txt")


def test_licence_of_each_package_is_named() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "packaging" / "THIRD-PARTY.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = {name.lower() for row in rows for name in row.split(", ")}
    assert _names("requirements-referees.txt") <= named
