from __future__ import annotations

import pytest

from ingest.assemble import items
from ingest.document import Document, Line, Reading
from ingest.pipeline import document

HEAD = Line("乙市用地办法", page=1, box=(200.0, 40.0, 320.0, 60.0), confidence=0.99)


def _read(text: str, doubts: tuple[tuple[int, str], ...] = (), confidence: float | None = 0.99) -> Document:
    line = Line(text, page=1, box=(60.0, 90.0, 500.0, 110.0), confidence=confidence, doubts=doubts)
    reading = Reading("a.png", "image", "0" * 64, (HEAD, line))
    return document(reading, items(reading)[0])


def _faults(document: Document) -> list[tuple[str, str, str | None]]:
    return [(fault.kind, fault.read, fault.proposed) for fault in document.faults]


@pytest.mark.parametrize(
    ("text", "doubts", "read", "proposed"),
    [
        ("单宗用地面积不超过35亩的应当集中。", ((9, "8"),), "35", "85"),
        ("单宗用地面积不超过35亩的应当集中。", ((10, ""),), "35", None),
        ("单宗用地面积不超过三十亩的应当集中。", ((9, "二"),), "三十", "二十"),
        ("本办法自2031年5月1日起施行。", ((11, "7"),), "1", "7"),
        ("依据乙政发〔2031〕17号文件执行。", ((12, "1"),), "17", "11"),
    ],
)
def test_a_doubtful_number_is_reported(
    text: str, doubts: tuple[tuple[int, str], ...], read: str, proposed: str | None
) -> None:
    """A number with a character that OCR was unsure of is a suspected fault; the text keeps what was read."""
    found = _read(text, doubts)
    assert text in found.text
    assert _faults(found) == [("识别置信度低", read, proposed)]
    (fault,) = found.faults
    assert fault.span.of(found.text) == read


def test_doubts_elsewhere_are_no_faults() -> None:
    """A doubtful character that is in no number is left to the confidence of its line."""
    assert _faults(_read("单宗用地面积不超过35亩的应当集中。", ((0, "草"),))) == []


def test_a_line_hard_to_read_makes_its_numbers_doubtful() -> None:
    """On a line of low confidence every number is to be checked."""
    assert _faults(_read("用地35亩，投资6000万元。", confidence=0.6)) == [
        ("识别置信度低", "35", None),
        ("识别置信度低", "6000", None),
    ]


@pytest.mark.parametrize(
    ("text", "read", "proposed"), [("用地3O亩以上。", "3O", "30"), ("占比l5%以上。", "l5", "15")]
)
def test_letters_among_digits(text: str, read: str, proposed: str) -> None:
    """A letter in a measured number is reported with the digit that it looks like, never exchanged."""
    found = _read(text)
    assert read in found.text
    assert _faults(found) == [("识别置信度低", read, proposed)]


@pytest.mark.parametrize("text", ["推广5G网络和3D打印。", "按照A4纸张的2B级标准。", "参照ISO9001执行。"])
def test_honest_letters(text: str) -> None:
    """Names that mix letters and digits are no misread numbers."""
    assert _faults(_read(text)) == []


def test_digital_text_has_no_doubts() -> None:
    """Where nothing was recognised nothing is doubted."""
    line = Line("用地3O亩以上。", page=1)
    reading = Reading("a.txt", "txt", "0" * 64, (Line("乙市用地办法"), line))
    assert [f.kind for f in document(reading, items(reading)[0]).faults] == []
