"""A PDF that may unpack or multiply without end is tried in a process apart before it is opened here.

PDFium runs within this process and cannot be interrupted. A page of 3 kB that shows a form which shows
ten forms, ten levels deep, keeps it busy for days; 13 kB packed twice take 2 GB. Few files show a sign
that they could do that, and only they are tried: forms, chained filters, a stream that swells.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zlib

from ingest.errors import LimitExceeded
from ingest.limits import Limits

# A name may be written with any of its characters as #xx.
_FORM = re.compile(rb"/(?:F|#46)(?:o|#6[Ff])(?:r|#72)(?:m|#6[Dd])(?![A-Za-z0-9])")
_CHAINED = re.compile(rb"/(?:F|Filter)\s*\[\s*/[^\]/]{1,40}/")
_STREAM = re.compile(rb"stream\r?\n")
_SWOLLEN = 32 << 20
_TRIAL = """
import sys
seconds, most, memory, pages = map(int, sys.argv[1:])
try:
    import resource
except ImportError:
    resource = None
else:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
import pypdfium2 as pdfium
try:
    document = pdfium.PdfDocument(sys.stdin.buffer.read())
except pdfium.PdfiumError:
    sys.exit(0)
for index in range(min(len(document), pages)):
    print(index + 1, flush=True)
    if resource:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (min(soft, most), most))
    try:
        page = document[index]
        text = page.get_textpage()
        text.close()
        if pdfium.raw.FPDFPage_GetAnnotCount(page) > 0:
            page.render(scale=0.02)
        page.close()
    except pdfium.PdfiumError:
        continue
"""
_PAGES_AT_WORST = 20
"""As many pages may take the longest time that one may take."""


def refuse_endless(name: str, data: bytes, limits: Limits) -> None:
    """Open every page of a suspicious PDF in another process.

    Args:
        name: file name for messages.
        data: the file's bytes.
        limits: `page_seconds` (of processor time), `pdf_bytes` (of memory) and `pages`.

    Raises:
        LimitExceeded: a page takes too long or too much memory, or brings the process down.
    """
    if not _suspicious(data):
        return
    most = limits.page_seconds * _PAGES_AT_WORST
    bounds = (limits.page_seconds, most, limits.pdf_bytes, limits.pages)
    command = [sys.executable, "-I", "-c", _TRIAL, *map(str, bounds)]
    try:
        # Program and script are our own; the file goes in as bytes.
        trial = subprocess.run(  # noqa: S603 - a fixed command, no shell
            command, input=data, capture_output=True, check=False, timeout=4 * most
        )
        failed, told = trial.returncode != 0, trial.stdout
    except subprocess.TimeoutExpired as error:
        failed, told = True, error.stdout or b""
    if failed:
        page = told.split()[-1].decode() if told.split() else "1"
        raise LimitExceeded(
            f"PDF“{name}”第{page}页过于复杂，超出处理时间或内存的上限",
            "这样的文件多半已损坏或是恶意文件；可在阅读器中打开，打印成新的PDF后重试",
        )


def _suspicious(data: bytes) -> bool:
    return bool(_FORM.search(data) or _CHAINED.search(data)) or any(_swells(body) for body in _bodies(data))


def _bodies(data: bytes) -> list[memoryview]:
    view = memoryview(data)
    found = []
    for start in _STREAM.finditer(data):
        end = data.find(b"endstream", start.end())
        # Nothing packs a thousand times as small as this and smaller.
        if end < 0 or end - start.end() > _SWOLLEN // 1032:
            found.append(view[start.end() : end if end >= 0 else len(data)])
    return found


def _swells(body: memoryview) -> bool:
    """Whether a stream unpacks to a hundred times its size and to more than any page needs."""
    try:
        size = len(zlib.decompressobj().decompress(body, _SWOLLEN))
    except zlib.error:
        return False
    return size >= _SWOLLEN and size > 20 * len(body)
