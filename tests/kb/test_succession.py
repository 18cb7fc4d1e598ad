"""A document learns of the later one that takes its place: same name, a revision, a decision to change it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb.entry import Entry, Succession
from kb.succession import with_successors
from tests.factories import document, region

OLD = "某市工业用地管理办法"


def entry(title: str, issued: str | None = None, **more: Any) -> Entry:
    """The entry of an invented document."""
    day = date.fromisoformat(issued) if issued else None
    made = document(f"第一条 {issued}{more}", title=title, issued=day, **{"issuer": "某市人民政府", **more})
    return Entry(made.id, made.name, made.sha256, made.format, made.metadata, 3, 1, 0)


def later(old: Entry, new: Entry) -> Succession | None:
    """What the older one is told, in whichever order they were added."""
    one, other = with_successors([old, new])[0], with_successors([new, old])[1]
    assert one.succession == other.succession
    return one.succession


@pytest.mark.parametrize(
    ("title", "how"),
    [
        (OLD, "同名"),
        (f"《{OLD}》", "同名"),
        (f"{OLD}（2023年修订）", "修订"),
        (f"{OLD}（修正）", "修订"),
        (f"某市人民政府关于印发《{OLD}（修订）》的通知", "修订"),
        (f"某市人民政府关于修改《{OLD}》部分条款的决定", "修改"),
    ],
)
def test_a_later_version_is_told(title: str, how: str) -> None:
    """By its name, whatever brackets and words of version stand around it, and from its own day on."""
    new = entry(title, "2023-05-01")
    assert later(entry(OLD, "2019-01-01"), new) == Succession(new.id, title, date(2023, 5, 1), how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "new",
    [
        entry(OLD, "2018-01-01"),
        entry(OLD, "2019-01-01", number="某政发〔2019〕2号"),
        entry(OLD),
        entry(OLD, "2023-05-01", issuer="另一市人民政府"),
        entry(OLD, "2023-05-01", region=region("浙江省", "衢州市")),
        entry(OLD, "2023-05-01", kind="新闻报道"),
        entry("某市工业用地管理办法实施细则", "2023-05-01"),
        entry("某市关于修改《某市商业用地管理办法》的决定", "2023-05-01"),
    ],
    ids=[
        "earlier",
        "same day",
        "no date",
        "other issuer",
        "other place",
        "report",
        "other name",
        "changes another",
    ],
)
def test_what_is_no_later_version_is_not_told(new: Entry) -> None:
    """An older, undated, foreign or differently named document takes nobody's place."""
    assert later(entry(OLD, "2019-01-01"), new) is None


def test_the_trial_gives_way_to_the_final() -> None:
    """（试行） in the name does not make another document of it; and the final is not told of the trial."""
    trial, final = entry(f"{OLD}（试行）", "2019-01-01"), entry(OLD, "2021-01-01")
    told = with_successors([trial, final])
    assert told[0].succession is not None
    assert told[1].succession is None


def test_the_next_of_several_is_told() -> None:
    """With three versions each is told of the one right after it."""
    versions = [entry(OLD, f"{year}-01-01", number=f"某政发〔{year}〕1号") for year in (2015, 2019, 2023)]
    told = with_successors(versions)
    assert [one.succession and one.succession.since.year for one in told] == [2019, 2023, None]
