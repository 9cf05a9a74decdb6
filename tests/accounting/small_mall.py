"""A small mall whose meters agree, month by month, and what is needed to change one thing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.accounting.check_context import CheckContext
from core.accounting.footprint import Facts
from core.accounting.reconciliation import MAIN, TENANTS, THIRD
from core.domain.activity import ActivityRecord, Subject
from core.domain.emission import EmissionSource, SourceId
from core.domain.organization import ProfileValue, Venue
from tests.accounting.small_hotel import catalogue, context, dossier, evidence, month_record, source, venue

LIGHTS, CHILLERS = Subject("lights"), Subject("chillers")
PROFILE = (ProfileValue("boundary", "landlord"), ProfileValue("building_area", "12000"), ProfileValue("kind", "other"))


def mall(*profile: tuple[str, str], **changes: Any) -> Venue:
    """A mall with the landlord's boundary, unless another is named."""
    kept = {value.field: value for value in PROFILE} | {code: ProfileValue(code, text) for code, text in profile}
    return replace(venue(type_code="mall", profile=tuple(kept.values())), **changes)


def rows(*more: EmissionSource) -> tuple[EmissionSource, ...]:
    """Lights and chillers, and what is added."""
    return (
        source(id=SourceId(LIGHTS), name="外购电力·公区", position=0),
        source(id=SourceId(CHILLERS), name="外购电力·冷站", position=1),
        *more,
    )


def figures(month: int, main: str = "100000", tenants: str = "60000", third: str = "5000", common: str = "35000") -> list[ActivityRecord]:
    """One month; the common areas are parted between lights and chillers. An empty text leaves a figure out."""
    lights = str(int(common) - 15000)
    given = {MAIN: main, TENANTS: tenants, THIRD: third, LIGHTS: lights, CHILLERS: "15000"}
    return [month_record(subject, month, value, "kWh") for subject, value in given.items() if value]


def year(changed: dict[int, dict[str, str]] | None = None) -> tuple[ActivityRecord, ...]:
    """Twelve months, some of them with other figures."""
    found: list[ActivityRecord] = []
    for month in range(1, 13):
        found += figures(month, **(changed or {}).get(month, {}))
    return tuple(found)


def facts(
    records: Sequence[ActivityRecord] | None = None, sources: Sequence[EmissionSource] | None = None, place: Venue | None = None
) -> Facts:
    """What is reconciled."""
    return Facts(place or mall(), dossier().period, tuple(sources or rows()), tuple(year() if records is None else records))


def mall_context(
    records: Sequence[ActivityRecord] | None = None,
    sources: Sequence[EmissionSource] | None = None,
    place: Venue | None = None,
    **changes: Any,
) -> CheckContext:
    """The same for the rules."""
    given = facts(records, sources, place)
    return context(
        venue=given.venue,
        venue_type=catalogue().venue_types[given.venue.type_code],
        sources=given.sources,
        records=given.records,
        evidence={"账单.pdf": evidence()},
        **changes,
    )
