"""Injuries to sound files, and files made to break a reader. Every random choice comes from `dice`."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

NASTY = (
    b"\0", b"\xff\xfe", b"<", b">", b"&#x110000;", b"PK\x01\x02", b"PK\x03\x04", b"%PDF-1.7", b"\x80" * 8,
    b"999999999999", b"\xef\xbb\xbf", b"]]>", b"<!--", b"endstream", b">>", b"((((", b"\r\r\n", "\u202e\u200b".encode(),
)  # fmt: skip
NUMBERS = (b"nan", b"inf", b"-inf", b"1e308", b"-1", b"0", b"2147483648", b"99999999999999999999", b"1e-320")
SUFFIXES = (
    "txt", "md", "html", "mht", "csv", "docx", "xlsx", "xls", "ods", "ofd", "pdf", "wps", "et", "pptx", "xyz", "",
)  # fmt: skip
LAUGHS = b"".join(
    [
        b'<!DOCTYPE a [<!ENTITY l0 "ha">',
        *(b'<!ENTITY l%d "%s">' % (at, b"&l%d;" % (at - 1) * 10) for at in range(1, 11)),
        b"]>",
    ]
)
OUTSIDE = (
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://127.0.0.1:9/y">%y;]>'
)
DEEP = 100_000
ZIPS = frozenset({"docx", "xlsx", "ods", "ofd", "odt"})
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_VALUE = re.compile(rb'="[^"]*"')
_TAG = re.compile(rb"<[A-Za-z][\w:]*(?=[ />])")

Injury = Callable[[bytes, random.Random], bytes]


def flipped(data: bytes, dice: random.Random) -> bytes:
    """A few bits turned over."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def cut_short(data: bytes, dice: random.Random) -> bytes:
    """The end missing."""
    return data[: dice.randrange(1, len(data) + 1)]


def shuffled(data: bytes, dice: random.Random) -> bytes:
    """A stretch lost, doubled many times, or moved."""
    at = dice.randrange(len(data))
    stretch = data[at : at + dice.randint(1, max(2, len(data) // 4))]
    rest = data[:at] + data[at + len(stretch) :]
    to = dice.randrange(len(rest) + 1)
    return dice.choice([rest, rest[:to] + stretch * dice.choice([1, 2, 200]) + rest[to:]]) or b"?"


def spoiled(data: bytes, dice: random.Random) -> bytes:
    """Foreign bytes put in."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(out) + 1)
        out[at : at + dice.randrange(20)] = dice.choice([*NASTY, dice.randbytes(dice.randint(1, 30))])
    return bytes(out) or b"?"


def misnumbered(data: bytes, dice: random.Random) -> bytes:
    """A number replaced by one that nobody means."""
    return _replaced(_NUMBER, data, dice, dice.choice(NUMBERS))


def swollen(data: bytes, dice: random.Random) -> bytes:
    """An attribute's value, or failing that a number, of a megabyte."""
    filling = dice.choice([b"9", b" ", b"A", b"&amp;", "第".encode(), b"1 "]) * 200_000
    if _VALUE.search(data):
        return _replaced(_VALUE, data, dice, b'="%s"' % filling)
    return _replaced(_NUMBER, data, dice, filling)


def declared(data: bytes, dice: random.Random) -> bytes:
    """Entities declared before the root element, and used at a tag."""
    head = dice.choice([LAUGHS, OUTSIDE])
    at = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    return data[:at] + head + _TAG.sub(b"&l10;&x;" + b"<!---->" + rb"\g<0>", data[at:], count=3)


def deepened(data: bytes, dice: random.Random) -> bytes:
    """A tag opened a hundred thousand times, sometimes closed as often; without tags, brackets."""
    tags = list(_TAG.finditer(data))
    if not tags:
        at = dice.randrange(len(data) + 1)
        pair = dice.choice(
            [(b"(", b")"), (b"[", b"]"), (b"<<", b">>"), (b"{", b"}"), ("（".encode(), "）".encode())]
        )
        return data[:at] + pair[0] * DEEP + dice.choice([b"", pair[1] * DEEP]) + data[at:]
    tag = dice.choice(tags)
    close = b"</" + tag[0][1:] + b">"
    return (
        data[: tag.start()] + (tag[0] + b">") * DEEP + dice.choice([b"", close * DEEP]) + data[tag.start() :]
    )


def _replaced(pattern: re.Pattern[bytes], data: bytes, dice: random.Random, new: bytes) -> bytes:
    found = list(pattern.finditer(data))
    if not found:
        return data + new
    match = dice.choice(found)
    return data[: match.start()] + new + data[match.end() :]


OUTER: tuple[Injury, ...] = (flipped, cut_short, shuffled, spoiled)
# What swells, declares or nests is dear to make and to read: the others are the rule.
INNER: tuple[Injury, ...] = (*OUTER * 4, *[misnumbered] * 5, swollen, declared, deepened)


def injured(kind: str, data: bytes, dice: random.Random) -> bytes:
    """A copy of a sound file with one to three injuries; those of an archive mostly inside, where no
    checksum catches them."""
    if kind in ZIPS and dice.random() < 0.75:
        return _inside(data, dice)
    if kind == "pdf" and dice.random() < 0.5:
        return _streams(data, dice)
    for _ in range(dice.choice([1, 1, 2, 3])):
        data = dice.choice(INNER)(data, dice)[: 4 << 20]
    return data


def _inside(data: bytes, dice: random.Random) -> bytes:
    """An archive whose members were injured, renamed, lost, or joined by a stranger."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    name = dice.choice(sorted(members))
    match dice.randrange(10):
        case 0:
            members[climbing(dice)] = members.pop(name)
        case 1:
            del members[name]
        case 2:
            members[name] = members[dice.choice(sorted(members))]
        case 3:
            members[dice.choice([climbing(dice), "inner.zip", "word/embeddings/a.docx"])] = data
        case _:
            for _ in range(dice.randint(1, 3)):
                name = dice.choice(sorted(members))
                members[name] = dice.choice(INNER)(members[name] or b"?", dice)[: 4 << 20]
    return zipped(members)


def _streams(data: bytes, dice: random.Random) -> bytes:
    """A PDF one of whose packed streams was unpacked, injured and packed again."""
    found = list(re.finditer(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", data, re.S))
    if not found:
        return dice.choice(INNER)(data, dice)
    match = dice.choice(found)
    try:
        body = zlib.decompress(match[2])
    except zlib.error:
        return dice.choice(INNER)(data, dice)
    packed = zlib.compress(dice.choice(INNER)(body or b"?", dice))
    return b"%s/Length %d >>\nstream\n%s\nendstream%s" % (
        data[: match.start()], len(packed), packed, data[match.end() :],
    )  # fmt: skip


def climbing(dice: random.Random) -> str:
    """A member's name that leads out of the archive."""
    return dice.choice(
        ["../../climbed.txt", "/climbed.txt", "..\\..\\climbed.txt", "C:\\climbed.txt", "a/../../climbed"]
    )


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def zeros(size: int) -> bytes:
    """A DEFLATE stream of so many blanks, put together from copies of one block."""
    block = 1 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(b" " * block) + packer.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    return first * (size // block) + last.flush()


def zip_bomb(names: tuple[str, ...], size: int, others: dict[str, bytes]) -> bytes:
    """An archive of about a megabyte whose members, all the same stretch of bytes, unpack to `size` each."""
    body = zeros(size)
    out = io.BytesIO(zipped(others))
    with zipfile.ZipFile(out) as archive:
        directory, sound = archive.start_dir, out.getvalue()
    end = sound.rindex(b"PK\x05\x06")
    at = directory
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(body), size, len(names[0]), 0)
    local = head + names[0].encode() + body
    entries = b"".join(
        struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(body), size, len(name), 0, 0, 0, 0, 0, at
        )
        + name.encode()
        for name in names
    )
    listed = sound[directory:end] + entries
    count = len(others) + len(names)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listed), at + len(local), 0)
    return sound[:directory] + local + listed + tail


def monotonous() -> Iterator[bytes]:
    """Texts of one thing over and over: where a pattern looks back too often, these take hours."""
    things = (
        "一", "1", "0.", "1,", "第", "第一条", "第一条 ", "（", "（一）", "《", "》", "、", "一、", "1.", "①", " ", "\t", "　",
        "%", "至", "不低于", "年", "2023年", "1月1日", "亩", "万元/亩", "〔", "〔2023〕1号", "附件", "|", "||-", "#", "*", "**", "_", "`",
        "[", "](", "<", "<p", "&", "&#", "-", "—", "…", ".", "……1", "\\", '"', ",", ";", ":", "：", "，", "。", "a", "A1",
        "\u200b", "\u0301", "省", "市", "县",
        "关于", "的", "通知", "印发", "废止", "自", "施行", "日", "号", "办公室", "人民政府", "\u202e",
        "记者 ", "讯", "☎", "电话：", "１", "．", "％", "㈠", "Ⅳ", "\ufffd", "□", "?", "口", "以上", "以下", "同时", "有效期",
    )  # fmt: skip
    for thing in things:
        yield (thing * (300_000 // len(thing))).encode()
        yield ("\n".join([thing * 30] * 3_000)).encode()
        yield ("\n".join([thing] * 20_000)).encode()
