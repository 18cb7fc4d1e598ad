"""Files that somebody made on purpose: bombs, absurd counts, loops, bottomless nesting."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator

from benchmarks.hostile import DEEP, LAUGHS, monotonous, zip_bomb, zipped
from tests.ingest.read.make import W_NS, _assemble, docx, ofd, ofd_page, p, said

_GB = 1 << 30
_TYPES = {"[Content_Types].xml": b"<Types/>"}
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def traps() -> Iterator[tuple[str, bytes]]:
    """Format and content of each."""
    for text in monotonous():
        yield "txt", text
    yield from _markup()
    yield from _archives()
    yield from _pdfs()


def _markup() -> Iterator[tuple[str, bytes]]:
    for open_, close in (
        ("<div>", "</div>"), ("<table><tr><td>", ""), ("<ul><li>", "</ul>"), ("<b>", ""), ("<p><span>", ""), ("<a><a>", ""),
    ):  # fmt: skip
        yield "html", ("<html><body>" + open_ * DEEP + "文" + close * DEEP).encode()
        yield "html", ("<html><body>" + (open_ * 300 + "文" + close * 300) * 60).encode()
    cell = '<td rowspan="65534" colspan="1000">格</td>'
    yield "html", f"<html><table>{('<tr>' + cell * 30 + '</tr>') * 300}</table>".encode()
    yield "html", ("<html><table>" + "<tr><td>1</td></tr>" * 200_000 + "</table>").encode()
    yield "html", ("<html><body " + " ".join(f'a{at}="1"' for at in range(100_000)) + ">文").encode()
    yield "html", ("<html><body style='" + "a:b;" * 500_000 + "'>文").encode()
    yield "html", ("<html><body>" + "&#x4e00;" * 500_000).encode()
    yield "html", ("<html><body>" + "<br>" * 500_000 + "文").encode()
    yield "html", b"<html>" + b"<!--" * 500_000
    yield "html", b"<html><script>" + b"<" * 2_000_000
    yield "html", LAUGHS + b"<html><body>&l10;</body></html>"
    yield "md", (">" * DEEP + "文").encode()
    yield "md", ("- " * DEEP + "文").encode()
    yield "md", ("|" * DEEP + "\n" + "|-" * DEEP + "\n" + "|文" * DEEP).encode()
    yield "md", ("[" * DEEP + "文" + "](a)" * DEEP).encode()
    bomb = "\n".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9) if at else 'x'}]" for at in range(12))
    yield "md", f"---\n{bomb}\n---\n正文\n".encode()
    yield "md", ("---\na: " + "[" * DEEP + "\n---\n正文\n").encode()
    parts = "".join(
        f"Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n" for at in range(5_000)
    )
    yield "mht", ("MIME-Version: 1.0\r\n" + parts + "Content-Type: text/html\r\n\r\n<p>文</p>").encode()
    yield (
        "mht",
        (
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n" * DEEP
        ).encode(),
    )
    yield "mht", b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=" + b"a" * DEEP + b"\r\n\r\n<p>x</p>"
    yield "csv", b"," * 2_000_000
    yield "csv", b'"' * 1_000_001
    yield "csv", ("a," * 20 + "\n").encode() * 100_000
    yield "csv", b"a,b\n" + b"1,2\n" * 400_000


def _archives() -> Iterator[tuple[str, bytes]]:
    many = tuple(f"word/part{at}.xml" for at in range(10))
    yield "docx", zip_bomb(("word/document.xml", *many), _GB, _TYPES)
    yield "xlsx", zip_bomb(("xl/workbook.xml", "xl/sharedStrings.xml", *many), _GB, _TYPES)
    yield "ofd", zip_bomb(("OFD.xml", *many), _GB, _TYPES)
    yield (
        "ods",
        zip_bomb(
            ("content.xml", *many), _GB, {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
        ),
    )
    inner = zip_bomb(("word/document.xml",), _GB, _TYPES)
    yield "docx", zipped({**_TYPES, "word/document.xml": inner})
    yield "docx", zipped({f"word/{at}.xml": inner for at in range(100)})
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield "docx", zipped({**_TYPES, "word/document.xml": b" " * (100 << 20)}, method)
    yield "docx", zipped({f"word/{at}.xml": b"" for at in range(30_000)})
    nested = zipped({"a.txt": b"a"})
    for _ in range(200):
        nested = zipped({"a.zip": nested})
    yield "docx", nested
    yield "docx", docx("<w:tbl><w:tr><w:tc>" * DEEP)
    yield "docx", docx(("<w:tbl><w:tr><w:tc>" * 90) + p("文") + ("</w:tc></w:tr></w:tbl>" * 90))
    row = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000"/><w:vMerge/></w:tcPr>' + p("文") + "</w:tc></w:tr>"
    yield "docx", docx(f"<w:tbl>{row * 5_000}</w:tbl>")
    yield "docx", docx(p("文") * 300_000)
    yield "docx", docx('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' * DEEP)
    yield "docx", docx(p("文") + f"<w:p>{'<w:r><w:t>一</w:t></w:r>' * 400_000}</w:p>")
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{at}"><w:basedOn w:val="s{at + 1}"/></w:style>'
        for at in range(20_000)
    )
    yield "docx", docx(p("文", '<w:pStyle w:val="s0"/>') * 3_000, styles=styles)
    cells = "".join(f'<c r="XFD{row}" t="inlineStr"><is><t>文</t></is></c>' for row in (1, 1048576))
    merges = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    for sheet in (
        f'<row r="1">{cells}</row>', '<row r="99999999999"><c r="ZZZZZZ9999999999"><v>nan</v></c></row>',
        '<row><c t="s"><v>99999999999</v></c><c s="1e9"><v>1e308</v></c></row>' * 50_000,
    ):  # fmt: skip
        for after in ("", merges):
            yield "xlsx", _book(f"<sheetData>{sheet}</sheetData>{after}")
    yield (
        "xlsx",
        _book(
            "<sheetData>" + '<row><c t="inlineStr"><is><t>文</t></is></c></row>' * 700_000 + "</sheetData>"
        ),
    )
    spaces = " ".join(
        f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"'
        for key in ("office", "table", "text")
    )
    for repeats in (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384">'
        "<text:p>文</text:p></table:table-cell></table:table-row>",
        '<table:table-row table:number-rows-repeated="999999999"/>' * 50_000
        + '<table:table-row><table:table-cell table:number-columns-spanned="9999999" table:number-rows-spanned="9999999">'
        "<text:p>文</text:p></table:table-cell></table:table-row>",
    ):  # fmt: skip
        yield (
            "ods",
            zipped(
                {
                    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table>{repeats}"
                    "</table:table></office:spreadsheet></office:body></office:document-content>".encode(),
                }
            ),
        )
    one = ofd_page(said(20, 30, "第一条　文"))
    yield "ofd", ofd(one, listed='<ofd:Page ID="0" BaseLoc="Pages/0.xml"/>' * 100_000)
    yield "ofd", ofd(ofd_page(said(20, 30, "文") * DEEP))
    yield "ofd", ofd(ofd_page("<ofd:PageBlock>" * DEEP))
    yield "ofd", ofd(ofd_page(said(20, 30, "文" * 200, code='DeltaX="g 999999999 5"')))
    yield "ofd", ofd(ofd_page(said(20, 30, "文", more='CTM="nan 1e308 inf 0 0 0"')), box="0 0 1e308 nan")
    yield (
        "ofd",
        ofd(one, document="<ofd:Annotations>../../../../etc/passwd</ofd:Annotations>", box="0 0 1e9 1e9"),
    )
    yield (
        "ofd",
        ofd(
            ofd_page(said(20, 30, "文"), before='<ofd:Template TemplateID="90"/>' * 5_000),
            templates={"90": one},
        ),
    )
    yield (
        "docx",
        docx("", members={"word/document.xml": LAUGHS + f"<w:document {W_NS}>&l10;</w:document>".encode()}),
    )


def _book(inner: str) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"

    def links(kind: str, target: str) -> str:
        link = f'<Relationship Id="r" Type="{office}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}">{link}</Relationships>'

    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": links("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": links("worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{office}">'
        '<sheets><sheet name="表" sheetId="1" r:id="r"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}">{inner}</worksheet>',
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def _pdfs() -> Iterator[tuple[str, bytes]]:
    def made(content: bytes, page: str = "", kids: str = "[10 0 R]", count: int = 1, **more: bytes) -> bytes:
        objects = {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Count {count} /Kids {kids} >>".encode(),
            3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            10: f"<< /Type /Page /Parent 2 0 R /Contents 11 0 R /Resources << /Font << /F 3 0 R >>"
            f" /XObject << /X 20 0 R >> >> {page or '/MediaBox [0 0 600 800]'} >>".encode(),
            11: content,
            **{int(key[1:]): value for key, value in more.items()},
        }
        return _assemble(objects, encrypted=False)

    def stream(body: bytes, head: str = "") -> bytes:
        packed = zlib.compress(body)
        return (
            f"<< {head} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
            + packed
            + b"\nendstream"
        )

    text = stream(b"BT /F 12 Tf 100 700 Td (Article 1: 0.5%) Tj ET")
    yield "pdf", made(text, page="/MediaBox [0 0 1e9 1e9]")
    yield "pdf", made(text, page="/MediaBox [nan 0 -5 1e38] /Rotate 37 /UserUnit 1e30")
    yield "pdf", made(text, kids="[10 0 R 2 0 R]", count=1_000_000_000)
    yield "pdf", made(text, kids="[" + "10 0 R " * 5_000 + "]", count=5_000)
    yield "pdf", made(text, kids="[" + "10 0 R " * 2_500 + "]", count=2_500)
    yield "pdf", made(stream(b"BT /F 12 Tf 100 700 Td " + b"(" * DEEP + b")" * DEEP + b" Tj ET"))
    yield "pdf", made(stream(b"[" * DEEP + b"]" * DEEP + b" TJ"))
    yield "pdf", made(stream(b"q " * 1_000_000))
    yield "pdf", made(stream(b"<<" * DEEP))
    yield "pdf", made(text, x20=b"[" * DEEP)
    yield "pdf", made(stream(b"BT /F 12 Tf 100 700 Td " + b"(aaaaaaaaaa) Tj " * 400_000 + b"ET"))
    yield (
        "pdf",
        made(stream(b"BT /F 1e308 Tf 100 700 Td (abc) Tj /F -1 Tf (abc) Tj ET 1e308 0 0 1e308 0 0 cm")),
    )
    yield "pdf", made(stream(b"0 0 m " + b"1 1 l 5 5 5 5 re " * 300_000 + b"S"))
    body = zlib.compress(b" " * _GB)
    twice = zlib.compress(body)
    yield (
        "pdf",
        made(
            b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream"
            % (len(twice), twice)
        ),
    )
    for fan, depth in ((10, 10), (40, 20), (2, 25)):
        forms = {
            f"x{20 + at}": stream(
                b"/X Do " * fan if at < depth else b"BT /F 12 Tf (a) Tj ET",
                f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> /XObject << /X {21 + at} 0 R >> >>",
            )
            for at in range(depth + 1)
        }
        yield "pdf", made(stream(b"/X Do"), **forms)
    yield (
        "pdf",
        made(
            stream(b"/X Do"),
            x20=stream(
                b"/X Do",
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 20 0 R >> >>",
            ),
        ),
    )
    head = "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8"
    yield "pdf", made(stream(b"q 600 0 0 800 0 0 cm /X Do Q"), x20=stream(b"\x80" * 1000, head))
