"""Unigram: how often each piece of a vocabulary stands in many texts, by numpy.

The same pieces as the `tokenizers` library finds, whose objects take four times as long to make: what is added
up needs neither their order nor their places. Source: Kudo, "Subword regularization", ACL 2018 (the likeliest
segmentation, by Viterbi's algorithm).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_UNKNOWN_PENALTY = 10.0
"""By this an unknown character is less likely than the least likely piece. Source: tokenizers, unigram/model.rs"""
LONGEST = 1000
"""Characters of a word: each step of the longest one costs as much as a step of all."""
_LOT = 1 << 17  # characters looked at together
_SLOTS = 1 << 19  # of the trie's table, several for each step
_SPREAD = np.uint64(
    0x9E3779B97F4A7C15
)  # Fibonacci hashing: Knuth, The Art of Computer Programming, vol. 3, 6.4

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]


class Unigram:
    """A vocabulary of pieces with their logarithmic likelihoods.

    Args:
        pieces: (piece, likelihood), in the order of their ids.
        unknown: the id that stands for a run of characters which no piece holds.
    """

    def __init__(self, pieces: Sequence[tuple[str, float]], unknown: int) -> None:
        self._unknown = unknown
        self._scores = np.array([score for _, score in pieces])
        self._least = float(self._scores.min()) - _UNKNOWN_PENALTY
        self._longest = max(len(piece) for piece, _ in pieces)
        characters = sorted({character for piece, _ in pieces for character in piece})
        number = {character: place for place, character in enumerate(characters, 1)}
        self._bits = len(characters).bit_length()
        self._numbers = np.zeros(0x110000, np.int32)  # 0: in no piece
        self._numbers[[ord(character) for character in characters]] = list(number.values())
        # A trie: the state behind each (state, character), and the piece that ends in a state, or -1.
        states: dict[int, int] = {}
        ends: dict[int, int] = {}
        for place, (piece, _) in enumerate(pieces):
            state = 0
            for character in piece:
                state = states.setdefault(state << self._bits | number[character], len(states) + 1)
            ends[state] = place
        self._ends = np.full(len(states) + 1, -1, np.int32)
        self._ends[list(ends)] = list(ends.values())
        self._keys = np.full(_SLOTS, -1, np.int64)
        self._behind = np.zeros(_SLOTS, np.int32)
        for key, slot in zip(states, self._slots(np.fromiter(states, np.int64)).tolist(), strict=True):
            while self._keys[slot] != -1:
                slot = (slot + 1) % _SLOTS
            self._keys[slot], self._behind[slot] = key, states[key]

    def counts(self, texts: Sequence[str]) -> csr_array:
        """One row a text, one column a piece: how often it stands there.

        Args:
            texts: words of at most `LONGEST` characters or so, with one space between two.
        """
        from scipy.sparse import csr_array

        rows, pieces, lot, size, first = [], [], [], 0, 0
        for place, text in enumerate(texts):
            lot.append(text)
            size += len(text) + 1
            if size >= _LOT or place == len(texts) - 1:
                row, piece = self._cut(lot)
                rows.append(row + first)
                pieces.append(piece)
                lot, size, first = [], 0, place + 1
        places = (
            (np.concatenate(rows), np.concatenate(pieces)) if rows else (np.zeros(0, int), np.zeros(0, int))
        )
        shape = (len(texts), len(self._scores))
        return csr_array((np.ones(len(places[0]), np.float32), places), shape=shape)

    def _cut(self, texts: Sequence[str]) -> tuple[Ints, Small]:
        """The likeliest pieces of every word, in no order, each with the number of its text."""
        codes = np.frombuffer((" ".join(texts) + " ").encode("utf-32-le", "surrogatepass"), np.uint32)
        gaps = np.flatnonzero(codes == ord(" "))
        starts = np.concatenate([[0], gaps[:-1] + 1])
        lengths = gaps - starts
        text_ends = np.cumsum([len(text) + 1 for text in texts])
        # The longest word first. Of all words the first characters come first, then the second ones, and so on:
        # what is done for a step of all words is then done on slices.
        order = np.argsort(-lengths, kind="stable")
        order = order[: np.count_nonzero(lengths)]
        starts, lengths = starts[order], lengths[order]
        words = np.searchsorted(-lengths, -np.arange(int(lengths.max(initial=0))), side="left")
        offsets = np.concatenate([[0], np.cumsum(words)])
        ids = self._found(self._numbers[codes], starts, words, offsets)
        back = self._likeliest(ids, words, offsets)
        rows, pieces = [], []
        alive, steps = np.arange(len(order)), lengths
        after = np.zeros(len(order), bool)
        while len(alive):
            at = offsets[steps - 1] + alive
            piece = ids[back[at], at]
            unknown = piece == self._unknown
            kept = ~(unknown & after)  # of unknown characters side by side one counts
            rows.append(alive[kept])
            pieces.append(piece[kept])
            steps = steps - (back[at].astype(np.int64) + 1)
            more = steps > 0
            alive, steps, after = alive[more], steps[more], unknown[more]
        if not rows:
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        found = np.searchsorted(text_ends, starts[np.concatenate(rows)], side="right")
        return found, np.concatenate(pieces)

    def _found(self, numbers: Small, starts: Ints, words: Ints, offsets: Ints) -> Small:
        """The piece of each length, less one, that ends at each place of the steps; -1 for none.

        No step leads out of a word, since a space is in no piece.
        """
        ids = np.full((self._longest, int(offsets[-1])), -1, np.int32)
        ids[0] = self._unknown
        steps = np.repeat(np.arange(len(words)), words)
        ranks = np.arange(len(steps)) - offsets[steps]
        begins = starts[ranks] + steps
        states = np.zeros(len(steps), np.int64)
        for length in range(self._longest):
            states = self._step(states, numbers[begins + length])
            alive = states > 0
            states, begins, steps, ranks = states[alive], begins[alive], steps[alive], ranks[alive]
            piece = self._ends[states]
            whole = piece >= 0
            ids[length, offsets[steps[whole] + length] + ranks[whole]] = piece[whole]
        return ids

    def _step(self, states: Ints, numbers: Small) -> Ints:
        """The states behind states by characters; 0 where nothing lies."""
        wanted = states << self._bits | numbers
        slots = self._slots(wanted)
        found = np.where(self._keys[slots] == wanted, self._behind[slots], 0).astype(np.int64)
        left = np.flatnonzero((self._keys[slots] != wanted) & (self._keys[slots] != -1))
        while len(left):
            slots[left] = (slots[left] + 1) % _SLOTS
            held = self._keys[slots[left]]
            hit = held == wanted[left]
            found[left[hit]] = self._behind[slots[left[hit]]]
            left = left[~hit & (held != -1)]
        return found

    @staticmethod
    def _slots(keys: Ints) -> Ints:
        shift = np.uint64(64 - (_SLOTS.bit_length() - 1))
        return ((keys.astype(np.uint64) * _SPREAD) >> shift).astype(np.int64)

    def _likeliest(self, ids: Small, words: Ints, offsets: Ints) -> npt.NDArray[np.int8]:
        """The length, less one, of the last piece of the likeliest cut up to each place."""
        scores = np.append(self._scores, -np.inf)  # piece -1 is none
        scores[self._unknown] = self._least
        back = np.zeros(ids.shape[1], np.int8)
        best = [np.zeros(words[0] if len(words) else 0)]
        for step, count in enumerate(words.tolist()):
            here = slice(offsets[step], offsets[step] + count)
            top = np.full(count, -np.inf)
            # Of equals the longest, as in tokenizers.
            for length in range(min(self._longest, step + 1) - 1, -1, -1):
                likely = scores[ids[length, here]] + best[step - length][:count]
                better = likely > top
                np.copyto(top, likely, where=better)
                back[here][better] = length
            best.append(top)
        return back
