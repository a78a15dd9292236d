"""Train the shipped embedding: one static vector per piece of text, a text being the mean of its pieces.

Everything is a function of the pairs, the seed and the number of threads: run it twice on one machine and the same bytes come out.
"""

import argparse
import gzip
import json
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

ROOT = Path(__file__).resolve().parents[1]
UNKNOWN = "[UNK]"
PIECE_CHARS = 6  # longer ones (whole Latin words) take the room of Chinese words
SEEN_AT_LEAST = 3  # below this a character is unknown and an n-gram no candidate
SCALE = 20.0  # of the cosine in the softmax
NORMALIZER = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])  # full width and capitals fold
SPLITTER = pre_tokenizers.Sequence(
    [
        pre_tokenizers.Split(Regex(r"[\s\p{P}\p{C}]+"), "removed"),
        pre_tokenizers.UnicodeScripts(),
        pre_tokenizers.Digits(individual_digits=False),
    ]
)

Ids = npt.NDArray[np.int64]


def read_pairs(path: Path) -> tuple[list[str], list[str]]:
    """Read the queries and the passages of a gzipped JSONL file, in its order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [r["query"] for r in records], [r["passage"] for r in records]


def new_tokenizer(counts: Counter[str], pieces: Sequence[str]) -> Tokenizer:
    """Build a Unigram tokenizer whose pieces score the logarithm of their share."""
    total = sum(counts[piece] for piece in pieces)
    scored = [(piece, math.log(max(counts[piece], 0.5) / total)) for piece in pieces]
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, 0.0), *scored], unk_id=0, byte_fallback=False))
    tokenizer.normalizer = NORMALIZER
    tokenizer.pre_tokenizer = SPLITTER
    return tokenizer


def count_runs(texts: Sequence[str]) -> Counter[str]:
    """Count the runs (stretches of one script between punctuation) that a piece never crosses."""
    return Counter(run for text in texts for run, _ in SPLITTER.pre_tokenize_str(NORMALIZER.normalize_str(text)))


def count_uses(tokenizer: Tokenizer, runs: Counter[str]) -> Counter[str]:
    """Count the pieces of the runs' best segmentations."""
    uses: Counter[str] = Counter()
    for count, encoding in zip(runs.values(), tokenizer.encode_batch(list(runs)), strict=True):
        for piece in encoding.tokens:
            uses[piece] += count
    return uses


def learn_tokenizer(texts: Sequence[str], size: int) -> Tokenizer:
    """Learn a Unigram tokenizer of `size` pieces by segmenting, counting and dropping the least used, in turn.

    The library's own UnigramTrainer gives other scores and another order in each run, so it cannot be reproduced.
    """
    runs = count_runs(texts)
    counts: Counter[str] = Counter()
    for run, count in runs.items():
        for length in range(1, PIECE_CHARS + 1):
            for start in range(len(run) - length + 1):
                counts[run[start : start + length]] += count
    letters = [piece for piece, count in counts.items() if len(piece) == 1 and count >= SEEN_AT_LEAST]
    longer = [piece for piece, count in counts.items() if len(piece) > 1 and count >= SEEN_AT_LEAST]
    longer.sort(key=lambda piece: (-counts[piece] * len(piece), piece))
    room = size - 1 - len(letters)
    keep = 8 * size
    while True:
        del longer[keep:]
        pieces = sorted(letters + longer)
        tokenizer = new_tokenizer(counts, pieces)
        for _ in range(2):
            counts = count_uses(tokenizer, runs)
            tokenizer = new_tokenizer(counts, pieces)
        if len(longer) <= room:
            return tokenizer
        longer.sort(key=lambda piece: (-counts[piece], piece))
        keep = max(room, int(len(longer) * 0.6))


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    """Turn each text into the numbers of its pieces."""
    return [np.array(e.ids, dtype=np.int64) for e in tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def number(texts: Sequence[str]) -> list[int]:
    """Give equal texts equal numbers."""
    seen: dict[str, int] = {}
    return [seen.setdefault(text, len(seen)) for text in texts]


def batches(pairs: Sequence[tuple[int, int]], size: int, rng: np.random.Generator) -> Iterator[list[int]]:
    """Shuffle the pairs and deal them out in batches in which no query and no passage comes twice; a rest under half a batch is dropped."""
    rest: list[int] = rng.permutation(len(pairs)).tolist()
    while len(rest) >= size // 2:
        batch: list[int] = []
        later: list[int] = []
        queries: set[int] = set()
        passages: set[int] = set()
        for index in rest:
            query, passage = pairs[index]
            if len(batch) == size or query in queries or passage in passages:
                later.append(index)
            else:
                batch.append(index)
                queries.add(query)
                passages.add(passage)
        yield batch
        rest = later


def features(texts: Sequence[Ids]) -> dict[str, torch.Tensor]:
    """Lay texts out as StaticEmbedding reads them: all pieces in a row, and where each text starts."""
    starts = np.cumsum([0, *(len(text) for text in texts[:-1])])
    return {"input_ids": torch.from_numpy(np.concatenate(texts)), "offsets": torch.from_numpy(starts)}


def ranking_loss(static: StaticEmbedding) -> MatryoshkaLoss:
    """Each query finds its passage within the batch, and each passage its query, by all numbers, half and a quarter of them."""
    model = SentenceTransformer(modules=[static], device="cpu")
    ranking = MultipleNegativesRankingLoss(
        model, scale=SCALE, directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction"
    )  # the successor of MultipleNegativesSymmetricRankingLoss, with the same figures
    dimensions = static.embedding.weight.shape[1]
    return MatryoshkaLoss(model, ranking, [dimensions, dimensions // 2, dimensions // 4])


def train(queries: list[str], passages: list[str], tokenizer: Tokenizer, args: argparse.Namespace) -> StaticEmbedding:
    """Train from a random start."""
    torch.set_num_threads(args.threads)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    static = StaticEmbedding(tokenizer, embedding_dim=args.dimensions)
    loss = ranking_loss(static)
    optimizer = torch.optim.Adam(static.parameters(), lr=args.rate)
    pairs = list(zip(number(queries), number(passages), strict=True))
    query_ids, passage_ids = encode(tokenizer, queries), encode(tokenizer, passages)
    unused = torch.zeros(0)  # the loss takes labels and ignores them
    for epoch in range(args.epochs):
        started, total, steps = time.monotonic(), 0.0, 0
        for batch in batches(pairs, args.batch, rng):
            value = loss([features([query_ids[i] for i in batch]), features([passage_ids[i] for i in batch])], unused)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            total, steps = total + value.item(), steps + 1
        print(f"epoch {epoch + 1}: loss {total / steps:.4f} over {steps} batches, {time.monotonic() - started:.0f} s", flush=True)
    return static


def edit_json(path: Path, change: Callable[[Any], None]) -> None:
    """Apply `change` to the JSON value in a file."""
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def save(static: StaticEmbedding, out: Path) -> None:
    """Save float16 weights, the unknown piece's set to zero, as a SentenceTransformer folder that model2vec reads as well."""
    weights = static.embedding.weight.detach().clone()
    weights[static.tokenizer.token_to_id(UNKNOWN)] = 0
    halved = StaticEmbedding(static.tokenizer, embedding_weights=weights.half())
    SentenceTransformer(modules=[halved], device="cpu").save_pretrained(str(out), create_model_card=False)
    # A type that every release of sentence-transformers knows, and no cut at 512 pieces in model2vec: the two give equal vectors.
    edit_json(out / "modules.json", lambda modules: modules[0].update(type="sentence_transformers.models.StaticEmbedding"))
    edit_json(out / "config_sentence_transformers.json", lambda config: config.update(max_length=None))
    (out / "model.safetensors").chmod(0o644)  # it is written for the owner alone


def add_pairs_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pairs", type=Path, default=ROOT.parent / "shared/data/embedding/pairs.jsonl.gz", help="training pairs")


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    add_pairs_argument(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder to write; models/adapt.py goes on from there")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pieces", type=int, default=12_000, help="size of the vocabulary")
    parser.add_argument("--dimensions", type=int, default=512)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--rate", type=float, default=0.01, help="Adam's learning rate")
    parser.add_argument("--threads", type=int, default=2, help="reproducible for one number of threads")
    return parser.parse_args()


def main() -> None:
    """Learn the pieces, train their vectors, write the folder."""
    args = parse_args()
    started = time.monotonic()
    queries, passages = read_pairs(args.pairs)
    texts = list(dict.fromkeys(text for pair in zip(queries, passages, strict=True) for text in pair))
    tokenizer = learn_tokenizer(texts, args.pieces)
    print(f"{len(queries)} pairs, {tokenizer.get_vocab_size()} pieces, {time.monotonic() - started:.0f} s", flush=True)
    save(train(queries, passages, tokenizer, args), args.out)
    size = sum(path.stat().st_size for path in args.out.iterdir() if path.is_file())
    print(f"{os.path.relpath(args.out)}: {size / 1e6:.1f} MB, {time.monotonic() - started:.0f} s in all")


if __name__ == "__main__":
    main()
