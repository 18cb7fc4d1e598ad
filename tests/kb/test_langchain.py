"""The adapters give LangChain what the library itself would give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb import Library
from tests.fakes import HashEmbedder

pytest.importorskip("langchain_core", reason="langchain-core is not installed")


def test_the_retriever_gives_verbatim_clauses_with_their_ids(tmp_path: Path) -> None:
    """A chain built on the retriever can cite: the text is the clause's own, and its id stands beside it."""
    from kb.langchain import YoujuRetriever

    source = tmp_path / "办法.txt"
    source.write_text(
        "某市停车场管理办法\n第一条 停车位不少于一百二十个。\n第二条 收费每小时不超过5元。\n", "utf-8"
    )
    with Library.open(tmp_path / "kb") as library:
        library.add(source)
        found = YoujuRetriever(library=library, k=2).invoke("停车收费每小时最多几元")
        assert "每小时不超过5元" in found[0].page_content
        document = library.document(found[0].metadata["document_id"])
        assert document.clause(found[0].metadata["clause_id"]).own.of(document.text) == found[0].page_content


def test_embeddings_are_those_of_the_embedder() -> None:
    """LangChain sees the same vectors as the index does."""
    from kb.langchain import YoujuEmbeddings

    embedder = HashEmbedder()
    texts = ["容积率", "绿地率"]
    assert np.allclose(YoujuEmbeddings(embedder).embed_documents(texts), embedder.embed(texts))
    assert np.allclose(YoujuEmbeddings(embedder).embed_query("容积率"), embedder.embed(["容积率"])[0])
