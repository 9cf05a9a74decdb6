"""Reading how well a baseline must fit, and what usually drives the use of a venue."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core import resources
from core.catalogue_loader.tables import Tables
from core.domain.proof_limits import ProofLimits, UsualDrivers
from core.i18n import _

_NAME = "proof.toml"


@cache
def proof_limits() -> ProofLimits:
    """The limits that ship with the program, read once: they are frozen."""
    return load_proof_limits(resources.folder("reductions"))


def load_proof_limits(place: Path) -> ProofLimits:
    """Read the limits from their folder.

    Raises:
        FileError: the file is missing or wrong; the message names file, line and field.
    """
    whole, text = Tables(place).toml(_NAME)
    r2, percent = whole.number("r2"), whole.number("cv_percent")
    if not 0 < r2 <= 1:
        raise whole.wrong("r2", _("大于 0、不超过 1 的数"))
    if percent <= 0:
        raise whole.wrong("cv_percent", _("大于 0 的百分数"))
    drivers: dict[str, UsualDrivers] = {}
    for row in whole.rows("driver", text):
        code = row.new_code("venue_type", drivers)
        drivers[code] = UsualDrivers(row.texts("outputs"), row.text("typed_zh", ""), row.text("typed_en", ""))
        row.finish()
    limits = ProofLimits(r2, whole.text("r2_document"), percent, whole.text("cv_document"), whole.text("mark"), drivers)
    whole.finish()
    return limits
