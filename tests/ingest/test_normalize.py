"""Cleaning steps, and the way back from each clean character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.normalize import STEPS, Cleaner, Replace, Traced, clean, normalize
from ingest.span import OffsetMap, Span

ODD = (
    "\u3000\xa0\u200b\ufeff\xad\t\r\x0c０５％．ＡＢ⽤⼀⻓\uf900①㎡（），：。 \n第三条附件市级abcZ0.5%-《》?！"
)
texts = st.text(st.sampled_from(ODD) | st.characters(codec="utf-8"), max_size=60)

REPLACED = {old: new for step in STEPS if isinstance(step, Replace) for old, new in step.table.items()}


def test_fullwidth_letters_digits_and_four_signs_become_halfwidth() -> None:
    """Numbers can be read whichever way they were set."""
    assert clean("不低于７０％，约１．５万亩，Ｇ６０，－３") == "不低于70%，约1.5万亩，G60，-3"


def test_punctuation_and_signs_stay_as_printed() -> None:
    """NFKC as a whole would make （ to (, ③ to 3 and ㎡ to m2."""
    assert clean("（③）：１００㎡，Ⅲ类；") == "（③）：100㎡，Ⅲ类；"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("编 制 情 况 汇 报 ，研 究", "编制情况汇报，研究"),
        ("于 2019 年 6 月启动 A 类", "于2019年6月启动A类"),
        ("提取 ０ ５％以上", "提取0 5%以上"),
        ("SUB  BRANCH OFFICE", "SUB BRANCH OFFICE"),
        ("第三条　规定如下。", "第三条 规定如下。"),
        ("附件1　指标表。", "附件1 指标表。"),
        ("第二章　总　则", "第二章 总则"),
        ("盘活旧厂房　长出新产业", "盘活旧厂房 长出新产业"),
        ("本市 行政区域内。", "本市行政区域内。"),
    ],
)
def test_spaces(printed: str, read: str) -> None:
    """Letter-spacing goes; a space that parts numbers, words, an article's number or two phrases stays."""
    assert clean(printed) == read


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("工业用\n地不低于20\n亩", "工业用地不低于20亩"),
        ("a state-\nof the\nart", "a state-of the art"),
        ("第一条\n为了", "第一条为了"),
    ],
)
def test_a_printed_line_end_is_a_space_between_latin_words_only(printed: str, read: str) -> None:
    """No space comes into the middle of a Chinese word or of a number."""
    assert clean(printed) == read


def test_radicals_and_compatibility_characters_become_common_ones() -> None:
    """Some fonts of PDF producers name 用 and 长 by their radicals."""
    assert clean("使⽤年限⻓于⼀年") == "使用年限长于一年"


@given(texts)
def test_every_clean_character_leads_back_to_its_own(raw: str) -> None:
    """A citation's boxes rest on this: each clean character is its raw one, or what a step made of it."""
    traced = normalize(Traced.of([(7, raw)]))
    back = OffsetMap(traced.runs)
    for at, char in enumerate(traced.text):
        (span,) = back.to_raw(Span(at, at + 1))
        before = raw[span.start - 7]
        while before != char and ord(before) in REPLACED:
            before = REPLACED[ord(before)]
        assert before == char


@given(texts)
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    """What is clean stays as it is."""
    once = clean(raw)
    assert clean(once) == once


@given(texts, texts)
def test_steps_left_out_for_a_document_would_have_done_nothing(one: str, other: str) -> None:
    """A cleaner made for a whole document cleans each part as one made for the part would."""
    assert Cleaner(one + other).text(one) == clean(one)


@given(texts)
def test_nothing_but_space_and_invisible_characters_is_dropped(raw: str) -> None:
    """No character that one can see is lost."""
    invisible = STEPS[0].acts_on
    seen = [char for char in raw if char not in invisible and not char.isspace()]
    kept = [char for char in clean(raw) if not char.isspace()]
    assert len(kept) == len(seen)


def test_pieces_keep_their_own_places() -> None:
    """A paragraph put together from distant lines leads back to each of them."""
    traced = normalize(Traced.of([(100, "工业用\n"), (40, "地 面积。")]))
    assert traced.text == "工业用地面积。"
    assert [(run.clean, run.raw, run.length) for run in traced.runs] == [(0, 100, 3), (3, 40, 1), (4, 42, 3)]
