"""The look: colours, fonts, style sheet and script. Nothing in it comes from another machine."""

from __future__ import annotations

from importlib.resources import files

from gradio.themes import Base, Color
from gradio.themes.utils import sizes

SANS = (
    "PingFang SC",
    "HarmonyOS Sans SC",
    "MiSans",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "system-ui",
    "sans-serif",
)
MONO = ("ui-monospace", "Consolas", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "monospace")

INK = Color(
    name="ink",
    c50="#f1f5fa",
    c100="#e0e9f3",
    c200="#c3d3e6",
    c300="#9ab4d1",
    c400="#6a8db5",
    c500="#3f6a99",
    c600="#2b5282",
    c700="#21426b",
    c800="#1b3556",
    c900="#152943",
    c950="#0d1b2e",
)
STONE = Color(
    name="paper",
    c50="#f8f8f6",
    c100="#f1f1ee",
    c200="#e3e3de",
    c300="#cdcdc6",
    c400="#9c9d97",
    c500="#70726e",
    c600="#52544f",
    c700="#3d3f3c",
    c800="#282a29",
    c900="#1b1d1d",
    c950="#121414",
)


def theme() -> Base:
    """Ink blue on paper white; fonts are those of the reader's own system."""
    base = Base(
        primary_hue=INK,
        secondary_hue=INK,
        neutral_hue=STONE,
        text_size=sizes.text_md,
        radius_size=sizes.radius_sm,
        font=list(SANS),
        font_mono=list(MONO),
    )
    return base.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        block_background_fill="white",
        block_background_fill_dark="*neutral_900",
        block_shadow="none",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_600",
        button_primary_text_color="white",
        body_text_color="*neutral_800",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="*neutral_400",
        input_background_fill="white",
        input_background_fill_dark="*neutral_900",
        color_accent_soft="*primary_50",
        color_accent_soft_dark="*primary_900",
    )


def css() -> str:
    """Rules for what stands inside the app; Gradio confines them to its container."""
    return _static("youju.css") + _static("desk.css")


def head() -> str:
    """What goes into the page's head: rules for the page around the app, and the script."""
    return f"<style>{_static('page.css')}</style><script>{_static('youju.js')}</script>"


def _static(name: str) -> str:
    return files("ui").joinpath("static", name).read_text(encoding="utf-8")
