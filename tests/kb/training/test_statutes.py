"""Statutes are cut into articles, and editions of one article are one."""

from kb.training.statutes import Article, cut, merged

_TEXT = """# 中华人民共和国花园法

# 树木编

2001年1月1日 园丁大会通过

<!-- INFO END -->

## 第一章  总则

第一条 种树的人应当浇水。

浇水不得过量。

第一条之一 下雨时可以不浇。

### 第一节 剪枝

第二条 剪枝在冬天进行。依照第一条之一办理的除外。

## 第二章 附则

第三条 本法自明天起施行。
"""


def test_an_article_keeps_its_paragraphs_and_the_headings_above_it():
    """Paragraphs after the number belong to the article; a new heading ends it and replaces its equals."""
    articles = list(cut(_TEXT, title="树木编"))
    assert [article.number for article in articles] == ["第一条", "第一条之一", "第二条", "第三条"]
    assert articles[0].text == "种树的人应当浇水。\n浇水不得过量。"
    assert articles[2].heading == "树木编 第一章 总则 第一节 剪枝"
    assert articles[3].heading == "树木编 第二章 附则"
    assert {article.title for article in articles} == {"中华人民共和国花园法"}


def test_a_number_inside_a_line_starts_no_article():
    """A reference to another article is not its beginning."""
    assert "依照第一条之一办理" in next(a.text for a in cut(_TEXT) if a.number == "第二条")


def test_a_name_is_the_same_with_and_without_the_states_name():
    """中华人民共和国花园法 and 花园法 are one statute."""
    assert (
        Article("中华人民共和国花园法", "", "第一条", "甲").name == Article("花园法", "", "第一条", "乙").name
    )


def test_merging_takes_the_later_text_and_keeps_the_heading():
    """A gold article of another edition replaces the text under its name and adds no second one."""
    held = Article("花园法", "第一章 总则", "第一条", "旧文")
    new = Article("花园法", "", "第一条", "新文")
    other = Article("水塘法", "", "第一条", "别的")
    assert merged([held], [new, other]) == [Article("花园法", "第一章 总则", "第一条", "新文"), other]
