"""Reranker: a CrossEncoder that reads question and clause together and puts the best hits in a new order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kb.errors import SettingWrong
from kb.passage import Hit

DEPTH = 50
"""Hits that are read again: a model of usual size takes some 10 ms for each on a CPU."""


class Reranker:
    """Any CrossEncoder that sentence-transformers opens; costs seconds to import.

    Args:
        name: `Settings.reranker`: a folder, or a model's name as far as it is in the local cache or the
            network gives it.

    Raises:
        SettingWrong: the model cannot be opened.
    """

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name)
        except (OSError, ValueError, RuntimeError, ImportError) as error:
            raise SettingWrong(
                f"重排模型 {name} 无法打开（{error}）",
                "请检查 YOUJU_RERANKER 是否为模型文件夹或本机已有的模型名，或去掉它",
            ) from error

    def rerank(self, query: str, hits: Sequence[Hit], text: Callable[[str], str]) -> list[Hit]:
        """The hits, the first `DEPTH` of them in the model's order and with its scores scaled to 1–2, so
        that they stay before the others.

        Args:
            query: as it was searched for.
            hits: best first.
            text: from a hit's key to the words that the model reads.
        """
        first, rest = list(hits[:DEPTH]), list(hits[DEPTH:])
        if len(first) < 2:
            return [*first, *rest]
        scores = self._model.predict([(query, text(hit.key)) for hit in first], show_progress_bar=False)
        low, high = float(min(scores)), float(max(scores))
        width = (high - low) or 1.0
        read = [
            replace(hit, score=1.0 + (float(score) - low) / width)
            for hit, score in zip(first, scores, strict=True)
        ]
        most = max((hit.score for hit in rest), default=0.0) or 1.0
        return [
            *sorted(read, key=lambda hit: -hit.score),
            *(replace(hit, score=hit.score / most) for hit in rest),
        ]
