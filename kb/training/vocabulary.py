"""The tokenizer: words counted by jieba once, cut by a Unigram model ever after, so that asking needs no jieba."""

from __future__ import annotations

import logging
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"
_GAP = re.compile(r"[\W_]+")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often jieba finds each word; lower case, NFKC, punctuation and spaces left out."""
    import jieba  # type: ignore[import-untyped]  # it ships no types

    jieba.setLogLevel(logging.WARNING)
    words: Counter[str] = Counter()
    for text in texts:
        for run in _GAP.split(normalize(text)):
            words.update(jieba.lcut(run, HMM=False))
    words.pop("", None)
    return words


def normalize(text: str) -> str:
    """What the tokenizer's own normaliser does, for counting."""
    return unicodedata.normalize("NFKC", text).lower()


def build(words: Counter[str], size: int, longest: int = 6) -> Tokenizer:
    """A Unigram tokenizer of at most `size` pieces: every character seen, then the most frequent words.

    A piece's score is the logarithm of its share of all words, so that the best path is the one a
    dictionary segmenter takes. Words of more than `longest` characters are left to their parts. Piece 0
    is `UNKNOWN`, for characters never seen.
    """
    characters: Counter[str] = Counter()
    for word, times in words.items():
        for character in word:
            characters[character] += times
    # A character inside words is no evidence that it stands alone: its floor is one.
    counts = {character: max(words.get(character, 0), 1) for character in characters}
    ranked = sorted(((-times, word) for word, times in words.items() if 1 < len(word) <= longest))
    for times, word in ranked[: max(size - 1 - len(counts), 0)]:
        counts[word] = -times
    total = math.log(sum(counts.values()))
    pieces = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: size - 1]
    vocabulary = [(UNKNOWN, 0.0), *((piece, math.log(times) - total) for piece, times in pieces)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\W_]+"), behavior="removed")
    return tokenizer


def spelling(tokenizer: Tokenizer) -> list[list[int]]:
    """For each piece id the ids of its characters, counted from 1 in the order of the pieces."""
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    characters: dict[str, int] = {}
    rows = []
    for piece, place in pieces:
        letters = [piece] if place == 0 else list(piece)
        rows.append([characters.setdefault(letter, len(characters) + 1) for letter in letters])
    return rows
