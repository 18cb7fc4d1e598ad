"""Settings: what the user may choose, from YOUJU_… variables or a youju.toml, read once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from ingest.errors import system_reason
from kb.errors import SettingWrong

FILE_NAME = "youju.toml"


class Settings(BaseSettings):
    """The choices of one run. A variable counts more than the file.

    Attributes:
        kb: folder of the knowledge base.
        embedding: a SentenceTransformer's name or folder; None for the shipped model.
        reranker: a CrossEncoder's name or folder; None for none.
        llm: a chat model as `init_chat_model` takes it; None for none.
        llm_base_url, llm_api_key: where it is and the key to it.
        index: "local", or a Milvus: the address of a server, or a file ending in .db for Milvus Lite.
        index_token: "user:password" or an API key of that server.
        chroma: who keeps a local index's vectors: None for files of its own, "embedded" for Chroma in the
            knowledge base, or the address of a `chroma run`.
        auth: a file of users with hashed passwords; None: no sign-in.
    """

    model_config = SettingsConfigDict(env_prefix="YOUJU_", env_ignore_empty=True, extra="forbid", frozen=True)

    kb: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("youju", appauthor=False)))
    embedding: str | None = None
    reranker: str | None = None
    llm: str | None = None
    llm_base_url: str | None = None
    llm_api_key: SecretStr | None = None
    index: str = "local"
    index_token: SecretStr | None = None
    chroma: str | None = None
    auth: Path | None = None

    @field_validator("kb", "auth", mode="after")
    @classmethod
    def _home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None

    @field_validator("embedding", "reranker", "llm", "llm_base_url", "index", "chroma", mode="after")
    @classmethod
    def _not_blank(cls, value: str | None) -> str | None:
        if value is not None and not value.strip():
            raise ValueError("不能只有空白")
        return value.strip() if value else None

    @field_validator("index", mode="after")
    @classmethod
    def _index_known(cls, value: str) -> str:
        if value != "local" and not value.startswith(("http://", "https://")) and not value.endswith(".db"):
            raise ValueError("应为 local、Milvus 的地址（http:// 或 https:// 开头）或 .db 文件")
        return value

    @field_validator("chroma", mode="after")
    @classmethod
    def _chroma_known(cls, value: str | None) -> str | None:
        if value and value != "embedded" and not value.startswith(("http://", "https://")):
            raise ValueError("应为 embedded，或 chroma run 的地址（http:// 或 https:// 开头）")
        return value

    @field_validator("llm_base_url", mode="after")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("应以 http:// 或 https:// 开头")
        return value

    @field_validator("auth", mode="after")
    @classmethod
    def _is_file(cls, value: Path | None) -> Path | None:
        if value and not value.is_file():
            raise ValueError("没有这个文件")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was said on the command line, then the variables; `load` puts the file behind them."""
        return init_settings, env_settings

    @classmethod
    def load(cls, kb: Path | None = None) -> Settings:
        """Read the settings.

        Args:
            kb: the knowledge base, where the caller knows it; else YOUJU_KB, else the user's data folder.

        The file is `youju.toml` in the folder that holds the knowledge base, or in the knowledge base.

        Raises:
            SettingWrong: a value cannot be used, the file is no TOML, or the folder may not be looked into.
        """
        said: dict[str, Any] = {} if kb is None else {"kb": kb}
        place = _validated(cls, said).kb
        for folder in (place, place.absolute().parent):
            file = folder / FILE_NAME
            if _is_there(file):
                return _validated(_with_file(cls, file), said, file)
        return _validated(cls, said)


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError as error:
        raise SettingWrong(
            f"无法查看 {file.parent}（{system_reason(error)}）", "请检查知识库的路径和文件夹权限"
        ) from error


def _with_file(settings: type[Settings], file: Path) -> type[Settings]:
    class Filed(settings):  # type: ignore[misc, valid-type]  # pydantic-settings takes its sources by class
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file)

    return Filed


def _validated(settings: type[Settings], said: dict[str, Any], file: Path | None = None) -> Settings:
    where = f"环境变量或 {file}" if file else "环境变量"
    try:
        return settings(**said)
    except ValidationError as error:
        faults = "；".join(_fault(fault) for fault in error.errors())
        raise SettingWrong(f"{where}中的设置有误：{faults}", "请改正后再试") from error
    except (SettingsError, ValueError, OSError) as error:  # tomllib's error is a ValueError
        raise SettingWrong(f"{where}无法读取：{error}", "请检查该文件是否为 UTF-8 编码的 TOML") from error


def _fault(fault: Any) -> str:  # noqa: ANN401 - pydantic's own dict
    name = ".".join(map(str, fault["loc"]))
    if fault["type"] == "extra_forbidden":
        return f"没有名为 {name} 的设置"
    said = str(fault["ctx"]["error"]) if "error" in fault.get("ctx", {}) else "值的类型不对"
    shown = "" if "key" in name else f"“{fault['input']}”"
    return f"YOUJU_{name.upper()} {shown}{said}"
