"""The door of the app: what it refuses, what it serves, and that nothing of it points elsewhere."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import app
from kb.errors import SettingWrong
from tests.ui.fake_library import FakeLibrary
from ui.auth import Users, hash_password

ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
LOCAL = re.compile(r"(?:https?:)?//127\.0\.0\.1")
PASSWORD = "correct horse 电池"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(app.web(FakeLibrary()), base_url="http://127.0.0.1:7860") as started:
        yield started


@pytest.fixture(scope="module")
def guarded() -> Iterator[TestClient]:
    users = Users({"张三": hash_password(PASSWORD)})
    served = app.web(FakeLibrary(), users)
    with TestClient(served, base_url="http://policy.example") as started:
        yield started


def foreign(text: str) -> list[str]:
    return [found for found in ADDRESS.findall(text) if not LOCAL.match(found)]


def test_the_page_names_no_other_machine(client: TestClient) -> None:
    """The HTML with its configuration, the theme and our own files hold no foreign address."""
    page = client.get("/", headers={"accept": "text/html"}).text
    assert "问答" in page
    assert foreign(page) == []
    for sheet in re.findall(r'href="([^"]+\.css[^"]*)"', page):
        styles = client.get("/" + sheet.removeprefix("./").removeprefix("/")).text
        assert not re.findall(r"url\(['\"]?https?:", styles)
        assert not re.findall(r"@import", styles)
    assert "fonts.googleapis" not in client.get("/theme.css").text
    for own in files("ui").joinpath("static").iterdir():
        assert foreign(own.read_text(encoding="utf-8")) == []


def test_gradio_stays_off_the_network() -> None:
    """Both switches are set before Gradio can be imported, whatever the environment said."""
    code = "import ui, os; print(os.environ['GRADIO_ANALYTICS_ENABLED'], os.environ['HF_HUB_OFFLINE'])"
    said = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "True", "HF_HUB_OFFLINE": "0"}
    run = subprocess.run([sys.executable, "-c", code], env=said, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "1"]


def test_no_event_is_an_open_endpoint(client: TestClient) -> None:
    """Callbacks of the page are no API."""
    info = client.get("/gradio_api/info").json()
    assert info["named_endpoints"] == {}
    assert info["unnamed_endpoints"] == {}


@pytest.mark.parametrize(
    "path", ["/gradio_api/file=/etc/passwd", "/gradio_api/file=pyproject.toml", "/gradio_api/file=app.py"]
)
def test_files_of_the_machine_are_not_served(client: TestClient, path: str) -> None:
    """The file route gives out nothing but uploads."""
    assert client.get(path).status_code in (403, 404)


def test_others_may_not_connect_without_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Refused before a port is opened or a knowledge base made, and told how to go on."""
    monkeypatch.delenv("YOUJU_AUTH", raising=False)
    with pytest.raises(SettingWrong, match="YOUJU_AUTH"):
        app.main("0.0.0.0", kb=tmp_path / "kb")
    assert not (tmp_path / "kb").exists()


def test_a_missing_users_file_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The app never starts open because its users file is gone."""
    monkeypatch.setenv("YOUJU_AUTH", str(tmp_path / "none.yaml"))
    with pytest.raises(SettingWrong, match=r"YOUJU_AUTH|none\.yaml"):
        app.main(kb=tmp_path / "kb")


def test_without_sign_in_nothing_is_shown(guarded: TestClient) -> None:
    """Configuration, events and uploads are closed to strangers."""
    assert guarded.get("/config").status_code == 401
    assert guarded.post("/gradio_api/queue/join", json={"fn_index": 0, "data": []}).status_code == 401
    assert guarded.post("/gradio_api/upload", files={"files": ("a.txt", b"a")}).status_code == 401
    wrong = guarded.post("/login", data={"username": "张三", "password": "wrong"})
    assert wrong.status_code == 400
    assert guarded.get("/config").status_code == 401


def test_sign_in_opens_the_app(guarded: TestClient) -> None:
    """With the right password, and the cookie cannot be read by scripts."""
    right = guarded.post("/login", data={"username": "张三", "password": PASSWORD})
    assert right.status_code == 200
    assert "httponly" in right.headers["set-cookie"].lower()
    assert guarded.get("/config").status_code == 200


def test_it_starts_says_where_and_stops(tmp_path: Path) -> None:
    """`python app.py`: makes the library, prints an address that answers, ends at Ctrl+C with status 0."""
    environment = {**os.environ, "YOUJU_KB": str(tmp_path / "kb"), "PYTHONUNBUFFERED": "1"}
    environment.pop("YOUJU_AUTH", None)
    started: Any = subprocess.Popen(
        [sys.executable, "-m", "app"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(120, started.kill)
    watchdog.start()
    try:
        lines = []
        while not lines or "Ctrl+C" not in lines[-1]:
            line = started.stdout.readline()
            assert line, started.stderr.read()
            lines.append(line)
        address = re.search(r"http://127\.0\.0\.1:\d+", "".join(lines))
        assert address
        started.send_signal(signal.SIGINT)
        assert started.wait(30) == 0
        assert "Traceback" not in started.stderr.read()
    finally:
        watchdog.cancel()
        started.kill()
        started.wait()
        started.stdout.close()
        started.stderr.close()
