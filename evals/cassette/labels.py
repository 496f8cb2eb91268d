"""``queqiao eval ceiling``: the labels themselves as the model's reading, so that only the checks can lose anything."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from evals.cassette import cases
from evals.cassette.endpoint import serving
from evals.cassette.run import modelled
from evals.example import example_agent
from evals.labelled.decompose import Part, compare, parts

HEAD = 8
SHOWN = ("指标", "指标（含名称）", "现状值", "子需求", "预算", "期限")
Row = Mapping[str, Any]


def run(split: str = "train") -> int:
    """Print the F1 of our readers and of a perfect reading after the checks, over the labelled texts of a split."""
    labels = {row["rid"]: row for row in cases.gold()}
    texts = [row for row in cases.texts() if row["split"] == split and row["rid"] in labels]
    known = {_plain(row["content"]): reading(row, labels[row["rid"]]) for row in texts}

    def answer(body: dict[str, Any]) -> Mapping[str, str]:
        asked = _plain(str(body["messages"][-1]["content"]))
        found = next((one for text, one in known.items() if text in asked), {})
        return {"content": json.dumps(found, ensure_ascii=False)}

    ours, checked = parts(), parts()
    with example_agent(lexical=True) as rules, serving(answer) as address, modelled(rules, address) as model:
        for row in texts:
            for found, agent in ((ours, rules), (checked, model)):
                compare(found, agent.decompose(row["rid"], row["title"], row["content"]), labels[row["rid"]])
    sys.stdout.write(render(ours, checked, len(texts)) + "\n")
    return 0


def reading(text: Row, gold: Row) -> dict[str, Any]:
    """The labels of a text in the shape that a model answers in."""
    need = {
        "quote": text["content"][:HEAD],
        "object": gold["object"],
        "items": [
            {"text": one.get("summary") or one["quote"], "quote": one["quote"]} for one in gold["sub_requirements"]
        ],
        "targets": [_value(one) for one in gold["indicators"]],
        "present": [_value(one) for one in gold["baselines"]],
        "limits": gold["constraints"],
        "budget": {"yuan": gold["budget_cny"], "quote": gold["budget_quote"]} if gold["budget_cny"] else None,
        "deadline": {"quote": gold["deadline"]} if gold["deadline"] else None,
    }
    aside = [one["quote"] for one in gold["others"] if one.get("quote")]
    return {"act": "recommend", "needs": [{name: one for name, one in need.items() if one}], "aside": aside}


def _value(one: Row) -> dict[str, Any]:
    row = {name: one[name] for name in ("name", "op", "value", "unit", "quote")}
    return row if one["value_max"] is None else row | {"max": one["value_max"]}


def _plain(text: str) -> str:
    return "".join(text.replace("\\n", "").split())


def render(ours: Mapping[str, Part], checked: Mapping[str, Part], count: int) -> str:
    """The table of the two."""
    lines = [f"文本 {count} 条", "", "| 部分（F1） | 自带的读法 | 全对的读法，经核对 |", "|---|---|---|"]
    lines += [f"| {name} | {ours[name].scores()[2]:.3f} | {checked[name].scores()[2]:.3f} |" for name in SHOWN]
    return "\n".join(lines)
