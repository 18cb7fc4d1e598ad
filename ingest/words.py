"""Words of running text, where a decision hangs on whether a word was cut in two."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import platformdirs

_TAIL = re.compile(r"[\u4e00-\u9fff]{1,6}$")
_HEAD = re.compile(r"^[\u4e00-\u9fff]{1,6}")


def word_across(before: str, after: str) -> bool:
    """Whether the end of one text and the beginning of the next share a word: 优化规 + 划调整."""
    tail, head = _TAIL.search(before), _HEAD.match(after)
    if not tail or not head:
        return False
    cut, at = len(tail[0]), 0
    for word in _segmenter().cut(tail[0] + head[0], HMM=False):
        at += len(word)
        if at >= cut:
            return at > cut
    return False


@lru_cache(maxsize=1)
def _segmenter() -> Any:  # noqa: ANN401 - jieba ships no types
    """jieba, its compiled dictionary kept where only this user may write.

    It is loaded by marshal: in the shared temporary folder, jieba's own choice, anyone could plant one.
    """
    import jieba  # type: ignore[import-untyped]

    jieba.setLogLevel("WARNING")
    folder = Path(platformdirs.user_cache_dir("youju", appauthor=False))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        folder = Path(mkdtemp(prefix="youju-"))
    segmenter = jieba.Tokenizer()
    segmenter.tmp_dir = str(folder)
    return segmenter
