"""A statement → the thresholds it sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.document import Document
from kb.metric import by_name
from kb.quantity import Quantity
from kb.result import Operator
from kb.rule import Condition
from kb.rules import barred, clues, holds, naming
from kb.rules.condition import condition
from kb.rules.draft import Draft
from kb.rules.naming import Named
from kb.rules.statement import Part, Statement
from kb.rules.subject import is_generic, is_noun, modal_before, subject_in, trimmed
from kb.rules.value import told
from kb.rules.vocabulary import BAR, BASE, LONG_HEAD, PERMIT, REGION, RELAX, STRENGTH
from kb.rules.whom import said, within

_SAME: Final = re.compile(r"^(?:[且并和与及或、，, 　]|并且|以及|其|但|同时|而)*$")
_FLIPPED: Final[dict[Operator, Operator]] = {">=": "<", ">": "<=", "<=": ">", "<": ">="}
_EXCEPTION: Final = re.compile(rf"其中|但|{RELAX}(?:[到至为]|要求|标准|执行)|放宽|例外|除外|不受|突破")
_HAVING: Final = re.compile(
    r"(?:拥有|引进|引入|入驻|培育|聘用|配备|取得|集聚|具有|获得|建有|设有|提供|配建|配置|吸纳|安置|带动|新增|建成|打造|形成|培养|招引|完成|实施|创建|推动|消除)(?:的|了)?$"
)
_BASED: Final = re.compile(
    rf"(?:可|应)?(?:在|按照?|较|比|以)[^，,在按]*?{BASE}[^，,]{{0,4}}?(?:基础)?上?(?:可|再|适当|相应|同比例|的)*$"
)
_INTERNAL: Final = re.compile(
    r"例会|领导小组|考核(?:权重|分值|得分)|权重|通报|督查|报送|专班|(?:所称|是指|系指|指的是|(?:项目|企业)指)|召开|印发之?日|监督检查"
)
"""Words of a government's own doings, and of definitions: their numbers bind no project."""
_DEFINED: Final = re.compile(r"低效|闲置|落后|僵尸|散乱污")
_SAYS_NOTHING: Final = frozenset({"行业", "产业"})  # 各行业
_PER: Final = re.compile(r"(?:^|[后时，])(?:每亩|亩均)$")
_SMALL_GAP: Final = 2


class Reader:
    """Reads a document's statements in order; an exception looks back at what it excepts from.

    Args:
        document: whose statements they are.
    """

    def __init__(self, document: Document) -> None:
        self._news = document.metadata.kind == "新闻报道"
        self._faults = [fault.span for fault in document.faults]
        self.drafts: list[Draft] = []
        self._subject = ""
        self._place = ""

    def read(self, statement: Statement) -> None:
        """Take in one statement; what it sets is added to `drafts`."""
        parts = statement.parts()
        if not statement.follows or self._place != statement.clause.id:
            self._subject = ""
        self._place = statement.clause.id
        found = self._thresholds(statement, parts)
        if found and not self._news:
            found += barred.absences(statement, parts, found[-1])
            found += barred.bars(statement, parts, beside=True)
        if (
            not found
            and not statement.narrower
            and (not self._news or re.search(r"不得|严禁|禁止", statement.text))
        ):
            found = barred.bars(statement, parts)
        self.drafts += found

    # Thresholds

    def _thresholds(self, statement: Statement, parts: list[Part]) -> list[Draft]:
        if not any(q for part in parts for q in part.quantities):
            return []
        if _INTERNAL.search(statement.text):
            return []
        subject, conditions = "", list(statement.lead.conditions)
        found: list[Draft] = []
        places: list[int] = []
        pending: list[Part] = []
        bounds: list[Part] = []
        last_bound = len(parts)
        for index, part in enumerate(parts):
            if holds.is_condition(part, parts[index + 1 :]):
                if any(q.compared for q in part.quantities):
                    pending.append(part)
                elif made := condition(part.text, statement.span.start + part.start):
                    conditions.append(made)
                subject = subject or within(part)
                continue
            if not part.quantities:
                words = trimmed(part.text)
                if is_noun(words):
                    subject = words
                elif index == 0 and not BAR.search(part.text) and (named := said(part.text)):
                    subject = named
                continue
            made_here = self._of_part(statement, parts, index, subject, found)
            if made_here:
                bounds, last_bound = [*bounds, part], index
            found += made_here
            places += [part.start] * len(made_here)
        if pending and found and parts.index(pending[-1]) > last_bound and parts[-1] is not pending[-1]:
            # 面积不超过2亩，且占比不超过10%的，可…: what stands before 且 is a condition as well.
            return self._of_conditions(statement, parts, [*bounds, *pending], conditions, subject)
        if pending and found:
            conditions += [size for part in pending for size in holds.sizes(statement, part)]
        opened = holds.opened("，".join(part.text for part in parts[last_bound + 1 :]))
        for draft, place in zip(found, places, strict=True):
            own = holds.governing(statement, conditions, place, places, opens=bool(opened))
            draft.conditions = (*draft.conditions, *(each for each in own if each not in draft.conditions))
        whoever = bounds and re.search(r"只要|凡", statement.text[: bounds[-1].end])
        if found and not pending and whoever and opened:
            for draft in found:
                draft.permits = draft.permits or opened.string[opened.start() :].strip("，, 　")
        if pending and not found:
            found = self._of_conditions(statement, parts, pending, conditions, subject)
        return found

    def _of_conditions(
        self,
        statement: Statement,
        parts: list[Part],
        pending: list[Part],
        conditions: list[Condition],
        subject: str,
    ) -> list[Draft]:
        """Rules out of 容积率低于1.0的，不得…, or out of an item of a list that bars or permits."""
        last = pending[-1]
        after = "，".join(part.text for part in parts if part.start > last.start)
        lead = statement.lead
        barred = bool(BAR.search(after)) if after else lead.effect == "bar"
        permitted = PERMIT.search(after) if after else None
        if not barred and not permitted and not lead.place:
            return []
        found: list[Draft] = []
        for part in pending:
            index = parts.index(part)
            found += self._of_part(statement, parts, index, subject, found)
        for draft in found:
            draft.conditions = tuple(conditions)
            if barred and draft.op in _FLIPPED:
                draft.op = _FLIPPED[draft.op]
            if barred and "原则上" in after and draft.strength == "强制":
                draft.strength = "原则"
            if permitted and not barred:
                draft.permits = after[permitted.start() :].strip("，, 　")
                draft.approval |= holds.approved(statement.text, 0, exception=True)
            draft.group = draft.group or (
                f"{statement.clause.id}@{statement.span.start}" if len(found) > 1 else ""
            )
            if not draft.group.startswith(lead.place or "\n"):
                draft.joint = "any" if "或" in "".join(p.text for p in pending) and not barred else "all"
        return found

    def _of_part(
        self, statement: Statement, parts: list[Part], index: int, subject: str, before: Sequence[Draft]
    ) -> list[Draft]:
        part, lead = parts[index], statement.lead
        found: list[Draft] = []
        end, carried = 0, ""
        after = "，".join(each.text for each in parts[index + 1 :])
        decides = holds.is_condition(part, parts[index + 1 :]) and bool(
            BAR.search(after) or PERMIT.search(after)
        )
        shared = clues.respective(part)
        for order, quantity in enumerate(part.quantities):
            left = part.text[end : max(quantity.span.start - part.start, end)]
            following = (
                part.quantities[order + 1].span.start - part.start
                if order + 1 < len(part.quantities)
                else None
            )
            right = part.text[quantity.span.end - part.start : following]
            if carry := clues.moved(left, right):
                carried, end = carry, quantity.span.end - part.start
                continue
            left, carried = carried + re.sub(r"(?<=[到至为])每亩$", "", left), ""  # 放宽至每亩280万元
            if not end and index and not modal_before(left.strip("　 ")):
                left = clues.carried(parts[index - 1]) or left  # 面积占比和数量占比，原则上均不低于70%
            before_end, end = end, quantity.span.end - part.start
            if (self._news and not (decides or clues.norms(statement, part))) or not clues.counts(
                statement, part, quantity, left, right, lead,
                shared=bool(shared), further=following is not None, decides=decides,
            ):  # fmt: skip
                end = before_end
                continue
            if found and re.match(r"的[^，,]+$", right) and quantity.span.of(statement.text).endswith("以上"):
                continue  # 配置2台载重3吨以上的货梯
            names, inherited = self._named(statement, quantity, left, right, [*before, *found], shared, order)
            if not names:
                continue
            if (relative := re.match(rf"的([^，,]*?{LONG_HEAD})", right)) and not holds.is_condition(
                part, [part]
            ):
                names = tuple(clues.of_whom(named, left, relative[1]) for named in names)
                if BAR.search(right) and quantity.op in _FLIPPED:  # 注册不满一年的企业不得申请
                    quantity = replace(quantity, op=_FLIPPED[quantity.op])
            firm = subject or self._subject or (statement.lead.subject if lead.effect else "")
            if firm and not is_generic(firm):
                names = tuple(
                    naming.whole(n)
                    if n.known is None and n.subject and n.subject not in firm and inherited is None
                    else n
                    for n in names
                )
            aims = lead.target or bool(STRENGTH["目标"].search(statement.text))
            if shared and found and quantity.op == "=":
                quantity = replace(quantity, op=found[0].op or "=")  # 分别不低于1.2和40%
            for named in (naming.whole(named) if aims else named for named in names):
                draft = self._draft(statement, parts, index, quantity, named, left, subject, inherited)
                if draft is not None:
                    found.append(draft)
        if any(clues.turned(statement.text, quantity) for quantity in part.quantities):
            found = clues.ranged(found)
        return found

    def _named(
        self, statement: Statement, quantity: Quantity, left: str, right: str, before: list[Draft],
        shared: list[Named], order: int,
    ) -> tuple[tuple[Named, ...], Draft | None]:  # fmt: skip
        """What a quantity is a bound of, and the rule whose metric it takes over."""
        tail = statement.text[quantity.span.end :].split("，")[0]
        if shared and order < len(shared):
            return (shared[order],), None
        if limit := naming.event(right, quantity):
            return (replace(limit, subject=trimmed(modal_before(left))),), None
        plain = left.strip("　 ")
        if clues.turned(statement.text, quantity):
            bounded = naming.before(right.strip("　 "), "", quantity)
            return tuple(replace(n, subject=n.subject or subject_in(plain)) for n in bounded[:1]), None
        if _BASED.search(re.sub(rf"{RELAX}(?:幅度)?$", "", plain)) or re.search(
            rf"{RELAX}(?:幅度)?[到至为]$", plain
        ):
            plain = re.sub(rf"{RELAX}(?:幅度)?[到至为]?$", "", plain)
        plain = modal_before(_BASED.sub("", plain))
        if statement.lead.metric and _PER.search(plain):
            return (clues.labelled(statement.lead.metric, plain, quantity),), None
        had = quantity.dimension in ("count", "times") and (not plain or _HAVING.search(plain))
        if had and (named := naming.behind(tail, quantity)):
            return (replace(named, subject=subject_in(plain) or (plain if is_noun(plain) else "")),), None
        base = naming.base_of(statement.text, quantity)
        summed = left.strip("　 ").endswith("累计")
        names = (
            ()
            if _SAME.match(plain) and not summed
            else naming.before(left if summed else plain, base, quantity)
        )
        counted = quantity.dimension == "count" and not right.strip("　 ")
        if clues.is_relative(statement, left, quantity):
            if whole := naming.any_known(plain):
                return (whole,), None
            if (said := re.search(BASE, left)) and (not plain or is_noun(plain)):
                return (Named(said[0], said[0], trimmed(plain), sure=0.7),), None
        if base and (what := re.match(r"的([^，,。]{2,16})$", tail)) and (not plain or _HAVING.search(plain)):
            return (Named(f"{what[1]}占{base}比例", what[1], sure=0.7),), None
        if (share := clues.share_of_earlier(statement, quantity, plain)) is not None:
            return (share,), None
        aims = statement.lead.target or bool(STRENGTH["目标"].search(statement.text))
        if aims and names and not names[0].known:
            return names, None
        if names and (names[0].known or counted or base or not is_noun(plain)):
            if (
                quantity.dimension == "time"
                and not names[0].known
                and not clues.MEASURED_TIME.search(names[0].words)
                and not re.match(r"[已届]?满", quantity.span.of(statement.text))
            ):
                done = naming.act(right)
                return ((replace(done, subject=plain),) if done and subject_in(plain) else ()), None
            return names, None
        earlier = before[-1] if before else self._earlier(statement)
        if statement.lead.metric and not (earlier and statement.follows):
            return (clues.labelled(statement.lead.metric, plain, quantity),), None
        heir = (
            is_noun(plain) or bool(_EXCEPTION.search(statement.text)) or (bool(before) and quantity.compared)
        )
        if heir and earlier is not None and earlier.value is not None and clues.alike(quantity, earlier):
            known = by_name().get(earlier.metric)
            return (Named(earlier.metric, earlier.words, trimmed(plain), known, 0.85),), earlier
        if named := naming.behind(tail, quantity):
            return (named,), None
        if (
            quantity.dimension == "time"
            and not names
            and (done := naming.act(right))
            and (subject_in(plain) or self._subject)
        ):
            return (replace(done, subject=plain),), None
        return names, None

    def _earlier(self, statement: Statement) -> Draft | None:
        """The last rule of the same article or list."""
        for draft in reversed(self.drafts[-12:]):
            if draft.clause_id == statement.clause.id or clues.near(draft.clause_id, statement.clause.id):
                return draft
        return None

    def _draft(
        self, statement: Statement, parts: list[Part], index: int, quantity: Quantity, named: Named, left: str,
        subject: str, earlier: Draft | None,
    ) -> Draft | None:  # fmt: skip
        lead, part, text = statement.lead, parts[index], statement.text
        op: Operator = quantity.op
        value, high, unit = told(quantity, named.known, earlier)
        factor, base = clues.factor(statement, part, quantity, left, earlier)
        exception = bool(earlier) or statement.narrower or bool(_EXCEPTION.search(text[: quantity.core.end]))
        if op == "=":
            aims = bool(STRENGTH["目标"].search(text))
            same = earlier or (None if aims else self._same(named.metric, left))
            op = clues.meant(left, lead, named, same, quantity, aims=aims)
        if lead.effect == "bar" and lead.place and op in _FLIPPED and not holds.is_condition(part, []):
            op = _FLIPPED[op]
        whom, place = self._subject_of(statement, named, subject, earlier)
        before = "".join(p.text + "，" for p in parts[:index]) + part.text[: quantity.core.end - part.start]
        strength = clues.strength(
            part.text[: quantity.core.end - part.start],
            replace(lead, strength=clues.early(before, part.text[: quantity.core.end - part.start], lead)),
        )
        region = bool(REGION.search(whom or before) or clues.FUNDS.search(named.metric)) or (
            named.known is not None and named.known.scope == "region"
        )
        if lead.target and not is_noun(whom):
            region, strength = True, "目标"
        if _DEFINED.search(whom) and op in ("<", ">") and not re.search(r"应|须|不得", text):
            return None  # 低效用地：容积率低于0.6 tells what is meant by the word
        if region or strength == "目标":
            region, strength = True, "目标"
        conditions: tuple[Condition, ...] = ()
        if place is not None:
            conditions += (place,)
        if exception and whom and earlier is not None and whom != earlier.subject:
            at = statement.span.start + max(text.find(whom), 0)
            made = condition(whom, at)
            conditions += (made,) if made else ()
        sure = 0.95 * named.sure * (0.8 if not quantity.compared else 1.0) * (0.85 if self._news else 1.0)
        if any(fault.overlaps(statement.span) for fault in self._faults):
            sure *= 0.6
        return Draft(
            statement.clause.id, statement.span, text, named.metric, named.words, op, value, unit, strength,
            high=high, subject=whom, conditions=conditions, group=lead.place,
            joint=lead.joint if lead.place else "all", factor=factor,
            approval=holds.approved(text, quantity.span.start, exception=exception)
            or any(c.kind == "approval" for c in lead.conditions),
            permits=lead.permits, scope="region" if region else "project", confidence=sure,
            source="list" if lead.place else "sentence", exception=exception, base=base, context=lead.text,
        )  # fmt: skip

    def _same(self, metric: str, left: str) -> Draft | None:
        """The rule that 可提高到 speaks of: the last one of a metric whose name holds this one's."""
        if not clues.relaxes(left):
            return None
        return next(
            (draft for draft in reversed(self.drafts) if metric in draft.metric or draft.metric in metric),
            None,
        )

    def _subject_of(
        self, statement: Statement, named: Named, subject: str, earlier: Draft | None
    ) -> tuple[str, Condition | None]:
        """Whom it binds, and a condition where the words before the metric are no subject: 主城区内."""
        own = trimmed(named.subject)
        place: Condition | None = None
        follows = self._subject if statement.clause.id == self._place else ""
        outer = statement.lead.subject
        firm = subject or follows or ("" if is_generic(outer) or not statement.lead.effect else outer)
        if named.known is None and not earlier and own and firm and own not in firm:
            own = firm
        if own and not is_noun(own):
            inner = own if REGION.match(own) else subject_in(own)
            if not inner and len(own) >= _SMALL_GAP and re.search(r"[内中上下]$|[区县]$", own):
                at = statement.text.find(own)
                place = condition(own, statement.span.start + max(at, 0))
            own = inner
        chosen = subject if not own or (is_generic(own) and subject) else own
        outer = follows or outer
        if not chosen or (is_generic(chosen) and outer):
            chosen = outer or chosen
        if not chosen:
            chosen = self._subject or (earlier.subject if earlier else "")
        chosen = "" if chosen in _SAYS_NOTHING else chosen
        self._subject = chosen or self._subject
        return chosen, place
