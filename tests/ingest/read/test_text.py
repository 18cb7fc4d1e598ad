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


FOREIGN = {
    "euc_kr": "정부는 국민의 안전과 재산을 보호하기 위하여 필요한 조치를 취하여야 한다. 누구든지 차별을 받지 아니한다.",
    "shift_jis": "市町村長は、工業用地の利用状況について毎年調査を行い、その結果を公表しなければならない。",
    "euc_jp": "市町村長は、工業用地の利用状況について毎年調査を行い、その結果を公表しなければならない。",
}
PROSE = "各区人民政府应当在每年九月底前完成零星工业地块的清查，逐宗建立台账，并报市自然资源和规划局备案。"


@pytest.mark.parametrize("encoding", FOREIGN)
def test_neighbours_of_chinese_are_not_read_as_chinese(encoding: str) -> None:
    """Korean and Japanese bytes are sound GB18030 too; they are read as what they are."""
    found = decode("a.txt", FOREIGN[encoding].encode(encoding))
    assert found.text == FOREIGN[encoding]


def test_characters_that_nobody_uses_raise_a_doubt() -> None:
    """Text that decodes without a fault into rare characters is given with a warning."""
    rare = "".join(chr(code) for code in range(0x9F50, 0x9F9C)).encode("gb18030")
    reading = read_bytes("a.txt", ("第一条 " * 3).encode("gb18030") + rare)
    assert any("编码可能判断有误" in warning for warning in reading.warnings)
    assert not read_bytes("a.txt", PROSE.encode("gbk")).warnings


def test_a_wrong_label_does_not_win() -> None:
    """UTF-8 under the label gbk, GBK under latin-1 or big5, Big5 under gbk: the bytes decide."""
    traditional = "各縣市政府應於每年九月底前完成零星工業用地之清查，並逐宗建立清冊。"
    for text, encoding, label in (
        (PROSE, "utf-8", "gbk"), (PROSE, "utf-8", "iso-8859-1"), (PROSE, "gbk", "iso-8859-1"),
        (PROSE, "gbk", "windows-1252"), (PROSE, "gbk", "big5"), (traditional, "big5", "gb2312"),
        (PROSE, "gbk", "utf-8"), (PROSE, "gbk", "gb2312"), (PROSE, "gbk", "no-such-thing"),
    ):  # fmt: skip
        assert decode("a.html", text.encode(encoding), label).text == text


def test_two_encodings_in_one_file() -> None:
    """A file put together from UTF-8 and GBK pieces is read line by line, and the reading says so."""
    data = f"{PROSE}\n".encode() + f"{PROSE}\n".encode("gbk") + b"abc\n"
    reading = read_bytes("a.txt", data)
    assert [line.text for line in reading.lines] == [PROSE, PROSE, "abc"]
    assert reading.encoding == "utf-8+gb18030"
    assert any("两种编码" in warning for warning in reading.warnings)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding: str) -> None:
    """UTF-16 is known by what it says, with or without ASCII in it."""
    for text in (PROSE, f"第1条 {PROSE}\r\n{PROSE}"):
        assert decode("a.txt", text.encode(encoding)).text == text


def test_stray_zero_bytes_are_said() -> None:
    """NUL characters in a text neither hide it nor end it."""
    reading = read_bytes("a.txt", f"{PROSE}\0\n{PROSE}".encode())
    assert reading.raw.replace("\0", "") == f"{PROSE}\n{PROSE}"
    assert any("控制字符" in warning for warning in reading.warnings)
