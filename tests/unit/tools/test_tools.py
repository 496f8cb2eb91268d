from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import KnowledgeBase, open_knowledge
from knowledge.records import Achievement, Expert, Figure, Resource, ResourceKind, ResourceStatus, Source
from knowledge.text import HAN
from tools import TOOLS, Context, ToolBox, ToolError

SOURCE = Source(title="测试目录", date="2026-10")
RECORDS = [
    Achievement(
        id="A-1", title="注塑银纹控制", problem="银纹", region="四川成都", trl=6, price="面议", contact="13900000000",
        internal="内部", source=SOURCE,
    ),
    Achievement(id="A-2", title="模具排气", problem="银纹困气", region="广东", trl=3, source=SOURCE),
    Expert(id="E-1", title="王某", name="王某", directions=["注塑银纹"], contact="wx", source=SOURCE),
    Resource(id="R-1", title="注塑中试平台", kind=ResourceKind.PILOT, source=SOURCE),
    Resource(id="R-2", title="积分保", kind=ResourceKind.FINANCE, status=ResourceStatus.EXPLORING, source=SOURCE),
    Figure(id="F-1", title="中试平台数量", value=12, value_text="12 家", period="2025年", basis="实际", source=SOURCE),
]  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder: Path = tmp_path_factory.mktemp("tools")
    opened = open_knowledge(folder, database_url="", tenant="t", embedder="none", vectors="exact")
    opened.catalogue.upsert(RECORDS)
    opened.sync()
    yield opened
    opened.close()


@pytest.fixture
def box(base: KnowledgeBase) -> ToolBox:
    return ToolBox(Context(base.catalogue, base.retriever, {"A-1": ["技术契合：银纹"]}))


@pytest.mark.parametrize(
    ("name", "arguments", "ids"),
    [
        ("search_achievements", {"query": "注塑银纹", "limit": 1}, {"A-1"}),
        ("search_achievements", {"query": "银纹", "region": "广东"}, {"A-2"}),
        ("search_achievements", {"query": "银纹", "trl_min": 5, "field": ""}, {"A-1"}),
        ("search_experts", {"query": "注塑银纹"}, {"E-1"}),
        ("search_resources", {"query": "中试平台", "kind": "中试平台"}, {"R-1"}),
        ("get_record", {"record_id": "a-1"}, {"A-1"}),
        ("get_record", {"record_id": "A-99"}, set()),
        ("compare_records", {"record_ids": ["A-1", "A-2"]}, {"A-1", "A-2"}),
        ("explain_match", {"record_id": "A-1"}, {"A-1"}),
        ("explain_match", {"record_id": "A-2"}, set()),
        ("search_achievements", {"query": "银纹", "trl_max": 4}, {"A-2"}),
        ("search_resources", {"query": "中试平台", "region": "成都", "trl": 5}, {"R-1"}),
        ("cover_card", {"record_ids": ["A-1"]}, {"A-1"}),
        ("lookup_figure", {"query": "中试平台数量"}, {"F-1"}),
    ],
)
def test_tools_return_rows_and_the_records_behind_them(
    box: ToolBox, name: str, arguments: dict[str, object], ids: set[str]
) -> None:
    rows, records = box.call(name, arguments)
    assert set(records) == ids and {row["record_id"] for row in rows} == ids


def test_every_tool_is_tested_and_described() -> None:
    assert set(TOOLS) == {
        "search_achievements", "search_experts", "search_resources", "get_record", "compare_records", "explain_match",
        "lookup_figure", "cover_card", "prove_absence",
    }  # fmt: skip
    for spec in (tool.spec()["function"] for tool in TOOLS.values()):
        assert spec["description"] and spec["parameters"]["required"]
        assert "$ref" not in str(spec) and "title" not in spec["parameters"]["properties"]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("delete_record", {"record_id": "A-1"}),
        ("", {}),
        ("get_record", None),
        ("get_record", {}),
        ("get_record", {"record_id": "A-1'; DROP TABLE records"}),
        ("get_record", {"record_id": ["A-1"]}),
        ("get_record", {"record_id": "A-1", "tenant": "other"}),
        ("search_achievements", {"query": "银"}),
        ("search_achievements", {"query": "银" * 161}),
        ("search_achievements", {"query": "银纹", "limit": 50}),
        ("search_achievements", {"query": "银纹", "field": "魔法"}),
        ("search_resources", {"query": "平台", "kind": "x"}),
        ("compare_records", {"record_ids": ["A-1"]}),
        ("compare_records", {"record_ids": ["A-1"] * 5}),
    ],
)
def test_wrong_calls_are_refused_with_a_chinese_reason(
    box: ToolBox, name: str, arguments: dict[str, object] | None
) -> None:
    with pytest.raises(ToolError, match=f"[{HAN}]"):
        box.call(name, arguments)


def test_rows_hold_public_fields_only(box: ToolBox) -> None:
    rows = [row for name, arguments in (
        ("get_record", {"record_id": "A-1"}),
        ("get_record", {"record_id": "E-1"}),
        ("search_achievements", {"query": "银纹"}),
        ("search_experts", {"query": "银纹"}),
    ) for row in box.call(name, arguments)[0]]  # fmt: skip
    text = str(rows)
    assert "13900000000" not in text and "内部" not in text and "wx" not in text and "contact" not in text


def test_the_status_of_a_resource_is_told(box: ToolBox) -> None:
    rows, _ = box.call("get_record", {"record_id": "R-2"})
    assert rows[0]["status"] == "探索"


def test_reasons_come_with_the_match(box: ToolBox) -> None:
    rows, _ = box.call("explain_match", {"record_id": "A-1"})
    assert rows[0]["reasons"] == ["技术契合：银纹"]


def test_nothing_is_said_to_be_lacking_where_the_whole_catalogue_cannot_be_asked(box: ToolBox) -> None:
    with pytest.raises(ToolError, match="全库"):
        box.call("prove_absence", {"type": "achievement", "words": ["石墨"]})


def test_an_absence_is_counted_over_the_whole_catalogue(base: KnowledgeBase) -> None:
    asked: list[object] = []

    def holding(query: object) -> list[str]:
        asked.append(query)
        return ["A-1"]

    rows, records = ToolBox(Context(base.catalogue, base.retriever, holding=holding)).call(
        "prove_absence", {"type": "achievement", "words": ["银纹"], "trl": 6}
    )
    assert rows[0] == {"count": 1, "query": {"type": "achievement", "words": ["银纹"], "trl": 6}}
    assert set(records) == {"A-1"} and asked == [
        {"type": "achievement", "words": ["银纹"], "kind": None, "field": None, "trl": 6}
    ]


def test_what_a_record_covers_is_told_line_by_line(base: KnowledgeBase) -> None:
    box = ToolBox(Context(base.catalogue, base.retriever, cover=lambda record: [f"{record.id} 覆盖"]))
    rows, _ = box.call("cover_card", {"record_ids": ["A-1", "A-2"]})
    assert [row["coverage"] for row in rows] == [["A-1 覆盖"], ["A-2 覆盖"]]
