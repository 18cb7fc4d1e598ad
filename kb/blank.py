"""Blank: where the words stand that a question leaves open as ____."""

from __future__ import annotations

import re

from ingest.span import Span

_BLANK = re.compile(r"[_＿]{2,}")
_ANCHOR = 10
"""Characters beside a blank that are looked for in a sentence, at most; two at least."""


def fill(question: str, sentence: str) -> list[Span]:
    """The stretches of a sentence that fill the blanks of a question, in order; those found only."""
    blanks = list(_BLANK.finditer(question))
    found: list[Span] = []
    at = 0
    for index, blank in enumerate(blanks):
        before = question[blanks[index - 1].end() if index else 0 : blank.start()].strip()
        behind = question[
            blank.end() : blanks[index + 1].start() if index + 1 < len(blanks) else None
        ].strip()
        start = _end_of(before, sentence, at)
        if start is None:
            continue
        end = _start_of(behind, sentence, start)
        if end is None:
            stop = re.compile(r"[，。；、,;]").search(sentence, start + 1)
            end = stop.start() if stop else len(sentence)
        if end > start:
            found.append(Span(start, end))
            at = end
    return found


def _end_of(words: str, sentence: str, at: int) -> int | None:
    """Where the longest tail of `words` that stands in the sentence ends."""
    for length in range(min(_ANCHOR, len(words)), 1, -1):
        place = sentence.find(words[-length:], at)
        if place >= 0:
            return place + length
    return at if not words and at else None


def _start_of(words: str, sentence: str, at: int) -> int | None:
    """Where the longest head of `words` that stands behind `at` begins."""
    words = words.rstrip("。？?")
    for length in range(min(_ANCHOR, len(words)), 0, -1):
        place = sentence.find(words[:length], at + 1)
        if place >= 0 and (length > 1 or place - at <= 12):
            return place
    return None
