"""A whole training run on invented statutes, in seconds."""

import gzip
import json

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch")
pytest.importorskip("jieba", reason="counting the vocabulary needs jieba")

from kb.embed import StaticEmbedder
from kb.train import Recipe, finish, pretrained
from kb.training.export import export
from kb.training.pairs import encode

_SUBJECTS = ("花匠", "船夫", "木匠", "铁匠", "渔民", "牧人", "厨师", "裁缝", "邮差", "矿工")
_DUTIES = ("浇水", "捕鱼", "放牧", "修桥", "做饭", "缝衣", "送信", "挖煤")
_SMALL = Recipe(pieces=400, dimension=32, batch=32, steps=60, rate=0.02, tuning_steps=40, tuning_rate=0.02)


@pytest.fixture
def data(tmp_path):
    """Ten statutes of eight articles, and a question on each article in another order of words."""
    statutes, questions = [], []
    for subject in _SUBJECTS:
        lines = [f"# {subject}条例", "<!-- INFO END -->", "## 第一章 总则"]
        for number, duty in zip("一二三四五六七八", _DUTIES, strict=True):
            text = f"{subject}{duty}的时候应当小心。\n{duty}完毕，{subject}应当清点工具。"
            lines += [f"第{number}条 {text}", ""]
            asked = {"问题": f"{duty}时{subject}要怎么办？", "相关法规": {f"{subject}条例第{number}条": text}}
            questions.append(asked)
        statutes.append(
            {"path": f"行政法规/{subject}.md", "title": f"{subject}条例", "text": "\n".join(lines)}
        )
    for name, rows in (("laws", statutes), ("stard_train", questions)):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return tmp_path


def test_training_finds_articles_and_gives_the_same_folder_twice(data):
    """Most questions find their article first, and the same seed writes the same bytes."""
    written = []
    for run in ("one", "two"):
        table, statutes, tokenizer, questions = pretrained(data, data / run, _SMALL)
        tuned = finish(table, statutes, tokenizer, questions, _SMALL)
        export(data / f"{run}-model", tokenizer, tuned.folded())
        written.append((data / f"{run}-model" / "model.safetensors").read_bytes())
    asked = tuned.vectors(encode(tokenizer, [question.text for question in questions]))
    passages = tuned.vectors([statutes.passage(place) for place in range(len(statutes.articles))])
    best = (asked @ passages.T).argmax(axis=1)
    right = [statutes.articles[place].name in q.gold for place, q in zip(best, questions, strict=True)]
    assert np.mean(right) > 0.8
    assert written[0] == written[1]


def test_a_kept_first_half_is_used_again_only_for_the_same_recipe(data):
    """The folder of intermediate results gives the table back as it was; another recipe trains anew."""
    first = pretrained(data, data / "work", _SMALL)[0].folded()
    assert np.array_equal(first, pretrained(data, data / "work", _SMALL)[0].folded())
    other = Recipe(pieces=400, dimension=16, batch=32, steps=5)
    assert pretrained(data, data / "work", other)[0].folded().shape[1] == 16


def test_what_is_written_is_what_was_trained(data):
    """The folder, read by numpy alone, gives the vectors of the table in memory."""
    table, statutes, tokenizer, _ = pretrained(data, data / "work", _SMALL)
    export(data / "model", tokenizer, table.folded())
    texts = ["花匠浇水", "船夫捕鱼，应当小心"]
    read = StaticEmbedder(data / "model").embed(texts)
    assert read == pytest.approx(table.vectors(encode(tokenizer, texts)), abs=1e-3)
    assert len(statutes.articles) == 80
