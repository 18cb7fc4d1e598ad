"""Originals and page pictures: kept whole, drawn with the quote marked where it stands, gone with the document."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ingest.span import Span
from kb.errors import DocumentUnknown, OriginalMissing, PageUnavailable
from kb.library import Library
from kb.originals import Originals
from kb.pageview import DPI
from tests.ingest.read.make import Put, pdf

pytestmark = pytest.mark.usefixtures("use_embedder")

QUOTE = "容积率不低于1.3"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    with Library.open(tmp_path / "kb") as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A PDF of two pages; the quote stands on the second, 500 points from its top."""
    place = tmp_path / "办法.pdf"
    first = [Put(150, 740, "某市工业用地管理办法", 20), Put(72, 600, "第一条 为了规范管理，制定本办法。")]
    place.write_bytes(pdf(first, [Put(72, 300, f"第二条 工业项目{QUOTE}。")]))
    return place


def yellow(png: bytes) -> tuple[float, float, float, float] | None:
    """The box around what is marked, in points from the top left."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    red, _, blue = picture.split()
    marked = Image.eval(blue, lambda value: 255 * (value < 200))
    light = Image.eval(red, lambda value: 255 * (value > 200))
    both = Image.composite(marked, Image.new("L", marked.size), light).getbbox()
    return tuple(value * 72 / DPI for value in both) if both else None  # type: ignore[return-value]


def kept(library: Library) -> list[str]:
    """What lies in the folder of originals."""
    folder = library.path / "originals"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_quote_is_marked_where_it_stands(library: Library, file: Path) -> None:
    """By its words or its span: on its page, at its height, and no wider than its characters."""
    library.add(file)
    document = library.document(library.documents()[0].id)
    at = document.text.index(QUOTE)
    for quote in (QUOTE, Span(at, at + len(QUOTE))):
        box = yellow(library.page_image(document.id, 2, quote))
        assert box is not None
        x0, y0, x1, y1 = box
        assert 480 < y0 < 500 < y1 < 510
        assert x0 > 72 + 5 * 12
        assert x1 - x0 < (len(QUOTE) + 1) * 12 + 6
    assert yellow(library.page_image(document.id, 1)) is None
    assert yellow(library.page_image(document.id, 2)) is None


def test_what_cannot_be_shown_is_said(library: Library, file: Path, tmp_path: Path) -> None:
    """A page that is not there, a quote of another page, a text file, an unknown document."""
    text = tmp_path / "通知.txt"
    text.write_text("某市通知\n\n第一条 略。\n", "utf-8")
    library.add(file, text)
    by_format = {entry.format: entry.id for entry in library.documents()}
    with pytest.raises(PageUnavailable, match="共2页"):
        library.page_image(by_format["pdf"], 3)
    for quote in (QUOTE, "没有的话", ""):
        with pytest.raises(PageUnavailable, match="不在"):
            library.page_image(by_format["pdf"], 1, quote)
    with pytest.raises(PageUnavailable, match="没有固定的页面"):
        library.page_image(by_format["txt"], 1)
    with pytest.raises(DocumentUnknown):
        library.page_image("../../etc/passwd", 1)


def test_an_original_stays_as_long_as_its_document(library: Library, file: Path) -> None:
    """Kept under the hash of its bytes, readable as other files are; gone with the last document of them."""
    library.add(file)
    digest = library.documents()[0].sha256
    assert kept(library) == [digest]
    assert (library.path / "originals" / digest).read_bytes() == file.read_bytes()
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((library.path / "originals" / digest).stat().st_mode) == 0o666 & ~mask
    file.unlink()
    assert library.page_image(digest[:16], 2, QUOTE)
    library.remove(digest[:16])
    assert kept(library) == []


def test_a_changed_file_takes_its_older_original_along(library: Library, file: Path) -> None:
    """Of two versions at one path one is kept."""
    library.add(file)
    file.write_bytes(pdf([Put(72, 700, "某市工业用地管理办法（修订）")]))
    library.add(file)
    assert kept(library) == [library.documents()[0].sha256]


def test_a_library_without_originals_gets_them_by_adding_again(library: Library, file: Path) -> None:
    """Made by an earlier version, it says what to do; doing so helps, and says so."""
    library.add(file)
    digest = library.documents()[0].sha256
    (library.path / "originals" / digest).unlink()
    with pytest.raises(OriginalMissing, match="重新添加"):
        library.page_image(digest[:16], 1)
    outcome = library.add(file).outcomes[0]
    assert outcome.action == "skipped"
    assert "已补存原件" in outcome.reason
    assert library.page_image(digest[:16], 2, QUOTE)


def test_text_leaves_no_original(library: Library, tmp_path: Path) -> None:
    """Only what has pages is copied."""
    text = tmp_path / "通知.txt"
    text.write_text("某市通知\n\n第一条 略。\n", "utf-8")
    library.add(text)
    assert kept(library) == []


def test_half_a_copy_is_no_original(tmp_path: Path, file: Path) -> None:
    """Bytes other than those expected are not kept, and what a killed process left is swept out."""
    originals = Originals(tmp_path / "kb")
    assert not originals.keep(file, "0" * 64)
    assert list(originals.folder.iterdir()) == []
    (originals.folder / ".new-1").write_bytes(b"half")
    (originals.folder / "notes.txt").write_text("not ours")
    originals.keep_only(())
    assert [path.name for path in originals.folder.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("name", ["..", "../catalog.sqlite", "", "A" * 64, "0" * 63])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    """Only a SHA-256 names an original."""
    with pytest.raises(ValueError, match="SHA-256"):
        Originals(tmp_path).path(name)
