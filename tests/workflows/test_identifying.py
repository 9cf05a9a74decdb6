"""Keys and whom to trust: a key file is never harmed, and a platform is believed for its paper and for nothing else."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.domain.submission import Environment, SignerRole
from core.errors import AppError, EnvironmentFault, FileError, InputError, VerificationError
from core.submission.reading import extracting
from core.submission.writing import bag, keys, platform
from core.submission.writing.platform_folder import Platform
from core.submission.writing.statements import statement
from core.workflows import identifying, reviewing
from core.workflows.identifying import KeyDraft
from core.workflows.trying import PASSPHRASE
from core.workflows.workspace import Workspace
from tests.workflows.sealed import Sealed, clock

NOW = clock()
DRAFT = KeyDraft(SignerRole.PREPARER, "张三", "示例酒店有限公司", "91510100MA00000152", "510100", Environment.TRIAL)

pytestmark = pytest.mark.usefixtures("few_rounds")


def code_of(kind: type[AppError], work: Callable[[], object]) -> str:
    with pytest.raises(kind) as refused:
        work()
    assert refused.value.message
    return refused.value.code


# ---------------------------------------------------------------- keys


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "张三.p12"
    identifying.make_key(path, DRAFT, PASSPHRASE, NOW)
    return path


def test_a_key_is_made_with_its_public_side_beside_it(key: Path) -> None:
    card = identifying.key_card(key, PASSPHRASE)
    assert (card.role, card.name, card.organization, card.credit_code) == (DRAFT.role, DRAFT.name, DRAFT.organization, DRAFT.credit_code)
    assert (card.environment, card.self_signed, card.valid_to) == (Environment.TRIAL, True, "2028-01-12")
    assert identifying.signer_card(identifying.certificate_file(key).read_bytes()) == card
    assert key.stat().st_mode & 0o077 == 0


def test_the_region_stands_in_the_certificate_by_its_name(key: Path) -> None:
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(identifying.key_card(key, PASSPHRASE).certificate)
    assert "成都市" in certificate.subject.rfc4514_string()


@pytest.mark.parametrize(
    ("changes", "passphrase", "name", "code"),
    [
        ({}, "七个字太短了吧", "a.p12", "key.short"),
        ({"name": " "}, PASSPHRASE, "a.p12", "field.required"),
        ({"organization": ""}, PASSPHRASE, "a.p12", "field.required"),
        ({}, PASSPHRASE, "a.crt", "key.ending"),
    ],
)
def test_a_key_that_cannot_be_is_not_made(changes: dict[str, Any], passphrase: str, name: str, code: str, tmp_path: Path) -> None:
    made = tmp_path / name
    assert code_of(InputError, lambda: identifying.make_key(made, replace(DRAFT, **changes), passphrase, NOW)) == code
    assert list(tmp_path.iterdir()) == []


def test_a_key_file_is_never_written_over(key: Path) -> None:
    before = key.read_bytes()
    assert code_of(FileError, lambda: identifying.make_key(key, DRAFT, PASSPHRASE, NOW)) == "key.exists"
    assert code_of(InputError, lambda: identifying.write_request(key, PASSPHRASE, key)) == "key.ending"
    assert key.read_bytes() == before


def test_a_key_in_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        identifying.make_key(tmp_path / "none" / "a.p12", DRAFT, PASSPHRASE, NOW)


def test_a_wrong_passphrase_opens_nothing(key: Path, tmp_path: Path) -> None:
    assert code_of(InputError, lambda: identifying.key_card(key, "不是这个口令")) == "key.passphrase"
    assert code_of(InputError, lambda: identifying.write_request(key, "不是这个口令", tmp_path / "a.csr")) == "key.passphrase"
    assert not (tmp_path / "a.csr").exists()


def test_what_is_no_key_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.p12").write_bytes(b"PK")
    for path in (tmp_path / "a.p12", tmp_path / "none.p12"):
        with pytest.raises(FileError):
            identifying.key_card(path, PASSPHRASE)


@pytest.fixture
def desk(sealed: Sealed) -> Path:
    return sealed.desk.folder


def enrolled(desk: Path, key: Path, folder: Path) -> Path:
    identifying.write_request(key, PASSPHRASE, folder / "a.csr")
    reviewing.enrol(desk, PASSPHRASE, folder / "a.csr", role=SignerRole.PREPARER, out=folder / "issued.pem", now=NOW)
    return folder / "issued.pem"


def test_the_platforms_certificate_takes_the_place_of_the_self_made_one(key: Path, desk: Path, tmp_path: Path) -> None:
    before = identifying.key_card(key, PASSPHRASE)
    card = identifying.take_certificate(key, PASSPHRASE, enrolled(desk, key, tmp_path))
    assert (card.self_signed, card.key_sha256, card.sha256 == before.sha256) == (False, before.key_sha256, False)
    assert identifying.key_card(key, PASSPHRASE) == card
    assert identifying.signer_card(identifying.certificate_file(key).read_bytes()) == card


def test_a_certificate_for_another_key_is_not_taken(key: Path, desk: Path, tmp_path: Path) -> None:
    issued = enrolled(desk, key, tmp_path)
    other = tmp_path / "李四.p12"
    identifying.make_key(other, replace(DRAFT, name="李四"), PASSPHRASE, NOW)
    before = other.read_bytes()
    assert code_of(FileError, lambda: identifying.take_certificate(other, PASSPHRASE, issued)) == "certificate.other_key"
    assert code_of(FileError, lambda: identifying.take_certificate(other, PASSPHRASE, tmp_path / "none.pem")) == "file.unreadable"
    assert other.read_bytes() == before


def test_a_key_file_under_the_name_of_a_certificate_stays_a_key_file(key: Path, desk: Path, tmp_path: Path) -> None:
    """Made by another program: nothing keeps it from that ending."""
    odd = key.rename(tmp_path / "key.crt")
    card = identifying.take_certificate(odd, PASSPHRASE, enrolled(desk, odd, tmp_path))
    assert identifying.key_card(odd, PASSPHRASE) == card


def test_signers_are_on_file_by_their_role(ws: Workspace, key: Path) -> None:
    assert identifying.registered_signer(ws, SignerRole.PREPARER) is None
    card = identifying.register_signer(ws, identifying.certificate_file(key))
    assert identifying.registered_signer(ws, SignerRole.PREPARER) == card
    assert identifying.registered_signer(ws, SignerRole.APPROVER) is None
    assert code_of(FileError, lambda: identifying.register_signer(ws, key)) == "certificate.unreadable"
    assert identifying.registered_signer(ws, SignerRole.PREPARER) == card


# ---------------------------------------------------------------- profiles


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "settings"


def paper_print(sealed: Sealed) -> str:
    """The root's fingerprint as a person types it: capitals, in groups."""
    (digest,) = identifying.profile_card(sealed.desk.profile, at=NOW).root_fingerprints
    return " ".join(digest.upper()[at : at + 4] for at in range(0, 64, 4))


def opened(sealed: Sealed) -> Platform:
    return platform.open_platform(sealed.desk.folder, PASSPHRASE)


def later(sealed: Sealed, serial: int, at: datetime = NOW) -> Path:
    """The platform's next profile."""
    path = sealed.folder / f"profile-{serial}.zip"
    platform.write_profile(opened(sealed), path, serial=serial, now=at)
    return path


def trusted(settings: Path, at: datetime = NOW, left_out: list[str] | None = None) -> list[tuple[str, int]]:
    found = identifying.trust((), settings, at=at, left_out=None if left_out is None else left_out.append)
    return [(one.name, one.serial) for one in found.platforms]


def test_a_profile_says_who_the_platform_is(sealed: Sealed) -> None:
    card = identifying.profile_card(sealed.desk.profile, at=NOW)
    assert (card.platform, card.environment, card.serial) == ("试用平台（示例）", Environment.TRIAL, 1)
    assert card.not_after == "2027-01-12T09:30:00Z"
    assert card.root_fingerprints == (opened(sealed).root_fingerprint,)


def test_another_file_is_no_profile(sealed: Sealed, tmp_path: Path, settings: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no zip")
    for path in (tmp_path / "a.zip", sealed.package):
        with pytest.raises(VerificationError):
            identifying.profile_card(path, at=NOW)
        with pytest.raises(VerificationError):
            identifying.import_profile(path, settings, paper_print(sealed), at=NOW)
    assert trusted(settings) == []


def test_a_platform_is_believed_for_the_fingerprint_on_its_paper(sealed: Sealed, settings: Path) -> None:
    identifying.import_profile(sealed.desk.profile, settings, paper_print(sealed), at=NOW)
    assert trusted(settings) == [("试用平台（示例）", 1)]
    assert identifying.import_profile(sealed.desk.profile, settings, "", at=NOW).serial == 1, "once more changes nothing"
    assert len(identifying.kept_profiles(settings)) == 1


@pytest.mark.parametrize("typed", ["", " ", "0" * 64, "abc"])
def test_without_the_fingerprint_nobody_is_believed(sealed: Sealed, settings: Path, typed: str) -> None:
    assert code_of(InputError, lambda: identifying.import_profile(sealed.desk.profile, settings, typed, at=NOW)) == "profile.fingerprint"
    assert not settings.exists()


def test_the_fingerprint_of_another_certificate_in_the_file_is_none(sealed: Sealed, settings: Path) -> None:
    content = json.loads(extracting.payload_file(sealed.desk.profile, "data/profile.json"))
    signer = keys.signer_card(base64.b64decode(content["receiptSigners"][0])).sha256
    assert code_of(InputError, lambda: identifying.import_profile(sealed.desk.profile, settings, signer, at=NOW)) == "profile.fingerprint"


def edited(sealed: Sealed, by: Platform, path: Path, **changes: Any) -> Path:
    """The platform's profile with something else in it, signed by the receipt key of `by`."""
    source = sealed.desk.profile
    content = json.loads(extracting.payload_file(source, "data/profile.json")) | changes
    signer = keys.signing_key(by.key("receipt.p12"))
    lines = extracting.payload_file(source, "bag-info.txt").decode().splitlines()
    info = dict(line.split(": ", 1) for line in lines if "Oxum" not in line)
    payload = [
        bag.PayloadFile("data/profile.json", statement("profile", content)),
        bag.PayloadFile("data/crl.pem", by.folder / "crl.pem"),
    ]
    bag.write_bag(path, "PROFILE-1", payload, info, [(SignerRole.PLATFORM, signer)], NOW)
    return path


def test_a_genuine_root_beside_a_strangers_does_not_help_the_stranger(sealed: Sealed, settings: Path, tmp_path: Path) -> None:
    """The typed fingerprint is in the file, but it is the stranger's root that stands behind the signature."""
    reviewing.init_desk(tmp_path / "thief", name="试用平台（示例）", environment=Environment.TRIAL, passphrase=PASSPHRASE, now=NOW)
    thief = platform.open_platform(tmp_path / "thief", PASSPHRASE)
    own = json.loads(extracting.payload_file(tmp_path / "thief" / "profile.zip", "data/profile.json"))
    genuine = json.loads(extracting.payload_file(sealed.desk.profile, "data/profile.json"))
    roots = {"roots": [*genuine["roots"], *own["roots"]], "receiptSigners": own["receiptSigners"]}
    forged = edited(sealed, thief, tmp_path / "forged.zip", **roots)
    code = code_of(VerificationError, lambda: identifying.import_profile(forged, settings, paper_print(sealed), at=NOW))
    assert code == "E_PROFILE_FINGERPRINT"
    assert trusted(settings) == []


def test_later_profiles_follow_without_a_fingerprint(sealed: Sealed, settings: Path) -> None:
    identifying.import_profile(sealed.desk.profile, settings, paper_print(sealed), at=NOW)
    second = later(sealed, 2)
    identifying.import_profile(second, settings, "", at=NOW)
    assert trusted(settings) == [("试用平台（示例）", 2)]
    code = code_of(VerificationError, lambda: identifying.import_profile(sealed.desk.profile, settings, paper_print(sealed), at=NOW))
    assert code == "E_PROFILE_ROLLBACK"
    third = later(sealed, 3)
    assert code_of(InputError, lambda: identifying.import_profile(third, settings, "0" * 64, at=NOW)) == "profile.fingerprint"
    assert trusted(settings) == [("试用平台（示例）", 2)]


def test_a_gap_between_profiles_is_not_bridged(sealed: Sealed, settings: Path) -> None:
    identifying.import_profile(sealed.desk.profile, settings, paper_print(sealed), at=NOW)
    later(sealed, 2)
    third = later(sealed, 3)
    assert code_of(VerificationError, lambda: identifying.import_profile(third, settings, "", at=NOW)) == "E_PROFILE_CHAIN"


def test_two_platforms_are_trusted_beside_each_other(sealed: Sealed, settings: Path, tmp_path: Path) -> None:
    made = reviewing.init_desk(tmp_path / "b", name="另一平台", environment=Environment.TRIAL, passphrase=PASSPHRASE, now=NOW)
    identifying.import_profile(sealed.desk.profile, settings, paper_print(sealed), at=NOW)
    identifying.import_profile(made.profile, settings, made.root_fingerprint, at=NOW)
    assert sorted(trusted(settings)) == [("另一平台", 1), ("试用平台（示例）", 1)]


# ---------------------------------------------------------------- trust


def test_a_lapsed_platform_does_not_take_the_others_along(sealed: Sealed, settings: Path, tmp_path: Path) -> None:
    identifying.import_profile(sealed.desk.profile, settings, paper_print(sealed), at=NOW)
    next_year = NOW + timedelta(days=400)
    made = reviewing.init_desk(tmp_path / "b", name="另一平台", environment=Environment.TRIAL, passphrase=PASSPHRASE, now=next_year)
    identifying.import_profile(made.profile, settings, made.root_fingerprint, at=next_year)
    told: list[str] = []
    assert trusted(settings, next_year, told) == [("另一平台", 1)]
    (line,) = told
    assert "已于 2027-01-12" in line


def test_a_lapsed_profile_can_still_be_followed(sealed: Sealed, settings: Path) -> None:
    identifying.import_profile(sealed.desk.profile, settings, paper_print(sealed), at=NOW)
    next_year = NOW + timedelta(days=400)
    second = later(sealed, 2, next_year)
    identifying.import_profile(second, settings, "", at=next_year)
    assert trusted(settings, next_year) == [("试用平台（示例）", 2)]


def test_a_lapsed_profile_cannot_be_imported_or_named(sealed: Sealed, settings: Path) -> None:
    lapsed = NOW + timedelta(days=400)
    for work in (
        lambda: identifying.import_profile(sealed.desk.profile, settings, paper_print(sealed), at=lapsed),
        lambda: identifying.trust((sealed.desk.profile,), None, at=lapsed),
    ):
        assert code_of(VerificationError, work) == "E_PROFILE_EXPIRED"


def test_a_damaged_kept_profile_is_left_out_and_a_damaged_named_one_refused(sealed: Sealed, settings: Path) -> None:
    identifying.import_profile(sealed.desk.profile, settings, paper_print(sealed), at=NOW)
    (kept,) = identifying.kept_profiles(settings)
    kept.write_bytes(kept.read_bytes()[:-40])
    told: list[str] = []
    assert trusted(settings, NOW, told) == []
    assert kept.name in told[0]
    with pytest.raises(VerificationError):
        identifying.trust((kept,), None, at=NOW)


def test_named_profiles_come_before_kept_ones(sealed: Sealed, settings: Path, tmp_path: Path) -> None:
    made = reviewing.init_desk(tmp_path / "b", name="另一平台", environment=Environment.TRIAL, passphrase=PASSPHRASE, now=NOW)
    identifying.import_profile(sealed.desk.profile, settings, paper_print(sealed), at=NOW)
    found = identifying.trust((made.profile,), settings, at=NOW)
    assert [one.name for one in found.platforms] == ["另一平台", "试用平台（示例）"]
