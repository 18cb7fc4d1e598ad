"""When the bounds of a statement hold: which of its pieces are conditions, and of which bounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.span import Span
from kb.rule import Condition
from kb.rules import naming
from kb.rules.statement import Part, Statement
from kb.rules.subject import is_noun, trimmed
from kb.rules.value import told
from kb.rules.vocabulary import BAR, PERMIT, RELAX, STRENGTH

CONDITION_END: Final = re.compile(
    r"(?:的|(?<![瓦小工课学])时|前提下|情况下|情形下|者|以后|之后|范围内|区域内|[区城园台县镇]内|期间)[　 ]*$"
    r"|(?:批准|同意|审定|论证|认定|审批)(?:后)?[　 ]*$"
)
_CONDITION_START: Final = re.compile(r"^(?:如果?|若|凡|属于|因|在(?!建)|经(?!济|营|开))")


def is_condition(part: Part, later: Sequence[Part]) -> bool:
    """Whether a part only says when the rest holds: 用地面积30亩以下的，"""
    plain = part.text.strip("　 ")
    if CONDITION_END.search(plain):
        return not plain.endswith("目的")
    if _CONDITION_START.match(plain) and later and not any(q.compared for q in part.quantities):
        return not BAR.search(plain)
    # 用地面积30亩以上的工业项目，
    sized = any(q.compared for q in part.quantities) and is_noun(plain) and bool(later)
    sized = sized and not STRENGTH["鼓励"].match(plain)
    return sized and bool(
        re.match(
            r"^(?:对于?|凡|针对)|.*(?:以[上下内]|达到|不足|不到|不满|(?<![不得应能宜])(?:超过|低于|小于|少于|高于|大于))[^以]*$",
            plain,
        )
    )


def governing(
    statement: Statement, conditions: Sequence[Condition], place: int, places: Sequence[int], *, opens: bool
) -> list[Condition]:
    """The conditions of the statement that hold for a bound of the piece at `place`.

    Those of a lead-in hold for all; others for the bounds behind them, and where none stands behind, for those
    before: 绿地率不超过15%，经批准可放宽至20% lays none on the 15%.

    Args:
        statement, conditions: what is read and what was found in it.
        place: where the bound's piece begins in the statement.
        places: the same of every bound of the statement.
        opens: whether something is permitted behind them all: 经批准可一并开发.
    """
    found = []
    for each in conditions:
        at = each.span.start - statement.span.start if each.span is not None else -1
        trailing = at > max(places) and (opens or not _IF_NEEDED.match(each.text))
        if at < 0 or at > len(statement.text) or at < place + _HEAD or trailing:
            found.append(each)
    return found


_HEAD: Final = 3
"""Characters by which a condition may begin behind its piece: 对于…的."""
_IF_NEEDED: Final = re.compile(r"确|因|特殊|如需|经|报")
_APPROVAL: Final = re.compile(
    r"(?:经(?!济|营|开)|报)[^，,。；;]{0,24}?(?:批准|同意|审批|审定|研究|认定|论证|核准|审议)|一事一议"
)


def approved(text: str, at: int, *, exception: bool) -> bool:
    """Whether a bound at `at` needs an approval: said before it, or behind it where it is an exception."""
    return bool(_APPROVAL.search(text[:at]) or (exception and _APPROVAL.search(text[at:])))


def opened(text: str) -> re.Match[str] | None:
    """What words behind the bounds permit; None where they permit to leave the bounds: 经批准可适当提高."""
    match = PERMIT.search(text)
    return None if match and re.search(rf"{RELAX}|突破|除外|例外", text) else match


def sizes(statement: Statement, part: Part) -> list[Condition]:
    """The comparisons that a condition makes: 用地面积30亩以下的."""
    found, end = [], 0
    for quantity in part.quantities:
        left = part.text[end : max(quantity.span.start - part.start, end)]
        right = part.text[quantity.span.end - part.start :]
        end = quantity.span.end - part.start
        names = (
            naming.before(left, naming.base_of(statement.text, quantity), quantity) if left.strip() else ()
        )
        named = names[0] if names else naming.behind(right, quantity)
        value, high, unit = told(quantity, named.known if named else None, None)
        words = trimmed(part.text)
        at = statement.span.start + part.start + max(part.text.find(words), 0)
        found.append(
            Condition(
                "size", words, Span(at, at + len(words)), metric=named.metric if named else "",
                op=quantity.op, value=value, high=high, unit=unit,
            )
        )  # fmt: skip
    return found
