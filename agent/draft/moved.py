"""What a change moved: the first of the list, what joined and what fell out, and why."""

from __future__ import annotations

from collections.abc import Mapping

from agent.match.pick.abstain import is_good
from agent.schema import Candidate, Recommendation, Statement
from agent.verify.citing import cite
from knowledge.records import AnyRecord


def moved(before: Recommendation, after: Recommendation, records: Mapping[str, AnyRecord]) -> list[Statement]:
    """At most three lines: the first record, what is out, what is new."""
    old, new = _good(before), _good(after)
    lines = [_head(old, new, records)]
    gone = [one for one in old if one.record_id not in {now.record_id for now in new}]
    come = [one for one in new[1:] if one.record_id not in {then.record_id for then in old}]
    if gone and new:
        lines.append(_line(f"不再推荐：{_names(gone)}。", gone, records))
    if come:
        lines.append(_line(f"新列入：{_names(come)}。", come, records))
    return lines


def _head(old: list[Candidate], new: list[Candidate], records: Mapping[str, AnyRecord]) -> Statement:
    if not new:
        return _line("按新的要求，这次没有找到够强的成果。", [], records)
    first = new[0]
    if not old:
        return _line(f"首选《{first.title}》〔{first.record_id}〕。", [first], records)
    if old[0].record_id == first.record_id:
        risk = next((one for one in first.reasons if one.risk), None)
        known = {one.text for one in old[0].reasons}
        why = f"，但{risk.text}" if risk and risk.text not in known else ""
        return _line(f"首选不变：《{first.title}》〔{first.record_id}〕{why}。", [first], records)
    return _line(
        f"首选改为《{first.title}》〔{first.record_id}〕，原来是《{old[0].title}》。", [first, old[0]], records
    )


def _good(found: Recommendation) -> list[Candidate]:
    return [one for one in found.achievements if is_good(one)]


def _names(some: list[Candidate]) -> str:
    return "、".join(f"《{one.title}》" for one in some[:2])


def _line(text: str, some: list[Candidate], records: Mapping[str, AnyRecord]) -> Statement:
    cited = [cite(records[one.record_id], "title") for one in some if one.record_id in records]
    numbers = [one.title for one in some] + [reason.text for one in some for reason in one.reasons if reason.risk]
    risks = [citation for one in some for reason in one.reasons if reason.risk for citation in reason.citations]
    held = [one for one in risks if one.record_id in records]
    return Statement(section="verdict", text=text, citations=[*cited, *held], computed=numbers)
