"""What a document may be called by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Metadata
from kb.naming import name_key, name_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("某政发〔2020〕3号", "某政发[2020]3号"),
        ("某政发〔2020〕3号", "某政发（２０２０）3 号"),
        ("《某市管理办法（试行）》", "某市管理办法(试行)"),
    ],
)
def test_spellings_of_one_name_agree(one: str, other: str) -> None:
    """Brackets, width, spaces and 《》 make no other document."""
    assert name_key(one) == name_key(other) != ""


def test_what_a_notice_issues_is_a_name_of_it() -> None:
    """A text that repeals 《某办法》 means the notice that issued it."""
    keys = name_keys(Metadata("某市人民政府关于印发《某市用地办法》的通知", number="某政发〔2019〕8号"))
    assert name_key("某市用地办法") in keys
    assert name_key("某政发[2019]8号") in keys


def test_each_line_of_a_headline_names_a_report() -> None:
    """A restatement that names the main line alone is replaced by the report; short lines name nothing."""
    report = Metadata("某市长在全市大会上强调 全力推进旧厂房改造升级——系列之三", kind="新闻报道")
    keys = name_keys(report)
    assert {name_key("全力推进旧厂房改造升级"), name_key("某市长在全市大会上强调")} <= keys
    assert name_key("系列之三") not in keys
    assert name_key("全力推进旧厂房改造升级") not in name_keys(Metadata(report.title, kind="政策文件"))


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    """Keys are compared with keys of keys when relations are looked up."""
    assert name_key(name_key(text)) == name_key(text)
