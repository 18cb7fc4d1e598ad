"""Runs gold sets against a knowledge base: `youju eval`."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from evals.cases import GOLD, Case, Suite, find_suites, load_suite
from evals.crosscheck import violations
from evals.errors import EvaluationError, SuiteMissing
from evals.floors import FLOORS, missed, moved, read_floors, write_floors
from evals.metrics import failures
from evals.outcome import CaseOutcome, SuiteOutcome, as_json, as_table
from kb.errors import KnowledgeError


class Reply(Protocol):
    """What a library gives back."""

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON."""
        ...


class Examinee(Protocol):
    """The part of `kb.Library` that gold cases use."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        as_of: date | str | None = None,
        region: str | None = None,
    ) -> Reply:
        """Answer a question."""
        ...

    def close(self) -> None:
        """Release what is held."""
        ...


def run_suite(library: Examinee, suite: Suite, *, each: Callable[[], object] | None = None) -> SuiteOutcome:
    """Run every case of a suite on its own: no case sees another's conversation.

    Args:
        each: called after each case, for a progress bar.
    """
    outcomes = []
    for case in suite.cases:
        outcomes.append(run_case(library, case))
        if each:
            each()
    return SuiteOutcome(suite.name, tuple(outcomes))


def run_case(library: Examinee, case: Case) -> CaseOutcome:
    """Ask or check one case and judge the reply. A library that raises has failed the case."""
    try:
        reply = _reply(library, case)
    except KnowledgeError as error:
        return CaseOutcome(case, (f"没有回答：{error}",), None)
    except Exception as error:  # noqa: BLE001 - one crash must not hide how the other cases fare
        traceback.print_exc()
        return CaseOutcome(case, (f"程序出错：{type(error).__name__}: {error}",), None)
    unsupported = violations(reply, [case.question, *case.history]) if case.question else []
    return CaseOutcome(case, tuple(failures(case.expect, reply)), reply, tuple(unsupported))


def main_eval(
    kb_path: Path | str | None,
    suites: Iterable[str] = (),
    out: Path | str | None = None,
    as_json_text: bool = False,
    raise_floors: bool = False,
    lower_floors: bool = False,
    *,
    folder: Path = GOLD,
    floors_file: Path = FLOORS,
    open_library: Callable[[Path | str | None], Examinee] | None = None,
) -> int:
    """Run gold sets, print a table or JSON, keep the floors.

    Args:
        kb_path: folder of the knowledge base, None for the usual one.
        suites: names or paths of gold sets; all of `folder` for none.
        out: a file that gets the JSON too.
        as_json_text: print JSON instead of the table.
        raise_floors, lower_floors: move the floors to what was reached, up or down.
        open_library: opens a knowledge base; `kb.Library` by default.

    Returns:
        The exit status: 0, or 1 when a floor was missed or a figure stands without support or
        something could not be read, or 2 when a suite named does not exist.
    """
    try:
        floors = read_floors(floors_file)
        gold = [load_suite(path) for path in find_suites(suites, folder)]
        outcomes = _run(kb_path, gold, open_library or _open)
        reached = {outcome.name: outcome.accuracy for outcome in outcomes}
        document = as_json(outcomes, floors)
        print(document if as_json_text else as_table(outcomes, floors))
        if out is not None:
            _write(Path(out), document)
        if raise_floors or lower_floors:
            after = moved(floors, reached, raise_them=raise_floors, lower_them=lower_floors)
            write_floors(after, floors_file)
            floors = after
    except SuiteMissing as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    except (EvaluationError, KnowledgeError) as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    low = missed(floors, reached)
    for name in low:
        print(f"低于下限：{name} {reached[name]:.3f} < {floors[name]:.3f}", file=sys.stderr)
    unsupported = sum(outcome.violations for outcome in outcomes)
    if unsupported:
        print(f"有 {unsupported} 处数字、日期或文号在所引原文中找不到", file=sys.stderr)
    return 1 if low or unsupported else 0


def _run(
    kb_path: Path | str | None, gold: Sequence[Suite], open_library: Callable[[Path | str | None], Examinee]
) -> list[SuiteOutcome]:
    from tqdm import tqdm

    library = open_library(kb_path)
    try:
        total = sum(len(suite.cases) for suite in gold)
        with tqdm(total=total, desc="评测", unit="例", file=sys.stderr, disable=None) as bar:
            return [run_suite(library, suite, each=bar.update) for suite in gold]
    finally:
        library.close()


def _reply(library: Examinee, case: Case) -> dict[str, Any]:
    if case.question:
        answer = library.ask(case.question, history=case.history, as_of=case.as_of, region=case.region)
        return answer.to_dict()
    check: Callable[..., Reply] | None = getattr(library, "check", None)
    if check is None:
        raise KnowledgeError("这个版本还不能做项目预审", "请把带 description 的用例放到另一个评测集")
    return check(case.description, as_of=case.as_of, region=case.region).to_dict()


def _open(path: Path | str | None) -> Examinee:
    from kb.library import Library

    return Library.ensure(path, notify=lambda text: print(text, file=sys.stderr))


def _write(path: Path, document: str) -> None:
    try:
        path.write_text(document + "\n", "utf-8")
    except OSError as error:
        raise EvaluationError(f"结果写不进 {path}：{error}", "请检查路径和写权限") from error
