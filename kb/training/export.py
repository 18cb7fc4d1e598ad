"""Writing a table as a SentenceTransformer folder, without torch."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from kb.training.fit import Vectors

_MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.sentence_transformer.modules.normalize.Normalize",
    },
]


def export(folder: Path, tokenizer: Tokenizer, table: Vectors) -> None:
    """Write `tokenizer.json`, `model.safetensors` (`embedding.weight`, float16) and the module list.

    Rows are divided by their greatest length first: a text's vector is a normalised mean, so one factor
    for all rows changes nothing, and float16 keeps its precision.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    (folder / "1_Normalize" / "config.json").write_text("{}\n", encoding="utf-8")
    scaled = table / max(float(np.linalg.norm(table, axis=1).max()), 1e-12)
    save_file({"embedding.weight": scaled.astype(np.float16)}, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "modules.json").write_text(json.dumps(_MODULES, indent=2) + "\n", encoding="utf-8")
    config = {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"}
    path = folder / "config_sentence_transformers.json"
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
