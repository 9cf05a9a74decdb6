"""Layouts as suppliers print them, each with the facts that a person would copy from it: a golden table of whole papers."""

from __future__ import annotations

from tests.documents.invoice_case import Text, lines, pdf, read, row, values

OLD_INVOICE = [
    (220, 40, "四川增值税电子普通发票"),
    (30, 50, "机器编号：661612345678"),
    *lines(
        "发票代码：051002300111",
        "发票号码：12345678",
        "开票日期：2023年06月05日",
        "校 验 码：12345 67890 12345 67890",
        x=430,
        y=40,
        step=15,
    ),
    *lines("购", "买", "方", x=30, y=105, step=15),
    *lines("密", "码", "区", x=350, y=105, step=15),
    *lines("03*-/>+67<8992+*>/5-1234", "5+67/89<>123*56", "12-34+56*78", x=370, y=105, step=15),
    *lines(
        "名        称：示例酒店有限公司",
        "纳税人识别号：91510100MA00000152",
        "地 址、电 话：成都市某路1号 028-12345678",
        x=50,
        y=105,
        step=15,
    ),
    (50, 150, "开户行及账号：某某银行 6222000011112222"),
    *row(
        170,
        (50, "货物或应税劳务、服务名称"),
        (190, "规格型号"),
        (250, "单位"),
        (290, "数 量"),
        (350, "单 价"),
        (410, "金 额"),
        (470, "税率"),
    ),
    (520, 170, "税 额"),
    *row(185, (35, "*水冰雪*自来水"), (250, "立方米"), (290, "4195"), (350, "3.5"), (405, "14682.50"), (470, "3%"), (520, "440.48")),
    *row(200, (35, "*水冰雪*污水处理费"), (250, "立方米"), (290, "4195"), (350, "0.926"), (405, "3884.57"), (470, "***"), (520, "***")),
    *row(230, (80, "合"), (120, "计"), (400, "¥18567.07"), (515, "¥440.48")),
    *row(250, (50, "价税合计（大写）"), (190, "⊗壹万玖仟零柒圆伍角伍分"), (400, "（小写）¥19007.55")),
    *lines("销", "售", "方", x=30, y=270, step=15),
    *lines("名        称：示例自来水公司", "纳税人识别号：915100000000000009", "地 址、电 话：成都市某路2号", x=50, y=270, step=15),
    *row(270, (350, "备"), (370, "户号306700018 账期2023.05.01-2023.05.31")),
    *row(330, (50, "收款人：张三"), (200, "复核：李四"), (330, "开票人：王五")),
]


def test_an_invoice_of_the_old_form() -> None:
    found = read(pdf(OLD_INVOICE, size=9))
    assert values(found) == {
        "code": "051002300111",
        "number": "12345678",
        "date": "2023-06-05",
        "seller": "示例自来水公司",
        "seller_tax": "915100000000000009",
        "buyer": "示例酒店有限公司",
        "buyer_tax": "91510100MA00000152",
        "net": "18567.07",
        "tax": "440.48",
        "total": "19007.55",
        "account": "306700018",
        "start": "2023-05-01",
        "last": "2023-05-31",
    }
    assert [(one.name, one.quantity, one.tax) for one in found.items] == [("自来水", "4195", "440.48"), ("污水处理费", "4195", "")]
    assert not found.doubts


def test_a_list_of_a_fuel_card_gives_its_sums() -> None:
    heads = ["日期", "车牌号", "油品", "数量(L)", "单价(元)", "金额(元)"]
    places = [50, 130, 210, 290, 360, 440]
    one = ["2025-06-03", "川A12345", "92号汽油", "45.50", "7.62", "346.71"]
    texts = lines("加油卡对账单", "卡号：1000111122223333", "交易期间：2025-06-01 至 2025-06-30")
    for y, cells in ((150, heads), (170, one), (190, one), (210, one), (230, ["合计", "", "", "136.50", "", "1,040.13"])):
        texts += row(y, *((x, cell) for x, cell in zip(places, cells, strict=True) if cell))
    assert values(read(pdf(texts))) == {
        "total": "1040.13 元",
        "account": "1000111122223333",
        "start": "2025-06-01",
        "last": "2025-06-30",
        "quantity": "136.5 L",
    }


def test_a_gas_notice_with_units_in_its_headings() -> None:
    texts = lines("燃气缴费通知单", "客户编号 820100032   客户名称 示例酒店")
    texts += row(110, (50, "上期读数"), (150, "本期读数"), (250, "用气量(m³)"), (350, "气价(元/m³)"), (450, "气费(元)"))
    texts += row(130, (50, "187325"), (150, "194389"), (250, "7064"), (350, "3.86"), (450, "27267.04"))
    found = values(read(pdf([*texts, (50, 160, "抄表日期：2025-01-31    缴费截止日期：2025-02-15")])))
    assert found == {
        "total": "27267.04 元",
        "account": "820100032",
        "customer": "示例酒店",
        "last": "2025-01-31",
        "reading_start": "187325",
        "reading_end": "194389",
        "quantity": "7064 m3",
        "unit_price": "3.86 元/m3",
    }


def test_tiers_are_left_to_the_sum_below_them() -> None:
    texts = lines("电费账单", "户号：5101234567890    电费年月：2025年07月")
    texts += row(110, (50, "阶梯"), (150, "电量"), (250, "电价"), (350, "电费"))
    texts += row(130, (50, "第一档"), (150, "2160"), (250, "0.5224"), (350, "1128.38"))
    texts += row(150, (50, "第二档"), (150, "840"), (250, "0.6224"), (350, "522.82"))
    found = values(read(pdf([*texts, (50, 180, "合计电量：3000 千瓦时   合计电费：1651.20 元")])))
    assert found == {"total": "1651.2 元", "account": "5101234567890", "month": "2025-07", "quantity": "3000 千瓦时"}


def _grid() -> list[Text]:
    """A settlement of power with readings by time of day, reactive power among them."""
    places = (130, 200, 270, 340, 390, 500)
    heads = row(
        140,
        (50, "电能表编号"),
        (450, "变损"),
        *zip(places, ("示数类型", "上次示数", "本次示数", "倍率", "抄见电量", "计费电量"), strict=True),
    )
    rows = (
        ("有功总", "24816.40", "25163.55", "800", "277720", "279000"),
        ("有功峰", "8000.00", "8110.00", "800", "88000", "88400"),
        ("有功平", "8000", "8135", "800", "108000", "108500"),
        ("有功谷", "7000", "7102.15", "800", "81720", "82100"),
        ("无功总", "3000", "3050", "800", "40000", ""),
    )
    texts = lines("电费结算单", "户号 5101234567890        户名 示例酒店有限公司", "抄表周期 2025.06.21-2025.07.20       计费容量 1250kVA")
    for number, cells in enumerate(rows):
        texts += row(160 + 16 * number, (50, "1234567"), *((x, cell) for x, cell in zip(places, cells, strict=True) if cell))
    money = "电度电费：150,000.00 元    基本电费：30,000.00 元    力调电费：1,350.00 元"
    return [*heads, *texts, *lines(money, "应付合计（大写）：壹拾捌万壹仟叁佰伍拾元整 （小写）：181,350.00", y=260)]


def test_a_settlement_of_power_by_time_of_day() -> None:
    assert values(read(pdf(_grid(), size=9))) == {
        "total": "181350",
        "account": "5101234567890",
        "customer": "示例酒店有限公司",
        "start": "2025-06-21",
        "last": "2025-07-20",
        "reading_start": "24816.4",
        "reading_end": "25163.55",
        "multiplier": "800",
        "metered": "277720",
        "quantity": "279000",
        "peak": "88400",
        "flat": "108500",
        "valley": "82100",
    }
