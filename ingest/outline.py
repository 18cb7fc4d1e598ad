"""Outlines like that of a standard or an emergency plan: 1总则, 1.1编制目的, 1.1.1….

A number without any mark is as good as never a heading by its looks (3个月内, 20条措施). It is one
where such numbers run from 1 and decimal ones stand below them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.markers import BARE, Marker
from ingest.span import Span

_BARE = re.compile(
    r"([0-9０-９]{1,2})\s*(?=[\u4e00-\u9fff“《])"
    r"(?![万亿倍元亩吨米天岁]|个(?:百分|月|点|工作)|年(?!度)|月(?!度)|日(?!常)|[条项](?!件|目)|人(?![才员口民])|[家户](?![庭籍])|次(?!序))"
)
_LONGEST = 24
"""Characters of a line that such a number may head."""


def bare_marker(text: str) -> Marker | None:
    """The number without any mark that a short line begins with, or None."""
    if len(text) > _LONGEST or not text[:1].isdigit():
        return None
    match = _BARE.match(text)
    if match is None or not int(match[1]):
        return None
    return Marker(BARE, int(match[1]), Span(0, match.end(1)), match.end(), sure=False)


def heads_of_outlines(markers: Sequence[tuple[int, Marker]]) -> set[int]:
    """Which of the bare numbers are headings, by paragraph index.

    Args:
        markers: of a numbering region in order, each with its paragraph's index.

    Returns:
        the longest runs 1, 2, 3 … that have a decimal N.1 behind one of their numbers N.
    """
    found: set[int] = set()
    run: list[int] = []
    last, borne_out = 0, False
    for index, marker in markers:
        if marker.style == BARE and marker.number == last + 1:
            run.append(index)
            last = marker.number
        elif marker.style == BARE and marker.number == 1 and not borne_out:
            run, last = [index], 1
        elif marker.style == "decimal" and marker.above == (last,) and marker.number == 1:
            borne_out = True
    if borne_out:
        found.update(run)
    return found
