"""The catalog: what is in it, and that it is in whole or not at all."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.document import Document
from kb import migrations
from kb.catalog import FILE_NAME, Catalog
from kb.entry import Source
from kb.errors import CatalogDamaged, DocumentUnknown, LibraryUnwritable, SchemaTooNew
from tests.factories import document, region

OLD = document("容积率不低于1.0。", title="某市工业用地办法", number="某政发〔2018〕5号")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """An empty catalog."""
    made = Catalog(tmp_path)
    yield made
    made.close()


def source(whole: Document, path: str) -> Source:
    """The file that a document came from."""
    return Source(path, Path(path).name, whole.sha256, 1, 1)


def put(catalog: Catalog, *items: Document, path: str = "") -> frozenset[str]:
    """Store documents as the items of one file."""
    return catalog.put(source(items[0], path or f"/{items[0].metadata.title}"), items)


def test_what_was_put_comes_back(catalog: Catalog) -> None:
    """A document is stored whole, listed, and cut into passages with what helps to find them."""
    whole = document(
        "# 一、规模\n单宗不超过三亩。\n", number="某政发〔2020〕1号", region=region("浙江省", "衢州市")
    )
    put(catalog, whole)
    assert catalog.document(whole.id) == whole
    (entry,) = catalog.entries()
    assert (entry.metadata, entry.characters, entry.clauses) == (whole.metadata, len(whole.text), 2)
    stored = catalog.passages(whole.id)[1]
    assert stored.passage.text == "单宗不超过三亩。"
    assert (stored.passage.headings, stored.passage.region) == ("一、规模", "浙江省 衢州市")
    assert (stored.label, stored.order) == ("第1段", 1)
    assert catalog.passage(stored.passage.key) == stored


def test_a_catalog_outlives_its_process(tmp_path: Path) -> None:
    """What was put is there when the file is opened again, and the library keeps its name."""
    first = Catalog(tmp_path)
    put(first, OLD)
    name, generation = first.library, first.generation()
    first.close()
    second = Catalog(tmp_path)
    assert second.ids() == {OLD.id}
    assert (second.library, second.generation()) == (name, generation)
    second.close()


def test_new_bytes_at_a_path_replace_the_old(catalog: Catalog) -> None:
    """A changed file replaces its older self."""
    new = document("容积率不低于1.3。", title="某市工业用地办法")
    put(catalog, OLD, path="/a.txt")
    assert put(catalog, new, path="/a.txt") == {OLD.id}
    assert catalog.ids() == {new.id}


def test_the_same_bytes_twice_are_one_document(catalog: Catalog) -> None:
    """A copy under another name adds nothing, and the original's change leaves the copy's document."""
    put(catalog, OLD, path="/a.txt")
    assert catalog.point(source(OLD, "/b.txt")) == frozenset()
    assert catalog.ids() == {OLD.id}
    put(catalog, document("另一份"), path="/a.txt")
    assert OLD.id in catalog.ids()
    put(catalog, document("又一份"), path="/b.txt")
    assert OLD.id not in catalog.ids()


def test_a_path_can_come_to_hold_what_another_holds(catalog: Catalog) -> None:
    """Where a file is overwritten by a copy of another, its older self leaves."""
    other = document("另一份", title="另一份")
    put(catalog, OLD, path="/a.txt")
    put(catalog, other, path="/b.txt")
    assert catalog.point(source(other, "/a.txt")) == {OLD.id}
    assert catalog.ids() == {other.id}


def test_a_file_of_several_documents_is_one_source(catalog: Catalog) -> None:
    """A newspaper page's items come and go together, and one taken out is missed."""
    items = [document(f"第{n}篇", title=f"第{n}篇", sha256="ab" * 32, item=n) for n in (1, 2, 3)]
    put(catalog, *items, path="/page.pdf")
    assert catalog.content("ab" * 32) == {item.id for item in items}
    catalog.remove(items[1].id)
    assert catalog.content("ab" * 32) is None
    put(catalog, *items, path="/page.pdf")
    assert catalog.content("ab" * 32) == {item.id for item in items}
    assert put(catalog, OLD, path="/page.pdf") == {item.id for item in items}


def test_removing_the_last_document_forgets_the_file(catalog: Catalog) -> None:
    """A file whose documents were all removed can be added again."""
    put(catalog, OLD, path="/a.txt")
    catalog.remove(OLD.id)
    assert catalog.content_at("/a.txt") is None
    assert catalog.passages(OLD.id) == []
    with pytest.raises(DocumentUnknown):
        catalog.remove(OLD.id)


def test_a_failure_half_way_leaves_what_was_there(catalog: Catalog) -> None:
    """A file's documents go in whole or not at all: a failing second item takes the first back."""
    put(catalog, OLD, path="/a.txt")
    before = catalog.generation()
    first = document("一", title="一", sha256="cd" * 32)
    with pytest.raises(CatalogDamaged):
        catalog.put(source(first, "/a.txt"), [first, first])
    assert catalog.ids() == {OLD.id}
    assert catalog.content_at("/a.txt") == OLD.sha256
    assert catalog.generation() == before


def test_the_generation_grows_with_each_change(catalog: Catalog) -> None:
    """Whoever keeps a copy of the documents can see that it is old."""
    seen = [catalog.generation()]
    put(catalog, OLD)
    seen.append(catalog.generation())
    catalog.remove(OLD.id)
    seen.append(catalog.generation())
    assert seen == sorted(set(seen))


def test_a_restatement_stands_back_behind_its_original(catalog: Catalog) -> None:
    """A restatement is not answered from while the original is here, and is when it has left."""
    copy = document("重述", title="工业用地办法（复述）", restates="《某市工业用地办法》")
    put(catalog, copy)
    assert catalog.active_documents() == {copy.id}
    put(catalog, OLD)
    assert catalog.active_documents() == {OLD.id}
    assert catalog.entry(copy.id).shadowed_by == OLD.id
    catalog.remove(OLD.id)
    assert catalog.active_documents() == {copy.id}


def test_restatements_do_not_stand_in_for_each_other(catalog: Catalog) -> None:
    """Two restatements of one text that is not here are both answered from."""
    copies = [document(f"重述{n}", title="某市工业用地办法", restates="某市工业用地办法") for n in (1, 2)]
    for n, copy in enumerate(copies):
        put(catalog, copy, path=f"/{n}")
    assert catalog.active_documents() == {copy.id for copy in copies}


@pytest.mark.parametrize("name", ["某市工业用地办法", "某政发[2018]5号"])
def test_a_repealed_document_is_marked_from_the_day(catalog: Catalog, name: str) -> None:
    """What a later document repeals, by title or 文号, is 已废止 from that one's first day, not before."""
    put(catalog, OLD)
    later = document("施行", title="新办法", effective=date(2024, 3, 1), repeals=(name,))
    put(catalog, later)
    entry = catalog.entry(OLD.id)
    assert entry.repealed_by == later.id
    assert entry.validity(date(2024, 2, 29)) == "未标明"
    assert entry.validity(date(2024, 3, 1)) == "已废止"
    catalog.remove(later.id)
    assert catalog.entry(OLD.id).repealed_by is None


def test_the_first_repeal_counts(catalog: Catalog) -> None:
    """Repealed twice, a document is out of force from the earlier day."""
    put(catalog, OLD)
    for year in (2024, 2021):
        name = f"{year}年办法"
        put(catalog, document("x", title=name, effective=date(year, 1, 1), repeals=("某市工业用地办法",)))
    assert catalog.entry(OLD.id).repealed_from == date(2021, 1, 1)


@pytest.mark.parametrize("words", ["某市工业用地办法", "某政发[2018]5号", "工业用地", OLD.id, OLD.id[:6]])
def test_a_document_is_found_by(catalog: Catalog, words: str) -> None:
    """Id, start of the id, 文号, title or part of the title name a document."""
    put(catalog, OLD)
    put(catalog, document("别的", title="会议纪要"))
    assert catalog.find(words) == OLD.id


@pytest.mark.parametrize("words", ["没有的", "", "%", "____", "《》"])
def test_what_is_not_there_is_said_to_be_unknown(catalog: Catalog, words: str) -> None:
    """No wildcard and no empty word names a document by accident."""
    put(catalog, OLD)
    with pytest.raises(DocumentUnknown, match="没有文档"):
        catalog.find(words)


def test_ambiguous_words_list_the_choices(catalog: Catalog) -> None:
    """Words that fit several documents name none, and the message says which they fit."""
    put(catalog, OLD)
    put(catalog, document("别的", title="某县工业用地办法"))
    with pytest.raises(DocumentUnknown, match=r"2 份文档.*某县工业用地办法"):
        catalog.find("工业用地办法")


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    """A catalog of a later version is refused and not one byte of it changes."""
    Catalog(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute("INSERT INTO migrations VALUES ('from_the_future', '2099-01-01')")
    db.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(SchemaTooNew, match="升级"):
        Catalog(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_catalog_is_named_and_kept(tmp_path: Path, content: bytes) -> None:
    """A file that is no catalog gives a message, and stays for whoever wants to mend it."""
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(CatalogDamaged, match="备份"):
        Catalog(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_damaged_payload_names_the_document(tmp_path: Path) -> None:
    """One damaged document does not hide the others, and the message says which it is."""
    catalog = Catalog(tmp_path)
    other = document("另一份", title="另一份")
    put(catalog, OLD)
    put(catalog, other)
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute("UPDATE documents SET payload = x'31aa' WHERE id = ?", (OLD.id,))
    db.close()
    with pytest.raises(CatalogDamaged, match=OLD.id):
        catalog.document(OLD.id)
    assert catalog.document(other.id) == other
    catalog.close()


def test_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    """A knowledge base named where a file stands is refused with the place."""
    (tmp_path / "kb").write_text("x")
    with pytest.raises(LibraryUnwritable, match="kb"):
        Catalog(tmp_path / "kb")


def test_a_full_disk_changes_nothing(catalog: Catalog) -> None:
    """Where the disk takes no more, the message says so and the catalog is as it was."""
    put(catalog, OLD)
    pages = catalog._db.one("PRAGMA page_count")
    assert pages is not None
    catalog._db.one(f"PRAGMA max_page_count = {pages[0]}")
    noise = "".join(chr(0x4E00 + random.Random(7).randrange(20000)) for _ in range(20000))
    rows = "\n".join(noise[i : i + 50] for i in range(0, len(noise), 50))
    with pytest.raises(LibraryUnwritable, match="磁盘"):
        put(catalog, document(rows, title="很长"))
    assert catalog.ids() == {OLD.id}
    assert catalog.document(OLD.id) == OLD


def test_a_failing_migration_leaves_the_old_schema(tmp_path: Path) -> None:
    """Schema changes are applied whole or not at all, in order, each recorded once."""

    def adds_a_table(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE extra (x)")

    def breaks(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE extra (x)")

    db = sqlite3.connect(tmp_path / "db", isolation_level=None)
    migrations.migrate(db, migrations.MIGRATIONS)
    with pytest.raises(sqlite3.OperationalError):
        migrations.migrate(db, (*migrations.MIGRATIONS, adds_a_table, breaks))
    assert migrations.version(db) == len(migrations.MIGRATIONS)
    assert db.execute("SELECT name FROM sqlite_master WHERE name = 'extra'").fetchone() is None
    migrations.migrate(db, (*migrations.MIGRATIONS, adds_a_table))
    migrations.migrate(db, (*migrations.MIGRATIONS, adds_a_table))
    assert migrations.version(db) == len(migrations.MIGRATIONS) + 1
    db.close()
