"""To whom 附表1 goes: the 生态环境局 of the 21 divisions and the platform, as declared in resources/forms/recipients.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from core import resources


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who receives 附表1.

    Attributes:
        bureaus: code of the division → official name of its authority.
        platform: the 创新服务平台, to which a copy goes.
    """

    bureaus: Mapping[str, str]
    platform: str

    def bureau_of(self, division: str) -> str:
        """The authority of a division, or of the one that a county belongs to; empty where there is none."""
        return self.bureaus.get(division) or self.bureaus.get(f"{division[:4]}00", "")


@cache
def read_recipients() -> Recipients:
    """The declared recipients, read once.

    Raises:
        EnvironmentFault: the declaration is missing.
    """
    read = tomllib.loads(resources.text("forms/recipients.toml"))
    return Recipients(dict(read["bureaus"]), read["platform"])
