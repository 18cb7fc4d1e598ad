"""Numbers that stand bare behind a name: 容积率160, 固定资产投资7000万, 用地面积（亩）：40."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.span import Span
from kb.comparator import comparator_before
from kb.facts_terms import Mention, Term
from kb.numeral import ARABIC, MULTIPLIER, arabic
from kb.quantity import UNIT, Quantity, find_quantities

_BARE = re.compile(
    rf"(?P<glue>[\s为是约达到应：:＝=]*)(?P<compare>不低于|不少于|不小于|不高于|不超过|不大于|大于|小于|高于|低于|超过|≥|≤|>|<)?\s?"
    rf"(?P<sign>[-－—]|负)?(?P<number>{ARABIC})(?![\d.．％%‰])(?!\s?以[上下内])"
)
_LABEL = re.compile(
    rf"^\s*[（(\[]\s*(?P<unit>(?:{MULTIPLIER})?(?:{UNIT}|人)(?:[/／每](?:{MULTIPLIER})?(?:{UNIT}))?)\s*[）)\]]"
    rf"\s*[：:为是\s|]*(?P<sign>[-－]|负)?(?P<number>{ARABIC})(?![\d.．])(?![ \u3000]?(?:{UNIT}))"
)
_SUM = re.compile(
    rf"[\s是为计划共将准备打算预计拟能能够达到投入出了：:]{{0,8}}(?P<about>大概|大约|约|差不多|近)?\s?"
    rf"(?P<number>{ARABIC}|[一二两三四五六七八九十]{{1,3}})\s?(?:个)?(?P<multiplier>千万|百万|万|亿)"
    rf"(?P<rough>左右|上下|多|来|余)?(?=$|[，,。；;！!？?、\s（(进能可够行])"
)
"""A sum of money without its unit behind a name that is one of money: 固定资产投资7000万, 投资一个亿."""


def labelled(text: str, named: Sequence[Mention]) -> list[tuple[Quantity, Span, Term]]:
    """Numbers without a unit behind a name, of forms (用地面积（亩）：40) too, each with its place and its term.

    Args:
        text: the description.
        named: the terms that it names.
    """
    found: list[tuple[Quantity, Span, Term]] = []
    for mention in named:
        rest = text[mention.span.end : mention.span.end + 60]
        if mention.term.takes("money") and (money := _SUM.match(rest)) is not None:
            span = Span(mention.span.end + money.start("number"), mention.span.end + money.end("multiplier"))
            amounts = find_quantities(f"{money['number']}{money['multiplier']}元")
            if len(amounts) == 1 and not any(span == other for _, other, _ in found):
                about = bool(money["about"] or money["rough"])
                quantity = replace(amounts[0], span=span, core=span, approximate=about)
                found.append((quantity, span, mention.term))
                continue
        label = _LABEL.match(rest)
        bare = None if label else _BARE.match(rest)
        match = label or bare
        if match is None:
            continue
        start = mention.span.end + match.start("number")
        span = Span(start, mention.span.end + match.end("number"))
        if label:
            quantities = find_quantities(f"{label['number']}{label['unit']}")
            if len(quantities) == 1 and mention.term.takes(quantities[0].dimension):
                whole = Span(mention.span.start, span.end)
                found.append((replace(quantities[0], span=whole, core=span), span, mention.term))
        elif mention.term.takes("") and not mention.term.base:
            following = text[span.end : span.end + 1]
            if following and (following in "年月日期号栋层万亿至到~～-—–－" or _unit_follows(text, span.end)):
                continue
            value = arabic(match["number"])
            compared = comparator_before(text[max(0, start - 12) : start]) if match["compare"] else None
            about = bool(re.search(r"约", match["glue"]) or re.match(r"左右|上下|多|余", text[span.end :]))
            whole = Span(start - len(match["compare"] or ""), span.end)
            op = compared[0] if compared else "="
            quantity = Quantity(whole, span, op, value, "", "", approximate=about, compared=bool(compared))
            found.append((quantity, span, mention.term))
    return found


def _unit_follows(text: str, at: int) -> bool:
    return bool(re.match(rf"[ \u3000]?(?:{MULTIPLIER})?(?:{UNIT})", text[at : at + 12]))
