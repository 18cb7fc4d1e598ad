"""How large a hostile or careless file may be. The one place that says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds on one file.

    Attributes:
        file_bytes: size on disk.
        unpacked_bytes: bytes that an archive (DOCX, OFD, XLSX) may unpack to, all members together.
        markup_bytes: bytes of one XML or HTML text, whose tree takes about ten times as much memory.
        members: files in one archive.
        pages: pages of one file.
        characters: characters of text of one file.
        page_characters: characters on one page of a PDF.
        page_seconds: processor time that opening one page of a PDF may take.
        pdf_bytes: memory that opening a PDF may take.
        depth: nesting of markup elements.
        cells: table cells of one file.
        pixels: of one picture.
        scanned_pages: pages of one file that are read by OCR, which takes seconds a page.
        objects: texts, pictures and drawings on one page of an OFD.
        office_seconds: time that LibreOffice may take for one file.
        office_bytes: memory that LibreOffice may ask for.
    """

    file_bytes: int = 200 * 1024 * 1024
    unpacked_bytes: int = 400 * 1024 * 1024
    markup_bytes: int = 64 * 1024 * 1024
    members: int = 20_000
    pages: int = 3_000
    characters: int = 10_000_000
    page_characters: int = 300_000
    page_seconds: int = 20
    pdf_bytes: int = 2 * 1024 * 1024 * 1024
    depth: int = 400
    cells: int = 500_000
    pixels: int = 80_000_000
    scanned_pages: int = 1_000
    objects: int = 200_000
    office_seconds: int = 120
    office_bytes: int = 6 * 1024 * 1024 * 1024


DEFAULT_LIMITS = Limits()
