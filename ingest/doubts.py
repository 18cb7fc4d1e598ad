"""Numbers that OCR may have misread: faults beside the text, which keeps what was read.

A number is what a policy turns on, so that the recogniser's doubts about other characters are left to
the page's own confidence; here are told only digits, Chinese numerals with a unit, dates and document
numbers, and letters that stand among digits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from ingest.compose import Composed
from ingest.document import Fault, Line
from ingest.numerals import CHINESE
from ingest.span import Span

KIND = "识别置信度低"

_LINE = 0.75
"""A line less certain than this is doubtful as a whole (clean print has 0.99)."""
_UNIT = (
    "[%％‰万亿元亩年月日号条章节款项倍折吨米度户人家个名次天周期时分级类]|公顷|平方|立方|公里|千瓦|个百分点"
)
_NUMBER = re.compile(
    rf"[\d０-９][\d０-９.,．，:：/]*[\d０-９]|[\d０-９]|[{CHINESE}]+(?:分之[{CHINESE}]+|(?={_UNIT}))|百分之[{CHINESE}]+"
)
_LOOKALIKES = str.maketrans("OoQlI|ZzSs", "0001112255")
_LETTERS = "OoQlI|ZzSs"
_MIXED = re.compile(
    rf"(?<![A-Za-z\d])(?=[{_LETTERS}]*\d)(?=\d*[{_LETTERS}])[\d{_LETTERS}.]{{2,12}}(?![A-Za-z\d])"
)
_MEASURED = re.compile(rf"\s*(?:{_UNIT})")


def doubtful_numbers(composed: Composed) -> tuple[Fault, ...]:
    """The numbers of a document's text that OCR was unsure of, in the order of the text."""
    if all(line.confidence is None for line in composed.lines):
        return ()
    doubts = _doubts(composed)
    mixed = tuple(_mixed(composed.text))
    unsure = (
        fault
        for fault in _unsure(composed.text, doubts)
        if not any(fault.span.overlaps(other.span) for other in mixed)
    )
    return tuple(sorted((*mixed, *unsure), key=lambda fault: fault.span))


def _unsure(text: str, doubts: dict[int, str | None]) -> Iterator[Fault]:
    for match in _NUMBER.finditer(text):
        here = [at for at in range(*match.span()) if at in doubts]
        if not here:
            continue
        read = match[0]
        proposed = "".join(doubts.get(at) or text[at] for at in range(*match.span()))
        again = _NUMBER.match(proposed + text[match.end() : match.end() + 3])
        sound = proposed != read and again is not None and again.end() == len(proposed)
        if all(doubts[at] is None for at in here):
            reason = "这一行字迹不清，识别的把握不大，其中的数字请对照原件"
        else:
            reason = f"数字“{read}”中有识别把握不大的字，请对照原件"
        yield Fault(Span(*match.span()), KIND, read, proposed if sound else None, reason)


def _mixed(text: str) -> Iterator[Fault]:
    """Numbers with letters among their digits that a unit follows: 3O亩, l5%."""
    for match in _MIXED.finditer(text):
        if _MEASURED.match(text, match.end()):
            proposed = match[0].translate(_LOOKALIKES)
            reason = f"数字中夹有字母，疑“{match[0]}”应为“{proposed}”，请对照原件"
            yield Fault(Span(*match.span()), KIND, match[0], proposed, reason)


def _doubts(composed: Composed) -> dict[int, str | None]:
    """The doubtful characters of the clean text with their second reading, None where a whole line is."""
    starts, at = [], 0
    for line in composed.lines:
        starts.append(at)
        at += len(line.text) + 1
    found: dict[int, str | None] = {}
    for run in composed.offsets.runs:
        first = bisect_right(starts, run.raw) - 1
        for index in range(max(first, 0), len(starts)):
            if starts[index] >= run.raw + run.length:
                break
            for place, other in _of_line(composed.lines[index]):
                raw = starts[index] + place
                if run.raw <= raw < run.raw + run.length:
                    found[run.clean + raw - run.raw] = other
    return found


def _of_line(line: Line) -> Iterator[tuple[int, str | None]]:
    if line.confidence is not None and line.confidence < _LINE:
        yield from ((at, None) for at in range(len(line.text)))
    yield from line.doubts
