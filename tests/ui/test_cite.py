"""What a reader sees is what the document says, and nothing in it is markup."""

from __future__ import annotations

import dataclasses
import html
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.result import Validity
from tests.ui.fake_library import HOSTILE, QUOTE, answer, citation
from ui.cite import (
    answer_html,
    card_html,
    context_html,
    escape,
    notice_html,
    panel_html,
    plain,
    question_html,
    validity_badge,
)

ALLOWED = {
    "div", "p", "a", "span", "ul", "li", "br", "article", "h3", "dl", "dt", "dd", "mark", "pre", "button",
    "figure", "figcaption",
}  # fmt: skip
VIEW = re.compile(r"/(?:page/[^/?#]+/\d+|table/[^/?#]+)\?start=\d+&end=\d+")
ADDRESS = re.compile(r"#(?:cite-\d+-\d+|copy-\d+(?:-\d+)?)")


class Page(HTMLParser):
    """Collects tags, addresses, attribute names and text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.views: list[str] = []
        self.text = ""
        self.marked = ""
        self._inside: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in ("br", "input"):
            self._inside.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "data-src":
                self.views.append(value or "")
            if name in ("href", "src"):
                self.addresses.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self._inside.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self._inside:
            self.marked += data


def test_a_card_loads_the_pages_that_the_quote_stands_on() -> None:
    """Each page once, with the quote's place; of a cell in a format without pages the table; else nothing."""
    over_two = citation(boxes=((4, 72, 700, 300, 712), (4, 72, 714, 300, 726), (5, 72, 80, 200, 92)))
    at = f"?start={over_two.start}&end={over_two.start + len(over_two.quote)}"
    assert assert_tame(card_html(over_two, 1, answer())).views == [
        f"/page/00112233445566aa/4{at}",
        f"/page/00112233445566aa/5{at}",
    ]
    cell = assert_tame(card_html(citation(clause_id="table1/row2/col3", page=None), 1, answer()))
    assert cell.views == [f"/table/00112233445566aa{at}"]
    assert assert_tame(card_html(citation(page=None), 1, answer())).views == []


def hostile_answer() -> object:
    evil = citation(
        title=HOSTILE, number=HOSTILE, issuer=HOSTILE, clause=HOSTILE, quote=HOSTILE, faults=(HOSTILE,)
    )
    return answer(answer=f"{HOSTILE}[1]", citations=(evil,), notes=(HOSTILE,))


def assert_tame(markup: str) -> Page:
    """Only our tags, attributes and addresses."""
    page = Page(markup)
    assert page.tags <= ALLOWED
    assert page.attributes <= {
        "class", "href", "title", "id", "tabindex", "aria-label", "type", "hidden",
        "data-src",
    }  # fmt: skip
    assert all(VIEW.fullmatch(address) for address in page.views)
    assert all(ADDRESS.fullmatch(address) for address in page.addresses)
    return page


@given(st.text())
def test_escaped_text_reads_back_as_itself(text: str) -> None:
    """Escaping changes how text is written, never what it says; only invisible controls go."""
    visible = re.sub("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", text.replace("\r\n", "\n"))
    if not re.search(r"[\x80-\x9f\ud800-\udfff]", visible):
        assert html.unescape(escape(text)) == visible


@given(st.text())
def test_escaped_text_has_no_character_that_markup_begins_with(text: str) -> None:
    """Neither HTML, Markdown, LaTeX nor a template finds anything to act on."""
    bare = re.sub(r"&#\d+;", "", escape(text))
    assert not set(bare) & set("<>\"'&`*_~|\\#[]!${}")


def test_a_tilde_does_not_strike_through() -> None:
    """20~30亩 and 1~2年 in one sentence keep their tildes."""
    assert "~" not in escape("20~30亩，1~2年")
    assert html.unescape(escape("20~30亩，1~2年")) == "20~30亩，1~2年"


def test_hostile_text_is_only_text_everywhere() -> None:
    """Scripts, images, links and event handlers in any field come out as characters."""
    evil = hostile_answer()
    for markup in (
        answer_html(evil, 1),
        answer_html(evil, 1, shown=40),
        panel_html([(1, evil)]),
        question_html(HOSTILE),
        notice_html(HOSTILE),
    ):
        page = assert_tame(markup)
        assert "onerror" in page.text or "onerr" in page.text


@given(st.text(max_size=80), st.text(min_size=1, max_size=40))
def test_any_text_leaves_the_markup_whole(question: str, title: str) -> None:
    """Whatever a user types or a document is called, every tag opened is ours and is closed."""
    evil = citation(title=title, quote=question or "x", context=f"{title}{question or 'x'}{title}")
    assert_tame(question_html(question))
    assert_tame(panel_html([(1, answer(citations=(evil,), answer=question, notes=(title,)))]))
    assert_tame(answer_html(answer(citations=(evil,), answer=question, notes=(title,)), 1))


@given(st.text(alphabet="甲\n\r\t <*[1]-#", max_size=60))
def test_messages_hold_no_blank_line(text: str) -> None:
    """Markdown would end the HTML block at a blank line and read the rest as Markdown."""
    for markup in (
        question_html(text),
        notice_html(text),
        answer_html(answer(answer=text, notes=(text,)), 1),
    ):
        assert "\n" not in markup


def test_a_citation_mark_becomes_a_link_to_its_card() -> None:
    """[1] in the third answer leads to the card of the third answer's first citation."""
    page = Page(answer_html(answer(), 3))
    assert page.addresses[:2] == ["#cite-3-1", "#cite-3-2"]
    assert 'id="cite-3-1"' in panel_html([(3, answer())])


def test_a_mark_without_a_citation_stays_text() -> None:
    """[7] with two citations, and a bracketed year, are no links."""
    markup = answer_html(answer(answer="见[7]和[2023]。", citations=()), 1)
    page = Page(markup)
    assert "[7]" in page.text
    assert "[2023]" in page.text
    assert not [a for a in page.addresses if a.startswith("#cite")]


def test_cards_of_earlier_answers_stay() -> None:
    """After a second question the first answer's links still have their cards, each id once."""
    panel = panel_html([(1, answer()), (2, answer())])
    ids = re.findall(r' id="(cite-[^"]+)"', panel)
    assert ids == ["cite-1-1", "cite-1-2", "cite-2-1", "cite-2-2"]


def test_the_quote_is_marked_to_the_letter() -> None:
    """What is highlighted is the quote, fullwidth digit included; the context around it is whole."""
    page = Page(context_html(citation()))
    assert page.marked == QUOTE
    assert page.text == citation().context.replace("\n", "")


def test_a_quote_over_two_paragraphs_is_marked_in_both() -> None:
    """The mark does not end at the first line end."""
    page = Page(context_html(citation(quote="乙。\n丙", context="甲乙。\n丙丁")))
    assert page.marked == "乙。丙"
    assert page.text == "甲乙。丙丁"


def test_a_quote_that_is_not_in_its_context_is_shown_alone() -> None:
    """No near match is ever highlighted in its place."""
    page = Page(context_html(citation(quote="每宗不超过6亩", context="每宗不超过5亩")))
    assert page.text == page.marked == "每宗不超过6亩"


@given(st.text(max_size=30), st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_context_keeps_every_visible_character(before: str, quote: str, after: str) -> None:
    """Marking adds tags and takes no character away."""
    shown = Page(context_html(citation(quote=quote, context=before + quote + after))).text
    whole = Page(f"<p>{escape(before + quote + after)}</p>").text
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", whole)


@pytest.mark.parametrize(
    ("validity", "colour"),
    [("有效", "ok"), ("已期满", "bad"), ("已废止", "bad"), ("未生效", "dim"), ("未标明", "dim")],
)
def test_validity_has_its_colour(validity: Validity, colour: str) -> None:
    """In force is green, out of force red, anything else grey."""
    assert validity_badge(validity) == f'<span class="yj-badge {colour}">{validity}</span>'


def test_the_card_says_what_a_reader_weighs() -> None:
    """Title, number, issuer, dates, place and page stand on the card."""
    text = Page(card_html(citation(), 1, answer())).text
    for fact in (
        "示政发〔2023〕7号",
        "示范省人民政府",
        "二（二）",
        "2023年4月1日",
        "2028年3月31日",
        "第 4 页",
    ):
        assert fact in text


def test_facts_that_are_not_known_are_left_out() -> None:
    """No empty row, no None."""
    bare = citation(number=None, issuer=None, issued=None, effective=None, expires=None, page=None)
    text = Page(card_html(bare, 1, answer())).text
    assert "None" not in text
    assert "文号" not in text


def test_not_covered_offers_clauses_not_answers() -> None:
    """The nearest clauses are named as such, in the message, on the card and when copied."""
    nothing = answer(status="not_covered", answer="文档库里没有条款规定这件事。")
    assert "最接近的条款（供查阅，不是答案）" in Page(answer_html(nothing, 1)).text
    assert "依据" not in Page(card_html(citation(), 1, nothing)).text
    assert "最接近的条款：" in plain(nothing)


def test_notes_stand_below_the_answer() -> None:
    """A note on validity or a misprint is part of the message."""
    assert "已期满，仅供参考" in Page(answer_html(answer(notes=("已期满，仅供参考",)), 1)).text


def test_a_news_report_is_called_one() -> None:
    """Where a report is quoted, the source list says so."""
    report = answer(citations=(citation(kind="新闻报道", validity="未标明"),))
    assert "新闻报道" in Page(answer_html(report, 1)).text


def test_a_copied_answer_carries_its_sources() -> None:
    """Pasted into a memo, the answer still says which clause of which document it rests on."""
    text = plain(answer(notes=("已期满",), citations=(citation(validity="已期满"),)))
    assert "注：已期满" in text
    assert (
        f"[1] 《示范省人民政府关于节约使用工业用地的若干意见》（示政发〔2023〕7号）二（二）（已期满）：“{QUOTE}”"
        in text
    )


def test_the_day_asked_stands_in_the_message() -> None:
    """A reader sees for which day validity was judged."""
    assert "2024-01-02" in Page(answer_html(answer(as_of=date(2024, 1, 2)), 1)).text


def test_a_long_question_is_shown_cut() -> None:
    """Ten thousand characters do not fill the conversation."""
    assert len(Page(question_html("字" * 10_000)).text) < 700


def test_a_check_in_the_chat_shows_its_verdict() -> None:
    """The verdict stands first, each finding's first word is a badge, its citation still a link."""
    told = answer(
        answer="按条款核对，不符合要求。\n不满足：容积率“1.2”，低于 1.3（强制）[1]\n还需要补充：绿地率是多少（%）？",
        verdict="不符合",
    )
    markup = answer_html(told, 3)
    page = assert_tame(markup)
    assert page.text.startswith("预审结论：不符合")
    assert 'class="yj-badge bad">不满足</span>' in markup
    assert 'href="#cite-3-1"' in markup
    assert "满足</span>" not in answer_html(dataclasses.replace(told, verdict=None), 3)
