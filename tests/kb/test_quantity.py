"""Quantities: a table of phrases as policies, statutes and news word them, and what must not be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import chinese_numeral
from kb.quantity import Quantity, dimension_of, find_quantities

# One a line: the text, then for each quantity its operator, value (low~high) and unit, and the very
# words of its span.
TABLE = """
单宗用地面积不超过3亩 | <= 3 亩 不超过3亩
容积率不低于1.3 | >= 1.3 - 不低于1.3
0.7≤容积率≤1.8 | >= 0.7 - 0.7≤ | <= 1.8 - ≤1.8
停车位不少于每百平方米1个 | >= 1 个/百平方米 不少于每百平方米1个
每千平方米配置不少于2台货梯 | >= 2 台/千平方米 每千平方米配置不少于2台
底价低于最低价标准的60% | < 60 % 低于最低价标准的60%
动工不得晚于交地后6个月 | <= 6 月 不得晚于交地后6个月
处十年有期徒刑以上刑罚 | >= 10 年 十年有期徒刑以上
容积率可下浮至1.0 | = 1 - 1.0
主导产业占比不得低于70% | >= 70 % 不得低于70%
入园企业不少于5家 | >= 5 家 不少于5家
累计不超过１０％ | <= 10 % 不超过１０％
建筑系数应不小于40% | >= 40 % 不小于40%
绿地率不得大于20% | <= 20 % 不得大于20%
用地不大于15公顷 | <= 15 公顷 不大于15公顷
时间不长于6个月 | <= 6 月 不长于6个月
间隔不短于10日 | >= 10 日 不短于10日
面积至少50平方米 | >= 50 平方米 至少50平方米
最多补助3次 | <= 3 次 最多补助3次
最高不超过500万元 | <= 5000000 元 不超过500万元
最高奖励50万元 | <= 500000 元 最高奖励50万元
给予最高100万元奖励 | <= 1000000 元 最高100万元
每户以30万元封顶 | <= 300000 元 30万元封顶
上限为10% | <= 10 % 上限为10%
下限为5亩 | >= 5 亩 下限为5亩
总规模不突破3000亩 | <= 3000 亩 不突破3000亩
利用率达到90% | >= 90 % 达到90%
产值达1200亿元 | = 1200e8 元 达1200亿元
补助比例为30% | = 30 % 为30%
按50%给予补助 | = 50 % 按50%
超过三十日 | > 30 日 超过三十日
年产值突破万亿元 | > 1e12 元 突破万亿元
参会逾5000人 | > 5000 人 逾5000人
损失超三成 | > 30 % 超三成
价格高于5% | > 5 % 高于5%
重量大于2吨 | > 2 吨 大于2吨
低于80% | < 80 % 低于80%
人数少于10人 | < 10 人 少于10人
宽度小于4米 | < 4 米 小于4米
面积不足5亩 | < 5 亩 不足5亩
不满十四周岁的 | < 14 岁 不满十四周岁
考核未达到60分 | < 60 分 未达到60分
已满十六周岁 | >= 16 岁 已满十六周岁
年满18周岁 | >= 18 岁 年满18周岁
满2年后方可转让 | >= 2 年 满2年
面积≥50亩 | >= 50 亩 ≥50亩
能耗≤0.2吨标准煤/万元 | <= 0.2 吨标准煤/万元 ≤0.2吨标准煤/万元
投资额>1000万元 | > 1e7 元 >1000万元
税收＜20万元 | < 200000 元 ＜20万元
大于等于5分 | >= 5 分 大于等于5分
系数小于或等于0.8 | <= 0.8 - 小于或等于0.8
不允许超过5亩 | <= 5 亩 不允许超过5亩
不应当少于三人 | >= 3 人 不应当少于三人
增幅未超过10% | <= 10 % 未超过10%
没有低于底价的20% | >= 20 % 没有低于底价的20%
不低于总投资的30% | >= 30 % 不低于总投资的30%
不得高于土地出让金的百分之二十 | <= 20 % 不得高于土地出让金的百分之二十
达到规划面积的50% | >= 50 % 达到规划面积的50%
达到国家标准的企业给予50万元 | = 500000 元 50万元
注册资本应在1000万元以上 | >= 1e7 元 1000万元以上
一般在300亩以上 | >= 300 亩 300亩以上
10层及以上 | >= 10 层 10层及以上
二级以上资质 | >= 2 级 二级以上
人口五十万以上一百五十万以下 | in 500000~1500000 - 五十万以上一百五十万以下
培训不少于十二个学时 | >= 12 个学时 不少于十二个学时
至少有一家 | >= 1 家 至少有一家
三人以上 | >= 3 人 三人以上
亿元以上项目 | >= 1e8 元 亿元以上
半数以上 | >= 50 % 半数以上
经过半数同意 | > 50 % 过半数
指数降到0.9以下 | <= 0.9 - 0.9以下
三年以下有期徒刑 | <= 3 年 三年以下
控制在7%以内 | <= 7 % 控制在7%以内
500米以内 | <= 500 米 500米以内
48小时之内 | <= 48 小时 48小时之内
20个工作日内答复 | <= 20 工作日 20个工作日内
十五日内作出决定 | <= 15 日 十五日内
自受理起60日内 | <= 60 日 60日内
压缩至3个工作日 | <= 3 工作日 压缩至3个工作日
5亩以外 | > 5 亩 5亩以外
起步价5元起 | >= 5 元 5元起
年产值5亿元（含）以上 | >= 5e8 元 5亿元（含）以上
年产值5亿元以上（含5亿元） | >= 5e8 元 5亿元以上
3亩（含3亩）以下 | <= 3 亩 3亩（含3亩）以下
3亩（不含）以下 | < 3 亩 3亩（不含）以下
100万元以上（不含本数） | > 1e6 元 100万元以上（不含本数）
不少于50万元（不含税） | >= 500000 元 不少于50万元
不超过20（含）人 | <= 20 人 不超过20（含）人
500元以上1000元以下 | in 500~1000 元 500元以上1000元以下
处五百元以上五千元以下罚款 | in 500~5000 元 五百元以上五千元以下
200亩以上、500亩以下 | in 200~500 亩 200亩以上、500亩以下
不少于3家且不超过5家 | in 3~5 家 不少于3家且不超过5家
不低于30%，不高于50% | in 30~50 % 不低于30%，不高于50%
百分之五以上百分之十五以下 | in 5~15 % 百分之五以上百分之十五以下
5倍以上10倍以下 | in 5~10 倍 5倍以上10倍以下
3至5年 | in 3~5 年 3至5年
3—5年 | in 3~5 年 3—5年
20~30亩 | in 20~30 亩 20~30亩
300-500万元 | in 3e6~5e6 元 300-500万元
3万元至5万元 | in 30000~50000 元 3万元至5万元
3万-5万元 | in 30000~50000 元 3万-5万元
5亩(含)-10亩 | in 5~10 亩 5亩(含)-10亩
1.5%—3% | in 1.5~3 % 1.5%—3%
百分之五至百分之十 | in 5~10 % 百分之五至百分之十
推荐一至二名代表 | in 1~2 名 一至二名
用地分为三类 | = 3 类 为三类
十至十五人 | in 10~15 人 十至十五人
容积率1.0～2.0 | in 1~2 - 1.0～2.0
容积率在1.2至2.0之间 | in 1.2~2 - 1.2至2.0
超过5亩不足10亩 | > 5 亩 超过5亩 | < 10 亩 不足10亩
满3年不满5年 | >= 3 年 满3年 | < 5 年 不满5年
占比百分之七十 | = 70 % 百分之七十
百分之三十以上 | >= 30 % 百分之三十以上
百分之零点五 | = 0.5 % 百分之零点五
户数百分之八十以上 | >= 80 % 百分之八十以上
出席人数三分之二以上 | >= 0.666667 - 三分之二以上
不超过1/3 | <= 0.333333 - 不超过1/3
日万分之五的滞纳金 | = 0.0005 - 万分之五
千分之三以上千分之五以下 | in 0.003~0.005 - 千分之三以上千分之五以下
费率5‰ | = 5 ‰ 5‰
七成 | = 70 % 七成
三成半 | = 35 % 三成半
九成五以上 | >= 95 % 九成五以上
半年以内 | <= 0.5 年 半年以内
半个月 | = 0.5 月 半个月
一年半 | = 1.5 年 一年半
三年半以上 | >= 3.5 年 三年半以上
两个月 | = 2 月 两个月
有效期5年 | = 5 年 5年
办理6.57亿元贷款 | = 6.57e8 元 6.57亿元
建成172.5万平方米 | = 1725000 平方米 172.5万平方米
整治1万亩 | = 10000 亩 1万亩
投入1，200万元 | = 1.2e7 元 1，200万元
一千二百三十四元 | = 1234 元 一千二百三十四元
十六亿元 | = 1.6e9 元 十六亿元
２０余万平方米 | ~ 200000 平方米 ２０余万平方米
约5000亩 | ~ 5000 亩 约5000亩
5000亩左右 | ~ 5000 亩 5000亩左右
近300家 | ~ 300 家 近300家
近3年 | = 3 年 近3年
200多家 | ~ 200 家 200多家
三百余人 | ~ 300 人 三百余人
投资强度不低于300万元/亩 | >= 300 万元/亩 不低于300万元/亩
每亩投资不低于300万元 | >= 300 万元/亩 不低于300万元
亩均税收30万元以上 | >= 300000 元 30万元以上
每平方米不超过1500元 | <= 1500 元/平方米 不超过1500元
18元/平方米·月 | = 18 元/平方米·月 18元/平方米·月
每平方米每月不高于18元 | <= 18 元/平方米·月 不高于18元
3000元每亩 | = 3000 元/亩 3000元每亩
0.3吨标准煤/万元 | = 0.3 吨标准煤/万元 0.3吨标准煤/万元
年处理10万吨/年 | = 10 万吨/年 10万吨/年
每人5000元 | = 5000 元 5000元
装机3千瓦 | = 3 千瓦 3千瓦
用电500万千瓦时 | = 5e6 千瓦时 500万千瓦时
线路长3.5公里 | = 3.5 公里 3.5公里
面积100m² | = 100 平方米 100m²
提高5个百分点 | = 5 个百分点 5个百分点
增长了三倍 | = 3 倍 三倍
总投资20亿元、用地150亩 | = 2e9 元 20亿元 | = 150 亩 150亩
不超过规划面积的1%且不超过3亩 | <= 1 % 不超过规划面积的1% | <= 3 亩 不超过3亩
由3亩提高到5亩 | = 3 亩 3亩 | = 5 亩 5亩
分三期实施 | = 3 期 三期
容积率2.0 | = 2 - 2.0
不少于2000字 | >= 2000 字 不少于2000字
""".strip().splitlines()

NOTHING = """
2022年3月15日
2022—2024年
2021-2035年
2022年至2024年
2025年底前完成
二〇二三年三月十五日
3月15日前
1—6月
5月1日至10日
2023.03.15印发
2022/3/15
上午9:00—11:30
8时30分开会
上世纪90年代
第三条、第十五条第二款
第一、二、三项
第四至第六项
第5个工作日
第三年
十四五时期
“十四五”规划
党的二十届三中全会
二十大报告
一企一策
一县一策
三通一平
一是坚持规划引领
六稳六保
一二三产融合
两山转化
“最多跑一次”改革
千家万户
十分重要
百分百
浙政发〔2022〕15号
国办发[2021]3号
联系电话：0570-3021234
13857012345
邮编324000
12345热线
G60科创走廊
PM2.5
5G网络
4A级景区
GB 50016-2014
HJ 2.2-2018
5.3.2 建筑
1.2 总体目标
浙江3.0版
“标准地”2.0改革
“1+N”体系
“152”工程
零部件
零星用地
数十亿元
几十家
上百亿级集群
七八个
五六百家
三居室
红十字会
上半年增长较快
放假（5月1日、2日）
下一周期
二套房
是一个统一的市场
统一分配
增强“四个意识”
第二十二条、二十四条规定
人力三轮车
上一年度
三类用地
五万吨级码头
二次污染
三门湾
一类工业用地
三级甲等医院
二期工程
五部门联合
星期三
320国道
11号线
附件1
表2
1:1配套
1:500地形图
一个、一些、一定、一般、统一
进一步
双千兆
90后
20世纪
0 5%
""".strip().splitlines()


def _told(quantity: Quantity, text: str) -> str:
    value = f"{quantity.value:g}" + ("" if quantity.high is None else f"~{quantity.high:g}")
    op = "~" if quantity.approximate and quantity.op == "=" else quantity.op
    return f"{op} {value} {quantity.unit or '-'} {quantity.span.of(text)}"


def _expected(row: str) -> tuple[str, list[str]]:
    text, *rest = row.split(" | ")
    told = []
    for each in rest:
        op, value, unit, words = each.split(" ")
        value = "~".join(f"{float(part):g}" for part in value.split("~"))
        told.append(f"{op} {value} {unit} {words}")
    return text, told


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.split(" | ")[0])
def test_table(row: str) -> None:
    """Operator, value, unit and the very words, for every way that texts put a threshold."""
    text, expected = _expected(row)
    assert [_told(quantity, text) for quantity in find_quantities(text)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_no_quantity(text: str) -> None:
    """Dates, ordinals, numbers of documents and standards, names and slogans are no quantities."""
    assert [quantity.span.of(text) for quantity in find_quantities(text)] == []


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("5亩以上", 5, 4.99),
        ("5亩以下", 5, 5.01),
        ("5日以内", 5, 6),
        ("超过5亩", 5.01, 5),
        ("不足5亩", 4.99, 5),
        ("不满5年", 4, 5),
        ("满5年", 5, 4),
        ("3亩至5亩", 5, 5.01),
        ("3亩以上5亩以下", 3, 2.99),
        ("5亩（不含）以上", 5.01, 5),
        ("共5亩", 5, 6),
    ],
)
def test_whether_the_bound_is_included(text: str, inside: float, outside: float) -> None:
    """以上, 以下, 以内 and 满 include the number, 超过, 不足 and 不满 do not (民法典第一千二百五十九条)."""
    quantity = find_quantities(text)[0]
    assert quantity.holds(inside)
    assert not quantity.holds(outside)


@pytest.mark.parametrize(("text", "core"), [("不超过约3亩", "3亩"), ("约 5%", "5%"), ("3亩左右", "3亩")])
def test_core_is_number_and_unit(text: str, core: str) -> None:
    """The core leaves out what compares and what makes it rough."""
    assert find_quantities(text)[0].core.of(text) == core


def test_dimension_of() -> None:
    """A unit as written tells its dimension; an unknown one is an error."""
    assert dimension_of("公顷") == "area"
    assert dimension_of("％") == "percent"
    with pytest.raises(KeyError):
        dimension_of("光年")


pieces = st.sampled_from(
    [
        *[
            "不超过",
            "不低于",
            "以上",
            "以下",
            "（含）",
            "（不含）",
            "至",
            "—",
            "3",
            "０．５",
            "1,200",
            "三",
            "十",
            "百分之",
            "分之",
            "万",
            "亿",
            "半",
            "成",
            "余",
            "亩",
            "万元",
        ],
        *["年", "月", "日", "％", "个", "每", "/", "第", "条", "约", "。", "元", "㎡", "点", "零", "过半数"],
        " ",
    ]
)


@given(st.lists(pieces | st.text(max_size=3), max_size=14).map("".join))
def test_spans_lie_in_the_text(text: str) -> None:
    """Nothing makes the finder raise; cores lie inside their spans, spans in order inside the text."""
    at = 0
    for quantity in find_quantities(text):
        assert quantity.span.contains(quantity.core)
        assert quantity.span.end <= len(text)
        assert quantity.core.start >= at
        assert re.search(r"[\w％%㎡½¼¾]", quantity.core.of(text))
        assert quantity.high is None or quantity.op == "in"
        at = quantity.core.end


@given(st.integers(2, 9999), st.sampled_from(["亩", "公顷", "万元", "家", "平方米", "个工作日"]))
def test_both_scripts_mean_the_same(value: int, unit: str) -> None:
    """不超过12亩 and 不超过十二亩 are one quantity."""
    one, other = (find_quantities(f"不超过{text}{unit}。")[0] for text in (value, chinese_numeral(value)))
    assert (one.op, one.value, one.unit) == (other.op, other.value, other.unit)


@given(st.integers(1, 99999), st.sampled_from(["亩", "万元/亩", "％", "年", "吨标准煤/万元"]))
def test_width_does_not_matter(value: int, unit: str) -> None:
    """Full width digits read as half width ones do."""
    wide = str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if unit == "年" and 1900 <= value <= 2099:
        return
    one, other = (find_quantities(f"不低于{text}{unit}")[0] for text in (value, wide))
    assert (one.op, one.value, one.unit) == (other.op, other.value, other.unit)
