"""Rows to domain objects and back: comments on cells, thresholds of rules, remembered column mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NewType

from sqlalchemy import Row

from core.domain.activity import Subject
from core.domain.finding import RuleThreshold
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.remark import CellComment
from core.domain.remembered import RememberedMapping
from core.store.schema_monthly import CellCommentRow, RememberedMappingRow, RuleThresholdRow
from core.store.shelf import Shelf, Statements

CommentKey = NewType("CommentKey", str)
"""Venue, month and subject, parted by slashes."""

ThresholdKey = NewType("ThresholdKey", str)
"""Rule and name of the threshold, parted by a slash."""


def comment_key(venue_id: VenueId, subject: Subject, month: Month) -> CommentKey:
    """The key of the comment on a cell."""
    return CommentKey(f"{venue_id}/{month}/{subject}")


def threshold_key(rule: str, name: str) -> ThresholdKey:
    """The key of a rule's threshold."""
    return ThresholdKey(f"{rule}/{name}")


class CellComments(Shelf[CommentKey, CellComment]):
    """Comments on cells; one for each cell."""

    kind = "cell_comment"
    _thing_type = CellComment
    _sql = Statements(CellCommentRow)

    def of_venue(self, venue_id: VenueId, start: Month, end: Month) -> tuple[CellComment, ...]:
        """The venue's comments on the months from `start` to `end`, both included."""
        query = self._sql.query.where(CellCommentRow.venue_id == venue_id, CellCommentRow.month.between(start, end))
        return self._read(query.order_by(CellCommentRow.month, CellCommentRow.subject))

    def _identity(self, key: CommentKey) -> dict[str, object]:
        venue_id, month, subject = key.split("/", 2)
        return {"key_venue_id": venue_id, "key_month": Month.parse(month), "key_subject": subject}

    def _key(self, thing: CellComment) -> CommentKey:
        return comment_key(thing.venue_id, thing.subject, thing.month)

    def _thing(self, row: Row[Any]) -> CellComment:
        return CellComment(VenueId(row.venue_id), Subject(row.subject), row.month, row.text)

    def _columns(self, thing: CellComment) -> Mapping[str, object]:
        return {"venue_id": thing.venue_id, "subject": thing.subject, "month": thing.month, "text": thing.text}


class RuleThresholds(Shelf[ThresholdKey, RuleThreshold]):
    """Thresholds that were set for rules, in place of the catalogue's."""

    kind = "rule_threshold"
    _thing_type = RuleThreshold
    _sql = Statements(RuleThresholdRow)

    def all(self) -> tuple[RuleThreshold, ...]:
        """Every threshold that was set, by rule and name."""
        return self._read(self._sql.query.order_by(RuleThresholdRow.rule, RuleThresholdRow.name))

    def _identity(self, key: ThresholdKey) -> dict[str, object]:
        rule, _slash, name = key.partition("/")
        return {"key_rule": rule, "key_name": name}

    def _key(self, thing: RuleThreshold) -> ThresholdKey:
        return threshold_key(thing.rule, thing.name)

    def _thing(self, row: Row[Any]) -> RuleThreshold:
        return RuleThreshold(row.rule, row.name, row.value, row.why)

    def _columns(self, thing: RuleThreshold) -> Mapping[str, object]:
        return {"rule": thing.rule, "name": thing.name, "value": thing.value, "why": thing.why}


class RememberedMappings(Shelf[str, RememberedMapping]):
    """How tables were understood the last time, by the fingerprint of their headings."""

    kind = "remembered_mapping"
    _thing_type = RememberedMapping
    _sql = Statements(RememberedMappingRow)

    def all(self) -> tuple[RememberedMapping, ...]:
        """Every mapping that is remembered, by name."""
        return self._read(self._sql.query.order_by(RememberedMappingRow.name, RememberedMappingRow.fingerprint))

    def _identity(self, key: str) -> dict[str, object]:
        return {"key_fingerprint": key}

    def _key(self, thing: RememberedMapping) -> str:
        return thing.fingerprint

    def _thing(self, row: Row[Any]) -> RememberedMapping:
        return RememberedMapping(row.fingerprint, row.name, row.content)

    def _columns(self, thing: RememberedMapping) -> Mapping[str, object]:
        return {"fingerprint": thing.fingerprint, "name": thing.name, "content": thing.content}
