"""`read` and `read_bytes`: the format by content, and what is refused."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest

from ingest.errors import (
    FileEmpty,
    FileEncrypted,
    FileMissing,
    FileUnreadable,
    FormatUnknown,
    IngestError,
    LimitExceeded,
)
from ingest.limits import Limits
from ingest.read import read, read_bytes
from tests.ingest.read.make import Put, docx, p, package, pdf

TEXT = "第一条 本办法适用于甲市。\n第二条 单宗用地不超过7亩。\n"
PDF = pdf([Put(100, 700, "第一条 适用于甲市。")])
DOCX = docx(p("第一条 适用于甲市。"))
HTML = "<html><body><p>第一条 适用于甲市。</p></body></html>".encode()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [
        ("办法.txt", TEXT.encode(), "txt"),
        ("办法", TEXT.encode(), "txt"),
        ("办法.md", TEXT.encode(), "md"),
        ("办法.html", HTML, "html"),
        ("办法.aspx", HTML, "html"),
        ("办法.pdf", PDF, "pdf"),
        ("办法.docx", DOCX, "docx"),
    ],
)
def test_format_by_content(name: str, data: bytes, format_: str) -> None:
    """Each format is recognised and a fitting name gives no warning."""
    reading = read_bytes(name, data)
    assert reading.format == format_
    assert reading.warnings == ()
    assert "第一条" in reading.raw
    assert reading.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [
        ("办法.txt", PDF, "pdf"),
        ("办法.pdf", DOCX, "docx"),
        ("办法.doc", HTML, "html"),
        ("办法.pdf", TEXT.encode(), "txt"),
        ("办法.xyz", PDF, "pdf"),
    ],
)
def test_mislabelled_is_read_with_a_warning(name: str, data: bytes, format_: str) -> None:
    """A file is read as what it is, and the reading says that its name is wrong."""
    reading = read_bytes(name, data)
    assert reading.format == format_
    assert len(reading.warnings) == 1
    assert "已按" in reading.warnings[0]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pptx", package({"[Content_Types].xml": "<T/>", "ppt/p.xml": "<p/>"}), "PPTX"),
        ("a.zip", package({"a.txt": "甲"}), "ZIP"),
        ("a.exe", b"MZ\x90\x00" + bytes(30), "程序"),
        ("a.xml", b"<?xml version='1.0'?><a>b</a>", "XML"),
        ("a.py", b"print(1)\n", ".txt"),
        ("a.bin", bytes(range(256)) * 4, "另存为"),
    ],
)
def test_unsupported_says_what_to_do(name: str, data: bytes, words: str) -> None:
    """A format that is not read yet is named, and the advice says what to convert it to."""
    with pytest.raises(FormatUnknown) as caught:
        read_bytes(name, data)
    assert words in str(caught.value)
    assert "请" in caught.value.advice


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.txt", b"", FileEmpty),
        ("a.txt", " \r\n\u3000\n".encode(), FileEmpty),
        ("a.docx", docx(""), FileEmpty),
        ("a.html", b"<html><body><script>x()</script></body></html>", FileEmpty),
        ("a.pdf", pdf([]), FileEmpty),
        ("a.pdf", bytes(range(256)) * 4, FileUnreadable),
        ("a.pdf", b"%PDF-1.7\n" + bytes(100), FileUnreadable),
        ("a.docx", DOCX[: len(DOCX) // 2], FileUnreadable),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(30), FileUnreadable),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(30), FileUnreadable),
        ("a.doc", OLE, FileUnreadable),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), FileUnreadable),
        ("a.docx", package({"[Content_Types].xml": "<T/>", "word/x.xml": "<x/>"}), FileUnreadable),
        ("a.pdf", pdf([Put(9, 9, "甲")], encrypted=True), FileEncrypted),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), FileEncrypted),
        ("a.ofd", package({"OFD.xml": "<ofd/>"}), FileUnreadable),
        ("a.ofd", package({"OFD.xml": "<ofd/>", "Encryptions.xml": "<e/>"}), FileEncrypted),
    ],
)
def test_bad_files_are_named_errors(name: str, data: bytes, error: type[IngestError]) -> None:
    """An empty, damaged or locked file gives its own error with a Chinese message and advice."""
    with pytest.raises(error) as caught:
        read_bytes(name, data)
    assert "a." in caught.value.message
    assert caught.value.advice


def test_limits_are_kept() -> None:
    """A file over the limit of bytes or characters is refused before or while it is read."""
    with pytest.raises(LimitExceeded):
        read_bytes("a.txt", b"a" * 11, Limits(file_bytes=10))
    with pytest.raises(LimitExceeded):
        read_bytes("a.txt", "字".encode() * 11, Limits(characters=10))
    with pytest.raises(LimitExceeded):
        read_bytes("a.pdf", PDF, Limits(characters=3))
    with pytest.raises(LimitExceeded):
        read_bytes("a.docx", DOCX, Limits(characters=3))
    with pytest.raises(LimitExceeded):
        read_bytes("a.html", HTML, Limits(characters=3))


def test_a_name_from_an_upload_loses_its_folders() -> None:
    """An uploaded name cannot carry a path into the library."""
    assert read_bytes("../../etc/办法.txt", TEXT.encode()).name == "办法.txt"
    assert read_bytes("C:\\temp\\办法.txt", TEXT.encode()).name == "办法.txt"


def test_read_from_disk(tmp_path: Path) -> None:
    """A file on disk reads as its bytes do."""
    path = tmp_path / "办法.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert read(path) == read_bytes("办法.txt", TEXT.encode())


def test_missing_and_odd_paths(tmp_path: Path) -> None:
    """Nothing there, a folder, or a path that cannot be one: a named error each."""
    with pytest.raises(FileMissing):
        read(tmp_path / "没有.txt")
    with pytest.raises(FileUnreadable):
        read(tmp_path)
    with pytest.raises((FileMissing, FileUnreadable)):
        read(Path("a\0b.txt"))
    with pytest.raises((FileMissing, FileUnreadable)):
        read(tmp_path / ("长" * 300))


def test_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    """A file over the limit is refused by what the system says of it, not by reading it."""
    path = tmp_path / "大.txt"
    with path.open("wb") as stream:
        stream.truncate(1 << 33)
    with pytest.raises(LimitExceeded):
        read(path)


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes and permissions of POSIX")
def test_pipe_and_forbidden_file(tmp_path: Path) -> None:
    """A pipe is not waited for, and a file without permission is an error with advice."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileUnreadable):
        read(pipe)
    if os.geteuid() != 0:
        locked = tmp_path / "锁.txt"
        locked.write_text("甲")
        locked.chmod(0)
        with pytest.raises(FileUnreadable):
            read(locked)
