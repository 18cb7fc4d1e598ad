"""What the user may choose, and how wrong choices are told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kb.errors import SettingWrong
from kb.settings import Settings


@pytest.fixture(autouse=True)
def no_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own YOUJU_ variables stay out of the tests."""
    for name in list(os.environ):
        if name.upper().startswith("YOUJU_"):
            monkeypatch.delenv(name)


def test_nothing_needs_to_be_chosen() -> None:
    """Without any choice: a folder of the user's, the shipped model, the local index, no chat model."""
    settings = Settings.load()
    assert settings.kb.name
    assert settings.kb.is_absolute()
    assert settings.index == "local"
    chosen = (settings.embedding, settings.reranker, settings.llm, settings.llm_base_url, settings.auth)
    assert chosen == (None,) * 5


def test_variables_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each setting of the contract has its variable."""
    users = tmp_path / "users"
    users.write_text("")
    said = {
        "KB": str(tmp_path / "a"),
        "EMBEDDING": "some/model",
        "RERANKER": "some/reranker",
        "LLM": "openai:some-chat",
        "LLM_BASE_URL": "http://127.0.0.1:8000/v1",
        "LLM_API_KEY": "secret-key",
        "INDEX": "local",
        "AUTH": str(users),
    }
    for name, value in said.items():
        monkeypatch.setenv(f"YOUJU_{name}", value)
    settings = Settings.load()
    assert settings.kb == tmp_path / "a"
    assert (settings.embedding, settings.reranker, settings.llm) == tuple(
        said[name] for name in ("EMBEDDING", "RERANKER", "LLM")
    )
    assert settings.llm_api_key is not None
    assert settings.llm_api_key.get_secret_value() == "secret-key"
    assert settings.auth == users
    assert "secret-key" not in repr(settings)


@pytest.mark.parametrize("inside", [True, False], ids=["in the knowledge base", "beside it"])
def test_the_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: bool) -> None:
    """youju.toml is found, and a variable counts more than it."""
    place = tmp_path / "kb"
    place.mkdir()
    file = (place if inside else tmp_path) / "youju.toml"
    file.write_text('embedding = "甲"\nreranker = "乙"\n', "utf-8")
    monkeypatch.setenv("YOUJU_RERANKER", "丙")
    settings = Settings.load(place)
    assert (settings.kb, settings.embedding, settings.reranker) == (place, "甲", "丙")


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable set to nothing, as scripts do to clear one, is no choice."""
    monkeypatch.setenv("YOUJU_EMBEDDING", "")
    assert Settings.load().embedding is None


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("INDEX", "ftp://127.0.0.1:19530", "Milvus"),
        ("INDEX", "elsewhere", "local"),
        ("CHROMA", "elsewhere", "embedded"),
        ("LLM_BASE_URL", "ftp://x", "http://"),
        ("AUTH", "/no/such/file", "没有这个文件"),
        ("EMBEDDING", "   ", "空白"),
    ],
)
def test_a_wrong_value_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    """A value that cannot be used is named with its variable, before anything is opened."""
    monkeypatch.setenv(f"YOUJU_{name}", value)
    with pytest.raises(SettingWrong, match=f"YOUJU_{name}.*{told}"):
        Settings.load()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"embedding = ", "youju.toml"),
        (b"\xff\xfe", "UTF-8"),
        (b'embeding = "x"', "embeding"),
        (b"embedding = 3", "YOUJU_EMBEDDING"),
    ],
    ids=["no TOML", "no UTF-8", "unknown name", "wrong type"],
)
def test_a_wrong_file_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    """A file that cannot be read, or that names what does not exist, is not passed over in silence."""
    (tmp_path / "youju.toml").write_bytes(content)
    with pytest.raises(SettingWrong, match=told):
        Settings.load(tmp_path)


def test_a_key_is_not_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A message about a wrong key does not show it."""
    (tmp_path / "youju.toml").write_text("llm_api_key = 123456")
    with pytest.raises(SettingWrong) as caught:
        Settings.load(tmp_path)
    assert "123456" not in str(caught.value)
