"""What the catalog lists: Source, Entry, StoredPassage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.document import Metadata
from kb.passage import Passage
from kb.result import Validity

How = Literal["同名", "修订", "修改"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: absolute path, hex SHA-256 of its bytes, size in bytes, mtime in ns."""

    path: str
    name: str
    sha256: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Succession:
    """A later document that takes another's place or changes it, without saying that it repeals it.

    Attributes:
        document_id, title: the later one's.
        since: its first day in force, else the day of issue.
        how: whether it has the same name, is called a revision of it, or says that it changes it.
    """

    document_id: str
    title: str
    since: date
    how: How


@dataclass(frozen=True, slots=True)
class Entry:
    """A document without its text.

    Attributes:
        id: see `Document.id`.
        name: file name it came from.
        sha256: of that file.
        format: see `Reading.format`.
        metadata: see `Metadata`.
        characters, clauses: how many it has.
        faults: how many suspected faults nobody has decided about.
        shadowed_by: id of the original that stands in for this restatement, or None.
        repealed_by: id of the document that puts it out of force, or None.
        repealed_from: first day on which it is out of force for that reason, or None.
        succession: the first later document that takes its place or changes it, or None.
    """

    id: str
    name: str
    sha256: str
    format: str
    metadata: Metadata
    characters: int
    clauses: int
    faults: int
    shadowed_by: str | None = None
    repealed_by: str | None = None
    repealed_from: date | None = None
    succession: Succession | None = None

    def validity(self, as_of: date) -> Validity:
        """Whether the document is in force on a day.

        A plan (`Metadata.period`) has run out after its last year. A document that states neither a
        first nor a last day of force nor a period is 未标明.
        """
        meta = self.metadata
        if self.repealed_from and self.repealed_from <= as_of:
            return "已废止"
        if meta.expires and meta.expires < as_of:
            return "已期满"
        begins = meta.effective or meta.issued
        if begins and as_of < begins:
            return "未生效"
        if meta.period and not meta.expires and meta.period[1] < as_of.year:
            return "已期满"
        return "有效" if meta.expires or meta.effective or meta.period else "未标明"


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its clause's label and the clause's place in the document, from 0."""

    passage: Passage
    label: str
    order: int
