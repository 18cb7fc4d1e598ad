"""The second guard: what stands in a quote passes, what was altered does not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import figures
from evals.crosscheck import violations
from tests.evals.factories import answer, citation, value

QUOTE = "夹心地单块面积原则上不超过5亩，累计不得超过企业用地的百分之十，投资强度每亩不低于260万元，工期24个月"


@pytest.mark.parametrize(
    "text",
    [
        "单块不超过5亩[1]。",
        "单块不超过５亩，累计不得超过10%[1]。",
        "累计不得超过百分之十。[1]",
        "投资强度不低于260万元/亩[1]。",
        "工期2年，即24个月[1]。",
        "依据：《关于零散地块的若干规定》（云政发〔2024〕9号，2024年3月5日印发）[1]。",
        "云政发[2024]9号[1]",
        "您说的7亩 > 5亩，超出 7亩 − 5亩 = 2亩[1]。",
        "1. 单块不超过5亩[1]；\n2. 工期24个月[1]。",
        "总投资 260万元/亩 × 7亩 = 1820万元[1]。",
        "1820万元 ÷ 7亩 = 260万元/亩[1]",
        "截至2026年1月15日仍有效[1]。",
        "每个企业的一次性补助[1]",
    ],
)
def test_supported(text: str) -> None:
    """Figures of the quote, of its document, of the question, or worked out in plain sight pass."""
    assert violations(answer(text, citation(QUOTE)), ["7亩、总投资1820万元的夹心地行吗？"]) == []


@pytest.mark.parametrize(
    ("text", "kind", "figure"),
    [
        ("单块不超过6亩[1]。", "数字", "6亩"),
        ("单块不超过5公顷[1]。", "数字", "5公顷"),
        ("单块不超过50亩[1]。", "数字", "50亩"),
        ("累计不得超过1%[1]。", "数字", "1%"),
        ("累计不得超过百分之二十[1]。", "数字", "百分之二十"),
        ("投资强度不低于260元/亩[1]。", "数字", "260元/亩"),
        ("投资强度不低于260万元/公顷[1]。", "数字", "260万元/公顷"),
        ("工期三年[1]。", "数字", "三年"),
        ("共有3项要求[1]。", "数字", "3项"),
        ("云政发〔2024〕8号[1]", "文号", "云政发〔2024〕8号"),
        ("云府办〔2024〕9号[1]", "文号", "云府办〔2024〕9号"),
        ("2024年3月6日起施行[1]。", "日期", "2024年3月6日"),
        ("2023年起[1]。", "日期", "2023年"),
        ("超出 7亩 − 5亩 = 3亩[1]。", "数字", "3亩"),
        ("1820万元 ÷ 7亩 = 280万元/亩[1]", "数字", "280万元/亩"),
        ("见[2]。", "引用", "[2]"),
    ],
)
def test_unsupported(text: str, kind: str, figure: str) -> None:
    """An altered digit, unit, date, 文号, sum or mark is found, and nothing else is blamed."""
    found = violations(answer(text, citation(QUOTE)), ["7亩、总投资1820万元的夹心地行吗？"])
    assert [(violation.kind, violation.text) for violation in found] == [(kind, figure)]


def test_a_number_belongs_to_its_own_citation() -> None:
    """A number that only the other citation has is not borne out by it."""
    first, second = citation("上限为5亩"), citation("上限为8亩", n=2, title="另一规定")
    assert violations(answer("上限5亩[1]；另一处8亩[2]。", first, second)) == []
    swapped = violations(answer("上限8亩[1]；另一处5亩[2]。", first, second))
    assert [violation.text for violation in swapped] == ["8亩", "5亩"]


def test_an_answer_cites() -> None:
    """An answer without any citation is not let through, a refusal is."""
    assert [violation.kind for violation in violations(answer("可以。"))] == ["引用"]
    assert violations(answer("没有找到依据。", status="not_covered")) == []


def test_a_fault_shown_beside_the_quote_supports_the_reading() -> None:
    """A lost decimal point is read as it was meant only where the fault is shown with the citation."""
    quote = "税额按 ０ ５％ 计征"
    shown = citation(quote, faults=("原文作“０ ５％”，疑为0.5%",))
    assert violations(answer("按0.5%计征[1]。", shown)) == []
    assert violations(answer("按0.5%计征[1]。", citation(quote)))


def test_spaces_inside_a_number() -> None:
    """A number that print has torn apart is still that number."""
    assert violations(answer("不低于30%[1]。", citation("占比不低于３ ０％"))) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("原文：“单块面积原则上不超过5亩，累计……工期24个月”[1]", []),
        ("原文：“单块面积原则上不超过24亩”[1]", ["数字", "引文"]),
        ("原文：“工期24个月，单块面积原则上不超过5亩”[1]", ["引文"]),
        ("所谓“5亩地”[1]", []),
    ],
)
def test_words_in_quotation_marks_are_verbatim(text: str, kinds: list[str]) -> None:
    """A quotation with a figure in it stands word for word in a quote; its order counts."""
    assert sorted(v.kind for v in violations(answer(text, citation(QUOTE)))) == sorted(kinds)


def test_a_bare_number_is_no_multiple() -> None:
    """The 19 of 19城 bears out neither 19倍 nor 19%."""
    assert violations(answer("推广到19城[1]。", citation("推广到19城"))) == []
    assert violations(answer("为19倍[1]。", citation("推广到19城")))
    assert violations(answer("为19%[1]。", citation("推广到19城")))


def test_the_day_asked_for_bears_out_no_other_figure() -> None:
    """Today's date may be named, its year alone is no support for a year in the answer."""
    quote = citation("自发布之日起施行", issued=None, number=None)
    assert violations(answer("2026年1月15日仍有效[1]。", quote)) == []
    assert violations(answer("2026年起施行[1]。", quote))


def test_years_of_a_plan() -> None:
    """A span of years stands or falls by both its ends."""
    quote = "行动方案（2022—2024年）"
    assert violations(answer("期限为2022—2024年[1]。", citation(quote))) == []
    assert violations(answer("期限为2021—2024年[1]。", citation(quote)))


VALUES = [
    (value("<=", 5, "亩", "不超过5亩"), True),
    (value("<=", 1 / 3, "公顷", "不超过5亩"), True),
    (value("<=", 10, "%", "百分之十"), True),
    (value(">=", 260, "万元/亩", "每亩不低于260万元"), True),
    (value("<=", 0.1, "", "百分之十"), True),
    (value("<=", 6, "亩", "不超过5亩"), False),
    (value("<=", 10, "", "百分之十"), False),
    (value("<=", 5, "公顷", "不超过5亩"), False),
    (value("<=", 5, "亩", "不超过五亩"), False),
    (value("<=", 5, "亩", ""), False),
    (value("<=", 5, "亩", "不超过5亩", n=2), False),
    (value("in", 5, "亩", "不超过5亩", high=9), False),
]


@pytest.mark.parametrize(("given_value", "holds"), VALUES)
def test_values(given_value: object, holds: bool) -> None:
    """An entry of `values` stands in its quote, and its quote in the citation."""
    reply = answer("见原文[1]。", citation(QUOTE), values=[given_value])
    assert (violations(reply) == []) is holds


@given(st.integers(1, 1899), st.integers(1, 1899), st.sampled_from(["亩", "%", "万元", "年", "家"]))
def test_altered_number_never_passes(printed: int, told: int, unit: str) -> None:
    """Whatever number the quote holds, another one in the answer is found."""
    found = violations(answer(f"为{told}{unit}[1]。", citation(f"标准为{printed}{unit}")))
    assert bool(found) is (printed != told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("十", 10),
        ("二十五", 25),
        ("一百零八", 108),
        ("三千", 3000),
        ("两", 2),
        ("二〇二五", 2025),
        ("二点五", Fraction("2.5")),
        ("二五十", None),
    ],
)
def test_numerals(text: str, expected: object) -> None:
    """Chinese numerals have their value, and what is none has no value."""
    assert figures.numeral(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("十六亿多亩", [Fraction(1_600_000_000 * 20000, 30)]),
        ("第二十三条", []),
        ("一家企业一次申请", []),
        ("一年", [12]),
        ("1,200万元", [12_000_000]),
        ("300至500万元", [3_000_000, 5_000_000]),
        ("A4纸", []),
    ],
)
def test_quantities(text: str, expected: list[object]) -> None:
    """Numbers are read with scale and unit; clause numbers and idioms are not numbers."""
    assert [figure.size for figure in figures.quantities(text)] == expected
