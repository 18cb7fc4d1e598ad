"""Web pages: content, what pages state, tables, hostile markup."""

from __future__ import annotations

import pytest

from ingest.document import Cell, Reading
from ingest.errors import FileEmpty, IngestError, LimitExceeded
from ingest.limits import Limits
from ingest.read import read_bytes

LONG = "各县区要在每年三月底前完成低效地块的清查，逐宗建立台账，并向社会公布整治计划。"


def page(content: str, head: str = "", before: str = "", after: str = "") -> Reading:
    return read_bytes(
        "a.html",
        f"<!doctype html><html><head><title>关于清查地块的通知-甲市人民政府</title>{head}</head>"
        f"<body>{before}{content}{after}</body></html>".encode(),
    )


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines if line.text]


@pytest.mark.parametrize(
    "attribute",
    [
        'id="zoom"',
        'id="Zoom"',
        'class="TRS_Editor"',
        'class="view TRS_UEDITOR trs_paper"',
        'id="UCAP-CONTENT"',
    ],
)
def test_known_content_elements(attribute: str) -> None:
    """The text is taken from the element that government sites keep it in, and nothing around it."""
    reading = page(
        f"<div {attribute}><p>{LONG}</p></div>",
        before='<div class="nav"><a href="/">首页</a></div><p>当前位置：首页</p>',
        after="<div>主办：甲市人民政府办公室</div>",
    )
    assert texts(reading) == [LONG]
    assert all(line.whole for line in reading.lines)


def test_without_a_known_element() -> None:
    """A page of any other make goes through trafilatura: the article stays, the menu goes."""
    menu = "".join(f'<li><a href="/{n}">栏目{n}</a></li>' for n in range(12))
    body = "".join(f"<p>第{n}条　{LONG}</p>" for n in "一二三四五六")
    reading = page(f"<div class='x1'><h2>总体要求</h2>{body}</div>", before=f"<ul>{menu}</ul>")
    assert "栏目3" not in reading.raw
    assert [text[:3] for text in texts(reading) if text.startswith("第")] == [
        f"第{n}条" for n in "一二三四五六"
    ]


def test_one_long_paragraph_does_not_swallow_the_rest() -> None:
    """A notice whose single paragraph outweighs heading, signature and date keeps all of them."""
    menu = "".join(f'<li><a href="/{n}">栏目{n}</a></li>' for n in range(12))
    parts = ["关于清查零星地块的通知", LONG * 8, "甲市自然资源和规划局办公室", "2023年11月30日"]
    body = "".join(f"<p>{part}</p>" for part in parts)
    reading = page(f"<div class='x1'>{body}</div>", before=f"<ul>{menu}</ul>")
    assert texts(reading) == parts


def test_a_scrap_of_markup() -> None:
    """A page of one sentence is kept whole although no extractor would take it for an article."""
    assert texts(read_bytes("a.html", "<p>单宗用地不超过7亩。</p>".encode())) == ["单宗用地不超过7亩。"]


def test_scripts_buttons_and_hidden_parts_go() -> None:
    """Scripts, share boxes and rows of buttons are no text; hidden text is left out and counted."""
    reading = page(
        f'<div id="zoom"><script>var a="脚本";</script><style>p{{}}</style><p>{LONG}</p>'
        '<div class="bdsharebuttonbox">分享到：<a>微信</a></div><p>【打印】【关闭窗口】</p>'
        '<p style="color:red; display: none">看不见的话</p></div>'
    )
    assert texts(reading) == [LONG]
    assert any("1处隐藏文字" in warning for warning in reading.warnings)


def test_a_long_part_is_never_a_share_box() -> None:
    """Text is not lost because its element has an unlucky class."""
    reading = page(f'<div id="zoom"><div class="print share">{LONG * 6}</div></div>')
    assert texts(reading) == [LONG * 6]


def test_labels_of_government_pages() -> None:
    """索引号 and its kin are stated, from table cells, lines and spaced-out labels, and leave the text."""
    table = (
        "<table><tr><td>索 引 号：</td><td>001/2023-5</td><td>发布机构</td><td>甲市人民政府</td></tr>"
        "<tr><td>发文字号</td><td>甲政发〔2023〕9号</td><td>成文日期</td><td>2023-05-06</td></tr></table>"
    )
    reading = page(
        f'<div id="zoom">{table}<p>{LONG}</p></div>',
        head='<meta name="PubDate" content="2023-05-08 10:00"><meta name="viewport" content="x">',
        before="<p>发布日期：2023-05-08　来源：市资规局　浏览次数：12</p>",
    )
    expected = {
        "索引号": "001/2023-5",
        "发布机构": "甲市人民政府",
        "发文字号": "甲政发〔2023〕9号",
        "成文日期": "2023-05-06",
        "PubDate": "2023-05-08 10:00",
        "发布日期": "2023-05-08",
        "来源": "市资规局",
    }
    assert expected.items() <= reading.stated.items()
    assert "viewport" not in reading.stated
    assert texts(reading) == [LONG]


def test_title_from_the_heading() -> None:
    """A heading outside the content becomes its first line; the site's own name does not."""
    reading = page(
        f'<div id="zoom"><p>{LONG}</p></div>', before="<h1>甲市人民政府门户</h1><h1>关于清查地块的通知</h1>"
    )
    assert reading.stated["title"] == "关于清查地块的通知"
    assert (reading.lines[0].text, reading.lines[0].heading) == ("关于清查地块的通知", 1)


def test_title_without_a_heading() -> None:
    """Without a heading the page's title counts, less the site's name; a meta tag is better."""
    assert page(f'<div id="zoom">{LONG}</div>').stated["title"] == "关于清查地块的通知"
    named = page(f'<div id="zoom">{LONG}</div>', head='<meta name="ArticleTitle" content="清查地块通知">')
    assert named.stated["title"] == "清查地块通知"


def test_heading_levels() -> None:
    """h1 to h6 become levels, and a line break within one does not cut it."""
    reading = page(f'<div id="zoom"><h1>关于清查<br>地块的通知</h1><h3>一、要求</h3><p>{LONG}</p></div>')
    assert [(line.text, line.heading) for line in reading.lines] == [
        ("关于清查地块的通知", 1),
        ("一、要求", 3),
        (LONG, 0),
    ]


def test_line_breaks_part_lines() -> None:
    """Text parted by <br> gives printed lines, as in a text file, empty ones included."""
    reading = page(f'<div id="zoom">{LONG}<br><br>　　第二段<br>第三行</div><p>x</p>')
    assert [(line.text, line.whole) for line in reading.lines] == [
        (LONG, False),
        ("", False),
        ("　　第二段", False),
        ("第三行", False),
        ("", True),
    ]


def test_white_space() -> None:
    """Source line ends vanish between Chinese characters and are a space between words; nbsp is kept."""
    reading = page(f'<div id="zoom"><p>\n  {LONG}\n  每亩\n不低于&nbsp;3 GB/T\n 2260 &lt;甲&gt; </p></div>')
    assert texts(reading) == [f"{LONG}每亩不低于\xa03 GB/T 2260 <甲>"]


def test_numbered_lists_show_their_numbers() -> None:
    """A browser numbers the items of <ol>; so does the reading, from `start` on, unless told not to."""
    reading = page(
        f'<div id="zoom"><p>{LONG}</p><ol start="3"><li>甲项</li><li>乙项</li></ol>'
        '<ol style="list-style-type: none"><li>丙项</li></ol><ul><li>丁项</li></ul></div>'
    )
    assert texts(reading)[1:] == ["3.甲项", "4.乙项", "丙项", "丁项"]


def test_tables_with_spans() -> None:
    """Cells know their row, column and spans; a cell of two paragraphs gives two lines of one place."""
    reading = page(
        f'<div id="zoom"><p>{LONG}</p><table><thead><tr><th rowspan="2">行业</th><th colspan="2">指标</th></tr>'
        "<tr><th>容积率</th><th>税收</th></tr></thead><tbody><tr><td><p>食品</p><p>制造</p></td><td>1.2</td>"
        "<td></td></tr></tbody></table></div>"
    )
    assert [(line.text, line.cell) for line in reading.lines if line.cell] == [
        ("行业", Cell(1, 0, 0, 2, 1, header=True)),
        ("指标", Cell(1, 0, 1, 1, 2, header=True)),
        ("容积率", Cell(1, 1, 1, header=True)),
        ("税收", Cell(1, 1, 2, header=True)),
        ("食品", Cell(1, 2, 0)),
        ("制造", Cell(1, 2, 0)),
        ("1.2", Cell(1, 2, 1)),
    ]


def test_a_frame_is_no_table() -> None:
    """A table with text in one cell only is a frame, and its text is running text."""
    reading = page(f'<div id="zoom"><table><tr><td><p>{LONG}</p><p>第二段</p></td></tr></table></div>')
    assert [(line.text, line.cell) for line in reading.lines] == [(LONG, None), ("第二段", None)]


def test_span_bombs() -> None:
    """Absurd spans are cut to the table's rows, and too many cells are refused."""
    row = '<tr><td rowspan="65000" colspan="9999">甲</td><td>乙</td></tr>'
    reading = page(f'<div id="zoom">{LONG}<table>{row}</table></div>')
    assert [line.cell for line in reading.lines if line.cell] == [Cell(1, 0, 0, 1, 1000), Cell(1, 0, 1000)]
    with pytest.raises(LimitExceeded):
        read_bytes("a.html", f"<html><table>{row * 1000}</table></html>".encode())


def test_deep_nesting_is_refused_not_cut() -> None:
    """A page nested beyond what the parser takes is an error; half a text would be worse."""
    with pytest.raises(LimitExceeded):
        read_bytes("a.html", ("<html>" + "<div>" * 100_000 + LONG).encode())
    with pytest.raises(LimitExceeded):
        read_bytes("a.html", ("<html>" + "<div>" * 60 + LONG).encode(), Limits(depth=30))


def test_entities_are_not_expanded_without_end() -> None:
    """Entities that a page defines for itself multiply nothing, and no file or address is opened."""
    bomb = "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    reading = read_bytes("a.html", f"{bomb}<html><body><p>{LONG}&b;&f;</p></body></html>".encode())
    assert LONG in reading.raw
    assert len(reading.raw) < 300
    assert "root:" not in reading.raw


def test_charset_of_a_page() -> None:
    """A page in GBK that says so, says gb2312, says nothing or says utf-8 reads the same."""
    equivalent = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    for meta in ('<meta charset="gbk">', equivalent, "", '<meta charset="utf-8">'):
        data = f'<html><head>{meta}</head><body><div id="zoom">{LONG}</div></body></html>'.encode("gbk")
        assert texts(read_bytes("a.html", data)) == [LONG]


def test_a_page_filled_by_scripts_is_empty() -> None:
    """A page without text says that scripts may have been meant to fill it."""
    with pytest.raises(FileEmpty) as caught:
        read_bytes("a.html", b"<html><body><div id=app></div><script>1</script></body></html>")
    assert "脚本" in caught.value.advice
    with pytest.raises(IngestError):
        read_bytes("a.html", b"<html></html>")


def test_a_deleted_figure_is_not_read_beside_the_one_in_its_place() -> None:
    """What a page marks as deleted is left out and told: 1%0.5% would be neither figure."""
    page = "<html><body><p>提取<del>1%</del><ins>0.5%</ins>以上的资金用于整治。</p></body></html>"
    reading = read_bytes("a.html", page.encode())
    assert [line.text for line in reading.lines] == ["提取0.5%以上的资金用于整治。"]
    assert any("已删除" in warning for warning in reading.warnings)


def test_a_tangle_of_elements_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """What finds the text of a page climbs from every element: a page made to be climbed is not given to it."""

    def climb(*_: object, **__: object) -> None:
        raise AssertionError("climbed")

    monkeypatch.setattr("trafilatura.bare_extraction", climb)
    tangle = "<div>" * 300 + "文" + "</div>" * 300
    page = f"<html><body>{tangle * 25}<p>末段</p></body></html>"
    assert read_bytes("a.html", page.encode()).lines[-1].text == "末段"
