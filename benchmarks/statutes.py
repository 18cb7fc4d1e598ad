"""The articles of the collection of laws, each with the path of its law and its number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

_ARTICLE = re.compile(r"^(第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)\s+(?=\S)", re.M)


def articles(laws: Iterable[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], str]]:
    """((path of the law, 第N条), text without its number) of every article, in order.

    Args:
        laws: rows of `laws.jsonl.gz`: path, text in Markdown.
    """
    for law in laws:
        text = law["text"].partition("<!-- INFO END -->")[2] or law["text"]
        text = re.sub(r"^#.*$", "", text, flags=re.M)
        starts = list(_ARTICLE.finditer(text))
        for number, match in enumerate(starts):
            end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
            yield (law["path"], match[1]), text[match.end() : end].strip()
