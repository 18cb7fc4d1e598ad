"""A library on Milvus (Lite here): the same answers as on this machine alone, and plain words where it fails."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import IndexUnavailable
from kb.library import Library

POLICY = "某市零星用地办法\n第一条 零星建设用地单宗面积不超过4亩。\n第二条 新建厂房容积率不低于1.6。\n"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library whose index is a Milvus Lite file, with one policy."""
    pytest.importorskip("milvus_lite", reason="没有安装 milvus 组件")
    monkeypatch.setenv("YOUJU_INDEX", str(tmp_path / "milvus.db"))
    (tmp_path / "办法.txt").write_text(POLICY)
    with Library.open(tmp_path / "kb") as made:
        made.add(tmp_path / "办法.txt")
        yield made


def test_an_answer_comes_from_milvus(library: Library) -> None:
    """With YOUJU_INDEX set, a question is answered with its clause, and nothing is indexed locally."""
    answer = library.ask("零星建设用地单宗最多几亩？")
    assert answer.status == "answered"
    assert [(value.op, value.value, value.unit) for value in answer.values] == [("<=", 4.0, "亩")]
    assert not list(library.path.glob("index-*"))


def test_it_is_built_anew_and_emptied(library: Library) -> None:
    """`rebuild` makes new collections and drops the old ones; a removed document is found no more."""
    library.rebuild()
    assert library.ask("新建厂房容积率不低于多少？").values[0].value == 1.6
    library.remove("某市零星用地办法")
    assert library.search("容积率") == []


def test_a_missing_component_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pymilvus the message says which component to install."""
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("pymilvus"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setenv("YOUJU_INDEX", "http://127.0.0.1:1")
    monkeypatch.setattr(builtins, "__import__", without)
    with Library.open(tmp_path) as made, pytest.raises(IndexUnavailable, match=r"youju\[milvus\]"):
        made.rebuild()


@given(st.lists(st.text(min_size=1, max_size=6), max_size=20))
def test_terms_stay_apart_and_whole(found: list[str]) -> None:
    """Encoded terms are words of letters and digits, each the same for the same term and for no other."""
    from kb.milvus import encoded

    words = encoded(found).split()
    assert len(words) == len(found)
    assert all(word.isascii() and word.isalnum() for word in words)
    assert len(set(words)) == len(set(found))


def test_a_clause_too_long_for_a_field_is_still_found_by_its_end() -> None:
    """Where a clause has more terms than a field holds, repeats go first."""
    from kb.milvus import encoded

    words = encoded(["面积"] * 20_000 + ["尾声"]).split()
    assert words == encoded(["面积", "尾声"]).split()
