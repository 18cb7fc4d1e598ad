"""The web app's door: compose the tabs, launch the server. `python app.py` starts it, as `youju serve` does."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import ui  # noqa: F401  (keeps Gradio off the network; must come before Gradio)
from ingest.errors import IngestError
from ingest.limits import DEFAULT_LIMITS
from kb.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Callable

    import gradio as gr
    from starlette.types import ASGIApp
    from tqdm import tqdm

    from ui.auth import Users
    from ui.shelf import Shelf

HEADER = (
    '<div class="yj-brand"><span class="yj-seal" aria-hidden="true">有据</span>'
    "<div><h1>有据</h1><p>政策问答，条条有据</p></div></div>"
)

CACHE_SECONDS = (3600, 24 * 3600)
"""How often Gradio's copies of uploads and downloads are looked through, and how old they get."""


def main(host: str = "127.0.0.1", port: int = 7860, kb: Path | str | None = None) -> None:
    """Serve the web app until interrupted; the address is printed once it can be opened.

    Args:
        host: address to listen on; anything but this machine alone needs a users file (YOUJU_AUTH).
        port: the next free port is taken where this one is in use.
        kb: folder of the knowledge base, made from the shipped policies where there is none;
            None for the setting's.

    Raises:
        SettingWrong: a setting or the address cannot be used, or the address would open the library to others without sign-in.
        KnowledgeError: the knowledge base cannot be opened.
    """
    from kb.library import Library
    from kb.settings import Settings
    from ui.auth import required_users
    from ui.server import listen, serve

    settings = Settings.load(Path(kb) if kb else None)
    users = required_users(host, settings.auth)
    sock = listen(host, port)
    taken = sock.getsockname()[1]
    if taken != port:
        print(f"端口 {port} 已被占用，改用 {taken}")
    with Library.ensure(settings.kb, _progress(), notify=_say) as library:
        _say("正在启动网页……")
        warm = threading.Thread(target=_warm, args=(library,), daemon=True)
        warm.start()
        app = web(library, users)
        warm.join()
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{taken}"
        serve(
            app,
            sock,
            lambda: print(f"有据已启动，请用浏览器打开：{address}\n按 Ctrl+C 停止", flush=True),
        )


def compose(library: Shelf) -> gr.Blocks:
    """The tabs, connected to a library."""
    import gradio as gr

    from ui import batch, chat, precheck, rules
    from ui import library as shelf

    blocks: gr.Blocks = gr.Blocks(
        title="有据 · 政策问答", analytics_enabled=False, delete_cache=CACHE_SECONDS
    )
    with blocks:
        gr.HTML(HEADER, elem_id="yj-head")
        with gr.Tabs(elem_id="yj-tabs") as tabs:
            with gr.Tab("问答", id="chat"):
                chat.build(library, blocks)
            with gr.Tab("项目预审", id="check"):
                desk = precheck.build(library)
            with gr.Tab("批量预审", id="batch"):
                batch.build(library, tabs, desk)
            with gr.Tab("规则", id="rules") as tab:
                rules.build(library, tab)
            with gr.Tab("文档库", id="library") as tab:
                shelf.build(library, blocks, tab)
    return blocks


def web(library: Shelf, users: Users | None = None) -> ASGIApp:
    """The app to serve: for this machine alone, or for users that sign in."""
    import gradio as gr
    from fastapi import FastAPI

    from ui.auth import admitted
    from ui.pages import routes
    from ui.server import Guard
    from ui.theme import css, head, theme

    blocks = compose(library).queue(max_size=64, api_open=False)
    door = FastAPI(openapi_url=None)
    door.router.routes += routes(library, lambda request: users is None or admitted(request, door))
    app = gr.mount_gradio_app(
        door,
        blocks,
        path="/",
        auth=users.admits if users else None,
        auth_message="有据 · 政策问答" if users else None,
        theme=theme(),
        css=css(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        max_file_size=DEFAULT_LIMITS.file_bytes,
    )
    return Guard(app, local=users is None, head=head())


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _progress() -> Callable[[int, int, str], None]:
    """A progress bar for making the knowledge base, drawn once there is something to wait for."""
    bars: list[tqdm[NoReturn]] = []

    def progress(done: int, total: int, name: str) -> None:
        from tqdm import tqdm

        if not bars:
            bars.append(tqdm(total=total, desc="建立知识库", unit="个", file=sys.stderr))
        bars[0].set_postfix_str(name, refresh=False)
        bars[0].update(done - bars[0].n)
        if done == total:
            bars[0].close()

    return progress


def _warm(library: Shelf) -> None:
    """Ask once, so that the first reader need not wait for models and indexes to load."""
    try:
        library.ask("零星建设用地单宗最多几亩？")
    except (KnowledgeError, IngestError) as error:
        _say(f"预热时出错：{error}")


if __name__ == "__main__":
    from kb.cli import main as command

    sys.exit(command(["serve", *sys.argv[1:]]))
