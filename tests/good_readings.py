"""What a good model reads in the messages of the exam, by a stretch of each."""

from __future__ import annotations

from typing import Any


def value(name: str, op: str, number: float, unit: str, quote: str) -> dict[str, Any]:
    return {"name": name, "op": op, "value": number, "unit": unit, "quote": quote}


READINGS: dict[str, dict[str, Any]] = {
    "淋浴房五金": {
        "act": "recommend",
        "needs": [
            {
                "quote": "我们做淋浴房五金的",
                "object": "淋浴房五金电镀件",
                "problem": "挂具印明显",
                "targets": [value("良率", ">=", 95, "%", "想做到95%以上")],
                "present": [value("良率", "=", 88, "%", "良率现在只有八成八")],
                "budget": {"yuan": 400_000, "quote": "预算40万"},
            }
        ],
    },
    "烘干一批": {
        "act": "recommend",
        "needs": [
            {
                "quote": "烘干一批要26小时",
                "targets": [value("烘干时间", "<=", 18, "小时", "希望压到18小时以内")],
                "present": [value("烘干时间", "=", 26, "小时", "烘干一批要26小时")],
                "limits": ["温度不能超过60℃"],
                "exclusions": [{"word": "进口设备", "quote": "不要进口设备"}],
            }
        ],
    },
    "搞点创新": {"act": "ask"},
    "收费吗": {"act": "explain"},
    "手机号": {"act": "refuse"},
    "阀体铸件": {
        "act": "recommend",
        "needs": [
            {
                "quote": "阀体铸件气孔率5%",
                "object": "阀体铸件",
                "targets": [value("气孔率", "<=", 1.5, "%", "要降到百分之一点五以下")],
                "present": [value("气孔率", "=", 5, "%", "气孔率5%")],
            }
        ],
    },
}


def reading_of(text: str) -> dict[str, Any]:
    """The reading of the message that a request holds; empty for any other."""
    return next((reading for words, reading in READINGS.items() if words in text), {})
