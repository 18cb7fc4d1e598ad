"""Mutated files: whatever the bytes, a reading or a named error, never a library's own."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.limits import Limits
from ingest.read import read_bytes
from tests.ingest.read.make import (
    W_NS,
    Put,
    docx,
    level,
    listed,
    numbered,
    ofd,
    ofd_page,
    p,
    package,
    pdf,
    said,
)
from tests.ingest.read.scans import need_ocr
from tests.ingest.read.test_sheet import book

TEXT = "第一条 单宗用地不超过7亩。\n第二条 亩均税收不低于24万元。\n"
HTML = (
    '<!doctype html><html><head><meta charset="utf-8"><title>通知-甲市</title></head><body><h1>关于清查的通知</h1>'
    '<table><tr><td>索引号</td><td>1</td><td>文号</td><td>甲〔2023〕1号</td></tr></table><div id="zoom">'
    "<p>各县区要完成清查工作并建立台账。</p><ol><li>甲<br>乙</li></ol><table><tr><td rowspan=2>行业</td><td>值"
    "</td></tr><tr><td>1.2</td></tr></table></div></body></html>"
)
WORD = docx(
    listed("甲")
    + listed("乙", 1)
    + "<w:tbl><w:tr><w:tc>"
    + p("格")
    + "</w:tc><w:tc>"
    + p("子")
    + "</w:tc></w:tr></w:tbl>"
    '<w:p><w:r><w:t>注</w:t><w:footnoteReference w:id="1"/></w:r></w:p>',
    numbering=numbered(level(0, "第%1条", "chineseCounting"), level(1, "（%2）")),
    footnotes=f'<w:footnote w:id="1">{p("脚注")}</w:footnote>',
    styles='<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>',
)
SEEDS: dict[str, bytes] = {
    "a.txt": TEXT.encode(),
    "b.txt": TEXT.encode("gbk"),
    "c.txt": TEXT.encode("utf-16"),
    "a.md": f"---\ntitle: 甲\nlist: [1, 2]\n---\n# 题\n\n|a|b|\n|-|-|\n|1|2|\n\n{TEXT}".encode(),
    "a.html": HTML.encode(),
    "b.html": HTML.encode("gbk"),
    "a.pdf": pdf(
        [Put(100, 700, "第一条 不超过7亩"), Put(300, 700, "右栏")],
        [Put(100, 90, "下页", turn=90)],
        drawn=True,
    ),
    "a.docx": WORD,
    "a.csv": '行业,投资强度（万元/亩）\n"食品,制造",300\n纺织,0.5%\n'.encode(),
    "a.mht": (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n--xx\r\n"
        f"Content-Type: text/html; charset=utf-8\r\n\r\n{HTML}\r\n--xx--\r\n"
    ).encode(),
    "a.ofd": ofd(ofd_page(said(20, 30, "第一条　不超过7亩") + said(20, 40, "第二条　0.5%"))),
    "a.xlsx": book(["某县指标表"], ["行业", "强度"], ["食品", 0.7], merge=("A1:B1",), formats={"B3": "0%"}),
}
LIMITS = Limits(
    file_bytes=1 << 20, unpacked_bytes=1 << 22, markup_bytes=1 << 21, pages=50, characters=100_000
)
NASTY = (
    b"\0",
    b"\xff\xfe",
    b"<",
    b">",
    b"&#x110000;",
    b"PK\x01\x02",
    b"%PDF-1.7",
    b"\x80" * 8,
    b"999999999999",
)


@pytest.fixture(autouse=True)
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Injured pages are often taken for scans; reading those takes seconds each."""
    monkeypatch.setattr("ingest.read.scanner.available", lambda: False)


def mutate(data: bytes, dice: random.Random) -> bytes:
    """A few random injuries: flipped bits, lost, doubled and moved stretches, foreign bytes."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(out) + 1)
        to = min(len(out), at + dice.randint(1, 40))
        match dice.randrange(6):
            case 0 if at < len(out):
                out[at] ^= 1 << dice.randrange(8)
            case 1:
                del out[at:to]
            case 2:
                out[at:at] = out[at:to] * dice.randint(1, 30)
            case 3:
                out[at:to] = dice.choice(NASTY)
            case 4:
                del out[dice.randint(len(out) // 2, len(out)) :]
            case _:
                out[at:to] = dice.randbytes(to - at)
    return bytes(out)


def survives(name: str, data: bytes) -> bool:
    """Whether the bytes were read; any error but our own fails the test by itself."""
    try:
        reading = read_bytes(name, data, LIMITS)
    except IngestError as error:
        return _complete(error)
    assert reading.raw.strip()
    assert all("\n" not in line.text for line in reading.lines)
    return True


def _complete(error: IngestError) -> bool:
    """Check a named error's two parts; it means that nothing was read."""
    assert error.message
    assert error.advice
    return False


@pytest.mark.parametrize("name", SEEDS)
def test_mutations_end_in_a_reading_or_a_named_error(name: str) -> None:
    """A hundred injured copies of a file: none brings out an error of a library."""
    assert survives(name, SEEDS[name])
    dice = random.Random(name)
    outcomes = [survives(name, mutate(SEEDS[name], dice)) for _ in range(100)]
    assert len(outcomes) == 100


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/numbering.xml", "word/styles.xml", "_rels/.rels"]
)
def test_mutated_parts_inside_a_sound_archive(part: str) -> None:
    """Injuries that the ZIP's checksums would catch are made inside, where they reach the XML."""
    relation = (
        '<Relationships><Relationship Type="x/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    style = '<w:style w:styleId="a"><w:basedOn w:val="a"/></w:style>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relation,
        "word/document.xml": f"<w:document {W_NS}><w:body>{listed('甲')}{p('乙')}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {W_NS}>{numbered(level(0, '%1、'))}</w:numbering>",
        "word/styles.xml": f"<w:styles {W_NS}>{style}</w:styles>",
    }
    dice = random.Random(part)
    assert survives("a.docx", package(dict(parts)))
    for _ in range(100):
        survives("a.docx", package({**parts, part: mutate(parts[part].encode(), dice)}))


@pytest.mark.parametrize("suffix", ["txt", "md", "html", "pdf", "docx", "doc", "xlsx", "csv", "xyz", ""])
def test_every_content_under_every_name(suffix: str) -> None:
    """Swapped suffixes and random bytes never confuse a reader into an unnamed error."""
    dice = random.Random(suffix)
    noise = [dice.randbytes(dice.randrange(1, 400)) for _ in range(20)]
    for data in [*SEEDS.values(), *noise, package({"a.docx": WORD})]:
        survives(f"a.{suffix}" if suffix else "a", data)


def test_errors_of_the_machine_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Running out of stack or memory within a reader is a limit passed, not a crash."""
    for error in (RecursionError, MemoryError):

        def fail(*_: object, error: type[Exception] = error) -> None:
            raise error

        monkeypatch.setattr("ingest.read.sniff", fail)
        with pytest.raises(IngestError):
            read_bytes("a.txt", b"x")


def test_the_recogniser_reports_to_nobody(tmp_path: Path) -> None:
    """ONNX Runtime, left alone, notes the machine in the user's home and sends word to its maker."""
    need_ocr()
    code = "from ingest.read.recogniser import recogniser; recogniser()"
    rooms = {key: str(tmp_path) for key in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP")}
    home = {**os.environ, **rooms, "XDG_CACHE_HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", code], env=home, cwd=root, check=True, timeout=300)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
