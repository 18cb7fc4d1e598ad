"""Suspected misprints: found where they are, and nowhere else."""

from __future__ import annotations

import gzip
import json
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.faults import find_faults
from ingest.normalize import Cleaner
from tests.ingest.readings import shared


@pytest.mark.parametrize(
    ("text", "kind", "read", "proposed"),
    [
        ("每年提取土地出让收入的0 5%以上，专项使用。", "小数点脱落", "0 5%", "0.5%"),
        ("接入企业码3 0、一网统管等平台。", "小数点脱落", "3 0", "3.0"),
        ("增幅比上年提高12 5个百分点", "小数点脱落", "12 5", None),
        ("比例不低于05%", "小数点脱落", "05%", "0.5%"),
        ("围挡不得低于2\ue0105米", "小数点脱落", "2\ue0105", "2.5"),
        ("实现凤凰涅?、腾笼换鸟", "缺字", "?", "槃"),
        ("如凤凰涅口般重生", "缺字", "口", "槃"),
        ("应当因□制宜发展产业", "缺字", "□", "地"),
        ("容积\ufffd应当核定", "缺字", "\ufffd", None),
        ("自2023年2月30日起施行", "日期", "2023年2月30日", None),
        ("二〇二三年二月二十九日印发", "日期", "二〇二三年二月二十九日", None),
        ("于13月5日前报送", "日期", "13月5日", None),
    ],
)
def test_what_is_suspected(text: str, kind: str, read: str, proposed: str | None) -> None:
    """A known kind of misprint is pointed out, with a proposal only where one is certain enough."""
    (fault,) = find_faults(text)
    assert (fault.kind, fault.read, fault.proposed) == (kind, read, proposed)
    assert fault.span.of(text) == read
    assert fault.reason.strip()


@pytest.mark.parametrize(
    "text",
    [
        "咨询电话：0000 8710 1234，欢迎来电。",
        "2023 2 12",
        "容积率 1.2 1.5 2.0",
        "占比70 30",
        "3 4号楼，共5 0人。",
        "土地够不够用?企业最清楚。",
        "这样行吗?不行。",
        "性别：男□女□",
        "□本报记者 张三",
        "入口处设门卫，出口处设岗亭",
        "\uf0b7加强领导",
        "2月29日前完成",
        "工期13个月，自次月起算",
        "编号005，代码06",
    ],
)
def test_what_is_not(text: str) -> None:
    """Telephone numbers, dates, cells side by side, questions, boxes to tick and bullets are no misprints."""
    assert find_faults(text) == ()


def test_numbers_side_by_side_in_a_cell_are_left_alone() -> None:
    """A table cell may hold two numbers."""
    assert find_faults("0 5%", cell=True) == ()


@given(st.text(st.sampled_from("0 5%?□口年月日凤凰涅槃12人，。\ufffd\ue010元"), max_size=24))
def test_a_fault_reads_what_stands_there(text: str) -> None:
    """Whatever the text, faults are in order, lie inside it and read what it has."""
    faults = find_faults(text)
    assert list(faults) == sorted(faults, key=lambda fault: fault.span)
    assert all(fault.span.of(text) == fault.read for fault in faults)


def test_laws_in_force_are_hardly_ever_suspected() -> None:
    """In texts that were proofread, at most one paragraph in ten thousand is suspected."""
    paragraphs = suspected = 0
    with gzip.open(shared("data/laws.jsonl.gz"), "rt", encoding="utf-8") as rows:
        for row in islice(rows, 0, 150):
            text = json.loads(row)["text"]
            cleaner = Cleaner(text)
            for line in text.split("\n"):
                if "|" not in line:
                    paragraphs += 1
                    suspected += bool(find_faults(cleaner.text(line)))
    assert paragraphs > 5_000
    assert suspected <= paragraphs / 10_000
