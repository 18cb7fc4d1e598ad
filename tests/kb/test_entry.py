"""Whether a document is in force on a day."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.document import Metadata
from kb.entry import Entry

DAY = date(2024, 5, 1)


@pytest.mark.parametrize(
    ("said", "validity"),
    [
        ({}, "未标明"),
        ({"issued": date(2020, 1, 1)}, "未标明"),
        ({"issued": date(2025, 1, 1)}, "未生效"),
        ({"effective": date(2024, 5, 1)}, "有效"),
        ({"effective": date(2024, 5, 2)}, "未生效"),
        ({"issued": date(2025, 1, 1), "effective": date(2020, 1, 1)}, "有效"),
        ({"effective": date(2020, 1, 1), "expires": date(2024, 5, 1)}, "有效"),
        ({"effective": date(2020, 1, 1), "expires": date(2024, 4, 30)}, "已期满"),
        ({"expires": date(2030, 1, 1)}, "有效"),
        ({"period": (2022, 2024)}, "有效"),
        ({"period": (2020, 2023)}, "已期满"),
        ({"effective": date(2021, 1, 1), "period": (2020, 2023)}, "已期满"),
    ],
)
def test_validity_on_a_day(said: dict[str, object], validity: str) -> None:
    """First and last day count as in force; a plan runs out with its last year; silence is 未标明."""
    entry = Entry("a", "a.txt", "", "txt", Metadata("办法", **said), 1, 1, 0)  # type: ignore[arg-type]
    assert entry.validity(DAY) == validity
