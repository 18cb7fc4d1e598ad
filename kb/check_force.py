"""Considered: the rules of documents in force where a project lies, and what is to be said of the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kb.check_applies import YES, Applies
from kb.check_sheet import Sheet
from kb.entry import Entry
from kb.fact import Project
from kb.facts_state import INSIDE, TABLE, THING
from kb.finding import Need

PLACE: Final = Need("所在地", "项目位于哪个市、县（市、区）？")
_PAST: Final = ("已期满", "已废止", "未生效")


@dataclass(frozen=True, slots=True)
class Considered:
    """The sheets that may bind the project, where each document holds, and what is to be said of others."""

    sheets: tuple[Sheet, ...]
    entries: dict[str, Entry]
    placed: dict[str, Applies]
    notes: tuple[str, ...]

    @property
    def unplaced(self) -> bool:
        """Whether some document may or may not hold where the project lies."""
        return any(applies.truth is None for applies in self.placed.values())


def consider(
    entries: Mapping[str, Entry], sheets: Sequence[Sheet], project: Project, day: date
) -> Considered:
    """The rules of documents in force on the day, in whose region the project lies or may lie.

    Args:
        entries: of every document to answer from, by id.
        sheets: of their rules.
        project: what is known.
        day: that validity is judged on.
    """
    having = {sheet.document_id for sheet in sheets if sheet.rules}
    notes: list[str] = []
    past = [e for e in entries.values() if e.id in having and e.validity(day) in _PAST]
    if past:
        titles = "、".join(f"《{e.metadata.title}》（{e.validity(day)}）" for e in past[:3])
        notes.append(
            f"{titles}{'等' if len(past) > 3 else ''}在 {day.isoformat()} 不在有效期内，没有用来核对"
        )
    force = {e.id: e for e in entries.values() if e.id in having and e.validity(day) not in _PAST}
    placed = _placed(force, project)
    elsewhere = [force[name] for name, applies in placed.items() if applies.truth is False]
    if elsewhere:
        titles = "、".join(f"《{entry.metadata.title}》" for entry in elsewhere[:3])
        more = f"等 {len(elsewhere)} 份" if len(elsewhere) > 3 else ""
        where = project.region.name if project.region else "本项目"
        notes.append(f"{titles}{more}不适用于{where}，没有用来核对")
    if project.region is None and _diverse(force.values()):
        notes.append("描述没有说明项目所在地，各地文件是否适用还不能确定；请补充所在的市、县")
    elif project.region is None and force:
        notes.append("描述没有说明项目所在地，先按知识库中的文件都适用来核对；请确认所在地")
    chosen = tuple(s for s in sheets if s.document_id in force and placed[s.document_id].truth is not False)
    return Considered(chosen, force, placed, tuple(notes))


def _placed(force: Mapping[str, Entry], project: Project) -> dict[str, Applies]:
    """Whether each document holds where the project lies; not told where the project's place is too wide."""
    found = {}
    diverse = project.region is None and _diverse(force.values())
    for name, entry in force.items():
        home = entry.metadata.region
        if (other := _other_things(entry.metadata.title, project)) is not None:
            found[name] = other
        elif home is None or home.code == "000000":
            found[name] = YES
        elif project.region is None:
            reason = f"《{entry.metadata.title}》适用于{home.name}，描述没有说明项目所在地"
            found[name] = Applies(None, reason, (PLACE,)) if diverse else YES
        elif home.governs(project.region):
            found[name] = YES
        elif project.region.governs(home):
            reason = f"《{entry.metadata.title}》只适用于{home.name}，描述只说在{project.region.name}"
            found[name] = Applies(None, reason, (PLACE,))
        else:
            found[name] = Applies(False, f"《{entry.metadata.title}》适用于{home.name}")
    return found


def _other_things(title: str, project: Project) -> Applies | None:
    """A document whose title says that it is for industry does not bind a project that is none."""
    said = set(project.words(THING)) - {INSIDE}
    if not said or not said <= set(TABLE["words"]["no_industry"]) or not _FOR_INDUSTRY.search(title):
        return None
    return Applies(False, f"《{title}》管的是工业项目，描述说的是{'、'.join(sorted(said))}")


_FOR_INDUSTRY = re.compile(r"工业|制造业|产业园|小微企业园|标准地|厂房")


def _diverse(entries: Iterable[Entry]) -> bool:
    """Whether the documents' regions do not all lie within one another."""
    homes = [entry.metadata.region for entry in entries if entry.metadata.region is not None]
    return any(not a.governs(b) and not b.governs(a) for a in homes for b in homes)
