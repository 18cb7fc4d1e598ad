"""Lead: what the words over a list, a heading or a label say of all that stands below them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from kb.comparator import comparator_before
from kb.metric import by_name
from kb.result import Operator
from kb.rule import Condition, Joint, Strength
from kb.rules import condition
from kb.rules.subject import subject_in
from kb.rules.vocabulary import BAR, BENEFIT, PERMIT, STRENGTH

Effect = Literal["require", "bar", "permit", ""]

_LIST: Final = re.compile(
    r"下列|以下|如下|下述|条件[：:]|要求[：:]|标准[：:]|情形[：:]|指标[：:]|之一[的，：:]"
)
_ANY: Final = re.compile(
    r"之一|任[一意]|其中(?:一|1|之一)|至少.{0,3}(?:一|1)[项条个]|(?:一|1)项(?:即可|以上)|具备一项"
)
_BOTH: Final = re.compile(r"同时|均|全部|各项")
_GOAL: Final = re.compile(r"目标|规划期末|预期")
_TAIL: Final = re.compile(r"[：:。；;，,\s]+$")


@dataclass(frozen=True, slots=True)
class Lead:
    """What governs a statement from outside.

    Attributes:
        text: the words of the nearest lead-in, "" where none governs.
        subject: whom the statements bind, or "".
        strength: that the lead-in gives, or None.
        joint: whether all items must hold or one is enough.
        effect: what being so leads to: "bar" (不得入园), "permit" (可享受…), "require"; "" for a heading.
        permits: what is permitted, in the lead-in's words.
        op: a comparator that the lead-in gives to bare numbers: 主要指标不低于以下标准.
        metric: that a heading or a label names, or "".
        target: whether what follows are aims.
        conditions: that every statement below is under.
        place: id of the clause whose list it leads, "" for none.
    """

    text: str = ""
    subject: str = ""
    strength: Strength | None = None
    joint: Joint = "all"
    effect: Effect = ""
    permits: str = ""
    op: Operator | None = None
    metric: str = ""
    target: bool = False
    conditions: tuple[Condition, ...] = ()
    place: str = ""

    def under(self, other: Lead) -> Lead:
        """This lead within another: what it does not say itself, the outer one says."""
        return Lead(
            text=f"{other.text}\n{self.text}".strip(),
            subject=self.subject or other.subject,
            strength=self.strength or other.strength,
            joint=self.joint if self.effect else other.joint,
            effect=self.effect or other.effect,
            permits=self.permits if self.effect else other.permits,
            op=self.op or other.op,
            metric=self.metric or other.metric,
            target=self.target or other.target,
            conditions=(*other.conditions, *self.conditions),
            place=self.place or other.place,
        )


NONE: Final = Lead()


def of_heading(text: str) -> Lead:
    """What a heading says: whom it is about, a metric, that aims follow. It binds nobody itself."""
    plain = _TAIL.sub("", text)
    metric = by_name().get(plain)
    name = metric.name if metric else ""
    return Lead(
        subject="" if name else subject_in(plain, heading=True),
        metric=name,
        target=bool(_GOAL.search(plain)),
    )


def is_list_lead(text: str) -> bool:
    """Whether words announce a list: 应当同时符合下列条件："""
    return bool(_LIST.search(text)) or text.rstrip().endswith(("：", ":"))


def of_words(text: str, place: str, at: int) -> Lead:
    """What a lead-in sentence or a label before a colon says.

    Args:
        text: the words, with or without their colon.
        place: the clause they stand in.
        at: where they begin in the document's clean text.
    """
    plain = _TAIL.sub("", text)
    metric = by_name().get(plain)
    if metric is not None:
        return Lead(text=plain, metric=metric.name)
    effect = _effect(plain)
    found = comparator_before(re.sub(r"(?:以下|下列|如下)?(?:标准|要求|数值|指标|规定)?$", "", plain))
    label = not effect and not _LIST.search(text)
    subject = subject_in(plain)
    conditions = condition.in_lead(plain, subject, at)
    if label and not subject and not conditions and len(plain) <= _LABEL and not _SAYS_NOTHING.search(plain):
        conditions = (condition.labelled(plain, at),)
    return Lead(
        text=plain,
        subject=subject,
        strength=_strength(plain),
        joint=_joint(plain, effect),
        effect=effect or ("require" if _LIST.search(text) else ""),
        permits=_permits(plain) if effect == "permit" else "",
        op=found[0] if found and not re.search(r"达到.{0,8}$", plain) else None,
        target=bool(_GOAL.search(plain)),
        conditions=conditions,
        place=place,
    )


_LABEL: Final = 20
_SAYS_NOTHING: Final = re.compile(r"表|如|见|指标|标准|要求|条件|目标|任务|内容|方面|办法|规定|注$|其中$")


def _effect(text: str) -> Effect:
    if BAR.search(text):
        return "bar"
    rest = re.sub(r"(?:申请|申报)(?:企业|单位|人|项目|主体|条件|材料)", "", text)
    if re.search(r"(?:应当?|须|必须|要)(?:同时|均|全部)?(?:符合|具备|满足|达到|遵守)", text):
        return "permit" if BENEFIT.search(rest) else "require"
    if PERMIT.search(rest):
        return "permit"
    return "require" if re.search(r"符合|具备|满足|达到|执行|遵守", text) else ""


def _permits(text: str) -> str:
    """The words that say what is opened: 可以申请分割转让."""
    match = PERMIT.search(text)
    return text[match.start() :].strip("，,：: ") if match else ""


def _strength(text: str) -> Strength | None:
    for strength in ("鼓励", "原则", "目标", "强制"):
        if STRENGTH[strength].search(text):
            return strength
    return None


def _joint(text: str, effect: Effect) -> Joint:
    if effect == "bar":  # one circumstance of the list bars: none may be so; all together bar: one must not
        return "any" if _BOTH.search(text) and not _ANY.search(text) else "all"
    return "any" if _ANY.search(text) else "all"


def target(lead: Lead) -> Lead:
    """The same lead, over aims."""
    return replace(lead, target=True)
