"""An upload keeps its file as long as its documents, and never pushes another out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.fake_library import FakeLibrary
from ui.uploads import Uploads


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path / "kb")


def upload(tmp_path: Path, text: str, name: str = "通知.txt") -> Path:
    folder = tmp_path / f"upload{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def kept(library: FakeLibrary) -> list[str]:
    return sorted(path.name for path in library.path.rglob("*") if path.is_file())


def test_a_file_is_read_and_kept(tmp_path: Path, library: FakeLibrary) -> None:
    """The outcome names the file as the user does; the temporary one is gone."""
    came = upload(tmp_path, "甲办法\n一条")
    outcome = Uploads(library).take(came)
    assert (outcome.path, outcome.action) == ("通知.txt", "read")
    assert kept(library) == ["通知.txt"]
    assert not came.exists()


def test_a_failure_is_told_and_not_kept(tmp_path: Path, library: FakeLibrary) -> None:
    """The reason reaches the user, the file does not stay."""
    outcome = Uploads(library).take(upload(tmp_path, "坏"))
    assert outcome.action == "failed"
    assert "需要密码" in outcome.reason
    assert kept(library) == []


def test_another_file_of_the_same_name_replaces_nothing(tmp_path: Path, library: FakeLibrary) -> None:
    """Two departments may each have a 通知.txt; the user is told of the namesake."""
    uploads, before = Uploads(library), len(library.held)
    uploads.take(upload(tmp_path, "甲办法"))
    outcome = uploads.take(upload(tmp_path, "乙办法"))
    assert len(library.held) == before + 2
    assert kept(library) == ["通知.txt", "通知.txt"]
    assert "同名" in outcome.warnings[0]


def test_the_same_file_twice_is_one(tmp_path: Path, library: FakeLibrary) -> None:
    """Said so, and kept once."""
    uploads = Uploads(library)
    uploads.take(upload(tmp_path, "甲办法"))
    assert uploads.take(upload(tmp_path, "甲办法")).action == "skipped"
    assert kept(library) == ["通知.txt"]


def test_a_removed_document_takes_its_file_along(tmp_path: Path, library: FakeLibrary) -> None:
    """Nothing of it stays on disk."""
    uploads = Uploads(library)
    outcome = uploads.take(upload(tmp_path, "甲办法"))
    uploads.forget(library.remove(outcome.documents[0][0]))
    assert kept(library) == []


def test_a_full_disk_is_a_reason(tmp_path: Path, library: FakeLibrary) -> None:
    """A folder that cannot be made ends in a message, not in an error page."""
    library.path.parent.mkdir(exist_ok=True)
    library.path.write_text("a file where the folder should be")
    outcome = Uploads(library).take(upload(tmp_path, "甲办法"))
    assert outcome.action == "failed"
    assert "存不下" in outcome.reason
