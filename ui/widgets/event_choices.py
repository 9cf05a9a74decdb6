"""What may be chosen for an item of an event: the kinds of sources, and the factors of those that ask for one."""

from __future__ import annotations

from core.domain.catalogue import Catalogue
from core.domain.emission import Scope, SourceType
from core.i18n import _
from ui.widgets.formula import pretty
from ui.widgets.venue_form import in_language


def type_choices(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Code and name of the kinds of sources that count; those that events are made for come first."""
    counted = [kind for kind in catalogue.source_types.values() if kind.scope in {Scope.ONE, Scope.TWO, Scope.THREE}]
    counted.sort(key=lambda kind: (kind.scope is not Scope.THREE, not kind.asks_factor))
    return [(kind.code, in_language(kind.zh, kind.en)) for kind in counted]


def factor_choices(kind: SourceType, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Id and words of the factors of a kind; the first stands for none."""
    choices = [("", _("请选因子，未选不计入总量"))]
    for factor_id in kind.factor_choices:
        factor = catalogue.factors[factor_id]
        words = f"{in_language(factor.zh, factor.en)}　{factor.value} {pretty(factor.unit)}　{factor.mark.value}"
        choices.append((factor_id, words))
    return choices
