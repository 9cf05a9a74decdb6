"""Application, implementation plan, disclosures and standings: kept, undone, printed, by command; and how long all of it is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.retention import FOREST_YEARS, YEARS, keep_until
from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.domain.dossier import Dossier
from core.domain.event import Confirmation, NeutralityType
from core.domain.neutrality_papers import Application, ImplementationPlan, ListStatus, StandingKind
from core.domain.offset import CreditLot, LotId, ProductType, SinkFacts
from core.domain.organization import Venue
from core.errors import InputError, RuleError
from core.workflows import applying, disclosing, evaluating, papering, recording
from core.workflows.change import NOTHING
from core.workflows.workspace import Workspace

DAY = date(2026, 1, 5)


def printed(data: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages).replace("\n", "")


def test_nobody_agrees_before_being_asked(ws: Workspace, dossier: Dossier) -> None:
    assert applying.application(ws, dossier.id) == Application(dossier.id)
    assert "□同意平台向" in printed(papering.application(papering.desk(ws, dossier.id))).replace(" ", "")
    wanted = Application(dossier.id, NeutralityType.BOTH, Confirmation.BODY, " 示例 评价机构 ", credit_sharing=True)
    applying.save_application(ws, wanted)
    assert applying.application(ws, dossier.id).confirming_body == "示例 评价机构"
    text = printed(papering.application(papering.desk(ws, dossier.id))).replace(" ", "")
    assert "√同意平台向" in text and "示例评价机构" in text and "√前两者均有" in text
    with pytest.raises(InputError) as caught:
        applying.save_application(ws, replace(wanted, confirming_body=" "))
    assert caught.value.code == "application.body"
    applying.save_application(ws, replace(wanted, confirmation=Confirmation.SELF))
    assert applying.application(ws, dossier.id).confirming_body == ""  # what is not chosen is not named
    recording.undo(ws)
    recording.undo(ws)
    assert applying.application(ws, dossier.id) == Application(dossier.id)


def test_the_plan_is_drafted_from_the_ledger_and_says_what_is_not_written(ws: Workspace, dossier: Dossier) -> None:
    assert printed(papering.implementation(papering.desk(ws, dossier.id))).count("（未填写）") == len(evaluating.plan_headings())
    own = replace(applying.plan(ws, dossier.id), schedule="按集团统一安排")
    applying.save_plan(ws, own)
    draft = applying.proposed_plan(ws, dossier.id)
    assert draft.schedule == "按集团统一安排"
    assert set(draft.written()) == set(evaluating.plan_headings())
    applying.save_plan(ws, draft)
    text = printed(papering.implementation(papering.desk(ws, dossier.id)))
    assert "（未填写）" not in text and "按集团统一安排" in text and "盖公章" in text
    assert next(row for row in evaluating.evaluation(ws, dossier.id).rows if row.code == "N9").outcome.value == "passed"
    applying.save_plan(ws, ImplementationPlan(dossier.id))
    recording.undo(ws)
    assert applying.plan(ws, dossier.id) == draft


def test_a_disclosure_is_entered_with_its_picture_and_held_to_its_level(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    picture = tmp_path / "公示.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    disclosing.add_disclosure(ws, dossier.id, DAY, " 大堂公示 ", place="一楼", note="排放量公示", files=[picture])
    (row,) = disclosing.disclosures(ws, dossier.id)
    assert (row.disclosure.channel, [one.original_name for one in row.evidence]) == ("大堂公示", ["公示.png"])
    text = printed(papering.disclosure(papering.desk(ws, dossier.id)))
    assert "披露记录" in text and "大堂公示" in text and "公示.png" in text
    with pytest.raises(RuleError) as refused:
        disclosing.add_disclosure(ws, dossier.id, DAY, "官网", note="本店已实现碳中和")
    assert refused.value.code == "disclosure.blocked_word" and "碳中和" in refused.value.message
    for day, channel, code in ((date(2999, 1, 1), "官网", "day.future"), (DAY, " ", "")):
        with pytest.raises(InputError) as wrong:
            disclosing.add_disclosure(ws, dossier.id, day, channel)
        assert code in wrong.value.code
    for field, text in (("channel", "碳中和公众号"), ("place", "碳中和专栏"), ("note", "本店已实现碳中和")):
        with pytest.raises(RuleError) as refused:
            disclosing.change_disclosure(ws, row.disclosure.id, **{field: text})  # type: ignore[arg-type]
        assert refused.value.code == "disclosure.blocked_word"
    second = tmp_path / "更正.png"
    second.write_bytes(b"\x89PNG\r\n\x1a\n2")
    disclosing.change_disclosure(ws, row.disclosure.id, on=date(2026, 1, 6), place=" 二楼 ", files=[second, picture])
    (row,) = disclosing.disclosures(ws, dossier.id)
    assert (row.disclosure.on, row.disclosure.channel, row.disclosure.place) == (date(2026, 1, 6), "大堂公示", "二楼")
    assert [one.original_name for one in row.evidence] == ["公示.png", "更正.png"], "added, and none twice"
    assert disclosing.change_disclosure(ws, row.disclosure.id, note="排放量公示") == NOTHING
    for changes in ({"channel": " "}, {"on": date(2999, 1, 1)}):
        with pytest.raises(InputError):
            disclosing.change_disclosure(ws, row.disclosure.id, **changes)  # type: ignore[arg-type]
    recording.undo(ws)
    assert disclosing.disclosures(ws, dossier.id)[0].disclosure.place == "一楼"
    disclosing.remove_disclosure(ws, row.disclosure.id)
    assert disclosing.disclosures(ws, dossier.id) == ()
    recording.undo(ws)
    assert len(disclosing.disclosures(ws, dossier.id)) == 1
    for nothing in (disclosing.remove_disclosure, disclosing.change_disclosure):
        with pytest.raises(InputError):
            nothing(ws, "nobody")


def test_standings_are_taken_in_as_they_were_told(ws: Workspace, hotel: Venue, tmp_path: Path) -> None:
    notice = tmp_path / "公告.pdf"
    notice.write_bytes(b"%PDF-1.4\n%%EOF\n")
    for kind, value in ((StandingKind.LIST, ListStatus.GREEN.value), (StandingKind.STARS, "四星")):
        disclosing.add_standing(ws, hotel.id, kind, value, on=DAY, source="平台公告 1 号", files=[notice])
    assert [row.words for row in disclosing.standings(ws, hotel.id)] == ["绿名单", "企业绿色影响力 四星"]
    for value, source in (("gold", "公告"), ("green", " ")):
        with pytest.raises(InputError):
            disclosing.add_standing(ws, hotel.id, StandingKind.LIST, value, on=DAY, source=source)
    disclosing.remove_standing(ws, disclosing.standings(ws, hotel.id)[0].standing.id)
    assert [row.words for row in disclosing.standings(ws, hotel.id)] == ["企业绿色影响力 四星"]
    with pytest.raises(InputError):
        disclosing.remove_standing(ws, "nobody")
    assert (
        disclosing.standing_words(replace(disclosing.standings(ws, hotel.id)[0].standing, kind=StandingKind.LIST, value="none"))
        == "不在名单上"
    )


# ---------------------------------------------------------------- by command


@pytest.fixture
def call(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    folder = str(ws.folder)
    ws.close()

    def never(*_arguments: object) -> object:
        raise AssertionError("no command of this test needs a window")

    def command(family: str, act: str, *arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        code = run([family, act, folder, *map(str, arguments)], WindowJobs(never, never, never))
        told = capsys.readouterr()
        return code, told.out + told.err

    return command


def test_each_is_told_by_command(call: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    year = ("--year", 2025)
    code, out = call("application", "set", *year, "--neutrality", "both", "--credit-sharing", "yes", "--json")
    assert (code, json.loads(out)["neutrality"], json.loads(out)["credit_sharing"]) == (0, "both", True)
    assert call("application", "set", *year, "--confirmation", "body")[0] == 1
    assert "self" in call("application", "show", *year)[1]
    assert call("implementation", "set", *year)[0] == call("implementation", "set", *year, "--part", "nothing=x")[0] == 2
    assert "（未填写）" in call("implementation", "set", *year, "--part", "schedule=次年一季度")[1]
    assert "（未填写）" not in call("implementation", "draft", *year)[1]
    assert json.loads(call("implementation", "show", *year, "--json")[1])["schedule"] == "次年一季度"
    assert "还没有披露记录" in call("disclosure", "list", *year)[1]
    assert call("disclosure", "add", *year, "--channel", "官网", "--on", "2026-01-05")[0] == 0
    (line,) = json.loads(call("disclosure", "list", *year, "--json")[1])
    assert call("disclosure", "remove", *year)[0] == call("disclosure", "change", *year)[0] == 2
    assert call("disclosure", "change", *year, "--id", line["id"], "--place", "首页")[0] == 0
    (changed,) = json.loads(call("disclosure", "list", *year, "--json")[1])
    assert changed == {**line, "place": "首页"}
    assert call("disclosure", "remove", *year, "--id", line["id"])[0] == 0
    assert "没有登记" in call("standing", "list")[1]
    assert call("standing", "add")[0] == 2
    assert "黑名单" in call("standing", "add", "--kind", "list", "--value", "black", "--source", "公告", "--on", "2026-01-05")[1]
    (line,) = json.loads(call("standing", "list", "--json")[1])
    assert (line["kind"], line["value"], line["on"], line["source"]) == ("list", "black", "2026-01-05", "公告")
    assert call("standing", "remove")[0] == 2
    assert json.loads(call("standing", "remove", "--id", line["id"], "--json")[1]) == []


# ---------------------------------------------------------------- how long it is kept


def forest(period: str, product: ProductType = ProductType.SINK) -> CreditLot:
    return CreditLot(LotId("f"), product, "登记机构", "竹林", 10, "", "", sink=SinkFacts(period=period))


def test_records_are_kept_five_years_and_forest_longer() -> None:
    end = date(2025, 12, 31)
    assert keep_until(end, None, ()) == date(2030, 12, 31)
    assert keep_until(end, date(2024, 2, 29), ()) == date(2029, 2, 28)
    assert keep_until(end, DAY, (forest(""),)) == date(2032, 1, 5)
    assert keep_until(end, DAY, (forest("2025—2045"),)) == date(2045, 12, 31)
    assert keep_until(end, DAY, (replace(forest("2025—2045"), sink=None),)) == date(2032, 1, 5)
    assert keep_until(end, DAY, (forest("2025—2045", ProductType.CCER),)) == date(2031, 1, 5)


@given(day=st.dates(date(2000, 1, 1), date(2090, 1, 1)), sinks=st.lists(st.sampled_from(["", "2026—2031", "至 2099 年"]), max_size=3))
def test_no_lot_ever_shortens_the_time(day: date, sinks: list[str]) -> None:
    bare = keep_until(day, None, ())
    lots = tuple(forest(period) for period in sinks)
    assert keep_until(day, None, lots) >= bare
    assert bare.year == day.year + YEARS
    assert not lots or keep_until(day, None, lots).year >= day.year + FOREST_YEARS
