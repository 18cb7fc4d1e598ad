"""Heads of forty sorts of documents, with everything they say of themselves."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from benchmarks.metadata import wrong_fields
from ingest.pipeline import read_bytes

HEADERS = Path(__file__).parents[1] / "benchmarks" / "headers.toml"
with HEADERS.open("rb") as _stream:
    _ALL: list[dict[str, Any]] = tomllib.load(_stream)["header"]


@pytest.mark.parametrize("head", _ALL, ids=[head["title"][:20] for head in _ALL])
def test_what_a_document_says_of_itself(head: dict[str, Any]) -> None:
    """Title, 文号, issuer, recipients, dates, term, region, kind, repeals, trial and period are read."""
    (found, *_) = read_bytes("文件.txt", head["text"].encode())
    assert wrong_fields(head, found.metadata) == []


def test_the_bodies_of_an_office_and_its_branch() -> None:
    """A national body's branch holds where its province does; the body itself holds everywhere."""
    texts = (
        "国家税务总局关于发票的公告\n现公告如下：\n一、适用\n照办。\n特此公告。\n国家税务总局\n2024年5月1日",
        "国家税务总局贵州省税务局关于发票的公告\n现公告如下：\n一、适用\n照办。\n特此公告。\n国家税务总局贵州省税务局\n2024年5月1日",
    )
    regions = [read_bytes("文件.txt", text.encode())[0].metadata.region for text in texts]
    assert [region and region.name for region in regions] == ["全国", "贵州省"]
