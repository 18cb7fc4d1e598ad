"""The shared samples, where they are at hand: every digital format gives the same characters."""

from __future__ import annotations

import difflib
import re
import unicodedata
from pathlib import Path

import pytest

from ingest.pipeline import read_documents
from ingest.read import read
from tests.ingest.read.scans import need_ocr

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"


def sample(name: str) -> Path:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("the shared samples are not at hand")
    return path


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def plain(text: str) -> str:
    """Without white space and the widths of letters and digits, which a document's text makes one."""
    return bare(unicodedata.normalize("NFKC", text))


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


def error_rate(truth: str, found: str) -> float:
    """Characters of the truth that are wrong or missing, and such as are added within it, as a share.

    What stands before and after the truth (a header, an imprint) is not counted.
    """
    edits = [edit for edit in _edits(truth, found) if edit[0] != "equal"]
    inner = [edit for edit in edits if edit[0] != "insert" or 0 < edit[1] < len(truth)]
    return sum(max(b - a, d - c) for _, a, b, c, d in inner) / len(truth)


def _edits(truth: str, found: str) -> list[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, truth, found, autojunk=False).get_opcodes()


@pytest.mark.parametrize("name", ["002.docx", "002.ofd", "002_cidfont.pdf", "004_weasy.pdf", "004_utf8.txt"])
def test_digital_formats_give_the_truth_in_its_order(name: str) -> None:
    """At most 0.002 of the characters of a digital file's documents differ from the truth."""
    truth = plain(sample(f"{name[:3]}_clean.txt").read_text(encoding="utf-8"))
    found = plain("".join(document.text for document in read_documents(sample(name))))
    assert error_rate(truth, found) <= 0.002


def test_a_scanned_page() -> None:
    """At most 0.003 of the characters of a page scanned at 200 dpi are misread."""
    need_ocr()
    truth = plain(sample("002_clean.txt").read_text(encoding="utf-8"))
    found = plain("".join(document.text for document in read_documents(sample("002_scan_p1.jpg"))))
    # The first page holds the beginning of the truth, up to where its last matching stretch ends.
    matches = difflib.SequenceMatcher(None, truth, found, autojunk=False).get_matching_blocks()
    end = max(match.a + match.size for match in matches if match.size >= 8)
    assert end > 0.5 * len(found)
    assert error_rate(truth[:end], found) <= 0.003
