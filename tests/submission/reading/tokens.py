"""RFC 3161 answers put together by hand, so that each part can be wrong."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from tests.submission.reading import forging as forge
from tests.submission.reading.forging import Person, integer, oid, sequence, set_of, tlv

TST_INFO = oid("1.2.840.113549.1.9.16.1.4")


def general(moment: datetime) -> bytes:
    return tlv(0x18, moment.strftime("%Y%m%d%H%M%SZ").encode())


def info(content: bytes, at: datetime, *, digest: bytes = forge.SHA256, version: int = 1, more: bytes = b"") -> bytes:
    imprint = sequence(digest, tlv(0x04, hashlib.sha256(content).digest()))
    return sequence(integer(version), oid("1.2.3.4.1"), imprint, integer(7), general(at), more)


def token(person: Person, content: bytes, at: datetime, *, status: int = 0, inside: bytes | None = None, **changes: Any) -> bytes:
    """A granted answer over `content`; what differs is given by name."""
    return answer(status, signed(person, info(content, at) if inside is None else inside, at, **changes))


def answer(status: int, made: bytes) -> bytes:
    return sequence(sequence(integer(status)), made)


def signed(person: Person, inside: bytes, at: datetime, *, certificates: tuple[bytes, ...] | None = None, kind: bytes = TST_INFO) -> bytes:
    attributes = [
        forge.attribute(forge.CONTENT_TYPE, kind),
        forge.attribute(forge.MESSAGE_DIGEST, tlv(0x04, hashlib.sha256(inside).digest())),
        forge.attribute(forge.SIGNING_TIME, forge.utc(at)),
        forge.Cms(b"", person, "platform", at).reference(),
    ]
    block = set_of(*attributes)
    issuer = sequence(person.certificate.issuer.public_bytes(), integer(person.certificate.serial_number))
    plain = b"\xa0" + block[1:]
    one = sequence(integer(1), issuer, forge.SHA256, plain, forge.ECDSA, tlv(0x04, person.sign(block)))
    embedded = (person.der,) if certificates is None else certificates
    body = sequence(
        integer(3),
        set_of(forge.SHA256),
        sequence(kind, tlv(0xA0, tlv(0x04, inside))),
        tlv(0xA0, *embedded) if embedded else b"",
        set_of(one),
    )
    return sequence(forge.SIGNED_DATA, tlv(0xA0, body))
