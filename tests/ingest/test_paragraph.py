"""Which printed lines make one paragraph."""

from __future__ import annotations

import gzip
import json
import random
from itertools import islice

import pytest

from ingest.assemble import items
from ingest.normalize import clean
from tests.ingest.readings import Sheet, reading, shared, wrapped

PARAGRAPHS = (
    "第一条　为了规范存量厂房更新，提高土地利用效率，根据有关法律、法规的规定，结合本市实际，制定本办法。",
    "第二条　本市行政区域内建成满十五年、占地5亩以上的厂房，其更新改造活动适用本办法。",
    "改造后用于出租的，单个租户使用面积不得低于500平方米，但研发用途的除外；市人民政府另有规定的，从其规定。",
    "第三条　更新后的容积率原则上不低于1.8，建筑密度不低于40%，亩均税收达到28万元以上方可享受奖补。",
    "区人民政府应当按季度公布更新进展，接受社会监督。",
)


def _texts(text: str) -> list[str]:
    return [block.text for item in items(reading(text)) for block in item.blocks]


@pytest.mark.parametrize("blank", ["\n", "\n\n"], ids=["single", "double"])
@pytest.mark.parametrize("measure", [24, 28, 33, 41])
def test_wrapped_paragraphs_come_back(measure: int, blank: str) -> None:
    """Lines set to a measure, with or without a blank line after each, are joined to the paragraphs they were."""
    rows = [row for paragraph in PARAGRAPHS for row in wrapped(clean(paragraph), measure)]
    assert _texts(blank.join(rows)) == [clean(paragraph) for paragraph in PARAGRAPHS]


def test_paragraphs_that_are_whole_lines_stay_so() -> None:
    """A text of one line a paragraph passes untouched."""
    assert _texts("\n".join(PARAGRAPHS)) == [clean(paragraph) for paragraph in PARAGRAPHS]


def test_lines_that_the_format_calls_whole_are_never_joined() -> None:
    """A web page's paragraph stays one even where it ends in the middle of a sentence."""
    rows = [row for paragraph in PARAGRAPHS for row in wrapped(clean(paragraph), 24)]
    found = items(reading("\n".join(rows), whole=True))
    assert [block.text for item in found for block in item.blocks] == rows


def test_a_page_break_in_a_sentence_is_no_paragraph_end() -> None:
    """The page number between the halves is put aside and the halves are joined."""
    rows = [row for paragraph in PARAGRAPHS * 3 for row in wrapped(clean(paragraph), 26)]
    pages = [rows[at : at + 9] for at in range(0, len(rows), 9)]
    text = "\f".join("\n".join([*page, f"— {number} —"]) + "\n" for number, page in enumerate(pages, 1))
    found = [block for item in items(reading(text)) for block in item.blocks]
    assert [b.text for b in found if not b.role] == [clean(paragraph) for paragraph in PARAGRAPHS * 3]
    assert sum(b.role == "page_number" for b in found) == len(pages)


def test_digits_alone_on_a_line_stay_unless_they_count_pages() -> None:
    """A table cell that holds 500 is no page number."""
    text = "指标\n500\n亩均税收\n28\n容积率\n2\n建筑密度\n40\n"
    assert {"500", "28", "2", "40"} <= set(_texts(text))


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (
            ["临江市人民政府关于推进存量", "厂房更新的若干意见"],
            "临江市人民政府关于推进存量厂房更新的若干意见",
        ),
        (["临江市人民政府", "关于推进厂房更新的意见"], "临江市人民政府关于推进厂房更新的意见"),
        (["关于印发厂房更新办法的通知", "（试行）"], "关于印发厂房更新办法的通知（试行）"),
    ],
)
def test_a_title_over_two_lines_is_one(rows: list[str], title: str) -> None:
    """Also where a blank line stands between."""
    body = [row for paragraph in PARAGRAPHS for row in wrapped(clean(paragraph), 28)]
    assert _texts("\n\n".join([*rows, *body]))[0] == title


def test_a_number_at_a_lines_beginning_may_be_a_reference() -> None:
    """第三条 in 违反本办法第三条规定, cut before 第, begins no paragraph."""
    text = "有下列情形之一，且违反本办法\n第三条规定的，由区人民政府责令\n限期改正；逾期不改的，收回奖补\n资金，并在三年内不再受理申请。\n"
    assert len(_texts(text)) == 1


def test_an_indent_that_was_kept_begins_a_paragraph() -> None:
    """Where first lines are indented, a full line that ends a sentence goes on unless the next is indented."""
    text = (
        "　　更新项目由区人民政府组织实\n施。改造方案应当征求相关权利人\n的意见，并在现场公示三十日整。\n"
        "公示期满无异议的，报市人民政府\n批准后实施，批准文件有效期两年\n。\n　　奖补资金由市财政安排，纳入\n年度预算管理，不得挪作他用。\n"
    )
    assert len(_texts(text)) == 2


def test_paragraphs_on_a_page_are_told_by_indent() -> None:
    """Lines with boxes: a first line is indented, a heading stands alone, the rest runs on over the page's end."""
    sheet = Sheet()
    sheet.set("存量厂房更新办法", 200, 60, size=18)
    y = 100.0
    for paragraph in PARAGRAPHS * 8:
        for at, row in enumerate(wrapped(clean(paragraph), 40)):
            if y > 700:
                sheet.set(f"— {sheet.pages} —", 290, 760)
                sheet.turn()
                y = 80
            sheet.set(row, 100 + (20 if at == 0 else 0), y)
            y += 16
    found = [block for item in items(sheet.reading()) for block in item.blocks]
    assert [b.text for b in found if not b.role] == ["存量厂房更新办法", *map(clean, PARAGRAPHS * 8)]


def test_laws_wrapped_at_any_measure_come_back() -> None:
    """At least 97 of 100 paragraphs of laws come back exactly; some that do not were cut in the collection."""
    chance = random.Random(7)
    right = total = 0
    with gzip.open(shared("data/laws.jsonl.gz"), "rt", encoding="utf-8") as rows:
        for row in islice(rows, 0, 1200, 80):
            text = json.loads(row)["text"]
            paragraphs = [clean(line.lstrip("#")) for line in text.split("\n") if clean(line.lstrip("#"))]
            paragraphs = [p for p in paragraphs if not p.startswith(("<!--", "|"))]
            gap = chance.choice(["\n", "\n\n"])
            measure = chance.randint(28, 45)
            indent = chance.choice([0, 2])
            found = _texts(gap.join(line for p in paragraphs for line in wrapped(p, measure, indent)))
            total += len(paragraphs)
            right += sum(p in set(found) for p in paragraphs)
    assert total > 700
    assert right >= 0.97 * total
