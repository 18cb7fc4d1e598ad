"""What government pages in China look like, as data: where the text stands, what surrounds it."""

from __future__ import annotations

import re

CONTENT: tuple[str, ...] = (
    "#UCAP-CONTENT",
    "#zoom",
    "#zoomcon",
    ".TRS_UEDITOR",
    ".TRS_Editor",
    ".trs_editor_view",
    "#vsb_content",
    ".v_news_content",
    "#js_content",
    "#ozoom",
    "founder-content",
    ".article-content",
    ".article_content",
    ".article-con",
    ".article_con",
    "#articleContent",
    "#article_content",
    "#article-content",
    ".pages_content",
    ".xxgk_content",
    ".zfxxgk_content",
    ".gk_content",
    ".wzy_content",
    ".zw_content",
    ".bt_content",
    ".news_content",
    ".news-content",
    ".detail_content",
    ".detail-content",
    ".content_body",
    ".content-body",
    ".text_content",
    ".main-content",
    "#mainText",
    ".article",
    "article",
)
"""Elements that hold the text, likeliest first: "#id", ".class" or a tag. Case does not matter."""
TITLES: tuple[str, ...] = ("#activity-name", "founder-title")
"""Elements that hold the title and are no h1."""
COMMON = frozenset({".main-content", ".article", "article"})
"""Those of `CONTENT` that teasers beside the text bear too: only the longest of them counts."""

_STRONG = (
    "索引号|信息索引号|发文机关|发文机构|发文单位|发布机构|发布单位|制发机关|制定机关|公开主体|公开责任部门"
    "|文号|发文字号|发文文号|文件编号|成文日期|发文日期|发布日期|公开日期|生成日期|印发日期|发布时间|公开时间"
    "|有效性|时效性|效力状态|是否有效|废止日期|失效日期|失效时间|生效日期|生效时间|施行日期|实施日期|有效期"
    "|统一编号|规范性文件编号|规范性文件统一编号|主题分类|公开方式|公开范围"
)
_WEAK = (
    "名称|标题|文件名称|信息名称|主题词|关键词|来源|信息来源|文章来源|作者|体裁|组配分类|服务对象|责任编辑"
    "|浏览次数"
)


def _spread(words: str) -> str:
    # 索 引 号: pages pad short labels to a common width.
    return "|".join(r"\s*".join(word) for word in sorted(words.split("|"), key=len, reverse=True))


_GAP = r"[\s\u3000\xa0]*"
LABEL = re.compile(
    rf"[\[【]?(?P<strong>{_spread(_STRONG)})[\]】]?{_GAP}[:：]|[\[【]?(?P<weak>{_spread(_WEAK)})[\]】]?{_GAP}[:：]"
)
"""A label with its colon, anywhere in a line."""
BARE_LABEL = re.compile(
    rf"[\[【]?(?:(?P<strong>{_spread(_STRONG)})|(?P<weak>{_spread(_WEAK)}))[\]】]?{_GAP}[:：]?"
)
"""A label that fills its cell or line."""

NOISE = re.compile(
    r"(?:^|[-_\s])(?:share|bdshare\w*|bshare\w*|jiathis\w*|social|toolbar|tools?|print\w*|breadcrumbs?|crumbs?|"
    r"position|pagination|pager|qr-?code|ewm|related|relate|recommend|xgxx|xgwj|xgjd|hot|sidebar|footer|nav|"
    r"navbar|menu|login|search)(?:$|[-_\s])",
    re.I,
)
"""Class and id of what surrounds a text. Believed only of small parts, see `ingest.read.htmlblock`."""

BUTTONS = re.compile(
    r"[\s\u3000\xa0\[\]【】()（）|｜:：>、/·]*(?:(?:打印(?:本页|此页|文章|页面)?|关闭(?:本页|窗口|页面)?|返回(?:顶部|首页|列表)?|"
    r"分享(?:到|至)?|微信|微博|新浪微博|朋友圈|QQ空间|QQ好友|QQ|收藏|加入收藏|设为首页|字号|字体|大|中|小|放大|缩小|默认|"
    r"纠错|我要纠错|扫一扫(?:在手机打开当前页|分享本页)?|下一篇|上一篇|保存|下载(?:本页|文字版|图片版)?|视力保护色|"
    r"浏览次数|点击数|阅读次数|次|\d++)[\s\u3000\xa0\[\]【】()（）|｜:：>、/·]*)+"
)
"""A line of buttons and nothing else."""
BUTTON_WORDS = re.compile(
    "打印|关闭|分享|字号|字体|收藏|设为首页|纠错|扫一扫|返回|浏览次数|点击数|阅读次数|下一篇|上一篇"
)
"""At least one of these stands in a line of buttons: 中 or 30 alone is text."""

SITE_TAIL = re.compile(r"\s*[-_|—–·]+\s*[^-_|—–·]*(?:政府|网|门户|委员会|厅|局|平台|公开)[^-_|—–·]*$")
"""The site's name behind a page's title."""
