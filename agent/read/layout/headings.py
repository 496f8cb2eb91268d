"""Headings of requirement forms: 【需求内容】, 一、技术难题, 预期目标：, or a line that says nothing else."""

from __future__ import annotations

import re
from functools import lru_cache

from agent.read.layout.clause import Section
from agent.read.layout.numbering import MARKER
from agent.read.layout.words import is_heading_phrase, section_of

_BRACKETED = re.compile(r"\s*[【\[〖](?P<name>[^】\]〗]{1,16})[】\]〗]\s*[:：]?\s*")
_COLON = re.compile(r"(?P<name>[^，。；：:;！？,\s|]{1,20}?)(?:[（(][^）)]{0,20}[）)])?\s*(?:[:：;；]|[—-]{2})")
_NUMBER = re.compile(r"^[一二三四五六七八九十\d]{1,2}[、.．\s]\s*")
_BLANK = ' \t　"“'
_LEAD = 40


@lru_cache(maxsize=512)
def heading(line: str) -> tuple[Section, int] | None:
    """The section that ``line`` opens and the length of its heading, or None when it opens none."""
    found = read_heading(line)
    return found[:2] if found else None


def read_heading(line: str) -> tuple[Section, int, str] | None:
    """The section that ``line`` opens, the length of its heading, and the heading's words."""
    if match := _BRACKETED.match(line):
        name = _NUMBER.sub("", match["name"].strip())
        if section := section_of(name):
            return section, match.end(), name
    start = m.end() if (m := MARKER.match(line)) else len(line) - len(line.lstrip(_BLANK))
    lead = line[start : start + _LEAD]
    if match := _COLON.match(lead):
        name = match["name"]
        if is_heading_phrase(name) and (section := section_of(name)):
            return section, start + match.end(), name
    whole = lead.rstrip(' 　\t"”')
    bare = re.sub(r"[（(][^）)]{0,20}[）)]$", "", whole)
    if len(line) <= start + _LEAD and is_heading_phrase(bare) and (section := section_of(bare)):
        return section, start + len(whole), bare
    return None
