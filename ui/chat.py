"""问答: a question box, the conversation, and the clause behind each citation at its side."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import date
from importlib.resources import files
from typing import Any

import gradio as gr

from kb.errors import KnowledgeError, QuestionRefused
from ui.shelf import Shelf
from ui.turn import Turn, history, messages, pack, panel, steps, unpack

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.12
"""How long a question may be thought about before the page says that it is."""
FRAME_SECONDS = 0.025
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_UNEXPECTED = "程序出错，这个问题没有回答；请重试，若再次出现，请把运行窗口里的出错记录交给维护人员"

Turns = tuple[Turn, ...]
Update = dict[str, Any]


def build(library: Shelf, blocks: gr.Blocks) -> None:
    """Lay out the tab inside `blocks`, the current context, and connect it to a library."""
    openings, follow_ups = examples()
    turns = gr.State(())
    packed = gr.Textbox(visible=False)
    with gr.Row(elem_id="yj-talk", equal_height=False):
        with gr.Column(scale=7, min_width=300, elem_id="yj-main"):
            chat = gr.Chatbot(
                show_label=False,
                elem_id="yj-chat",
                height="100%",
                layout="bubble",
                buttons=[],
                feedback_options=None,
                latex_delimiters=[],
                allow_tags=False,
                group_consecutive_messages=False,
                allow_file_downloads=False,
                placeholder=_welcome(),
            )
            with gr.Row(elem_id="yj-openings", elem_classes="yj-chips") as opening_row:
                opening_chips = [gr.Button(text, size="sm", elem_classes="yj-chip") for text in openings]
            with gr.Row(elem_id="yj-follow", elem_classes="yj-chips", visible=False) as follow_row:
                follow_chips = [gr.Button(text, size="sm", elem_classes="yj-chip") for text in follow_ups]
                retry = gr.Button("重答", size="sm", elem_classes="yj-tool", elem_id="yj-retry")
                clear = gr.Button("清空", size="sm", elem_classes="yj-tool", elem_id="yj-clear")
            with gr.Row(elem_id="yj-ask", equal_height=True):
                question = gr.Textbox(
                    show_label=False,
                    placeholder="输入问题，回车发送",
                    lines=1,
                    max_lines=5,
                    scale=8,
                    autofocus=True,
                    container=False,
                    elem_id="yj-question",
                )
                send = gr.Button("提问", variant="primary", scale=1, min_width=76, elem_id="yj-send")
                stop = gr.Button(
                    "停止", variant="stop", scale=1, min_width=76, elem_id="yj-stop", visible=False
                )
            with gr.Accordion("限定日期与地区", open=False, elem_id="yj-limits"), gr.Row():
                day = gr.Textbox(
                    value="",
                    label="按哪一天的效力回答",
                    placeholder="如 2025-06-30；留空为今天",
                    max_lines=1,
                    elem_id="yj-day",
                )
                region = gr.Textbox(
                    value="",
                    label="地区",
                    placeholder="如 衢州市；留空不限",
                    max_lines=1,
                    elem_id="yj-region",
                )
        with gr.Column(scale=5, min_width=300, elem_id="yj-panel", elem_classes="yj-panel"):
            cards = gr.HTML(panel(()), elem_id="yj-side", elem_classes="yj-side")

    shown = [chat, cards, turns, packed, question, send, stop, opening_row, follow_row]

    answering = ThreadPoolExecutor(max_workers=8, thread_name_prefix="answer")

    def reply(text: str, earlier: Turns, day_text: str, region_text: str) -> Iterator[list[Any]]:
        if not text.strip():
            yield _settled(earlier)
            return
        asked = answering.submit(_answered, library, text, earlier, day_text, region_text)
        # Every frame costs a round through the queue: one to say "wait" only where there is something to wait for.
        if wait([asked], timeout=PATIENCE_SECONDS).not_done:
            yield [
                messages((*earlier, Turn(text)), waiting=True),
                gr.skip(),
                (*earlier, Turn(text)),
                *_busy(),
            ]
        turn = asked.result()
        now = (*earlier, turn)
        if turn.answer:
            beside = panel(now)
            for length in steps(turn.answer.answer):
                yield [messages(now, shown=length), beside, now, *_busy()]
                beside = gr.skip()
                time.sleep(FRAME_SECONDS)
        yield _settled(now)

    def again(earlier: Turns, day_text: str, region_text: str) -> Iterator[list[Any]]:
        if not earlier:
            yield _settled(())
            return
        yield from reply(earlier[-1].question, earlier[:-1], day_text, region_text)

    wired: dict[str, Any] = {
        "outputs": shown,
        "trigger_mode": "multiple",
        "api_visibility": "private",
        "show_progress": "hidden",
    }
    limits = [turns, day, region]
    asked = [
        gr.on([send.click, question.submit], reply, [question, *limits], concurrency_limit=8, **wired),
        retry.click(again, limits, concurrency_limit=8, **wired),
        *(
            chip.click(_asking(reply, chip.value), limits, concurrency_limit=8, **wired)
            for chip in (*opening_chips, *follow_chips)
        ),
    ]
    ended = [
        stop.click(_settled, turns, cancels=asked, queue=False, **wired),
        clear.click(lambda: _settled(()), None, cancels=asked, queue=False, **wired),
    ]
    for event in (*asked, *ended):
        event.then(None, packed, None, js="(text) => window.youju.settled(text)", api_visibility="private")
    blocks.load(
        lambda text: _settled(unpack(text)), packed, js="() => [window.youju.kept()]", queue=False, **wired
    )


def examples() -> tuple[list[str], list[str]]:
    """Questions to click: those that open a conversation, and those that follow one up."""
    text = files("ui").joinpath("examples.txt").read_text(encoding="utf-8")
    openings, _, follow_ups = text.partition("\n--\n")
    return openings.split("\n"), follow_ups.strip().split("\n")


def day_asked(text: str | None) -> date | None:
    """The date typed into the box, None for an empty one.

    Raises:
        QuestionRefused: it is no date.
    """
    text = (text or "").strip()
    if not text:
        return None
    match = _DAY.fullmatch(text)
    with suppress(ValueError):
        if match:
            return date(*map(int, match.groups()))
    raise QuestionRefused(f"限定日期里的“{text[:30]}”不是日期", "请写成 2025-06-30 这样，或留空表示今天")


def _asking(
    reply: Callable[[str, Turns, str, str], Iterator[list[Any]]], text: str
) -> Callable[[Turns, str, str], Iterator[list[Any]]]:
    def asked(earlier: Turns, day_text: str, region_text: str) -> Iterator[list[Any]]:
        yield from reply(text, earlier, day_text, region_text)

    return asked


def _answered(library: Shelf, text: str, earlier: Turns, day_text: str, region_text: str) -> Turn:
    """Ask the library; whatever goes wrong becomes a message in the conversation."""
    try:
        answer = library.ask(
            text,
            history=history(earlier),
            as_of=day_asked(day_text),
            region=(region_text or "").strip() or None,
        )
    except KnowledgeError as error:
        return Turn(text, error=str(error))
    except Exception:  # the chat must go on; the log has the traceback
        logger.exception("question failed")
        return Turn(text, error=_UNEXPECTED)
    return Turn(text, answer)


def _busy() -> list[Update]:
    """Nothing kept yet, the box emptied, 停止 in place of 提问, the chips away."""
    return [gr.skip(), gr.update(value=""), _seen(False), _seen(True), _seen(False), _seen(False)]


def _settled(turns: Turns) -> list[Any]:
    """Everything as it is when no question is being worked on."""
    talking = bool(turns)
    controls = [pack(turns), gr.skip(), _seen(True), _seen(False), _seen(not talking), _seen(talking)]
    return [messages(turns), panel(turns), turns, *controls]


def _seen(visible: bool) -> Update:
    return gr.update(visible=visible)


def _welcome() -> str:
    return (
        '<div class="yj-welcome"><p class="yj-welcome-title">问政策，看原文</p>'
        "<p>回答只取自文档库里的条款，每一处都标出依据。点击编号即可查看条款原文；没有规定的，会直接告诉您没有。</p></div>"
    )
