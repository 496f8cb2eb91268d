"""The judge of a turn: asks the model, checks the answers, and notes what became of each proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.match.by_model.ask import ask_batches, rows_of
from agent.match.by_model.checks import STEP, Bench, Note, opinion_of
from agent.match.by_model.opinion import Opinion
from agent.model import ChatModel, ModelUnavailable
from agent.model.calls import Decision
from agent.schema import Candidate, Level, RequirementCard
from knowledge.records import Achievement, Record

JUDGED = 20


@dataclass
class ModelJudge:
    """Judges the head of one list. ``fault`` is set when no batch was answered; what failed stays as we ranked it.

    ``opinions`` are the checked ones by record id, ``changed`` says whether they made the list another one.
    """

    model: ChatModel
    note: Note
    fault: ModelUnavailable | None = None
    opinions: dict[str, Opinion] = field(default_factory=dict)
    changed: bool = False

    def judge(
        self,
        card: RequirementCard,
        ranked: Sequence[Candidate],
        records: Mapping[str, Record],
        texts: Sequence[str],
    ) -> Mapping[str, Opinion]:
        """The checked opinions on the first 20 candidates, by record id."""
        head = [record for one in ranked[:JUDGED] if isinstance(record := records[one.record_id], Achievement)]
        if not head:
            return {}
        bench = Bench(card, rows_of(card), texts, self.note)
        answered = ask_batches(self.model, card, head)
        for batch, answer in answered:
            if isinstance(answer, ModelUnavailable):
                self.note(Decision(STEP, f"{len(batch)} 条候选", "评审", "", f"模型没有评审成（{answer.words}）"))
            else:
                self._read(answer, {one.id: one for one in batch if isinstance(one, Achievement)}, bench)
        faults = [answer for _, answer in answered if isinstance(answer, ModelUnavailable)]
        self.fault = faults[0] if len(faults) == len(answered) else None
        return self.opinions

    def settled(self, before: Mapping[str, Level], after: Sequence[Candidate], held: Mapping[str, str]) -> None:
        """Note what became of each level: ``before`` ours, ``after`` what stands, ``held`` why not the model's."""
        self.changed = list(before) != [one.record_id for one in after]
        for one in after:
            opinion, ours = self.opinions.get(one.record_id), before[one.record_id]
            if opinion is None:
                continue
            self.changed = self.changed or one.level != ours or bool(opinion.covers or opinion.against)
            if not opinion.level == ours == one.level:
                why = "" if opinion.level == one.level else held.get(one.record_id) or "覆盖到的内容只够这一级"
                self.note(Decision(STEP, f"{one.record_id} 级别（规则：{ours}）", opinion.level, one.level, why))

    def _read(self, answer: Mapping[str, Any], batch: Mapping[str, Achievement], bench: Bench) -> None:
        rows = answer.get("judged")
        for row in rows[: len(batch)] if isinstance(rows, list) else []:
            record_id = str(row.get("id") or "") if isinstance(row, dict) else ""
            if record_id not in batch or record_id in self.opinions:
                self.note(Decision(STEP, "编号", record_id[:20], "", "不在这一批候选里"))
            elif (opinion := opinion_of(row, batch[record_id], bench)) is not None:
                self.opinions[record_id] = opinion
