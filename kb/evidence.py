"""Evidence: a sentence of a clause, weighed as the answer to a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log1p

from ingest.clause import Clause
from ingest.document import Document
from ingest.span import Span
from kb.blank import Filling, fill
from kb.cell import find_in_cell, is_cell
from kb.coverage import Stretch, covered, share
from kb.metric import Metric, named_in
from kb.moment import find_moments
from kb.quantity import Quantity, find_quantities
from kb.question import Question
from kb.reading import home, lead_in, sentences, surroundings, understood

_SEGMENT = re.compile(r"[^，,、；;：:。（）()]+")
# What a word of the question is worth for a quantity, by where it stands.
_IN_SEGMENT, _SEGMENT_BEFORE, _BEFORE, _BEHIND, _AROUND = 1.0, 0.85, 0.7, 0.5, 0.45
_CARRIED, _SAID = 0.85, 160
"""What a word is worth that stands in the sentences before, and how many characters of those are looked at."""
_UNCOMPARED = 0.2
"""What is taken from a sentence with nothing to compare a stated quantity with."""
_FORBIDDEN = 0.08
_FORBIDS = re.compile(r"不得|不能|不予|不可|禁止|不准|严禁|不允许|不许|不让|不给|取消|除外")
_EITHER = re.compile(
    r"能不能|可不可以|可以不可以|准不准|许不许|让不让|不得(?:低于|少于|超过|高于)|不能(?:低于|少于|超过|高于)"
)
_CASE = 0.12
"""What it is worth that a rule for 研发费用500万元以上 meets a case of 600万元."""
_LEANS = 0.2
"""What the words of the question before are worth."""
_FOLLOWS, _WINDOW = 0.3, 24
"""What it is worth that the words behind 多少 stand right behind the quantity, within so many characters."""
_FACT = re.compile(
    r"(?:共|一共|总共|现)?有(?:多少|几)|建(?:成|了)(?:多少|几)|(?:达到|到)了(?:多少|几)|是多少倍"
)
_LIMIT = re.compile(
    r"最[多少高低大小长短]|至[多少]|不得|不能|不低于|不超过|不少于|不高于|上限|下限|门槛|底线|以内|以上|以下|起码"
)
_BESIDE = 16
"""Characters on either side of a quantity in which the last words before 多少 should stand."""
_FILLS = 0.5
"""What it is worth that a quantity fills the gap of a question."""
_GAPPED = frozenset({"blank", "quantity", "date"})
"""What a question asks for that leaves a gap."""


@dataclass(frozen=True, slots=True)
class Point:
    """A quantity or a date that a sentence states, with how near the question's words stand to it.

    Attributes:
        span: in the document's text.
        segment: the part of the sentence between its commas that states it.
        quantity: None for a date.
        nearness: 0 to 1.
        firm: whether the words around the gap of the question, ____ or 多少, stand around it.
    """

    span: Span
    segment: Span
    quantity: Quantity | None
    nearness: float
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence and how well it answers.

    Attributes:
        quote: the sentence, in the document's text.
        points: the quantities or dates that may be the answer, best first; empty where none was asked for.
        score: for ranking, 0 to about 1.
        covered: share of the question that the clause with its title and headings covers.
        near: share of the question that the sentence covers with its headings and the sentences before.
        focus: share of what stands beside the word that asks that the sentence covers.
    """

    document: Document = field(repr=False)
    clause: Clause
    quote: Span
    points: tuple[Point, ...]
    score: float
    covered: float
    near: float
    focus: float

    @property
    def text(self) -> str:
        """The sentence as it is understood."""
        return self.quote.of(understood(self.document))

    @property
    def firm(self) -> bool:
        """Whether the words around the gap of the question stand around what fills it."""
        return any(point.firm for point in self.points)


def weigh(question: Question, document: Document, clause: Clause, prior: float) -> list[Evidence]:
    """Every sentence of a clause's own text as evidence.

    Args:
        question: what is asked.
        document, clause: where to look.
        prior: 0 to 1, how highly the search ranked the clause.
    """
    text, around = understood(document), surroundings(document, clause)
    whole = _bare(clause.own.of(text)) + "\n" + around
    headings = _bare(" ".join([*document.heading_path(clause), lead_in(document, clause)]))
    place = home(document)
    found = []
    said = ""
    for span in sentences(document, clause):
        sentence = _bare(span.of(text))
        here = sentence + "\n" + headings
        plain = share(question.content, f"{here}\n{place}", here)
        near = max(plain, _CARRIED * share(question.content, f"{said}{here}\n{place}", said + here))
        focus = max((share([part], f"{here}\n{place}", here) for part in question.focus), default=1.0)
        clause_share = share(question.content, whole, here)
        leaning = share(question.leaning, sentence + "\n" + whole) if question.leaning else 0.0
        points = _points(question, clause, text, span, said + "\n" + headings, whole)
        score = 0.35 * clause_share + 0.25 * near + 0.15 * plain + 0.15 * focus + 0.1 * prior
        if question.stated and not points:
            score -= _UNCOMPARED
        score += _polarity(question, sentence + headings)
        score += _CASE * _case(question, span.of(text))
        score += 0.15 * leaning + (0.25 * points[0].nearness if points else 0.0)
        found.append(Evidence(document, clause, span, points, score, clause_share, near, focus))
        said = (said + sentence)[-_SAID:]
    return found


def beside(question: Question, evidence: Evidence) -> Evidence:
    """The cell of the same row that states what was asked, where the best cell only names the row: 电脑派位 | 7月5日."""
    clause, document = evidence.clause, evidence.document
    if (
        clause.path.steps[-1].kind != "col"
        or evidence.points
        or question.asks not in ("quantity", "date", "")
    ):
        return evidence
    row = document.parent(clause)
    cells = [cell for cell in document.children(row) if cell != clause] if row else []
    pieces = [
        piece for cell in cells for piece in weigh(_dated(question), document, cell, 0.0) if piece.points
    ]
    return max(pieces, key=lambda piece: piece.score, default=evidence)


def _dated(question: Question) -> Question:
    """The question as one for a date where nothing tells what it asks for: 网上登记是哪几天."""
    return question if question.asks else replace(question, asks="date")


def _polarity(question: Question, place: str) -> float:
    """A little for a sentence that forbids where the question asks what is forbidden, less for one that does not."""
    if not _FORBIDS.search(_EITHER.sub("", question.text)):
        return 0.0
    return _FORBIDDEN if _FORBIDS.search(place) else -_FORBIDDEN


def _case(question: Question, sentence: str) -> int:
    """1 where the facts of the question's case meet what a sentence presupposes, -1 where they do not."""
    limits = [q for q in find_quantities(sentence) if q.compared] if question.facts else []
    met = [limit.holds(fact.value) for fact in question.facts for limit in limits if fact.unit == limit.unit]
    return 0 if not met else 1 if met[0] else -1


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _points(
    question: Question, clause: Clause, text: str, span: Span, headings: str, whole: str
) -> tuple[Point, ...]:
    """The quantities or dates of a sentence that are of the kind asked for, nearest first."""
    sentence = span.of(text)
    fillings = fill(question.text, sentence) if question.asks in _GAPPED else []
    places = list(_places(question, clause, sentence, fillings))
    if not places:
        return ()
    content = [_damped(part, text) for part in question.content]
    segments = [Span(m.start(), m.end()) for m in _SEGMENT.finditer(sentence)]
    found = []
    for place, quantity in places:
        core = quantity.core if quantity else place
        filling = [filling for filling in fillings if core.overlaps(filling.span)]
        here = next((i for i, s in enumerate(segments) if s.start <= core.start < s.end), 0)
        levels = [
            (_IN_SEGMENT, segments[here].of(sentence)),
            (_SEGMENT_BEFORE, segments[here - 1].of(sentence) if here else ""),
            (_BEFORE, sentence[: segments[here].start] + "\n" + headings),
            (_BEHIND, sentence[segments[here].end :]),
            (_AROUND, whole),
        ]
        places_of = [(worth, _bare(part)) for worth, part in levels]
        nearness = _nearness(content, places_of)
        if question.leaning:
            nearness += _LEANS * _nearness(question.leaning, places_of)
        nearness += 0.1 * _told(
            segments[here].of(sentence), core.start - segments[here].start, question.content
        )
        nearness += _same_unit(question, quantity)
        if question.verge:
            beside = sentence[max(0, core.start - _BESIDE) : min(len(sentence), core.end + _BESIDE)]
            nearness += _FOLLOWS * share(question.verge, _bare(beside))
        nearness += _fits(question, quantity)
        if question.behind:
            nearness += _FOLLOWS * share(question.behind, _bare(sentence[place.end : place.end + _WINDOW]))
        nearness += _FILLS * max((each.fit for each in filling), default=0.0)
        firm = any(each.firm for each in filling)
        found.append(
            Point(place.shift(span.start), segments[here].shift(span.start), quantity, nearness, firm)
        )
    return tuple(sorted(found, key=lambda point: -point.nearness))


def _places(
    question: Question, clause: Clause, sentence: str, fillings: Sequence[Filling]
) -> Iterator[tuple[Span, Quantity | None]]:
    """Where a sentence states something of the kind asked for."""
    found = find_in_cell(clause, sentence) if is_cell(clause) else find_quantities(sentence)
    quantities = [q for q in found if _answers(question, q)]
    if question.asks == "blank":
        blanks = [filling.span for filling in fillings]
        filled = [q for q in quantities if any(q.core.overlaps(blank) for blank in blanks)]
        free = [blank for blank in blanks if not any(q.core.overlaps(blank) for q in filled)]
        yield from ((q.span, q) for q in filled)
        yield from ((blank, None) for blank in free)
    elif question.asks == "quantity":
        yield from ((q.span, q) for q in quantities)
        # 17部门: a number before a word that is no unit elsewhere
        sure = [filling.span for filling in fillings if filling.firm]
        yield from ((span, None) for span in sure if not any(q.core.overlaps(span) for q in found))
    elif question.asks in ("date", "issued", "effective", "expires"):
        yield from ((moment, None) for moment in find_moments(sentence))
    elif question.stated or (question.likely and question.asks in ("", "how", "yesno", "list")):
        yield from ((q.span, q) for q in quantities)


def _answers(question: Question, quantity: Quantity) -> bool:
    """Whether a quantity is of a dimension that the question can be answered with."""
    wanted = set(question.dimensions)
    if question.stated and question.asks != "quantity":
        wanted |= {stated.dimension for stated in question.stated}
        wanted |= {"percent"} if "ratio" in wanted else set()
    if not wanted:
        for metric in asked_metrics(question):
            wanted |= metric.dimensions
    if not wanted:
        return quantity.dimension != "points" or "百分点" in question.text
    return _among(quantity, wanted)


def _among(quantity: Quantity, dimensions: Iterable[str]) -> bool:
    kinds = {quantity.dimension, quantity.dimension.partition("/")[0]}
    fraction = quantity.dimension == "ratio" and not {"percent", "count"}.isdisjoint(dimensions)
    return fraction or not kinds.isdisjoint(dimensions)


def asked_metrics(question: Question) -> Sequence[Metric]:
    """The metrics that a question is about, those of the question before where it leans on that one."""
    own = named_in("\n".join(part.text for part in question.content))
    return own or named_in("\n".join(part.text for part in question.leaning))


def _damped(part: Stretch, text: str) -> Stretch:
    """A stretch whose words weigh less the more often the document uses them: they tell its sentences apart less."""
    pairs = [1 / (1 + log1p(text.count(part.text[at : at + 2]))) for at in range(len(part.text) - 1)]
    kept = [max(pairs[max(at - 1, 0)], pairs[min(at, len(pairs) - 1)]) for at in range(len(part.text))]
    return replace(part, weights=tuple(w * k for w, k in zip(part.weights, kept, strict=True)))


def _nearness(content: Iterable[Stretch], levels: Sequence[tuple[float, str]]) -> float:
    total = got = 0.0
    for part in content:
        worth = [0.0] * len(part.text)
        for value, place in levels:
            worth = [max(w, value * ok) for w, ok in zip(worth, covered(part, place), strict=True)]
        total += part.weight
        got += sum(w * v for w, v in zip(worth, part.weights, strict=True))
    return got / total if total else 0.5


def _told(segment: str, until: int, content: Sequence[Stretch]) -> float:
    """The share of the words before the number, in its own segment, that the question uses too."""
    words = re.sub(r"[\s不低于超过达到约为的一般原则上均得少高大以上]", "", segment[:until])
    if len(words) < 2:
        return 0.5
    said = "\n".join(part.text for part in content)
    pairs = [words[at : at + 2] for at in range(len(words) - 1)]
    return sum(pair in said for pair in pairs) / len(pairs)


def _fits(question: Question, quantity: Quantity | None) -> float:
    """A little less for a limit where a fact is asked (有几个), and for a fact where a limit is (最多)."""
    if quantity is None:
        return 0.0
    limit = quantity.compared and quantity.op != "="
    if _FACT.search(question.text):
        return -0.15 if limit else 0.0
    return -0.1 if _LIMIT.search(question.text) and not limit else 0.0


def _same_unit(question: Question, quantity: Quantity | None) -> float:
    """A little more where the question names the very unit (几家, 多少亩) or its likely dimension (面积)."""
    if quantity is None:
        return 0.0
    more = 0.08 if _among(quantity, question.likely) else 0.0
    if quantity.unit and re.search(rf"(?:几|多少|__)\s*[万亿]?{re.escape(quantity.unit)}", question.text):
        more += 0.06
    return more
