"""How an official would cite a clause: 三（三）, 第四条第二款第（一）项, 附件1三（三）, 第6段."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ingest.clause import Step
from ingest.numerals import chinese_numeral

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
HEADING_LIMIT = 24


@lru_cache(maxsize=4096)
def step_label(step: Step) -> str:
    """The words for one step of a path, or "" for a kind that has no number to be cited by."""
    n = step.number
    numeral = chinese_numeral(n) if n <= 9999 else str(n)
    again = "之" + chinese_numeral(step.insert) if step.insert else ""
    match step.kind:
        case "annex":
            return f"附件{n}"
        case "part":
            return f"第{numeral}编"
        case "subpart":
            return f"第{numeral}分编"
        case "chapter":
            return f"第{numeral}章"
        case "section":
            return f"第{numeral}节"
        case "article":
            return f"第{numeral}条{again}"
        case "division":
            return f"第{numeral}部分"
        case "paragraph":
            return f"第{numeral}款"
        case "item":
            return f"第（{numeral}）项"
        case "subitem":
            return f"第{n}目"
        case "cn":
            return numeral
        case "cnp":
            return f"（{numeral}）"
        case "num":
            return f"{n}"
        case "nump":
            return f"（{n}）"
        case "circ":
            return _CIRCLED[n - 1] if 1 <= n <= 20 else f"({n})"
        case "alpha":
            return chr(ord("a") + (n - 1) % 26)
        case "p":
            return f"第{n}段"
    return ""


def label_of(steps: Sequence[Step], heading: str | None, first_paragraph: bool) -> str:
    """The label of a clause within its zone.

    Args:
        steps: its path, the zone's own step left out.
        heading: its heading, for kinds without a number.
        first_paragraph: whether it hangs on the first of several paragraphs of its article.
    """
    last = steps[-1]
    if last.kind == "p":
        return step_label(last)
    if last.kind == "heading":
        text = heading or ""
        return text if len(text) <= HEADING_LIMIT else text[:HEADING_LIMIT] + "…"
    if last.kind == "article":
        return step_label(last)
    kinds = [step.kind for step in steps]
    start = 0
    if "article" in kinds:
        start = kinds.index("article")
    elif last.kind not in ("part", "subpart", "chapter", "section"):
        start = max((k + 1 for k, kind in enumerate(kinds) if kind in ("heading", "p")), default=0)
    parts: list[str] = []
    for at, step in enumerate(steps[start:], start):
        if step.kind in ("heading", "p"):
            continue
        if parts and step.kind == "num" and steps[at - 1].kind == "num":
            parts.append(".")
        parts.append(step_label(step))
        if step.kind == "article" and first_paragraph and at < len(steps) - 1:
            parts.append("第一款")
    return "".join(parts)
