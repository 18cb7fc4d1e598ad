"""The web server: a free port, who may connect, and headers that keep the page on this machine."""

from __future__ import annotations

import errno
import re
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.errors import SettingWrong

LOCAL = ("127.0.0.1", "localhost", "::1")
PORTS_TRIED = 20

# Gradio needs inline scripts and eval; nothing needs another host. A browser that honours this
# header makes no request to any other machine, whatever a document's text contains.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
_HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_FOREIGN_TAGS = re.compile(
    rb"<meta\s[^>]*(?:og:|twitter:)[^>]*>|<link\s[^>]*href=\"https?://[^>]*>|"
    rb"<script\s[^>]*src=\"https?://[^>]*>\s*</script>",
    re.IGNORECASE,
)
# The configuration in the page holds Gradio's sample files, for documentation that is switched off.
_SAMPLES = re.compile(rb"https://github\.com/gradio-app/[^\"\s]*")


def is_local(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    return host.lower() in LOCAL


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on the port, or on the next free one.

    Raises:
        SettingWrong: the address is none of this machine's, or no port near is free.
    """
    if not 0 < port < 65536:
        raise SettingWrong(f"端口 {port} 不在 1 到 65535 之间", "请用 --port 换一个，例如 7860")
    for number in range(port, min(port + PORTS_TRIED, 65536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform != "win32":  # there it would let two servers share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, number))
            sock.listen(128)
        except OSError as error:
            sock.close()
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                continue
            raise SettingWrong(
                f"不能在地址 {host} 上监听（{error.strerror}）", "请用 --host 127.0.0.1"
            ) from error
        return sock
    raise SettingWrong(f"端口 {port} 到 {number} 都被占用", "请用 --port 换一个端口")


def serve(app: ASGIApp, sock: socket.socket, started: Callable[[], None]) -> None:
    """Serve until interrupted. `started` is called once connections are taken."""

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if not self.should_exit:
                started()

    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2, server_header=False)
    with suppress(KeyboardInterrupt):  # uvicorn raises it anew once it has closed everything
        Server(config).run(sockets=[sock])


class Guard:
    """ASGI middleware: host check, security headers, and pages without addresses of other machines.

    Args:
        app: what it wraps.
        local: take only requests that name this machine as their host, so that a foreign page
            whose name was pointed at 127.0.0.1 cannot read the library (DNS rebinding).
        head: markup to put at the end of every page's head; Gradio's own way leaves out the page
            for signing in.
    """

    def __init__(self, app: ASGIApp, *, local: bool, head: str = "") -> None:
        self.app = app
        self.local = local
        self.head = head.encode("utf-8")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self.local and _hostname(headers.get("host", "")) not in LOCAL:
            refused = PlainTextResponse("只接受发往 localhost 的请求；请用启动时显示的地址打开", 421)
            await refused(scope, receive, send)
            return
        if "text/html" in headers.get("accept", ""):
            # the page is edited below, so it must come uncompressed
            kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, _Outgoing(send, self.head))


class _Outgoing:
    """Adds the headers to one response; holds an HTML page back until it is whole, and edits it."""

    def __init__(self, send: Send, head: bytes) -> None:
        self._send = send
        self._head = head
        self._held: dict[str, Any] | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
                self._held = dict(message)
                return
        elif message["type"] == "http.response.body" and self._held is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = clean_page(self._body, self._head)
            MutableHeaders(scope=self._held)["content-length"] = str(len(body))
            await self._send(self._held)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)


def clean_page(page: bytes, head: bytes = b"") -> bytes:
    """Gradio's page in Chinese, without addresses of other machines, `head` at the end of its head."""
    page = _SAMPLES.sub(b"", _FOREIGN_TAGS.sub(b"", page)).replace(b'lang="en"', b'lang="zh-CN"', 1)
    return page.replace(b"</head>", head + b"</head>", 1)


def _hostname(host: str) -> str:
    """A Host header without its port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()
