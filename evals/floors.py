"""Floors: the share of cases of each suite that has to pass. They rise on request and fall only by a flag."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

from evals.errors import FloorLowered, FloorsMalformed

FLOORS = Path(__file__).with_name("floors.toml")

_HEAD = """\
# The share of cases of each gold set that has to pass; below it `youju eval` ends with status 1.
# `youju eval --raise-floors` lifts them to what is reached; `--lower-floors` is needed to lower one.
[suites]
"""


def read_floors(path: Path = FLOORS) -> dict[str, float]:
    """Floors by suite name; none where there is no file.

    Raises:
        FloorsMalformed: the file is no TOML, or a floor is no number from 0 to 1.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise FloorsMalformed(
            f"下限文件 {path} 读不出来：{error}", "请改正这个文件，或从版本库取回"
        ) from error
    suites = content.get("suites", {})
    for name, floor in suites.items():
        if isinstance(floor, bool) or not isinstance(floor, int | float) or not 0 <= floor <= 1:
            raise FloorsMalformed(f"下限文件 {path} 中 {name} 是 {floor!r}", "下限要是 0 到 1 之间的数")
    return {name: float(floor) for name, floor in suites.items()}


def moved(
    floors: Mapping[str, float], reached: Mapping[str, float], *, raise_them: bool, lower_them: bool
) -> dict[str, float]:
    """The floors after a run: raised, lowered or both, to the accuracy reached, rounded down to 0.001.

    Suites that did not run keep their floor.

    Raises:
        FloorLowered: raising was asked for, but a suite fell below its floor and lowering was not.
    """
    after = dict(floors)
    fallen = []
    for name, accuracy in reached.items():
        level = math.floor(accuracy * 1000 + 1e-9) / 1000
        old = floors.get(name)
        if old is None or level > old:
            if raise_them:
                after[name] = level
        elif accuracy < old:
            if lower_them:
                after[name] = level
            else:
                fallen.append(f"{name}（{accuracy:.3f} < {old:.3f}）")
    if raise_them and fallen:
        raise FloorLowered(
            f"低于下限：{'、'.join(fallen)}，下限没有改动",
            "请先查明退步的原因；确要降低下限，请加 --lower-floors",
        )
    return after


def write_floors(floors: Mapping[str, float], path: Path = FLOORS) -> None:
    """Write the file whole or not at all.

    Raises:
        FloorsMalformed: the file cannot be written.
    """
    lines = (f'"{name}" = {floors[name]:.3f}\n' for name in sorted(floors))
    draft = path.with_suffix(".draft")
    try:
        draft.write_text(_HEAD + "".join(lines), "utf-8")
        draft.replace(path)
    except OSError as error:
        raise FloorsMalformed(f"下限文件 {path} 写不进去：{error}", "请检查文件夹的写权限") from error


def missed(floors: Mapping[str, float], reached: Mapping[str, float]) -> list[str]:
    """The suites whose accuracy is below their floor."""
    return [name for name, accuracy in reached.items() if accuracy < floors.get(name, 0.0)]
