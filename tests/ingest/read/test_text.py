"""Plain text and its encodings."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import EncodingUnknown
from ingest.read import read_bytes
from ingest.read.decode import decode
from ingest.read.text import split_lines

SIMPLIFIED = "园区内零星地块的亩均税收不低于24万元，由属地政府收回；逾期未建的，按照合同处置。"
TRADITIONAL = "園區內零星地塊的畝均稅收不低於二十四萬元，由屬地政府收回；逾期未建的，按照合同處置。"
CHARS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)


@pytest.mark.parametrize(
    ("encoding", "bom", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
        ("gbk", b"", "gb18030"),
        ("gb18030", b"", "gb18030"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32", b"", "utf-32"),
    ],
)
def test_encodings(encoding: str, bom: bytes, named: str) -> None:
    """Every encoding of Chinese offices gives the same characters, its mark taken off."""
    reading = read_bytes("a.txt", bom + SIMPLIFIED.encode(encoding))
    assert [line.text for line in reading.lines] == [SIMPLIFIED]
    assert reading.encoding == named
    assert reading.warnings == ()


def test_big5() -> None:
    """Traditional text in Big5 is told from GBK by how common its characters are."""
    reading = read_bytes("a.txt", TRADITIONAL.encode("big5"))
    assert reading.raw == TRADITIONAL
    assert reading.encoding == "big5"


@pytest.mark.parametrize("text", ["亩均", "三亩地", "不低于70％，由县里处置。", "附件：", "2023年3月"])
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_short_files(text: str, encoding: str) -> None:
    """A few characters are enough to tell GBK and UTF-8 apart."""
    assert decode("a", text.encode(encoding)).text == text


@settings(deadline=None)
@given(CHARS)
def test_utf8_comes_back_to_the_letter(text: str) -> None:
    """Whatever is valid UTF-8 is read as UTF-8: no other reading of the same bytes is preferred."""
    assert decode("a", codecs.BOM_UTF8 + text.encode()).text.removeprefix("\ufeff") == text.removeprefix(
        "\ufeff"
    )


@settings(deadline=None)
@given(CHARS)
def test_gb18030_declared_comes_back(text: str) -> None:
    """What a page declares is believed where its bytes agree; gb2312 stands for GB18030."""
    assert decode("a", text.encode("gb18030"), "gb2312").text == text


def test_a_wrong_declaration_is_overruled() -> None:
    """A page that says utf-8 and is GBK is read as GBK, and an unknown charset does no harm."""
    assert decode("a", SIMPLIFIED.encode("gbk"), "utf-8").text == SIMPLIFIED
    assert decode("a", SIMPLIFIED.encode("gbk"), "x-nonsense").text == SIMPLIFIED
    assert decode("a", SIMPLIFIED.encode(), "base64").text == SIMPLIFIED


def test_few_bad_bytes_are_reported() -> None:
    """A file with a few broken bytes is read, each shown as U+FFFD, and the reading says how many."""
    data = (SIMPLIFIED * 20).encode() + b"\xff\xfe" + SIMPLIFIED.encode()
    reading = read_bytes("a.txt", data)
    assert reading.raw.count("\ufffd") == 2
    assert "有2处字节" in reading.warnings[0]


def test_noise_has_no_encoding() -> None:
    """Bytes that fit no encoding are refused rather than shown as nonsense."""
    data = bytes((i * 89 + i // 7 * 31) % 128 + 128 for i in range(4000))
    with pytest.raises(EncodingUnknown):
        read_bytes("a.txt", data)


def test_every_physical_line_is_a_line() -> None:
    """Empty lines are kept, a form feed parts lines, and no text is changed."""
    reading = read_bytes("a.txt", "　第一条 甲\r\n\r\n乙  丙\r丁\f第二页\n".encode())
    assert [line.text for line in reading.lines] == ["　第一条 甲", "", "乙  丙", "丁", "第二页"]
    assert all(line.page is None and not line.whole for line in reading.lines)
    assert reading.pages == ()


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\f\v\x85\u2028\u2029\ufeff"))))
def test_split_lines_is_the_inverse_of_joining(lines: list[str]) -> None:
    """Lines that were joined by line ends come apart at the same places."""
    assert split_lines("".join(f"{line}\n" for line in lines)) == lines


def test_control_characters_are_kept_and_reported() -> None:
    """A control character is neither dropped nor passed over in silence."""
    reading = read_bytes("a.txt", "甲\x01乙\x1f丙的办法规定".encode())
    assert reading.raw == "甲\x01乙\x1f丙的办法规定"
    assert "2个不可见的控制字符" in reading.warnings[0]


@pytest.mark.parametrize("text", ["Le café coûte 3 €" * 10, "Übergrößenträger äöü "])
def test_western_bytes_are_not_read_as_chinese(text: str) -> None:
    """Text in an encoding that is not read here is refused, not turned into Chinese that nobody wrote."""
    with pytest.raises(EncodingUnknown):
        decode("a.txt", text.encode("cp1252"))
