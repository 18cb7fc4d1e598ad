"""XML and HTML from strangers: no entities, no DTD, no network, no bottomless nesting."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from lxml import etree, html

from ingest.errors import FileUnreadable, LimitExceeded
from ingest.limits import Limits

_DOCTYPE = "<!DOCTYPE"
_DOCTYPES = tuple(_DOCTYPE.encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def parse_xml(name: str, data: bytes, limits: Limits) -> etree._Element:
    """The root element of an XML file.

    Args:
        name: file name for messages.
        data: the XML; its declaration names the encoding.
        limits: `markup_bytes` and `depth`.

    Raises:
        FileUnreadable: not well-formed, or it declares a document type, which no office format does
            and every entity attack must.
        LimitExceeded: too large, or nested too deeply.
    """
    _check_size(name, len(data), limits)
    _refuse_doctype(name, data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        # Depth and size are bounded here, and without a document type nothing can grow.
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        if _hit_a_limit(parser.error_log):
            raise _too_deep(name, limits) from error
        raise FileUnreadable(
            f"“{name}”里的XML不完整或有错误", "请用办公软件打开并重新保存，或向提供者重新索取"
        ) from error
    _check_depth(name, root, limits)
    return root


def walk_xml(name: str, data: bytes, limits: Limits, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements of some names, each once it is whole and emptied after use: no tree is kept of the rest.

    Args:
        name: file name for messages.
        data: the XML.
        limits: `markup_bytes`. libxml2 itself stops at 256 levels.
        tags: the names, with their namespace.

    Raises:
        FileUnreadable, LimitExceeded: as `parse_xml` does.
    """
    _check_size(name, len(data), limits)
    _refuse_doctype(name, data)
    try:
        events = etree.iterparse(
            BytesIO(data),
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in events:
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise FileUnreadable(
            f"“{name}”里的XML不完整或有错误", "请用办公软件打开并重新保存，或向提供者重新索取"
        ) from error


def parse_html(name: str, text: str, limits: Limits) -> html.HtmlElement | None:
    """The root element of a page, however sloppy its markup; None where there is no element at all.

    Args:
        name: file name for messages.
        text: the page, decoded.
        limits: `markup_bytes` (of the text in UTF-8) and `depth`.

    Raises:
        FileUnreadable: the parser gives up.
        LimitExceeded: too large, or nested too deeply.
    """
    # NUL ends the text for libxml2; a lone surrogate has no UTF-8.
    data = text.replace("\0", "").encode("utf-8", "replace")
    _check_size(name, len(data), limits)
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        if "empty" in str(error).lower():
            return None
        raise FileUnreadable(
            f"网页“{name}”无法解析", "请在浏览器中打开，另存为“网页，仅HTML”或打印为PDF后重试"
        ) from error
    if _hit_a_limit(parser.error_log):
        raise _too_deep(name, limits)
    _check_depth(name, root, limits)
    return root


def _check_size(name: str, size: int, limits: Limits) -> None:
    if size > limits.markup_bytes:
        raise LimitExceeded(
            f"“{name}”的标记文本超过{limits.markup_bytes // (1 << 20)}MB的上限", "请拆成几个文件后重试"
        )


def _refuse_doctype(name: str, data: bytes) -> None:
    if any(mark in data for mark in _DOCTYPES):
        raise FileUnreadable(
            f"“{name}”里的XML带有文档类型声明，可能是恶意文件", "请用办公软件打开并重新保存后重试"
        )


def _hit_a_limit(log: etree._ListErrorLog) -> bool:
    return any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in log)


def _too_deep(name: str, limits: Limits) -> LimitExceeded:
    return LimitExceeded(
        f"“{name}”的标记嵌套过深（上限{limits.depth}层）或单个节点过大",
        "这样的文件多半已损坏，请用办公软件或浏览器打开并重新保存后重试",
    )


def _check_depth(name: str, root: etree._Element, limits: Limits) -> None:
    # One XPath of limit + 1 child steps: the walk over the tree happens in C.
    if root.getroottree().xpath("boolean(" + "/*" * (limits.depth + 1) + ")"):
        raise _too_deep(name, limits)
