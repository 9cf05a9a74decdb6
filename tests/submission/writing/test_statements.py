"""Statements: canonical JSON as RFC 8785 has it, and no field forgotten."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import FileError
from core.submission import naming
from core.submission.writing import statements


def whole(kind: str) -> dict[str, Any]:
    """A document with every field that a statement of this kind has."""
    document: dict[str, Any] = {}
    for field in statements._FIELDS[kind]:
        inner = document
        *above, last = field.split(".")
        for name in above:
            inner = inner.setdefault(name, {})
        inner[last] = None
    return {**document, "type": kind}


def test_canonical_json_is_that_of_the_rfc() -> None:
    example = json.loads(
        '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        ' "string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}'
    )
    assert statements.jcs(example).hex() == (
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c31652b33302c"
        "342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"
    )


@pytest.mark.parametrize("kind", naming.KINDS)
def test_a_whole_statement_is_written_in_canonical_form(kind: str) -> None:
    document = whole(kind)
    written = statements.statement(kind, dict(reversed(document.items())))
    assert json.loads(written) == document
    assert written == statements.jcs(document)
    assert not written.endswith(b"\n")


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind in naming.KINDS for field in statements._FIELDS[kind]])
def test_a_missing_field_is_named(kind: str, field: str) -> None:
    document = whole(kind)
    inner = document
    *above, last = field.split(".")
    for name in above:
        inner = inner[name]
    del inner[last]
    with pytest.raises(FileError, match=f"「{field}」") as refused:
        statements.statement(kind, document)
    assert refused.value.code == "E_STATEMENT_SCHEMA"


def test_a_text_where_fields_should_be_is_named() -> None:
    with pytest.raises(FileError, match=r"「period\.from」"):
        statements.statement(naming.SUBMISSION, {**whole(naming.SUBMISSION), "period": "2025"})


def test_a_statement_of_another_kind_is_refused() -> None:
    with pytest.raises(FileError, match="「type」"):
        statements.statement(naming.RECEIPT, {**whole(naming.RECEIPT), "type": "submission"})


@pytest.mark.parametrize(
    ("value", "place"), [(1.5, "signers"), ([1, {"a": 2.0}], r"signers\[1\]\.a"), (({"b": [0.1]},), r"signers\[0\]\.b\[0\]")]
)
def test_a_number_that_json_rounds_is_named(value: object, place: str) -> None:
    with pytest.raises(FileError, match=f"「{place}」"):
        statements.statement(naming.SUBMISSION, {**whole(naming.SUBMISSION), "signers": value})


@pytest.mark.parametrize("value", [2**53, "\ud800"], ids=["too-large", "half-a-character"])
def test_what_canonical_json_cannot_carry_is_refused(value: object) -> None:
    with pytest.raises(FileError) as refused:
        statements.statement(naming.SUBMISSION, {**whole(naming.SUBMISSION), "declaration": value})
    assert refused.value.code == "E_STATEMENT_SCHEMA"
