"""The words of a claim: the one sentence that the evidence permits, the words it forbids, and what is missing for more (domain.md §3.3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.accounting.claim_words import level_name
from core.accounting.netting import NettedEvent
from core.accounting.neutrality import (
    BLACKLIST_GATE,
    ESTIMATE_GATE,
    LOCK_GATE,
    MOVED_GATE,
    OFFSET_GATE,
    PROFILE_GATE,
    REDUCTION_GATE,
    REVOKED_GATE,
    STATEMENT_GATE,
    TREND_GATE,
    ClaimState,
    NeutralityBalance,
    OnFile,
    counting_receipts,
    is_whole_report,
    years_after,
)
from core.catalogue_loader.claim_rules import claim_words
from core.domain.event import EventForm
from core.domain.inventory import GhgInventory
from core.domain.offset import ProductType
from core.domain.organization import Venue
from core.domain.quantity import canonical, shown
from core.domain.submission import ClaimLevel
from core.i18n import _, current_language
from core.workflows.compiling import Snapshot
from core.workflows.event_facts import STAGES, stage_title
from core.workflows.offset_desk import product_name
from core.workflows.submission_views import ClaimStanding, ClaimView, MissingGate


def locked_digest(computed: GhgInventory) -> str:
    """What is kept of the figures at the lock, so that a later change of them is noticed: SHA-256 over every source's result."""
    rows = [(str(r.source.id), canonical(r.quantity()), canonical(r.total()), canonical(r.total(p1=True))) for r in computed.results]
    return hashlib.sha256(json.dumps(sorted(rows)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Figures:
    """What the sentence is filled with.

    Attributes:
        before: last year's footprint; None without its data.
        products: what the counting tonnes are, in the order of 附表1.
        netted: the events that are accounted for apart.
        today: the day of asking.
    """

    computed: GhgInventory
    before: GhgInventory | None
    balance: NeutralityBalance
    products: tuple[ProductType, ...]
    today: date
    netted: tuple[NettedEvent, ...] = ()


def claim_view(taken: Snapshot, figures: Figures, file: OnFile, state: ClaimState) -> ClaimView:
    """Everything about the claim of a dossier that was read."""
    signed = ClaimLevel.SELF_DECLARED if state.missing == (STATEMENT_GATE,) else state.level
    return ClaimView(
        dossier=taken.dossier,
        venue=taken.venue,
        file=file,
        state=state,
        level=state.level,
        level_name=level_name(state.level),
        stage=state.stage,
        balance=figures.balance,
        missing=tuple(_gate(name, file, figures.balance) for name in state.missing),
        wording=_wording(taken, figures, file, state.level),
        to_sign=(signed, _wording(taken, figures, file, signed)),
        blocked=claim_words().blocked(state.level),
        allowed_names=claim_words().names,
        boundary=boundary_text(taken.venue, taken.event),
        excluded=(
            *(f"{source.name}（{source.excluded_reason}）" for source in figures.computed.excluded),
            *(netted_words(event) for event in figures.netted),
        ),
        first_period=_first_period(taken, figures, file),
        valid_until=years_after(taken.last_day, 1),
        expired=state.level is not ClaimLevel.DRAFT and figures.today > years_after(taken.last_day, 1),
    )


def standing_name(standing: ClaimStanding) -> str:
    """未抵消, 部分抵消, 足额抵消而未声明, or 已声明."""
    names = {
        ClaimStanding.NONE: _("未抵消"),
        ClaimStanding.PARTIAL: _("部分抵消"),
        ClaimStanding.COVERED: _("已足额抵消，未声明"),
        ClaimStanding.CLAIMED: _("已声明"),
    }
    return names[standing]


def netted_words(event: NettedEvent) -> str:
    """An event that a year leaves to its own dossier, as boundaries name it."""
    return _("{name}（{days}的活动，另行核算，扣除 {tonnes} tCO₂e）").format(
        name=event.name, days=days_text(event.start, event.end), tonnes=shown(event.tonnes, 2)
    )


def boundary_text(place: Venue, event: EventForm | None) -> str:
    """The boundary in one line."""
    if event is not None:
        return _("、").join(stage_title(stage) for stage in STAGES if stage in event.stages)
    chosen = place.current_profile().get("boundary", "")
    texts = {"landlord": _("业主运营边界，不含租户用能"), "building": _("全楼边界，含租户用能")}
    return texts.get(chosen, _("运营控制边界"))


def _first_period(taken: Snapshot, figures: Figures, file: OnFile) -> str:
    if taken.event is not None or not file.first_period or not figures.balance.covered:
        return ""
    return _("本期为首期：排放量全部以注销减排量抵消，还没有可比的减排实绩（首期全抵消）。")


# ---------------------------------------------------------------- the sentence


def _wording(taken: Snapshot, figures: Figures, file: OnFile, level: ClaimLevel) -> str:
    parts = {
        "who": taken.organization.name,
        "what": _subject(taken),
        "boundary": boundary_text(taken.venue, taken.event),
        "tonnes": shown(figures.balance.total, 2),
        "retired": f"{figures.balance.retired:,}",
    }
    if level is ClaimLevel.DRAFT:
        return _unclaimed(taken, figures, parts)
    parts["products"] = _("、").join(product_name(product) for product in figures.products)
    return _template(level, "claim").format(**parts, **_confirmed(file, level)) + _end()


def _template(level: ClaimLevel, name: str) -> str:
    return claim_words().template(level, name, current_language())


def _end() -> str:
    return _("。")


def _subject(taken: Snapshot) -> str:
    if taken.event is not None:
        template = _("「{name}」（{days}）") if taken.event.files_form else _("参加「{name}」（{days}）")
        return template.format(name=taken.event.name, days=days_text(taken.event.start, taken.event.end))
    period = taken.dossier.period
    if period.months == 12 and period.start.month == 1:
        return _("「{venue}」{year} 年运营").format(venue=taken.venue.name, year=period.start.year)
    return _("「{venue}」{days}运营").format(venue=taken.venue.name, days=days_text(taken.first_day, taken.last_day))


def days_text(first: date, last: date) -> str:
    """A span of days as people write it; what the two have in common is written once."""
    begun = _("{year}年{month}月{day}日").format(year=first.year, month=first.month, day=first.day)
    if first == last:
        return begun
    if (first.year, first.month) == (last.year, last.month):
        return _("{begun}至{day}日").format(begun=begun, day=last.day)
    if first.year == last.year:
        return _("{begun}至{month}月{day}日").format(begun=begun, month=last.month, day=last.day)
    return _("{begun}至{ended}").format(
        begun=begun, ended=_("{year}年{month}月{day}日").format(year=last.year, month=last.month, day=last.day)
    )


def _unclaimed(taken: Snapshot, figures: Figures, parts: Mapping[str, object]) -> str:
    """未抵消 or 部分抵消: the emissions, how they changed, and how much is made up for."""
    draft, estimated = ClaimLevel.DRAFT, taken.event is not None and not taken.event.settled
    text = _template(draft, "estimated" if estimated else "claim").format(**parts)
    before = figures.before.total() if figures.before is not None else 0
    if before:
        change = (figures.computed.total() - before) / before * 100
        word = _("减少") if change < 0 else _("增加")
        text += _template(draft, "change").format(word=word, percent=shown(abs(change), 1))
    if figures.balance.retired:
        share = shown(figures.balance.share * 100, 1)
        text += _template(draft, "partial").format(retired=parts["retired"], percent=share)
    return text + _end()


def _confirmed(file: OnFile, level: ClaimLevel) -> Mapping[str, str]:
    """What platform and body add to a claim."""
    receipts = counting_receipts(file)
    certificate = receipts[-1].certificate if receipts else None
    by_platform = {}
    if certificate is not None:
        by_platform = {"number": certificate.number, "day": receipts[-1].issued_at.date().isoformat()}
    if level is not ClaimLevel.INDEPENDENTLY_ASSESSED:
        return by_platform
    report = next(document for document in file.documents if is_whole_report(document))
    confirmed = _template(level, "confirmed").format(**by_platform) if by_platform else ""
    return {"confirmed": confirmed, "body": report.issuer, "report": report.number}


# ---------------------------------------------------------------- what is missing


def _gate(name: str, file: OnFile, held: NeutralityBalance) -> MissingGate:
    title, detail, page = _gates(held)[name]
    if name == REDUCTION_GATE and any(one.state.carried_out for one in file.measures):
        detail = _("有已实施的措施，但没有附佐证文件")
    return MissingGate(name, title, detail, page)


def _gates(held: NeutralityBalance) -> Mapping[str, tuple[str, str, str]]:
    lacking = _("应抵消 {needed} 吨，已注销并计入 {retired} 吨，还差 {missing} 吨").format(
        needed=f"{held.needed:,}", retired=f"{held.retired:,}", missing=f"{max(0, held.needed - held.retired):,}"
    )
    return {
        LOCK_GATE: (_("核算还没有锁定"), _("锁定以后数字不再变动，声明才有依据"), "submission"),
        MOVED_GATE: (_("锁定以后数据有变动"), _("现在的数字与锁定时不同，请重新打开，核对后再锁定"), "submission"),
        PROFILE_GATE: (_("核算口径不完整"), _("碳中和声明须用完整口径（P2），请在核算结果页改选"), "inventory"),
        ESTIMATE_GATE: (_("还是预估数据"), _("活动结束后按实际排放核算，再作声明"), "events"),
        REDUCTION_GATE: (_("还没有已实施的减排措施"), _("先减排，后抵消：至少一项措施已实施并附佐证"), "measures"),
        TREND_GATE: (
            _("未满足减排要求"),
            _("与上一次锁定的年度相比，排放量和强度都没有下降；可以写“部分抵消”“已抵消”，不能写“碳中和”"),
            "measures",
        ),
        OFFSET_GATE: (_("抵消量不足"), lacking if held.needed else _("还没有排放量，先完成核算"), "offsets"),
        STATEMENT_GATE: (_("没有签字盖章的自我承诺书"), _("打印自我承诺书，签字盖章后扫描附上"), "declaration"),
        BLACKLIST_GATE: (_("平台名单限制"), _("最近一次名单状态是黑名单，期间不能作声明或打印证书"), "certificates"),
        REVOKED_GATE: (_("确认已撤销或失效"), _("平台已撤销确认，或确认已失效，请看最近的回执"), "submission"),
    }
