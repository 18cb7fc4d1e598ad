"""Which divisions a text names."""

from __future__ import annotations

import pytest

from ingest.document import Region
from ingest.regions import NATION, by_code, by_letter, find_regions, level_of, region_of


def named(text: str, hint: Region | None = None) -> list[tuple[str, str]]:
    """The mentions in a text with the names they stand for."""
    return [(span.of(text), "/".join(region.names)) for span, region in find_regions(text, hint)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("浙江和衢州分别是多少", [("浙江", "浙江省"), ("衢州", "浙江省/衢州市")]),
        ("浙江省衢州市的要求", [("浙江省衢州市", "浙江省/衢州市")]),
        ("永康的亩均税收", [("永康", "浙江省/金华市/永康市")]),
        ("衢州龙游的园区", [("衢州龙游", "浙江省/衢州市/龙游县")]),
        ("南京鼓楼区", [("南京鼓楼区", "江苏省/南京市/鼓楼区")]),
        ("福州市鼓楼区", [("福州市鼓楼区", "福建省/福州市/鼓楼区")]),
        ("北京市朝阳区和海淀区", [("北京市朝阳区", "北京市/朝阳区"), ("海淀区", "北京市/海淀区")]),
        ("长春朝阳区", [("长春朝阳区", "吉林省/长春市/朝阳区")]),
        (
            "杭州市滨江区和西湖区",
            [("杭州市滨江区", "浙江省/杭州市/滨江区"), ("西湖区", "浙江省/杭州市/西湖区")],
        ),
        ("吉林省吉林市", [("吉林省吉林市", "吉林省/吉林市")]),
        ("全国统一执行", [("全国", "全国")]),
        ("金华经济技术开发区怎么规定", [("金华经济技术开发区", "浙江省/金华市/金华经济技术开发区")]),
        ("苏州工业园区", [("苏州工业园区", "江苏省/苏州市/苏州工业园区")]),
        ("广东省东莞市", [("广东省东莞市", "广东省/东莞市")]),
        ("西安市新城区", [("西安市新城区", "陕西省/西安市/新城区")]),
        ("恩施土家族苗族自治州", [("恩施土家族苗族自治州", "湖北省/恩施土家族苗族自治州")]),
        ("原密云县", [("密云县", "北京市/密云区")]),
        ("香港特别行政区", [("香港特别行政区", "香港特别行政区")]),
    ],
)
def test_names_of_every_level(text: str, expected: list[tuple[str, str]]) -> None:
    """Provinces to counties, with and without suffix, alone and in a row, zones and former names."""
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "上海南路",
        "南京东路步行街",
        "湖南路",
        "农民专业合作社",
        "公安机关",
        "会同有关部门",
        "可以延长期限",
        "人力资源",
        "和平发展",
        "江山如画",
        "新城区建设",
        "老城区和新城区",
        "扩大安全投入",
        "长三角一体化",
        "单独朝阳区",
        "鼓楼区",
        "白沙县",
        "通化学品",
        "浙江大学",
        "",
        "某",
    ],
)
def test_words_are_not_places(text: str) -> None:
    """Streets, common words and names that several divisions bear name no division."""
    assert named(text) == []


def test_context_tells_divisions_of_one_name_apart() -> None:
    """朝阳区 behind 长春 is Changchun's; with a hint, the hint's."""
    assert named("长春市出台政策，朝阳区率先落实")[-1] == ("朝阳区", "吉林省/长春市/朝阳区")
    assert named("鼓楼区的标准", region_of("南京市")) == [("鼓楼区", "江苏省/南京市/鼓楼区")]


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("衢州", ("浙江省", "衢州市")),
        ("浙江", ("浙江省",)),
        ("龙游", ("浙江省", "衢州市", "龙游县")),
        ("浙江省/衢州市", ("浙江省", "衢州市")),
        ("鼓楼区", None),
        ("某市", None),
        ("全国", ("全国",)),
        ("中国", ("全国",)),
    ],
)
def test_a_name_by_itself(name: str, names: tuple[str, ...] | None) -> None:
    """A short county name is enough when it is asked for; an ambiguous or unknown one gives None."""
    found = region_of(name)
    assert (found and found.names) == names


def test_the_nation_governs_all_and_a_province_its_counties() -> None:
    """Codes, letters and levels lead into the same table."""
    county = by_code("330784")
    province = by_letter("浙")
    assert county is not None
    assert province is not None
    assert province.governs(county)
    assert NATION.governs(county)
    assert not county.governs(province)
    assert (level_of(NATION), level_of(province), level_of(county)) == ("country", "province", "county")
    assert by_code("999999") is None
    assert by_letter("某") is None


def test_every_row_leads_up_to_the_top() -> None:
    """The table is whole: about 3,200 divisions, each with parents that exist."""
    from ingest.regions import _table

    table = _table()
    assert len(table.rows) > 3200
    for code in table.rows:
        names = table.names(code)
        assert names[-1] == table.rows[code][1]
        assert len(names) <= 4
