"""The market-based total stands on proof; where that is missing there is no total to show (domain.md N16, factors.md R4)."""

from __future__ import annotations

from core.domain.emission import Scope2Basis
from core.domain.inventory import GhgInventory
from core.errors import RuleError
from core.i18n import _


def require_market_total(computed: GhgInventory) -> None:
    """An inventory by the market has a total that may be shown; one by location needs no proof.

    The inventory must have been computed with its comparing totals.

    Raises:
        RuleError: proof is missing, or more green power is claimed than was bought; the sentence names rows and months.
    """
    if computed.method.basis is Scope2Basis.MARKET and computed.market_based is None:
        raise RuleError(
            "market.unproven",
            computed.market_note,
            _("请补附证书编号和核销凭证，或删去没有凭证的电量；位置法的合计不受影响，可用 --basis location 查看。"),
        )
