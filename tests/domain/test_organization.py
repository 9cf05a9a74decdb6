"""The 统一社会信用代码, judged by the published samples."""

from __future__ import annotations

import pytest

from core.domain.organization import read_credit_code
from core.errors import InputError


@pytest.mark.parametrize(("code", "good"), [("91512081MA62K0260E", True), ("91350100M000100Y43", True), ("91350100M000100Y4Z", None)])
def test_published_samples(code: str, good: bool | None) -> None:
    """domain.md §7.3; the third sample ends in Z, which the alphabet does not have."""
    if good is None:
        with pytest.raises(InputError):
            read_credit_code(code)
    else:
        assert read_credit_code(code).check_digit_good is good


def test_synthetic_code_is_good_by_both_digits() -> None:
    code = read_credit_code("91510100MA00000152")
    assert code.organization_digit_good
    assert code.check_digit_good


def test_one_changed_character_is_noticed() -> None:
    good = "91510100MA00000152"
    for place in range(18):
        other = "1" if good[place] != "1" else "2"
        assert not read_credit_code(good[:place] + other + good[place + 1 :]).check_digit_good


def test_full_width_and_lower_case_are_normalised() -> None:
    assert read_credit_code("９１５１０１００ma00000152").text == "91510100MA00000152"


@pytest.mark.parametrize("code", ["", "510100123456789", "91510100MA0000015", "91510100MAO0000152"])
def test_other_texts_are_refused_in_words(code: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_credit_code(code)
    assert refusal.value.hint
