"""The copy of a certificate: only from a confirmed receipt, word for word, and never to be taken for the original."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import segno
from pypdfium2 import PdfDocument

from core.documents.certificate import CertificatePaper, certificate_pdf
from core.documents.certificate_ornament import PAGE
from core.domain.dossier import DossierId
from core.domain.offset import ProductType
from core.domain.quantity import shown
from core.domain.submission import DossierStage, Environment, PackageId, Receipt, ReceiptResult
from core.errors import RuleError
from tests.documents.paper_case import CERTIFICATE, RECEIPT, SEALED, as_sample, event_package, lot, package, pages_of, text_of

MARK = "复印件—以平台签发件为准"


def paper(receipt: Receipt = RECEIPT, **changes: object) -> CertificatePaper:
    made = CertificatePaper(package(), receipt, SEALED, date(2026, 4, 17))
    return replace(made, **changes)  # type: ignore[arg-type]


def trial() -> CertificatePaper:
    environment = Environment.TRIAL
    return paper(replace(RECEIPT, environment=environment), sealed=replace(SEALED, environment=environment), package=as_sample(package()))


def test_it_is_one_page_marked_as_copy_with_the_words_of_the_receipt() -> None:
    data = certificate_pdf(paper())
    assert len(pages_of(data)) == 1
    text = text_of(data)
    for part in (
        MARK,
        "碳中和证书",
        "证书编号CNSC-2026-000127",
        "467.8859tCO2e",
        "有效期2026年4月16日至2026年12月31日",
        "运营碳中和",
        "创新服务平台确认",
        "竹溪酒店有限公司",
        "91510100MA00000152",
        "2025年1月1日—2025年12月31日，成都市",
        "ZX-2026-0001、ZX-2026-0002",
        "回执HZ-2026-0163，2026年4月16日00:05（北京时间）",
        "材料包摘要7d1f93ac04e2b85c，回执摘要e2b04c1977fa0d3e",
        "不是证书原件",
        "签章见平台签发件",
        "打印于2026年4月17日",
        "未计入：员工宿舍用电",
    ):
        assert part in text, part
    assert "试用" not in text
    assert "示例" not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"certificate": None},
        {"result": ReceiptResult.RECEIVED, "stage": DossierStage.ACCEPTED},
        {"stage": DossierStage.PASSED},
        {"result": ReceiptResult.REVOKED, "stage": DossierStage.REVOKED},
        {"revocations": (CERTIFICATE.number,)},
    ],
    ids=["no certificate", "received", "passed only", "revoked", "number revoked"],
)
def test_without_a_confirmed_receipt_there_is_no_copy(changes: dict[str, object]) -> None:
    with pytest.raises(RuleError) as caught:
        certificate_pdf(paper(replace(RECEIPT, **changes)))  # type: ignore[arg-type]
    assert caught.value.code == "certificate.unconfirmed"


@pytest.mark.parametrize(
    "changes",
    [
        {"package_id": PackageId("urn:uuid:other")},
        {"dossier_id": DossierId("other")},
        {"revision": 1},
        {"environment": Environment.TRIAL},
    ],
    ids=["package", "dossier", "revision", "environment"],
)
def test_receipt_for_another_package_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(RuleError) as caught:
        certificate_pdf(paper(replace(RECEIPT, **changes)))  # type: ignore[arg-type]
    assert caught.value.code == "certificate.other_package"


def test_subject_on_the_black_list_gets_no_copy() -> None:
    with pytest.raises(RuleError) as caught:
        certificate_pdf(replace(paper(RECEIPT), blacklisted=True))
    assert caught.value.code == "certificate.blacklist"


def test_trial_is_an_example_wherever_one_looks() -> None:
    text = text_of(certificate_pdf(trial()))
    for part in ("试用", "CNSC-2026-000127（示例）", "创新服务平台（示例）", "不具证明效力", MARK):
        assert part in text


def test_scopes_stand_only_beside_the_figure_that_they_add_up_to() -> None:
    same = shown(package().total, 4, grouped=False)
    text = text_of(certificate_pdf(paper(replace(RECEIPT, certificate=replace(CERTIFICATE, tco2e=same)))))
    assert f"{same}tCO2e（范围一" in text
    for other in ("467.0", "约468吨"):
        text = text_of(certificate_pdf(paper(replace(RECEIPT, certificate=replace(CERTIFICATE, tco2e=other)))))
        assert other in text
        assert "（范围一" not in text


@pytest.mark.parametrize(
    ("day", "word"), [(date(2027, 1, 1), "已过有效期（2026年12月31日止）"), (date(2026, 4, 1), "尚未生效（2026年4月16日起）")]
)
def test_day_outside_the_validity_is_said(day: date, word: str) -> None:
    assert word in text_of(certificate_pdf(paper(printed_on=day)))
    assert word not in text_of(certificate_pdf(paper()))


def modules(data: bytes, count: int) -> list[list[bool]]:
    """The code as the page shows it, each module looked at in its middle."""
    scale = 6
    picture = PdfDocument(data)[0].render(scale=scale, grayscale=True).to_pil()
    millimetre = 72 / 25.4
    side = max(32.0, count * 0.4) * millimetre
    left, top = 242 * millimetre - side / 2, 74 * millimetre
    step = side / count
    return [
        [
            picture.getpixel((round((left + (column + 0.5) * step) * scale), round((top + (row + 0.5) * step) * scale))) < 128
            for column in range(count)
        ]
        for row in range(count)
    ]


def test_code_is_the_platforms_to_the_letter_and_large_enough() -> None:
    code = segno.make(CERTIFICATE.qr, error="q", micro=False, boost_error=False)
    wanted = [[bool(module) for module in row] for row in code.matrix]
    assert modules(certificate_pdf(paper()), len(wanted)) == wanted


def test_without_a_code_the_paper_says_so() -> None:
    text = text_of(certificate_pdf(paper(replace(RECEIPT, certificate=replace(CERTIFICATE, qr="")))))
    assert "无二维码" in text
    assert "扫码" not in text


def test_code_beyond_what_paper_can_carry_is_left_out_in_words() -> None:
    assert "无二维码" in text_of(certificate_pdf(paper(replace(RECEIPT, certificate=replace(CERTIFICATE, qr="x" * 4000)))))
    assert "扫码" in text_of(certificate_pdf(paper(replace(RECEIPT, certificate=replace(CERTIFICATE, qr="x" * 2200)))))


def test_many_lots_and_long_names_stay_on_the_page() -> None:
    one = package()
    uses = tuple(
        replace(one.offsets[0], lot=lot(number, product, 40, date(2026, 1, 1 + number)), tonnes=40)
        for number, product in enumerate([*ProductType, *ProductType])
    )
    report = replace(one.report, organization=replace(one.report.organization, name="很长的单位名称" * 9))
    full = replace(one, offsets=uses, boundary="很长的边界说明，" * 12, report=report)
    data = certificate_pdf(paper(package=full))
    text = text_of(data)
    assert len(pages_of(data)) == 1
    assert "共10份，见材料包「抵消清单」" in text
    assert "很长的单位名称" * 9 in text
    assert text.count("很长的边界说明") == 12


def test_event_names_event_and_place() -> None:
    text = text_of(certificate_pdf(paper(package=event_package())))
    assert "竹溪酒店2025年度客户年会" in text
    assert "2025年12月19日—2025年12月20日，成都市武侯区竹溪酒店三楼竹海厅" in text


def test_page_lies_and_the_same_receipt_gives_the_same_bytes() -> None:
    data = certificate_pdf(paper())
    wide, tall = PdfDocument(data)[0].get_size()
    assert (round(wide), round(tall)) == (round(PAGE[0]), round(PAGE[1]))
    assert wide > tall
    assert data == certificate_pdf(paper())
