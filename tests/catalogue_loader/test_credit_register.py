"""What the register of credits asks: the file that ships is whole, and each fault in it is named by file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import resources
from core.catalogue_loader.credit_register import credit_register, load_credit_register
from core.catalogue_loader.tables import TableError
from core.domain.credit_register import COLUMN_FIELDS, QUALITY_FIELDS
from core.domain.offset import ProductType

SHIPPED = resources.text("offsets/register.toml")


def changed(folder: Path, before: str, after: str) -> Path:
    assert before in SHIPPED, before
    (folder / "register.toml").write_text(SHIPPED.replace(before, after, 1), encoding="utf-8")
    return folder


def test_every_fact_of_a_lot_has_a_column_and_every_answer_a_question() -> None:
    register = credit_register()
    assert [one.field for one in register.questions] == list(QUALITY_FIELDS)
    assert {one.field for one in register.columns} == set(COLUMN_FIELDS)
    assert {one.field for one in register.columns if one.needed} == {"product", "registry", "project", "tonnes"}
    assert [(one.product, one.code) for one in register.subtypes] == [(ProductType.REGIONAL, "CDCER")]
    for one in register.questions:
        assert one.asks_zh.endswith("。")
        assert one.asks_en.endswith(".")
        assert one.source


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ('field = "additional"\nasks_zh', 'field = "addicted"\nasks_zh', "field"),
        ('field = "permanent"\nasks_zh', 'field = "additional"\nasks_zh', "field"),
        ('field = "species"', 'field = "sort"', "field"),
        ("width = 20", "width = 200", "width"),
        ('zh = "树种"', 'zh = "产品"', "also"),
        ('mark = "◐"', 'mark = "?"', "mark"),
        ('product = "REGIONAL"', 'product = "VER"', "product"),
        ("needed = true", "neeeded = true", "neeeded"),
        ('code = "CDCER"', "", "code"),
        ('[[column]]\nfield = "note"', '[[colon]]\nfield = "note"', "colon"),
    ],
)
def test_a_fault_is_named_by_its_place(tmp_path: Path, before: str, after: str, field: str) -> None:
    with pytest.raises(TableError) as caught:
        load_credit_register(changed(tmp_path, before, after))
    assert (caught.value.file, caught.value.field) == ("register.toml", field)
    assert caught.value.line > 0


@pytest.mark.parametrize("last", ['[[column]]\nfield = "note"', '[[question]]\nfield = "registered"'])
def test_a_missing_question_or_column_is_named(tmp_path: Path, last: str) -> None:
    start = SHIPPED.index(last)
    following = SHIPPED.find("[[column]]\n", start + 1)
    text = SHIPPED[:start] + (SHIPPED[following:] if following > 0 else "")
    (tmp_path / "register.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=last.split('"')[1]):
        load_credit_register(tmp_path)
