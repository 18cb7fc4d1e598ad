"""The OCR models: where text stands in a picture, and what a strip of it says.

RapidOCR's models come with its wheel and run in ONNX Runtime; nothing is fetched and nothing reported.
They are loaded once a process, when first needed. Both libraries belong to the extra `[ocr]`.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ingest.errors import NoTextLayer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from rapidocr import RapidOCR

    Pixels = NDArray[np.uint8]
    """Height × width × 3, blue first."""
    Quad = NDArray[np.float32]
    """Four corners (x, y) in pixels: top left, top right, bottom right, bottom left."""

ADVICE = "安装 ocr 组件后重试：pip install 'youju[ocr]'"
"""What to do where the extra is missing."""

_SILENT = "ORT_DISABLE_TELEMETRY"
_FIND_DPI = 105
"""Resolution at which text is looked for. Finding it takes time by the pixel, and type of 6 points and
more is plain at this size."""
_TILE, _LAP = 2000, 300
"""Longest side, in pixels of that resolution, of what is searched at once, and how far two such tiles
overlap: twice the height, or the half length, of the largest stretch that stays whole."""
_THIN = 8
"""A picture of fewer pixels across holds no text."""
_STRIP = 48
"""Height of the strips that the recogniser was trained on (PP-OCR)."""
_NARROWEST, _WIDEST = 320, 3200
_BLANK = 0
_PEAK = 0.02
"""A second choice less probable than this is none."""


class OcrMissing(NoTextLayer):
    """The extra `[ocr]` is not installed."""


@dataclass(frozen=True, slots=True)
class Strip:
    """What one strip of a picture says.

    Attributes:
        text: the characters.
        centres: where each stands, as a share of the strip's width.
        certain: the recogniser's probability of each, 0–1.
        second: its second choice for each, "" where it has none.
    """

    text: str
    centres: tuple[float, ...]
    certain: tuple[float, ...]
    second: tuple[str, ...]

    @property
    def confidence(self) -> float:
        """The mean over the characters, 0 where there are none."""
        return sum(self.certain) / len(self.certain) if self.certain else 0.0


def available() -> bool:
    """Whether the extra `[ocr]` is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


@cache
def _load() -> Recogniser:
    return Recogniser()


_LOADING = threading.Lock()


def recogniser() -> Recogniser:
    """The process's recogniser.

    Raises:
        OcrMissing: the extra `[ocr]` is not installed, or without its models.
    """
    with _LOADING:
        return _load()


class Recogniser:
    """Both models behind one lock: ONNX Runtime already spreads each call over the processor's cores."""

    def __init__(self) -> None:
        if not available():
            raise OcrMissing("这里没有装文字识别（OCR）组件", ADVICE)
        # ONNX Runtime reports to its maker unless this is set before it is loaded.
        os.environ[_SILENT] = "1"
        from rapidocr import RapidOCR

        models = files("rapidocr").joinpath("models")
        paths: dict[str, Any] = {}
        for part in ("det", "rec"):
            found = sorted(
                str(f) for f in models.iterdir() if f"_{part}_" in f.name and f.name.endswith(".onnx")
            )
            if not found:
                raise OcrMissing("文字识别（OCR）组件缺少模型文件", "请重新" + ADVICE)
            # A path of its own keeps RapidOCR from asking the network for a model.
            paths[f"{part.capitalize()}.model_path"] = found[-1]
        engine = RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False, **paths})
        self._find, self._read = _parts(engine)
        self._find.limit_side_len = 32
        self._characters: list[str] = self._read.postprocess_op.character
        self._lock = threading.Lock()

    def find(self, picture: Pixels, dpi: float) -> list[Quad]:
        """The corners of every stretch of text, from the top.

        Args:
            picture: a page.
            dpi: its dots per inch.
        """
        import cv2
        import numpy as np

        scale = min(1.0, _FIND_DPI / dpi)
        wide, high = (round(side * scale) for side in picture.shape[1::-1])
        if min(wide, high) < _THIN:
            return []
        small: Pixels = picture
        if scale < 1:
            small = np.asarray(
                cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA), dtype=np.uint8
            )
        sides = np.array([picture.shape[1] / wide, picture.shape[0] / high], dtype=np.float32)
        down = high >= wide
        found: list[Quad] = []
        for start, end, first, last in _tiles(max(wide, high)):
            tile = np.ascontiguousarray(small[start:end] if down else small[:, start:end])
            with self._lock:
                boxes = self._find(tile).boxes
            for box in () if boxes is None else boxes:
                quad = np.asarray(box, dtype=np.float32)
                quad[:, int(down)] += start
                if first <= quad[:, int(down)].mean() < last:
                    found.append(quad * sides)
        return found

    def read(self, strip: Pixels) -> Strip:
        """What a strip of a picture with one line of text says."""
        import numpy as np

        height, width = strip.shape[:2]
        ratio = min(max(width / height, _NARROWEST / _STRIP), _WIDEST / _STRIP)
        batch = self._read.resize_norm_img(strip, ratio)[None].astype(np.float32)
        with self._lock:
            chances = np.asarray(self._read.session(batch))[0]
        filled = min(1.0, width / height / ratio)
        return _decoded(chances, self._characters, filled)


def _tiles(length: int) -> Iterator[tuple[int, int, float, float]]:
    """Start and end of each tile, and between where the middle of what is found in it has to lie."""
    start = 0
    while True:
        end = min(start + _TILE, length)
        first = start + _LAP / 2 if start else float("-inf")
        yield start, end, first, end - _LAP / 2 if end < length else float("inf")
        if end == length:
            return
        start = end - _LAP


def _parts(engine: RapidOCR) -> tuple[Any, Any]:
    """RapidOCR's detector and recogniser, which it makes at their first use."""
    import numpy as np

    white = np.full((64, 320, 3), 255, dtype=np.uint8)
    engine(white, use_det=True, use_rec=False, use_cls=False)
    engine(white, use_det=False, use_rec=True, use_cls=False)
    return engine.text_det, engine.text_rec


def _decoded(chances: NDArray[np.float32], characters: list[str], filled: float) -> Strip:
    """The best path of connectionist temporal classification (Graves et al. 2006), with second choices.

    Args:
        chances: steps × characters; character 0 is the blank between two.
        characters: what each column of `chances` stands for.
        filled: the share of the steps that the strip takes up; padding follows.
    """
    best = chances.argmax(axis=1)
    steps = len(best) * filled
    bounds = [0, *(at for at in range(1, len(best)) if best[at] != best[at - 1]), len(best)]
    text, centres, certain, second = [], [], [], []
    for start, end in pairwise(bounds):
        if best[start] == _BLANK:
            continue
        peak = start + int(chances[start:end, best[start]].argmax())
        row = chances[peak].copy()
        sure = float(row[best[start]])
        row[[_BLANK, best[start]]] = 0.0
        other = int(row.argmax())
        if unicodedata.normalize("NFKC", characters[other]) == unicodedata.normalize(
            "NFKC", characters[best[start]]
        ):
            # The same sign in another width is no doubt about it.
            sure += float(row[other])
            row[other] = 0.0
            other = int(row.argmax())
        certain.append(min(sure, 1.0))
        second.append(characters[other] if row[other] >= _PEAK else "")
        text.append(characters[best[start]])
        centres.append(min((start + end) / 2 / steps, 1.0))
    return Strip("".join(text), tuple(centres), tuple(certain), tuple(second))
