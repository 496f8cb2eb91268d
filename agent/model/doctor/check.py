"""Test a chat endpoint: can it be reached, does the key work, and what does it support; told in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from agent.model.answers import Answer
from agent.model.budget import Budget
from agent.model.calls import Call
from agent.model.chat import ChatModel
from agent.model.faults import ModelUnavailable, Reason
from agent.model.gateway import ModelGateway
from agent.model.profiles import ABILITIES
from agent.model.structured import parse_object
from agent.settings import Settings
from knowledge import Finding
from prompts import load

SCHEMA = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
SUBMIT = {"type": "function", "function": {"name": "submit", "description": "提交结果", "parameters": SCHEMA}}
STEP = {
    "type": "object",
    "properties": {
        "tool": {"const": "search"},
        "arguments": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
    },
    "required": ["tool", "arguments"],
}
FORCED = {"type": "function", "function": {"name": "submit"}}
SLOW_S = 8.0
SECONDS = 900.0
"""For all questions of a check; a model on one's own machine is slow."""
PASSED = 0.85
"""The share of points of the exam from which a model's reading may overrule ours."""
Exam = Callable[[ChatModel], tuple[int, int]]
ADVICE: dict[Reason, str] = {
    "auth": "请核对 OPENAI_API_KEY，以及这个密钥能否使用该模型。",
    "unreachable": "请核对 OPENAI_BASE_URL 和网络；地址通常以 /v1 结尾。",
    "timeout": "请换更快的模型，或调大 QUEQIAO_MODEL_TIMEOUT_S。",
    "rate": "请稍后再试，或提高供应商的调用限额。",
    "refused": "请核对 OPENAI_MODEL 的名称；也可用 QUEQIAO_MODEL_PROFILE 指定供应商。",
    "quota": "今日额度已用完，可调大 QUEQIAO_TENANT_TOKENS_DAY。",
}


@dataclass
class _Check:
    """One endpoint under test, with every call that was made."""

    model: ChatModel
    calls: list[Call]
    abilities: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def ask(self, name: str, **options: Any) -> Answer:
        prompt = load("check")
        content = prompt.user(ask=load(name).text)
        messages = [{"role": "system", "content": prompt.text}, {"role": "user", "content": content}]
        return self.model.complete(messages, prompt, max_tokens=256, **options)

    def able(self, what: str, name: str, good: Callable[[Answer], bool], **options: Any) -> bool:
        """Whether the endpoint does ``what``; adds the finding."""
        try:
            answer = self.ask(name, **options)
        except ModelUnavailable as fault:
            self.findings.append(Finding("warn", f"{what}：不支持（{fault.words}）"))
            return False
        able = good(answer)
        self.findings.append(Finding("ok", f"{what}：支持") if able else Finding("warn", f"{what}：接受，但没有照做"))
        return able


def check_model(settings: Settings, gateway: ModelGateway | None, exam: Exam | None = None) -> Iterator[Finding]:
    """Findings in order; stops after the first plain question when the endpoint does not answer it.

    ``exam`` gives the points of the model's readings and how many there are. The last finding proposes the setting that
    holds what was observed.
    """
    if gateway is None:
        advice = "请设置 OPENAI_BASE_URL、OPENAI_API_KEY 和 OPENAI_MODEL；不设置时一切按规则工作。"
        yield Finding("error", "没有配置模型", advice)
        return
    yield Finding("ok", f"模型 {settings.model}，配置 {gateway.profile.name}（{gateway.profile.title}）")
    calls: list[Call] = []
    model = gateway.open(record=calls.append)
    model.budget = Budget(calls=40, tool_calls=1, tokens_in=80_000, tokens_out=20_000, seconds=SECONDS)
    model.profile = replace(model.profile, stream_usage=True)
    check = _Check(model, calls)
    try:
        yield from _plain(check)
        if check.findings and check.findings[-1].level == "error":
            return
        yield from _structured(check)
        if exam is not None:
            yield _read(check, *exam(model))
        yield _proposed(check, gateway)
    finally:
        model.close()


def _plain(check: _Check) -> Iterator[Finding]:
    try:
        check.ask("check_plain")
    except ModelUnavailable as fault:
        if fault.reason != "refused":
            yield _failed(check, fault)
            return
        check.model.close()
        check.model.profile = replace(check.model.profile, stream_usage=False, extra_body={})
        try:
            check.ask("check_plain")
        except ModelUnavailable as second:
            yield _failed(check, second)
            return
        yield Finding("warn", "不接受用量统计或关闭思考的参数", "请设置 QUEQIAO_MODEL_PROFILE=generic。")
    call = check.calls[-1]
    slow = call.ms > SLOW_S * 1000
    yield Finding(
        "warn" if slow else "ok", f"普通回答：可以，用时 {call.ms / 1000:.1f} 秒", ADVICE["timeout"] if slow else ""
    )
    counted = call.counted == "provider"
    check.abilities += ["stream_usage"] if counted else []
    yield Finding("ok", "流式输出：支持") if counted else Finding("warn", "流式输出：支持，但不报告用量，将自行估算")


def _failed(check: _Check, fault: ModelUnavailable) -> Finding:
    finding = Finding(
        "error", f"没有得到回答：{fault.words}（{fault.detail or fault.reason}）", ADVICE.get(fault.reason, "")
    )
    check.findings.append(finding)
    return finding


def _structured(check: _Check) -> Iterator[Finding]:
    def is_json(answer: Answer) -> bool:
        return (parse_object(answer.text) or {}).get("ok") is True

    def called(answer: Answer) -> bool:
        return any(call.name == "submit" and call.arguments == {"ok": True} for call in answer.tool_calls)

    def stepped(answer: Answer) -> bool:
        step = parse_object(answer.text) or {}
        return step.get("tool") == "search" and "中试平台" in str(step.get("arguments"))

    def bound(schema: dict[str, Any]) -> dict[str, Any]:
        return {"type": "json_schema", "json_schema": {"name": "submit", "schema": schema}}

    json_object = check.able("JSON 输出（json_object）", "check_json", is_json, response_format={"type": "json_object"})
    json_schema = check.able("按模式输出（json_schema）", "check_json", is_json, response_format=bound(SCHEMA))
    tools = check.able("工具调用", "check_tool", called, tools=[SUBMIT])
    forced = check.able("指定工具", "check_tool", called, tools=[SUBMIT], tool_choice=FORCED)
    steps = {"type": "json_object"} if json_object else None
    stepwise = check.able(
        "逐步以 JSON 调用工具", "check_step", stepped, response_format=bound(STEP) if json_schema else steps
    )
    found = {"json_object": json_object, "json_schema": json_schema, "tools": tools, "forced_tool": tools and forced}
    check.abilities += [name for name, able in found.items() if able]
    yield from check.findings
    if tools:
        yield Finding("ok", "结论：理解、撰写和追问查询都可以使用")
    elif stepwise and (json_schema or json_object):
        yield Finding("ok", "结论：理解、撰写和追问查询都可以使用，追问时逐步以 JSON 调用工具")
    elif json_object:
        yield Finding("warn", "结论：理解和撰写可以使用；追问多由规则回答")
    else:
        yield Finding("warn", "结论：只能从普通文字里读取结果，质量难以保证", "建议换支持工具调用的模型。")


def _read(check: _Check, points: int, asked: int) -> Finding:
    """How the model reads messages, and whether it may overrule ours."""
    leads = points >= PASSED * asked
    check.abilities += ["leads"] if leads else []
    told = "由它主导，代码逐项核对" if leads else "以自带的读法为主，它只补空缺"
    return Finding("ok" if leads else "warn", f"读懂消息：{asked} 处读对 {points} 处，{told}")


def _proposed(check: _Check, gateway: ModelGateway) -> Finding:
    """The setting that holds what was observed, where the profile says otherwise."""
    profile = gateway.profile
    differs = [name for name in ABILITIES if getattr(profile, name) != (name in check.abilities)]
    api = "QUEQIAO_MODEL_API=responses " if gateway.responses and gateway.settings.model_api == "auto" else ""
    if not differs and not api:
        return Finding("ok", "实测与所选配置一致，不用改")
    named = ",".join(name for name in ABILITIES if name in check.abilities) or "plain"
    return Finding("ok", "实测与所选配置不同", f"可设置 {api}QUEQIAO_MODEL_ABILITIES={named}。")
