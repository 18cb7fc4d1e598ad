"""Fusion: one ranking out of two, nothing lost."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.fusion import dense_weight, fuse_keys

ranked = st.dictionaries(
    st.sampled_from([f"{document}#{n}" for n in range(4) for document in "ab"]), st.floats(-1, 30), max_size=8
).map(lambda found: sorted(found.items(), key=lambda item: -item[1]))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(ranked, ranked)
def test_fusing_keeps_every_hit_in_order(
    lexical: list[tuple[str, float]], dense: list[tuple[str, float]]
) -> None:
    """Each passage found comes once, with what each side gave it; scores fall and are never negative."""
    hits = fuse_keys(lexical, dense)
    assert {hit.key for hit in hits} == {key for key, _ in [*lexical, *dense]}
    scores = [hit.score for hit in hits]
    assert len(scores) == len({hit.key for hit in hits})
    assert scores == sorted(scores, reverse=True)
    assert all(score >= -1e-9 for score in scores)
    assert {hit.key: hit.dense for hit in hits if hit.dense is not None} == dict(dense)


def test_one_side_alone_decides_where_the_other_is_silent() -> None:
    """Without dense hits the lexical order stands, and the reverse."""
    found = [("d#1", 9.0), ("d#2", 3.0)]
    assert [hit.key for hit in fuse_keys(found, [])] == ["d#1", "d#2"]
    assert [hit.key for hit in fuse_keys([], found)] == ["d#1", "d#2"]
    assert fuse_keys([], []) == []


def test_words_that_stand_out_make_the_dense_side_lighter() -> None:
    """Where one clause has the question's words and the tenth has few, meaning counts less."""
    flat = [10 - 0.1 * n for n in range(100)]
    steep = [10.0, 9.0, *(1.0 for _ in range(98))]
    assert dense_weight(steep) < dense_weight(flat)


def test_a_document_found_often_is_raised() -> None:
    """Of two clauses that fit alike, the one whose neighbours fit too comes first; a lone one is not lost."""
    lexical = [("a#1", 9.0), ("b#1", 9.0), ("b#2", 8.0), ("b#3", 7.0), ("c#1", 1.0)]
    assert [hit.key for hit in fuse_keys(lexical, [])][:2] == ["b#1", "a#1"]
