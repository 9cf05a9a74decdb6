"""The pages behind a sample's claims: statistics of the event, acceptance of measures, retirement, commitment, licence, plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sample_claims import LICENCE, REGISTRY, STATED_ON, Claims, Item, Lot, Value, beneficiary, proof_name, statement_name
from sample_parts import Sheet, Signatory, Site

_LABELS = {"Nm3": "m³", "m3": "m³", "pkm": "人·km", "vkm": "车·km", "tkm": "t·km", "room_night": "间夜"}
_PRODUCTS = {"CCER": "国家核证自愿减排量（CCER）", "REGIONAL": "区域核证碳减排量（CDCER）"}


def claim_sheets(claims: Claims) -> tuple[Sheet, ...]:
    """Every page that the TOML files name."""
    site = claims.site
    licence = Sheet(LICENCE, "营业执照副本复印件", site.credit_code, "示例登记机关", claims.licence, stamp="复印件加盖公章处")
    sheets = [
        *_item_sheets(claims),
        *(measure.paper for measure in claims.measures if measure.paper is not None),
        *(_proof(claims, lot) for lot in claims.lots),
        _statement(claims, of_event=False),
        _statement(claims, of_event=True),
        licence,
        *claims.scans,
    ]
    if "plan" in claims.event:
        title = f"{claims.event['name']}碳中和实施方案"
        sheets.append(Sheet(str(claims.event["plan"]), title, "", site.organization, (), claims.plan_text, stamp="盖公章处"))
    return tuple(sheets)


def authorization_sheets(site: Site, people: Sequence[Signatory]) -> tuple[Sheet, ...]:
    """The 授权书 of those who have one, given by the legal representative."""
    legal = next(person for person in people if person.legal)
    return tuple(_authorization(site, legal, person) for person in people if person.authorization)


def _authorization(site: Site, legal: Signatory, person: Signatory) -> Sheet:
    return Sheet(
        person.authorization,
        "授权书",
        "SQ-2025-0001",
        site.organization,
        (
            ("委托单位", f"{site.organization}（{site.credit_code}）"),
            ("法定代表人", legal.name),
            ("被授权人", f"{person.name}（{person.department}，{person.role}）"),
            ("授权事项", "复核本单位碳排放核算和碳中和材料，签署电子材料包"),
            ("授权期限", "2025年1月1日至2026年12月31日"),
            ("签署日期", "2025年1月2日"),
        ),
        stamp="盖公章处",
    )


def _item_sheets(claims: Claims) -> list[Sheet]:
    return [
        Sheet(file, title, number, issuer, tuple((one.name, _amount(one)) for one in claims.items if file in one.papers))
        for file, (title, number, issuer) in claims.pages.items()
    ]


def _amount(item: Item) -> str:
    return f"{item.actual:,f} {_LABELS.get(item.unit, item.unit)}；{item.basis}"


def _proof(claims: Claims, lot: Lot) -> Sheet:
    first, last = lot.serials
    return Sheet(
        proof_name(lot),
        "注销证明",
        lot.retirement_id,
        REGISTRY,
        (
            ("产品", _PRODUCTS[lot.product]),
            ("项目", f"{lot.project}（{lot.location}，{lot.vintage} 年）"),
            ("序列号", f"{first} — {last}"),
            ("数量", f"{lot.tonnes:,} 吨CO2e"),
            ("注销日期", _chinese(lot.retired_on)),
            ("注销主体", claims.site.organization),
            ("用途", beneficiary(claims, lot)),
        ),
        stamp="登记机构签章处",
    )


def _statement(claims: Claims, *, of_event: bool) -> Sheet:
    """The commitment as it comes back from the scanner: printed, signed, with the place of the seal marked and no seal drawn."""
    event = claims.event
    if of_event:
        subject = f"“{event['name']}”（{_stages(event)}）"
        first, last = event["start"], event["end"]
    else:
        subject, first, last = f"{claims.site.venue}（{claims.boundary}）", date(2025, 1, 1), date(2025, 12, 31)
    tonnes = claims.event_tonnes if of_event else claims.operation_tonnes
    used = [lot for lot in claims.lots if (lot.for_event if of_event else lot.for_operation)]
    products = "、".join(dict.fromkeys(lot.subtype or lot.product for lot in used))
    retired = sum(lot.for_event if of_event else lot.for_operation for lot in used)
    measures = "；".join(measure.note for measure in claims.measures if measure.state == "done")
    text = (
        f"经本单位自我承诺，{subject}{_chinese(first)}至{_chinese(last)}温室气体排放量为 {tonnes:,f} 吨CO2e，"
        f"已注销 {retired:,} 吨 {products} 予以抵消，实现碳中和（自我承诺，未经第三方评价）。",
        f"减排措施：{measures}。先采取节能降耗措施，再对剩余排放予以抵消。",
        f"注销编号：{'、'.join(lot.retirement_id for lot in used)}。抵消量未用于其他主体、其他期间或其他活动。",
        "核算边界、方法、排放因子和不计入的排放源见温室气体排放核算报告。本单位对活动数据和所附材料的真实、完整负责。",
        f"承诺单位：{claims.site.organization}　　统一社会信用代码：{claims.site.credit_code}",
        f"承诺日期：{_chinese(STATED_ON)}",
    )
    return Sheet(statement_name(of_event=of_event), "自我承诺书", "扫描件", claims.site.organization, (), text, stamp="盖公章处")


def _stages(event: Mapping[str, Value]) -> str:
    names = {"preparing": "筹备", "holding": "举办", "closing": "收尾"}
    stages = event["stages"]
    if not isinstance(stages, tuple):
        raise SystemExit("stages must be a list")
    return "、".join(names[stage] for stage in stages) + "阶段"


def _chinese(day: Value) -> str:
    if not isinstance(day, date):
        raise SystemExit(f"no day: {day!r}")
    return f"{day.year}年{day.month}月{day.day}日"
