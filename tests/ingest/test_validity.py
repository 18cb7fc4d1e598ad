"""In force or not, on a day."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.document import Kind, Metadata
from ingest.validity import validity

START, END = date(2023, 3, 15), date(2028, 3, 14)


def meta(
    issued: date | None = None,
    effective: date | None = None,
    expires: date | None = None,
    kind: Kind = "政策文件",
) -> Metadata:
    """Metadata with these dates."""
    return Metadata("甲", issued=issued, effective=effective, expires=expires, kind=kind)


@pytest.mark.parametrize(
    ("found", "day", "repealed", "expected"),
    [
        (meta(effective=START, expires=END), date(2023, 3, 14), False, "未生效"),
        (meta(effective=START, expires=END), START, False, "有效"),
        (meta(effective=START, expires=END), END, False, "有效"),
        (meta(effective=START, expires=END), date(2028, 3, 15), False, "已期满"),
        (meta(effective=START, expires=END), date(2025, 1, 1), True, "已废止"),
        (meta(issued=START), date(2025, 1, 1), False, "有效"),
        (meta(issued=START), date(2023, 1, 1), False, "未生效"),
        (meta(), date(2025, 1, 1), False, "未标明"),
        (meta(expires=END), date(2025, 1, 1), False, "有效"),
        (meta(expires=END), date(2030, 1, 1), False, "已期满"),
        (meta(issued=START, kind="新闻报道"), date(2025, 1, 1), False, "未标明"),
    ],
)
def test_first_and_last_day_count(found: Metadata, day: date, repealed: bool, expected: str) -> None:
    """Both ends belong to the term; repeal outweighs it; a report has no force to lose."""
    assert validity(found, day, repealed) == expected
