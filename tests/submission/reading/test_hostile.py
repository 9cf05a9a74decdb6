"""Every hostile package is refused, for its own reason and no other."""

from __future__ import annotations

import json
import subprocess
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.submission import Environment
from core.submission.codes import CODES, CheckState, Verdict
from core.submission.reading.context import Context, KnownPackage
from core.submission.reading.judgement import Judgement
from core.submission.reading.trust import Trust
from tests.hostile.make_packages import Hostile, everything
from tests.hostile.make_packages_signed import stranger
from tests.submission.reading import forging as forge
from tests.submission.reading.bags import World
from tests.submission.reading.conftest import Judge

pytestmark = pytest.mark.referee("openssl")

ALL = everything()
TABLE = frozenset(
    [
        *(f"i{number:02}" for number in range(1, 12)),
        *(f"z{number:02}" for number in (1, 3, 4, 5, 8, 10, 11, 18, 19, 20, 21, 28, 29)),
        *(f"s{number:02}" for number in (3, 4, 9, 11, 12, 16, 17, 19, 22)),
        *(f"c{number:02}" for number in (1, 2, 3, 4, 6, 7)),
    ]
)
"""The cases of package-format.md §10 that one file shows; s01, s02 and c10 to c12 need something beside it and stand below."""


def failed(judgement: Judgement) -> set[str]:
    return {check.code for check in judgement.checks if check.failed}


@pytest.mark.parametrize("hostile", ALL, ids=[f"{one.code}-{one.name}" for one in ALL])
def test_it_is_refused_for_its_own_reason(hostile: Hostile, world: World, judge: Judge) -> None:
    judgement = judge(hostile.make(world), recompute=True)
    assert judgement.verdict is Verdict.INVALID
    assert failed(judgement) == {hostile.code, *hostile.also}
    words = [check.message for check in judgement.checks if check.failed]
    assert any(hostile.names in one for one in words)


def test_the_whole_table_is_covered() -> None:
    numbers = {one.number or one.name.partition("_")[0] for one in ALL}
    assert numbers >= TABLE
    assert {one.code for one in ALL} <= set(CODES)


def test_what_is_refused_shows_neither_statement_nor_attachments(world: World, judge: Judge) -> None:
    for number in ("i01", "i03", "s19", "c02"):
        hostile = next(one for one in ALL if number in (one.number, one.name.partition("_")[0]))
        judgement = judge(hostile.make(world))
        assert judgement.statement is None, number
        assert not judgement.attachments
        assert judgement.trial is None


def test_steps_that_were_not_reached_are_named(judge: Judge) -> None:
    judgement = judge(b"")
    assert [check.state for check in judgement.checks] == [CheckState.FAILED, *[CheckState.NOT_CHECKED] * 8]


def test_the_script_writes_the_hostile_packages_to_a_folder(world: World, tmp_path: Path) -> None:
    from tests.hostile import make_packages

    make_packages.main(str(world.folder), str(tmp_path / "out"), "E_PATH")
    names = {f"{one.code}_{one.name}.zip" for one in ALL}
    assert len(names) == len(ALL)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {name for name in names if name.startswith("E_PATH")}


@pytest.mark.parametrize("number", ["z10", "z11"])
def test_a_bomb_costs_no_memory(number: str, world: World, judge: Judge) -> None:
    content = next(one for one in ALL if one.number == number).make(world)
    tracemalloc.start()
    try:
        judge(content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 * 2**20


# ---------------------------------------------------------------- another authority (s01, s02)


def test_s01_a_certificate_of_another_authority_is_unregistered(world: World, judge: Judge) -> None:
    other = stranger(world)
    judgement = judge(world.by(preparer=world.issue("preparer", issuer=other)).bytes())
    assert judgement.verdict is Verdict.UNREGISTERED
    assert [check.code for check in judgement.checks if check.state is CheckState.WARNING] == ["E_CERT_UNTRUSTED"]


def test_s02_an_authority_with_the_name_of_the_root_is_unregistered(world: World, judge: Judge) -> None:
    other = stranger(world, world.root.certificate.subject)
    judgement = judge(world.by(preparer=world.issue("preparer", issuer=other)).bytes())
    assert judgement.verdict is Verdict.UNREGISTERED
    assert "E_CERT_UNTRUSTED" in {check.code for check in judgement.checks}


def test_a_signer_enrolled_by_a_signer_is_unregistered(world: World, judge: Judge) -> None:
    below = world.issue("preparer", key=forge.new_key(), issuer=world.people["approver"])
    assert judge(world.by(preparer=below).bytes()).verdict is Verdict.UNREGISTERED


def test_an_intermediate_may_come_along_and_is_not_believed_for_that(world: World, judge: Judge) -> None:
    root = stranger(world)
    key = forge.new_key()
    paper = world.paper("preparer", subject=forge.name(person="中间"), constraints=(True, 0), usages=("key_cert_sign",))
    middle = forge.Person(key, forge.certificate(paper, key, root))
    leaf = world.issue("preparer", issuer=middle)
    bag = world.fresh()
    bag.people["preparer"] = leaf
    bag.named().listed().tagged()
    bag.signed(preparer=bag.cms("preparer", certificates=sorted([leaf.der, middle.der])).der())
    assert judge(bag.bytes()).verdict is Verdict.UNREGISTERED
    bag.signed(preparer=bag.cms("preparer", certificates=[leaf.der, forge.sequence()]).der())
    assert failed(judge(bag.bytes())) == {"E_SIG_FORMAT"}


# ---------------------------------------------------------------- what is on file (c10, c11, c12)


def known(world: World, **changes: object) -> KnownPackage:
    document = json.loads(world.submission.files["data/submission.json"])
    own = {"package_id": "urn:uuid:a", "dossier_id": document["dossierId"], "revision": 1, "digest": "a" * 64}
    return KnownPackage(**{**own, **changes})


def second(world: World, link: str | None) -> bytes:
    def change(document: dict[str, object]) -> None:
        document.update(revision=2, previousPackageDigest=link)

    return world.fresh().edit(change).sealed().bytes()


def test_c10_an_older_revision_is_refused(world: World, judge: Judge) -> None:
    context = Context(known_packages=(known(world, revision=2),))
    assert failed(judge(world.fresh().bytes(), context=context)) == {"E_REPLAY_OLD_REVISION"}


def test_c11_the_same_package_twice_is_refused(world: World, judge: Judge) -> None:
    first = judge(world.fresh().bytes(), context=Context())
    assert first.verdict is Verdict.VALID
    again = Context(known_packages=(known(world, digest=first.package_digest),))
    assert failed(judge(world.fresh().bytes(), context=again)) == {"E_REPLAY_DUPLICATE"}
    document = json.loads(world.submission.files["data/submission.json"])
    same_name = Context(known_packages=(known(world, package_id=document["packageId"]),))
    assert failed(judge(world.fresh().bytes(), context=same_name)) == {"E_REPLAY_DUPLICATE"}


def test_c12_a_revision_links_to_the_one_before(world: World, judge: Judge) -> None:
    context = Context(known_packages=(known(world), known(world, dossier_id="urn:uuid:other", revision=7, package_id="urn:uuid:b")))
    assert judge(second(world, "a" * 64), context=context).verdict is Verdict.VALID
    assert failed(judge(second(world, "b" * 64), context=context)) == {"E_PREVIOUS_MISMATCH"}


def test_a_link_to_what_is_not_on_file_is_said_not_to_be_checked(world: World, judge: Judge) -> None:
    judgement = judge(second(world, "a" * 64), context=Context())
    assert judgement.verdict is Verdict.VALID
    assert "PREVIOUS_NOT_KNOWN" in {check.code for check in judgement.checks if check.state is CheckState.NOT_CHECKED}


def test_a_package_for_another_platform_is_refused(world: World, judge: Judge) -> None:
    assert failed(judge(world.fresh().bytes(), context=Context(audience="urn:platform:other"))) == {"E_AUDIENCE"}
    assert judge(world.fresh().bytes(), context=Context(audience="urn:platform:demo")).verdict is Verdict.VALID


# ---------------------------------------------------------------- trial and production


def test_a_trial_key_never_signs_for_real(world: World, judge: Judge) -> None:
    def real(**people: forge.Person) -> bytes:
        bag = world.fresh()
        bag.people |= people
        bag.edit(lambda document: document.update(environment="production"))
        return bag.named().sealed().bytes()

    trial = {role: world.self_made(role, subject=forge.name(forge.TITLES[role], OU="TRIAL")) for role in ("preparer", "approver")}
    assert failed(judge(real(**trial), trust=Trust())) == {"E_ENVIRONMENT"}
    plain = {role: world.self_made(role) for role in ("preparer", "approver")}
    judgement = judge(real(**plain), trust=Trust())
    assert judgement.verdict is Verdict.UNREGISTERED
    assert judgement.trial is False


def test_a_production_platform_does_not_vouch_for_a_trial_package(world: World, judge: Judge, trust: Trust) -> None:
    real = Trust((replace(trust.platforms[0], environment=Environment.PRODUCTION),))
    assert failed(judge(world.fresh().bytes(), trust=real)) == {"E_ENVIRONMENT"}


# ---------------------------------------------------------------- what the platform asks


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"max_entries": 5}, "E_LIMIT_ENTRIES"),
        ({"max_bytes": 100}, "E_LIMIT_BYTES"),
        ({"algorithms": ("RS256-3072-CAdES",)}, "E_SIG_ALGORITHM"),
    ],
)
def test_the_profile_may_ask_for_more(changes: dict[str, object], code: str, world: World, judge: Judge, trust: Trust) -> None:
    strict = Trust((replace(trust.platforms[0], **changes),))
    assert failed(judge(world.fresh().bytes(), trust=strict)) == {code}


def test_a_profile_older_than_the_one_the_package_names_makes_it_uncertain(world: World, judge: Judge) -> None:
    bag = world.fresh().edit(lambda document: document.update(profileSerial=2)).sealed()
    judgement = judge(bag.bytes())
    assert judgement.verdict is Verdict.INDETERMINATE
    assert judgement.fault().code == "E_PROFILE_SERIAL"  # type: ignore[union-attr]


def test_a_clock_that_stood_outside_the_certificate_is_worth_a_word(world: World, judge: Judge) -> None:
    bag = world.fresh()
    bag.at = world.now - timedelta(days=1000)
    judgement = judge(bag.sealed().bytes())
    assert judgement.verdict is Verdict.VALID
    assert [check.code for check in judgement.checks if check.state is CheckState.WARNING] == ["E_CERT_SIGNED_OUTSIDE"] * 2


def test_the_judging_needs_no_program_of_others(world: World) -> None:
    """The good package passes what any third party has at hand; that it was made right is not our word alone."""
    folder = world.folder / "made" / world.submission.base
    for name in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", name], cwd=folder, check=True)
