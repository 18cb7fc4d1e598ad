"""The command line of `youju`: what may be typed, explained in Chinese."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

_KB = {"metavar": "文件夹", "help": "知识库；缺省用 YOUJU_KB，再缺省用本用户的数据文件夹"}

_MESSAGES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"the following arguments are required: (.+)"), r"缺少参数：\1"),
    (re.compile(r"unrecognized arguments: (.+)"), r"不认识的参数：\1"),
    (re.compile(r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)"), r"\1 没有 \2，可选：\3"),
    (re.compile(r"argument (\S+): expected one argument"), r"\1 后面缺少一个值"),
    (re.compile(r"argument (\S+): expected at least one argument"), r"\1 后面至少要有一个值"),
    (re.compile(r"argument (\S+): ignored explicit argument (.+)"), r"\1 不带值，多出了 \2"),
    (re.compile(r"argument (\S+): invalid int value: (.+)"), r"\1 应为整数，而不是 \2"),
    (re.compile(r"one of the arguments (.+) is required"), r"缺少参数，须从中选一个：\1"),
    (re.compile(r"argument (\S+): not allowed with argument (\S+)"), r"\1 不能与 \2 同用"),
    (re.compile(r"ambiguous option: (.+) could match (.+)"), r"\1 有歧义，可能是 \2"),
    (re.compile(r"argument ([^:]+): (.+)"), r"\1：\2"),
)


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - argparse's own untyped signature
        """The usage line with a Chinese head."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class WrongUsage(SystemExit):
    """What was typed is no command; the reason, already printed on stderr, is `message`."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(2)


class Parser(argparse.ArgumentParser):
    """argparse in Chinese. Wrong usage prints a line on stderr and exits with status 2."""

    def __init__(self, **named: object) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, allow_abbrev=False, **named)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to see what is right.

        Raises:
            WrongUsage: always; it ends the program with status 2.
        """
        for pattern, chinese in _MESSAGES:
            if pattern.fullmatch(message):
                message = pattern.sub(chinese, message)
                break
        whole = f"用法有误：{message}；请用 {self.prog} --help 查看说明"
        print(whole, file=sys.stderr)
        raise WrongUsage(whole)


def parser() -> Parser:
    """The parser; the command's name comes in `command`, None where none was typed."""
    top = Parser(prog="youju", description="有据：政策问答，每个回答都附条款原文")
    top.add_argument("--kb", default=None, type=_folder, **_KB)  # type: ignore[arg-type]
    top.add_argument("--json", action="store_true", help="在标准输出给出一份 JSON，别无其他")
    commands = top.add_subparsers(dest="command", metavar="命令", title="命令", parser_class=Parser)

    def command(name: str, summary: str) -> Parser:
        made: Parser = commands.add_parser(name, help=summary, description=summary)
        # SUPPRESS: what was typed before the command stays unless it is typed again behind it.
        made.add_argument("--kb", default=argparse.SUPPRESS, type=_folder, **_KB)  # type: ignore[arg-type]
        made.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="在标准输出给出一份 JSON"
        )
        return made

    serve = command("serve", "启动网页；没有知识库时先用自带文件建立")
    serve.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听的地址，缺省只限本机")
    serve.add_argument("--port", type=_port, default=7860, metavar="端口", help="缺省 7860")

    add = command("add", "把文件或文件夹读入知识库；没有知识库时先建一个空的")
    add.add_argument("paths", nargs="+", type=_path, metavar="路径", help="文件或文件夹")

    _dated(command("list", "列出知识库中的文档"))
    show = command("show", "显示一份文档的信息和条款")
    show.add_argument("document", metavar="文档", help="编号、编号开头、文号或标题")
    show.add_argument("--page", type=_page, metavar="页码", help="把这一页画成图片，须与 --out 同用")
    show.add_argument("--quote", metavar="文字", help="在图片上标出这段文字")
    show.add_argument("--out", type=_path, metavar="文件", help="图片存到哪里，如 页面.png")
    remove = command("remove", "从知识库移除一份文档")
    remove.add_argument("document", metavar="文档", help="编号、编号开头、文号或标题")
    tree = command("tree", "读一个文件，显示信息、条款和疑似错误；不动知识库")
    tree.add_argument("file", type=_path, metavar="文件", help="要读的文件")

    faults = command("faults", "列出知识库中的疑似错误和处理结果")
    faults.add_argument("document", nargs="?", metavar="文档", help="只看这一份；编号、文号或标题")
    faults.add_argument("--open", action="store_true", help="只列还没有处理的")
    correct = command("correct", "处理一处疑似错误；原文不动，回答和附注随之改变")
    correct.add_argument("fault", metavar="存疑编号", help="youju faults 列出的编号，或其开头几位")
    deed = correct.add_mutually_exclusive_group(required=True)
    deed.add_argument("--accept", action="store_true", help="采纳建议")
    deed.add_argument("--value", metavar="文字", help="改为这些文字")
    deed.add_argument("--dismiss", action="store_true", help="不是错误")
    deed.add_argument("--reopen", action="store_true", help="撤回先前的处理")
    correct.add_argument("--by", required=True, metavar="姓名", help="校正人")

    ask = command("ask", "提问，回答附条款原文；没有知识库时先用自带文件建立")
    ask.add_argument("question", metavar="问题", help="用引号括起来的一句话")
    _dated(ask)
    ask.add_argument("--region", metavar="地区", help="提问者所在地区，如 衢州市")
    ask.add_argument("--history", type=Path, metavar="文件", help="此前的问题，JSON 字符串列表")

    check = command("check", "项目预审：把一份项目描述与知识库中的门槛逐条核对")
    check.add_argument("file", metavar="文件", help="项目描述（txt、docx、pdf）；- 表示从标准输入读文字")
    _dated(check)
    check.add_argument("--region", metavar="地区", help="项目所在地，描述里写了就以描述为准")
    check.add_argument("--document", metavar="文档", help="只按这一份文档核对：编号、文号或标题")
    check.add_argument(
        "--answer",
        action="append",
        default=[],
        type=_answer,
        metavar="事实=值",
        help="补充一个事实，如 容积率=1.2；可以写多次",
    )

    check.add_argument("--report", type=_report, metavar="文件", help="把结果另存为报告：.docx 或 .md")

    batch = command("check-batch", "批量预审：一行一个项目的表格，得出结论、明细和待补充情况")
    batch.add_argument("table", type=_path, metavar="表格", help="XLSX、XLS、ODS 或 CSV，列名不限")
    batch.add_argument(
        "--out", type=_workbook, required=True, metavar="文件", help="结果存到哪里，如 结果.xlsx"
    )
    _dated(batch)
    batch.add_argument("--region", metavar="地区", help="项目所在地，行里写了就以行里为准")
    batch.add_argument("--document", metavar="文档", help="只按这一份文档核对：编号、文号或标题")
    batch.add_argument(
        "--map",
        dest="mapping",
        action="append",
        default=[],
        type=_answer,
        metavar="列名=指标[单位]",
        help="说明一列是什么，如 面积=用地面积[亩]，或 情况=文字描述；可以写多次",
    )

    evaluate = command("eval", "用评测集检验知识库")
    evaluate.add_argument("suites", nargs="*", metavar="评测集", help="名称或路径；不写则跑全部")
    evaluate.add_argument("--out", metavar="文件", help="把 JSON 结果另存一份")
    evaluate.add_argument("--raise-floors", action="store_true", help="把下限抬到这次的成绩")
    evaluate.add_argument("--lower-floors", action="store_true", help="允许把下限降到这次的成绩")

    rules = command("rules", "列出读出的阈值规则，带条款、复核状态和置信度")
    rules.add_argument(
        "document", nargs="?", metavar="文档", help="编号、编号开头、文号或标题；不写则列出全部"
    )
    rules.add_argument(
        "--export", type=_path, metavar="文件", help="把复核过的规则存为 YAML；不写文档则为文件夹"
    )
    rules.add_argument("--load", type=_path, metavar="文件", help="载入 YAML 里的复核结论（文件或文件夹）")
    review = command("review", "复核一条规则：确认、更正或驳回")
    review.add_argument("rule", metavar="规则", help="youju rules 列出的编号")
    review.add_argument(
        "decision", choices=("确认", "更正", "驳回"), metavar="结论", help="确认、更正 或 驳回"
    )
    review.add_argument("--by", required=True, metavar="姓名", help="复核人")
    review.add_argument("--note", default="", metavar="说明", help="理由")
    review.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="字段=值",
        help="更正的内容，如 value=300，可多次",
    )

    command("rebuild", "按目录重建索引")
    return top


def _dated(made: Parser) -> None:
    made.add_argument("--as-of", type=_date, metavar="日期", help="按哪一天判断时效，如 2024-05-01；缺省今天")


def _kind(name: str) -> Callable[[str], Exception]:
    return lambda text: argparse.ArgumentTypeError(f"“{text}”不是{name}")


def _folder(text: str) -> str:
    if not text.strip():  # which would mean the folder one happens to stand in
        raise _kind("路径")(text)
    return text


def _path(text: str) -> Path:
    return Path(_folder(text))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise _kind("日期，请写成 2024-05-01 的样子")(text) from None


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 100_000):
        raise _kind("页码，请写从 1 起的整数")(text)
    return int(text)


def _report(text: str) -> Path:
    path = _path(text)
    if path.suffix.lower() not in (".docx", ".md"):
        raise _kind("报告的文件名，请以 .docx 或 .md 结尾")(text)
    return path


def _workbook(text: str) -> Path:
    path = _path(text)
    if path.suffix.lower() != ".xlsx":
        raise _kind("结果的文件名，请以 .xlsx 结尾")(text)
    return path


def _answer(text: str) -> tuple[str, str]:
    key, sign, value = text.replace("＝", "=").partition("=")
    if not (sign and key.strip() and value.strip()):
        raise _kind("补充的事实，请写成 名称=内容 的样子，如 容积率=1.2")(text)
    return key.strip(), value.strip()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 <= int(text) <= 65535):
        raise _kind("端口，请写 0 到 65535 的整数")(text)
    return int(text)
