"""A trial platform, two who sign at it, and the programs of others that judge what they write."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.domain.submission import Environment, SignerRole
from core.submission.writing import bag, keys, platform
from core.submission.writing.keys import SigningKey
from core.submission.writing.platform import SubmissionRef
from core.submission.writing.platform_folder import Platform

NOW = datetime(2026, 3, 6, 8, 30, 15, 250_000, tzinfo=UTC)
SECONDS = str(int(NOW.timestamp()))
"""The same for openssl, so that these tests never grow old."""

PASSPHRASE = "峨眉山月半轮秋"
PREPARER, APPROVER = SignerRole.PREPARER, SignerRole.APPROVER
PERSON = {
    "organization": "示例酒店有限公司",
    "credit_code": "91510100MA00000152",
    "region_name": "四川省成都市",
    "environment": Environment.TRIAL,
}
INFO = {
    "BagIt-Profile-Identifier": "urn:tanzhangben:bag:submission:1.0",
    "Source-Organization": "示例酒店有限公司",
    "External-Identifier": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "Bag-Software-Agent": "tanzhangben 0.2.0",
}


@dataclass(frozen=True)
class Office:
    """What the tests share; nobody changes it."""

    folder: Path
    platform: Platform
    keys: Mapping[SignerRole, SigningKey]

    @property
    def root(self) -> Path:
        return self.folder / "platform" / "root.pem"

    def key_file(self, role: SignerRole) -> Path:
        return self.folder / f"{role.value}.p12"

    def both(self) -> list[tuple[SignerRole, SigningKey]]:
        return list(self.keys.items())


def set_up(folder: Path) -> Office:
    """Found the platform and enrol the two."""
    desk = platform.make_platform(
        folder / "platform",
        platform_id="urn:platform:trial",
        name="试用平台（示例）",
        environment=Environment.TRIAL,
        passphrase=PASSPHRASE,
        now=NOW,
    )
    enrolled = {}
    for role, name in ((PREPARER, "张三"), (APPROVER, "李四")):
        path = folder / f"{role.value}.p12"
        made = keys.make_key(path, role=role, name=name, passphrase=PASSPHRASE, now=NOW, **PERSON)
        pem = platform.enrol(desk, keys.certificate_request(made), role=role, now=NOW)
        enrolled[role] = keys.take_certificate(path, PASSPHRASE, pem)
    return Office(folder, desk, enrolled)


def package(folder: Path, office: Office, roles: tuple[SignerRole, ...] = (PREPARER, APPROVER), **options: object) -> bag.WrittenBag:
    """A small package with a Chinese name in it."""
    evidence = folder / "电费.bin"
    if not evidence.exists():
        evidence.write_bytes(bytes(range(256)) * 10_000)
    payload = [
        bag.PayloadFile("data/submission.json", b'{"type":"submission"}'),
        bag.PayloadFile("data/evidence/E0001-2026年7月电费发票.pdf", evidence),
        bag.PayloadFile("data/empty.txt", b""),
    ]
    signers = [(role, office.keys[role]) for role in roles]
    return bag.write_bag(folder, lambda digest: f"CSP-{digest[:8]}", payload, INFO, signers, NOW, **options)  # type: ignore[arg-type]


def answered(written: bag.WrittenBag) -> SubmissionRef:
    """The package as a receipt speaks of it."""
    return SubmissionRef(
        "urn:uuid:00000000-0000-4000-8000-000000000001",
        "urn:uuid:00000000-0000-4000-8000-000000000002",
        1,
        written.package_digest,
        written.signature_sha256,
        written.signatures,
    )


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a program and give all it says; its failure is the test's."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode == 0, said
    return said


def unpacked(path: Path, into: Path, unzip: Path) -> Path:
    """The top folder of a package, unpacked by unzip."""
    into.mkdir(parents=True)
    run(unzip, "-q", path, "-d", into)
    (top,) = into.iterdir()
    return top


def left_behind(folder: Path) -> Callable[[], set[str]]:
    """What is in a folder beyond what is there now."""
    before = {one.name for one in folder.iterdir()}
    return lambda: {one.name for one in folder.iterdir()} - before
