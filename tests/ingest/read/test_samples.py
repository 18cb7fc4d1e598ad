"""The shared samples, where they are at hand: every digital format gives the same characters."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest

from ingest.errors import NoTextLayer
from ingest.read import read

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"


def sample(name: str) -> Path:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("the shared samples are not at hand")
    return path


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "name",
    [
        "002.docx", "002_lo.pdf", "002_cidfont.pdf", "000_news3col.pdf", "004_weasy.pdf", "004_gov_utf8.html",
        "004_gov_gb18030.html", "004_utf8.txt", "004_utf8bom.txt", "004_utf16.txt", "004_gbk.txt", "004_gb18030.txt",
    ],
)  # fmt: skip
def test_no_character_of_the_truth_is_lost_or_changed(name: str) -> None:
    """What a sample adds (page numbers, a header, a table) aside, its text is the truth's."""
    truth = bare(sample(f"{name[:3]}_clean.txt").read_text(encoding="utf-8"))
    found = bare(read(sample(name)).raw)
    edits = difflib.SequenceMatcher(None, truth, found, autojunk=False).get_opcodes()
    assert [(truth[a:b], found[c:d]) for kind, a, b, c, d in edits if kind not in ("equal", "insert")] == []


def test_columns_drawn_row_by_row_keep_their_lines_apart() -> None:
    """No line of a page in columns runs across a gutter: each is part of the truth as it stands."""
    truth = bare(sample("000_clean.txt").read_text(encoding="utf-8"))
    lines = [bare(line.text) for line in read(sample("000_news3col_rowmajor.pdf")).lines]
    astray = [line for line in lines if line not in truth]
    # The masthead and an advertisement are not part of the truth.
    assert len(astray) < 0.03 * len(lines)


def test_short_and_traditional_files() -> None:
    """Sixteen characters of GBK and a sentence in Big5 are decoded."""
    assert read(sample("short_gbk.txt")).encoding == "gb18030"
    assert read(sample("004_big5.txt")).encoding == "big5"


def test_traps() -> None:
    """Automatic numbers show, the deleted figure does not, merged cells keep their place."""
    reading = read(sample("traps.docx"))
    markers = [line.text[:3] for line in reading.lines[:4]]
    assert markers == ["第一条", "第二条", "（一）", "（二）"]
    assert "1％以上" not in reading.raw
    assert {line.cell.column_span for line in reading.lines if line.cell} == {1, 2}


def test_page_labels() -> None:
    """A government page states its number, issuer and date."""
    stated = read(sample("004_gov_utf8.html")).stated
    assert {"索引号", "文号", "发文机关", "成文日期", "title"} <= stated.keys()


@pytest.mark.parametrize("name", ["002_scan.pdf", "002_scan_lowdpi.pdf", "000_news3col_scan.pdf"])
def test_scans(name: str) -> None:
    """A scan is told from a text."""
    with pytest.raises(NoTextLayer):
        read(sample(name))
