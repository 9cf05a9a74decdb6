"""A platform's profile: the first by the fingerprint on paper, every later one by the one before."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from core.errors import VerificationError
from core.submission.reading import judging
from core.submission.reading.profiles import accept_profile
from core.submission.reading.trust import PlatformTrust, Trust
from tests.hostile.make_packages_signed import other_keys
from tests.submission.reading import forging as forge
from tests.submission.reading.bags import Bag, World
from tests.submission.reading.forging import Person, der64

pytestmark = pytest.mark.referee("openssl")

Edit = Callable[[dict[str, Any]], object]


@pytest.fixture
def take(world: World, tmp_path: Path) -> Callable[..., PlatformTrust]:
    def accepted(bag: Bag, current: PlatformTrust | None = None, **options: Any) -> PlatformTrust:
        path = tmp_path / "profile.zip"
        path.write_bytes(bag.bytes())
        return accept_profile(path, current=current, at=options.pop("at", world.now), **options)

    return accepted


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(VerificationError) as refused:
        work()
    assert refused.value.message
    return refused.value.code


def edited(world: World, change: Edit, **people: Person) -> Bag:
    bag = world.fresh("profile")
    bag.people |= people
    return bag.edit(change).sealed()


def paper_print(person: Person) -> str:
    digest = hashlib.sha256(person.der).hexdigest().upper()
    return " ".join(digest[at : at + 4] for at in range(0, 64, 4))


def next_one(world: World, current: PlatformTrust, change: Edit = bool, **people: Person) -> Bag:
    def follow(document: dict[str, Any]) -> None:
        document.update(serial=current.serial + 1, previousProfileDigest=current.digest)
        change(document)

    return edited(world, follow, **people)


# ---------------------------------------------------------------- the first


def test_the_first_is_believed_for_the_fingerprint_on_paper(world: World, take: Callable[..., PlatformTrust]) -> None:
    platform = take(world.fresh("profile"), typed=paper_print(world.root))
    assert (platform.id, platform.serial, platform.name) == ("urn:platform:demo", 1, "示例碳中和服务平台")
    assert platform.required_signers == ("preparer", "approver")


def test_without_the_right_fingerprint_it_is_refused(world: World, take: Callable[..., PlatformTrust]) -> None:
    for typed in ("", "0" * 64, paper_print(world.people["platform"])):
        assert code_of(lambda typed=typed: take(world.fresh("profile"), typed=typed)) == "E_PROFILE_FINGERPRINT"


def test_a_genuine_root_beside_a_strangers_does_not_help_the_stranger(world: World, take: Callable[..., PlatformTrust]) -> None:
    own = root(world, "别的根")
    signer = world.issue("platform", key=forge.new_key(), issuer=own)

    def both(document: dict[str, Any]) -> None:
        document.update(roots=[der64(world.root), der64(own)], receiptSigners=[der64(signer)])

    bag = edited(world, both, platform=signer)
    assert code_of(lambda: take(bag, typed=paper_print(world.root))) == "E_PROFILE_FINGERPRINT"


def root(world: World, name: str, **changes: Any) -> Person:
    key = changes.pop("key", None) or forge.new_key()
    fields = {"constraints": (True, 0), "usages": ("key_cert_sign", "crl_sign"), "days": 3000, **changes}
    return Person(key, forge.certificate(world.paper("preparer", subject=forge.name(person=name), **fields), key, None))


# ---------------------------------------------------------------- later ones


def test_the_next_follows_under_the_current_roots(world: World, trust: Trust, take: Callable[..., PlatformTrust]) -> None:
    current = trust.platforms[0]
    new = take(next_one(world, current), current)
    assert (new.serial, new.previous_digest) == (2, current.digest)


def test_roots_rotate_from_a_over_both_to_b(world: World, trust: Trust, take: Callable[..., PlatformTrust]) -> None:
    b = root(world, "乙根")
    signer = world.issue("platform", key=forge.new_key(), issuer=b)

    def both(document: dict[str, Any]) -> None:
        document.update(roots=[der64(world.root), der64(b)], receiptSigners=[der64(world.people["platform"]), der64(signer)])

    def only_b(document: dict[str, Any]) -> None:
        document.update(roots=[der64(b)], receiptSigners=[der64(signer)], crl=None)

    middle = take(next_one(world, trust.platforms[0], both), trust.platforms[0])
    last = take(next_one(world, middle, only_b, platform=signer), middle)
    assert last.roots == (b.der,)
    jump = next_one(world, trust.platforms[0], only_b, platform=signer)
    assert code_of(lambda: take(jump, trust.platforms[0])) == "E_PROFILE_ROOT"


def test_a_venue_under_the_root_cannot_make_itself_the_platform(world: World, trust: Trust, take: Callable[..., PlatformTrust]) -> None:
    venue = world.issue("platform", key=world.people["preparer"].key)
    bag = next_one(world, trust.platforms[0], lambda document: document.update(receiptSigners=[der64(venue)]), platform=venue)
    assert code_of(lambda: take(bag, trust.platforms[0])) == "E_PROFILE_SIGNER"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda document: document["platform"].update(id="urn:platform:other"), "E_PROFILE_PLATFORM"),
        (lambda document: document.update(environment="production"), "E_ENVIRONMENT"),
        (lambda document: document.update(serial=1), "E_PROFILE_ROLLBACK"),
        (lambda document: document.update(serial=3), "E_PROFILE_CHAIN"),
        (lambda document: document.update(previousProfileDigest="0" * 64), "E_PROFILE_CHAIN"),
    ],
)
def test_what_does_not_follow_is_refused(change: Edit, code: str, world: World, trust: Trust, take: Callable[..., PlatformTrust]) -> None:
    current = trust.platforms[0]
    assert code_of(lambda: take(next_one(world, current, change), current)) == code


# ---------------------------------------------------------------- a profile at all


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda document: document.update(notAfter="2020-01-02T00:00:00Z", notBefore="2020-01-01T00:00:00Z"), "E_PROFILE_EXPIRED"),
        (lambda document: document.update(notBefore="2090-01-01T00:00:00Z", notAfter="2091-01-01T00:00:00Z"), "E_PROFILE_NOT_YET_VALID"),
        (lambda document: document.update(notBefore="2091-01-01T00:00:00Z"), "E_STATEMENT_SCHEMA"),
        (lambda document: document.update(roots=["no base64!"]), "E_STATEMENT_SCHEMA"),
        (lambda document: document.update(roots=[base64.b64encode(b"no certificate").decode()]), "E_PROFILE_ROOTS"),
        (lambda document: document.update(receiptSigners=document["tsa"]), "E_PROFILE_SIGNER"),
        (lambda document: document.update(crl=None), ""),
    ],
)
def test_a_profile_is_refused_for_its_own_reason(change: Edit, code: str, world: World, tmp_path: Path) -> None:
    path = tmp_path / "profile.zip"
    path.write_bytes(edited(world, change).bytes())
    if code:
        assert code_of(lambda: judging.trust_of([path], at=world.now)) == code
    else:
        assert judging.trust_of([path], at=world.now).platforms[0].crl == b""


@pytest.mark.parametrize(
    "changes",
    [
        {"constraints": (True, None)},
        {"constraints": (False, None)},
        {"constraints_critical": False},
        {"usages": ("key_cert_sign",)},
        {"usage_critical": False},
        {"usages": None},
        {"days": 4000},
        {"kind": "p384"},
        {"kind": "rsa1024"},
        {"issued": True},
    ],
)
def test_a_root_keeps_its_profile(changes: dict[str, Any], world: World, tmp_path: Path) -> None:
    kind, issued = changes.pop("kind", None), changes.pop("issued", False)
    odd = root(world, "怪根", **({"key": other_keys()[kind]} if kind else {}), **changes)
    if issued:
        key = forge.new_key()
        paper = world.paper("preparer", subject=forge.name(person="下级"), constraints=(True, 0), usages=("key_cert_sign", "crl_sign"))
        odd = Person(key, forge.certificate(paper, key, world.root))
    path = tmp_path / "profile.zip"
    path.write_bytes(edited(world, lambda document: document["roots"].append(der64(odd))).bytes())
    assert code_of(lambda: judging.trust_of([path], at=world.now)) == "E_PROFILE_ROOTS"


def test_other_files_are_no_profiles(world: World) -> None:
    for name in ("package.zip", "receipt.zip"):
        path = world.folder / name
        assert code_of(lambda path=path: judging.trust_of([path], at=world.now)) == "E_PROFILE_INVALID"
    assert judging.trust_of([]) == Trust()


def test_a_profile_whose_list_is_too_old_may_still_be_followed_by_a_newer(
    world: World, take: Callable[..., PlatformTrust], tmp_path: Path
) -> None:
    later = world.now + timedelta(days=60)
    path = tmp_path / "old.zip"
    path.write_bytes(world.fresh("profile").bytes())
    old = judging.trust_of([path], at=later).platforms[0]
    assert take(next_one(world, old), old, at=later).serial == 2


def test_a_profile_without_its_list_is_refused(world: World, tmp_path: Path) -> None:
    bag = world.fresh("profile")
    del bag.files["data/crl.pem"]
    path = tmp_path / "profile.zip"
    path.write_bytes(bag.sealed().bytes())
    assert code_of(lambda: judging.trust_of([path], at=world.now)) == "E_DOCUMENT_MISSING"


def test_a_profile_reads_roots_that_certificates_can_be_compared_with(world: World, trust: Trust) -> None:
    assert x509.load_der_x509_certificate(trust.platforms[0].roots[0]) == world.root.certificate
