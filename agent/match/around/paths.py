"""Conversion paths: which way from the laboratory to the factory fits this card and these candidates, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agent.match.around.resources import StageGap, clause_text, status_text
from agent.match.pick.abstain import is_good
from agent.match.pick.conditions import wants_pay_later
from agent.schema import Candidate, Citation, PathAdvice, RequirementCard
from agent.verify.citing import cite, cite_clause
from knowledge.quantities import show_money
from knowledge.records import Achievement, Expert, Record, Resource, TransferMode

_SMALL_BUDGET = 500_000
_MODERATE_BUDGET = 2_000_000
_LARGE_BUDGET = 5_000_000
_SHOWN = 3
_SOON = 12
_LEADERS = re.compile("链主|领军|上市|龙头|规上|规模以上|单项冠军|独角兽")
_SMALL = re.compile("中小|初创|小微|专精特新|小巨人|瞪羚|种子|雏鹰")


@dataclass(frozen=True)
class Situation:
    """What the path rules look at: the card, the good candidates, the open needs and the stage gap."""

    card: RequirementCard
    achievements: Sequence[tuple[Candidate, Achievement]]
    experts: Sequence[tuple[Candidate, Expert]]
    uncovered: int
    needs: int
    gap: StageGap
    abstained: bool

    @property
    def best(self) -> Achievement | None:
        """The first good achievement."""
        return self.achievements[0][1] if self.achievements else None


@dataclass(frozen=True)
class _Advice:
    reason: str
    citations: tuple[Citation, ...] = ()
    candidate: str = ""


@dataclass(frozen=True)
class _Path:
    name: str
    aliases: tuple[str, ...]
    rule: Callable[[Situation], _Advice | None]


def situation(
    card: RequirementCard,
    achievements: Sequence[Candidate],
    experts: Sequence[Candidate],
    records: Mapping[str, Record],
    gap: StageGap,
    *,
    uncovered: int,
    needs: int,
    abstained: bool,
) -> Situation:
    """Gather the situation; only candidates of level 较强 or 强 count."""
    own = [
        (one, record)
        for one in achievements
        if is_good(one) and isinstance(record := records[one.record_id], Achievement)
    ]
    people = [(one, record) for one in experts if is_good(one) and isinstance(record := records[one.record_id], Expert)]
    return Situation(card, own, people, uncovered, needs, gap, abstained)


def advise(now: Situation, records: Mapping[str, Record]) -> list[PathAdvice]:
    """The paths that fit, in the fixed order of preference; each with its resource's clause when there is one."""
    resources = [record for record in records.values() if isinstance(record, Resource)]
    advised: list[PathAdvice] = []
    for path in _PATHS:
        advice = path.rule(now)
        if advice is not None:
            advised.append(_with_record(path, advice, resources))
    return advised[:_SHOWN]


def find_resource(names: Sequence[str], resources: Sequence[Resource]) -> Resource | None:
    """The resource whose title or alias is one of ``names``, else the shortest title that contains one."""
    for name in names:
        exact = [one for one in resources if name == one.title or name in one.aliases]
        near = sorted((one for one in resources if name in one.title), key=lambda one: (len(one.title), one.id))
        if exact or near:
            return (exact or near)[0]
    return None


def _with_record(path: _Path, advice: _Advice, resources: Sequence[Resource]) -> PathAdvice:
    resource = find_resource((path.name, *path.aliases), resources)
    citations, reason, status = list(advice.citations), advice.reason, ""
    if resource is not None:
        status = status_text(resource)
        if resource.clauses:
            clause = resource.clauses[0]
            reason = f"{reason} 依据：{clause_text(clause)}"
            citations.append(cite_clause(resource, clause))
        else:
            citations.append(cite(resource, "title", resource.title))
    return PathAdvice(name=path.name, reason=reason, citations=citations, status=status, candidate=advice.candidate)


def _asks(now: Situation, *modes: str) -> bool:
    return any(mode in now.card.cooperation for mode in modes)


def _offering(now: Situation, *modes: TransferMode) -> tuple[Candidate, Achievement] | None:
    return next((pair for pair in now.achievements if set(modes) & set(pair[1].transfer_modes)), None)


def _mode_citation(record: Achievement, mode: TransferMode) -> tuple[Citation, ...]:
    return (cite(record, "transfer_modes", mode.value),) if mode in record.transfer_modes else ()


def _pay_later(now: Situation) -> _Advice | None:
    pair = next((pair for pair in now.achievements if pair[1].pay_later), None)
    if pair is None:
        return None
    one, record = pair
    if not (why := _pay_later_fact(now.card)):
        return None
    return _Advice(
        f"《{record.title}》登记为可先用后付；{why}。", (cite(record, "pay_later", "可先用后付"),), one.record_id
    )


def _pay_later_fact(card: RequirementCard) -> str:
    """What in this need calls for paying after use; "" when nothing does."""
    if wants_pay_later(card):
        return "您提出了先用后付"
    if re.search(r"先试|试用|没把握|怕没效果|见效", card.text):
        return "您想先看到效果"
    if card.budget_cny and card.budget_cny <= _SMALL_BUDGET:
        return f"您的预算是{show_money(card.budget_cny)}，先试用见效再付，前期投入小"
    return f"贵公司是{card.tier}，先试用见效再付，前期投入小" if _SMALL.search(card.tier) else ""


def _licence(now: Situation) -> _Advice | None:
    asked = _asks(now, "技术转让", "技术许可")
    pair = _offering(now, TransferMode.LICENSE, TransferMode.TRANSFER)
    soon = (
        now.card.deadline_months is not None and now.card.deadline_months <= _SOON and (pair[1].trl or 0) >= 7
        if pair
        else False
    )
    if pair is None or not (asked or soon):
        return None
    one, record = pair
    mode = TransferMode.LICENSE if TransferMode.LICENSE in record.transfer_modes else TransferMode.TRANSFER
    stage = f"成熟度 TRL {record.trl}，" if record.trl else ""
    citations = _mode_citation(record, mode) + ((cite(record, "trl", f"TRL {record.trl}"),) if record.trl else ())
    why = (
        f"您希望{'、'.join(mode for mode in now.card.cooperation if mode != '未说明')}"
        if asked
        else f"您要求{now.card.deadline or '尽快'}解决"
    )
    return _Advice(f"{why}；《{record.title}》{stage}权利人接受{mode.value}。", citations, one.record_id)


def _ordered(now: Situation) -> _Advice | None:
    pair = _offering(now, TransferMode.DEVELOPMENT, TransferMode.COMMISSIONED)
    asked = _asks(now, "委托开发", "技术开发")
    if not asked and (pair is None or not now.card.indicators):
        return None
    indicators = f"以{now.card.indicators[0].text()}等指标作验收条件" if now.card.indicators else "先写清验收指标"
    if pair is None:
        return _Advice(f"您希望委托开发，可按订单式研发签约，{indicators}。")
    one, record = pair
    mode = next(m for m in (TransferMode.COMMISSIONED, TransferMode.DEVELOPMENT) if m in record.transfer_modes)
    return _Advice(
        f"《{record.title}》的团队接受{mode.value}；{indicators}，按节点付款。",
        _mode_citation(record, mode),
        one.record_id,
    )


def _open_bid(now: Situation) -> _Advice | None:
    card = now.card
    if now.abstained or not now.achievements:
        facts = [card.indicators[0].text()] if card.indicators else []
        facts += [f"预算{show_money(card.budget_cny)}"] if card.budget_cny else []
        if "揭榜" in card.text:
            return _Advice("您提到了揭榜；目标、指标、期限和经费写清就能张榜。")
        if not facts or not (card.object and card.problem):
            return None
        return _Advice(f"这次没有找到够强的成果，而您已给出{'、'.join(facts)}，可以写成榜单公开征集团队。")
    if now.needs >= 2 and now.uncovered * 2 >= now.needs:
        return _Advice(f"{now.needs} 项子需求中有 {now.uncovered} 项没有成果覆盖，这部分可以张榜。")
    return None


def _race(now: Situation) -> _Advice | None:
    strong = [pair for pair in now.achievements if pair[0].level == "强"]
    budget = now.card.budget_cny or 0
    teams = list({record.institution: (one, record) for one, record in strong}.values())
    if len(teams) < 2 or budget < _MODERATE_BUDGET:
        return None
    names = "、".join(f"《{record.title}》" for _, record in teams[:2])
    return _Advice(f"{names}由两家不同单位完成，经费允许两队并行，按里程碑择优。")


def _consortium(now: Situation) -> _Advice | None:
    institutions = {record.institution for _, record in now.achievements if record.institution}
    leads = bool(_LEADERS.search(now.card.tier)) or (now.card.budget_cny or 0) >= _LARGE_BUDGET
    if now.needs < 3 or len(institutions) < 2 or not leads:
        return None
    return _Advice(f"子需求有 {now.needs} 项，分散在 {len(institutions)} 家单位，可由贵公司牵头组建联合体分工攻关。")


def _joint_lab(now: Situation) -> _Advice | None:
    long_term = re.search(r"长期(?:合作|共建|研发|攻关)|联合实验室|共建|持续合作|战略合作", now.card.text)
    if not (_asks(now, "共建平台") or long_term):
        return None
    pair = _offering(now, TransferMode.JOINT_LAB, TransferMode.JOINT_RESEARCH)
    if pair is None:
        return _Advice("您希望长期共建，可与首选单位商谈联合实验室。")
    one, record = pair
    mode = next(m for m in (TransferMode.JOINT_LAB, TransferMode.JOINT_RESEARCH) if m in record.transfer_modes)
    return _Advice(
        f"您希望长期合作，{record.institution}接受{mode.value}。", _mode_citation(record, mode), one.record_id
    )


def _equity(now: Situation) -> _Advice | None:
    pair = _offering(now, TransferMode.EQUITY)
    if pair is None or not (_asks(now, "作价入股") or re.search(r"入股|股权|合资|新设公司|成立公司", now.card.text)):
        return None
    one, record = pair
    note = "成果登记了单列管理，" if record.separate_management else "涉及职务成果评估和审批，"
    return _Advice(
        f"您愿意股权合作，《{record.title}》接受作价入股；{note}请先核对权属。",
        _mode_citation(record, TransferMode.EQUITY),
        one.record_id,
    )


def _fund_first(now: Situation) -> _Advice | None:
    record = now.best
    if record is None or record.trl is None or record.trl > 6:
        return None
    if not (_SMALL.search(now.card.tier) or re.search(r"融资|投资|资金(?:不足|紧张|支持)|没钱", now.card.text)):
        return None
    return _Advice(
        f"《{record.title}》为 TRL {record.trl}，离量产还有投入；贵公司属中小企业或需要资金，可了解先投后股。",
        (cite(record, "trl", f"TRL {record.trl}"),),
        now.achievements[0][0].record_id,
    )


def _secondment(now: Situation) -> _Advice | None:
    pair = next((pair for pair in now.experts if any("科技副总" in role for role in pair[1].roles)), None)
    wanted = _asks(now, "人才引进") or re.search(
        r"科技副总|缺(?:少|乏)?(?:技术)?人(?:才|员|手)|长期指导|驻厂", now.card.text
    )
    if pair is None or not (wanted or now.card.vague):
        return None
    one, record = pair
    role = next(role for role in record.roles if "科技副总" in role)
    why = "您提出需要人才" if wanted else "问题成因还要在现场判断"
    return _Advice(
        f"{why}；{record.title}登记为“{role}”。",
        (cite(record, "roles", role),),
        one.record_id,
    )


def _two_tutors(now: Situation) -> _Advice | None:
    if not re.search(r"培训|培养|员工(?:技能|能力)|在职(?:硕士|博士|研究生)|工程硕博|人才培养|双导师", now.card.text):
        return None
    return _Advice("您提到培养人员，可由高校与企业各出一位导师联合培养。")


_PATHS = (
    _Path("先用后付", ("先使用后付费",), _pay_later),
    _Path("技术许可或转让", ("技术许可", "技术转让"), _licence),
    _Path("订单式研发", ("订单式研发/转化", "订单式", "订单式转化"), _ordered),
    _Path("揭榜挂帅", (), _open_bid),
    _Path("赛马制", ("赛马",), _race),
    _Path("创新联合体", (), _consortium),
    _Path("产学研联合实验室", ("联合实验室",), _joint_lab),
    _Path("作价入股", ("技术入股",), _equity),
    _Path("先投后股", (), _fund_first),
    _Path("科技副总", (), _secondment),
    _Path("双导师制", ("双导师",), _two_tutors),
)
