"""Plain text: every physical line is a Line, empty ones included."""

from __future__ import annotations

import re

from ingest.document import Line
from ingest.errors import FileEmpty, LimitExceeded
from ingest.limits import Limits
from ingest.read.content import Content, Tally
from ingest.read.decode import Decoded, decode

_LINE_END = re.compile("[\n\r\f\v\x85\u2028\u2029]")
_EMPTY = Line("")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SHOWN = re.compile("[^\\s\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


def read_text(name: str, data: bytes, limits: Limits) -> Content:
    """Read a text file; its characters stay as they are, a form feed parts lines like a line end.

    Raises:
        EncodingUnknown: the bytes fit no known encoding.
        FileEmpty: nothing but white space.
        LimitExceeded: too many characters.
    """
    decoded = decode_text(name, data, limits)
    lines = tuple(Line(text) if text else _EMPTY for text in split_lines(decoded.text))
    return Content(lines, warnings=warnings_on(decoded), encoding=decoded.encoding)


def decode_text(name: str, data: bytes, limits: Limits) -> Decoded:
    """Decode within `limits.characters`; raises what `read_text` does."""
    # No encoding takes more than four bytes for a character.
    if len(data) > limits.characters * 4:
        raise LimitExceeded(f"“{name}”的文字超过{limits.characters}字的上限", "请拆成几个文件后重试")
    decoded = decode(name, data)
    Tally(name, limits).add_text(len(decoded.text))
    if not _SHOWN.search(decoded.text):
        raise FileEmpty(f"“{name}”里没有文字", "请确认选对了文件")
    return decoded


def split_lines(text: str) -> list[str]:
    """The physical lines without their ends; a line end at the very end opens no further line."""
    lines = _LINE_END.split(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if lines and not lines[-1]:
        lines.pop()
    return lines


def warnings_on(decoded: Decoded) -> tuple[str, ...]:
    """Chinese sentences on what the decoded text shows of damage."""
    found = []
    if decoded.replaced:
        found.append(f"有{decoded.replaced}处字节不合{decoded.encoding}编码，读作“\ufffd”，请与原件核对。")
    if decoded.doubtful:
        found.append(f"文字按{decoded.encoding}编码读出的多是罕用字，编码可能判断有误，请与原件核对。")
    if "+" in decoded.encoding:
        found.append("文件里混有UTF-8和GB18030两种编码，已逐行辨认。")
    controls = len(_CONTROL.findall(decoded.text))
    if controls:
        found.append(f"文中有{controls}个不可见的控制字符，文件可能在转换时受损，请与原件核对。")
    return tuple(found)
