"""Clause: a node of a document's tree. ClausePath: its id, which prints and parses to itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.span import Span

_STEP = re.compile(r"([a-z]+)(\d+)(?:-(\d+))?")

KINDS: dict[str, str] = {
    "body": "a numbering region after the first: the 办法 behind its 通知",
    "annex": "附件N",
    "part": "第N编",
    "subpart": "第N分编",
    "chapter": "第N章",
    "section": "第N节",
    "article": "第N条",
    "paragraph": "款: a paragraph of an article",
    "item": "项: （一） under an article",
    "subitem": "目: 1. under an item of an article",
    "division": "第N部分",
    "cn": "一、",
    "cnp": "（一） under 一、 or standing alone",
    "num": "1.",
    "nump": "（1）",
    "circ": "①",
    "alpha": "a.",
    "heading": "a heading without a number",
    "p": "a paragraph without a number",
    "table": "表N",
    "row": "a row of a table",
    "col": "a cell of a row",
}


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One step of a path: a kind of `KINDS`, its number, and N in 第十条之N (0 where there is none)."""

    kind: str
    number: int
    insert: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of clause {self.kind!r}")
        if self.number < 0 or self.insert < 0:
            raise ValueError(f"a clause number is not negative, got {self.number}-{self.insert}")

    def __str__(self) -> str:
        return f"{self.kind}{self.number}" + (f"-{self.insert}" if self.insert else "")


@dataclass(frozen=True, slots=True, order=True)
class ClausePath:
    """The steps from the root of a document to a clause; `str` and `parse` are inverse."""

    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return "/".join(map(str, self.steps))

    @classmethod
    def parse(cls, text: str) -> ClausePath:
        """Read a printed path.

        Raises:
            ValueError: the text is no clause path.
        """
        steps = []
        for part in text.split("/"):
            match = _STEP.fullmatch(part)
            if not match:
                raise ValueError(f"{text!r} is no clause path: {part!r}")
            steps.append(Step(match[1], int(match[2]), int(match[3] or 0)))
        return cls(tuple(steps))

    @property
    def parent(self) -> ClausePath | None:
        """The path one step up, or None at the top."""
        return ClausePath(self.steps[:-1]) if len(self.steps) > 1 else None

    def within(self, other: ClausePath) -> bool:
        """Whether this path is `other` or lies below it."""
        return self.steps[: len(other.steps)] == other.steps


@dataclass(frozen=True, slots=True)
class Clause:
    """One node of the clause tree. All spans are into the document's clean text.

    The `own` spans of a document's clauses together with its furniture cover every character of
    the text but the line ends between them, each once.

    Attributes:
        path: the clause's id within its document.
        label: how an official would cite it: "三（三）", "第四条第（一）项", "第6段".
        span: the clause with all that stands below it.
        own: its own text: number, heading, and what comes before its first child.
        marker: the number as written ("（三）", "第四条"), or None.
        heading: the heading without its number ("支持零星建设用地归并开发"), or None.
        context: headings that a table cell stands under (row and column heads, unit), else empty.
        row, column: of a table cell, the headings that tell its row and its column from the others;
            its label names them, cut short.
    """

    path: ClausePath
    label: str
    span: Span
    own: Span
    marker: Span | None = None
    heading: Span | None = None
    context: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    column: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.span.contains(self.own):
            raise ValueError(f"clause {self.path}: own text {self.own} lies outside {self.span}")

    @property
    def id(self) -> str:
        """The printed path."""
        return str(self.path)
