"""Bags in memory that can be changed and sealed again, and what make_package.sh left behind."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tests.submission.reading.forging import TITLES, Cms, Paper, Person, certificate, name
from tests.submission.reading.raw_zip import File, Zip


@dataclass
class Bag:
    """A bag in memory; `sealed` makes manifest, tag manifest and signatures fit its payload again."""

    base: str
    files: dict[str, bytes]
    people: dict[str, Person]
    at: datetime

    def copy(self) -> Bag:
        return Bag(self.base, dict(self.files), dict(self.people), self.at)

    @property
    def statement_path(self) -> str:
        return next(path for path in self.files if path in {f"data/{kind}.json" for kind in ("submission", "receipt", "profile", "pack")})

    def edit(self, change: Callable[[dict[str, Any]], object]) -> Bag:
        """Change the statement."""
        path = self.statement_path
        document = json.loads(self.files[path])
        change(document)
        self.files[path] = rfc8785.dumps(document)
        return self

    def put(self, path: str, content: bytes) -> Bag:
        """Change or add a payload file; in a submission the statement follows."""
        self.files[path] = content
        digest = hashlib.sha256(content).hexdigest()

        def follow(document: dict[str, Any]) -> None:
            for one in (*document.get("documents", ()), *document.get("evidence", ())):
                if one["path"] == path:
                    one["sha256"] = digest
                    if "size" in one:
                        one["size"] = len(content)

        return self.edit(follow)

    def listed(self) -> Bag:
        """Make the manifest fit."""
        payload = sorted((path for path in self.files if path.startswith("data/")), key=str.encode)
        lines = [f"{hashlib.sha256(self.files[path]).hexdigest()}  {path}\n" for path in payload]
        self.files["manifest-sha256.txt"] = "".join(lines).encode()
        size = sum(len(self.files[path]) for path in payload)
        info = self.files["bag-info.txt"].decode().split("Payload-Oxum")[0]
        self.files["bag-info.txt"] = f"{info}Payload-Oxum: {size}.{len(payload)}\n".encode()
        return self

    def tagged(self) -> Bag:
        """Make the tag manifest fit."""
        names = [one for one in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt") if one in self.files]
        self.files["tagmanifest-sha256.txt"] = "".join(f"{hashlib.sha256(self.files[one]).hexdigest()}  {one}\n" for one in names).encode()
        return self

    def cms(self, role: str, **changes: Any) -> Cms:
        return Cms(self.files["tagmanifest-sha256.txt"], self.people[role], role, self.at, **changes)

    def signed(self, **instead: bytes | None) -> Bag:
        """Sign by all; a role may be given other bytes, or None for no signature."""
        for role in self.people:
            der = instead[role] if role in instead else self.cms(role).der()
            self.files.pop(f"signatures/{role}.p7s", None)
            if der is not None:
                self.files[f"signatures/{role}.p7s"] = der
        return self

    def named(self) -> Bag:
        """Make the statement name the certificates of those who sign."""

        def follow(document: dict[str, Any]) -> None:
            for one in document["signers"]:
                one["certificateSha256"] = self.people[one["role"]].sha256
                one["algorithm"] = self.people[one["role"]].algorithm

        return self.edit(follow)

    def sealed(self) -> Bag:
        return self.listed().tagged().signed()

    def entries(self) -> list[File]:
        return [File(f"{self.base}/{path}", content) for path, content in self.ordered()]

    def ordered(self) -> list[tuple[str, bytes]]:
        last = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"]

        def place(path: str) -> tuple[int, bytes]:
            rank = 0 if path.startswith("data/") else 1 + last.index(path) if path in last else 9
            return rank, path.encode()

        return sorted(self.files.items(), key=lambda item: place(item[0]))

    def zip(self) -> Zip:
        return Zip(self.entries())

    def bytes(self) -> bytes:
        return self.zip().bytes()


def read_bag(path: Path, people: dict[str, Person], at: datetime) -> Bag:
    with zipfile.ZipFile(path) as archive:
        base = archive.namelist()[0].partition("/")[0]
        files = {}
        for one in archive.infolist():
            plain = one.filename if one.flag_bits & 0x800 else one.filename.encode("cp437").decode()  # Info-ZIP never sets the flag
            files[plain.partition("/")[2]] = archive.read(one)
        return Bag(base, files, people, at)


@dataclass(frozen=True)
class World:
    """What make_package.sh left: keys, certificates and four good files."""

    folder: Path
    now: datetime
    root: Person
    people: dict[str, Person]
    submission: Bag
    receipt: Bag
    profile: Bag
    pack: Bag

    def fresh(self, kind: str = "submission") -> Bag:
        return getattr(self, kind).copy()

    def paper(self, role: str, **changes: Any) -> Paper:
        subject = changes.pop("subject", None) or name(TITLES[role], person={"preparer": "张三", "approver": "李四"}.get(role, "平台"))
        return Paper(subject, **{"begin": self.now - timedelta(days=1), **changes})

    def issue(self, role: str, key: Any = None, issuer: Person | None = None, **changes: Any) -> Person:
        """Somebody for a role, issued under the platform's root unless told otherwise."""
        own = key or self.people[role].key
        return Person(own, certificate(self.paper(role, **changes), own, issuer or self.root))

    def self_made(self, role: str, **changes: Any) -> Person:
        own = self.people[role].key
        return Person(own, certificate(self.paper(role, **changes), own, None))

    def by(self, **people: Person) -> Bag:
        """The good submission, signed by others."""
        bag = self.fresh()
        bag.people |= people
        return bag.named().sealed()


def load_world(folder: Path) -> World:
    def person(who: str) -> Person:
        key = serialization.load_pem_private_key((folder / "ca" / f"{who}.key").read_bytes(), None)
        return Person(key, x509.load_pem_x509_certificate((folder / "ca" / f"{who}.pem").read_bytes()))

    people = {who: person(who) for who in ("preparer", "approver", "platform", "tsa")}
    now = datetime.now(UTC).replace(microsecond=0)
    signers = {role: people[role] for role in ("preparer", "approver")}
    platform = {"platform": people["platform"]}
    return World(
        folder,
        now,
        person("root"),
        people,
        read_bag(folder / "package.zip", signers, now),
        read_bag(folder / "receipt.zip", platform, now),
        read_bag(folder / "profile.zip", platform, now),
        read_bag(folder / "pack.zip", platform, now),
    )


def to_zip(bag: Bag, level: int = 0) -> bytes:
    """The bag as python's own zipfile writes it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED) as archive:
        for path, content in bag.ordered():
            archive.writestr(f"{bag.base}/{path}", content)
    return out.getvalue()
