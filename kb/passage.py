"""Passage: a clause as it is indexed. Hit: a passage found."""

from __future__ import annotations

from dataclasses import dataclass

PLACES = 1 << 24
"""Places for the passages of one document. The n-th passage of the document with the number d has the place
d × PLACES + n in a local index: a number, where a key would have to be looked up for all that is not kept."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause with the words around it that help to find it. Nothing here is ever quoted.

    Attributes:
        document_id, clause_id: whose words these are.
        title: of the document.
        number: 文号 or "".
        headings: the headings above the clause and its own, joined by spaces.
        region: the region's names from the top, joined by spaces, or "".
        text: the clause's own text.
    """

    document_id: str
    clause_id: str
    title: str
    number: str
    headings: str
    region: str
    text: str

    @property
    def key(self) -> str:
        """Unique over the library: document and clause id, joined by "#"."""
        return f"{self.document_id}#{self.clause_id}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, best first.

    Attributes:
        key: `Passage.key`.
        score: fused, higher is better; comparable within one search only.
        lexical: BM25 score, 0.0 where the lexical search did not find it.
        dense: cosine similarity, -1 to 1, or None where the dense search did not find it.
    """

    key: str
    score: float
    lexical: float
    dense: float | None

    @property
    def document_id(self) -> str:
        """The document's half of the key."""
        return self.key.partition("#")[0]

    @property
    def clause_id(self) -> str:
        """The clause's half of the key."""
        return self.key.partition("#")[2]
