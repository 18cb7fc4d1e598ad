"""A library of three invented documents with the methods of `kb.library.Library` that the app uses."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw

from ingest.clause import Clause, ClausePath
from ingest.document import Document, Fault, Metadata
from ingest.span import OffsetMap, Span
from kb.correction import Correction, Decision, Suspect, holding, suspects
from kb.corrections import chosen, decide
from kb.entry import Entry
from kb.errors import DocumentUnknown, PageUnavailable, QuestionRefused
from kb.intake import AddReport, FileProgress, Outcome
from kb.result import Answer, Citation, Value

HOSTILE = (
    '<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script>'
    "[链接](javascript:alert(1)) ![图](http://evil.example/x.png) **粗** ~~删~~ 20~30亩 1~2年 $x^2$"
    " ${document.title} {{7*7}} <a href='javascript:alert(1)'>点</a> `码` | 表 | &lt;b&gt;"
)

CLAUSE = (
    "（二）盘活边角用地。相邻两宗工业用地之间的插花地块，难以单独供应的，可以并入相邻项目一并使用。"
    "此类地块每宗面积不超过５亩，并且一个项目内合计不超过项目总面积的8%。\n"
    "面积超过前款规定的，应当按照公开程序另行供应。"
)
QUOTE = "此类地块每宗面积不超过５亩，并且一个项目内合计不超过项目总面积的8%。"


def citation(n: int = 1, **changes: object) -> Citation:
    """A sound citation of an invented document, with some fields changed."""
    return dataclasses.replace(
        Citation(
            n=n,
            document_id="00112233445566aa",
            clause_id="cn2/cnp2",
            title="示范省人民政府关于节约使用工业用地的若干意见",
            number="示政发〔2023〕7号",
            issuer="示范省人民政府",
            clause="二（二）",
            quote=QUOTE,
            kind="政策文件",
            validity="有效",
            issued=date(2023, 3, 1),
            effective=date(2023, 4, 1),
            expires=date(2028, 3, 31),
            page=4,
            start=1200,
            context="（一）统筹供地计划。各地应当编制年度供地计划。\n" + CLAUSE,
        ),
        **changes,  # type: ignore[arg-type]
    )


def answer(**changes: object) -> Answer:
    """An answered question, with some fields changed."""
    return dataclasses.replace(
        Answer(
            question="插花地块每宗最多几亩？",
            as_of=date(2025, 6, 30),
            status="answered",
            answer="每宗面积不超过5亩，并且一个项目内合计不超过项目总面积的8%[1]。\n超过的，应当按照公开程序另行供应[2]。",
            values=(Value("每宗面积", "<=", 5, "亩", "不超过５亩", 1),),
            citations=(
                citation(),
                citation(
                    2, clause="二（二）第2款", quote="面积超过前款规定的，应当按照公开程序另行供应。", page=5
                ),
            ),
            elapsed_ms=38.4,
        ),
        **changes,  # type: ignore[arg-type]
    )


def document(text: str, name: str = "意见.txt", **changes: object) -> Document:
    """A document with a paragraph a clause; a "?" in it is a suspected fault."""
    clauses, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        span = Span(at, at + len(line))
        clauses.append(Clause(ClausePath.parse(f"p{number}"), f"第{number}段", span, span))
        at += len(line) + 1
    faults = [
        Fault(Span(at, at + 1), "缺字", "?", "槃", "成语“凤凰涅槃”缺一字。")
        for at, character in enumerate(text)
        if character == "?"
    ]
    digest = hashlib.sha256(text.encode()).hexdigest()
    metadata = Metadata(
        title=text.split("\n")[0],
        number="示政发〔2023〕7号",
        issuer="示范省人民政府",
        issued=date(2023, 3, 1),
        effective=date(2023, 4, 1),
        expires=date(2028, 3, 31),
        kind="政策文件",
    )
    return dataclasses.replace(
        Document(
            id=digest[:16],
            name=name,
            format="txt",
            sha256=digest,
            metadata=metadata,
            text=text,
            clauses=tuple(clauses),
            furniture=(),
            faults=tuple(faults),
            lines=(),
            pages=(),
            offsets=OffsetMap([]),
        ),
        **changes,  # type: ignore[arg-type]
    )


def entry(of: Document, **changes: object) -> Entry:
    """The catalog's entry of a document, with some fields changed."""
    return dataclasses.replace(
        Entry(
            id=of.id,
            name=of.name,
            sha256=of.sha256,
            format=of.format,
            metadata=of.metadata,
            characters=len(of.text),
            clauses=len(of.clauses),
            faults=len(of.faults),
        ),
        **changes,  # type: ignore[arg-type]
    )


class FakeLibrary:
    """Answers by key words; remembers what it was asked. Reads UTF-8 text files without "坏" in them."""

    def __init__(self, path: Path | None = None) -> None:
        self.asked: list[tuple[str, tuple[str, ...], date | None, str | None]] = []
        self.made: list[Correction] = []
        self.path = path or Path(tempfile.mkdtemp())
        first = document("示范省人民政府关于节约使用工业用地的若干意见\n" + CLAUSE + "\n实现凤凰涅?。")
        self.held = {first.id: first}

    def documents(self) -> list[Entry]:
        """Every document's entry."""
        return [entry(each) for each in self.held.values()]

    def document(self, document_id: str) -> Document:
        """One document."""
        if document_id not in self.held:
            raise DocumentUnknown(f"没有编号为“{document_id}”的文档", "请刷新页面")
        return self.held[document_id]

    def add(self, *paths: Path | str, progress: FileProgress | None = None) -> AddReport:
        """Read text files."""
        outcomes = []
        for path in map(Path, paths):
            text = path.read_text(encoding="utf-8")
            if progress:
                progress(0, 1, f"{path.name}（第1页，共1页）")
            made = document(text, path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
            if "坏" in text:
                reason = f"“{path.name}”需要密码；请去掉密码后再添加"
                outcomes.append(Outcome(str(path), "failed", reason=reason))
                continue
            action = "skipped" if made.id in self.held else "read"
            reason = "内容已在知识库中，没有变化" if action == "skipped" else ""
            self.held[made.id] = made
            outcomes.append(Outcome(str(path), action, ((made.id, made.metadata.title),), reason))  # type: ignore[arg-type]
        return AddReport(tuple(outcomes))

    def page_image(self, document_id: str, page: int, quote: object = None) -> bytes:
        """A grey page with a bar where a quote would be marked."""
        if document_id not in self.held:
            raise PageUnavailable("原件不在知识库中", "重新添加该文件后可看页面")
        sheet = Image.new("RGB", (595, 842), "white")
        ImageDraw.Draw(sheet).rectangle((72, 600, 400, 614), fill="gold" if quote else "grey")
        out = io.BytesIO()
        sheet.save(out, "PNG")
        return out.getvalue()

    def faults(self, document: str | None = None) -> tuple[Suspect, ...]:
        """The suspected faults of one document."""
        return suspects(self.document(document or ""), lambda place: holding(self.made, place))

    def correct(
        self, fault: str, decision: Decision, *, by: str, value: str | None = None
    ) -> tuple[Correction, tuple[Suspect, ...]]:
        """Note a decision."""
        found = chosen((one for held in self.held for one in self.faults(held)), fault)
        self.made.append(decide(found[0], decision, value, by))
        return self.made[-1], found

    def remove(self, reference: str) -> Entry:
        """Take a document out."""
        gone = entry(self.document(reference))
        del self.held[reference]
        return gone

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        as_of: date | None = None,
        region: str | None = None,
    ) -> Answer:
        """An answer chosen by a word of the question."""
        self.asked.append((question, tuple(history), as_of, region))
        day = as_of or date(2025, 6, 30)
        if len(question) > 2000:
            raise QuestionRefused(f"问题有 {len(question)} 个字，超过 2000 个字的上限", "请缩短后再问")
        if "坏" in question:
            raise RuntimeError("secret traceback text")
        if "慢" in question:
            time.sleep(3)
        if "攻击" in question:
            return answer(
                question=question,
                answer=f"{HOSTILE}[1]",
                citations=(
                    citation(title=HOSTILE, quote=HOSTILE, context=f"前。{HOSTILE}后。", clause=HOSTILE),
                ),
                notes=(HOSTILE,),
            )
        if "衢州" in question and history:
            return answer(
                question=question,
                as_of=day,
                answer="示范市的规定是每宗面积不超过4亩[1]。",
                citations=(
                    citation(
                        title="示范市工业用地管理实施方案",
                        number="示市政办〔2021〕15号",
                        issuer="示范市人民政府办公室",
                        quote="每宗不超过4亩",
                        context="2.边角地块。经批准并入的，每宗不超过4亩，不得改变用途。",
                        validity="已期满",
                        expires=date(2023, 12, 31),
                        page=None,
                        clause="附件 一、2.",
                    ),
                ),
                notes=("《示范市工业用地管理实施方案》已于2023年12月31日期满，仅供参考。",),
            )
        if "航天" in question:
            return answer(
                question=question,
                as_of=day,
                status="not_covered",
                answer="文档库里没有条款规定这件事。",
                values=(),
                citations=(
                    citation(),
                    citation(2, kind="新闻报道", number=None, issuer="示范日报", validity="未标明"),
                ),
            )
        if "原件" in question:
            held = next(iter(self.held.values()))
            at = held.text.index(QUOTE)
            here = citation(document_id=held.id, page=1, start=at, boxes=((1, 72, 600, 400, 614),))
            gone = citation(2, page=3, boxes=((3, 72, 600, 400, 614),))
            return answer(question=question, as_of=day, citations=(here, gone))
        if "报道" in question:
            return answer(
                question=question,
                status="partial",
                notes=(
                    "只有新闻报道提到这一数字，请以文件原文为准。",
                    "原文“０ ５％”疑似小数点脱落，按0.5%理解。",
                ),
                citations=(
                    citation(
                        kind="新闻报道", validity="未标明", faults=("“０ ５％”疑似小数点脱落，应为0.5%。",)
                    ),
                    citation(2),
                ),
            )
        return answer(question=question, as_of=day)


def main() -> None:
    """Serve the app with this library, for looking at it: python -m tests.ui.fake_library PORT."""
    from app import web
    from ui.server import listen, serve

    sock = listen("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 7861)
    serve(web(FakeLibrary()), sock, lambda: print(sock.getsockname()[1], flush=True))


if __name__ == "__main__":
    main()
