"""Blank: what a sentence holds where a question leaves a gap: ____, （ ）, or 多少 and 几 for a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingest.span import Span
from kb.moment import find_moments
from kb.numeral import NUMBER
from kb.quantity import UNIT

BLANK: Final = re.compile(r"[_＿]{2,}(?:\s?年\s?[_＿]{2,}\s?月(?:\s?[_＿]{2,}\s?日)?)?|（\s*）|\(\s*\)")
_ASKED = re.compile(r"百分之[几多少]+|多少|几|哪一?年|哪一?[天日]|何时|什么时[候间]")
_NUMERAL = re.compile(rf"{NUMBER}\s?(?:万亿|百万|千万|[万亿千百])?")
_CODE = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?<![于据照为和与及据是布发印：])[〔\[(（【［](?:19|20)\d{2}[〕\])）】］](?:第)?\d{1,5}(?=(?P<end>号?))"
)
_UNITS = re.compile(rf"\s?[个多]?(?:{UNIT})")
_ANCHOR = 10
"""Characters beside a blank that are looked for in a sentence, at most; two at least."""
_WORDS: Final = 18
"""Characters that words which fill a blank are long at most, where numbers stand in them."""
_BESIDE: Final = 16
"""Characters on either side of a blank whose pairs are looked for beside what fills it."""
_SLACK: Final = " 为是达到约于在的共有:：第了至要求应不超过低于高少得大小多短长早晚"
"""What may stand before a blank and not before what fills it, and the other way round."""
_STOPS: Final = "，。；、,;：:？?！（）()"
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_CLAUSE = re.compile(r"[，。；》]")
_FIRM: Final = 6
"""Characters beside a gap that stand beside what fills it, for that to be surely it."""
_LEAST: Final = 0.1
"""How well a number fits at least to fill a gap."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills a gap of a question.

    Attributes:
        span: in the sentence.
        fit: 0 to 1, how well the words beside it are those beside the gap.
        firm: whether enough words stand right beside it for this to be the place.
    """

    span: Span
    fit: float
    firm: bool


def fill(question: str, sentence: str) -> list[Filling]:
    """What fills the gaps of a question in a sentence, in order; those found only.

    Args:
        question: NFKC, with ____ or （ ）, else with 多少, 几, 哪年 …, which numbers and dates alone fill.
        sentence: where to look.
    """
    blanks = list(BLANK.finditer(question))
    gaps = blanks or list(_ASKED.finditer(question))
    found: list[Filling] = []
    at = 0
    for index, gap in enumerate(gaps):
        before = question[gaps[index - 1].end() if index else 0 : gap.start()].strip()
        behind = question[gap.end() : gaps[index + 1].start() if index + 1 < len(gaps) else None]
        behind = behind.strip().rstrip("。？?")
        if not re.search(r"\w{2}|[%‰℃元亩年月日]", before + " " + behind):
            continue
        words = _words(before, behind, sentence, at) if blanks else None
        options = [*_numbers(sentence, at), *([words] if words else [])]
        fillings = [_filling(before, behind, sentence, span) for span in options]
        best = max(fillings, key=lambda filling: (filling.fit, len(filling.span)), default=None)
        if best is not None and (best.fit >= _LEAST or best.span == words):
            found.append(best)
            at = best.span.end
    return found


def _numbers(sentence: str, at: int) -> Iterator[Span]:
    """Each number behind `at`: bare, with 万 or 亿, with its unit; each date."""
    for match in _NUMERAL.finditer(sentence, at):
        bare = re.match(NUMBER, match[0])
        assert bare is not None
        unit = _UNITS.match(sentence, match.end())
        ends = {match.start() + bare.end(), match.start() + len(match[0].rstrip())}
        yield from (Span(match.start(), end) for end in ends | ({unit.end()} if unit else set()))
        if sentence[max(0, match.start() - 3) : match.start()] == "百分之":
            yield Span(match.start() - 3, match.end())
    for match in _CODE.finditer(sentence, at):
        yield from (Span(match.start(), end) for end in {match.end(), match.end("end")})
    yield from (moment for moment in find_moments(sentence) if moment.start >= at)


def _filling(before: str, behind: str, sentence: str, span: Span) -> Filling:
    """How well a place fits: the words right before and right behind, and the pairs of characters around."""
    left, right = sentence[: span.start], sentence[span.end :]
    open_end = not behind or behind[0] in _STOPS
    ahead = 0 if open_end else _ahead(behind, right)
    if not (open_end or ahead):
        return Filling(span, 0.0, firm=False)
    plain = _BRACKETED.sub("", left)
    back = max(
        _back(one, other)
        for place in (left, plain)
        for one, other in ((before, place), (before.rstrip(_SLACK), place.rstrip(_SLACK)))
    )
    close = _CLAUSE.split(before[-_BESIDE:])[-1]
    near = 0.5 * (_shared(close, plain[-_BESIDE:]) + _shared(before[-2 * _BESIDE :], plain[-4 * _BESIDE :]))
    fit = 0.3 * min(back, _FIRM) / _FIRM + 0.3 * (0.5 if open_end else min(ahead, _FIRM) / _FIRM)
    return Filling(
        span, min(1.0, fit + 0.3 * near + 0.1 * _shared(behind[:_BESIDE], right)), back + ahead >= _FIRM
    )


def _ahead(words: str, sentence: str) -> int:
    """Characters that what stands behind the gap and behind the place begin with alike; 个 may be lacking."""
    ways = [words, words[1:]] if words[:1] == "个" else [words]
    return max(_alike(way, sentence) for way in ways)


def _alike(first: str, second: str) -> int:
    first, second = first.lstrip(), second.lstrip()
    n = 0
    while n < min(len(first), len(second), _ANCHOR) and first[n] == second[n]:
        n += 1
    return n


def _back(first: str, second: str) -> int:
    return _alike(first[::-1], second[::-1])


def _shared(wanted: str, place: str) -> float:
    """The share of the pairs of characters that stand in the place."""
    pairs = [wanted[at : at + 2] for at in range(len(wanted) - 1)]
    return sum(pair in place for pair in pairs) / len(pairs) if pairs else 0.0


def _words(before: str, behind: str, sentence: str, at: int) -> Span | None:
    """The stretch between the words before a blank and those behind it."""
    start = _end_of(before, sentence, at)
    if start is None:
        return None
    end = _start_of(behind, sentence, start)
    if end is None:
        stop = re.compile(r"[，。；、,;]").search(sentence, start + 1)
        end = stop.start() if stop else len(sentence)
    words = sentence[start:end]
    if len(words) > _WORDS and any(char.isnumeric() for char in words):
        return None
    return Span(start, end) if end > start else None


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
