"""The chat, walked in a real browser: on a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.fake_library import HOSTILE, QUOTE, FakeLibrary

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
Served = tuple[str, FakeLibrary]


class Visit:
    """One browser tab at the app; keeps the host of every request and every error of the page."""

    def __init__(self, browser: Any, served: Served, size: dict[str, int]) -> None:
        self.library = served[1]
        self.hosts: set[str] = set()
        self.errors: list[str] = []
        self.context = browser.new_context(viewport=size, permissions=["clipboard-read", "clipboard-write"])
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(served[0])
        self.page.locator("#yj-question textarea").wait_for()

    def _note(self, url: str) -> None:
        scheme, _, rest = url.partition("://")
        if scheme in ("http", "https", "ws", "wss"):
            self.hosts.add(rest.split("/")[0])

    def ask(self, question: str, answers: int = 1) -> None:
        """Ask and wait until that many answers or errors stand whole in the conversation."""
        self.page.locator("#yj-question textarea").fill(question)
        self.page.keyboard.press("Enter")
        self.wait(answers)

    def wait(self, answers: int) -> None:
        done = "#yj-chat .yj-acts, #yj-chat .yj-notice.error, #yj-chat .yj-notice.stop"
        self.page.wait_for_function(
            "([what, n]) => document.querySelectorAll(what).length === n"
            " && document.querySelector('#yj-send')?.offsetParent",
            arg=[done, answers],
        )

    @property
    def card(self) -> Any:
        return self.page.locator("#yj-panel .yj-card.open")


@pytest.fixture
def visit(browser: Any, served: Served) -> Iterator[Callable[..., Visit]]:
    visits: list[Visit] = []

    def start(size: dict[str, int] = DESK) -> Visit:
        visits.append(Visit(browser, served, size))
        return visits[-1]

    yield start
    for one in visits:
        one.context.close()


def test_a_question_is_answered_and_its_clause_opens(visit: Callable[..., Visit]) -> None:
    """Ask, click [2] then [1]: the panel shows the clause, the quote marked to the letter, the badge."""
    tab = visit()
    tab.ask("插花地块每宗最多几亩？")
    links = tab.page.locator("#yj-chat .bot p > a.cite")
    assert [link.inner_text() for link in links.all()[:2]] == ["1", "2"]
    links.nth(1).click()
    assert "公开程序" in tab.card.locator("mark").inner_text()
    links.nth(0).click()
    assert tab.card.locator("mark").inner_text() == QUOTE
    assert tab.card.locator(".yj-badge").first.inner_text() == "有效"
    assert "示政发〔2023〕7号" in tab.card.inner_text()
    assert tab.errors == []


def test_a_follow_up_knows_what_was_asked(visit: Callable[..., Visit]) -> None:
    """The second question reaches the library with the first; the first answer's citation still opens."""
    tab = visit()
    tab.ask("插花地块每宗最多几亩？")
    tab.ask("那衢州呢？", 2)
    assert tab.library.asked[-1][:2] == ("那衢州呢？", ("插花地块每宗最多几亩？",))
    from playwright.sync_api import expect

    # The panel turns to the new answer when its last words are written.
    expect(tab.card.locator(".yj-badge").first).to_have_text("已期满")
    expect(tab.page.locator("#yj-chat .bot").last).to_contain_text("已于2023年12月31日期满")
    tab.page.locator("#yj-chat .bot").first.locator("a.cite").first.click()
    assert tab.card.locator("mark").inner_text() == QUOTE


def test_not_covered_is_said(visit: Callable[..., Visit]) -> None:
    """No answer, and the nearest clauses called just that; they open too."""
    tab = visit()
    tab.ask("航天发射场用地最多几亩？")
    said = tab.page.locator("#yj-chat .bot").last
    assert "没有找到作出规定的条款" in said.inner_text()
    assert "最接近的条款（供查阅，不是答案）" in said.inner_text()
    said.locator("a.cite").nth(1).click()
    assert "新闻报道" in tab.card.inner_text()
    assert "最接近的条款" in tab.card.locator(".yj-nav").inner_text()


def test_hostile_text_stays_text(visit: Callable[..., Visit]) -> None:
    """A document and a question full of markup run nothing, strike nothing out and fetch nothing."""
    tab = visit()
    tab.ask(f"攻击 {HOSTILE}")
    tab.page.locator("#yj-chat .bot a.cite").first.click()
    visible = re.sub(r"\s+", " ", tab.card.locator("mark").inner_text())
    assert visible == re.sub(r"\s+", " ", HOSTILE)
    for place in ("#yj-chat .user", "#yj-chat .bot"):
        shown = re.sub(r"\s+", " ", tab.page.locator(place).first.inner_text())
        assert re.sub(r"\s+", " ", HOSTILE) in shown
    foreign = "#yj-chat .yj-a, #yj-chat .yj-q, #yj-panel .yj-card"
    count = tab.page.locator(foreign).locator("img, script, del, strong, code, .katex, a[href^='javascript']")
    assert count.count() == 0
    assert "hacked" not in tab.page.title()
    assert tab.hosts == {tab.page.url.split("/")[2]}


def test_errors_are_plain(visit: Callable[..., Visit]) -> None:
    """A refused question and a fault of the program are messages; the conversation goes on."""
    tab = visit()
    tab.ask("长" * 3000)
    assert "2000 个字的上限" in tab.page.locator("#yj-chat .bot").last.inner_text()
    tab.ask("坏了吗？", 2)
    said = tab.page.locator("#yj-chat .bot").last.inner_text()
    assert "程序出错" in said
    assert "secret traceback text" not in tab.page.content()
    tab.ask("插花地块每宗最多几亩？", 3)
    assert tab.library.asked[-1][1] == ()


def test_retry_and_clear(visit: Callable[..., Visit]) -> None:
    """重答 asks the last question again in its place; 清空 leaves an empty page and empty history."""
    tab = visit()
    tab.ask("插花地块每宗最多几亩？")
    before = len(tab.library.asked)
    tab.page.locator("#yj-retry").click()
    tab.page.wait_for_function("() => !document.querySelector('#yj-chat .yj-acts')")
    tab.wait(1)
    assert len(tab.library.asked) == before + 1
    assert tab.library.asked[-1][:2] == ("插花地块每宗最多几亩？", ())
    tab.page.locator("#yj-clear").click()
    tab.page.locator(".yj-welcome").wait_for()
    assert tab.page.locator("#yj-panel .yj-card").count() == 0
    tab.ask("插花地块每宗最多几亩？")
    assert tab.library.asked[-1][1] == ()


def test_stop_frees_the_page(visit: Callable[..., Visit]) -> None:
    """停止 ends the waiting; the stopped question is no part of the history."""
    tab = visit()
    tab.page.locator("#yj-question textarea").fill("慢慢查")
    tab.page.keyboard.press("Enter")
    tab.page.locator("#yj-stop").click()
    tab.page.locator("#yj-chat .yj-notice.stop").wait_for()
    tab.ask("插花地块每宗最多几亩？", 2)
    assert tab.library.asked[-1][1] == ()


def test_examples_day_and_region(visit: Callable[..., Visit]) -> None:
    """A clicked example is asked; the day and the region typed reach the library; no date is said."""
    tab = visit()
    tab.page.locator("#yj-openings button").first.click()
    tab.wait(1)
    assert tab.library.asked[-1][0] == "零星建设用地单宗最多几亩？"
    tab.page.locator("#yj-limits > button").click()
    tab.page.locator("#yj-day input, #yj-day textarea").fill("2024年6月30日")
    tab.page.locator("#yj-region input, #yj-region textarea").fill(" 衢州市 ")
    tab.ask("插花地块每宗最多几亩？", 2)
    assert str(tab.library.asked[-1][2]) == "2024-06-30"
    assert tab.library.asked[-1][3] == "衢州市"
    assert "时效按 2024-06-30 判断" in tab.page.locator("#yj-chat .bot").last.inner_text()
    tab.page.locator("#yj-day input, #yj-day textarea").fill("2024-02-30")
    tab.ask("插花地块每宗最多几亩？", 3)
    assert "不是日期" in tab.page.locator("#yj-chat .bot").last.inner_text()


def test_copy_takes_the_sources_along(visit: Callable[..., Visit]) -> None:
    """What lands in the clipboard is plain text with the quotes."""
    tab = visit()
    tab.ask("插花地块每宗最多几亩？")
    tab.page.locator("#yj-chat a.act").first.click()
    tab.page.get_by_text("已复制").wait_for()
    copied = tab.page.evaluate("() => navigator.clipboard.readText()")
    assert QUOTE in copied
    assert "<" not in copied


def test_two_readers_do_not_see_each_other(visit: Callable[..., Visit]) -> None:
    """A conversation belongs to one tab."""
    one, other = visit(), visit()
    one.ask("插花地块每宗最多几亩？")
    other.ask("航天发射场用地最多几亩？")
    assert other.library.asked[-1][1] == ()
    assert other.page.locator("#yj-chat .user").count() == 1
    one.ask("那衢州呢？", 2)
    assert one.library.asked[-1][1] == ("插花地块每宗最多几亩？",)


def test_a_reload_keeps_the_conversation(visit: Callable[..., Visit]) -> None:
    """After F5 questions, answers and clickable citations are there, and a follow-up still follows up."""
    tab = visit()
    tab.ask("插花地块每宗最多几亩？")
    tab.page.wait_for_function("() => sessionStorage.getItem('youju.turns')")
    tab.page.reload()
    tab.wait(1)
    tab.page.locator("#yj-chat .bot a.cite").first.click()
    assert tab.card.locator("mark").inner_text() == QUOTE
    tab.ask("那衢州呢？", 2)
    assert tab.library.asked[-1][1] == ("插花地块每宗最多几亩？",)


def test_a_phone_is_enough(visit: Callable[..., Visit]) -> None:
    """At 390 pixels nothing sticks out; the clause comes up as a sheet and goes away again."""
    tab = visit(PHONE)
    tab.ask("插花地块每宗最多几亩？")
    assert tab.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert not tab.page.locator("#yj-panel").is_visible()
    tab.page.locator("#yj-chat .bot a.cite").first.click()
    assert tab.card.locator("mark").inner_text() == QUOTE
    box = tab.page.locator("#yj-panel").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    tab.page.locator("#yj-panel .yj-close").click()
    assert not tab.page.locator("#yj-panel").is_visible()
    send = tab.page.locator("#yj-send").bounding_box()
    assert send["x"] + send["width"] <= 390
    assert send["y"] + send["height"] <= 844


def test_no_request_leaves_the_machine(visit: Callable[..., Visit]) -> None:
    """Page, fonts, scripts, a question and its answer: every request goes to the app itself."""
    for size in (DESK, PHONE):
        tab = visit(size)
        tab.ask("插花地块每宗最多几亩？")
        tab.page.locator("#yj-chat .bot a.cite").first.click()
        assert tab.hosts == {tab.page.url.split("/")[2]}
        assert tab.errors == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_stands_under_the_clause(visit: Callable[..., Visit], size: dict[str, int]) -> None:
    """Opened, a card fetches the page, a click enlarges it; where it cannot be shown the card says why."""
    tab = visit(size)
    tab.ask("原件在哪一页？")
    fetched: list[str] = []
    tab.page.on("request", lambda request: fetched.append(request.url))
    links = tab.page.locator("#yj-chat .bot p > a.cite")
    links.nth(0).click()
    image = tab.card.locator(".yj-view img")
    image.wait_for()
    assert image.evaluate("image => image.naturalWidth") == 595
    box = tab.page.locator("#yj-panel").bounding_box()
    before = image.bounding_box()
    assert before["x"] >= box["x"]
    assert before["x"] + before["width"] <= box["x"] + box["width"]
    tab.card.locator(".yj-sheet-view").click()
    assert image.bounding_box()["width"] > 1.9 * before["width"]
    assert not any("/page/00112233445566aa" in url for url in fetched)
    tab.card.locator(".yj-nav a.cite").nth(1).click()
    tab.card.locator(".yj-view.none").wait_for()
    assert "没有编号为" in tab.card.locator(".yj-view").inner_text()
    assert tab.page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
    assert tab.errors == []
    assert tab.hosts == {tab.page.url.split("/")[2]}


def test_a_fault_is_settled_on_the_page(visit: Callable[..., Visit], tmp_path: Path) -> None:
    """文档库: no decision without a name; then accept, take back, put in another value, or say it is none."""
    (tmp_path / "存疑办法.txt").write_text("示范市存疑办法\n实现凤凰涅?，再次涅?。", encoding="utf-8")
    tab = visit()
    tab.page.get_by_role("tab", name="文档库").click()
    tab.page.locator("input[type=file]").first.set_input_files(tmp_path / "存疑办法.txt")
    tab.page.get_by_role("link", name="示范市存疑办法").click()
    faults = tab.page.locator("#yj-doc .yj-faults > li")
    faults.first.wait_for()
    faults.first.get_by_role("button", name="采纳").click()
    tab.page.locator("#yj-doc input.yj-by.wanted").wait_for()
    tab.page.locator("#yj-doc .yj-by").fill("张三<b>")
    faults.first.get_by_role("button", name="采纳").click()
    tab.page.get_by_text("1 处待定，1 处已处理").wait_for()
    assert "已由 张三<b> 于" in faults.nth(1).inner_text()
    faults.nth(1).get_by_role("button", name="撤回").click()
    tab.page.get_by_text("2 处待定，0 处已处理").wait_for()
    faults.first.locator(".yj-value").fill("磐")
    faults.first.get_by_role("button", name="改为").click()
    tab.page.get_by_text("校正为“磐”").wait_for()
    faults.first.get_by_role("button", name="不是错误").click()
    tab.page.get_by_text("0 处待定，2 处已处理").wait_for()
    assert tab.errors == []


def test_documents_are_added_shown_and_removed(visit: Callable[..., Visit], tmp_path: Path) -> None:
    """文档库: upload one good and one bad file, open a document with its doubts, remove it again."""
    (tmp_path / "新办法.txt").write_text("示范市新办法\n实现凤凰涅?。", encoding="utf-8")
    (tmp_path / "加密.txt").write_text("坏", encoding="utf-8")
    tab = visit()
    tab.page.get_by_role("tab", name="文档库").click()
    tab.page.locator(".yj-table").wait_for()
    rows = tab.page.locator(".yj-table tbody tr")
    # The list is drawn anew when the tab opens: count it once it stands.
    rows.first.wait_for()
    tab.page.wait_for_timeout(300)
    before = rows.count()
    tab.page.locator("input[type=file]").first.set_input_files(
        [tmp_path / "新办法.txt", tmp_path / "加密.txt"]
    )
    tab.page.wait_for_function("() => document.querySelectorAll('.yj-outcomes li .yj-badge').length === 2")
    results = tab.page.locator(".yj-outcomes").inner_text()
    assert "已读入" in results
    assert "需要密码" in results
    tab.page.wait_for_function(
        "n => document.querySelectorAll('.yj-table tbody tr').length === n", arg=before + 1
    )
    tab.page.get_by_role("link", name="示范市新办法").click()
    tab.page.locator("#yj-doc .yj-faults").wait_for()
    assert "拟作“槃”" in tab.page.locator("#yj-doc").inner_text()
    tab.page.locator("#yj-remove").click()
    tab.page.locator("#yj-confirm").click()
    tab.page.get_by_text("已移除《示范市新办法》").wait_for()
    tab.page.wait_for_function(
        "n => document.querySelectorAll('.yj-table tbody tr').length === n", arg=before
    )
    assert tab.errors == []
    assert tab.hosts == {tab.page.url.split("/")[2]}
