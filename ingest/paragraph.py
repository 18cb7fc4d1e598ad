"""Printed lines → paragraphs: which line continues the one before, and which begins something new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ingest.block import Block, Role
from ingest.faults import find_faults
from ingest.markers import match_marker
from ingest.measure import FULL, INDENT
from ingest.normalize import Cleaner, Traced
from ingest.printed import Printed
from ingest.roles import RECORD_LINE
from ingest.titles import is_title
from ingest.words import word_across

Indent = Literal["kept", "lost", "none"]

_LONG = 40.0
_KIND_OF_TEXT = re.compile(
    r"(?:通知|意见|办法|规定|条例|方案|细则|决定|公告|通告|批复|复函|函|纲要|规划|计划|措施|政策|指南|规则|章程|标准"
    r"|目录|清单|报告|解读|纪要|决议|说明|要点|守则|公报|令|法)(?:[（(〔][^（）()]{1,20}[）)〕])?$"
)
_TITLE_GOES_ON = re.compile(
    r"^(?:关于|印发|转发|[（(〔](?:试行|暂行|草案|征求意见稿|修订|\d{4}(?!年\d{1,2}月))|的(?:通知|意见|决定|公告|通告))"
)
_NOTED = re.compile(r"^[（(](?:\d{4}|[〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月")
_SPACED = re.compile(r"\s*[0-9０-９]{1,2}(?:[.．][0-9０-９]{1,2})+[.．、]?\s")
_PAIRS = (("《", "》"), ("（", "）"), ("〔", "〕"))
_PLACE_OF_ISSUE = re.compile(
    r"[〔\[（(]\d{4}[〕\]）)]\s*\d+\s*号$|(?:令|公告|通告|^)\s*(?:\d{4}年)?\s*第\s*\d+\s*号$"
)
DATE = re.compile(
    r"^[\d〇○Ｏ零一二三四五六七八九十]{2,4}年[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?"
)
_BEGINS = re.compile(
    r"本(?:通知|意见|办法|规定|方案|细则|条例|政策|措施|规划|公告|决定|法|规则)自|附[件则]|特此|抄[送报]|主题词|联系人|（此件|[（(]联系人"
)
_UNIT = re.compile(r"[个亩元万亿吨家名人户项条次件宗栋层米公倍年月日号%％]")
_REFERS = re.compile(r"(?:依照|按照|根据|违反|符合|适用|执行|法|例|规定|办法|[》和或及至、第者])$")
_PHRASES = re.compile(r"[，。；：]")
_ADDRESSED = re.compile(r"^(?:各|有关|市|省|县|区|自治区|机关|全国|中央)[^。；]*[：:]$")
_BODY_NAME = re.compile(r"(?:政府|办公[室厅]|局|委员会|委|厅|部|院|公司|报社|协会|中心)$")
BYLINE = re.compile(
    r"^(?:[□■●◆▲○◎]\s*\S|本报讯|本台讯|本刊讯|新华社\S{0,8}\d+月\d+日电|中新[社网]\S{0,12}\d+日电"
    r"|(?:本报|本社|本台|本刊)?\S{0,6}记者[：: ]|通讯员[：: ]|(?:文|图|摄影|作者)[/／：:]|记者手记|编者按)"
)
"""What a newspaper sets at the head of an article or of an inset."""


@dataclass(slots=True, eq=False)
class Paragraph:
    """Printed lines that make one paragraph."""

    lines: tuple[Printed, ...]
    text: str
    role: Role = ""
    heading: int = 0

    @property
    def first(self) -> Printed:
        """The line that it begins with."""
        return self.lines[0]

    @property
    def last(self) -> Printed:
        """The line that it ends with."""
        return self.lines[-1]

    def block(self, cleaner: Cleaner) -> Block:
        """The paragraph cleaned, with the way back to the raw text."""
        end = len(self.lines) - 1
        if end == 0:
            traced = Traced(self.first.text, self.first.runs)
        else:
            traced = cleaner(
                Traced.of(
                    (line.raw, line.source.text + ("\n" if at < end else ""))
                    for at, line in enumerate(self.lines)
                )
            )
        source = self.first.source
        return Block(
            text=traced.text,
            runs=traced.runs,
            role=self.role,
            heading=self.heading or source.heading,
            cell=source.cell,
            faults=find_faults(traced.text, cell=source.cell is not None),
        )


def paragraphs(lines: Sequence[Printed]) -> list[Paragraph]:
    """Put lines in reading order together to paragraphs."""
    indent = _indent_of(lines)
    found: list[Paragraph] = []
    group: list[Printed] = []
    for at, line in enumerate(lines):
        if group and not _continues(group, line, lines[at + 1] if at + 1 < len(lines) else None, indent):
            found.append(_paragraph(group))
            group = []
        group.append(line)
    if group:
        found.append(_paragraph(group))
    return found


def _paragraph(group: list[Printed]) -> Paragraph:
    return Paragraph(tuple(group), "".join(line.text for line in group))


def _indent_of(lines: Sequence[Printed]) -> Indent:
    """What the first lines of paragraphs look like: indented, set back by a lost indent, or neither.

    Looked at are the lines that fill their column, or nearly so, behind a line that ends a sentence
    well before the column's end.
    """
    kept = lost = none = 0
    for before, line in pairwise(lines):
        if before.sentence and before.room > INDENT and before.room < _LONG and not line.final:
            if line.indent >= 1.5:
                kept += 1
            elif FULL < line.room <= INDENT:
                lost += 1
            elif line.full:
                none += 1
    if kept > lost + none:
        return "kept"
    return "lost" if lost >= none else "none"


def _numbered(line: Printed) -> bool:
    """Whether a line begins with a number; one in brackets may have been misread by a scan: （+）.

    1.1 is a number where a space is printed behind it, which the clean text has lost.
    """
    marker = match_marker(line.text)
    if marker is None:
        return False
    if marker.style == "decimal" and not marker.sure:
        return _SPACED.match(line.source.text) is not None
    return marker.sure or marker.style == "cnp"


def _announces(text: str) -> bool:
    """Whether a line begins with the number of an article or chapter and a space: 第三条 规定….

    Without the space, or behind 本法 and the like, it may be a reference that a line's end cut off.
    """
    marker = match_marker(text)
    if marker is None or not marker.sure or marker.kind not in ("part", "chapter", "section", "article"):
        return False
    return marker.rest > marker.span.end


def _continues(group: list[Printed], line: Printed, after: Printed | None, indent: Indent) -> bool:
    """Whether `line` goes on with the paragraph that `group` has begun."""
    last = group[-1]
    if last.source.whole or line.source.whole:
        return False
    if last.source.cell or line.source.cell:
        # A cell's printed lines are one text, unless a list stands in it.
        printed = line.source.box is not None and last.source.cell == line.source.cell
        return printed and not (_numbered(line) and (last.final or _numbered(group[0])))
    if last.source.heading or line.source.heading or _unlike(last, line):
        return False
    if line.beside:
        return True
    if last.room == float("inf") and last.final:
        return False  # a whole paragraph, as most lines of most text files are
    if line.text.startswith("——") and len(group) <= 2 and not last.final and not last.text.startswith("——"):
        return True
    if BYLINE.match(line.text):
        return False
    if _ADDRESSED.match(line.text) and not any(_PHRASES.search(other.text) for other in group[:4]):
        return False
    return (
        _goes_on_after_stop(last, line, after, indent) if last.final else _goes_on(group, line, after, indent)
    )


def _unlike(last: Printed, line: Printed) -> bool:
    """Whether two lines differ in print so much that they are not of one paragraph."""
    if abs(last.size - line.size) > 0.12 * max(last.size, line.size):
        return True
    return last.centred != line.centred and not (last.full and not line.centred and not last.centred)


def _goes_on_after_stop(last: Printed, line: Printed, after: Printed | None, indent: Indent) -> bool:
    if not last.fills(line) or line.apart > 0 or _numbered(line):
        return False
    if (not -2 <= line.room <= INDENT + 1 and not line.final) or _BEGINS.match(line.text):
        return False
    if indent == "kept":
        return line.indent < 1.5
    if indent == "lost":
        # A line that had room for more, and yet the next goes on with it, was indented.
        return line.final or after is None or not line.spares(after)
    # Nothing tells; a paragraph that ends where its column does is likelier than a sentence.
    return False


def _goes_on(group: list[Printed], line: Printed, after: Printed | None, indent: Indent) -> bool:
    """Likewise, where the paragraph so far ends in the middle of a sentence, or is a heading."""
    first, last = group[0], group[-1]
    alone = len(group) == 1
    if alone and (_PLACE_OF_ISSUE.search(last.text) or DATE.fullmatch(last.text)):
        return False
    # A few lines tell; a hostile text may have a hundred thousand without an end.
    body = any(_set_back(other) for other in group[-4:-1]) or any(other.final for other in group[-4:])
    ahead = line.text + (after.text if after else "")
    if any(_open(group, ahead, left, right) for left, right in _PAIRS):
        return True
    if len(group) <= 4 and _title_ends(group, line):
        return False
    if (
        alone
        and RECORD_LINE.fullmatch(last.text)
        and (RECORD_LINE.fullmatch(line.text) or _heads(last, line))
    ):
        return False
    if last.room == float("inf"):
        return _runs_on(last, line) or (not body and _title_of_kind(group, line))
    if alone and last.room < -2 and len(_PHRASES.findall(last.text)) < 2:
        # Wider than its column: a headline.
        return _one_title(group, line, after)
    numbered = _numbered(line)
    if alone and DATE.match(last.text) and DATE.match(line.text):
        return False
    if _announces(line.text) and not _REFERS.search(last.text):
        return False
    if last.fills(line) or (alone and indent == "lost" and _set_back(last)):
        if alone and numbered and _numbered(first):
            return False
        if (
            alone
            and last.apart > 0
            and line.apart > 0
            and not last.text.endswith(("，", "、", "“", "《", "（"))
        ):
            return _one_word(last, line)
        return not (numbered and alone and not body)
    if numbered or DATE.match(line.text):
        return False
    if body:
        return line.room <= INDENT or line.final
    if _one_title(group, line, after):
        return True
    return alone and last.size < 1.1 and (line.final or line.full) and _cut_off(last, line)


def _open(group: list[Printed], ahead: str, left: str, right: str) -> bool:
    """Whether a bracket stands open: in the last line, or in one before it and what is ahead closes it."""
    if group[-1].text.rfind(left) > group[-1].text.rfind(right):
        return True
    closed, opened = ahead.find(right), ahead.find(left)
    if closed < 0 or 0 <= opened < closed:
        return False
    before = "".join(other.text for other in group[-3:])
    return before.rfind(left) > before.rfind(right)


def _set_back(line: Printed) -> bool:
    """Whether a line that ends early may be a first line whose indent was lost."""
    return line.room <= INDENT or (line.room <= INDENT + 1 and re.search("[，。；、]", line.text) is not None)


def _one_title(group: list[Printed], line: Printed, after: Printed | None) -> bool:
    """Whether a short line and the next are the lines of one title."""
    first, last = group[0], group[-1]
    if _numbered(first) or line.final or line.opens or len(group) >= 4:
        return False
    if _PLACE_OF_ISSUE.search(line.text):
        return False
    if line.apart > 0:
        return False
    if first.apart > 0 and after is not None and after.apart > 0 and not _BODY_NAME.search(last.text):
        return True
    if line.apart < 0 or (last.size > 1.15 and line.size > 1.15):
        return not _KIND_OF_TEXT.search(last.text) or bool(_TITLE_GOES_ON.match(line.text))
    return _title_of_kind(group, line)


def _title_of_kind(group: list[Printed], line: Printed) -> bool:
    """Whether the lines together read 关于……的通知, and no part of them does."""
    last = group[-1]
    if line.final or len(group) >= 4 or _numbered(group[0]) or _PLACE_OF_ISSUE.search(line.text):
        return False
    about = any("关于" in other.text for other in group) or "关于" in line.text
    if _TITLE_GOES_ON.match(line.text):
        return about
    return about and bool(_KIND_OF_TEXT.search(line.text)) and not _KIND_OF_TEXT.search(last.text)


def _title_ends(group: list[Printed], line: Printed) -> bool:
    """Whether the lines so far are a whole title, and the next one is what stands below titles.

    That is a note on when it was passed, a 文号, or a title again, its own or that of the notice it came
    with. A line that fills its column may end in the word of a title by chance, so that what follows
    it has to tell as well.
    """
    text = line.text
    if not (DATE.match(text) or _NOTED.match(text) or _PLACE_OF_ISSUE.search(text) or is_title(text)):
        return False
    title = "".join(other.text for other in group)
    if not is_title(title) or DATE.match(title) or match_marker(title) is not None:
        return False
    if DATE.match(text) or _NOTED.match(text) or _PLACE_OF_ISSUE.search(text):
        return True
    return text == title or ("关于" in text and "关于" not in title)


def _heads(record: Printed, line: Printed) -> bool:
    """Whether a title stands behind the last record of a page's table (发布日期：…)."""
    return is_title(line.text) and not re.match(r"标\s*题", record.text)


def _runs_on(last: Printed, line: Printed) -> bool:
    """Whether a whole-paragraph line was cut in two, as by the foot of a newspaper column."""
    if not line.final or _numbered(line) or _numbered(last) or DATE.match(line.text):
        return False
    if last.width >= _LONG and re.search(r"[。，；]", last.text):
        return True
    return _one_word(last, line)


def _cut_off(last: Printed, line: Printed) -> bool:
    """Whether a short line ends in the middle of a word, or of a number and its unit."""
    if last.text[-1:].isdigit():
        return _UNIT.match(line.text) is not None and not last.text[:4].isdigit()
    return len(last.text) >= 8 and _one_word(last, line)


def _one_word(last: Printed, line: Printed) -> bool:
    if last.text.endswith(("，", "、")):
        return True
    return " " not in last.text and "：" not in last.text and word_across(last.text, line.text)
