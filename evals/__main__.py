"""`python -m evals`: the same as `youju eval`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from evals.runner import main_eval


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that this door and `youju eval` share."""
    parser.add_argument("suites", nargs="*", metavar="评测集", help="名称或路径；不写则跑全部")
    parser.add_argument("--out", metavar="文件", help="把 JSON 结果另存一份")
    parser.add_argument("--json", action="store_true", help="在标准输出给出 JSON")
    parser.add_argument("--raise-floors", action="store_true", help="把下限抬到这次的成绩")
    parser.add_argument("--lower-floors", action="store_true", help="允许把下限降到这次的成绩")


def main(argv: Sequence[str] | None = None) -> int:
    """Parse the command line and run; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals", description="用评测集检验一个知识库")
    parser.add_argument("--kb", metavar="文件夹", help="知识库；不写则用默认的")
    add_arguments(parser)
    given = parser.parse_args(argv)
    return main_eval(given.kb, given.suites, given.out, given.json, given.raise_floors, given.lower_floors)


if __name__ == "__main__":
    sys.exit(main())
