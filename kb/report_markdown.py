"""A Report as Markdown. Nothing in it can become markup: no HTML, no link, no table of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kb.report_page import Block, Grid, Heading, Items, Paragraph, Quote, Report

_MARKS: Final = re.compile(r"[\\`*_\[\]<>|~&$@]")
_START: Final = re.compile(r"^(\s*)([#+=-]|\d+[.)])(?=\s|$|[#+=-])")
_LINKS: Final = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def markdown(report: Report) -> str:
    """The report in CommonMark with the tables of GitHub's dialect."""
    parts = [f"# {escaped(report.title)}"]
    parts += ["\n".join(_lines(block)) for block in report.blocks]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Text on one line that shows as it is: marks, the start of lists and headings, and addresses are defused."""
    line = " ".join(_CONTROL.sub("\ufffd", text).split())
    line = _MARKS.sub(r"\\\g<0>", line)
    line = _LINKS.sub(r"\\\g<0>", line)
    return _START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", line)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"## {escaped(text)}"
        case Paragraph(text, strong):
            yield f"**{escaped(text)}**" if strong else escaped(text)
        case Items(items, numbered):
            for n, item in enumerate(items, start=1):
                yield f"{n}. {escaped(item)}" if numbered else f"- {escaped(item)}"
        case Quote(source, words, notes):
            yield escaped(source)
            yield ""
            yield f"> {escaped(words)}"
            for note in notes:
                yield ">"
                yield f"> {escaped(note)}"
        case Grid(heads, rows, _, _):
            yield f"| {' | '.join(map(escaped, heads))} |"
            yield f"|{'---|' * len(heads)}"
            for row in rows:
                yield f"| {' | '.join(map(escaped, row))} |"
