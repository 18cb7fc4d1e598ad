"""OleWord: what a Word 97–2003 file says of itself before anything is converted: lock, age, and text.

The text is read only to be held against the converted file, so that a loss on the way shows.
Structure after [MS-DOC] 2.4.1 (text retrieval), 2.5.1–2.5.6 (FIB), 2.8.35 (PlcPcd) and 2.9.38 (Clx).
"""

from __future__ import annotations

import re
import struct
from io import BytesIO

from ingest.errors import FileUnreadable

_MAGIC = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_CLX_AT = 0x01A2
_CCP_TEXT_AT = 0x004C
_HEAD = _CLX_AT + 8
_MOST_PIECES = 1_000_000
_FIELD_MARK = re.compile("([\x13\x14\x15])")


class OleWord:
    """The streams of an OLE file that hold a Word document.

    Args:
        name: file name for messages.
        data: the file.

    Attributes:
        encrypted: whether a password is needed.
        old: whether it was written before Word 97, in a layout that is not read here.

    Raises:
        FileUnreadable: no OLE file, or without a sound Word stream.
    """

    def __init__(self, name: str, data: bytes) -> None:
        streams = ole_streams(name, data, ("WordDocument", "0Table", "1Table"))
        self._main = streams.get("WordDocument", b"")
        if len(self._main) < _HEAD:
            raise _damaged(name)
        magic, version = struct.unpack_from("<HH", self._main)
        flags = struct.unpack_from("<H", self._main, 0x0A)[0]
        self.old = magic != _MAGIC or version < _WORD_97
        self.encrypted = bool(flags & _ENCRYPTED)
        self._table = streams.get("1Table" if flags & _TABLE_1 else "0Table", b"")

    def text(self) -> str:
        """The main text as stored: paragraphs end in "\\r", cells in "\\x07", rows in another "\\x07".

        "" where the file's piece table cannot be followed. Deleted text is part of it.
        """
        if self.old or self.encrypted:
            return ""
        try:
            return self._pieces()
        except (struct.error, ValueError, IndexError):
            return ""

    def _pieces(self) -> str:
        at, size = struct.unpack_from("<II", self._main, _CLX_AT)
        wanted = struct.unpack_from("<I", self._main, _CCP_TEXT_AT)[0]
        clx = self._table[at : at + size]
        at = 0
        while clx[at] == 1:
            at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
        if clx[at] != 2:
            return ""
        size = struct.unpack_from("<I", clx, at + 1)[0]
        count = min((size - 4) // 12, _MOST_PIECES)
        ends = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
        parts: list[str] = []
        length = 0
        for index in range(count):
            take = min(ends[index + 1], wanted) - ends[index]
            if take <= 0:
                break
            place = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * index + 2)[0]
            if place & 0x40000000:
                start = (place & 0x3FFFFFFF) // 2
                parts.append(self._main[start : start + take].decode("cp1252", "replace"))
            else:
                start = place & 0x3FFFFFFF
                parts.append(self._main[start : start + 2 * take].decode("utf-16-le", "replace"))
            length += take
            if length > len(self._main):
                # Pieces that overlap are no text of this file.
                return ""
        return "".join(parts)


def ole_streams(name: str, data: bytes, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """Streams at the root of an OLE file, by name; those that are not there are left out.

    Raises:
        FileUnreadable: no sound OLE file.
    """
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return {stream: ole.openstream(stream).read() for stream in wanted if ole.exists(stream)}
    except (OSError, ValueError, IndexError, TypeError, struct.error, AttributeError) as error:
        raise _damaged(name) from error


def ole_names(name: str, data: bytes) -> frozenset[str]:
    """The names at the root of an OLE file.

    Raises:
        FileUnreadable: no sound OLE file.
    """
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return frozenset(path[0] for path in ole.listdir(streams=True, storages=True))
    except (OSError, ValueError, IndexError, TypeError, struct.error, AttributeError) as error:
        raise _damaged(name) from error


def displayed(text: str) -> str:
    """The stored text without fields' marks and instructions.

    These lie between 0x13 and 0x14, or 0x15 where there is no result, and fields nest.
    """
    parts: list[str] = []
    in_instructions: list[bool] = []
    for piece in _FIELD_MARK.split(text):
        if piece == "\x13":
            in_instructions.append(True)
        elif piece == "\x14" and in_instructions:
            in_instructions[-1] = False
        elif piece == "\x15" and in_instructions:
            in_instructions.pop()
        elif not any(in_instructions):
            parts.append(piece)
    return "".join(parts)


def _damaged(name: str) -> FileUnreadable:
    return FileUnreadable(f"“{name}”是旧版办公文件，但内容不完整", "请用WPS或Word打开，另存为 DOCX 后重试")
