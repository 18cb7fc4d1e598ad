"""How long a table of projects takes: `python -m benchmarks.batch [--rows N] [--workers N] [--kb DIR]`.

The table is made up: a project a row, figures of its own in each, so that no row is like another. It is held
against the shipped policies on a day when they are in force, or against another knowledge base. Reading the
table and writing the workbook are part of the time.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

import openpyxl

from kb.batch import check_table, cores
from kb.library import Library

BAR_SECONDS = 120.0
_DAY = date(2024, 5, 1)
_HEADS = (
    "序号", "项目名称", "所在地", "行业", "建设性质", "用地面积（亩）", "总建筑面积（㎡）", "固定资产投资（万元）",
    "年税收（万元）", "绿地率（%）", "单位能耗（吨标煤/万元）", "是否属于淘汰类", "备注",
)  # fmt: skip
_PLACES = ("衢州市龙游县", "衢州市柯城区", "衢州市江山市", "金华市永康市")
_INDUSTRIES = ("通用设备制造业", "纺织业", "食品制造业", "金属制品业", "医药制造业")
_KINDS = ("新建", "技改", "扩建")


def _table(path: Path, rows: int) -> None:
    made = random.Random(5)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("项目")
    sheet.append(["拟入园项目汇总表"])
    sheet.append(_HEADS)
    for n in range(1, rows + 1):
        area = made.randint(8, 400)
        sheet.append(
            [
                n, f"年产{made.randint(10, 900)}台（套）装备项目{n}", made.choice(_PLACES), made.choice(_INDUSTRIES),
                made.choice(_KINDS), area, area * made.randint(400, 1300), area * made.randint(100, 500),
                area * made.randint(4, 40), made.randint(5, 25), made.randint(1, 15) / 10, made.choice("是否"),
                made.choice(("", "近三年无安全事故", "已取得环评批复")),
            ]
        )  # fmt: skip
    book.save(path)


def _cpu() -> float:
    """Processor time of this process and of those it started: what a busy machine does not stretch."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Print the times as JSON, in seconds; exit status 1 where the whole is over the bar."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=10_000)
    options.add_argument("--workers", type=int, default=cores())
    options.add_argument("--kb", type=Path, default=None)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table, out = Path(folder, "table.xlsx"), Path(folder, "out.xlsx")
        _table(table, given.rows)
        with Library.ensure(given.kb or Path(folder, "kb")) as library:
            rules = len(library.rules())
            begun = time.perf_counter()
            batch = check_table(library, table, out, as_of=_DAY, workers=given.workers)
            seconds = time.perf_counter() - begun
        report = {
            "rows": len(batch.verdicts),
            "rules": rules,
            "workers": given.workers,
            "verdicts": batch.counts(),
            "failed": len(batch.failed),
            "seconds": round(seconds, 1),
            "cpu_seconds": round(_cpu(), 1),
            "out_mb": round(out.stat().st_size / 1e6, 1),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    print(json.dumps(report, ensure_ascii=False))
    raise SystemExit(int(seconds > BAR_SECONDS))


if __name__ == "__main__":
    main()
