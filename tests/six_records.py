"""Six records on injection moulding, one of every kind, and the need they answer: what scripted models speak of."""

from __future__ import annotations

from knowledge.records import (
    Achievement,
    Expert,
    Figure,
    Parameter,
    Provision,
    Resource,
    ResourceKind,
    ResourceStatus,
    Source,
)

SOURCE = Source(title="测试目录", date="2026-10")
RECORDS = [
    Achievement(
        id="A-9001",
        title="注塑粒料水分闭环控制",
        problem="保险杠注塑件表面银纹，原料含水波动",
        approach="在线测水并调节干燥温度",
        applications=["不适用于透明件", "家电外壳"],
        parameters=[Parameter(name="良率", op=">=", value=98.4, unit="%")],
        trl=6,
        institution="某某大学",
        contact="李工 13900001111 li@secret.example",
        internal="团队计划年底搬迁至乙地",
        source=SOURCE,
    ),
    Achievement(
        id="A-9002",
        title="模具排气结构优化",
        problem="注塑件困气烧焦和银纹",
        parameters=[Parameter(name="排气时间", op="<=", value=0.3, unit="s")],
        trl=5,
        institution="另一研究院",
        source=SOURCE,
    ),
    Expert(
        id="E-9001", title="王某 教授", name="王某", directions=["注塑成型", "银纹机理"], contact="wx-wangmou-77",
        source=SOURCE,
    ),
    Resource(
        id="R-9001",
        title="注塑中试平台",
        kind=ResourceKind.PILOT,
        summary="提供小批量试模",
        clauses=[Provision(text="每批试模不超过 200 件")],
        source=SOURCE,
    ),
    Resource(
        id="R-9002",
        title="积分保",
        kind=ResourceKind.FINANCE,
        status=ResourceStatus.EXPLORING,
        clauses=[Provision(text="探索推出，尚未正式发布")],
        source=SOURCE,
    ),
    Figure(
        id="F-9001", title="中试平台数量", value=12, value_text="12 家", unit="家", period="2025年", basis="实际",
        source=SOURCE,
    ),
]  # fmt: skip
NEED = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万"
