"""Archive and XML: hostile containers."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile

import pytest

from ingest.errors import FileEncrypted, FileUnreadable, LimitExceeded
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.read.archive import Archive
from ingest.read.xmlsafe import parse_html, parse_xml
from tests.ingest.read.make import package


def test_members_come_back() -> None:
    """What was packed is what is read."""
    archive = Archive("a", package({"x/甲.xml": "乙", "b": b"\0\1"}), DEFAULT_LIMITS)
    assert archive.names == ("x/甲.xml", "b")
    assert archive.read("x/甲.xml") == "乙".encode()
    assert "b" in archive
    with pytest.raises(FileUnreadable):
        archive.read("没有")


@pytest.mark.parametrize("name", ["../a", "x/../../a", "/etc/a", "C:\\a", "x\\..\\a", ".."])
def test_names_that_climb(name: str) -> None:
    """A member that would leave its folder makes the whole file suspect."""
    data = package({name: "1"})
    with pytest.raises(FileUnreadable, match="越出目录"):
        Archive("a", data, DEFAULT_LIMITS)


def test_a_bomb_is_measured_not_believed() -> None:
    """Bytes are counted as they unpack, also where the headers claim less."""
    data = bytearray(package({"x": bytes(3_000_000)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(mark) + at, 10)
    with pytest.raises((LimitExceeded, FileUnreadable)):
        Archive("a", bytes(data), Limits(markup_bytes=1_000_000)).read("x")
    with pytest.raises(LimitExceeded):
        Archive("a", package({"x": bytes(3_000_000)}), Limits(markup_bytes=1_000_000)).read("x")


def test_all_members_together_are_limited() -> None:
    """Many members within the limit may not pass it together."""
    archive = Archive("a", package({str(at): bytes(1000) for at in range(5)}), Limits(unpacked_bytes=3500))
    for at in range(3):
        archive.read(str(at))
    with pytest.raises(LimitExceeded):
        archive.read("3")


def test_too_many_members() -> None:
    """A directory of too many entries is refused before it is read."""
    with pytest.raises(LimitExceeded):
        Archive("a", package({str(at): b"" for at in range(30)}), Limits(members=20))


def test_a_member_under_a_password() -> None:
    """An encrypted member is told apart from a damaged one."""
    data = bytearray(package({"x": "1"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    with pytest.raises(FileEncrypted):
        Archive("a", bytes(data), DEFAULT_LIMITS)


def test_two_members_of_one_name() -> None:
    """Programs disagree on which of two members of a name counts, so neither is believed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("x", "1")
        archive.writestr("x", "2")
    with pytest.raises(FileUnreadable, match="同名"):
        Archive("a", out.getvalue(), DEFAULT_LIMITS)


def test_odd_compression() -> None:
    """LZMA and bzip2, which may ask for any amount of memory, are not unpacked."""
    for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("x", "1" * 100)
        with pytest.raises(FileUnreadable):
            Archive("a", out.getvalue(), DEFAULT_LIMITS).read("x")


def test_xml_with_entities_is_refused() -> None:
    """Whatever declares a document type is refused, in every encoding, before it is parsed."""
    laughs = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    for data in (laughs.encode(), laughs.encode("utf-16")):
        with pytest.raises(FileUnreadable, match="文档类型"):
            parse_xml("a", data, DEFAULT_LIMITS)


def test_xml_limits() -> None:
    """Depth and size are limited, and what is within the limits is parsed."""
    assert parse_xml("a", b"<a><b>x</b></a>", Limits(depth=2))[0].text == "x"
    with pytest.raises(LimitExceeded):
        parse_xml("a", b"<a><b><c/></b></a>", Limits(depth=2))
    with pytest.raises(LimitExceeded):
        parse_xml("a", b"<a>" * 100_000, DEFAULT_LIMITS)
    with pytest.raises(LimitExceeded):
        parse_xml("a", b"<a>xxxxxxxx</a>", Limits(markup_bytes=10))
    with pytest.raises(FileUnreadable):
        parse_xml("a", b"<a><b></a>", DEFAULT_LIMITS)


def test_html_of_nothing() -> None:
    """Text without any element is no page, and is told so without an error of the parser."""
    assert parse_html("a", "", DEFAULT_LIMITS) is None
    assert parse_html("a", "<!-- -->", DEFAULT_LIMITS) is None
