"""Packages that are wrong in one way each: signatures, certificates, statements. All else is re-signed as an insider would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.hostile.make_packages import EVIDENCE, Maker, hostile, several
from tests.submission.reading import forging as forge
from tests.submission.reading.bags import World
from tests.submission.reading.forging import Cms, Person

# ---------------------------------------------------------------- signature files


def _cms(**changes: Any) -> Maker:
    """The preparer's signature, changed."""

    def make(world: World) -> bytes:
        bag = world.fresh()
        return bag.signed(preparer=bag.cms("preparer", **changes).der()).bytes()

    return make


def _made(build: Callable[[Cms], bytes]) -> Maker:
    def make(world: World) -> bytes:
        bag = world.fresh()
        return bag.signed(preparer=build(bag.cms("preparer"))).bytes()

    return make


def _attribute(kind: str, *values: bytes) -> Maker:
    return _cms(attributes={kind: forge.attribute(kind, *values)})


def _without(kind: str) -> Maker:
    return _cms(attributes={kind: None})


@hostile("E_SIG_COMMITMENT", "s09", also=("E_SIG_COMMITMENT",))
def files_swapped(world: World) -> bytes:
    bag = world.fresh()
    first, second = (f"signatures/{role}.p7s" for role in ("preparer", "approver"))
    bag.files[first], bag.files[second] = bag.files[second], bag.files[first]
    return bag.bytes()


@hostile("E_SIG_DIGEST", "s12")
def signature_of_another_package(world: World) -> bytes:
    other = world.fresh().put(EVIDENCE, b"another").sealed()
    bag = world.fresh()
    bag.files["signatures/preparer.p7s"] = other.files["signatures/preparer.p7s"]
    return bag.bytes()


def _flipped(value: bytes) -> bytes:
    return value[:-1] + bytes([value[-1] ^ 1])


several("E_SIG_INVALID", s19_one_bit_of_the_value=_cms(value=_flipped), value_is_no_signature=_cms(value=lambda _value: b"\0" * 64))
several(
    "E_SIG_FORMAT",
    s22_pem=_made(lambda _one: b"-----BEGIN CMS-----\nMIIB\n-----END CMS-----\n"),
    s22_empty=_made(lambda _one: b""),
    other_content=_made(lambda _one: forge.sequence(forge.DATA, forge.tlv(0xA0, forge.tlv(0x04, b"x")))),
    indefinite_length=_made(lambda cms: _indefinite(cms.der())),
    length_longer_than_needed=_made(lambda cms: _long_length(cms.der())),
    attributes_not_sorted=_cms(ordered=False),
    cut=_made(lambda cms: cms.der()[:-1]),
    field_behind_the_signer=_cms(after_info=forge.integer(5)),
    field_behind_the_data=_cms(after_signed=forge.integer(5)),
    field_behind_all=_cms(after_all=forge.integer(5)),
    field_behind_the_signer_name=_made(
        lambda cms: replace(
            cms,
            sid=forge.sequence(
                cms.person.certificate.issuer.public_bytes(), forge.integer(cms.person.certificate.serial_number), forge.integer(5)
            ),
        ).der()
    ),
    noise=_made(lambda _one: b"0\x82\x01\x00" + bytes(range(256))),
    nested_thousand_deep=_made(lambda _one: _nested()),
)
several("E_SIG_TRAILING", s20_bytes_behind=_made(lambda cms: cms.der() + b"\0"))
several("E_SIG_SIGNER_COUNT", s17_no_signer=_cms(infos=0), two_signers=_cms(infos=2))
several("E_SIG_NOT_DETACHED", s16_content_inside=_cms(inside=b"other content"), empty_content_inside=_cms(inside=b""))
several(
    "E_SIG_SIGNER_ID", named_by_key_id=_cms(sid=forge.tlv(0x80, b"x" * 20)), version_3=_cms(version=3), info_version_3=_cms(info_version=3)
)
several(
    "E_SIG_ALGORITHM",
    s13_sha_1=_cms(digest_algorithm=forge.SHA1),
    ecdsa_with_sha_1=_cms(algorithm=forge.sequence(forge.oid("1.2.840.10045.4.1"))),
    ed25519=_cms(algorithm=forge.sequence(forge.oid("1.3.101.112"))),
    parameters_where_none_belong=_cms(algorithm=forge.sequence(forge.oid("1.2.840.10045.4.3.2"), b"\5\0")),
    rsa_named_for_another_key=_cms(algorithm=forge.RSA),
    sha_1_certificate_reference=_cms(
        attributes={forge.CERTIFICATE_V1: forge.attribute(forge.CERTIFICATE_V1, forge.sequence(forge.sequence()))}
    ),
    certificate_reference_by_sha_512=_attribute(
        forge.CERTIFICATE_V2,
        forge.sequence(forge.sequence(forge.sequence(forge.sequence(forge.oid("2.16.840.1.101.3.4.2.3")), forge.tlv(0x04, bytes(64))))),
    ),
)
several(
    "E_SIG_ATTRIBUTES",
    s15_no_signed_attributes=_cms(no_attributes=True),
    no_content_type=_without(forge.CONTENT_TYPE),
    no_message_digest=_without(forge.MESSAGE_DIGEST),
    no_signing_time=_without(forge.SIGNING_TIME),
    no_certificate_reference=_without(forge.CERTIFICATE_V2),
    attribute_twice=_made(lambda cms: replace(cms, more=(forge.attribute(forge.SIGNING_TIME, forge.utc(cms.at)),)).der()),
    two_values=_made(
        lambda cms: replace(
            cms,
            attributes={forge.SIGNING_TIME: forge.attribute(forge.SIGNING_TIME, forge.utc(cms.at), forge.utc(cms.at - timedelta(days=1)))},
        ).der()
    ),
    signed_as_another_type=_attribute(forge.CONTENT_TYPE, forge.SIGNED_DATA),
    content_of_another_type=_cms(content_type=forge.oid("1.2.840.113549.1.9.16.1.4")),
    unsigned_attribute=_cms(unsigned=forge.tlv(0xA1, forge.attribute("1.2.3.4", b"\5\0"))),
    commitment_with_qualifiers=_attribute(
        forge.COMMITMENT, forge.sequence(forge.oid("1.2.840.113549.1.9.16.6.1"), forge.sequence(forge.sequence(forge.oid("1.2.3"))))
    ),
)
several("E_SIG_FORMAT", time_with_an_offset=_attribute(forge.SIGNING_TIME, forge.tlv(0x17, b"260301080000+0800")))
several("E_SIG_ATTRIBUTES", time_in_tenths=_attribute(forge.SIGNING_TIME, forge.tlv(0x18, b"20260301080000.5Z")))
several(
    "E_SIG_CERTIFICATE_REF",
    reference_to_another_certificate=lambda world: _referred(world, lambda cms: cms.reference(world.people["approver"].der)),
    reference_with_another_serial=lambda world: _referred(world, lambda cms: _with_serial(cms, 7)),
)
several(
    "E_SIG_CERTIFICATES",
    certificate_missing=_cms(certificates=[]),
    certificate_of_another_only=lambda world: _embedded(world, [world.people["approver"].der]),
    certificate_twice=lambda world: _embedded(world, [world.people["preparer"].der] * 2),
    stranger_beside=lambda world: _embedded(world, [world.people["preparer"].der, world.people["tsa"].der]),
    root_beside=lambda world: _embedded(world, [world.people["preparer"].der, world.root.der]),
    attribute_certificate=lambda world: _embedded(world, [world.people["preparer"].der, forge.tlv(0xA2, b"")]),
    revocation_list_inside=_cms(crls=forge.tlv(0xA1, forge.sequence())),
)
several("E_SIG_COMMITMENT", no_commitment=_without(forge.COMMITMENT))
several("E_SIG_TIME", time_an_hour_ahead=lambda world: _signed_at(world, timedelta(hours=1)))


def _indefinite(der: bytes) -> bytes:
    return b"\x30\x80" + der[4:] + b"\0\0"


def _long_length(der: bytes) -> bytes:
    return b"\x30\x83\0" + der[2:]


def _nested() -> bytes:
    der = b""
    for _level in range(1000):
        der = forge.sequence(der)
    return der


def _referred(world: World, reference: Callable[[Cms], bytes]) -> bytes:
    bag = world.fresh()
    cms = bag.cms("preparer")
    return bag.signed(preparer=replace(cms, attributes={forge.CERTIFICATE_V2: reference(cms)}).der()).bytes()


def _with_serial(cms: Cms, serial: int) -> bytes:
    digest = forge.tlv(0x04, bytes.fromhex(cms.person.sha256))
    issuer = forge.sequence(forge.tlv(0xA4, cms.person.certificate.issuer.public_bytes()))
    one = forge.sequence(digest, forge.sequence(issuer, forge.integer(serial)))
    return forge.attribute(forge.CERTIFICATE_V2, forge.sequence(forge.sequence(one)))


def _embedded(world: World, certificates: list[bytes]) -> bytes:
    bag = world.fresh()
    return bag.signed(preparer=bag.cms("preparer", certificates=certificates).der()).bytes()


def _signed_at(world: World, ahead: timedelta) -> bytes:
    bag = world.fresh()
    bag.at = world.now + ahead
    return bag.signed(approver=world.submission.files["signatures/approver.p7s"]).bytes()


# ---------------------------------------------------------------- who signs


def _issued(**changes: Any) -> Maker:
    """The preparer with another certificate of the platform's."""
    return lambda world: world.by(preparer=world.issue("preparer", **changes)).bytes()


@hostile("E_SIGNER_SAME_CERT", "s11", also=("E_SIGNER_TITLE",))
def one_person_in_both_roles(world: World) -> bytes:
    return world.by(approver=world.people["preparer"]).bytes()


@hostile("E_SIGNER_SAME_CERT")
def one_key_under_two_certificates(world: World) -> bytes:
    return world.by(approver=world.issue("approver", key=world.people["preparer"].key)).bytes()


@hostile("E_SIGNER_CERT_MISMATCH")
def another_certificate_than_the_statement_names(world: World) -> bytes:
    bag = world.fresh()
    bag.people["preparer"] = world.issue("preparer")
    return bag.sealed().bytes()


@hostile("E_SIGNER_ALGORITHM")
def another_algorithm_than_the_statement_names(world: World) -> bytes:
    bag = world.fresh()
    return bag.edit(lambda document: document["signers"][0].update(algorithm="RS256-3072-CAdES")).sealed().bytes()


@hostile("E_SIGNER_ORGANIZATION", "s08")
def certificate_of_another_organization(world: World) -> bytes:
    return _issued(subject=forge.name(code="91510100MA6OTHER1X"))(world)


@hostile("E_SIGNER_ROLE_UNKNOWN")
def approver_signs_though_nobody_asked(world: World) -> bytes:
    def alone(document: dict[str, Any]) -> None:
        document["requiredSigners"] = ["preparer"]
        document["signers"] = document["signers"][:1]
        document["singleSignerReason"] = "只有一人"

    return world.fresh().edit(alone).sealed().bytes()


@hostile("E_SIGNERS_REQUIRED")
def one_signer_where_the_platform_asks_two(world: World) -> bytes:
    def alone(document: dict[str, Any]) -> None:
        document["requiredSigners"] = ["preparer"]
        document["signers"] = [one for one in document["signers"] if one["role"] == "preparer"]
        document["singleSignerReason"] = "只有一人"

    bag = world.fresh().edit(alone)
    return bag.listed().tagged().signed(approver=None).bytes()


several("E_SIGNER_TITLE", title_of_another_role=_issued(subject=forge.name("审核人")))
several(
    "E_CERT_EXPIRED",
    s03_expired=lambda world: world.by(preparer=world.issue("preparer", begin=world.now - timedelta(days=400), days=399)).bytes(),
    expired_and_unknown=lambda world: world.by(
        preparer=world.self_made("preparer", begin=world.now - timedelta(days=400), days=399)
    ).bytes(),
)
several(
    "E_CERT_NOT_YET_VALID",
    s04_not_yet_valid=lambda world: world.by(preparer=world.issue("preparer", begin=world.now + timedelta(days=1))).bytes(),
)
several(
    "E_CERT_KEY_USAGE",
    s06_no_key_usage=_issued(usages=None),
    no_non_repudiation=_issued(usages=("digital_signature",)),
    key_usage_too_wide=_issued(usages=(*forge.USAGE, "key_encipherment")),
    key_usage_not_critical=_issued(usage_critical=False),
)
several(
    "E_CERT_EXTENDED_USAGE",
    document_signing_alone=_issued(purposes=(forge.DOCUMENTS,)),
    time_stamping=_issued(purposes=forge.TIME_STAMPING),
)
several(
    "E_CERT_PROFILE",
    certificate_authority=_issued(constraints=(True, None)),
    no_basic_constraints=_issued(constraints=None),
    basic_constraints_not_critical=_issued(constraints_critical=False),
    serial_7=_issued(serial=7),
    three_years=_issued(days=1096),
    issued_with_sha_512=_issued(digest=hashes.SHA512()),
    no_key_identifier=_issued(ski=False),
    no_authority_key_identifier=_issued(aki=False),
    unknown_critical_extension=_issued(unknown_critical=True),
    no_country=_issued(subject=forge.name(C=None)),
    no_province=_issued(subject=forge.name(ST=None)),
    no_organization_name=_issued(subject=forge.name(O=None)),
    no_name=_issued(subject=forge.name(CN=None)),
)


@cache
def other_keys() -> dict[str, Any]:
    """Keys of kinds that may not sign, and one that may; made once, since they take their time."""
    return {
        "rsa1024": rsa.generate_private_key(65537, 1024),
        "rsa3072": rsa.generate_private_key(65537, 3072),
        "p384": ec.generate_private_key(ec.SECP384R1()),
    }


several("E_CERT_KEY_WEAK", s14_rsa_1024=lambda world: _keyed(world, "rsa1024"), p_384=lambda world: _keyed(world, "p384"))


def _keyed(world: World, kind: str) -> bytes:
    return world.by(preparer=world.issue("preparer", key=other_keys()[kind])).bytes()


def stranger(world: World, root_name: Any = None) -> Person:
    """Another authority; with the name of the platform's root where that is asked."""
    key = forge.new_key()
    paper = world.paper(
        "preparer", subject=root_name or forge.name(person="别的根"), constraints=(True, 0), usages=("key_cert_sign", "crl_sign")
    )
    return Person(key, forge.certificate(paper, key, None))
