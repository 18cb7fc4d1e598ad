"""Checks and answers as files: DOCX or Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from kb.finding import Check
from kb.report_answer import answer_report
from kb.report_check import check_report
from kb.report_page import Report
from kb.result import Answer

Format = Literal["docx", "md"]
FORMATS: Final[tuple[Format, ...]] = ("docx", "md")


def check_bytes(check: Check, format_: Format, name: str = "") -> bytes:
    """The report of a check; `name` is the project's, for the title."""
    return _bytes(check_report(check, name), format_)


def answer_bytes(answers: Sequence[Answer], format_: Format) -> bytes:
    """The report of answers, in their order."""
    return _bytes(answer_report(answers), format_)


def save_check(check: Check, out: Path, name: str = "") -> None:
    """Write the report of a check; the suffix says in which format.

    Raises:
        ValueError: a suffix that is neither .docx nor .md.
        OSError: it cannot be written.
    """
    wanted = out.suffix.lower().lstrip(".")
    for format_ in FORMATS:
        if format_ == wanted:
            out.write_bytes(check_bytes(check, format_, name))
            return
    raise ValueError(f"a report is .docx or .md, not {out.suffix!r}")


def _bytes(report: Report, format_: Format) -> bytes:
    if format_ == "md":
        from kb.report_markdown import markdown

        return markdown(report).encode()
    from kb.report_docx import docx

    return docx(report)
