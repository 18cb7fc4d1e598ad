"""Reports of checks and answers as Markdown and DOCX."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Region
from kb import cli
from kb.finding import Check
from kb.report_check import check_report
from kb.report_file import answer_bytes, check_bytes, save_check
from kb.report_markdown import escaped, markdown
from kb.report_page import Grid, Paragraph, Quote, Report
from kb.result import Answer
from tests.kb.checkshelf import DAY, CheckShelf, least, when

markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py renders the reports here")
HOME = Region("330800", ("浙江省", "衢州市"))
TEXT = "衢州市新建食品加工项目，用地40亩，固定资产投资4000万元，总建筑面积3万平方米。"


@pytest.fixture
def found() -> Check:
    """A check that fails one demand, passes another by an exception, and lacks a third fact."""
    shelf = CheckShelf()
    shelf.add(
        least("容积率", 1.5, id="d#1"),
        least("容积率", 1.0, id="d#2", conditions=when("industry", "食品加工"), overrides=("d#1",)),
        least("投资强度", 200, "万元/亩"),
        least("亩均税收", 15, "万元/亩"),
        region=HOME,
        number="衢政办〔2025〕7号",
        issuer="衢州市人民政府办公室",
        issued=date(2025, 1, 2),
        expires=date(2027, 12, 31),
    )
    return shelf.check(TEXT)


def _text(data: bytes) -> str:
    """All that a DOCX says, tables in their place."""
    document = docx.Document(io.BytesIO(data))
    lines = []
    for element in document.iter_inner_content():
        if isinstance(element, docx.table.Table):
            lines += ["\t".join(cell.text for cell in row.cells) for row in element.rows]
        else:
            lines.append(element.text)
    return "\n".join(lines)


@pytest.fixture(params=["md", "docx"])
def told(request: pytest.FixtureRequest, found: Check) -> str:
    """The report of the check in one of the formats, as plain text."""
    data = check_bytes(found, request.param, "甲项目")
    return data.decode().replace("\\", "") if request.param == "md" else _text(data)


def test_it_says_that_it_is_no_decision(told: str) -> None:
    """Whoever opens the report is told first and last that it is a pre-check."""
    assert told.count("本报告为预审结果，不是审批决定。") == 2
    assert "项目预审报告：甲项目" in told


def test_the_verdict_and_its_reasons(told: str) -> None:
    """Verdict, day and place, and of each demand both sides and the working."""
    assert "不符合：" in told
    assert f"核对日期：{DAY.isoformat()}" in told
    assert "浙江省衢州市" in told
    assert "不低于 200万元/亩" in told
    assert "固定资产投资 4000万元 ÷ 用地面积 40亩 ＝ 100万元/亩" in told


def test_facts_stand_with_the_words_they_were_read_from(told: str) -> None:
    """Each fact is quoted; what was worked out shows how."""
    assert "“40亩”" in told
    assert "“4000万元”" in told


def test_every_clause_is_quoted_with_what_a_reader_needs(told: str) -> None:
    """Title, number, issuer, dates and validity on the day stand over the clause's own words."""
    for part in ("《某市工业项目准入办法》", "衢政办〔2025〕7号", "衢州市人民政府办公室", "2025-01-02 印发"):
        assert part in told
    assert "有效期至 2027-12-31" in told
    assert f"在 {DAY.isoformat()}：有效" in told
    assert "投资强度>=200万元/亩" in told


def test_exceptions_are_explained_and_questions_asked(told: str) -> None:
    """What an exception took the place of is told, and what is still missing."""
    assert "例外与替代" in told
    assert "代替" in told
    assert "还需要补充" in told
    assert "税收" in told[told.index("还需要补充") :]


def test_a_suspected_misprint_stands_under_its_clause(found: Check) -> None:
    """A doubt about the printed text is told where the text is quoted."""
    finding = found.findings[0]
    doubted = replace(finding, citation=replace(finding.citation, faults=("原文作“２００”，疑有缺字",)))
    report = check_report(replace(found, findings=(doubted,)))
    (quote,) = [block for block in report.blocks if isinstance(block, Quote)]
    assert quote.notes == ("原文存疑：原文作“２００”，疑有缺字",)


def test_the_same_clause_is_quoted_once(found: Check) -> None:
    """Two findings of one clause share its number."""
    twice = replace(found, findings=(found.findings[0], found.findings[0]))
    quotes = [block for block in check_report(twice).blocks if isinstance(block, Quote)]
    assert len(quotes) == 1


def _page(text: str) -> str:
    """Markdown as a viewer shows it, with tables and struck-out text."""
    return str(markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


@given(st.text(max_size=80))
def test_no_text_becomes_markup(text: str) -> None:
    """Whatever a description or a document says shows as text: no HTML, link, list, heading or table."""
    page = _page(f"{escaped(text)}\n")
    inner = page.removeprefix("<p>").removesuffix("</p>\n")
    assert "<" not in inner


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "[点我](http://a.example)", "![图](x.png)", "# 标题", "- 项", "12. 项", "12) 项", "> 引",
        "| a | b |", "&lt;b&gt;", "http://a.example", "www.a.example", "a@b.example", "***", "---", "===", "`码`", "~~删~~",
        "\u202eabc", "+ 项", "\x00\x07",
    ],
)  # fmt: skip
def test_hostile_text_shows_as_it_stands(text: str) -> None:
    """Marks, addresses and control characters of others have no effect in the report."""
    report = Report("甲", (Paragraph(text), Grid(("列",), ((text,),), (1.0,)), Quote(text, text, (text,))))
    written = markdown(report)
    assert not any(address in written for address in ("http://", "www.", "a@b"))  # which some viewers link
    page = _page(written)
    for tag in ("<script", "<a ", "<img", "<ul", "<ol", "<h2", "<hr", "<code", "<s>"):
        assert tag not in page
    assert "\u202e" not in page


def test_docx_takes_any_characters() -> None:
    """Control characters that XML cannot hold do not break the file."""
    report = Report("甲\x00", (Paragraph("乙\x07丙\ud800"), Grid(("列",), (("丁\x1f",),), (1.0,))))
    from kb.report_docx import docx as written

    text = _text(written(report))
    assert "乙\ufffd丙\ufffd" in text
    assert "丁\ufffd" in text


def test_answers_are_kept_with_their_clauses(found: Check) -> None:
    """A conversation becomes a record: question, answer, and the clause under the number that the answer names."""
    cited = found.findings[0].citation
    answer = Answer(
        "投资强度要多少？", DAY, "answered", "不低于200万元/亩。[1]", citations=(replace(cited, n=1),)
    )
    for data in (
        answer_bytes([answer, answer], "md").decode().replace("\\", ""),
        _text(answer_bytes([answer], "docx")),
    ):
        assert "问：投资强度要多少？" in data
        assert "不低于200万元/亩。[1]" in data
        assert "[1] 《某市工业项目准入办法》" in data
        assert cited.quote in data


def test_only_the_two_formats_are_written(found: Check, tmp_path: Path) -> None:
    """A suffix that is neither is refused, and nothing written."""
    with pytest.raises(ValueError, match=r"\.docx or \.md"):
        save_check(found, tmp_path / "报告.pdf")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("use_embedder")
def test_the_command_writes_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`youju check --report` in both formats; another suffix is wrong usage."""
    for name in list(os.environ):
        if name.upper().startswith("YOUJU_"):
            monkeypatch.delenv(name)
    text, project = tmp_path / "办法.txt", tmp_path / "项目.txt"
    text.write_text("某市工业项目准入办法\n\n第一条 新建工业项目容积率不得低于1.3。\n", "utf-8")
    project.write_text("新建工业项目，容积率1.1。", "utf-8")
    kb = ["--kb", str(tmp_path / "kb")]
    assert cli.main([*kb, "add", str(text)]) == 0
    for name in ("报告.md", "报告.docx"):
        assert cli.main([*kb, "check", str(project), "--report", str(tmp_path / name)]) == 0
        data = (tmp_path / name).read_bytes()
        assert "不符合" in (data.decode() if name.endswith(".md") else _text(data))
    assert cli.main([*kb, "check", str(project), "--report", str(tmp_path / "报告.pdf")]) == 2
    assert "请以 .docx 或 .md 结尾" in capsys.readouterr().err
