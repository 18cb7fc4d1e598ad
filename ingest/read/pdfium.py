"""The door to PDFium: opening under a lock, with its errors told apart."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.errors import FileEncrypted, FileMissing, FileUnreadable, IngestError, system_reason

__all__ = ["LOCK", "damaged", "opened", "pdfium", "pdfium_c"]

LOCK = threading.RLock()
"""PDFium is not thread-safe: every call into it is made while holding this lock."""


@contextmanager
def opened(name: str, source: bytes | Path) -> Iterator[pdfium.PdfDocument]:
    """A PDF, closed at the end. The caller takes `LOCK` around each use of the document.

    Raises:
        FileMissing: nothing stands at the path.
        FileEncrypted: a password is needed.
        FileUnreadable: no sound PDF.
    """
    if isinstance(source, Path) and not source.is_file():
        raise FileMissing(f"找不到文件“{name}”", "请检查路径是否正确")
    with LOCK:
        try:
            document = pdfium.PdfDocument(source)
        except pdfium.PdfiumError as error:
            raise _refused(name, error) from error
        except OSError as error:
            raise FileUnreadable(
                f"“{name}”打不开（{system_reason(error)}）", "请检查文件权限后重试"
            ) from error
    try:
        yield document
    finally:
        with LOCK:
            document.close()


def damaged(name: str, page: int | None = None) -> FileUnreadable:
    """The error for a PDF that PDFium cannot make sense of; `page` from 1 where one is to blame."""
    where = f"第{page}页" if page else ""
    return FileUnreadable(
        f"PDF“{name}”{where}已损坏，无法读取", "请用阅读器打开并重新另存，或向提供者重新索取"
    )


def _refused(name: str, error: pdfium.PdfiumError) -> IngestError:
    if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
        return FileEncrypted(f"PDF“{name}”需要密码", "请去掉密码、另存一份后重试")
    return damaged(name)
