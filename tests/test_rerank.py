"""A cross-encoder is loaded by sentence-transformers and puts the best passages in its own order."""

from pathlib import Path

import pytest

from assistant.build import build_index, open_assistant
from assistant.errors import SettingsError
from assistant.resources import resource
from assistant.retrieval.rerank import Reranker
from assistant.settings import load_settings


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny cross-encoder with random weights, saved as a hub model is."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("reranker")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(resource("models/zh-static") / "tokenizer.json"),
        pad_token="[PAD]",
        unk_token="[UNK]",
        sep_token="[UNK]",
        cls_token="[UNK]",
    )
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=1,
        pad_token_id=0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_the_hits_stand_in_the_order_of_the_cross_encoder(
    cross_encoder: Path, tmp_path: Path, corpus_dir: Path, request: pytest.FixtureRequest
) -> None:
    settings = load_settings(data_dir=tmp_path / "data", corpus_dir=corpus_dir, reranker=str(cross_encoder))
    build_index(settings)
    assistant = open_assistant(settings)
    request.addfinalizer(assistant.close)
    hits = assistant.searcher.search("阶梯法则的份额", 5)
    texts = [f"{hit.passage.title} {hit.passage.heading}\n{hit.passage.text}" for hit in hits]
    assert [hit.score for hit in hits] == pytest.approx(Reranker(str(cross_encoder)).scores("阶梯法则的份额", texts), abs=1e-4)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert assistant.ask("什么是阶梯法则").citations


def test_a_cross_encoder_that_cannot_be_loaded_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(SettingsError, match="give a cross-encoder's name or folder"):
        Reranker(str(tmp_path / "nowhere"))
