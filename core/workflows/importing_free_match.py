"""Which row of a venue a heading or a name means: sure, likely, or asked; never guessed in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.documents.workbook import fold
from core.domain.activity import Subject, output_code
from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource, Meter, SourceId
from core.domain.quantity import UnitTable
from core.i18n import _
from core.workflows.import_views import IGNORE, UNSET, Certainty, MeaningChoice
from core.workflows.importing_free_words import Kind, ignored_because, is_sum, kinds_in, without_noise, words
from core.workflows.recording import Row

_SUBJECT = "subject:"
_PARTS = re.compile(r"[\s·()（）/、-]+")
_SHORTEST_ACCOUNT = 5


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the grid that figures may go to.

    Attributes:
        code: as meanings say it.
        names: folded names that leave no choice.
        kinds: families of words that speak of it; marks: folded parts of its name that tell it from others of its kind.
        accounts: account numbers of its meters, letters and digits only.
    """

    code: str
    subject: Subject
    name: str
    unit: str
    names: frozenset[str]
    kinds: tuple[Kind, ...]
    marks: tuple[str, ...]
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a text was found to mean.

    Attributes:
        unit: the unit that the named one stands for in this family of words; empty where it stands for itself.
        proposals: what comes into question, where it is not sure.
    """

    meaning: str
    certainty: Certainty
    reason: str
    proposals: tuple[str, ...] = ()
    unit: str = ""


def code_of(subject: str) -> str:
    """A subject as meanings say it."""
    return subject if output_code(subject) is not None else f"{_SUBJECT}{subject}"


def subject_of(code: str) -> Subject | None:
    """The subject that a meaning names; None where it is another one."""
    if output_code(code) is not None:
        return Subject(code)
    return Subject(code.removeprefix(_SUBJECT)) if code.startswith(_SUBJECT) else None


def targets(rows: Sequence[Row], sources: Sequence[EmissionSource], meters: Sequence[Meter], catalogue: Catalogue) -> tuple[Target, ...]:
    """The rows of a venue's grid with all that names may say of them."""
    of_id = {one.id: one for one in sources}
    found = []
    for row in rows:
        output = catalogue.outputs.get(output_code(row.subject) or "")
        names = {fold(row.name)}
        if output is not None:
            names |= {fold(output.zh), fold(output.en), fold(output.code)}
            kinds = tuple(kind for kind in words().kinds if output.code in kind.outputs)
            found.append(Target(row.subject, row.subject, row.name, row.unit, frozenset(names), kinds, ()))
            continue
        source = of_id[SourceId(row.subject)]
        kinds = tuple(kind for kind in words().kinds if source.type_code in kind.sources)
        accounts = tuple(
            _letters(one.account) for one in meters if one.source_id == source.id and len(_letters(one.account)) >= _SHORTEST_ACCOUNT
        )
        names |= {fold(one.name) for one in meters if one.source_id == source.id and one.name}
        kind = catalogue.source_types[source.type_code]
        marks = _marks(row.name, kinds, kind.zh, source.species)
        found.append(Target(code_of(row.subject), row.subject, row.name, row.unit, frozenset(names), kinds, marks, accounts))
    return tuple(found)


def subject_choices(known: Sequence[Target], units: UnitTable) -> tuple[MeaningChoice, ...]:
    """The rows as things to choose from."""
    return tuple(
        MeaningChoice(
            one.code,
            one.name,
            _("产出") if output_code(one.subject) else _("排放源"),
            one.unit,
            tuple(unit.code for unit in units if unit.dimension == units[one.unit].dimension),
        )
        for one in known
    )


def _letters(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", fold(text))


def _marks(name: str, kinds: Sequence[Kind], zh: str, species: str) -> tuple[str, ...]:
    """What of a name tells the row from others of its kind: 主楼户 and 主楼 of 外购电力·主楼户."""
    common = {word for kind in kinds for word in kind.words} | {fold(zh)}
    marks = {fold(species)} if species else set()
    for part in _PARTS.split(name):
        folded = fold(part)
        if folded and folded not in common:
            marks |= {folded, folded.removesuffix("户"), folded.removeprefix("自有").removeprefix("自营")}
    return tuple(sorted((one for one in marks if len(one) > 1), key=len, reverse=True))


def match(text: str, unit: str, known: Sequence[Target], units: UnitTable, context: Sequence[Kind] = ()) -> Match:
    """What a heading or a name means.

    Args:
        text: without its unit.
        unit: code of the unit that stands with it; empty where none does.
        known: the rows that there are.
        units: the table of units.
        context: the families of words that file, sheet and title name, for a text that names none.
    """
    found = _match(text, known, context)
    target = next((one for one in known if one.code == found.meaning), None)
    if target is None or not unit:
        return found
    same = dict(pair for kind in target.kinds for pair in kind.same)
    read = same.get(unit, unit) if units[unit].dimension != units[target.unit].dimension else unit
    if units[read].dimension != units[target.unit].dimension:
        reason = _("像是「{name}」，但单位 {unit} 不能折算成 {row}。").format(
            name=target.name, unit=units[unit].label, row=units[target.unit].label
        )
        return Match(UNSET, Certainty.UNSURE, reason, (target.code,))
    reason = found.reason
    if read != unit:
        reason += _("，{unit}按{read}计").format(unit=units[unit].label, read=units[read].label)
    return Match(found.meaning, found.certainty, reason, found.proposals, read)


def _match(text: str, known: Sequence[Target], context: Sequence[Kind]) -> Match:
    folded = fold(text)
    for one in known:
        if folded in one.names:
            return Match(one.code, Certainty.SURE, _("与「{name}」同名").format(name=one.name))
    letters = _letters(text)
    by_account = [one for one in known if any(account in letters for account in one.accounts)]
    if len(by_account) == 1:
        return Match(by_account[0].code, Certainty.SURE, _("写有「{name}」的户号").format(name=by_account[0].name))
    why = ignored_because(text)
    if is_sum(text) or why == "ratio":
        return Match(IGNORE, Certainty.SURE, _("是合计、平均或比较，由程序另算"))
    if why == "money" or words().fields.get(folded) == "amount_yuan":
        return Match(IGNORE, Certainty.SURE, _("是金额，不换算为用量"))
    if why:
        return Match(IGNORE, Certainty.LIKELY, _("是文字或编号，没有读取"))
    return _by_kind(folded, known, context)


def _by_kind(folded: str, known: Sequence[Target], context: Sequence[Kind]) -> Match:
    found = kinds_in(folded)
    kinds, rest, word = [kind for _word, kind in found], folded, ""
    for said, _kind in found:
        rest, word = rest.replace(said, ""), word or said
    if not kinds:
        special = [
            one for one in known if any(mark in folded for mark in one.marks if len(mark) > 2 and any(sign.isdigit() for sign in mark))
        ]
        if len(special) == 1:
            return Match(special[0].code, Certainty.LIKELY, _("写有「{name}」的型号").format(name=special[0].name))
        kinds = list(context)
        if len(kinds) != 1:
            near = tuple(one.code for one in known if any(mark in folded or folded in mark for mark in one.marks))
            return Match(UNSET, Certainty.UNSURE, _("不认识这个叫法"), near[:5])
    if len(kinds) > 1:
        several = tuple(one.code for one in known if any(kind in kinds for kind in one.kinds))
        return Match(UNSET, Certainty.UNSURE, _("提到了不止一种能源或产出"), several[:8])
    fitting = [one for one in known if kinds[0] in one.kinds]
    if not fitting:
        return Match(
            UNSET, Certainty.UNSURE, _("场所没有「{word}」这一类，请先在排放源里添加，或选不导入").format(word=word or kinds[0].words[0])
        )
    return _narrowed(without_noise(rest), fitting, word or kinds[0].words[0])


def _narrowed(rest: str, fitting: Sequence[Target], word: str) -> Match:
    """Of the rows of one kind, the one that the rest of the text tells from the others."""
    proposals = tuple(one.code for one in fitting)
    if not rest:
        if len(fitting) == 1:
            return Match(
                fitting[0].code, Certainty.LIKELY, _("「{word}」是「{name}」的叫法，只有这一行").format(word=word, name=fitting[0].name)
            )
        return Match(UNSET, Certainty.UNSURE, _("「{word}」有 {count} 行，分不出是哪一行").format(word=word, count=len(fitting)), proposals)
    hits = [one for one in fitting if any(mark in rest or (len(rest) > 1 and rest in mark) for mark in one.marks)]
    if len(hits) == 1:
        return Match(
            hits[0].code, Certainty.LIKELY, _("「{word}」和「{rest}」指「{name}」").format(word=word, rest=rest, name=hits[0].name)
        )
    reason = _("是「{word}」，但分不出「{rest}」指哪一行").format(word=word, rest=rest[:12])
    return Match(UNSET, Certainty.UNSURE, reason, tuple(one.code for one in hits) or proposals)
