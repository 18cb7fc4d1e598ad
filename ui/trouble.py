"""What a reader is told when something goes wrong: the library's own words, or that the program failed."""

from __future__ import annotations

import logging

from ingest.errors import IngestError
from kb.errors import KnowledgeError

logger = logging.getLogger(__name__)

_UNEXPECTED = "程序出错，没有完成；请重试，若再次出现，请把运行窗口里的出错记录交给维护人员"


def said(error: Exception) -> str:
    """What to tell of an error; one that is the program's own fault goes into the log with its traceback."""
    if isinstance(error, KnowledgeError | IngestError):
        return str(error)
    logger.error("a request failed", exc_info=error)
    return _UNEXPECTED
