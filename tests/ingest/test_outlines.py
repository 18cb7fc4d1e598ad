"""Outlines made up at random come back as they were made."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clause import ClausePath
from ingest.document import Document
from ingest.pipeline import read_bytes
from tests.ingest.outlines import FAMILIES, Outline, found_in, outline
from tests.ingest.typeset import typeset, uncovered

SEEDS = st.integers(0, 10**6)


def _read(text: str) -> Document:
    (document,) = read_bytes("样.txt", text.encode())
    return document


def _sound(document: Document) -> None:
    """Every character in one place, every id unique, its own when printed and parsed, its parent there."""
    assert uncovered(document) == []
    ids = [clause.id for clause in document.clauses]
    assert len(set(ids)) == len(ids)
    for clause in document.clauses:
        assert ClausePath.parse(clause.id) == clause.path
        assert clause.path.parent is None or str(clause.path.parent) in ids


@pytest.mark.parametrize("family", FAMILIES, ids="-".join)
@settings(max_examples=12)
@given(seed=SEEDS)
def test_an_outline_comes_back_as_it_was_made(family: tuple[str, ...], seed: int) -> None:
    """Whatever the numbering, each paragraph has the number and the place that it was given."""
    made = outline(seed, family)
    document = _read(made.text())
    assert found_in(document) == made.numbered
    _sound(document)


@pytest.mark.parametrize("family", FAMILIES, ids="-".join)
def test_an_outline_with_broken_lines_comes_back(family: tuple[str, ...]) -> None:
    """Lines broken at 28 ems neither hide a number nor make one."""
    made = outline(3, family)
    document = _read(made.text(28))
    assert found_in(document) == made.numbered
    _sound(document)


@settings(max_examples=25)
@given(
    seeds=st.lists(SEEDS, min_size=2, max_size=4), families=st.lists(st.sampled_from(FAMILIES), min_size=4)
)
def test_a_file_of_several_parts_keeps_each_numbering_apart(
    seeds: list[int], families: list[tuple[str, ...]]
) -> None:
    """A 意见 with annexes that are numbered from 1 again, each in a style of its own."""
    parts = [outline(seed, family) for seed, family in zip(seeds, families, strict=False)]
    document = _read(_with_annexes(parts))
    expected = parts[0].numbered
    for number, part in enumerate(parts[1:], 1):
        expected += [(f"附件{number}", (number,))]
        expected += [(text, (number, *path)) for text, path in part.numbered]
    assert found_in(document) == expected
    _sound(document)


def _with_annexes(parts: list[Outline]) -> str:
    rows = [parts[0].text()]
    for number, part in enumerate(parts[1:], 1):
        body = part.text().split("\n", 2)[2]
        rows += [f"附件{number}", "用地更新评价办法", body]
    return "\n".join(rows)


@settings(max_examples=30)
@given(seed=SEEDS, family=st.sampled_from(FAMILIES))
def test_ids_survive_reading_again(seed: int, family: tuple[str, ...]) -> None:
    """The text that was read, read once more, gives the same ids."""
    made = outline(seed, family)
    first = _read(made.text())
    assert [clause.id for clause in _read(first.text).clauses] == [clause.id for clause in first.clauses]


@pytest.mark.parametrize(
    "line",
    [
        "第三条规定的情形除外，按程序报批。",
        "第三条、第四条所列项目优先。",
        "（一）至（三）项由镇级负责。",
        "（一）、（二）项合并办理。",
        "一、二、三产业融合发展。",
        "一、二级资质企业可以参加。",
        "3.5万亩用地纳入整治。",
        "1.5以上的项目优先。",
        "1.2个百分点以内的波动不扣分。",
        "3个月内完成整改。",
        "20条措施全部落实。",
        "2024.5起试行。",
        "去年以来，各地开工100个项目。",
    ],
)
def test_a_line_that_only_looks_numbered_stays_text(line: str) -> None:
    """References, lists of numbers, quantities and dates open no clause, in any outline."""
    for outer in (
        ("一、任务", "二、保障"),
        ("第一条 甲。", "第二条 乙。"),
        ("1 总则", "1.1 目的", "1.2 依据", "2 附则"),
    ):
        rows = [row for head in outer for row in (head, line)]
        document = typeset("\n".join(("甲市用地意见", *rows)))
        assert [c.own.of(document.text)[:4] for c in document.clauses if c.marker] == [r[:4] for r in outer]
        assert uncovered(document) == []


def test_item_headings_that_begin_with_a_word_of_reference() -> None:
    """（一）目前的问题 and （二）项目管理 are headings, as 项 and 目 are the beginning of words there."""
    document = typeset("甲市用地意见\n（一）目前的问题\n（二）项目管理\n（三）目录编制\n（四）款项拨付")
    assert [clause.id for clause in document.clauses] == ["cnp1", "cnp2", "cnp3", "cnp4"]


def test_decimals_are_cited_by_their_whole_number() -> None:
    """5.1.2 is called so wherever its 5 stands, and （1） below it goes on from there."""
    document = typeset(
        "甲市评估标准\n第五章 指标\n5.1 用地\n5.1.1 容积率\n5.1.2 密度\n（1）厂房\n（2）仓库\n5.2 产出"
    )
    assert [clause.label for clause in document.clauses] == [
        "第五章", "5.1", "5.1.1", "5.1.2", "5.1.2（1）", "5.1.2（2）", "5.2",
    ]  # fmt: skip


def test_decimals_below_heads_without_a_number() -> None:
    """Where the chapters bear no number, 5.1 and 6.1 open runs of their own, side by side."""
    document = typeset(
        "甲市评估标准\n程度分级\n5.1 用地\n5.1.1 密度\n5.1.2 高度\n5.2 产出\n附加要求\n6.1 扣分\n6.2 加分"
    )
    assert [clause.label for clause in document.clauses if clause.marker] == [
        "5.1", "5.1.1", "5.1.2", "5.2", "6.1", "6.2",
    ]  # fmt: skip
    assert uncovered(document) == []
