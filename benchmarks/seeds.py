"""Small sound files of every format that is read, for the fuzzer to injure."""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from PIL import Image, ImageDraw

from ingest.read.office import find_office
from tests.ingest.read.make import (
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
    placed,
    said,
)

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
DEAR = frozenset({"doc", "rtf", "odt", "wordml", "image", "scan"})
"""Formats whose every file takes LibreOffice or OCR, and so seconds."""

TEXT = "甲市零星地块办法\n第一章　总则\n第一条 单宗用地不超过7亩。\n第二条 亩均税收不低于24万元，提取0.5%以上。\n"
HTML = (
    '<!doctype html><html><head><meta charset="utf-8"><title>通知-甲市</title></head><body><h1>关于清查的通知</h1>'
    '<table><tr><td>索引号</td><td>1</td><td>文号</td><td>甲〔2023〕1号</td></tr></table><div id="zoom">'
    "<p>各县区要完成清查工作并建立台账。</p><ol><li>甲<br>乙</li></ol><table><tr><td rowspan=2>行业</td><td>值"
    "</td></tr><tr><td>1.2</td></tr></table></div></body></html>"
)
MHT = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n--xx\r\nContent-Type: text/html;"
    f" charset=utf-8\r\nContent-Location: http://a/\r\n\r\n{HTML}\r\n--xx--\r\n"
)
RTF = (
    r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\f0 \u31532?\u19968?\u26465? 7\'c4\'b6\par"
    r"\trowd\cellx2000\cellx4000 a\cell b\cell\row\pard 0.5%\par}"
)
WORDML = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument '
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>第一条 不超过7亩。'
    "</w:t></w:r></w:p></w:body></w:wordDocument>"
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/></Types>'
)


def _relations(target: str, kind: str) -> str:
    link = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{link}</Relationships>'


def seeds() -> dict[str, list[bytes]]:
    """Sound files by format; those that LibreOffice makes are there where it is installed."""
    word = _word(notes=False)
    table = _table()
    picture = _picture()
    found = {
        "txt": [TEXT.encode(), TEXT.encode("gbk"), TEXT.encode("utf-16")],
        "md": [f"---\ntitle: 甲\nlist: [1, 2]\n---\n# 题\n\n|a|b|\n|-|-|\n|1|2|\n\n> {TEXT}".encode()],
        "html": [HTML.encode(), HTML.encode("gbk")],
        "mht": [MHT.encode()],
        "csv": [
            '行业,投资强度（万元/亩）\n食品,300\n"纺,织",280\n'.encode(),
            "行业\t值\n食品\t1.2\n".encode("gbk"),
        ],
        "docx": [_word(notes=True)],
        "xlsx": [table],
        "xls": _converted(table, ".xlsx", "xls"),
        "ods": [_ods(), *_converted(table, ".xlsx", "ods")],
        "ofd": [_ofd()],
        "pdf": [
            pdf(
                [Put(100, 700, "第一条 不超过7亩"), Put(300, 700, "右栏")], [Put(100, 90, "下页")], drawn=True
            ),
            pdf([Put(100, 700, "第一条 不超过7亩")]),
        ],
        "doc": _converted(word, ".docx", "doc"),
        "odt": _converted(word, ".docx", "odt"),
        "rtf": [RTF.encode()],
        "wordml": [WORDML.encode()],
        "image": [_encoded(picture, kind) for kind in ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")],
        "scan": [_encoded(picture, "PDF"), _ofd_scan(picture)],
    }
    for path in sorted(SAMPLES.glob("*")) if SAMPLES.is_dir() else ():
        kind = {".htm": "html"}.get(path.suffix, path.suffix[1:])
        if kind in found and "scan" not in path.name and path.stat().st_size < 50_000:
            found[kind].append(path.read_bytes())
    return {kind: files for kind, files in found.items() if files}


def _word(notes: bool) -> bytes:
    mark = '<w:footnoteReference w:id="1"/>' if notes else ""
    rows = "".join(f"<w:tr><w:tc>{p(a)}</w:tc><w:tc>{p(b)}</w:tc></w:tr>" for a, b in ("行值", "食3"))
    body = (
        p("甲市零星地块办法")
        + listed("为清查零星地块，制定本办法。")
        + listed("面积不超过7亩的；", 1)
        + f"<w:tbl>{rows}</w:tbl>"
        + '<w:p><w:r><w:t>比例为</w:t></w:r><w:ins w:id="1"><w:r><w:t>0.8％</w:t></w:r></w:ins>'
        f'<w:del w:id="2"><w:r><w:delText>2％</w:delText></w:r></w:del><w:r>{mark}</w:r></w:p>'
    )
    return docx(
        body,
        numbering=numbered(level(0, "第%1条", "chineseCounting"), level(1, "（%2）")),
        # LibreOffice refuses notes that no content type declares.
        footnotes=f'<w:footnote w:id="1">{p("脚注")}</w:footnote>' if notes else "",
        styles='<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>',
        members={
            "[Content_Types].xml": TYPES,
            "_rels/.rels": _relations("word/document.xml", "officeDocument"),
            "word/_rels/document.xml.rels": _relations("numbering.xml", "numbering"),
        },
    )


def _table() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["某县指标表"],
        ["行业", "强度", "占比", "和"],
        ["食品", 300, 0.7, "=1+1"],
        ["纺织", 280, 0.655, 3],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet["C3"].number_format = "0%"
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _ods() -> bytes:
    spaces = " ".join(
        f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"'
        for key in ("office", "table", "text")
    )
    cell = "<table:table-cell><text:p>食品</text:p></table:table-cell>"
    row = f'<table:table-row>{cell}<table:table-cell table:number-columns-repeated="3"/>{cell}</table:table-row>'
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="表">{row * 2}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        }
    )


def _ofd() -> bytes:
    return ofd(
        ofd_page(said(20, 30, "第一条　不超过7亩") + said(20, 40, "第二条　0.5%")),
        ofd_page(said(20, 30, "下页"), before='<ofd:Template TemplateID="90" ZOrder="Background"/>'),
        templates={"90": ofd_page(said(20, 280, "页脚"))},
    )


def _ofd_scan(picture: Image.Image) -> bytes:
    medium = (
        '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>p.png</ofd:MediaFile>'
        "</ofd:MultiMedia></ofd:MultiMedias>"
    )
    return ofd(
        ofd_page(placed("7", "0 0 210 297", "210 0 0 297 0 0")),
        resources=medium,
        members={"Doc_0/Res/p.png": _encoded(picture, "PNG")},
    )


def _picture() -> Image.Image:
    sheet = Image.new("L", (500, 300), 255)
    pen = ImageDraw.Draw(sheet)
    for at in range(3):
        pen.text((40, 50 + 60 * at), f"Article {at + 1}: 0.5% of 300", fill=0, font_size=28)
    return sheet


def _encoded(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def _converted(data: bytes, suffix: str, kind: str) -> list[bytes]:
    """The file as LibreOffice saves it in another format; nothing where it is not installed."""
    program = find_office()
    if program is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"in{suffix}"
        source.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()
        command = [str(program), f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
        subprocess.run(
            [*command, "--outdir", folder, str(source)], capture_output=True, check=True, timeout=180
        )
        return [(Path(folder) / f"in.{kind}").read_bytes()]
