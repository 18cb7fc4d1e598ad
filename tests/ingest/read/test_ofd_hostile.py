"""OFD from strangers: each ends in lines or in a named error, within its limits."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from ingest.errors import FileEmpty, FileEncrypted, FileUnreadable, LimitExceeded
from ingest.limits import Limits
from ingest.read import read_bytes
from ingest.read.pageimage import render
from tests.ingest.read.make import OFD_NS, drawn, ofd, ofd_page, package, placed, said

GOOD = ofd_page(said(20, 30, "第一条　正文"))
A4 = "0 0 210 297"


def picture(size: tuple[int, int] = (40, 60)) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 200).save(out, "PNG")
    return out.getvalue()


def image_resource(file: str = "p.png") -> str:
    return (
        f'<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>{file}</ofd:MediaFile>'
        "</ofd:MultiMedia></ofd:MultiMedias>"
    )


@pytest.mark.parametrize(
    "data",
    [
        package({"OFD.xml": "<OFD>"}),
        package({"OFD.xml": f"<ofd:OFD {OFD_NS}/>"}),
        package({"OFD.xml": f"<ofd:OFD {OFD_NS}><ofd:DocBody/></ofd:OFD>"}),
        package({"OFD.xml": f"<ofd:OFD {OFD_NS}><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"}),
        package(
            {
                "OFD.xml": f"<ofd:OFD {OFD_NS}><ofd:DocBody><ofd:DocRoot>../../etc/passwd</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
            }
        ),
        ofd(GOOD, members={"OFD.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
        ofd(listed='<ofd:Page ID="1" BaseLoc="Pages/none.xml"/>'),
        ofd("<ofd:Page"),
        ofd(GOOD, box="0 0 1e9 1e9"),
        ofd(GOOD, box="0 0 nan 297"),
        ofd(GOOD, box="0 0 0 0"),
        ofd(GOOD, box="viel"),
        ofd(ofd_page("", before='<ofd:Template TemplateID="gone"/>')),
        ofd(GOOD)[:-40],
    ],
)  # fmt: skip
def test_structural_faults(data: bytes) -> None:
    """A part that is missing, broken or impossible is named; nothing else escapes."""
    with pytest.raises(FileUnreadable) as caught:
        read_bytes("a.ofd", data)
    assert "a.ofd" in caught.value.message
    assert caught.value.advice


def test_encrypted() -> None:
    """A file with a decryption entry is a locked file, whatever else it holds."""
    with pytest.raises(FileEncrypted):
        read_bytes("a.ofd", ofd(GOOD, members={"Encryptions.xml": "<Encryptions/>"}))


@pytest.mark.parametrize("location", ["../../../etc/passwd", "/../../etc/passwd", "..\\..\\..\\etc\\passwd"])
def test_a_page_that_climbs_is_not_read(location: str) -> None:
    """A page outside the package is a broken page; the others are read."""
    listed = f'<ofd:Page ID="0" BaseLoc="Pages/0.xml"/><ofd:Page ID="1" BaseLoc="{location}"/>'
    reading = read_bytes("a.ofd", ofd(GOOD, listed=listed))
    assert [line.page for line in reading.lines] == [1]
    assert any("第2页已损坏" in warning for warning in reading.warnings)


def test_a_location_may_step_up_within_the_package() -> None:
    """A step up that stays inside is how some writers share parts."""
    listed = '<ofd:Page ID="0" BaseLoc="Pages/../../Doc_0/Pages/0.xml"/>'
    assert read_bytes("a.ofd", ofd(GOOD, listed=listed)).lines[0].text == "第一条　正文"


def test_backslashes_and_case() -> None:
    """Locations written on Windows lead to the same parts."""
    listed = '<ofd:Page ID="0" BaseLoc="pages\\0.XML"/>'
    assert read_bytes("a.ofd", ofd(GOOD, listed=listed)).lines


def test_a_broken_page_among_good_ones() -> None:
    """One bad page does not cost the others, and is named."""
    cyclic = ofd_page("", before='<ofd:Template TemplateID="a"/>')
    data = ofd(GOOD, cyclic, "<ofd:Page", GOOD, templates={"a": cyclic})
    reading = read_bytes("a.ofd", data)
    assert [line.page for line in reading.lines] == [1, 4]
    assert any("第2—3页已损坏" in warning for warning in reading.warnings)


def test_templates_in_a_circle() -> None:
    """Templates that use each other end in an error, not in a hang."""
    a = ofd_page("", before='<ofd:Template TemplateID="b"/>')
    b = ofd_page("", before='<ofd:Template TemplateID="a"/>')
    with pytest.raises(FileUnreadable, match="循环"):
        read_bytes("a.ofd", ofd(a, templates={"a": a, "b": b}))


def test_templates_that_double() -> None:
    """Templates that each use the next one twice stop at the limit of objects."""
    chain = {
        str(at): ofd_page("", before=f'<ofd:Template TemplateID="{at + 1}"/>' * 2) for at in range(25)
    } | {"25": GOOD}
    with pytest.raises(LimitExceeded):
        read_bytes("a.ofd", ofd(chain["0"], templates=chain), Limits(objects=1000))


def test_composites_that_double_or_circle() -> None:
    """Composite graphics that multiply or contain themselves end in an error."""

    def unit(at: int, inner: str) -> str:
        return f'<ofd:CompositeGraphicUnit ID="{at}"><ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit>'

    def use(at: int) -> str:
        return f'<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="{at}"/>'

    units = "".join(unit(at, use(at + 1) * 4) for at in range(12))
    resources = f"<ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits>"
    with pytest.raises(LimitExceeded):
        read_bytes("a.ofd", ofd(ofd_page(use(0)), resources=resources), Limits(objects=1000))
    circle = f"<ofd:CompositeGraphicUnits>{unit(0, use(0))}</ofd:CompositeGraphicUnits>"
    with pytest.raises(FileUnreadable, match="循环"):
        read_bytes("a.ofd", ofd(ofd_page(use(0)), resources=circle))


def test_a_million_pages_announced() -> None:
    """More pages than the limit are refused before the first is read."""
    listed = "<ofd:Page/>" * 1_000_000
    with pytest.raises(LimitExceeded):
        read_bytes("a.ofd", ofd(GOOD, listed=listed))


def test_zip_bomb() -> None:
    """A part that unpacks without end stops at the limit."""
    with pytest.raises(LimitExceeded):
        read_bytes("a.ofd", ofd(ofd_page("<!--" + "甲" * 3_000_000 + "-->")), Limits(markup_bytes=1 << 20))


@pytest.mark.parametrize(
    "bad",
    [
        said(20, 40, "坏字").replace('Y="5"', 'Y="nan"'),
        said(20, 40, "坏字").replace('X="0"', 'X="inf"'),
        said(20, 40, "坏字").replace("Boundary", "Elsewhere"),
        said(20, 40, "坏字", code='DeltaX="g 1000000000 5"'),
        said(20, 40, "坏字", code='DeltaX="g 5"'),
        said(20, 40, "坏字", code='DeltaX="g g g"'),
        said(20, 40, "坏字", more='CTM="1 0 0"'),
        said(20, 40, "坏字", more='CTM="1e300 0 0 1 0 0"'),
        said(20, 40, "坏字", more='CharDirection="nan"'),
        said(20, 40, "坏字").replace('Size="5"', 'Size="5 5"'),
        said(
            20,
            40,
            "坏字",
            inner='<ofd:CGTransform CodePosition="0" CodeCount="1000000"><ofd:Glyphs/></ofd:CGTransform>',
        ),
    ],
)
def test_unusable_numbers(bad: str) -> None:
    """An object whose place is no place is left out and counted; the page is read and drawn."""
    data = ofd(ofd_page(said(20, 30, "好的文字") + bad))
    reading = read_bytes("a.ofd", data)
    assert [line.text for line in reading.lines] == ["好的文字"]
    assert any("1处内容的位置数据有误" in warning for warning in reading.warnings)
    assert render(data, 1, 20, "ofd").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "odd",
    [
        said(20, 40, "大", 1e6),
        said(20, 40, "扁", more='CTM="1e6 0 0 1e-6 0 0"'),
        said(20, 40, "斜", more='CTM="1 1 1 1 0 0"'),
        said(20, 40, "零", 0),
        said(20, 40, "负", -5),
        drawn("M 0 0 L 1e6 1e6", "0 0 1e6 1e6", 'LineWidth="1e6"'),
        drawn("M 0 0 L Z"),
        drawn("C C L 1 1 A 1 1 1 1 1 Q 1"),
        '<ofd:PathObject Boundary="0 0 9 9"/>',
        placed("none", A4, "210 0 0 297 0 0"),
    ],
)
def test_odd_objects_are_drawn_or_left_out(odd: str) -> None:
    """Nothing on a page, however large, flat or senseless, keeps it from being read and drawn."""
    data = ofd(ofd_page(said(20, 30, "第一条　在原有厂房上加层的，不计入土地指标。") + odd))
    assert "加层" in read_bytes("a.ofd", data).raw
    assert render(data, 1, 20, "ofd").startswith(b"\x89PNG")


def test_an_image_of_too_many_pixels() -> None:
    """A picture bomb on a page is refused before its pixels are there."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    data = ofd(
        ofd_page(said(20, 30, "文") + placed("7", A4, "210 0 0 297 0 0")),
        resources=image_resource(),
        members={"Doc_0/Res/p.png": out.getvalue()},
    )
    with pytest.raises(LimitExceeded):
        render(data, 1, 50, "ofd")


def test_no_such_page() -> None:
    """A page that the file does not have is the caller's error; so is a format without pages."""
    with pytest.raises(ValueError, match="page 2 of 1"):
        render(ofd(GOOD), 2, 50)
    with pytest.raises(FileUnreadable):
        render(ofd(listed='<ofd:Page ID="1" BaseLoc="none.xml"/>'), 1, 50)


def test_mutations_end_in_lines_or_named_errors() -> None:
    """Bytes changed anywhere in the package's XML give a reading or one of our errors."""
    chance = random.Random(7)
    ended: list[str] = []
    page = ofd_page(said(20, 30, "第一条　正文") + placed("7", "0 0 50 50", "50 0 0 50 0 0"))
    for _ in range(150):
        broken = bytearray(page.encode())
        for _ in range(chance.randint(1, 4)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        data = ofd(
            broken.decode("utf-8", "ignore"),
            resources=image_resource(),
            members={"Doc_0/Res/p.png": picture()},
        )
        try:
            reading = read_bytes("a.ofd", data)
            render(data, 1, 20, "ofd")
        except (FileUnreadable, FileEmpty, LimitExceeded) as error:
            ended.append(error.message)
        else:
            ended.append(reading.raw)
    assert all(ended)
    assert len(ended) == 150
