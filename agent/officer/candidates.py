"""Candidates at the desk: what stands, the officer's verdicts on it, and putting another record in place of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from agent.officer.accounts.staff import Officer
from agent.officer.choice import choose
from agent.officer.room import Room
from agent.schema import LEVELS, Candidate, Recommendation, Reply, RequirementCard
from agent.turn.retrieval import whole_query
from knowledge.casebook import CaseError, Decision, Need, Turn
from knowledge.records import AnyRecord

REJECT_REASONS = (
    "技术不契合",
    "对象或工况不同",
    "指标达不到",
    "成熟度不够",
    "地域或合作方式不合",
    "价格或经费不合",
    "权属或知识产权不清",
    "团队无暇承接",
    "信息过期或不实",
    "重复推荐",
    "其他",
)
"""Why an officer takes a candidate out; kept with the decision as training data."""

SWAP = "替换 "
FOUND_MAX = 12
Verdict = Literal["", "采用", "不采用"]


class RecordLine(BaseModel):
    """One record found by search."""

    id: str
    type: str
    title: str
    subtitle: str


@dataclass(frozen=True)
class Found:
    """Everything that stands for a need now. ``verdicts`` maps record ids to what the officer decided of them.

    ``decided`` is the number of decisions that it was made from.
    """

    need: Need
    card: RequirementCard
    recommendation: Recommendation
    records: dict[str, AnyRecord]
    turns: list[Turn]
    verdicts: dict[str, Verdict]
    rejected: list[Candidate]
    decided: int = 0

    @property
    def user_text(self) -> str:
        """The enterprise's own words, and the card's text."""
        return "\n".join([*(turn.message for turn in self.turns), self.card.text])

    def candidate(self, record_id: str) -> Candidate | None:
        """A standing or rejected candidate."""
        everyone = (*self.recommendation.achievements, *self.recommendation.experts, *self.rejected)
        return next((one for one in everyone if one.record_id == record_id), None)


class Candidates(Room):
    """The candidates of a need as the officer has them."""

    reject_reasons: Sequence[str] = REJECT_REASONS

    def present(self, need_id: str) -> Found:
        """What stands for a need: the last recommendation with the officer's verdicts applied. NotFoundError."""
        need = self._need(need_id)
        turns = self._casebook.conversations.turns(need.conversation_id)
        stored = self._casebook.cards.latest(need.conversation_id)
        card = RequirementCard.model_validate(stored.card) if stored else RequirementCard()
        base, ids = _last_recommendation(turns)
        decisions = self._casebook.matches.decisions(need_id)
        order, rejected = _applied(base, decisions)
        standing = [one.record_id for one in (*base.achievements, *base.experts)]
        if order == standing:
            services = self._agent.services
            wanted = [*ids, *standing, *(one.record_id for one in base.resources)]
            records = services.references() | self._catalogue.get_many(wanted)
            recommendation = base
        else:
            recommendation, records = choose(self._agent.services, card, base, order)
            records |= self._catalogue.get_many(ids)
        return Found(need, card, recommendation, records, turns, _verdicts(decisions), rejected, len(decisions))

    def accept(self, officer: Officer, need_id: str, record_id: str, note: str = "") -> None:
        """Keep a candidate for the enterprise: the verdict is stored and a match at 推荐 begins."""
        found = self.present(need_id)
        candidate = self._standing(found, record_id)
        with self._deciding(found):
            self._decide(officer, found, candidate, accepted=True, reason=note)
            self._casebook.matches.propose(need_id, record_id, officer.username, level=candidate.level, note=note)

    def reject(self, officer: Officer, need_id: str, record_id: str, reason: str, note: str = "") -> None:
        """Take a candidate out for one of REJECT_REASONS. CaseError for another reason or an open match."""
        found = self.present(need_id)
        leaving = self._standing(found, record_id)
        with self._deciding(found):
            self._check_removal(need_id, record_id, reason)
            self._decide(officer, found, leaving, accepted=False, reason=_told(reason, note))

    def swap(self, officer: Officer, need_id: str, old: str, new: str, reason: str, note: str = "") -> None:
        """Put the record ``new`` in place of the candidate ``old``; both verdicts are kept. CaseError if impossible."""
        found = self.present(need_id)
        leaving = self._standing(found, old)
        record = self._catalogue.get(new)
        if record is None:
            raise CaseError(f"成果库里没有编号为 {new} 的记录。")
        if record.type != leaving.kind:
            raise CaseError("成果只能换成成果，专家只能换成专家。")
        if any(one.record_id == new for one in (*found.recommendation.achievements, *found.recommendation.experts)):
            raise CaseError(f"{new} 已经在候选里了。")
        order = [one.record_id for one in (*found.recommendation.achievements, *found.recommendation.experts)]
        changed, _ = choose(
            self._agent.services, found.card, found.recommendation, [new if one == old else one for one in order]
        )
        entering = next(one for one in (*changed.achievements, *changed.experts) if one.record_id == new)
        with self._deciding(found):
            self._check_removal(need_id, old, reason)
            self._decide(officer, found, leaving, accepted=False, reason=_told(reason, note))
            self._decide(officer, found, entering, accepted=True, reason=f"{SWAP}{old}")
            self._casebook.matches.propose(need_id, new, officer.username, level=entering.level, note=f"{SWAP}{old}")

    def search(self, need_id: str, text: str, instead_of: str) -> list[RecordLine]:
        """Records that may stand instead of a candidate, by free words or an id, or by the card when ``text`` is empty.

        What is already at hand is left out. CaseError when ``instead_of`` is no candidate.
        """
        found = self.present(need_id)
        kind = self._standing(found, instead_of).kind
        at_hand = {one.record_id for one in (*found.recommendation.achievements, *found.recommendation.experts)}
        query = text.strip()[:200] or whole_query(found.card)
        direct = self._catalogue.get(query.upper())
        hits = self._agent.knowledge.retriever.search(query, k=FOUND_MAX + len(at_hand), types=[kind])
        records = self._catalogue.get_many(hit.record_id for hit in hits)
        if direct is not None and direct.type == kind:
            records = {direct.id: direct} | records
        return [_line(one) for one in records.values() if one.id not in at_hand][:FOUND_MAX]

    @contextmanager
    def _deciding(self, found: Found) -> Iterator[None]:
        """One transaction for a verdict on what was ``found``; CaseError when it is not what stands any more."""
        with self._casebook.action():
            now = self._casebook.matches.decisions(found.need.id)
            latest = self._casebook.conversations.latest(found.need.conversation_id)
            if len(now) != found.decided or latest != (found.turns[-1].number if found.turns else 0):
                raise CaseError("这条需求刚有人改过候选，或企业又发了消息，没有改动。请刷新后再定。")
            yield

    def _standing(self, found: Found, record_id: str) -> Candidate:
        candidate = found.candidate(record_id)
        if candidate is None:
            raise CaseError(f"{record_id or '（未选）'} 不在这条需求的候选里。请刷新后再选。")
        return candidate

    def _check_removal(self, need_id: str, record_id: str, reason: str) -> None:
        if reason not in REJECT_REASONS:
            raise CaseError(f"不采用要选一个原因：{'、'.join(REJECT_REASONS)}。")
        for match in self._casebook.matches.of_need(need_id):
            if match.record_id == record_id and match.status in ("联系", "洽谈", "签约"):
                raise CaseError(f"{record_id} 的对接已到“{match.status}”。请先在“对接进展”里关闭它。")

    def _decide(self, officer: Officer, found: Found, candidate: Candidate, *, accepted: bool, reason: str) -> None:
        need_id, record_id = found.need.id, candidate.record_id
        place = [one.record_id for one in (*found.recommendation.achievements, *found.recommendation.experts)]
        features: dict[str, Any] = candidate.features | {
            "score": candidate.score,
            "probability": candidate.probability,
            "level": float(LEVELS.index(candidate.level) + 1),
            "rank": float(place.index(record_id) + 1) if record_id in place else 0.0,
        }
        self._casebook.matches.decide(need_id, record_id, accepted, officer.username, reason, features)
        self._audit(officer, "采用候选" if accepted else "不采用候选", f"{need_id}/{record_id}", reason)


def _told(reason: str, note: str) -> str:
    return f"{reason}：{note.strip()[:200]}" if note.strip() else reason


def _last_recommendation(turns: list[Turn]) -> tuple[Recommendation, list[str]]:
    """The newest recommendation of a conversation and the ids that were retrieved for it."""
    for turn in reversed(turns):
        reply = Reply.model_validate(turn.reply)
        if reply.recommendation is not None:
            return reply.recommendation, [str(one) for one in turn.trace.get("retrieved", [])]
    return Recommendation(), []


def _applied(base: Recommendation, decisions: list[Decision]) -> tuple[list[str], list[Candidate]]:
    """The ids that stand after the officer's verdicts, in order, and the candidates that were taken out."""
    order = [one.record_id for one in (*base.achievements, *base.experts)]
    last = {one.record_id: one for one in decisions}
    for one in decisions:
        if one.accepted and last[one.record_id].accepted and one.record_id not in order:
            replaced = one.reason.removeprefix(SWAP)
            place = order.index(replaced) if replaced in order else 0
            order.insert(place, one.record_id)
    out = {record_id for record_id, one in last.items() if not one.accepted}
    gone = [one for one in (*base.achievements, *base.experts) if one.record_id in out]
    return [one for one in order if one not in out], gone


def _verdicts(decisions: list[Decision]) -> dict[str, Verdict]:
    return {one.record_id: "采用" if one.accepted else "不采用" for one in decisions}


def _line(record: AnyRecord) -> RecordLine:
    parts = [getattr(record, "institution", ""), record.region]
    trl = getattr(record, "trl", None)
    subtitle = " · ".join(filter(None, [*parts, f"TRL {trl}" if trl else ""]))
    return RecordLine(id=record.id, type=record.type, title=record.title, subtitle=subtitle)
