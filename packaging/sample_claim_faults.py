"""broken-claims.toml: for each rule about claims one change of a sample's set-up that makes it fire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sample_parts import MARK

Value = str | bool | int | Decimal | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Netted:
    """An item of the event, the venue's source whose bills hold it already, and the event's name."""

    item: str
    holder: str
    event: str


@dataclass(frozen=True, slots=True)
class ClaimSpots:
    """Where a sample gets the faults of its claims.

    Attributes:
        measure, name: a measure of the venue's kind that is made to save more than the venue uses, and what it is called.
        values: the parameters that do it.
        source: the source left out whose reason gets a forbidden word; empty where none is left out, then the event's measures do.
        netted: what of the event is taken out of the year.
    """

    measure: str
    name: str
    values: tuple[tuple[str, Decimal], ...]
    source: str = ""
    netted: Netted | None = None


@dataclass(frozen=True, slots=True)
class ClaimFault:
    """A fault put in on purpose.

    Attributes:
        dossier: ``operation`` or ``event``: whose findings it is among.
        change: which part of the set-up is changed, with what.
    """

    rule: str
    dossier: str
    place: str
    done: str
    change: tuple[str, Mapping[str, Value]]
    values: tuple[tuple[str, Decimal], ...] = ()


def claim_faults(spots: ClaimSpots, registry: str, organization: str) -> tuple[ClaimFault, ...]:
    """The faults in the order of the rules."""
    lot: Mapping[str, Value] = {
        "product": "CCER",
        "registry": registry,
        "project": f"{MARK}未注销项目",
        "tonnes": 5,
        "serial_from": "SL-WX-0000001",
        "serial_to": "SL-WX-0000005",
        "beneficiary": organization,
    }
    words = "本单位零排放，不再计入"
    if spots.source:
        text = ClaimFault(
            "V35", "operation", spots.source, "不计入的原因里写「零排放」", ("source", {"name": spots.source, "reason": words})
        )
    else:
        text = ClaimFault("V35", "event", "减排措施", "活动的减排措施里写「零排放」", ("event", {"measures": "1. 全程零排放接驳。"}))
    return (
        ClaimFault("V32", "operation", "基准年", "没有选定基准年", ("base_year", {"removed": True})),
        ClaimFault("V33", "operation", spots.name, "措施的参数填大，节约量多于用量", ("measure", {"id": spots.measure}), spots.values),
        ClaimFault("V34", "operation", f"{MARK}未注销项目", "用了一批购买后没有注销的减排量", ("lot", lot)),
        text,
        ClaimFault("V36", "operation", "审核人", "移除审核人的授权书", ("person", {"role": "approver"})),
        ClaimFault("V40", "event", "活动时间", "申办时承诺碳中和，活动办完还没有报送", ("event", {"promised": True, "settled": False})),
        *_netting_faults(spots),
        ClaimFault("V41", "event", "预计温室气体抵消量", "预计抵消量改为 5 吨，自我承诺书仍写碳中和", ("event", {"offset_tonnes": 5})),
    )


def _netting_faults(spots: ClaimSpots) -> tuple[ClaimFault, ...]:
    if spots.netted is None:
        return ()
    found = spots.netted
    item = {"name": found.item, "netted_from": found.holder}
    too_much, some = {**item, "actual": "99999999 kWh"}, {**item, "actual": "90000 kWh"}
    return (
        ClaimFault("V51", "operation", f"{found.holder} 12月", "从年度扣除的活动电量写得比用量还大", ("item", too_much)),
        ClaimFault("V52", "operation", found.event, "活动从年度扣除，它自己没有足额抵消", ("item", some)),
    )


def fault_tables(faults: Iterable[ClaimFault]) -> list[tuple[str, Mapping[str, Value]]]:
    """Heading and fields of each table of broken-claims.toml."""
    found: list[tuple[str, Mapping[str, Value]]] = []
    for one in faults:
        found.append(("[[fault]]", {"rule": one.rule, "dossier": one.dossier, "place": one.place, "done": one.done}))
        part, fields = one.change
        found.append((f"[fault.{part}]", fields))
        if one.values:
            found.append((f"[fault.{part}.values]", dict(one.values)))
    return found
