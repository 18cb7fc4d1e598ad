"""Newspaper pages with boxes: what belongs to which article, wherever the page sets it."""

from __future__ import annotations

from ingest.assemble import items
from ingest.block import Item
from tests.ingest.readings import Sheet

FACTORY = (
    "本报讯（记者 林森）昨日上午，东坪区低效厂房更新工程在桥头工业园启动，首批九栋厂房将在年内拆除重建，预计新增标准厂房二十一万平方米。",
    "桥头工业园建于上世纪九十年代，厂房多为单层砖混结构。去年以来，区里对园内四十三家企业逐户评估，亩均税收低于五万元的有十七家。",
    "更新工程分三期推进。第一期腾出的土地全部用于生产，不得改作商业用途；第二期配套建设职工宿舍和货运停车场；第三期改造道路和雨污管网。",
    "对于愿意自行改造的企业，区里给予每平方米一百元的补助，加层部分不再增收土地价款，目前已有六家企业递交方案，涉及用地八十五亩。",
)
WATER = (
    "本报讯（通讯员 方小舟）城北水厂扩建工程昨日通水，日供水能力由八万吨提高到十五万吨，惠及沿线六个乡镇近二十万居民。",
    "扩建工程总投资二点六亿元，新建沉淀池四座、清水池两座，并对原有管网作了改造，通水后夏季高峰用水压力将明显缓解。",
)
PEARS = (
    "本报讯（记者 周海生）连日来，西岭镇的梨园里一片繁忙，三千亩翠冠梨陆续成熟上市，前来采摘的游客络绎不绝。",
    "种植大户老陈说，今年雨水适中，亩产比去年高出两成，加上冷链车直达省城，价格也稳得住，果农心里踏实多了。",
    "镇农技站技术员每周到地头指导疏果和套袋，统一采购的有机肥比市价便宜一成五，合作社还为果农买了低温保险。",
    "镇里还办起了梨膏加工坊，吸纳六十多名村民就近就业，次果也能卖出好价钱，眼下正筹划夜间集市，让游客留得下、住得好。",
)
SCHOOLS = (
    "本报讯（记者 秦小雨）市教育局近日公布今秋新建学校名单，全市新建、改扩建中小学七所，新增学位九千六百个，均在九月启用。",
    "新学校全部按照抗震设防八度建造，教室采光、噪声和空气质量均经第三方检测合格后方可交付使用，检测结果在校门口公示。",
    "为解决新学校的师资，全市面向社会公开招聘教师三百二十名，并从城区优质学校选派骨干教师一百一十名到新校任教三年。",
)
LAMPS = (
    "为倾听市民意见，本报即日起开设专栏。市民发现路灯损坏，可拨打热线反映，由城管部门在四十八小时内修复，结果在专栏公布。",
    "去年全市共更换节能路灯一万两千盏，亮灯率提高到百分之九十八点五，每年节约电费二百六十余万元，背街小巷的盲区明显减少。",
    "市民若对处理结果不满意，可凭受理编号再次反映，由市效能办督促重办并约谈责任单位负责人，重办结果同样在专栏公布。",
)


def _columns(
    sheet: Sheet, texts: tuple[str, ...], lefts: list[float], top: float, measure: float = 20
) -> float:
    """Set an article in columns of equal height; where the lowest line ends."""
    drawn = Sheet()
    y = 0.0
    for text in texts:
        y = drawn.column(text, 0, y, measure)
    per = -(-len(drawn.lines) // len(lefts))
    for at, line in enumerate(drawn.lines):
        assert line.box is not None
        sheet.set(line.text, lefts[at // per] + line.box[0], top + at % per * 16)
    return top + per * 16


def _titles(item: Item) -> list[str]:
    return [block.text for block in item.blocks if block.role == "headline"]


def _page_with_headline_below() -> Sheet:
    """Two articles beside each other, a captioned picture, and one above its headline; an advertisement."""
    sheet = Sheet(700, 1000)
    sheet.set("东坪日报", 20, 30)
    sheet.set("2024年5月21日 星期二", 300, 33)
    sheet.set("03版 要闻", 620, 29)
    sheet.set("九栋老厂房年内变新园", 20, 80, size=26)
    sheet.set("城北水厂扩建通水受益二十万人", 460, 84, size=15)
    _columns(sheet, FACTORY, [20, 240], 130)
    foot = _columns(sheet, WATER, [460], 130)
    sheet.set("城北水厂内，工人正在检查水泵。本报记者 何川 摄", 460, foot + 60, size=9)
    foot = _columns(sheet, PEARS, [20, 240, 460], 440)
    sheet.set("西岭三千亩翠冠梨成熟上市", 20, foot + 30, size=20)
    sheet.set("东坪农商银行助企贷", 250, 700, size=16)
    sheet.set("咨询电话：0570-8888000", 250, 724, size=16)
    sheet.set("责任编辑：丁宁  版式：许可", 20, 960)
    return sheet


def test_each_article_of_a_page_has_its_own_headline_and_text() -> None:
    """Headlines beside each other, a caption, a headline below its body and an advert fall where they belong."""
    found = items(_page_with_headline_below().reading())
    assert [item.genre for item in found] == ["article", "article", "article", "advertisement"]
    assert [_titles(item) for item in found[:3]] == [
        ["九栋老厂房年内变新园"],
        ["城北水厂扩建通水受益二十万人"],
        ["西岭三千亩翠冠梨成熟上市"],
    ]
    bodies = [[block.text for block in item.blocks if not block.role] for item in found[:3]]
    assert [len(body) for body in bodies] == [len(FACTORY), len(WATER), len(PEARS)]
    assert [block.text[:6] for block in found[1].blocks if block.role == "caption"] == ["城北水厂内，"]
    assert found[3].blocks[0].text.startswith("东坪农商银行")


def test_the_masthead_is_no_headline_though_its_row_is_uneven() -> None:
    """Name, date and page number stand side by side, some points higher or lower, as on a scan."""
    found = items(_page_with_headline_below().reading())
    roles = {block.text: block.role for item in found for block in item.blocks}
    assert roles["东坪日报"] == roles["2024年5月21日 星期二"] == roles["03版 要闻"] == "header"
    assert roles["责任编辑：丁宁 版式：许可"] == "footer"


def test_a_headline_below_one_article_beside_another_is_found_by_its_words() -> None:
    """Below its own columns, level with the end of the next article, it is still not the next one's."""
    sheet = Sheet(700, 1000)
    _columns(sheet, SCHOOLS, [20, 180], 100, 14)
    sheet.set("“路灯亮不亮”专栏今起开设", 350, 80, size=18)
    sheet.set("□本报记者 方舟", 370, 112)
    foot = _columns(sheet, LAMPS, [350], 130, 30)
    sheet.set("我市今秋新增学位九千六百个", 20, foot + 30, size=18)
    sheet.set("▲滨江学校外景。（市教育局供图）", 350, foot + 160, size=9)
    sheet.set("海天家居广场盛大开业", 20, 760, size=16)
    sheet.set("服务热线：0570-6600111", 20, 784, size=16)
    found = items(sheet.reading())
    assert {tuple(_titles(item)) for item in found if item.genre == "article"} == {
        ("我市今秋新增学位九千六百个",),
        ("“路灯亮不亮”专栏今起开设",),
    }
    assert found[-1].genre == "advertisement"
    (school,) = [item for item in found if _titles(item) == ["我市今秋新增学位九千六百个"]]
    assert sum(not block.role for block in school.blocks) == len(SCHOOLS)


def test_a_headline_of_two_lines_above_columns_stays_whole() -> None:
    """Its second line is short enough to leave a gutter free, and belongs to no column all the same."""
    sheet = Sheet(700, 1000)
    sheet.set("东坪九栋老厂房年内变新园桥头工业园更新", 20, 40, size=32)
    sheet.set("工程首期正式启动建设", 20, 78, size=32)
    _columns(sheet, FACTORY + PEARS[1:], [20, 240, 460], 130)
    (item,) = items(sheet.reading())
    assert item.blocks[0].text == "东坪九栋老厂房年内变新园桥头工业园更新工程首期正式启动建设"


def test_a_byline_of_two_trades_is_one_though_cleaning_joins_it() -> None:
    """The spaces that keep names apart are printed; the clean text has lost them."""
    sheet = Sheet(700, 1000)
    sheet.set("荒草地里长出新工厂", 20, 40, size=26)
    sheet.set("本报记者 林森 通讯员 秦小雨", 20, 90)
    _columns(sheet, tuple(text.partition("）")[2] or text for text in FACTORY), [20, 240, 460], 120)
    (item,) = items(sheet.reading())
    assert [block.role for block in item.blocks[:3]] == ["headline", "byline", ""]


def test_a_bracket_left_open_keeps_a_paragraph_together() -> None:
    """（进入经济开发区 … 以上） is one paragraph, however its lines were broken by the column that it was cut from."""
    sheet = Sheet(700, 1000)
    y = sheet.column(FACTORY[1], 20, 100, 20)
    for text, indent in (
        ("项目容积率一般要求达到一点三以上（进", 20),
        ("入经济", 0),
        ("开发区的项目容积率", 20),
        ("须达到一点四以上），并按规划配套。", 20),
    ):
        sheet.set(text, 20 + indent, y)
        y += 16
    for text in FACTORY[1:]:
        y = sheet.column(text, 20, y, 20)
    (item,) = items(sheet.reading())
    assert any(
        block.text.endswith("（进入经济开发区的项目容积率须达到一点四以上），并按规划配套。")
        for block in item.blocks
    )
