"""One reader a format; the format is told by content, not by the name alone. `read` is the door."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from ingest.document import Reading
from ingest.errors import FileEmpty, FileMissing, FileUnreadable, FormatUnknown, LimitExceeded, system_reason
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.read.content import Content, Pages, Tally
from ingest.read.sniff import NAMES, fits, known_suffix, sniff, suffix

Reader = Callable[[str, bytes, Limits], Content]

_ADVICE: dict[str, str] = {
    "pptx": "请另存为 PDF 后重试",
    "ppt": "请另存为 PDF 后重试",
    "zip": "请解压后添加里面的文件",
    "archive": "请解压后添加里面的文件",
    "program": "请确认选对了文件",
    "xml": "请确认选对了文件，或另存为 DOCX 或 PDF 后重试",
}
_SAVE_AS = "请用WPS或Word打开，另存为 DOCX 或 PDF 后重试"


def read(path: Path, limits: Limits = DEFAULT_LIMITS, pages: Pages | None = None) -> Reading:
    """Read one file.

    Args:
        path: where it stands.
        limits: upper bounds.
        pages: see `read_bytes`.

    Raises:
        FileMissing: nothing stands at the path.
        FileUnreadable: a folder, a device, or the system refuses it.
        IngestError: any other subclass, as `read_bytes` raises it.
    """
    return read_bytes(path.name, load(path, limits), limits, pages)


def load(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """A file's bytes, never more than `limits.file_bytes`.

    Raises:
        FileMissing, FileUnreadable, LimitExceeded: see `read`.
    """
    try:
        if not path.exists():
            raise FileMissing(f"找不到文件“{path}”", "请检查路径和文件名是否正确")
        if not path.is_file():
            raise FileUnreadable(f"“{path}”不是普通文件", "请给出文件本身的路径")
        if path.stat().st_size > limits.file_bytes:
            raise _too_large(path.name, limits)
        with path.open("rb") as stream:
            # A file may grow after it was measured.
            data = stream.read(limits.file_bytes + 1)
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "路径无效"
        raise FileUnreadable(f"“{path}”打不开（{reason}）", "请检查文件权限，或复制到本机后重试") from error
    if len(data) > limits.file_bytes:
        raise _too_large(path.name, limits)
    return data


def read_bytes(
    name: str, data: bytes, limits: Limits = DEFAULT_LIMITS, pages: Pages | None = None
) -> Reading:
    """Read a file that is already in memory.

    Args:
        name: its name; folders before it are cut off.
        data: its content, which alone decides how it is read. A name that says otherwise gives a
            warning in the reading.
        limits: upper bounds.
        pages: called with (page at hand, pages in all) where a page may take seconds: PDF, OFD and
            pictures.

    Raises:
        FileEmpty, FileEncrypted, FileUnreadable, FormatUnknown, EncodingUnknown, NoTextLayer,
        ProgramMissing, LimitExceeded: see `ingest.errors`. Nothing else, whatever the bytes.
    """
    name = PurePosixPath(name.replace("\\", "/")).name or "未命名文件"
    if not data:
        raise FileEmpty(f"文件“{name}”是空的", "请确认文件已完整下载或保存后重试")
    if len(data) > limits.file_bytes:
        raise _too_large(name, limits)
    try:
        format_ = sniff(name, data, limits)
        content = _reader(name, format_, pages)(name, data, limits)
    except (RecursionError, MemoryError) as error:
        raise LimitExceeded(
            f"“{name}”的结构过于复杂，超出处理能力", "这样的文件多半已损坏，请重新保存后重试"
        ) from error
    assert format_ is not None
    if not any(line.text.strip() for line in content.lines):
        raise FileEmpty(f"“{name}”里没有文字", "请确认选对了文件；若内容是图片，请换用带文字的版本")
    Tally(name, limits).add_text(sum(len(line.text) for line in content.lines))
    if not fits(name, format_):
        content = replace(content, warnings=(_mislabelled(name, format_), *content.warnings))
    return Reading(
        name=name,
        format=format_,
        sha256=hashlib.sha256(data).hexdigest(),
        lines=content.lines,
        pages=content.pages,
        stated=content.stated,
        warnings=content.warnings,
        encoding=content.encoding,
    )


def _reader(name: str, format_: str | None, pages: Pages | None) -> Reader:
    """The reader of a format. Libraries are heavy, so each is imported when first needed."""
    if format_ is None:
        if known_suffix(name) and suffix(name):
            raise FileUnreadable(
                f"“{name}”的内容不是它的后缀“{suffix(name)}”所说的格式，或已损坏",
                "请用办公软件打开并重新保存，或向提供者重新索取",
            )
        raise FormatUnknown(f"“{name}”不是可以读取的格式", "请另存为 DOCX、PDF 或 TXT 后重试")
    if format_ == "txt" and not known_suffix(name):
        raise FormatUnknown(
            f"“{name}”的后缀“{suffix(name)}”不是可以读取的格式",
            "若是文本文件，请把后缀改为 .txt；否则请另存为 DOCX 或 PDF 后重试",
        )
    if format_ == "txt":
        from ingest.read.text import read_text

        return read_text
    if format_ == "md":
        from ingest.read.markdown import read_markdown

        return read_markdown
    if format_ == "html":
        from ingest.read.html import read_html

        return read_html
    if format_ == "mht":
        from ingest.read.mht import read_mht

        return read_mht
    if format_ == "docx":
        from ingest.read.docx import read_docx

        return read_docx
    if format_ in ("doc", "works", "rtf", "odt", "wordml"):
        from ingest.read.oldword import read_oldword

        return partial(read_oldword, format_)
    if format_ == "xlsx":
        from ingest.read.sheetxlsx import read_xlsx

        return read_xlsx
    if format_ == "xls":
        from ingest.read.sheetxls import read_xls

        return read_xls
    if format_ == "ods":
        from ingest.read.sheetods import read_ods

        return read_ods
    if format_ == "csv":
        from ingest.read.sheetcsv import read_csv

        return read_csv
    if format_ == "pdf":
        from ingest.read.pdf import read_pdf

        return partial(read_pdf, pages=pages)
    if format_ == "image":
        from ingest.read.image import read_image

        return partial(read_image, pages=pages)
    if format_ == "ofd":
        from ingest.read.ofd import read_ofd

        return partial(read_ofd, pages=pages)
    raise FormatUnknown(f"“{name}”是{NAMES[format_]}，目前还不能读取", _ADVICE.get(format_, _SAVE_AS))


def _mislabelled(name: str, format_: str) -> str:
    ending = f"后缀是“{suffix(name)}”" if suffix(name) else "没有后缀"
    return f"文件“{name}”{ending}，内容却是{NAMES[format_]}，已按{NAMES[format_]}读取。"


def _too_large(name: str, limits: Limits) -> LimitExceeded:
    return LimitExceeded(
        f"文件“{name}”超过{limits.file_bytes // (1 << 20)}MB的上限", "请拆成几个文件，或压缩其中的图片后重试"
    )
