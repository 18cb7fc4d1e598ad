"""PolicyBench's questions of the first level: numbers asked for, and statements to be judged.

    python benchmarks/policybench.py [--misses] [--kb DIR] [--data PATH] [--sample N] [--all-levels]

The library holds the explanations of the first level, which quote the policies, one document a policy under the
policy's name; with `--all-levels` those of the higher levels too, which rather discuss the choices. A question is
asked as its stem stands, blanks and all; its choices are never shown. A statement is asked with ，对吗？ behind it.

Numeric questions are those whose choices all hold a digit or a Chinese numeral and whose explanation is there.
The number answered is what the answer's values were read from; where it gives none (dates, ordinals, codes), the
numbers of its first line. A question is right where those numbers fit the right choice and no other. The peer is
a simple window match: the number of the policy's own document whose neighbourhood shares most pairs of characters
with the stem's neighbourhood of the blank.

Statements without an explanation are left out likewise. They count as speaking of numbers, dates or names where,
titles in 《》 and the lead 根据… aside, they hold a digit or a Chinese numeral before a unit, an office by its name,
a place, or words in quotation marks.

Policies are parted into two halves by a hash of their names. `--misses` prints those of the development half only.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from evals.metrics import interval
from ingest.regions import find_regions
from kb.library import Library
from kb.numeral import ARABIC, CHINESE, MULTIPLIER, multiplier, number
from kb.result import Answer

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "policybench_zh_dev.jsonl.gz"
Row = dict[str, Any]
Number = tuple[float, float]
"""A number as written, and with its 万 or 亿."""

_NUMBER = re.compile(rf"(?P<low>{ARABIC}|{CHINESE})\s?(?P<mul>{MULTIPLIER})?")
_MARK = re.compile(r"\[\d+\]")
_BLANK = re.compile(r"[_＿]{1,}|（\s*）|\(\s*\)")
_LEAD = re.compile(r"^(?:根据|依据|按照)?《.*》|《[^《》]*》")
_NAMES = re.compile(
    r"[“‘\"'][^”’\"']+[”’\"']|\d|第[一二三四五六七八九十]|百分之|[一二三四五六七八九十百千万两]+(?:年|[个]?月|日|天|项|类|批|次|级|条|家|亩|元|倍|成|周|届|档)"
    r"|国务院|[\u4e00-\u9fff]{2}(?:部|委|局|厅|署|委员会|办公室|人民政府|银行|法院|检察院|领导小组)(?![分队属门])"
)
_BESIDE = 12
"""Characters on either side that the peer compares."""


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--misses", action="store_true", help="print what the development half gets wrong")
    reader.add_argument("--kb", type=Path, help="keep the library here, or use the one that is there")
    reader.add_argument("--data", type=Path, default=DATA)
    reader.add_argument(
        "--sample", type=int, help="of the development half only, so many questions of each kind"
    )
    reader.add_argument("--all-levels", action="store_true")
    reader.add_argument("--only", choices=("numbers", "statements"))
    given = reader.parse_args()
    with gzip.open(given.data, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = _texts([row for row in rows if given.all_levels or row["level"] == 1])
    with tempfile.TemporaryDirectory() as folder:
        library = _library(given.kb or Path(folder) / "kb", texts)
        with library:
            if given.only != "statements":
                asked = _sampled([row for row in rows if _numeric(row)], given.sample)
                _numbers(library, asked, texts, misses=given.misses)
            if given.only != "numbers":
                asked = _sampled([row for row in rows if _statement(row)], given.sample)
                _statements(library, asked, misses=given.misses)


def _texts(rows: Sequence[Row]) -> dict[str, str]:
    """The policies' texts: their explanations, each once, a paragraph each."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        if words := (row.get("explanation") or "").strip():
            found[row["policy_name"].strip()][words] = None
    return {name: "\n".join(words) for name, words in found.items()}


def _library(kb: Path, texts: dict[str, str]) -> Library:
    library = Library.open(kb)
    if library.documents():
        return library
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for at, (name, text) in enumerate(texts.items()):
            path = Path(folder) / f"{at:04}.md"
            title = re.sub(r"\s+", " ", name)
            path.write_text(f"# {title}\n\n" + text.replace("\n", "\n\n") + "\n", "utf-8")
            paths.append(path)
        report = library.add(*paths)
    print(f"{len(report.by('read'))} of {len(paths)} policies read in {time.perf_counter() - begun:.0f} s")
    return library


def _numeric(row: Row) -> bool:
    return (
        row["question_type"] == "multiple_choice"
        and row["level"] == 1
        and bool(row.get("explanation"))
        and row["answer"] in row["choice"]
        and all(_numbers_of(choice) for choice in row["choice"].values())
    )


def _statement(row: Row) -> bool:
    return (
        row["question_type"] == "true_or_false"
        and row["level"] == 1
        and bool(row.get("explanation"))
        and row.get("answer") in ("True", "False")
    )


def _speaks(statement: str) -> bool:
    """Whether a statement speaks of numbers, dates or names."""
    words = _LEAD.sub("", statement)
    return bool(_NAMES.search(unicodedata.normalize("NFKC", words)) or find_regions(words))


def _develops(row: Row) -> bool:
    """Whether a question's policy belongs to the development half."""
    return hashlib.sha256(row["policy_name"].strip().encode()).digest()[0] % 2 == 0


def _sampled(rows: Sequence[Row], n: int | None) -> list[Row]:
    return list(rows) if n is None else [row for row in rows if _develops(row)][:n]


def _numbers_of(text: str) -> list[Number]:
    """The numbers of a text in order, each as written and with its 万 or 亿."""
    found = []
    for match in _NUMBER.finditer(unicodedata.normalize("NFKC", text)):
        try:
            low = number(match["low"])
        except ValueError:
            continue
        found.append((low, float(f"{low * multiplier(match['mul'] or ''):.12g}")))
    return found


def _same(left: Number, right: Number) -> bool:
    """Whether two numbers are one; 亿 may stand in the question and not in the choice."""
    return left[1] == right[1] or (left[0] == right[0] and (left[0] == left[1] or right[0] == right[1]))


def _holds(said: Sequence[Number], choice: Sequence[Number]) -> bool:
    """Whether the numbers of a choice stand among those said, one after the other."""
    return any(
        all(_same(a, b) for a, b in zip(said[at : at + len(choice)], choice, strict=True))
        for at in range(len(said) - len(choice) + 1)
    )


def _fits(said: Sequence[Number], row: Row) -> bool:
    """Whether the right choice, and no other, holds the numbers said."""
    fitting = {key for key, choice in row["choice"].items() if _holds(said, _numbers_of(choice))}
    right = _numbers_of(row["choice"][row["answer"]])
    alike = {key for key, choice in row["choice"].items() if _holds(right, _numbers_of(choice))}
    return row["answer"] in fitting and not fitting - alike


def _said(answer: Answer) -> list[Number]:
    if answer.status == "not_covered":
        return []
    if answer.values:
        return [one for value in answer.values for one in _numbers_of(value.quote)]
    return _numbers_of(_MARK.sub("", answer.answer.split("\n")[0]))


def _numbers(library: Library, rows: Sequence[Row], texts: dict[str, str], *, misses: bool) -> None:
    marks: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for row in rows:
        answer = library.ask(row["question"])
        right, peer = _fits(_said(answer), row), _fits(_windowed(row, texts), row)
        marks["development half" if _develops(row) else "held-out half"].append((right, peer))
        if misses and not right and _develops(row):
            choices = " ".join(
                f"{'*' if k == row['answer'] else ''}{k} {v}" for k, v in row["choice"].items()
            )
            print(
                f"  {row['question']}\n    {choices}\n    {row['explanation']}\n    -> {answer.status}: {answer.answer}"
            )
            print(f"    values: {[(v.value, v.unit, v.quote) for v in answer.values]}")
    for name, got in (*sorted(marks.items()), ("both", [mark for each in marks.values() for mark in each])):
        print(
            f"numbers, {name}: {_share([right for right, _ in got])}; window match {_share([p for _, p in got])}"
        )


def _windowed(row: Row, texts: dict[str, str]) -> list[Number]:
    """The number of the policy's document in the neighbourhood likest to the blank's."""
    stem = unicodedata.normalize("NFKC", row["question"])
    blank = _BLANK.search(stem)
    place = stem[max(0, blank.start() - _BESIDE) : blank.end() + _BESIDE] if blank else stem
    wanted = _pairs(_BLANK.sub(" ", place))
    text = unicodedata.normalize("NFKC", texts[row["policy_name"].strip()])
    best: tuple[float, str] = (-1.0, "")
    for match in _NUMBER.finditer(text):
        near = text[max(0, match.start() - _BESIDE) : match.start()] + " " + text[match.end() :][:_BESIDE]
        shared = (wanted & _pairs(near)).total()
        if shared > best[0]:
            best = (shared, match[0])
    return _numbers_of(best[1])


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1) if not text[at : at + 2].isspace())


def _statements(library: Library, rows: Sequence[Row], *, misses: bool) -> None:
    marks: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        answer = library.ask(row["question"].rstrip("。．. ") + "，对吗？")
        said = _judged(answer)
        wrong = "false, said right" if row["answer"] == "False" else "true, said wrong"
        right = "right" if said == row["answer"] else "not settled" if not said else wrong
        half = "development half" if _develops(row) else "held-out half"
        for kind in ("all", *(("numbers, dates, names",) if _speaks(row["question"]) else ())):
            marks[f"{kind}, {half}"].append(right)
            marks[f"{kind}, both"].append(right)
        if misses and said != row["answer"] and _develops(row):
            print(f"  {row['answer']} {'' if _speaks(row['question']) else '(other) '}{row['question']}")
            print(f"    {row.get('explanation')}\n    -> {answer.status}: {answer.answer}")
    for name, got in sorted(marks.items()):
        print(f"statements, {name}: {_share([each == 'right' for each in got])}; {dict(Counter(got))}")


def _judged(answer: Answer) -> str:
    if answer.status == "not_covered":
        return ""
    return "True" if answer.answer.startswith("对") else "False" if answer.answer.startswith("不对") else ""


def _share(marks: Sequence[bool]) -> str:
    low, high = interval(sum(marks), len(marks))
    return (
        f"{sum(marks)} of {len(marks)}, {sum(marks) / len(marks) if marks else 0:.3f} [{low:.3f}, {high:.3f}]"
    )


if __name__ == "__main__":
    main()
