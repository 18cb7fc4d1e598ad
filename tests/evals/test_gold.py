"""The gold cases ask only for what the documents say."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.cases import GOLD, Case, load_suite
from evals.metrics import plain
from policies import folder
from tests.policies.restatement import normalise

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
HELD_OUT = GOLD.with_name("heldout")
SUITES = [load_suite(path) for path in sorted(GOLD.glob("*.jsonl"))]
ASKED = [case for suite in SUITES for case in suite.cases if case.question]


def _flat(text: str) -> str:
    return plain(normalise(text))


def _missing(case: Case, documents: list[str]) -> list[str]:
    """The citations wanted that no document could give: title and quote must stand in the same one."""
    return [
        f"{wanted.doc} | {wanted.quote}"
        for wanted in case.expect.cites
        if not any(_flat(wanted.doc) in text and _flat(wanted.quote) in text for text in documents)
    ]


def test_ids_are_unique_over_all_suites() -> None:
    """A failure is reported by its id, so two cases may not share one."""
    ids = [case.id for suite in SUITES for case in suite.cases]
    assert len(ids) == len(set(ids))


def test_refusals_are_many_enough() -> None:
    """Inventing an answer is the worst fault, so no small set can measure it."""
    refused = [case for case in ASKED if case.expect.status == "not_covered"]
    assert len(ASKED) >= 130
    assert len(refused) >= 35


def test_every_answer_expected_names_its_document() -> None:
    """An answer without a citation is worth nothing; a case that wants none would let it pass."""
    loose = [case.id for case in ASKED if case.expect.status != "not_covered" and not case.expect.cites]
    assert not loose


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_citations_stand_in_the_shipped_documents(suite) -> None:
    """A case that no restatement can answer is wrong, not hard."""
    documents = [_flat(path.read_text(encoding="utf-8")) for path in folder().glob("*.md")]
    wrong = {case.id: _missing(case, documents) for case in suite.cases if _missing(case, documents)}
    assert not wrong


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_citations_stand_in_the_originals(suite) -> None:
    """The same cases judge the restatements and the originals."""
    if not SEEDS.is_dir():
        pytest.skip("the source documents (../shared/seeds) are not on this machine")
    documents = [_flat(path.read_text(encoding="utf-8")) for path in SEEDS.glob("*.txt")]
    wrong = {case.id: _missing(case, documents) for case in suite.cases if _missing(case, documents)}
    assert not wrong


@pytest.mark.parametrize("path", sorted(HELD_OUT.glob("*.jsonl")), ids=lambda path: path.stem)
def test_held_out_citations_stand_in_the_held_out_documents(path: Path) -> None:
    """The set that nobody tunes on is judged by the same rule."""
    documents = [_flat(file.read_text(encoding="utf-8")) for file in (HELD_OUT / "docs").iterdir()]
    wrong = {case.id: _missing(case, documents) for case in load_suite(path).cases}
    assert not {name: missing for name, missing in wrong.items() if missing}
