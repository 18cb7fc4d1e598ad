"""Originals: copies of the added files whose pages can be shown, each under the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Container
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from ingest.errors import system_reason
from kb.errors import LibraryUnwritable, OriginalMissing

PAGED = frozenset({"pdf", "ofd", "image"})
"""Formats (`Reading.format`) whose pages can be drawn."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_UNFINISHED = ".new-"


class Originals:
    """The folder `originals` of a knowledge base.

    Args:
        folder: the knowledge base; nothing is made before the first file is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "originals"

    def path(self, sha256: str) -> Path:
        """Where the file with these bytes is kept.

        Raises:
            OriginalMissing: it is not; libraries made before originals were kept have none.
        """
        place = self._place(sha256)
        if not place.is_file():
            raise OriginalMissing("原件不在知识库中", "重新添加该文件后可看页面")
        return place

    def has(self, sha256: str) -> bool:
        """Whether the file with these bytes is kept."""
        return self._place(sha256).is_file()

    def keep(self, source: Path, sha256: str) -> bool:
        """Copy a file in. It stands there whole or not at all, also where the process is killed.

        Returns:
            Whether it is kept now; False where the file no longer has these bytes.

        Raises:
            LibraryUnwritable: the folder or the disk takes no more.
            OSError: the file can no longer be read.
        """
        place = self._place(sha256)
        if place.is_file():
            return True
        with source.open("rb") as stream:
            copy = self.folder / f"{_UNFINISHED}{uuid.uuid4().hex}"
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                try:
                    same = _copied(stream, copy) == sha256
                    if same:
                        copy.replace(place)
                finally:
                    copy.unlink(missing_ok=True)
            except OSError as error:
                raise LibraryUnwritable(
                    f"原件存不进 {self.folder}（{system_reason(error)}）",
                    "请检查磁盘空间和文件夹权限，或用 --kb 指定另一个文件夹",
                ) from error
        return same

    def keep_only(self, contents: Container[str]) -> None:
        """Delete what is not among these SHA-256s, unfinished copies included.

        Call it only where no other process is adding files.
        """
        if not self.folder.is_dir():
            return
        for place in self.folder.iterdir():
            unfinished = place.name.startswith(_UNFINISHED)
            if unfinished or (_DIGEST.fullmatch(place.name) and place.name not in contents):
                with suppress(OSError):  # a file that another program holds open goes the next time
                    place.unlink()

    def _place(self, sha256: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256")
        return self.folder / sha256


def _copied(stream: BinaryIO, place: Path) -> str:
    """Copy all bytes to the disk; their SHA-256."""
    digest = hashlib.sha256()
    with place.open("xb") as copy:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()
