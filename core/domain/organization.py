"""Organizations, their venues, and the 统一社会信用代码."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NewType

from core.errors import InputError
from core.i18n import _

OrganizationId = NewType("OrganizationId", str)
VenueId = NewType("VenueId", str)
PersonId = NewType("PersonId", str)

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS_18 = tuple(pow(3, i, 31) for i in range(17))
_WEIGHTS_17 = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Organization:
    """The reporting organization 报告主体, which owns the credit code."""

    id: OrganizationId
    name: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class ProfileValue:
    """One field of a venue's profile, valid from a day on, so that a change of area is dated."""

    field: str
    value: str
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Venue:
    """A facility 设施: hotel, mall or scenic area.

    Attributes:
        type_code: code of the venue type in the catalogue.
        region: six-digit division code (GB/T 2260).
        profile: the fields that the venue type asks for; the newest value of a field wins.
        sample: True for the samples shipped with the program; everything printed from them is marked 示例.
    """

    id: VenueId
    organization_id: OrganizationId
    type_code: str
    name: str
    region: str
    profile: tuple[ProfileValue, ...] = ()
    sample: bool = False

    def current_profile(self) -> Mapping[str, str]:
        """The newest value of each field."""
        ordered = sorted(self.profile, key=lambda value: value.valid_from or date.min)
        return {value.field: value.value for value in ordered}

    def profile_on(self, day: date) -> Mapping[str, str]:
        """The value of each field that was valid on `day`."""
        ordered = sorted(self.profile, key=lambda value: value.valid_from or date.min)
        return {value.field: value.value for value in ordered if (value.valid_from or date.min) <= day}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who prepares, approves or answers for the account (domain.md §1.3).

    Attributes:
        legal_representative: 法定代表人, who needs no authorization to sign.
        authorization: the attached file of the 授权书 by its id; empty where there is none.
    """

    id: PersonId
    name: str
    role: str
    department: str = ""
    phone: str = ""
    legal_representative: bool = False
    authorization: str = ""


ROLES = ("preparer", "approver", "responsible")
"""填报人, 审核人, 负责人."""


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A 统一社会信用代码 after normalising, with what its two check digits say.

    Attributes:
        text: 18 characters, half-width capitals.
        organization_digit_good: position 17 (GB 11714); some old codes fail it, so it only warns.
        check_digit_good: position 18 (GB 32100-2015); a wrong one blocks.
    """

    text: str
    organization_digit_good: bool
    check_digit_good: bool


def read_credit_code(text: str) -> CreditCode:
    """Normalise and check a credit code (GB 32100-2015; domain.md §7.3).

    Raises:
        InputError: not 18 characters of the code's alphabet.
    """
    code = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if len(code) == 15 and code.isdigit():
        raise InputError(
            "credit_code.old", _("「{code}」是旧的 15 位注册号。").format(code=code), _("请填营业执照上 18 位的统一社会信用代码。")
        )
    if len(code) != 18:
        raise InputError(
            "credit_code.length",
            _("信用代码「{code}」有 {count} 位。").format(code=code[:30], count=len(code)),
            _("统一社会信用代码应为 18 位。"),
        )
    wrong = [char for char in code if char not in _ALPHABET]
    if wrong:
        raise InputError(
            "credit_code.character",
            _("信用代码「{code}」里有不会出现的字符「{char}」。").format(code=code, char=wrong[0]),
            _("代码只用数字和除 I、O、S、V、Z 外的大写字母，常见的误写是 O 与 0、I 与 1。"),
        )
    total = sum(_ALPHABET.index(char) * weight for char, weight in zip(code[:17], _WEIGHTS_18, strict=True))
    expected_18 = _ALPHABET[(31 - total % 31) % 31]
    inner = sum(int(char, 36) * weight for char, weight in zip(code[8:16], _WEIGHTS_17, strict=True))
    digit = 11 - inner % 11
    expected_17 = {10: "X", 11: "0"}.get(digit, str(digit))
    return CreditCode(code, code[16] == expected_17, code[17] == expected_18)
