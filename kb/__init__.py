"""Documents in, knowledge, answers out. `from kb import Library` is the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.library import Library

__all__ = ["Library"]


def __getattr__(name: str) -> object:
    # Importing a small module of this package must not load what the library needs.
    if name == "Library":
        from kb.library import Library

        return Library
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
