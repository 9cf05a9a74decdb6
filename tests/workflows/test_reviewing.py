"""The officer's desk: nothing sound is held up by what is broken, nothing unsound is answered, nothing is dropped in silence."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from core.domain.submission import Correction, DossierStage, Environment, PlatformCertificate, ReceiptResult, SignerRole
from core.errors import AppError, EnvironmentFault, FileError, InputError, VerificationError
from core.submission.codes import Verdict
from core.submission.reading import extracting
from core.submission.writing import bag, keys
from core.submission.writing.statements import jcs
from core.workflows import identifying, receiving, reviewing
from core.workflows.reviewing import ReceiptOrder, issue_receipt, packages_in, review, roll_up
from core.workflows.submission_data import EVENT_DATA, OFFSET_DATA
from core.workflows.trying import PASSPHRASE
from core.workflows.verdicts import verdict_name, verdict_sentence
from tests.workflows.sealed import Sealed, clock, package_in

NOW = clock()
RECEIVED = ReceiptOrder(ReceiptResult.RECEIVED, DossierStage.ACCEPTED)
CERTIFICATE = PlatformCertificate("TZ-2026-1", NOW.date(), NOW.date() + timedelta(days=365), "0.70", "活动碳中和")


def confirmed(**changes: Any) -> ReceiptOrder:
    return ReceiptOrder(ReceiptResult.CONFIRMED, DossierStage.CONFIRMED, certificate=replace(CERTIFICATE, **changes))


def code_of(kind: type[AppError], work: Callable[[], object]) -> str:
    with pytest.raises(kind) as refused:
        work()
    assert refused.value.message
    return refused.value.code


@pytest.fixture
def stick(sealed: Sealed, tmp_path: Path) -> Path:
    """A folder as it comes on a USB stick: a good package, a damaged one, a half one, and what else lies there."""
    folder = tmp_path / "stick"
    folder.mkdir()
    shutil.copyfile(sealed.package, folder / "1-good.zip")
    raw = bytearray(sealed.package.read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / "2-damaged.ZIP").write_bytes(raw)
    shutil.copyfile(sealed.half, folder / "3-half.zip")
    (folder / "4-empty.zip").write_bytes(b"")
    (folder / "folder.zip").mkdir()
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    return folder


# ---------------------------------------------------------------- review


def test_files_are_found_by_name_and_folders_are_no_packages(stick: Path) -> None:
    assert [path.name for path in packages_in([stick])] == ["1-good.zip", "2-damaged.ZIP", "3-half.zip", "4-empty.zip"]
    assert packages_in([stick / "notes.txt", stick])[0] == stick / "notes.txt", "what is named is taken as named"


def test_a_broken_package_is_a_row_like_any_other(stick: Path, sealed: Sealed) -> None:
    rows = list(review([*packages_in([stick]), stick / "gone.zip"], sealed.trust, at=NOW))
    found = {row.path.name: row for row in rows}
    assert {name: row.verdict for name, row in found.items()} == {
        "1-good.zip": Verdict.VALID,
        "2-damaged.ZIP": Verdict.INVALID,
        "3-half.zip": Verdict.INVALID,
        "4-empty.zip": Verdict.INVALID,
        "gone.zip": Verdict.INDETERMINATE,
    }
    good = found["1-good.zip"]
    assert (good.equal, good.codes, good.problems, good.trial, good.container) == (True, (), (), True, "original")
    assert good.statement is not None
    assert good.digest == sha256(extracting.payload_file(good.path, "tagmanifest-sha256.txt")).hexdigest()
    assert found["2-damaged.ZIP"].statement is None
    assert found["3-half.zip"].codes == ("E_SIGNER_ROLE_MISSING",)
    assert found["4-empty.zip"].codes == ("E_ZIP_STRUCTURE",)
    for row in rows[1:]:
        assert len(row.problems) >= len(row.codes) >= 1


def test_progress_names_each_file_and_a_stop_keeps_what_is_done(stick: Path, sealed: Sealed) -> None:
    told: list[tuple[int, int, str]] = []
    asked = iter([False, False, True])
    paths = packages_in([stick])
    rows = list(review(paths, sealed.trust, at=NOW, progress=lambda *one: told.append(one), cancelled=lambda: next(asked)))
    assert [row.path.name for row in rows] == ["1-good.zip", "2-damaged.ZIP"]
    assert told == [(0, 4, "1-good.zip"), (1, 4, "2-damaged.ZIP")]


def test_without_trust_the_signers_are_strangers(sealed: Sealed) -> None:
    row = reviewing.review_one(sealed.package, identifying.trust((), None, at=NOW), at=NOW)
    assert (row.verdict, row.equal) == (Verdict.UNREGISTERED, True)
    assert row.codes == ("E_CERT_UNTRUSTED",)


def test_every_verdict_has_its_words() -> None:
    assert len({verdict_name(one) for one in Verdict}) == len(Verdict)
    for one in Verdict:
        assert verdict_sentence(one, trial=True) == verdict_sentence(one, trial=False) + "这是试用文件，不用于正式递交。"
        assert verdict_sentence(one, trial=None) == verdict_sentence(one, trial=False)


# ---------------------------------------------------------------- the desk itself


def test_a_desk_is_not_founded_on_another(sealed: Sealed) -> None:
    before = {path.name: path.read_bytes() for path in sealed.desk.folder.iterdir()}
    found = {"name": "又一平台", "environment": Environment.TRIAL, "passphrase": PASSPHRASE, "now": NOW}
    assert code_of(FileError, lambda: reviewing.init_desk(sealed.desk.folder, **found)) == "platform.exists"
    assert {path.name: path.read_bytes() for path in sealed.desk.folder.iterdir()} == before


def test_a_new_desk_hands_out_profile_root_and_fingerprint(few_rounds: None, tmp_path: Path) -> None:
    card = reviewing.init_desk(tmp_path / "desk", name="平台", environment=Environment.TRIAL, passphrase=PASSPHRASE, now=NOW)
    assert identifying.profile_card(card.profile, at=NOW).root_fingerprints == (card.root_fingerprint,)
    assert b"BEGIN CERTIFICATE" in card.root.read_bytes()


@pytest.mark.parametrize(
    ("asked", "role", "passphrase", "code"),
    [
        ("preparer.csr", SignerRole.APPROVER, PASSPHRASE, "request.role"),
        ("preparer.csr", SignerRole.PREPARER, "不是这个口令", "key.passphrase"),
        ("preparer.pem", SignerRole.PREPARER, PASSPHRASE, "request.unreadable"),
        ("none.csr", SignerRole.PREPARER, PASSPHRASE, "file.unreadable"),
    ],
)
def test_nobody_is_enrolled_who_does_not_fit(
    asked: str, role: SignerRole, passphrase: str, code: str, sealed: Sealed, tmp_path: Path
) -> None:
    out, request = tmp_path / "out.pem", sealed.folder / "keys" / asked
    kind = InputError if code.startswith("key") else FileError
    assert code_of(kind, lambda: reviewing.enrol(sealed.desk.folder, passphrase, request, role=role, out=out, now=NOW)) == code
    assert not out.exists()


# ---------------------------------------------------------------- receipts


def issued(sealed: Sealed, order: ReceiptOrder, name: str = "r.zip", **changes: Any) -> Path:
    options: dict[str, Any] = {"passphrase": PASSPHRASE, "package": sealed.package, "minute": 1, **changes}
    when = NOW + timedelta(minutes=options["minute"])
    return issue_receipt(sealed.desk.folder, options["passphrase"], options["package"], order, sealed.folder / name, now=when)


def content(path: Path) -> dict[str, Any]:
    return dict(json.loads(extracting.payload_file(path, "data/receipt.json")))


def test_receipts_for_one_package_are_numbered_and_chained(sealed: Sealed) -> None:
    first, second = (issued(sealed, RECEIVED, f"{number}.zip", minute=number) for number in (1, 2))
    digest = sha256(extracting.payload_file(first, "tagmanifest-sha256.txt")).hexdigest()
    assert (content(first)["sequence"], content(first)["previousReceiptDigest"]) == (1, None)
    assert (content(second)["sequence"], content(second)["previousReceiptDigest"]) == (2, digest)
    assert content(first)["audience"] == "NTRCN-91510100MA00000152"


def test_what_the_officer_decided_is_in_the_receipt(sealed: Sealed, tmp_path: Path) -> None:
    (tmp_path / "批注 1.pdf").write_bytes(b"%PDF-1.4")
    order = ReceiptOrder(ReceiptResult.CONFIRMED, DossierStage.CONFIRMED, "green", NOW.date(), (), CERTIFICATE, (tmp_path / "批注 1.pdf",))
    made = issued(sealed, order)
    found = content(made)
    assert (found["result"], found["status"], found["list"], found["listDate"]) == ("confirmed", "已确认", "green", "2026-01-12")
    assert (found["certificate"]["number"], found["certificate"]["tCO2e"]) == ("TZ-2026-1", "0.7"), "in the one form of numbers"
    assert extracting.payload_file(made, "data/attachments/批注_1.pdf") == b"%PDF-1.4"
    judged = receiving.judge(made, sealed.trust, recompute=False, at=NOW + timedelta(minutes=2))
    assert (judged.kind, judged.verdict) == ("receipt", Verdict.VALID)


@pytest.mark.parametrize(
    ("order", "changes", "kind", "code"),
    [
        (ReceiptOrder(ReceiptResult.RECEIVED, DossierStage.CONFIRMED), {}, InputError, "receipt.stage"),
        (ReceiptOrder(ReceiptResult.CONFIRMED, DossierStage.CONFIRMED), {}, InputError, "receipt.number"),
        (confirmed(number=" "), {}, InputError, "receipt.number"),
        (confirmed(kind=""), {}, InputError, "receipt.number"),
        (confirmed(tco2e="1,564.57"), {}, InputError, "receipt.tonnes"),
        (confirmed(tco2e="-5"), {}, InputError, "receipt.tonnes"),
        (confirmed(tco2e="1e99"), {}, InputError, "receipt.tonnes"),
        (confirmed(valid_to=NOW.date() - timedelta(days=1)), {}, InputError, "receipt.days"),
        (replace(RECEIVED, corrections=(Correction("/x", "", "major", "无码"),)), {}, VerificationError, "E_SELF_CHECK"),
        (RECEIVED, {"passphrase": "不是这个口令"}, InputError, "key.passphrase"),
        (replace(RECEIVED, attachments=(Path("none.pdf"),)), {}, FileError, "E_SOURCE_CHANGED"),
    ],
    ids=[
        "stage",
        "no_certificate",
        "no_number",
        "no_kind",
        "grouped_tonnes",
        "negative_tonnes",
        "odd_tonnes",
        "ends_before_it_starts",
        "correction_without_code",
        "passphrase",
        "attachment",
    ],
)
def test_a_decision_that_cannot_be_is_not_issued(
    order: ReceiptOrder, changes: dict[str, Any], kind: type[AppError], code: str, sealed: Sealed
) -> None:
    assert code_of(kind, lambda: issued(sealed, order, **changes)) == code
    assert not (sealed.folder / "r.zip").exists()
    assert not (sealed.desk.folder / "receipts.json").exists(), "what was not issued does not count"


@pytest.mark.parametrize("which", ["half", "profile", "empty"])
def test_only_a_whole_sound_package_is_answered(which: str, sealed: Sealed, tmp_path: Path) -> None:
    (tmp_path / "empty.zip").write_bytes(b"")
    package = {"half": sealed.half, "profile": sealed.desk.profile, "empty": tmp_path / "empty.zip"}[which]
    assert code_of(VerificationError, lambda: issued(sealed, RECEIVED, package=package)) == "E_RECEIPT_REFUSED"


def test_a_package_of_a_venue_that_is_not_enrolled_is_not_answered(sealed: Sealed) -> None:
    desk = sealed.folder / "stranger"
    reviewing.init_desk(desk, name="别的平台", environment=Environment.TRIAL, passphrase=PASSPHRASE, now=NOW)
    with pytest.raises(VerificationError, match="不在本平台登记"):
        issue_receipt(desk, PASSPHRASE, sealed.package, RECEIVED, sealed.folder / "r.zip", now=NOW)


def test_a_receipt_is_not_answered_in_words_that_mislead(sealed: Sealed) -> None:
    first = issued(sealed, RECEIVED)
    with pytest.raises(VerificationError, match="不是材料包"):
        issued(sealed, RECEIVED, "2.zip", package=first)


@pytest.mark.parametrize("text", ["{", "[]", '{"urn:uuid:1": 3}', '{"urn:uuid:1": [{"digest": "x"}]}', "null"])
def test_a_damaged_book_of_receipts_is_told_and_not_written_over(text: str, sealed: Sealed) -> None:
    book = sealed.desk.folder / "receipts.json"
    book.write_text(text, encoding="utf-8")
    assert code_of(FileError, lambda: issued(sealed, RECEIVED)) == "desk.book"
    assert book.read_text(encoding="utf-8") == text
    assert not (sealed.folder / "r.zip").exists()


def test_a_desk_that_is_none_is_told(sealed: Sealed, tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        issue_receipt(tmp_path, PASSPHRASE, sealed.package, RECEIVED, tmp_path / "r.zip", now=NOW)
    assert refused.value.code == "platform.missing"


# ---------------------------------------------------------------- 附表2


def table(path: Path) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(path.read_bytes())).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_list_holds_the_events_and_names_what_it_left_out(year: Path, tmp_path: Path) -> None:
    at = datetime.fromisoformat(content(year / "receipt.zip")["issuedAt"])
    trust = identifying.trust((year / "trust" / "profile.zip",), None, at=at)
    event, operation = package_in(year / "event"), package_in(year)
    count, refused = roll_up([event, operation], trust, tmp_path / "附表2.xlsx", compiler="某市生态环境局", at=at)
    assert (count, refused) == (1, ((operation, "不是活动档案"),))
    text = "\n".join(str(cell) for row in table(tmp_path / "附表2.xlsx") for cell in row if cell is not None)
    form = json.loads(extracting.payload_file(event, EVENT_DATA))
    lots = json.loads(extracting.payload_file(event, OFFSET_DATA))
    for word in (
        form["name"],
        form["organizer"],
        "某市生态环境局",
        str(sum(int(lot["tonnes"]) for lot in lots if lot["retiredOn"])),
        "试用",
    ):
        assert word in text


def test_damaged_packages_are_left_out_with_their_reason(stick: Path, sealed: Sealed, tmp_path: Path) -> None:
    paths = [*packages_in([stick]), stick / "gone.zip"]
    count, refused = roll_up(paths, sealed.trust, tmp_path / "附表2.xlsx", compiler="局", at=NOW)
    assert count == 1
    assert [path.name for path, _why in refused] == ["2-damaged.ZIP", "3-half.zip", "4-empty.zip", "gone.zip"]
    assert all(why for _path, why in refused)


def resealed(sealed: Sealed, path: Path, event: Any) -> Path:
    """The same package with other words about its event, signed again by both: an insider with a program of her own."""
    source = sealed.package
    statement = json.loads(extracting.payload_file(source, "data/submission.json"))
    files = {one["path"]: extracting.payload_file(source, one["path"]) for one in (*statement["documents"], *statement["evidence"])}
    files[EVENT_DATA] = jcs(event)
    for one in statement["documents"]:
        if one["path"] == EVENT_DATA:
            one["sha256"] = sha256(files[EVENT_DATA]).hexdigest()
    files["data/submission.json"] = jcs(statement)
    lines = extracting.payload_file(source, "bag-info.txt").decode().splitlines()
    info = dict(line.split(": ", 1) for line in lines if "Oxum" not in line)
    signers = [
        (role, keys.open_key(file, PASSPHRASE))
        for role, file in ((SignerRole.PREPARER, sealed.desk.preparer), (SignerRole.APPROVER, sealed.desk.approver))
    ]
    bag.write_bag(path, "CSP-X", [bag.PayloadFile(name, data) for name, data in files.items()], info, signers, NOW)
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda form: {name: value for name, value in form.items() if name != "organizer"},
        lambda form: {**form, "start": "2025年12月19日"},
        lambda form: {**form, "neutrality": "完全中和"},
        lambda form: {**form, "name": {"zh": "示例年会"}},
        lambda _form: [],
    ],
    ids=["field_missing", "other_date", "other_word", "other_type", "other_shape"],
)
def test_event_data_of_another_program_costs_one_row_and_not_the_list(
    change: Callable[[dict[str, Any]], Any], sealed: Sealed, tmp_path: Path
) -> None:
    form = json.loads(extracting.payload_file(sealed.package, EVENT_DATA))
    odd = resealed(sealed, tmp_path / "odd.zip", change(form))
    assert reviewing.review_one(odd, sealed.trust, at=NOW).verdict is Verdict.VALID
    count, refused = roll_up([odd, sealed.package], sealed.trust, tmp_path / "附表2.xlsx", compiler="局", at=NOW)
    assert count == 1
    ((path, why),) = refused
    assert (path, "活动数据读不出来" in why) == (odd, True)


def test_a_name_that_looks_like_a_formula_is_text_in_the_list(sealed: Sealed, tmp_path: Path) -> None:
    form = json.loads(extracting.payload_file(sealed.package, EVENT_DATA)) | {"name": "=1+1", "organizer": "@SUM(A1)\x0b"}
    odd = resealed(sealed, tmp_path / "odd.zip", form)
    assert roll_up([odd], sealed.trust, tmp_path / "附表2.xlsx", compiler="局", at=NOW) == (1, ())
    sheet = load_workbook(tmp_path / "附表2.xlsx").active
    assert sheet is not None
    found = {str(cell.value).lstrip("'"): cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert (found["=1+1"], found["@SUM(A1)"]) == ("s", "s")


def test_a_list_that_cannot_be_written_is_told(sealed: Sealed, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        roll_up([sealed.package], sealed.trust, tmp_path / "none" / "附表2.xlsx", compiler="局", at=NOW)
