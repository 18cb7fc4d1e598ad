"""Questions: what is asked, of where, with which facts, and what a follow-up takes up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QuestionRefused
from kb.question import MAX_QUESTION, Question, tidy, understand
from tests.factories import region


def words(question: Question) -> str:
    """All content of a question."""
    return " ".join(part.text for part in question.content)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("夹心地单宗面积不超过多少亩？", "quantity"),
        ("主导产业占比不得低于百分之几？", "quantity"),
        ("园区容积率是多少", "quantity"),
        ("最长可以延期几个月？", "quantity"),
        ("补贴上限是？", "quantity"),
        ("用地面积要求", "quantity"),
        ("应当符合哪些条件？", "list"),
        ("什么时候完成整治？", "date"),
        ("由哪个部门牵头？", "who"),
        ("谁负责验收？", "who"),
        ("能不能分割转让？", "yesno"),
        ("可以分割转让吗？", "yesno"),
        ("怎么申请延期？", "how"),
        ("占比不低于____%", "blank"),
        ("这个文件还有效吗？", "validity"),
        ("这个通知现在过期了吗", "validity"),
        ("文号是什么？", "number"),
        ("是哪个部门印发的？", "issuer"),
        ("主送哪些单位？", "recipients"),
        ("什么时候印发的？", "issued"),
        ("从什么时候起施行？", "effective"),
        ("有效期到什么时候？", "expires"),
    ],
)
def test_what_is_asked(text: str, asks: str) -> None:
    """The wording tells whether a number, a date, a list, an office or the document itself is asked for."""
    if asks == "issuer":
        assert understand(text).asks in ("issuer", "who")
    else:
        assert understand(text).asks == asks


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("不超过多少亩？", {"area"}),
        ("不超过多少万平方米？", {"area"}),
        ("几个工作日内办结？", {"time"}),
        ("奖励多少万元？", {"money"}),
        ("多久办结？", {"time"}),
        ("占百分之几？", {"percent"}),
        ("多大年龄可以申请几岁？", {"age"}),
        ("容积率是多少？", set()),
    ],
)
def test_dimensions(text: str, dimensions: set[str]) -> None:
    """The unit asked in tells what kind of quantity alone can answer."""
    assert understand(text).dimensions == dimensions


def test_content_leaves_out_how_it_is_asked() -> None:
    """Politeness and question words are not looked for in clauses; words that merely hold one are kept."""
    assert words(understand("请问一下，夹心地的面积最多不能超过多少亩呢？")) in (
        "夹心地",
        "夹心地的面积",
        "夹心地面积",
    )
    assert "标准地" in words(understand("标准地的规定是什么？"))
    assert "标准厂房" in words(understand("标准厂房的要求有哪些？"))


def test_places() -> None:
    """Places are found, kept as written, and left out of the words to look for."""
    question = understand("浙江和衢州的占比分别不低于多少？")
    assert [place.name for place in question.regions] == ["浙江省", "衢州市"]
    assert question.region_words == ("浙江", "衢州")
    assert "浙江" not in words(question)


def test_the_place_beside_the_question() -> None:
    """A region given beside the question counts where the question names none."""
    beside = region("浙江省", "丽水市", code="331100")
    assert understand("占比多少？", region=beside).regions == (beside,)
    assert understand("衢州占比多少？", region=beside).regions[0].name == "衢州市"


def test_titles_and_numbers_of_documents() -> None:
    """《》 and 文号 name documents, and are no content."""
    question = understand("《甲市工业用地办法》和甲政发〔2022〕18号的占比是多少？")
    assert "甲市工业用地办法" in question.titles
    assert any("〔2022〕18号" in title for title in question.titles)
    assert "18" not in words(question)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("7亩的夹心地能不能协议出让？", [(7, "亩")]),
        ("我公司注册资本500万元，有8名员工，可以申请吗？", [(5e6, "元"), (8, "名")]),
        ("占比达到百分之六十可以吗？", [(60, "%")]),
        ("投资强度260万元/亩够不够？", [(260, "万元/亩")]),
        ("一年出让的地可以转让吗？", []),
        ("不超过3亩的夹心地最多补多少万元？", []),
    ],
)
def test_stated_numbers(text: str, stated: list[tuple[float, str]]) -> None:
    """Numbers that the asker states of a case are taken as facts, where a verdict is asked for."""
    assert [(q.value, q.unit) for q in understand(text).stated] == stated


FIRST = "浙江省小微企业园主导产业占比不得低于多少？"


def test_a_bare_place_takes_up_the_question() -> None:
    """那衢州呢 asks the same of another place."""
    question = understand("那衢州呢？", [FIRST])
    assert [place.name for place in question.regions] == ["衢州市"]
    assert question.asks == "quantity"
    assert "主导产业" in words(question)


def test_a_bare_matter_keeps_the_place() -> None:
    """那容积率呢 asks of the same place; what was asked before only helps to find."""
    question = understand("那容积率呢？", [FIRST])
    assert [place.name for place in question.regions] == ["浙江省"]
    assert "容积率" in words(question)
    assert "主导产业" not in words(question)
    assert any("主导产业" in part.text for part in question.leaning)


def test_follow_ups_chain() -> None:
    """A third question leans through the second on the first."""
    question = understand("那容积率呢？", [FIRST, "那衢州呢？"])
    assert [place.name for place in question.regions] == ["衢州市"]


def test_a_question_that_stands_alone_leans_on_nothing() -> None:
    """A full question after another is asked as it is."""
    question = understand("丽水市企业腾退低效用地每亩奖励多少万元？", [FIRST])
    assert [place.name for place in question.regions] == ["丽水市"]
    assert question.leaning == ()


def test_it_points_back() -> None:
    """这个文件 refers to the document of the question before."""
    assert understand("这个文件现在还有效吗？", [FIRST]).refers
    assert not understand(FIRST).refers


def test_broken_history_is_passed_over() -> None:
    """An empty or over-long earlier question does not stop the present one."""
    assert understand("那衢州呢？", [FIRST, "", "长" * 5000]).asks == "quantity"


@pytest.mark.parametrize("text", ["", "  ", "？！。", "\x00\x01\u200b", "长" * 10_000, "\n\t"])
def test_refused(text: str) -> None:
    """Nothing asked or far too much: told in Chinese, with what to do."""
    with pytest.raises(QuestionRefused) as refused:
        understand(text)
    assert refused.value.advice.startswith("请")


def test_tidy() -> None:
    """Control characters and full width letters never reach the search."""
    assert tidy(" 夹\x00心\u202e地  ＡＢ１\n面积 ") == "夹 心 地 AB1 面积"
    assert len(tidy("问" * MAX_QUESTION)) == MAX_QUESTION


@given(st.text(max_size=80), st.lists(st.text(max_size=30), max_size=2))
def test_any_text_is_understood_or_refused(text: str, history: list[str]) -> None:
    """No question and no history makes it fail otherwise than by refusing."""
    try:
        question = understand(text, history)
    except QuestionRefused:
        return
    assert question.text
