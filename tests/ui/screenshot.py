"""Takes the README's picture from real answers: python -m tests.ui.screenshot KB OUT.png [QUESTION…]."""

from __future__ import annotations

import io
import shutil
import sys
import threading

import uvicorn
from PIL import Image
from playwright.sync_api import sync_playwright

from app import web
from kb.library import Library
from tests.ui.conftest import CHROMIUM_ARGUMENTS
from ui.server import listen

QUESTIONS = ("零星建设用地单宗最多几亩？", "衢州三年行动要整治多少亩？")


def main(kb: str, out: str, *questions: str) -> None:
    """Ask the questions in a browser of 1440 × 900 and save what it shows."""
    sock = listen("127.0.0.1", 7950)
    with Library.ensure(kb) as library:
        server = uvicorn.Server(uvicorn.Config(web(library), log_level="warning"))
        threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=list(CHROMIUM_ARGUMENTS)
            )
            page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            page.goto(f"http://127.0.0.1:{sock.getsockname()[1]}")
            box = page.locator("#yj-question textarea")
            box.wait_for()
            for number, question in enumerate(questions or QUESTIONS):
                box.fill(question)
                page.keyboard.press("Enter")
                page.locator("#yj-chat .yj-acts").nth(number).wait_for()
                page.locator("#yj-send").wait_for()
                page.wait_for_timeout(800)
            picture = Image.open(io.BytesIO(page.screenshot()))
            picture.quantize(192).save(out, optimize=True)
            browser.close()
        server.should_exit = True


if __name__ == "__main__":
    main(*sys.argv[1:])
