"""Everything that can go wrong between a file and a Document.

    IngestError
    ├── FileMissing          nothing stands at the path
    ├── FileUnreadable       the operating system or the format's library refuses it
    ├── FileEmpty            no byte, or no character that is text
    ├── FileEncrypted        a password is needed
    ├── FormatUnknown        the content is of no format that is read here
    ├── EncodingUnknown      text whose bytes fit no known encoding
    ├── NoTextLayer          pages that are pictures
    └── LimitExceeded        a limit of `ingest.limits` was passed

A message is Chinese, whole, and says what happened, where, and what to do next.
"""

from __future__ import annotations


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


class LimitExceeded(IngestError):
    """A limit of `ingest.limits` was passed."""
