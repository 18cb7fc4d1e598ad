"""Library: a knowledge base, from adding files to answering. The door of the package."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kb.catalog import FILE_NAME
from kb.entry import Entry
from kb.errors import QuestionRefused
from kb.holdings import Holdings
from kb.keeper import Notify
from kb.rulebook import unknown

if TYPE_CHECKING:
    from kb.correction import Correction, Decision, Suspect
    from kb.finding import Check
    from kb.index import Index, Progress
    from kb.intake import AddReport, FileProgress, Found, Outcome
    from kb.result import Answer
    from kb.rule import Decision as ReviewDecision
    from kb.rule import Rule
    from kb.settings import Settings

_SHIPPED = "shipped"  # a setting: "pending" while the shipped policies go in, then "done"
_CACHED = 64


def _silent(_: str) -> None:
    pass


class Library(Holdings):
    """A knowledge base in a folder. May be shared between threads, and opened by several processes.

    Use `open` or `ensure`, and `close` or a with-block.
    """

    def __init__(self, settings: Settings, notify: Notify = _silent) -> None:
        super().__init__(settings, notify)
        self._notify = notify

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

    # Asking

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add_shipped(self, progress: FileProgress | None) -> None:
        with resources.as_file(resources.files("policies")) as folder:
            report = self.add(*sorted(folder.glob("*.md")), progress=progress)
            self._reviewed(sorted((folder / "rules").glob("*.yaml")))
        for outcome in report.by("failed"):
            self._notify(f"自带文件 {outcome.path} 未能读入：{outcome.reason}")
        self.catalog.set_setting(_SHIPPED, "done")

    def _reviewed(self, files: Sequence[Path]) -> None:
        """Take over the shipped decisions on the shipped documents' rules."""
        from kb.rule_file import load

        rules = self.rules()
        for file in files:
            _, left = self.rulebook.apply(load(file), rules)
            if left:
                self._notify(f"自带的复核结论 {file.name} 有 {len(left)} 条对不上原文，需要重新复核")

    def _take(self, found: Found, index: Index, pages: Callable[[int, int], None]) -> Outcome:
        from kb.intake import Outcome, take

        if found.skip or found.fault:
            reason = found.skip or found.fault
            return Outcome(str(found.path), "skipped" if found.skip else "failed", reason=reason)
        return take(found.path, self.catalog, index, self._originals, pages)


def _day(day: date | str | None) -> date | None:
    if not isinstance(day, str):
        return day
    try:
        return date.fromisoformat(day.strip())
    except ValueError as error:
        raise QuestionRefused(f"“{day}”不是日期", "请写成 2024-05-01 的样子") from error
