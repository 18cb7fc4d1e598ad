"""Vectors in flat files: the nearest are found, removed ones never, and a killed write leaves no trace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb import flat
from kb.errors import IndexUnavailable
from kb.flat import FlatVectors
from kb.index import Vectors
from kb.ledger import Ledger


def unit(rows: int, seed: int = 0, dimension: int = 64) -> Vectors:
    """Random vectors of length 1."""
    drawn = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    found: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return found


def store(folder: Path, dimension: int = 64) -> tuple[FlatVectors, Ledger]:
    """A store in a folder, its documents entered as an index does."""
    ledger = Ledger(folder)
    names = [f"d{n}" for n in range(100)]
    ledger.enter(ledger.reserve(names), {name: [f"c{n}" for n in range(5)] for name in names})
    return FlatVectors(folder, ledger, "m", dimension), ledger


def nearest(
    found: FlatVectors, ledger: Ledger, vector: Vectors, limit: int, documents: set[str] | None = None
) -> list[tuple[str, float]]:
    """Keys with cosines."""
    ranking = found.search(vector, limit=limit, documents=documents)
    names = [name or "" for name in ledger.names(ranking.places.tolist())]
    return list(zip(names, ranking.scores.tolist(), strict=True))


def keys(count: int, each: int = 5) -> list[str]:
    """Keys of documents with so many clauses each."""
    return [f"d{n // each}#c{n % each}" for n in range(count)]


@pytest.mark.parametrize("dimension", [64, 100, 256])
def test_the_bits_lead_to_what_is_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dimension: int
) -> None:
    """Where bits choose whom to compare, a stored vector still finds itself first."""
    monkeypatch.setattr(flat, "COMPARED", 20)
    vectors = unit(300, dimension=dimension)
    found, ledger = store(tmp_path, dimension)
    found.add(keys(300), vectors)
    for row in (0, 7, 299):
        (best, cosine), *_ = nearest(found, ledger, vectors[row], limit=3)
        assert best == keys(300)[row]
        assert cosine == pytest.approx(1.0, abs=2e-3)


def test_a_scope_and_a_removal_hold(tmp_path: Path) -> None:
    """Only the documents named are looked in, and what was removed is gone, also from the files in the end."""
    found, ledger = store(tmp_path)
    found.add(keys(50), unit(50))
    assert {
        key.partition("#")[0]
        for key, _ in nearest(found, ledger, unit(1, 3)[0], limit=50, documents={"d1", "d7"})
    } == {
        "d1",
        "d7",
    }
    found.remove({"d1", "unknown"})
    assert len(nearest(found, ledger, unit(1, 3)[0], limit=50)) == 45
    assert nearest(found, ledger, unit(1, 3)[0], limit=50, documents={"d1"}) == []
    assert ledger.rows_end("m") == 50


def test_files_are_rewritten_when_most_of_them_is_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Removing much makes the files small again, and every vector left is still its clause's."""
    monkeypatch.setattr(flat, "_SPARE", 10)
    vectors = unit(100)
    found, ledger = store(tmp_path)
    found.add(keys(100), vectors)
    found.remove({f"d{n}" for n in range(0, 15)})
    assert ledger.rows_end("m") == 25
    assert sum(file.stat().st_size for file in tmp_path.glob("rows-*")) == 25 * 128
    for row in range(75, 100):
        assert nearest(found, ledger, vectors[row], limit=1)[0][0] == keys(100)[row]
    ledger.enter(ledger.reserve(["d0"]), {"d0": ["new"]})
    found.add(["d0#new"], vectors[:1])
    assert nearest(found, ledger, vectors[0], limit=1)[0][0] == "d0#new"


def test_what_a_killed_process_left_is_written_over(tmp_path: Path) -> None:
    """Rows that the ledger never heard of, half a row among them, are nobody's."""
    vectors = unit(10)
    found, ledger = store(tmp_path)
    found.add(keys(5), vectors[:5])
    for file in tmp_path.glob("*-*.0"):
        with file.open("ab") as stream:
            stream.write(b"left over")
    again = FlatVectors(tmp_path, ledger, "m", 64)
    again.add([f"d1#c{n}" for n in range(5)], vectors[5:])
    assert len(nearest(again, ledger, vectors[5], limit=20)) == 10
    assert nearest(again, ledger, vectors[5], limit=1)[0][0] == "d1#c0"


def test_another_instance_sees_what_was_written(tmp_path: Path) -> None:
    """A reader that is told to reload finds what another has added."""
    vectors = unit(10)
    writer, ledger = store(tmp_path)
    reader = FlatVectors(tmp_path, ledger, "m", 64)
    assert nearest(reader, ledger, vectors[0], limit=1) == []
    writer.add(keys(10), vectors)
    reader.reload()
    assert nearest(reader, ledger, vectors[9], limit=1)[0][0] == "d1#c4"


def test_a_lost_file_says_what_to_do(tmp_path: Path) -> None:
    """Files that are shorter than the ledger says are an error that names `youju rebuild`."""
    found, ledger = store(tmp_path)
    found.add(keys(10), unit(10))
    next(tmp_path.glob("rows-*")).write_bytes(b"")
    with pytest.raises(IndexUnavailable, match="rebuild"):
        FlatVectors(tmp_path, ledger, "m", 64).search(unit(1)[0], limit=1)
