"""CMS signatures made with pyHanko: CAdES-B-B for packages, and the token of a time stamp (RFC 3161)."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import datetime
from types import MappingProxyType
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.ades import cades_asn1
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.signers.pdf_cms import Signer

from core.submission.writing.key_files import HeldKey

_DIGEST = "sha256"


def _complete_names() -> None:
    """Let asn1crypto know the names that pyHanko and its own time stamps have added since it first used one of its tables.

    It turns a table round (name to number) the first time a value of its kind is built or read, and never again. Any value may be
    looked up by its name, for a value whose length happens to end in 80 hex is taken for one without length and written anew.
    """
    kinds = [core.ObjectIdentifier]
    for kind in kinds:
        kinds += kind.__subclasses__()
        if kind._reverse_map is not None:  # noqa: SLF001 - there is no other way in
            kind._reverse_map.update({name: number for number, name in kind._map.items()})  # noqa: SLF001


_complete_names()

# By number: a process that has built CMS attributes before must make the same signature.
_OIDS = MappingProxyType(
    {
        "content_type": "1.2.840.113549.1.9.3",
        "message_digest": "1.2.840.113549.1.9.4",
        "signing_time": "1.2.840.113549.1.9.5",
        "commitment_type": "1.2.840.113549.1.9.16.2.16",
        "signing_certificate_v2": "1.2.840.113549.1.9.16.2.47",
    }
)

_TIME_POLICY = "2.25.197390741382614829127946038210386177193"
"""Policy of our time stamps: a UUID of our own (X.667), since a registered one would claim what no one has audited."""


class _HeldKeySigner(Signer):
    """Signs with a key in memory; the same content, time and key give the same bytes."""

    def __init__(self, held: HeldKey, **attributes: Any) -> None:
        own = _as_asn1(held.certificate.public_bytes(Encoding.DER))
        super().__init__(signing_cert=own)
        self._cert_registry.register_multiple([_as_asn1(one.public_bytes(Encoding.DER)) for one in held.chain])
        self._private = held.private
        self._attributes = {"signing_certificate_v2": as_signing_certificate_v2(own), **attributes}

    async def async_sign_raw(self, data: bytes, *_args: Any, **_options: Any) -> bytes:
        if isinstance(self._private, ec.EllipticCurvePrivateKey):
            return self._private.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return self._private.sign(data, padding.PKCS1v15(), hashes.SHA256())

    async def signed_attrs(self, data_digest: bytes, *_args: Any, content_type: str = "data", **_options: Any) -> cms.CMSAttributes:
        """All at once, where pyHanko would start a task for each and so need an event loop, which opens a socket on Windows."""
        values = {"content_type": content_type, "message_digest": data_digest, **self._attributes}
        return cms.CMSAttributes([cms.CMSAttribute({"type": _OIDS[name], "values": [value]}) for name, value in values.items()])

    async def unsigned_attrs(self, *_args: Any, **_options: Any) -> None:
        return None


def _as_asn1(der: bytes) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(der)


def _time(at: datetime) -> cms.Time:
    return cms.Time({"utc_time": at})


def _finished(work: Coroutine[Any, Any, cms.ContentInfo]) -> cms.ContentInfo:
    """The result of a coroutine that never waits for anything."""
    try:
        work.send(None)
    except StopIteration as end:
        done: cms.ContentInfo = end.value
        return done
    raise AssertionError("signing waits for nothing")


def detached_signature(content: bytes, held: HeldKey, commitment: str, at: datetime) -> bytes:
    """CAdES-B-B over content that stays outside (DER).

    Args:
        content: what is signed.
        held: the signer's key.
        commitment: OID of the commitment type.
        at: signing time, in UTC and to the second.
    """
    kind = cades_asn1.CommitmentTypeIndication({"commitment_type_id": cades_asn1.CommitmentTypeIdentifier(commitment)})
    signer = _HeldKeySigner(held, signing_time=_time(at), commitment_type=kind)
    made = _finished(signer.async_sign_general_data(content, _DIGEST, detached=True, use_cades=True))
    written: bytes = made.dump()
    return written


def time_stamp(digest: bytes, held: HeldKey, at: datetime) -> bytes:
    """A granted TimeStampResp over a SHA-256 digest (DER).

    Args:
        digest: of what is stamped.
        held: the time stamper's key.
        at: the time to vouch for, in UTC and to the second.
    """
    imprint = tsp.MessageImprint({"hash_algorithm": algos.DigestAlgorithm({"algorithm": _DIGEST}), "hashed_message": digest})
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": _TIME_POLICY,
            "message_imprint": imprint,
            "serial_number": _serial(digest, at),
            "gen_time": at,
        }
    )
    content = cms.EncapsulatedContentInfo({"content_type": "tst_info", "content": cms.ParsableOctetString(info.dump())})
    signer = _HeldKeySigner(held, signing_time=_time(at))
    token = _finished(signer.async_sign_general_data(content, _DIGEST, detached=False, use_cades=True))
    response = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})
    written: bytes = response.dump()
    return written


def _serial(digest: bytes, at: datetime) -> int:
    """Unique for what is stamped and when: the same request at the same second is the same token."""
    return int.from_bytes(digest[:12] + int(at.timestamp()).to_bytes(8, "big"), "big") & ((1 << 159) - 1)
