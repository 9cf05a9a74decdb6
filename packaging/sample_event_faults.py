"""broken-event.toml: one change of the sample's event for each rule of 附表1, and what the program says to it; each stands alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Value = str | date | tuple[str, ...]

HEAD = """\
# 示例: the event of event.toml with one fault for each rule of its form, each made alone; written by packaging/make_samples.py.
# `form` are fields of the form, `item` those of the item with this name; an empty text takes a value away.
"""


@dataclass(frozen=True, slots=True)
class EventFault:
    """A change of the form, of an item, or of all items (named ``*``)."""

    rule: str
    done: str
    findings: tuple[str, ...]
    form: Mapping[str, Value] = field(default_factory=dict)
    item: Mapping[str, Value] = field(default_factory=dict)


def event_faults(item: str, large: str) -> tuple[EventFault, ...]:
    """The faults in the order of the rules.

    Args:
        item: name of any item of the event.
        large: name of one that makes more than a fifth of the emissions.
    """
    return (
        EventFault("E01", "活动内容留空", ("E01 B 活动内容",), {"content": ""}),
        EventFault("E02", "结束日写在开始日以前", ("E02 B 活动时间",), {"end": date(2025, 9, 19)}),
        EventFault("E03", "边界没有勾选举办阶段", ("E03 B 温室气体排放核算边界范围",), {"stages": ("preparing", "closing")}),
        EventFault("E04", "全部条目的数量填 0", ("E04 B 预估温室气体排放量",), item={"name": "*", "actual": "0"}),
        EventFault("E05", "选了委托机构，没有写名称", ("E05 B 核算方式",), {"accounting": "body"}),
        EventFault("E06", "勾选其他抵消方式，没有写明", ("E06 B 抵消方式",), {"products": ("CCER", "OTHER")}),
        EventFault("E07", "预计抵消量少于排放量", ("E07 W 预计温室气体抵消量",), {"offset_tonnes": "20", "neutral_on": date(2026, 8, 30)}),
        EventFault("E08", "实现碳中和的日期在一年以后", ("E08 B 实现碳中和日期",), {"neutral_on": date(2027, 1, 21)}),
        EventFault("E09", "没有附实施方案", ("E09 B 碳中和计划或实施方案",), {"plan": ""}),
        EventFault("E10", "删去一个条目的因子", (f"E10 B {item}",), item={"name": item, "factor_id": ""}),
        EventFault("E11", "一个条目没有实际数量", (f"E11 B {item}",), item={"name": item, "actual": ""}),
        EventFault("E12", "最大的条目没有附证据", ("E12 B 证据",), item={"name": large, "evidence": ()}),
        EventFault("E13", "联系方式写了别的", ("E13 W 联系方式",), {"phone": "见名片"}),
        EventFault("E14", "活动还没有结束就填实际数据", ("E14 B 实际数据",), {"end": date(2026, 9, 21)}),
    )


def event_faults_toml(faults: Sequence[EventFault]) -> str:
    """The list as a file."""
    parts = [HEAD]
    for one in faults:
        findings = ", ".join(map(_text, one.findings))
        lines = ["[[fault]]", f"rule = {_text(one.rule)}", f"done = {_text(one.done)}", f"findings = [{findings}]"]
        for name, values in (("form", one.form), ("item", one.item)):
            if values:
                lines += ["", f"[fault.{name}]", *(f"{key} = {_value(value)}" for key, value in values.items())]
        parts.append("\n".join([*lines, ""]))
    return "\n".join(parts)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _value(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_text, value))}]"
    return value.isoformat() if isinstance(value, date) else _text(value)
