"""Terms: what a text is indexed by and searched with.

Character uni- and bigrams of Chinese runs, Latin words, numbers, and numbers with their unit, in whichever
script; the year and serial of a 文号 with one kind of bracket. Case and width are folded (NFKC). The same function cuts
passages and questions, so no term needs an operator or an escape.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from operator import add

import numpy as np
import numpy.typing as npt

from kb.numeral import chinese

_HAN_RANGES = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_HAN = "".join(f"{chr(first)}-{chr(last)}" for first, last in _HAN_RANGES)
_COUNTED = (
    r"[十百千万亿]*(?:"
    r"平方公里|平方千米|平方米|立方米|公顷|公里|千米|吨标准煤|千瓦时|万元|亿元|元|亩|吨|米|"
    r"工作日|个月|周年|年|月|日|天|小时|个|家|人|名|户|项|件|次|层|倍|分|条|宗|批|期|级|类)"
)
_UNIT = rf"(?:%|‰|℃|{_COUNTED}(?:/(?:平方米|公顷|亩|吨|万元|人|年|月|日|天|家|户|个))?|[十百千万亿]+(?:/亩)?)"
_OTHER = (
    # 〔2022〕32号 with any bracket: NFKC has already turned （） and ［］ into () and [].
    r"[\[({〔【《](?P<year>(?:19|20)\d\d)[\])}〕】》]\s*(?:第\s*)?(?P<serial>\d+)\s*号"
    rf"|(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?:\s*(?P<unit>{_UNIT}))?"
    r"|(?P<latin>[a-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff][a-z\d\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]*)"
)
_TOKEN = re.compile(rf"{_OTHER}|(?P<han>[{_HAN}]+)")
_NOT_HAN = re.compile(_OTHER)
_MARKS = tuple(zip("，：；（）？！", ",:;()?!", strict=True))
_NUMERALS = re.compile("[一二三四五六七八九十百千]{2,}+")  # possessive: all of them or none
_BEFORE = re.compile(f"(?:{_NUMERALS.pattern})(?=[{_HAN}])")
_IS_HAN = np.zeros(0x110000, bool)
for _first, _last in _HAN_RANGES:
    _IS_HAN[_first : _last + 1] = True
_NUMERAL = "〇零一二两三四五六七八九十百千"
_WRITTEN = re.compile(
    # 三亩, 百分之零点五; not the 三条 of 第三条, 第十三条.
    rf"(?<![第{_NUMERAL}])(?P<share>[百千]分之)?(?P<numeral>[{_NUMERAL}]++(?:点[〇零一二三四五六七八九]++)?)"
    rf"(?(share)|(?P<unit>{_COUNTED})(?!之))"
)
_BETWEEN = "\0"  # in no term, and no white space, which a number's unit may follow
_LOT = 1 << 17  # characters looked at together


def compatible(text: str) -> str:
    """NFKC. Chinese text is out of it by a few marks of punctuation only: with these replaced first, all but
    one text in a thousand is spared the dear way, which gives the same."""
    for wide, narrow in _MARKS:
        text = text.replace(wide, narrow)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def fold(text: str) -> str:
    """NFKC and case folded: what two spellings of the same words have in common."""
    return compatible(text).casefold()


def terms(text: str) -> list[str]:
    """The terms of a text in its order, repeats kept. No term holds white space."""
    found: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        kind = match.lastgroup
        found += [*_grams(match[0]), *_figures(match[0])] if kind == "han" else _told(match)
    return found


def term_texts(texts: Iterable[str]) -> Iterator[str]:
    """The terms of many texts, those of each in any order and joined by spaces: several times as fast as `terms`."""
    lot: list[str] = []
    size = 0
    for text in texts:
        lot.append(fold(text))
        size += len(lot[-1])
        if size >= _LOT:
            yield from _joined(lot)
            lot, size = [], 0
    yield from _joined(lot)


def _joined(texts: Sequence[str]) -> Iterator[str]:
    whole = _BETWEEN.join(texts) + _BETWEEN
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum([len(text) + 1 for text in texts])
    han = _IS_HAN[codes]
    # What else there is, is found by the pattern that finds it in one text, and what it takes is no run of Han.
    more: list[list[str]] = [[] for _ in texts]
    others = list(_NOT_HAN.finditer(whole))
    owners = np.searchsorted(ends, [match.start() for match in others], side="right")
    for match, owner in zip(others, owners.tolist(), strict=True):
        more[owner] += _told(match)
        han[match.start() : match.end()] = False
    runs = np.where(han, codes, 0).astype(np.uint32)
    pair = han[:-1] & han[1:]
    masked = runs.tobytes().decode("utf-32-le")
    for several in _BEFORE.finditer(masked):
        # As in `_grams`: the pair of the last numeral and what follows gives way to a longer term.
        start, end = several.span()
        pair[end - 1] = False
        more[int(np.searchsorted(ends, start, side="right"))].append(whole[start : end + 1])
    for written in _WRITTEN.finditer(masked):
        more[int(np.searchsorted(ends, written.start(), side="right"))] += _figure(written)
    singles, pairs = np.flatnonzero(han), np.flatnonzero(pair)
    single_text = _spaced(runs[singles])
    pair_text = _spaced(runs[pairs], runs[pairs + 1])
    single_ends = (2 * np.searchsorted(singles, ends)).tolist()
    pair_ends = (3 * np.searchsorted(pairs, ends)).tolist()
    single_at = pair_at = 0
    for single_end, pair_end, words in zip(single_ends, pair_ends, more, strict=True):
        yield single_text[single_at:single_end] + pair_text[pair_at:pair_end] + " ".join(words)
        single_at, pair_at = single_end, pair_end


def _spaced(*letters: npt.NDArray[np.uint32]) -> str:
    """Terms of one letter out of each array, each with a space behind it."""
    space = np.full(len(letters[0]), ord(" "), np.uint32)
    return np.stack([*letters, space], axis=1).tobytes().decode("utf-32-le")


def _told(match: re.Match[str]) -> list[str]:
    """The terms of what is no run of Han."""
    if match["latin"]:
        return [match[0]]
    if match["serial"]:
        return [f"〔{match['year']}〕{int(match['serial'])}号"]
    number, unit = _number(match["number"]), match["unit"]
    if not unit:
        return [number]
    return [number, number + unit, *([] if unit.startswith(("%", "‰")) else _grams(unit.replace("/", "")))]


def _grams(run: str) -> list[str]:
    pairs = list(map(add, run, run[1:]))
    for several in _NUMERALS.finditer(run):
        # 二三级 and 十三级 are not 三级: the last numeral takes those before it along.
        if several.end() < len(run):
            pairs[several.end() - 1] = run[several.start() : several.end() + 1]
    return [*run, *pairs]


def _figures(run: str) -> list[str]:
    return [term for written in _WRITTEN.finditer(run) for term in _figure(written)]


def _figure(written: re.Match[str]) -> list[str]:
    """三亩 as 3亩, 百分之零点五 as 0.5%: what is asked in one script is found in the other."""
    try:
        value = f"{chinese(written['numeral']):.6f}".rstrip("0").rstrip(".")
    except ValueError:  # 二三级 is no number
        return []
    return [
        value + ({"百分之": "%", "千分之": "‰"}[written["share"]] if written["share"] else written["unit"])
    ]


def _number(written: str) -> str:
    """1,000.50 → 1000.5; a leading zero of a whole number goes too, so that 05月 is 5月."""
    whole, _, fraction = written.replace(",", "").partition(".")
    fraction = fraction.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")
