"""A short name for a sub-requirement: its quote without wish words, means, examples and reasons."""

from __future__ import annotations

import re

import rjieba

LONGEST = 25
"""Characters of a summary at most."""

_SHORTEST = 4
_LEAD = re.compile(
    r"^(?:[\s“”\"、，。；:：]+|(?:我们?|本|该|此)(?:公司|企业|单位|厂|司|项目|课题|研究|系统)(?:的)?|现阶段|现在|目前|当前|现(?=[需要拟])|因此|所以|为此|同时|并且?(?![联行网])|而且|而|但是?"
    r"|此外|另外|其中|首先|其次|最后|最终|从而|进而|以及|及其?|还(?![原])|也|即|(?:迫切|急切)?(?:需求|需要|需(?!求)|亟需|急需|亟待)|希望|期望|要求|寻求|寻找|求购|求|拟(?!合)|想|欲|主要|重点|着重|必须"
    r"|能够|能(?![源量耗力效])|可以|应(?:该|当|具有|具备)?(?![用力变急])|使得?(?!用)|如何(?:能够)?(?:才能)?|怎样|怎么|(?:深入)?(?:开展|进行|展开)(?:对)?|针对|对于|存在(?:着)?|面临(?:着)?|出现了?)+"
)
_MAKE = re.compile(
    r"^(?:(?:自主|联合|合作|共同|研究)?(?:设计)?(?:研究开发|开发|研发|研制)(?:出|了)?|研究出?|建立|构建|搭建|打造|提出|形成|实现(?=.{8}))(?:一[种套个款台项条]|1[套台种])?(?:新型的?)?"
)
_MEANS = re.compile(r"^(?:通过|采用|利用|运用|基于|借助|依托|针对|根据|结合|在|由于|为了?|当)[^，]{2,60}，")
_WASTE = re.compile(r"[（(][^（）()]{0,60}[)）]")
_TAIL = re.compile(
    r"(?:，?(?:从而|进而|以便|以(?=提|降|满|达|保|实|减)|使得?|使其|为|为了|尤其是|特别是|如|例如|包括|达到|满足).{0,80}$)"
)
_END = re.compile(
    r"(?:等(?:重要|关键|技术|方面|诸多|多种|一系列)?(?:的)?(?:问题|难题|缺点|缺陷|现象|功能|特点|方面|情况|不足)?|的?(?:技术|工艺|关键|共性)*(?:问题|难题|难点|瓶颈|现象|困难)|(?:等?方面)?的?(?:研究|研发|开发|工作|技术支持|技术指导)|(?<!目)的|[和及与、，。；：:\s])$"
)
_VERB_LEFT = re.compile(r"^(?:的|之|了)")


def _strip(text: str) -> str:
    text = _LEAD.sub("", text)
    made = _MAKE.sub("", text)
    return made if len(made) >= _SHORTEST and not _VERB_LEFT.match(made) else text


def _close(text: str) -> str:
    cut = _END.sub("", text.strip())
    while cut != text and len(cut) >= _SHORTEST:
        text, cut = cut, _END.sub("", cut)
    return text


def _clause(text: str) -> str:
    """The first clause that says something, with the next ones as long as they fit."""
    kept = ""
    for part in re.split(r"[，；。]", text):
        part = _strip(part) if not kept else part
        joined = f"{kept}，{part}" if kept else part
        if kept and len(joined) > LONGEST:
            break
        kept = joined
    return kept


def _fit(text: str) -> str:
    """A phrase that is too long: its last noun phrase behind a 的, else as many whole words as fit."""
    if len(text) <= LONGEST:
        return text
    heads = [text[m.end() :] for m in re.finditer("的", text)]
    if head := next((h for h in heads if 6 <= len(h) <= LONGEST), ""):
        return head
    parts = text.split("、")
    if len(parts) > 2 and len(parts[0]) <= LONGEST - 1 and len(parts[0]) >= _SHORTEST:
        kept = parts[0]
        for part in parts[1:]:
            if len(kept) + len(part) + 2 > LONGEST:
                break
            kept += f"、{part}"
        return f"{kept}等"
    out = ""
    for word in rjieba.cut(text):
        if len(out) + len(word) > LONGEST:
            break
        out += word
    return _close(out)


def summarise(quote: str) -> str:
    """``quote`` in at most LONGEST characters: what is to be made, solved or changed.

    Only characters of the quote are used, except a closing 等 where an enumeration was shortened.
    """
    text = re.sub(r"\\n|\s+", " " if re.search(r"[A-Za-z]", quote) else "", quote).strip()
    if len(text) > LONGEST:
        text = _WASTE.sub("", text)
    text = text.replace("“", "").replace("”", "").replace('"', "")
    shorter = _MEANS.sub("", _LEAD.sub("", text))
    text = _strip(shorter if len(shorter) >= _SHORTEST else text)
    if len(text) > LONGEST:
        cut = _TAIL.sub("", text)
        text = cut if len(cut) >= _SHORTEST else text
    text = _close(_clause(text) or text)
    text = _fit(text)
    return text if len(text) >= 2 else quote[:LONGEST]
