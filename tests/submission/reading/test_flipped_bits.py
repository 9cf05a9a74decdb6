"""One bit flipped: of a covered byte, refused and the file named; of the zip's bookkeeping, refused or nothing covered has changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.submission.codes import Verdict
from core.submission.reading import judging
from core.submission.reading.judgement import Judgement
from core.submission.reading.trust import Trust
from tests.submission.reading.bags import World

pytestmark = pytest.mark.referee("openssl")

FEW = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True, database=None, deadline=None)


def spans(whole: bytes) -> list[tuple[int, int, str]]:
    """Where each file's content lies in a stored zip, and its path inside the bag."""
    found = []
    at = 0
    while whole[at : at + 4] == b"PK\3\4":
        name_size, extra = (int.from_bytes(whole[at + place : at + place + 2], "little") for place in (26, 28))
        size = int.from_bytes(whole[at + 18 : at + 22], "little")
        begin = at + 30 + name_size + extra
        found.append((begin, begin + size, whole[at + 30 : at + 30 + name_size].decode().partition("/")[2]))
        at = begin + size
    return found


def flipped(whole: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(whole)
    changed[place] ^= 1 << bit
    return bytes(changed)


def judged(content: bytes, path: Path, trust: Trust, world: World) -> Judgement:
    path.write_bytes(content)
    return judging.verify(path, trust, at=world.now)


@FEW
@given(data=st.data())
def test_a_bit_of_a_covered_byte_is_found_and_its_file_named(data: st.DataObject, world: World, trust: Trust, tmp_path: Path) -> None:
    whole = world.fresh().bytes()
    begin, end, path = data.draw(st.sampled_from(spans(whole)))
    place, bit = data.draw(st.integers(begin, end - 1)), data.draw(st.integers(0, 7))
    judgement = judged(flipped(whole, place, bit), tmp_path / "x.zip", trust, world)
    assert judgement.verdict is Verdict.INVALID
    assert any(path in check.message for check in judgement.checks if check.failed), (path, place, bit)


@FEW
@given(data=st.data())
def test_a_bit_of_bookkeeping_changes_nothing_covered(data: st.DataObject, world: World, trust: Trust, tmp_path: Path) -> None:
    whole = world.fresh().bytes()
    covered = spans(whole)
    inside = {place for begin, end, _path in covered for place in range(begin, end)}
    outside = [place for place in range(len(whole)) if place not in inside]
    place, bit = data.draw(st.sampled_from(outside)), data.draw(st.integers(0, 7))
    before = judged(whole, tmp_path / "x.zip", trust, world)
    after = judged(flipped(whole, place, bit), tmp_path / "x.zip", trust, world)
    if after.verdict is not Verdict.INVALID:
        assert after.verdict is Verdict.VALID
        assert (after.package_digest, after.attachments) == (before.package_digest, before.attachments)
        assert [one.signature for one in after.signers] == [one.signature for one in before.signers]


@FEW
@given(data=st.data())
def test_a_bit_of_a_signature_is_found_even_when_the_zip_is_made_to_fit(
    data: st.DataObject, world: World, trust: Trust, tmp_path: Path
) -> None:
    bag = world.fresh()
    path = data.draw(st.sampled_from(["signatures/preparer.p7s", "signatures/approver.p7s"]))
    content = bag.files[path]
    bag.files[path] = flipped(content, data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7)))
    judgement = judged(bag.bytes(), tmp_path / "x.zip", trust, world)
    assert judgement.verdict is Verdict.INVALID
    assert any(path in check.message for check in judgement.checks if check.failed)


@FEW
@given(data=st.data())
def test_a_bit_of_a_path_is_found(data: st.DataObject, world: World, trust: Trust, tmp_path: Path) -> None:
    bag = world.fresh()
    entries = bag.entries()
    number = data.draw(st.integers(0, len(entries) - 1))
    raw = entries[number].raw()
    place = data.draw(st.integers(raw.index(b"/") + 1, len(raw) - 1))
    whole = bag.bytes().replace(raw, flipped(raw, place, data.draw(st.integers(0, 7))))
    assert judged(whole, tmp_path / "x.zip", trust, world).verdict is Verdict.INVALID


@settings(FEW, max_examples=40)
@given(noise=st.binary(max_size=400), at=st.integers(0, 10_000))
def test_noise_anywhere_is_answered_with_a_judgement(noise: bytes, at: int, world: World, trust: Trust, tmp_path: Path) -> None:
    whole = world.fresh().bytes()
    at %= len(whole)
    assert judged(whole[:at] + noise + whole[at:], tmp_path / "x.zip", trust, world).verdict is (
        Verdict.INVALID if noise else Verdict.VALID
    )
    assert judged(noise, tmp_path / "x.zip", trust, world).verdict is Verdict.INVALID


def test_the_statement_that_is_shown_is_the_one_that_was_signed(world: World, trust: Trust, tmp_path: Path) -> None:
    judgement = judged(world.fresh().bytes(), tmp_path / "x.zip", trust, world)
    assert judgement.statement == json.loads(world.submission.files["data/submission.json"])
