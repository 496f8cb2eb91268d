"""What a model may say of an absence: that a query over the whole catalogue found nothing, in our own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.model import ToolRequest
from agent.schema import Absence, Statement
from agent.turn.by_model.tools import absence_of
from agent.verify.absences import Census, Proof, absent, prove

TOOL = "prove_absence"
KINDS = {"achievement": "成果", "expert": "专家", "resource": "资源"}
MOST = 2


def proved(call: ToolRequest, rows: Sequence[Mapping[str, Any]], count: Census | None) -> list[Proof]:
    """The proof that a tool's query gave, run again over the catalogue; nothing where it found something."""
    if call.name != TOOL or count is None or not rows or rows[0].get("count") != 0:
        return []
    proof = prove(absence_of(rows[0]["query"]), count)
    return [proof] if proof else []


def lacks(rows: object, proofs: Sequence[Proof]) -> list[Statement]:
    """A sentence for each proof that the model's answer points at by ``absence``, its number."""
    numbers = [row.get("absence") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    chosen = [proofs[n - 1] for n in dict.fromkeys(numbers) if type(n) is int and 1 <= n <= len(proofs)]
    return [absent("note", text, proof, computed=[text]) for proof in chosen[:MOST] for text in [_told(proof.query)]]


def _told(query: Absence) -> str:
    named = "、".join([*(one.value for one in query.kinds), *(one.value for one in query.fields)])
    kind = f"{KINDS[query.type]}（{named}）" if named else KINDS[query.type]
    stage = f"、成熟度 TRL {query.trl}" if query.trl else ""
    return f"查过全库：没有同时写到{'、'.join(f'“{word}”' for word in query.words)}{stage}的{kind}。"
