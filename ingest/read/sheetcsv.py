"""CSV and TSV: tables in plain text, whatever their delimiter and charset."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO

from ingest.limits import Limits
from ingest.read.content import Content, Tally
from ingest.read.decode import decode
from ingest.read.sheet import Sheet, content
from ingest.read.text import read_text

_DELIMITERS = ",\t;|，"
_SAMPLE = 200
"""Rows by which the delimiter is told."""
_ALIKE = 0.6
"""Share of the rows that have the commonest number of fields, for a text to be a table."""
_SWALLOWED = 20
"""Line ends in one field from which an opening quotation mark is taken for a stray one."""


def read_csv(name: str, data: bytes, limits: Limits) -> Content:
    """Read a CSV or TSV; a file so called that holds no table is read as plain text, with a warning.

    Raises:
        EncodingUnknown: no known charset.
        FileEmpty: nothing in it.
        LimitExceeded: too many cells or characters.
    """
    found = csv_sheet(name, data, limits)
    if found is None:
        plain = read_text(name, data, limits)
        warning = f"“{name}”里没有用逗号或制表符分开的表格，已按纯文本读取。"
        return Content(plain.lines, plain.pages, plain.stated, (*plain.warnings, warning), plain.encoding)
    sheet, told, encoding = found
    read = content(name, [sheet], Tally(name, limits))
    return Content(read.lines, stated=read.stated, warnings=(*read.warnings, *told), encoding=encoding)


def csv_sheet(name: str, data: bytes, limits: Limits) -> tuple[Sheet, list[str], str] | None:
    """The table of a CSV or TSV with warnings and the charset, or None where the text holds no table.

    Raises:
        EncodingUnknown, LimitExceeded: see `read_csv`.
    """
    decoded = decode(name, data)
    text = decoded.text.removeprefix("\ufeff")
    tally = Tally(name, limits)
    tally.add_text(len(text))
    stated = ""
    if text[:4].lower() == "sep=" and len(text) > 4:
        # Spreadsheet programs name the delimiter so.
        stated, (_, _, text) = text[4], text.partition("\n")
    delimiter = stated or _delimiter(text)
    if not delimiter:
        return None
    rows, stray = _rows(text, delimiter)
    sheet = Sheet("")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell.strip():
                tally.add_cell()
                sheet.put(at, column, cell.strip())
    warnings = []
    if stray:
        warnings.append(f"“{name}”里的引号不成对，已按原样读取，请核对含引号的单元格。")
    if decoded.replaced:
        warnings.append(f"“{name}”有{decoded.replaced}处字节无法解码，读作“\ufffd”。")
    return sheet, warnings, decoded.encoding


def _delimiter(text: str) -> str:
    """The delimiter by which most rows have the same number of fields, two or more; "" for none.

    `csv.Sniffer` guesses from character counts alone and finds a delimiter in any prose.
    """
    best, most = "", 0.0
    for delimiter in _DELIMITERS:
        rows = _parsed(text, delimiter, _SAMPLE)[0]
        lengths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
        if not lengths:
            continue
        # Titles, units and notes have one field, or as many as the table with nothing in them.
        several = {length: count for length, count in lengths.items() if length > 1}
        if not several:
            continue
        length, count = max(several.items(), key=lambda item: (item[1], item[0]))
        share = count / sum(lengths.values())
        if share >= _ALIKE and (count > 1 or sum(lengths.values()) == 1) and share + length / 1000 > most:
            best, most = delimiter, share + length / 1000
    return "" if best == "，" and _prose(text) else best


def _prose(text: str) -> bool:
    """Whether a text that has Chinese commas only ends its lines as sentences end."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_SAMPLE]
    return sum(line.endswith(("。", "；", "：", "！", "？")) for line in lines) * 5 > len(lines)


def _rows(text: str, delimiter: str) -> tuple[list[list[str]], bool]:
    """The rows, and whether quotation marks had to be taken as they stand."""
    rows, sound = _parsed(text, delimiter, None)
    if sound and not any(cell.count("\n") > _SWALLOWED for row in rows for cell in row):
        return rows, False
    return [line.split(delimiter) for line in text.splitlines()], True


def _parsed(text: str, delimiter: str, limit: int | None) -> tuple[list[list[str]], bool]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if limit is not None and len(rows) >= limit:
                break
    except csv.Error:
        return rows, False
    return rows, True
