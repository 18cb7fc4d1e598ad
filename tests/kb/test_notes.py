"""The notes say what a reader must weigh: what came after a document, and what repealed it from which day."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from kb.entry import Entry, How, Succession
from kb.notes import notes
from kb.result import Validity
from tests.factories import document
from tests.ui.fake_library import citation

MADE = document("第一条", title="某市工业用地管理办法")
ENTRY = Entry(MADE.id, MADE.name, MADE.sha256, MADE.format, MADE.metadata, 3, 1, 0)
CITED = citation(document_id=MADE.id, title=MADE.metadata.title)


def said(as_of: str, validity: Validity = "有效", **entry: object) -> str:
    """The notes on one citation of a document, run together."""
    entries = {MADE.id: dataclasses.replace(ENTRY, **entry)}  # type: ignore[arg-type]
    other = document("第一条", title="某市用地新规")
    entries["new"] = Entry("new", other.name, other.sha256, other.format, other.metadata, 3, 1, 0)
    cited = dataclasses.replace(CITED, validity=validity)
    return "".join(notes([cited], entries, (), date.fromisoformat(as_of)))


@pytest.mark.parametrize(
    ("how", "told"), [("同名", "同名文件"), ("修订", "修订本"), ("修改", "修改后的条文")]
)
def test_a_later_document_is_told_from_its_day_on(how: How, told: str) -> None:
    """With its title and the day; not for a day before it, nor where the older one is repealed anyway."""
    later = Succession("new", "某市用地新规", date(2023, 5, 1), how)
    after = said("2023-05-01", succession=later)
    assert told in after
    assert "《某市用地新规》（2023-05-01起）" in after
    assert said("2023-04-30", succession=later) == ""
    assert told not in said("2024-01-01", "已废止", succession=later)


def test_a_repeal_names_what_repeals_and_since_when() -> None:
    """Where the library knows it."""
    told = said("2024-01-01", "已废止", repealed_by="new", repealed_from=date(2023, 5, 1))
    assert told == "《某市工业用地管理办法》已自2023-05-01起被《某市用地新规》废止。"
    assert said("2024-01-01", "已废止") == "《某市工业用地管理办法》已被废止。"
