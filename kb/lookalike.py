"""Lookalike: what reads like a quantity and is none: dates with dots, times of day, 第一、二项, slogans."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingest.span import Span

_TABLE = tomllib.loads(Path(__file__).with_name("quantities.toml").read_text("utf-8"))["lookalike"]
_LOOKALIKE: Final = re.compile("|".join(f"(?:{pattern})" for pattern in _TABLE["patterns"]))


def find_lookalikes(text: str) -> list[Span]:
    """The stretches of a text in which no quantity is to be read, in order."""
    return [Span(match.start(), match.end()) for match in _LOOKALIKE.finditer(text)]


def among(span: Span, lookalikes: Sequence[Span]) -> bool:
    """Whether a span shares a character with one of the stretches."""
    return any(span.overlaps(each) for each in lookalikes)
