"""Settling what was found: one value for each fact, or none and a sentence that says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.documents.invoice_facts import Fact, FactName, Spot
from core.i18n import _, mark

FACT_WORDS: Mapping[FactName, str] = {
    FactName.TITLE: mark("票头"),
    FactName.CODE: mark("发票代码"),
    FactName.NUMBER: mark("票据号"),
    FactName.DATE: mark("开票日期"),
    FactName.SELLER: mark("销售方"),
    FactName.SELLER_TAX: mark("销售方税号"),
    FactName.BUYER: mark("购买方"),
    FactName.BUYER_TAX: mark("购买方税号"),
    FactName.NET: mark("不含税金额"),
    FactName.TAX: mark("税额"),
    FactName.TOTAL: mark("价税合计"),
    FactName.ACCOUNT: mark("户号"),
    FactName.CUSTOMER: mark("户名"),
    FactName.START: mark("起日"),
    FactName.LAST: mark("止日"),
    FactName.MONTH: mark("所属月份"),
    FactName.READING_START: mark("起示数"),
    FactName.READING_END: mark("止示数"),
    FactName.MULTIPLIER: mark("倍率"),
    FactName.METERED: mark("抄见量"),
    FactName.TRANSFORMER_LOSSES: mark("变损"),
    FactName.LINE_LOSSES: mark("线损"),
    FactName.LOSSES: mark("变损线损"),
    FactName.QUANTITY: mark("数量"),
    FactName.SHARP: mark("尖"),
    FactName.PEAK: mark("峰"),
    FactName.FLAT: mark("平"),
    FactName.VALLEY: mark("谷"),
    FactName.OPENING: mark("期初库存"),
    FactName.DELIVERED: mark("本期购入"),
    FactName.CLOSING: mark("期末库存"),
    FactName.UNIT_PRICE: mark("单价"),
    FactName.ESTIMATED: mark("暂估"),
}
"""What the facts are called."""

_MOST_SHOWN = 3
_TIMES = (FactName.SHARP, FactName.PEAK, FactName.FLAT, FactName.VALLEY)


@dataclass(frozen=True, slots=True)
class Found:
    """One reading of a fact.

    Attributes:
        rank: of several readings the smallest is believed.
        label: the word it stands behind.
    """

    name: FactName
    value: str
    text: str
    unit: str = ""
    spot: Spot | None = None
    rank: int = 1
    label: str = ""


def fact_word(name: FactName) -> str:
    """What a fact is called, in the language in use."""
    return _(FACT_WORDS[name])


def settle(found: Iterable[Found]) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """One fact of each name, and sentences on those that were found with different values."""
    by_name: dict[FactName, list[Found]] = {}
    for one in found:
        by_name.setdefault(one.name, []).append(one)
    facts: list[Fact] = []
    doubts: list[str] = []
    for name in FactName:
        readings = by_name.get(name, [])
        best = [one for one in readings if one.rank == min(other.rank for other in readings)]
        values = list(dict.fromkeys(one.value for one in best))
        units = {one.unit for one in best if one.unit}
        if len(values) == 1 and len(units) <= 1:
            chosen = next((one for one in best if one.unit), best[0])
            facts.append(Fact(name, chosen.text, chosen.value, chosen.unit, chosen.spot))
        elif values:
            texts = list(dict.fromkeys(f"{one.text}{one.unit}" for one in best))
            doubts.append(several_words(name, texts))
    return tuple(facts), tuple(doubts)


def several_words(name: FactName, texts: list[str]) -> str:
    """The sentence on a fact that stands there with different values."""
    shown = "、".join(texts[:_MOST_SHOWN]) + ("…" if len(texts) > _MOST_SHOWN else "")
    return _("「{name}」有不同的写法：{values}。没有采用，请照票面填写。").format(name=fact_word(name), values=shown)


def without_contradictions(
    facts: tuple[Fact, ...], doubts: tuple[str, ...], capitals: frozenset[Decimal]
) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """Leave the total out where the amount in capital characters, or net and tax together, say another sum."""
    facts, doubts = _without_odd_times(facts, doubts)
    known = {fact.name: fact for fact in facts}
    total = known.get(FactName.TOTAL)
    if total is None:
        return facts, doubts
    sentence = ""
    if capitals and capitals != {Decimal(total.value)}:
        sentence = _("「价税合计」大写与小写不一致：小写 {figures}。没有采用，请核对票据。").format(figures=total.text)
    elif FactName.NET in known and FactName.TAX in known:
        whole = Decimal(known[FactName.NET].value) + Decimal(known[FactName.TAX].value)
        if whole != Decimal(total.value):
            sentence = _("「价税合计」{total} 不等于金额与税额之和 {sum}。没有采用，请核对票据。").format(total=total.text, sum=whole)
    if not sentence:
        return facts, doubts
    return tuple(fact for fact in facts if fact is not total), (*doubts, sentence)


def _without_odd_times(facts: tuple[Fact, ...], doubts: tuple[str, ...]) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """Leave the times of day out where together they are not the quantity: they may be money, or of another meter."""
    known = {fact.name: Decimal(fact.value) for fact in facts if fact.name in {*_TIMES, FactName.QUANTITY, FactName.METERED}}
    times = [fact for fact in facts if fact.name in _TIMES]
    wholes = [known[name] for name in (FactName.QUANTITY, FactName.METERED) if name in known]
    total = sum((known[fact.name] for fact in times), Decimal(0))
    if not times or not wholes or any(abs(whole - total) <= len(times) for whole in wholes):
        return facts, doubts
    sentence = _("尖峰平谷相加 {sum}，与数量不符，没有采用。").format(sum=total)
    return tuple(fact for fact in facts if fact.name not in _TIMES), (*doubts, sentence)
