"""An edition of the factor library kept in a ledger computes the same for ever, and damage is said in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.catalogue_loader.archiving import catalogue_of, edition_of, shipped_edition, shipped_texts, texts_of
from core.errors import FileError
from tests.builders import catalogue


def test_the_shipped_edition_comes_back_as_it_is() -> None:
    kept = shipped_edition()
    assert kept.digest == catalogue().digest
    assert kept.content == edition_of(shipped_texts()).content
    assert dict(texts_of(kept)) == dict(shipped_texts())
    again = catalogue_of(kept)
    assert (again.digest, again.edition, again.factors) == (catalogue().digest, catalogue().edition, catalogue().factors)


def test_an_edition_from_before_a_table_existed_is_still_read() -> None:
    texts = {name: text for name, text in shipped_texts().items() if name != "benchmarks.csv"}
    made = edition_of(shipped_texts())
    from core.catalogue_loader.archiving import _zip
    from core.catalogue_loader.tables import digest_of

    older = replace(made, content=_zip(texts), digest=digest_of(texts))
    again = catalogue_of(older)
    assert again.digest == older.digest
    assert again.benchmarks == catalogue().benchmarks


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"not a zip"], ids=["nothing", "no tables", "no zip"])
def test_a_damaged_edition_is_refused(content: bytes) -> None:
    with pytest.raises(FileError, match="损坏"):
        texts_of(replace(shipped_edition(), content=content))


def test_another_content_under_the_same_digest_is_refused() -> None:
    changed = {**shipped_texts(), "edition.toml": 'name = "2099.01"\n'}
    with pytest.raises(FileError, match="损坏"):
        texts_of(replace(edition_of(changed), digest=shipped_edition().digest))
