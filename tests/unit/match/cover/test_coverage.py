"""Coverage matrix and the evidence in its cells."""

from agent.match.cover.coverage import asked, assess, covers, matrix, needs
from agent.schema import Candidate, Citation, Comparison, Indicator, RequirementCard, SubRequirement
from knowledge.records import Achievement, Record, Source
from tests.unit.match.hits import retrieved


def achievement(record_id: str, title: str, approach: str = "", problem: str = "") -> Achievement:
    return Achievement(id=record_id, title=title, approach=approach, problem=problem, source=Source(title="示例"))


CARD = RequirementCard(
    object="汽车保险杠注塑件",
    problem="表面银纹",
    sub_requirements=[
        SubRequirement(id="S1", text="原料含水在线监测"),
        SubRequirement(id="S2", text="模具排气结构改进"),
    ],
)
DRYING = achievement("A-1", "注塑粒料干燥闭环", "用近红外探头对原料含水做在线监测，超标时自动延长烘料。")
CONCRETE = achievement("A-2", "超高性能混凝土配合比", "以矿渣和硅灰调整级配。")
DISCLAIMER = achievement("A-3", "压铸热平衡", "做法与原料含水在线监测无关，对象是压铸壳体。")


def test_covered_cells_quote_the_record() -> None:
    table = assess(CARD, retrieved([DRYING, CONCRETE]), ["A-1", "A-2"])
    found = table["S1"]["A-1"]
    assert found.verdict == "covered"
    assert found.passage is not None
    assert found.passage.quote in DRYING.citable_fields()[found.passage.field]
    assert covers(CARD, table, "A-1") == ["S1"]
    assert covers(CARD, table, "A-2") == []


def test_a_clause_that_disclaims_is_no_evidence() -> None:
    table = assess(CARD, retrieved([DRYING, DISCLAIMER]), ["A-1", "A-3"])
    assert table["S1"]["A-3"].verdict == "none"


def test_one_short_word_alone_covers_nothing() -> None:
    card = RequirementCard(problem="机器老是坏")
    robot = achievement("A-4", "康复机器人", "绳驱机器人辅助上肢训练。")
    assert assess(card, retrieved([robot]), ["A-4"])["S0"]["A-4"].verdict != "covered"


def test_without_sub_requirements_the_problem_is_the_need() -> None:
    card = RequirementCard(object="齿轮箱", problem="漏油")
    assert [(sub.id, sub.text) for sub in needs(card)] == [("S0", "齿轮箱漏油")]
    assert needs(RequirementCard()) == []


def test_suggested_points_are_rows_but_not_asked_for() -> None:
    point = SubRequirement(id="P1", text="模腔压力监测", suggestion=True, origin="catalogue")
    card = CARD.model_copy(update={"sub_requirements": [*CARD.sub_requirements, point]})
    assert [sub.id for sub in asked(card)] == ["S1", "S2"]
    assert [sub.id for sub in needs(card)] == ["S1", "S2", "P1"]


def test_matrix_lists_what_nobody_covers() -> None:
    card = CARD.model_copy(update={"indicators": [Indicator(name="良率", op=">=", value=98, unit="%")]})
    records: dict[str, Record] = {"A-1": DRYING}
    quote = Citation(record_id="A-1", field="title", quote="干燥")
    met = Comparison(indicator=0, verdict="met", text="98.4% ≥ 98%，达到", citation=quote)
    one = Candidate(
        record_id="A-1", kind="achievement", title="", level="强", probability=1, score=1, comparisons=[met]
    )
    grid = matrix(card, [one], assess(card, retrieved([DRYING]), ["A-1"]), records)
    assert [row.id for row in grid.rows] == ["S1", "S2", "I1"]
    assert grid.uncovered == ["S2"]
    cell = grid.rows[0].cells["A-1"]
    assert cell.citation is not None
    assert cell.citation.quote in DRYING.approach
    assert grid.rows[2].cells["A-1"].text == "98.4% ≥ 98%，达到"
