"""Bytes of a text file or a page → characters, and the name of the encoding they were in."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, replace

from ingest.errors import EncodingUnknown
from ingest.read.familiar import unfamiliar

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a label means in practice: pages that say gb2312 use characters of GB18030.
_LABELS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs"}
_CHINESE = ("gb18030", "big5hkscs")
_SAMPLE = 1 << 16
_PLAIN = re.compile("[\t\n\r\x20-\x7e]")
# The punctuation that Chinese prose cannot do without, and digits and letters of full width.
_MARKS = frozenset("　，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·％－＋０１２３４５６７８９")
_TOLERATED = 0.01
_CODES = bytes((*range(0x09), *range(0x0E, 0x1A), *range(0x1C, 0x20)))
_USUAL = 0.9
_LIKELY = 0.5
"""Below this share of common characters a text is not taken for Chinese on its bytes alone."""
_SURE = 0.8
"""Below this share of common characters a Chinese encoding is compared with UTF-16."""


_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef]")
_LATIN = re.compile("[\x80-\xff]")
_BEYOND_LATIN = re.compile("[\u2e80-\ud7ff]")
_LATIN_LABELS = frozenset({"iso8859-1", "iso8859-15", "cp1252", "latin_1"})
_FEW = 8
"""Letters with accents that a page in a Latin encoding may be believed to hold; Chinese characters too
few to tell GB18030 from Big5 against a label."""
_SUSPECT = 0.3
"""Below this share of common characters the neighbours of Chinese are tried."""
_NEIGHBOURS = (
    ("euc_kr", re.compile("[\uac00-\ud7a3]")),
    ("cp949", re.compile("[\uac00-\ud7a3]")),
    ("shift_jis", re.compile("[\u3040-\u30ff]")),
    ("euc_jp", re.compile("[\u3040-\u30ff]")),
)
"""Encodings whose bytes are often sound GB18030 too, with the script that tells them."""
_OWN_SCRIPT = 0.3


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with its encoding.

    Attributes:
        text: the characters.
        encoding: its name; "utf-8+gb18030" where lines of both stand in one file.
        replaced: byte sequences that had to be replaced by U+FFFD.
        doubtful: whether the characters are so unusual that another encoding may have been meant.
    """

    text: str
    encoding: str
    replaced: int = 0
    doubtful: bool = False


def decode(name: str, data: bytes, declared: str | None = None) -> Decoded:
    """Decode a text of unknown encoding.

    The order: byte order mark; UTF-16 by its zero bytes; UTF-8; what the file declares, if it decodes
    without fault into likely characters; GB18030 or Big5, whichever yields the commoner characters; UTF-8 and
    GB18030 line by line; what charset-normalizer says; last, the best of these with at most 1% of the
    characters replaced.

    Args:
        name: file name for messages.
        data: the bytes.
        declared: the charset that the file names (HTML meta), or None.

    Raises:
        EncodingUnknown: nothing fits.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(name, data, (encoding,))
    wide = wide_encoding(data)
    if wide:
        return _lenient(name, data, (wide,))
    utf_8 = _strict(data, "utf-8")
    if utf_8 is not None and not utf_8.isascii():
        # Hardly any text of another encoding happens to be sound UTF-8, whatever its label says.
        return Decoded(utf_8, "utf-8")
    label = _known(declared)
    if label and (text := _strict(data, label)) is not None and not _misread(data, text, label):
        return Decoded(text, label)
    if utf_8 is not None:
        return Decoded(utf_8, "utf-8")
    chinese = [
        (_commonness(text, encoding), encoding, text)
        for encoding in ("gb18030", "big5hkscs")
        if (text := _strict(data, encoding)) is not None
    ]
    if max((score for score, _, _ in chinese), default=0.0) < _SURE and len(data) % 2 == 0:
        # Without a single control code, see wide_encoding, only the characters can tell.
        chinese += [
            (_commonness(text, "gb18030"), encoding, text)
            for encoding in ("utf-16-le", "utf-16-be")
            if (text := _strict(data, encoding)) is not None and _assigned(text)
        ]
    if chinese:
        score, encoding, text = max(chinese, key=lambda found: found[0])
        if score >= _LIKELY:
            return _weighed(data, Decoded(text, "big5" if encoding == "big5hkscs" else encoding))
    if (mixed := _by_line(data)) is not None:
        return mixed
    return _undecided(name, data, [encoding for _, encoding, _ in sorted(chinese, reverse=True)])


def _misread(data: bytes, text: str, label: str) -> bool:
    """Whether a label that fits the bytes is still wrong: Latin ones fit any, GB18030 and Big5 often do."""
    if label in _CHINESE:
        other = _CHINESE[label == _CHINESE[0]]
        swapped = _strict(data, other)
        long = len(_WIDE.findall(text[:_SAMPLE])) > _FEW
        return (
            long and swapped is not None and _commonness(text, label) < _LIKELY < _commonness(swapped, other)
        )
    return label in _LATIN_LABELS and _BEYOND_LATIN.search(text) is None and len(_LATIN.findall(text)) > _FEW


def _weighed(data: bytes, found: Decoded) -> Decoded:
    """Text found to be Chinese, or what else it is where its characters are hardly ever used."""
    if not unfamiliar(found.text, _SUSPECT):
        return found
    for encoding, script in _NEIGHBOURS:
        text = _strict(data, encoding)
        if text is not None and len(script.findall(text)) > _OWN_SCRIPT * len(_WIDE.findall(text)):
            return Decoded(text, encoding)
    return replace(found, doubtful=unfamiliar(found.text))


def _by_line(data: bytes) -> Decoded | None:
    """Files put together from others: each line is UTF-8 or GB18030, and none is anything else."""
    parts = []
    for line in data.split(b"\n"):
        text = _strict(line, "utf-8")
        if text is None:
            text = _strict(line, "gb18030")
            if text is None or _commonness(text, "gb18030") < _LIKELY:
                return None
        parts.append(text)
    return Decoded("\n".join(parts), "utf-8+gb18030")


def _undecided(name: str, data: bytes, chinese: list[str]) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 1 << 20], threshold=0.2).best()
    if best is not None and best.encoding not in {"gb18030", "gbk", "gb2312", "big5", "big5hkscs"}:
        text = _strict(data, best.encoding)
        if text is not None and any("\u2e80" <= char <= "\u9fff" for char in text):
            return Decoded(text, best.encoding)
    for encoding in chinese:
        return _weighed(data, Decoded(data.decode(encoding), encoding))
    found = _lenient(name, data, ("utf-8", "gb18030", "big5hkscs"))
    if found.encoding != "utf-8" and _commonness(found.text, found.encoding) < _LIKELY:
        raise _unknown(name)
    return found


def _assigned(text: str) -> bool:
    """Whether every character means something: bytes of another encoding soon give one that does not."""
    return not any(unicodedata.category(char) in {"Co", "Cn"} for char in text[:_SAMPLE])


def _known(declared: str | None) -> str | None:
    if not declared:
        return None
    label = declared.strip().strip("\"'").lower()
    label = _LABELS.get(label, label)
    try:
        return codecs.lookup(label).name if codecs.lookup(label)._is_text_encoding else None
    except LookupError:
        return None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _lenient(name: str, data: bytes, encodings: tuple[str, ...]) -> Decoded:
    """The encoding with the fewest faults, if they are few enough."""
    tries = [
        Decoded(text, code, text.count("\ufffd")) for code in encodings if (text := _replace(data, code))
    ]
    best = min(tries, key=lambda found: found.replaced, default=None)
    if best is None or best.replaced > max(2, len(best.text) * _TOLERATED):
        raise _unknown(name)
    return best


def _unknown(name: str) -> EncodingUnknown:
    return EncodingUnknown(
        f"“{name}”的文字编码无法识别（不是UTF-8、GB18030、UTF-16或Big5）",
        "请用记事本或WPS打开，另存为UTF-8编码的文本后重试",
    )


def _replace(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding, "replace")
    except UnicodeError:
        return None


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by what its text would be.

    Only bytes with control codes among them are considered: UTF-16 has them wherever ASCII, 一 or 、
    stands, and text in other encodings has none.

    Returns:
        "utf-16-le", "utf-16-be", or None.
    """
    head = data[:_SAMPLE]
    if len(head.translate(None, _CODES)) == len(head):
        return None
    found = [(_share(head.decode(code, "ignore")), code) for code in ("utf-16-le", "utf-16-be")]
    share, encoding = max(found)
    return encoding if share > _USUAL else None


def _share(text: str) -> float:
    """Share of the characters that Chinese or English text is made of."""
    usual = sum(char in _MARKS or "\u4e00" <= char <= "\u9fff" or bool(_PLAIN.match(char)) for char in text)
    return usual / max(len(text), 1)


def _commonness(text: str, encoding: str) -> float:
    """Share of the characters beyond ASCII that are common in the encoding's own script, 0 to 1.

    GB 2312 and Big5 both put the characters of daily use in a first level; bytes read in the wrong one
    of the two land in the second level or beyond. Text of ASCII alone counts as 1.
    """
    sample = _PLAIN.sub("", text[:_SAMPLE])
    if not sample:
        return 1.0
    return sum(char in _MARKS or _first_level(char, encoding) for char in sample) / len(sample)


def _first_level(char: str, encoding: str) -> bool:
    try:
        code = char.encode("gb2312" if encoding == "gb18030" else "big5")
    except UnicodeEncodeError:
        return False
    if len(code) != 2:
        return False
    if encoding == "gb18030":
        return b"\xb0\xa1" <= code <= b"\xd7\xf9"
    return b"\xa4\x40" <= code <= b"\xc6\x7e"
