"""A language model over the wire: what it writes, piece by piece, within limits of time; every fault is one error with its kind.

The call runs in a thread of its own, so that the deadline holds whatever the server or the provider's package does.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError, SettingsError
from assistant.settings import Settings

if TYPE_CHECKING:  # they cost a second, and most questions are asked without a model
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

MAX_CHARS = 12_000  # of one answer, thinking included; a model that goes on is cut off
ATTEMPTS = 2
RETRY_WAIT_S = 0.5
OPENAI = "openai"
_TELLING_LOGGERS = ("openai", "httpcore2", "langchain_openai")  # at the level DEBUG they log prompts and headers
_NO_KEY = "none"  # the client wants a key, and would otherwise take one from the environment that is meant for another server


class Fault(StrEnum):
    """What can go wrong; the value is what a reader is told."""

    UNREACHABLE = "语言模型连不上"
    KEY_REFUSED = "语言模型的密钥没有通过"
    NOT_FOUND = "语言模型的地址或名称不对"
    BUSY = "语言模型太忙"
    BROKEN = "语言模型的服务器出错"
    TOO_SLOW = "语言模型超过了时限"
    CUT = "语言模型的回答中途断了"
    GARBLED = "语言模型的回答读不懂"
    EMPTY = "语言模型没有写出内容"


_TRANSIENT = frozenset((Fault.UNREACHABLE, Fault.BUSY, Fault.BROKEN, Fault.TOO_SLOW, Fault.GARBLED))
_BY_STATUS = {
    401: Fault.KEY_REFUSED,
    403: Fault.KEY_REFUSED,
    404: Fault.NOT_FOUND,
    429: Fault.BUSY,
    408: Fault.TOO_SLOW,
    504: Fault.TOO_SLOW,
}


class ModelError(AssistantError):
    """The model gave no answer that can be used. `detail` is for the log and the doctor: a kind of error and a status, never a prompt or a key."""

    def __init__(self, fault: Fault, detail: str) -> None:
        self.fault = fault
        self.detail = detail
        super().__init__(f"{fault.value}（{detail}）")


@dataclass(frozen=True, slots=True)
class _End:
    """The last thing that the calling thread puts into the queue: how the call ended."""

    error: BaseException | None = None
    complete: bool = True


class ChatModel:
    """A chat model with its limits. Thread-safe."""

    def __init__(
        self, model: "BaseChatModel", name: str, *, total_s: float, tells_its_end: bool = True, close: Callable[[], None] | None = None
    ) -> None:
        """`tells_its_end`: each answer says why it ended, as OpenAI-compatible servers do; one that does not was cut off."""
        self.name = name
        self.close = close or _nothing  # release the connections
        self._model = model
        self._total_s = total_s
        self._tells_its_end = tells_its_end

    def deadline(self) -> float:
        """When a text that is begun now must be complete, as `time.monotonic` tells the time."""
        return time.monotonic() + self._total_s

    def write(self, prompt: str, deadline: float) -> Iterator[str]:
        """The pieces of the model's text, as they come. Raises ModelError; before the first piece the call is tried twice."""
        for attempt in range(1, ATTEMPTS + 1):
            started = False
            try:
                for piece in self._call(prompt, deadline):
                    started = True
                    yield piece
                return
            except ModelError as error:
                left = deadline - time.monotonic()
                if started or attempt == ATTEMPTS or error.fault not in _TRANSIENT or left <= RETRY_WAIT_S:
                    raise
                time.sleep(RETRY_WAIT_S)

    def _call(self, prompt: str, deadline: float) -> Iterator[str]:
        """One call. The thread that makes it ends with the answer, with the read limit, or soon after nobody listens any more."""
        pieces: queue.Queue[str | _End] = queue.Queue()
        given_up = threading.Event()
        threading.Thread(target=self._read, args=(prompt, pieces, given_up), name="language-model", daemon=True).start()
        written = 0
        try:
            while True:
                try:
                    piece = pieces.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    raise ModelError(Fault.TOO_SLOW, f"no end within {self._total_s:g} s") from None
                if isinstance(piece, _End):
                    if piece.error is not None:
                        raise _fault(piece.error, started=written > 0) from None
                    if not piece.complete:
                        raise ModelError(Fault.CUT, "the stream ended without a reason")
                    return
                written += len(piece)
                yield piece
                if written > MAX_CHARS:
                    return
        finally:
            given_up.set()

    def _read(self, prompt: str, pieces: "queue.Queue[str | _End]", given_up: threading.Event) -> None:
        from langsmith import tracing_context

        complete = not self._tells_its_end
        try:
            with tracing_context(enabled=False):  # a variable in the environment must not send prompts to a tracing service
                stream = self._model.stream(prompt)
                for chunk in stream:
                    if given_up.is_set():
                        break
                    complete = complete or bool(chunk.response_metadata.get("finish_reason"))
                    if text := _text(chunk):
                        pieces.put(text)
                with suppress(AttributeError):
                    stream.close()  # type: ignore[attr-defined]
        except Exception as error:  # each provider's package has errors of its own
            pieces.put(_End(error))
            return
        pieces.put(_End(complete=complete))


def open_model(settings: Settings) -> ChatModel | None:
    """The model that the settings name; None where they name none. Raises SettingsError where it cannot be set up."""
    if settings.llm_model is None:
        if settings.llm_base_url is not None:
            raise SettingsError("setting 'llm_model' is missing: llm_base_url is set; name the model that the endpoint serves")
        return None
    from langchain.chat_models import init_chat_model

    provider = settings.llm_provider
    options: dict[str, Any] = {"temperature": 0.0}
    if settings.llm_base_url is not None:
        options["base_url"] = settings.llm_base_url
    if settings.llm_api_key is not None:
        options["api_key"] = settings.llm_api_key
    if provider == OPENAI:
        options |= _openai_options(settings)
    try:
        model = init_chat_model(settings.llm_model, model_provider=provider, **options)
    except ImportError as error:
        raise SettingsError(
            f"setting 'llm_provider': {provider!r} needs a package that is not installed ({error}); install it, or use an OpenAI-compatible endpoint"
        ) from error
    except (ValueError, TypeError) as error:
        raise SettingsError(
            f"setting 'llm_provider': {provider!r} cannot be set up ({type(error).__name__}); check llm_base_url, llm_model and the key"
        ) from error
    close = options["http_client"].close if provider == OPENAI else None
    return ChatModel(model, settings.llm_model, total_s=settings.llm_total_timeout_s, tells_its_end=provider == OPENAI, close=close)


def _nothing() -> None:
    """What there is to close where a provider's package keeps its connections to itself."""


def _openai_options(settings: Settings) -> dict[str, Any]:
    """A client that takes no proxy from the environment, waits no longer than it is told and leaves retries to us."""
    import httpx2

    for name in _TELLING_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    timeout = httpx2.Timeout(settings.llm_read_timeout_s, connect=settings.llm_connect_timeout_s)
    return {
        "api_key": settings.llm_api_key or _NO_KEY,
        "http_client": httpx2.Client(trust_env=False, timeout=timeout),
        "timeout": timeout,
        "max_retries": 0,
        "stream_usage": False,  # some servers refuse the option
        "use_responses_api": False,
    }


def _text(chunk: "AIMessageChunk") -> str:
    """The text of a piece: of content in blocks, only those of type text, so that blocks of thinking are left out."""
    content = chunk.content
    if isinstance(content, str):
        return content
    return "".join(
        part if isinstance(part, str) else part.get("text", "") for part in content if isinstance(part, str) or part.get("type") == "text"
    )


def _fault(error: BaseException, *, started: bool) -> ModelError:
    """What an error of any provider's package means, by its status and the names of its kind and causes."""
    status = getattr(error, "status_code", None)
    kinds = [type(one).__name__ for one in _causes(error)]
    detail = kinds[0] if status is None else f"{kinds[0]}, status {status}"
    if isinstance(status, int):
        return ModelError(_BY_STATUS.get(status, Fault.BROKEN if status >= 500 else Fault.NOT_FOUND), detail)
    if any("Timeout" in kind for kind in kinds):
        return ModelError(Fault.TOO_SLOW, detail)
    if any("Protocol" in kind or "ReadError" in kind for kind in kinds) and started:
        return ModelError(Fault.CUT, detail)
    if any("Connect" in kind or "Protocol" in kind or "ReadError" in kind for kind in kinds):
        return ModelError(Fault.UNREACHABLE, detail)
    return ModelError(Fault.GARBLED, detail)


def _causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__
