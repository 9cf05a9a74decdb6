"""Which factors already mix gases by another report's GWP than a dossier's."""

from __future__ import annotations

from core.accounting.methods_findings import other_gwp_sets
from core.domain.inventory import GhgInventory
from core.i18n import _


def built_in_gwp_note(computed: GhgInventory) -> str:
    """Which factors already mix gases by another report's GWP than the dossier's; empty where none does (factors.md R8)."""
    by_set: dict[str, list[str]] = {}
    for source, use in other_gwp_sets(computed):
        names = by_set.setdefault(use.gwp_set, [])
        names += [source.name] if source.name not in names else []
    return "".join(
        _("{names}的因子内含 {inside} 的 GWP，没有分气体公布，不能换算成 {chosen}。").format(
            names="、".join(names), inside=inside, chosen=computed.method.gwp_set.value
        )
        for inside, names in by_set.items()
    )
