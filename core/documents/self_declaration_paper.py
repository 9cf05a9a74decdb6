"""What the 自我承诺书 says besides its facts: the claim it is made for, and what the venue promises."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents.reports.package_paper import Claim, PackagePaper
from core.i18n import _


@dataclass(frozen=True, slots=True)
class SelfDeclarationPaper:
    """What the statement says.

    Attributes:
        package_digest: of the package it belongs to; empty when it is printed to be signed and put into one.
    """

    package: PackagePaper
    claim: Claim
    package_digest: str = ""


def promises() -> list[str]:
    """What the venue promises; plain duties, none of which lifts the level."""
    return [
        _("一、所填数据真实、完整，原始票据保存不少于五年；"),
        _("二、所列减排量已注销，未用于其他单位、其他年度或其他声明；"),
        _("三、对外引用本承诺时，同时写明期间、边界与「自我承诺」字样；"),
        _("四、数据有误或减排量被撤销时，立即停止引用并书面更正。"),
    ]
