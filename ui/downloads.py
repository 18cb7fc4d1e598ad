"""Downloads: files made for a reader to take away, kept for an hour in a folder of their own.

A DownloadButton hands out the file that it already has when it is clicked, so each is made beforehand.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
import time
from pathlib import Path

KEPT_SECONDS = 3600
_UNFIT = re.compile(r"[^\w\u4e00-\u9fff（）《》-]+")


class Downloads:
    """A folder that only this process can read; it goes when the process ends."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def keep(self, name: str, suffix: str, content: bytes | str) -> str:
        """Write a file and return its path.

        Args:
            name: what it is to be called; characters that a file name cannot hold are left out.
            suffix: with its dot.
            content: text is written as UTF-8.

        Raises:
            OSError: the disk takes no more.
        """
        place = self.place(name, suffix)
        place.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return str(place)

    def place(self, name: str, suffix: str) -> Path:
        """Where a file may be written; nothing is there yet."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="youju-"))
            atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        self._prune(self._folder)
        own = Path(tempfile.mkdtemp(dir=self._folder))
        return own / f"{_UNFIT.sub('', name)[:60] or '有据'}{suffix}"

    def _prune(self, folder: Path) -> None:
        oldest = time.time() - KEPT_SECONDS
        for each in folder.iterdir():
            if each.stat().st_mtime < oldest:
                shutil.rmtree(each, ignore_errors=True)
