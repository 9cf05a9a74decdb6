"""Make the sample years that ship with the program, the same bytes each time.

    python packaging/make_samples.py [OUT_FOLDER]

OUT_FOLDER is resources/samples unless named. For the hotel it writes data.xlsx (2025, the filled template), data-2024.xlsx (the year
before, to compare with), evidence/*.pdf (the papers that data.xlsx names), broken.xlsx (one fault for each rule that blocks), broken.toml
(the list of those faults) and sample.toml (what the sample is).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sample_book import content_of  # noqa: E402
from sample_faults import Fault, break_book  # noqa: E402
from sample_hotel import last_year, this_year  # noqa: E402
from sample_papers import papers_of  # noqa: E402
from sample_parts import SampleYear  # noqa: E402

from core.catalogue_loader.loading import load_catalogue  # noqa: E402
from core.documents.workbook_writing import workbook_bytes  # noqa: E402

_BROKEN_HEAD = """\
# broken.xlsx: the year of data.xlsx with one fault for each rule that blocks; written by packaging/make_samples.py.
# Import data-2024.xlsx first: V05 compares with it. V27 is missing: a source cannot be left out without a reason in a workbook.
"""
_SAMPLE_HEAD = """\
# 示例: a hotel that does not exist, simulated; written by packaging/make_samples.py. Not to be submitted.
"""


def hotel_files() -> dict[str, bytes]:
    """Path under the sample's folder → content."""
    catalogue, year, before = load_catalogue(), this_year(), last_year()
    whole = content_of(year, catalogue)
    rows, faults = break_book(whole.rows)
    broken = replace(whole, title=f"{whole.title}（每类阻断问题各一处）", rows=rows)
    papers = papers_of(year)
    files = {
        "data.xlsx": workbook_bytes(whole),
        "data-2024.xlsx": workbook_bytes(content_of(before, catalogue)),
        "broken.xlsx": workbook_bytes(broken),
        "broken.toml": _broken_toml(faults).encode(),
        "sample.toml": _sample_toml(year, before, len(papers)).encode(),
    }
    return files | {f"evidence/{name}": paper for name, paper in papers.items()}


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _broken_toml(faults: Sequence[Fault]) -> str:
    parts = [_BROKEN_HEAD]
    for fault in faults:
        parts.append(
            f"[[fault]]\nrule = {_text(fault.rule)}\nsheet = {_text(fault.sheet)}\nrow = {fault.row}\n"
            f"place = {_text(fault.place)}\ndone = {_text(fault.done)}\n"
        )
    return "\n".join(parts)


def _sample_toml(year: SampleYear, before: SampleYear, papers: int) -> str:
    site = year.site
    facts = [
        ("organization", site.organization),
        ("credit_code", site.credit_code),
        ("venue", site.venue),
        ("venue_type", site.venue_type),
        ("region", site.region),
        ("author", year.people[0].name),
        ("environment", "trial"),
    ]
    lines = [_SAMPLE_HEAD, *(f"{key} = {_text(value)}" for key, value in facts), f"evidence = {papers}", "", "[profile]"]
    lines += [f"{code} = {_text(value)}" for code, value in site.profile]
    for name, one in (("data-2024.xlsx", before), ("data.xlsx", year)):
        lines += ["", "[[workbook]]  # imported in this order", f"file = {_text(name)}", f"year = {one.year}"]
    return "\n".join([*lines, ""])


def write(folder: Path) -> tuple[Path, ...]:
    """Write the samples under `folder`; papers of an earlier run that no book names any more are removed."""
    target = folder / "hotel"
    files = hotel_files()
    (target / "evidence").mkdir(parents=True, exist_ok=True)
    for old in (target / "evidence").glob("*.pdf"):
        if f"evidence/{old.name}" not in files:
            old.unlink()
    for name, data in files.items():
        (target / name).write_bytes(data)
    return tuple(target / name for name in files)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Make the sample years that ship with the program.")
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "resources" / "samples", help="folder to write to")
    written = write(parser.parse_args().out)
    print(f"{len(written)} files, {sum(path.stat().st_size for path in written):,} bytes")


if __name__ == "__main__":
    main()
