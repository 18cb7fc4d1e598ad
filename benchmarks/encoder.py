"""Measures what ships but for the questions it was fitted to: lexical, dense and fused search.

Usage: python benchmarks/encoder.py --data ../shared/data [--work build/train] [--dump FILE]

STARD's training questions are cut into five folds; questions that share an article share a fold, so that no
held-out question has an article that a training question had. The table fitted on statutes is taken from
`--work` (made there when missing) and fitted to the other folds' questions each time. The vocabulary has
seen the words of all questions; the vectors have not. Passages are all national articles and the gold ones.
Words are searched by the library's own index, as it is asked.
PolicyBench is judged on the recipe fitted to all questions: passages are the explanations, the policy's name
is taken out of the question.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from kb.embed import StaticEmbedder
from kb.lexical import LexicalIndex
from kb.passage import PLACES, Passage
from kb.question import understand
from kb.retrieve import query
from kb.train import Recipe, finish, pretrained
from kb.training.fit import Table
from kb.training.lexical import Bm25
from kb.training.measure import METRICS, Ranking, fused, interval, judged, shipped
from kb.training.pairs import encode
from kb.training.questions import folds
from kb.training.statutes import Article
from kb.training.tune import hard_negatives, tune

WEIGHTS = (0.2, 0.3, 0.4, 0.5, 0.6)
_DEPTH = 1000
Row = tuple[Ranking, Ranking, list[int], Sequence[int]]
"""Lexical and dense ranking, gold places, and the document of each place."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/train"))
    parser.add_argument("--dump", type=Path, help="where to keep the rankings, for other rules of fusion")
    parser.add_argument("--model", type=Path, default=Path("kb/model"), help="timed where it exists")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = Recipe()
    table, statutes, tokenizer, questions = pretrained(options.data, options.work, recipe)
    places = [place for place, article in enumerate(statutes.articles) if article.national]
    texts = [statutes.articles[place].passage for place in places]
    lexical = Bm25(texts)
    negatives = hard_negatives(questions, statutes, places, lexical)
    asked = encode(tokenizer, [question.text for question in questions])
    within = {statutes.articles[place].name: number for number, place in enumerate(places)}
    passages = [statutes.passage(place) for place in places]
    statute = {
        title: number for number, title in enumerate(dict.fromkeys(a.title for a in statutes.articles))
    }
    of_statute = [statute[statutes.articles[place].title] for place in places]
    found = library_bm25(
        [statutes.articles[place] for place in places], [question.text for question in questions]
    )

    rows: dict[int, Row] = {}
    for number, held in enumerate(folds(questions, 5)):
        others = [index for index in range(len(questions)) if index not in set(held)]
        tuned = tune(
            table,
            statutes,
            [questions[index] for index in others],
            [asked[index] for index in others],
            [negatives[index] for index in others],
            steps=recipe.tuning_steps,
            rate=recipe.tuning_rate,
            seed=recipe.seed + number,
        )
        cosines = tuned.vectors([asked[index] for index in held]) @ tuned.vectors(passages).T
        for index, scores in zip(held, cosines, strict=True):
            gold = [within[name] for name in sorted(questions[index].gold)]
            rows[index] = (found[index], Ranking.of(scores), gold, of_statute)
    unseen = [rows[index] for index in range(len(questions))]
    shared = Counter(name for question in questions for name in question.gold)
    alone = [all(shared[name] == 1 for name in question.gold) for question in questions]
    show("STARD, articles of held-out questions not in training", unseen)
    show(
        "of these, articles that no other question has",
        [row for row, own in zip(unseen, alone, strict=True) if own],
    )

    tuned = finish(table, statutes, tokenizer, questions, recipe)
    policies = policy_rows(options.data / "policybench_zh_dev.jsonl.gz", tuned, tokenizer)
    show("PolicyBench, own explanation", policies)
    if options.dump:
        options.dump.write_bytes(pickle.dumps((unseen, alone, policies)))
    if options.model.exists():
        time_model(options.model, texts)


def policy_rows(path: Path, table: Table, tokenizer: Tokenizer) -> list[Row]:
    """PolicyBench's questions over all of its explanations, each a document of its own."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        kept = [row for row in map(json.loads, lines) if len(row.get("explanation") or "") > 1]
    texts = list(dict.fromkeys(row["explanation"] for row in kept))
    place = {text: number for number, text in enumerate(texts)}
    asked = [nameless(row["question"], row["policy_name"]) for row in kept]
    lexical = library_bm25([Article(str(n), "", "", text) for n, text in enumerate(texts)], asked)
    vectors, queries = (
        table.vectors([ids if len(ids) else np.zeros(1, np.int64) for ids in encode(tokenizer, side)])
        for side in (texts, asked)
    )
    return [
        (ranking, Ranking.of(vectors @ query), [place[row["explanation"]]], range(len(texts)))
        for row, ranking, query in zip(kept, lexical, queries, strict=True)
    ]


def library_bm25(articles: Sequence[Article], asked: Sequence[str]) -> list[Ranking]:
    """The lexical side as it ships, places counted in the order of the articles. A title is searched as well,
    if it is one: PolicyBench's are numbers."""
    of: dict[str, list[int]] = {}
    for place, article in enumerate(articles):
        of.setdefault(article.title, []).append(place)
    documents = {
        number: [
            Passage(
                f"d{number}", str(place), title if articles[place].number else "", "",
                f"{articles[place].heading} {articles[place].number}".strip(), "", articles[place].text,
            )
            for place in places
        ]
        for number, (title, places) in enumerate(of.items())
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="youju-bench-", ignore_cleanup_errors=True) as folder:
        index = LexicalIndex(Path(folder))
        index.add(documents)
        found = []
        for text in asked:
            words, others = query(understand(text))
            ranking = index.search(words, others=others, limit=_DEPTH)
            places = [
                int(documents[place // PLACES][place % PLACES].clause_id) for place in ranking.places.tolist()
            ]
            found.append(Ranking.at(np.array(places, np.int64), ranking.scores.astype(np.float32)))
    return found


def nameless(question: str, name: str) -> str:
    """The question without the policy's name."""
    return re.sub(r"《\s*》", "", question.replace(name, "")).strip()


def show(title: str, rows: Sequence[Row]) -> None:
    """One line a retriever: each metric's mean with its 95% interval."""
    print(f"\n{title}: {len(rows)} questions\n{'':12}" + "".join(f"{metric:>22}" for metric in METRICS))
    ways: list[tuple[str, Callable[[Row], np.ndarray]]] = [
        ("BM25", lambda row: row[0].places),
        ("dense", lambda row: row[1].places),
        *((f"fused {weight}", lambda row, w=weight: fused(row[0], row[1], w)) for weight in WEIGHTS),
        ("shipped", lambda row: shipped(row[0], row[1], row[3])),
    ]
    for name, way in ways:
        values = np.array([judged(way(row), row[2]) for row in rows])
        cells = ["{:.3f} [{:.3f}, {:.3f}]".format(*interval(column)) for column in values.T]
        print(f"{name:12}" + "".join(f"{cell:>22}" for cell in cells), flush=True)


def time_model(folder: Path, texts: Sequence[str]) -> None:
    """Load time and texts a second by numpy alone."""
    start = time.perf_counter()
    model = StaticEmbedder(folder)
    loaded = time.perf_counter() - start
    sample = texts[:20_000]
    start = time.perf_counter()
    model.embed(sample)
    rate = len(sample) / (time.perf_counter() - start)
    print(f"\n{folder}: loaded in {loaded:.3f} s, {rate:,.0f} passages/s")


if __name__ == "__main__":
    main()
