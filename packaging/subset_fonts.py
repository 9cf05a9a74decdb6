"""Cut the bundled fonts from their source packages.

    python packaging/subset_fonts.py SANS SERIF KAI UNIHAN

SANS and SERIF are the unpacked npm packages @expo-google-fonts/noto-sans-sc and @expo-google-fonts/noto-serif-sc (`npm pack` fetches
them); KAI is the unpacked Debian package fonts-lxgw-wenkai; UNIHAN is Unihan_OtherMappings.txt, plain or .bz2 (Debian package
unicode-data), for the list of 通用规范汉字 (kTGH).
The same sources give the same bytes. Do not run it casually: each new cut adds its full size to the history of the repository.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import hashlib
import importlib.metadata
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parent.parent / "resources" / "fonts"
SIGNS = ((0x20, 0x2FFF), (0x3000, 0x312F), (0x3190, 0x33FF), (0xFE10, 0xFE4F), (0xFF00, 0xFFEF))
WINDOWS = 3
"""Platform of the names that systems and papers read."""

UNUSED_TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "prep", "vhea", "vmtx"]


@dataclass(frozen=True)
class Cut:
    """One face: where it comes from, its name here, and the characters it keeps.

    `family` is the name that a cut must take where the licence reserves the name of the source; empty keeps it.
    """

    package: str
    source: str
    target: str
    charset: str
    family: str = ""


CUTS = (
    Cut("@expo-google-fonts/noto-sans-sc", "400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf", "GBK+TGSCC"),
    Cut("@expo-google-fonts/noto-sans-sc", "700Bold/NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf", "GB2312+TGSCC"),
    Cut("@expo-google-fonts/noto-serif-sc", "400Regular/NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf", "GBK+TGSCC"),
    Cut("@expo-google-fonts/noto-serif-sc", "700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf", "GB2312+TGSCC"),
    Cut(
        "fonts-lxgw-wenkai",
        "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
        "TanzhangbenKai-Regular.ttf",
        "GB2312+TGSCC",
        family="Tanzhangben Kai",
    ),
)
KAI_NOTICE = """Tanzhangben Kai is a modified version of a typeface with the Reserved Font Names "霞鹜" and "LXGW", which it therefore
does not bear: its characters were reduced and its names changed; no outline was."""


def standard_hanzi(unihan: Path) -> set[int]:
    """The 8,105 characters of 通用规范汉字表, as code points."""
    raw = unihan.read_bytes()
    lines = (bz2.decompress(raw) if unihan.suffix == ".bz2" else raw).decode("utf-8").splitlines()
    found = {int(line.split("\t")[0].removeprefix("U+"), 16) for line in lines if "\tkTGH\t" in line}
    if len(found) < 8105:
        raise SystemExit(f"{unihan} lists {len(found)} characters with kTGH, expected at least 8105")
    return found


def encodable(encoding: str) -> set[int]:
    """The code points that a two-byte Chinese encoding can write."""

    def fits(code: int) -> bool:
        try:
            chr(code).encode(encoding)
        except UnicodeEncodeError:
            return False
        return True

    return {code for code in chain(range(0x80, 0xD800), range(0xE000, 0x10000)) if fits(code)}


def wanted(charset: str, standard: set[int], offered: Iterable[int]) -> set[int]:
    """What a face keeps of what its source offers: all signs, and the hanzi of the charset."""
    hanzi = standard | encodable("gbk" if charset.startswith("GBK") else "gb2312")
    return {code for code in offered if code in hanzi or any(first <= code <= last for first, last in SIGNS)}


def cut(source: Path, target: Path, keep: Callable[[Iterable[int]], set[int]], family: str = "") -> tuple[int, str]:
    """Write the subset, under a family name of its own where one is given; glyf outlines stay, hinting and layout features go.

    Returns:
        The number of characters kept and the copyright lines of the source.
    """
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += UNUSED_TABLES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    kept = keep(font.getBestCmap())
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    if family:
        rename(font, family)
    font.save(target)
    return len(kept), str(font["name"].getDebugName(0))


def rename(font: TTFont, family: str) -> None:
    """Give a face the names of a family of ours; who made the source stays in its copyright notice."""
    names = font["name"]
    names.names = [one for one in names.names if one.nameID in {0, 5, 13, 14} and one.platformID == WINDOWS]
    for number, text in ((1, family), (2, "Regular"), (3, f"{family} Regular"), (4, family), (6, f"{family.replace(' ', '')}-Regular")):
        names.setName(text, number, WINDOWS, 1, 0x409)
    names.setName("\n".join(str(names.getDebugName(0)).splitlines()), 0, WINDOWS, 1, 0x409)
    font["OS/2"].achVendID = "    "  # the vendor's mark is a reserved name here


def sha256(path: Path) -> str:
    """The digest of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def npm_version(folder: Path) -> tuple[str, str]:
    """Name and version of an unpacked npm package."""
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    return about["name"], about["version"]


def debian_version(folder: Path) -> tuple[str, str]:
    """Name and version of an unpacked Debian package, from the first line of its changelog: `name (version) suite; …`."""
    (changelog,) = (folder / "usr/share/doc").glob("*/changelog.Debian.gz")
    name, version = gzip.decompress(changelog.read_bytes()).decode("utf-8").split(maxsplit=2)[:2]
    return name, version.strip("()")


def main() -> None:
    """Cut all faces, then write where they came from and under which licence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("sans", "serif", "kai", "unihan"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    packages = {}
    for folder, read in ((arguments.sans, npm_version), (arguments.serif, npm_version), (arguments.kai, debian_version)):
        name, version = read(folder)
        packages[name] = (folder, version)
    standard = standard_hanzi(arguments.unihan)
    OUT.mkdir(parents=True, exist_ok=True)
    record = [
        "# Written by packaging/subset_fonts.py: where each face comes from and what was kept of it.",
        "# GBK, GB2312: the hanzi of that encoding; TGSCC: 通用规范汉字表; all letters, digits, signs and kana of the source besides.",
        f'made_with = "fonttools {importlib.metadata.version("fonttools")}"',
    ]
    copyrights = []
    for face in CUTS:
        folder, version = packages[face.package]
        source, target = folder / face.source, OUT / face.target
        count, notice = cut(source, target, lambda offered, charset=face.charset: wanted(charset, standard, offered), face.family)
        copyrights += [notice, KAI_NOTICE if face.family else _first_line(folder / "LICENSE_FONT")]
        facts = {
            "file": face.target,
            "charset": face.charset,
            "package": face.package,
            "version": version,
            "source": face.source,
            "source_sha256": sha256(source),
            "sha256": sha256(target),
        }
        record += ["", "[[font]]", *(f'{key} = "{value}"' for key, value in facts.items()), f"characters = {count}"]
        print(f"{face.target}: {count} characters, {target.stat().st_size / 1e6:.2f} MB")
    (OUT / "SOURCES.toml").write_text("\n".join(record) + "\n", encoding="utf-8")
    licence = (packages[CUTS[0].package][0] / "LICENSE_FONT").read_text(encoding="utf-8").partition("\n")[2].lstrip()
    (OUT / "OFL.txt").write_text("\n".join(dict.fromkeys(copyrights)) + "\n\n" + licence, encoding="utf-8")


def _first_line(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0]


if __name__ == "__main__":
    main()
