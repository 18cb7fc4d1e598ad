"""Comparator: the words before and behind a number that make it a threshold."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kb.numeral import NUMBER
from kb.result import Operator

_TABLES = tomllib.loads(Path(__file__).with_name("quantities.toml").read_text("utf-8"))
_FAR_OP: Final[dict[str, Operator]] = {w: op for op, words in _TABLES["before"]["far"].items() for w in words}
_NEAR_OP: Final[dict[str, Operator]] = {
    w: op for op, words in _TABLES["before"]["near"].items() for w in words
}
_SUFFIX_OP: Final[dict[str, Operator]] = {w: op for op, words in _TABLES["behind"].items() for w in words}


def _any(words: Iterable[str]) -> str:
    """An alternation in which the longest spelling wins."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_ITSELF = rf"含(?:本数|(?:{NUMBER})[^）)]{{0,8}})?[）)]"
AFTER: Final = re.compile(
    rf"(?:有期徒刑(?=以[上下]))?(?:[（(](?P<exclude>不)?{_ITSELF})?\s?(?P<about>左右|上下)?\s?(?P<op>{_any(_SUFFIX_OP)})?"
    rf"(?:[（(](?P<exclude2>不){_ITSELF})?"
)
"""What may stand behind a quantity: "op" is the comparator, "exclude" and "exclude2" the 不 of 不含."""
_NEGATION = _any(_TABLES["negated"]["words"])
_NEGATED_OP: Final[dict[str, Operator]] = {
    word: op for op, words in _TABLES["negated"].items() if op != "words" for word in words
}
_BEFORE = re.compile(
    rf"(?:{_NEGATION})(?P<negated>{_any(_NEGATED_OP)})"
    rf"|(?P<said>{_any([*_FAR_OP, *_NEAR_OP])})(?!限度|程度|化|人民|检察|工资|生活保)"
)
_GAP = re.compile(r"(?:(?!给予|予以|奖励|补助|补贴|处以|罚|，)[^。；;：:，,、（()）\n0-9]){0,24}")
_WIDE_GAP = re.compile(r"[^。；;：:，,、（()）\n0-9]{0,24}")
_SUPERLATIVE = "最高最低最多最少最大最小最长最短"
_SUPERLATIVES = frozenset(_SUPERLATIVE[i : i + 2] for i in range(0, len(_SUPERLATIVE), 2))
_NOUN = re.compile(r"(?:限|指导|控制|保护|基准)?(?:价|标准|地价|税率|等级|限额|额度)[^，。；\d]{0,8}的$")
_NORMED = re.compile(
    r"[^，。；\d]{0,10}(?:平均水平|平均值|平均数|均值|基准值)的?"  # 低于全市平均水平60%
)
_SHARED = re.compile(
    r"[^，。；\d]{0,24}(?:标准|限额|限值|定额|底价|基准价|基准地价|限价|最低价|最高价|评估价|评估值|约定值)的"
    r"|[^，。；\d]{0,6}(?:约定|合同|承诺|协议)[^，。；\d]{0,4}(?:标准|额|值|指标|要求)的?"  # 低于最低价标准的60%
)
_FILLERS = frozenset({"", "到", "于", "在", "人民币", "约"})
STRICT: Final[dict[Operator, Operator]] = {">=": ">", "<=": "<"}
"""What a comparator becomes where the number itself is left out: 5亩以上（不含5亩）."""


def comparator_before(before: str) -> tuple[Operator, int] | None:
    """The comparator at the end of what stands before a number: its operator and how far back it starts."""
    found = list(_BEFORE.finditer(before))
    if not found:
        return None
    last = found[-1]
    if len(found) > 1 and last["said"] in _SUPERLATIVES and _NOUN.match(before, last.end()):
        found.pop()  # 低于最低价标准的60%: 最低 belongs to the name of what is compared with
        last = found[-1]
    reached = len(found) > 1 and _FAR_OP.get(found[-2]["said"] or "") and last["said"] in ("达", "为", "是")
    if reached and before[found[-2].end() : last.start()] in ("", "可", "可以"):  # 最高可达1000万元
        return _FAR_OP[found[-2]["said"]], len(before) - found[-2].start()
    word, gap = last["negated"] or last["said"], before[last.end() :].strip()
    if last["negated"]:
        op, far = _NEGATED_OP[word], True
    else:
        op, far = _FAR_OP.get(word) or _NEAR_OP[word], word in _FAR_OP
    wide = _WIDE_GAP if word in _SUPERLATIVE else _GAP
    if (
        gap in _FILLERS
        or _NORMED.fullmatch(gap)
        or (op != "=" and _SHARED.fullmatch(gap))
        or (far and wide.fullmatch(gap))
    ):
        return op, len(before) - last.start()
    return None


def joined(before: Operator | None, suffix: str | None, *, ranged: bool) -> tuple[Operator, bool]:
    """The operator of a comparator before and one behind a number, and whether it compares at all."""
    after = _SUFFIX_OP.get(suffix) if suffix else None
    if ranged:
        return "in", True
    if before in (None, "=") and after is not None:
        return after, True
    if before in (">", ">=") and after == ">=":
        return ">=", True
    if before is not None:
        return before, before != "="
    return "=", False
