"""How the desk looks: one blue, system Chinese fonts, no gradients and no shadows; its style sheet and page head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

CSS = Path(__file__).parent / "desk.css"
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
BLUE = gr.themes.Color(
    name="queqiao",
    c50="#eef4fc",
    c100="#d9e6f8",
    c200="#b4cef1",
    c300="#8bb2e8",
    c400="#5b90db",
    c500="#2f71cc",
    c600="#1f5fbf",
    c700="#1a4f9f",
    c800="#173f7d",
    c900="#132f5c",
    c950="#0d1f3d",
)
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
    theme = gr.themes.Base(
        primary_hue=BLUE,
        secondary_hue=BLUE,
        neutral_hue=gr.themes.colors.slate,
        text_size=gr.themes.sizes.text_sm,
        spacing_size=gr.themes.sizes.spacing_sm,
        radius_size=gr.themes.sizes.radius_sm,
        font=FONTS,
        font_mono=("ui-monospace", "Consolas", "Noto Sans CJK SC", "monospace"),
    )
    return theme.set(
        block_shadow="none",
        block_shadow_dark="none",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_padding="0px",
        block_label_text_size="13px",
        border_color_primary="#c9d1da",
        border_color_primary_dark="#3a4653",
        block_title_text_size="13px",
        body_background_fill="#ffffff",
        body_background_fill_dark="#12171d",
        button_primary_background_fill="#1f5fbf",
        button_primary_background_fill_hover="#1a4f9f",
        button_primary_background_fill_dark="#2f71cc",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_hover="#eef4fc",
        button_secondary_background_fill_dark="#1b222a",
        button_secondary_border_color="#1f5fbf",
        button_secondary_border_color_dark="#7fb0f5",
        button_secondary_text_color="#1f5fbf",
        button_secondary_text_color_dark="#7fb0f5",
        button_border_width="1px",
        form_gap_width="12px",
        input_background_fill="#ffffff",
        input_background_fill_dark="#12171d",
        input_border_width="1px",
        input_border_color="#c3ccd6",
        input_border_color_dark="#3a4653",
        input_padding="6px 10px",
        input_shadow="none",
        layout_gap="12px",
    )
