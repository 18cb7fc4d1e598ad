"""Cleaning in ordered, named steps, each of which keeps the way back to the raw characters.

A step replaces characters one for one or drops characters; nothing is ever inserted or moved, so that
every clean character stands for exactly one raw one. Punctuation and signs such as ①, ㎡, （ stay as
printed: NFKC as a whole would turn ③ into 3 and （ into (.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ingest.span import Run

CJK = (
    "\u2014\u2018-\u201d\u2026\u22ef\u2460-\u24ff\u2e80-\u2fdf\u3001-\u30ff\u3200-\u33ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
"""Inside a regular expression's brackets: Han characters and what is set on their body width."""

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
"""Inside a regular expression's brackets: Han characters alone."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A text and where its characters stood in the raw one.

    Attributes:
        text: the characters.
        runs: where they stood, `clean` from the text's start; empty where nobody asks.
    """

    text: str
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, pieces: Iterable[tuple[int, str]]) -> Traced:
        """The pieces put one behind the other, each given with its raw offset."""
        texts: list[str] = []
        runs: list[Run] = []
        at = 0
        for raw, text in pieces:
            if text:
                texts.append(text)
                runs.append(Run(at, raw, len(text)))
                at += len(text)
        return cls("".join(texts), tuple(runs))

    def without(self, spans: Iterable[tuple[int, int]]) -> Traced:
        """The text less the stretches [start, end), which ascend and do not overlap."""
        kept: list[tuple[int, int]] = []
        at = 0
        for start, end in spans:
            if start > at:
                kept.append((at, start))
            at = max(at, end)
        if at < len(self.text):
            kept.append((at, len(self.text)))
        text = "".join([self.text[start:end] for start, end in kept])
        if not self.runs:
            return Traced(text, ())
        if len(self.runs) == 1:
            raw, clean, found = self.runs[0].raw, 0, []
            for start, end in kept:
                found.append(Run(clean, raw + start, end - start))
                clean += end - start
            return Traced(text, tuple(found))
        runs: list[Run] = []
        clean, index = 0, 0
        for start, end in kept:
            while self.runs[index].clean + self.runs[index].length <= start:
                index += 1
            here = index
            while here < len(self.runs) and self.runs[here].clean < end:
                run = self.runs[here]
                left, right = max(start, run.clean), min(end, run.clean + run.length)
                runs.append(Run(clean, run.raw + left - run.clean, right - left))
                clean += right - left
                here += 1
        return Traced(text, tuple(runs))


@dataclass(frozen=True, slots=True)
class Replace:
    """A step that exchanges single characters for single characters."""

    name: str
    table: dict[int, str]

    @property
    def acts_on(self) -> frozenset[str]:
        """The characters without one of which the step does nothing."""
        return frozenset(map(chr, self.table))

    def __call__(self, traced: Traced) -> Traced:
        """Apply the step."""
        return Traced(traced.text.translate(self.table), traced.runs)


@dataclass(frozen=True, slots=True)
class Drop:
    """A step that leaves characters out.

    Attributes:
        name: what it removes.
        acts_on: the characters without one of which it does nothing.
        find: gives ascending, separate stretches of a text.
    """

    name: str
    acts_on: frozenset[str]
    find: Callable[[str], Iterable[tuple[int, int]]]

    def __call__(self, traced: Traced) -> Traced:
        """Apply the step."""
        found = list(self.find(traced.text))
        return traced.without(found) if found else traced


def _members(characters: str) -> frozenset[str]:
    """The characters of a regular expression's class."""
    return frozenset(re.findall(f"[{characters}]", "".join(map(chr, _CODES))))


def _matches(pattern: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    compiled = re.compile(pattern)
    return lambda text: (match.span() for match in compiled.finditer(text))


_CODES = (*range(0x20), *range(0x20, 0xD800), *range(0xE000, 0x10000), *range(0xE0000, 0xE01F0))
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef"
)
_SPACES = "\t\x0b\x0c\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LATIN = "".join(chr(code) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()) + "％．＋－"

# The radicals supplement has no compatibility mapping, yet fonts of PDF producers name these
# glyphs for the common characters of the same shape (Unicode 15.1, EquivalentUnifiedIdeograph.txt).
_SUPPLEMENT = dict(
    zip(
        "⺁⺄⺆⺈⺋⺌⺏⺝⺟⺠⺡⺢⺣⺤⺥⺧⺩⺫⺬⺮⺯⺰⺱⺳⺶⺷⺻⺽⺾⺿⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻓⻔⻖⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂乙冂刀㔾小尢月母民氵氺灬爫爫牛王罒示竹糹纟罓罓羊羊聿臼艹艹虎衤覀西见角覀讠贝足车辶长门阝青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)


def _compatible() -> dict[int, str]:
    table = {ord(old): new for old, new in _SUPPLEMENT.items()}
    for code in (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1 and folded != chr(code):
            table.setdefault(code, folded)
    return table


_NUMERAL = r"[〇零一二三四五六七八九十百千两\d]+"
_NUMBERED = re.compile(rf"(?:第{_NUMERAL}[编章节条款目](?:之{_NUMERAL})?|附[件表录]\d*) ")
_ENDED = re.compile(r"[。；？！]")
_SPACES_WITHIN = re.compile(" +")
_IS_CJK = re.compile(f"[{CJK}]")
_LETTERS = re.compile(rf"(?<=(?<![{HAN}\w])[{HAN}]) +(?=[{HAN}](?![{HAN}\w]))")
_WORDS = re.compile(rf"(?<=[{HAN}]) +(?=[{HAN}])")
_HEADING_LENGTH = 60
_SPACE, _NEWLINE, _BLANK = frozenset(" "), frozenset("\n"), frozenset(" \n")


_EDGE = re.compile(r"\A\s+|\s+\Z| +(?=\n)|(?<=\n)[ \n]+")
_REPEATED = re.compile(r"(?<= ) +")


def _edges(text: str) -> Iterable[tuple[int, int]]:
    """White space at the text's ends and at the ends of its printed lines."""
    if "\n" in text or text[:1].isspace() or text[-1:].isspace():
        return [match.span() for match in _EDGE.finditer(text)]
    return ()


def _repeated(text: str) -> Iterable[tuple[int, int]]:
    """Spaces behind a space."""
    return [match.span() for match in _REPEATED.finditer(text)] if "  " in text else ()


def _between_cjk(text: str) -> Iterator[tuple[int, int]]:
    """Spaces beside a CJK character, save one where it parts two phrases.

    Such a space stands behind the number of an article or chapter (第三条 规定… is an article,
    第三条规定的… is not), and between the phrases of a heading, which has no sentence in it.
    """
    numbered = _NUMBERED.match(text)
    if numbered and text.find(" ", numbered.end()) < 0:
        return
    keep = {numbered.end() - 1} if numbered else set()
    if not _ENDED.search(text) and len(text) - text.count(" ") <= _HEADING_LENGTH:
        spread = {match.start() for match in _LETTERS.finditer(text)}
        keep |= {match.start() for match in _WORDS.finditer(text)} - spread
    for match in _SPACES_WITHIN.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if before and after and (_IS_CJK.match(before) or _IS_CJK.match(after)):
            if start in keep:
                start += 1
            if start < end:
                yield start, end


STEPS: tuple[Replace | Drop, ...] = (
    Drop("不可见字符", _members(_INVISIBLE + "\r"), _matches(f"[{_INVISIBLE}\\r]+")),
    Replace("特殊空格", {ord(char): " " for char in _members(_SPACES)}),
    Replace("兼容汉字与部首", _compatible()),
    Replace("全角字母数字", {ord(wide): chr(ord(wide) - 0xFEE0) for wide in _LATIN}),
    Drop("首尾空白", _BLANK, _edges),
    Drop("行尾换行", _NEWLINE, _matches(r"(?<![A-Za-z.,;:!?)])\n|\n(?![A-Za-z(])")),
    Replace("行尾空格", {0x0A: " "}),
    Drop("连续空格", _SPACE, _repeated),
    Drop("汉字间空格", _SPACE, _between_cjk),
)
"""The steps in their order. A line end within the text is a printed line's end: it becomes a space
between Latin words and is dropped elsewhere, as Chinese and numbers run on."""


_ACTING = tuple((step, step.acts_on) for step in STEPS)
_EVERY = sorted(set().union(*(acts_on for _, acts_on in _ACTING)))
# Two classes: beyond the first plane the engine compares range by range instead of looking up.
_ACTED_ON = re.compile(f"[{re.escape(''.join(char for char in _EVERY if char < chr(0x10000)))}]")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


class Cleaner:
    """The steps that have anything to do on texts made of certain characters.

    Args:
        characters: a text that has every character of the texts to be cleaned, or more.
    """

    def __init__(self, characters: str) -> None:
        present = _BLANK.union(_ACTED_ON.findall(characters), _BEYOND.findall(characters))
        self._steps: list[tuple[Replace | Drop, tuple[str, ...]]] = []
        for step, acts_on in _ACTING:
            acting = present & acts_on
            if acting:
                self._steps.append((step, tuple(acting)))

    def __call__(self, traced: Traced) -> Traced:
        """Put a line, or the lines of one paragraph with their line ends, through every step.

        Idempotent: a clean text comes back unchanged.
        """
        for step, acting in self._steps:
            text = traced.text
            for char in acting:
                if char in text:
                    traced = step(traced)
                    break
        return traced

    def text(self, text: str) -> str:
        """The cleaned text alone."""
        return self(Traced(text, ())).text


def normalize(traced: Traced) -> Traced:
    """Put one text through every step."""
    return Cleaner(traced.text)(traced)


def clean(text: str) -> str:
    """One text, cleaned, without the way back."""
    return Cleaner(text).text(text)
