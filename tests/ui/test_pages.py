"""The routes behind a card: a page or a table for those who may read, and nothing for anybody else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

import app
from ingest.document import Document
from ingest.span import OffsetMap, Run, Span
from tests.factories import cell
from tests.factories import document as plain
from tests.ui.fake_library import HOSTILE, FakeLibrary
from tests.ui.test_cite import Page
from ui.auth import Users, hash_password
from ui.pages import MARK_TOP
from ui.server import POLICY
from ui.tableview import ROWS_AROUND, table_html

PASSWORD = "correct horse 电池"


def table(*rows: str) -> Document:
    """A document of one table, a cell a line, the first row its heads."""
    words = [word for row in rows for word in row.split("|")]
    made = plain("\n".join(words))
    places = [
        cell(row=y, column=x, header=y == 0) for y, row in enumerate(rows) for x in range(len(row.split("|")))
    ]
    lines = tuple(
        dataclasses.replace(line, cell=place) for line, place in zip(made.lines, places, strict=True)
    )
    return dataclasses.replace(made, lines=lines, offsets=OffsetMap([Run(0, 0, len(made.text) - 1)]))


def of(document: Document, words: str) -> Span:
    """Where words stand."""
    at = document.text.index(words)
    return Span(at, at + len(words))


LIBRARY = FakeLibrary()
TABLE = table("行业|容积率", "食品制造|1.2", "机械|1.0")
LIBRARY.held[TABLE.id] = TABLE


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(app.web(LIBRARY), base_url="http://127.0.0.1:7860") as started:
        yield started


def test_a_page_comes_as_a_picture(client: TestClient) -> None:
    """With how far down the mark begins, the policy of every response, and nothing kept by the browser."""
    span = of(TABLE, "1.2")
    got = client.get(f"/page/{TABLE.id}/1?start={span.start}&end={span.end}")
    assert got.status_code == 200
    assert got.headers["content-type"] == "image/png"
    assert got.content.startswith(b"\x89PNG")
    assert 0 < float(got.headers[MARK_TOP]) < 1
    assert got.headers["content-security-policy"] == POLICY
    assert "no-store" in got.headers["cache-control"]


def test_a_table_comes_with_its_cell_marked(client: TestClient) -> None:
    """All rows and heads, the one cell marked."""
    span = of(TABLE, "1.2")
    got = client.get(f"/table/{TABLE.id}?start={span.start}&end={span.end}")
    page = Page(got.text)
    assert page.marked == "1.2"
    for word in ("行业", "容积率", "食品制造", "机械", "1.0"):
        assert word in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/page/0000000000000000/1",
        "/page/..%2f..%2fetc%2fpasswd/1",
        "/page/{id}/0x1",
        "/page/{id}/-1",
        "/page/{id}/1?start=0",
        "/page/{id}/1?start=5&end=5",
        "/page/{id}/1?start=0&end=999999",
        "/page/{id}/1?start=-1&end=3",
        "/page/{id}/1?start=<b>&end=3",
        "/page/{id}.png/1",
        "/table/{id}",
        "/table/%00?start=0&end=1",
        "/table/../../catalog.sqlite?start=0&end=1",
    ],
)
def test_what_is_no_address_of_ours_is_not_found(client: TestClient, path: str) -> None:
    """Ids, numbers and spans are checked before anything is looked up; the answer echoes nothing."""
    got = client.get(path.format(id=TABLE.id))
    assert got.status_code == 404
    assert "<b>" not in got.text
    assert "passwd" not in got.text


def test_a_reason_is_told(client: TestClient) -> None:
    """What the library says goes to the reader as plain text."""
    got = client.get("/table/00112233445566aa?start=0&end=1")
    assert got.status_code == 404
    assert got.headers["content-type"].startswith("text/plain")
    assert "没有编号为" in got.text


def test_strangers_see_no_page() -> None:
    """With sign-in on, both routes are closed until the right password was given, and again after sign-out."""
    users = Users({"张三": hash_password(PASSWORD)})
    addresses = (f"/page/{TABLE.id}/1", f"/table/{TABLE.id}?start=0&end=1")
    with TestClient(app.web(LIBRARY, users), base_url="http://policy.example") as client:
        assert [client.get(address).status_code for address in addresses] == [401, 401]
        client.cookies.set("access-token-unsecure-x", "forged")
        assert client.get(addresses[0]).status_code == 401
        client.post("/login", data={"username": "张三", "password": PASSWORD})
        assert [client.get(address).status_code for address in addresses] == [200, 200]
        client.get("/logout")
        assert client.get(addresses[0]).status_code == 401


def test_merged_cells_span_and_long_tables_are_cut() -> None:
    """A merged cell covers its places once; far rows are left out and counted, heads stay."""
    made = table("项目|指标", *(f"第{n}项|{n}亩" for n in range(1, 100)))
    markup = table_html(made, of(made, "第50项"))
    page = Page(markup)
    assert page.marked == "第50项"
    assert "项目" in page.text
    assert markup.count("<tr>") == 2 * ROWS_AROUND + 2
    assert f"另有 {100 - 2 * ROWS_AROUND - 2} 行" in page.text
    wide = dataclasses.replace(made.lines[0], cell=cell(column_span=2, header=True))
    merged = dataclasses.replace(made, lines=(wide, *made.lines[1:]))
    markup = table_html(merged, of(made, "第1项"))
    assert 'colspan="2"' in markup
    assert "指标" not in markup


def test_an_empty_cell_keeps_its_place() -> None:
    """A cell without words is not read; those behind it stay under their own heads."""
    made = table("企业|税收|等级", "甲公司|乙", "乙公司|60|丙")
    last = dataclasses.replace(made.lines[4], cell=cell(row=1, column=2))
    made = dataclasses.replace(made, lines=(*made.lines[:4], last, *made.lines[5:]))
    assert "<td>甲公司</td><td></td><td><mark>乙</mark></td>" in table_html(made, of(made, "乙"))


def test_words_outside_tables_have_no_table() -> None:
    """A paragraph is shown by its words alone."""
    made = plain("第一条 略。")
    assert table_html(made, of(made, "略")) == ""


def test_hostile_cells_are_only_text() -> None:
    """Markup in a cell, and a merge that claims the whole world."""
    made = table("头|乙", "甲|丙")
    evil = dataclasses.replace(
        made.lines[2], text=HOSTILE, cell=cell(row=1, row_span=10**9, column_span=10**9)
    )
    made = dataclasses.replace(made, lines=(*made.lines[:2], evil, made.lines[3]))
    page = Page(table_html(made, of(made, "甲")))
    assert page.tags <= {"table", "tbody", "tr", "th", "td", "mark", "br", "p"}
    assert page.attributes <= {"class", "rowspan", "colspan"}
