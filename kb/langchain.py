"""The library as LangChain sees it: a retriever and embeddings, so that others can build on them.

Importing this module imports langchain-core; answering never does.
"""

from __future__ import annotations

from datetime import date

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from kb.index import Embedder
from kb.library import Library
from kb.question import understand
from kb.retrieve import retrieve


class YoujuRetriever(BaseRetriever):
    """Clauses for a question, within the places and documents that it names, best first.

    Attributes:
        library: an open library.
        k: how many clauses at most.
        as_of: the day that validity is told for; today where none is given.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 8
    as_of: date | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        day = self.as_of or date.today()
        found = []
        for candidate in retrieve(self.library, understand(query))[: self.k]:
            document, clause = candidate.document, candidate.clause
            found.append(
                LangChainDocument(
                    page_content=clause.own.of(document.text),
                    metadata={
                        "document_id": document.id,
                        "clause_id": clause.id,
                        "clause": clause.label,
                        "title": document.metadata.title,
                        "number": document.metadata.number,
                        "validity": candidate.entry.validity(day),
                    },
                )
            )
        return found


class YoujuEmbeddings(Embeddings):
    """An embedder of this project as LangChain's Embeddings.

    Args:
        embedder: see `kb.embed.load_embedder`.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector a text."""
        return [[float(x) for x in row] for row in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of one text."""
        return self.embed_documents([text])[0]
