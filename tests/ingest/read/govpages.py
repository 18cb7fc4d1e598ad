"""Pages as the sites that publish policy texts make them: the same notice in twelve kinds of markup."""

from __future__ import annotations

TITLE = "甲市人民政府办公室关于清查零星工业地块的通知"
OPENING = "各区人民政府，市政府各部门："
PARAGRAPHS = (
    OPENING,
    "　　为摸清全市零星工业地块的家底，经市政府同意，现就有关事项通知如下。",
    "　　一、清查范围",
    "　　单宗面积不超过7亩、闲置两年以上的工业地块，均纳入清查。",
    "　　二、工作要求",
    "　　各区应当在每年9月底前完成清查，并逐宗建立台账，报市自然资源和规划局备案。",
)
SIGNED = ("甲市人民政府办公室", "2023年5月6日")
TEXT = [part.strip() for part in (*PARAGRAPHS, *SIGNED)]
"""What every page shows as its text."""

_NAV = (
    '<div class="nav"><ul>'
    + "".join(f'<li><a href="/c{n}/">栏目{n}</a></li>' for n in range(9))
    + "</ul></div>"
)
_FOOT = '<div class="footer">主办：甲市人民政府办公室　<a href="/x">网站地图</a>　备案号：甲ICP备0号</div>'
_SHARE = '<div class="share">分享到：<a>微信</a><a>微博</a></div><div class="tools">【打印】【关闭】字号：[大][中][小]</div>'


def _p(parts: tuple[str, ...], attributes: str = "") -> str:
    return "".join(f"<p{attributes}>{part}</p>" for part in parts)


def _html(body: str, head: str = "", title: str = f"{TITLE}_甲市人民政府门户网站") -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


_BODY = _p(PARAGRAPHS) + _p(SIGNED, ' style="text-align: right;"')

PAGES: dict[str, str] = {
    "trs": _html(
        f"{_NAV}<div class='xxgk'><table class='head'><tr><td>索 引 号：</td><td>1100/2023-05</td><td>主题分类：</td><td>国土</td></tr>"
        "<tr><td>发文机关：</td><td>甲市人民政府办公室</td><td>成文日期：</td><td>2023年05月06日</td></tr>"
        "<tr><td>发文字号：</td><td>甲政办发〔2023〕9号</td><td>有 效 性：</td><td>有效</td></tr></table></div>"
        f"<h1>{TITLE}</h1>{_SHARE}<div class='view TRS_UEDITOR trs_paper_default'>{_BODY}</div>{_FOOT}",
        '<meta name="SiteName" content="甲市人民政府"><meta name="ArticleTitle" content="' + TITLE + '">'
        '<meta name="PubDate" content="2023-05-08 09:30">',
    ),
    "state_council": _html(
        f"<div class='header'>{_NAV}</div><div class='wrap'><table width='900'><tr><td><table><tr><td><b>索　引　号：</b></td>"
        "<td>000/2023-00001</td><td><b>主题分类：</b></td><td>国土资源</td></tr><tr><td><b>发文机关：</b></td>"
        "<td>甲市人民政府办公室</td><td><b>成文日期：</b></td><td>2023年05月06日</td></tr><tr><td><b>标　　题：</b></td>"
        f"<td colspan='3'>{TITLE}</td></tr><tr><td><b>发文字号：</b></td><td>甲政办发〔2023〕9号</td><td><b>发布日期：</b></td>"
        f"<td>2023年05月08日</td></tr></table></td></tr></table><div class='pages_content' id='UCAP-CONTENT'>{_BODY}</div></div>{_FOOT}"
    ),
    "province": _html(
        f"{_NAV}<div class='xxgk-info'><ul><li><strong>索引号：</strong><span>002/2023-1</span></li><li><strong>文号：</strong>"
        "<span>甲政办发〔2023〕9号</span></li><li><strong>发布机构：</strong><span>甲市人民政府办公室</span></li><li><strong>成文日期："
        "</strong><span>2023-05-06</span></li><li><strong>有效性：</strong><span>有效</span></li></ul></div>"
        f"<div class='article-title'>{TITLE}</div><div class='article-conter' id='zoom'>{_BODY}</div>{_SHARE}{_FOOT}"
    ),
    "department": _html(
        f"{_NAV}<div class='v_news_title'><h2>{TITLE}</h2></div><div class='info'>发布日期：2023-05-08　来源：市资规局　"
        f"浏览次数：<span id='n'></span></div><div id='vsb_content'><div class='v_news_content'>{_BODY}</div></div>{_FOOT}"
    ),
    "wechat": _html(
        f"<div id='page-content'><h1 class='rich_media_title' id='activity-name'>\n  {TITLE}\n</h1><div id='meta_content'>"
        "<span class='rich_media_meta'><a id='js_name'>甲市发布</a></span><em id='publish_time'></em></div>"
        "<div class='rich_media_content' id='js_content' style='visibility: hidden; opacity: 0;'><section>"
        + "".join(f"<section><span>{part}</span></section>" for part in (*PARAGRAPHS, *SIGNED))
        + "</section></div></div><div id='js_pc_qr_code' style='display:none'>微信扫一扫关注该公众号</div>",
        '<meta property="og:title" content="'
        + TITLE
        + '"><meta property="og:site_name" content="微信公众平台">',
        title="",
    ),
    "newspaper": _html(
        f"<table><tr><td><ul class='list'><li>第01版：要闻</li><li>第02版：广告</li></ul></td><td><founder-title>{TITLE}</founder-title>"
        f"<div id='ozoom'><founder-content>{_BODY}</founder-content></div></td></tr></table><div>甲市日报社版权所有</div>",
        title="甲市日报",
    ),
    "old_tables": _html(
        "<table width='1000' align='center'><tr><td background='top.jpg' height='120'>&nbsp;</td></tr></table>"
        f"<table width='1000'><tr><td width='200' valign='top'>{_NAV}</td><td><table><tr><td align='center'><font size='5'><b>{TITLE}"
        "</b></font></td></tr><tr><td><font face='宋体'>"
        + "<br><br>\n".join((*PARAGRAPHS, *SIGNED))
        + f"</font></td></tr></table></td></tr></table><center>{_FOOT}</center>"
    ),
    "word_export": _html(
        "<div class=WordSection1>"
        + "".join(
            f"<p class=MsoNormal style='text-indent:2em'><span lang=EN-US><o:p></o:p></span><span style='font-family:仿宋'>{part}\n"
            "</span></p>"
            for part in (TITLE, *PARAGRAPHS, *SIGNED)
        )
        + "</div>",
        "<style>@page WordSection1 {size:595pt 842pt}</style><!--[if gte mso 9]><xml><o:p>x</o:p></xml><![endif]-->",
        title=TITLE,
    ),
    "divisions": _html(
        f"{_NAV}<div class='a1'><div class='a2'><div class='t'>{TITLE}</div><div class='a3'>"
        + "".join(f"<div>{part}</div>" for part in (*PARAGRAPHS, *SIGNED))
        + f"</div></div></div>{_FOOT}"
    ),
    "entities": _html(
        f"{_NAV}<h1>{TITLE}</h1><div class='article-content'>"
        + _p(
            tuple(
                part.replace("　　", "&emsp;&emsp;").replace("7", "&#55;").replace("、", "&#x3001;")
                for part in PARAGRAPHS
            )
        )
        + _p(SIGNED)
        + f"</div>{_FOOT}"
    ),
    "capitals": _html(
        f"<DIV CLASS='Article_Content'><H1>{TITLE}</H1>{_BODY.replace('<p', '<P').replace('</p>', '')}</DIV>{_FOOT}"
    ),
    "spans": _html(
        f"{_NAV}<h1 class='title'>{TITLE}</h1><div id='zoomcon'><div class='hidden' style='DISPLAY: none;'>全文下载</div>"
        + "".join(
            f"<p>{''.join(f'<span>{char}</span>' for char in part)}</p>" for part in (*PARAGRAPHS, *SIGNED)
        )
        + f"</div>{_FOOT}"
    ),
}
"""Markup by the kind of site."""
