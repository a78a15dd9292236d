"""The wire, against a server that others wrote: `transformers serve` with a tiny model of random weights, saved by the test."""

import contextlib
import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from assistant import build
from assistant.answering.engine import Assistant
from assistant.answering.model import open_model
from assistant.answering.verify import verify_rendered
from assistant.settings import Settings, load_settings
from tests.llm.conftest import MISSING

pytestmark = pytest.mark.serving

START_S = 120
MODEL = "tiny"
_TEMPLATE = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a Qwen2 of two small layers and a tokenizer of single bytes."""
    if any(importlib.util.find_spec(package) is None for package in ("transformers", "accelerate", "openai")):
        if os.environ.get("ASSISTANT_TEST_NO_SKIP") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    folder = tmp_path_factory.mktemp("model") / MODEL
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {piece: place for place, piece in enumerate(["<end>", *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<end>", pad_token="<end>", chat_template=_TEMPLATE)
    wrapped.save_pretrained(folder)
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=len(vocabulary),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=8192,
        eos_token_id=0,
        bos_token_id=0,
        pad_token_id=0,
    )
    model = Qwen2ForCausalLM(config)
    model.generation_config.max_new_tokens = 32
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def served(tiny: Path) -> Iterator[str]:
    """Address of the endpoint."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1"}
    command = [Path(sys.executable).parent / "transformers", "serve", tiny, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    log = tiny.parent / "log"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and server.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{port}/health", timeout=5, trust_env=False).is_success:
                    break
            time.sleep(0.2)
        else:
            pytest.fail(f"transformers serve did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def served_settings(settings: Settings, served: str, tiny: Path) -> Settings:
    values = {name: getattr(settings, name) for name in ("data_dir", "corpus_dir", "embedding")}
    return load_settings(**values, llm_base_url=served, llm_model=str(tiny))


def test_a_real_server_streams_in_pieces(served_settings: Settings) -> None:
    model = open_model(served_settings)
    assert model is not None
    try:
        pieces = list(model.write("什么是阶梯法则？", model.deadline()))
    finally:
        model.close()
    assert len(pieces) > 1
    assert all(isinstance(piece, str) for piece in pieces)


def test_the_nonsense_of_random_weights_does_not_reach_the_reader(
    served_settings: Settings, opened: Callable[[Settings], Assistant]
) -> None:
    build.build_index(served_settings)
    assistant = opened(served_settings)
    answer = assistant.ask("什么是阶梯法则")
    assert answer.generation is not None
    assert answer.generation.note
    assert answer.engine == "extractive"
    assert answer.text == assistant.ask("什么是阶梯法则", engine="extractive").text
    verify_rendered(answer)
