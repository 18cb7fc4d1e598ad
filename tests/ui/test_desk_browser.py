"""项目预审, 批量预审 and 规则, walked in a real browser over a real library of invented rules."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HOSTILE = "<img src=x onerror=\"document.title='hacked'\">"
PROJECT = (
    f"示范甲{HOSTILE}公司拟新建工业项目，用地面积50亩，固定资产投资1.5亿元，总建筑面积6万平方米，绿地率10%。"
)
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

Opened = Callable[..., Any]
Take = Callable[[Any, str], Path]


@pytest.fixture
def opened(browser: Any, rules_served: tuple[str, Any]) -> Iterator[Opened]:
    """Opens the app at a tab; afterwards no page may have failed, asked another host or grown too wide."""
    address = rules_served[0]
    contexts: list[tuple[Any, Any, list[str], int]] = []

    def start(tab: str, size: dict[str, int] = DESK) -> Any:
        context = browser.new_context(viewport=size, accept_downloads=True)
        page = context.new_page()
        page.set_default_timeout(20_000)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "request",
            lambda request: (
                problems.append(request.url)
                if request.url.startswith("http") and not request.url.startswith(address)
                else None
            ),
        )
        page.goto(address)
        page.locator("#yj-question textarea").wait_for()
        page.get_by_role("tab", name=tab, exact=True).click()
        contexts.append((context, page, problems, size["width"]))
        return page

    yield start
    for context, page, problems, width in contexts:
        assert problems == []
        assert "hacked" not in page.title()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        context.close()


def verdict(page: Any, word: str) -> None:
    """Wait for a verdict."""
    page.locator(".yj-verdict-word", has_text=word).wait_for()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_project_is_checked_corrected_and_settled(
    opened: Opened, downloaded: Take, size: dict[str, int]
) -> None:
    """A failure opens its clause; a corrected figure and an answered question lead the same check to 符合."""
    page = opened("项目预审", size)
    page.locator("#yj-project textarea").fill(PROJECT)
    page.locator("#yj-check-start").click()
    verdict(page, "不符合")
    failure = page.locator(".yj-findings tr.fail")
    assert "1.5亿元 ÷ 用地面积 50亩 ＝ 300万元/亩" in failure.inner_text()
    failure.locator("a.yj-opener").press("Enter")
    card = page.locator("#yj-check-panel .yj-card.open")
    assert "320万元/亩" in card.locator("mark").inner_text()
    if size is PHONE:
        page.keyboard.press("Escape")
    row = page.locator(".yj-facts tr[data-fact]").filter(has_text="固定资产投资").first
    row.locator(".yj-v").fill("1.8")
    row.locator(".yj-v").press("Enter")
    verdict(page, "待补充")
    assert "固定资产投资1.8亿元" in page.locator("#yj-project textarea").input_value()
    assert HOSTILE in page.locator("#yj-project textarea").input_value()
    page.get_by_label("研发投入占比").first.fill("4%")
    page.get_by_role("button", name="补充后重新核对").click()
    verdict(page, "符合")
    report = downloaded(page, "#yj-check-md").read_text(encoding="utf-8")
    assert "第三条" in report
    assert zipfile.ZipFile(downloaded(page, "#yj-check-docx")).testzip() is None


def test_a_file_is_read_and_what_cannot_be_is_told(opened: Opened, tmp_path: Path) -> None:
    """An uploaded description is checked; a broken file leaves a plain message and no old result."""
    (tmp_path / "项目.txt").write_text(PROJECT.replace("1.5亿元", "2亿元"), encoding="utf-8")
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 not a document")
    page = opened("项目预审")
    upload = page.locator("#yj-check input[type=file]")
    upload.set_input_files(tmp_path / "项目.txt")
    verdict(page, "待补充")
    upload.set_input_files(tmp_path / "坏.docx")
    page.locator("#yj-check-verdict .yj-notice.error").wait_for()
    assert "坏.docx" in page.locator("#yj-check-verdict").inner_text()
    assert page.locator(".yj-findings").count() == 0


def test_a_table_is_mapped_checked_and_taken_away(opened: Opened, downloaded: Take, tmp_path: Path) -> None:
    """Columns can be put right, a row that cannot be read stops no other, a row opens in 项目预审."""
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    book.active.append(
        ["项目名称", "用地面积（亩）", "总建筑面积（平方米）", "投入（万元）", "研发投入占比（%）"]
    )
    book.active.append([f"甲{HOSTILE}", 50, 60000, 20000, 4])
    book.active.append(["乙", 50, 60000, 15000, 4])
    book.active.append(["合计", 100, None, 35000, None])
    book.save(tmp_path / "项目表.xlsx")
    page = opened("批量预审")
    page.locator("#yj-batch input[type=file]").set_input_files(tmp_path / "项目表.xlsx")
    box = page.locator("#yj-batch-columns input[data-head='投入（万元）']")
    box.fill("没有这种指标[万元]")
    page.get_by_role("button", name="开始核对").click()
    page.locator("#yj-batch-progress .yj-notice.error").wait_for()
    box.fill("固定资产投资[万元]")
    page.get_by_role("button", name="开始核对").click()
    rows = page.locator(".yj-matrix tbody tr")
    rows.nth(1).wait_for()
    assert rows.count() == 2
    assert "300万元/亩" in rows.nth(1).inner_text()
    assert "合计" in page.locator("#yj-batch-columns .yj-notes").inner_text()
    sheets = openpyxl.load_workbook(downloaded(page, "#yj-batch-xlsx"))
    assert sheets["结论"].max_row == 3
    assert openpyxl.load_workbook(downloaded(page, "#yj-batch-template")).active.max_row > 1
    page.locator("#yj-batch-only input").click()
    page.get_by_role("option", name="不符合", exact=True).click()
    page.wait_for_function("() => document.querySelectorAll('.yj-matrix tbody tr').length === 1")
    page.get_by_role("link", name="乙").click()
    verdict(page, "不符合")
    assert "用地面积（亩）：50" in page.locator("#yj-project textarea").input_value()


@pytest.mark.parametrize(
    ("size", "metric", "bound", "better"),
    [(DESK, "绿地率", "15%", "16"), (PHONE, "研发投入占比", "3%", "3.5")],
    ids=["desk", "phone"],
)
def test_a_threshold_is_reviewed(
    opened: Opened, downloaded: Take, size: dict[str, int], metric: str, bound: str, better: str
) -> None:
    """No decision without a name; a correction shows in the table, the filter and the exported file."""
    page = opened("规则", size)
    page.locator("#yj-rules-doc input").click()
    page.get_by_role("option", name="示范市工业项目准入管理办法").click()
    row = page.locator(".yj-rules tbody tr").filter(has_text=metric)
    row.locator("a").click()
    panel = page.locator("#yj-rules-panel")
    assert bound in panel.locator(".yj-clause mark").inner_text()
    panel.get_by_role("button", name="确认", exact=True).click()
    panel.locator("input.yj-by.wanted").wait_for()
    panel.locator(".yj-by").fill(f"李四{HOSTILE}")
    panel.locator("summary").click()
    panel.locator("[data-field=value]").fill("三百")
    panel.get_by_role("button", name="按所填更正").click()
    panel.locator(".yj-notice.error").wait_for()
    panel.locator("summary").click()
    panel.locator("[data-field=value]").fill(better)
    panel.get_by_role("button", name="按所填更正").click()
    panel.locator(".yj-past li").first.wait_for()
    assert f"李四{HOSTILE}" in panel.locator(".yj-past").inner_text()
    if size is PHONE:
        page.keyboard.press("Escape")
    assert better in row.inner_text()
    page.locator("#yj-rules-state input").click()
    page.get_by_role("option", name="更正").click()
    page.wait_for_function("() => !document.querySelector('.yj-rules')?.innerText.includes('自动')")
    assert f"value: {better}" in downloaded(page, "#yj-rules-export").read_text(encoding="utf-8")
