"""The guard: no number, date or 文号 leaves without the clause that it stands in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.guard import foreign

QUOTE = "单宗零星用地面积不超过3亩，累计不超过规划面积的0.5%，投资强度不低于250万元/亩。"
OTHER = "自2023年4月15日起施行，有效期5年；依据甲政发〔2022〕18号，由二十一家单位按第七条办理。"
QUOTES = {1: QUOTE, 2: OTHER}

CLEAN = [
    "单宗面积不超过3亩[1]。",
    "不超过3亩[1]；自2023年4月15日起施行[2]。",
    "3亩、0.5%[1]，2023年4月15日[2]",
    "单宗不大于3亩[1]",
    "投资强度不低于250万元／亩[1]",
    "自２０２３年４月１５日起，有效期五年[2]",
    "甲政发〔2022〕18号[2]",
    "根据甲政发[2022]18号，21家单位[2]",
    "按第七条办理[2]",
    f"{QUOTE}[1]\n{OTHER}[2]",
    "知识库中没有条款能回答这个问题。",
    "不超过3亩，有效期5年。",
    "不超过3亩，有效期5年[1][2]。",
]


@pytest.mark.parametrize("answer", CLEAN)
def test_what_stands_in_the_quotes_passes(answer: str) -> None:
    """Numbers, dates and 文号 of the cited quotes pass, in either width or script, in part or whole."""
    assert foreign(answer, QUOTES) == []


@pytest.mark.parametrize(
    ("answer", "caught"),
    [
        ("单宗不超过5亩[1]", "5亩"),
        ("单宗不超过3公顷[1]", "3公顷"),
        ("单宗不超过3万亩[1]", "3万亩"),
        ("单宗不低于3亩[1]", "不低于3亩"),
        ("单宗3亩以上[1]", "3亩以上"),
        ("单宗超过3亩[1]", "超过3亩"),
        ("单宗不足3亩[1]", "不足3亩"),
        ("单宗3至5亩[1]", "3至5亩"),
        ("单宗三亩以上[1]", "三亩以上"),
        ("单宗不超过四亩[1]", "四亩"),
        ("累计不超过5%[1]", "5%"),
        ("累计不超过0.5‰[1]", "0.5‰"),
        ("累计不超过百分之五[1]", "百分之五"),
        ("投资强度不低于250元/亩[1]", "250元"),
        ("投资强度不低于250万元[1]", "250万元"),
        ("投资强度不低于25万元/亩[1]", "25万元"),
        ("自2023年4月16日起施行[2]", "2023年4月16日"),
        ("自2023年4月1日起施行[2]", "2023年4月1日"),
        ("自2023年4月5日起施行[2]", "2023年4月5日"),
        ("自4月5日起施行[2]", "4月5日"),
        ("自2028年起施行[2]", "2028年"),
        ("自二〇二四年起施行[2]", "二〇二四年"),
        ("施行于2023-04-16[2]", "2023-04-16"),
        ("依据甲政发〔2022〕19号[2]", "甲政发〔2022〕19号"),
        ("依据甲政发〔2021〕18号[2]", "甲政发〔2021〕18号"),
        ("依据乙政发〔2022〕18号[2]", "乙政发〔2022〕18号"),
        ("依据甲政办发〔2022〕18号[2]", "甲政办发〔2022〕18号"),
        ("由二十二家单位办理[2]", "二十二家"),
        ("按第八条办理[2]", "第八条"),
        ("按第7款办理[2]", "7"),
        ("按第5条办理[2]", "第5"),
        ("第5年起施行[2]", "第5"),
        ("单宗不超过3\u200b0亩[1]", "30亩"),
        ("条款原文：“累计不超过规划面积的0.5%，单宗不超过3亩。”[1]", "单宗不超过3亩"),
        ("联系电话12345[2]", "12345"),
        ("有效期5年[1]", "5年"),
        ("单宗不超过3亩[2]", "3亩"),
        ("不超过3亩[3]", "[3]"),
        ("不超过3亩[1]，涉及18个乡镇[2]", "18个"),
    ],
)
def test_what_does_not_stand_there_is_caught(answer: str, caught: str) -> None:
    """A changed digit, unit, multiple, comparator, date or 文号 is caught, and so is a number cited to the wrong quote."""
    assert any(caught in each or each in caught for each in foreign(answer, QUOTES))


@pytest.mark.parametrize(
    "answer",
    [
        "7亩 ＞ 3亩：不满足“不超过3亩”[1]。",
        "2亩 ＜ 3亩：满足“不超过3亩”[1]。",
        "0.2公顷 ＝ 3亩：满足“不超过3亩”[1]。",
        "7亩不在4至6亩之内：不满足“4至6亩”[4]。",
        "5亩在4至6亩之内：满足“4至6亩”[4]。",
        "300亩在200亩以上、500亩之内：满足“200亩以上、500亩以下”[5]。",
        "40%在30%，不高于50%之内：满足“不低于30%，不高于50%”[5]。",
    ],
)
def test_a_true_working_passes(answer: str) -> None:
    """A comparison of the user's own figure with the clause's, shown and true, may stand."""
    quotes = {**QUOTES, 4: "每宗4至6亩", 5: "用地200亩以上、500亩以下的，占比不低于30%，不高于50%"}
    stated = [re.split(r"\s*[＞＜＝]|不?在", answer)[0]]
    assert foreign(answer, quotes, stated) == []


@pytest.mark.parametrize(
    "answer",
    [
        "7亩 ＜ 3亩：满足“不超过3亩”[1]。",
        "3亩 ＞ 7亩：满足“不超过3亩”[1]。",
        "7亩 ＝ 3亩：满足“不超过3亩”[1]。",
        "9亩 ＞ 3亩：不满足“不超过3亩”[1]。",
        "7亩 ＞ 2亩：不满足“不超过3亩”[1]。",
        "9亩 ＞ 8亩：不满足“不超过3亩”[1]。",
        "7亩 ＞ 3公顷：不满足“不超过3亩”[1]。",
        "投资9亿元7亩 ＞ 3亩：不满足“不超过3亩”[1]。",
        "7亩 ＞ 3亩共5宗：不满足“不超过3亩”[1]。",
        "7亩 ＞ 250万元/亩：不满足“不超过3亩”[1]。",
        "7亩在4至6亩之内：满足“4至6亩”[4]。",
        "7亩不在4至8亩之内：不满足“4至6亩”[4]。",
    ],
)
def test_a_forged_working_is_caught(answer: str) -> None:
    """A working that is false, compares what nobody stated, or carries other figures with it, does not pass."""
    quotes = {**QUOTES, 4: "每宗4至6亩"}
    assert foreign(answer, quotes, ["7亩"]) != []


def test_facts_of_the_user_may_be_repeated() -> None:
    """What the user stated may be said again; it needs no clause."""
    assert foreign("你说的7亩[1]", QUOTES) == ["7亩"]
    assert foreign("你说的7亩[1]", QUOTES, ["7亩"]) == []


def test_a_comparison_written_in_the_clause_is_no_working() -> None:
    """Signs in a clause's own words are quoted, not worked out."""
    quote = {1: "容积率＞1.2：按标准执行"}
    assert foreign("容积率＞1.2：按标准执行[1]", quote) == []
    assert foreign("容积率＞1.3：按标准执行[1]", quote) != []
    assert foreign("容积率＜1.2：按标准执行[1]", quote) != []


digits = [at for at, char in enumerate(QUOTE + OTHER) if char.isdigit()]


@given(st.sampled_from(digits), st.integers(1, 9))
def test_any_changed_digit_is_caught(at: int, by: int) -> None:
    """Whichever digit of a clean answer is changed to whichever other, the answer does not pass."""
    text = QUOTE + OTHER
    changed = text[:at] + str((int(text[at]) + by) % 10) + text[at + 1 :]
    assert foreign(f"{changed[: len(QUOTE)]}[1]{changed[len(QUOTE) :]}[2]", QUOTES)


neighboured = [at for at in digits if re.search(r"[\d.]", (QUOTE + OTHER)[at - 1] + (QUOTE + OTHER)[at + 1])]
chinese_digits = [at for at, char in enumerate(OTHER) if char in "二一七"]


@given(st.sampled_from(chinese_digits), st.sampled_from("三四五六八九"))
def test_any_changed_chinese_digit_is_caught(at: int, other: str) -> None:
    """A numeral written in characters is held to the quote as one in digits is."""
    assert foreign(f"{OTHER[:at]}{other}{OTHER[at + 1 :]}[2]", QUOTES)


@given(st.sampled_from(neighboured))
def test_a_lost_digit_is_caught(at: int) -> None:
    """A number that lost one of its digits is another number."""
    text = QUOTE + OTHER
    end = len(QUOTE) - (at < len(QUOTE))
    lost = text[:at] + text[at + 1 :]
    assert foreign(f"{lost[:end]}[1]{lost[end:]}[2]", QUOTES)


def test_a_lost_decimal_point_is_caught() -> None:
    """0.5% that became 05% or 5% does not pass."""
    assert foreign("累计不超过05%[1]", QUOTES)
    assert foreign("累计不超过0 5%[1]", QUOTES)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_judged(answer: str, quote: str) -> None:
    """Nothing makes the guard raise, and an answer that is its quote passes."""
    foreign(answer, {1: quote}, [quote])
    assert foreign(f"{QUOTE}[1]", {1: QUOTE + quote}) == [] or re.match(r"[\d.,]", quote)
