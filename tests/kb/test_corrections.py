"""A person's decision about a suspected fault: found again after re-reading, asked anew where words changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document, Fault
from ingest.span import Span
from kb.correction import Correction, Decision, Place, Settled, holding, places, settled
from kb.errors import CorrectionRefused, FaultUnknown
from kb.library import Library
from tests.factories import document

pytestmark = pytest.mark.usefixtures("use_embedder")

TITLE = "某市工业用地管理办法"
FIRST = "第一条 对主动腾退的企业，财政补贴比例为0 5%，由市财政承担。"
SECOND = "第二条 实现凤凰涅?，建设周期不超过18个月。"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    with Library.open(tmp_path / "kb") as made:
        yield made


def write(tmp_path: Path, *lines: str, name: str = "办法.txt") -> Path:
    """The regulation as a file with these articles."""
    file = tmp_path / name
    file.write_text("\n\n".join([TITLE, *lines]) + "\n", "utf-8")
    return file


def lost_point(library: Library) -> str:
    """The id of the fault in the first article."""
    return next(one.id for one in library.faults() if one.fault.kind == "小数点脱落")


def note(library: Library) -> str:
    """What stands beside the citation."""
    return "".join(library.ask("财政补贴比例是多少？").notes)


def test_an_accepted_proposal_changes_note_and_keeps_text(library: Library, tmp_path: Path) -> None:
    """The quote stays as printed; the value comes from the correction, and the note names the person."""
    library.add(write(tmp_path, FIRST, SECOND))
    assert "疑小数点未印出" in note(library)
    made, _ = library.correct(lost_point(library), "accept", by="张三")
    answer = library.ask("财政补贴比例是多少？")
    assert [value.value for value in answer.values] == [0.5]
    assert "0 5%" in answer.citations[0].quote
    day = made.at.astimezone().date().isoformat()
    assert f"原文“0 5%”，已由 张三 于 {day} 校正为“0.5%”" in note(library)
    assert "0 5%" in library.document(library.documents()[0].id).text


def test_another_value_is_answered(library: Library, tmp_path: Path) -> None:
    """What the person says is meant, and not what was proposed, is the value."""
    library.add(write(tmp_path, FIRST, SECOND))
    library.correct(lost_point(library), "correct", value="2.5%", by="张三")
    assert [value.value for value in library.ask("财政补贴比例是多少？").values] == [2.5]


def test_a_value_too_long_is_told_and_not_used(library: Library, tmp_path: Path) -> None:
    """Offsets hold, so a longer value has no room; the note says that the answer does not follow it."""
    library.add(write(tmp_path, FIRST, SECOND))
    library.correct(lost_point(library), "correct", value="10.25%", by="张三")
    answer = library.ask("财政补贴比例是多少？")
    told = "".join(fault for citation in answer.citations for fault in citation.faults)
    assert "校正为“10.25%”" in told
    assert "以校正为准" in told
    assert answer.values == ()


def test_a_dismissed_fault_is_no_longer_reported(library: Library, tmp_path: Path) -> None:
    """Neither beside citations nor in the count; taken back, it is there again."""
    library.add(write(tmp_path, FIRST, SECOND))
    fault = lost_point(library)
    library.correct(fault, "dismiss", by="张三")
    assert note(library) == ""
    assert library.documents()[0].faults == 1
    library.correct(fault, "reopen", by="李四")
    assert "疑小数点未印出" in note(library)
    assert library.documents()[0].faults == 2


def test_a_decision_outlives_the_document(library: Library, tmp_path: Path) -> None:
    """Removed and read again, changed elsewhere, or come in another file, the same words are settled."""
    file = write(tmp_path, FIRST, SECOND)
    library.add(file)
    library.correct(lost_point(library), "accept", by="张三")
    library.remove(TITLE)
    library.add(file)
    assert "张三" in note(library)
    write(tmp_path, "第〇条 为规范管理，制定本办法。", FIRST, SECOND.replace("18", "24"))
    library.add(file)
    assert "张三" in note(library)
    assert library.documents()[0].faults == 1


def test_changed_words_are_asked_anew(library: Library, tmp_path: Path) -> None:
    """Where the text around or the fault itself is another, nobody has decided yet."""
    file = write(tmp_path, FIRST, SECOND)
    library.add(file)
    library.correct(lost_point(library), "accept", by="张三")
    for changed in (FIRST.replace("财政补贴", "财政奖励"), FIRST.replace("0 5%", "0 8%")):
        write(tmp_path, changed, SECOND)
        library.add(file)
        assert all(one.open for one in library.faults())


def test_one_decision_settles_copies_and_no_other_document(library: Library, tmp_path: Path) -> None:
    """The same regulation in two files is one; another regulation with the same sentence is not."""
    library.add(
        write(tmp_path, FIRST, SECOND), write(tmp_path, FIRST, SECOND, "第三条 略。", name="又一份.txt")
    )
    foreign = tmp_path / "外市.txt"
    foreign.write_text(f"另一市工业用地管理办法\n\n{FIRST}\n\n{SECOND}\n", "utf-8")
    library.add(foreign)
    _, held = library.correct(library.faults()[0].id, "accept", by="张三")
    assert len(held) == 2
    assert {one.title for one in library.faults() if not one.open} == {TITLE}


def test_other_processes_see_a_decision(library: Library, tmp_path: Path) -> None:
    """A library opened before answers by it."""
    library.add(write(tmp_path, FIRST, SECOND))
    with Library.open(library.path) as other:
        assert "疑小数点未印出" in note(other)
        library.correct(lost_point(library), "accept", by="张三")
        assert "张三" in note(other)


@pytest.mark.parametrize(
    ("decision", "value", "by"),
    [
        ("correct", "", "张三"),
        ("correct", "5\n6", "张三"),
        ("correct", "5" * 300, "张三"),
        ("accept", None, " "),
    ],
)
def test_a_decision_needs_a_name_and_a_value(
    library: Library, tmp_path: Path, decision: Decision, value: str | None, by: str
) -> None:
    """Refused with a reason, and nothing is noted."""
    library.add(write(tmp_path, FIRST, SECOND))
    with pytest.raises(CorrectionRefused):
        library.correct(lost_point(library), decision, value=value, by=by)
    assert all(one.open for one in library.faults())


def test_what_was_not_proposed_cannot_be_accepted(library: Library, tmp_path: Path) -> None:
    """A date that no calendar has comes without a proposal."""
    library.add(write(tmp_path, "第一条 本办法自2023年2月30日起施行。"))
    with pytest.raises(CorrectionRefused, match="没有可采纳的建议"):
        library.correct(library.faults()[0].id, "accept", by="张三")


def test_an_unknown_fault_is_said_so(library: Library, tmp_path: Path) -> None:
    """And so is a beginning that fits several."""
    library.add(write(tmp_path, FIRST, SECOND))
    for reference in ("zz", "", " "):
        with pytest.raises(FaultUnknown):
            library.correct(reference, "dismiss", by="张三")


def faulty(before: str, read: str, after: str) -> Document:
    """A document of one paragraph with one fault."""
    made = document("甲" + before + read + after + "乙")
    at = len("甲" + before)
    return replace(made, faults=(Fault(Span(at, at + len(read)), "缺字", read, None, "疑缺一字"),))


@given(st.text("字0 ?", max_size=60), st.sampled_from(["?", "0 5%"]), st.text("字0 ?", max_size=60))
def test_a_place_is_the_same_wherever_it_stands(before: str, read: str, after: str) -> None:
    """Words put in far in front or behind move every offset and leave the place and its id as they were."""
    near = "很近的文字" * 9
    one = next(place for _, place in places(faulty(near + before, read, after + near)))
    far = next(place for _, place in places(faulty("远处" * 5 + near + before, read, after + near + "远处")))
    assert one == far
    assert one.id == far.id


def test_the_last_decision_counts() -> None:
    """Of several on one place the latest; of another place none; taken back is as if never made."""
    here, there = Place("a", "", "缺字", "?", "前", "后"), Place("a", "", "缺字", "?", "前", "后", 1)
    when = datetime(2026, 11, 22, tzinfo=UTC)
    first = Correction(here, "accept", "槃", "张三", when)
    second = Correction(here, "dismiss", None, "李四", when)
    assert holding([first, second], here) == second
    assert holding([first, second], there) is None
    assert holding([first, Correction(here, "reopen", None, "李四", when)], here) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("甲办法", "某发1号"), ("甲管理办法", "某发1号"), True),
        (("甲办法", ""), ("甲办法", "某发1号"), True),
        (("甲办法", "某发2号"), ("甲办法", "某发1号"), False),
        (("乙办法", ""), ("甲办法", ""), False),
    ],
)
def test_a_document_is_known_by_its_number_then_by_its_title(
    one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    """A better reader may find a number or mend a title; two numbers are two documents."""
    words = ("缺字", "?", "前", "后")
    assert Place(*one, *words).same(Place(*other, *words)) is same


def test_alike_places_are_told_apart() -> None:
    """Two faults with the same words around are counted, and each is decided for itself."""
    made = document("口口口口")
    faults = tuple(Fault(Span(at, at + 1), "缺字", "口", None, "疑缺一字") for at in (1, 1))
    found = [place for _, place in places(replace(made, faults=faults))]
    assert found[0] != found[1]
    when = datetime(2026, 11, 22, tzinfo=UTC)
    laid = settled(
        replace(made, faults=faults),
        lambda place: Correction(place, "correct", "田", "张三", when) if place.nth else None,
    )
    assert [isinstance(fault, Settled) for fault in laid.faults] == [False, True]
    assert laid.text == made.text
