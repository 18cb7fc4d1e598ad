"""Question: a lay question with the articles that answer it, and folds that keep articles apart."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.training.statutes import Article

_NAME = re.compile(
    r"^(?P<title>.+?)(?P<number>第[零〇一二三四五六七八九十百千]+条(?:之[零〇一二三四五六七八九十百千]+)?)$"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question in lay words; `gold` are the names (`Article.name`) of the articles that answer it."""

    text: str
    gold: frozenset[str]


def read_questions(path: Path) -> tuple[list[Question], list[Article]]:
    """Questions and their gold articles from a `stard_train.jsonl.gz` (rows `问题`, `相关法规`).

    Raises:
        ValueError: an article's name does not end in 第N条.
    """
    questions: list[Question] = []
    articles: dict[str, Article] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            gold = []
            for name, text in row["相关法规"].items():
                parts = _NAME.match(name)
                if parts is None:
                    raise ValueError(f"{path}: no article number at the end of {name!r}")
                words = "\n".join(part.strip() for part in text.split("\n") if part.strip())
                article = Article(parts["title"], "", parts["number"], words)
                articles[article.name] = article
                gold.append(article.name)
            questions.append(Question(row["问题"].strip(), frozenset(gold)))
    return questions, list(articles.values())


def folds(questions: Sequence[Question], count: int, seed: int = 0) -> list[list[int]]:
    """Indices of the questions in `count` folds; questions that share an article share a fold.

    Groups of questions linked by articles are dealt out, the largest first, to the smallest fold.
    """
    parent = list(range(len(questions)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first: dict[str, int] = {}
    for index, question in enumerate(questions):
        for name in question.gold:
            parent[root(index)] = root(first.setdefault(name, index))
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(questions)):
        groups[root(index)].append(index)
    dealt = sorted(groups.values(), key=lambda group: group[0])
    random.Random(seed).shuffle(dealt)  # noqa: S311 - folds, not secrets
    dealt.sort(key=len, reverse=True)
    result: list[list[int]] = [[] for _ in range(count)]
    for group in dealt:
        min(result, key=len).extend(group)
    return [sorted(fold) for fold in result]
