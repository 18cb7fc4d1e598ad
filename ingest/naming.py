"""What each clause of a finished tree is called: its label, and its zone's name where two zones share one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ingest.clause import Step
from ingest.labels import label_of
from ingest.node import LISTS, Node, walk
from ingest.titles import squeezed, type_of

step_of = lru_cache(maxsize=4096)(Step)
"""`Step`, made once: the same few hundred stand in every document."""


def labels_of(top: Sequence[Node], text: str) -> dict[int, str]:
    """Labels by node (its `id()`). Those of a zone take its name in front where another zone has the same.

    Args:
        top: the nodes at the root of the tree.
        text: the document's clean text.
    """
    zones: list[tuple[Node | None, list[Node]]] = [(None, [])]
    for node in top:
        if node.kind in ("body", "annex"):
            zones.append((node, node.children))
        else:
            zones[0][1].append(node)
    labels: dict[int, str] = {}
    taken: set[str] = set()
    for root, members in zones:
        found: dict[int, str] = {}
        for member in members:
            _label(member, (), text, found)
        names = {found[id(node)] for node in walk(members) if node.kind not in ("p", "table", "row", "col")}
        prefix = _zone_label(root, text) if root else ""
        if root is not None:
            labels[id(root)] = prefix
        if names & taken:
            found = {key: f"{prefix}·{label}" for key, label in found.items()}
        taken |= names
        labels |= found
    return labels


def _label(node: Node, above: tuple[Step, ...], text: str, labels: dict[int, str], base: str = "") -> None:
    # A number printed twice has an insert in its path only: nobody cites it as 之一.
    inserted = node.insert > 0 and node.marker is not None and "之" in node.marker.of(text)
    steps = (*above, step_of(node.kind, node.number, node.insert if inserted else 0))
    heading = node.heading.of(text) if node.heading else None
    label = node.label or label_of(steps, heading, _several(node))
    if base and node.kind in LISTS and not node.label:
        label = base + label
    labels[id(node)] = label
    if node.label and node.kind == "num":
        # 5.1.2 says in whole where it stands: what lies below goes on from there.
        base, steps = label, ()
    for child in node.children:
        _label(child, steps, text, labels, base)


def _several(node: Node) -> bool:
    """Whether a node hangs on the first of several paragraphs of its article."""
    if node.kind not in ("item", "subitem", "nump", "circ", "alpha", "num"):
        return False
    article = node.up("article")
    if article is None or node.up("paragraph") is not None:
        return False
    return article.paragraphs > 1


def _zone_label(node: Node, text: str) -> str:
    if node.kind == "annex":
        return f"附件{node.number}"
    return type_of(squeezed(node.heading.of(text))) if node.heading else f"正文{node.number}"
