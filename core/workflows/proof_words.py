"""Fits, limits and differences of measured savings in words."""

from __future__ import annotations

from fractions import Fraction

from core.accounting.saving_proof import SavingProof
from core.catalogue_loader.proof_limits import proof_limits
from core.domain.quantity import shown
from core.domain.reduction import MeasureProof
from core.i18n import _
from core.workflows.weighing import UNITS, Weighing
from core.workflows.wording import localized


def limits_in_words() -> str:
    """What a fit must keep, with the documents."""
    limits = proof_limits()
    return _("拟合须 R² ≥ {r2}（{r2_doc}），CV(RMSE) ≤ {cv}%（{cv_doc}）；两个限值凭记忆写入，未核对 {mark}").format(
        r2=limits.r2, r2_doc=limits.r2_document, cv=limits.cv_percent, cv_doc=limits.cv_document, mark=limits.mark
    )


def difference_in_words(claimed: Fraction, measured: Fraction | None) -> str:
    """How far what was measured lies from what was expected; empty while nothing was."""
    if measured is None or not claimed:
        return ""
    percent = (measured / claimed - 1) * 100
    if abs(percent) < 1:
        return _("实测与预计一致")
    return (_("实测比预计多 {percent}%") if percent > 0 else _("实测比预计少 {percent}%")).format(percent=shown(abs(percent), 0))


def fit_in_words(found: SavingProof | None) -> str:
    """How well a baseline fits; empty where there is none."""
    if found is None:
        return ""
    if found.fit is None:
        return _("未归一化")
    r2 = "—" if found.fit.r2 is None else shown(found.fit.r2, 2)
    # A root is no fraction: the float is only shown, the limit was judged by the square.
    cv = "—" if found.fit.cv2 is None else shown(Fraction(float(found.fit.cv2) ** 0.5) * 100, 1)
    return _("R² {r2}，CV(RMSE) {cv}%，{points} 个月").format(r2=r2, cv=cv, points=found.fit.points)


def equation_in_words(weighed: Weighing, proof: MeasureProof, found: SavingProof | None) -> str:
    """The fit as an equation; empty where there is none."""
    if found is None or found.fit is None:
        return ""
    outputs = weighed.taken.catalogue.outputs
    names = [localized(outputs[code].zh, outputs[code].en) for code in proof.drivers]
    names += [proof.typed_name or _("另填的驱动因素")] if proof.typed_values else []
    terms = "".join(
        f" {'−' if slope < 0 else '+'} {shown(abs(slope), 4)} × {name}" for slope, name in zip(found.fit.slopes, names, strict=True)
    )
    return _("月用量 = {constant}{terms}（{unit}）").format(constant=shown(found.fit.constant, 1), terms=terms, unit=UNITS[proof.output])
