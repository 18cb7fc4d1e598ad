"""Whether a document is in force on a day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ingest.document import Metadata

Validity = Literal["有效", "未生效", "已期满", "已废止", "未标明"]


def validity(metadata: Metadata, as_of: date, repealed: bool) -> Validity:
    """Judge validity from what the document says of itself.

    Args:
        as_of: the day asked about.
        repealed: whether a later document known to the caller puts it out of force by that day.

    Returns:
        "未标明" where neither a date of effect nor of issue nor of expiry tells.
    """
    start = metadata.effective or metadata.issued
    if repealed:
        return "已废止"
    if metadata.expires is not None and as_of > metadata.expires:
        return "已期满"
    if start is None:
        return "未标明" if metadata.expires is None else "有效"
    if as_of < start:
        return "未生效"
    # A news report binds nobody; a day of printing says nothing about force.
    if metadata.kind == "新闻报道":
        return "未标明"
    return "有效"
