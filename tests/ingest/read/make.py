"""Makes small files of every format for the tests, from parts as small as the format allows."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

W_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


@dataclass(frozen=True)
class Put:
    """Text set at a point (from the bottom left, in points), `turn` degrees counterclockwise."""

    x: float
    y: float
    text: str
    size: float = 12
    turn: int = 0


def pdf(
    *pages: list[Put],
    size: tuple[float, float] = (600, 800),
    rotate: int = 0,
    origin: tuple[float, float] = (0, 0),
    unicode_map: bool = True,
    picture_on: tuple[int, ...] = (),
    encrypted: bool = False,
    drawn: bool = False,
) -> bytes:
    """A PDF of Chinese text whose characters are one em wide.

    The font is a CID font that is not embedded or, with `drawn`, a Type 3 font whose every glyph is a
    square: PDFium passes over turned text of a font without glyphs.
    """
    chars = sorted({char for page in pages for put in page for char in put.text})
    code = {char: at + 1 for at, char in enumerate(chars)}
    width = 2 if drawn else 4
    maps = "\n".join(
        f"<{code[char]:0{width}x}> <{char.encode('utf-16-be').hex()}>"
        for char in (chars if unicode_map else [])
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <{'0' * width}> <{'f' * width}> endcodespacerange\n"
        + (f"{len(chars)} beginbfchar\n{maps}\nendbfchar\n" if unicode_map and chars else "")
        + "endcmap end end"
    )
    to_unicode = " /ToUnicode 6 0 R" if unicode_map else ""
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: f"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H"
        f" /DescendantFonts [4 0 R]{to_unicode} >>".encode(),
        4: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        5: b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /Ascent 880 /Descent -120 /CapHeight 700"
        b" /ItalicAngle 0 /StemV 80 /FontBBox [0 -120 1000 880] >>",
        6: _stream(b"", cmap.encode()),
        7: _stream(
            b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
            b"\x80",
        ),
    }
    if drawn:
        names = [f"/g{at + 1}" for at in range(len(chars))]
        objects[3] = (
            "<< /Type /Font /Subtype /Type3 /FontBBox [0 -120 1000 880] /FontMatrix [0.001 0 0 0.001 0 0]"
            f" /FirstChar 1 /LastChar {len(chars)} /Widths [{'1000 ' * len(chars)}] /Resources << >>"
            f" /Encoding << /Type /Encoding /Differences [1 {' '.join(names)}] >>"
            f" /CharProcs << {' '.join(f'{name} 9 0 R' for name in names)} >>{to_unicode} >>"
        ).encode()
        objects[9] = _stream(b"", b"1000 0 0 -120 1000 880 d1 100 -100 800 900 re f")
    kids = []
    for at, page in enumerate(pages):
        number = 10 + 2 * at
        kids.append(f"{number} 0 R")
        content = [f"q {size[0]} 0 0 {size[1]} 0 0 cm /I Do Q"] if at + 1 in picture_on else []
        content += [_show(put, code, width) for put in page]
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /Rotate {rotate} /Contents {number + 1} 0 R"
            f" /MediaBox [{origin[0]} {origin[1]} {origin[0] + size[0]} {origin[1] + size[1]}]"
            f" /Resources << /Font << /F 3 0 R >> /XObject << /I 7 0 R >> >> >>"
        ).encode()
        objects[number + 1] = _stream(b"", "\n".join(content).encode())
    objects[2] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    if encrypted:
        # A hash that no password, the empty one included, can meet.
        objects[8] = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32)
    return _assemble(objects, encrypted=encrypted)


def _show(put: Put, code: dict[str, int], digits: int) -> str:
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[put.turn]
    text = "".join(f"{code[char]:0{digits}x}" for char in put.text)
    return f"BT /F {put.size} Tf {cos} {sin} {-sin} {cos} {put.x} {put.y} Tm <{text}> Tj ET"


def _stream(head: bytes, body: bytes) -> bytes:
    packed = zlib.compress(body)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (head, len(packed), packed)


def _assemble(objects: dict[int, bytes], *, encrypted: bool) -> bytes:
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = {}
    for number in sorted(objects):
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, objects[number]))
    start = out.tell()
    last = max(objects)
    out.write(b"xref\n0 %d\n" % (last + 1))
    for number in range(last + 1):
        used = number in offsets
        out.write(
            b"%010d %05d %s \n" % (offsets.get(number, 0), 0 if used else 65535, b"n" if used else b"f")
        )
    locked = b" /Encrypt 8 0 R /ID [<00> <00>]" if encrypted else b""
    out.write(b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, locked, start))
    return out.getvalue()


def package(members: dict[str, bytes | str]) -> bytes:
    """A ZIP of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(
    body: str,
    *,
    numbering: str = "",
    styles: str = "",
    footnotes: str = "",
    endnotes: str = "",
    members: dict[str, bytes | str] | None = None,
) -> bytes:
    """A DOCX around raw WordprocessingML: the children of w:body and of the other parts' roots."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f"<w:document {W_NS}><w:body>{body}</w:body></w:document>",
    }
    for name, inner in (
        ("numbering", numbering),
        ("styles", styles),
        ("footnotes", footnotes),
        ("endnotes", endnotes),
    ):
        if inner:
            parts[f"word/{name}.xml"] = f"<w:{name} {W_NS}>{inner}</w:{name}>"
    return package({**parts, **(members or {})})


def p(text: str, properties: str = "") -> str:
    """A Word paragraph of one run; `properties` stand in its w:pPr."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def listed(text: str, level: int = 0, num: int = 1) -> str:
    """A paragraph of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def level(index: int, text: str, format_: str = "decimal", more: str = "", start: int = 1) -> str:
    """A level of a list definition."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{format_}"/>'
        f'{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """The content of numbering.xml with one definition."""
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


OFD_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def said(
    x: float, y: float, text: str, size: float = 5, *, more: str = "", code: str = "", inner: str = ""
) -> str:
    """An OFD text object set at a point on its baseline (from the top left, in millimetres).

    Characters are one em apart unless `code`, further attributes of the TextCode, says otherwise.
    """
    if "Delta" not in code and len(text) > 1:
        code += f' DeltaX="g {len(text) - 1} {size}"'
    return (
        f'<ofd:TextObject Boundary="{x} {y - size} 200 {size * 1.3}" Font="1" Size="{size}" {more}>{inner}'
        f'<ofd:TextCode X="0" Y="{size}" {code}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def placed(resource: str, box: str, ctm: str) -> str:
    """An OFD image object."""
    return f'<ofd:ImageObject Boundary="{box}" CTM="{ctm}" ResourceID="{resource}"/>'


def drawn(data: str, box: str = "0 0 210 297", more: str = "", inner: str = "") -> str:
    """An OFD path object of AbbreviatedData."""
    return (
        f'<ofd:PathObject Boundary="{box}" {more}>{inner}'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def ofd_page(objects: str, *, before: str = "", layer: str = "") -> str:
    """An OFD page around its objects; `before` stands before its content, `layer` in its layer's tag."""
    return f"<ofd:Page {OFD_NS}>{before}<ofd:Content><ofd:Layer {layer}>{objects}</ofd:Layer></ofd:Content></ofd:Page>"


def ofd(
    *pages: str,
    templates: dict[str, str] | None = None,
    info: str = "",
    body: str = "",
    document: str = "",
    resources: str = "",
    box: str = "0 0 210 297",
    listed: str | None = None,
    members: dict[str, bytes | str] | None = None,
) -> bytes:
    """An OFD of raw pages, each a whole Page element.

    Args:
        pages: by `ofd_page`.
        templates: pages by identifier, for `<ofd:Template TemplateID=…/>`.
        info: the children of DocInfo.
        body: further children of DocBody.
        document: further children of the Document.
        resources: the children of the document's Res.
        box: PhysicalBox of the document.
        listed: the children of Pages, where they are not simply the pages.
        members: further members of the archive.
    """
    shared = "".join(f'<ofd:TemplatePage ID="{key}" BaseLoc="Tpls/{key}.xml"/>' for key in (templates or {}))
    if listed is None:
        listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/{at}.xml"/>' for at in range(len(pages)))
    parts: dict[str, bytes | str] = {
        "OFD.xml": (
            f'<ofd:OFD {OFD_NS} Version="1.0"><ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo>'
            f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": (
            f"<ofd:Document {OFD_NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox>"
            f"</ofd:PageArea><ofd:DocumentRes>Res.xml</ofd:DocumentRes>{shared}</ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages>{document}</ofd:Document>"
        ),
        "Doc_0/Res.xml": f'<ofd:Res {OFD_NS} BaseLoc="Res">{resources}</ofd:Res>',
        **{f"Doc_0/Pages/{at}.xml": page for at, page in enumerate(pages)},
        **{f"Doc_0/Tpls/{key}.xml": page for key, page in (templates or {}).items()},
    }
    return package({**parts, **(members or {})})
