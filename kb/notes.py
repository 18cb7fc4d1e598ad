"""Notes: what a reader must know to weigh an answer: expired, a report only, a restatement, a misprint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.document import Region
from kb.entry import Entry
from kb.result import Citation
from kb.retrieve import same_place


def notes(
    citations: Sequence[Citation], entries: Mapping[str, Entry], regions: Sequence[Region]
) -> tuple[str, ...]:
    """The notes on an answer, each once, in the order of its citations.

    Args:
        citations: what the answer stands on.
        entries: the library's documents by id.
        regions: the places that the question asks about.
    """
    said: list[str] = []
    homes = [entries[citation.document_id].metadata.region for citation in citations]
    for citation in citations:
        said += _validity(citation)
        meta = entries[citation.document_id].metadata
        if meta.restates:
            said.append(f"《{citation.title}》在库中是复述文本，引用请以原文为准。")
        if meta.region is not None and meta.kind in ("政策文件", "法规"):
            said += [
                f"所引为上级（{meta.region.name}）的规定，知识库中{region.name}没有另行规定。"
                for region in regions
                if meta.region.governs(region)
                and not any(home is not None and same_place(home, region) for home in homes)
            ]
        said += [f"[{citation.n}] {fault}。" for fault in citation.faults]
    if citations and all(citation.kind == "新闻报道" for citation in citations):
        said.append("依据只有新闻报道，没有政策文件，使用前请核对正式文件。")
    return tuple(dict.fromkeys(said))


def _validity(citation: Citation) -> list[str]:
    title = f"《{citation.title}》"
    match citation.validity:
        case "已期满":
            return [f"{title}已于{citation.expires}期满。" if citation.expires else f"{title}已期满。"]
        case "已废止":
            return [f"{title}已被废止。"]
        case "未生效":
            return [f"{title}在所问之日尚未施行。"]
        case _:
            return []
