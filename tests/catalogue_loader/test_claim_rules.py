"""The words of claims and the rules of the evaluation: what ships is whole, and a fault names its file and field."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from core import resources
from core.accounting.claim_words import NO_WORDS, ClaimWords, forbidden_words
from core.catalogue_loader.claim_rules import claim_words, evaluation_rules, load_claim_words, load_evaluation_rules
from core.domain.submission import ClaimLevel
from core.errors import FileError

SHIPPED = resources.folder("claims")
LEVELS = list(ClaimLevel)


def changed(folder: Path, name: str, before: str, after: str) -> Path:
    """The shipped files with one text changed."""
    for file in ("wordings.toml", "rules.toml"):
        text = (SHIPPED / file).read_text(encoding="utf-8")
        if file == name:
            assert before in text, before
            text = text.replace(before, after, 1)
        (folder / file).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_forbids_in_both_languages_and_says_nothing_that_it_forbids(level: ClaimLevel) -> None:
    words = claim_words()
    blocked = words.blocked(level)
    assert any(word.isascii() for word in blocked)
    assert any(not word.isascii() for word in blocked)
    for (name, language), template in words.levels[level].templates.items():
        assert not forbidden_words(template, blocked, words.names), (name, language)
        for other in LEVELS:
            if other < level and name == "claim":  # what a higher level says is more than a lower one may say
                assert forbidden_words(template, words.blocked(ClaimLevel.DRAFT), words.names)


@pytest.mark.parametrize("level", LEVELS)
def test_every_blocked_word_is_found_alone_and_passed_over_in_a_name(level: ClaimLevel) -> None:
    words = claim_words()
    blocked = words.blocked(level)
    for word in blocked:
        assert word in forbidden_words(f"本单位（{word}）。", blocked, words.names)
        assert word in forbidden_words(f"The hotel is {word}.", blocked, words.names) or not word.isascii()
        assert not forbidden_words(f"「{word}示例会」举办", blocked, (*words.names, f"{word}示例会"))
        spread = "\n".join(word) if not word.isascii() else word.replace(" ", "\n").upper()
        assert word in forbidden_words(spread, blocked, words.names), "across the end of a line, in any case"


def test_words_of_letters_stand_for_themselves() -> None:
    blocked = claim_words().blocked(ClaimLevel.SELF_DECLARED)
    assert forbidden_words("Unofficially, the recertificates were kept.", blocked, ()) == ()
    assert forbidden_words("An OFFICIAL paper; Carbon-Neutral", claim_words().blocked(ClaimLevel.SELF_DECLARED), ()) == ("official",)
    assert "carbon neutral" in forbidden_words("a CARBON-neutral hotel", claim_words().blocked(ClaimLevel.DRAFT), ())


def test_every_name_that_ships_hides_its_own_word_only() -> None:
    words = claim_words()
    for level in LEVELS:
        for name in words.names:
            assert not forbidden_words(name, words.blocked(level), words.names), name
            assert forbidden_words(f"{name}，本店零排放", words.blocked(level), words.names) == ("零排放",)


def test_where_nothing_was_read_nothing_is_forbidden() -> None:
    assert NO_WORDS.blocked(ClaimLevel.DRAFT) == () and ClaimWords().names == ()


def test_rules_have_both_languages_a_source_and_a_mark() -> None:
    for rule in evaluation_rules():
        for text in (rule.zh, rule.en, rule.asks_zh, rule.asks_en, rule.source):
            assert text.strip()
            assert not list(filter(None, (part for _text, part, _spec, _conversion in string.Formatter().parse(text))))
        assert rule.en.isascii() or "₂" in rule.en
        assert rule.kinds


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("wordings.toml", '{tonnes} tCO₂e"\nen', '{tons} tCO₂e"\nen', "占位符"),
        ("wordings.toml", "温室气体排放量 {tonnes}", "零碳排放量 {tonnes}", "零碳"),
        ("wordings.toml", "Estimated greenhouse", "Net-zero greenhouse", "net zero"),
        ("wordings.toml", 'code = "draft"', 'code = "drafted"', "code"),
        ("wordings.toml", 'code = "self_declared"', 'code = "draft"', "级别"),
        ("wordings.toml", "[always]", "[never]", "never"),
        ("rules.toml", 'code = "N17"', 'code = "N18"', "code"),
        ("rules.toml", 'code = "N17"', 'code = "N16"', "code"),
        ("rules.toml", 'mark = "◐"', 'mark = "?"', "mark"),
        ("rules.toml", 'applies = ["operation"]', 'applies = ["year"]', "applies"),
        ("rules.toml", 'en = "Reduce first, then offset"', 'english = "x"', "en"),
    ],
)
def test_a_fault_names_its_file_and_field(tmp_path: Path, name: str, before: str, after: str, said: str) -> None:
    folder = changed(tmp_path, name, before, after)
    load = load_claim_words if name == "wordings.toml" else load_evaluation_rules
    with pytest.raises(FileError) as caught:
        load(folder)
    assert name in str(caught.value) and said in str(caught.value)


def test_a_rule_or_a_level_that_is_left_out_is_missed(tmp_path: Path) -> None:
    for file in ("wordings.toml", "rules.toml"):
        text = (SHIPPED / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text, encoding="utf-8")
    rules = (tmp_path / "rules.toml").read_text(encoding="utf-8")
    (tmp_path / "rules.toml").write_text(rules[: rules.index('[[rule]]\ncode = "N17"')], encoding="utf-8")
    with pytest.raises(FileError, match="N17"):
        load_evaluation_rules(tmp_path)
    words = (tmp_path / "wordings.toml").read_text(encoding="utf-8")
    begin, end = words.index('[[level]]\ncode = "platform_confirmed"'), words.index('[[level]]\ncode = "independently_assessed"')
    (tmp_path / "wordings.toml").write_text(words[:begin] + words[end:], encoding="utf-8")
    with pytest.raises(FileError, match="platform_confirmed"):
        load_claim_words(tmp_path)
