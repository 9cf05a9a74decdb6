"""Findings: problems with the user's data, as values that are gathered and shown together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from core.domain.period import Month


class Severity(Enum):
    """B blocks locking, W wants an explanation, I informs (domain.md §4.8)."""

    BLOCK = "B"
    WARN = "W"
    INFO = "I"


@dataclass(frozen=True, slots=True)
class ThresholdWords:
    """What a threshold of a rule is called, and between which values a ledger may set it.

    Attributes:
        lowest, highest: beyond these the rule would say nothing sensible any more.
        fixed: the value comes from a published rule and is not the ledger's to set.
    """

    zh: str
    en: str
    unit_zh: str
    unit_en: str
    lowest: Decimal
    highest: Decimal
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class ChangedThreshold:
    """A threshold that the ledger set in place of the proposed one, and on what ground."""

    name: str
    proposal: Decimal
    value: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class CheckRule:
    """One row of checks.toml: a rule's number, thresholds and words.

    The templates take the finding's parameters by name.

    Attributes:
        name_zh, name_en: what the rule looks at, without a place.
        thresholds: the values in force, by name.
        words: what the thresholds are called.
        changed: those of them that are not the proposed ones.
    """

    id: str
    title_zh: str
    title_en: str
    message_zh: str
    message_en: str
    expected_zh: str
    expected_en: str
    why_zh: str
    why_en: str
    thresholds: Mapping[str, Decimal]
    origin: str
    name_zh: str = ""
    name_en: str = ""
    words: Mapping[str, ThresholdWords] = field(default_factory=dict)
    changed: tuple[ChangedThreshold, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleThreshold:
    """A threshold that the ledger's people set for a rule, in place of the catalogue's proposal.

    Attributes:
        rule, name: number of the rule and name of the threshold in checks.toml.
        why: on what ground it was set; a reader of the findings sees it.
    """

    rule: str
    name: str
    value: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding sits.

    Attributes:
        page: page of the window: ``activity``, ``profile``, ``inventory``.
        subject: row (a SourceId or ``output:<code>``), empty for the whole page.
        month: column, None for the whole row.
        field: profile field or bill field.
        record: the record concerned, empty when none.
    """

    page: str
    subject: str = ""
    month: Month | None = None
    field: str = ""
    record: str = ""

    def key(self) -> str:
        """Stable text under which an explanation is kept."""
        return "/".join((self.page, self.subject, str(self.month or ""), self.field, self.record))


@dataclass(frozen=True, slots=True)
class Finding:
    """One fired rule at one place."""

    rule: str
    severity: Severity
    place: Place
    place_name: str
    parameters: Mapping[str, str]
    explanation: str = ""

    def key(self) -> str:
        """Rule and place: what an explanation answers."""
        return f"{self.rule}@{self.place.key()}"

    @property
    def answered(self) -> bool:
        """Whether a written explanation stands against it; a block cannot be explained away."""
        return bool(self.explanation) and self.severity is not Severity.BLOCK


def kept_key(key: str, period: str) -> str:
    """Under which key an explanation is kept.

    What was written about a month or a record speaks of that alone. What was written about a whole row or page answers the finding of
    one period only, so that nobody's words about one year stand under the figures of the next.

    Args:
        key: that of the finding.
        period: label of the dossier's period.
    """
    month, record = key.split("/")[2], key.rpartition("/")[2]
    return key if month or record else f"{key}#{period}"


def answers_for(kept: Mapping[str, str], period: str) -> dict[str, str]:
    """The explanations of a venue that hold for a period, by the keys of their findings."""
    plain = {key: text for key, text in kept.items() if "#" not in key}
    own = {key.rpartition("#")[0]: text for key, text in kept.items() if key.endswith(f"#{period}")}
    return plain | own
