"""The shipped documents say what their sources say, in other words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from policies import folder
from tests.policies import restatement

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
KINDS = {"政策文件", "新闻报道", "其他"}
NOTE = "本文为有据项目用自己的话复述，并非原文；引用请以原文为准"


@dataclass(frozen=True)
class Origin:
    """Where a restatement's source stands.

    Attributes:
        seed: beginning of the source's file name.
        start, end: words that begin and end the item in the file (white space aside); "" for its ends.
        sections: words that begin each section after the first; in the restatement "## " does.
        numbered: whether the item has 一、（一） numbers.
    """

    seed: str
    start: str = ""
    end: str = ""
    sections: tuple[str, ...] = ()
    numbered: bool = False


ORIGINS = {
    "浙江省-低效工业用地整治意见": Origin("002", numbered=True),
    "衢州市-工业用地全域整治三年行动方案": Origin("004", numbered=True),
    "永康-集聚用地经": Origin("000", sections=("永武缙大集聚", "“两区一园”中集聚", "小微企业园小集聚")),
    "永康-污水处理厂四期": Origin("001", end="广告中心"),
    "永康-外汇结算广告": Origin("001", start="广告中心", end="□融媒首席记者陈晓苏"),
    "永康-国土空间总规编制": Origin("001", start="□融媒首席记者陈晓苏", end="□融媒首席记者张赤奎"),
    "永康-考察产业平台": Origin("001", start="□融媒首席记者张赤奎"),
    "全国-新产业新业态用地案例": Origin(
        "003", end="领取记者证公示", sections=("规划之变", "业态之新", "产城融合", "记者手记")
    ),
    "中国城市报-领取记者证公示": Origin("003", start="领取记者证公示"),
}

SHIPPED = sorted(folder().glob("*.md"), key=lambda path: path.name)


def _loose(words: str) -> str:
    return r"\s*".join(map(re.escape, words))


def _source(origin: Origin) -> str:
    if not SEEDS.is_dir():
        pytest.skip("the source documents (../shared/seeds) are not on this machine")
    text = next(SEEDS.glob(f"{origin.seed}_*.txt")).read_text(encoding="utf-8")
    start = re.search(_loose(origin.start), text)
    assert start, f"{origin.seed} holds no {origin.start}"
    end = re.search(_loose(origin.end), text[start.end() :]) if origin.end else None
    return text[start.start() : start.end() + end.start()] if end else text[start.start() :]


def _parts(origin: Origin, source: str, body: str) -> tuple[list[restatement.Part], list[str]]:
    if origin.numbered:
        return restatement.by_clause(source, body)
    cuts = [0]
    for words in origin.sections:
        match = re.search(rf"^\s*{_loose(words)}", source[cuts[-1] :], re.MULTILINE)
        assert match, f"{origin.seed} holds no section {words}"
        cuts.append(cuts[-1] + match.start())
    old = [source[a:b] for a, b in zip(cuts, [*cuts[1:], len(source)], strict=True)]
    new = re.split(r"^## ", body, flags=re.MULTILINE)
    if len(old) != len(new):
        return [], [f"{len(old)} sections in the source, {len(new)} in the restatement"]
    pairs = enumerate(zip(old, new, strict=True))
    return [restatement.Part(f"section {n}", left, right) for n, (left, right) in pairs], []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_says_that_it_is_a_restatement_and_of_what(path: Path) -> None:
    """Nobody can take a shipped document for the original: its head says what it restates."""
    head, body = restatement.front_matter(path.read_text(encoding="utf-8"))
    assert head["restates"] == head["title"]
    assert head["note"] == NOTE
    assert head["kind"] in KINDS
    assert restatement.titles(f"《{head['title']}》"), "a title fits between 《 and 》"
    assert f"# {restatement.normalise(head['title'])}" in restatement.normalise(body)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_dates_in_the_head_are_days_in_order(path: Path) -> None:
    """A wrong date in the head would make every verdict on validity wrong."""
    head, _ = restatement.front_matter(path.read_text(encoding="utf-8"))
    days = [date.fromisoformat(head[key]) for key in ("issued", "effective", "expires") if key in head]
    assert days == sorted(days)


def test_every_shipped_document_is_checked() -> None:
    """A document that ships without a named source would escape the comparison."""
    assert {path.stem for path in SHIPPED} == set(ORIGINS)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_says_what_its_source_says(path: Path) -> None:
    """Clause numbers, figures, dates and titles are the source's, clause by clause."""
    origin = ORIGINS[path.stem]
    head, body = restatement.front_matter(path.read_text(encoding="utf-8"))
    parts, problems = _parts(origin, _source(origin), f"{head.get('subtitle', '')}{body}")
    for part in parts:
        problems += restatement.differences(part)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("path", [p for p in SHIPPED if ORIGINS[p.stem].numbered], ids=lambda path: path.stem)
def test_binds_as_its_source_binds(path: Path) -> None:
    """原则上 is no 应当, and 可以 no 鼓励: each clause keeps the words that say how far it binds."""
    origin = ORIGINS[path.stem]
    _, body = restatement.front_matter(path.read_text(encoding="utf-8"))
    parts, _ = _parts(origin, _source(origin), body)
    changed = {
        part.name: (restatement.strengths(part.source), restatement.strengths(part.restated))
        for part in parts
        if restatement.strengths(part.source) != restatement.strengths(part.restated)
    }
    assert not changed


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_copies_no_sentence_of_its_source(path: Path) -> None:
    """The sources' sentences are their authors': twelve characters in a row are not to be found here."""
    head, body = restatement.front_matter(path.read_text(encoding="utf-8"))
    headlines = [head[key] for key in ("title", "subtitle") if key in head]
    runs = restatement.copied(_source(ORIGINS[path.stem]), body, headlines)
    assert not runs, "copied from the source:\n" + "\n".join(runs)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_quotes_are_names_not_sentences(path: Path) -> None:
    """Quotation marks set a name aside from the comparison; they must not smuggle a sentence past it."""
    _, body = restatement.front_matter(path.read_text(encoding="utf-8"))
    quotes = re.findall(r"“([^“”]*)”", body)
    assert not [quote for quote in quotes if len(quote) > 24 or re.search("[。，；]", quote)]
