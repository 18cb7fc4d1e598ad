"""From a reading to its items, whole: nothing is lost, nothing comes twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.assemble import items
from ingest.document import Line, Page, Reading
from ingest.normalize import STEPS
from tests.ingest.readings import shared

ROWS = st.sampled_from(
    [
        "", " ", "临江新厂房交付", "□融媒首席记者 陈一", "本报讯 4 月 22 日，六个项目开工，", "计划明年完工。", "存 款 送 礼",
        "广告中心", "RIVER BANK", "王五 摄", "一、总体要求", "（一）摸清底数。逐栋登记，", "第三条　规定如下：", "— 3 —", "12", "遗失声明",
        "2025年6月18日", "临江市人民政府", "２ ５％以上", "凤凰涅?", "\x0c上接第一版", "今天 多云 18℃",
        "本市行政区域内建成满十五年的厂房，其更新改造适用本办法，但另有规定的从其规定，",
    ]
)  # fmt: skip
BOXES = st.tuples(st.integers(0, 400), st.integers(0, 780), st.integers(5, 180), st.integers(8, 30)).map(
    lambda box: (float(box[0]), float(box[1]), float(box[0] + box[2]), float(box[1] + box[3]))
)


def _whole(reading: Reading) -> None:
    found = items(reading)
    places: list[int] = []
    for item in found:
        assert list(item.lines) == sorted(set(item.lines))
        for block in item.blocks:
            assert "\n" not in block.text
            assert sum(run.length for run in block.runs) == len(block.text)
            for run in block.runs:
                places.extend(range(run.raw, run.raw + run.length))
            assert all(fault.span.of(block.text) == fault.read for fault in block.faults)
    assert len(places) == len(set(places))
    invisible = STEPS[0].acts_on
    seen = {at for at, char in enumerate(reading.raw) if not char.isspace() and char not in invisible}
    assert seen <= set(places)
    numbers = [number for item in found for number in item.lines]
    assert len(numbers) == len(set(numbers))


@given(st.lists(ROWS, max_size=40), st.booleans())
def test_every_character_of_a_text_stands_in_one_block(rows: list[str], whole: bool) -> None:
    """Whatever a text file holds, each visible character is in exactly one block of one item."""
    _whole(Reading("样.txt", "txt", "0" * 64, tuple(Line(row, whole=whole) for row in rows)))


@given(st.lists(st.tuples(ROWS, BOXES, st.integers(1, 3)), max_size=40))
def test_every_character_of_a_page_stands_in_one_block(
    rows: list[tuple[str, tuple[float, ...], int]],
) -> None:
    """Likewise for lines anywhere on a page, overlapping and out of order."""
    lines = tuple(Line(text, page, (box[0], box[1], box[2], box[3])) for text, box, page in rows)
    pages = tuple(Page(number, 600, 800) for number in (1, 2, 3))
    _whole(Reading("样.pdf", "pdf", "0" * 64, lines, pages))


def test_a_text_without_characters_has_no_items() -> None:
    """An empty file is for the pipeline to refuse, not for the layout."""
    assert items(Reading("空.txt", "txt", "0" * 64, (Line(""), Line("  ")))) == ()


def test_source_texts_keep_every_character() -> None:
    """The real texts too."""
    for path in sorted(shared("seeds").glob("*.txt")):
        rows = path.read_text("utf-8").split("\n")
        _whole(Reading(path.name, "txt", "0" * 64, tuple(map(Line, rows))))
