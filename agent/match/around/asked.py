"""What a need asks for besides technology: the kinds of resource that answer it, and the kinds that do not."""

from __future__ import annotations

import re

from agent.schema import RequirementCard, Service
from knowledge.records import ResourceKind

_WORDS = {
    ResourceKind.PILOT: re.compile("中试"),
    ResourceKind.PROOF: re.compile("概念验证"),
    ResourceKind.LAB: re.compile("共享实验室|共享设备|仪器共享|大型仪器|(?:检测|测试|试验)平台"),
    ResourceKind.POLICY: re.compile("政策|补贴|补助|奖补"),
    ResourceKind.FINANCE: re.compile("贷款|融资|资金支持|风投|投资机构|科技保险|投保|科创[投贷贴保券]"),
    ResourceKind.PARK: re.compile("(?:入驻|进驻|找|需要)[^，。；]{0,6}园区|场地|孵化器"),
    ResourceKind.SERVICE: re.compile("技术转移机构|知识产权(?:服务|代理)|评估机构"),
}
_ANSWERS: dict[Service, frozenset[ResourceKind]] = {
    "site": frozenset({ResourceKind.PARK}),
    "money": frozenset({ResourceKind.FINANCE, ResourceKind.POLICY}),
    "policy": frozenset({ResourceKind.POLICY}),
    "talent": frozenset({ResourceKind.ROLE}),
    "service": frozenset({ResourceKind.SERVICE, ResourceKind.LAB}),
    "supplier": frozenset(),
    "sells": frozenset({ResourceKind.SERVICE}),
}
_NONE: dict[Service, str] = {
    "site": "您要找的是场地。这次没有检索到合适的园区或载体，请专员向园区询问。",
    "money": "您要找的是资金。这次没有检索到对得上的金融工具或政策，请专员向银行和基金询问。",
    "policy": "您问的是政策。这次没有检索到对得上的条款，请以主管部门的通知为准，可请专员代问。",
    "talent": "您要招的是人。库里登记的专家多数只做合作和指导，招聘请走人才服务渠道，专员可以代转。",
    "service": "您要找的是检测或服务。这次没有检索到对得上的机构，请专员代为询问。",
    "supplier": "您要找的是供货或代工的厂家。库里不登记供应商，请专员向行业协会询问。",
    "sells": "您是在推介自己的技术或产品。请专员登记成成果后再去对接企业，这里不为它推荐别人的成果。",
}


def asked_kinds(card: RequirementCard) -> set[ResourceKind]:
    """Kinds of resource that the text itself asks for, or that answer the service it asks for."""
    return {kind for kind, words in _WORDS.items() if words.search(card.text)} | _ANSWERS.get(card.service, frozenset())


def answered_by(card: RequirementCard) -> frozenset[ResourceKind] | None:
    """The kinds that alone answer a need for something else than technology; None where technology is asked for."""
    return _ANSWERS.get(card.service)


def nothing_of(card: RequirementCard) -> str:
    """What is said where a need for something else than technology is not answered; "" where technology is."""
    return _NONE.get(card.service, "")
