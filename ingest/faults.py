"""Places where the print is suspected to be wrong; the text itself is left as it stands."""

from __future__ import annotations

from ingest.document import Fault


def find_faults(text: str, *, cell: bool = False) -> tuple[Fault, ...]:
    """The suspected misprints of one clean paragraph, spans from its start.

    Args:
        text: the paragraph.
        cell: whether it is a table cell, where numbers may stand side by side.
    """
    return ()
