"""Answer and Citation → HTML. Pure functions; every character that is not ours is escaped.

The answer goes into a chat message (Markdown, sanitised by Gradio), the cards into the side panel
(raw HTML). A citation is addressed by turn and number: `#cite-3-1` is the first one of the third
question, so that links of earlier answers keep their meaning when later ones arrive.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from ingest.document import Kind
from kb.report_words import LIGHTS, Light
from kb.result import Answer, Citation, Validity

_MARK = re.compile(r"\[(\d{1,3})\]")

# Beyond HTML's own five: what Markdown (`*_~|\#[]()!`, code), LaTeX ($) and template literals (${}, {{}})
# would read as markup. A numeric reference is text to each of them.
_SPECIAL = str.maketrans({c: f"&#{ord(c)};" for c in "&<>\"'`*_~|\\#[]!${}"})
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

_BADGES = {"有效": "ok", "已期满": "bad", "已废止": "bad", "未生效": "dim", "未标明": "dim"}
_FOUND = {"不满足": "bad", "满足": "ok", "还需要补充": "warn"}
COLOURS: Final[dict[Light, str]] = {"red": "bad", "yellow": "warn", "green": "ok", "grey": "dim"}
"""How the style sheet calls the colours of verdicts."""
_LONGEST_QUESTION_SHOWN = 600
_PAGES_SHOWN = 3
_CELL = re.compile(r"(?:^|/)(?:row|col)\d")


def escape(text: str) -> str:
    """Text as HTML that shows exactly these characters, whatever Markdown, LaTeX or templates see in it.

    Control characters and those that turn the direction of writing are dropped; line ends stay.
    """
    return _INVISIBLE.sub("", text.replace("\r\n", "\n")).translate(_SPECIAL)


def question_html(question: str) -> str:
    """The user's message. No blank line may stand in it: Markdown would end the HTML block there."""
    shown = question.strip()
    if len(shown) > _LONGEST_QUESTION_SHOWN:
        shown = shown[:_LONGEST_QUESTION_SHOWN] + "……"
    return f'<div class="yj-q">{_lines(escape(shown))}</div>'


def notice_html(message: str, kind: str = "error") -> str:
    """A message of the program's own in place of an answer: an error, or that it was stopped."""
    return f'<div class="yj-a"><p class="yj-notice {kind}">{_lines(escape(message))}</p></div>'


def answer_html(answer: Answer, turn: int, shown: int | None = None) -> str:
    """An answer as the assistant's message.

    Args:
        answer: what the library said.
        turn: which question of the conversation it answers, from 1; part of every link.
        shown: how many characters of the text to show while it is being written out, the rest of
            the message left away; None for all of it.
    """
    known = {citation.n for citation in answer.citations}
    text = answer.answer if shown is None else answer.answer[:shown]
    say = _found if answer.verdict else _line
    body = "".join(say(line, turn, known) for line in text.split("\n") if line.strip())
    if shown is not None:
        return f'<div class="yj-a">{body}</div>'
    parts = [body, _sources(answer, turn), _notes(answer.notes), _actions(answer, turn)]
    if answer.verdict:
        colour = verdict_colour(answer.verdict)
        parts.insert(0, f'<p class="yj-flag verdict {colour}">预审结论：{escape(answer.verdict)}</p>')
    elif answer.status == "partial":
        parts.insert(0, '<p class="yj-flag part">部分回答：问到的内容只找到一部分规定</p>')
    elif answer.status == "not_covered":
        parts.insert(0, '<p class="yj-flag none">没有找到作出规定的条款</p>')
    return f'<div class="yj-a">{"".join(parts)}</div>'


def panel_html(answers: Iterable[tuple[int, Answer]]) -> str:
    """The side panel: a card for every citation of every answer, and each answer as plain text to copy.

    Args:
        answers: turn number and answer, for every question of the conversation that has one.
    """
    cards, copies = [], []
    for turn, answer in answers:
        for citation in answer.citations:
            cards.append(card_html(citation, turn, answer))
            copies.append(copy_html(citation, turn))
        copies.append(f'<pre id="copy-{turn}">{escape(plain(answer))}</pre>')
    return side_html("点击回答里的编号，这里显示该条款在文件中的原文、文号和时效。", cards, copies)


def side_html(empty: str, cards: Iterable[str], copies: Iterable[str]) -> str:
    """The inside of a side panel.

    Args:
        empty: what stands there until a card is opened.
        cards: see `card_html`.
        copies: what each card's 复制引文 copies, see `copy_html`.
    """
    close = '<div class="yj-bar"><button type="button" class="yj-close">关闭 ✕</button></div>'
    nothing = f'<div class="yj-empty"><p class="yj-empty-title">条款原文</p><p>{empty}</p></div>'
    return f'{close}<div class="yj-cards">{nothing}{"".join(cards)}</div><div hidden>{"".join(copies)}</div>'


def copy_html(citation: Citation, group: int | str) -> str:
    """A citation as plain text for the clipboard, unseen."""
    return f'<pre id="copy-{group}-{citation.n}">{escape(_reference(citation))}</pre>'


def card_html(citation: Citation, turn: int, answer: Answer) -> str:
    """One citation of an answer in full, with links to the others."""
    role = "最接近的条款" if answer.status == "not_covered" else "依据"
    links = "".join(
        f'<a class="cite{" here" if other.n == citation.n else ""}" href="#cite-{turn}-{other.n}"'
        f' aria-label="{role}{other.n}">{other.n}</a>'
        for other in answer.citations
    )
    return clause_html(citation, turn, f"<span>{role}</span>{links}")


def clause_html(
    citation: Citation, group: int | str, head: str, above: str = "", opened: bool = False
) -> str:
    """A clause in full: where it stands, whether it is in force, the words with the quote marked.

    Args:
        citation: of the clause.
        group: what tells this citation's links from those of others that are numbered alike.
        head: markup at the top.
        above: markup between the document's facts and the clause.
        opened: whether it is shown without being asked for.
    """
    facts = [
        ("位置", citation.clause),
        ("文号", citation.number),
        ("发文机关" if citation.kind != "新闻报道" else "来源", citation.issuer),
        ("印发" if citation.kind != "新闻报道" else "发布", day_words(citation.issued)),
        ("施行", day_words(citation.effective)),
        ("有效期至", day_words(citation.expires)),
        ("页码", f"第 {citation.page} 页" if citation.page is not None else None),
    ]
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(fact)}</dd></div>" for name, fact in facts if fact)
    faults = "".join(f"<li>{escape(fault)}</li>" for fault in citation.faults)
    return (
        f'<article class="yj-card{" open" if opened else ""}" id="cite-{group}-{citation.n}" tabindex="-1">'
        f'<div class="yj-nav">{head}</div>'
        f'<h3>{escape(citation.title)}</h3><p class="yj-badges">{validity_badge(citation.validity)}{kind_badge(citation.kind)}</p>'
        f"<dl>{rows}</dl>{above}"
        f'<div class="yj-clause">{context_html(citation)}</div>'
        + (f'<ul class="yj-notes">{faults}</ul>' if faults else "")
        + _views(citation)
        + f'<p class="yj-acts"><a class="act" href="#copy-{group}-{citation.n}">复制引文</a></p></article>'
    )


def context_html(citation: Citation) -> str:
    """The clause in its context, a paragraph a line, the quote marked.

    A quote that does not stand in the context to the letter is shown alone, never a near match.
    """
    context, quote = citation.context or citation.quote, citation.quote
    start = context.find(quote)
    if start < 0:
        context, start = quote, 0
    end = start + len(quote)
    paragraphs, at = [], 0
    for line in context.split("\n"):
        a, b = (min(max(point - at, 0), len(line)) for point in (start, end))
        marked = f"<mark>{escape(line[a:b])}</mark>" if b > a else ""
        if line.strip():
            paragraphs.append(f"<p>{escape(line[:a])}{marked}{escape(line[b:])}</p>")
        at += len(line) + 1
    return "".join(paragraphs)


def validity_badge(validity: Validity) -> str:
    """Validity as a coloured word."""
    return f'<span class="yj-badge {_BADGES[validity]}">{validity}</span>'


def kind_badge(kind: Kind) -> str:
    """The kind of document where it weighs, else nothing: a report is not a rule."""
    return '<span class="yj-badge warn">新闻报道</span>' if kind == "新闻报道" else ""


def verdict_colour(verdict: str) -> str:
    """How the style sheet calls the colour of a verdict; grey where it is none of a check's."""
    return next((COLOURS[light] for name, light in LIGHTS.items() if name == verdict), COLOURS["grey"])


def day_words(day: date | None) -> str | None:
    """A date in Chinese."""
    return f"{day.year}年{day.month}月{day.day}日" if day else None


def plain(answer: Answer) -> str:
    """An answer as text to paste into a memo: the words, the notes, each source with its quote."""
    parts = [answer.answer]
    parts += [f"注：{note}" for note in answer.notes]
    if answer.citations:
        parts.append("最接近的条款：" if answer.status == "not_covered" else "依据：")
        parts += [f"[{citation.n}] {_reference(citation)}" for citation in answer.citations]
    return "\n".join(parts)


def _reference(citation: Citation) -> str:
    number = f"（{citation.number}）" if citation.number else ""
    state = "" if citation.validity in ("有效", "未标明") else f"（{citation.validity}）"
    return f"《{citation.title}》{number}{citation.clause}{state}：“{citation.quote}”"


def _line(line: str, turn: int, known: set[int]) -> str:
    return f"<p>{_linked(line, turn, known)}</p>"


def _found(line: str, turn: int, known: set[int]) -> str:
    """A line of a check's answer, its first word made a badge."""
    word, colon, rest = line.partition("：")
    if not colon or word not in _FOUND:
        return _line(line, turn, known)
    return f'<p class="yj-found"><span class="yj-badge {_FOUND[word]}">{word}</span><span>{_linked(rest, turn, known)}</span></p>'


def _linked(line: str, turn: int, known: set[int]) -> str:
    """A line escaped, each [n] that has a citation made a link."""
    parts, at = [], 0
    for match in _MARK.finditer(line):
        if int(match[1]) in known:
            n = int(match[1])
            link = f'<a class="cite" href="#cite-{turn}-{n}" title="查看依据 {n} 的条款原文">{n}</a>'
            parts += [escape(line[at : match.start()]), link]
            at = match.end()
    return "".join(parts) + escape(line[at:])


def _sources(answer: Answer, turn: int) -> str:
    if not answer.citations:
        return ""
    head = "最接近的条款（供查阅，不是答案）" if answer.status == "not_covered" else "依据"
    rows = "".join(_source(citation, turn, answer.status == "not_covered") for citation in answer.citations)
    return f'<div class="yj-src"><p class="yj-head">{head}</p>{rows}</div>'


def _source(citation: Citation, turn: int, quoted: bool) -> str:
    quote = ""
    if quoted:
        words = citation.quote.replace("\n", " ")
        quote = f'<span class="yj-near">{escape(words[:80])}{"……" if len(words) > 80 else ""}</span>'
    return (
        f'<p class="yj-row"><a class="cite" href="#cite-{turn}-{citation.n}">{citation.n}</a>'
        f'<a class="yj-title" href="#cite-{turn}-{citation.n}">{escape(citation.title)}</a>'
        f'<span class="yj-label">{escape(citation.clause)}</span>'
        f"{validity_badge(citation.validity)}{kind_badge(citation.kind)}{quote}</p>"
    )


def _notes(notes: Sequence[str]) -> str:
    rows = "".join(f"<li>{_lines(escape(note))}</li>" for note in notes)
    return f'<ul class="yj-notes">{rows}</ul>' if rows else ""


def _views(citation: Citation) -> str:
    """Empty frames that the page's script fills when the card is opened: the pages that the quote stands
    on, or the table around its cell.
    """
    span = f"?start={citation.start}&amp;end={citation.start + len(citation.quote)}"
    where = urllib.parse.quote(citation.document_id, safe="")
    pages = sorted({int(box[0]) for box in citation.boxes})[:_PAGES_SHOWN]
    frames = [(f"/page/{where}/{page}{span}", f"原件第 {page} 页") for page in pages]
    if not pages and _CELL.search(citation.clause_id):
        frames = [(f"/table/{where}{span}", "所在表格")]
    return "".join(
        f'<figure class="yj-view" data-src="{address}"><figcaption>{caption}</figcaption>'
        '<div class="yj-sheet-view" tabindex="0"></div></figure>'
        for address, caption in frames
    )


def _actions(answer: Answer, turn: int) -> str:
    ms = answer.elapsed_ms
    took = f"{ms:.0f} 毫秒" if ms < 1000 else f"{ms / 1000:.1f} 秒"
    return (
        f'<p class="yj-acts"><a class="act" href="#copy-{turn}">复制</a>'
        f'<span class="yj-meta">时效按 {answer.as_of.isoformat()} 判断 · {took}</span></p>'
    )


def _lines(escaped: str) -> str:
    return "<br>".join(line for line in escaped.split("\n") if line.strip())
