"""The frame around the clauses."""

from __future__ import annotations

from datetime import date

from tests.ingest.typeset import typeset, uncovered


def kinds(text: str) -> list[tuple[str, str]]:
    """The furniture of a typeset document."""
    found = typeset(text)
    assert uncovered(found) == []
    return [(piece.kind, piece.span.of(found.text)) for piece in found.furniture]


def test_a_title_printed_again_is_no_clause() -> None:
    """A second title over two lines belongs to the head."""
    assert kinds("甲市用地管理条例\n甲市用地\n甲市用地管理\n第一条 甲。")[:1] == [
        ("标题", "甲市用地管理条例")
    ]
    assert [
        kind for kind, _ in kinds("甲市园区用地管理条例\n甲市园区用地\n园区用地管理条例\n第一条 甲。")
    ] == [
        "标题",
        "文头",
        "文头",
    ]


def test_a_note_broken_in_two_is_one_note() -> None:
    """1984年1月7日 国务院 / 中央军委发布 tells when it was issued."""
    found = typeset("用地标准化管理办法\n1984年1月7日 国务院\n中央军委发布\n第一条 甲。")
    assert found.metadata.issued == date(1984, 1, 7)
    assert [clause.id for clause in found.clauses] == ["article1"]


def test_contents_end_where_their_first_entry_comes_again() -> None:
    """A table of contents is furniture, with or without the word 目录 above it."""
    for head in ("目　录\n", ""):
        found = typeset(
            f"甲市用地条例\n{head}第一章 总则……1\n第二章 附则……9\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。"
        )
        assert [c.id for c in found.clauses] == [
            "chapter1",
            "chapter1/article1",
            "chapter2",
            "chapter2/article2",
        ]


def test_a_date_within_the_text_is_no_signature() -> None:
    """Only a date on its own with an issuer above it, or at the end, signs."""
    assert kinds("甲市用地通知\n一、任务\n2023年5月1日\n前完成整治。\n二、保障")[1:] == []


def test_annexes_are_listed_before_the_signature_and_printed_behind_it() -> None:
    """附件 lines above the signature are furniture; behind it they open annexes."""
    found = typeset(
        "甲市用地通知\n一、任务\n附件：1.甲表\n2.乙表\n甲市人民政府\n2023年5月1日\n附件1\n甲表\n一、栏目\n附件2\n乙表\n一、栏目"
    )
    assert [c.id for c in found.clauses] == ["cn1", "annex1", "annex1/cn1", "annex2", "annex2/cn1"]
    assert [piece.kind for piece in found.furniture] == ["标题", "附件清单", "附件清单", "落款", "落款"]


def test_a_broken_line_of_copies_is_furniture_to_its_end() -> None:
    """抄送 over two lines leaves no clause behind."""
    assert [
        kind
        for kind, _ in kinds(
            "甲市用地通知\n一、任务\n甲市人民政府\n2023年5月1日\n抄送：市委各部门，\n市法院，市检察院。"
        )
    ] == [
        "标题",
        "落款",
        "落款",
        "抄送",
        "抄送",
    ]
