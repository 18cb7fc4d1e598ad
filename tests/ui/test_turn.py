"""A conversation is its turns; the messages and the history follow from them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.fake_library import answer
from ui.turn import PACKED_LIMIT, STOPPED, WAITING, Turn, history, messages, pack, panel, steps, unpack

ASKED = Turn("插花地块每宗最多几亩？", answer())


def test_each_turn_is_a_question_and_a_reply() -> None:
    """Roles alternate, one pair a turn."""
    assert [m["role"] for m in messages((ASKED, ASKED))] == ["user", "assistant"] * 2


def test_only_the_last_answer_is_written_out() -> None:
    """While a new answer grows, earlier ones stay whole."""
    first, second = messages((ASKED, ASKED), shown=4)[1::2]
    assert "复制" in first["content"]
    assert "复制" not in second["content"]


def test_a_question_without_answer_is_waited_for_or_was_stopped() -> None:
    """The reader sees which of the two."""
    assert WAITING in messages((Turn("问"),), waiting=True)[1]["content"]
    assert STOPPED in messages((Turn("问"),))[1]["content"]


def test_an_error_is_shown_in_place_of_the_answer() -> None:
    """The message itself, escaped."""
    assert "太长&#33;" in messages((Turn("问", error="太长!"),))[1]["content"]


def test_history_holds_answered_questions_only() -> None:
    """A refused or stopped question is nothing a follow-up could take up."""
    assert history((ASKED, Turn("坏", error="错"), Turn("停"))) == (ASKED.question,)


def test_the_panel_numbers_turns_as_the_messages_do() -> None:
    """A turn without answer leaves its number unused, so that links and cards agree."""
    turns = (Turn("坏", error="错"), ASKED)
    assert 'href="#cite-2-1"' in messages(turns)[3]["content"]
    assert 'id="cite-2-1"' in panel(turns)


@given(st.text(alphabet="字0[1]，", max_size=200))
def test_steps_grow_and_never_cut_a_mark(text: str) -> None:
    """Lengths rise, stay below the whole, and no half of "[12]" shows."""
    lengths = list(steps(text))
    assert lengths == sorted(lengths)
    for length in lengths:
        assert 0 <= length < len(text)
        for mark in re.finditer(r"\[\d{1,2}\]", text):
            assert not mark.start() < length < mark.end()


def test_packed_turns_read_back_as_themselves() -> None:
    """A reload of the page loses no citation, date or note."""
    turns = (ASKED, Turn("坏", error="错"), Turn("停"))
    assert unpack(pack(turns)) == turns


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]x",
        "null",
        "[1]",
        '[{"question": 1}]',
        '[{"question": "a", "answer": {"status": "answered"}}]',
    ],
)
def test_what_is_not_ours_is_no_conversation(text: str) -> None:
    """Storage of another version, or changed by hand, gives an empty page and no error."""
    assert unpack(text) == ()


def test_a_forged_validity_is_not_taken() -> None:
    """Only the words that the program itself uses reach the page."""
    assert unpack(pack((ASKED,)).replace("有效", "<b>")) == ()


def test_unpacking_has_a_limit() -> None:
    """Megabytes from a browser are not parsed."""
    assert unpack("[" + " " * PACKED_LIMIT + "]") == ()
