"""Reading against the truth: character error of every sample, speed beside a peer, memory of a long PDF.

    python benchmarks/reading.py [--samples FOLDER] [--laws PATH] [--pages N] [--no-scans]

A sample's truth is the `*_clean.txt` of its number; both are compared after NFKC without white space,
running heads and page numbers left out. Trees and metadata have tables of their own
(clause_trees.py, metadata.py). Prints three tables.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clause_trees import LAWS, plain
from ingest.compose import PAGE_ROLES
from ingest.errors import IngestError
from ingest.pipeline import read_bytes, read_documents

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
_SPLIT = re.compile(r"^\s*第[一二三四五六七八九十百千零]+条\s", re.M)
_PAGE = tuple(PAGE_ROLES.values())
_LINES = 32


def folded(text: str) -> str:
    """A text as it is compared: NFKC, no white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def character_error(truth: str, found: str) -> float:
    """Edits that turn the truth into the nearest stretch of what was read, by the truth's length.

    Samples hold more than their truth (a table, a page's records); how much more is a column of its own.
    """
    return distance(folded(truth), folded(found), within=True) / max(len(folded(truth)), 1)


def distance(first: str, second: str, within: bool = False) -> int:
    """Levenshtein distance, a column of the table at a time as the bits of one number (Myers 1999).

    Args:
        first, second: the texts.
        within: measure against the stretch of `second` that is nearest to `first`.
    """
    places: dict[str, int] = {}
    for at, char in enumerate(first):
        places[char] = places.get(char, 0) | 1 << at
    full = (1 << len(first)) - 1
    last = 1 << (len(first) - 1) if first else 0
    up, down, score = full, 0, len(first)
    least = score
    for char in second:
        equal = places.get(char, 0)
        level = (((equal & up) + up) ^ up) | equal
        more, less = down | (~(level | up) & full), up & level
        score += bool(more & last) - bool(less & last)
        least = min(least, score)
        more, less = (more << 1 | (not within)) & full, (less << 1) & full
        steep = equal | down
        up, down = less | (~(steep | more) & full), more & steep
    if within:
        return least
    return score if first else len(second)


def read_text(path: Path) -> str:
    """The running text of a file's documents, one behind the other."""
    parts = []
    for document in read_documents(path):
        aside = {at for f in document.furniture if f.kind in _PAGE for at in range(f.span.start, f.span.end)}
        parts.append("".join(char for at, char in enumerate(document.text) if at not in aside))
    return "\n".join(parts)


def samples(folder: Path, scans: bool) -> None:
    """Print the character error and the seconds of every sample that has a truth."""
    print(f"{'sample':<28}{'characters':>11}{'error':>9}{'more':>7}{'seconds':>9}")
    for path in sorted(folder.iterdir()):
        truth = folder / f"{path.name[:3]}_clean.txt"
        if not truth.exists() or path.suffix == ".md":
            continue
        if not scans and ("scan" in path.name):
            continue
        started = time.perf_counter()
        try:
            found = read_text(path)
        except IngestError as error:
            print(f"{path.name:<28}{error}")
            continue
        seconds = time.perf_counter() - started
        expected = truth.read_text(encoding="utf-8")
        more = len(folded(found)) - len(folded(expected))
        if -more > len(folded(expected)) / 2:
            print(f"{path.name:<28}holds {len(folded(found))} characters, another text or a part of it")
            continue
        share = character_error(expected, found)
        print(f"{path.name:<28}{len(folded(expected)):>11}{share:>9.4f}{more:>7}{seconds:>9.2f}")


def best_of(times: int, work: Callable[[], object]) -> float:
    """The least seconds of processor time that a piece of work took."""
    seconds = []
    for _ in range(times):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


def speed(laws_path: Path, folder: Path) -> None:
    """Print how fast laws and pages are read, and how fast a peer does a lesser work in the same run."""
    print(f"\n{'speed, one core':<40}{'ours':>10}{'peer':>10}{'ratio':>8}")
    if laws_path.exists():
        with gzip.open(laws_path, "rt", encoding="utf-8") as lines:
            laws = [json.loads(line)["text"] for line in lines]
        data = [plain(text).encode() for text in random.Random(5).sample(laws, 120)]
        size = sum(map(len, data)) / 1e6
        ours = size / best_of(5, lambda: [read_bytes("law.txt", text) for text in data])
        peer = size / best_of(5, lambda: [_SPLIT.split(text.decode()) for text in data])
        print(f"{'laws, MB/s (peer: decode, split at 条)':<36}{ours:>10.2f}{peer:>10.1f}{ours / peer:>8.3f}")
    pdf = folder / "002_lo.pdf"
    if not pdf.exists():
        return
    content = pdf.read_bytes()
    pages = len(read_bytes(pdf.name, content)[0].pages)
    ours = pages / best_of(3, lambda: read_bytes(pdf.name, content))
    try:
        import pdfplumber
    except ImportError:
        print(f"{'PDF, pages/s':<40}{ours:>10.1f}   pdfplumber is not installed")
        return

    def peer_pages() -> None:
        with pdfplumber.open(pdf) as opened:
            for page in opened.pages:
                page.extract_text()

    peer = pages / best_of(3, peer_pages)
    print(f"{'PDF, pages/s (peer: pdfplumber text)':<40}{ours:>10.1f}{peer:>10.1f}{ours / peer:>8.1f}")


def long_pdf(pages: int) -> bytes:
    """A PDF of so many pages of numbered articles, in a CID font that is not embedded."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 93/FontBBox[-25 -254 1000 880]>>",
    ]
    kids = []
    for page in range(pages):
        rows = []
        for row in range(_LINES):
            text = f"第{page * _LINES + row + 1}条 园区内的厂房应当按照规划建设并依法验收后使用。"
            rows.append(f"1 0 0 1 72 {770 - 22 * row} Tm <{text.encode('utf-16-be').hex()}> Tj")
        stream = ("BT /F1 12 Tf " + " ".join(rows) + " ET").encode()
        bodies.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        bodies.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % len(bodies)
        )
        kids.append(b"%d 0 R" % len(bodies))
    bodies[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(kids))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, table)
    return bytes(out)


def memory(pages: int) -> None:
    """Print seconds and peak memory of long PDFs, each read in a process of its own."""
    print(f"\n{'long PDF':<12}{'pages':>7}{'pages/s':>9}{'clauses':>9}{'peak MB':>9}")
    for count in (max(pages // 10, 1), pages):
        result = subprocess.run(
            [sys.executable, __file__, "--read", str(count)], capture_output=True, text=True, check=True
        )
        seconds, clauses, peak = result.stdout.split()
        print(f"{'':<12}{count:>7}{count / float(seconds):>9.1f}{clauses:>9}{float(peak):>9.0f}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=Path, default=SAMPLES)
    parser.add_argument("--laws", type=Path, default=LAWS)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--no-scans", action="store_true", help="leave out what needs character recognition")
    parser.add_argument("--read", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        data = long_pdf(options.read)
        started = time.process_time()
        documents = read_bytes("长文.pdf", data)
        seconds = time.process_time() - started
        clauses = sum(len(document.clauses) for document in documents)
        print(seconds, clauses, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return 0
    if options.samples.exists():
        samples(options.samples, not options.no_scans)
    speed(options.laws, options.samples)
    memory(options.pages)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
