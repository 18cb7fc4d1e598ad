"""Embedders: a static model by numpy alone, and any SentenceTransformer; `load_embedder` picks one."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import SettingWrong
from kb.index import Embedder, Vectors
from kb.text_terms import compatible
from kb.unigram import LONGEST, Unigram

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from sentence_transformers import SentenceTransformer

_STATIC = "StaticEmbedding"
_GAP = re.compile(r"[\W_]+")
_FEW = 16  # texts for which it does not pay to widen the whole table


class StaticEmbedder:
    """The mean of the vectors of a text's tokens, of length 1.

    Reads a SentenceTransformer folder whose first module is a StaticEmbedding, without torch.

    Args:
        folder: with `modules.json`.

    Raises:
        SettingWrong: the folder is no such model.
    """

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer, normalizers, pre_tokenizers

        part = static_part(folder)
        if part is None:
            raise SettingWrong(f"{folder} 不是静态向量模型", "请检查 YOUJU_EMBEDDING")
        try:
            (table,) = load_file(part / "model.safetensors").values()
            self._tokenizer = Tokenizer.from_file(str(part / "tokenizer.json"))
        except Exception as error:  # tokenizers and safetensors raise bare Exceptions of their own
            raise SettingWrong(
                f"向量模型 {folder} 无法读取（{error}）", "请检查 YOUJU_EMBEDDING，或去掉它以使用自带模型"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # Normalised here rather than by the tokenizer, which keeps account of every character's origin:
        # the same pieces in two thirds of the time.
        self._file = part / "tokenizer.json"
        self._plain = _is_plain(self._file)
        if self._plain:
            self._tokenizer.normalizer = normalizers.Sequence([])
            self._tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        self._table = table  # as stored, half precision perhaps
        self._wide: Vectors | None = None
        self._unigram: Unigram | None = None
        self.dimension = int(self._table.shape[1])
        self.name = f"static:{_fingerprint(part)}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.embed`."""
        if self._plain:
            texts = [_GAP.sub(" ", compatible(text).lower()).strip() for text in texts]
        return unit_rows(self._sums(texts) if len(texts) > _FEW else self._few_sums(texts))

    def _few_sums(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for place, code in enumerate(
            self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ):
            found[place] = self._table[np.asarray(code.ids, np.int64)].astype(np.float32).sum(axis=0)
        return found

    def _sums(self, texts: Sequence[str]) -> Vectors:
        """The sums as a product of how often each piece stands in each text with the table."""
        if self._wide is None:
            self._wide = self._table.astype(np.float32)
            self._unigram = _unigram(self._file) if self._plain else None
        if self._unigram is None or any(_has_long_word(text) for text in texts):
            codes = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
            counts = _counted([code.ids for code in codes], len(self._table))
        else:
            counts = self._unigram.counts(texts)
        found: Vectors = counts @ self._wide
        return found


def _counted(rows: Sequence[Sequence[int]], width: int) -> csr_array:
    from scipy.sparse import csr_array  # dear to import, and a question does without

    ends = np.cumsum([0, *map(len, rows)])
    flat = np.fromiter(itertools.chain.from_iterable(rows), np.int32, int(ends[-1]))
    return csr_array((np.ones(len(flat), np.float32), flat, ends), shape=(len(rows), width), copy=False)


def _has_long_word(text: str) -> bool:
    return len(text) > LONGEST and max(map(len, text.split(" "))) > LONGEST


def _unigram(file: Path) -> Unigram | None:
    """A tokenizer's pieces, where it is a plain unigram model; None for any other."""
    told = json.loads(file.read_text(encoding="utf-8"))
    model, added = told["model"], told.get("added_tokens") or []
    plain = model.get("type") == "Unigram" and not model.get("byte_fallback")
    # A token added by hand is found before all others; one with a sign in it is in no text that was folded.
    if not plain or model.get("unk_id") is None or not all(_GAP.search(token["content"]) for token in added):
        return None
    return Unigram([(piece, score) for piece, score in model["vocab"]], model["unk_id"])


def _is_plain(file: Path) -> bool:
    """Whether a tokenizer folds by NFKC and lower case and drops what is no word character, and no more."""
    told = json.loads(file.read_text(encoding="utf-8"))
    steps = (told.get("normalizer") or {}).get("normalizers", [])
    cut = told.get("pre_tokenizer") or {}
    return (
        [step["type"] for step in steps] == ["NFKC", "Lowercase"]
        and cut.get("type") == "Split"
        and cut.get("pattern") == {"Regex": _GAP.pattern}
        and cut.get("behavior") == "Removed"
        and not cut.get("invert")
    )


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers opens; costs seconds to import.

    Args:
        name: a folder, or a model's name as far as it is in the local cache or the network gives it.

    Raises:
        SettingWrong: the model cannot be opened.
    """

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model: SentenceTransformer = SentenceTransformer(name)
            dimension = self._model.get_embedding_dimension()
        except (OSError, ValueError, RuntimeError, ImportError) as error:
            raise SettingWrong(
                f"向量模型 {name} 无法打开（{error}）",
                "请检查 YOUJU_EMBEDDING 是否为模型文件夹或本机已有的模型名，或去掉它以使用自带模型",
            ) from error
        self.dimension = int(dimension or len(self._model.encode("", convert_to_numpy=True)))
        folder = Path(name)
        self.name = f"{name}:{_fingerprint(folder)}" if folder.is_dir() else name

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.embed`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        rows = self._model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return unit_rows(np.asarray(rows, dtype=np.float32))


def load_embedder(choice: str | None) -> Embedder | None:
    """The embedder that the settings name.

    Args:
        choice: `Settings.embedding`: a folder or a SentenceTransformer's name; None for the shipped one.

    Returns:
        None where nothing is chosen and this installation ships no model: search is then lexical.

    Raises:
        SettingWrong: the model cannot be opened.
    """
    if choice is None:
        with resources.as_file(resources.files("kb")) as package:
            shipped = package / "model"
        return StaticEmbedder(shipped) if static_part(shipped) else None
    folder = Path(choice)
    if static_part(folder):
        return StaticEmbedder(folder)
    return SentenceTransformerEmbedder(choice)


def static_part(folder: Path) -> Path | None:
    """Where a folder's static table and tokenizer lie; None where the folder is no static model.

    Only [StaticEmbedding] and [StaticEmbedding, Normalize] are: with any other module behind it, a mean
    would not be what the model gives.
    """
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
        part = folder / modules[0]["path"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    plain = kinds in ([_STATIC], [_STATIC, "Normalize"])
    return part if plain and (part / "model.safetensors").is_file() else None


def unit_rows(rows: Vectors) -> Vectors:
    """Each row divided by its length; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled


def _fingerprint(folder: Path) -> str:
    """Twelve hexadecimal digits for the names, sizes and first mebibytes of a model's files."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix in {".safetensors", ".bin", ".json"}:
            digest.update(f"{file.name}:{file.stat().st_size}".encode())
            with file.open("rb") as stream:
                digest.update(stream.read(1 << 20))
    return digest.hexdigest()[:12]
