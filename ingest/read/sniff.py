"""Which format a file has, told by its content; the name decides only between kinds of plain text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ingest.errors import FileEncrypted, FileUnreadable
from ingest.limits import Limits
from ingest.read.archive import Archive
from ingest.read.decode import wide_encoding
from ingest.read.oleword import ole_names

NAMES: dict[str, str] = {
    "txt": "纯文本",
    "md": "Markdown",
    "html": "网页",
    "docx": "Word文档（DOCX）",
    "pdf": "PDF",
    "ofd": "OFD",
    "xlsx": "Excel表格（XLSX）",
    "xls": "Excel表格（XLS）",
    "csv": "CSV表格",
    "ods": "ODS表格",
    "doc": "旧版Word或WPS文档（DOC/WPS）",
    "pptx": "演示文稿（PPTX）",
    "ppt": "演示文稿（PPT）",
    "odt": "ODT文档",
    "works": "Works文档（WPS）",
    "image": "图片",
    "rtf": "RTF文档",
    "mht": "MHT网页归档",
    "wordml": "Word 2003 XML文档",
    "xml": "XML",
    "zip": "ZIP压缩包",
    "archive": "压缩包",
    "program": "程序文件",
}
"""What each format is called in a message."""

SUFFIXES: dict[str, frozenset[str]] = {
    "txt": frozenset({".txt", ".text", ""}),
    "md": frozenset({".md", ".markdown"}),
    "html": frozenset({".html", ".htm", ".xhtml", ".shtml", ".jsp", ".jspx", ".asp", ".aspx", ".php"}),
    "docx": frozenset({".docx", ".docm", ".dotx", ".dotm", ".wps", ".wpt"}),
    "pdf": frozenset({".pdf"}),
    "ofd": frozenset({".ofd"}),
    "xlsx": frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".et", ".ett"}),
    "xls": frozenset({".xls", ".xlt", ".et", ".ett"}),
    "ods": frozenset({".ods", ".ots"}),
    "csv": frozenset({".csv", ".tsv"}),
    "doc": frozenset({".doc", ".wps", ".dot", ".wpt"}),
    "pptx": frozenset({".pptx"}),
    "ppt": frozenset({".ppt", ".dps"}),
    "odt": frozenset({".odt", ".ott"}),
    "works": frozenset({".wps"}),
    "wordml": frozenset({".xml", ".doc"}),
    "image": frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp"}),
    "rtf": frozenset({".rtf"}),
    "mht": frozenset({".mht", ".mhtml"}),
}
"""The suffixes that a format goes by."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"GIF8", "image"),
    (b"{\\rtf", "rtf"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("MatOST", "works"),
)
_HEAD = 4096
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PDF = re.compile(rb"%PDF-\d")
_PDF_BODY = re.compile(rb"\d{1,10} \d{1,5} obj\b|\bstartxref\b|\bxref\b")
_MAIL = re.compile(rb"\s*(?:From|MIME-Version|Subject|Date|Content-Type|Snapshot-Content-Location):", re.I)
_HTML_START = re.compile(rb"\s*(<!--.*?-->\s*)*(<\?xml[^>]*>\s*)?(<!doctype\s+html|<html[\s>])", re.I | re.S)
_HTML_TAG = re.compile(rb"<(html|head|body|div|table|meta|article|section|p|span|h[1-6])(\s[^<>]*)?>", re.I)
_HTML_END = re.compile(rb"</(html|body|div|table|article|section|p|span|h[1-6])\s*>", re.I)


def suffix(name: str) -> str:
    """The file name's suffix, in lower case, "" where there is none."""
    return PurePosixPath(name).suffix.lower()


def known_suffix(name: str) -> bool:
    """Whether some format goes by the file name's suffix."""
    return any(suffix(name) in known for known in SUFFIXES.values())


def fits(name: str, format_: str) -> bool:
    """Whether a file of the format may bear this name."""
    return suffix(name) in SUFFIXES.get(format_, frozenset())


def sniff(name: str, data: bytes, limits: Limits) -> str | None:
    """The format of a file's bytes: a key of `NAMES`, or None for bytes that are no format and no text.

    Raises:
        FileEncrypted: an office file under a password.
        FileUnreadable, LimitExceeded: a ZIP that cannot or should not be opened.
    """
    head = data[:_HEAD]
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image"
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "image"
    if head.startswith(_OLE):
        return _ole(name, data)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip(name, data, limits)
    # Scanners and mail gateways put lines before the header; viewers accept it in the first 1024 bytes.
    pdf = _PDF.search(head[:1024])
    if pdf and (not head[: pdf.start()].strip(b"\xef\xbb\xbf\0\t\r\n ") or _PDF_BODY.search(data)):
        return "pdf"
    return _text(name, head)


def _ole(name: str, data: bytes) -> str:
    names = _ole_names(name, data)
    if "EncryptedPackage" in names:
        raise FileEncrypted(f"“{name}”需要密码", "请在办公软件中去掉密码、另存一份后重试")
    for stream, found in _OLE_STREAMS:
        if stream in names:
            return found
    raise FileUnreadable(f"“{name}”是旧版办公文件，但内容不完整", "请用WPS或Word打开，另存为 DOCX 后重试")


def _ole_names(name: str, data: bytes) -> frozenset[str]:
    try:
        return ole_names(name, data)
    except FileUnreadable:
        # Cut short: what it was meant to be still shows, and the format's own reader says what is wrong.
        wanted = ("EncryptedPackage", *(stream for stream, _ in _OLE_STREAMS))
        return frozenset(stream for stream in wanted if stream.encode("utf-16-le") in data)


def _zip(name: str, data: bytes, limits: Limits) -> str:
    archive = Archive(name, data, limits)
    names = archive.names
    if "OFD.xml" in names:
        return "ofd"
    for folder, found in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if "[Content_Types].xml" in names and any(member.startswith(folder) for member in names):
            return found
    if "mimetype" not in names or "content.xml" not in names:
        return "zip"
    return "ods" if b"spreadsheet" in archive.read("mimetype")[:100] else "odt"


def _text(name: str, head: bytes) -> str | None:
    wide = head.startswith(_BOMS[1:]) or wide_encoding(head) is not None
    if not wide and _binary(head):
        return None
    plain = head.replace(b"\0", b"") if wide else head
    for bom in _BOMS:
        plain = plain.removeprefix(bom)
    if b"mso-application" in plain[:200] and b"Word.Document" in plain[:200]:
        return "wordml"
    if _MAIL.match(plain) and (b"multipart/" in plain.lower() or fits(name, "mht")):
        return "mht"
    if _HTML_START.match(plain) or (fits(name, "html") and _HTML_TAG.search(plain)):
        return "html"
    # A page that lost its head, as "save selection" and old .doc exports leave it.
    if plain.lstrip().startswith(b"<") and _HTML_TAG.search(plain) and _HTML_END.search(plain):
        return "html"
    if plain.lstrip().startswith(b"<?xml"):
        return "xml"
    if fits(name, "md"):
        return "md"
    return "csv" if fits(name, "csv") else "txt"


_CONTROLS = bytes(byte for byte in range(0x20) if byte not in b"\t\n\v\f\r\x1b\x1a")


def _binary(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > 8 and (0 in head or controls * 20 > len(head))
