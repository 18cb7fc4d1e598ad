"""Archive: a ZIP file opened with suspicion. Every format that is a ZIP is read through it."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from ingest.errors import FileEncrypted, FileUnreadable, LimitExceeded
from ingest.limits import Limits

_DIRECTORY_ENTRY = b"PK\x01\x02"
_CHUNK = 1 << 16
_CLIMBS = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")
# bzip2 and LZMA may ask for a dictionary of any size, and no office program writes them.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    IndexError,
    KeyError,
)


class Archive:
    """The members of a ZIP in memory, unpacked one by one on demand and never to disk.

    Args:
        name: file name for messages.
        data: the ZIP's bytes.
        limits: `members`, `unpacked_bytes` (all members read, together) and `markup_bytes` (each).

    Raises:
        FileUnreadable: no sound ZIP; a member's name climbs out or stands twice.
        FileEncrypted: a member needs a password.
        LimitExceeded: too many members.
    """

    def __init__(self, name: str, data: bytes, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._unpacked = 0
        # zipfile builds an object for each entry before anyone can ask how many there are.
        if data.count(_DIRECTORY_ENTRY) > limits.members:
            raise LimitExceeded(
                f"压缩包“{name}”里的文件超过{limits.members}个的上限", "请解压后只添加需要的文件"
            )
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN as error:
            raise self._damaged() from error
        self._members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if _CLIMBS.search(info.filename):
                raise FileUnreadable(
                    f"压缩包“{name}”里有越出目录的文件名", "这可能是恶意文件，请向提供者核实，勿再打开"
                )
            if info.filename in self._members:
                raise FileUnreadable(
                    f"压缩包“{name}”里有两个同名文件，无法判断哪个是真", "请用办公软件打开并重新保存后重试"
                )
            if info.flag_bits & _ENCRYPTED:
                raise FileEncrypted(f"“{name}”需要密码", "请去掉密码、另存一份后重试")
            self._members[info.filename] = info

    def __contains__(self, member: str) -> bool:
        return member in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names as the directory lists them."""
        return tuple(self._members)

    def read(self, member: str) -> bytes:
        """One member's bytes, measured while they unpack: sizes in headers are not believed.

        Raises:
            FileUnreadable: no such member, or it is damaged.
            LimitExceeded: it, or all that was read so far, is too large.
        """
        info = self._members.get(member)
        if info is None or info.compress_type not in _METHODS:
            raise self._damaged()
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    if size > self._limits.markup_bytes or self._unpacked > self._limits.unpacked_bytes:
                        raise LimitExceeded(
                            f"“{self._name}”解压后过大（已超过{size // (1 << 20)}MB）",
                            "请确认文件来源可靠，拆成几个文件后重试",
                        )
                    chunks.append(chunk)
        except _BROKEN as error:
            raise self._damaged() from error
        return b"".join(chunks)

    def _damaged(self) -> FileUnreadable:
        return FileUnreadable(
            f"“{self._name}”已损坏，压缩内容无法解开", "请用办公软件打开并重新保存，或向提供者重新索取"
        )
