"""The server takes a free port, answers this machine only, and sends pages that call nobody."""

from __future__ import annotations

import socket

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from kb.errors import SettingWrong
from ui.server import POLICY, Guard, clean_page, listen

PAGE = (
    '<!doctype html><html\n\tlang="en"><head><meta property="og:image" content="https://a.example/x.png" />'
    '<meta name="twitter:title" content="Gradio" /><link rel="preconnect" href="https://fonts.example" />'
    '<script src="https://cdn.example/x.js" async></script><meta charset="utf-8" />'
    '<script src="./assets/index.js"></script></head><body>{"a":"https://github.com/gradio-app/gradio/raw/x.pdf"} https://in.the.text</body></html>'
)


def client(*, local: bool, base: str = "http://127.0.0.1:7860") -> TestClient:
    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE)

    async def data(request: Request) -> JSONResponse:
        return JSONResponse({"a": 'lang="en"'})

    return TestClient(
        Guard(
            Starlette(routes=[Route("/", page), Route("/data", data)]),
            local=local,
            head="<style>#私{}</style>",
        ),
        base_url=base,
    )


def test_a_taken_port_gives_the_next_free_one() -> None:
    """The app starts beside whatever already listens."""
    with listen("127.0.0.1", 7860) as first, listen("127.0.0.1", first.getsockname()[1]) as second:
        assert second.getsockname()[1] > first.getsockname()[1]


@pytest.mark.parametrize("port", [0, -1, 65536, 100000])
def test_an_impossible_port_is_refused(port: int) -> None:
    """With the range in the message."""
    with pytest.raises(SettingWrong, match="65535"):
        listen("127.0.0.1", port)


def test_a_foreign_address_is_refused() -> None:
    """An address that this machine does not have."""
    with pytest.raises(SettingWrong, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", 7860)


def test_port_search_ends() -> None:
    """At the highest port there is no next one."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 65535))
        sock.listen()
        with pytest.raises(SettingWrong, match="都被占用"):
            listen("127.0.0.1", 65535)


def test_every_response_forbids_other_hosts() -> None:
    """Page and data carry the policy, which names no host but this one."""
    for path in ("/", "/data", "/none"):
        assert client(local=True).get(path).headers["content-security-policy"] == POLICY
    assert "http" not in POLICY
    assert "*" not in POLICY


def test_the_page_comes_without_other_machines() -> None:
    """Tags that name other hosts are gone, everything else is there, and the length is right."""
    response = client(local=True).get("/", headers={"accept": "text/html"})
    assert "example" not in response.text
    assert "github.com" not in response.text
    assert 'lang="zh-CN"' in response.text
    assert "<style>#私{}</style></head>" in response.text
    assert "./assets/index.js" in response.text
    assert "https://in.the.text" in response.text
    assert int(response.headers["content-length"]) == len(response.content)


def test_data_is_passed_on_untouched() -> None:
    """Only pages are edited."""
    assert client(local=True).get("/data").json() == {"a": 'lang="en"'}


def test_a_clean_page_stays_as_it_is() -> None:
    """Cleaning twice changes nothing more."""
    once = clean_page(PAGE.encode())
    assert clean_page(once) == once


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:1", "http://localhost:7860", "http://[::1]:80", "http://LOCALHOST"]
)
def test_requests_to_this_machine_are_taken(base: str) -> None:
    """By any of its own names, with or without a port."""
    assert client(local=True, base=base).get("/").status_code == 200


@pytest.mark.parametrize(
    "base", ["http://evil.example", "http://127.0.0.1.evil.example:7860", "http://10.0.0.1"]
)
def test_a_foreign_name_is_refused(base: str) -> None:
    """A name that somebody pointed at 127.0.0.1 does not reach the library; with sign-in any name may."""
    assert client(local=True, base=base).get("/").status_code == 421
    assert client(local=False, base=base).get("/").status_code == 200
