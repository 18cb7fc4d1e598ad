"""Units: what converts into what, and that the quick way agrees with Pint."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import units


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "expected"),
    [
        (1, "万亩", "亩", 10000.0),
        (15, "亩", "公顷", 1.0),
        (1, "平方公里", "公顷", 100.0),
        (172.5, "万平方米", "平方米", 1725000.0),
        (6.57, "亿元", "元", 657000000.0),
        (250, "万元/亩", "元/平方米", 3750.0),
        (0.07, "", "%", 7.0),
        (0.5, "％", "‰", 5.0),
        (24, "个月", "年", 2.0),
        (90, "日", "天", 90.0),
        (3, "家", "个", 3.0),
        (2, "个百分点", "%", 2.0),
        (0.02, "吨标准煤/万元", "吨标准煤／亿元", 200.0),
    ],
)
def test_convert(value: float, from_unit: str, to_unit: str, expected: float) -> None:
    """Units of one dimension convert, decimals as written and not as binary numbers fall."""
    assert units.convert(value, from_unit, to_unit) == expected


@pytest.mark.parametrize(
    ("from_unit", "to_unit"),
    [
        ("亩", "万元"),
        ("万元/亩", "万元"),
        ("月", "日"),
        ("工作日", "日"),
        ("元", "美元"),
        ("吨", "吨标准煤"),
        ("%", "亩"),
        ("人", "家"),
        ("亩", "棵"),
        ("", "亩"),
    ],
)
def test_dimensions_stay_apart(from_unit: str, to_unit: str) -> None:
    """What measures different things, or is unknown, does not convert."""
    assert units.convert(1, from_unit, to_unit) is None
    assert not units.same_dimension(from_unit, to_unit)


def test_unknown_unit_is_its_own() -> None:
    """A unit that the table lacks still compares with itself."""
    assert units.convert(3, "棵", "棵") == 3
    assert units.same_dimension("棵", "棵")


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_only_finite_values(value: float) -> None:
    """A value that is no number is an error of the caller, not a quantity."""
    with pytest.raises(ValueError, match="finite"):
        units.convert(value, "亩", "公顷")


SIMPLE = [
    "亩",
    "公顷",
    "平方公里",
    "万平方米",
    "元",
    "万元",
    "亿元",
    "年",
    "个月",
    "天",
    "千克",
    "家",
    "吨标准煤",
]


@given(
    st.floats(1e-6, 1e9),
    st.sampled_from(SIMPLE),
    st.sampled_from(SIMPLE),
)
def test_there_and_back(value: float, one: str, other: str) -> None:
    """A conversion and its inverse cancel."""
    there = units.convert(value, one, other)
    if there is not None:
        assert units.convert(there, other, one) == pytest.approx(value)


def test_agrees_with_pint() -> None:
    """The quick reading of units.txt and Pint's own give every unit the same size and dimensions."""
    registry = units.pint_registry()
    for above in [*SIMPLE, "%", "‰", "成", "百分点", "个百分点", "立方米", "亿千瓦时"]:
        for below in ["", "亩", "平方米", "万元", "年"]:
            name = f"{above}/{below}" if below else above
            base = registry.parse_expression(name).to_base_units()
            quick = units.resolve(name)
            assert quick is not None
            assert float(quick.factor) == pytest.approx(float(base.magnitude)), name
            dimensions = {key.strip("[]"): power for key, power in base.dimensionality.items()}
            assert dict(quick.dimensions) == dimensions, name


def test_brackets_go_to_pint() -> None:
    """A unit with brackets means the same as its quotient written out."""
    assert units.resolve("元/(平方米·月)") == units.resolve("元/平方米/月")
    assert units.resolve("元/(平方米") is None
    assert units.resolve("(棵)") is None


def test_quick_way_leaves_pint_alone() -> None:
    """A conversion of everyday units does not pay for importing Pint."""
    code = "import sys, kb.units as u; u.convert(1, '万元/亩', '元/平方米'); sys.exit('pint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_longest_name_first() -> None:
    """A scanner that tries the names in order reads 平方公里 before 平方 or 公里."""
    names = units.names()
    assert names.index("平方公里") < names.index("公里")
    assert names.index("万元") < names.index("元")
    assert all(units.resolve(name) is not None for name in names)
