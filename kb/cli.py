"""`youju`: the command line. One function a command; each returns the exit status."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import FileUnreadable, IngestError, system_reason
from kb.arguments import WrongUsage, parser
from kb.errors import KnowledgeError, LibraryMissing

if TYPE_CHECKING:
    from kb.correction import Decision
    from kb.library import Library


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: what was typed behind `youju`; the process's own by default.

    Returns:
        0 done, 1 something asked for failed, 2 wrong usage.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that lacks a character must not end the program
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if argv is None else argv)
    reader = parser()
    try:
        given = reader.parse_args(words)
        if given.command is None:
            reader.error("缺少命令")
        status = _COMMANDS[given.command](given)
        sys.stdout.flush()
    except WrongUsage as wrong:
        return _failed(words, wrong.message, said=True, status=2)
    except SystemExit as stop:  # argparse's way to say that it has printed what there was to say
        return stop.code if isinstance(stop.code, int) else 2
    except (IngestError, KnowledgeError) as error:
        return _failed(words, str(error))
    except KeyboardInterrupt:
        _say("已中断；已读入的文档都在知识库里，再次运行同一命令即可继续")
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        named = error.filename or "文件"
        return _failed(words, f"系统不允许访问 {named}（{system_reason(error)}）；请检查路径和权限")
    else:
        return status


def _serve(given: argparse.Namespace) -> int:
    from app import main as serve

    serve(given.host, given.port, given.kb)
    return 0


def _add(given: argparse.Namespace) -> int:
    from kb.library import Library
    from kb.report import added_text

    with Library.open(given.kb, notify=_say) as library, _files() as progress:
        report = library.add(*given.paths, progress=progress)
    _print(given, report.to_dict, lambda: added_text(report))
    return 1 if report.by("failed") else 0


def _list(given: argparse.Namespace) -> int:
    from kb.outline import entry_dict, listing

    day = given.as_of or date.today()
    with _existing(given) as library:
        entries = library.documents()
        place = str(library.path)
    whole = {"knowledge_base": place, "documents": [entry_dict(entry, day) for entry in entries]}
    _print(given, lambda: whole, lambda: f"知识库 {place}\n{listing(entries, day)}")
    return 0


def _show(given: argparse.Namespace) -> int:
    from kb.outline import document_dict, document_text

    if given.page is not None or given.out is not None or given.quote is not None:
        return _show_page(given)
    with _existing(given) as library:
        document = library.show(given.document)
    _print(given, lambda: document_dict(document), lambda: document_text(document))
    return 0


def _show_page(given: argparse.Namespace) -> int:
    if given.page is None or given.out is None:
        parser().error("--page 和 --out 要一起写，如 --page 3 --out 页面.png")
    with _existing(given) as library:
        picture = library.page_image(library.find(given.document), given.page, given.quote)
    given.out.write_bytes(picture)
    told = {"page": given.page, "out": str(given.out)}
    _print(given, lambda: told, lambda: f"第 {given.page} 页已存为 {given.out}")
    return 0


def _faults(given: argparse.Namespace) -> int:
    from kb.outline import faults_text

    with _existing(given) as library:
        found = [one for one in library.faults(given.document) if one.open or not given.open]
    _print(given, lambda: {"faults": [one.to_dict() for one in found]}, lambda: faults_text(found))
    return 0


def _correct(given: argparse.Namespace) -> int:
    if given.value is not None:
        decision: Decision = "correct"
    else:
        decision = "accept" if given.accept else "dismiss" if given.dismiss else "reopen"
    with _existing(given) as library:
        made, places = library.correct(given.fault, decision, by=given.by, value=given.value)
    whole = {"decision": made.decision, "value": made.value, "documents": [one.document_id for one in places]}
    titles = "、".join(dict.fromkeys(f"《{one.title}》{one.label}" for one in places))
    _print(given, lambda: whole, lambda: f"{titles}：原文“{made.place.read}”，{made.sentence}")
    return 0


def _remove(given: argparse.Namespace) -> int:
    with _existing(given) as library:
        entry = library.remove(given.document)
    gone = {"removed": {"id": entry.id, "title": entry.metadata.title}}
    _print(given, lambda: gone, lambda: f"已移除《{entry.metadata.title}》（{entry.id}）")
    return 0


def _tree(given: argparse.Namespace) -> int:
    from ingest.pipeline import read_documents
    from kb.outline import document_dict, document_text

    documents = read_documents(given.file)
    _print(
        given,
        lambda: {"documents": [document_dict(document) for document in documents]},
        lambda: "\n\n".join(map(document_text, documents)),
    )
    return 0


def _ask(given: argparse.Namespace) -> int:
    history = _history(given.history)
    with _ensured(given) as library:
        answer = library.ask(given.question, history=history, as_of=given.as_of, region=given.region)

    def text() -> str:
        from kb.report import answer_text

        return answer_text(answer)

    _print(given, answer.to_dict, text)
    return 0


def _check(given: argparse.Namespace) -> int:
    text: str | Path = sys.stdin.read() if given.file == "-" else Path(given.file)
    with _ensured(given) as library:
        found = library.check(
            text,
            as_of=given.as_of,
            region=given.region,
            answers=dict(given.answer),
            document=given.document,
        )

    if given.report is not None:
        from kb.report_file import save_check

        save_check(found, given.report)
        _say(f"报告已存为 {given.report}")

    def as_text() -> str:
        from kb.check_text import check_text

        return check_text(found)

    _print(given, found.to_dict, as_text)
    return 0


def _check_batch(given: argparse.Namespace) -> int:
    from kb.batch import check_table, cores
    from kb.project import resolve_region

    if given.out.resolve() == given.table.resolve():
        parser().error("--out 不能与要核对的表格是同一个文件")
    with _ensured(given) as library, _counted("核对", "行") as progress:
        batch = check_table(
            library,
            given.table,
            given.out,
            as_of=given.as_of,
            region=resolve_region(given.region),
            document=library.find(given.document) if given.document is not None else None,
            mapping=dict(given.mapping),
            progress=progress,
            workers=cores(),
        )
    whole = batch.to_dict() | {"out": str(given.out)}
    _print(given, lambda: whole, lambda: batch.text(given.out))
    return 1 if batch.failed else 0


def _eval(given: argparse.Namespace) -> int:
    from evals.runner import main_eval

    return main_eval(
        given.kb,
        given.suites,
        given.out,
        given.json,
        given.raise_floors,
        given.lower_floors,
        open_library=lambda _: _ensured(given),
    )


def _rules(given: argparse.Namespace) -> int:
    from kb import rule_commands as commands

    with _ensured(given) as library:
        if given.load is not None:
            told = commands.loaded(library, given.load)
        elif given.export is not None:
            told = commands.exported(library, given.document, given.export)
        else:
            told = commands.listed(library, given.document)
    _print(given, lambda: told.data, lambda: told.text)
    return 0


def _review(given: argparse.Namespace) -> int:
    from kb import rule_commands as commands

    with _existing(given) as library:
        told = commands.reviewed(library, given.rule, given.decision, given.by, given.note, given.settings)
    _print(given, lambda: told.data, lambda: told.text)
    return 0


def _rebuild(given: argparse.Namespace) -> int:
    with _existing(given) as library, _counted("重建索引", "份") as progress:
        library.rebuild(progress)
        count = len(library.documents())
    _print(given, lambda: {"documents": count}, lambda: f"已按目录重建索引，共 {count} 份文档")
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": _serve,
    "add": _add,
    "list": _list,
    "show": _show,
    "remove": _remove,
    "tree": _tree,
    "faults": _faults,
    "correct": _correct,
    "ask": _ask,
    "check": _check,
    "check-batch": _check_batch,
    "eval": _eval,
    "rules": _rules,
    "review": _review,
    "rebuild": _rebuild,
}


def _existing(given: argparse.Namespace) -> Library:
    """The library, which must be there: to look into a mistyped folder must not make one."""
    from kb.catalog import FILE_NAME
    from kb.library import Library
    from kb.settings import Settings

    place = Settings.load(Path(given.kb) if given.kb is not None else None).kb
    if not (place / FILE_NAME).is_file():
        raise LibraryMissing(f"{place} 里没有知识库", "请检查 --kb，或先用 youju add 添加文件")
    return Library.open(place, notify=_say)


def _ensured(given: argparse.Namespace) -> Library:
    from kb.library import Library

    with _files() as progress:
        return Library.ensure(given.kb, progress, notify=_say)


def _history(file: Path | None) -> tuple[str, ...]:
    if file is None:
        return ()
    try:
        said = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "不是 UTF-8 的 JSON"
        raise FileUnreadable(f"历史文件 {file} 无法读取（{reason}）", "请给出 UTF-8 的 JSON 列表") from error
    if not isinstance(said, list) or not all(isinstance(question, str) for question in said):
        raise FileUnreadable(f"历史文件 {file} 不是字符串列表", '请写成 ["第一问", "第二问"] 的样子')
    return tuple(said)


@contextmanager
def _files() -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar over files, on stderr, once the first is at hand."""
    with _counted("读入", "个") as counted:

        def progress(done: int, total: int, name: str) -> None:
            counted(done, total, name)

        yield progress


@contextmanager
def _counted(what: str, unit: str) -> Iterator[Callable[..., None]]:
    bar: Any = None

    def progress(done: int, total: int, name: str = "") -> None:
        nonlocal bar
        if bar is None:
            from tqdm import tqdm

            bar = tqdm(total=total, desc=what, unit=unit, file=sys.stderr, disable=None)
        bar.set_postfix_str(name, refresh=False)
        bar.update(done - bar.n)
        bar.refresh()

    try:
        yield progress
    finally:
        if bar is not None:
            bar.close()


def _print(
    given: argparse.Namespace, as_dict: Callable[[], dict[str, Any]], as_text: Callable[[], str]
) -> None:
    print(json.dumps(as_dict(), ensure_ascii=False, indent=1) if given.json else as_text())


def _failed(words: Sequence[str], why: str, *, said: bool = False, status: int = 1) -> int:
    """Tell why nothing was done: people on stderr, and programs that asked for JSON on stdout."""
    if not said:
        _say(f"错误：{why}")
    if "--json" in words:
        print(json.dumps({"error": why}, ensure_ascii=False, indent=1))
    return status


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
