"""Reading what claims may say, and the rules that a claim is judged by, from resources/claims."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from core import resources
from core.accounting.claim_words import ClaimWords, LevelWords, forbidden_words
from core.accounting.evaluation import RULE_CODES, EvaluationRule
from core.catalogue_loader.tables import Row, Tables
from core.domain.dossier import DossierKind
from core.domain.emission import EvidenceMark
from core.domain.submission import ClaimLevel
from core.i18n import _

_LEVELS = {level.name.lower(): level for level in ClaimLevel}
_LANGUAGES = ("zh", "en")
_SUBJECT = ("who", "what", "boundary", "tonnes")
_CLAIM = (*_SUBJECT, "retired", "products")
_PLACEHOLDERS: Mapping[tuple[ClaimLevel, str], tuple[str, ...]] = {
    (ClaimLevel.DRAFT, "claim"): _SUBJECT,
    (ClaimLevel.DRAFT, "estimated"): _SUBJECT,
    (ClaimLevel.DRAFT, "change"): ("word", "percent"),
    (ClaimLevel.DRAFT, "partial"): ("retired", "percent"),
    (ClaimLevel.SELF_DECLARED, "claim"): _CLAIM,
    (ClaimLevel.PLATFORM_CONFIRMED, "claim"): (*_CLAIM, "number", "day"),
    (ClaimLevel.INDEPENDENTLY_ASSESSED, "claim"): (*_CLAIM, "confirmed", "body", "report"),
    (ClaimLevel.INDEPENDENTLY_ASSESSED, "confirmed"): ("number", "day"),
}
"""The templates that each level has, and what is filled into each."""

_MARKS = {mark.value: mark for mark in EvidenceMark}
_KINDS = {kind.value: kind for kind in DossierKind}


@cache
def claim_words() -> ClaimWords:
    """The words that ship with the program, read once: they are frozen."""
    return load_claim_words(resources.folder("claims"))


@cache
def evaluation_rules() -> tuple[EvaluationRule, ...]:
    """The rules that ship with the program, read once."""
    return load_evaluation_rules(resources.folder("claims"))


def load_claim_words(place: Path) -> ClaimWords:
    """Read the words from their folder.

    Raises:
        FileError: the file is missing or wrong, a template names something that is not filled in, or holds a word that its own level
            blocks; the message names file, line and field.
    """
    whole, text = Tables(place).toml("wordings.toml")
    always, names, papers = whole.inner("always"), whole.inner("names"), whole.inner("papers")
    claims, intents = papers.texts("claims"), papers.texts("intents")
    never, allowed = _both(always, "blocked"), (*names.texts("zh"), *names.texts("en"))
    levels: dict[ClaimLevel, LevelWords] = {}
    for row in whole.rows("level", text):
        level = _LEVELS[row.code("code", _LEVELS)]
        if level in levels:
            raise row.wrong("code", _("上面没有的级别"))
        blocked = _both(row, "blocked")
        levels[level] = LevelWords(_templates(row, level, (*blocked, *never), allowed), blocked)
        row.finish()
    for one in (always, names, papers, whole):
        one.finish()
    missing = [name for name, level in _LEVELS.items() if level not in levels]
    if missing:
        raise whole.wrong("level", _("每一级各一项，还缺 {names}").format(names="、".join(missing)))
    return ClaimWords(levels, never, allowed, claims, intents)


def _both(row: Row, field: str) -> tuple[str, ...]:
    """The words of both languages."""
    return tuple(word for language in _LANGUAGES for word in row.texts(f"{field}_{language}"))


def _templates(row: Row, level: ClaimLevel, blocked: tuple[str, ...], names: tuple[str, ...]) -> Mapping[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for (own, name), allowed in _PLACEHOLDERS.items():
        if own is not level:
            continue
        for language in _LANGUAGES:
            field = language if name == "claim" else f"{name}_{language}"
            text = row.text(field)
            placeholders = {part for _literal, part, _spec, _conversion in string.Formatter().parse(text) if part is not None}
            if placeholders != set(allowed):
                raise row.wrong(field, _("含有这些且只有这些占位符：{names}").format(names="、".join(f"{{{one}}}" for one in allowed)))
            wrong = forbidden_words(text, blocked, names)
            if wrong:
                raise row.wrong(field, _("不含这一级不能用的词「{word}」").format(word=wrong[0]))
            found[name, language] = text
    return found


def load_evaluation_rules(place: Path) -> tuple[EvaluationRule, ...]:
    """Read the rules of the evaluation.

    Raises:
        FileError: the file is missing or wrong, or a rule that the program judges is not described; the message names file, line and
            field.
    """
    found: dict[str, EvaluationRule] = {}
    last = None
    for row in Tables(place).toml_tables("rules.toml", "rule"):
        last = row
        code = row.new_code("code", found)
        row.code("code", RULE_CODES)
        found[code] = EvaluationRule(
            code=code,
            zh=row.text("zh"),
            en=row.text("en"),
            asks_zh=row.text("asks_zh"),
            asks_en=row.text("asks_en"),
            source=row.text("source"),
            mark=row.meaning("mark", _MARKS),
            kinds=tuple(_KINDS[one] for one in row.codes("applies", _KINDS)),
        )
        row.finish()
    missing = [code for code in RULE_CODES if code not in found]
    if last is not None and missing:
        raise last.wrong("code", _("每条规则各一项，还缺 {codes}").format(codes="、".join(missing)))
    return tuple(found[code] for code in RULE_CODES)
