"""An answer as Markdown for other programs: no markup but ours, every record a link, the label that the law wants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from agent import Agent, Reply

_ID = re.compile(r"〔([A-Za-z]{1,8}-[A-Za-z0-9-]{1,40})〕")
_LIVE = re.compile(r"<(?=[A-Za-z/!?])|\](?=[(:\[])")
_AS_TEXT = {"<": "&lt;", "]": "&#93;"}
"""Entities and no backslashes, which a backslash before them would take back."""


@dataclass(frozen=True)
class Source:
    """A record that carries the answer: where it can be read, and what was quoted of it."""

    record_id: str
    title: str
    url: str
    quotes: list[str]


@dataclass(frozen=True)
class Mention:
    """Where in the text a source is linked: from ``start`` to before ``end``."""

    source: Source
    start: int
    end: int


@dataclass(frozen=True)
class Rendered:
    """The text with its links and its label, its sources in the order of their citations, and where they stand."""

    text: str
    sources: list[Source]
    mentions: list[Mention]


def render(agent: Agent, reply: Reply, base: str) -> Rendered:
    """The answer with links below ``base``, the address of the product without a slash at its end."""
    ids = list(dict.fromkeys(one.record_id for one in reply.citations))
    records = agent.knowledge.catalogue.get_many(ids)
    sources = {
        id: Source(
            id,
            records[id].title if id in records else id,
            f"{base}/api/v1/records/{id}",
            list(dict.fromkeys(one.quote for one in reply.citations if one.record_id == id))[:5],
        )
        for id in ids
    }
    text, mentions = _linked(defused(reply.text), sources)
    return Rendered(f"{text}\n\n*{reply.label}*", list(sources.values()), mentions)


def defused(text: str) -> str:
    """Markdown in which nothing that a record or a person wrote is a tag, a link or an image."""
    return _LIVE.sub(lambda found: _AS_TEXT[found[0]], text)


def _linked(text: str, sources: Mapping[str, Source]) -> tuple[str, list[Mention]]:
    parts: list[str] = []
    mentions: list[Mention] = []
    length = end = 0
    for found in _ID.finditer(text):
        source = sources.get(found[1])
        if source is None:
            continue
        link = f"[〔{found[1]}〕]({source.url})"
        parts += [text[end : found.start()], link]
        length += found.start() - end + len(link)
        end = found.end()
        mentions.append(Mention(source, length - len(link), length))
    return "".join([*parts, text[end:]]), mentions
