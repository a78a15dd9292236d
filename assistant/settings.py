"""Settings: environment variables `ASSISTANT_…`, over a TOML file, over the defaults."""

import os
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.errors import SettingsError
from assistant.resources import resource

CONFIG_FILE_VARIABLE = "ASSISTANT_CONFIG"


class Settings(BaseSettings):
    """Everything that an operator can set. The README's table is checked against these fields."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="forbid", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("marketing-assistant"), description="where the database and the index live"
    )
    corpus_dir: Path = Field(default_factory=lambda: resource("corpus"), description="the cards that are indexed")
    sources_dir: Path | None = Field(default=None, description="source documents, shown beside a card's passage where they are at hand")
    embedding: str = Field(
        default_factory=lambda: str(resource("models/zh-static")),
        description="the shipped model's folder, or any SentenceTransformer name or path",
    )
    reranker: str | None = Field(
        default=None, description="a cross-encoder's name or path, to read the best passages again; slower, and needs the extra `models`"
    )
    host: str = Field(default="127.0.0.1", description="address that the server listens on; loopback only until there is authentication")
    port: int = Field(default=7860, ge=1, le=65535, description="port that the server listens on")
    max_question_chars: int = Field(default=2000, ge=10, le=100_000, description="longest question that is answered, in characters")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = os.environ.get(CONFIG_FILE_VARIABLE)
        if file is None:
            return init_settings, env_settings
        if not Path(file).is_file():
            raise SettingsError(f"{CONFIG_FILE_VARIABLE} names {file!r}, which is no file; mend the variable or unset it")
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file)


def load_settings(**overrides: Any) -> Settings:
    """Settings with `overrides` (None is ignored) on top. Raises SettingsError that names the setting and its value."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting {name!r}: {first['msg']} (found {first['input']!r})") from error
    except ValueError as error:  # a TOML file that is none
        raise SettingsError(f"settings file: {error}") from error
