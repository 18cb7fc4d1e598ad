"""Question: what is asked, of which place and document, with which facts, leaning on what came before."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ingest.document import Region
from ingest.regions import find_regions
from ingest.span import Span
from kb.coverage import Stretch, stretch
from kb.errors import QuestionRefused
from kb.moment import find_moments
from kb.quantity import UNIT, Quantity, dimension_of, find_quantities

_WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("question_words.toml").read_text("utf-8"))
_ASKING = re.compile(
    rf"百分之几|多少(?:[百千万亿]*(?:{UNIT}))?|哪[些个家种类里几一两二三四五六七八九十]?|谁|什么|何时|几|怎么样?|怎样|如何|多[大高长久远宽]|啥"
    r"|是否|能否|可否|能不能|可不可以|是不是|有没有|[_＿]{2,}"
)
_NEUTRAL: Final = (*_WORDS["stop"]["values"], *_WORDS["stop"]["sorts"])
_HOW_MUCH = re.compile(rf"多少[百千万亿]*(?:{UNIT})?(?![主口型])")
_ONE = re.compile(
    r"一(?:户|家|人|栋|幢|套|辆|间|座|部|台|名|位|块|亩|年|天|个月|个|度电)(?!体|般|律|致|定|切|度)"
)
_THIS = re.compile(
    r"[这那](?:笔|个|些|种|类|项|份|部|块)"
    r"(?:钱|款|资金|经费|费用|地|土地|项目|企业|条件|政策|文件|规定|比例|数|标准|方案|意见|办法)?"
)
_SMALL, _TINY = 12, 6
"""Characters of content up to which a question that opens with 那 leans on the one before, and any does."""
_EDGES: Final = "的了是有和与及或对为以于把被由将吗呢吧啊呀么也都就还能会可给让用做到上里"
_EDGE: Final = 4
"""Characters right before the word that asks that should stand right before the quantity."""
_TAIL: Final = 8
"""Characters before the word that asks that tell what is asked."""
MAX_QUESTION: Final = 2_000
"""Characters of one question; longer text belongs into a document."""

_ASKS = [(ask, re.compile("|".join(rows))) for ask, rows in _WORDS["asks"].items()]
_LIKELY = [(name, re.compile("|".join(rows))) for name, rows in _WORDS["likely"].items()]
_FIRMLY = [(name, re.compile("|".join(rows))) for name, rows in _WORDS["firmly"].items()]
_STOP = re.compile(
    "(?P<keep>" + "|".join(map(re.escape, _WORDS["stop"]["keep"])) + ")|"
    + "|".join(map(re.escape, sorted(_WORDS["stop"]["words"], key=len, reverse=True)))
)  # fmt: skip
_OPENS = re.compile("|".join(_WORDS["follow"]["opens"]))
_CLOSES = re.compile("|".join(_WORDS["follow"]["closes"]))
_REFERS = re.compile("|".join(_WORDS["follow"]["refers"]))
_TITLE = re.compile(r"《([^《》]+)》")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(【［]?(?:19|20)\d{2}[〕\]）)】］]?(?:第)?\d{1,5}号")
_HOW_MANY = re.compile(
    r"几(?:(?:十|百|千)?(?:万|亿)?(?:个工作日|个月|平方公里|平方米|公顷|公里|分钟|小时|百分点|[个家人名户项层套件次处座"
    r"辆张台份所批种类期年月天日亩元倍成米吨条宗块位岁周分号城期]))"
)
_UNIT_ASKED = re.compile(rf"(?:几|多少|[_＿]{{2,}})\s*[多个]?(?:[百千万亿]+)?(?P<unit>{UNIT}|％)")
ABOUT: Final = frozenset({"validity", "number", "issuer", "recipients", "issued", "effective", "expires"})
"""What a question can ask of a document itself."""
_CONFIRM = re.compile(
    r"(?:[，,。；;：:\s]*(?:这[一个种条]?)?(?:说法|表述|判断|观点|理解|讲法)?(?:对吗|对不对|是对的吗|正确吗|是否正确|正不正确|是真的吗|是否属实|属实吗"
    r"|是对还是错|对还是错|是否准确|准确吗)[？?。]*)+$"
)
"""What asks whether a statement before it is right."""
_BREAK = re.compile(
    r"[\s\x00-\x2c\x2f\x3a-\x40\x5b-\x60\x7b-\x7f，。！？；：、“”‘’（）()《》〈〉【】〔〕…—～·「」\-]+"
)
_BLANK = re.compile(r"[_＿]{2,}|（\s*）|\(\s*\)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood.

    Attributes:
        text: NFKC, without control characters.
        asks: "quantity", "date", "list", "who", "yesno", "how", "blank" (____), one of `ABOUT`, or "" where it cannot be told.
        dimensions: the dimensions of quantity that alone would answer it (多少亩); empty: any.
        likely: dimensions that would rather answer it than others (面积).
        content: what it is about, in stretches; all of it should be covered by what answers.
        leaning: stretches of earlier questions that it leans on; they help to find, and need not be covered.
        focus: the content beside the word that asks: what 谁 did, what is 多少.
        verge: the last few characters before the word that asks.
        behind: of that, what stands behind the word: 多少用地指标.
        regions: named in it, or given beside it.
        region_words: the regions as the question wrote them.
        titles: names of documents in 《》, and 文号.
        stated: quantities that it states of a case ("7亩的夹心地").
        facts: quantities that describe the case where a quantity is asked for ("研发费用600万元的…补助多少").
        refers: whether it points at the document of the question before ("这个文件").
    """

    text: str
    asks: str
    dimensions: frozenset[str]
    likely: frozenset[str]
    content: tuple[Stretch, ...]
    focus: tuple[Stretch, ...] = ()
    verge: tuple[Stretch, ...] = ()
    behind: tuple[Stretch, ...] = ()
    regions: tuple[Region, ...] = ()
    region_words: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    stated: tuple[Quantity, ...] = ()
    leaning: tuple[Stretch, ...] = ()
    facts: tuple[Quantity, ...] = ()
    refers: bool = False

    @property
    def asks_openly(self) -> bool:
        """Whether a word asks (多少, 哪些, 谁, 吗), not only a noun that could be asked for."""
        return (
            bool(_ASKING.search(self.text))
            or self.asks in ABOUT
            or self.asks in ("date", "yesno", "list", "who")
        )

    def for_region(self, region: Region, word: str) -> Question:
        """The same question asked of one region only."""
        return replace(self, regions=(region,), region_words=(word,))


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """Word -> the other words of its groups, from `synonyms.txt`."""
    table: dict[str, tuple[str, ...]] = {}
    for line in Path(__file__).with_name("synonyms.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            words = line.split()
            for word in words:
                table[word] = (*table.get(word, ()), *(other for other in words if other != word))
    return table


def tidy(text: str) -> str:
    """The question as it is worked on: NFKC, no control characters, white space folded.

    Raises:
        QuestionRefused: nothing is left, or more than `MAX_QUESTION` characters.
    """
    if len(text) > MAX_QUESTION:
        raise QuestionRefused(
            f"问题有{len(text)}个字，超过{MAX_QUESTION}个字的上限", "请缩短后再问，或把长文作为文件加入知识库"
        )
    kept = "".join(
        c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFKC", text)
    )
    kept = re.sub(r"\s+", " ", kept).strip()
    if not re.search(r"[\w]", kept):
        raise QuestionRefused(
            "问题是空的", "请写出要问的内容，例如“新建小微企业园主导产业占比不得低于多少？”"
        )
    return kept


def understand(text: str, history: Sequence[str] = (), region: Region | None = None) -> Question:
    """What a question asks, with what it takes up from the questions before it.

    Args:
        text: the question as typed.
        history: the earlier questions of the same talk, oldest first.
        region: asked of this region, unless the question names one itself.

    Raises:
        QuestionRefused: the question is empty or too long.
    """
    earlier: Question | None = None
    for past in [*history, text]:
        try:
            current = read(tidy(past))
        except QuestionRefused:
            if past is text:
                raise
            continue
        earlier = _lean(current, earlier) if earlier is not None else current
    assert earlier is not None
    if region is not None and not earlier.regions:
        earlier = earlier.for_region(region, region.name)
    return earlier


def put_forward(text: str) -> str:
    """The statement that a question puts forward to be confirmed: …，对吗？; "" for any other question."""
    match = _CONFIRM.search(text)
    return text[: match.start()].strip(" ，,。；;") if match else ""


def read(text: str) -> Question:
    """What a tidied question asks, taken by itself."""
    found = find_regions(text)
    titles = tuple(_TITLE.findall(text)) + tuple(_NUMBER.findall(text))
    asks = _asks(text)
    stated = () if asks in ("quantity", "date", "blank") else tuple(filter(_is_stated, find_quantities(text)))
    masked = _mask(text, [_outer(text, span, region) for span, region in found] + [q.span for q in stated])
    if asks in ABOUT:
        masked = _mask(masked, list(find_moments(text)))
    masked = _NUMBER.sub(" ", _TITLE.sub(" ", masked))
    return Question(
        text=text,
        asks=asks,
        dimensions=_dimensions(text),
        likely=frozenset(name for name, pattern in _LIKELY if pattern.search(text)),
        content=_stretches(masked),
        focus=_focus(masked, asks),
        verge=_verge(masked),
        behind=_behind(masked),
        regions=tuple(dict.fromkeys(region for _, region in found)),
        region_words=tuple(dict.fromkeys(span.of(text) for span, _ in found)),
        titles=titles,
        stated=stated,
        facts=() if stated else tuple(q for q in find_quantities(text) if q.unit and not q.compared),
        refers=bool(_REFERS.search(text)),
    )


def _asks(text: str) -> str:
    """The kind of answer asked for; "" where no wording tells."""
    asks = next((ask for ask, pattern in _ASKS if pattern.search(text)), "")
    asks = "quantity" if asks == "value" else asks
    return "blank" if _BLANK.search(text) and asks not in ABOUT else asks


def _dimensions(text: str) -> frozenset[str]:
    asked = {dimension_of(match["unit"]) for match in _UNIT_ASKED.finditer(text)}
    return frozenset(asked | {name for name, pattern in _FIRMLY if pattern.search(text)})


def _is_stated(quantity: Quantity) -> bool:
    """Whether a quantity is a fact of the case: 可以超过4亩吗 asks for a limit, 一年出让的地 are only words."""
    limit = quantity.op in (">", "<")
    return not limit and not (quantity.value == 1 and quantity.dimension in ("time", "count"))


def _outer(text: str, span: Span, region: Region) -> Span:
    """A mention without the zone in it: of 永康经济开发区 only 永康, so that the zone is looked for too."""
    if not region.code[6:]:
        return span
    for length in range(len(span), 1, -1):
        if region.names[-2].startswith(text[span.start : span.start + length]):
            return Span(span.start, span.start + length)
    return span


def _mask(text: str, spans: Sequence[Span]) -> str:
    chars = list(text)
    for span in spans:
        chars[span.start : span.end] = " " * len(span)
    return "".join(chars)


def _stretches(text: str, neutral: Sequence[str] = _NEUTRAL) -> tuple[Stretch, ...]:
    text = _BLANK.sub(" ", text)
    text = _ONE.sub(" ", text)
    text = _THIS.sub(" ", _HOW_MUCH.sub(" ", _HOW_MANY.sub(" ", text)))
    text = _STOP.sub(lambda match: match["keep"] or " ", text)
    particles = _WORDS["stop"]["particles"]
    parts = [part.strip(_EDGES) for part in _BREAK.split(text)]
    return tuple(stretch(part, synonyms(), particles, neutral) for part in parts if len(part) >= 2)


def words_of(text: str) -> tuple[Stretch, ...]:
    """The stretches of a statement: all that it says but document names, dates and quantities."""
    spans = [*(quantity.span for quantity in find_quantities(text)), *find_moments(text)]
    return _stretches(_TITLE.sub(" ", _mask(text, spans)), ())


def _focus(text: str, asks: str) -> tuple[Stretch, ...]:
    """The stretch before the word that asks, from its last 的 on, and the one behind it.

    Of a person only what is behind counts: 谁主持.
    """
    match = _ASKING.search(text)
    values = _WORDS["stop"]["values"]
    neutral = _NEUTRAL if asks == "quantity" else values
    behind = _stretches(text[match.end() :], neutral)[:1] if match else ()
    if asks == "who" and behind:
        return behind
    before = _stretches(text[: match.start()] if match else text, neutral)[-1:]
    tails = [part.text.rsplit("的", 1)[-1] for part in before]
    return (*(part for tail in tails for part in _stretches(tail[-_TAIL:], neutral)), *behind)


def _verge(text: str) -> tuple[Stretch, ...]:
    match = _ASKING.search(text)
    before = _stretches(re.split(r"[，,；;？?]", text[: match.start()])[-1]) if match else ()
    return _stretches(before[-1].text[-_EDGE:]) if before else ()


def _behind(text: str) -> tuple[Stretch, ...]:
    match = _ASKING.search(text)
    return (
        _stretches(re.split(r"[，,；;？?]", text[match.end() :])[0], _WORDS["stop"]["values"])[:1]
        if match
        else ()
    )


def _lean(current: Question, earlier: Question) -> Question:
    """Complete a question that leans on the one before it; any other is left as it is."""
    length = sum(sum(weight > 0 for weight in part.weights) for part in current.content)
    opened = bool(_OPENS.search(current.text) or _CLOSES.search(current.text))
    placed = bool(current.regions or current.titles)
    follows = (length <= _SMALL and opened) or (length <= _TINY and not placed)
    bare = not current.content and bool(current.regions or current.stated or current.titles)
    if not (follows or bare or current.refers):
        return current
    regions, words = current.regions or earlier.regions, current.region_words or earlier.region_words
    merged = replace(current, regions=regions, region_words=words, titles=current.titles or earlier.titles)
    if current.asks in ABOUT:
        return replace(merged, leaning=earlier.content)
    if not current.content:
        return replace(
            merged,
            asks=current.asks if current.asks not in ("", "how", "yesno") else earlier.asks,
            dimensions=current.dimensions or earlier.dimensions,
            likely=current.likely or earlier.likely,
            content=earlier.content,
            focus=earlier.focus,
            verge=earlier.verge,
            behind=earlier.behind,
            leaning=earlier.leaning,
            stated=current.stated,
            refers=current.refers or earlier.refers,
        )
    return replace(
        merged,
        asks=current.asks if current.asks not in ("", "how") else earlier.asks,
        dimensions=current.dimensions or (earlier.dimensions if current.asks in ("", "how") else frozenset()),
        leaning=(*earlier.content, *earlier.leaning),
    )
