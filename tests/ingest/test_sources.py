"""The five source documents and a sample of laws, read at run time where they are at hand."""

from __future__ import annotations

import gzip
import json
import random
import re
from datetime import date
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.pipeline import read_bytes, read_documents
from tests.ingest.typeset import uncovered

SHARED = Path(__file__).resolve().parents[3] / "shared"


def seed(number: str) -> tuple[Document, ...]:
    """The documents of a source text."""
    found = sorted((SHARED / "seeds").glob(f"{number}_*.txt"))
    if not found:
        pytest.skip("the source texts are not beside the project")
    return read_documents(found[0])


def test_the_provincial_opinion() -> None:
    """Issuer, dates, term, recipients and the whole ladder of clauses."""
    (found,) = seed("002")
    meta = found.metadata
    assert (meta.issued, meta.effective, meta.expires) == (
        date(2023, 2, 12),
        date(2023, 3, 15),
        date(2028, 3, 14),
    )
    assert meta.issuer == "浙江省人民政府办公厅"
    assert meta.recipients == "各市、县（市、区）人民政府，省政府直属各单位"
    assert meta.region is not None
    assert meta.region.names == ("浙江省",)
    assert meta.kind == "政策文件"
    ids = [clause.id for clause in found.clauses]
    ladder = {1: 0, 2: 7, 3: 10, 4: 3}
    assert ids == [
        "p1",
        *(
            step
            for n, count in ladder.items()
            for step in (f"cn{n}", *(f"cn{n}/cnp{k}" for k in range(1, count + 1)))
        ),
        "p2",
    ]
    assert found.clause("cn3/cnp3").label == "三（三）"
    assert {"抄送", "印发", "落款", "主送", "标题"} <= {piece.kind for piece in found.furniture}
    assert uncovered(found) == []


def test_the_city_plan_behind_its_notice() -> None:
    """One document of two zones; the plan's years end it; its title is the document's."""
    (found,) = seed("004")
    meta = found.metadata
    assert meta.title == "衢州市工业用地全域整治三年行动方案(2022—2024年)"
    assert (meta.issued, meta.expires, meta.period) == (date(2022, 12, 27), date(2024, 12, 31), (2022, 2024))
    assert meta.region is not None
    assert meta.region.names == ("浙江省", "衢州市")
    assert [c.id for c in found.clauses if len(c.path.steps) == 1] == ["p1", "body2"]
    assert found.clause("body2/cn4/cnp2").label == "四（二）"
    assert uncovered(found) == []


@pytest.mark.parametrize("number", ["000", "001", "003"])
def test_the_reports_are_reports(number: str) -> None:
    """A feature or a newspaper page gives 新闻报道, without a date that is not printed, and loses nothing."""
    documents = seed(number)
    assert any(found.metadata.kind == "新闻报道" for found in documents)
    for found in documents:
        assert uncovered(found) == []
        if found.metadata.kind == "新闻报道":
            assert found.metadata.issued is None
            assert found.metadata.expires is None


def test_a_sample_of_laws() -> None:
    """Forty laws without their Markdown marks: every 条 is found once, and every character is kept."""
    path = SHARED / "data" / "laws.jsonl.gz"
    if not path.exists():
        pytest.skip("the laws are not beside the project")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        laws = [json.loads(line) for line in lines]
    right = wrong = missed = 0
    for law in random.Random(11).sample([law for law in laws if len(law["text"]) < 20_000], 40):
        text = re.sub(r"<!--.*?-->|^#+\s*", "", law["text"], flags=re.M)
        (found, *_) = read_bytes("law.txt", text.encode())
        assert uncovered(found) == []
        truth = {
            re.sub(r"\s", "", m[0])
            for m in re.finditer(r"^第[一二三四五六七八九十百]+条(?=\s).{8}", text, re.M)
        }
        heads = {
            re.sub(r"\s", "", clause.own.of(found.text)[:20])
            for clause in found.clauses
            if clause.path.steps[-1].kind == "article"
        }
        hits = sum(any(head.startswith(true[:10]) for head in heads) for true in truth)
        right, missed, wrong = right + hits, missed + len(truth) - hits, wrong + max(len(heads) - hits, 0)
    assert right / (right + missed) > 0.995
    assert right / (right + wrong) > 0.99
