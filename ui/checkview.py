"""Check → HTML: verdict, open questions, findings, facts to correct, clauses. Pure functions; all text is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from kb.fact import Fact
from kb.finding import Check, Finding, FindingStatus, Need
from kb.report_words import (
    MEANING,
    NOTICE,
    SAYS,
    STATUS,
    actual_text,
    required_text,
)
from kb.rule_table import applies
from ui.amend import editable, shown, words, written
from ui.cite import clause_html, copy_html, escape, kind_badge, side_html, verdict_colour

ROWS_SHOWN: Final = 200
"""Findings listed on the page, and as many that do not apply; a report holds all."""
STATE_COLOURS: Final[dict[FindingStatus, str]] = {
    "fail": "bad",
    "unknown": "warn",
    "manual": "warn",
    "pass": "ok",
    "not_applicable": "dim",
}
_BLANK_ROWS = 2
_BREAK = re.compile(r"[\n。；，、]")
_AROUND = 24
"""Characters of the description shown before and behind a fact's words."""


def verdict_html(check: Check) -> str:
    """The verdict with what it rests on."""
    colour = verdict_colour(check.verdict)
    counts = [
        (word, sum(finding.status == status for finding in check.findings)) for status, word in STATUS.items()
    ]
    told = "，".join(f"{word} {count} 条" for word, count in counts if count)
    place = f" · 所在地 {escape(''.join(check.region.names))}" if check.region else ""
    return (
        f'<section class="yj-verdict {colour}" role="status"><p class="yj-verdict-word">{check.verdict}</p>'
        f"<div><p>{_meaning(check)}</p>"
        f'<p class="yj-verdict-more">{told or "没有可核对的要求"} · 按 {check.as_of.isoformat()} 的有效文件{place}</p></div></section>'
    )


def result_html(check: Check, text: str, answered: Mapping[str, tuple[str, str]], group: str) -> str:
    """All under the verdict: questions, findings, facts, notes.

    Args:
        check: the result.
        text: the description that was checked.
        answered: questions answered so far: by key, the question and the answer.
        group: see `ui.cite.clause_html`.
    """
    return (
        f"{_questions(check.questions, answered)}{_findings(check.findings, group)}"
        f'{_facts(check.facts, text)}{_notes(check.notes)}<p class="yj-none">{NOTICE}{MEANING}</p>'
    )


def side(check: Check | None, group: str) -> str:
    """The side panel: the clause of each finding that is listed."""
    listed = _listed(check.findings) if check else ()
    return side_html(
        "预审之后点击表中的一行，这里显示所依据的条款原文。",
        [_card(finding, group) for finding in listed],
        [copy_html(finding.citation, group) for finding in listed],
    )


def status_badge(status: FindingStatus) -> str:
    """What a finding says, as a coloured word."""
    return f'<span class="yj-badge {STATE_COLOURS[status]}">{STATUS[status]}</span>'


def _meaning(check: Check) -> str:
    if check.verdict == "不适用" and not check.facts:
        return "这段文字里没有读出项目的情况；请写明用地、投资、容积率等指标"
    return SAYS[check.verdict]


def _listed(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    live = [finding for finding in findings if finding.status != "not_applicable"]
    aside = [finding for finding in findings if finding.status == "not_applicable"]
    return (*live[:ROWS_SHOWN], *aside[:ROWS_SHOWN])


def _questions(needs: Sequence[Need], answered: Mapping[str, tuple[str, str]]) -> str:
    """An input for each open question, and for each that was answered, so that it can be taken back."""
    if not needs and not answered:
        return ""
    known = {key: (question, answer) for key, (question, answer) in answered.items()}
    rows = [_question(need.key, need.question, "") for need in needs if need.key not in known]
    rows += [_question(key, question, answer) for key, (question, answer) in known.items()]
    left = len(rows) - len(known)
    head = f"还需要补充（{left} 项）" if left else "已补充的情况"
    return (
        f'<section class="yj-part yj-questions"><h4>{head}</h4><ol>{"".join(rows)}</ol>'
        '<datalist id="yj-yesno"><option value="是"><option value="否"></datalist>'
        '<p class="yj-decide"><button type="button" class="yj-again">补充后重新核对</button></p></section>'
    )


def _question(key: str, question: str, answer: str) -> str:
    whether = "吗" in question or "是否" in question
    hint = "是 或 否，也可照实说明" if whether else "数值和单位，如 70%"
    if "哪" in question:
        hint = "如 衢州市衢江区"
    choice = ' list="yj-yesno"' if whether else ""
    done = '<span class="yj-badge ok">已补充</span>' if answer else ""
    return (
        f"<li><label><span>{done}{escape(question)}</span>"
        f'<input type="text" maxlength="2000" data-key="{escape(key)}" data-was="{escape(answer)}" '
        f'value="{escape(answer)}" placeholder="{hint}"{choice}></label></li>'
    )


def _findings(findings: Sequence[Finding], group: str) -> str:
    live = [finding for finding in findings if finding.status != "not_applicable"]
    aside = [finding for finding in findings if finding.status == "not_applicable"]
    parts = []
    if live:
        parts.append(f"<h4>逐条核对（{len(live)} 条）</h4>{_table(live, group)}")
    if aside:
        parts.append(
            f"<details><summary>不适用于本项目的要求（{len(aside)} 条）</summary>{_table(aside, group)}</details>"
        )
    return f'<section class="yj-part">{"".join(parts)}</section>' if parts else ""


def _table(findings: Sequence[Finding], group: str) -> str:
    rows = "".join(_row(finding, group) for finding in findings[:ROWS_SHOWN])
    more = len(findings) - ROWS_SHOWN
    rest = f'<p class="yj-none">另有 {more} 条没有在这里列出，下载的报告里有全部。</p>' if more > 0 else ""
    return (
        '<table class="yj-table yj-findings"><thead><tr><th>结果</th><th>要求</th><th>本项目</th><th>说明</th>'
        f"<th>依据</th></tr></thead><tbody>{rows}</tbody></table>{rest}"
    )


def _row(finding: Finding, group: str) -> str:
    rule, cited, actual = finding.rule, finding.citation, finding.actual
    project = escape(actual_text(actual)) if actual else '<span class="yj-label">未说明</span>'
    if finding.status == "not_applicable":
        project = ""
    approval = '<span class="yj-badge warn">须经批准</span>' if finding.conditional else ""
    return (
        f'<tr class="yj-opens {finding.status}"><td class="s">{status_badge(finding.status)}</td>'
        f'<td class="t"><b>{escape(rule.metric)}</b> {escape(required_text(finding.rule))} '
        f'<span class="yj-label">{rule.strength}</span>{approval}</td>'
        f'<td class="a">{project}</td><td class="w">{escape(finding.reason)}</td>'
        f'<td class="c"><a class="yj-opener" href="#cite-{group}-{cited.n}">{escape(cited.clause)}</a>'
        f'<span class="yj-from">《{escape(cited.title)}》{kind_badge(cited.kind)}</span></td></tr>'
    )


def _card(finding: Finding, group: str) -> str:
    bound = f"{finding.rule.metric}{required_text(finding.rule)}（{finding.rule.strength}）"
    facts = [("要求", bound), ("适用", applies(finding.rule)), ("核对", finding.reason)]
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(told)}</dd></div>" for name, told in facts if told)
    above = f'<dl class="yj-why-card">{rows}</dl>'
    return clause_html(finding.citation, group, status_badge(finding.status), above)


def _facts(facts: Sequence[Fact], text: str) -> str:
    """The facts as a table that can be corrected: what is stated first, what follows from it behind."""
    stated = "".join(_stated(at, fact, text) for at, fact in enumerate(facts) if not fact.derived_from)
    derived = "".join(_derived(fact) for fact in facts if fact.derived_from)
    blank = (
        '<tr class="yj-blank"><td><input type="text" maxlength="60" aria-label="添加指标" placeholder="指标，如 绿地率"></td>'
        '<td><input type="text" maxlength="200" aria-label="数值" placeholder="数值"></td>'
        '<td><input type="text" maxlength="40" aria-label="单位" placeholder="单位"></td>'
        '<td class="q">描述里没有的，可在这里添加</td><td></td></tr>'
    ) * _BLANK_ROWS
    nothing = (
        "没有读出任何事实。" if not facts else "数值、单位、行业和地点可在表里改；其余说法请改上面的描述。"
    )
    return (
        f'<section class="yj-part"><h4>读到的情况（{len(facts)} 项）</h4><p class="yj-none">{nothing}</p>'
        '<table class="yj-table yj-facts"><thead><tr><th>指标</th><th>数值</th><th>单位</th><th>原话或算法</th>'
        f"<th>不采用</th></tr></thead><tbody>{stated}{derived}{blank}</tbody></table>"
        '<p class="yj-decide"><button type="button" class="yj-again">按更正后的情况重新核对</button></p></section>'
    )


def _stated(at: int, fact: Fact, text: str) -> str:
    name = f"{escape(fact.part)}{escape(fact.metric)}" + (f"（{fact.stage}）" if fact.stage else "")
    quote = f'<td class="q">{_in_place(fact, text)}</td>'
    if not editable(fact):
        return f'<tr><td class="t">{name}</td><td colspan="2">{escape(shown(fact))}</td>{quote}<td></td></tr>'
    value, unit = written(fact, text)
    whole = isinstance(fact.value, str)
    cells = _box(
        "yj-v", value, f"{fact.metric}的内容" if whole else f"{fact.metric}的数值", 2 if whole else 1
    )
    cells += "" if whole else _box("yj-u", unit, f"{fact.metric}的单位", 1)
    return (
        f'<tr data-fact="{at}"><td class="t">{name}</td>{cells}{quote}<td class="g"><label>'
        f'<input type="checkbox" class="yj-gone" aria-label="不采用{name}"><span>不采用</span></label></td></tr>'
    )


def _in_place(fact: Fact, text: str) -> str:
    """The words of a fact in the description, with a little of what stands around them."""
    if fact.span is None:
        return "来自补充的回答"
    start, end = fact.span.start, fact.span.end
    before = _BREAK.split(text[max(0, start - _AROUND) : start])[-1]
    after = _BREAK.split(text[end : end + _AROUND])[0]
    return f"{escape(before)}<mark>{escape(words(fact, text))}</mark>{escape(after)}"


def _box(kind: str, value: str, label: str, columns: int) -> str:
    wide = f' colspan="{columns}"' if columns > 1 else ""
    shown_value = escape(value)
    return (
        f'<td{wide} class="{kind}-cell"><input type="text" class="{kind}" maxlength="200" '
        f'aria-label="{escape(label)}" value="{shown_value}" data-was="{shown_value}"></td>'
    )


def _derived(fact: Fact) -> str:
    return (
        f'<tr class="derived"><td class="t">{escape(fact.part)}{escape(fact.metric)}</td>'
        f'<td colspan="2">{escape(shown(fact))}</td><td class="q" colspan="2">{escape("；".join(fact.derived_from))}</td></tr>'
    )


def _notes(notes: Sequence[str]) -> str:
    rows = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<section class="yj-part"><ul class="yj-notes">{rows}</ul></section>' if rows else ""
