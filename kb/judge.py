"""Judge: whether evidence answers a question, and if not, why not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clause import Clause, ClausePath
from kb.cell import column_of, is_cell, row_of, rows_of
from kb.coverage import missing, share, stretch
from kb.evidence import Evidence, asked_metrics, weigh
from kb.question import Question, synonyms
from kb.reading import home, surroundings, understood

COVERED = 0.70
"""Share of the question, by weight, that a clause with its title and headings must cover to answer."""
NEAR = 0.40
"""Share of the question that the very sentence with its headings must cover."""
FOCUS = 0.5
"""Share of what stands beside the word that asks that a sentence giving a quantity must cover."""
SURE = 0.8
"""The same as `NEAR` for a sentence that does not run along the words around a blank."""
_SUBJECT = 11.0
"""Weight from which a missing run is a subject of its own: 渔船 where the rule is for 游览船舶."""
_MANNER = re.compile(r"怎么|如何|怎样")
DONE = 0.3
"""Share of what stands behind 怎么 that a sentence must cover: 怎么处罚 is not answered by what is allowed."""
ROW = 0.85
"""Share of a table row's heading that a question must name for a cell of the row to answer."""
NEARNESS = 0.52
"""How near the question's words must stand to a quantity that answers it."""
LENIENT = 0.9
"""By this the three are multiplied where the question names the document: only the place in it is sought."""
FILLED = 0.5
"""`COVERED` where the words around the gap of the question stand around what fills it."""
_WHEN = re.compile(r"[至到]?(?:19|20)\d{2}年|.*\d月")
"""What is said of the time in a sentence before, or in the document's name."""
RIVAL = 0.93
"""Evidence of another document is shown too from this share of the best score on."""
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:园区|开发区|新区|高新区|新城|产业园|科技城|保税区|示范区|集聚区|功能区|小镇|街道|公司|集团|大学|学院|医院|银行)"
)


_EVERY_ROW = 0.7
"""By this the shares are multiplied where all rows are asked for: the words that say so stand in none."""
_EVERY = re.compile("各|每|分别|所有|全部")
_EVERY_OF = "(?:各|每|所有|全部)(?:个|类|种|项|大)?{0}|{0}[^，。？]{{0,12}}分别"
_YEAR = re.compile(r"(?:19|20)\d{2}年")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands, best first; with nothing standing, the nearest evidence and the reason.

    Attributes:
        evidence: answers, best first; empty where nothing answers.
        nearest: what comes closest, for an honest "not covered".
        reason: a Chinese clause on what is missing, or "".
    """

    evidence: tuple[Evidence, ...]
    nearest: tuple[Evidence, ...]
    reason: str = ""


def judge(question: Question, ranked: Sequence[Evidence], *, located: bool = False) -> Verdict:
    """Keep the evidence that answers.

    Args:
        question: what is asked.
        ranked: evidence, best first.
        located: whether the question names the documents that the evidence is from.
    """
    reasons = [(evidence, objection(question, evidence, LENIENT if located else 1.0)) for evidence in ranked]
    standing = [evidence for evidence, why in reasons if not why]
    nearest = _distinct(ranked)[:3]
    if not standing:
        return Verdict((), nearest, reasons[0][1] if reasons else "")
    best = standing[0]
    if is_cell(best.clause):
        return Verdict(_rows(question, best, ranked), nearest)
    kept = [best]
    for evidence in standing[1:]:
        same = any(e.document.id == evidence.document.id for e in kept)
        if not same and evidence.score >= RIVAL * best.score and len(kept) < 3:
            kept.append(evidence)
    return Verdict(tuple(kept), nearest)


def objection(question: Question, evidence: Evidence, factor: float = 1.0) -> str:
    """Why a sentence does not answer a question, as a Chinese clause; "" where it does."""
    text = understood(evidence.document)
    around = (
        re.sub(r"\s+", "", evidence.clause.own.of(text))
        + "\n"
        + surroundings(evidence.document, evidence.clause)
    )
    lacking = missing(question.content, around)
    for metric in asked_metrics(question):
        headings = "".join(evidence.document.heading_path(evidence.clause))
        if not metric.stands_in(re.sub(r"\s+", "", evidence.text) + headings):
            return f"没有条款为“{metric.name}”规定数值"
    if evidence.firm and (question.asks == "blank" or factor < 1) and evidence.covered >= FILLED:
        lost = [run for run, weight in lacking if weight >= _SUBJECT and not _WHEN.match(run)]
        if not lost:
            return ""
    if is_cell(evidence.clause) and (other := _other_row(question, evidence)):
        return f"表中没有“{other}”这一行"
    if is_cell(evidence.clause) and _asks_every(question, evidence):
        # 各行业的 stands in no clause: it is what the rows are headed by.
        lacking = [(run, weight) for run, weight in lacking if not _EVERY.search(run)]
        factor *= _EVERY_ROW
    for run, weight in lacking:
        if _PLACE.search(run) or weight >= _SUBJECT:
            return f"没有条款提到“{run}”"
    if year := _other_year(question, evidence, around):
        return f"没有{year}的数据"
    if evidence.covered < COVERED * factor:
        return f"没有条款提到“{lacking[0][0]}”" if lacking else "没有条款谈到所问的事"
    if evidence.near < NEAR * factor:
        return "提到了有关的词，但没有一句话同时说到所问的事"
    if question.asks == "how" and question.behind and _MANNER.search(question.text):
        said = re.sub(r"\s+", "", evidence.text + "".join(evidence.document.heading_path(evidence.clause)))
        if share(question.behind, said, said) < DONE:
            return f"没有条款提到“{question.behind[0].text}”"
    if question.asks == "quantity":
        if not evidence.points:
            return "提到了有关的事，但没有给出数值"
        if evidence.focus < FOCUS and not evidence.firm and evidence.points[0].nearness < SURE:
            return f"没有为“{question.focus[0].text}”给出数值"
        if evidence.points[0].nearness < NEARNESS * factor:
            return "提到了有关的事，但没有为它给出数值"
    if question.asks == "blank" and evidence.near < SURE and not evidence.points:
        return "没有一句话与题中空格前后的话相合"
    if question.asks == "date" and not evidence.points:
        return "提到了有关的事，但没有写明时间"
    if question.leaning and share(question.leaning, around) < 0.2:
        return "没有条款同时谈到前面所问的事"
    return ""


def _rows(question: Question, best: Evidence, ranked: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The best cell, and the cells of its column in the other rows that the question names, or asks for all."""
    column = column_of(best.clause)
    named = {row_of(best.clause): best}
    for evidence in ranked:
        clause = evidence.clause
        if not is_cell(clause) or column_of(clause) != column:
            continue
        if any(name in question.text for name in rows_of(clause)):
            named.setdefault(row_of(clause), evidence)
    # 二类区的食品制造业 is one row, although 食品制造业 alone would be two.
    most: dict[str, int] = {}
    for evidence in named.values():
        last = evidence.clause.row[-1:] or (row_of(evidence.clause),)
        most[last[0]] = max(most.get(last[0], 0), _heads_named(question, evidence))
    kept = {
        row: evidence
        for row, evidence in named.items()
        if _heads_named(question, evidence) == most[(evidence.clause.row[-1:] or (row,))[0]]
    }
    if len(kept) > 1 or not _asks_every(question, best):
        return tuple(kept.values())
    document = best.document
    for clause in document.clauses:
        if is_cell(clause) and column_of(clause) == column and _table_of(clause) == _table_of(best.clause):
            for evidence in weigh(question, document, clause, 0.0)[:1]:
                kept.setdefault(row_of(clause), evidence)
    return tuple(sorted(kept.values(), key=lambda evidence: evidence.clause.own))


def _heads_named(question: Question, evidence: Evidence) -> int:
    return sum(head in question.text for head in evidence.clause.row)


def _asks_every(question: Question, evidence: Evidence) -> bool:
    """Whether a question asks for all rows of a cell's table by what heads them: 各行业的容积率."""
    if not _EVERY.search(question.text):
        return False
    document, table = evidence.document, _table_of(evidence.clause)
    heads = (
        clause.own.of(document.text)
        for clause in document.clauses
        if clause.path.steps[-1].kind == "col" and not clause.row and _table_of(clause) == table
    )
    return any(
        len(head) > 1 and re.search(_EVERY_OF.format(re.escape(head)), question.text)
        for head in map(str.strip, heads)
    )


def _table_of(clause: Clause) -> ClausePath:
    return ClausePath(clause.path.steps[:-2])


def _other_row(question: Question, evidence: Evidence) -> str:
    """What the question names in place of the row that a cell stands in; "" where it names the row."""
    heads = rows_of(evidence.clause)
    if any(share([stretch(head, synonyms())], question.text) >= ROW for head in heads):
        return ""
    if _asks_every(question, evidence):
        return ""
    left = missing(question.content, column_of(evidence.clause) + home(evidence.document))
    return left[0][0] if left else ""


def _other_year(question: Question, evidence: Evidence, around: str) -> str:
    """The year that a question names where the sentence tells of another one only."""
    asked = _YEAR.findall(question.text)
    told = _YEAR.findall(evidence.text)
    lost = [year for year in asked if year not in around]
    return lost[0] if lost and told and question.asks in ("quantity", "list", "who") else ""


def _distinct(ranked: Sequence[Evidence]) -> tuple[Evidence, ...]:
    seen: set[tuple[str, str]] = set()
    kept = []
    for evidence in ranked:
        key = (evidence.document.id, evidence.clause.id)
        if key not in seen:
            seen.add(key)
            kept.append(evidence)
    return tuple(kept)
