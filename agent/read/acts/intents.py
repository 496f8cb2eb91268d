"""Route one message by rules: a new need, a change, a follow-up, a question about a record, or small talk."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from agent.read.acts.references import NameIndex, explicit_ids, ordinals
from agent.read.memory import Memory
from agent.schema import Act
from knowledge.text import han_runs


class Intent(StrEnum):
    """What the message wants."""

    NEED = "need"
    CHANGE = "change"
    ANSWER = "answer"
    ADDITION = "addition"
    WHY = "why"
    WHY_NOT = "why_not"
    MORE = "more"
    COMPARE = "compare"
    RECORD = "record"
    KNOWLEDGE = "knowledge"
    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"
    OFF_TOPIC = "off_topic"
    FOREIGN = "foreign"
    EMPTY = "empty"


ACTS: dict[Intent, Act] = {
    Intent.NEED: "recommend",
    Intent.CHANGE: "confirm",
    Intent.ANSWER: "confirm",
    Intent.ADDITION: "recommend",
    Intent.WHY: "why",
    Intent.WHY_NOT: "why",
    Intent.MORE: "more",
    Intent.COMPARE: "compare",
    Intent.RECORD: "detail",
    Intent.KNOWLEDGE: "policy",
    Intent.GREETING: "smalltalk",
    Intent.THANKS: "smalltalk",
    Intent.HELP: "explain",
    Intent.OFF_TOPIC: "offtopic",
    Intent.FOREIGN: "ask",
    Intent.EMPTY: "ask",
}
"""The public act of each intent."""


@dataclass(frozen=True)
class Route:
    """The intent and the record ids that the message points at."""

    intent: Intent
    ids: list[str] = field(default_factory=list)


GREETING = re.compile(
    r"^(?:您好|你好|你们好|嗨|哈喽|在吗|在么|在不在|早上好|下午好|晚上好|hello|hi|hey)[呀啊吗么！!。.，,~\s]*$", re.I
)
THANKS = re.compile(
    r"^(?:好的?|行|嗯+|ok|明白了?|收到|知道了|没问题)?[，,\s]*(?:非常|太|十分)?(?:感谢|谢谢|多谢|辛苦)(?:您|你|了|啦|你们|大家)*"
    r"[，,。.！!~\s]*$|^(?:好的?|行|嗯+|ok|明白了?|收到|知道了|再见|拜拜|没事了)[，,。.！!~\s]*$",
    re.I,
)
HELP = re.compile(
    r"(?:你|您)(?:是谁|是什么|能做什么|能干什么|会什么|有什么用|可以做什么|能帮我(?:做|干)?(?:些|点)?什么)|怎么用|如何使用|使用说明"
    r"|你叫什么|^(?:帮助|help)$",
    re.I,
)
OFF_TOPIC = re.compile(
    r"天气|气温多少|笑话|写(?:一?首|个|篇)?(?:诗|歌|小说|作文|情书|段子)|彩票|星座|股票|基金推荐|炒股|足球|篮球|世界杯|电影|电视剧|明星|八卦|"
    r"菜谱|做菜|好吃的|旅游|酒店|机票|火车票|谈恋爱|女朋友|男朋友|游戏攻略|王者荣耀|减肥|几点了|今天(?:星期|周)几|算命|做作业|高考志愿"
)
WHY_NOT = re.compile(
    r"(?:为什么|为何|怎么|咋)(?:就)?(?:没有?|不|没)(?:给我)?(?:推荐|选|列|看到|出现|有)?|(?:怎么|为什么).{0,30}(?:没有?(?:被)?推荐|不推荐|没推荐|没选|没列|没出现|不在(?:里面|推荐))"
)
WHY = re.compile(
    r"(?:为什么|为何|怎么|凭什么|理由|依据).{0,8}(?:推荐|选|排|匹配)|(?:推荐|匹配|排序)(?:的)?(?:理由|依据|原因)|为什么是|排第一"
)
MORE = re.compile(
    r"还有(?:没有)?(?:别的|其他|其它|更多|吗|哪些)|再(?:推荐|来|给|找|列)(?:我)?(?:几|一|些|点)|更多(?:的)?(?:成果|推荐|专家|结果)?|换(?:一)?批|继续(?:找|推荐)|其他的?(?:成果|专家)|下一批"
)
COMPARE = re.compile(r"对比|比较(?:一下|下)?|哪个(?:更|比较)?(?:好|合适|便宜|成熟|强)|区别|有什么(?:不同|差别)|孰优")
QUESTION = re.compile(
    r"[?？]|吗|呢|什么|哪些|哪里|哪儿|哪家|怎么|怎样|如何|多少|几家|几个|是否|能不能|可以吗|条件|申请|流程|介绍|说说|讲讲|了解|查询|查一下|意思|指的|有没有|额度|利率|谁"
)
PROBLEM = re.compile(
    r"我们(?:厂|公司|企业|单位|车间|这边|这)?(?:是)?(?:做|生产|加工|的|在|需要|想|希望|遇到)|我(?:厂|司|公司)|公司(?:主要|现|目前|需要|拟)|"
    r"良率|不良|裂|缺陷|难题|瓶颈|解决|攻关|研发|开发|提高到|降到|降低|改善|提升|寻求|技术需求|故障|老化|泄漏|磨损|腐蚀|污染|超标"
    r"|[分洗烘压焊磨切打测对粘贴烧镀喷涂装卡夹搅混溶滤沉浮]不(?:干净|均匀|[净匀稳齐牢透住平准掉断开])"
)
ASKING = re.compile(
    r"[?？]|[吗呢么][。.\s]*$|有哪些|有什么|有没有|是什么|什么是|什么意思|哪[些里儿家]|多少|(?<!好)几[家个项名场]|怎么(?:申请|申报|办|用|参加|报名|联系|样)"
    r"|如何(?:申请|申报|办理|参加)|条件|申请|流程|介绍|说说|讲讲|了解|查询|查一下|额度|利率|是否|可以(?:申请|预约|参加)"
)
"""A question about a topic that no record's name stands for must ask in so many words: complaints hold 怎么 too."""
HOW_MUCH = re.compile(r"多少|几(?!乎)|占比|比重|规模|目标|总量|总额")
OWN = re.compile(r"我们|我[厂司]|[本我]公司|本[厂司]|想|希望|需要|要求")
TOPICS = re.compile(
    r"政策|补贴|扶持|贷款|融资|(?:天使|风险|股权|创业)投资|引导基金|保险(?!杠|丝|柜|箱)|科创券|中试平台|中试基地|概念验证|孵化器|园区|技术转移机构|服务机构|技术经理人|技术经纪人|专员|对接会|活动|路演|"
    r"案例|先例|揭榜挂帅|赛马|先用后付|先投后股|科技副总|双导师|创新联合体|联合实验室|作价入股|单列管理|智汇蓉城|科创通|科创岛|产业体系|产业链|生态圈|高新技术企业"
)
OTHER_SCRIPT = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f]")
ANOTHER = re.compile(
    r"(?:另一个|另外一个|换个|换一个|新的?|还有一个|第二个)(?:技术)?(?:问题|需求|难题)|我们(?:厂|公司|企业|车间)?(?:是)?(?:做|生产|加工)"
)
ADDITION = re.compile(r"^(?:补充(?:一下|说明)?|另外|还有(?:一点|就是)?|再补充|对了)[，,：:\s]")
RECORD_WORDS = re.compile(
    r"这(?:个|项|位|家)(?:成果|专家|老师|教授|平台|技术|资源)|他还|她还|还做过什么|详细(?:介绍|信息|情况)?|展开(?:说|讲)|联系方式|价格|多少钱|专利|成熟度|参数"
)


def route(message: str, memory: Memory, names: NameIndex) -> Route:
    """Decide what a cleaned message wants, given the conversation so far and the names in the catalogue."""
    if not message.strip():
        return Route(Intent.EMPTY)
    ids = list(dict.fromkeys([*explicit_ids(message), *ordinals(message, memory)]))
    small = _small_talk(message)
    if small:
        return Route(small)
    if _is_foreign(message):
        return Route(Intent.FOREIGN)
    if memory.recommendation is not None:
        follow_up = _follow_up(message, memory, ids, names)
        if follow_up:
            return follow_up
    named = names.find(message)
    return _first_contact(message, memory, ids, named)


def _small_talk(message: str) -> Intent | None:
    text = message.strip()
    if GREETING.match(text):
        return Intent.GREETING
    if THANKS.match(text):
        return Intent.THANKS
    if HELP.search(text) and len(text) <= 24:
        return Intent.HELP
    if OFF_TOPIC.search(text) and len(text) <= 24 and not PROBLEM.search(text):
        return Intent.OFF_TOPIC
    return None


def _is_foreign(message: str) -> bool:
    letters = sum(char.isalpha() for char in message)
    chinese = sum(map(len, han_runs(message)))
    return letters >= 12 and (chinese / letters < 0.1 or len(OTHER_SCRIPT.findall(message)) / letters > 0.2)


def _follow_up(message: str, memory: Memory, ids: list[str], names: NameIndex) -> Route | None:
    short = len(message) <= 80
    if short and WHY_NOT.search(message):
        return Route(Intent.WHY_NOT, ids or names.find(message))
    if short and COMPARE.search(message):
        picked = ids or _shown(names.find(message), memory)
        top = [candidate.record_id for candidate in memory.recommendation.achievements] if memory.recommendation else []
        return Route(Intent.COMPARE, picked if len(picked) >= 2 else list(dict.fromkeys([*picked, *top]))[:2])
    if short and WHY.search(message):
        return Route(Intent.WHY, ids or memory.order[:1])
    if short and MORE.search(message) and not ids:
        return Route(Intent.MORE)
    if ids and short:
        return Route(Intent.RECORD, ids)
    shown = _shown(names.find(message), memory)
    if short and shown and QUESTION.search(message):
        return Route(Intent.RECORD, shown)
    if short and RECORD_WORDS.search(message) and memory.shown:
        return Route(Intent.RECORD, memory.shown[-1:])
    return None


def _shown(ids: list[str], memory: Memory) -> list[str]:
    return [record_id for record_id in ids if record_id in memory.order]


def _first_contact(message: str, memory: Memory, ids: list[str], named: list[str]) -> Route:
    trouble = bool(PROBLEM.search(message))
    if ids and len(message) <= 80:
        return Route(Intent.RECORD, ids)
    if memory.asked and not QUESTION.search(message) and not trouble and len(message) <= 40:
        return Route(Intent.ANSWER)
    people_or_achievements = [record_id for record_id in named if record_id[:1] in "AE"]
    asks = bool(QUESTION.search(message)) or len(message) <= 12
    if people_or_achievements and asks and len(message) <= 60 and not trouble:
        return Route(Intent.RECORD, people_or_achievements)
    if [one for one in named if one.startswith("F-")] and HOW_MUCH.search(message) and not OWN.search(message):
        return Route(Intent.KNOWLEDGE, named)
    if (
        asks
        and not trouble
        and len(message) <= 80
        and (named or (TOPICS.search(message) and (len(message) <= 12 or ASKING.search(message))))
    ):
        return Route(Intent.KNOWLEDGE, named)
    if memory.card is not None and ADDITION.match(message):
        return Route(Intent.ADDITION)
    if ANOTHER.search(message) and trouble:
        return Route(Intent.NEED)
    if memory.asked and len(message) <= 120:
        return Route(Intent.ANSWER)
    if memory.card is not None and len(message) <= 60:
        return Route(Intent.CHANGE)
    return Route(Intent.NEED)
