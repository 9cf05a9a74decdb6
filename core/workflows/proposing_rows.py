"""Which row of the venue a bill belongs to: by its account number first, then by what was bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.documents.invoice_facts import FactName, InvoiceFacts
from core.documents.invoice_kinds import BoughtKind, item_text, kind_in
from core.domain.emission import EmissionSource, Meter
from core.i18n import _


@dataclass(frozen=True, slots=True)
class Place:
    """A row, or one account of it, with the sentence on why the bill may belong there."""

    source: EmissionSource
    meter: Meter | None
    why: str


@dataclass(frozen=True, slots=True)
class RowChoice:
    """Where a bill belongs.

    Attributes:
        chosen: None while that is not certain.
        places: all that come into question, the likeliest first.
        kind: what was bought, as far as the paper says.
    """

    chosen: Place | None
    places: tuple[Place, ...]
    kind: BoughtKind | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The active rows of a venue with their accounts."""

    sources: tuple[EmissionSource, ...]
    meters: tuple[Meter, ...]

    def of(self, source: EmissionSource) -> tuple[Meter, ...]:
        """The accounts of a row."""
        return tuple(meter for meter in self.meters if meter.source_id == source.id)

    def place(self, source: EmissionSource, meter: Meter | None, why: str) -> Place:
        """A row with its account; where it has a single one and none is named, that one."""
        own = self.of(source)
        return Place(source, meter or (own[0] if len(own) == 1 else None), why)


def bought(facts: InvoiceFacts) -> tuple[BoughtKind, str] | None:
    """What was bought and the words that say so: the items, then title and quantity, then the seller."""
    of_items = [found for item in facts.items if (found := kind_in(item_text(item))) is not None]
    if of_items:
        return of_items[0] if len({kind.name for kind, _word in of_items}) == 1 else None
    return next((found for text in facts.words.split("\n") if text and (found := kind_in(text)) is not None), None)


def choose(rows: Rows, facts: InvoiceFacts, subject: str = "", meter_id: str = "") -> RowChoice:
    """Find the row of a bill.

    Args:
        rows: of the venue.
        facts: of the paper.
        subject: the row that a person has chosen.
        meter_id: the account that a person has chosen.
    """
    account = facts.value(FactName.ACCOUNT)
    said = bought(facts)
    kind = said[0] if said is not None else None
    own = {source.id for source in rows.sources}
    registered = [meter for meter in rows.meters if account and bare(meter.account) == bare(account)]
    known = [meter for meter in registered if meter.source_id in own]
    places: list[Place] = []
    for place in (*_by_account(rows, known, account), *_by_kind(rows, said)):
        if not _known(place, places):
            places.append(place)
    if subject:
        return _as_chosen(rows, places, said, subject, meter_id or (str(known[0].id) if len(known) == 1 else ""))
    if known:
        return _of_account(rows, places, known, said)
    warnings: tuple[str, ...] = ()
    if registered:
        warnings = (_("户号 {account} 在档案里不是某个排放源的户号（如总表），请选定排放源。").format(account=account),)
    elif account and rows.meters:
        warnings = (_("户号 {account} 不在场所档案里。").format(account=account),)
    chosen = places[0] if len({place.source.id for place in places}) == 1 else None
    if chosen is not None and (registered or (account and rows.of(chosen.source))):
        chosen = None  # an account that is not the row's: whether it is a new one, a person must say
    if chosen is not None and len(places) > 1:
        chosen = Place(chosen.source, None, chosen.why)
    return RowChoice(chosen, tuple(places), kind, warnings)


def _of_account(rows: Rows, places: Sequence[Place], known: Sequence[Meter], said: tuple[BoughtKind, str] | None) -> RowChoice:
    """The row whose account the paper names, unless the paper is for something else."""
    kind = said[0] if said is not None else None
    fitting = [place for place in places if place.meter in known and (kind is None or place.source.type_code in kind.sources)]
    if len(fitting) == 1:
        return RowChoice(fitting[0], tuple(places), kind)
    warnings: tuple[str, ...] = ()
    if not fitting and said is not None:
        sentence = _("户号 {account} 在档案里是「{row}」，但票面写的是「{word}」，请选定排放源。")
        warnings = (sentence.format(account=known[0].account, row=_source_name(rows, known[0]), word=said[1]),)
    return RowChoice(None, tuple(places), kind, warnings)


def _known(place: Place, earlier: Sequence[Place]) -> bool:
    return any(one.source.id == place.source.id and one.meter == place.meter for one in earlier)


def _by_account(rows: Rows, known: Sequence[Meter], account: str) -> list[Place]:
    sources = {source.id: source for source in rows.sources}
    why = _("户号 {account} 与档案一致").format(account=account)
    return [Place(sources[meter.source_id], meter, why) for meter in known if meter.source_id in sources]


def _by_kind(rows: Rows, said: tuple[BoughtKind, str] | None) -> list[Place]:
    if said is None:
        return []
    kind, word = said
    why = _("票面写明「{word}」").format(word=word)
    places: list[Place] = []
    for source in rows.sources:
        if source.type_code in kind.sources:
            own = rows.of(source)
            places += [rows.place(source, meter, why) for meter in own] or [Place(source, None, why)]
    return places


def _as_chosen(rows: Rows, places: Sequence[Place], said: tuple[BoughtKind, str] | None, subject: str, meter_id: str) -> RowChoice:
    kind = said[0] if said is not None else None
    source = next((one for one in rows.sources if one.id == subject), None)
    if source is None:
        return RowChoice(None, tuple(places), kind)
    meter = next((one for one in rows.of(source) if one.id == meter_id), None)
    chosen = next((one for one in places if one.source.id == subject and one.meter == meter), None) or rows.place(
        source, meter, _("由您选定")
    )
    warnings: tuple[str, ...] = ()
    if said is not None and source.type_code not in said[0].sources:
        warnings = (_("票面写明「{word}」，与「{row}」不是同一种，请核对。").format(word=said[1], row=source.name),)
    return RowChoice(chosen, tuple(places) if chosen in places else (chosen, *places), kind, warnings)


def _source_name(rows: Rows, meter: Meter) -> str:
    return next((source.name for source in rows.sources if source.id == meter.source_id), meter.account)


def bare(text: str) -> str:
    """An account number without what people put between its digits."""
    return "".join(char for char in text.casefold() if char.isalnum())


def place_name(place: Place) -> str:
    """外购电力·主楼户（5101-0001）."""
    return (
        _("{row}（{account}）").format(row=place.source.name, account=place.meter.account) if place.meter is not None else place.source.name
    )
