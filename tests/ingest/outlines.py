"""Outlines made up at random, in the numbering styles of offices, and typeset as plain text."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass

from ingest.document import Document
from ingest.numerals import chinese_numeral
from tests.ingest.readings import wrapped

FAMILIES: tuple[tuple[str, ...], ...] = (
    ("cn", "cnp", "num.", "nump", "circ"),
    ("cn", "cnp", "num．", "num)"),
    ("cn", "cnp", "num、", "nump"),
    ("cn", "num.", "nump"),
    ("num.", "nump", "circ"),
    ("chapter", "article", "cnp", "num."),
    ("chapter", "section", "article", "cnp", "num．", "nump"),
    ("part", "chapter", "section", "article", "cnp"),
    ("division", "cn", "cnp", "num."),
    ("bare", "decimal", "decimal", "nump"),
    ("bare", "decimal", "decimal", "decimal", "circ"),
    ("bare", "tight", "tight", "nump"),
    ("num.", "decimal", "decimal"),
    ("chapter", "decimal", "decimal"),
    ("division", "decimal", "decimal", "nump"),
    ("cn", "decimal", "decimal", "nump"),
)
"""What numbers the levels of a document, from the top. "tight" is a decimal with no space behind it."""

_STRUCTURE = ("part", "chapter", "section", "division", "bare")
_OUTLINED = ("bare", "decimal", "tight", "num.", "chapter", "division", "cn")
_TASKS = (
    "总体要求", "工作目标", "摸清底数", "分类处置", "强化保障", "加强领导", "严格准入", "优化服务", "督促检查",
    "完善机制", "明确责任", "规划引领", "资金支持", "用地管理", "组织实施", "公共服务配套", "级差收益分配",
    "目录管理", "项目评估", "一体推进", "十大行动", "三年计划安排", "年度计划",
)  # fmt: skip
_CLAUSES = (
    "各镇街应当在收到申请后五日内办结", "鼓励企业利用自有厂房加层改造", "推动低效用地有序退出",
    "对亩均税收连续两年下降的企业给予约谈", "依照第三条规定的程序报批", "建立一户一档的管理台账",
    "统筹一、二、三产业融合发展", "完善园区道路和管网", "属于（一）至（三）项情形的从其规定",
    "由牵头部门会同有关单位每季度通报进展", "容积率原则上不低于1.5", "新增用地优先保障100亩以上项目",
)  # fmt: skip


@dataclass(frozen=True)
class Outline:
    """An outline: each paragraph's text, with the numbers of its path where it is numbered."""

    paragraphs: tuple[tuple[tuple[int, ...], str], ...]

    @property
    def numbered(self) -> list[tuple[str, tuple[int, ...]]]:
        """The beginning of each numbered paragraph, and the numbers from the top down to it."""
        return [(beginning(text), path) for path, text in self.paragraphs if path]

    def text(self, measure: float | None = None) -> str:
        """The outline below a title, its lines broken at a measure in ems where one is given."""
        rows = ["甲市关于推进用地更新的实施意见", ""]
        for _, text in self.paragraphs:
            rows += wrapped(text, measure) if measure else [text]
        return "\n".join(rows)


def beginning(text: str) -> str:
    """The first characters of a paragraph's first line, widths folded and spaces left out."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text.split("\n")[0]))[:9]


def found_in(document: Document) -> list[tuple[str, tuple[int, ...]]]:
    """What `Outline.numbered` should be, told from a document's clauses."""
    return [
        (
            beginning(clause.own.of(document.text)),
            tuple(step.number for step in clause.path.steps if step.kind not in ("p", "paragraph")),
        )
        for clause in document.clauses
        if clause.marker
    ]


def outline(seed: int, family: tuple[str, ...]) -> Outline:
    """The outline of a family that a seed makes; the same each time."""
    return _Maker(random.Random(seed), family).made()


class _Maker:
    def __init__(self, chance: random.Random, family: tuple[str, ...]) -> None:
        self.chance = chance
        self.family = family
        self.articles = 0
        self.paragraphs: list[tuple[tuple[int, ...], str]] = []

    def made(self) -> Outline:
        self._level(0, (), ())
        return Outline(tuple(self.paragraphs))

    def _level(self, level: int, path: tuple[int, ...], above: tuple[int, ...]) -> None:
        style = self.family[level]
        for count in range(1, self.chance.randint(2, 5 if level == 0 else 4) + 1):
            number = count
            if style == "article":
                self.articles += 1
                number = self.articles
            last = level + 1 == len(self.family)
            deeper = not last and self.chance.random() < (0.75 if level == 0 else 0.5)
            if level == 0 and style == "bare" and count == 1:
                deeper = True
            self.paragraphs.append(
                ((*path, number), _printed(style, number, above) + self._body(style, deeper))
            )
            # Under an article a paragraph is a 款, and a list behind it belongs to that.
            if "article" not in self.family and style not in _STRUCTURE and self.chance.random() < 0.2:
                self.paragraphs.append(((), self._sentence()))
            if deeper:
                self._level(level + 1, (*path, number), (*above, number) if style in _OUTLINED else ())

    def _body(self, style: str, deeper: bool) -> str:
        head = self.chance.choice(_TASKS)
        if style in _STRUCTURE:
            return head
        if style == "article":
            return "下列事项应当依法办理：" if deeper else self._sentence()
        if deeper:
            return head if self.chance.random() < 0.7 else f"{head}。{self._sentence()}"
        return self.chance.choice((f"{head}。{self._sentence()}", self._sentence(), head))

    def _sentence(self) -> str:
        return "，".join(self.chance.sample(_CLAUSES, self.chance.randint(1, 4))) + "。"


def _printed(style: str, number: int, above: tuple[int, ...]) -> str:
    numeral = chinese_numeral(number)
    decimal = ".".join(map(str, (*above, number)))
    return {
        "part": f"第{numeral}编　",
        "chapter": f"第{numeral}章　",
        "section": f"第{numeral}节　",
        "article": f"第{numeral}条　",
        "division": f"第{numeral}部分　",
        "cn": f"{numeral}、",
        "cnp": f"（{numeral}）",
        "num.": f"{number}.",
        "num．": f"{number}．",
        "num、": f"{number}、",
        "nump": f"（{number}）",
        "num)": f"{number}）",
        "circ": chr(ord("①") + min(number, 20) - 1),
        "bare": f"{number} ",
        "decimal": f"{decimal} ",
        "tight": decimal,
    }[style]
