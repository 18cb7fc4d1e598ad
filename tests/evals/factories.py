"""Small replies and a library that gives them, so that tests read as questions and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from kb.result import Answer, Citation, Operator, Status, Value

TODAY = date(2026, 1, 15)


def citation(quote: str, *, n: int = 1, title: str = "关于零散地块的若干规定", **fields: Any) -> Citation:
    """A citation of a document that exists nowhere else."""
    known: dict[str, Any] = {
        "document_id": "d1",
        "clause_id": "article1",
        "number": "云政发〔2024〕9号",
        "issuer": "云溪市人民政府",
        "clause": "第一条",
        "kind": "政策文件",
        "validity": "有效",
        "issued": date(2024, 3, 5),
    }
    return Citation(n=n, title=title, quote=quote, **known | fields)


def value(
    op: Operator, amount: float, unit: str, quote: str, *, high: float | None = None, n: int = 1
) -> Value:
    """A value of the first citation."""
    return Value("面积", op, amount, unit, quote, n, high)


def answer(
    text: str,
    *citations: Citation,
    status: Status = "answered",
    values: Sequence[Value] = (),
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """The contract's JSON of an answer."""
    return Answer("问", TODAY, status, text, tuple(values), citations, tuple(notes), 3.0).to_dict()


class Given:
    """A reply that has been worked out already."""

    def __init__(self, reply: Mapping[str, Any]) -> None:
        self.reply = dict(reply)

    def to_dict(self) -> dict[str, Any]:
        return self.reply


class FakeLibrary:
    """Answers every question with what `answers` gives for it, and remembers how it was asked."""

    def __init__(self, answers: Callable[[str], Mapping[str, Any]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, tuple[str, ...], object]] = []
        self.closed = False

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        as_of: date | str | None = None,
        region: str | None = None,
    ) -> Given:
        self.asked.append((question, tuple(history), as_of))
        return Given(self.answers(question))

    def close(self) -> None:
        self.closed = True
