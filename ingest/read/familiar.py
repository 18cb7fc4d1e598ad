"""How familiar Chinese text looks: bytes read in the wrong encoding give characters that nobody uses."""

from __future__ import annotations

import re

_HAN = re.compile("[\u3400-\u9fff]")
_SAMPLE = 1 << 16
_ENOUGH = 30
"""With fewer Chinese characters than this nothing can be said."""
_LEAST = 0.2
"""In 3,038 stretches of laws the share was 0.35 at the least and 0.66 in the middle; in Korean and
Japanese text read as GB18030 it was 0.14 at the most."""
_COMMON = frozenset(
    "一万三上下不与且世业东两个中为主么义之也书了争事二于五些交产人什今从他代以们件任会传但位住体何作你使來便係保信個們候做傳像儿先光克入全兩公共关其内再军决几出分切则利别到制前力加务动"
    "動務化北区區十南即却卻原去又及反发取受变口只可司各合同名后向听告员命和品員問四回因国國在地场基報場声处外多大天太头女她好如子学學它安完定实家實对导将將對導小少尔就展山工己已市师带師"
    "帶常平年并应度建开式张張強强当形很後得從德心必思性总情想意感成我或战戰所手才打把报指据接提放政教数數文斯新方无日时明是時更書最會月有望期本术机权条来東果样格條業樣機權次正此死比民气"
    "氣水求決没治法活海清点為無然爭爾物特王现現理生產用由电界當發白的目直相看真眼着知确確社神种科程種空立第等管类系結給統經總经结给统美義老者而聲聽能自至與色萬處行術表被西要見規覺觀见观"
    "规解計記許話該認說識變计认让记许论设识话该说象資资走起路身軍边达过运还这进這通進運過道達還那部都里重量金長长門開間關门问间队院隊难難電非面領題類领题馬马體高點"
)
"""The characters that Chinese prose uses most, simplified and traditional."""


def unfamiliar(text: str, least: float = _LEAST) -> bool:
    """Whether so few of the Chinese characters are common ones that the encoding is in doubt.

    Args:
        text: of which the first 65,536 characters are looked at.
        least: the share of common characters that leaves no doubt, 0 to 1.
    """
    found = _HAN.findall(text[:_SAMPLE])
    return len(found) >= _ENOUGH and sum(char in _COMMON for char in found) < least * len(found)
