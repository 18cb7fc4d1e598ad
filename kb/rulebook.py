"""Rulebook: the rules of a library, and what people decided on them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, get_args

from kb import rule_rows
from kb.database import Database
from kb.errors import LibraryBusy, LibraryUnwritable, ReviewRefused, RuleUnknown
from kb.result import Operator
from kb.rule import DECISIONS, STRENGTHS, Decision, Review, Rule

if TYPE_CHECKING:
    from ingest.document import Document
    from kb.rule_file import Reviewed

CHANGEABLE: Final = ("metric", "op", "value", "high", "unit", "strength", "subject")
"""The fields that a correction may set."""
_KEPT: Final = 100_000
_JOINED: Final = 64
"""Selections of documents whose rules are kept side by side."""


class Rulebook:
    """The rules of every document, read once and kept in the catalog.

    A decision belongs to the words of its statement under the title of its document (`kb.rules.mark_of`):
    it stays when the document is read again, and where the words have changed the rule is 自动 again.

    Args:
        db: the catalog's database.
        load: a document by its id.
    """

    def __init__(self, db: Database, load: Callable[[str], Document]) -> None:
        self._db = db
        self._load = load
        self._lock = threading.RLock()
        self._read: dict[str, tuple[Rule, ...]] = {}
        self._shown: dict[str, tuple[Rule, ...]] = {}
        self._joined: dict[tuple[str, ...], tuple[Rule, ...]] = {}
        self._decided: dict[str, tuple[Review, Mapping[str, Any]]] = {}
        self._seen = -1

    def rules(self, documents: Iterable[str]) -> tuple[Rule, ...]:
        """The rules of documents in their order, each with the decision on it.

        As long as nothing changes, the same documents give the same tuple: what is worked out of its rules
        can be kept by it.

        Args:
            documents: ids that the library holds.

        Raises:
            CatalogDamaged: a document cannot be read.
        """
        wanted = tuple(documents)
        with self._lock:
            self._refresh()
            if wanted in self._joined:
                return self._joined[wanted]
            self._fetch([each for each in wanted if each not in self._read])
            for each in wanted:
                if each not in self._shown:
                    self._shown[each] = tuple(self._reviewed(rule) for rule in self._read[each])
            while len(self._joined) >= _JOINED:
                del self._joined[next(iter(self._joined))]
            self._joined[wanted] = tuple(rule for each in wanted for rule in self._shown[each])
            return self._joined[wanted]

    def forget(self) -> None:
        """The documents have changed: what is kept in memory may be of others."""
        with self._lock:
            self._read.clear()
            self._shown.clear()
            self._joined.clear()

    def review(
        self,
        rule: Rule,
        decision: Decision,
        by: str,
        *,
        note: str = "",
        changes: Mapping[str, Any] | None = None,
        when: datetime | None = None,
    ) -> Rule:
        """Record a person's decision; earlier ones are kept, the last counts.

        Args:
            rule: decided on.
            decision: 确认, 更正 (needs `changes`) or 驳回.
            by: the person's name.
            note: why.
            changes: new values of fields out of `CHANGEABLE`.
            when: aware; now for None.

        Returns:
            The rule as it now is.

        Raises:
            ReviewRefused: no such decision, no name, or changes that make no rule.
            LibraryUnwritable, LibraryBusy: it could not be recorded.
        """
        from kb.rules import mark_of

        changed = dict(changes or {})
        _check(rule, decision, by, changed)
        moment = (when or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        self._db.run(
            "INSERT INTO reviews (mark, decision, by, at, note, changes, quote) VALUES (?, ?, ?, ?, ?, ?, ?)",
            mark_of(rule.id), decision, by.strip(), moment.isoformat(), note,
            json.dumps(changed, ensure_ascii=False), rule.quote,
        )  # fmt: skip
        with self._lock:
            self._refresh()
            original = next((r for r in self._read.get(rule.document_id, ()) if r.id == rule.id), rule)
            return self._reviewed(original)

    def apply(self, reviewed: Iterable[Reviewed], rules: Iterable[Rule]) -> tuple[int, tuple[Reviewed, ...]]:
        """Take over decisions out of a file, see `kb.rule_file.load`.

        A decision on words that no rule has any more is left aside; one that is recorded already is not
        recorded again.

        Args:
            reviewed: the decisions.
            rules: those that they may be on.

        Returns:
            How many decisions now hold, and those left aside.

        Raises:
            ReviewRefused: a correction that makes no rule.
        """
        from kb.rules import mark_of

        by_mark = {mark_of(rule.id): rule for rule in rules}
        held, left = 0, []
        for each in reviewed:
            rule = by_mark.get(each.mark)
            if rule is None:
                left.append(each)
                continue
            held += 1
            if not any(
                (past.decision, past.by, past.when) == (each.decision, each.by, each.at)
                for past in self.history(rule)
            ):
                self.review(rule, each.decision, each.by, note=each.note, changes=each.changes, when=each.at)
        return held, tuple(left)

    def history(self, rule: Rule) -> tuple[Review, ...]:
        """Every decision on a rule, oldest first."""
        from kb.rules import mark_of

        rows = self._db.all(
            "SELECT decision, by, at, note FROM reviews WHERE mark = ? ORDER BY ord", mark_of(rule.id)
        )
        return tuple(Review(row[0], row[1], datetime.fromisoformat(row[2]), row[3]) for row in rows)

    def changes(self, rule: Rule) -> Mapping[str, Any]:
        """What the decision on a rule corrected."""
        from kb.rules import mark_of

        with self._lock:
            self._refresh()
            return self._decided.get(mark_of(rule.id), (None, {}))[1]

    def _refresh(self) -> None:
        row = self._db.one("SELECT coalesce(max(ord), 0) FROM reviews")
        newest = int(row[0]) if row else 0
        if newest == self._seen:
            return
        rows = self._db.all("SELECT mark, decision, by, at, note, changes FROM reviews ORDER BY ord")
        self._decided = {
            mark: (Review(decision, by, datetime.fromisoformat(at), note), json.loads(changes))
            for mark, decision, by, at, note, changes in rows
        }
        self._shown.clear()
        self._joined.clear()
        self._seen = newest

    def _fetch(self, documents: list[str]) -> None:
        """Take rules from the catalog; what is not there, or of an older version, is read from the text."""
        from kb.rules import VERSION

        if not documents:
            return
        if len(self._read) > _KEPT:
            self.forget()
        stored = dict(self._db.all("SELECT document, payload FROM rules WHERE version = ?", VERSION))
        for each in documents:
            if each in stored:
                # What was packed otherwise is read anew: the text is at hand.
                with suppress(ValueError):
                    self._read[each] = rule_rows.unpack(stored[each])
            if each not in self._read:
                self._read[each] = self._extracted(each, VERSION)

    def _extracted(self, document_id: str, version: int) -> tuple[Rule, ...]:
        from kb.rules import extract

        rules = extract(self._load(document_id))
        # a library that takes no writes can still be asked; the next to open it reads anew
        with suppress(LibraryUnwritable, LibraryBusy):
            self._db.run(
                "INSERT OR REPLACE INTO rules VALUES (?, ?, ?)", document_id, version, rule_rows.pack(rules)
            )
        return rules

    def _reviewed(self, rule: Rule) -> Rule:
        from kb.rules import mark_of

        review, changes = self._decided.get(mark_of(rule.id), (None, {}))
        return replace(rule, review=review, **changes) if review else rule


def _check(rule: Rule, decision: str, by: str, changes: Mapping[str, Any]) -> None:
    """Refuse what is no decision.

    Raises:
        ReviewRefused: says why.
    """
    if decision not in DECISIONS:
        raise ReviewRefused(f"“{decision}”不是复核结论", "请用 确认、更正 或 驳回")
    if not by.strip():
        raise ReviewRefused("没有写明复核人", "请给出复核人的姓名")
    if (decision == "更正") != bool(changes):
        raise ReviewRefused("更正要写明改成什么，确认和驳回则不改内容", "请给出或去掉要改的字段")
    unknown = [name for name in changes if name not in CHANGEABLE]
    if unknown:
        raise ReviewRefused(f"字段 {'、'.join(unknown)} 不能更正", f"可改的字段：{'、'.join(CHANGEABLE)}")
    if changes.get("op", rule.op) not in (*get_args(Operator), None):
        raise ReviewRefused(f"“{changes['op']}”不是比较符", f"可用：{'、'.join(get_args(Operator))}")
    if changes.get("strength", rule.strength) not in STRENGTHS:
        raise ReviewRefused(f"“{changes['strength']}”不是强度", f"可用：{'、'.join(STRENGTHS)}")
    try:
        replace(rule, **changes)
    except (ValueError, TypeError) as error:
        raise ReviewRefused(
            f"更正后的内容不成规则（{error}）", "比较符与数值要同时给出，区间（in）要有上限"
        ) from error


def unknown(rule_id: str) -> RuleUnknown:
    """The error for an id that no rule has."""
    return RuleUnknown(f"没有编号为“{rule_id}”的规则", "请用 youju rules 查看规则及其编号")
