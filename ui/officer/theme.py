"""How the desk looks: one blue, system Chinese fonts, no gradients and no shadows; its style sheet and page head."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import gradio as gr

CSS = Path(__file__).with_name("desk.css")
TOKENS = Path(__file__).with_name("theme.toml")
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
HEAD = """<meta name="referrer" content="same-origin">
<link rel="icon" href="../static/icon.svg" type="image/svg+xml">
<script>
Object.defineProperty(navigator, "language", { get: () => "zh-CN" });
Object.defineProperty(navigator, "languages", { get: () => ["zh-CN", "zh"] });
const queqiaoFetch = window.fetch;
window.fetch = async (...request) => {
  const answer = await queqiaoFetch(...request);
  if (answer.status === 401) location.reload();
  return answer;
};
</script>"""
"""Gradio's own texts in Chinese, and back to the log-in page when the session has ended."""


def make_theme() -> Any:
    """The theme, light and dark."""
    tokens = tomllib.loads(TOKENS.read_text("utf-8"))
    blue = gr.themes.Color(name="queqiao", **tokens["blue"])
    theme = gr.themes.Base(
        primary_hue=blue,
        secondary_hue=blue,
        neutral_hue=gr.themes.colors.slate,
        text_size=gr.themes.sizes.text_sm,
        spacing_size=gr.themes.sizes.spacing_sm,
        radius_size=gr.themes.sizes.radius_sm,
        font=FONTS,
        font_mono=("ui-monospace", "Consolas", "Noto Sans CJK SC", "monospace"),
    )
    return theme.set(**tokens["set"])
