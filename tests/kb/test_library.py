"""The library: adding, finding, removing, and staying true through failures."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

import kb
from ingest.document import Document
from kb import keeper
from kb.catalog import Catalog
from kb.entry import Source
from kb.errors import DocumentUnknown, LibraryBusy, LibraryUnwritable, QuestionRefused
from kb.index import Embedder
from kb.intake import AddReport
from kb.library import Library
from tests.factories import document
from tests.fakes import HashEmbedder

pytestmark = pytest.mark.usefixtures("lines_reader", "use_embedder")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    with Library.open(tmp_path / "kb") as made:
        yield made


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with two texts."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "意见.txt").write_text("零星用地单宗不超过3亩\n容积率不低于1.3\n")
    (folder / "方案.txt").write_text("三年整治五千亩\n")
    return folder


def actions(report: AddReport) -> dict[str, str]:
    """What became of each file, by its name."""
    return {Path(outcome.path).name: outcome.action for outcome in report.outcomes}


def titles(library: Library) -> list[str]:
    """The titles of what is held."""
    return sorted(entry.metadata.title for entry in library.documents())


def best(library: Library, query: str) -> str | None:
    """The text of the first passage found."""
    hits = library.search(query)
    stored = library.passage(hits[0].key) if hits else None
    return stored.passage.text if stored else None


def test_what_is_added_is_found(library: Library, inbox: Path) -> None:
    """A folder goes in, and a question's words find the clause."""
    assert actions(library.add(inbox)) == {"意见.txt": "read", "方案.txt": "read"}
    assert set(titles(library)) == {"意见", "方案"}
    assert best(library, "单宗几亩") == "零星用地单宗不超过3亩"
    assert library.show("意见").metadata.title == "意见"
    assert library.meta(library.find("意见")).clauses == 2


def test_adding_again_skips(library: Library, inbox: Path) -> None:
    """Unchanged files are not read twice, wherever else they are copied to."""
    library.add(inbox)
    shutil.copy(inbox / "意见.txt", inbox / "副本.txt")
    assert set(actions(library.add(inbox)).values()) == {"skipped"}
    assert len(library.documents()) == 2


def test_a_changed_file_replaces_its_older_self(library: Library, inbox: Path) -> None:
    """Only the new text is found after a file has changed."""
    library.add(inbox)
    (inbox / "意见.txt").write_text("绿地率不超过20%\n")
    assert actions(library.add(inbox)) == {"意见.txt": "replaced", "方案.txt": "skipped"}
    assert best(library, "绿地率") == "绿地率不超过20%"
    assert best(library, "容积率不低于1.3") == "绿地率不超过20%"  # 率 is all that is left of it


def test_a_file_of_several_documents(library: Library, inbox: Path) -> None:
    """A page of articles gives as many documents; one taken out comes back when the page is added again."""
    (inbox / "版面.txt").write_text("外汇\n---\n污水\n---\n规划\n")
    library.add(inbox / "版面.txt")
    assert titles(library) == ["版面之1", "版面之2", "版面之3"]
    library.remove("版面之2")
    assert titles(library) == ["版面之1", "版面之3"]
    assert best(library, "污水") is None
    library.add(inbox / "版面.txt")
    assert best(library, "污水") == "污水"


def test_one_bad_file_does_not_stop_the_rest(library: Library, inbox: Path) -> None:
    """Each file that fails is named with its reason; the others go in."""
    (inbox / "0.txt").write_text("坏")
    (inbox / "1.txt").write_text("")
    (inbox / "2.txt").write_text("虫")
    report = library.add(inbox, inbox / "没有.txt", inbox / "a\0b.txt")
    failed = {Path(outcome.path).name: outcome.reason for outcome in report.by("failed")}
    assert set(failed) == {"0.txt", "1.txt", "2.txt", "没有.txt", "a\0b.txt"}
    assert "另存为 PDF" in failed["0.txt"]
    assert "程序出错" in failed["2.txt"]
    assert "找不到" in failed["没有.txt"]
    assert len(report.by("read")) == 2


def test_folders_are_walked_with_care(library: Library, inbox: Path, tmp_path: Path) -> None:
    """Hidden files are passed over; links that leave the folder and files that are no documents are named."""
    (tmp_path / "秘密.txt").write_text("外面的")
    (inbox / "链接.txt").symlink_to(tmp_path / "秘密.txt")
    (inbox / ".hidden.txt").write_text("藏着的")
    (inbox / ".git").mkdir()
    (inbox / ".git" / "config.txt").write_text("藏着的")
    (inbox / "~$意见.docx").write_text("锁")
    (inbox / "脚本.py").write_text("1")
    (inbox / "圈").symlink_to(inbox, target_is_directory=True)
    (inbox / "下级").mkdir()
    (inbox / "下级" / "细则.txt").write_text("细则")
    report = library.add(inbox)
    assert actions(report) == {
        "意见.txt": "read",
        "方案.txt": "read",
        "细则.txt": "read",
        "链接.txt": "skipped",
        "脚本.py": "skipped",
    }
    assert best(library, "外面藏着的") is None


def test_a_link_named_by_the_user_is_read(library: Library, inbox: Path, tmp_path: Path) -> None:
    """What a user names outright is meant, link or not."""
    (tmp_path / "别处.txt").symlink_to(inbox / "意见.txt")
    assert actions(library.add(tmp_path / "别处.txt")) == {"别处.txt": "read"}


def test_the_library_does_not_read_itself(tmp_path: Path) -> None:
    """Adding the folder that the knowledge base lies in leaves its own files out."""
    (tmp_path / "a.txt").write_text("正文")
    with Library.open(tmp_path / "kb") as library:
        (tmp_path / "kb" / "stray.txt").write_text("库内")
        assert actions(library.add(tmp_path)) == {"a.txt": "read"}


def test_removing_takes_out_of_answers(library: Library, inbox: Path) -> None:
    """A removed document is neither listed nor found; an unknown one is said to be unknown."""
    library.add(inbox)
    assert library.remove("意见").metadata.title == "意见"
    assert best(library, "容积率") is None
    with pytest.raises(DocumentUnknown):
        library.remove("意见")


def test_a_rebuilt_index_finds_the_same(library: Library, inbox: Path) -> None:
    """Everything that is found comes from the catalog alone."""
    library.add(inbox)
    before = library.search("单宗3亩的零星用地")
    seen: list[tuple[int, int]] = []
    library.rebuild(lambda done, total: seen.append((done, total)))
    assert library.search("单宗3亩的零星用地") == before
    assert seen[-1] == (2, 2)
    assert len(list(library.path.glob("index-*"))) == 1


def test_a_lost_index_is_built_again(tmp_path: Path, inbox: Path) -> None:
    """Deleting the index loses nothing: opening the library brings it back."""
    with Library.open(tmp_path / "kb") as library:
        library.add(inbox)
    for folder in (tmp_path / "kb").glob("index-*"):
        shutil.rmtree(folder)
    with Library.open(tmp_path / "kb") as library:
        assert best(library, "容积率") == "容积率不低于1.3"


def test_another_reader_sees_a_rebuilt_index(library: Library, inbox: Path) -> None:
    """A server that is running follows a rebuild and an addition by another process."""
    library.add(inbox)
    with Library.open(library.path) as reader:
        assert best(reader, "容积率") == "容积率不低于1.3"
        library.rebuild()
        (inbox / "细则.txt").write_text("投资强度不低于350万元/亩")
        library.add(inbox)
        assert best(reader, "投资强度") == "投资强度不低于350万元/亩"
        assert reader.show("细则").metadata.title == "细则"


def test_restatements_are_not_found_beside_their_original(library: Library) -> None:
    """Search and entries leave out what is not to be answered from; the listing keeps it."""
    copy = document("厂房层高不低于6米", title="意见", restates="某意见")
    library.catalog.put(Source("/copy", "copy", copy.sha256, 1, 1), [copy])
    assert best(library, "层高") == "厂房层高不低于6米"
    original = document("厂房首层层高不得低于6米", title="某意见")
    library.catalog.put(Source("/original", "original", original.sha256, 1, 1), [original])
    assert {hit.document_id for hit in library.search("层高")} == {original.id}
    assert [entry.id for entry in library.entries()] == [original.id]
    assert len(library.documents()) == 2
    library.remove(original.id)
    assert best(library, "层高") == "厂房层高不低于6米"


def test_another_model_embeds_anew(
    tmp_path: Path, inbox: Path, use_embedder: Callable[[Embedder | None], None]
) -> None:
    """A change of the embedding model re-embeds on opening, once; the dense side then answers."""
    first, second = HashEmbedder(), HashEmbedder(name="other", dimension=32)
    use_embedder(first)
    with Library.open(tmp_path / "kb") as library:
        library.add(inbox)
        assert library.search("单宗")[0].dense is not None
    use_embedder(second)
    for expected in (3, 0):
        second.embedded.clear()
        with Library.open(tmp_path / "kb") as library:
            assert library.search("单宗")[0].dense is not None
        assert len(second.embedded) == expected + 1  # the question itself


def test_progress_tells_the_page_at_hand(
    library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scan of many pages is no silence: the file's name comes with the page being read."""

    def slow(path: Path, pages: Callable[[int, int], None]) -> list[Document]:
        pages(2, 12)
        return [document("零星用地单宗不超过3亩", title=path.stem)]

    monkeypatch.setattr("ingest.pipeline.read_documents", slow)
    told: list[str] = []
    library.add(inbox / "意见.txt", progress=lambda done, total, name: told.append(f"{done}/{total} {name}"))
    assert told == ["0/1 意见.txt", "0/1 意见.txt（第2页，共12页）", "1/1 建立索引"]


def test_an_interrupted_add_keeps_what_was_read(library: Library, inbox: Path) -> None:
    """Ctrl-C between two files leaves a library that answers from the first and takes the rest later."""

    def stop(done: int, total: int, name: str) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.add(inbox, progress=stop)
    (entry,) = library.documents()
    text = library.document(entry.id).text.splitlines()[0]
    assert best(library, text) == text
    assert set(actions(library.add(inbox)).values()) == {"read", "skipped"}


def test_a_second_writer_waits_then_is_told(
    library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another process writes, adding says that it waits, then that the library is busy; reading works."""
    library.add(inbox)
    said: list[str] = []
    monkeypatch.setattr(keeper, "WAIT_SECONDS", 0.2)
    with FileLock(library.path / "write.lock"), Library.open(library.path, notify=said.append) as second:
        with pytest.raises(LibraryBusy, match="再试"):
            second.add(inbox)
        assert best(second, "容积率") == "容积率不低于1.3"
    assert len(said) == 1
    assert "等待" in said[0]


def test_a_reader_does_not_wait_for_an_index_behind(library: Library, inbox: Path) -> None:
    """Where a writer is still at work on the index, a question is answered from what there is."""
    library.add(inbox / "意见.txt")
    late = document("刚刚加入", title="新")
    with FileLock(library.path / "write.lock"):
        library.catalog.put(Source("/late", "late", late.sha256, 1, 1), [late])
        assert best(library, "容积率") == "容积率不低于1.3"
        assert best(library, "刚刚加入") is None
    assert best(library, "刚刚加入") == "刚刚加入"


def test_a_disk_that_fills_up_is_said(library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails stops adding with a message; what was there still answers."""
    library.add(inbox / "意见.txt")

    def full(*_: object) -> None:
        raise LibraryUnwritable("知识库无法写入", "请检查磁盘空间")

    monkeypatch.setattr(Catalog, "_insert", full)
    with pytest.raises(LibraryUnwritable):
        library.add(inbox)
    monkeypatch.undo()
    assert titles(library) == ["意见"]
    assert best(library, "容积率") == "容积率不低于1.3"


def test_a_library_may_be_shared_for_reading(
    library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may only read the folder can list and ask, and leaves no file in it."""
    library.add(inbox)
    library.close()
    library.path.joinpath("write.lock").unlink(missing_ok=True)
    before = {path: path.stat().st_mtime_ns for path in library.path.rglob("*")}
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Library.open(library.path) as reader:
        assert best(reader, "容积率") == "容积率不低于1.3"
        assert len(reader.documents()) == 2
    assert {path: path.stat().st_mtime_ns for path in library.path.rglob("*")} == before


def test_a_missing_library_is_made_of_the_shipped_policies(tmp_path: Path) -> None:
    """The first question on a fresh machine has documents to be answered from; the second adds none."""
    with Library.ensure(tmp_path / "kb") as library:
        count = len(library.documents())
        assert count > 0
        library.remove(library.documents()[0].id)
    with Library.ensure(tmp_path / "kb") as library:
        assert len(library.documents()) == count - 1


def test_a_library_half_made_of_the_policies_is_completed(tmp_path: Path) -> None:
    """Interrupted while the shipped documents go in, the next start puts in the rest."""

    def stop(done: int, total: int, name: str) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Library.ensure(tmp_path / "kb", stop)
    with Library.ensure(tmp_path / "kb") as library:
        shipped = Path(str(kb.__path__[0])).parent / "policies"
        assert {entry.name for entry in library.documents()} == {path.name for path in shipped.glob("*.md")}


def test_an_empty_library_opened_stays_empty(tmp_path: Path) -> None:
    """`open` makes an empty library, and it is nobody's to fill."""
    Library.open(tmp_path / "kb").close()
    with Library.ensure(tmp_path / "kb") as library:
        assert library.documents() == []
        assert library.search("容积率") == []


def test_a_date_that_is_none_is_refused(library: Library) -> None:
    """The day may be a date or ISO text; anything else is said to be wrong."""
    with pytest.raises(QuestionRefused, match="2024-05-01"):
        library.ask("容积率多少？", as_of="去年")
    assert library.ask("容积率多少？", as_of="2024-05-01").as_of == date(2024, 5, 1)


_IMPORTS = """
import sys
from kb.library import Library
with Library.open(sys.argv[1]) as library:
    library.ask("零星用地单宗几亩？")
heavy = {"torch", "gradio", "langchain", "sentence_transformers", "chromadb", "transformers", "lxml",
         "pypdfium2", "docx", "trafilatura", "jieba", "ingest.pipeline", "ingest.read"}
print(sorted(heavy & set(sys.modules)))
"""


def test_asking_loads_nothing_heavy(library: Library, inbox: Path) -> None:
    """A question is answered in a second: no reader, no deep learning, no Chroma, no web page is imported."""
    library.add(inbox)
    words = [sys.executable, "-c", _IMPORTS, str(library.path)]
    subprocess.run(words, capture_output=True, check=True)  # embeds with the shipped model, which is not ours
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


_KILLED = """
import sys
from pathlib import Path
from kb.library import Library
def note(done, total, name):
    print(done, flush=True)
with Library.open(sys.argv[1]) as library:
    library.add(sys.argv[2], progress=note)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL is a POSIX matter")
@pytest.mark.parametrize("after", [0, 7, 20])
def test_a_killed_process_leaves_a_true_library(tmp_path: Path, after: int) -> None:
    """Killed while adding, the library opens, answers from exactly what it lists, and can be completed."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for n in range(20):
        (folder / f"办法{n:02}.txt").write_text(f"某市第{n}号办法\n\n第一条 容积率不低于{n}.5。\n", "utf-8")
    place = tmp_path / "kb"
    process = subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(place), str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= after:
            process.kill()
            break
    process.wait()
    process.stdout.close()
    with Library.open(place) as library:
        listed = {entry.id for entry in library.documents()}
        assert {hit.document_id for hit in library.search("容积率", limit=100)} == listed
        for document_id in listed:
            assert library.document(document_id).id == document_id
        library.add(folder)
        assert len(library.documents()) == 20
        assert len({hit.document_id for hit in library.search("容积率", limit=100)}) == 20
