"""How the page looks: a theme for Gradio's parts, a style sheet and a script for ours."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import gradio as gr

from mujaz.render.html import report_style

__all__ = ["head", "theme"]


def head() -> str:
    """Return what stands in the head of the page: the style sheets and the script."""
    style, script = (
        files("mujaz.demo").joinpath(name).read_text(encoding="utf-8")
        for name in ("style.css", "page.js")
    )
    # Not by Gradio's own `css`, which rewrites selectors.
    return f"<style>{report_style()}{style}</style><script>{script}</script>"


def theme() -> Any:
    """Return a theme of paper and ink with the fonts that a machine has."""
    serif = ("Iowan Old Style", "Palatino Linotype", "Palatino", "Georgia", "serif")
    return gr.themes.Base(
        primary_hue="stone",
        neutral_hue="stone",
        radius_size="sm",
        font=serif,
        font_mono=("ui-monospace", "monospace"),
    ).set(
        body_background_fill="#fbf9f4",
        body_background_fill_dark="#161513",
        body_text_color_subdued="#5c564d",
        body_text_color_subdued_dark="#b1a99b",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_padding="0",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_label_text_color="#4b463f",
        block_label_text_color_dark="#c8c0b2",
        block_info_text_color="#5c564d",
        block_info_text_color_dark="#b1a99b",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1d1c19",
        input_border_width="1px",
        input_border_color="#d9d3c7",
        input_border_color_dark="#3b3731",
        checkbox_label_background_fill="transparent",
        checkbox_label_background_fill_dark="transparent",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover="#f3ead6",
        button_secondary_background_fill_hover_dark="#322c20",
        button_secondary_border_color="#b8b0a2",
        button_secondary_border_color_dark="#6b6459",
        button_border_width="1px",
        button_cancel_background_fill="transparent",
        button_cancel_background_fill_dark="transparent",
        button_cancel_border_color="#8a1c1c",
        button_cancel_border_color_dark="#f0a39a",
        button_cancel_text_color="#8a1c1c",
        button_cancel_text_color_dark="#f0a39a",
        button_primary_background_fill="#1d1b18",
        button_primary_background_fill_hover="#3b3731",
        button_primary_background_fill_dark="#ece7dd",
        button_primary_background_fill_hover_dark="#ffffff",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#161513",
    )
