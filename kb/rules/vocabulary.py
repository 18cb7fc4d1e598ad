"""Vocabulary: `words.toml` as regular expressions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kb.rule import Strength

_TABLES = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


HEAD: Final = _any(_TABLES["subject"]["heads"])
LONG_HEAD: Final = _any(head for head in _TABLES["subject"]["heads"] if len(head) > 1)
_WITHIN: Final = frozenset(
    ["产业", "行业", "人员", "人", "楼", "店", "村", "建筑", "者", "房", "园", "中心", "主体", "设施"]
)
SPLIT_HEAD: Final = _any(head for head in _TABLES["subject"]["heads"] if head not in _WITHIN)
"""Heads behind which a metric's own words may begin; 数字经济核心产业增加值 is one name."""
GENERIC: Final[frozenset[str]] = frozenset(_TABLES["subject"]["generic"])
LEADING: Final = re.compile(rf"^(?:{_any(_TABLES['subject']['lead'])}|[，,、：:\s　])+")
AUTHORITY: Final = re.compile(_TABLES["subject"]["authority"])
REGION: Final = re.compile(_TABLES["subject"]["region"])

STRENGTH: Final[dict[Strength, re.Pattern[str]]] = {
    strength: re.compile(_any(words)) for strength, words in _TABLES["strength"].items()
}

BAR: Final = re.compile(_TABLES["effect"]["bar"])
PERMIT: Final = re.compile(_TABLES["effect"]["permit"])
BENEFIT: Final = re.compile(_TABLES["effect"]["benefit"])
ENTRY: Final = _TABLES["effect"]["entry"]
ABSENT: Final = re.compile(_TABLES["effect"]["absent"])
RELAX: Final = _TABLES["effect"]["relax"]
BASE: Final = _TABLES["effect"]["base"]
NORM: Final = re.compile(_TABLES["facts"]["norm"])
LOOSE: Final = re.compile(rf"^{_TABLES['facts']['loose']}")
