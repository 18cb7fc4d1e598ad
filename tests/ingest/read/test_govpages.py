"""The same notice from twelve kinds of sites, saved archives, and pages whose text is elsewhere."""

from __future__ import annotations

import pytest

from ingest.errors import FileEmpty, FileUnreadable, LimitExceeded
from ingest.read import read_bytes
from tests.ingest.read.govpages import PAGES, TEXT, TITLE

LONG = "各县区要在每年三月底前完成低效地块的清查，逐宗建立台账，并向社会公布整治计划。"


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize("kind", PAGES)
def test_every_kind_of_site_gives_the_same_text(kind: str) -> None:
    """No word of the notice is lost, none of the site's is taken for it, and the title is the notice's."""
    reading = read_bytes("a.html", PAGES[kind].encode())
    found = [line.text.strip() for line in reading.lines if line.text.strip()]
    assert found in (TEXT, [TITLE, *TEXT])
    assert reading.stated["title"] == TITLE


@pytest.mark.parametrize("kind", ["trs", "state_council", "province"])
def test_labels_of_every_make_are_stated(kind: str) -> None:
    """文号, date and issuing body are stated from tables and lists of labels alike."""
    stated = read_bytes("a.html", PAGES[kind].encode()).stated
    assert "甲政办发〔2023〕9号" in stated.values()
    assert {"索引号", "成文日期"} <= stated.keys()


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-8-sig"])
def test_pages_in_other_encodings(encoding: str) -> None:
    """A page is read the same in another encoding than the one that it states."""
    reading = read_bytes("a.html", PAGES["trs"].encode(encoding, "xmlcharrefreplace"))
    assert [line.text.strip() for line in reading.lines if line.text.strip()][-len(TEXT) :] == TEXT


def mht(*parts: tuple[str, str, str], kind: str = "multipart/related") -> bytes:
    """A web archive of (Content-Location, Content-ID, markup in GBK)."""
    head = f'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: {kind}; boundary="X"\r\n\r\n'
    bodies = "".join(
        f"--X\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-ID: <{key}>\r\nContent-Location: {place}\r\n\r\n{_quoted(markup)}\r\n"
        for place, key, markup in parts
    )
    picture = "--X\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--X--\r\n"
    return f"{head}{bodies}{picture}".encode()


def _quoted(markup: str) -> str:
    return "".join(f"={byte:02X}" for byte in markup.encode("gbk"))


@pytest.mark.parametrize("name", ["a.mht", "a.mhtml", "a.doc"])
def test_web_archives(name: str) -> None:
    """A page saved as one file reads like the page; the charset of its part counts."""
    reading = read_bytes(
        name, mht(("http://a/1.html", "1", f"<html><body><div id='zoom'><p>{LONG}</p></div></body></html>"))
    )
    assert reading.format == "mht"
    assert [line.text for line in reading.lines] == [LONG]


def test_frames_of_a_web_archive() -> None:
    """Frames whose pages are in the archive are read, and pages that no frame shows are not."""
    outer = '<html><body><p>外层的一句话在此。</p><iframe src="cid:f1@mhtml"></iframe></body></html>'
    inner, other = (
        f"<html><body><div id='zoom'><p>{text}</p></div></body></html>" for text in (LONG, "无关的页")
    )
    reading = read_bytes("a.mht", mht(("u", "0", outer), ("v", "f1@mhtml", inner), ("w", "f2", other)))
    assert [line.text for line in reading.lines] == ["外层的一句话在此。", LONG]
    assert any("2个框架" in warning for warning in reading.warnings)


def test_web_archives_without_a_page() -> None:
    """An archive without a page, or one that is damaged, is a named error."""
    for data in (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", mht()):
        with pytest.raises(FileUnreadable):
            read_bytes("a.mht", data)


def test_deeply_nested_web_archives_end() -> None:
    """An archive of archives without end is refused by name."""
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(5000))
    with pytest.raises((LimitExceeded, FileUnreadable)):
        read_bytes("a.mht", f"MIME-Version: 1.0\r\n{deep}".encode())


def test_a_frameset_says_where_its_text_is() -> None:
    """A page of frames alone names the frames as the place of its text."""
    with pytest.raises(FileEmpty) as caught:
        read_bytes("a.html", b'<html><frameset><frame src="top.htm"><frame src="main.htm"></frameset></html>')
    assert "2个框架" in caught.value.message


def test_what_the_file_does_not_hold_is_said() -> None:
    """Frames, pictures large enough for text and a content area left to scripts are told of; icons are not."""
    body = (
        f'<div class="article-content"><p>{LONG}</p><img src="/a/scan1.jpg"><img src="/icons/doc.gif" width="16">'
        '<img src="b.png" width="20" height="20"></div><iframe src="/x.html"></iframe><iframe src="t" width="0"></iframe>'
    )
    warnings = " ".join(read_bytes("a.html", page(body)).warnings)
    assert "1张图片" in warnings
    assert "1个框架" in warnings
    warnings = " ".join(read_bytes("a.html", page('<p>当前位置：首页</p><div id="zoom"></div>')).warnings)
    assert "脚本" in warnings


def test_tables_for_the_layout_are_no_data() -> None:
    """A single column and a box of boxes are opened; the table of figures in it stays a table."""
    data = "<table><tr><td>行业</td><td>容积率</td></tr><tr><td>食品</td><td>1.2</td></tr></table>"
    body = (
        f'<div id="zoom"><table><tr><td><p>{LONG}</p></td></tr><tr><td>一、要求</td></tr></table>'
        f"<table><tr><td>左栏</td><td>{data}</td></tr></table></div>"
    )
    reading = read_bytes("a.html", page(body))
    assert [(line.text, line.cell is None) for line in reading.lines] == [
        (LONG, True), ("一、要求", True), ("左栏", True),
        ("行业", False), ("容积率", False), ("食品", False), ("1.2", False),
    ]  # fmt: skip


def test_raised_figures_stay_apart() -> None:
    """10<sup>4</sup>m<sup>2</sup> is 10⁴m² and not 104m2."""
    reading = read_bytes(
        "a.html",
        page(f'<div id="zoom"><p>{LONG}</p><p>10<sup>4</sup>m<sup>2</sup>，CO<sub>2</sub></p></div>'),
    )
    assert reading.lines[-1].text == "10⁴m²，CO₂"


def test_depth_between_the_librarys_limit_and_ours() -> None:
    """Unclosed tags of old editors nest beyond 256 levels; the text is read all the same."""
    reading = read_bytes("a.html", page(f'<div id="zoom"><p>{"<font>" * 300}{LONG}</p></div>'))
    assert reading.lines[0].text == LONG


def test_a_picture_in_the_page_itself() -> None:
    """An inline picture of many megabytes does not keep the text from being read."""
    picture = f'<img src="data:image/png;base64,{"A" * 11_000_000}">'
    assert LONG in read_bytes("a.html", page(f'<div id="zoom">{picture}<p>{LONG}</p></div>')).raw
