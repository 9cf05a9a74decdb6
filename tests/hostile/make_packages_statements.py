"""Packages whose statement is wrong in one way each; all else is re-signed as an insider would."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.hostile.make_packages import EVIDENCE, Maker, hostile, several
from tests.submission.reading.bags import Bag, World


def _alone(world: World, role: str, **fields: object) -> bytes:
    bag = world.fresh()
    bag.edit(
        lambda document: document.update(requiredSigners=[role], signers=[s for s in document["signers"] if s["role"] == role], **fields)
    )
    other = {"preparer": "approver", "approver": "preparer"}[role]
    return bag.listed().tagged().signed(**{other: None}).bytes()


def _no_statement(world: World) -> bytes:
    bag = world.fresh()
    del bag.files["data/submission.json"]
    return bag.sealed().bytes()


def _receipt_inside(world: World) -> bytes:
    bag: Bag = world.fresh()
    bag.files["data/submission.json"] = world.receipt.files["data/receipt.json"]
    return bag.sealed().bytes()


def _edited(change: Callable[[dict[str, Any]], object]) -> Maker:
    return lambda world: world.fresh().edit(change).sealed().bytes()


def _set(**fields: object) -> Maker:
    return _edited(lambda document: document.update(fields))


def _inside(place: str, **fields: object) -> Maker:
    return _edited(lambda document: document[place].update(fields))


def _bytes(change: Callable[[bytes], bytes]) -> Maker:
    def make(world: World) -> bytes:
        bag = world.fresh()
        bag.files["data/submission.json"] = change(bag.files["data/submission.json"])
        return bag.sealed().bytes()

    return make


def _first(place: str, **fields: object) -> Maker:
    return _edited(lambda document: document[place][0].update(fields))


@hostile("E_EVIDENCE_MISSING", "c01", names="data/evidence/E0009-x.pdf")
def evidence_that_is_not_there(world: World) -> bytes:
    one = {**json.loads(world.submission.files["data/submission.json"])["evidence"][0], "id": "E0009", "path": "data/evidence/E0009-x.pdf"}
    return _edited(lambda document: document["evidence"].append(one))(world)


@hostile("E_EVIDENCE_UNDECLARED", "c03", names=EVIDENCE)
def evidence_not_declared(world: World) -> bytes:
    return _edited(lambda document: document["evidence"].pop(0))(world)


several("E_EVIDENCE_HASH", c02_hash_differs=_first("evidence", sha256="0" * 64), size_differs=_first("evidence", size=5))
several(
    "E_DOCUMENT_MISSING",
    document_that_is_not_there=_edited(lambda d: d["documents"].append({**d["documents"][0], "path": "data/documents/x"})),
)
several("E_DOCUMENT_HASH", document_hash_differs=_first("documents", sha256="0" * 64))
several("E_DOCUMENT_UNDECLARED", document_not_declared=_edited(lambda document: document["documents"].pop(0)))
several(
    "E_STATEMENT_JSON",
    c04_key_twice=_bytes(lambda text: text[:-1] + b',"type":"submission"}'),
    float=_bytes(lambda text: text.replace(b'"revision":1', b'"revision":1.0')),
    not_a_number=_bytes(lambda text: text.replace(b'"revision":1', b'"revision":NaN')),
    cut_short=_bytes(lambda text: text[:-1]),
    utf_16=_bytes(lambda text: text.decode().encode("utf-16")),
    a_number_of_thousands_of_digits=_bytes(lambda text: text.replace(b'"revision":1', b'"revision":' + b"1" * 10_000)),
    hundred_thousand_brackets=_bytes(lambda _text: b"[" * 100_000),
    two_million_values=_bytes(lambda _text: b"[" + b"0," * 2_100_000 + b"0]"),
)
several(
    "E_STATEMENT_CANONICAL",
    c05_spaces=_bytes(lambda text: text.replace(b":", b": ", 1)),
    keys_not_sorted=_bytes(
        lambda text: json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":"), ensure_ascii=False).encode()
    ),
    escaped=_bytes(lambda text: json.dumps(json.loads(text), separators=(",", ":"), sort_keys=True).encode()),
    final_line_end=_bytes(lambda text: text + b"\n"),
    integer_beyond_2_to_the_53=_bytes(lambda text: text.replace(b'"revision":1', b'"revision":9007199254740993')),
    half_of_a_surrogate_pair=_bytes(lambda text: text.replace(b'"kind":"hotel"', b'"kind":"\\ud800"')),
)
several("E_STATEMENT_MISSING", no_statement=_no_statement)
several("E_LIMIT_STATEMENT", statement_beyond_16_mib=_bytes(lambda text: text + b" " * (16 * 2**20)))
several(
    "E_VERSION_UNSUPPORTED",
    c06_version_09=_set(specVersion="0.9"),
    c06_version_20=_set(specVersion="2.0"),
    version_missing=_edited(lambda d: d.pop("specVersion")),
)
several("E_TYPE_MISMATCH", c07_receipt_inside=_receipt_inside, type_missing=_edited(lambda document: document.pop("type")))
several(
    "E_STATEMENT_SCHEMA",
    list_instead_of_object=_bytes(lambda _text: b"[]"),
    field_missing=_edited(lambda document: document.pop("auditHead")),
    field_unknown=_set(extra="x"),
    text_where_a_number_belongs=_set(revision="1"),
    true_where_a_number_belongs=_set(revision=True),
    revision_0=_set(revision=0),
    number_where_text_belongs=_inside("result", totalTCO2e=11),
    total_with_trailing_zero=_inside("result", totalTCO2e="11.50"),
    scope_4=_inside("result", byScope={"4": "1"}),
    scopes_in_a_list=_inside("result", byScope=[]),
    hash_in_capitals=_set(auditHead="A" * 64),
    time_without_zone=_set(createdAt="2026-03-01T08:00:00"),
    time_that_never_was=_set(createdAt="2026-02-30T08:00:00Z"),
    day_in_another_form=_inside("period", to="20251231"),
    day_that_never_was=_inside("period", to="2025-02-30"),
    period_turned_round=_inside("period", to="2024-12-31"),
    environment_unknown=_set(environment="test"),
    algorithm_unknown=_first("signers", algorithm="SM2-SM3-raw"),
    object_where_a_list_belongs=_set(evidence={}),
    list_where_an_object_belongs=_set(site=[]),
    text_too_long=_set(declaration="长" * 20_001),
    text_of_spaces=_set(declaration="  "),
    first_revision_with_a_link=_set(previousPackageDigest="0" * 64),
    second_revision_without_link=_set(revision=2),
    signers_and_required_signers_differ=_set(requiredSigners=["preparer"], singleSignerReason="x"),
    approver_alone=lambda world: _alone(world, "approver", singleSignerReason="x"),
    single_signer_without_reason=lambda world: _alone(world, "preparer"),
    reason_though_two_sign=_set(singleSignerReason="x"),
    path_twice=_edited(lambda document: document["documents"].append(document["documents"][0])),
    evidence_number_twice=_edited(lambda document: document["evidence"][1].update(id="E0001")),
    evidence_path_with_another_number=_first("evidence", id="E0007"),
)
several("E_INFO_MISMATCH", other_package_id=_set(packageId="urn:uuid:x"), other_organization=_inside("organization", name="别的酒店"))
several("E_ENVIRONMENT", trial_platform_and_production_statement=_set(environment="production"))
