"""Column: what a column of a table of projects holds, told from its heading; and its cells as lines of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from kb import units
from kb.facts_terms import Term, mentions, term_of
from kb.quantity import find_quantities

Role = Literal["name", "firm", "place", "industry", "kind", "quantity", "field", "text", "aside", "unknown"]

ROLES: Final[dict[Role, str]] = {
    "name": "项目名称",
    "firm": "单位名称",
    "place": "所在地",
    "industry": "行业",
    "kind": "建设性质",
    "quantity": "指标",
    "field": "是否类",
    "text": "文字描述",
    "aside": "不参与核对",
    "unknown": "没有看懂",
}
"""How a role is called, and by which name a mapping asks for it."""

_HEADS: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    (
        "aside",
        re.compile(
            r"(?:排?序号?|编号|项目编号|项目代码|行号|No\.?|#|联系人.*|.*电话|.*手机号?码?|.*邮箱|传真|邮编|填报人|填表人|"
            r".*负责人|法人(?:代表)?|法定代表人|统一社会信用代码|信用代码|组织机构代码|身份证号?|填报日期|填表日期|经办人)",
            re.IGNORECASE,
        ),
    ),
    ("name", re.compile(r"(?:拟?建?申报|招商|投资|入园|拟入园)?项目(?:名称|名)?|名称|工程名称|地块名称")),
    (
        "firm",
        re.compile(
            r"(?:企业|单位|公司|业主|用地单位|建设单位|申报单位|项目单位|投资主体|投资方|申请人|申请单位|实施主体|项目业主|建设主体|承办单位)"
            r"(?:名称|全称)?"
        ),
    ),
    (
        "place",
        re.compile(
            r".{0,6}(?:所在地?|地点|地址|选址|位置|属地|区域|区县|县区|市县|辖区|落户地)(?:区|名称|[省市县镇]|园区)?|省份?|地?市|县|区|县（?市、?区）?|"
            r"市（?县、?区）?|(?:所属|所在|落户)?(?:乡镇|镇街|街道|园区|开发区|平台)(?:名称)?|(?:所在|所属).{1,6}"
        ),
    ),
    ("industry", re.compile(r".{0,6}(?:行业|产业)(?:类别|分类|名称|门类|大类|中类|小类|类型|领域|方向)?")),
    ("kind", re.compile(r"(?:建设|项目)(?:性质|类型|类别)|(?:建设|供地|用地)方式|项目分类")),
    ("field", re.compile(r".*(?:是否|有无).{2,}|.{2,}(?:是否|与否|（是/否）|情况（有/无）)")),
    (
        "text",
        re.compile(
            r".*(?:简介|概况|内容|描述|备注|说明|产品|工艺|介绍|摘要|情况|理由|建设规模|规模|优势|亮点|来源|进度|阶段|手续|承诺|资质|荣誉|属性|等级|评价|类别)"
        ),
    ),
)
_STATED: Final = re.compile(r"现状|现有|原有|规划|拟建?|改造[前后]|技改[前后]|达产后?|[一二三四]期|地下|地上")
_STATEMENT: Final = re.compile(
    r"淘汰类|限制类|鼓励类|负面清单|事故|违法|处罚|失信|两高|环评|能评|节能审查|备案|立项|欠税|闲置|欠薪|拖欠"
)
_TAIL: Final = re.compile(r"(?:数值?|值|总?额|总量|情况|指标|合计|规模|的)?")
_ENCLOSED: Final = re.compile(
    r"[（(\[【〔]\s*(?:单位\s*[:：]?\s*)?(?P<inside>[^（）()\[\]【】〔〕]{1,14})\s*[）)\]】〕]"
)
_BEHIND: Final = re.compile(
    r"[/／:：_\-—,，\s]\s*(?:单位\s*[:：]?\s*)?(?P<inside>[^\s/／:：_\-—,，]{1,6}(?:[/／][^\s/／]{1,4})?)\s*$"
)
_ORNAMENT: Final = re.compile(
    r"^[\s*＊★☆●]*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）)]|[0-9]{1,3}[.．、]|[①-⑳]|[一二三四五六七八九十]{1,2}、)?\s*|[\s*＊:：]+$"
)
_GROUP: Final = re.compile(r"(?:基本)?(?:情况|信息|指标|数据|概况|条件)(?=$|[（(])")
_GLUED: Final = re.compile(r"(?<=..)(?:亩|公顷|平方米|㎡|m²|万元|亿元|[%％])$")
_DASHES: Final = frozenset(["/", "／", "\\", "-", "—", "－", "——", "--", "–", "…", "?", "？"]) | {""}
_MONTHS: Final = {"月": "个月", "日": "天"}
"""Units that would read as a day of the calendar behind a number."""
_REMARK: Final = re.compile(
    r"^(?:必填|选填|非必填|可空|填写?.*|保留.*小数|下拉.*|是/?否|有/?无|单位|限.*字)$"
)
NUMBER: Final = re.compile(r"[+＋]?[-－]?[¥￥]?\s*[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?")
BLANK: Final = frozenset(
    [
        "/",
        "／",
        "\\",
        "-",
        "—",
        "－",
        "——",
        "--",
        "–",
        "无",
        "暂无",
        "待定",
        "不详",
        "未知",
        "N/A",
        "NA",
        "n/a",
        "null",
        "NULL",
        "None",
        "空",
        "…",
        "?",
        "？",
    ]
) | {""}
"""What people write into a cell that they have nothing for. None of them is zero."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        at: its place, from 0.
        head: its heading as it stands in the table, several rows joined by " / ".
        role: what it holds.
        label: what its lines are headed by.
        term: what its numbers are of; None for other roles.
        unit: the unit that its heading gives, "" for none.
        doubt: a Chinese sentence on what is wrong with its heading, "" for nothing.
    """

    at: int
    head: str
    role: Role
    label: str
    term: Term | None = None
    unit: str = ""
    doubt: str = ""

    @property
    def shown(self) -> str:
        """How the column was understood, for a person to check."""
        if self.term is None:
            return ROLES[self.role]
        return f"{self.term.name}（{self.unit}）" if self.unit else self.term.name

    def line(self, cell: str) -> str:
        """A filled cell as a line of a form: "用地面积（亩）：40"; "" where it says nothing."""
        words = " ".join(cell.split())
        if words in BLANK and self.role != "field":
            return ""
        if self.role == "field":
            return self._stated(_truth(words)) if words not in _DASHES else ""
        if self.role != "quantity" or self.term is None:
            return f"{self.label}：{words}"
        if not self.unit:
            return f"{self.label}：{words}"
        if NUMBER.fullmatch(words) and "time" not in self.term.dimensions:
            return f"{self.label}（{self.unit}）：{words}"
        return f"{self.label}：{_with_unit(words, self.unit)}"

    def _stated(self, words: str) -> str:
        """A cell that says whether something is so: in a form's words, or in its own with what the heading names."""
        if words[:1] in "是否" and len(words) < 3:
            return f"{self.label}：{words}"
        named = re.sub(r"是否|有无|情况$", "", self.label)
        return words if _STATEMENT.search(words) else f"{words}{named}"


def _truth(words: str) -> str:
    if words in ("√", "✓", "✔", "☑", "是的", "Y", "y", "YES", "Yes", "TRUE", "True", "1"):
        return "是"
    if words in ("×", "✗", "✘", "X", "x", "N", "n", "NO", "No", "FALSE", "False", "0"):
        return "否"
    return words


def _with_unit(words: str, unit: str) -> str:
    """A cell with words about its number (约40, 35~40): the column's unit behind the last number without one."""
    if any(found.unit or found.dimension for found in find_quantities(words)):
        return words
    numbers = list(NUMBER.finditer(words))
    if not numbers:
        return words
    end = numbers[-1].end()
    return f"{words[:end]}{unit}{words[end:]}"


def column(
    at: int, heads: Sequence[str], names: frozenset[str] = frozenset(), caption: Sequence[str] = ()
) -> Column:
    """The column that a heading names.

    Args:
        at: its place, from 0.
        heads: the texts over it, the outermost first.
        names: further metrics, as rules call them.
        caption: units that stand over the whole table (单位：亩、万元), for headings without one.
    """
    whole = " / ".join(dict.fromkeys(" ".join(head.split()) for head in heads if head.strip()))
    if not whole:
        return Column(at, "", "unknown", "")
    inner = " ".join(heads[-1].split())
    name, unit = split_unit(inner)
    outer = _GROUP.sub("", "".join("".join(head.split()) for head in heads[:-1]))
    for tried in dict.fromkeys((name, f"{split_unit(outer)[0]}{name}" if outer else name)):
        found = _quantity(at, whole, tried, unit or split_unit(outer)[1], names, caption)
        if found is not None:
            stage = "".join(_STATED.findall(outer)) if tried == name else ""
            return replace(found, label=f"{stage}{found.label}") if stage else found
    if re.search(r"是否|有无", inner):
        return Column(at, whole, "field", _asked(inner))
    for role, pattern in _HEADS:
        if role == "text" and _STATEMENT.search(name):
            return Column(at, whole, "field", f"是否{name}")
        if pattern.fullmatch(name):
            return _plain(at, whole, role, name)
    return Column(at, whole, "unknown", name)


def _plain(at: int, whole: str, role: Role, name: str) -> Column:
    label = {
        "name": "项目名称",
        "firm": "建设单位",
        "place": "所在地",
        "industry": "行业",
        "kind": "建设性质",
    }.get(role, name)
    if role == "field":
        return Column(at, whole, "field", _asked(name))
    return Column(at, whole, role, label)


def _asked(head: str) -> str:
    """A yes-or-no heading as forms write it: 近三年是否发生事故."""
    words = re.sub(r"[（(\[【][^（）()]*[）)\]】]|\s", "", head).rstrip("？?:：")
    if words.endswith(("是否", "与否")):
        return f"是否{words[:-2]}"
    return words


def _quantity(
    at: int, whole: str, name: str, unit: str, names: frozenset[str], caption: Sequence[str]
) -> Column | None:
    """The column of a quantity, or None where the words name none, or something about one (土地性质)."""
    found = list(mentions(name, names))
    if not found or not _TAIL.fullmatch(name[found[-1].span.end :]) or re.search(r"是否|有无", name):
        return None
    last = found[-1]
    term, label = last.term, name[: last.span.end]
    if unit:
        return Column(at, whole, "quantity", label, term, unit, _misfit(whole, term, unit))
    fitting = [each for each in caption if _takes(term, each)]
    if len(fitting) == 1:
        return Column(at, whole, "quantity", label, term, fitting[0])
    plain = bool(term.dimensions & {"", "ratio"}) or "percent" in term.dimensions
    doubt = (
        ""
        if plain
        else f"“{whole}”没有写单位；单元格里不带单位的数没有采用，请在表头写明，如（{term.unit or '单位'}）"
    )
    return Column(at, whole, "quantity", label, term, "", doubt)


def _misfit(whole: str, term: Term, unit: str) -> str:
    if _takes(term, unit):
        return ""
    return f"“{whole}”的单位“{unit}”与{term.name}对不上，这一列的数没有采用；请核对表头"


def _takes(term: Term, unit: str) -> bool:
    quantities = find_quantities(f"1{unit}")
    if len(quantities) != 1:
        return False
    dimension = quantities[0].dimension
    money = dimension == "money" and "money/area" in term.dimensions
    return term.takes(dimension) or money or (dimension == "money/area" and "money" in term.dimensions)


def split_unit(head: str) -> tuple[str, str]:
    """A heading's words and its unit: "1. 投资额（万元）*" → ("投资额", "万元"); remarks such as 必填 are dropped."""
    words = _ORNAMENT.sub("", head)
    unit = ""
    for found in list(_ENCLOSED.finditer(words))[::-1]:
        inside = "".join(found["inside"].split())
        if is_unit(inside):
            unit = unit or inside
        elif not _REMARK.fullmatch(inside):
            continue
        words = words[: found.start()] + words[found.end() :]
    if not unit and (behind := _BEHIND.search(words)) and is_unit(behind["inside"]) and behind.start():
        unit, words = behind["inside"], words[: behind.start()]
    if not unit and (glued := _GLUED.search(words)):
        unit, words = glued[0], words[: glued.start()]
    unit = _MONTHS.get(unit, unit)
    return "".join(_ORNAMENT.sub("", words).split()), unit


def is_unit(text: str) -> bool:
    """Whether a text is the name of a unit and nothing else."""
    return bool(text) and not text[0].isdigit() and units.resolve(text) is not None


def mapped(at: int, head: str, target: str, names: frozenset[str]) -> Column | None:
    """The column that a person says it is: a role by its name, or 指标 with a unit in brackets; None for neither."""
    wanted = target.strip()
    for role, called in ROLES.items():
        if wanted == called and role not in ("quantity", "unknown"):
            return _plain(at, head, role, split_unit(head)[0])
    name, unit = split_unit(wanted)
    if not unit:
        unit = split_unit(head)[1]
    term = term_of(name)
    if term is None:
        if name not in names:
            return None
        term = next((each.term for each in mentions(name, names)), None)
    return Column(at, head, "quantity", name, term, unit, _misfit(head, term, unit) if term and unit else "")
