"""How texts are cut for searching."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text_terms import compatible, fold, term_texts, terms


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("建筑系数", ["建", "筑", "系", "数", "建筑", "筑系", "系数"]),
        ("５亩", ["5", "5亩", "亩"]),
        ("５ 亩", ["5", "5亩", "亩"]),
        ("0.50％", ["0.5", "0.5%"]),
        ("1,200万元/亩", ["1200", "1200万元/亩"]),
        ("GDP与LED", ["gdp", "与", "led"]),
        ("第003号", ["第", "3", "号"]),
        ("", []),
        ("，。！?", []),
    ],
)
def test_a_text_is_cut_into(text: str, wanted: list[str]) -> None:
    """Uni- and bigrams, words, and numbers with their unit stand among the terms, whatever their width."""
    found = terms(text)
    assert [term for term in wanted if term not in found] == []
    assert bool(found) == bool(wanted)


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("不超过三亩", "3亩"),
        ("一百二十亩以上", "120亩"),
        ("百分之三十", "30%"),
        ("百分之零点五", "0.50％"),
        ("千分之三", "3‰"),
        ("二〇二四年", "2024年"),
        ("三万元", "３万元"),
    ],
)
def test_a_figure_is_found_in_either_script(written: str, figure: str) -> None:
    """What a law writes in Chinese numerals is found by who types digits, and the reverse."""
    assert set(terms(written)) & {term for term in terms(figure) if not term.isdigit()} - set(figure)


@pytest.mark.parametrize("text", ["第三条", "第十三条", "二三级医院", "百分之几"])
def test_no_figure_is_read_into_words(text: str) -> None:
    """Ordinals, rough numbers and what is no number give no figure."""
    assert not any(term[0].isdigit() for term in terms(text))


@pytest.mark.parametrize("opening", ["〔〕", "[]", "【】", "()", "（）", "［］", "{}", "《》"])
def test_brackets_of_a_document_number_are_one(opening: str) -> None:
    """A 文号 is found whichever brackets were at hand when it was typed."""
    left, right = opening
    assert "〔2021〕17号" in terms(f"某政办发{left}2021{right}17号")
    assert "〔2021〕17号" in terms(f"某政办发{left} 2021 {right}第０17 号".replace(" 2021 ", "2021"))


def test_other_numbers_are_other_terms() -> None:
    """3亩 does not find 13亩, nor 1.5 find 15."""
    assert "3亩" not in terms("13亩")
    assert "15" not in terms("1.5")


@given(st.text())
def test_terms_never_hold_white_space(text: str) -> None:
    """Terms are handed over joined by spaces, so none may hold white space or be empty."""
    assert all(term and not any(c.isspace() for c in term) for term in terms(text))


@given(st.text(alphabet="亩元三级医院5.,%/〔〕 ３ＡaB", max_size=30))
def test_width_and_case_do_not_matter(text: str) -> None:
    """A question typed in fullwidth letters finds what was printed in halfwidth."""
    assert terms(fold(text)) == terms(text)


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("，：；（）？！\u0338\u0301亩ａ％"))))
def test_the_short_way_to_nfkc_is_nfkc(text: str) -> None:
    """Replacing Chinese punctuation first changes nothing of what Unicode's own folding gives."""
    assert compatible(text) == unicodedata.normalize("NFKC", text)


@given(
    st.lists(
        st.text() | st.text(alphabet="二三十百级医院之后5.0 ,亩%万元/〔2022〕号\n\0aＡ", max_size=30),
        max_size=6,
    )
)
def test_many_texts_are_cut_as_one_is(texts: list[str]) -> None:
    """The quick way that indexes and the plain way that asks give the same terms, or what is asked is not found."""
    assert [Counter(found.split()) for found in term_texts(texts)] == [Counter(terms(text)) for text in texts]


def test_more_texts_than_are_cut_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each text keeps its own terms where a lot ends between two."""
    monkeypatch.setattr("kb.text_terms._LOT", 8)
    texts = [f"第{n}条 不低于{n}亩，二三级医院" for n in range(20)]
    assert [Counter(found.split()) for found in term_texts(texts)] == [Counter(terms(text)) for text in texts]
