"""A newspaper's text is divided; a policy document, a law and a web page are not."""

from __future__ import annotations

import gzip
import json
from itertools import islice

import pytest

from ingest.assemble import items
from tests.ingest.readings import reading, shared

STORY = "本报讯（记者 林森）昨天，东坪区集中开工六个老旧小区改造项目，惠及居民2140户，计划明年六月底前完工。"
OTHER = "本报讯（记者 方舟）记者从市水务局获悉，城北水厂扩建工程今天通水，日供水能力由八万吨提高到十五万吨。"


def _genres(text: str, *, whole: bool = False) -> list[str]:
    return [item.genre for item in items(reading(text, whole=whole))]


def test_two_leads_make_two_articles() -> None:
    """Each 本报讯 begins an article, with the headline above it."""
    found = items(reading(f"东坪六个小区改造开工\n{STORY}\n\n城北水厂扩建通水\n{OTHER}\n"))
    assert [item.genre for item in found] == ["article", "article"]
    assert [item.blocks[0].text for item in found] == ["东坪六个小区改造开工", "城北水厂扩建通水"]
    assert all(item.blocks[0].role == "headline" for item in found)


def test_headlines_below_their_stories_are_told_by_their_words() -> None:
    """Where the page sets headlines under the text, each goes to the story whose words it shares."""
    found = items(reading(f"{STORY}\n\n东坪六个小区改造开工\n\n{OTHER}\n\n城北水厂扩建工程通水\n"))
    assert [item.blocks[0].text for item in found] == ["东坪六个小区改造开工", "城北水厂扩建工程通水"]


@pytest.mark.parametrize(
    "byline",
    [
        "□融媒首席记者 周海生",
        "■ 本报记者 周海生 通讯员 方小舟",
        "本报记者 周海生 方小舟",
        "●见习记者 周海生",
        "文/图 本报记者 周海生",
        "记者 周海生 文/摄",
        "（本报记者 周海生）",
        "▲周海生 方小舟",
        "通讯员 方小舟",
        "作者：周海生",
    ],
)
def test_bylines_of_many_papers(byline: str) -> None:
    """Whatever mark and title it bears, a byline is one and begins an article."""
    body = "东坪区六个小区同时开工改造，外墙、管网和停车位一并更新，居民期待了很久。"
    (item,) = items(reading(f"东坪六个小区改造开工\n\n{byline}\n\n{body}\n"))
    assert item.genre == "article"
    assert [block.role for block in item.blocks] == ["headline", "byline", ""]


@pytest.mark.parametrize(
    "line",
    ["领取记者证公示", "记者手记", "记者站设立办法", "本报讯息平台简介", "通讯员管理办法", "摄影比赛规则"],
)
def test_lines_that_only_look_like_bylines(line: str) -> None:
    """A heading with 记者 or 通讯员 in it names nobody."""
    found = items(reading(f"{line}\n\n本市设立站点应当提前备案，材料齐全的当场办结，逾期视为同意。\n"))
    assert all(block.role != "byline" for item in found for block in item.blocks)


def test_a_notice_with_its_plan_is_one_document() -> None:
    """A 通知 and the 方案 that it sends out are one item, whatever dates and names stand between."""
    text = (
        "临江市人民政府办公室关于印发厂房更新方案的通知\n\n各区人民政府：\n\n现将方案印发给你们，请认真执行。\n\n"
        "临江市人民政府办公室\n\n2025年6月18日\n\n厂房更新方案\n\n一、总体要求\n\n以盘活存量为重点，稳步推进更新。\n\n"
        "二、工作任务\n\n（一）摸清底数。逐栋登记，建立台账。\n\n联系电话：0000-1234567\n"
    )
    assert _genres(text) == [""]


def test_a_policy_that_mentions_reporters_is_no_newspaper() -> None:
    """One sign of a newspaper does not outweigh numbered clauses."""
    text = (
        "新闻发布管理办法\n第一条 为规范新闻发布，制定本办法。\n第二条 发布会由新闻办组织。\n"
        "第三条 记者凭证件采访。\n本报记者 张三\n第四条 本办法自发布之日起施行。\n"
    )
    assert _genres(text) == [""]


def test_a_web_page_stays_one_item() -> None:
    """Where the format says what is a paragraph, related headlines and adverts were left out by the reader."""
    assert _genres(f"东坪六个小区改造开工\n{STORY}\n{OTHER}\n", whole=True) == ["article"]


def test_laws_are_never_divided() -> None:
    """No law of the collection comes out as several items or as news."""
    with gzip.open(shared("data/laws.jsonl.gz"), "rt", encoding="utf-8") as rows:
        for row in islice(rows, 0, 3400, 45):
            law = json.loads(row)
            assert _genres(law["text"]) == [""], law["title"]


@pytest.mark.parametrize(
    ("seed", "genres"),
    [
        ("000", ["article"]),
        ("001", ["caption", "advertisement", "article", "article"]),
        ("002", [""]),
        ("003", ["article", "notice"]),
        ("004", [""]),
    ],
)
def test_the_source_texts_give_their_items(seed: str, genres: list[str]) -> None:
    """A page with a photograph, an advertisement and two articles has four items; a policy has one."""
    (path,) = shared("seeds").glob(f"{seed}_*.txt")
    assert _genres(path.read_text("utf-8")) == genres
