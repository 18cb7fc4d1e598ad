"""Web pages: the text without the site around it, and what the page states about the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import etree, html

from ingest.document import Line
from ingest.errors import FileEmpty
from ingest.limits import Limits
from ingest.read.content import Content, Tally
from ingest.read.decode import decode
from ingest.read.govpage import BARE_LABEL, COMMON, CONTENT, LABEL, SITE_TAIL, TITLES
from ingest.read.htmlblock import Blocks
from ingest.read.htmlgap import frames_of, missing
from ingest.read.text import warnings_on
from ingest.read.xmlsafe import parse_html

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_ENOUGH = 12
"""Characters that a content element must hold to be believed."""
_LONG = 100
"""Longest name of a meta tag; its value may be ten times as long."""
_VALUE = 200
"""Longest value of a label."""
_PARAGRAPHS = frozenset(
    ["p", "span", "font", "strong", "b", "em", "i", "u", "a", "li", "h1", "h2", "h3", "h4", "h5", "h6"]
)
_OPENING = 24
"""Characters by which a text is recognised."""
_TELLING = 6
"""A text of fewer characters may stand anywhere on a page."""
_MOST = (0.9, 0.75)
"""Shares of the characters and of the pieces found by trafilatura that the text's element holds."""
_RECALL = 0.3
"""Below this share of the page's text, links aside, what trafilatura found is not trusted."""
_STEPS = 1_000_000
"""Steps from all elements of a page to its root; a long page of a government portal takes a tenth of it."""


def read_html(name: str, data: bytes, limits: Limits, charset: str | None = None) -> Content:
    """Read a page as a browser without scripts would show it; nothing is fetched.

    Args:
        name, data, limits: as for every reader.
        charset: what the page came with says of its encoding; it counts before what the page says.

    Raises:
        EncodingUnknown, FileUnreadable, LimitExceeded: see `ingest.errors`.
        FileEmpty: no text, as in pages that scripts fill.
    """
    declared = _CHARSET.search(data[:4096])
    decoded = decode(name, data, charset or (declared[1].decode("ascii") if declared else None))
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", decoded.text.removeprefix("\ufeff"))
    root = parse_html(name, text, limits)
    if root is None:
        raise FileEmpty(f"网页“{name}”里没有文字", "请确认选对了文件")
    everything = Blocks(Tally(name, limits))
    everything.add(root)
    stated = {**_meta(root), **_labelled(everything.lines)}
    blocks = Blocks(Tally(name, limits))
    parts = _content(root)
    for part in parts:
        blocks.add(part)
    lines = _without_labels(blocks.lines)
    if not any(line.text.strip() for line in lines):
        if frames := frames_of(root):
            raise FileEmpty(
                f"网页“{name}”的内容在{frames}个框架里，文件中没有",
                "请在浏览器中单独打开框架里的网页，另存后添加它",
            )
        raise FileEmpty(
            f"网页“{name}”里没有文字", "正文可能由脚本生成：请在浏览器中打开，另存为完整网页或打印为PDF后重试"
        )
    title, heading = _title(root, parts, stated)
    if title:
        stated["title"] = title
    if heading and not any(_bare(heading) in _bare(line.text) for line in lines[:8]):
        lines.insert(0, Line(heading, whole=True, heading=1))
    warnings = list(warnings_on(decoded))
    if blocks.hidden:
        warnings.append(f"网页中有{blocks.hidden}处隐藏文字，没有读入。")
    if blocks.deleted:
        warnings.append(f"网页中有{blocks.deleted}处标明已删除的文字（del），没有读入。")
    warnings += missing(root, parts, lines)
    return Content(tuple(lines), stated=stated, warnings=tuple(warnings), encoding=decoded.encoding)


def _content(root: html.HtmlElement) -> list[etree._Element]:
    """The elements that hold the text: by known names, else by trafilatura, else the whole page."""
    by_name: dict[str, list[etree._Element]] = {}
    for element in root.iter("*"):
        names = [f".{part}" for part in (element.get("class") or "").split()]
        names += [f"#{element.get('id')}"] if element.get("id") else []
        names += [element.tag] if isinstance(element.tag, str) else []
        for key in names:
            by_name.setdefault(key.lower(), []).append(element)
    for key in CONTENT:
        found = _outermost(by_name.get(key.lower(), []))
        sizes = [len(_bare("".join(_shown(element)))) for element in found]
        if sum(sizes) >= _ENOUGH:
            return [found[sizes.index(max(sizes))]] if key in COMMON else found
    return _extracted(root)


def _outermost(elements: Sequence[etree._Element]) -> list[etree._Element]:
    inside = set(elements)
    return [element for element in elements if not any(up in inside for up in element.iterancestors())]


def _shown(element: etree._Element) -> Iterator[str]:
    for part in element.iter("*"):
        if part.tag not in ("script", "style"):
            yield part.text or ""
        if part is not element:
            yield part.tail or ""


def _extracted(root: html.HtmlElement) -> list[etree._Element]:
    """The smallest element with nearly all of what trafilatura takes for the text.

    Its own output is not used: it leaves out a paragraph here and there.
    """
    if _tangled(root):
        return [root]
    # Heavy, and most pages do without.
    from trafilatura import bare_extraction

    # It takes apart what it is given.
    found = bare_extraction(deepcopy(root), include_comments=False, include_tables=True)
    body = getattr(found, "body", None)
    if body is None:
        return [root]
    openings = {_bare(text)[:_OPENING] for _, text in _nodes(body)}
    credit: Counter[etree._Element] = Counter()
    pieces: Counter[etree._Element] = Counter()
    for element, text in _nodes(root):
        bare = _bare(text)
        if len(bare) >= _TELLING and bare[:_OPENING] in openings:
            credit[element] += len(bare)
            pieces[element] += 1
    links = sum(len(_bare("".join(_shown(link)))) for link in _outermost(list(root.iter("a"))))
    if credit.total() < _RECALL * (len(_bare("".join(_shown(root)))) - links):
        return [root]
    return [_smallest(root, (credit, pieces))]


def _tangled(root: etree._Element) -> bool:
    """Whether trafilatura would take very long: it goes up from every element to the root."""
    depths: dict[etree._Element | None, int] = {}
    steps = 0
    for element in root.iter("*"):
        depths[element] = depths.get(element.getparent(), 0) + 1
        steps += depths[element]
        if steps > _STEPS:
            return True
    return False


def _smallest(root: etree._Element, counters: Sequence[Counter[etree._Element]]) -> etree._Element:
    """The innermost element, no mere paragraph, that holds most of each counter's total."""
    least = [share * counter.total() for share, counter in zip(_MOST, counters, strict=True)]
    # Backwards, every element comes after all that it contains.
    for element in reversed(list(root.iter("*"))):
        enough = all(counter[element] >= bound for counter, bound in zip(counters, least, strict=True))
        if enough and element.tag not in _PARAGRAPHS:
            return element
        parent = element.getparent()
        for counter in counters:
            if parent is not None and element in counter:
                counter[parent] += counter[element]
    return root


def _nodes(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Every text below an element, with the element that it stands in."""
    for element in root.iter("*"):
        if element.tag in ("script", "style", "title"):
            continue
        if element.text:
            yield element, element.text
    for element in root.iter("*"):
        parent = element.getparent()
        if element.tail and parent is not None and element is not root:
            yield parent, element.tail


def _meta(root: etree._Element) -> dict[str, str]:
    stated: dict[str, str] = {}
    for meta in root.iter("meta"):
        key, value = meta.get("name") or meta.get("property"), (meta.get("content") or "").strip()
        if (
            key
            and value
            and max(len(key), len(value) // 10) < _LONG
            and key.lower() not in ("viewport", "renderer", "robots")
        ):
            stated.setdefault(key.strip(), value)
    return stated


def _labelled(lines: Sequence[Line]) -> dict[str, str]:
    """Labels and values: 索引号 in one cell with its value in the next, or 发布日期：… in a line."""
    stated: dict[str, str] = {}
    for at, line in enumerate(lines):
        if len(line.text) > 2 * _VALUE:
            continue
        if bare := BARE_LABEL.fullmatch(line.text.strip()):
            value = _next_value(lines, at, strong=bool(bare["strong"]))
            if value:
                stated.setdefault(_key(bare), value)
            continue
        labels = list(LABEL.finditer(line.text))
        if not labels or (not any(label["strong"] for label in labels) and len(labels) < 2):
            continue
        stops = [label.start() for label in labels[1:]] + [len(line.text)]
        for label, stop in zip(labels, stops, strict=True):
            value = line.text[label.end() : stop].strip(" \t\u3000\xa0|｜；;")
            if value and len(value) <= _VALUE:
                stated.setdefault(_key(label), value)
    return stated


def _next_value(lines: Sequence[Line], at: int, *, strong: bool) -> str:
    line = lines[at]
    if at + 1 >= len(lines):
        return ""
    after = lines[at + 1]
    if BARE_LABEL.fullmatch(after.text.strip()) or len(after.text) > _VALUE:
        return ""
    if line.cell:
        beside = after.cell and (after.cell.table, after.cell.row) == (line.cell.table, line.cell.row)
        return after.text.strip() if beside else ""
    # Out of a table, a lone word such as 名称 needs its colon to be a label.
    labelled = line.text.rstrip().endswith((":", "："))
    return after.text.strip() if strong and labelled and after.cell is None else ""


def _key(label: re.Match[str]) -> str:
    return re.sub(r"\s", "", label["strong"] or label["weak"])


def _without_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines but for tables of labels, whose content is stated already."""
    strong: dict[int, int] = {}
    for line in lines:
        if (
            line.cell
            and (found := BARE_LABEL.fullmatch(line.text.strip()) or LABEL.match(line.text))
            and found["strong"]
        ):
            strong[line.cell.table] = strong.get(line.cell.table, 0) + 1
    return [line for line in lines if not (line.cell and strong.get(line.cell.table, 0) > 1)]


def _title(
    root: html.HtmlElement, parts: Sequence[etree._Element], stated: dict[str, str]
) -> tuple[str, str]:
    """The document's title, and the heading that shows it (both may be "")."""
    page = " ".join("".join(part.itertext()) for part in root.iter("title"))
    page = re.sub(r"\s+", " ", page).strip()[: 2 * _VALUE]
    named = next((stated[key] for key in ("ArticleTitle", "og:title") if stated.get(key)), "")
    inside = {h1 for part in parts for h1 in part.iter("h1")}
    titled = {e for e in root.iter("*") if e.tag in TITLES or f"#{e.get('id')}" in TITLES}
    inside |= titled
    headings = {
        h1: text
        for h1 in root.iter("*")
        if (h1.tag == "h1" or h1 in titled) and 4 < len(text := _flat(h1)) < _VALUE
    }
    sure = [
        text
        for h1, text in headings.items()
        if h1 in inside or _bare(text) in _bare(page) or (_bare(named) and _bare(named) in _bare(text))
    ]
    heading = max(sure, key=len) if sure else ("" if named else next(iter(headings.values()), ""))
    return heading or named or SITE_TAIL.sub("", page), heading


def _flat(element: etree._Element) -> str:
    blocks = Blocks(Tally("", Limits()))
    blocks.add(element)
    return "".join(line.text for line in blocks.lines)


def _bare(text: str) -> str:
    return re.sub(r"[\s\u3000\xa0《》“”\"（）()]", "", text)
