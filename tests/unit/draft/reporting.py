"""One need with what was found for it, and reports drafted from them."""

from __future__ import annotations

from datetime import date

from agent.draft.report import Report, Variant, build_report, report_markdown
from agent.schema import (
    Candidate,
    Cell,
    Citation,
    Comparison,
    CoverageMatrix,
    CoverageRow,
    Indicator,
    PathAdvice,
    Reason,
    Recommendation,
    RequirementCard,
    SubRequirement,
)
from knowledge.records import (
    Achievement,
    AnyRecord,
    Expert,
    Parameter,
    Provision,
    Resource,
    ResourceKind,
    ResourceStatus,
    Source,
    TransferMode,
)

TODAY = date(2026, 11, 22)


SOURCE = Source(title="测试成果库", date="2026-11")


TEXT = "成都云杉精密有限公司的轴承磨削振纹多，圆度 1.2 μm，要做到 0.5 μm 以下，预算 60 万元，联系人周工 13900001111"


ACHIEVEMENT = Achievement(
    id="A-9001",
    title="轴承套圈磨削颤振在线抑制",
    problem="磨削时出现振纹，圆度不稳定",
    approach="用主动阻尼器压低主轴系统的颤振",
    parameters=[Parameter(name="圆度", op="<=", value=0.4, unit="μm", condition="内圈")],
    trl=7,
    transfer_modes=[TransferMode.LICENSE],
    pay_later=True,
    price="许可费 20 万元",
    institution="青石大学",
    contact="示例联系人 13800002222",
    internal="团队急于转让",
    source=SOURCE,
    as_of=date(2026, 6, 1),
)


EXPERT = Expert(
    id="E-9001", title="周牧之 教授", name="周牧之", institution="青石大学", directions=["磨削颤振抑制"], source=SOURCE
)


EXPLORED = Resource(
    id="R-9001",
    title="先投后股",
    kind=ResourceKind.FINANCE,
    status=ResourceStatus.EXPLORING,
    clauses=[Provision(text="正在研究试点办法。", as_of="2026年")],
    source=SOURCE,
)


RECORDS: dict[str, AnyRecord] = {one.id: one for one in (ACHIEVEMENT, EXPERT, EXPLORED)}


def cite(record: str, field: str, quote: str) -> Citation:
    return Citation(record_id=record, field=field, quote=quote, as_of="2026-06-01")


def card(**changes: object) -> RequirementCard:
    values: dict[str, object] = {
        "object": "轴承",
        "problem": "磨削振纹多",
        "sub_requirements": [SubRequirement(id="S1", text="轴承磨削振纹多", quote="轴承磨削振纹多")],
        "indicators": [Indicator(name="圆度", op="<=", value=0.5, unit="μm", quote="要做到 0.5 μm 以下")],
        "baselines": [Indicator(name="圆度", op="=", value=1.2, unit="μm", quote="圆度 1.2 μm")],
        "budget_cny": 600000.0,
        "enterprise": "成都云杉精密有限公司",
        "missing": ["期限", "合作方式"],
        "text": TEXT,
    }
    return RequirementCard.model_validate(values | changes)


def reason(text: str, *citations: Citation, risk: bool = False) -> Reason:
    return Reason(criterion="技术契合", text=text, citations=list(citations), risk=risk)


def found(*reasons: Reason, level: str = "强") -> Recommendation:
    met = cite("A-9001", "parameters", ACHIEVEMENT.parameters[0].text())
    candidate = Candidate.model_validate(
        {
            "record_id": "A-9001",
            "kind": "achievement",
            "title": ACHIEVEMENT.title,
            "level": level,
            "probability": 0.9,
            "score": 1.0,
            "reasons": list(reasons),
            "comparisons": [Comparison(indicator=0, verdict="met", text="0.4 μm ≤ 0.5 μm，达到", citation=met)],
            "covers": ["S1"],
        }
    )
    told = reason("能回答“轴承磨削振纹多”：磨削颤振抑制", cite("E-9001", "directions", "磨削颤振抑制"))
    person = {"record_id": "E-9001", "kind": "expert", "title": EXPERT.title, "level": "较强", "reasons": [told]}
    money = {"record_id": "R-9001", "kind": "resource", "title": "先投后股", "level": "弱"}
    advice = {"name": "先投后股", "reason": "可了解先投后股。", "status": "探索中，尚未正式推出，不作承诺"}
    return Recommendation(
        achievements=[candidate],
        experts=[Candidate.model_validate(person | {"probability": 0.7, "score": 1.0})],
        resources=[Candidate.model_validate(money | {"probability": 0.2, "score": 0.2})],
        coverage=CoverageMatrix(columns=["A-9001", "E-9001"], rows=rows(met)),
        paths=[PathAdvice.model_validate(advice)],
    )


def rows(met: Citation) -> list[CoverageRow]:
    covered = Cell(verdict="covered", text="覆盖", citation=cite("A-9001", "problem", "磨削时出现振纹"))
    reached = Cell(verdict="met", text="达到", citation=met)
    return [
        CoverageRow(id="S1", kind="sub_requirement", text="轴承磨削振纹多", cells={"A-9001": covered}),
        CoverageRow(id="I1", kind="indicator", text="要做到 0.5 μm 以下", cells={"A-9001": reached}),
    ]


def build(*reasons: Reason, variant: Variant = "full") -> Report:
    return build_report(card(), found(*reasons), RECORDS, variant, today=TODAY, officer="李敏")


def texts(report: Report) -> str:
    return report_markdown(report)
