"""What the new tabs show is escaped, whole and plain; a description is never taken for a path."""

from __future__ import annotations

import dataclasses
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb.batch import check_table
from kb.batch_table import read_table
from kb.cite import cite
from kb.errors import QuestionRefused
from kb.finding import Check
from tests.ui.fake_library import HOSTILE
from ui.batchview import ROWS_SHOWN, batch_html, columns_html
from ui.checkview import result_html, side, verdict_html
from ui.precheck import Case, _again, _checked
from ui.rulesview import rule_html, table_html
from ui.template import template

if TYPE_CHECKING:
    from kb.library import Library

PROJECT = f"示范{HOSTILE}公司新建工业项目，用地面积50亩，固定资产投资1.5亿元，总建筑面积6万平方米。"
DANGEROUS = {"img", "script", "iframe", "style", "link", "object"}


class Tame(HTMLParser):
    """Fails on markup that a document or a description could have brought in; collects the text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in DANGEROUS
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "href":
                assert (value or "").startswith("#")

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(check: Check) -> Check:
    """A check whose every text from outside is full of markup."""
    findings = tuple(
        dataclasses.replace(
            finding,
            reason=HOSTILE,
            rule=dataclasses.replace(finding.rule, metric=HOSTILE, subject=HOSTILE),
            citation=dataclasses.replace(
                finding.citation, title=HOSTILE, clause=HOSTILE, quote=HOSTILE, context=HOSTILE
            ),
        )
        for finding in check.findings
    )
    facts = tuple(dataclasses.replace(fact, metric=HOSTILE) for fact in check.facts)
    needs = tuple(dataclasses.replace(need, key=HOSTILE, question=HOSTILE) for need in check.questions)
    return dataclasses.replace(check, findings=findings, facts=facts, questions=needs, notes=(HOSTILE,))


def test_nothing_of_a_check_is_markup(rule_library: Library) -> None:
    """Titles, clauses, reasons, facts, questions and answers show their characters and run nothing."""
    check = hostile(rule_library.check(f"{PROJECT}\n"))
    assert check.findings
    assert check.questions
    shown = Tame(result_html(check, PROJECT, {HOSTILE: (HOSTILE, HOSTILE)}, "check")).text
    assert "<script>" in shown
    Tame(side(check, "check"))
    Tame(verdict_html(check))


def test_nothing_of_a_rule_is_markup(rule_library: Library) -> None:
    """A rule's words, its reviewers' and its clause's show their characters and run nothing."""
    rule = rule_library.rules()[0]
    document = rule_library.document(rule.document_id)
    quoted = cite(
        1, rule_library.documents()[0], document, document.clause(rule.clause_id), rule.span, date(2025, 1, 1)
    )
    evil = dataclasses.replace(rule, metric=HOSTILE, words=HOSTILE, subject=HOSTILE)
    assert "<script>" in Tame(table_html([evil], document)).text
    Tame(rule_html(evil, dataclasses.replace(quoted, title=HOSTILE, quote=HOSTILE), (), HOSTILE))


def test_empty_states_are_said(rule_library: Library) -> None:
    """A document without rules, a filter without rows, a text that is no project: each in words."""
    document = rule_library.document(rule_library.documents()[0].id)
    assert "没有读出" in table_html([], document)
    assert "没有这种状态" in table_html(rule_library.rules(), document, "驳回")
    check = rule_library.check("今天天气很好，适合散步。\n")
    assert "没有读出项目的情况" in verdict_html(check)
    assert "没有读出任何事实" in result_html(check, "今天天气很好，适合散步。", {}, "check")


def test_a_description_is_never_a_path(rule_library: Library, tmp_path: Path) -> None:
    """Somebody who types the name of a file on the server reads nothing of it."""
    secret = tmp_path / "机密.txt"
    secret.write_text(PROJECT, encoding="utf-8")
    case = _checked(rule_library, str(secret), "", "", {})
    assert not case.check.facts


def test_corrections_need_the_text_that_was_checked(rule_library: Library) -> None:
    """Where the description in the box is another one, corrections are refused and it stays."""
    from ui.amend import Amendment

    case = _checked(rule_library, PROJECT, "2025-06-30", "", {})
    assert isinstance(_again(rule_library, case, f" {PROJECT}\n", "", "", Amendment()), Case)
    with pytest.raises(QuestionRefused, match="开始预审"):
        _again(rule_library, case, f"{PROJECT}另有变化", "", "", Amendment())
    with pytest.raises(QuestionRefused, match="开始预审"):
        _again(rule_library, None, PROJECT, "", "", Amendment())


def test_a_batch_shows_verdicts_and_tells_what_it_leaves_out(rule_library: Library, tmp_path: Path) -> None:
    """The matrix is escaped and bounded, the template is read without a doubt about any column."""
    rows = "".join(f"项目{n}{HOSTILE.replace(',', '')},50,{60000 + n},20000\n" for n in range(ROWS_SHOWN + 5))
    table = tmp_path / "表.csv"
    table.write_text("项目名称,用地面积（亩）,总建筑面积（平方米）,固定资产投资（万元）\n" + rows, "utf-8")
    batch = check_table(rule_library, table)
    shown = Tame(batch_html(batch)).text
    assert "另有 5 个项目没有在这里列出" in shown
    assert "<script>" in shown
    assert "没有这种结论的项目" in batch_html(batch, "不适用")
    (tmp_path / "模板.xlsx").write_bytes(template())
    read = read_table(tmp_path / "模板.xlsx")
    assert len(read.rows) == 2
    assert not any(
        column.doubt or column.role == "unknown" for _, columns in read.columns for column in columns
    )
    Tame(columns_html(read))
