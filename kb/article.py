"""Article: a clause asked for by its number, not by its matter."""

from __future__ import annotations

import re
from typing import Final

from ingest.numerals import parse_numeral
from ingest.span import Span
from kb.compose import Writer
from kb.coverage import share
from kb.entry import Entry
from kb.question import Question
from kb.reading import named as called
from kb.retrieve import Shelf, by_title, named

ARTICLE: Final = re.compile(r"第([〇零一二三四五六七八九十百千0-9]+)[条章款]")
_ASKS: Final = frozenset({"how", "list", "", "value"})
_CALLED: Final = 0.5
"""Share of the other words of a question for an article that its document's name must hold."""
_LENGTH: Final = 1_500
"""Characters of an article that are quoted at most."""


def article(
    shelf: Shelf, writer: Writer, question: Question, earlier: Entry | None
) -> tuple[str, Entry] | None:
    """An article asked for by its number, quoted whole, and the document that it is of.

    None where the question asks for no article, or it is not clear of which document.

    Args:
        shelf: the library.
        writer: takes the citation.
        question: "条例第六条是什么内容".
        earlier: the document that answered the question before.
    """
    match = ARTICLE.search(question.text)
    number = parse_numeral(match[1]) if match and match[0][-1] == "条" else None
    if number is None or question.asks not in _ASKS:
        return None
    held = named(question, shelf.entries())
    found = []
    for entry in shelf.entries():
        if (held and entry.id not in held) or (
            not held and question.refers and earlier and entry.id != earlier.id
        ):
            continue
        document = shelf.document(entry.id)
        for clause in document.clauses:
            last = clause.path.steps[-1]
            if (last.kind, last.number, last.insert) == ("article", number, 0):
                found.append((share(question.content, called(document)), document, clause))
    if not found or (len(found) > 1 and not held and max(found, key=lambda row: row[0])[0] < _CALLED):
        return None
    _, document, clause = max(found, key=lambda row: row[0])
    quote = Span(clause.span.start, min(clause.span.end, clause.span.start + _LENGTH))
    n = writer.mark(document, clause, quote)
    return f"{quote.of(document.text).strip()}[{n}]", writer.entry(document.id)


def names_article(shelf: Shelf, question: Question) -> bool:
    """Whether a question asks for an article of a document that is here: then nothing else may answer it."""
    match = ARTICLE.search(question.text)
    if match is None or match[0][-1] != "条" or question.asks not in _ASKS:
        return False
    return bool(named(question, shelf.entries())) or by_title(question, shelf.entries())[1] >= _CALLED
