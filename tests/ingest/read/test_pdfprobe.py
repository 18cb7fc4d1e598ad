"""PDFs that would keep PDFium busy for days, or fill the memory, are refused by name."""

from __future__ import annotations

import zlib
from dataclasses import replace

import pytest

from ingest.errors import LimitExceeded
from ingest.limits import DEFAULT_LIMITS
from ingest.read import read_bytes
from tests.ingest.read.make import Put, _assemble, _stream, pdf

LIMITS = replace(DEFAULT_LIMITS, page_seconds=1, page_characters=10_000)
_SHOWS = b"/Resources << /Font << /F 3 0 R >> /XObject << /X %d 0 R >> >>"


def forms(fan: int, depth: int, name: bytes = b"/Form") -> bytes:
    """A page that shows a form `fan` times, which shows another `fan` times, and so on; the last says a."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        4: b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R /MediaBox [0 0 600 800] " + _SHOWS % 20 + b" >>",
        5: _stream(b"", b"/X Do"),
    }
    for at in range(depth + 1):
        body = b"/X Do " * fan if at < depth else b"BT /F 12 Tf 100 700 Td (Article 1) Tj ET"
        head = b"/Type /XObject /Subtype %s /BBox [0 0 600 800] " % name + _SHOWS % (21 + at)
        objects[20 + at] = _stream(head, body)
    return _assemble(objects, encrypted=False)


def test_forms_that_show_a_form_once_are_read() -> None:
    """Forms alone are no fault: seals and letterheads are forms."""
    assert [line.text for line in read_bytes("a.pdf", forms(1, 3), LIMITS).lines] == ["Article 1"]


@pytest.mark.parametrize("name", [b"/Form", b"/#46o#72m"])
def test_forms_that_multiply_are_refused(name: bytes) -> None:
    """Ten times ten times ten … is stopped after the time for a page, however the name is written."""
    with pytest.raises(LimitExceeded, match="第1页"):
        read_bytes("a.pdf", forms(10, 10, name), LIMITS)


def test_a_stream_packed_twice_may_not_fill_the_memory() -> None:
    """Half a gigabyte in two kilobytes ends at the bound on memory."""
    packed = zlib.compress(zlib.compress(b" " * (1 << 29)))
    head = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>" % len(packed)
    sound = forms(1, 0)
    start = sound.index(b"5 0 obj\n") + len(b"5 0 obj\n")
    end = sound.index(b"\nendobj", start)
    data = sound[:start] + head + b"\nstream\n" + packed + b"\nendstream" + sound[end:]
    with pytest.raises(LimitExceeded):
        read_bytes("a.pdf", data, replace(LIMITS, page_seconds=60, pdf_bytes=1 << 29))


def test_a_page_of_a_book_of_text_is_refused() -> None:
    """No printed page holds hundreds of thousands of characters."""
    with pytest.raises(LimitExceeded, match="第1页的文字"):
        read_bytes(
            "a.pdf",
            pdf([Put(50, 700, "第一条本办法自发布之日起施行。")]),
            replace(LIMITS, page_characters=10),
        )
