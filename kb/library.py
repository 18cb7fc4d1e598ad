"""Library: a knowledge base, from adding files to answering. The door of the package."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kb.catalog import FILE_NAME, Catalog
from kb.entry import Entry, StoredPassage
from kb.errors import QuestionRefused
from kb.keeper import Keeper, Notify
from kb.originals import Originals
from kb.rulebook import Rulebook, unknown

if TYPE_CHECKING:
    from ingest.document import Document
    from ingest.span import Span
    from kb.correction import Correction, Decision, Suspect
    from kb.finding import Check
    from kb.index import Index, Progress
    from kb.intake import AddReport, FileProgress, Found, Outcome
    from kb.pageview import PageViews
    from kb.passage import Hit
    from kb.rerank import Reranker
    from kb.result import Answer
    from kb.rule import Decision as ReviewDecision
    from kb.rule import Rule
    from kb.settings import Settings

_SHIPPED = "shipped"  # a setting: "pending" while the shipped policies go in, then "done"
_CACHED = 64


def _silent(_: str) -> None:
    pass


class Library:
    """A knowledge base in a folder. May be shared between threads, and opened by several processes.

    Use `open` or `ensure`, and `close` or a with-block.
    """

    def __init__(self, settings: Settings, notify: Notify = _silent) -> None:
        self.settings = settings
        self.path = settings.kb
        self.catalog = Catalog(self.path)
        self._keeper = Keeper(settings, self.catalog, notify)
        self._notify = notify
        self._lock = threading.RLock()
        self._generation = -1
        self._active: frozenset[str] = frozenset()
        self._entries: dict[str, Entry] | None = None
        self._reranker: Reranker | None = None
        self._load = lru_cache(_CACHED)(self._settled)
        self._originals = Originals(self.path)
        self.rulebook = Rulebook(self.catalog.database, lambda document_id: self._load(document_id))
        self._views: PageViews | None = None

    @classmethod
    def open(cls, path: Path | str | None = None, *, notify: Notify = _silent) -> Self:
        """Open a knowledge base; an empty one is made where there is none.

        Args:
            path: its folder; None for YOUJU_KB, else the user's data folder.
            notify: told, in Chinese, what there is to wait for.

        Raises:
            KnowledgeError: a subclass says what is wrong.
        """
        from kb.settings import Settings

        return cls(Settings.load(Path(path) if path is not None else None), notify)

    @classmethod
    def ensure(
        cls,
        path: Path | str | None = None,
        progress: FileProgress | None = None,
        *,
        notify: Notify = _silent,
    ) -> Self:
        """Open a knowledge base; where there is none, one is made from the shipped policies.

        Args:
            path, notify: see `open`.
            progress: told of the files read.

        Raises:
            KnowledgeError: a subclass says what is wrong.
        """
        from kb.settings import Settings

        settings = Settings.load(Path(path) if path is not None else None)
        new = not (settings.kb / FILE_NAME).exists()
        library = cls(settings, notify)
        try:
            if new:
                library.catalog.set_setting(_SHIPPED, "pending")
            if library.catalog.setting(_SHIPPED) == "pending":  # or a process was killed half-way
                library._add_shipped(progress)
        except BaseException:
            library.close()
            raise
        return library

    # What it holds

    def documents(self) -> list[Entry]:
        """Every document, in the order of adding."""
        return list(self._listed().values())

    def find(self, reference: str) -> str:
        """The id that words mean: an id, the start of one, a 文号, a title or part of a title.

        Raises:
            DocumentUnknown: nothing fits, or several do.
        """
        return self.catalog.find(reference)

    def show(self, reference: str) -> Document:
        """The document that words mean, see `find`."""
        return self.document(self.find(reference))

    def document(self, document_id: str) -> Document:
        """A document by its id, with what people decided laid over its faults. The last few are kept in memory.

        Raises:
            DocumentUnknown: no document has this id.
        """
        self._refresh()
        return self._load(document_id)

    def meta(self, document_id: str) -> Entry:
        """A document's entry by its id, without reading its text.

        Raises:
            DocumentUnknown: no document has this id.
        """
        return self._listed().get(document_id) or self.catalog.entry(document_id)

    def passage(self, key: str) -> StoredPassage | None:
        """The passage with a `Passage.key`, or None."""
        return self.catalog.passage(key)

    def entries(self) -> list[Entry]:
        """The entries of the documents to answer from, see `active`, in the order of adding."""
        listed, active = self._listed(), self.active()
        return [entry for entry in listed.values() if entry.id in active]

    def active(self) -> frozenset[str]:
        """The ids to answer from: all but restatements whose original is here."""
        self._refresh()
        return self._active

    def page_image(self, document_id: str, page: int, quote: str | Span | None = None) -> bytes:
        """A page of a document as PNG, with a quote of it marked; see `kb.pageview.PageViews.image`.

        Raises:
            DocumentUnknown: no document has this id.
            PageUnavailable: the format has no pages, or not this one, or the quote does not stand on it.
            OriginalMissing: the file is not kept here; adding it again helps.
        """
        from kb.pageview import PageViews

        with self._lock:
            if self._views is None:
                self._views = PageViews(self._originals)
        return self._views.image(self.document(document_id), page, quote)

    def faults(self, document: str | None = None) -> tuple[Suspect, ...]:
        """The suspected faults as they were read, with what was decided about each.

        Args:
            document: words that mean one document, see `find`; None for all of them.

        Raises:
            DocumentUnknown: nothing fits, or several do.
        """
        from kb.correction import suspects

        ids = [entry.id for entry in self.documents()] if document is None else [self.find(document)]
        decided = self.catalog.corrections.of
        return tuple(one for each in ids for one in suspects(self.catalog.document(each), decided))

    # Asking

    def search(self, query: str, *, limit: int = 20, documents: frozenset[str] | None = None) -> list[Hit]:
        """The passages that fit a query best, best first, out of `active` documents.

        Args:
            query: plain text; no character is an operator.
            limit: how many at most.
            documents: ids to look in, or None for all that are active.
        """
        chosen = self.active() if documents is None else self.active() & documents
        if not chosen:
            return []
        if self.settings.reranker is None:
            return self._keeper.index().search(query, limit=limit, documents=chosen)
        from kb.rerank import DEPTH, Reranker

        if self._reranker is None:
            self._reranker = Reranker(self.settings.reranker)
        hits = self._keeper.index().search(query, limit=max(limit, DEPTH), documents=chosen)
        return self._reranker.rerank(query, hits, self._words)[:limit]

    def _words(self, key: str) -> str:
        stored = self.passage(key)
        return f"{stored.passage.headings} {stored.passage.text}".strip() if stored else ""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        as_of: date | str | None = None,
        region: str | None = None,
    ) -> Answer:
        """Answer a question with cited clauses.

        Args:
            question: in Chinese.
            history: earlier questions of the conversation, oldest first.
            as_of: the day that validity is judged on, a date or ISO text; today for None.
            region: name of the region that the asker means, unless the question names one.

        Raises:
            QuestionRefused: an empty, over-long or unreadable question, or a date that is none.
        """
        from kb.answer import answer

        return answer(self, question, history=history, as_of=_day(as_of), region=region)

    def check(
        self,
        description: str | Path | Mapping[str, object],
        *,
        as_of: date | str | None = None,
        region: str | None = None,
        answers: Mapping[str, str] | None = None,
        document: str | None = None,
    ) -> Check:
        """Check a project against the rules in force where it lies.

        Args:
            description: of the project: text in Chinese, a path of a file, or a form's fields by name.
            as_of: the day that validity is judged on, a date or ISO text; today for None.
            region: name of the place where the project lies, unless the description says so itself.
            answers: to the questions of an earlier check of it, by what each was about, see `Check.questions`.
            document: the only document to check against, see `find`; None for all.

        Raises:
            QuestionRefused: an empty or over-long description, an unknown region, or a date that is none.
            IngestError: the file cannot be read.
            DocumentUnknown: no document fits, or several do.
        """
        from kb.check import check
        from kb.project import resolve_region
        from kb.project_source import described

        return check(
            self,
            described(description),
            as_of=_day(as_of),
            region=resolve_region(region),
            answers=answers,
            document=self.find(document) if document is not None else None,
        )

    # Rules

    def rules(self, document: str | None = None) -> tuple[Rule, ...]:
        """The thresholds that documents set, in their order, each with the decision on it.

        Args:
            document: see `find`; None for all `active` documents.

        Raises:
            DocumentUnknown: no document fits, or several do.
        """
        if document is not None:
            return self.rulebook.rules([self.find(document)])
        return self.rulebook.rules(entry.id for entry in self.entries())

    def rule(self, rule_id: str) -> Rule:
        """A rule by its id.

        Raises:
            RuleUnknown: no rule has it; the text may have changed.
        """
        document_id = rule_id.partition("#")[0]
        held = document_id in self._listed()
        for rule in self.rulebook.rules([document_id]) if held else ():
            if rule.id == rule_id:
                return rule
        raise unknown(rule_id)

    def review(
        self,
        rule_id: str,
        decision: ReviewDecision,
        by: str,
        *,
        note: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> Rule:
        """Record what a person decided on a rule, see `Rulebook.review`.

        Raises:
            RuleUnknown: no rule has this id.
            ReviewRefused: the decision makes no sense.
        """
        return self.rulebook.review(self.rule(rule_id), decision, by, note=note, changes=changes)

    # Changing

    def add(self, *paths: Path | str, progress: FileProgress | None = None) -> AddReport:
        """Read files and folders into the library.

        A file that is there, unchanged, is skipped; a changed one replaces its older self; one that
        cannot be read is reported and the rest goes on. Each file's documents go in whole, so adding
        again after an interruption completes it.

        Raises:
            LibraryBusy: another process is changing the library.
            LibraryUnwritable: the folder or the disk takes no more.
        """
        from ingest.read.sniff import known_suffix
        from kb.intake import AddReport, files

        found = list(files(paths, besides=self.path, known=known_suffix))
        outcomes: list[Outcome] = []
        with self._keeper.writing() as index:
            for done, each in enumerate(found):
                name = each.path.name

                def paged(page: int, of: int, done: int = done, name: str = name) -> None:
                    if progress:
                        progress(done, len(found), f"{name}（第{page}页，共{of}页）")

                if progress:
                    progress(done, len(found), name)
                outcomes.append(self._take(each, index, paged))
            self._originals.keep_only(self.catalog.contents())
            if progress:
                progress(len(found), len(found), "建立索引")
        return AddReport(tuple(outcomes))

    def remove(self, reference: str) -> Entry:
        """Take a document out, see `find`; returns what its entry was."""
        with self._keeper.writing():
            entry = self.catalog.entry(self.find(reference))
            self.catalog.remove(entry.id)
            self._originals.keep_only(self.catalog.contents())
        return entry

    def correct(
        self, fault: str, decision: Decision, *, by: str, value: str | None = None
    ) -> tuple[Correction, tuple[Suspect, ...]]:
        """Decide about a suspected fault: the text stays as printed, answers and notes follow the decision.

        Args:
            fault: `Suspect.id`, or the start of one.
            decision: "accept" what was proposed, "correct" to `value`, "dismiss" it, or "reopen" it.
            by: the name of the person who decides.
            value: what is meant, for "correct".

        Returns:
            What was noted, and the places it holds for.

        Raises:
            FaultUnknown: no fault has that id, or several do.
            CorrectionRefused: no name, or no value.
        """
        from kb.corrections import chosen, decide

        with self._keeper.writing():
            places = chosen(self.faults(), fault)
            made = decide(places[0], decision, value, by)
            self.catalog.correct(made, [place.document_id for place in places])
        return made, places

    def rebuild(self, progress: Progress | None = None) -> None:
        """Build the index anew from the catalog."""
        self._keeper.rebuild(progress)

    def close(self) -> None:
        """Release the files. Closing twice does nothing."""
        self._keeper.close()
        self.catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add_shipped(self, progress: FileProgress | None) -> None:
        with resources.as_file(resources.files("policies")) as folder:
            report = self.add(*sorted(folder.glob("*.md")), progress=progress)
        for outcome in report.by("failed"):
            self._notify(f"自带文件 {outcome.path} 未能读入：{outcome.reason}")
        self.catalog.set_setting(_SHIPPED, "done")

    def _take(self, found: Found, index: Index, pages: Callable[[int, int], None]) -> Outcome:
        from kb.intake import Outcome, take

        if found.skip or found.fault:
            reason = found.skip or found.fault
            return Outcome(str(found.path), "skipped" if found.skip else "failed", reason=reason)
        return take(found.path, self.catalog, index, self._originals, pages)

    def _settled(self, document_id: str) -> Document:
        from kb.correction import settled

        return settled(self.catalog.document(document_id), self.catalog.corrections.of)

    def _listed(self) -> dict[str, Entry]:
        with self._lock:
            self._refresh()
            if self._entries is None:
                self._entries = {entry.id: entry for entry in self.catalog.entries()}
            return self._entries

    def _refresh(self) -> None:
        """Forget what was kept of an older state of the catalog."""
        with self._lock:
            generation = self.catalog.generation()
            if generation != self._generation:
                self._load.cache_clear()
                self._entries = None
                self.rulebook.forget()
                self._active = self.catalog.active_documents()
                self._generation = generation


def _day(day: date | str | None) -> date | None:
    if not isinstance(day, str):
        return day
    try:
        return date.fromisoformat(day.strip())
    except ValueError as error:
        raise QuestionRefused(f"“{day}”不是日期", "请写成 2024-05-01 的样子") from error
