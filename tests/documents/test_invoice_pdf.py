"""Bills as PDF in several layouts: what stands there is read with its place, what is ambiguous is left out and said."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from core.documents.invoice_facts import FactName, FileKind
from core.documents.invoice_files import invoice_facts
from tests.documents.invoice_case import NUMBER, PAGE, face, invoice, item, lines, pdf, read, row, values

POWER = lines(
    "示例电力公司电费通知单",
    "用户编号：5101234567890",
    "用户名称：示例酒店有限公司",
    "计费周期：2025年6月21日—7月20日",
    "上期示数：24816.40    本期示数：25163.55",
    "综合倍率：800",
    "变损：800 kWh    线损：480 kWh",
    "结算电量：279,000 千瓦时",
    "应收电费（元）：181,350.00",
)


def test_a_power_bill_of_labels_is_read_whole() -> None:
    assert values(read(pdf(POWER))) == {
        "total": "181350 元",
        "account": "5101234567890",
        "customer": "示例酒店有限公司",
        "start": "2025-06-21",
        "last": "2025-07-20",
        "reading_start": "24816.4",
        "reading_end": "25163.55",
        "multiplier": "800",
        "transformer_losses": "800 kWh",
        "line_losses": "480 kWh",
        "quantity": "279000 千瓦时",
    }


TIMES_HEAD = row(120, (60, "示数类型"), (140, "上期示数"), (220, "本期示数"), (300, "倍率"), (350, "抄见电量"), (430, "计费电量(kWh)"))
TIMES = [
    *row(140, (60, "正向有功(总)"), (140, "24,816.40"), (220, "25,163.55"), (300, "800"), (350, "277,720"), (440, "279,000")),
    *row(160, (60, "正向有功(尖)"), (140, "1,000.00"), (220, "1,020.00"), (300, "800"), (350, "16,000"), (440, "16,100")),
    *row(180, (60, "正向有功(峰)"), (140, "8,000.00"), (220, "8,110.00"), (300, "800"), (350, "88,000"), (440, "88,400")),
    *row(200, (60, "正向有功(平)"), (140, "8,000.00"), (220, "8,115.00"), (300, "800"), (350, "92,000"), (440, "92,400")),
    *row(220, (60, "正向有功(谷)"), (140, "7,000.00"), (220, "7,102.15"), (300, "800"), (350, "81,720"), (440, "82,100")),
    *row(240, (60, "正向无功(总)"), (140, "3,000.00"), (220, "3,050.00"), (300, "800"), (350, "40,000")),
]


def test_a_table_of_readings_gives_the_total_row_and_the_times_of_day() -> None:
    found = read(pdf([*lines("电费清单", "户号 5101234567890", "用电周期 2025-06-21 至 2025-07-20"), *TIMES_HEAD, *TIMES]))
    said = values(found)
    assert (said["reading_start"], said["reading_end"], said["multiplier"]) == ("24816.4", "25163.55", "800")
    assert (said["metered"], said["quantity"]) == ("277720", "279000 kWh")
    assert [said[name] for name in ("sharp", "peak", "flat", "valley")] == ["16100 kWh", "88400 kWh", "92400 kWh", "82100 kWh"]
    assert not found.doubts


def test_rows_of_several_meters_without_a_sum_are_left_out_and_said() -> None:
    rows = [row(140 + 20 * n, (60, f"{n + 1}号表"), (140, f"{n}00"), (220, f"{n}50"), (300, "1"), (440, "50")) for n in range(2)]
    found = read(pdf([*lines("电费清单"), *TIMES_HEAD, *rows[0], *rows[1]]))
    assert not {"reading_start", "reading_end", "quantity"} & values(found).keys()
    assert any("2 行" in doubt for doubt in found.doubts)


def test_values_below_their_labels_are_read() -> None:
    texts = [*lines("水费通知单", y=50), *row(100, (60, "水表户号"), (200, "本期用水量(m3)"), (340, "水费(元)"))]
    found = read(pdf([*texts, *row(118, (60, "306700018"), (210, "4,195"), (345, "19,003.35"))]))
    assert values(found) == {"total": "19003.35 元", "account": "306700018", "quantity": "4195 m3"}


def test_a_gas_bill_with_dates_of_reading_has_its_days() -> None:
    texts = lines(
        "燃气费账单",
        "用户号：820100032",
        "上次抄表日期：2025-01-01",
        "本次抄表日期：2025-01-31",
        "上期表底 187,325",
        "本期表底 194,389",
        "本期用气量 7,064 m³",
    )
    said = values(read(pdf(texts)))
    assert (said["start"], said["last"], said["quantity"], said["reading_end"]) == ("2025-01-01", "2025-01-31", "7064 m³", "194389")


def test_fuel_in_litres_and_a_month_without_days() -> None:
    said = values(read(pdf(lines("加油明细", "账单编号：JY-2025-0901", "费用月份：2025年6月", "加油量：714.50 升", "合计金额：¥5,440.68"))))
    assert said == {"number": "JY-2025-0901", "total": "5440.68", "month": "2025-06", "quantity": "714.5 升"}


def test_a_fact_has_its_place_on_the_page() -> None:
    found = read(pdf(POWER, lines("第二页", "账单编号：AB-20250901")))
    quantity, number = found.get(FactName.QUANTITY), found.get(FactName.NUMBER)
    assert found.kind is FileKind.PDF
    assert (found.pages[0].width, found.pages[0].height) == PAGE
    assert quantity is not None
    assert quantity.spot is not None
    assert quantity.spot.page == 0
    assert 105 < quantity.spot.x0 < 115
    assert 190 < quantity.spot.y0 < quantity.spot.y1 < 205
    assert number is not None
    assert number.spot is not None
    assert number.spot.page == 1


def test_a_turned_page_has_its_places_as_it_is_seen() -> None:
    def upright(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(100, 60)
        canvas.rotate(90)
        canvas.drawString(0, 0, "用电量：1,000 kWh")

    found = read(pdf([], more=upright))
    quantity = found.get(FactName.QUANTITY)
    assert (found.pages[0].width, found.pages[0].height) == PAGE  # as it is seen; the page itself lies on its side
    assert quantity is not None
    assert quantity.spot is not None
    assert 95 < quantity.spot.x0 < 105
    assert 88 < quantity.spot.y0 < quantity.spot.y1 < 105


def test_spread_and_full_width_characters_are_read() -> None:
    said = values(read(pdf(lines("户　　号：５１０１２３４５６７８９０", "用 电 量：１２，３４５ 千瓦时"))))
    assert said == {"account": "5101234567890", "quantity": "12345 千瓦时"}


@pytest.mark.parametrize(
    ("text", "name"),
    [("用电量：1.234,56 kWh", "quantity"), ("用电量：12 345 kWh", "quantity"), ("户号：5101****7890", "account"), ("倍率：", "multiplier")],
)
def test_what_is_ambiguous_or_masked_is_left_out(text: str, name: str) -> None:
    assert name not in values(read(pdf(lines("电费单", text))))


def test_two_different_totals_are_left_out_and_said() -> None:
    found = read(pdf(lines("电费单", "应收电费：100.00", "合计金额：200.00", "用电量：50 kWh")))
    assert "total" not in values(found)
    assert any("100.00" in doubt and "200.00" in doubt for doubt in found.doubts)


def test_an_estimate_is_told_from_a_statement_that_it_is_none() -> None:
    assert values(read(pdf(lines("燃气费单", "结算 暂估，未抄表"))))["estimated"] == "yes"
    assert "estimated" not in values(read(pdf(lines("燃气费单", "抄表方式：非估抄"))))


def test_readings_of_two_meters_after_a_change_are_left_out_and_said() -> None:
    found = read(pdf(lines("分表抄表单", "旧表示数 10,734.31 — 11,204.68", "新表示数 3.40 — 341.46", "倍率 100", "数量 80,843 kWh")))
    assert values(found) == {"multiplier": "100", "quantity": "80843 kWh"}
    assert any("换过表" in doubt for doubt in found.doubts)


# ---------------------------------------------------------------- 数电票


def test_a_digital_invoice_is_read_with_its_parties_and_items() -> None:
    found = read(
        invoice(item(0, "*供电*电费", "千瓦时", "200664", "0.68", "136451.52", "17738.70"), remark="户号：5101234567890 电费月份：202506")
    )
    assert values(found) == {
        "number": NUMBER,
        "date": "2025-07-22",
        "seller": "示例电力公司成都供电公司",
        "seller_tax": "915100000000000000",
        "buyer": "示例酒店有限公司",
        "buyer_tax": "91510100MA00000152",
        "net": "136451.52",
        "tax": "17738.7",
        "total": "154190.22",
        "account": "5101234567890",
        "month": "2025-06",
    }
    (one,) = found.items
    assert (one.group, one.name, one.unit, one.quantity, one.unit_price, one.amount) == (
        "供电",
        "电费",
        "千瓦时",
        "200664",
        "0.68",
        "136451.52",
    )
    assert one.spot is not None
    assert not found.doubts


def test_a_name_over_two_lines_is_put_together() -> None:
    named = item(0, "*石油制品*车用汽油", "升", "714", "6.743", "4814.76", "625.92")
    found = read(invoice(named, [(45, 234, "92号（VIB）")], net="4814.76", tax="625.92", total="5440.68", words="伍仟肆佰肆拾圆陆角捌分"))
    assert [one.name for one in found.items] == ["车用汽油92号(VIB)"]
    assert values(found)["total"] == "5440.68"


def test_capitals_that_contradict_the_figures_take_the_total_out() -> None:
    found = read(invoice(item(0, "*供电*电费", "千瓦时", "200664", "0.68", "136451.52", "17738.70"), words="壹拾陆万圆整"))
    assert "total" not in values(found)
    assert any("大写与小写不一致" in doubt for doubt in found.doubts)


def test_a_total_that_is_not_net_and_tax_is_taken_out() -> None:
    one = item(0, "*供电*电费", "千瓦时", "200664", "0.68", "136451.52", "17738.70")
    found = read(invoice(one, total="154191.22", words="壹拾伍万肆仟壹佰玖拾壹圆贰角贰分"))
    assert "total" not in values(found)
    assert any("不等于金额与税额之和" in doubt for doubt in found.doubts)


# ---------------------------------------------------------------- what cannot be seen is not read


def test_white_invisible_and_outlying_text_is_not_read() -> None:
    def more(canvas: Canvas) -> None:
        canvas.setFont(face(), 10)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(60, 500, "用电量：999 kWh")
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(60, -300, "户号：99999999")
        hidden = canvas.beginText(60, 460)
        hidden.setTextRenderMode(3)
        hidden.textLine("倍率：99")
        canvas.drawText(hidden)

    assert values(read(pdf(lines("电费单", "用电量：1,000 kWh"), more=more))) == {"quantity": "1000 kWh"}


def test_text_printed_twice_for_boldness_is_read_once() -> None:
    twice = [*lines("电费单", "用电量：1,000 kWh"), *lines("电费单", "用电量：1,000 kWh", x=60.3)]
    assert values(read(pdf(twice))) == {"quantity": "1000 kWh"}


def test_a_figure_printed_over_another_one_is_left_out() -> None:
    over = [*lines("电费单", "用电量：100 kWh", "户号：5101234567890"), (110, 80, "200")]
    found = read(pdf([*over, (110, 80, "200")]))
    assert values(found) == {"account": "5101234567890"}


def test_a_watermark_across_the_page_is_not_read() -> None:
    def across(canvas: Canvas) -> None:
        canvas.setFont(face(), 60)
        canvas.setFillGray(0.6)
        canvas.translate(60, 700)
        canvas.rotate(40)
        canvas.drawString(0, 0, "用电量：5 仅供报销 2025")

    assert values(read(pdf(lines("电费单", "用电量：1,000 kWh"), more=across))) == {"quantity": "1000 kWh"}


@pytest.mark.parametrize("text", ["峰 500 平 100 谷 100", "电费（峰）：8,000.00"])
def test_times_of_day_that_are_not_the_quantity_are_left_out(text: str) -> None:
    found = values(read(pdf(lines("电费单", "用电量：1,000 kWh", text))))
    assert not {"peak", "flat", "valley"} & found.keys()


@pytest.mark.parametrize(
    ("text", "account"), [("5101 2345 67890", "5101234567890"), ("510123 A座", "510123"), ("0835-40117", "0835-40117")]
)
def test_an_account_in_groups_is_one_and_a_word_behind_it_is_none_of_it(text: str, account: str) -> None:
    assert values(read(pdf(lines("电费单", f"户号：{text}"))))["account"] == account


def test_a_page_without_text_is_said_to_be_a_scan() -> None:
    found = read(pdf([], more=lambda canvas: canvas.rect(50, 50, 100, 100, fill=1)))
    assert not found.facts
    assert "扫描件" in found.doubts[0]


def test_a_text_that_is_no_bill_says_so() -> None:
    found = read(pdf(lines("会议纪要", "一、讨论了节能改造。")))
    assert not [fact for fact in found.facts if fact.name is not FactName.TITLE]
    assert any("没有在这份 PDF 里认出" in doubt for doubt in found.doubts)


def test_a_photo_is_not_read_at_all() -> None:
    assert invoice_facts(b"\x89PNG\r\n\x1a\n", "照片.png") is None
