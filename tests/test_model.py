"""The shipped embedding: both libraries that serve it give the same vectors, without torch where torch is not needed."""

import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from model2vec import StaticModel
from safetensors.numpy import load_file

FOLDER = Path(__file__).resolve().parents[1] / "models" / "zh-static"
MAX_MB = 14

Encode = Callable[[list[str]], np.ndarray]

TEXTS = [
    "我们排第三，份额6%，老大大概多少？",
    "同一品类的前三名，市场占有率之比大约是4∶2∶1。",
    "顾客让渡价值",
    "拉一个新客比留一个老客贵多少？",
    "How is the cost per thousand impressions worked out?",
    "CPM",
    "千次曝光成本CPM如何计算，ROI要多少才划算？",
    "ｆｕｌｌ　ｗｉｄｔｈ　１２３",
    "混着 ไทย 和 हिन्दी 的一句话",
    "市场占有率 " * 900,  # past the 512 pieces at which model2vec cuts by default
]
NOTHING_KNOWN = ["", " ", "\n\t", "？！……", "สวัสดี", "नमस्ते", "ⵣⴰⵣ", "🙂🙃", "\x00\x07", "\ufffd\u200b"]


@pytest.fixture(scope="module")
def static() -> StaticModel:
    return StaticModel.from_pretrained(FOLDER)


@pytest.fixture(scope="module")
def sentence() -> Encode:
    library = pytest.importorskip("sentence_transformers")
    model = library.SentenceTransformer(str(FOLDER), device="cpu", local_files_only=True)
    return lambda texts: model.encode(texts, show_progress_bar=False)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Unit vectors in double precision; zero stays zero."""
    wide = vectors.astype(np.float64)
    return wide / np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1e-12)


def test_both_libraries_give_the_same_vectors(static: StaticModel, sentence: Encode) -> None:
    cosines = (unit(static.encode(TEXTS)) * unit(sentence(TEXTS))).sum(axis=1)
    assert cosines.min() > 0.9999


def test_texts_without_a_known_piece_are_zero_in_both(static: StaticModel, sentence: Encode) -> None:
    assert not static.encode(NOTHING_KNOWN).any()
    assert not sentence(NOTHING_KNOWN).any()


def test_a_text_is_embedded_alike_alone_and_in_a_batch(static: StaticModel) -> None:
    together = static.encode(TEXTS)
    assert all(np.array_equal(static.encode([text])[0], vector) for text, vector in zip(TEXTS, together, strict=True))


def test_any_character_gives_a_finite_vector(static: StaticModel) -> None:
    characters = [chr(code) for code in range(0, 0x30000, 7) if unicodedata.category(chr(code)) != "Cs"]
    assert np.isfinite(static.encode(characters)).all()


def test_width_case_and_punctuation_do_not_matter(static: StaticModel) -> None:
    plain, wide = static.encode(["cpm怎么算", "「ＣＰＭ」怎么算？"])
    assert np.array_equal(plain, wide)


def test_a_question_is_nearest_to_the_passage_that_shares_its_words(static: StaticModel) -> None:
    passages = ["市场占有率是企业销售额在行业总销售额中的比重。", "广告投放前要确定预算。", "员工培训每季度举行一次。"]
    question, *vectors = unit(static.encode(["什么是市场占有率？", *passages]))
    assert int(np.argmax(np.array(vectors) @ question)) == 0


def test_weights_are_half_precision_and_the_unknown_row_is_zero(static: StaticModel) -> None:
    weights = load_file(FOLDER / "model.safetensors")["embedding.weight"]
    assert weights.dtype == np.float16
    assert weights.shape == (len(static.tokens), static.dim)
    assert np.isfinite(weights).all()
    assert static.unk_token_id is not None
    assert not weights[static.unk_token_id].any()


def test_serving_the_folder_needs_no_torch() -> None:
    script = (
        "import sys; from model2vec import StaticModel\n"
        "vector = StaticModel.from_pretrained(sys.argv[1]).encode(['市场占有率'])\n"
        "print(vector.shape[1], bool(vector.any()), sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", script, str(FOLDER)], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["512", "True", "[]"]


def test_the_folder_is_small_and_its_card_names_its_data() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < MAX_MB * 1e6
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in ("CMRC2018", "DRCD", "CSL", "pingcap/docs-cn", "langgenius/dify-docs", "d2l-ai/d2l-zh", "Chinese laws"):
        assert name in card
