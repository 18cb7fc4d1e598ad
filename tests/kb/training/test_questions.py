"""Folds keep questions that share an article together."""

from hypothesis import given
from hypothesis import strategies as st

from kb.training.questions import Question, folds

_GOLD = st.frozensets(
    st.sampled_from([f"花园法第{n}条" for n in "一二三四五六七八九"]), min_size=1, max_size=3
)


@given(st.lists(_GOLD, max_size=30), st.integers(2, 5))
def test_no_article_is_in_two_folds_and_no_question_is_lost(golds, count):
    """Held-out questions share no article with the rest, whatever links them; each is in one fold."""
    questions = [Question(str(number), gold) for number, gold in enumerate(golds)]
    dealt = folds(questions, count)
    assert sorted(index for fold in dealt for index in fold) == list(range(len(questions)))
    names = [{name for index in fold for name in questions[index].gold} for fold in dealt]
    assert sum(map(len, names)) == len(set().union(*names))
