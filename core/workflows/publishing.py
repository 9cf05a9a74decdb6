"""The publisher's side of the factor library: rows in a folder made into a signed pack, judged before and after it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.catalogue_loader.archiving import shipped_edition, shipped_texts
from core.catalogue_loader.extending import EXTENDABLE, AddedRow, extend
from core.errors import FileError, InputError, VerificationError
from core.i18n import _
from core.submission.codes import Verdict
from core.workflows.identifying import read_file
from core.workflows.pack_content import judge_content

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class PackDraft:
    """What the publisher decides.

    Attributes:
        rows: folder with one or more of the tables that a pack may add to; each has the usual head and the new rows alone.
        name: of the edition that the pack makes, such as ``2026.03``.
        based_on: digest of the edition it must follow; empty for any.
    """

    rows: Path
    name: str
    title_zh: str
    title_en: str
    based_on: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A pack on the disk.

    Attributes:
        rows: what it adds to the library that ships with this program; empty where it extends another edition.
    """

    path: Path
    digest: str
    rows: tuple[AddedRow, ...]


def publish_pack(folder: Path, passphrase: str, draft: PackDraft, out: Path, *, now: datetime) -> Published:
    """Write a signed factor pack and read it back as a ledger will.

    Args:
        folder: the platform's own.
        passphrase: of its keys.
        draft: what the pack says.
        out: the file to write.
        now: the time that is signed.

    Raises:
        FileError: there are no tables, a row cannot be added to the library that ships, or no platform lives in the folder.
        InputError: the passphrase is wrong.
        EnvironmentFault: the place cannot be written.
        VerificationError: the finished file is not sound; it has been taken away again.
    """
    from core.submission.reading import judging
    from core.submission.writing import packs, platform

    tables = _tables(draft.rows)
    fits = draft.based_on in {"", shipped_edition().digest}
    added = extend(shipped_texts(), tables, draft.name).added if fits else ()
    if fits and not added:
        raise InputError("pack.nothing_new", _("这些行都已在本程序自带的因子库里。"), _("请只放新增的行。"))
    desk = platform.open_platform(folder, passphrase)
    order = packs.PackOrder(
        name=draft.name,
        title_zh=draft.title_zh,
        title_en=draft.title_en or draft.title_zh,
        tables={name: text.encode("utf-8") for name, text in tables.items()},
        based_on=draft.based_on or None,
    )
    written = packs.issue_pack(desk, out, order, now=now)
    judged = judging.verify(out, judging.trust_of((folder / "profile.zip",), at=now), at=now)
    judged = judge_content(out, judged)
    fault = judged.fault()
    if judged.verdict is not Verdict.VALID:
        out.unlink(missing_ok=True)
        raise VerificationError(
            fault.code if fault else "E_PACK_INVALID",
            _("写好的因子包没有通过回读核验，已删除：{why}").format(why=fault.message if fault else ""),
            _("请按说明改正后再试。"),
        )
    return Published(out, written.package_digest, added)


def _tables(folder: Path) -> dict[str, str]:
    """The tables in a folder, in the one form that packs allow: no mark at the beginning, LF, a line end at the last row."""
    found = {}
    for name in EXTENDABLE:
        path = folder / name
        if not path.is_file():
            continue
        try:
            text = read_file(path).decode("utf-8")
        except UnicodeDecodeError as error:
            raise FileError("pack.encoding", _("「{path}」不是 UTF-8 文本。").format(path=path), _("请另存为 UTF-8 编码。")) from error
        lines = text.removeprefix(_MARK).replace("\r\n", "\n").rstrip("\n")
        found[name] = f"{lines}\n"
    if not found:
        raise FileError(
            "pack.no_tables",
            _("文件夹「{folder}」里没有因子包的数据表。").format(folder=folder),
            _("应有 {names} 中的一个或几个，每个只放表头和新增的行。").format(names="、".join(EXTENDABLE)),
        )
    return found
