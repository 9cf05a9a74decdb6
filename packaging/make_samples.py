"""Make the sample years that ship with the program, the same bytes each time.

    python packaging/make_samples.py [OUT_FOLDER]

OUT_FOLDER is resources/samples unless named. For each of hotel, mall and scenic it writes data.xlsx (2025, the filled template),
data-2024.xlsx (the year before, to compare with), evidence/*.pdf (the papers that data.xlsx names), broken.xlsx (one fault for each rule
that it can break), broken.toml (the list of those faults, and of those that only the set-up can carry), sample.toml (what the sample is),
event.toml (the event with its items), plan.toml (reduction measures), offsets.toml and event-offsets.toml (credits of the two dossiers),
documents.toml and event-documents.toml (their papers), broken-claims.toml (one change of the set-up for each rule about claims), and
where it has one broken-event.toml (one change of the event for each rule of its form).
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

import sample_hotel  # noqa: E402
import sample_hotel_claims  # noqa: E402
import sample_mall  # noqa: E402
import sample_mall_claims  # noqa: E402
import sample_scenic  # noqa: E402
import sample_scenic_claims  # noqa: E402
from sample_book import content_of  # noqa: E402
from sample_claim_pages import authorization_sheets, claim_sheets  # noqa: E402
from sample_claims import claim_files  # noqa: E402
from sample_event_faults import event_faults, event_faults_toml  # noqa: E402
from sample_faults import WRONG_FILE, Fault, break_book  # noqa: E402
from sample_papers import draw, pages_of  # noqa: E402
from sample_parts import SampleYear, Sheet  # noqa: E402

from core.catalogue_loader.loading import load_catalogue  # noqa: E402
from core.documents.workbook_writing import workbook_bytes  # noqa: E402

_BROKEN_HEAD = """\
# broken.xlsx: the year of data.xlsx with one fault for each rule that it can break; 示例, written by packaging/make_samples.py.
# Import data-2024.xlsx first: V05 compares with it. `findings` is all that the program says to a fault: rule, severity, place; the
# rule's own comes first, the others follow from it. A fault without a sheet is one of the set-up, made after the import.
"""
_SAMPLE_HEAD = """\
# 示例: a venue that does not exist, simulated; written by packaging/make_samples.py. Not to be submitted.
"""


SAMPLES = {
    "hotel": (sample_hotel, sample_hotel_claims.CLAIMS),
    "mall": (sample_mall, sample_mall_claims.CLAIMS),
    "scenic": (sample_scenic, sample_scenic_claims.CLAIMS),
}
"""Folder → the module that knows the years of the sample, and what the sample claims."""


EVENT_FAULTS = {"scenic": event_faults("号码布和指路牌", "参赛人员航空")}
"""The sample whose event breaks each rule of its form once: a national one, which has to enclose a plan."""


def sample_files(code: str) -> dict[str, bytes]:
    """Workbooks and lists of a sample: path under its folder → content."""
    (sample, claims), catalogue = SAMPLES[code], load_catalogue()
    year, before = sample.this_year(), sample.last_year()
    whole = content_of(year, catalogue)
    rows, faults = break_book(whole.rows, sample.FAULTS)
    broken = replace(whole, title=f"{whole.title}（每类问题各一处）", rows=rows)
    files = {
        "data.xlsx": workbook_bytes(whole),
        "data-2024.xlsx": workbook_bytes(content_of(before, catalogue)),
        "broken.xlsx": workbook_bytes(broken),
        "broken.toml": _broken_toml(faults, year).encode(),
        "sample.toml": _sample_toml(year, before, len(sample_pages(code))).encode(),
    }
    if code in EVENT_FAULTS:
        files["broken-event.toml"] = event_faults_toml(EVENT_FAULTS[code]).encode()
    if any(fault.rule == "V38" for fault in faults):
        files[WRONG_FILE] = "示例：手抄的加油记录，不是票据。\n".encode()
    return files | {name: text.encode() for name, text in claim_files(claims).items()}


def sample_pages(code: str) -> dict[str, Sheet]:
    """Papers of a sample: path under its folder → what stands on the page."""
    sample, claims = SAMPLES[code]
    year = sample.this_year()
    sheets = (*claim_sheets(claims), *authorization_sheets(year.site, year.people))
    pages = pages_of(year) | {sheet.file: sheet for sheet in sheets}
    return {f"evidence/{name}": page for name, page in pages.items()}


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _broken_toml(faults: Sequence[Fault], year: SampleYear) -> str:
    answered = ", ".join(_text(f"{one.rule} W {one.row} {one.month}月") for one in year.explanations)
    parts = [_BROKEN_HEAD, f"answered = [{answered}]\n"]
    for fault in faults:
        findings = ", ".join(map(_text, fault.findings))
        lines = [f"rule = {_text(fault.rule)}", f"place = {_text(fault.place)}", f"done = {_text(fault.done)}", f"findings = [{findings}]"]
        if fault.sheet:
            lines[1:1] = [f"sheet = {_text(fault.sheet)}", f"row = {fault.row}"]
        if fault.setup is not None:
            kind, values = fault.setup
            lines += ["", f"[fault.{kind}]", *(f"{key} = {_text(value)}" for key, value in values.items())]
        parts.append("\n".join(["[[fault]]", *lines, ""]))
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
    written: list[Path] = []
    for code in SAMPLES:
        target = folder / code
        files = sample_files(code) | {name: draw(page) for name, page in sample_pages(code).items()}
        (target / "evidence").mkdir(parents=True, exist_ok=True)
        for old in (target / "evidence").glob("*.pdf"):
            if f"evidence/{old.name}" not in files:
                old.unlink()
        for name, data in files.items():
            (target / name).write_bytes(data)
            written.append(target / name)
    return tuple(written)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Make the sample years that ship with the program.")
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "resources" / "samples", help="folder to write to")
    written = write(parser.parse_args().out)
    print(f"{len(written)} files, {sum(path.stat().st_size for path in written):,} bytes")


if __name__ == "__main__":
    main()
