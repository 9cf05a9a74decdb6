"""The profile page: exclusions with their size, machines, dated areas, a mall's meters, a hotel's rooms and meetings."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from core.domain.finding import Place
from core.domain.period import Month
from core.workflows import boundary, dossiers, organizing
from core.workflows.workspace import Workspace
from tests.ui.hotels import make_ledger
from tests.ui.ledgers import drop_window, open_window, words_in
from tests.workflows.malls import EVEN, SHORT, fill, make_mall
from ui.main_window import MainWindow
from ui.pages.profile import ProfilePage
from ui.widgets.fields import Choice, Line
from ui.widgets.meter_tree import MonthCell
from ui.widgets.small_form import SmallForm


@pytest.fixture(scope="module")
def masters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("masters")
    with make_mall(folder / "mall.tanzhang") as ws:
        fill(ws, dossiers.operation_dossier(ws, organizing.venue_list(ws)[0].venue.id, 2025), {1: EVEN, 2: SHORT})
    with make_mall(folder / "bare.tanzhang", chosen=""):
        pass
    make_ledger(folder / "hotel.tanzhang", filled=False)
    return {name: folder / f"{name}.tanzhang" for name in ("mall", "bare", "hotel")}


@pytest.fixture
def opened(masters: dict[str, Path], tmp_path: Path, qtbot: object) -> Iterator[Callable[[str], ProfilePage]]:
    windows: list[MainWindow] = []

    def open_page(name: str) -> ProfilePage:
        shutil.copytree(masters[name], tmp_path / name)
        windows.append(open_window(tmp_path / name, tmp_path / "settings", [ProfilePage]))
        windows[-1].open_page("profile")
        page = windows[-1].page("profile")
        assert isinstance(page, ProfilePage)
        return page

    yield open_page
    for window in windows:
        drop_window(window)


def seen(widget: object) -> list[str]:
    """The texts that are seen once Qt has laid out what was just made."""
    QCoreApplication.processEvents()
    return words_in(widget)


def ledger(page: ProfilePage) -> Workspace:
    return page.session.workspace


def block(page: ProfilePage, type_code: str) -> object:
    return next(one for one in page.sources.blocks() if one.source.type_code == type_code)


def test_an_exclusion_takes_its_size_from_a_yearly_quantity(opened: Callable[[str], ProfilePage]) -> None:
    page = opened("mall")
    row = block(page, "grid_electricity")
    row._ask_reason()  # type: ignore[attr-defined]
    reason, _tonnes, quantity, operator = row._form.findChildren(Line)  # type: ignore[attr-defined]
    reason.setText("承租方独立开户")
    operator.setText("示例冷站公司")
    quantity.setText("10万度")
    QTest.keyClick(quantity, Qt.Key.Key_Return)
    left_out = boundary.sources(ledger(page), page.session.venue_id)[0]
    assert (left_out.active, left_out.excluded_tonnes, left_out.operator) == (False, Decimal("15.64"), "示例冷站公司")
    words = seen(page.sources)
    assert "约 15.64 tCO₂e/年　由示例冷站公司经营" in words
    assert "承租方独立开户" in words
    assert any("计入的占已知排放的" in text for text in words)


def test_what_is_no_size_is_said_at_its_field_and_escape_gives_up(opened: Callable[[str], ProfilePage]) -> None:
    page = opened("mall")
    row = block(page, "grid_electricity")
    row._ask_reason()  # type: ignore[attr-defined]
    form = row._form  # type: ignore[attr-defined]
    reason, tonnes, quantity, _operator = form.findChildren(Line)
    reason.setText("承租方")
    quantity.setText("很多")
    form._on_go()
    quantity.setText("")
    tonnes.setText("-3")
    form._on_go()
    assert all(one.active for one in boundary.sources(ledger(page), page.session.venue_id))
    QTest.keyClick(reason, Qt.Key.Key_Escape)
    assert form.isHidden()


def test_a_machine_is_kept_with_its_charge_and_taken_away_again(opened: Callable[[str], ProfilePage]) -> None:
    page = opened("hotel")
    row = block(page, "refrigerant_topup")
    row._ask_meter(None)  # type: ignore[attr-defined]
    account, name, charge, gas = row._form.findChildren(Line)  # type: ignore[attr-defined]
    kind = row._form.findChild(Choice)  # type: ignore[attr-defined]
    row._form._on_go()  # type: ignore[attr-defined]
    charge.setText("x")
    row._form._on_go()  # type: ignore[attr-defined]
    assert boundary.meters(ledger(page), page.session.venue_id) == ()
    for line, text in ((account, "CH-01"), (name, "1# 冷水机组"), (charge, "320.5"), (gas, "R134a")):
        line.setText(text)
    kind.set_value("leak_chiller")
    row._form._on_go()  # type: ignore[attr-defined]
    (machine,) = boundary.meters(ledger(page), page.session.venue_id)
    assert (machine.charge, machine.machine_class, machine.refrigerant) == (Decimal("320.5"), "leak_chiller", "R134a")
    assert "设备 CH-01　1# 冷水机组　R134a　充注 320.5 kg　冷水机组" in seen(page.sources)
    assert page.remove_meter(machine.id)
    assert boundary.meters(ledger(page), page.session.venue_id) == ()


def test_an_account_and_an_operator_are_kept(opened: Callable[[str], ProfilePage]) -> None:
    page = opened("mall")
    row = block(page, "grid_electricity")
    row._ask_meter(None)  # type: ignore[attr-defined]
    account, ratio = row._form.findChildren(Line)  # type: ignore[attr-defined]
    ratio.setText("x")
    row._form._on_go()  # type: ignore[attr-defined]
    ratio.setText("200")
    row._form._on_go()  # type: ignore[attr-defined]
    account.setText("5100 0077")
    row._form._on_go()  # type: ignore[attr-defined]
    assert [one.multiplier for one in boundary.meters(ledger(page), page.session.venue_id)] == [200]
    row = block(page, "grid_electricity")
    row._ask_name()  # type: ignore[attr-defined]
    row._form.findChildren(Line)[1].setText("示例物业")  # type: ignore[attr-defined]
    row._form._on_go()  # type: ignore[attr-defined]
    assert boundary.sources(ledger(page), page.session.venue_id)[0].operator == "示例物业"


def test_an_area_changes_on_a_day_and_the_change_can_be_taken_away(opened: Callable[[str], ProfilePage]) -> None:
    page = opened("mall")
    dated = page._dated["building_area"]
    dated._ask()
    value, day = dated._form.findChildren(Line)
    dated._form._on_go()
    value.setText("82000")
    day.setText("七月")
    dated._form._on_go()
    day.setText("2025-07-01")
    QTest.keyClick(day, Qt.Key.Key_Return)
    place = organizing.venue(ledger(page), page.session.venue_id)
    assert [(one.value, one.valid_from) for one in organizing.profile_history(place, "building_area")] == [
        ("80000", None),
        ("82000", date(2025, 7, 1)),
    ]
    assert [text for text in seen(dated) if "　" in text] == ["自 2025-07-01 起　82000", "最初　80000"]
    line = dated.row.editor
    assert isinstance(line, Line)
    assert line.text() == "82000"
    line.setText("81000")
    line.kept.emit("81000")
    place = organizing.venue(ledger(page), page.session.venue_id)
    assert place.current_profile()["building_area"] == "81000"
    assert page._keep_field("building_area", "", date(2025, 7, 1))
    assert organizing.venue(ledger(page), page.session.venue_id).current_profile()["building_area"] == "80000"


def test_the_boundary_changes_only_with_a_reason(opened: Callable[[str], ProfilePage]) -> None:
    page = opened("mall")
    row = page._rows["profile.boundary"]
    choice = row.editor
    assert isinstance(choice, Choice)
    choice.set_value("building")
    choice.chosen.emit("building")
    assert "已经用于填报" in row.error()
    form = row.findChild(SmallForm)
    form._on_go()
    assert organizing.venue(ledger(page), page.session.venue_id).current_profile()["boundary"] == "landlord"
    form.findChild(Line).setText("物业整体移交")
    form._on_go()
    assert organizing.venue(ledger(page), page.session.venue_id).current_profile()["boundary"] == "building"


def test_the_meter_tree_shows_each_month_and_takes_the_rest_at_one_press(opened: Callable[[str], ProfilePage]) -> None:
    page = opened("mall")
    assert page.tree.isVisibleTo(page)
    assert not page.allocation.isVisibleTo(page)
    cells = [cell for cell in page.tree.findChildren(MonthCell) if cell.isVisibleTo(page)]
    assert [cell.accessibleName() for cell in cells[:3]] == ["1 月：对得上", "2 月：待计入公区", "3 月：数不全"]
    assert {"总进线电量", "公区分项", "200,000", "203,000"} & set(seen(page.tree))
    page.tree.assign.click()
    assert "外购电力·不明差额（计入公区）" in seen(page.tree)
    assert not page.tree.assign.isEnabled()
    gone: list[Place] = []
    page.window_frame.go = gone.append  # type: ignore[method-assign]
    page._lead_to_month(Month(2025, 2))
    assert gone[0].subject == "output:main_meter_electricity"


def test_a_mall_without_a_boundary_is_told_what_to_choose(opened: Callable[[str], ProfilePage]) -> None:
    page = opened("bare")
    assert any("选定核算边界" in words for words in seen(page.tree))
    assert not page.tree.assign.isEnabled()


def test_a_hotel_sees_what_is_missing_for_rooms_and_meetings(opened: Callable[[str], ProfilePage]) -> None:
    page = opened("hotel")
    assert page.allocation.isVisibleTo(page)
    assert not page.tree.isVisibleTo(page)
    words = seen(page.allocation)
    assert "缺：客房及走廊面积没有填" in words
    assert "—" in words
