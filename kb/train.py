"""`python -m kb.train --data ../shared/data --out kb/model`: trains the encoder that ships with the project.

Statutes are the unlabelled text, lay questions with their articles the labelled one. The parts are in
`kb/training`, in the order of their use: statutes, questions, vocabulary, pairs, fit, lexical, tune, export.
Everything runs on a CPU; the seed fixes every choice, and what floating-point sums leave open is the number
of threads.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from tqdm import tqdm

from kb.training import vocabulary
from kb.training.export import export
from kb.training.fit import Report, Table, contrast, fit
from kb.training.lexical import Bm25
from kb.training.pairs import Statutes, encode
from kb.training.questions import Question, read_questions
from kb.training.statutes import Article, merged, read_laws
from kb.training.tune import hard_negatives, tune


@dataclass(frozen=True, slots=True)
class Recipe:
    """The knobs of a training run.

    Attributes:
        pieces: most pieces of the vocabulary.
        dimension: of the vectors.
        batch: pairs a step drawn from statutes.
        steps, rate: of the fit on statutes.
        tuning_steps, tuning_rate: of the fit on questions.
        seed: of every random choice.
    """

    pieces: int = 44_000
    dimension: int = 256
    batch: int = 1024
    steps: int = 1000
    rate: float = 0.005
    tuning_steps: int = 150
    tuning_rate: float = 0.003
    seed: int = 0


def read(data: Path) -> tuple[list[Article], list[Question]]:
    """All articles, gold ones included, and the training questions, from the folder of the data."""
    questions, gold = read_questions(data / "stard_train.jsonl.gz")
    return merged(read_laws(data / "laws.jsonl.gz"), gold), questions


def make_tokenizer(articles: list[Article], questions: list[Question], recipe: Recipe) -> Tokenizer:
    """The vocabulary of the articles; a question's word counts three times, to keep lay words in."""
    words = vocabulary.count_words(f"{a.title} {a.heading} {a.text}" for a in tqdm(articles, "词表"))
    asked = vocabulary.count_words(question.text for question in questions)
    return vocabulary.build(
        words + Counter({word: 3 * times for word, times in asked.items()}), recipe.pieces
    )


def pretrain(statutes: Statutes, tokenizer: Tokenizer, recipe: Recipe) -> Table:
    """A table that knows the statutes and has seen no question."""
    table = Table(vocabulary.spelling(tokenizer), recipe.dimension, recipe.seed)
    random = np.random.default_rng(recipe.seed)

    def loss() -> torch.Tensor:
        return contrast(table, statutes.draw(recipe.batch, random))

    fit(table, loss, recipe.steps, recipe.rate, bar("法规"))
    return table


def finish(
    table: Table, statutes: Statutes, tokenizer: Tokenizer, questions: list[Question], recipe: Recipe
) -> Table:
    """The table fitted to the questions as well."""
    places = [place for place, article in enumerate(statutes.articles) if article.national]
    lexical = Bm25([statutes.articles[place].passage for place in places])
    negatives = hard_negatives(questions, statutes, places, lexical)
    asked = encode(tokenizer, [question.text for question in questions])
    return tune(
        table,
        statutes,
        questions,
        asked,
        negatives,
        steps=recipe.tuning_steps,
        rate=recipe.tuning_rate,
        seed=recipe.seed,
        report=bar("问题"),
    )


def pretrained(data: Path, work: Path, recipe: Recipe) -> tuple[Table, Statutes, Tokenizer, list[Question]]:
    """What `pretrain` gives, kept in the folder `work` and taken from there where the recipe is the same."""
    articles, questions = read(data)
    work.mkdir(parents=True, exist_ok=True)
    made = work / "recipe.json"
    named = {key: value for key, value in asdict(recipe).items() if not key.startswith("tuning")}
    if made.exists() and json.loads(made.read_text(encoding="utf-8")) == named:
        tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
        statutes = Statutes(articles, tokenizer)
        table = Table(vocabulary.spelling(tokenizer), recipe.dimension, recipe.seed)
        table.load_state_dict(load_file(work / "table.safetensors"))
        return table, statutes, tokenizer, questions
    tokenizer = make_tokenizer(articles, questions, recipe)
    statutes = Statutes(articles, tokenizer)
    table = pretrain(statutes, tokenizer, recipe)
    tokenizer.save(str(work / "tokenizer.json"))
    save_file(table.state_dict(), work / "table.safetensors")
    made.write_text(json.dumps(named), encoding="utf-8")
    return table, statutes, tokenizer, questions


def bar(name: str) -> Report:
    """A progress bar that shows the loss, smoothed."""
    shown: list[tqdm[Any]] = []
    mean = 0.0

    def report(step: int, steps: int, loss: float) -> None:
        nonlocal mean
        if not shown:
            shown.append(tqdm(total=steps, desc=name, mininterval=5))
        mean = loss if step == 1 else 0.98 * mean + 0.02 * loss
        shown[0].set_postfix(loss=f"{mean:.3f}", refresh=False)
        shown[0].update()
        if step == steps:
            shown[0].close()

    return report


def main() -> None:
    """Train on the data of `--data` and write the model into `--out`; `--work` keeps the first half."""
    parser = argparse.ArgumentParser(prog="python -m kb.train", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--data", type=Path, required=True, help="laws.jsonl.gz 与 stard_train.jsonl.gz 所在目录"
    )
    parser.add_argument("--out", type=Path, required=True, help="模型写到哪个目录")
    parser.add_argument("--work", type=Path, default=Path("build/train"), help="中间结果目录，可续用")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = Recipe()
    table, statutes, tokenizer, questions = pretrained(options.data, options.work, recipe)
    export(options.out, tokenizer, finish(table, statutes, tokenizer, questions, recipe).folded())


if __name__ == "__main__":
    main()
