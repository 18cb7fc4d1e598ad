"""A newspaper's text → its items: articles, photographs with captions, advertisements, notices.

A policy document stays one item. So does anything that is not surely a newspaper's: evidence are
bylines, 本报讯 and photo credits, against 文号 and numbered clauses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from ingest.block import Genre, Role
from ingest.newsprint import Part, may_open, numbered_text, parts
from ingest.paragraph import Paragraph

_REPORT = re.compile(r"系列报道|本报记者|本报讯|报道[①-⑳之]|特别报道|深度报道|新闻调查|通讯员|记者")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_OWN = 0.25
"""Share of a headline's pairs of characters that the article has too, from which on they belong together."""

_SHORTEST = 8
"""Characters that a headline has at least."""

_RUN = 12  # lines of headline that may stand together
_REACH = 40  # paragraphs of a story that are looked at


@dataclass
class Piece:
    """The paragraphs of one item while the page is being divided."""

    genre: Genre
    numbers: list[int] = field(default_factory=list)
    headlines: list[int] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)
    headings: set[int] = field(default_factory=set)


def divide(paragraphs: Sequence[Paragraph]) -> list[tuple[Genre, list[Paragraph]]]:
    """The items of a text, in the order in which they begin, each with its paragraphs and their roles."""
    clauses = numbered_text(paragraphs)
    if clauses and sum(map(may_open, paragraphs)) < 2:
        return [("", list(paragraphs))]
    kinds = parts(paragraphs)
    starts = [at for at, kind in enumerate(kinds) if _starts(kinds, at)]
    credits = sum(kind in ("credit", "caption") for kind in kinds)
    if clauses and len(starts) < 2:
        return [("", list(paragraphs))]
    if any(paragraph.first.source.whole or paragraph.first.source.cell for paragraph in paragraphs):
        # The format itself says what is a paragraph and what a heading: a web page is one text.
        return [("article" if starts else "", list(paragraphs))]
    if not starts and not credits:
        return [_feature(paragraphs, kinds)]
    pieces = _pieces(paragraphs, kinds, starts)
    return [(piece.genre, _marked(paragraphs, piece)) for piece in pieces]


def _starts(kinds: Sequence[Part], at: int) -> bool:
    """Whether an article's body begins here: with 本报讯 and the like, or with a byline before its text."""
    if kinds[at] == "lead":
        return at == 0 or kinds[at - 1] != "byline"
    return kinds[at] == "byline" and at + 1 < len(kinds) and kinds[at + 1] in ("body", "lead", "caption")


def _feature(paragraphs: Sequence[Paragraph], kinds: Sequence[Part]) -> tuple[Genre, list[Paragraph]]:
    """A text without bylines: one item, with its headline and section headings if it is a report."""
    head = _run(kinds, 0)
    titles = "".join(paragraph.text for paragraph in paragraphs[: head + 1])
    if not head or not _REPORT.search(titles):
        return "", list(paragraphs)
    piece = Piece("article", list(range(len(paragraphs))), list(range(head)))
    _sections(piece, kinds)
    return "article", _marked(paragraphs, piece)


def _run(kinds: Sequence[Part], at: int) -> int:
    """Where the run of headlines from `at` ends."""
    while at < len(kinds) and kinds[at] == "headline":
        at += 1
    return at


def _pieces(paragraphs: Sequence[Paragraph], kinds: list[Part], starts: list[int]) -> list[Piece]:
    """Bodies first, then each run of headlines between two bodies to the one whose words it shares."""
    pieces: list[Piece] = []
    waiting: list[int] = []
    current: Piece | None = None
    opened = set(starts)
    at = 0
    while at < len(kinds):
        kind = kinds[at]
        if at in opened:
            current = Piece("article", [at])
            _give(paragraphs, waiting, pieces, current)
            pieces.append(current)
            waiting = []
        elif kind in ("headline", "inset"):
            waiting.append(at)
        elif kind in ("advert", "weather", "notice"):
            genre: Genre = "advertisement" if kind == "advert" else "notice"
            # Lines before a sign of advertising belong to what stands above them, unless it begins a page.
            opening = next((n for n in (at, *reversed(waiting)) if paragraphs[n].first.opens), None)
            ahead = [n for n in waiting if opening is not None and n >= opening and genre == "advertisement"]
            fresh = Piece(genre, [*ahead, at])
            _settle(paragraphs, [n for n in waiting if n not in ahead], pieces, current, kinds)
            waiting = []
            at = _follow(paragraphs, kinds, at, fresh, opened)
            pieces.append(fresh)
            current = None
        elif kind in ("credit", "caption") and (current is None or current.genre == "caption"):
            if current is None:
                current = Piece("caption")
                pieces.append(current)
            current.numbers += [*waiting, at]
            waiting = []
        else:
            if current is None:
                current = Piece(_genre_ahead(kinds, at))
                _give(paragraphs, waiting, pieces, current)
                pieces.append(current)
                waiting = []
            elif waiting:
                # Text goes on behind the headings: they are those of sections.
                current.numbers += waiting
                waiting = []
            current.numbers.append(at)
        at += 1
    _settle(paragraphs, waiting, pieces, current, kinds)
    for piece in pieces:
        if piece.genre == "article" and not piece.headlines and kinds[piece.numbers[0]] != "headline":
            _find_headline(paragraphs, piece, pieces, kinds)
    for piece in pieces:
        _sections(piece, kinds)
    filled = [piece for piece in pieces if piece.numbers]
    return sorted(filled, key=lambda piece: min(piece.numbers))


def _genre_ahead(kinds: Sequence[Part], at: int) -> Genre:
    """Caption where a photo credit follows within two paragraphs, else an article without byline."""
    ahead = kinds[at : at + 3]
    return "caption" if "credit" in ahead or "caption" in ahead else "article"


def _follow(
    paragraphs: Sequence[Paragraph], kinds: Sequence[Part], at: int, piece: Piece, opened: set[int]
) -> int:
    """Take in what goes on with an advertisement or a notice; the number of its last paragraph."""
    notice = kinds[at] == "notice"
    last = at
    for number in range(at + 1, len(kinds)):
        kind = kinds[number]
        if number in opened or kind in ("credit", "caption", "byline", "lead"):
            break
        if notice and kind == "notice":
            break
        if notice:
            piece.numbers.append(number)
            last = number
            if kind == "closing" and (number + 1 >= len(kinds) or kinds[number + 1] != "closing"):
                break
            continue
        if kind == kinds[at] or (kind == "headline" and not _announces(paragraphs, kinds, number)):
            piece.numbers.append(number)
            last = number
            continue
        break
    return last


def _announces(paragraphs: Sequence[Paragraph], kinds: Sequence[Part], at: int) -> bool:
    """Whether the headline at `at` shares its words with the text that follows it."""
    end = _run(kinds, at)
    body = _text(paragraphs, range(end, min(end + 6, len(kinds))))
    text = paragraphs[at].text
    return len(text) >= _SHORTEST and _shared(text, body) >= _OWN


def _give(paragraphs: Sequence[Paragraph], waiting: list[int], pieces: list[Piece], fresh: Piece) -> None:
    """Part a run of headlines between the body above it and the one that begins below it."""
    if not waiting:
        return
    above = pieces[-1] if pieces else None
    cut = 0
    if above is not None and above.genre in ("article", "caption"):
        # A long run is a list; only its end can be the headline of what follows.
        certain = max(len(waiting) - _RUN, 0)
        start = fresh.numbers[0] if fresh.numbers else waiting[-1] + 1
        below = _text(paragraphs, range(start, min(start + _RUN, len(paragraphs))))
        over = _text(paragraphs, above.numbers[-_REACH:])
        gains = [
            _shared(paragraphs[n].text, over) - _shared(paragraphs[n].text, below) for n in waiting[certain:]
        ]
        totals = [0.0, *accumulate(gains)]
        # Headlines stand above their text unless the words, or the lack of any above, say otherwise.
        totals[-1] += 0.0 if above.headlines else 0.1 * len(gains)
        cut = certain + totals.index(max(totals))
        above.numbers += waiting[:cut]
        above.headlines += waiting[:cut]
    fresh.numbers[:0] = waiting[cut:]
    fresh.headlines += waiting[cut:]


def _settle(
    paragraphs: Sequence[Paragraph],
    waiting: list[int],
    pieces: list[Piece],
    current: Piece | None,
    kinds: Sequence[Part],
) -> None:
    """Headlines that no body follows belong to the one above; without any they make an item."""
    if not waiting:
        return
    above = current or (pieces[-1] if pieces else None)
    if above is None:
        pieces.append(Piece("", list(waiting)))
        return
    above.numbers += waiting
    if above.genre in ("article", "caption"):
        above.headlines += [number for number in waiting if kinds[number] == "headline"]


def _find_headline(
    paragraphs: Sequence[Paragraph], piece: Piece, pieces: Sequence[Piece], kinds: Sequence[Part]
) -> None:
    """Give an article without a headline the one that stands among others' text and shares its words.

    A page may set it below columns beside which another article goes on.
    """
    body = _text(paragraphs, piece.numbers[:_REACH])
    best: tuple[float, int, Piece] | None = None
    for other in pieces:
        if other is piece or other.genre not in ("article", "caption"):
            continue
        rest = [n for n in other.numbers if kinds[n] != "headline"][:_REACH]
        for number in other.numbers:
            text = paragraphs[number].text
            if kinds[number] != "headline" or len(text) < _SHORTEST or other.headlines == [number]:
                continue
            here = _shared(text, body)
            if here >= _OWN and here > 2 * _shared(text, _text(paragraphs, rest)):
                best = max(best or (0.0, -1, piece), (here, number, other), key=lambda found: found[:2])
    if best is not None:
        _, number, other = best
        other.numbers.remove(number)
        if number in other.headlines:
            other.headlines.remove(number)
        piece.numbers.append(number)
        piece.headlines.append(number)


def _sections(piece: Piece, kinds: Sequence[Part]) -> None:
    """Name the headings inside a body, and the parts that are no running text."""
    roles: dict[Part, Role] = {
        "byline": "byline",
        "credit": "caption",
        "caption": "caption",
        "advert": "advertisement",
    }
    if piece.genre == "article" and not piece.headlines:
        head = piece.numbers[: _run([kinds[n] for n in piece.numbers], 0)]
        piece.headlines += head
    own = set(piece.headlines)
    for number in piece.numbers:
        kind = kinds[number]
        if number in own:
            piece.roles[number] = "headline"
        elif piece.genre == "advertisement":
            piece.roles[number] = "advertisement"
        elif kind in roles:
            piece.roles[number] = roles[kind]
        elif piece.genre == "article" and kind in ("headline", "inset", "notice"):
            piece.headings.add(number)
        elif piece.genre == "notice" and kind == "notice":
            piece.roles[number] = "headline"


def _marked(paragraphs: Sequence[Paragraph], piece: Piece) -> list[Paragraph]:
    """The piece's paragraphs in the order of the page, its headline first."""
    order = sorted(piece.headlines) + sorted(set(piece.numbers) - set(piece.headlines))
    return [
        replace(
            paragraphs[number],
            role=piece.roles.get(number, ""),
            heading=2 if number in piece.headings else paragraphs[number].heading,
        )
        for number in order
    ]


def _text(paragraphs: Sequence[Paragraph], numbers: Sequence[int]) -> str:
    return "".join(paragraphs[number].text for number in numbers)


def _shared(headline: str, body: str) -> float:
    """Share of the headline's pairs of Han characters that the body has."""
    pairs = [run[at : at + 2] for run in _HAN.findall(headline) for at in range(len(run) - 1)]
    return sum(pair in body for pair in pairs) / len(pairs) if pairs else 0.0
