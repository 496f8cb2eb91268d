"""The further checks of a sentence that a model wrote: it may only say what its own quotes and the user said.

Rules' sentences are templates over records; a model's sentence is free text, so it must cite, stay with one record
where it counts, use the words of its quotes, and hold no link, contact, instruction, ranking or claim of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from agent.schema import Statement
from agent.verify.quantities import claims, plain, quantity_problem, without_operators
from knowledge.records import AnyRecord, Resource, ResourceStatus
from knowledge.text import clean

QUOTE_MIN = 4
SHARED_WORDS = 0.6
WORDS_MIN = 6
CLAUSE_MIN = 4
CLAUSE = re.compile(r"[，,；;。！!？?：:\n]")
DENIAL = re.compile(r"不适用|不适合|不能|不可|不含|不包括|不支持|不得|未见|尚未|无法|没有|未")
SECRET_RUN = 4
NAME_MIN = 2
YEAR = re.compile(r"\d{4}\s*年(?:\d{1,2}\s*月)?")
LINK = re.compile(r"https?:|www\.|\]\(|!\[|<\s*/?\s*\w|javascript:|\w\.(?:com|cn|net|org|io|top|xyz|cc|me)\b", re.I)
CONTACT_WORDS = re.compile(
    r"微\s*信|扣\s*扣|\bQQ\b|电\s*话|手\s*机|邮\s*箱|邮\s*件|加\s*[vV]|\b[vV]\s*[xX]\b|联系人|联系方式|热\s*线|@|\bat\b|专线|号码",
    re.I,
)
COMPOUND = re.compile(r"[\u4e00-\u9fff]{2}(?:手机|电话|邮件|专线|热线)$")
PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}|[48]00\d{7}")
HAN_DIGITS = re.compile(r"[零〇一二三四五六七八九幺]{6,}")
ORDERS = re.compile(
    r"提示词|系统(?:指令|消息|提示)|忽略.{0,8}(?:指令|规则|要求)|prompt|instruction|密钥|口令|越狱", re.I
)
PROMISE = re.compile(
    r"保\s*证|保\s*證|确\s*保|承\s*诺|担\s*保|百\s*分\s*(?:之\s*)?百|100\s*%\s*(?:成功|有效|解决|通过|达标)|一\s*定|必\s*定|必\s*然|必\s*将|绝\s*对|"
    r"肯\s*定|万无一失|零风险|无风险|没有风险|稳赚|包(?:您|你|过|成功|通过|解决|治|赔|退|会)|必(?:获|过|成|批)|已(?:经)?(?:获批|批准|立项|通过审批)|"
    r"放心|不成功不|无效退|准能|准保|打包票|板上钉钉"
)
CLAIM = re.compile(
    r"免费|不收费|补贴|补助|奖励|全额|报销|量产|现货|批量|应用于|已(?:经)?(?:应用|推广|投产|供货|落地|使用|验证|验收)|验收|认证|获奖|鉴定|领先|"
    r"首创|首个|唯一|独家|最(?!后|近|低|高|多|少|大|小|终)\w|最(?:低|高|多|少|大|小)|第[一二三1-3](?!步)|排名|排在|等级|匹配度|概率|评分|置信|强相关|优先|"
    r"签约|签订|同意|没问题|不成问题|搞定|做得到|胜任|轻松|有待|已(?:为您|帮您)?(?:联系|通知|发送|预约|提交|申请)|翻.{0,2}[倍番]|一半|减半|过半|成倍|数十|数百|上百|上千|近百|大幅|显著|彻底|完全|全部|所有|立即|马上|随时|"
    r"国际|世界|全球|国家级|院士|长江学者|杰青|诺贝尔|上市公司|龙头"
)
AVAILABLE = re.compile(
    r"可(?:以|直接|立即|马上)?(?:申请|申办|办理|使用|享受|参加|入驻|投保|领取|获得|预约)|现已|已(?:经)?(?:开放|推出|上线|启用|开通|落地|实施|开展)|"
    r"正在(?:受理|开放)|即可|开放申请|欢迎|支持您|适用于您|建议(?:您)?(?:申请|使用|办理|投保)"
)
HEDGES = re.compile(r"探索中|探索阶段|规划中|规划阶段|尚未|暂未|未正式|不作承诺|历史资料|仅供参考|已结束")
NEGATION = re.compile(r"不适用|不适合|不能|不可|不含|不包括|不支持|不得|未见|未说明|尚未|未|无法|没有|无需|不")
ORGANISATION = re.compile(
    r"(?<=([\u4e00-\u9fffA-Za-z]{2}))(?:大学|学院|研究院|研究所|公司|集团|医院|银行|实验室|基金|协会|教授|博士|院长|主任|先生|女士|老师|工程师)"
)
USER_MARK = re.compile(r"您|贵公司|贵厂|要求|目标|需求|预算|希望")
VERDICT = re.compile(r"达到|满足|符合|优于|实现|可达|达标|做到|提升|提高到|降到|能够|可以|可")
FIT = re.compile(
    r"(?:适用于|适用|适合|用于|用来|用在|满足|符合|解决|针对|服务于|胜任|应对|匹配|契合|支持|帮助)(?P<what>[^，,。；;！!？?\n]+)"
)
STOP = re.compile(r"[的了是在和与及或也都很该此其这那您我们它为有对可以由被把从向等并且而但将会能]")
TOKEN = re.compile(r"[^\W\d_\u4e00-\u9fff]+(?:[-_.+/ ]?\d[\w.+/-]*)?|\d+(?=[A-Za-z]+-)")
NEUTRAL = (
    "成果 专家 资源 记录 库内 建议 可能 推荐 需求 企业 技术 参数 成熟度 单位 合作 方式 价格 来源 说明 转化 方向 团队 负责 示例 数据 "
    "金融工具 平台 政策 适合 针对 用于 解决 问题 提供 参考 需要 关注 处理 考虑 包括 属于 "
    "来自 做法 目前 尚未 仍在 其中 同时 此外 另外 不过 现状 已有 没有 尚无 相近 查看 合适"
)


def strict_problem(statement: Statement, records: Mapping[str, AnyRecord], user_text: str) -> str:
    """Say in Chinese why a model's sentence may not stand, or return an empty string.

    Every citation must have been checked before: its record is among ``records`` and its quote stands in the field.
    """
    if clean(statement.text) != statement.text:
        return "含有看不见的字符"
    text = plain(statement.text)
    quoted = _quoted(statement, records)
    support = plain(f"{quoted}\n{user_text}")
    checks = (
        _shape_problem(statement, records, text),
        _contact_problem(_without_ids(statement), records, support, plain(quoted)),
        _order_problem(text, plain(quoted)),
        _token_problem(statement, text, support),
        _number_problem(statement, text, plain(quoted), plain(user_text)),
        _claim_problem(text, plain(quoted)),
        _other_record_problem(statement, records, text, support),
        _status_problem(statement, records, text),
        _negation_problem(text, support, plain(quoted)),
        _subject_problem(statement, support),
        word_problem(text, support),
        _fit_problem(text, plain(quoted)),
    )
    return next((problem for problem in checks if problem), "")


def _quoted(statement: Statement, records: Mapping[str, AnyRecord]) -> str:
    """What the sentence may rest on: its quotes, the names and the dates of the cited records, one a line."""
    cited = {citation.record_id: records[citation.record_id] for citation in statement.citations}
    named = [f"{record.title}\n{record.source.text()}\n{record.as_of or ''}" for record in cited.values()]
    return "\n".join([*(citation.quote for citation in statement.citations), *named])


def _shape_problem(statement: Statement, records: Mapping[str, AnyRecord], text: str) -> str:
    if not statement.citations:
        return "没有引用任何记录"
    for citation in statement.citations:
        whole = records[citation.record_id].citable_fields().get(citation.field, "")
        if len(citation.quote.strip()) < QUOTE_MIN and citation.quote != whole:
            return "引文太短，不能作为依据"
    if LINK.search(text):
        return "含有链接或标记"
    if len({citation.record_id for citation in statement.citations}) > 1 and any(claims(_without_ids(statement))):
        return "一句话里的数字分不清属于哪条记录"
    return ""


def _without_ids(statement: Statement) -> str:
    text = statement.text
    for citation in statement.citations:
        text = text.replace(citation.record_id, " ")
    return plain(text)


def _contact_problem(text: str, records: Mapping[str, AnyRecord], support: str, quoted: str) -> str:
    """A contact word passes only as part of a longer word of the quotes, such as 快充手机."""
    digits = re.sub(r"(?<=\d)[\s\-.·_*,，、()]+(?=\d)", "", text)
    words = (text[max(0, found.start() - 2) : found.end()] for found in CONTACT_WORDS.finditer(text))
    if (
        any(not COMPOUND.match(word) or word not in quoted for word in words)
        or PHONE.search(digits)
        or HAN_DIGITS.search(text)
    ):
        return "含有联系方式，双方同意前不显示"
    for record in records.values():
        for secret in (getattr(record, "contact", ""), getattr(record, "internal", "")):
            if secret and any(part in text and part not in support for part in _fragments(plain(secret))):
                return "含有受保护的信息"
    return ""


def _fragments(secret: str) -> Iterable[str]:
    """Words of a protected field, and every run of four characters of the longer ones."""
    for part in re.split(r"[\s，,。；;：:、()（）/|]+", secret):
        if 2 <= len(part) <= SECRET_RUN:
            yield part
        yield from (part[i : i + SECRET_RUN] for i in range(len(part) - SECRET_RUN))


def _order_problem(text: str, quoted: str) -> str:
    found = ORDERS.search(text) or PROMISE.search(text)
    if found and found.group() not in quoted:
        return f"含有不应出现的措辞“{found.group()}”"
    return "含有指令性文字" if ORDERS.search(text) else ""


def _token_problem(statement: Statement, text: str, support: str) -> str:
    """Latin words, model numbers and ids must stand in the support as they are, digits must be plain ones."""
    ids = {plain(citation.record_id) for citation in statement.citations}
    rest = text
    for record_id in sorted(ids, key=len, reverse=True):
        rest = re.sub(rf"(?<![\w-]){re.escape(record_id)}(?![\w-])", " ", rest)
    for char in rest:
        if unicodedata.category(char) in ("Nd", "No", "Nl") and not char.isascii() and char not in support:
            return f"含有不常见的数字写法“{char}”"
    for match in TOKEN.finditer(rest):
        if not re.search(rf"(?<![A-Za-z]){re.escape(match.group())}(?![A-Za-z])", support):
            return f"“{match.group()}”在引文和您的原话中都找不到"
    return ""


def _number_problem(statement: Statement, text: str, quoted: str, said: str) -> str:
    rest = _without_ids(statement)
    problem = quantity_problem(rest, quoted)
    if not problem:
        return ""
    theirs = USER_MARK.search(text) and not VERDICT.search(text)
    return quantity_problem(rest, f"{quoted}\n{said}") if theirs else problem


def _claim_problem(text: str, quoted: str) -> str:
    for match in CLAIM.finditer(text):
        if match.group() not in quoted:
            return f"引文里没有“{match.group()}”"
    unspaced = quoted.replace(" ", "")
    for match in ORGANISATION.finditer(text):
        name = match.group(1) + match.group()
        if name not in unspaced and not re.search(r"[该此某的]$", match.group(1)):
            return f"引文里没有“{name}”"
    return ""


def _other_record_problem(statement: Statement, records: Mapping[str, AnyRecord], text: str, support: str) -> str:
    """A record that is named must be cited, lest one record's facts be told of another."""
    cited = {citation.record_id for citation in statement.citations}
    for record in records.values():
        names = [record.title, getattr(record, "name", "")]
        if record.id not in cited and any(
            len(name) >= NAME_MIN and plain(name) in text and plain(name) not in support for name in names
        ):
            return f"提到了“{record.title}”但没有引用它的原文"
    return ""


def _status_problem(statement: Statement, records: Mapping[str, AnyRecord], text: str) -> str:
    cited = {citation.record_id for citation in statement.citations}
    folded = re.sub(r"[\W_]+", "", text)
    for record in records.values():
        if not isinstance(record, Resource) or record.status is ResourceStatus.ACTIVE:
            continue
        names = [re.sub(r"[\W_]+", "", plain(name)) for name in (record.title, *record.aliases)]
        if record.id not in cited and not any(name and name in folded for name in names):
            continue
        if not HEDGES.search(text) or AVAILABLE.search(text):
            return f"把{record.status.value}中的“{record.title}”写成了可以使用"
    return ""


def _negation_problem(text: str, support: str, quoted: str) -> str:
    text = without_operators(text)
    for match in NEGATION.finditer(text):
        if text[match.start() : match.end() + 1] not in support and not HEDGES.search(text):
            return f"引文里没有“{text[match.start() : match.end() + 1]}”"
    if NEGATION.search(text):
        return ""
    for clause in CLAUSE.split(quoted):
        denied = DENIAL.split(clause, maxsplit=1)[1:]
        if denied and _pairs(denied[0]) & _pairs(text):
            return "去掉了引文里的否定"
    return ""


def _subject_problem(statement: Statement, support: str) -> str:
    """Each clause must begin with a word of the support or a neutral one: a stranger may not be its subject."""
    known = _pairs(support) | _pairs(NEUTRAL)
    text = YEAR.sub(" ", without_operators(_without_ids(statement)))
    for clause in CLAUSE.split(text):
        first = re.search(r"[\u4e00-\u9fff]{2,}", STOP.sub(" ", clause))
        if first and first.group()[:2] not in known:
            return f"引文里没有“{first.group()[:2]}”"
    return ""


def word_problem(text: str, support: str) -> str:
    """Most Chinese characters of the sentence, and half of each clause, must lie in word pairs that the support has."""
    known = _pairs(support) | _pairs(NEUTRAL)
    clauses = [_shared(clause, known) for clause in CLAUSE.split(without_operators(text))]
    total, shared = sum(one[0] for one in clauses), sum(one[1] for one in clauses)
    thin = any(length >= CLAUSE_MIN and common < length / 2 for length, common in clauses)
    if thin or (total >= WORDS_MIN and shared < SHARED_WORDS * total):
        return "大部分说法在引文和您的原话中找不到"
    return ""


def _fit_problem(text: str, quoted: str) -> str:
    """What a record is said to be good for must stand in its own quotes: the user's words prove no fit."""
    known = _pairs(quoted)
    for match in FIT.finditer(text):
        total, shared = _shared(match["what"], known)
        if total and shared < SHARED_WORDS * total:
            return f"引文没有说明适用于“{match['what'].strip()[:12]}”"
    return ""


def _shared(clause: str, known: set[str]) -> tuple[int, int]:
    """How many Chinese characters a clause has beside function words, and how many lie in a known pair."""
    total = shared = 0
    for run in re.findall(r"[\u4e00-\u9fff]+", STOP.sub(" ", clause)):
        inside = [run[i : i + 2] in known for i in range(len(run) - 1)]
        total += len(run)
        shared += sum(left or right for left, right in zip([False, *inside], [*inside, False], strict=True))
    return total, shared


def _pairs(text: str) -> set[str]:
    return {run[i : i + 2] for run in re.findall(r"[\u4e00-\u9fff]+", text) for i in range(len(run) - 1)}
