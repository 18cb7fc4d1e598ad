"""Which earlier rules an exception takes the place of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kb.metric import by_name
from kb.rules.draft import Draft
from kb.rules.subject import is_generic

_TABLE: Final = re.compile(r"表|附件")
_FAR: Final = re.compile(r"上述|前款|前述|以上|本条|规定|标准|指标|基准|控制")


def link(drafts: Sequence[Draft]) -> None:
    """Set `overrides` of each exception to the places, in `drafts`, of the rules that it takes the place of."""
    for index, draft in enumerate(drafts):
        if draft.prohibition or not (draft.exception or draft.factor is not None):
            continue
        earlier = [
            (place, other) for place, other in enumerate(drafts)
            if place != index and not other.prohibition and other.factor is None
            and other.span.start <= draft.span.start and other.scope == draft.scope
        ]  # fmt: skip
        if draft.factor is not None and _TABLE.search(draft.base):
            found = [(place, other) for place, other in earlier if other.source == "table"]
            found = _last_table(found)
        elif draft.factor is not None and _FAR.search(draft.base):
            found = [
                (p, o) for p, o in earlier if _article(o.clause_id) == _article(draft.clause_id)
            ] or earlier[-3:]
        else:
            found = [(p, o) for p, o in earlier if _article(o.clause_id) == _article(draft.clause_id)]
        same = [(p, o) for p, o in found if o.metric == draft.metric]
        if draft.factor is not None and draft.metric not in by_name():
            same = found
        same = [(p, o) for p, o in same if not o.exception and not _apart(o, draft)]
        if draft.factor is None:
            same = same[-1:]
        draft.overrides = tuple(place for place, _ in same)


def _article(clause_id: str) -> str:
    steps = clause_id.split("/")
    for count, step in enumerate(steps, 1):
        if step.startswith("article"):
            return "/".join(steps[:count])
    return "/".join(steps[: max(len(steps) - 1, 1)])


def _last_table(found: list[tuple[int, Draft]]) -> list[tuple[int, Draft]]:
    if not found:
        return []
    table = found[-1][1].clause_id.rsplit("/", 2)[0]
    return [(place, draft) for place, draft in found if draft.clause_id.rsplit("/", 2)[0] == table]


def _apart(one: Draft, other: Draft) -> bool:
    """Whether two rules bind different things by name, so that neither is an exception to the other."""
    marked = re.search(r"其中|但|放宽|下浮|降|上浮|提高|除外", other.quote) or other.factor is not None
    if marked or not one.subject or is_generic(one.subject) or one.subject == other.subject:
        return False
    return one.subject not in other.subject and other.subject not in one.subject
