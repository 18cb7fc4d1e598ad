"""How far the confidence can be trusted: `python -m benchmarks.confidence [--fit] [--data PATH]`.

The library holds the explanations of PolicyBench's first level, one document a policy. Each question whose
explanation is there is asked twice: of the whole library, and with its explanation (and whatever repeats most
of it) hidden from the search. The best clause answers where it is the explanation. Policies are parted into
two halves by a hash of their names: `--fit` fits the weights on the first and writes them to
`kb/confidence.toml`; what is printed is measured on the second. Shown are the reliability curve with its
expected calibration error (Naeini et al., AAAI 2015), and what the "not covered" decision would gain or lose
by asking for some confidence too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from tqdm import tqdm

from benchmarks.policybench import DATA, Row, _develops, _library, _texts
from kb.answer import _ranked
from kb.confidence import FITTED, Signs, likelihood, signs
from kb.entry import Entry
from kb.judge import judge
from kb.library import Library
from kb.passage import Hit
from kb.question import understand
from kb.retrieve import named, retrieve

_DAY = date(2026, 1, 1)
_REPEATS = 0.6
"""Share of an explanation's pairs of characters from which on another clause says the same."""
_LEAST = 8  # characters of an explanation that can be told from others
_HEAD = """\
# Weights of the confidence (kb/confidence.py): a logistic model of whether the best clause answers.
# Made by `python -m benchmarks.confidence --fit` on {n} questions ({policies} policies) of policybench_zh_dev,
# each asked with its explanation in the library and with it hidden, by logistic regression with a ridge of {ridge}.
"""
_RIDGE = 1.0


@dataclass
class Hidden:
    """A library some of whose clauses the search does not find."""

    library: Library
    keys: frozenset[str] = field(default_factory=frozenset)

    def entries(self) -> Sequence[Entry]:
        """See `kb.retrieve.Shelf`."""
        return self.library.entries()

    def document(self, document_id: str):
        """See `kb.retrieve.Shelf`."""
        return self.library.document(document_id)

    def search(
        self, query: str, *, limit: int, others: str = "", documents: frozenset[str] | None = None
    ) -> list[Hit]:
        """See `kb.retrieve.Shelf`."""
        deep = limit + len(self.keys)
        hits = self.library.search(query, others=others, limit=deep, documents=documents)
        return [hit for hit in hits if hit.key not in self.keys][:limit]


@dataclass(frozen=True)
class Case:
    """One asking: what spoke for the best clause, and whether it answers."""

    told: Signs
    right: bool
    present: bool
    develops: bool


def asked(shelf: Hidden, row: Row, gold: frozenset[str]) -> tuple[Signs, bool] | None:
    """What speaks for the best clause, and whether it is among the gold ones; None where nothing is found."""
    question = understand(row["question"])
    candidates = retrieve(shelf, question)
    ranked = _ranked(question, candidates, _DAY)
    verdict = judge(question, ranked, located=bool(named(question, shelf.entries())))
    told = signs(ranked, verdict, candidates)
    best = next(iter((*verdict.evidence, *ranked)), None)
    return (told, f"{best.document.id}#{best.clause.id}" in gold) if told and best else None


def cases(library: Library, rows: Sequence[Row]) -> list[Case]:
    """Every question asked with and without what answers it."""
    clauses = {
        f"{entry.id}#{clause.id}": _pairs(clause.own.of(document.text))
        for entry in library.entries()
        for document in [library.document(entry.id)]
        for clause in document.clauses
    }
    found = []
    for row in tqdm(rows, file=sys.stderr, disable=None):
        wanted = _pairs(row["explanation"])
        gold = frozenset(
            key for key, pairs in clauses.items() if len(wanted & pairs) >= _REPEATS * len(wanted)
        )
        for hidden in (frozenset(), gold):
            result = asked(Hidden(library, hidden), row, gold) if gold else None
            if result:
                found.append(Case(*result, present=not hidden, develops=_develops(row)))
    return found


def fit(found: Sequence[Case]) -> tuple[float, list[float]]:
    """Intercept and weights of the logistic model of `Case.right`."""
    x = np.array([(1.0, *astuple(case.told)) for case in found])
    y = np.array([1.0 if case.right else -1.0 for case in found])

    def loss(w: np.ndarray) -> float:
        return float(np.logaddexp(0, -y * (x @ w)).sum() + _RIDGE / 2 * (w[1:] @ w[1:]))

    best = minimize(loss, np.zeros(x.shape[1]), method="BFGS").x
    return float(best[0]), [float(w) for w in best[1:]]


def write(found: Sequence[Case], policies: int) -> None:
    """Fit and keep the weights."""
    intercept, weights = fit(found)
    lines = [f"{name} = {weight:.4f}" for name, weight in zip(Signs.__slots__, weights, strict=True)]
    head = _HEAD.format(n=len(found) // 2, policies=policies, ridge=_RIDGE)
    FITTED.write_text(f"{head}intercept = {intercept:.4f}\n\n[weights]\n" + "\n".join(lines) + "\n", "utf-8")


def show(found: Sequence[Case]) -> None:
    """Print the reliability curve, and what thresholds would do to the decision."""
    given = np.array([likelihood(case.told) for case in found])
    right = np.array([case.right for case in found])
    print(f"{len(found)} askings of the held-out half; confidence, askings, mean confidence, share right")
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        within = (given >= low) & ((given < low + 0.1) | (low > 0.89))
        if within.any():
            said, was = given[within].mean(), right[within].mean()
            error += within.mean() * abs(said - was)
            print(
                f"  {low:.1f}–{low + 0.1:.1f} {within.sum():6} {said:7.3f} {was:7.3f} {'#' * round(40 * was)}"
            )
    print(f"expected calibration error {error:.3f}; Brier score {((given - right) ** 2).mean():.3f}")
    stands = np.array([case.told.stands > 0 for case in found])
    present = np.array([case.present for case in found])
    print("answered where     right clause  wrong clause  answered although hidden")
    for name, kept in [("rules alone", stands)] + [
        (f"and >= {at:.1f}", stands & (given >= at)) for at in (0.1, 0.2, 0.3, 0.4, 0.5)
    ]:
        shares = [(kept & which).sum() / present.sum() for which in (present & right, present & ~right)]
        print(
            f"{name:16} {shares[0]:13.3f} {shares[1]:13.3f} {(kept & ~present).sum() / (~present).sum():13.3f}"
        )


def _pairs(text: str) -> frozenset[str]:
    plain = "".join(letter for letter in text if letter.isalnum())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def main() -> int:
    """Measure, fit if asked to, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--fit", action="store_true", help="fit the weights anew and write them")
    parser.add_argument("--sample", type=int, help="so many questions only")
    given = parser.parse_args()
    if not given.data.is_file():
        print(f"skipped: {given.data} is not there", file=sys.stderr)
        return 0
    with gzip.open(given.data, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["level"] == 1]
    kept = [
        row
        for row in rows
        if row["question_type"] != "true_or_false" and len(row.get("explanation") or "") >= _LEAST
    ][: given.sample]
    with tempfile.TemporaryDirectory() as folder, _library(Path(folder) / "kb", _texts(rows)) as library:
        found = cases(library, kept)
    if given.fit:
        policies = {row["policy_name"] for row in kept if _develops(row)}
        write([case for case in found if case.develops], len(policies))
    show([case for case in found if not case.develops])
    return 0


if __name__ == "__main__":
    sys.exit(main())
