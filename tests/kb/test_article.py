"""Rules of a town that no table knows, asked for by number, by matter and with a case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import Library

REGULATION = """青渠市停车场管理条例
（2023年3月1日青渠市第五届人民代表大会常务委员会第九次会议通过）
第一章 总则
第一条 为了规范停车场管理，制定本条例。
第二条 公共停车场收费每小时不超过5元。
第三条 新建住宅每户配建停车位不少于1.2个。
第二章 罚则
第四条 擅自停用停车场的，处二万元以上五万元以下罚款。
第五条 本条例自2023年6月1日起施行。
"""
OPINION = """青渠市人民政府办公室关于支持技术改造的若干意见
各县（市、区）人民政府：
一、支持范围
（一）设备投资额500万元以上的技改项目，按设备投资额的8%给予补助，单个项目最高不超过300万元。
（二）享受补助的企业10年内不得迁出本市。
二、附则
本意见自2024年6月1日起施行，有效期3年。
青渠市人民政府办公室
2024年5月10日
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("town")
    (folder / "条例.txt").write_text(REGULATION, "utf-8")
    (folder / "意见.txt").write_text(OPINION, "utf-8")
    with Library.open(folder / "kb") as opened:
        opened.add(folder / "条例.txt", folder / "意见.txt")
        yield opened


@pytest.mark.parametrize("question", ["条例第四条是什么内容？", "青渠市停车场管理条例第4条怎么规定？"])
def test_an_article_asked_for_by_number_is_quoted_whole(library: Library, question: str) -> None:
    """Who knows the number gets the article, word for word."""
    answer = library.ask(question)
    assert answer.status == "answered"
    assert answer.citations[0].clause == "第四条"
    assert "处二万元以上五万元以下罚款" in answer.citations[0].quote


def test_an_article_that_no_document_has_is_refused(library: Library) -> None:
    """A number beyond the last article is no reason to quote another one."""
    assert library.ask("青渠市停车场管理条例第四十条怎么规定？").status == "not_covered"


def test_a_town_that_no_table_knows_is_still_a_town(library: Library) -> None:
    """Its rules answer for it, and never for another."""
    assert library.ask("青渠市停车收费每小时最多几元？").values[0].value == 5
    assert library.ask("杭州市停车收费每小时最多几元？").status == "not_covered"


@pytest.mark.parametrize(("case", "verdict"), [("600万元", "：满足"), ("400万元", "不满足")])
def test_a_number_is_held_against_the_rule_for_what_it_measures(
    library: Library, case: str, verdict: str
) -> None:
    """设备投资 meets the threshold for 设备投资额, not the ceiling of the subsidy beside it."""
    answer = library.ask(f"设备投资{case}的技改项目能拿补助吗？")
    assert verdict in answer.answer
    assert "500万元" in answer.answer.splitlines()[0]
    assert "300万元" not in answer.answer.splitlines()[0]


def test_a_ban_within_a_period_is_no_threshold(library: Library) -> None:
    """Ten years within which nobody may leave are not met by asking about ten years."""
    answer = library.ask("享受补助的企业十年内能不能迁出？").answer
    assert "不得迁出" in answer
    assert "满足" not in answer


@pytest.mark.parametrize("question", ["你好", "谢谢！"])
def test_a_greeting_is_no_question(library: Library, question: str) -> None:
    """What asks nothing is answered with nothing."""
    assert library.ask(question).status == "not_covered"
