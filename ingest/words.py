"""Words of running text, where a decision hangs on whether a word was cut in two."""

from __future__ import annotations

import re

_TAIL = re.compile(r"[\u4e00-\u9fff]{1,6}$")
_HEAD = re.compile(r"^[\u4e00-\u9fff]{1,6}")


def word_across(before: str, after: str) -> bool:
    """Whether the end of one text and the beginning of the next share a word: 优化规 + 划调整."""
    tail, head = _TAIL.search(before), _HEAD.match(after)
    if not tail or not head:
        return False
    import jieba  # type: ignore[import-untyped]

    jieba.setLogLevel("WARNING")
    cut, at = len(tail[0]), 0
    for word in jieba.cut(tail[0] + head[0], HMM=False):
        at += len(word)
        if at >= cut:
            return at > cut
    return False
