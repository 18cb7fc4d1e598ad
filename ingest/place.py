"""Where a document holds: from what it states, its issuer, its title, its 文号, its first lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Region
from ingest.regions import NATION, by_letter, find_regions, region_of

_NATIONAL = re.compile(
    r"^(?:中共中央|国务院|全国人民代表大会|全国人大|最高人民|中央|中华人民共和国|国家|[\u4e00-\u9fa5]{2,10}部(?:、|$|办公厅|关于)|中国人民银行|海关总署|财政部)"
)
_BRANCH = re.compile(r"(?:国家|中国)[\u4e00-\u9fa5]{2,10}(?:总局|银行|委员会)")
"""A national body whose name a region follows is its branch there: 国家税务总局河南省税务局."""
_SUB_OFFICE = re.compile(r"[局会]([\u4e00-\u9fa5]{2,4})分局")
_PARTY = re.compile(r"(?:中共|中国共产党|共青团|政协|关于)")
# A place that the table does not know is still a place: its rules hold there and nowhere else.
_UNKNOWN = re.compile(
    r"(?!各|全|本|我|该|某|省|市|县|中共|城市|都市|超市|股市|上市|门市)"
    r"([\u4e00-\u9fa5]{2,4}?(?:市|县|自治县|州))(?=人民政府|财政|自然资源|发展|经济|科学|教育|民政|人力|住房|城乡|农业|商务|市场|"
    r"卫生|医疗|文化|交通|水利|生态|应急|工业|人大|人民代表|关于|[\u4e00-\u9fa5]{2,12}(?:局|委员会|厅|办公室|办法|方案|意见|细则|条例|规定|通知))"
)
_CENTRAL_NUMBER = re.compile(
    r"^(?:国|中|财|发改|自然资|工信部|建|环|商|人社部|银|税|教|科|水|农|卫|应急|市监|国土资)"
)


def region_for(
    stated: str | None,
    issuer: str | None,
    title: str,
    number: str | None,
    head: Sequence[str],
    news: bool = False,
) -> Region | None:
    """The region of a document, or None where nothing tells.

    Args:
        head: its first paragraphs.
        news: a report; it has no issuer that governs, so only the place that it is mostly about counts.
    """
    if stated:
        region = region_of(stated) or _first(stated)
        if region:
            return region
    if news:
        return _about(title, issuer, head)
    for text in (issuer, title):
        if not text:
            continue
        region = _first(text)
        if region:
            return region
        if _NATIONAL.match(text):
            return NATION
    for text in (issuer, title):
        unknown = _UNKNOWN.match(text or "")
        if unknown:
            return Region("", (unknown[1],))
    if number:
        letter = by_letter(number[0])
        if letter and not _CENTRAL_NUMBER.match(number):
            return letter
        if _CENTRAL_NUMBER.match(number):
            return NATION
    return None


def _first(text: str) -> Region | None:
    """The region that a text begins with: 浙江省人民政府办公厅关于…衢州… holds for the province."""
    bare = text[match.end() :] if (match := _PARTY.match(text)) else text
    for span, region in find_regions(bare):
        if region.code == NATION.code and _BRANCH.match(bare):
            continue
        if span.start and not _BRANCH.fullmatch(bare[: span.start]):
            return None
        office = _SUB_OFFICE.search(bare, span.end)
        below = region_of(office[1], region) if office else None
        return below if below is not None and region.governs(below) else region
    return None


def _about(title: str, issuer: str | None, head: Sequence[str]) -> Region | None:
    """What the regions have in common that a report's title names, or else its first paragraphs."""
    for text in (title, *head):
        found = [region for _, region in find_regions(text) if region.code != NATION.code]
        if found:
            names = found[0].names
            for region in found[1:]:
                names = tuple(a for a, b in zip(names, region.names, strict=False) if a == b)
            if names == found[0].names:
                return found[0]
            return region_of("".join(names)) if names else None
    return _first(issuer) if issuer else None
