"""What of a candidate's reasons the chat answer tells."""

from agent.draft.answer import draft_answer
from agent.schema import Candidate, CoverageMatrix, Reason, Recommendation, RequirementCard
from knowledge.records import Achievement, Source


def test_every_criterion_is_told_before_a_third_technical_reason() -> None:
    record = Achievement(id="A-1", title="银纹抑制", source=Source(title="示例"))
    reasons = [Reason(criterion="技术契合", text=f"覆盖第{n}点") for n in "一二三"]
    reasons += [Reason(criterion="地域", text="不在省内", risk=True), Reason(criterion="指标", text="良率达到")]
    reasons += [Reason(criterion="成熟度", text="可直接应用")]
    candidate = Candidate(
        record_id="A-1", kind="achievement", title="银纹抑制", level="强", probability=0.9, score=0.9, reasons=reasons
    )
    found = Recommendation(achievements=[candidate], coverage=CoverageMatrix())
    told = [one.text for one in draft_answer(RequirementCard(text="银纹", object="保险杠"), found, {"A-1": record})]
    own = [text for text in told if text.startswith(("技术契合", "指标", "成熟度", "地域"))]
    assert own == [
        "技术契合：覆盖第一点",
        "技术契合：覆盖第二点",
        "指标：良率达到",
        "成熟度：可直接应用",
        "地域：风险：不在省内",
    ]
