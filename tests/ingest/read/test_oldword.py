"""Old office formats: the same words as the DOCX, nothing fetched, nothing left running."""

from __future__ import annotations

import difflib
import http.server
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from ingest.document import Cell, Line
from ingest.errors import FileEncrypted, FileUnreadable, IngestError, LimitExceeded, ProgramMissing
from ingest.limits import Limits
from ingest.read import read_bytes
from ingest.read.office import VARIABLE, find_office
from ingest.read.oldword import _part_tables
from ingest.read.oleword import OleWord, displayed
from tests.ingest.read.make import docx, level, listed, numbered, p, package

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/><Override PartName="/word/numbering.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
)
BODY = (
    p("甲市零星地块管理办法")
    + listed("为清查零星地块，制定本办法。")
    + listed("下列地块先行清查：")
    + listed("单宗面积不超过7亩的；", 1)
    + listed("闲置两年以上的。", 1)
    + '<w:p><w:r><w:t>提取比例为</w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>0.8％以上</w:t></w:r></w:ins>'
    '<w:del w:id="2" w:author="a"><w:r><w:delText>2％以上</w:delText></w:r></w:del><w:r><w:t>。</w:t></w:r></w:p>'
    f"<w:tbl><w:tr><w:tc>{p('行业')}</w:tc><w:tc>{p('容积率')}</w:tc></w:tr>"
    f"<w:tr><w:tc>{p('食品')}</w:tc><w:tc>{p('1.2')}</w:tc></w:tr></w:tbl>" + p("本办法自发布之日起施行。")
)
SHOWN = [
    "甲市零星地块管理办法", "第一条 为清查零星地块，制定本办法。", "第二条 下列地块先行清查：",
    "（一）单宗面积不超过7亩的；", "（二）闲置两年以上的。", "提取比例为0.8％以上。", "行业", "容积率", "食品", "1.2",
    "本办法自发布之日起施行。",
]  # fmt: skip


def word(body: str, relations: str = "") -> bytes:
    """A DOCX complete enough for an office program."""
    levels = numbered(
        level(0, "第%1条", "chineseCountingThousand"),
        level(1, "（%2）", "chineseCounting", '<w:suff w:val="nothing"/>'),
    )
    return docx(
        body,
        numbering=levels,
        members={
            "[Content_Types].xml": TYPES,
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r2" '
            f'Type="{OFFICE}/numbering" Target="numbering.xml"/>{relations}</Relationships>',
        },
    )


@pytest.fixture(scope="module")
def office() -> Path:
    found = find_office()
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


@pytest.fixture(scope="module")
def old(office: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same document in old formats, by suffix."""
    room = tmp_path_factory.mktemp("old")
    (room / "a.docx").write_bytes(word(BODY))
    made = {}
    for suffix in ("doc", "odt"):
        profile = f"-env:UserInstallation={(room / 'profile').as_uri()}"
        command = [
            str(office),
            profile,
            "--headless",
            "--convert-to",
            suffix,
            "--outdir",
            str(room),
            "a.docx",
        ]
        subprocess.run(command, cwd=room, capture_output=True, check=True, timeout=120)
        made[suffix] = (room / f"a.{suffix}").read_bytes()
    return made


@pytest.mark.parametrize(
    ("suffix", "name", "format_"),
    [
        ("doc", "办法.doc", "doc"),
        ("doc", "办法.wps", "doc"),
        ("odt", "办法.odt", "odt"),
    ],
)
def test_old_formats_read_as_they_display(
    old: dict[str, bytes], suffix: str, name: str, format_: str
) -> None:
    """Automatic numbers show, tracked insertions stay, deletions go, tables keep their cells."""
    reading = read_bytes(name, old[suffix])
    assert [line.text for line in reading.lines] == SHOWN
    assert reading.format == format_
    assert [line.cell for line in reading.lines if line.text == "1.2"] == [Cell(1, 1, 1)]
    assert reading.warnings == ()


def test_rich_text(office: Path) -> None:
    """An RTF in a Chinese code page shows its automatic numbers and none of its deleted words."""
    level_ = r"{\listlevel\levelnfc39\levelstartat1\levelfollow0{\leveltext\'03\'b5\'da\'00\'cc\'f5;}{\levelnumbers\'02;}\f0}"
    rtf = (
        r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}{\*\listtable{\list\listtemplateid1"
        + level_
        + r"{\listname ;}\listid5}}{\*\listoverridetable{\listoverride\listid5\listoverridecount0\ls1}}"
        r"\pard\plain\f0\ls1\ilvl0 \u30446 ?\u30340 ?\par\ls1\ilvl0 \'b8\'c5\'c0\'a8\par\pard\plain {\deleted 3}5\u20137 ?\par}"
    )
    assert [line.text for line in read_bytes("a.rtf", rtf.encode()).lines] == [
        "第一条 目的",
        "第二条 概括",
        "5亩",
    ]


def test_a_zipped_wps_is_a_word_file() -> None:
    """WPS writes DOCX under its own suffix too: read as such, without a warning about its name."""
    reading = read_bytes("办法.wps", docx(p("第一条 适用于甲市。")))
    assert (reading.format, reading.warnings) == ("docx", ())


def test_a_locked_doc_needs_its_password(old: dict[str, bytes]) -> None:
    """A DOC under a password is named as such before any program is started."""
    data = bytearray(old["doc"])
    at = data.index(b"\xec\xa5")
    data[at + 0x0B] |= 1
    with pytest.raises(FileEncrypted):
        read_bytes("a.doc", bytes(data))


def test_a_locked_odt_needs_its_password() -> None:
    """An ODT whose manifest tells of encryption is not handed on."""
    members = {"mimetype": "x", "content.xml": "?", "META-INF/manifest.xml": "<m:encryption-data/>"}
    with pytest.raises(FileEncrypted):
        read_bytes("a.odt", package(members))


def test_damaged_files_are_named(office: Path, old: dict[str, bytes]) -> None:
    """What LibreOffice cannot open is an error with advice, not an empty reading."""
    for name, data in (("a.doc", old["doc"][: len(old["doc"]) // 3]), ("a.odt", _odt("<broken"))):
        with pytest.raises(IngestError) as caught:
            read_bytes(name, data)
        assert "a." in caught.value.message
        assert caught.value.advice


def test_the_text_a_doc_stores(old: dict[str, bytes]) -> None:
    """The stored text is found through the piece table: deletions and cell marks included."""
    stored = OleWord("a.doc", old["doc"]).text()
    assert "0.8％以上2％以上" in stored
    assert "行业\x07容积率\x07\x07食品\x071.2\x07\x07" in stored


def test_field_codes_are_no_text() -> None:
    """The instructions of a field do not display, those of a field within a field neither."""
    assert displayed("见\x13 REF \x13 PAGE \x147\x15 \x14第七条\x15。\x13TOC\x15") == "见第七条。"


def test_tables_run_together_are_parted() -> None:
    """Cells that the conversion glued together are parted; merged rows give lines and no guessed columns."""
    even = "前\r行业\x07值\x07\x07食品\x071.2\x07\x07"
    lines, count = _part_tables([Line("前"), Line("行业值食品1.2")], even)
    assert count == 1
    assert [(line.text, line.cell) for line in lines[1:]] == [
        ("行业", Cell(1, 0, 0)), ("值", Cell(1, 0, 1)), ("食品", Cell(1, 1, 0)), ("1.2", Cell(1, 1, 1)),
    ]  # fmt: skip
    lines, count = _part_tables([Line("标题3亩7亩")], "标题\x07\x073亩\x077亩\x07\x07")
    assert [(line.text, line.cell) for line in lines] == [("标题", None), ("3亩", None), ("7亩", None)]
    untouched = [Line("行业值")]
    assert _part_tables(untouched, even) == (untouched, 0)


def test_without_the_program(monkeypatch: pytest.MonkeyPatch, old: dict[str, bytes]) -> None:
    """Where LibreOffice is missing the message names the package and the way round."""
    monkeypatch.setenv(VARIABLE, "/nowhere/soffice")
    with pytest.raises(ProgramMissing) as caught:
        read_bytes("a.doc", old["doc"])
    assert "libreoffice-writer" in caught.value.advice
    assert "DOCX" in caught.value.advice


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the program")
def test_a_hanging_program_is_ended_with_its_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Past its time the program is killed, and so is what it started."""
    script, child = tmp_path / "soffice", tmp_path / "child"
    script.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {child}\nwait\n")
    script.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(script))
    with pytest.raises(LimitExceeded):
        read_bytes("a.rtf", b"{\\rtf1 abc}", Limits(office_seconds=1))
    pid = int(child.read_text())
    state = Path(f"/proc/{pid}/stat")
    if state.parent.parent.exists():
        # A killed child may wait, dead, for whoever inherits it.
        assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"
    else:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the program")
def test_an_overlong_result_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A conversion that writes without end is stopped at the limit of a file."""
    script = tmp_path / "soffice"
    script.write_text(
        "#!/bin/sh\nmkdir -p out\nhead -c 3000000 /dev/zero > out/in.docx.tmp\nmv out/in.docx.tmp out/in.docx\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(script))
    with pytest.raises((LimitExceeded, FileUnreadable)):
        read_bytes("a.rtf", b"{\\rtf1 abc}", Limits(file_bytes=1 << 20))


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine: its address, and what it was asked for."""
    hits: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", hits
        server.shutdown()


def _odt(content: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" m:version="1.2">'
            '<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/>'
            '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
        )
    return out.getvalue()


def _reaching_out(address: str, secret: str) -> dict[str, bytes]:
    names = "".join(
        f' xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{value}:1.0"'
        for key, value in (
            ("office", "office"),
            ("text", "text"),
            ("draw", "drawing"),
            ("svg", "svg-compatible"),
        )
    )
    frame = '<draw:frame svg:width="3cm" svg:height="3cm" text:anchor-type="as-char">{}</draw:frame>'
    odt = (
        f'<?xml version="1.0"?><office:document-content{names} xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'office:version="1.2"><office:body><office:text><text:p>第一条 甲'
        + frame.format(f'<draw:image xlink:href="{address}/1.png"/>')
        + frame.format(f'<draw:object-ole xlink:href="{address}/2.ole"/>')
        + f'</text:p><text:section text:name="s"><text:section-source xlink:href="{secret}"/><text:p>乙</text:p>'
        "</text:section></office:text></office:body></office:document-content>"
    )
    rtf = (
        rf'{{\rtf1\ansi{{\*\template {address}/3.dot}}{{\field{{\*\fldinst {{INCLUDEPICTURE "{address}/4.png" \\d}}}}'
        rf'{{\fldrslt x}}}}{{\field{{\*\fldinst {{INCLUDETEXT "{secret}"}}}}{{\fldrslt y}}}}\par '
        r"\u31532?\u19968?\u26465? a\par}"
    )
    page = f'<html><body><img src="{address}/5.png"><iframe src="{address}/6"></iframe><p>第一条 甲</p></body></html>'
    picture = '<w:p><w:r><w:t>第一条 甲</w:t></w:r><w:r><w:pict><v:shape><v:imagedata r:id="r9"/></v:shape></w:pict></w:r></w:p>'
    picture = picture.replace("r:id", f'xmlns:r="{OFFICE}" r:id')
    linked = word(
        picture,
        f'<Relationship Id="r9" Type="{OFFICE}/image" Target="{address}/7.png" TargetMode="External"/>',
    )
    return {"a.odt": _odt(odt), "a.rtf": rtf.encode(), "a.doc": page.encode(), "a.docx": linked}


def test_nothing_is_fetched(office: Path, asked: tuple[str, list[str]], tmp_path: Path) -> None:
    """Linked pictures, objects, templates, frames and texts of a hostile file stay where they are."""
    address, hits = asked
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容", encoding="utf-8")
    for name, data in _reaching_out(address, secret.as_uri()).items():
        reading = read_bytes(name, data)
        assert "第一条" in reading.raw
        assert "机密内容" not in reading.raw
    assert hits == []


def test_samples_lose_no_character(office: Path) -> None:
    """The shared DOC gives every character of the truth, and none of its deleted figures."""
    samples = Path(__file__).resolve().parents[4] / "shared" / "samples"
    if not (samples / "002.doc").exists():
        pytest.skip("the shared samples are not at hand")
    truth = re.sub(r"\s", "", (samples / "002_clean.txt").read_text(encoding="utf-8"))
    found = re.sub(r"\s", "", read_bytes("002.doc", (samples / "002.doc").read_bytes()).raw)
    edits = difflib.SequenceMatcher(None, truth, found, autojunk=False).get_opcodes()
    assert [truth[a:b] for kind, a, b, _, _ in edits if kind in ("replace", "delete")] == []
    traps = read_bytes("traps.doc", (samples / "traps.doc").read_bytes())
    assert "1％以上" not in traps.raw
    assert any("单元格" in warning for warning in traps.warnings)
