"""The page that a link in a messenger leads to: one answer in full, for whoever has the address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from agent import Reply, answer_html
from ui.api.deps import AgentDep, Limited

router = APIRouter(prefix="/channels/answers", include_in_schema=False, dependencies=[Limited])
GONE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>链接已失效</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
    "<body><p>这个链接已失效。请回到原来的对话里再问一次。</p></body></html>"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@router.get("/{secret}")
def read(agent: AgentDep, secret: Annotated[str, Path(min_length=8, max_length=64)]) -> HTMLResponse:
    """The answer that the link leads to, or that it has ended."""
    turn = agent.knowledge.casebook.answer_links.read(secret)
    if turn is None:
        return HTMLResponse(GONE, 404, HEADERS)
    reply = Reply.model_validate(turn.reply | {"trace": {}}).public()
    return HTMLResponse(answer_html(turn.message, reply), headers=HEADERS)
