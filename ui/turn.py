"""Turn: a question of a conversation and what came of it; the chat's messages made from turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from kb.result import Answer
from ui.cite import answer_html, notice_html, panel_html, question_html

WAITING = "正在查阅条款……"
STOPPED = "已停止。"

TURNS_KEPT = 40
PACKED_LIMIT = 4_000_000

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, or the error in its place; with neither, it was not waited for.

    Attributes:
        question: as typed.
        answer: the library's, or None.
        error: a Chinese message, or None.
    """

    question: str
    answer: Answer | None = None
    error: str | None = None


def messages(turns: Sequence[Turn], *, shown: int | None = None, waiting: bool = False) -> list[Message]:
    """The conversation as Gradio's chat takes it.

    Args:
        turns: oldest first.
        shown: of the last answer, how many characters are written out so far; None for all.
        waiting: whether the last question is being worked on.
    """
    out: list[Message] = []
    for number, turn in enumerate(turns, 1):
        last = number == len(turns)
        out.append({"role": "user", "content": question_html(turn.question)})
        if turn.answer:
            content = answer_html(turn.answer, number, shown if last else None)
        elif turn.error:
            content = notice_html(turn.error)
        else:
            content = notice_html(WAITING, "wait") if last and waiting else notice_html(STOPPED, "stop")
        out.append({"role": "assistant", "content": content})
    return out


def panel(turns: Sequence[Turn]) -> str:
    """The side panel for a conversation."""
    return panel_html((number, turn.answer) for number, turn in enumerate(turns, 1) if turn.answer)


def history(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The earlier questions that a follow-up may take up: those that were answered, oldest first."""
    return tuple(turn.question for turn in turns if turn.answer)


def steps(text: str, frames: int = 14) -> Iterator[int]:
    """Growing lengths of a text for writing it out, about `frames` of them, the whole length left out.

    A length never cuts through a citation mark, so that no half of "[12]" flashes up.
    """
    size = max(len(text) // frames, 4)
    for length in range(size, len(text), size):
        opening = text.rfind("[", 0, length)
        cut = opening >= 0 and "]" not in text[opening:length] and length - opening <= 4
        if opening if cut else length:
            yield opening if cut else length


def pack(turns: Sequence[Turn]) -> str:
    """The last turns as JSON, for the browser tab to keep over a reload of the page."""
    return _TURNS.dump_json(tuple(turns[-TURNS_KEPT:])).decode("utf-8")


def unpack(text: str | None) -> tuple[Turn, ...]:
    """Turns that a tab kept; none where the text is not one that `pack` makes, or is far too long."""
    if not text or len(text) > PACKED_LIMIT:
        return ()
    try:
        return _TURNS.validate_json(text)
    except ValidationError:  # kept by another version of the program, or meddled with
        return ()


_TURNS = TypeAdapter(tuple[Turn, ...])
