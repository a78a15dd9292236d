"""Embeddings other than the shipped one go through sentence-transformers."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.build import build_index, open_assistant
from assistant.errors import SettingsError
from assistant.resources import resource
from assistant.retrieval.dense import StaticEmbeddings, TransformerEmbeddings, embedding_key, load_embeddings
from assistant.retrieval.index import unit_vectors
from assistant.settings import load_settings

SHIPPED = resource("models/zh-static")


@pytest.fixture(scope="module")
def other_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SentenceTransformer folder of two modules, which the static reader does not serve."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize

    static = SentenceTransformer(str(SHIPPED), device="cpu")[0]
    folder = tmp_path_factory.mktemp("model") / "other"
    SentenceTransformer(modules=[static, Normalize()], device="cpu").save(str(folder), create_model_card=False)
    return folder


def test_the_shipped_folder_is_served_without_torch_and_any_other_by_sentence_transformers(other_model: Path) -> None:
    assert isinstance(load_embeddings(str(SHIPPED)), StaticEmbeddings)
    assert isinstance(load_embeddings(str(other_model)), TransformerEmbeddings)


def test_another_model_indexes_and_answers(other_model: Path, tmp_path: Path, corpus_dir: Path) -> None:
    settings = load_settings(data_dir=tmp_path / "data", corpus_dir=corpus_dir, embedding=str(other_model))
    build_index(settings)
    assistant = open_assistant(settings)
    assert assistant.ask("什么是阶梯法则").citations[0].passage.id == "law-07#定义"
    assistant.close()


def test_a_model_that_cannot_be_loaded_is_named_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(SettingsError, match="give a SentenceTransformer name or folder"):
        load_embeddings(str(tmp_path / "nowhere"))


def test_vectors_are_filed_under_the_weights_that_made_them(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"1")
    before = embedding_key(str(tmp_path))
    weights.write_bytes(b"22")
    assert embedding_key(str(tmp_path)) != before
    assert embedding_key("some/hub-name") == "some/hub-name"


def test_vectors_have_length_one_or_are_zero() -> None:
    [vectors] = unit_vectors(StaticEmbeddings(SHIPPED), ["顾客让渡价值", ""])
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 0], atol=1e-5)


def test_many_threads_get_the_vectors_that_one_gets() -> None:
    embeddings = StaticEmbeddings(SHIPPED)
    texts = [f"第{number}位客户的终生价值怎么算，要哪几个数" * (1 + number % 5) for number in range(40)]
    alone = [embeddings.embed_query(text) for text in texts]
    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(embeddings.embed_query, texts * 50)) == alone * 50
