"""Entry, Document and Outcome → HTML for the library tab. Pure functions; all text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ingest.document import Document
from kb.correction import Decision, Suspect
from kb.entry import Entry
from kb.intake import Outcome
from ui.cite import day_words, escape, kind_badge, validity_badge

ROWS_SHOWN = 300
CLAUSES_SHOWN = 600
FAULTS_SHOWN = 200
_ACTIONS = {"read": ("已读入", "ok"), "replaced": ("已更新", "ok"), "skipped": ("已在库中", "dim")}


def list_html(entries: Sequence[Entry], today: date, words: str = "") -> str:
    """The documents as a table, newest added first.

    Args:
        entries: in the order of adding.
        today: the day that validity is judged on.
        words: show only documents whose title, number, issuer, region or file name holds each of them.
    """
    found = [entry for entry in reversed(entries) if _fits(entry, words)]
    clauses = sum(entry.clauses for entry in entries)
    head = f'<p class="yj-count">共 {len(entries)} 份文档，{clauses} 条条款'
    head += f"，符合筛选的 {len(found)} 份</p>" if words.strip() else "</p>"
    if not found:
        why = "没有符合筛选的文档。" if entries else "还没有文档。点“添加文件”把政策文件放进来。"
        return f'{head}<p class="yj-none">{why}</p>'
    rows = "".join(_row(entry, today) for entry in found[:ROWS_SHOWN])
    more = len(found) - ROWS_SHOWN
    rest = f'<p class="yj-none">另有 {more} 份没有列出，请用筛选缩小范围。</p>' if more > 0 else ""
    return (
        f'{head}<table class="yj-table"><thead><tr><th>标题</th><th>文号</th><th>发文机关</th>'
        f"<th>日期</th><th>时效</th><th>条款</th></tr></thead><tbody>{rows}</tbody></table>{rest}"
    )


def detail_html(
    entry: Entry,
    document: Document,
    today: date,
    titles: dict[str, str],
    suspects: Sequence[Suspect] = (),
    person: str | None = None,
) -> str:
    """One document: its metadata, what is suspected to be misprinted, its clauses.

    Args:
        entry, document: the same document's.
        today: the day that validity is judged on.
        titles: of all documents by id, for those that stand in for this one or repeal it.
        suspects: its suspected faults, to be decided about.
        person: name of the user who is signed in; None where the page must ask for it.
    """
    meta = entry.metadata
    period = f"{meta.period[0]}—{meta.period[1]}年" if meta.period else None
    facts = [
        ("文号", meta.number),
        ("发文机关", meta.issuer),
        ("主送", meta.recipients),
        ("印发", day_words(meta.issued)),
        ("施行", day_words(meta.effective)),
        ("有效期至", day_words(meta.expires)),
        ("规划期", period),
        ("适用地区", meta.region.name if meta.region else None),
        ("类型", meta.kind + ("（试行）" if meta.trial else "")),
        ("文件名", entry.name),
        ("篇幅", f"{entry.characters} 字，{entry.clauses} 条条款"),
        ("转述自", f"《{meta.restates}》" if meta.restates else None),
    ]
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(fact)}</dd></div>" for name, fact in facts if fact)
    notes = list(document.warnings)
    if entry.shadowed_by:
        notes.append(f"库里已有原文《{titles.get(entry.shadowed_by, '')}》，回答引用原文，不再引用这份转述")
    if entry.repealed_by:
        since = f"自{day_words(entry.repealed_from)}起" if entry.repealed_from else ""
        notes.append(f"{since}被《{titles.get(entry.repealed_by, '')}》废止")
    if later := entry.succession:
        how = {"同名": "之后的同名文件", "修订": "它的修订本", "修改": "修改它的文件"}[later.how]
        notes.append(f"库里有{how}《{later.title}》，{day_words(later.since)}起")
    return (
        f'<article class="yj-card open"><h3>{escape(meta.title)}</h3>'
        f'<p class="yj-badges">{validity_badge(entry.validity(today))}{kind_badge(meta.kind)}</p>'
        f"<dl>{rows}</dl>{_notes(notes)}{_faults(suspects, person)}{_clauses(document)}</article>"
    )


def outcomes_html(outcomes: Sequence[Outcome], waiting: str = "") -> str:
    """What became of each uploaded file, and the name of the one being read."""
    rows = "".join(_outcome(outcome) for outcome in outcomes)
    if len(outcomes) > 1 and not waiting:
        rows += f"<li>{_summary(outcomes)}</li>"
    if waiting:
        rows += f'<li class="yj-notice wait">正在读取 {escape(waiting)}……</li>'
    return f'<ul class="yj-outcomes">{rows}</ul>' if rows else ""


def _fits(entry: Entry, words: str) -> bool:
    meta = entry.metadata
    region = " ".join(meta.region.names) if meta.region else ""
    text = " ".join(filter(None, (meta.title, meta.number, meta.issuer, region, entry.name))).casefold()
    return all(word in text for word in words.casefold().split())


def _row(entry: Entry, today: date) -> str:
    meta = entry.metadata
    dates = [
        f"<span>{label} {day.isoformat()}</span>"
        for label, day in (("印发", meta.issued), ("施行", meta.effective), ("至", meta.expires))
        if day
    ]
    if meta.period and not meta.expires:
        dates.append(f"<span>{meta.period[0]}—{meta.period[1]}年</span>")
    faults = f'<span class="yj-badge warn">存疑 {entry.faults}</span>' if entry.faults else ""
    shadow = '<span class="yj-badge dim">已有原文</span>' if entry.shadowed_by else ""
    dim = ' class="shadow"' if entry.shadowed_by else ""
    return (
        f'<tr{dim}><td class="t"><a href="#doc-{escape(entry.id)}">{escape(meta.title)}</a> '
        f"{kind_badge(meta.kind)}{shadow}{faults}</td>"
        f"<td>{escape(meta.number or '')}</td><td>{escape(meta.issuer or '')}</td>"
        f'<td class="d">{"".join(dates)}</td><td>{validity_badge(entry.validity(today))}</td>'
        f'<td class="n">{entry.clauses}</td></tr>'
    )


def _outcome(outcome: Outcome) -> str:
    word, colour = _ACTIONS.get(outcome.action, ("没有读入", "bad"))
    said = outcome.reason
    if outcome.action != "failed":
        said = "、".join(f"《{title}》" for _, title in outcome.documents)
        said += f"（{outcome.reason}）" if outcome.reason else ""
    warnings = "".join(
        f'<br><span class="yj-warning">{escape(warning)}</span>' for warning in outcome.warnings
    )
    return f'<li><span class="yj-badge {colour}">{word}</span><b>{escape(outcome.path)}</b> {escape(said)}{warnings}</li>'


def _summary(outcomes: Sequence[Outcome]) -> str:
    counts = [(word, sum(one.action == action for one in outcomes)) for action, (word, _) in _ACTIONS.items()]
    counts.append(("没有读入", sum(one.action == "failed" for one in outcomes)))
    told = "，".join(f"{word} {count} 个" for word, count in counts if count)
    return f"共 {len(outcomes)} 个文件：{told}"


def _notes(notes: Sequence[str]) -> str:
    rows = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<ul class="yj-notes">{rows}</ul>' if rows else ""


def _faults(suspects: Sequence[Suspect], person: str | None) -> str:
    """Suspected misprints in their surroundings with what may be done about them; the settled ones last."""
    if not suspects:
        return ""
    rows = "".join(map(_fault, sorted(suspects, key=lambda one: not one.open)[:FAULTS_SHOWN]))
    more = len(suspects) - FAULTS_SHOWN
    rest = f"<li>另有 {more} 处没有列出，可用 youju faults 查看。</li>" if more > 0 else ""
    left = sum(one.open for one in suspects)
    who = (
        '<p class="yj-who"><label>校正人 <input class="yj-by" type="text" maxlength="60" '
        'placeholder="您的姓名，随校正一并记下"></label></p>'
        if person is None
        else f'<p class="yj-who">校正人：{escape(person)}</p>'
    )
    return (
        f"<h4>存疑之处（{left} 处待定，{len(suspects) - left} 处已处理）</h4>{who}"
        f'<ul class="yj-faults">{rows}{rest}</ul>'
    )


def _fault(suspect: Suspect) -> str:
    fault, made = suspect.fault, suspect.correction
    proposed = f"，拟作“{escape(fault.proposed)}”" if fault.proposed else ""
    place = f"{escape(suspect.label)}　" if suspect.label else ""
    if made is not None:
        state = f'<p class="yj-done">{escape(made.sentence)}</p>'
        acts = _act("reopen", "撤回")
    else:
        state = ""
        acts = _act("accept", f"采纳“{fault.proposed}”") if fault.proposed else ""
        acts += (
            '<span class="yj-other"><input class="yj-value" type="text" maxlength="200" placeholder="正确文字" aria-label="正确文字">'
            f"{_act('correct', '改为所填文字')}</span>{_act('dismiss', '不是错误')}"
        )
    return (
        f'<li data-fault="{escape(suspect.id)}"><span class="yj-badge warn">{escape(fault.kind)}</span>'
        f"{place}……{escape(suspect.before)}<mark>{escape(fault.read)}</mark>{escape(suspect.after)}……"
        f'<br><span class="yj-why">原文作“{escape(fault.read)}”{proposed}。{escape(fault.reason)}</span>'
        f'{state}<p class="yj-decide">{acts}</p></li>'
    )


def _act(decision: Decision, label: str) -> str:
    return f'<button type="button" data-decision="{decision}">{escape(label)}</button>'


def _clauses(document: Document) -> str:
    """The clause tree as it was read, folded away."""
    rows = []
    for clause in document.clauses[:CLAUSES_SHOWN]:
        depth = min(len(clause.path.steps) - 1, 6)
        words = clause.own.of(document.text).strip().replace("\n", " ")
        said = clause.marker and clause.label in clause.marker.of(document.text)
        label = "" if said else f"<b>{escape(clause.label)}</b> "
        rows.append(f'<li class="d{depth}">{label}{escape(words)}</li>')
    more = len(document.clauses) - CLAUSES_SHOWN
    if more > 0:
        rows.append(f"<li>另有 {more} 条没有列出。</li>")
    if not rows:
        return ""
    body = "".join(rows)
    return f'<details class="yj-tree"><summary>全部条款（{len(document.clauses)}）</summary><ul>{body}</ul></details>'
