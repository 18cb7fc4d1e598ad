"""Hypothesis strategies for the shared nouns."""

from __future__ import annotations

from hypothesis import strategies as st

from ingest.clause import KINDS, Clause, ClausePath, Step
from ingest.document import Cell, Document, Fault, Furniture, Line, Metadata, Page, Region
from ingest.span import OffsetMap, Run, Span

words = st.text(max_size=12)
some_words = st.none() | words
numbers = st.floats(allow_nan=False, allow_infinity=False)
days = st.none() | st.dates()


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """A span somewhere in a text of a few thousand characters."""
    start = draw(st.integers(0, 3000))
    return Span(start, start + draw(st.integers(0, 500)))


steps = st.builds(Step, st.sampled_from(sorted(KINDS)), st.integers(0, 300), st.integers(0, 3))
paths = st.lists(steps, min_size=1, max_size=4).map(lambda found: ClausePath(tuple(found)))


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    """A clause whose own text lies inside it."""
    span = draw(spans())
    start = draw(st.integers(span.start, span.end))
    own = Span(start, draw(st.integers(start, span.end)))
    optional = st.none() | spans()
    context = draw(st.lists(words, max_size=2).map(tuple))
    return Clause(draw(paths), draw(words), span, own, draw(optional), draw(optional), context)


cells = st.builds(
    Cell,
    st.integers(1, 9),
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(1, 4),
    st.integers(1, 4),
    st.booleans(),
)
lines = st.builds(
    Line,
    words,
    page=st.none() | st.integers(1, 99),
    box=st.none() | st.tuples(numbers, numbers, numbers, numbers),
    edges=st.none() | st.lists(numbers, max_size=5).map(tuple),
    size=st.none() | numbers,
    whole=st.booleans(),
    heading=st.integers(0, 6),
    cell=st.none() | cells,
    confidence=st.none() | st.floats(0, 1),
)
regions = st.builds(
    Region, st.from_regex(r"\d{6}", fullmatch=True), st.lists(words, min_size=1, max_size=3).map(tuple)
)
names = st.lists(words, max_size=3).map(tuple)
metadata = st.builds(
    Metadata,
    title=words,
    number=some_words,
    issuer=some_words,
    recipients=some_words,
    issued=days,
    effective=days,
    expires=days,
    region=st.none() | regions,
    kind=st.sampled_from(["政策文件", "法规", "新闻报道", "其他"]),
    names=names,
    repeals=names,
    trial=st.booleans(),
    restates=some_words,
    period=st.none() | st.tuples(st.integers(1949, 2100), st.integers(1949, 2100)),
)


@st.composite
def offset_maps(draw: st.DrawFn) -> OffsetMap:
    """Runs in clean order; raw order is free, as where columns were put in reading order."""
    runs, at = [], 0
    for gap, raw, length in draw(
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5000), st.integers(1, 80)), max_size=8)
    ):
        runs.append(Run(at + gap, raw, length))
        at += gap + length
    return OffsetMap(runs)


documents = st.builds(
    Document,
    id=st.from_regex(r"[0-9a-f]{16}(-[2-9])?", fullmatch=True),
    name=words,
    format=st.sampled_from(["txt", "pdf", "html", "docx"]),
    sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    metadata=metadata,
    text=st.text(max_size=60),
    clauses=st.lists(clauses(), max_size=4).map(tuple),
    furniture=st.lists(st.builds(Furniture, spans(), words), max_size=3).map(tuple),
    faults=st.lists(st.builds(Fault, spans(), words, words, some_words, words), max_size=3).map(tuple),
    lines=st.lists(lines, max_size=4).map(tuple),
    pages=st.lists(st.builds(Page, st.integers(1, 99), numbers, numbers), max_size=2).map(tuple),
    offsets=offset_maps(),
    warnings=names,
)
