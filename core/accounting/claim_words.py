"""The words that a claim must not hold, level by level (domain.md §3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.domain.submission import ClaimLevel
from core.i18n import _

_ALWAYS = ("永久碳中和", "零排放", "绿色无污染")

BLOCKED_WORDS: Mapping[ClaimLevel, tuple[str, ...]] = {
    ClaimLevel.DRAFT: ("碳中和", "零碳", "净零", *_ALWAYS),
    ClaimLevel.SELF_DECLARED: ("认证", "核证", "官方", "权威", "政府认可", "证书", *_ALWAYS),
    ClaimLevel.PLATFORM_CONFIRMED: ("第三方认证", *_ALWAYS),
    ClaimLevel.INDEPENDENTLY_ASSESSED: ("认证", *_ALWAYS),
}
"""Words that a level forbids; Chinese, since the claim is."""

CLAIM_NAMES = (
    "国家碳排放配额",
    "国家核证自愿减排量",
    "区域核证碳减排量",
    "碳中和林等碳汇项目",
    "碳中和创新服务平台",
    "碳中和服务平台",
)
"""Names of products and offices in which such a word may stand."""


def level_name(level: ClaimLevel) -> str:
    """The level in words (domain.md §6.7)."""
    names = {
        ClaimLevel.DRAFT: _("草稿"),
        ClaimLevel.SELF_DECLARED: _("自我承诺"),
        ClaimLevel.PLATFORM_CONFIRMED: _("平台确认"),
        ClaimLevel.INDEPENDENTLY_ASSESSED: _("独立机构评价"),
    }
    return names[level]


def forbidden_words(text: str, blocked: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """The blocked words that stand in a text outside the names they are part of, the longest name taken out first."""
    for name in sorted({name for name in names if name}, key=lambda one: (-len(one), one)):
        text = text.replace(name, "")
    return tuple(word for word in blocked if word in text)
