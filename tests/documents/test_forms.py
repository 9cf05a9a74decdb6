"""附表1 and 附表2 say what the policy's annexes say, letter for letter, and lose nothing that a person wrote."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import get_args, get_type_hints

import openpyxl
import pypdfium2
import pytest
from reportlab.lib.units import mm

from core import resources
from core.documents.form_fields import KINDS, read_form
from core.documents.forms import Form1Context, Form2Context, Form2Row, form1_pdf, form1_set_pdf, form2_pdf, form2_row, form2_xlsx
from core.documents.lettering import SANS, SERIF, has_glyph, load_faces
from core.documents.paper_style import SEAL
from core.domain.event import AccountingBy, Confirmation, EventForm, EventLevel, EventStage, NeutralityType
from core.domain.offset import ProductType
from tests.documents.paper_case import EVENT, FACES, package, pages_of, text_of

POLICY = (Path(__file__).parents[1] / "golden" / "policy_annexes.txt").read_text(encoding="utf-8").partition("\n")[2]
"""Both annexes as the circular's text gives them, below a line that says so; the tick boxes came out of it as "("."""

ANNEX_1, ANNEX_2 = (f"附表{annex}" for annex in POLICY.split("附表")[1:])
EMPTY_ROWS = "123…"
"""What the first column of the issued 附表2 holds."""

CONTEXT = Form1Context(estimate=Fraction("57.1984"), plan_name="实施计划.pdf", file_number="HD-2025-003")
ROW = Form2Row(
    name="客户年会",
    organizer="竹溪酒店有限公司",
    start=date(2025, 12, 19),
    end=date(2026, 1, 2),
    place="成都市",
    neutrality=NeutralityType.BOTH,
    products=(ProductType.CCER, ProductType.OTHER),
    retired_on=(date(2026, 2, 6), date(2026, 3, 1)),
    tonnes=1058,
    other_product="国际减排量",
)
ROLL_UP = Form2Context("某市生态环境局", date(2026, 3, 31), rolled_up=True)


def squeezed(text: str) -> str:
    return "".join(text.split())


def words_of_form1() -> str:
    """All words of the declared form in the order of its rows."""
    declared = read_form("form1")
    cells = "".join(
        "".join(cell.label) + "".join(option.text + option.close for option in cell.options) for row in declared.rows for cell in row.cells
    )
    return squeezed(declared.annex + declared.title + cells + declared.note)


# ---------------------------------------------------------------- the declaration


def test_form1_has_the_words_of_the_policy_in_their_order() -> None:
    assert words_of_form1() == squeezed(ANNEX_1.replace("(", ""))


def test_form1_breaks_its_labels_where_the_policy_does() -> None:
    lines = {line.strip() for line in ANNEX_1.replace("(", "\n").replace("\t", "\n").split("\n")}
    pieces = {piece.strip() for line in lines for piece in line.split("  ")} | {word for line in lines for word in line.split()} | lines
    assert [part for cell in read_form("form1").cells() for part in cell.label if part not in pieces] == []


def test_form2_has_the_nine_heads_of_the_policy_and_its_note() -> None:
    declared = read_form("form2")
    assert len(declared.columns) == 9
    heads = "".join("".join(column.head) for column in declared.columns)
    assert squeezed(declared.annex + declared.title + heads + EMPTY_ROWS + declared.note) == squeezed(ANNEX_2)


def test_each_binding_names_a_field() -> None:
    known = {f"event.{one.name}" for one in fields(EventForm)} | {f"context.{one.name}" for one in fields(Form1Context)}
    cells = list(read_form("form1").cells())
    assert {cell.kind for cell in cells} <= set(KINDS)
    bound = {binding for cell in cells for binding in cell.bind} | {one.fill for cell in cells for one in cell.options if one.fill}
    assert bound <= known
    assert {"event.name", "context.estimate", "event.confirming_body"} <= bound


def test_boxes_are_the_members_of_the_field_that_they_tick() -> None:
    hints = get_type_hints(EventForm)
    for cell in read_form("form1").cells():
        if cell.kind == "ticks":
            kind = hints[cell.bind[0].removeprefix("event.")]
            members = kind if isinstance(kind, type) and issubclass(kind, Enum) else get_args(kind)[0]
            assert [option.value for option in cell.options] == [member.value for member in members]


def test_each_character_of_the_forms_can_be_printed() -> None:
    load_faces()
    text = resources.text("forms/form1.toml") + resources.text("forms/form2.toml")
    assert [char for char in set(text) if not char.isspace() and not has_glyph(SERIF, char) and not has_glyph(SANS, char)] == []


# ---------------------------------------------------------------- 附表1 on paper


def test_blank_form1_says_on_paper_what_the_policy_prints_in_its_order() -> None:
    (printed,) = pages_of(form1_pdf(None, Form1Context()))
    ours = squeezed(printed).replace("（盖公章）年月日", "（盖公章）")  # room for the day under the seal
    assert re.sub(r"文件摘要[0-9a-f]{12}第1页，共1页$", "", ours) == squeezed(ANNEX_1.replace("(", "□"))


def test_blank_form2_says_on_paper_and_in_the_workbook_what_the_policy_prints_in_its_order() -> None:
    ours = re.sub(r"文件摘要[0-9a-f]{12}第1页，共1页$", "", text_of(form2_pdf([], Form2Context())))
    assert ours == squeezed(ANNEX_2)
    sheet = openpyxl.load_workbook(BytesIO(form2_xlsx([], Form2Context()))).active
    assert squeezed("".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)) == squeezed(ANNEX_2)


def test_seal_has_its_room_and_its_day() -> None:
    assert "2025年12月10日" in text_of(form1_pdf(EVENT, replace(CONTEXT, day=date(2025, 12, 10))))
    assert 50 * mm <= SEAL


def test_filled_and_blank_form_are_one_page_with_all_labels() -> None:
    for form in (EVENT, None):
        pages = pages_of(form1_pdf(form, CONTEXT if form else Form1Context()))
        assert len(pages) == 1
        said = squeezed(pages[0])
        for cell in read_form("form1").cells():
            assert all(squeezed(line) in said for line in cell.label)
        assert squeezed(read_form("form1").note) in said


def test_blank_form_holds_no_data_and_no_tick() -> None:
    said = text_of(form1_pdf(None, Form1Context()))
    assert said.count("□") == sum(len(cell.options) for cell in read_form("form1").cells() if cell.kind == "ticks")
    assert "√" not in said
    assert "None" not in said
    assert "修订" not in said


def test_values_stand_as_official_papers_write_them() -> None:
    said = text_of(form1_pdf(replace(EVENT, offset_tonnes=Decimal("1058.50")), replace(CONTEXT, estimate=Fraction("12345.675"))))
    for part in (
        "2025年12月19日至20日",
        "2026年2月6日",
        "12345.68",
        "1058.5",
        "028-00000000",
        "王骉",
        "420人，2天，室内2600㎡",
        "实施计划.pdf",
    ):
        assert part in said
    assert "12,345" not in said


def test_scale_is_told_by_its_numbers_where_the_words_are_missing() -> None:
    form = replace(EVENT, scale="", people=420, sessions=4, area_m2=Decimal("2600.0"))
    assert "420人，4场，2600㎡" in text_of(form1_pdf(form, CONTEXT))


TICKS = [
    *((replace(EVENT, stages=(EventStage.HOLDING, stage)), {EventStage.HOLDING, stage}, "event.stages") for stage in EventStage),
    *((replace(EVENT, accounting=one, accounting_body="某机构"), {one}, "event.accounting") for one in AccountingBy),
    *((replace(EVENT, neutrality=one), {one}, "event.neutrality") for one in NeutralityType),
    *((replace(EVENT, products=(one,), other_product="国际减排量"), {one}, "event.products") for one in ProductType),
    *((replace(EVENT, confirmation=one, confirming_body="某机构"), {one}, "event.confirmation") for one in Confirmation),
]


@pytest.mark.parametrize(("form", "members", "binding"), TICKS, ids=[f"{binding}-{i}" for i, (_f, _m, binding) in enumerate(TICKS)])
def test_exactly_the_boxes_that_hold_are_ticked(form: EventForm, members: set[Enum], binding: str) -> None:
    cell = next(cell for cell in read_form("form1").cells() if binding in cell.bind)
    whole = text_of(form1_pdf(form, CONTEXT))
    said = whole[whole.index(cell.name) :][:130]
    for option in cell.options:
        wanted = option.value in {member.value for member in members}
        assert (f"√{option.text}" in said, f"□{option.text}" in said) == (wanted, not wanted)


def test_a_tick_is_seen_and_not_only_read() -> None:
    def dark(form: EventForm) -> int:
        picture = pypdfium2.PdfDocument(form1_pdf(form, CONTEXT))[0].render(scale=2, grayscale=True).to_pil()
        return sum(picture.crop((0, 700, 1190, 950)).histogram()[:128])  # the row of the stages

    assert dark(replace(EVENT, stages=tuple(EventStage))) > dark(EVENT) > dark(replace(EVENT, stages=(EventStage.HOLDING,)))


def test_name_of_a_body_stands_only_beside_its_ticked_box() -> None:
    form = replace(EVENT, accounting_body="核算甲", confirming_body="评价乙", other_product="产品丙")
    said = text_of(form1_pdf(form, CONTEXT))
    assert "核算甲" not in said
    assert "评价乙" not in said
    assert "产品丙" not in said
    both = replace(form, accounting=AccountingBy.BODY, confirmation=Confirmation.BODY, products=(ProductType.OTHER,))
    said = text_of(form1_pdf(both, CONTEXT))
    assert "（名称：核算甲）" in said
    assert "（名称：评价乙）" in said
    assert "其他（产品丙）" in said


TEXTS = ("name", "organizer", "place", "kind", "scale", "content", "measures", "department", "contact", "phone")


@pytest.mark.parametrize("field", TEXTS)
def test_long_field_is_never_cut(field: str) -> None:
    text = "".join(f"第{number}项要写得很长，" for number in range(300)) + "到此为止。"
    data = form1_pdf(replace(EVENT, **{field: text}), CONTEXT)
    pages = [squeezed(page) for page in pages_of(data)]
    assert len(pages) > 1
    assert "全文见续页" in pages[0]
    assert "（续页）" in pages[1]
    assert text in whole_fields("".join(pages[1:]))


def whole_fields(text: str) -> str:
    """The sheets that follow without what they repeat: head, foot, and the label of a field that goes on."""
    text = re.sub(r"附表1（续页）四川省大型活动碳中和登记表（续页）活动名称：.*?各栏的全文。", "", text)
    text = re.sub(r"活动档案HD-2025-003，修订1文件摘要[0-9a-f]{12}第\d+页，共\d+页", "", text)
    labels = {cell.name for cell in read_form("form1").cells()} | {
        "责任部门",
        "联系人",
        "联系方式",
        "委托独立机构核算",
        "委托独立机构",
        "其他",
        "附件",
    }
    return re.sub(f"(?:{'|'.join(sorted(labels, key=len, reverse=True))})（续）", "", text)


def test_everything_too_long_at_once_still_ends() -> None:
    long = {name: f"{name}写得很长，" * 150 for name in (*TEXTS, "accounting_body", "confirming_body", "other_product")}
    chosen = {"accounting": AccountingBy.BODY, "confirmation": Confirmation.BODY, "products": tuple(ProductType)}
    plan = "计划写得很长，" * 150 + ".pdf"
    pages = [squeezed(page) for page in pages_of(form1_pdf(replace(EVENT, **long, **chosen), replace(CONTEXT, plan_name=plan)))]
    assert f"第{len(pages)}页，共{len(pages)}页" in pages[-1]
    said = whole_fields("".join(pages[1:]))
    assert [name for name, text in (*long.items(), ("plan", plan)) if text not in said] == []


def test_a_text_a_little_too_long_is_set_smaller_and_stays_on_the_page() -> None:
    assert len(pages_of(form1_pdf(replace(EVENT, content="内容稍长，" * 60), CONTEXT))) == 1


def test_marks_stand_on_each_sheet() -> None:
    form = replace(EVENT, content="很长的内容，" * 150)
    for context, word in (
        (replace(CONTEXT, sample=True), "示例"),
        (replace(CONTEXT, trial=True), "试用"),
        (replace(CONTEXT, draft=True), "草稿"),
    ):
        assert all(word in page for page in pages_of(form1_pdf(form, context)))
        assert word not in text_of(form1_pdf(EVENT, CONTEXT))


def test_addressed_copies_are_papers_of_their_own_in_one_file() -> None:
    report = replace(CONTEXT, copy="报送件", recipient="报送：阿坝藏族羌族自治州生态环境局", day=date(2025, 12, 1))
    long = replace(EVENT, content="很长的内容，" * 200)
    pages = [squeezed(page) for page in pages_of(form1_set_pdf(long, [report, replace(CONTEXT, copy="抄送件", recipient="抄送：平台")]))]
    assert len(pages) == 4
    assert ["报送件报送：阿坝藏族羌族自治州生态环境局" in page for page in pages] == [True, False, False, False]
    assert "抄送件抄送：平台" in pages[2]
    assert [re.findall(r"第(\d)页，共2页", page) for page in pages] == [["1"], ["2"], ["1"], ["2"]]
    numbers = [re.findall(r"文件摘要([0-9a-f]{12})", page)[0] for page in pages]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_same_form_gives_the_same_bytes() -> None:
    assert form1_pdf(EVENT, CONTEXT) == form1_pdf(EVENT, CONTEXT)


def test_what_has_no_place_on_the_form_does_not_change_it() -> None:
    assert form1_pdf(replace(EVENT, level=EventLevel.NATIONAL), CONTEXT) == form1_pdf(EVENT, CONTEXT)


@pytest.mark.referee("pdffonts", "pdftotext")
def test_other_readers_find_our_faces_embedded_and_the_text(referee: Callable[[str], Path], tmp_path: Path) -> None:
    for name, data in (("form1", form1_pdf(EVENT, CONTEXT)), ("form2", form2_pdf([ROW], ROLL_UP))):
        target = tmp_path / f"{name}.pdf"
        target.write_bytes(data)
        listed = subprocess.run([referee("pdffonts"), target], capture_output=True, check=True, text=True).stdout
        rows = [line.split() for line in listed.splitlines()[2:]]
        assert rows
        assert all(row[0].split("+")[1] in FACES and row[-5:-2] == ["yes", "yes", "yes"] for row in rows)
        text = subprocess.run([referee("pdftotext"), "-layout", target, "-"], capture_output=True, check=True, encoding="utf-8").stdout
        assert read_form(name).title in text
        assert read_form(name).note in text


# ---------------------------------------------------------------- 附表2


def test_list_repeats_its_heads_and_ends_with_the_note() -> None:
    pages = [squeezed(page) for page in pages_of(form2_pdf([ROW] * 30, ROLL_UP))]
    heads = [squeezed("".join(column.head)) for column in read_form("form2").columns]
    assert len(pages) > 2
    assert all(head in page for page in pages for head in heads)
    note = squeezed(read_form("form2").note)
    assert [note in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert f"第{len(pages)}页，共{len(pages)}页" in pages[-1]


def test_row_of_the_list_says_when_how_and_how_much() -> None:
    said = text_of(form2_pdf([ROW], ROLL_UP))
    for part in (
        "2025年12月19日至2026年1月2日",
        "前两者均有",
        "国家核证自愿减排量、其他（国际减排量）",
        "2026年2月6日、2026年3月1日",
        "1058",
        "汇总单位：某市生态环境局",
    ):
        assert part in said
    assert "1,058" not in said


def test_list_without_rows_is_the_blank_form() -> None:
    said = text_of(form2_pdf([], Form2Context()))
    assert "1234" not in said
    assert "123…" in said
    assert "填报单位" not in said


def test_unknown_values_are_dashes_and_zero_is_zero() -> None:
    blank = replace(ROW, neutrality=None, products=(), retired_on=(), tonnes=None)
    assert text_of(form2_pdf([blank], ROLL_UP)).count("—") == 4
    assert "—" not in text_of(form2_pdf([replace(ROW, tonnes=0)], ROLL_UP))


def test_own_row_counts_only_what_is_retired() -> None:
    row = form2_row(EVENT, package().offsets)
    assert row.tonnes == package().balance.retired
    assert row.products == (ProductType.CCER, ProductType.REGIONAL)
    assert row.retired_on == (date(2025, 11, 18), date(2026, 1, 20))
    before = form2_row(EVENT, package().offsets[2:])
    assert (before.tonnes, before.products, before.retired_on) == (0, EVENT.products, ())


def test_workbook_has_the_same_nine_columns_and_figures_that_can_be_added() -> None:
    hostile = replace(ROW, name="=1+1", tonnes=None)
    data = form2_xlsx([ROW, hostile], replace(ROLL_UP, sample=True))
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    heads = [str(cell.value) for cell in sheet[3]]
    assert [squeezed(head) for head in heads] == [squeezed("".join(column.head)) for column in read_form("form2").columns]
    assert sheet["I4"].value == 1058
    assert sheet["B5"].value == "=1+1"
    assert sheet["B5"].data_type == "s"
    assert sheet["I5"].value == "—"
    assert sheet["A6"].value == read_form("form2").note
    assert "示例" in str(sheet["A1"].value)
    assert data == form2_xlsx([ROW, hostile], replace(ROLL_UP, sample=True))


def test_list_gives_the_same_bytes_and_marks_a_sample() -> None:
    assert form2_pdf([ROW], ROLL_UP) == form2_pdf([ROW], ROLL_UP)
    assert "示例" in text_of(form2_pdf([ROW], replace(ROLL_UP, sample=True)))
    assert "试用" in text_of(form2_pdf([ROW], replace(ROLL_UP, trial=True)))
