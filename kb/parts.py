"""Parts: a question that asks several things, taken apart."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.question import ABOUT, Question, read

_CUT = re.compile(r"[，,；;？?。！!]+")


def parts(question: Question) -> list[Question]:
    """The questions that a question is made of; itself alone where it asks one thing.

    What stands before the first word that asks goes with the first; the others lean on the whole.
    """
    segments = [segment.strip() for segment in _CUT.split(question.text) if segment.strip()]
    asking = [at for at, segment in enumerate(segments) if read(segment).asks_openly]
    if len(asking) < 2 or question.asks == "blank":
        return [question]
    head = "，".join(segments[: asking[0] + 1])
    first = _placed(read(head), question)
    further = []
    for at in asking[1:]:
        part = _placed(read(segments[at]), question)
        if part.asks in ABOUT:
            further.append(replace(part, content=(), refers=True))
        elif part.content:
            further.append(replace(part, leaning=(*question.content, *question.leaning), refers=True))
        elif part.dimensions:
            further.append(replace(part, content=first.content))
    return [first, *further] if first.content and further else [question]


def _placed(part: Question, whole: Question) -> Question:
    """A part with the places and documents of the whole."""
    return replace(
        part,
        regions=part.regions or whole.regions,
        region_words=part.region_words or whole.region_words,
        titles=part.titles or whole.titles,
        leaning=whole.leaning,
    )
