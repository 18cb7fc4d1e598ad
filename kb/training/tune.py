"""Fitting a table to questions: their articles against articles that only look like answers."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

import numpy as np
import torch

from kb.training.fit import Report, Table, contrast, fit
from kb.training.lexical import Bm25
from kb.training.pairs import Ids, Pair, Statutes, dropped
from kb.training.questions import Question

_BATCH = 128
_NEGATIVES = 4


def hard_negatives(
    questions: Sequence[Question], statutes: Statutes, places: Sequence[int], lexical: Bm25, count: int = 60
) -> list[list[int]]:
    """For each question the places of the articles that BM25 puts first, its gold articles left out.

    `lexical` searches the articles at `places`, in that order.
    """
    found = []
    for question in questions:
        best = np.argsort(-lexical.scores(question.text), kind="stable")[:count]
        ranked = [places[place] for place in best.tolist()]
        found.append([place for place in ranked if statutes.articles[place].name not in question.gold])
    return found


def tune(
    table: Table,
    statutes: Statutes,
    questions: Sequence[Question],
    asked: Sequence[Ids],
    negatives: Sequence[Sequence[int]],
    *,
    steps: int,
    rate: float,
    seed: int,
    report: Report | None = None,
) -> Table:
    """A copy of `table` fitted to the questions, whose piece ids are `asked`; `table` stays as it was."""
    tuned = copy.deepcopy(table)
    batches = _batches(statutes, questions, asked, negatives, np.random.default_rng(seed))

    def loss() -> torch.Tensor:
        return contrast(tuned, *next(batches))

    fit(tuned, loss, steps, rate, report)
    return tuned


def _batches(
    statutes: Statutes,
    questions: Sequence[Question],
    asked: Sequence[Ids],
    negatives: Sequence[Sequence[int]],
    random: np.random.Generator,
) -> Iterator[tuple[list[Pair], list[Ids]]]:
    """Batches without end: pairs of question and gold article, and passages that answer none of them.

    No article is gold for two questions of a batch, so that no answer is ever pushed away.
    """
    places = {article.name: place for place, article in enumerate(statutes.articles)}
    gold = [sorted(places[name] for name in question.gold) for question in questions]

    def words(place: int) -> Ids:
        return statutes.passage(place) if random.random() < 0.7 else statutes.body(place)

    while True:
        order = random.permutation(len(questions))
        for start in range(0, len(order), _BATCH):
            pairs: list[Pair] = []
            taken: set[int] = set()
            against: set[int] = set()
            for number in order[start : start + _BATCH].tolist():
                target = gold[number][random.integers(len(gold[number]))]
                if target in taken or not len(asked[number]):
                    continue
                taken.update(gold[number])
                against.update(random.permutation(negatives[number])[:_NEGATIVES].tolist())
                # A question's words are dropped by chance, so that no single word carries an article.
                query = dropped(asked[number], random, 0.4 * random.random())
                pairs.append(Pair(query, words(target), target))
            if len(pairs) > 1:
                yield pairs, [words(place) for place in sorted(against - taken)]
