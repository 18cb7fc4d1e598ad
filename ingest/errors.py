"""Everything that can go wrong between a file and a Document.

    IngestError
    ├── FileMissing          nothing stands at the path
    ├── FileUnreadable       the operating system or the format's library refuses it
    ├── FileEmpty            no byte, or no character that is text
    ├── FileEncrypted        a password is needed
    ├── FormatUnknown        the content is of no format that is read here
    ├── EncodingUnknown      text whose bytes fit no known encoding
    ├── NoTextLayer          pages that are pictures
    ├── ProgramMissing       the format needs a program that is not installed
    ├── FontMissing          a page is to be drawn, and no font has its characters
    └── LimitExceeded        a limit of `ingest.limits` was passed

A message is Chinese, whole, and says what happened, where, and what to do next.
"""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许这样做",
    errno.EEXIST: "已有同名的文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名称太长",
    errno.EMFILE: "打开的文件太多",
    errno.EIO: "磁盘读写出错",
    errno.ELOOP: "链接指来指去，没有尽头",
}


def system_reason(error: OSError) -> str:
    """Why the operating system refused, in Chinese where the reason is a usual one."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


class IngestError(Exception):
    """A file cannot become documents.

    Args:
        message: what happened and where, in Chinese, without a final full stop.
        advice: what the user can do next, in Chinese.
    """

    def __init__(self, message: str, advice: str) -> None:
        self.message = message
        self.advice = advice
        super().__init__(f"{message}；{advice}")


class FileMissing(IngestError):
    """Nothing stands at the path."""


class FileUnreadable(IngestError):
    """The operating system or the format's library refuses the file."""


class FileEmpty(IngestError):
    """The file has no byte, or no character that is text."""


class FileEncrypted(IngestError):
    """The file needs a password."""


class FormatUnknown(IngestError):
    """The content is of no format that is read here."""


class EncodingUnknown(IngestError):
    """The bytes fit no known encoding."""


class NoTextLayer(IngestError):
    """The pages are pictures."""


class ProgramMissing(IngestError):
    """The format needs a program that is not installed or does not start."""


class FontMissing(IngestError):
    """A page is to be drawn, and no font on the machine has its characters."""


class LimitExceeded(IngestError):
    """A limit of `ingest.limits` was passed."""
