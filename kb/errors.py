"""Everything that can go wrong in a knowledge base.

    KnowledgeError
    ├── SchemaTooNew         the catalog was written by a later version
    ├── CatalogDamaged       the catalog cannot be read
    ├── LibraryBusy          another process is changing the knowledge base
    ├── LibraryMissing       no knowledge base stands at the place named
    ├── LibraryUnwritable    the folder or the disk takes no more writes
    ├── DocumentUnknown      no document has that id or title
    ├── FaultUnknown         no suspected fault has that id
    ├── CorrectionRefused    a decision on a fault without a name, or without a value
    ├── PageUnavailable      the document has no such page to show, or the quote does not stand on it
    ├── OriginalMissing      the file that the page would be drawn from is not kept here
    ├── IndexUnavailable     the index cannot be opened or built
    ├── QuestionRefused      an empty, over-long or unreadable question
    ├── TableRefused         a table of projects whose columns cannot be told
    ├── RuleUnknown          no rule has that id
    ├── ReviewRefused        a decision on a rule that makes no sense
    ├── RuleFileWrong        a file of rules that cannot be read
    └── SettingWrong         a setting has a value that cannot be used

A message is Chinese, whole, and says what happened, where, and what to do next.
"""

from __future__ import annotations


class KnowledgeError(Exception):
    """Something asked of a knowledge base cannot be done.

    Args:
        message: what happened and where, in Chinese, without a final full stop.
        advice: what the user can do next, in Chinese.
    """

    def __init__(self, message: str, advice: str) -> None:
        self.message = message
        self.advice = advice
        super().__init__(f"{message}；{advice}")


class SchemaTooNew(KnowledgeError):
    """The catalog was written by a later version."""


class CatalogDamaged(KnowledgeError):
    """The catalog cannot be read."""


class LibraryBusy(KnowledgeError):
    """Another process is changing the knowledge base."""


class LibraryMissing(KnowledgeError):
    """No knowledge base stands at the place named."""


class LibraryUnwritable(KnowledgeError):
    """The folder or the disk takes no more writes."""


class DocumentUnknown(KnowledgeError):
    """No document has that id or title."""


class FaultUnknown(KnowledgeError):
    """No suspected fault has that id."""


class CorrectionRefused(KnowledgeError):
    """A decision on a suspected fault lacks a name or a value."""


class PageUnavailable(KnowledgeError):
    """The document has no such page to show, or the quote does not stand on it."""


class OriginalMissing(KnowledgeError):
    """The file that the page would be drawn from is not kept here."""


class IndexUnavailable(KnowledgeError):
    """The index cannot be opened or built."""


class QuestionRefused(KnowledgeError):
    """An empty, over-long or unreadable question."""


class SettingWrong(KnowledgeError):
    """A setting has a value that cannot be used."""


class RuleUnknown(KnowledgeError):
    """No rule has that id."""


class ReviewRefused(KnowledgeError):
    """A decision on a rule that makes no sense."""


class RuleFileWrong(KnowledgeError):
    """A file of rules that cannot be read."""


class TableRefused(KnowledgeError):
    """A table of projects has no headings that can be read, or the mapping of its columns makes no sense."""
