"""Fonts with Chinese characters, found on this machine, to draw pages whose fonts are not in the file."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from ingest.errors import FontMissing

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_SONG = (
    ("notoserifcjk-regular.ttc", 2),
    ("notoserifcjksc-regular.otf", 0),
    ("notoserifsc-regular.otf", 0),
    ("sourcehanserifsc-regular.otf", 0),
    ("simsun.ttc", 0),
    ("songti.ttc", 0),
    ("uming.ttc", 0),
)
_HEI = (
    ("notosanscjk-regular.ttc", 2),
    ("notosanscjksc-regular.otf", 0),
    ("notosanssc-regular.otf", 0),
    ("sourcehansanssc-regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("droidsansfallbackfull.ttf", 0),
    ("msyh.ttc", 0),
    ("simhei.ttf", 0),
    ("pingfang.ttc", 0),
    ("stheiti light.ttc", 0),
)
"""File names, best first, and the face within a collection that draws characters as they do in China."""
_LARGEST = 2000
_KEPT = 64


@lru_cache(maxsize=_KEPT)
def cjk_font(pixels: int, *, sans: bool = False) -> ImageFont.FreeTypeFont:
    """A font of a size in pixels: like 宋体 or, with `sans`, like 黑体; the other where only that is there.

    Raises:
        FontMissing: no font with Chinese characters is installed.
    """
    path, face = _found(sans)
    try:
        return ImageFont.truetype(path, max(1, min(pixels, _LARGEST)), index=face)
    except OSError as error:
        raise _missing() from error


@lru_cache(maxsize=2)
def _found(sans: bool) -> tuple[str, int]:
    files: dict[str, Path] = {}
    for folder in _FOLDERS:
        for here, _, names in os.walk(Path(folder).expanduser()):
            for name in names:
                files.setdefault(name.casefold(), Path(here, name))
    for name, face in (*_HEI, *_SONG) if sans else (*_SONG, *_HEI):
        if name in files:
            return str(files[name]), face
    raise _missing()


def _missing() -> FontMissing:
    return FontMissing(
        "这台机器上没有中文字体，画不出页面", "请安装中文字体后重试，例如 apt-get install fonts-noto-cjk"
    )
