"""Characters of symbol fonts, which carry their meaning in the font and not in the code, → Unicode.

The Symbol font after Adobe's and Unicode's mapping table (unicode.org/Public/MAPPINGS/VENDORS/ADOBE/
symbol.txt), Wingdings after its published glyph chart; of both what office documents use.
"""

from __future__ import annotations

_SYMBOL = dict(
    zip(
        [*range(0x41, 0x5B), *range(0x61, 0x7B)],
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
) | {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0xB2: "″",
    0xA2: "′", 0xA5: "∞", 0xB7: "•", 0xD7: "⋅", 0xE5: "∑", 0xD5: "∏", 0xD6: "√", 0xF2: "∫", 0x2D: "−",
    0xBA: "≡", 0xA4: "⁄", 0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xCE: "∈", 0xC7: "∩", 0xC8: "∪",
    0x7E: "∼", 0xD0: "∠", 0x5E: "⊥", 0x5C: "∴", 0xD1: "∇", 0xB6: "∂", 0xBC: "…",
}  # fmt: skip
_WINGDINGS = {
    0xA8: "□", 0x6F: "□", 0x71: "□", 0x72: "□", 0xFE: "☑", 0x52: "☑", 0xFC: "✓", 0x50: "✓", 0xFD: "☒",
    0x54: "☒", 0x53: "☒", 0xFB: "✗", 0x51: "✗", 0x4F: "✗", 0xB7: "•", 0x6C: "●", 0x6E: "■", 0x75: "◆",
    0xA1: "○", 0x77: "◆", 0xD8: "➢", 0xE0: "→", 0xF0: "⇨", 0xAB: "★", 0xB2: "☆", 0xA7: "▪", 0x76: "❖",
    **{0x80 + number: character for number, character in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")},
}  # fmt: skip
_WINGDINGS_2 = {
    0x50: "✓", 0x52: "☑", 0x54: "☒", 0x4F: "✗", 0x51: "☒", 0x53: "☒", 0xA3: "□", 0x2A: "□", 0x30: "☑",
    **{0x69 + number: character for number, character in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩")},
    **{0x74 + number: character for number, character in enumerate("⓿❶❷❸❹❺❻❼❽❾❿")},
}  # fmt: skip
_FONTS: dict[str, dict[int, str]] = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
}
_PRIVATE = range(0xF000, 0xF100)
_LOST = "\ufffd"


def symbol(font: str, code: int) -> str:
    """The character that a symbol font shows for a code (0x20 to 0xFF, also 0xF020 to 0xF0FF).

    A character of any other font stands for itself; one that is not known becomes U+FFFD.
    """
    shown = _FONTS.get(font.lower())
    if code not in _PRIVATE:
        if shown is None:
            return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD else _LOST
        return shown.get(code, _LOST)
    if shown is None:
        # Without its font a tick box is the likeliest by far.
        return _WINGDINGS.get(code - 0xF000, _LOST) if not font else _LOST
    return shown.get(code - 0xF000, _LOST)


def symbols(font: str, text: str) -> str:
    """Text set in a symbol font; text of other fonts is returned as it is."""
    if font.lower() not in _FONTS or not any(ord(char) in _PRIVATE for char in text):
        return text
    return "".join(symbol(font, ord(char)) if ord(char) in _PRIVATE else char for char in text)
