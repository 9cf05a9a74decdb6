"""Thresholds of the rules: proposed, set with a reason, tried out, undone; each finding says what was changed and why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.domain.activity import Subject
from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import InputError, RuleError
from core.i18n import use_language
from core.workflows import boundary, compiling, recording, thresholds
from core.workflows.change import NOTHING, ChangeKind
from core.workflows.thresholds import ThresholdView
from core.workflows.views import CellEdit, FindingView
from core.workflows.workspace import Workspace

WHY = "锅炉检修月份"


@pytest.fixture
def water(ws: Workspace, hotel: Venue, dossier: Dossier) -> Subject:
    """Six months of water, one of them at four times the others."""
    row = Subject(next(s.id for s in boundary.sources(ws, hotel.id) if s.type_code == "tap_water"))
    values = ("1001", "1012", "4040", "1023", "987", "995")
    recording.enter_cells(ws, dossier.id, [CellEdit(row, Month(2025, n), text) for n, text in enumerate(values, 1)])
    return row


def one(ws: Workspace, rule: str, name: str) -> ThresholdView:
    return next(view for view in thresholds.thresholds(ws) if (view.rule, view.name) == (rule, name))


def found(ws: Workspace, dossier: Dossier, rule: str) -> list[FindingView]:
    return [view for view in compiling.findings(ws, dossier.id) if view.finding.rule == rule]


def test_every_threshold_of_the_rules_has_words_a_unit_and_sane_limits_in_both_languages(ws: Workspace) -> None:
    views = thresholds.thresholds(ws)
    assert {(view.rule, view.name) for view in views} == {(r.id, name) for r in ws.catalogue.rules.values() for name in r.thresholds}
    for view in views:
        assert view.title
        assert view.words
        assert view.unit
        assert view.lowest <= view.proposal <= view.highest, view
        assert view.lowest < view.highest
        assert (view.value, view.why, view.changed) == (view.proposal, "", False)
    for rule in ws.catalogue.rules.values():
        assert rule.name_zh
        assert rule.name_en
        assert all(words.en and words.unit_en for words in rule.words.values()), rule.id


def test_a_threshold_that_is_set_is_in_force_and_said_under_the_finding(ws: Workspace, dossier: Dossier, water: Subject) -> None:
    (before,) = found(ws, dossier, "V06")
    assert "改为" not in before.why
    assert thresholds.set_threshold(ws, "V06", "times", " 3.5倍 ", WHY) == frozenset({ChangeKind.EXPLANATION})
    (after,) = found(ws, dossier, "V06")
    assert after.why == f"{before.why}。阈值「达到其他月份中位数的倍数即提醒」由 3 改为 3.5 倍，理由：{WHY}"
    view = one(ws, "V06", "times")
    assert (view.value, view.proposal, view.why, view.changed) == (Decimal("3.5"), Decimal(3), WHY, True)
    use_language("en")
    (english,) = found(ws, dossier, "V06")
    assert english.why.endswith(f"Threshold “Times the median that ask” set to 3.5 instead of 3 times: {WHY}")


def test_a_wider_threshold_silences_the_rule_and_undo_brings_the_finding_back(ws: Workspace, dossier: Dossier, water: Subject) -> None:
    thresholds.set_threshold(ws, "V06", "times", "5", WHY)
    assert found(ws, dossier, "V06") == []
    assert recording.undo_state(ws).undo == "修改 V06 的阈值"
    recording.undo(ws)
    assert len(found(ws, dossier, "V06")) == 1
    recording.redo(ws)
    assert found(ws, dossier, "V06") == []
    assert thresholds.reset_threshold(ws, "V06", "times") == frozenset({ChangeKind.EXPLANATION})
    assert thresholds.reset_threshold(ws, "V06", "times") == NOTHING
    assert len(found(ws, dossier, "V06")) == 1


def test_the_proposed_value_needs_no_threshold_of_its_own(ws: Workspace) -> None:
    thresholds.set_threshold(ws, "V06", "times", "5", WHY)
    thresholds.set_threshold(ws, "V06", "times", "3.0", WHY)
    assert not one(ws, "V06", "times").changed
    assert thresholds.set_threshold(ws, "V06", "times", "3", WHY) == NOTHING
    assert thresholds.set_threshold(ws, "V06", "times", "5", WHY) != NOTHING
    assert thresholds.set_threshold(ws, "V06", "times", "5", WHY) == NOTHING


def test_the_effect_of_a_value_is_told_before_it_is_set(ws: Workspace, dossier: Dossier, water: Subject) -> None:
    wider = thresholds.effect(ws, dossier.id, "V06", "times", "5")
    assert (wider.before, wider.after, len(wider.appears), len(wider.vanishes)) == (1, 0, 0, 1)
    assert wider.sentence == "本档案这条规则原有 1 处：多出 0 处，减少 1 处。"
    same = thresholds.effect(ws, dossier.id, "V06", "times", "3.5")
    assert (same.before, same.after, same.sentence) == (1, 1, "本档案的疑问不变，这条规则仍有 1 处。")
    thresholds.set_threshold(ws, "V06", "times", "5", WHY)
    narrow = thresholds.effect(ws, dossier.id, "V06", "times", "3")
    assert (narrow.before, narrow.after, len(narrow.appears)) == (0, 1, 1)
    assert one(ws, "V06", "times").value == 5


def test_a_finding_that_blocks_where_it_asked_is_another_one(ws: Workspace, hotel: Venue, dossier: Dossier, water: Subject) -> None:
    record = next(r for r in compiling.snapshot(ws, dossier.id).records if r.subject == water)
    assert record.evidence == ()
    before = {view.severity.value for view in found(ws, dossier, "V28")}
    told = thresholds.effect(ws, dossier.id, "V28", "block_percent", "100")
    assert before == {"B"}
    assert ([v.severity.value for v in told.appears], [v.severity.value for v in told.vanishes]) == (["W"], ["B"])


@pytest.mark.parametrize(
    ("rule", "name", "text", "why", "words"),
    [
        ("V99", "percent", "3", WHY, "没有 V99 的阈值"),
        ("V06", "percent", "3", WHY, "没有 V06 的阈值"),
        ("V06", "times", "三", WHY, "不是数字"),
        ("V06", "times", "1000", WHY, "超出可用的范围"),
        ("V06", "times", "4", "  ", "修改阈值的理由还没有填"),
        ("V15", "low", "39", WHY, "超出可用的范围"),
        ("V12", "accept_percent", "12", WHY, "前后颠倒"),
        ("V28", "block_percent", "4", WHY, "前后颠倒"),
    ],
)
def test_what_cannot_be_a_threshold_is_refused_with_a_sentence(
    ws: Workspace, rule: str, name: str, text: str, why: str, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        thresholds.set_threshold(ws, rule, name, text, why)
    assert not any(view.changed for view in thresholds.thresholds(ws))


def test_a_pair_of_limits_can_be_moved_one_after_the_other(ws: Workspace) -> None:
    thresholds.set_threshold(ws, "V12", "block_percent", "15％", WHY)
    thresholds.set_threshold(ws, "V12", "accept_percent", "12", WHY)
    assert [one(ws, "V12", name).value for name in ("low_percent", "accept_percent", "block_percent")] == [-1, 12, 15]
    assert one(ws, "V12", "low_percent").text(Decimal(-1)) == "−1%"
    assert one(ws, "V31", "longest_days").text(Decimal(400)) == "400 天"


def test_a_value_of_a_published_rule_is_not_the_ledgers_to_set(ws: Workspace, dossier: Dossier) -> None:
    view = one(ws, "V27", "single_percent")
    assert not view.editable
    with pytest.raises(RuleError, match="不能改"):
        thresholds.set_threshold(ws, "V27", "single_percent", "2", WHY)
    with pytest.raises(RuleError, match="不能改"):
        thresholds.effect(ws, dossier.id, "V38", "warn_megabytes", "30")


def test_a_threshold_that_no_rule_knows_is_passed_over(ws: Workspace) -> None:
    plain = compiling.catalogue_with(ws.catalogue, ())
    assert all(rule.changed == () for rule in plain.rules.values())
