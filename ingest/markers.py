"""Numbering styles as data, and the one question they answer: does this paragraph begin with a number?

A marker is what a line looks like; whether it is a heading is for `ingest.sequence` to say, from the
numbers before and after it. Only what can be told from the line itself is told here: references
(第三条规定的…, （一）至（三）项, 一、二、三产业) and quantities (3.5万亩) are no markers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.numerals import ARABIC, CHINESE, parse_numeral
from ingest.span import Span

_C = rf"[{CHINESE}](?:\s?[{CHINESE}]){{0,6}}"
_A = rf"[{ARABIC}]{{1,3}}"
_ANY = rf"(?:{_C}|[{ARABIC}]{{1,4}})"
_SPACE = r"[ \t\u00a0\u2002\u2003\u3000]"

# "一、二、三产业融合": a number that goes on as a list of numbers.
_LISTED = rf"(?:[{CHINESE}]{{1,3}}|[{ARABIC}]{{1,3}})、"
# "三、四线城市", "一、三级医院": perhaps a list of two, perhaps a heading that begins with a number.
_PERHAPS_LISTED = rf"(?:[{CHINESE}]{{1,3}}|[{ARABIC}]{{1,3}})(?:级|类|线|季度|月|产业|期|批|档|等)"
# What follows a number that is cited rather than announced: "第三条规定的", "第五条、第六条".
_CITED = (
    r"(?:的|之)?(?:规定|所称|所列|所指|所述|所规定|第)|[、，。；,;至－—~～\-]|[款项目]|以及|的(?!士)"
    r"|(?:和|及|与|或|或者|到)(?:第|本)|中(?:的|规定|第|“|，|关于|有关|所)"
)
# Likewise, behind an article only: "第五条修改为", "第五条增加一款".
_AMENDED = r"|要求|情形|行为|内容|修改|改为|改作|相应|增加|增设|删去|删除|合并|移至|作为"
_RANGE = rf"{_SPACE}?(?:[至到、和或及]{_SPACE}?[（(第]|以及[（(]|款(?![资项待])|项(?![目资])|目(?![的标前录])|[—~～－-][（(])"
_ALONE = rf"{_SPACE}*$"


@dataclass(frozen=True, slots=True)
class Style:
    """One way to number.

    Attributes:
        name: "cn", "num.", …; sequences run within a style.
        kind: the clause kind that it makes when nothing above says otherwise.
        starts: characters that its marker can begin with.
        pattern: regular expression; group "n" is the numeral, "i" the N of 之N, "a" numbers above it.
        cited: what, right behind the marker, shows that it is a reference or a quantity.
        doubt: what, right behind the marker, leaves it open; the sequence must decide.
        doubtful: True where the style by itself leaves it open.
    """

    name: str
    kind: str
    starts: str
    pattern: str
    cited: str = ""
    doubt: str = ""
    doubtful: bool = False


_DIGITS = "0123456789０１２３４５６７８９"
_OPEN = "（(〔﹙"
_SIGNS = "+＋—–\\-=＝≡ニー"
_LOOKALIKE = rf"[{CHINESE}{_SIGNS}士土干入人儿几匕]{{1,3}}"
# Outside of brackets a Han character of another meaning is a word: 人、财、物.
_SIGNLIKE = rf"(?=[{CHINESE}]{{0,2}}[{_SIGNS}])[{CHINESE}{_SIGNS}]{{1,3}}"

# 1.1 and 1.1.1, with text behind them; cleaning takes the space between a digit and a Chinese character.
_HAN = r"\u4e00-\u9fffⅠ-Ⅻ“《「【"
_BEHIND = rf"(?![{ARABIC}])(?=[．.、]?{_SPACE}*[{_HAN}A-Za-z])"
_DECIMAL = rf"(?P<a>[{ARABIC}]{{1,2}}(?:[．.][{ARABIC}]{{1,2}})*)[．.](?P<n>[{ARABIC}]{{1,2}}){_BEHIND}"
_DEEP = _DECIMAL.replace(")*)", ")+)")
# What shows that such a number counts or measures something.
_MEASURED = (
    rf"{_SPACE}*(?:[万亿倍元亩吨米]|个(?:百分|月|点|工作|小时|以)|公[斤里顷]|平方|立方|千[瓦克米]|百分|以[上下内]|左右"
    r"|[至到的和或及与版]|[年月日天人家户项次岁分度级类期](?:[^\u4e00-\u9fff]|[以内后前至]|$)|[A-Za-z]{1,3}(?:[^A-Za-z]|$))"
)

STYLES: tuple[Style, ...] = (
    Style("part", "part", "第", rf"第{_SPACE}?(?P<n>{_ANY}){_SPACE}?编", cited=_CITED),
    Style("subpart", "subpart", "第", rf"第{_SPACE}?(?P<n>{_ANY}){_SPACE}?分{_SPACE}?编", cited=_CITED),
    Style("chapter", "chapter", "第", rf"第{_SPACE}?(?P<n>{_ANY}){_SPACE}?章(?!程)", cited=_CITED),
    Style("section", "section", "第", rf"第{_SPACE}?(?P<n>{_ANY}){_SPACE}?节(?![点目水能])", cited=_CITED),
    Style(
        "article",
        "article",
        "第",
        rf"第{_SPACE}?(?P<n>{_ANY}){_SPACE}?条(?:{_SPACE}?之{_SPACE}?(?P<i>{_C}))?(?![例件])",
        cited=_CITED + _AMENDED,
    ),
    Style("division", "division", "第", rf"第{_SPACE}?(?P<n>{_ANY}){_SPACE}?部{_SPACE}?分", cited=_CITED),
    Style("paragraph", "paragraph", "第", rf"第(?P<n>{_ANY})款(?={_SPACE}|[：:])"),
    Style("item", "item", "第", rf"第(?P<n>{_ANY})项(?={_SPACE}|[：:])"),
    Style(
        "annex",
        "annex",
        "附",
        rf"附{_SPACE}*[件录]{_SPACE}*(?P<n>{_ANY})(?={_SPACE}|[：:．.、]|$)[：:．.、]?",
        cited=rf"{_SPACE}*(?:[、，和至]|附{_SPACE}*[件录])",
    ),
    Style(
        "cn",
        "cn",
        CHINESE,
        rf"(?P<n>{_C}){_SPACE}?[、．]",
        cited=_LISTED,
        doubt=rf"{_PERHAPS_LISTED}|{_ALONE}",
    ),
    Style("cn.", "cn", CHINESE, rf"(?P<n>{_C})[.]", doubtful=True),
    Style("cnp", "cnp", _OPEN, rf"[（(〔﹙]{_SPACE}?(?P<n>{_C}){_SPACE}?[）)〕﹚]", cited=_RANGE),
    Style("cnp", "cnp", "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", r"(?P<n>[㈠-㈩])", cited=r"[至、和或][㈠-㈩]|项"),
    # Numerals that a scan made into something else: only a sequence that demands a number believes them.
    Style("cnp?", "cnp", _OPEN, rf"[（(](?P<n>{_LOOKALIKE})[）)]", doubtful=True),
    Style("cn?", "cn", CHINESE + _SIGNS.replace("\\", ""), rf"(?P<n>{_SIGNLIKE})[、．]", doubtful=True),
    Style("article?", "article", "第", rf"第(?P<n>{_SIGNLIKE})条(?![例件])", cited=_CITED, doubtful=True),
    Style(
        "num.",
        "num",
        _DIGITS,
        rf"(?P<n>{_A})[．.](?![{ARABIC}])",
        cited=rf"{_SPACE}*[{ARABIC}]+{_SPACE}*(?:$|[万亿%％，。、；）)])",
        doubt=rf"{_SPACE}*[{ARABIC}]+(?![{ARABIC}]*年)|{_ALONE}",
    ),
    Style("num.", "num", _DIGITS, rf"(?P<n>{_A})[．.](?=(?:19|20)[0-9]{{2}}年)"),
    Style(
        "num、",
        "num",
        _DIGITS,
        rf"(?P<n>{_A}){_SPACE}?、",
        cited=_LISTED,
        doubt=rf"{_PERHAPS_LISTED}|{_ALONE}",
    ),
    Style("num.", "num", "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", r"(?P<n>[⒈-⒛])"),
    Style("decimal", "num", _DIGITS, rf"{_DEEP}[．.、]?", cited=_MEASURED),
    Style("decimal", "num", _DIGITS, rf"{_DECIMAL}[．.、]?", cited=_MEASURED, doubtful=True),
    Style("nump", "nump", _OPEN, rf"[（(〔﹙]{_SPACE}?(?P<n>{_A}){_SPACE}?[）)〕﹚]", cited=_RANGE),
    Style("nump", "nump", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", r"(?P<n>[⑴-⒇])"),
    Style("num)", "nump", _DIGITS, rf"(?P<n>{_A}){_SPACE}?[）)]"),
    Style("circ", "circ", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", r"(?P<n>[①-⑳])", cited=r"[至、和—-][①-⑳]"),
    Style("circ", "circ", "❶❷❸❹❺❻❼❽❾❿", r"(?P<n>[❶-❿])"),
    Style("alpha", "alpha", "abcdefghijklmnopqrst", r"(?P<n>[a-t])[．.、)）](?![A-Za-z0-9])", doubtful=True),
    Style("Alpha", "alpha", "ABCDEFGHIJKLMNOPQRST", r"(?P<n>[A-T])[．.、)）](?![A-Za-z0-9])", doubtful=True),
    Style("(alpha)", "alpha", _OPEN, r"[（(](?P<n>[a-tA-T])[）)]", doubtful=True),
)

BARE = "num"
"""The style of a heading numbered without any mark, 1总则; see `ingest.outline`."""

KIND_OF: dict[str, str] = {style.name.rstrip("?"): style.kind for style in STYLES} | {BARE: "num"}

# First code point of each run of one-character numbers, and the number it stands for.
_GLYPHS = (("①", 20), ("⑴", 20), ("⒈", 20), ("❶", 10), ("㈠", 10))
_SINGLE = {chr(ord(first) + k): k + 1 for first, count in _GLYPHS for k in range(count)}
# What a scan makes of a Chinese numeral.
_MISREAD = str.maketrans("+＋士土干千—–-ー=＝ニ≡匕入人儿几", "十十十十十十一一一一二二二三七八八九九")


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the beginning of a paragraph.

    Attributes:
        style: name of its `Style`.
        number: as read; `insert` the N of 第十条之N.
        span: of the marker in the text, white space around it left out.
        rest: where the text behind the marker begins.
        sure: False where it may as well be text ("（+）", "5.1 ", "一、三级医院"): believe it only
            where a sequence calls for it.
        misread: whether its numeral is none as it stands ("（+）").
        above: for 5.1.2 the numbers above the last, (5, 1).
    """

    style: str
    number: int
    span: Span
    rest: int
    insert: int = 0
    sure: bool = True
    misread: bool = False
    above: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The clause kind of its style."""
        return KIND_OF[self.style]


@dataclass(frozen=True, slots=True)
class _Compiled:
    name: str
    style: Style
    inserts: bool
    nested: bool
    pattern: re.Pattern[str]
    cited: re.Pattern[str] | None
    doubt: re.Pattern[str] | None


def _compile() -> dict[str, tuple[_Compiled, ...]]:
    table: dict[str, list[_Compiled]] = {}
    for style in STYLES:
        ready = _Compiled(
            style.name.rstrip("?"),
            style,
            "(?P<i>" in style.pattern,
            "(?P<a>" in style.pattern,
            re.compile(style.pattern),
            re.compile(style.cited) if style.cited else None,
            re.compile(style.doubt) if style.doubt else None,
        )
        for char in dict.fromkeys(style.starts):
            table.setdefault(char, []).append(ready)
    return {char: tuple(found) for char, found in table.items()}


_BY_START = _compile()
_BLANK = re.compile(r"\s*")
_REACH = 80
"""Characters of a paragraph that its number, and what tells whether it is one, may take up."""


def match_marker(text: str) -> Marker | None:
    """The number that a paragraph or line begins with, or None.

    The first style of `STYLES` that fits wins. White space before the marker is passed over.
    """
    if text[:1] in _BY_START:
        return _match(text[:_REACH])
    if not text[:1].isspace():
        return None
    bare = text.lstrip()
    marker = _match(bare[:_REACH]) if bare[:1] in _BY_START else None
    if marker is None:
        return None
    lead = len(text) - len(bare)
    return replace(marker, span=marker.span.shift(lead), rest=marker.rest + lead)


@lru_cache(maxsize=4096)
def _match(text: str) -> Marker | None:
    """The number that the first characters of a paragraph are; asked for several times on its way."""
    for style in _BY_START[text[0]]:
        match = style.pattern.match(text)
        if match is None:
            continue
        if style.cited is not None and style.cited.match(text, match.end()):
            return None
        marker = _marker(style, match, text)
        if marker is not None:
            return marker
    return None


def _marker(compiled: _Compiled, match: re.Match[str], text: str) -> Marker | None:
    number = _number(match["n"])
    insert = 0
    above: tuple[int, ...] = ()
    if compiled.inserts and match["i"]:
        insert = parse_numeral(match["i"]) or 0
    if compiled.nested:
        above = tuple(parse_numeral(part) or 0 for part in re.split("[．.]", match["a"]))
    if number is None or (number == 0 and not above):
        return None
    end = match.end()
    unsure = compiled.style.doubtful or (compiled.doubt is not None and compiled.doubt.match(text, end))
    rest = _BLANK.match(text, end)
    return Marker(
        compiled.name,
        number,
        Span(match.start(), end),
        rest.end() if rest else end,
        insert,
        not unsure,
        compiled.style.name.endswith("?"),
        above,
    )


@lru_cache(maxsize=4096)
def _number(numeral: str) -> int | None:
    if numeral in _SINGLE:
        return _SINGLE[numeral]
    if len(numeral) == 1 and numeral.isascii() and numeral.isalpha():
        return ord(numeral.lower()) - ord("a") + 1
    value = parse_numeral(numeral)
    return value if value is not None else parse_numeral(numeral.translate(_MISREAD))
