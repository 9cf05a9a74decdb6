"""A foreign workbook is a foreign zip: its limits are checked before anything in it is believed."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from core.errors import EnvironmentFault, FileError
from core.i18n import _

LARGEST_FILE = 50 * 2**20
"""Bytes of the file itself; a group's year with every bill has about 5 MiB."""

LARGEST_CONTENT = 200 * 2**20
"""Bytes of all parts together once unpacked."""

MOST_PARTS = 2000
STEEPEST_RATIO = 300
"""Unpacked ÷ packed size of one large part; a sheet of empty formatted rows stays below 50, a zip bomb has about 1,000."""

_RATIO_MATTERS_FROM = 10 * 2**20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_DECLARATIONS = tuple(text.encode(encoding) for text in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_STRANGERS: tuple[tuple[str, str], ...] = (
    ("content.xml", "OpenDocument"),
    ("word/document.xml", "Word"),
    ("ppt/presentation.xml", "PowerPoint"),
    ("xl/workbook.bin", "xlsb"),
)


def file_bytes(path: Path) -> bytes:
    """The bytes of a workbook file.

    Raises:
        FileError: missing, a folder, empty, or too large.
        EnvironmentFault: the system does not let it be read.
    """
    try:
        if path.is_dir():
            raise FileError("workbook.folder", _("「{file}」是文件夹。").format(file=path.name), _("请选择一个 .xlsx 工作簿文件。"))
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(path.name)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise FileError(
            "workbook.missing", _("没有找到文件「{file}」。").format(file=path.name), _("请核对文件名和所在文件夹。")
        ) from error
    except OSError as error:
        raise EnvironmentFault(
            "workbook.no_access",
            _("文件「{file}」不能读取。").format(file=path.name),
            _("请核对读取权限，并关闭正在使用它的程序后重试。"),
        ) from error
    if not data:
        raise FileError(
            "workbook.empty_file", _("文件「{file}」是空的，没有任何内容。").format(file=path.name), _("请重新保存或另取一份。")
        )
    return data


def checked_parts(data: bytes, file: str) -> Mapping[str, bytes]:
    """The XML parts of a workbook, after all limits were held.

    Args:
        data: bytes of the file.
        file: its name, for messages.

    Raises:
        FileError: not a workbook, an older format, protected by a password, damaged, too large, or with XML entities.
    """
    _check_kind(data, file)
    entries = _entries(data, file)
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise _stranger(names, file)
    return _xml_parts(data, entries, file)


def checked_table_parts(data: bytes, file: str) -> Mapping[str, bytes]:
    """The same for any table that is read by a mapping: an Excel workbook, or a table of OpenDocument (``content.xml``).

    Raises:
        FileError: as `checked_parts`.
    """
    _check_kind(data, file)
    entries = _entries(data, file)
    names = {entry.filename for entry in entries}
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise _stranger(names, file)
    return _xml_parts(data, entries, file)


def checked_archive_parts(data: bytes, file: str) -> Mapping[str, bytes]:
    """The XML parts of any other zip of XML, such as an OFD, under the same limits.

    Raises:
        FileError: as `checked_parts`.
    """
    _check_kind(data, file)
    return _xml_parts(data, _entries(data, file), file)


def _entries(data: bytes, file: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, OverflowError) as error:
        raise damaged(file) from error
    _check_limits(entries, file)
    return entries


def _xml_parts(data: bytes, entries: list[zipfile.ZipInfo], file: str) -> Mapping[str, bytes]:
    parts: dict[str, bytes] = {}
    for entry in entries:
        content = _unpacked(data, entry, file)
        if entry.filename.casefold().endswith(_XML_SUFFIXES):
            if any(declaration in content for declaration in _DECLARATIONS):
                raise with_entities(file)
            parts[entry.filename] = content
    return parts


def damaged(file: str) -> FileError:
    """The answer to a workbook whose content cannot be made out."""
    return FileError(
        "workbook.damaged", _("工作簿「{file}」已损坏，无法读取。").format(file=file), _("请用办公软件打开后另存为 .xlsx，再导入。")
    )


def with_entities(file: str) -> FileError:
    """The answer to XML that declares a document type or entities; no office program writes that."""
    return FileError(
        "workbook.entities",
        _("工作簿「{file}」内部含有实体声明，正常的工作簿没有这种内容。").format(file=file),
        _("没有读取。请核对文件来源，或用办公软件另存为 .xlsx 再导入。"),
    )


def with_password(file: str) -> FileError:
    """The answer to a workbook that nobody can read without its password."""
    return FileError(
        "workbook.password", _("工作簿「{file}」设有打开密码。").format(file=file), _("请在办公软件中取消密码，另存后再导入。")
    )


def is_old(data: bytes, file: str) -> bool:
    """Whether a file is an .xls workbook, which lies in a compound file and not in a zip.

    Raises:
        FileError: it lies in a compound file and needs a password.
    """
    if data.startswith(_OLE) and _ENCRYPTED_STREAM in data:
        raise with_password(file)
    return data.startswith(_OLE)


def _too_large(file: str) -> FileError:
    return FileError(
        "workbook.too_large",
        _("工作簿「{file}」过大：文件应不超过 {packed} MB，展开后应不超过 {unpacked} MB。").format(
            file=file, packed=LARGEST_FILE // 2**20, unpacked=LARGEST_CONTENT // 2**20
        ),
        _("没有读取。请删去图片和多余的工作表，或按年份、场所拆成几个文件。"),
    )


def _check_kind(data: bytes, file: str) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise with_password(file)
        raise _old_format(file, ".xls")
    if data.startswith(b"%PDF-"):
        raise _not_workbook(file, _("它是 PDF 文件"))
    if not data.startswith(_ZIP):
        raise _not_workbook(file, _("它的内容不是 Excel 格式"))


def _stranger(names: set[str], file: str) -> FileError:
    for part, kind in _STRANGERS:
        if part in names:
            if kind == "xlsb":
                return _old_format(file, ".xlsb")
            return _not_workbook(file, _("它是 {kind} 文件").format(kind=kind))
    return _not_workbook(file, _("它是其他压缩文件"))


def _not_workbook(file: str, what: str) -> FileError:
    return FileError(
        "workbook.not_workbook",
        _("「{file}」不是 .xlsx 工作簿：{what}。").format(file=file, what=what),
        _("只改扩展名不能转换格式。请用办公软件打开原文件，另存为 .xlsx 再导入。"),
    )


def _old_format(file: str, suffix: str) -> FileError:
    # Readers of these formats give a cell with an error as an empty one, so that a figure would be lost without a word.
    return FileError(
        "workbook.old_format",
        _("「{file}」是 {suffix} 格式，其中出错的单元格无法辨认。").format(file=file, suffix=suffix),
        _("请用办公软件打开，另存为 .xlsx 再导入。"),
    )


def _check_limits(entries: list[zipfile.ZipInfo], file: str) -> None:
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_CONTENT:
        raise _too_large(file)
    for entry in entries:
        if entry.file_size > _RATIO_MATTERS_FROM and entry.file_size > STEEPEST_RATIO * entry.compress_size:
            raise _too_large(file)
        if entry.flag_bits & 1:
            raise with_password(file)
    if len({entry.filename for entry in entries}) != len(entries):
        raise damaged(file)


def _unpacked(data: bytes, entry: zipfile.ZipInfo, file: str) -> bytes:
    """One part, unpacked by hand: the zip's own word about its size is not believed, and no more is unpacked than it says."""
    start = entry.header_offset
    if start < 0 or start + _LOCAL_HEADER.size > len(data):
        raise damaged(file)
    header = _LOCAL_HEADER.unpack_from(data, start)
    start += _LOCAL_HEADER.size + header[-2] + header[-1]
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        try:
            content = zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
        except zlib.error as error:
            raise damaged(file) from error
    else:
        raise damaged(file)
    if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
        raise damaged(file)
    return content
