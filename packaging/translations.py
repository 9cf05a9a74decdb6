"""Keep the English catalogue in step with the Chinese texts of the program.

    python packaging/translations.py            collect all texts, update the .po file, compile the .mo file
    python packaging/translations.py --check    change nothing; exit 1 where one of the two is out of date

New texts stand in the .po file with an empty translation; write the English there and run this again.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n" / "en" / "LC_MESSAGES"
PO, MO = FOLDER / "tanzhangben.po", FOLDER / "tanzhangben.mo"
PLACES = [("main.py", "python"), ("core/**.py", "python"), ("ui/**.py", "python")]
KEYWORDS = {"_": None, "mark": None}
# Babel would write the present moment; the files change only when a text does.
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def source_texts() -> Catalog:
    """All texts of the program that stand in `_` or `mark`, with the file each stands in."""
    texts = Catalog(project="tanzhangben", domain="tanzhangben", creation_date=MOMENT)
    for filename, line, message, comments, context in sorted(
        extract_from_dir(ROOT, method_map=PLACES, keywords=KEYWORDS), key=lambda entry: entry[:2]
    ):
        texts.add(message, locations=[(Path(filename).as_posix(), line)], auto_comments=comments, context=context)
    return texts


def updated() -> Catalog:
    """The English catalogue with every text of the program in it, those already translated with their translation."""
    if PO.exists():
        with PO.open("rb") as stream:
            catalogue = read_po(stream, locale="en", domain="tanzhangben")
    else:
        catalogue = Catalog(locale="en", domain="tanzhangben")
    catalogue.update(source_texts(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = "# English texts of 碳账本; the msgid is the Chinese source."
    catalogue.project, catalogue.version, catalogue.msgid_bugs_address = "tanzhangben", "", ""
    catalogue.creation_date = catalogue.revision_date = MOMENT
    catalogue.last_translator = catalogue.language_team = "tanzhangben"
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as the text that translators edit."""
    stream = BytesIO()
    write_po(stream, catalogue, width=140, sort_by_file=True, include_lineno=False, omit_header=False)
    return stream.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    stream = BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def main() -> int:
    """Update both files, or say which of them is out of date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    catalogue = updated()
    empty = [message.id for message in catalogue if message.id and not message.string]
    stale = []
    for path, content in ((PO, as_po(catalogue)), (MO, as_mo(catalogue))):
        if not path.exists() or path.read_bytes() != content:
            stale.append(path)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    print(f"{len(catalogue)} texts, {len(empty)} without English" + "".join(f"; out of date: {path.name}" for path in stale if check))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
