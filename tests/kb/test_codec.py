"""Stored documents come back as they were."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings

from ingest.document import Document, Metadata
from kb.codec import PayloadUnknown, decode, encode, metadata_of, metadata_row
from tests import strategies
from tests.factories import document


@settings(max_examples=40, deadline=None)
@given(strategies.documents)
def test_any_document_comes_back_equal(whole: Document) -> None:
    """Nothing of a document is lost or rounded by storing it, whatever its text holds."""
    assert decode(encode(whole)) == whole


@given(strategies.metadata)
def test_any_metadata_comes_back_equal(metadata: Metadata) -> None:
    """The listing's copy of the metadata says the same as the document's own."""
    assert metadata_of(metadata_row(metadata)) == metadata


def test_lone_surrogates_survive() -> None:
    """A character that no encoding has, as damaged files give, does not stop storing."""
    whole = document("容积率\ud800不低于1.3", title="坏字")
    assert decode(encode(whole)) == whole


@pytest.mark.parametrize(
    "damage",
    [
        lambda payload: b"",
        lambda payload: b"9" + payload[1:],
        lambda payload: payload[: len(payload) // 2],
        lambda payload: payload[:1] + zlib.compress(b"{"),
    ],
    ids=["empty", "another version", "cut", "no JSON"],
)
def test_damaged_payloads_are_named(damage) -> None:  # type: ignore[no-untyped-def]
    """A payload that was cut or comes from another version is refused, never half read."""
    with pytest.raises(PayloadUnknown):
        decode(damage(encode(document("正文"))))
