"""Factor packs: made by shell and openssl and read; each hostile one refused for its own reason, before a row of it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.submission import Environment
from core.errors import VerificationError
from core.submission import naming
from core.submission.codes import CheckState, Verdict
from core.submission.reading.packs import ReadPack, read_pack
from core.submission.reading.trust import Trust
from tests.hostile.make_packages_signed import stranger
from tests.submission.reading.bags import Bag, World
from tests.submission.reading.conftest import Judge

pytestmark = pytest.mark.referee("openssl")

FACTORS = "data/tables/factors.csv"
Read = Callable[[bytes], ReadPack]
Edit = Callable[[Bag], Bag]


@pytest.fixture
def read(tmp_path: Path, trust: Trust, world: World) -> Read:
    def from_bytes(content: bytes) -> ReadPack:
        path = tmp_path / "pack.zip"
        path.write_bytes(content)
        return read_pack(path, trust, world.now)

    return from_bytes


def pack(world: World) -> Bag:
    return world.fresh("pack")


# ---------------------------------------------------------------- good ones


def test_a_pack_made_by_shell_and_openssl_is_read(world: World, trust: Trust) -> None:
    found = read_pack(world.folder / "pack.zip", trust, world.now)
    assert (found.name, found.based_on, found.environment) == ("2026.03", None, Environment.TRIAL)
    assert (found.issuer, found.title_zh, found.title_en) == ("示例碳中和服务平台", "2025年电力因子", "Grid factors of 2025")
    assert found.signer == "示例平台"
    assert set(found.tables) == {"factors.csv", "gwp.csv"}
    assert "grid_prov_sichuan_2025" in found.tables["factors.csv"]
    assert len(found.digest) == 64


def test_verify_names_how_many_rows_are_well_formed(world: World, judge: Judge) -> None:
    judgement = judge(pack(world).bytes())
    assert (judgement.kind, judgement.verdict, judgement.trial) == (naming.PACK, Verdict.VALID, True)
    (rows,) = (check for check in judgement.checks if check.code == "PACK_ROWS")
    assert rows.state is CheckState.PASSED
    assert "2" in rows.message


def test_it_is_neither_recomputed_nor_held_against_what_is_on_file(world: World, judge: Judge) -> None:
    judgement = judge(pack(world).bytes(), recompute=True)
    assert judgement.recomputed is None
    assert "CONTEXT_NOT_GIVEN" not in {check.code for check in judgement.checks}


# ---------------------------------------------------------------- who signed


@pytest.mark.parametrize("other_root", [False, True])
def test_a_strangers_signature_is_refused_in_words(world: World, read: Read, other_root: bool) -> None:
    bag = pack(world)
    bag.people["platform"] = world.issue("platform", issuer=stranger(world)) if other_root else world.self_made("platform")
    with pytest.raises(VerificationError, match="不属于您信任的任何平台") as refused:
        read(bag.sealed().bytes())
    assert refused.value.code == "E_CERT_UNTRUSTED"
    assert "平台" in refused.value.hint


def test_a_venue_under_the_same_root_cannot_make_one(world: World, read: Read) -> None:
    bag = pack(world)
    bag.people["platform"] = world.issue("platform")
    with pytest.raises(VerificationError, match="不是由平台的回执证书签名") as refused:
        read(bag.sealed().bytes())
    assert refused.value.code == "E_PACK_SIGNER"


def test_an_unsigned_one_is_refused(world: World, read: Read) -> None:
    bag = pack(world)
    with pytest.raises(VerificationError, match="没有任何签名"):
        read(bag.signed(platform=None).bytes())


def test_no_other_kind_of_file_passes_for_a_pack(world: World, read: Read) -> None:
    with pytest.raises(VerificationError, match="不是因子包") as refused:
        read(world.fresh("receipt").bytes())
    assert refused.value.code == "E_PACK_INVALID"


# ---------------------------------------------------------------- what was changed on the way


def test_a_row_changed_after_signing_is_named(world: World, read: Read) -> None:
    bag = pack(world)
    bag.files[FACTORS] = bag.files[FACTORS].replace(b"0.1702", b"0.0702")
    with pytest.raises(VerificationError, match=r"factors\.csv") as refused:
        read(bag.bytes())
    assert refused.value.code == "E_PAYLOAD_HASH"


def test_a_row_changed_under_a_fresh_manifest_breaks_the_signature(world: World, read: Read) -> None:
    bag = pack(world)
    bag.files[FACTORS] = bag.files[FACTORS].replace(b"0.1702", b"0.0702")
    with pytest.raises(VerificationError) as refused:
        read(bag.listed().tagged().bytes())
    assert refused.value.code == "E_SIG_DIGEST"


# ---------------------------------------------------------------- rightly signed, wrongly written


def table(change: Callable[[bytes], bytes]) -> Edit:
    def edit(bag: Bag) -> Bag:
        bag.files[FACTORS] = change(bag.files[FACTORS])
        return bag

    return edit


def cell(old: str, new: str) -> Edit:
    return table(lambda content: content.replace(old.encode(), new.encode()))


def stated(**values: object) -> Edit:
    return lambda bag: bag.edit(lambda document: document.update(values))


def without_tables(bag: Bag) -> Bag:
    for path in [path for path in bag.files if path.startswith(naming.TABLES)]:
        del bag.files[path]
    return bag


HUGE = b"id,zh\n" + b"x,y\n" * (25 * 2**20)

WRONG: dict[str, tuple[str, str, Edit]] = {
    "a formula in a name": ("E_PACK_TABLE", "公式", cell("sichuan provincial", "=HYPERLINK(0)")),
    "a formula behind a plus": ("E_PACK_TABLE", "公式", cell("sichuan provincial", "+cmd")),
    "mark-up in a name": ("E_PACK_TABLE", "<", cell("sichuan provincial", "a <b>b</b>")),
    "a control character": ("E_PACK_TABLE", "控制字符", cell("sichuan provincial", "a\tb")),
    "a line end in a cell": ("E_PACK_TABLE", "控制字符", cell("示例公告2026年第1号, 附件", "一\n二")),
    "a cell too many": ("E_PACK_TABLE", "格数", cell(",yes", ",yes,")),
    "a quote left open": ("E_PACK_TABLE", "引号", cell('附件"', "附件")),
    "a cell as long as a book": ("E_PACK_TABLE", "太长", cell("sichuan provincial", "a" * 2000)),
    "GBK": ("E_PACK_TABLE", "UTF-8", table(lambda content: content.decode().encode("gbk"))),
    "a byte order mark": ("E_PACK_TABLE", "开头没有标记", table(lambda content: b"\xef\xbb\xbf" + content)),
    "line ends of another system": ("E_PACK_TABLE", "LF", table(lambda content: content.replace(b"\n", b"\r\n"))),
    "a head alone": ("E_PACK_TABLE", "没有数据", table(lambda content: content.partition(b"\n")[0] + b"\n")),
    "nothing at all": ("E_PACK_TABLE", "LF", table(lambda _content: b"")),
    "rows without end": ("E_PACK_TABLE", "50000", table(lambda _content: b"id\n" + b"x\n" * 50_001)),
    "a table of 100 MB": ("E_PACK_TABLE_SIZE", "104857606", table(lambda _content: HUGE)),
    "no table": ("E_PACK_EMPTY", "没有任何数据表", without_tables),
    "another table": ("E_DOCUMENT_UNDECLARED", "regions.csv", lambda bag: bag.put("data/tables/regions.csv", b"code\nx\n")),
    "a file beside the tables": ("E_DOCUMENT_UNDECLARED", "run.exe", lambda bag: bag.put("data/run.exe", b"MZ")),
    "a name that is no edition": ("E_STATEMENT_SCHEMA", "name", stated(name="最新版")),
    "mark-up in the title": ("E_STATEMENT_SCHEMA", "title.zh", stated(title={"zh": "<img src=x>", "en": "x"})),
    "a title as long as a book": ("E_STATEMENT_SCHEMA", "title.zh", stated(title={"zh": "长" * 201, "en": "x"})),
    "a formula for an issuer": ("E_STATEMENT_SCHEMA", "issuer.name", stated(issuer={"id": "urn:platform:demo", "name": "@x"})),
    "a base that is no digest": ("E_STATEMENT_SCHEMA", "basedOn", stated(basedOn="2025.12")),
    "a key nobody knows": ("E_STATEMENT_SCHEMA", "replaces", stated(replaces=[])),
    "another issuer": ("E_PACK_ISSUER", "urn:platform:other", stated(issuer={"id": "urn:platform:other", "name": "示例碳中和服务平台"})),
    "for real, from a trial platform": ("E_ENVIRONMENT", "试用", stated(environment="production")),
    "called a receipt": ("E_TYPE_MISMATCH", "receipt", stated(type="receipt")),
}


@pytest.mark.parametrize(("code", "names", "change"), WRONG.values(), ids=WRONG)
def test_it_is_refused_for_its_own_reason(code: str, names: str, change: Edit, world: World, judge: Judge, read: Read) -> None:
    content = change(pack(world)).sealed().bytes()
    judgement = judge(content)
    wrong = [check for check in judgement.checks if check.failed]
    assert judgement.verdict is Verdict.INVALID
    assert {check.code for check in wrong} == {code}
    assert any(names in check.message for check in wrong)
    with pytest.raises(VerificationError) as refused:
        read(content)
    assert refused.value.code == code


def test_a_negative_number_is_no_formula(world: World, judge: Judge) -> None:
    judgement = judge(cell("0.1702", "-0.1702")(pack(world)).sealed().bytes())
    assert judgement.verdict is Verdict.VALID  # whether a factor may be negative is for the catalogue to say
