"""Rule → HTML: a document's thresholds as a table, one rule with its clause and its review. All text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, get_args

from ingest.document import Document
from kb.result import Citation, Operator
from kb.rule import STRENGTHS, Review, Rule, State
from kb.rule_table import COLUMNS, WORDS, applies, required, row
from ui.cite import clause_html, copy_html, escape

ROWS_SHOWN: Final = 500
_COLOURS: Final[dict[State, str]] = {"自动": "dim", "确认": "ok", "更正": "ok", "驳回": "bad"}
_CLASSES: Final = dict(zip(COLUMNS, ("t", "r", "u", "k", "w", "c", "s", "n"), strict=True))


def table_html(rules: Sequence[Rule], document: Document, state: str = "", chosen: str = "") -> str:
    """本文件阈值一览.

    Args:
        rules: of the document, in order.
        document: theirs.
        state: show only rules in this state of review; "" for all.
        chosen: id of the rule that is open beside the table.
    """
    found = [rule for rule in rules if not state or rule.state == state]
    head = f'<p class="yj-count">《{escape(document.metadata.title)}》读出 {len(rules)} 条阈值'
    head += f"，{state}的 {len(found)} 条</p>" if state else "</p>"
    if not rules:
        return f'{head}<p class="yj-none">这份文件里没有读出数值要求或禁止性要求。</p>'
    if not found:
        return f'{head}<p class="yj-none">没有这种状态的规则。</p>'
    rows = "".join(_row(rule, document, rule.id == chosen) for rule in found[:ROWS_SHOWN])
    more = len(found) - ROWS_SHOWN
    rest = f'<p class="yj-none">另有 {more} 条没有列出，可用 youju rules 查看。</p>' if more > 0 else ""
    heads = "".join(f"<th>{name}</th>" for name in COLUMNS)
    return f'{head}<table class="yj-table yj-rules"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{rest}'


def rule_html(rule: Rule, citation: Citation, history: Sequence[Review], person: str | None) -> str:
    """A rule's clause with what was read in it, and the form for deciding about it.

    Args:
        rule: as it now is.
        citation: of its clause.
        history: every decision on it, oldest first.
        person: name of the user who is signed in; None where the page must ask for it.
    """
    close = '<div class="yj-bar"><button type="button" class="yj-close">关闭 ✕</button></div>'
    head = f'<span class="yj-badge {_COLOURS[rule.state]}">{rule.state}</span>'
    card = clause_html(citation, "rule", head, _read(rule) + _form(rule, history, person), opened=True)
    return f"{close}{card}<div hidden>{copy_html(citation, 'rule')}</div>"


def empty_html() -> str:
    """What stands beside the table until a rule is opened."""
    return (
        '<div class="yj-empty"><p class="yj-empty-title">条款与复核</p>'
        "<p>点击表中的指标，这里显示条款原文，并可确认、更正或驳回。</p></div>"
    )


def _row(rule: Rule, document: Document, here: bool) -> str:
    cells = []
    for name, cell in zip(COLUMNS, row(rule, document), strict=True):
        words = escape(" ".join(cell.split()))
        if name == "指标":
            words = f'<a href="#rule" data-rule="{escape(rule.id)}">{words}</a>'
        elif name == "状态":
            words = f'<span class="yj-badge {_COLOURS[rule.state]}">{words}</span>'
        cells.append(f'<td class="{_CLASSES[name]}" data-name="{name}">{words}</td>')
    return f'<tr class="yj-rule{" here" if here else ""}">{"".join(cells)}</tr>'


def _read(rule: Rule) -> str:
    unit = "" if rule.prohibition or rule.factor is not None else rule.unit
    words = rule.words if rule.words != rule.metric else ""
    facts = [
        ("指标", rule.metric + (f"（原文作“{words}”）" if words else "")),
        ("要求", f"{required(rule)}{unit}（{rule.strength}）"),
        ("适用", applies(rule) or "未限定"),
        ("置信度", f"{rule.confidence:.0%}"),
    ]
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(said)}</dd></div>" for name, said in facts)
    return f'<dl class="yj-why-card">{rows}</dl>'


def _form(rule: Rule, history: Sequence[Review], person: str | None) -> str:
    past = "".join(f"<li>{escape(_told(review))}</li>" for review in history)
    who = (
        '<label>复核人 <input class="yj-by" type="text" maxlength="60" placeholder="您的姓名"></label>'
        if person is None
        else f"<span>复核人：{escape(person)}</span>"
    )
    # To confirm is to hold what was read; a correction of it goes with that.
    confirm = "撤销更正，确认原读" if rule.state == "更正" else "确认"
    return (
        f'<section class="yj-review" data-rule="{escape(rule.id)}"><h4>复核</h4>'
        + (f'<ul class="yj-past">{past}</ul>' if past else "")
        + f'<p class="yj-who">{who} <label>说明 <input class="yj-note" type="text" maxlength="400" placeholder="可不填"></label></p>'
        f'<p class="yj-decide"><button type="button" data-decision="确认">{confirm}</button>'
        '<button type="button" data-decision="驳回">驳回</button></p>'
        f"<details><summary>更正</summary>{_fields(rule)}"
        '<p class="yj-decide"><button type="button" data-decision="更正">按所填更正</button></p></details></section>'
    )


def _fields(rule: Rule) -> str:
    """The fields that a correction may set; a bar without a number has none for numbers."""
    parts = [_text("metric", "指标", rule.metric)]
    if not rule.prohibition:
        operators = [(op, WORDS[op]) for op in get_args(Operator)]
        parts += [
            _choice("op", "比较", operators, rule.op or ""),
            _text("value", "数值", _plain(rule.value)),
            _text("high", "上限（介于时）", _plain(rule.high)),
            _text("unit", "单位", rule.unit),
        ]
    parts.append(_choice("strength", "强度", [(each, each) for each in STRENGTHS], rule.strength))
    parts.append(_text("subject", "对象", rule.subject))
    return f'<div class="yj-fields">{"".join(parts)}</div>'


def _text(name: str, label: str, value: str) -> str:
    shown = escape(value)
    return (
        f'<label>{label}<input type="text" maxlength="200" data-field="{name}" '
        f'data-was="{shown}" value="{shown}"></label>'
    )


def _choice(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> str:
    rows = "".join(
        f'<option value="{escape(key)}"{" selected" if key == value else ""}>{said}</option>'
        for key, said in options
    )
    return f'<label>{label}<select data-field="{name}" data-was="{escape(value)}">{rows}</select></label>'


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _told(review: Review) -> str:
    note = f"：{review.note}" if review.note else ""
    return f"{review.when.astimezone():%Y-%m-%d %H:%M} {review.by} {review.decision}{note}"
