"""Packages whose names or whose bag are wrong in one way each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from tests.hostile.make_packages import EVIDENCE, Maker, changed, hostile, several, with_more
from tests.submission.reading.bags import World
from tests.submission.reading.raw_zip import File, Zip

# ---------------------------------------------------------------- names


def _named(name: str | bytes) -> Maker:
    return lambda world: with_more(world, File(name, b"x"))


def _inside(path: str) -> Maker:
    return lambda world: with_more(world, File(f"{world.submission.base}/{path}", b"x"))


several(
    "E_PATH_TRAVERSAL",
    z03_zip_slip=_named("../../evil.txt"),
    z04_slip_from_within=_inside("data/../../../x"),
    dot_segment=_inside("data/./x"),
)
several("E_PATH_ABSOLUTE", z05_absolute=_named("/etc/cron.d/x"), drive=_named("C:/x"), drive_inside=_inside("C:x"))
several("E_PATH_BACKSLASH", backslash=_inside("data\\x"))
several("E_PATH_EMPTY", doubled_slash=_inside("data//x"), doubled_slash_in_front=_inside("/data/x"), no_name=_named(b""))
several("E_PATH_LENGTH", name_of_241_bytes=_inside("data/" + "x" * 236))
several("E_PATH_NFC", decomposed=_inside("data/e\u0301.pdf"))
several("E_PATH_TRAILING_DOT", trailing_dot=_inside("data/x./y"))
several("E_PATH_RESERVED", device_name=_inside("data/NUL.txt"), device_folder=_inside("data/com1/x"))
several(
    "E_PATH_CHARACTER",
    percent=_inside("data/a%20b"),
    space=_inside("data/a b"),
    new_line=_inside("data/a\nb"),
    null=_inside("data/a\0b"),
    right_to_left=_inside("data/a\u202efdp.exe"),
    zero_width=_inside("data/a\u200bb"),
    full_width_brackets=_inside("data/（一）"),
    colon=_inside("data/a:b"),
    emoji=_inside("data/\U0001f600"),
    surrogate_like_escape=_named(b"\xed\x9f\xbf\xef\xbf\xbf"),
)
several(
    "E_PATH_COLLISION",
    z21_case=lambda world: _two(world, "data/documents/E0001-A.pdf", "data/documents/e0001-a.PDF"),
    width=lambda world: _two(world, "data/documents/A1.pdf", "data/documents/Ａ１.pdf"),
    file_and_folder=lambda world: _two(world, "data/documents/x", "data/documents/X/y"),
    folder_and_file=lambda world: _two(world, "data/documents/X/y", "data/documents/x"),
    folders=lambda world: _two(world, "data/documents/a/1", "data/documents/A/2"),
)


def _two(world: World, *paths: str) -> bytes:
    """Both listed and signed."""
    bag = world.fresh()
    for path in paths:
        bag.files[path] = b"x"
    return bag.sealed().bytes()


# ---------------------------------------------------------------- the bag


@hostile("E_PAYLOAD_HASH", "i01", names=EVIDENCE)
def one_byte_of_an_evidence_file(world: World) -> bytes:
    bag = world.fresh()
    content = bytearray(bag.files[EVIDENCE])
    content[100] ^= 1
    bag.files[EVIDENCE] = bytes(content)
    return bag.bytes()


@hostile("E_PAYLOAD_HASH", also=("E_ZIP_DATA",), names=EVIDENCE)
def one_byte_in_the_file_itself(world: World) -> bytes:
    whole = bytearray(world.fresh().bytes())
    whole[whole.index(b"7777777777") + 5] ^= 1
    return bytes(whole)


@hostile("E_TAG_HASH", "i02", names="manifest-sha256.txt")
def payload_and_manifest_changed(world: World) -> bytes:
    bag = world.fresh()
    bag.files[EVIDENCE] = b"other"
    manifest = bag.files["manifest-sha256.txt"]
    bag.listed()
    bag.files["bag-info.txt"] = world.submission.files["bag-info.txt"]
    assert manifest != bag.files["manifest-sha256.txt"]
    return bag.bytes()


@hostile("E_SIG_DIGEST", "i03")
def everything_recomputed_but_the_signature(world: World) -> bytes:
    bag = world.fresh()
    bag.files[EVIDENCE] = b"other"
    return bag.listed().tagged().bytes()


@hostile("E_PAYLOAD_MISSING", "i04", also=("E_PAYLOAD_OXUM",), names=EVIDENCE)
def evidence_removed(world: World) -> bytes:
    bag = world.fresh()
    del bag.files[EVIDENCE]
    return bag.bytes()


@hostile("E_PAYLOAD_EXTRA", "i05", also=("E_PAYLOAD_OXUM",), names="data/evidence/E0003-x.pdf")
def unlisted_file_under_data(world: World) -> bytes:
    bag = world.fresh()
    bag.files["data/evidence/E0003-x.pdf"] = b"x"
    return bag.bytes()


@hostile("E_MANIFEST_MISSING", "i07")
def manifest_stripped(world: World) -> bytes:
    bag = world.fresh()
    del bag.files["manifest-sha256.txt"]
    return bag.bytes()


@hostile("E_SIG_MISSING", "i09")
def signatures_stripped(world: World) -> bytes:
    bag = world.fresh()
    for path in ("signatures/preparer.p7s", "signatures/approver.p7s"):
        del bag.files[path]
    return bag.bytes()


@hostile("E_SIGNER_ROLE_MISSING", "i10")
def approver_stripped(world: World) -> bytes:
    bag = world.fresh()
    del bag.files["signatures/approver.p7s"]
    return bag.bytes()


@hostile("E_PAYLOAD_OXUM")
def oxum_lies(world: World) -> bytes:
    bag = world.fresh().listed()
    bag.files["bag-info.txt"] = bag.files["bag-info.txt"].replace(b"Payload-Oxum: ", b"Payload-Oxum: 1")
    return bag.tagged().signed().bytes()


@hostile("E_LIMIT_TAG_FILE")
def tag_file_beyond_64_mib(world: World) -> bytes:
    return changed(world, "bag-info.txt", method=8, stored=bytes(600_000), size=65 * 2**20)


@hostile("E_LIMIT_SIGNATURE")
def signature_beyond_64_kib(world: World) -> bytes:
    bag = world.fresh()
    bag.files["signatures/preparer.p7s"] += bytes(70_000)
    return bag.bytes()


def _without(path: str) -> Maker:
    def make(world: World) -> bytes:
        bag = world.fresh()
        del bag.files[path]
        return bag.bytes()

    return make


def _with(path: str, content: bytes = b"x\n") -> Maker:
    def make(world: World) -> bytes:
        bag = world.fresh()
        bag.files[path] = content
        return bag.bytes()

    return make


several(
    "E_BAG_LAYOUT",
    i08_tagmanifest_stripped=_without("tagmanifest-sha256.txt"),
    bagit_txt_stripped=_without("bagit.txt"),
    bag_info_stripped=_without("bag-info.txt"),
    z28_two_top_folders=_named("other/x.txt"),
    file_beside_the_folder=_named("readme.txt"),
    no_entry=lambda _world: Zip([]).bytes(),
)
several(
    "E_TAG_UNLISTED",
    i06_readme=_with("README.txt"),
    i11_second_manifest=_with("manifest-md5.txt", hashlib.md5(b"").hexdigest().encode() + b"  data/x\n"),
    i19_fetch=_with("fetch.txt", b"https://example.invalid/x 1 data/x\n"),
    pem_among_the_signatures=_with("signatures/preparer.pem"),
    folder_among_the_signatures=_with("signatures/x/preparer.p7s"),
)
several("E_SIGNER_ROLE_UNKNOWN", signature_of_an_unknown_role=_with("signatures/director.p7s"))


def _info(change: Callable[[bytes], bytes], path: str = "bag-info.txt") -> Maker:
    """A tag file changed, and signed so."""

    def make(world: World) -> bytes:
        bag = world.fresh()
        bag.files[path] = change(bag.files[path])
        return bag.tagged().signed().bytes()

    return make


def _replaced(old: bytes, new: bytes, path: str = "bag-info.txt") -> Maker:
    return _info(lambda content: content.replace(old, new, 1), path)


def _listing(change: Callable[[bytes], bytes]) -> Maker:
    def make(world: World) -> bytes:
        bag = world.fresh()
        bag.files["tagmanifest-sha256.txt"] = change(bag.files["tagmanifest-sha256.txt"])
        return bag.signed().bytes()

    return make


several("E_BAG_DECLARATION", bagit_of_version_097=_replaced(b"1.0", b"0.97", "bagit.txt"))
several(
    "E_BAG_INFO",
    label_twice=_info(lambda text: text + b"Bagging-Date: 2026-01-01\n"),
    label_unknown=_info(lambda text: text + b"Contact-Name: x\n"),
    label_missing=_replaced(b"Bag-Software-Agent: shell 1\n", b""),
    continued_line=_replaced(b": shell 1", b": shell\n 1"),
    empty_value=_replaced(b": shell 1", b": "),
    bag_of_an_unknown_kind=_replaced(b"bag:submission:1.0", b"bag:other:1.0"),
    oxum_unreadable=_replaced(b"Payload-Oxum: ", b"Payload-Oxum: 0"),
    date_unreadable=_info(lambda text: text.replace(b"Bagging-Date: 2", b"Bagging-Date: x")),
    date_in_another_form=_info(
        lambda text: b"".join(b"Bagging-Date: 20260301\n" if b"Date" in line else line for line in text.splitlines(True))
    ),
    windows_lines=_info(lambda text: text.replace(b"\n", b"\r\n")),
    byte_order_mark=_info(lambda text: b"\xef\xbb\xbf" + text),
    no_final_line_end=_info(lambda text: text[:-1]),
    latin_1=_info(lambda text: text.replace(b"shell", b"sh\xe9ll")),
)
several(
    "E_TAG_FORMAT",
    tag_listed_twice=_listing(lambda text: text + text.splitlines(True)[0]),
    tag_not_listed=_listing(lambda text: b"".join(text.splitlines(True)[1:])),
    tag_hash_in_capitals=_listing(lambda text: text.upper().replace(b".TXT", b".txt")),
    tag_with_star=_listing(lambda text: text.replace(b"  ", b" *")),
    tag_listing_empty=_listing(lambda _text: b""),
    tag_listing_lists_itself=_listing(lambda text: text + b"0" * 64 + b"  tagmanifest-sha256.txt\n"),
)


def _manifest(change: Callable[[bytes], bytes]) -> Maker:
    return _info(change, "manifest-sha256.txt")


several(
    "E_MANIFEST_FORMAT",
    manifest_not_sorted=_manifest(lambda text: b"".join(reversed(text.splitlines(True)))),
    manifest_lists_a_tag_file=_manifest(lambda text: text + b"0" * 64 + b"  zz.txt\n"),
    manifest_lists_a_path_outside=_manifest(lambda text: text + b"0" * 64 + b"  data/../x\n"),
    manifest_with_comment=_manifest(lambda text: b"# sums\n" + text),
    manifest_not_utf_8=_manifest(lambda text: text + b"\xff\n"),
)
