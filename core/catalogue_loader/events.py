"""Event presets: kinds of events and the items that they usually have."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from core import resources
from core.catalogue_loader.tables import Tables
from core.domain.event import EventPreset, EventStage, PresetItem

_STAGES = {stage.value: stage for stage in EventStage}


def load_event_presets(source_types: Collection[str], folder: Path | None = None) -> tuple[EventPreset, ...]:
    """Read event_presets.toml; it proposes and computes nothing, so it is no part of the factor set's digest.

    Args:
        source_types: the codes that items may name.
        folder: where the table lies; the shipped one when None.

    Raises:
        FileError: the file is missing or wrong; the message names file, line and field.
    """
    whole, text = Tables(folder or resources.folder("catalogue")).toml("event_presets.toml")
    names: dict[str, tuple[str, str, str, str]] = {}
    for row in whole.rows("preset", text):
        code = row.new_code("code", names)
        names[code] = (row.text("zh"), row.text("en"), row.text("scale_zh"), row.text("scale_en"))
        row.finish()
    items: dict[str, list[PresetItem]] = {code: [] for code in names}
    for row in whole.rows("item", text):
        item = PresetItem(
            stage=row.meaning("stage", _STAGES),
            type_code=row.code("type", source_types),
            zh=row.text("zh"),
            en=row.text("en"),
            basis_zh=row.text("basis_zh"),
            basis_en=row.text("basis_en"),
        )
        items[row.code("preset", names)].append(item)
        row.finish()
    whole.finish()
    return tuple(EventPreset(code, *words, tuple(items[code])) for code, words in names.items())
