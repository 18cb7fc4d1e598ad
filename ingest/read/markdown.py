"""Markdown: front matter into what the file states, marks off, headings and tables kept as such.

Line by line rather than by a Markdown parser: a parser renumbers lists, takes indented paragraphs for
code and eats the asterisks of a formula, and a citation must quote what stands there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import yaml

from ingest.document import Cell, Line
from ingest.errors import FileEmpty
from ingest.limits import Limits
from ingest.read.content import Content, Tally
from ingest.read.text import decode_text, split_lines, warnings_on

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|\Z)")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*+(?:\1[ \t]*+){2,}+")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_PREFIX = re.compile(r"\A(?: {0,3}(?:>[ \t]?)++|[ \t]*+[-*+][ \t]++)")
_DELIMITER = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")
_PIPE = re.compile(r"(?<!\\)\|")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
# Bounded, so that no line, however long, is looked over from every place in it.
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\([^()\n]{0,2000}\)"), r"\1"),
    (re.compile(r"\*\*(?=\S)([^*\n]{1,500})(?<=\S)\*\*"), r"\1"),
    (re.compile(r"__(?=\S)([^_\n]{1,500})(?<=\S)__"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
    (re.compile(r"</?(?:a|b|i|u|br|p|div|span|font|center|strong|em|sup|sub)\b[^<>\n]{0,300}>", re.I), ""),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,5});")
_FRONT = 400
"""Front matter is looked for in so many lines at the top."""


def read_markdown(name: str, data: bytes, limits: Limits) -> Content:
    """Read a Markdown file.

    A paragraph of one physical line is whole; the lines of a longer one are not.

    Raises:
        EncodingUnknown, FileEmpty, LimitExceeded: as for plain text.
    """
    decoded = decode_text(name, data, limits)
    rows = split_lines(decoded.text)
    warnings = list(warnings_on(decoded))
    stated, body = {}, 0
    end = _front_matter_end(rows)
    if end:
        try:
            stated, body = _stated("\n".join(rows[1:end])), end + 1
        except (yaml.YAMLError, ValueError, RecursionError):
            warnings.append("文件开头的属性（front matter）格式有误，已作正文读入。")
    text = _COMMENT.sub("", "\n".join(rows[body:]))
    lines = tuple(_lines(text.split("\n"), Tally(name, limits)))
    if not any(line.text.strip() for line in lines):
        raise FileEmpty(f"“{name}”里没有正文", "请确认选对了文件")
    return Content(lines, stated=stated, warnings=tuple(warnings), encoding=decoded.encoding)


def _front_matter_end(rows: list[str]) -> int:
    """The row of the closing mark, 0 where there is no front matter."""
    if not rows or rows[0].rstrip() != "---":
        return 0
    return next((at for at, row in enumerate(rows[1:_FRONT], 1) if row.rstrip() in ("---", "...")), 0)


class _Loader(yaml.BaseLoader):
    """Every scalar stays the string it is; aliases, which can multiply without end, are refused."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def _stated(text: str) -> dict[str, str]:
    loaded = yaml.load(text, Loader=_Loader)  # noqa: S506 - a BaseLoader makes strings only
    if not isinstance(loaded, dict):
        raise ValueError("front matter is a mapping")  # noqa: TRY004 - caught above with YAML's own
    return {str(key): _flat(value) for key, value in loaded.items()}


def _flat(value: object) -> str:
    if isinstance(value, list):
        return "、".join(_flat(part) for part in value)
    if isinstance(value, dict):
        return "；".join(f"{key}：{_flat(part)}" for key, part in value.items())
    return str(value).strip()


def _lines(rows: list[str], tally: Tally) -> Iterator[Line]:
    fenced = False
    table = 0
    at = 0
    while at < len(rows):
        row = rows[at]
        following = rows[at + 1] if at + 1 < len(rows) else ""
        if _FENCE.match(row):
            fenced = not fenced
        elif fenced:
            yield Line(row)
        elif "|" in row and "|" in following and _DELIMITER.fullmatch(following):
            table += 1
            stop = at + 2
            while stop < len(rows) and "|" in rows[stop]:
                stop += 1
            yield from _table([row, *rows[at + 2 : stop]], table, tally)
            at = stop
            continue
        elif heading := _HEADING.match(row):
            yield Line(_plain(_title(row[heading.end() :])), whole=True, heading=len(heading[1]))
        elif row.strip() and following and _UNDERLINE.fullmatch(following):
            yield Line(_plain(row), whole=True, heading=1)
            at += 1
        elif _RULE.fullmatch(row):
            yield Line("")
        else:
            alone = (at == 0 or not rows[at - 1].strip()) and not following.strip()
            yield Line(_plain(_PREFIX.sub("", row, count=1)), whole=alone and bool(row.strip()))
        at += 1


def _title(text: str) -> str:
    """A heading's text without the marks that may close it."""
    text = text.strip()
    opened = text.rstrip("#")
    return opened.rstrip() if not opened or opened[-1].isspace() else text


def _table(rows: list[str], number: int, tally: Tally) -> Iterator[Line]:
    for row_number, row in enumerate(rows):
        cells = _PIPE.split(row.strip().removeprefix("|"))
        if len(cells) > 1 and not cells[-1].strip():
            cells.pop()
        tally.add_cell(len(cells))
        for column, text in enumerate(cells):
            if plain := _plain(text).strip():
                yield Line(plain, whole=True, cell=Cell(number, row_number, column, header=row_number == 0))


def _plain(text: str) -> str:
    for pattern, kept in _INLINE:
        text = pattern.sub(kept, text)
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)
