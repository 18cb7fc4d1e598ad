"""Notes: what a reader must know to weigh an answer: expired, a report only, a restatement, a misprint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ingest.document import Region
from kb.entry import Entry
from kb.result import Citation
from kb.retrieve import same_place


def notes(
    citations: Sequence[Citation], entries: Mapping[str, Entry], regions: Sequence[Region], as_of: date
) -> tuple[str, ...]:
    """The notes on an answer, each once, in the order of its citations.

    Args:
        citations: what the answer stands on.
        entries: the library's documents by id.
        regions: the places that the question asks about.
        as_of: the day that validity is judged on.
    """
    said: list[str] = []
    homes = [entries[citation.document_id].metadata.region for citation in citations]
    for citation in citations:
        said += _validity(citation, entries)
        said += _succession(citation, entries[citation.document_id], as_of)
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


def _validity(citation: Citation, entries: Mapping[str, Entry]) -> list[str]:
    title = f"《{citation.title}》"
    match citation.validity:
        case "已期满":
            return [f"{title}已于{citation.expires}期满。" if citation.expires else f"{title}已期满。"]
        case "已废止":
            entry = entries[citation.document_id]
            by = entries.get(entry.repealed_by or "")
            since = entry.repealed_from
            day = f"自{since}起" if since and since > date.min else ""
            return [f"{title}已{day}被《{by.metadata.title}》废止。" if by else f"{title}已被废止。"]
        case "未生效":
            return [f"{title}在所问之日尚未施行。"]
        case _:
            return []


def _succession(citation: Citation, entry: Entry, as_of: date) -> list[str]:
    """What came after, where it counts on the day and the document is not out of force anyway."""
    later = entry.succession
    if later is None or later.since > as_of or citation.validity in ("已废止", "已期满"):
        return []
    title, newer = f"《{citation.title}》", f"《{later.title}》（{later.since}起）"
    match later.how:
        case "修订":
            return [f"{title}已有修订本{newer}，请以修订本为准。"]
        case "修改":
            return [f"{title}已由{newer}修改，请对照修改后的条文。"]
        case _:
            return [f"知识库中有{title}之后的同名文件{newer}，请核对是否已被取代。"]
