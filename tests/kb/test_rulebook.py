"""Rules of a library: kept, reviewed, reviewed anew when the text changes, exported and loaded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.span import Span
from kb import rule_rows
from kb.cli import main
from kb.errors import DocumentUnknown, ReviewRefused, RuleFileWrong, RuleUnknown
from kb.library import Library
from kb.rule import Condition, Rule
from kb.rule_commands import exported, loaded

POLICY = "# 松台市工业项目准入办法\n\n第一条 新建工业项目容积率不低于{ratio}。\n\n第二条 绿地率不超过15%。\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A policy with two rules."""
    path = tmp_path / "policy.md"
    path.write_text(POLICY.format(ratio="1.5"), "utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path, file: Path) -> Iterator[Library]:
    """A library that holds it."""
    with Library.open(tmp_path / "kb") as library:
        library.add(file)
        yield library


def test_a_rule_is_automatic_until_someone_decides(library: Library) -> None:
    """Who decided, what, when and why is kept with the rule, and every earlier decision with it."""
    rule = library.rules()[0]
    assert rule.state == "自动"
    library.review(rule.id, "驳回", "王工", note="看错了")
    library.review(rule.id, "更正", "李工", changes={"value": 1.6})
    now = library.rules()[0]
    assert (now.state, now.value) == ("更正", 1.6)
    assert now.review is not None
    assert (now.review.by, now.review.when.tzinfo) == ("李工", UTC)
    assert [past.decision for past in library.rulebook.history(now)] == ["驳回", "更正"]


def test_a_decision_survives_reading_again(library: Library, tmp_path: Path) -> None:
    """Taking the document out and adding it again keeps the decision: it belongs to the words."""
    library.review(library.rules()[1].id, "确认", "王工")
    library.remove("松台市工业项目准入办法")
    library.add(tmp_path / "policy.md")
    assert [rule.state for rule in library.rules()] == ["自动", "确认"]


def test_changed_words_are_asked_for_anew(library: Library, file: Path) -> None:
    """Where the clause says something else the old decision no longer holds; that on the other clause does."""
    for rule in library.rules():
        library.review(rule.id, "确认", "王工")
    file.write_text(POLICY.format(ratio="1.8"), "utf-8")
    library.add(file)
    assert [(rule.value, rule.state) for rule in library.rules()] == [(1.8, "自动"), (15, "确认")]


def test_reviewed_rules_travel_as_dated_yaml(library: Library, file: Path, tmp_path: Path) -> None:
    """What is exported can be loaded into another library; loading twice records nothing twice."""
    library.review(library.rules()[0].id, "更正", "王工", changes={"value": 1.6})
    target = tmp_path / "rules.yaml"
    exported(library, "松台市工业项目准入办法", target)
    assert "reference: 第一条" in target.read_text("utf-8")
    with Library.open(tmp_path / "other") as other:
        other.add(file)
        for _ in range(2):
            assert loaded(other, target).data["loaded"] == 1
        rule = other.rules()[0]
        assert (rule.state, rule.value, len(other.rulebook.history(rule))) == ("更正", 1.6, 1)


def test_decisions_on_words_that_are_gone_are_told(library: Library, file: Path, tmp_path: Path) -> None:
    """A loaded decision whose statement no longer stands there is left aside and named."""
    library.review(library.rules()[0].id, "确认", "王工")
    target = tmp_path / "rules.yaml"
    exported(library, "松台市工业项目准入办法", target)
    file.write_text(POLICY.format(ratio="1.9"), "utf-8")
    library.add(file)
    told = loaded(library, target)
    assert told.data["left"] == ["新建工业项目容积率不低于1.5"]
    assert "重新复核" in told.text


@pytest.mark.parametrize(
    ("decision", "by", "changes"),
    [
        ("同意", "王工", {}),
        ("确认", " ", {}),
        ("确认", "王工", {"value": 2.0}),
        ("更正", "王工", {}),
        ("更正", "王工", {"quote": "别的"}),
        ("更正", "王工", {"op": "in"}),
        ("更正", "王工", {"strength": "一般"}),
    ],
)
def test_what_is_no_decision_is_refused(
    library: Library, decision: str, by: str, changes: dict[str, object]
) -> None:
    """A decision needs one of three words, a name, and changes exactly where it corrects; else nothing is kept."""
    rule = library.rules()[0]
    with pytest.raises(ReviewRefused):
        library.review(rule.id, decision, by, changes=changes)  # type: ignore[arg-type]
    assert library.rules()[0].state == "自动"


def test_unknown_rules_and_documents_are_named(library: Library) -> None:
    """An id that nobody has is an error that says where to look."""
    with pytest.raises(RuleUnknown, match="youju rules"):
        library.rule("nothing#article1#0")
    with pytest.raises(DocumentUnknown):
        library.rules("没有的文件")


@pytest.mark.parametrize(
    "text", ["- 1", "rules: 3", "rules: [{mark: x}]", "rules: [{mark: x, metadata: {decision: 可}}]", ": :"]
)
def test_a_wrong_file_says_what_is_wrong(library: Library, tmp_path: Path, text: str) -> None:
    """A file that is no export is refused as a whole, with its name."""
    path = tmp_path / "wrong.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(RuleFileWrong, match=r"wrong\.yaml"):
        loaded(library, path)


def test_the_command_prints_the_table(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """youju rules prints 本文件阈值一览 with requirement, clause, state and confidence."""
    assert main(["--kb", str(library.path), "rules", "松台市工业项目准入办法"]) == 0
    printed = capsys.readouterr().out
    assert "容积率\t不低于1.5" in printed
    assert "第一条\t自动" in printed


def test_rules_are_packed_without_loss() -> None:
    """What the catalog keeps gives the same rules back."""
    condition = Condition(
        "size", "用地30亩以下", Span(1, 5), metric="用地面积", op="<=", value=30.0, unit="亩"
    )
    rule = Rule(
        "d#c#m", "d", "c", Span(0, 9), "容积率不低于1.5", "容积率", "容积率", ">=", 1.5, "", "原则",
        conditions=(condition, Condition("industry", "食品制造业")), overrides=("x",), factor=1.1, permits="可转让",
    )  # fmt: skip
    assert rule_rows.unpack(rule_rows.pack([rule, rule])) == (rule, rule)


def test_a_rule_checks_itself() -> None:
    """A number without operator, a range without end, and a bar with a number are refused when made."""
    for op, value, high, bars in (
        (None, 1.0, None, False),
        ("in", 1.0, None, False),
        (">=", 1.0, None, True),
    ):
        with pytest.raises(ValueError, match="rule r"):
            Rule(
                "r", "d", "c", Span(0, 1), "q", "m", "m", op, value, "", "强制", high=high, prohibition=bars,
            )  # type: ignore[arg-type]  # fmt: skip


def test_shipped_rules_are_reviewed(tmp_path: Path) -> None:
    """Every rule of the documents that ship has been looked at by a person, and no decision is left over."""
    told: list[str] = []
    with Library.ensure(tmp_path / "kb", notify=told.append) as library:
        rules = library.rules()
    assert rules
    assert {rule.state for rule in rules} <= {"确认", "更正", "驳回"}
    assert not [sentence for sentence in told if "复核" in sentence]


def test_when_is_kept_to_the_second(library: Library) -> None:
    """A decision's time comes back as it was given."""
    when = datetime(2025, 3, 1, 8, 30, tzinfo=UTC)
    rule = library.rulebook.review(library.rules()[0], "确认", "王工", when=when)
    assert rule.review is not None
    assert rule.review.when == when
