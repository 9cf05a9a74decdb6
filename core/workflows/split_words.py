"""The split of a change in words: the finding, the bars, and what each source adds to each effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.accounting.change_split import GAS_METHODS, follows
from core.accounting.split_rows import YearSide
from core.domain.catalogue import Catalogue
from core.domain.change_split import (
    ChangeSplit,
    ChangeSplitRule,
    ChangeSplitView,
    EffectKind,
    EffectPart,
    SplitBar,
    SplitEffectView,
    SplitPartView,
)
from core.domain.emission import Scope
from core.domain.inventory import SourceResult
from core.domain.quantity import rounded, shown, shown_significant, shown_total, signed
from core.i18n import _
from core.workflows.wording import localized

ORDER = (
    EffectKind.DRIVER,
    EffectKind.DAYS,
    EffectKind.FACTOR,
    EffectKind.REFRIGERANT,
    EffectKind.MEASURES,
    EffectKind.BOUNDARY,
    EffectKind.REST,
)
_POWER = "purchased_electricity"
_DECIMALS = 2
_NAMED = 2


@dataclass(frozen=True, slots=True)
class SplitCase:
    """What the words are taken from.

    Attributes:
        years: labels of the two years.
        rule: what the venue type's use follows.
    """

    split: ChangeSplit
    before: YearSide
    now: YearSide
    years: tuple[str, str]
    rule: ChangeSplitRule | None
    catalogue: Catalogue

    def result(self, source_id: str) -> SourceResult:
        """A source as it is now, or as it was."""
        return self.now.found().get(source_id) or self.before.found()[source_id]


def split_words(case: SplitCase, notes: Iterable[str]) -> ChangeSplitView:
    """The whole view."""
    effects = tuple(effect for kind in ORDER if (effect := _effect(case, kind)) is not None)
    before, now = case.years
    bars = (
        SplitBar("before", _("{year} 年").format(year=before), case.split.before, shown(case.split.before, _DECIMALS), total=True),
        *(SplitBar(effect.kind.value, effect.label, effect.tonnes, effect.shown) for effect in effects if effect.tonnes),
        SplitBar("now", _("{year} 年").format(year=now), case.split.now, shown(case.split.now, _DECIMALS), total=True),
    )
    return ChangeSplitView(
        title=_title(case),
        subtitle=_("{before}→{now}，tCO2e；实心为增，空心为减").format(before=before, now=now),
        before_label=before,
        now_label=now,
        before=case.split.before,
        now=case.split.now,
        bars=bars,
        effects=effects,
        residue=_residue(case.split, effects),
        notes=(*_method_notes(case), *notes),
    )


def _residue(split: ChangeSplit, effects: Sequence[SplitEffectView]) -> str:
    """The effects add up exactly; their rounded forms may not."""
    difference = rounded(split.now, _DECIMALS) - rounded(split.before, _DECIMALS)
    left = difference - sum(rounded(effect.tonnes, _DECIMALS) for effect in effects)
    if not left:
        return ""
    return _("各项未修约的数相加恰为差额；因修约，表中各数相加与差额相差 {left}。").format(left=signed(Fraction(left)))


# ---------------------------------------------------------------- effects


def _effect(case: SplitCase, kind: EffectKind) -> SplitEffectView | None:
    parts = [part for part in case.split.parts if part.kind is kind]
    if not parts:
        return None
    tonnes = case.split.of(kind)
    rows = sorted((_part(case, own) for own in _by_source(parts)), key=lambda row: -abs(row.tonnes))
    return SplitEffectView(kind, _label(case, kind, parts), tonnes, signed(tonnes), tuple(rows))


def _label(case: SplitCase, kind: EffectKind, parts: Sequence[EffectPart]) -> str:
    if kind is EffectKind.DRIVER:
        return _output_name(case, case.rule.driver if case.rule else "")
    if kind is EffectKind.DAYS:
        return _output_name(case, case.rule.days if case.rule else "")
    if kind is EffectKind.FACTOR:
        grid = all(case.result(part.source_id).type.method == _POWER for part in parts)
        return _("电网因子") if grid else _("排放因子")
    labels = {
        EffectKind.REFRIGERANT: _("制冷剂"),
        EffectKind.MEASURES: _("减排措施"),
        EffectKind.BOUNDARY: _("新增与停用"),
        EffectKind.REST: _("单耗及其他"),
    }
    return labels[kind]


def _output_name(case: SplitCase, code: str) -> str:
    output = case.catalogue.outputs[code]
    return localized(output.zh, output.en)


def _by_source(parts: Iterable[EffectPart]) -> Iterable[Sequence[EffectPart]]:
    """The parts of an effect by source; only measures have several of one."""
    found: dict[str, list[EffectPart]] = {}
    for part in parts:
        found.setdefault(part.source_id, []).append(part)
    return found.values()


def _part(case: SplitCase, own: Sequence[EffectPart]) -> SplitPartView:
    result = case.result(own[0].source_id)
    tonnes = sum((part.tonnes for part in own), Fraction(0))
    words = "、".join(dict.fromkeys(_words(case, part, result) for part in own))
    return SplitPartView(own[0].source_id, result.source.name, tonnes, signed(tonnes), words)


def _words(case: SplitCase, part: EffectPart, result: SourceResult) -> str:
    if part.kind is EffectKind.MEASURES:
        measure = case.catalogue.measures[part.measure_id]
        return f"{measure.id} {localized(measure.zh, measure.en)}"
    if part.kind is EffectKind.BOUNDARY:
        gone = part.source_id not in case.now.found()
        return _("{year} 年没有这一项").format(year=case.years[1] if gone else case.years[0])
    if part.before is None or part.now is None:
        return _("两年的单位、类型或气体不同，只比较吨数")
    return _factor_words(case, part) if part.kind is EffectKind.FACTOR else _use_words(case, part, result)


def _use_words(case: SplitCase, part: EffectPart, result: SourceResult) -> str:
    """Days, driver, or use, of the two years."""
    unit = case.catalogue.units[result.source.unit].label
    rule = case.rule if follows(result.type.method, result.type.code, case.rule) else None
    if rule is None or (case.split.driver is None and case.split.days is None):
        return _("用量 {step} {unit}").format(step=_step(part, 0), unit=unit)
    if part.kind is EffectKind.DAYS:
        return f"{_output_name(case, rule.days)} {_step(part, 0)}"
    if part.kind is EffectKind.DRIVER:
        name = _output_name(case, rule.driver)
        return (_("每天{name} {step}") if case.split.days else "{name} {step}").format(name=name, step=_step(part))
    if case.split.driver is None:
        return _("每天用量 {step} {unit}").format(step=_step(part), unit=unit)
    each = case.catalogue.units[case.catalogue.outputs[rule.driver].unit].label
    return _("每{each}用量 {step} {unit}").format(each=each, step=_step(part), unit=unit)


def _step(part: EffectPart, decimals: int | None = None) -> str:
    old, new = part.before or Fraction(0), part.now or Fraction(0)
    if decimals is None:
        return f"{shown_significant(old, 4)}→{shown_significant(new, 4)}"
    return f"{shown_total(old, decimals)}→{shown_total(new, decimals)}"


def _factor_words(case: SplitCase, part: EffectPart) -> str:
    """The published numbers that changed; where the whole chain is another, what one unit of use gives."""
    old, new = case.before.found()[part.source_id], case.now.found()[part.source_id]
    was, became = _published(old), _published(new)
    changed = [(name, was[name], became[name]) for name in was if name in became and was[name] != became[name]]
    if was.keys() == became.keys() and changed:
        grid = new.type.method == _POWER
        return "、".join(f"{_('电网因子') if grid else name} {before}→{now}" for name, before, now in changed)
    unit = case.catalogue.units[new.source.unit].label
    return _("每 {unit} 排放 {step} kgCO2e").format(unit=unit, step=_step(_in_kilograms(part)))


def _in_kilograms(part: EffectPart) -> EffectPart:
    return EffectPart(part.kind, part.source_id, part.tonnes, (part.before or 0) * Fraction(1000), (part.now or 0) * Fraction(1000))


def _published(result: SourceResult) -> Mapping[str, str]:
    """Every number of the catalogue in a row's chains, by what it is."""
    found: dict[str, str] = {}
    for line in result.lines:
        gas = "" if result.type.method == _POWER else f"{line.gas.value} "
        for use in line.uses:
            if use.factor_id:
                found[f"{gas}{use.symbol}"] = use.shown
    return found


# ---------------------------------------------------------------- the finding


def _title(case: SplitCase) -> str:
    """What fell and what took it back, or what rose: by kinds of sources, the factors apart."""
    down = case.split.now <= case.split.before
    sign = -1 if down else 1
    factor = case.split.of(EffectKind.FACTOR) * sign
    groups = {name: value * sign for name, value in _by_group(case).items() if rounded(value, _DECIMALS)}
    along = sorted(((name, value) for name, value in groups.items() if value > 0), key=lambda one: -one[1])
    against = [(_opposite(name, down=down), -value) for name, value in groups.items() if value < 0]
    if rounded(factor, _DECIMALS):
        moved = _factor_moved(case, rises=factor * sign > 0)
        if factor < 0:
            against.append((moved, -factor))
        elif not along:
            words = _("{moved}，排放减少 {tonnes} 吨") if down else _("{moved}，排放增加 {tonnes} 吨")
            return words.format(moved=moved, tonnes=shown(factor, _DECIMALS))
    if not along:
        return _("与 {year} 年持平").format(year=case.years[0])
    names, tonnes = _joined(along)
    said = (_("{names}减下 {tonnes} 吨") if down else _("{names}增加 {tonnes} 吨")).format(names=names, tonnes=shown(tonnes, _DECIMALS))
    if rounded(factor, _DECIMALS) > 0:
        more = _("，{moved}另减 {tonnes} 吨") if down else _("，{moved}另加 {tonnes} 吨")
        return said + more.format(moved=_factor_moved(case, rises=not down), tonnes=shown(factor, _DECIMALS))
    if not against:
        return said
    other, offset = max(against, key=lambda one: one[1])
    return said + _("，其中 {offset} 吨被{other}抵去").format(offset=shown(min(offset, tonnes), _DECIMALS), other=other)


def _opposite(name: str, *, down: bool) -> str:
    return _("{name}增加").format(name=name) if down else _("{name}减少").format(name=name)


def _factor_moved(case: SplitCase, *, rises: bool) -> str:
    label = _label(case, EffectKind.FACTOR, [part for part in case.split.parts if part.kind is EffectKind.FACTOR])
    return _("{label}上升").format(label=label) if rises else _("{label}下降").format(label=label)


def _joined(groups: Sequence[tuple[str, Fraction]]) -> tuple[str, Fraction]:
    """The largest names and what they come to together."""
    named = groups[:_NAMED]
    return _("与").join(name for name, _value in named), sum((value for _name, value in named), Fraction(0))


def _by_group(case: SplitCase) -> dict[str, Fraction]:
    """The change of each kind of sources, without what the factors did."""
    groups: dict[str, Fraction] = {}
    for part in case.split.parts:
        if part.kind is not EffectKind.FACTOR:
            name = _group(case.result(part.source_id))
            groups[name] = groups.get(name, Fraction(0)) + part.tonnes
    return groups


def _group(result: SourceResult) -> str:
    if result.type.method in GAS_METHODS:
        return _("制冷剂")
    names = {Scope.ONE: _("燃料"), Scope.TWO: _("用电用热"), Scope.THREE: _("范围三")}
    return names.get(result.type.scope, _("其他"))


def _method_notes(case: SplitCase) -> Iterable[str]:
    """How the split was made."""
    yield _("每个排放源的排放拆成几个因数的乘积，某一因数的影响取各种先后次序的平均（Shapley 值），各项相加恰为两年之差。")
    if case.rule is None:
        return
    name = _output_name(case, case.rule.driver)
    if case.split.driver is None:
        yield _("两年不都有{name}，业务量的影响并入单耗及其他。").format(name=name)
    else:
        old, new = case.split.driver
        yield _("用量按与{name}成正比拆分（{old}→{new}）；不随业务量变化的排放源和制冷剂不这样拆。").format(
            name=name, old=shown(old, 0), new=shown(new, 0)
        )
    if any(part.kind is EffectKind.MEASURES for part in case.split.parts):
        yield _("减排措施按计划登记的节约量和投运天数计，不超过同种能源实际降下的部分；不区分具体设备。")
