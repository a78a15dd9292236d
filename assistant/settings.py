"""Settings: environment variables `ASSISTANT_…`, over a TOML file, over the defaults."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.errors import SettingsError
from assistant.resources import resource

CONFIG_FILE_VARIABLE = "ASSISTANT_CONFIG"
SECRET = frozenset(("llm_api_key", "llm_base_url", "proxy_secret", "metrics_token"))  # an address may hold a key, too
# As a browser writes it: without the port that goes without saying.
_ORIGIN = re.compile(r"(?!http:.*:80$|https:.*:443$)https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]")


class Settings(BaseSettings):
    """Everything that an operator can set. The README's table is checked against these fields."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="forbid", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("marketing-assistant"), description="where the databases and the index live"
    )
    corpus_dir: Path = Field(default_factory=lambda: resource("corpus"), description="the cards that are indexed")
    cards_dir: Path | None = Field(
        default=None,
        description="the company's own cards, added to the shipped ones or in their place; by default `cards` in the data directory",
    )
    sources_dir: Path | None = Field(default=None, description="source documents, shown beside a card's passage where they are at hand")
    embedding: str = Field(
        default_factory=lambda: str(resource("models/zh-static")),
        description="the shipped model's folder, or any SentenceTransformer name or path",
    )
    reranker: str | None = Field(
        default=None, description="a cross-encoder's name or path, to read the best passages again; slower, and needs the extra `models`"
    )
    host: str = Field(default="127.0.0.1", description="address that the server listens on; any but loopback needs `ASSISTANT_AUTH`")
    port: int = Field(default=7860, ge=1, le=65535, description="port that the server listens on")
    max_question_chars: int = Field(default=2000, ge=10, le=100_000, description="longest question that is answered, in characters")
    llm_base_url: str | None = Field(
        default=None, description="address of an OpenAI-compatible endpoint, such as `http://127.0.0.1:8000/v1`"
    )
    llm_model: str | None = Field(default=None, description="name of the language model; without one, answers are extracts")
    llm_api_key: SecretStr | None = Field(default=None, description="key of the endpoint, where it wants one; never shown or logged")
    llm_provider: str = Field(
        default="openai", description="any provider that LangChain's `init_chat_model` knows and whose package is installed"
    )
    llm_connect_timeout_s: float = Field(default=10.0, gt=0, le=600, description="seconds to wait for a connection to the endpoint")
    llm_read_timeout_s: float = Field(default=60.0, gt=0, le=600, description="seconds to wait for the next piece of its text")
    llm_total_timeout_s: float = Field(
        default=90.0, gt=0, le=1800, description="seconds for the whole text, a second try included; then the answer is an extract"
    )
    llm_follow_ups: bool = Field(default=False, description="let the model rewrite a follow-up into a question of its own")
    llm_choice: bool = Field(default=True, description="whether users may choose between the model and extracts")
    embed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="origins whose pages may show the chat in a frame, such as https://portal.example; spaces between them"
    )
    root_path: str = Field(
        default="",
        pattern=r"^(/[A-Za-z0-9_.~-]+)*$",
        description="path below which a proxy serves everything, such as /assistant; the proxy takes it off",
    )
    auth: Literal["none", "accounts", "proxy"] = Field(
        default="none", description="who may use it: whoever sits at this machine, local accounts, or whom a proxy has signed on"
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="names by which staff reach the server, such as assistant.example; spaces between them; loopback names always work",
    )
    proxy_secret: SecretStr | None = Field(
        default=None, min_length=32, description="what the proxy sends as `X-Proxy-Secret` to prove itself, 32 characters or more"
    )
    proxy_user_header: str = Field(
        default="X-Remote-User", pattern=r"^[A-Za-z0-9-]+$", description="header in which the proxy names the person it has signed on"
    )
    unix_socket: Path | None = Field(
        default=None, description="socket file to listen on in place of host and port; whoever may open it is taken for the proxy"
    )
    session_hours: float = Field(default=12, gt=0, le=720, description="how long a session lasts after signing in")
    requests_per_minute: int = Field(
        default=60,
        ge=1,
        description="questions, calculations, downloads and forms that one person may send in a minute; ten times as many pages",
    )
    keep_conversations_days: int = Field(
        default=180, ge=0, le=36_500, description="how long what was asked and answered is kept for those who asked; 0: it is never kept"
    )
    show_askers: bool = Field(default=False, description="let administrators see who asked a question that they read")
    audit_days: int = Field(default=365, ge=1, description="how long the audit log is kept")
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="bearer token with which /metrics may be read, 32 characters or more; administrators always may",
    )
    log_json: bool = Field(default=False, description="log each request as a line of JSON on standard error, not only what goes wrong")
    log_questions: bool = Field(default=False, description="let the log hold the words of questions")

    @property
    def own_cards_dir(self) -> Path:
        """Where the company's own cards lie."""
        return self.cards_dir or self.data_dir / "cards"

    @property
    def documents_dir(self) -> Path:
        """Where the documents lie that were put in on the web page; every index takes them in."""
        return self.data_dir / "documents"

    @field_validator("llm_base_url")
    @classmethod
    def _is_an_address(cls, address: str | None) -> str | None:
        if address is not None and not re.fullmatch(r"https?://[^/@\s]+(?:/[^@\s]*)?", address):
            raise ValueError("is no address without a user name; give http(s)://host/path, and a key as llm_api_key")
        return address

    @field_validator("embed_origins", mode="before")
    @classmethod
    def _each_an_origin(cls, value: Any) -> Any:
        """Exact origins, in one string or in a list: a path, a wildcard or a missing scheme would mean something else than it seems to."""
        origins = value.split() if isinstance(value, str) else value
        for origin in origins:
            if not (isinstance(origin, str) and _ORIGIN.fullmatch(origin)):
                raise ValueError(
                    f"{origin!r} is no origin; write https://host or https://host:port, in small letters, with no usual port and no path"
                )
        return origins

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _each_a_host(cls, value: Any) -> Any:
        """Names or addresses without a port; there is no wildcard."""
        hosts = value.split() if isinstance(value, str) else value
        for host in hosts:
            if not (isinstance(host, str) and _HOST.fullmatch(host)):
                raise ValueError(f"{host!r} is no host name; write it as in the address bar, in small letters, without port and path")
        return hosts

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
        found = "" if name in SECRET else f" (found {first['input']!r})"
        raise SettingsError(
            f"setting {name!r}: {first['msg']}{found}"
        ) from None  # the cause would print a key that stands in a wrong place
    except ValueError as error:  # a TOML file that is none
        raise SettingsError(f"settings file: {error}") from error
