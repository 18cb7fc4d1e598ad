"""What the tests of the library share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.errors import FileEmpty, FormatUnknown
from kb.index import Embedder
from tests.factories import document


@pytest.fixture
def lines_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read a clause a line, "---" between the documents of one file; "坏" fails, "虫" breaks."""

    def read_documents(path: Path, pages: object = None) -> list[Document]:
        data = path.read_bytes()
        text = data.decode()
        if not text.strip():
            raise FileEmpty(f"“{path.name}”是空的", "请检查文件")
        if "坏" in text:
            raise FormatUnknown(f"“{path.name}”的格式不认识", "请另存为 PDF")
        if "虫" in text:
            raise LookupError("a bug")
        digest = hashlib.sha256(data).hexdigest()
        parts = text.split("---\n")
        titles = [path.stem if len(parts) == 1 else f"{path.stem}之{n}" for n, _ in enumerate(parts, 1)]
        return [
            document(part, title=title, name=path.name, sha256=digest, item=n)
            for n, (part, title) in enumerate(zip(parts, titles, strict=True), 1)
        ]

    monkeypatch.setattr("ingest.pipeline.read_documents", read_documents)


@pytest.fixture
def use_embedder(monkeypatch: pytest.MonkeyPatch) -> Callable[[Embedder | None], None]:
    """Lets a test say which embedder libraries load; none until it does."""

    def use(embedder: Embedder | None) -> None:
        monkeypatch.setattr("kb.keeper.load_embedder", lambda _: embedder)

    use(None)
    return use
