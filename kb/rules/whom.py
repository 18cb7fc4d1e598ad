"""Whom a part of a sentence speaks of."""

from __future__ import annotations

import re

from kb.rules.statement import Part
from kb.rules.subject import is_noun, noun_at_start, subject_in, trimmed


def said(text: str) -> str:
    """The subject of a part that tells what somebody does or must do: 企业实施技术改造."""
    if re.search(r"说|介绍|表示|获悉|了解到|指出", text):
        return ""
    return (subject_in(text) if re.search(r"应|须|可|不得|要求", text) else "") or noun_at_start(text)


def within(part: Part) -> str:
    """The subject inside a condition: 科技型企业租赁厂房的 -> 科技型企业; of 面积30亩以上的项目 what is behind."""
    words = trimmed(part.text)
    if is_noun(words) and not part.quantities:
        return words
    if part.quantities:
        behind = trimmed(part.text[part.quantities[-1].span.end - part.start :]).lstrip("的")
        return behind if is_noun(behind) else noun_at_start(part.text)
    return noun_at_start(part.text)
