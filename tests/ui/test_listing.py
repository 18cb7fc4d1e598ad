"""The list of documents and one document in full say what the catalog holds, as text."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

from ingest.document import Metadata
from kb.correction import Correction, Place, suspects
from kb.intake import Outcome
from tests.ui.fake_library import HOSTILE, document, entry
from tests.ui.test_cite import Page
from ui.listing import ROWS_SHOWN, detail_html, list_html, outcomes_html

TODAY = date(2025, 6, 30)
TEXT = "示范省人民政府关于节约使用工业用地的若干意见\n实现凤凰涅?。\n每宗不超过5亩。"


def test_each_document_stands_in_the_list() -> None:
    """Title, number, issuer, dates, validity and how many places are in doubt."""
    text = Page(list_html([entry(document(TEXT))], TODAY)).text
    for fact in (
        "共 1 份文档，3 条条款",
        "示范省人民政府关于节约使用工业用地的若干意见",
        "示政发〔2023〕7号",
        "印发 2023-03-01",
        "至 2028-03-31",
        "有效",
        "存疑 1",
    ):
        assert fact in text


def test_validity_is_that_of_the_day() -> None:
    """After its last day a document is listed as run out."""
    assert "已期满" in Page(list_html([entry(document(TEXT))], date(2030, 1, 1))).text


def test_the_filter_wants_every_word() -> None:
    """Title, number and issuer count; case does not."""
    entries = [entry(document(TEXT)), entry(document("乙", "B.TXT"), metadata=Metadata("乙市办法"))]
    assert "乙市办法" not in list_html(entries, TODAY, "示政发 意见")
    assert "符合筛选的 1 份" in list_html(entries, TODAY, "b.txt")
    assert "没有符合筛选的文档" in list_html(entries, TODAY, "示政发 乙市")


def test_an_empty_library_says_what_to_do() -> None:
    """The first thing a new user needs is the button's name."""
    assert "添加文件" in list_html([], TODAY)


def test_a_long_list_is_cut_and_says_so() -> None:
    """Thousands of documents do not make a page that cannot be drawn."""
    entries = [entry(document(TEXT), id=f"{number:016x}") for number in range(ROWS_SHOWN + 7)]
    markup = list_html(entries, TODAY)
    assert markup.count("<tr") == ROWS_SHOWN + 1
    assert "另有 7 份" in markup


def test_a_document_shows_its_faults_in_place() -> None:
    """What was read is marked in its surroundings, with what is proposed and why."""
    made = document(TEXT)
    page = Page(detail_html(entry(made), made, TODAY, {}, suspects(made, lambda _: None)))
    assert page.marked == "?"
    assert "实现凤凰涅?。" in page.text
    assert "拟作“槃”" in page.text
    assert "缺一字" in page.text


def test_what_was_decided_stands_beside_the_fault() -> None:
    """Who decided what and when, and a way back; an open fault offers to accept, correct or dismiss."""
    made = document(TEXT)
    when = datetime(2026, 11, 22, 12, tzinfo=UTC)
    closed = suspects(made, lambda place: Correction(place, "dismiss", None, "张三", when))
    text = Page(detail_html(entry(made), made, TODAY, {}, closed)).text
    assert "0 处待定，1 处已处理" in text
    assert "已由 张三 于 2026-11-22 确认无误" in text
    assert "撤回" in text
    text = Page(detail_html(entry(made), made, TODAY, {}, suspects(made, lambda _: None), "李四")).text
    for part in ("1 处待定", "采纳“槃”", "改为所填文字", "不是错误", "校正人：李四"):
        assert part in text


def test_a_document_shows_its_clauses() -> None:
    """The tree as it was read, label and words."""
    made = document(TEXT)
    page = Page(detail_html(entry(made), made, TODAY, {}))
    assert "第3段 每宗不超过5亩。" in page.text


def test_a_restatement_names_its_original() -> None:
    """And a repealed document what repealed it, from which day."""
    made = document(TEXT)
    stood_in = entry(made, shadowed_by="a", repealed_by="b", repealed_from=date(2024, 5, 1))
    text = Page(detail_html(stood_in, made, TODAY, {"a": "原文件", "b": "新办法"})).text
    assert "《原文件》" in text
    assert "自2024年5月1日起被《新办法》废止" in text


def test_outcomes_name_each_file() -> None:
    """Read, already there, or failed with the reason; the one at work last."""
    page = Page(
        outcomes_html(
            [
                Outcome("甲.docx", "read", (("1", "甲办法"),), warnings=("第2页没有文字",)),
                Outcome("乙.pdf", "failed", reason="“乙.pdf”需要密码；请去掉密码后再添加"),
            ],
            "丙.txt",
        )
    )
    for part in (
        "已读入甲.docx 《甲办法》",
        "第2页没有文字",
        "没有读入乙.pdf",
        "请去掉密码",
        "正在读取 丙.txt",
    ):
        assert part in page.text


def test_an_upload_ends_with_its_sums() -> None:
    """How many were read, were there already, and failed; nothing of the kind while one is being read."""
    outcomes = [
        Outcome("甲.ofd", "read", (("1", "甲办法"),)),
        Outcome("乙.xlsx", "skipped", (("2", "乙办法"),)),
        Outcome("丙.png", "failed", reason="没有文字"),
    ]
    assert "共 3 个文件：已读入 1 个，已在库中 1 个，没有读入 1 个" in Page(outcomes_html(outcomes)).text
    assert "共 3 个" not in Page(outcomes_html(outcomes, "丁.pdf（第2页，共9页）")).text
    assert "丁.pdf（第2页，共9页）" in Page(outcomes_html(outcomes, "丁.pdf（第2页，共9页）")).text


def test_hostile_documents_are_only_text() -> None:
    """Titles, file names, faults, warnings and clauses full of markup come out as characters."""
    made = document(HOSTILE + "?", name=HOSTILE, warnings=(HOSTILE,))
    evil = entry(
        made,
        metadata=dataclasses.replace(made.metadata, number=HOSTILE, issuer=HOSTILE, recipients=HOSTILE),
        shadowed_by="x",
    )

    def evil_decision(place: Place) -> Correction:
        return Correction(place, "correct", HOSTILE, HOSTILE, datetime(2026, 11, 22, tzinfo=UTC))

    for markup in (
        list_html([evil], TODAY),
        list_html([], TODAY, HOSTILE),
        detail_html(evil, made, TODAY, {"x": HOSTILE}, suspects(made, evil_decision), HOSTILE),
        detail_html(evil, made, TODAY, {"x": HOSTILE}, suspects(made, lambda _: None)),
        outcomes_html([Outcome(HOSTILE, "failed", reason=HOSTILE, warnings=(HOSTILE,))], HOSTILE),
    ):
        page = Page(markup)
        assert not page.tags & {"img", "script"}
        assert page.attributes <= {
            "class", "href", "type", "maxlength", "placeholder", "aria-label", "data-fault", "data-decision",
        }  # fmt: skip
        assert all(address.startswith("#doc-") for address in page.addresses)
