"""Words across a break: told by jieba, whose compiled dictionary nobody else can plant."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import words


@pytest.fixture
def fresh() -> Iterator[None]:
    """A segmenter made anew, before and after."""
    words._segmenter.cache_clear()
    yield
    words._segmenter.cache_clear()


def test_a_word_cut_in_two_is_seen() -> None:
    """规划 across a break is one word; two words that meet at it are not."""
    assert words.word_across("要优化规", "划的调整")
    assert not words.word_across("要优化规划", "调整用地")
    assert not words.word_across("2024", "年度")


@pytest.mark.usefixtures("fresh")
def test_the_dictionary_is_kept_where_only_the_user_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is loaded by marshal never comes from the shared temporary folder."""
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "jieba.cache").write_bytes(b"planted")
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(tmp_path / "own"))
    assert words.word_across("要优化规", "划的调整")
    assert (tmp_path / "own" / "jieba.cache").is_file()
    assert os.name != "posix" or (tmp_path / "own").stat().st_mode & 0o077 == 0
    assert (shared / "jieba.cache").read_bytes() == b"planted"
