"""What must not be 符合, made from what is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evals.mutations import CASES, Mutation, cases, mutations
from kb.finding import Check
from kb.library import Library

_EVERY = 8
"""Of the mutations every eighth is tried here; `python -m evals.mutations` tries them all."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A knowledge base of the invented documents."""
    with Library.open(tmp_path_factory.mktemp("mutations")) as opened:
        assert not opened.add(CASES / "docs").by("failed")
        yield opened


def _tried(library: Library) -> Iterator[tuple[str, Mutation, Check, Check]]:
    place = 0
    for case in cases():
        before = library.check(case.description, as_of=case.as_of)
        for mutation in mutations(case.description, before):
            place += 1
            if place % _EVERY == 0:
                after = library.check(mutation.text, as_of=case.as_of)
                yield case.id, mutation, before, after


def test_no_pass_without_its_ground_and_no_change_without_a_cause(library: Library) -> None:
    """A number against its bound, or taken out, never leaves 符合; a sentence beside changes no verdict."""
    kinds, broken = set(), []
    for case, mutation, before, after in _tried(library):
        kinds.add(mutation.kind)
        if not mutation.kept(before, after):
            broken.append((case, mutation.kind, mutation.what, before.verdict, after.verdict))
    assert kinds == {"violated", "source violated", "unreached", "removed", "beside"}
    assert not broken
