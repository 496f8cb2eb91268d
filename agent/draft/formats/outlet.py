"""What leaves by which door: the one place where text that a person or a record wrote is made harmless.

| door | function | what may be live |
|---|---|---|
| chat page | none: text nodes only (``ui/widget/static/dom.js``) | nothing |
| desk, login pages, HTML report | :func:`html_text` | the tags of HTML_TAGS, written by our code alone |
| Markdown report | :func:`markdown_text` | headings, tables, bold of our code |
| text of a reply (API, CLI, programs) | :func:`defused` | bold and lists of our code; a door adds its links |
| Word | :func:`word_text` | nothing; no links |
| WeChat, 企业微信, mini program | :func:`messenger_text` | nothing |

No address that stands in a text is ever a link: LINKS is empty, a door adds links to its own records only.
"""

from __future__ import annotations

import re
from html import escape

from knowledge.text import clean

HTML_TAGS = frozenset(
    ["h1", "h2", "h3", "h4", "p", "ul", "li", "strong", "sup", "blockquote", "br", "footer"]
    + ["div", "table", "thead", "tbody", "tr", "th", "td"]
)
"""The tags that a report's body may hold; the only attribute is ``class`` with a word of our own."""
LINKS: frozenset[str] = frozenset()
"""Schemes that a text may link to."""

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_TARGET = re.compile(r"\]([(:])")
_SCHEME = re.compile(
    r"(?i)(?<![a-z])(https?|ftp|file|javascript|vbscript|data|blob|weixin|wxwork|mailto|tel|sms|intent)(\s*):"
)
_WWW = re.compile(r"(?i)(?<![a-z])www\.")
_WIDE = {"(": "（", ":": "："}
_MARKDOWN = re.compile(r"([\\*`|<\[\]~])")
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_BULLET = re.compile(r"^( *)[-*] ", re.MULTILINE)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def html_text(value: object) -> str:
    """Any value as escaped HTML text, also within a quoted attribute; line breaks become ``<br>``."""
    return escape(str(value)).replace("\n", "<br>")


def markdown_text(text: str) -> str:
    """Text whose characters have no meaning in Markdown or HTML."""
    return _MARKDOWN.sub(r"\\\1", text)


def defused(text: str) -> str:
    """Markdown in which nothing can become a tag, a link, an image or an address; done twice it changes nothing more.

    The signs are made wide instead of escaped: a backslash before them in the text would undo an escape.
    """
    text = _TARGET.sub(lambda found: f"]{_WIDE[found[1]]}", _TAG.sub("＜", clean(text)))
    return _WWW.sub("www．", _SCHEME.sub(r"\1\2：", text))


def word_text(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _NO_XML.sub("", text)


def messenger_text(text: str) -> str:
    """Text for a messenger that shows no Markdown: marks taken off, nothing that it would make a link or a tag of."""
    flat = _BULLET.sub(r"\1· ", _BOLD.sub(r"\1", text)).strip()
    return defused(flat).replace("<", "＜").replace(">", "＞")
