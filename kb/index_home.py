"""IndexHome: where a library's index lives, and may be built anew beside the old one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kb.index import Embedder, Index

if TYPE_CHECKING:
    from kb.settings import Settings


class IndexHome(Protocol):
    """Opens, names and clears away indexes.

    Attributes:
        setting: the catalog's setting that holds the name of the index in use.
        first: its name where nothing was ever built anew.
    """

    setting: str
    first: str

    def open(self, name: str, embedder: Embedder | None) -> Index:
        """The index of a name; an empty one is made where there is none."""
        ...

    def unused(self) -> str:
        """A name that no index has."""
        ...

    def keep(self, name: str) -> None:
        """Delete all indexes of this library but one."""
        ...


class LocalHome:
    """Folders in the knowledge base.

    Args:
        folder: the knowledge base.
        chroma: see `kb.local_index.LocalIndex`.
    """

    def __init__(self, folder: Path, chroma: str | None) -> None:
        from kb.local_index import FORMAT

        self._folder = folder
        self._chroma = chroma
        self._stem = f"index-{FORMAT}" + ("-chroma" if chroma else "")
        self.setting = self._stem.replace("index-", "index.")
        self.first = f"{self._stem}.1"

    def open(self, name: str, embedder: Embedder | None) -> Index:
        """See `IndexHome.open`."""
        from kb.local_index import LocalIndex

        return LocalIndex(self._folder / name, embedder, self._chroma)

    def unused(self) -> str:
        """See `IndexHome.unused`."""
        number = 1
        while (self._folder / f"{self._stem}.{number}").exists():
            number += 1
        return f"{self._stem}.{number}"

    def keep(self, name: str) -> None:
        """See `IndexHome.keep`. Readers in other processes keep the files they have open until they see
        the new name."""
        for folder in self._folder.glob("index-*"):
            if folder.name != name:
                shutil.rmtree(folder, ignore_errors=True)


class MilvusHome:
    """Collections of a Milvus, named after the library, so that several may share a server.

    Args:
        uri, token: see `kb.milvus.MilvusIndex`.
        library: `Catalog.library`: hexadecimal digits.
    """

    def __init__(self, uri: str, token: str, library: str) -> None:
        from kb.milvus import FORMAT

        self._uri = uri
        self._token = token
        self._stem = f"youju_{library[:16]}_{FORMAT}_"
        self.setting = f"index.milvus.{FORMAT}"
        self.first = f"{self._stem}1"

    def open(self, name: str, embedder: Embedder | None) -> Index:
        """See `IndexHome.open`."""
        from kb.milvus import MilvusIndex

        return MilvusIndex(self._uri, self._token, name, embedder)

    def unused(self) -> str:
        """See `IndexHome.unused`."""
        from kb.milvus import collections

        held = collections(self._uri, self._token)
        number = 1
        while any(name.startswith(f"{self._stem}{number}_") for name in held):
            number += 1
        return f"{self._stem}{number}"

    def keep(self, name: str) -> None:
        """See `IndexHome.keep`."""
        from kb.milvus import collections, drop

        others = [
            held
            for held in collections(self._uri, self._token)
            if held.startswith(self._stem) and not held.startswith(f"{name}_")
        ]
        drop(self._uri, self._token, others)


def index_home(settings: Settings, library: str) -> IndexHome:
    """The home that the settings name, for the library of this random name."""
    if settings.index == "local":
        return LocalHome(settings.kb, settings.chroma)
    token = settings.index_token.get_secret_value() if settings.index_token else ""
    return MilvusHome(settings.index, token, library)
