"""Table: one vector a piece, fitted so that the means of texts that belong together point the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from kb.training.pairs import Ids, Pair

Vectors = npt.NDArray[np.float32]
Report = Callable[[int, int, float], None]
"""Called with (step, steps, loss)."""

_SCALE = 20.0  # inverse temperature of the softmax over cosines, as in sentence-transformers


class Table(nn.Module):
    """A vector a piece: its own, plus the mean of its characters' vectors.

    Sharing characters lets a rare word borrow from the words it is written like (fastText's idea,
    Bojanowski et al. 2017); the sum is folded into one row a piece in `folded`.

    Args:
        spelling: for each piece id the ids of its characters, each at least 1.
        dimension: of the vectors.
        seed: of the random start.
    """

    def __init__(self, spelling: Sequence[Sequence[int]], dimension: int, seed: int) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        self._longest = max(map(len, spelling))
        padded = [[*row, *[0] * (self._longest - len(row))] for row in spelling]
        self._spelling = torch.tensor(padded)
        characters = int(self._spelling.max()) + 1
        self.own = nn.Parameter(torch.randn(len(spelling), dimension, generator=generator) * 0.05)
        self.shared = nn.Parameter(torch.randn(characters, dimension, generator=generator) * 0.1)

    def rows(self, pieces: torch.Tensor) -> torch.Tensor:
        """The vectors of these pieces; the gradient of `own` is sparse. Piece 0 is always zero."""
        own = functional.embedding(pieces, self.own, sparse=True)
        shared = functional.embedding_bag(self._spelling[pieces], self.shared, mode="mean", padding_idx=0)
        return (own + shared) * (pieces != 0)[:, None]

    def forward(self, texts: Sequence[Ids]) -> torch.Tensor:
        """One unit vector a text."""
        lengths = np.fromiter((len(ids) for ids in texts), np.int64, len(texts))
        offsets = torch.from_numpy(np.concatenate([[0], np.cumsum(lengths)[:-1]]))
        # Only the rows in use are made, so that a step costs what its texts cost, not the vocabulary.
        pieces, places = np.unique(np.concatenate(texts), return_inverse=True)
        rows = self.rows(torch.from_numpy(pieces))
        return functional.normalize(functional.embedding_bag(torch.from_numpy(places), rows, offsets), dim=1)

    def folded(self) -> Vectors:
        """The table, one row a piece, float32."""
        with torch.no_grad():
            table: Vectors = self.rows(torch.arange(len(self.own))).numpy()
        return table

    def vectors(self, texts: Sequence[Ids], size: int = 4096) -> Vectors:
        """Unit vectors without gradients, `size` texts at a time."""
        with torch.no_grad():
            parts = [self(texts[start : start + size]).numpy() for start in range(0, len(texts), size)]
        return np.concatenate(parts)


def contrast(table: Table, pairs: Sequence[Pair], extra: Sequence[Ids] = ()) -> torch.Tensor:
    """InfoNCE over a batch, both ways (van den Oord et al. 2018, "Representation learning with CPC").

    Each query's passage is told from the other passages and from `extra`, passages that answer no query
    of the batch; each passage's query from the other queries. Pairs of one group do not repel.
    """
    # One bag for both sides: the gradient of the whole table is then allocated and added once.
    rows = table([*(pair.query for pair in pairs), *(pair.passage for pair in pairs), *extra])
    queries, passages = rows[: len(pairs)], rows[len(pairs) :]
    cosines = queries @ passages.T * _SCALE
    groups = torch.tensor([pair.group for pair in pairs])
    same = groups[:, None] == groups[None, :]
    same.fill_diagonal_(False)
    square = cosines[:, : len(pairs)].masked_fill_(same, -torch.inf)
    targets = torch.arange(len(pairs))
    forward = functional.cross_entropy(cosines, targets)
    backward = functional.cross_entropy(square.T, targets)
    return (forward + backward) / 2


def fit(
    table: Table,
    loss: Callable[[], torch.Tensor],
    steps: int,
    rate: float,
    report: Report | None = None,
) -> None:
    """Adam for `steps` steps of `loss`, its rate rising over the first twentieth and falling to zero."""
    optimizers = [
        torch.optim.SparseAdam([table.own], lr=rate),
        torch.optim.Adam([table.shared], lr=rate),
    ]
    for step in range(steps):
        share = step / steps
        for optimizer in optimizers:
            optimizer.zero_grad()
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1.0, share * 20 + 0.05) * (1 - share)
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        for optimizer in optimizers:
            optimizer.step()
        if report:
            report(step + 1, steps, float(value.detach()))
