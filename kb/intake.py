"""What comes in: the files under the paths that a user names, and AddReport: what became of each."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from ingest.errors import FileMissing, FileUnreadable, IngestError, LimitExceeded, system_reason
from ingest.limits import DEFAULT_LIMITS
from kb.catalog import Catalog
from kb.entry import Source
from kb.index import Index
from kb.originals import PAGED, Originals

Action = Literal["read", "replaced", "skipped", "failed"]
FileProgress = Callable[[int, int, str], None]
"""Called with (files done, files in all, name of the file at hand and, where pages take long, its page)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        path: as walked to.
        action: "replaced" where an older self of the file left.
        documents: (id, title) of what it holds now; empty for a failure.
        reason: why it was skipped or failed, in Chinese, else "".
        warnings: Chinese sentences on anything read only in part.
    """

    path: str
    action: Action
    documents: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "path": self.path,
            "action": self.action,
            "documents": [{"id": id_, "title": title} for id_, title in self.documents],
            "reason": self.reason or None,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of every file, in the order walked."""

    outcomes: tuple[Outcome, ...]

    def by(self, action: Action) -> tuple[Outcome, ...]:
        """The files that fared so."""
        return tuple(outcome for outcome in self.outcomes if outcome.action == action)

    def to_dict(self) -> dict[str, Any]:
        """For JSON: how many fared how, and each file."""
        counts: dict[str, Any] = {action: len(self.by(action)) for action in get_args(Action)}
        return counts | {"files": [outcome.to_dict() for outcome in self.outcomes]}


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, or a path that is passed over for a reason (`skip`) or cannot be taken (`fault`)."""

    path: Path
    skip: str = ""
    fault: str = ""


def files(paths: Iterable[Path | str], *, besides: Path, known: Callable[[str], bool]) -> Iterator[Found]:
    """The files that paths name, each once; folders are walked in the order of their names.

    In folders, hidden files and folders are passed over in silence, links that lead out of the folder
    and files that are no documents by their name with a reason.

    Args:
        paths: files and folders.
        besides: a folder not to walk into: the knowledge base itself.
        known: whether a file's name has a document's suffix.
    """
    seen: set[Path] = set()
    for given in paths:
        path = Path(given).expanduser()
        try:
            found = list(_walk(path, besides.resolve(), known) if path.is_dir() else _single(path))
        except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
            reason = system_reason(error) if isinstance(error, OSError) else "路径无效"
            found = [Found(path, fault=str(FileUnreadable(f"{path} 无法打开（{reason}）", "请检查权限")))]
        if not found:
            nothing = FileMissing(f"文件夹“{path}”里没有文件", "请检查路径是否正确")
            found = [Found(path, fault=str(nothing))]
        for each in found:
            place = each.path if each.fault else each.path.resolve()
            if place not in seen:
                seen.add(place)
                yield each


def fingerprint(path: Path) -> Source:
    """A file's place, size and hash, without reading it into memory.

    Raises:
        FileUnreadable: the system refuses it.
        LimitExceeded: it is larger than any file may be.
    """
    try:
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            if status.st_size > DEFAULT_LIMITS.file_bytes:
                raise LimitExceeded(
                    f"“{path}”有 {status.st_size / 2**20:.0f} MB，"
                    f"超过上限 {DEFAULT_LIMITS.file_bytes // 2**20} MB",
                    "请拆分后再添加",
                )
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        reason = system_reason(error)
        raise FileUnreadable(f"“{path}”打不开（{reason}）", "请检查文件权限，或复制到本机后重试") from error
    return Source(str(path.resolve()), path.name, digest, status.st_size, status.st_mtime_ns)


def _single(path: Path) -> Iterator[Found]:
    if path.exists():
        yield Found(path)
    else:
        error = FileMissing(f"找不到“{path}”", "请检查路径和文件名是否正确")
        yield Found(path, fault=str(error))


def _walk(folder: Path, besides: Path, known: Callable[[str], bool]) -> Iterator[Found]:
    root = folder.resolve()

    def refuse(error: OSError) -> None:
        raise error

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and (Path(here) / name).resolve() != besides
        )
        for name in sorted(names):
            if name.startswith((".", "~$")):  # ~$: the lock file that Word leaves beside an open document
                continue
            path = Path(here) / name
            if not path.resolve().is_relative_to(root):
                yield Found(path, skip="是指向文件夹之外的链接")
            elif not known(name):
                yield Found(path, skip="从后缀看不是文档；确要添加请直接写出它的路径")
            else:
                yield Found(path)


def take(
    path: Path, catalog: Catalog, index: Index, originals: Originals, pages: Callable[[int, int], None]
) -> Outcome:
    """Read one file and store its documents. What is wrong with the file is told in the outcome.

    Args:
        path: the file.
        catalog: gets the documents.
        index: in step with the catalog; only what is replaced leaves it here.
        originals: gets a copy of a file whose pages can be shown.
        pages: called with (page at hand, pages in all) where a page may take seconds.

    Raises:
        KnowledgeError: the library itself takes no more.
    """
    from ingest.pipeline import read_documents

    try:
        source = fingerprint(path)
        before = catalog.content_at(source.path)
        changed: Action = "replaced" if before not in (None, source.sha256) else "read"
        if (present := catalog.content(source.sha256)) is not None:
            catalog.point(source)
            if changed == "read":
                changed = "skipped"
            reason = "内容已在知识库中，没有变化"
            if _late(source, catalog, present, originals):
                reason += "；已补存原件，可以看页面"
            return Outcome(str(path), changed, _titles(catalog, present), reason=reason)
        documents = read_documents(path, pages=pages)
    except IngestError as error:
        return Outcome(str(path), "failed", reason=str(error))
    except (ArithmeticError, LookupError, RecursionError, ValueError, TypeError, AttributeError) as error:
        # A document that a reader stumbles over must not keep the others out.
        logging.getLogger(__name__).debug("reading %s", path, exc_info=True)
        reason = f"读取“{path.name}”时程序出错（{type(error).__name__}: {error}）；请把该文件反馈给开发者"
        return Outcome(str(path), "failed", reason=reason)
    if not documents:
        return Outcome(str(path), "failed", reason=f"“{path.name}”里没有可用的文字；请检查文件内容")
    # Read anew from the same bytes, a document may be cut otherwise: its old passages must not stay.
    index.remove({document.id for document in documents} & catalog.ids())
    source = replace(source, sha256=documents[0].sha256)  # the bytes that were read, should they have changed
    warnings = [w for document in documents for w in document.warnings]
    if documents[0].format in PAGED and not _kept(path, source.sha256, originals):
        warnings.append("原件在读取时有改动，没有保存；重新添加后可看页面")
    catalog.put(source, documents)
    ids = frozenset(document.id for document in documents)
    return Outcome(str(path), changed, _titles(catalog, ids), warnings=tuple(dict.fromkeys(warnings)))


def _kept(path: Path, sha256: str, originals: Originals) -> bool:
    try:
        return originals.keep(path, sha256)
    except OSError:  # gone since it was read
        return False


def _late(source: Source, catalog: Catalog, present: frozenset[str], originals: Originals) -> bool:
    """Keep the original of documents that a library made before had not; whether there was one to keep."""
    if originals.has(source.sha256) or catalog.entry(min(present)).format not in PAGED:
        return False
    return _kept(Path(source.path), source.sha256, originals)


def _titles(catalog: Catalog, ids: frozenset[str]) -> tuple[tuple[str, str], ...]:
    return tuple((i, catalog.entry(i).metadata.title) for i in sorted(ids, key=lambda i: (len(i), i)))
