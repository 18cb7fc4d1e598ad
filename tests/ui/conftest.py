"""A browser and the app with invented documents; tests skip with a reason where either is missing."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.fake_library import FakeLibrary

if TYPE_CHECKING:
    from kb.library import Library
    from ui.shelf import Shelf

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium fonts-noto-cjk)")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        yield started
        started.close()


RULES = """# 示范市工业项目准入管理办法

示范市人民政府，2024年3月1日印发，自2024年4月1日起施行。

## 第一章 总则

第一条 为规范本市工业项目准入，制定本办法。

## 第二章 准入标准

第二条 新建工业项目容积率不低于1.5。

第三条 新建工业项目固定资产投资强度不低于320万元/亩。

第四条 新建工业项目绿地率原则上不超过15%。

第五条 新建工业项目研发投入占比不低于3%。
"""


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[str, FakeLibrary]]:
    """The app's address and the library behind it, served from a thread of this process."""
    library = FakeLibrary()
    with _serving(library, 7900) as address:
        yield address, library


@pytest.fixture(scope="session")
def rule_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A real library of one invented document that sets thresholds."""
    from kb.library import Library

    folder = tmp_path_factory.mktemp("rules")
    (folder / "办法.md").write_text(RULES, encoding="utf-8")
    with Library.open(folder / "kb") as library:
        library.add(folder / "办法.md")
        yield library


@pytest.fixture(scope="session")
def rules_served(rule_library: Library) -> Iterator[tuple[str, Library]]:
    """The app's address over `rule_library`."""
    with _serving(rule_library, 7930) as address:
        yield address, rule_library


@pytest.fixture
def downloaded(tmp_path: Path) -> Any:
    """Clicks a download button of a page and returns the file."""

    def take(page: Any, selector: str) -> Path:
        with page.expect_download() as waiting:
            page.locator(selector).click()
        kept = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(kept)
        return kept

    return take


@contextmanager
def _serving(library: Shelf, port: int) -> Iterator[str]:
    import uvicorn

    from app import web
    from ui.server import listen

    sock = listen("127.0.0.1", port)
    config = uvicorn.Config(web(library), log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
