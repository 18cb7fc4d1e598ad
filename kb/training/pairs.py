"""Pairs of texts that belong together, drawn from statutes: what an encoder can learn without questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from kb.training.statutes import Article

Ids = npt.NDArray[np.int64]
_NUMBER = r"第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?"
_CITED = re.compile(
    rf"(?:《(?P<title>[^《》]{{2,60}})》(?:（[^）]*）)?|本[法例]|本条例)(?P<number>{_NUMBER})"
)
# Words that make a question of anything: an encoder must learn to look through them.
_ASKING = (
    "吗", "怎么办", "如何", "什么", "是什么", "哪些", "有哪些", "可以", "可以吗", "是否", "怎么", "怎样", "需要", "能不能",
    "多少", "多久", "应该", "谁", "我", "我们", "请问", "想", "现在", "会", "能", "要", "有没有", "行吗", "什么样的", "为什么",
    "怎么处理", "如何处理", "怎么认定", "如何认定", "合法吗", "有效吗", "该怎么办", "什么情况下", "什么时候", "包括哪些",
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[。；！？])|\n")


@dataclass(frozen=True, slots=True)
class Pair:
    """Piece ids of a text that asks and of the one that answers; pairs of one group are never negatives."""

    query: Ids
    passage: Ids
    group: int


class Statutes:
    """Articles as piece ids, and pairs drawn from them.

    Args:
        articles: in the order of their statutes, so that neighbours are neighbours.
        tokenizer: whose ids the pairs hold.
    """

    def __init__(self, articles: Sequence[Article], tokenizer: Tokenizer) -> None:
        self.articles = articles
        heads = {words for article in articles for words in (article.title, article.heading, article.number)}
        self._head = _encode_all(tokenizer, sorted(heads))
        split = [[part for part in _SENTENCE.split(article.text) if part.strip()] for article in articles]
        flat = [part for parts in split for part in parts]
        ids = encode(tokenizer, flat)
        self._sentences: list[list[Ids]] = []
        start = 0
        for parts in split:
            self._sentences.append([row for row in ids[start : start + len(parts)] if len(row)])
            start += len(parts)
        titles = {title: place for place, title in enumerate(dict.fromkeys(a.title for a in articles))}
        self._statute = np.array([titles[article.title] for article in articles])
        self._members = np.split(
            np.argsort(self._statute, kind="stable"), np.cumsum(np.bincount(self._statute))[:-1]
        )
        self._asking = [ids for ids in encode(tokenizer, _ASKING) if len(ids)]
        self._cited = _citations(articles)
        self._usable = np.array([place for place, rows in enumerate(self._sentences) if rows])

    def body(self, place: int) -> Ids:
        """The article's words."""
        rows = self._sentences[place]
        return np.concatenate(rows) if rows else np.zeros(0, np.int64)

    def passage(self, place: int) -> Ids:
        """Title, headings, number and words: what is indexed."""
        article = self.articles[place]
        heads = [self._head[words] for words in (article.title, article.heading, article.number)]
        return np.concatenate([*heads, self.body(place)])

    def draw(self, count: int, random: np.random.Generator) -> list[Pair]:
        """About `count` pairs: spans and sentences against their article, halves, headings, neighbours.

        Half of the articles come from few statutes, so that the rest of the batch are hard negatives.
        """
        spread = random.choice(self._usable, min(count // 2, len(self._usable)), replace=False)
        near: list[int] = []
        while len(near) < count - count // 2:
            members = self._members[random.integers(len(self._members))]
            near.extend(random.permutation(members)[:24].tolist())
        places = dict.fromkeys([*spread.tolist(), *near])
        pairs = [self._pair(place, random) for place in places if self._sentences[place]]
        return [
            Pair(self._asked(pair.query, random), pair.passage, pair.group)
            for pair in pairs
            if len(pair.query) and len(pair.passage)
        ]

    def _asked(self, query: Ids, random: np.random.Generator) -> Ids:
        """Now and then dressed as a question."""
        if random.random() < 0.6:
            return query
        words = [self._asking[random.integers(len(self._asking))] for _ in range(random.integers(1, 4))]
        return np.concatenate([*words, query])

    def _pair(self, place: int, random: np.random.Generator) -> Pair:
        kind = random.random()
        rows = self._sentences[place]
        article = self.articles[place]
        title, heading = self._head[article.title], self._head[article.heading]
        body = self.body(place)
        number = self._head[article.number]
        prefix = [title, heading, number] if random.random() < 0.5 else []
        if kind < 0.15:  # headings with a few of the article's words against its words
            query = np.concatenate([title, heading, _span(body, random, 6)])
            return Pair(dropped(query, random), body, place)
        if kind < 0.25:  # the next article of the statute
            after = place + 1
            if after < len(self.articles) and self._statute[after] == self._statute[place]:
                return Pair(_span(self.body(after), random, 30), body, place)
        if kind < 0.35 and place in self._cited:  # an article against one that it cites
            cited = self._cited[place]
            target = cited[random.integers(len(cited))]
            if self._sentences[target]:
                return Pair(dropped(body, random, 0.3), self.passage(target), target)
        if kind < 0.45 and len(rows) > 1:  # halves
            cut = int(random.integers(1, len(rows)))
            first, second = np.concatenate(rows[:cut]), np.concatenate(rows[cut:])
            return Pair(first, np.concatenate([*prefix, second]), place)
        if kind < 0.70 and len(rows) > 1:  # one sentence against the others
            chosen = int(random.integers(len(rows)))
            rest = [row for number, row in enumerate(rows) if number != chosen or random.random() < 0.2]
            if rest:
                return Pair(dropped(rows[chosen], random), np.concatenate([*prefix, *rest]), place)
        query = _span(body, random, 16)  # a few words, as a question has, out of the article
        kept = body if random.random() < 0.5 else dropped(body, random, 0.4)
        return Pair(dropped(query, random), np.concatenate([*prefix, kept]), place)


def _citations(articles: Sequence[Article]) -> dict[int, list[int]]:
    """For each article's place, the places of the articles that it cites by title and number."""
    places = {article.name: place for place, article in enumerate(articles)}
    found: dict[int, list[int]] = {}
    for place, article in enumerate(articles):
        cited = []
        for match in _CITED.finditer(article.text):
            named = Article(match["title"] or article.title, "", match["number"], "").name
            if (target := places.get(named, place)) != place:
                cited.append(target)
        if cited:
            found[place] = cited
    return found


def _span(ids: Ids, random: np.random.Generator, most: int) -> Ids:
    length = int(random.integers(min(4, most), most + 1))
    start = int(random.integers(max(len(ids) - length, 0) + 1))
    return ids[start : start + length]


def dropped(ids: Ids, random: np.random.Generator, share: float = 0.2) -> Ids:
    """The ids, each left out with this chance; all of them where none would stay."""
    kept = ids[random.random(len(ids)) >= share]
    return kept if len(kept) else ids


def _encode_all(tokenizer: Tokenizer, texts: Sequence[str]) -> dict[str, Ids]:
    return dict(zip(texts, encode(tokenizer, texts), strict=True))


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    """The piece ids of each text."""
    rows = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [np.array(row.ids, dtype=np.int64) for row in rows]
