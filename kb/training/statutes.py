"""Article: one 第N条 of a statute, cut out of the laws by its heading words."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_NUMERAL = "零〇一二三四五六七八九十百千"
_START = re.compile(rf"第[{_NUMERAL}]+条(?:之[{_NUMERAL}]+)?")
_HISTORY_END = "<!-- INFO END -->"
_LOCAL = ("DLC/", "地方")
_SHORT = re.compile(r"中华人民共和国|\s")


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a statute.

    Attributes:
        title: of the statute, as its file gives it.
        heading: the headings above the article (编, 章, 节), joined by spaces; may be "".
        number: such as 第二十条之一.
        text: the article's own words, number left off.
        national: False for a local regulation.
    """

    title: str
    heading: str
    number: str
    text: str
    national: bool = True

    @property
    def name(self) -> str:
        """Title and number without 中华人民共和国 and spaces: the same for two editions of a statute."""
        return _SHORT.sub("", self.title + self.number)

    @property
    def passage(self) -> str:
        """What is embedded and searched: title, headings, number and text, joined by spaces."""
        return " ".join(part for part in (self.title, self.heading, self.number, self.text) if part)


def read_laws(path: Path) -> list[Article]:
    """All articles of a `laws.jsonl.gz` (rows `path`, `title`, `date`, `text`), in the file's order.

    Where two editions of a statute have an article of the same number, the later one stays.
    """
    newest: dict[str, tuple[str, Article]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            national = not row["path"].startswith(_LOCAL)
            date = str(row.get("date") or "")
            for article in cut(row["text"], title=row["title"], national=national):
                held = newest.get(article.name)
                if held is None or held[0] <= date:
                    newest[article.name] = (date, article)
    return [article for _, article in newest.values()]


def cut(text: str, *, title: str = "", national: bool = True) -> Iterator[Article]:
    """The articles of one statute written as Markdown: `#` before headings, articles at line starts.

    The first `#` line is the statute's title (`title` where there is none), a second one names a part of
    it; what else stands before `<!-- INFO END -->` is its history and is left out.
    """
    history, mark, body = text.partition(_HISTORY_END)
    tops = [line.lstrip("#").strip() for line in history.split("\n") if line.startswith("#")] if mark else []
    title = tops[0] if tops else title
    headings = dict(enumerate(tops[1:2]))
    number = ""
    words: list[str] = []

    def finish() -> Iterator[Article]:
        if number and any(words):
            yield Article(title, " ".join(headings.values()), number, "\n".join(words), national)

    for raw in (body if mark else text).split("\n"):
        line = raw.strip()
        if line.startswith("#"):
            yield from finish()
            number, words = "", []
            depth = len(line) - len(line.lstrip("#"))
            headings = {level: above for level, above in headings.items() if level < depth}
            heading = " ".join(line.lstrip("#").split())
            if heading and heading != title:
                headings[depth] = heading
        elif start := _START.match(line):
            yield from finish()
            number, words = start.group(), [line[start.end() :].strip()]
        elif line and number:
            words.append(line)
    yield from finish()


def merged(articles: Iterable[Article], more: Iterable[Article]) -> list[Article]:
    """`articles` and those of `more`.

    An article of a name that is there already gets the text of the one in `more`, its heading kept.
    """
    held = {article.name: article for article in articles}
    for article in more:
        known = held.get(article.name)
        heading = known.heading if known else article.heading
        title = known.title if known else article.title
        held[article.name] = Article(title, heading, article.number, article.text, article.national)
    return list(held.values())
