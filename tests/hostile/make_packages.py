"""Packages that are wrong in one way each, named after what is wrong: here the zip, in the modules beside it the rest.

python -m tests.hostile.make_packages GOOD OUT [CODE]      GOOD: what make_package.sh left; OUT: a folder for the packages
"""

from __future__ import annotations

import importlib
import stat
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.submission.reading.bags import World, load_world
from tests.submission.reading.raw_zip import File, Zip

EVIDENCE = "data/evidence/E0001-2025年4月电费发票.pdf"
Maker = Callable[[World], bytes]


@dataclass(frozen=True)
class Hostile:
    """One hostile package.

    Attributes:
        number: of the table in package-format.md §10; empty for those it does not list.
        code: the one reason it must be refused for.
        also: reasons that follow from the first.
        names: the damaged file, which some message must name.
    """

    number: str
    code: str
    make: Maker
    also: tuple[str, ...] = ()
    names: str = ""

    @property
    def name(self) -> str:
        return f"{self.number}_{self.make.__name__}".strip("_")


HOSTILE: list[Hostile] = []


def hostile(code: str, number: str = "", also: tuple[str, ...] = (), names: str = "") -> Callable[[Maker], Maker]:
    def note(make: Maker) -> Maker:
        HOSTILE.append(Hostile(number, code, make, also, names))
        return make

    return note


def several(code: str, also: tuple[str, ...] = (), /, **makers: Maker) -> None:
    """Packages that break one rule in several ways."""
    for name, make in makers.items():
        make.__name__ = name
        HOSTILE.append(Hostile("", code, make, also))


# ---------------------------------------------------------------- the zip


def changed(world: World, path: str = EVIDENCE, **fields: object) -> bytes:
    """The good package with other zip fields for one entry."""
    bag = world.fresh()
    wanted = f"{bag.base}/{path}"
    return Zip([replace(one, **fields) if one.name == wanted else one for one in bag.entries()]).bytes()


def with_more(world: World, *more: File) -> bytes:
    """The good package with entries that nobody listed."""
    return Zip([*world.fresh().entries(), *more]).bytes()


@hostile("E_ZIP_STRUCTURE", "z29")
def copy_stopped_at_70_percent(world: World) -> bytes:
    whole = world.fresh().bytes()
    return whole[: len(whole) * 7 // 10]


@hostile("E_ZIP_DUPLICATE", "z01")
def first_genuine_second_fake(world: World) -> bytes:
    return with_more(world, File(f"{world.submission.base}/{EVIDENCE}", b"fake"))


@hostile("E_ZIP_DUPLICATE", "z02")
def first_fake_second_genuine(world: World) -> bytes:
    return Zip([File(f"{world.submission.base}/{EVIDENCE}", b"fake"), *world.fresh().entries()]).bytes()


@hostile("E_ZIP_SYMLINK", "z08")
def symbolic_link(world: World) -> bytes:
    link = File(f"{world.submission.base}/data/evidence/E0009.pdf", b"/etc/passwd", mode=stat.S_IFLNK | 0o777)
    return with_more(world, link)


@hostile("E_LIMIT_RATIO", "z10")
def bomb_of_zeros(world: World) -> bytes:
    return with_more(world, File(f"{world.submission.base}/data/zeros.bin", bytes(30_000_000), method=8))


@hostile("E_LIMIT_RATIO")
def bomb_of_many_small_files(world: World) -> bytes:
    one = File("", bytes(2**20), method=8)
    one = replace(one, stored=one.packed())
    return with_more(world, *(replace(one, name=f"{world.submission.base}/data/z{number}.bin") for number in range(70)))


@hostile("E_LIMIT_ENTRIES", "z11")
def twenty_thousand_and_one_entries(world: World) -> bytes:
    return Zip([File(f"a/{number}") for number in range(20_001)]).bytes()


@hostile("E_LIMIT_BYTES")
def says_it_unpacks_to_21_gib(world: World) -> bytes:
    size = (21 * 2**30).to_bytes(8, "little")
    return with_more(
        world,
        File("a/b", method=8, stored=b"\3\0", size=0xFFFFFFFF, extra=b"\1\0\x08\0" + size, local_extra=b"\1\0\x08\0" + size),
    )


@hostile("E_ZIP_ENCRYPTED", "z18")
def encrypted_flag(world: World) -> bytes:
    return changed(world, flags=0x801)


@hostile("E_ZIP_ENCRYPTED")
def encrypted_flag_in_the_local_header_alone(world: World) -> bytes:
    whole = bytearray(world.fresh().bytes())
    whole[6] |= 1
    return bytes(whole)


@hostile("E_ZIP_METHOD", "z19")
def lzma(world: World) -> bytes:
    return changed(world, method=14)


@hostile("E_ZIP_FLAGS")
def patched_data_flag(world: World) -> bytes:
    return changed(world, flags=0x820)


@hostile("E_ZIP_NAME_ENCODING", "z20")
def names_in_gbk(world: World) -> bytes:
    bag = world.fresh()
    files = [replace(one, name=str(one.name).encode("gbk"), flags=0) for one in bag.entries()]
    return Zip(files).bytes()


@hostile("E_ZIP_DIRECTORY")
def folder_with_content(world: World) -> bytes:
    return with_more(world, File(f"{world.submission.base}/data/", b"x", mode=stat.S_IFDIR | 0o755))


@hostile("E_ZIP_DIRECTORY")
def folder_of_nothing(world: World) -> bytes:
    return with_more(world, File(f"{world.submission.base}/data/empty/", mode=stat.S_IFDIR | 0o755))


@hostile("E_ZIP_DIRECTORY")
def file_that_says_it_is_a_folder(world: World) -> bytes:
    return changed(world, mode=stat.S_IFDIR | 0o755)


def _zipped(**changes: object) -> Maker:
    return lambda world: world.fresh().zip().but(**changes).bytes()


def _zip64(**changes: int) -> Maker:
    return lambda world: world.fresh().zip().but(zip64=True, zip64_changes=changes).bytes()


def _disagreeing(world: World) -> bytes:
    whole = bytearray(world.fresh().zip().but(zip64=True).bytes())
    whole[-12:-10] = b"\5\0"
    return bytes(whole)


def _cut_entry(world: World) -> bytes:
    whole = bytearray(world.fresh().bytes())
    last = whole.rindex(b"PK\1\2")
    whole[last + 28 : last + 30] = b"\xff\x7f"
    return bytes(whole)


several(
    "E_ZIP_STRUCTURE",
    no_bytes=lambda _world: b"",
    text=lambda _world: "碳中和申请书\n".encode() * 100,
    twenty_two_zero_bytes=lambda _world: bytes(22),
    fewer_entries_than_stated=_zipped(count=40),
    more_entries_than_stated=_zipped(count=1),
    directory_beyond_the_end=_zipped(directory_size=2**30),
    comment_cut_off=_zipped(stated_comment=9),
    sign_of_zip64_wrong=_zip64(sign=1),
    zip64_record_of_another_size=_zip64(size=60),
    zip64_record_elsewhere=_zip64(offset=5),
    zip64_count_lies=_zip64(count=3),
    end_records_disagree=_disagreeing,
    entry_of_a_directory_cut=_cut_entry,
    entry_of_a_directory_without_sign=lambda world: world.fresh().bytes().replace(b"PK\1\2", b"PK\1\3", 1),
)
several("E_ZIP_MULTIDISK", disk_two=_zipped(disk=2), entry_on_disk_two=lambda world: changed(world, disk=2), two_disks=_zip64(disks=2))
several("E_ZIP_PREFIX", bytes_in_front=_zipped(prefix=b"MZ program"), program_in_front=lambda world: b"#!/bin/sh\n" + world.fresh().bytes())
several("E_ZIP_SUFFIX", bytes_behind=_zipped(suffix=b"tail"))
several("E_ZIP_COMMENT", comment_of_the_zip=_zipped(comment=b"hi"), comment_of_an_entry=lambda world: changed(world, comment=b"hi"))
several(
    "E_ZIP_GAP",
    bytes_between_files=lambda world: changed(world, before=b"hidden"),
    bytes_before_the_directory=_zipped(gap=b"hidden"),
    bytes_behind_the_directory=_zipped(tail=b"hidden"),
    bytes_behind_a_descriptor=lambda world: _streamed(world, more=b"hidden"),
)
several(
    "E_ZIP_HEADER",
    local_name_differs=lambda world: changed(world, "bagit.txt", local_name=b"x/evil.txt"),
    local_check_value_differs=lambda world: changed(world, local_crc=1),
    local_date_differs=lambda world: changed(world, local_date=0x22),
    stored_with_another_size=lambda world: changed(world, size=3),
    descriptor_missing=lambda world: _streamed(world, descriptor=b""),
    descriptor_lies=lambda world: _streamed(world, descriptor=b"PK\7\x08" + bytes(12)),
    no_local_header_there=lambda world: world.fresh().bytes().replace(b"PK\3\4", b"PK\3\5", 1),
)
several(
    "E_ZIP_EXTRA",
    second_name_in_unicode=lambda world: changed(world, extra=b"\x75\x70\x05\0\1\0\0\0\0"),
    extra_cut=lambda world: changed(world, extra=b"\x55\x54\x09"),
    extra_longer_than_its_place=lambda world: changed(world, extra=b"\x55\x54\x09\0\1"),
    extra_twice=lambda world: changed(world, extra=b"\x55\x54\0\0\x55\x54\0\0"),
    zip64_extra_missing=lambda world: changed(world, method=8, size=0xFFFFFFFF, stored=b"\3\0"),
)
several("E_ZIP_DATA", check_value_wrong=lambda world: changed(world, crc=1))
several(
    "E_ZIP_DATA",
    ("E_PAYLOAD_HASH",),
    deflate_broken=lambda world: changed(world, method=8, stored=b"\xff" * 300),
    deflate_cut=lambda world: _deflated(world, slice(0, -3)),
)
several("E_ZIP_DATA", bytes_behind_deflate=lambda world: _deflated(world, slice(None), b"more"))
several("E_ZIP_DATA", ("E_PAYLOAD_HASH", "E_PAYLOAD_OXUM"), more_than_stated=lambda world: _deflated(world, slice(None), size=5))
several("E_ZIP_DATA", ("E_PAYLOAD_OXUM",), less_than_stated=lambda world: _deflated(world, slice(None), size=20_500))
several("E_ZIP_OVERLAP", header_somewhere_else=lambda world: changed(world, "bagit.txt", offset=10))


@hostile("E_ZIP_OVERLAP")
def two_files_share_their_bytes(world: World) -> bytes:
    inner = File("a/inner", b"x" * 40)
    hidden = Zip([inner]).bytes()[: 30 + len("a/inner") + 40]
    outer = File("a/outer", hidden, crc=zlib.crc32(hidden))
    whole = Zip([outer, replace(inner, offset=30 + len("a/outer"), stored=inner.data)])
    # the second local header is left out: the directory points into the first file
    bytes_ = whole.bytes()
    cut = bytes_.index(b"PK\3\4", 40 + len("a/outer"))
    again = bytes_.index(b"PK\1\2")
    end = bytearray(bytes_[:cut] + bytes_[again:])
    end[-6:-2] = cut.to_bytes(4, "little")
    return bytes(end)


def _streamed(world: World, *, descriptor: bytes | None = None, more: bytes = b"") -> bytes:
    content = world.submission.files[EVIDENCE]
    size = len(content).to_bytes(4, "little")
    right = b"PK\7\x08" + zlib.crc32(content).to_bytes(4, "little") + size + size
    return changed(world, descriptor=(right if descriptor is None else descriptor) + more, flags=0x808)


def _deflated(world: World, part: slice, more: bytes = b"", size: int | None = None) -> bytes:
    packed = File("", world.submission.files[EVIDENCE], method=8).packed()
    return changed(world, method=8, stored=packed[part] + more, size=size)


def main(good: str, out: str, code: str = "") -> None:
    """Write every package, or those whose code begins so, to a folder, named after what is wrong with it."""
    world = load_world(Path(good))
    Path(out).mkdir(parents=True, exist_ok=True)
    for one in everything():
        if one.code.startswith(code):
            (Path(out) / f"{one.code}_{one.name}.zip").write_bytes(one.make(world))


def everything() -> list[Hostile]:
    """All hostile packages."""
    for module in ("bags", "signed", "statements"):
        importlib.import_module(f"tests.hostile.make_packages_{module}")
    return importlib.import_module("tests.hostile.make_packages").HOSTILE  # the list of the module, also when this runs as a script


if __name__ == "__main__":
    main(*sys.argv[1:])
