"""A newspaper page gives its items what they share."""

from __future__ import annotations

from ingest.pipeline import read_bytes

PAGE = """晨光公园新修步道开放

图为市民在步道上散步。该步道全长3公里，

是市里今年的惠民项目。

日报记者 林小满 摄

 □日报记者 周大海

本报讯 5月8日，建德市召开农贸市场改造推进会，

会议要求今年内完成12家农贸市场的改造，

让市民买菜更方便。会议由副市长主持，各乡镇负责人参加。

建德市推进农贸市场改造
"""


def test_an_item_that_names_no_place_has_that_of_its_page() -> None:
    """A caption without a place name is still of the town whose paper it stands in."""
    found = read_bytes("要闻.txt", PAGE.encode())
    regions = {item.metadata.region.name for item in found if item.metadata.region}
    assert len(found) > 1
    assert regions == {"建德市"}
    assert all(item.metadata.region for item in found)
