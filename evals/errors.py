"""Everything that can go wrong in an evaluation.

    EvaluationError
    ├── SuiteMissing         no gold set has that name or stands at that path
    ├── GoldMalformed        a line of a gold set cannot be read
    ├── FloorsMalformed      the file of floors cannot be read
    ├── FloorLowered         a floor would fall and nobody asked for it
    └── CollectionMalformed  a foreign collection for retrieval cannot be read

A message is Chinese, whole, and says what happened, where, and what to do next.
"""

from __future__ import annotations


class EvaluationError(Exception):
    """An evaluation cannot be run.

    Args:
        message: what happened and where, in Chinese, without a final full stop.
        advice: what the user can do next, in Chinese.
    """

    def __init__(self, message: str, advice: str) -> None:
        self.message = message
        self.advice = advice
        super().__init__(f"{message}；{advice}")


class SuiteMissing(EvaluationError):
    """No gold set has that name or stands at that path."""


class GoldMalformed(EvaluationError):
    """A line of a gold set cannot be read."""


class FloorsMalformed(EvaluationError):
    """The file of floors cannot be read."""


class FloorLowered(EvaluationError):
    """A floor would fall and nobody asked for it."""


class CollectionMalformed(EvaluationError):
    """A foreign collection for retrieval cannot be read."""
