"""Amendment: what a person corrects in the facts read from a description, and the description so corrected.

The description stays the only source: a corrected figure is put in the place of the words that it was read
from, a new one becomes a line of its own. So what is checked can always be read as one text.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from kb.errors import QuestionRefused
from kb.fact import Fact
from kb.facts_derive import number

_FIGURE = re.compile(r"([+-]?\d[\d,.]*)\s*(\D*)")
UNKNOWN = "不详"
"""Stands in a description where a figure was that a person takes out: the words before it must not get the next one."""

_Short = Annotated[str, Field(max_length=400)]


@dataclass(frozen=True, slots=True)
class Edit:
    """A fact changed or taken out.

    Attributes:
        at: its place among the check's facts.
        value, unit: as typed.
        gone: whether it is not to be used.
    """

    at: Annotated[int, Field(ge=0)]
    value: _Short
    unit: _Short = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """A fact that the description lacks, as typed."""

    metric: _Short
    value: _Short
    unit: _Short = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """All that a person sends in one go.

    Attributes:
        edits: of facts that were read.
        added: further facts.
        answers: to open questions by their key; "" takes an earlier answer back.
    """

    edits: Annotated[tuple[Edit, ...], Field(max_length=500)] = ()
    added: Annotated[tuple[Added, ...], Field(max_length=50)] = ()
    answers: Annotated[dict[_Short, Annotated[str, Field(max_length=2000)]], Field(max_length=500)] = Field(
        default_factory=dict
    )


AMENDMENT: TypeAdapter[Amendment] = TypeAdapter(Amendment)


def words(fact: Fact, text: str) -> str:
    """What stands in the description where a fact was read."""
    return fact.span.of(text) if fact.span is not None else fact.quote


def written(fact: Fact, text: str) -> tuple[str, str]:
    """A stated fact as its row shows it: a figure and its unit as the description writes them, else words and ""."""
    said = " ".join(words(fact, text).split())  # a box holds one line
    if isinstance(fact.value, str):
        return said, ""
    match = _FIGURE.fullmatch(unicodedata.normalize("NFKC", said).strip())
    if match is None:
        return said, ""
    return match[1], match[2].strip() or fact.unit


def shown(fact: Fact) -> str:
    """A fact's value in words."""
    return fact.value if isinstance(fact.value, str) else number(float(fact.value), fact.unit)


def editable(fact: Fact) -> bool:
    """Whether a fact has words of its own in the description that others can take the place of.

    A statement has not: its words are a whole sentence, in which other facts stand too.
    """
    return fact.span is not None and not fact.derived_from and fact.stance is None


def amended(text: str, facts: Sequence[Fact], amendment: Amendment) -> str:
    """The description with edits in place and added facts at its end.

    Args:
        text: the description that the facts were read from.
        facts: of the check that the person saw.
        amendment: what was sent; edits that change nothing are passed over.

    Raises:
        QuestionRefused: an edit is of no fact of the description, is empty, or lies inside another one.
    """
    places = sorted(_places(text, facts, amendment.edits), reverse=True)
    for (start, _, _), (_, end, _) in itertools.pairwise(places):
        if end > start:
            raise QuestionRefused(
                "两处更正指的是描述里重叠的文字", "请一次只改其中一处，或直接修改上面的描述后重新预审"
            )
    for start, end, new in places:
        text = text[:start] + new + text[end:]
    lines = [_line(each) for each in amendment.added if each.metric.strip() or each.value.strip()]
    return "\n".join([text, *lines]) if lines else text


def merged(earlier: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, str]:
    """Answers after further ones came in; an empty one takes the earlier one back."""
    both = {**earlier, **{key: value.strip() for key, value in answers.items()}}
    return {key: value for key, value in both.items() if value}


def _places(text: str, facts: Sequence[Fact], edits: Iterable[Edit]) -> set[tuple[int, int, str]]:
    """Where the description changes, and what comes there; facts read from the same words change together."""
    places = set()
    for edit in edits:
        fact = facts[edit.at] if edit.at < len(facts) else None
        if fact is None or fact.span is None or not editable(fact) or fact.span.end > len(text):
            raise QuestionRefused("要更正的一项已不在结果里", "请刷新页面后重试")
        value, unit = edit.value.strip(), edit.unit.strip()
        if edit.gone:
            new = "" if isinstance(fact.value, str) else UNKNOWN
        elif not value:
            raise QuestionRefused(f"“{fact.metric}”没有填写数值", "请填写，或勾选“不采用”")
        elif (value, unit) == written(fact, text):
            continue
        else:  # a form writes the unit beside the name, and there it stays
            beside = unit == written(fact, text)[1] and unit not in words(fact, text)
            new = value if beside else value + unit
        places.add((fact.span.start, fact.span.end, new))
    return places


def _line(added: Added) -> str:
    metric, value = added.metric.strip(), added.value.strip()
    if not metric or not value:
        raise QuestionRefused(
            f"添加的一项“{metric or value}”只填了一半", "请写明指标和数值，例如 绿地率 18 %"
        )
    return f"{metric}：{value}{added.unit.strip()}"
