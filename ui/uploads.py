"""Uploads: where files that came through the browser are kept, so that their documents keep a source."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from kb.entry import Entry
from kb.intake import FileProgress, Outcome
from ui.shelf import Shelf


class Uploads:
    """Keeps each upload under the hash of its bytes: another file of the same name replaces nothing.

    Args:
        library: gets the documents; the files lie in `uploads` in its folder.
    """

    def __init__(self, library: Shelf) -> None:
        self._library = library
        self._folder = library.path / "uploads"

    def take(self, upload: Path, progress: FileProgress | None = None) -> Outcome:
        """Move one file in and read it; a file that cannot be read, or is there already, is not kept.

        Args:
            upload: a temporary file under its own name; gone afterwards.
            progress: see `Shelf.add`.

        Raises:
            KnowledgeError: the library itself takes no more.
        """
        before = self._library.documents()
        try:
            with upload.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            place = self._place(digest)
            place.mkdir(parents=True, exist_ok=True)
            kept = place / upload.name
            shutil.move(upload, kept)
        except OSError as error:
            reason = f"存不下上传的“{upload.name}”（{error.strerror}）；请检查磁盘空间和知识库文件夹的权限"
            return Outcome(upload.name, "failed", reason=reason)
        outcome = self._library.add(kept, progress=progress).outcomes[0]
        if not any(self._place(entry.sha256) == place for entry in self._library.documents()):
            shutil.rmtree(place, ignore_errors=True)
        warnings = outcome.warnings
        namesakes = {entry.sha256 for entry in before if entry.name == upload.name} - {digest}
        if namesakes and outcome.action == "read":
            warnings = (*warnings, "库里还有一份同名而内容不同的文件；如果这份是新版，请移除旧的那份")
        return Outcome(upload.name, outcome.action, outcome.documents, outcome.reason, warnings)

    def forget(self, removed: Entry) -> None:
        """Delete the file behind a document that was removed, once no other document comes from it."""
        if not any(entry.sha256 == removed.sha256 for entry in self._library.documents()):
            shutil.rmtree(self._place(removed.sha256), ignore_errors=True)

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:16]
