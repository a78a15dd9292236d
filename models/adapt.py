"""Adapt the embedding to the cards: staff's wording and the material's come to lie near each other.

A question finds the section that answers it, and another question of that section. What `models/train.py` learnt from is mixed in, batch for
batch, so that other texts are found as before. Pieces of the questions are left out at random: no single word may carry a question.
Everything is a function of the start, the cards, the pairs, the seed and the number of threads.
"""

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from train import ROOT, Ids, add_pairs_argument, batches, encode, features, number, ranking_loss, read_pairs, save

from assistant.ingest.cards import load_corpus

LEFT_OUT = 0.2  # share of a question's pieces
GENERAL_BATCH = 1024


def card_pairs(corpus: Path, rng: random.Random) -> tuple[list[str], list[str]]:
    """Each question of a card with the section that answers it, and with another question of that section."""
    queries, targets = [], []
    for loaded in load_corpus(corpus).cards:
        for passage in loaded.passages:
            asks = loaded.card.asks.get(passage.heading, ())
            for ask in asks:
                queries.append(ask)
                targets.append(f"{passage.title}：{passage.heading}\n{passage.text}")
                if others := [other for other in asks if other != ask]:
                    queries.append(ask)
                    targets.append(rng.choice(others))
    return queries, targets


def thinned(pieces: Ids, rng: np.random.Generator) -> Ids:
    """The pieces of a text without some; never without all."""
    kept = pieces[rng.random(len(pieces)) >= LEFT_OUT]
    return kept if len(kept) else pieces


def adapt(
    static: StaticEmbedding, cards: tuple[list[str], list[str]], general: tuple[list[str], list[str]], args: argparse.Namespace
) -> None:
    """Go on training `static` in place."""
    torch.set_num_threads(args.threads)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    loss = ranking_loss(static)
    optimizer = torch.optim.Adam(static.parameters(), lr=args.rate)
    sources = [[encode(static.tokenizer, texts) for texts in pairs] for pairs in (cards, general)]
    numbers = [list(zip(*map(number, pairs), strict=True)) for pairs in (cards, general)]
    unused = torch.zeros(0)  # the loss takes labels and ignores them
    for epoch in range(args.epochs):
        started, total = time.monotonic(), 0.0
        own = [(0, batch) for batch in batches(numbers[0], args.batch, rng)]
        other = [(1, batch) for batch in batches(numbers[1], GENERAL_BATCH, rng)]
        steps = own + [other[place] for place in rng.permutation(len(other))[: len(own)]]
        for place in rng.permutation(len(steps)):
            source, batch = steps[place]
            queries, targets = sources[source]
            value = loss([features([thinned(queries[i], rng) for i in batch]), features([targets[i] for i in batch])], unused)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            total += value.item()
        print(f"epoch {epoch + 1}: loss {total / len(steps):.4f} over {len(steps)} batches, {time.monotonic() - started:.0f} s", flush=True)


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    add_pairs_argument(parser)
    parser.add_argument("--start", type=Path, required=True, help="folder that models/train.py wrote")
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus", help="the cards")
    parser.add_argument("--out", type=Path, default=ROOT / "models/zh-static", help="folder to write")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--batch", type=int, default=512, help="pairs of the cards in a batch")
    parser.add_argument("--rate", type=float, default=0.005, help="Adam's learning rate")
    parser.add_argument("--threads", type=int, default=1, help="reproducible for one number of threads")
    return parser.parse_args()


def main() -> None:
    """Read the start, adapt it, write the folder."""
    args = parse_args()
    (start,) = SentenceTransformer(str(args.start), device="cpu", local_files_only=True)
    if not isinstance(start, StaticEmbedding):
        raise SystemExit(f"{args.start} holds no static embedding; give a folder that models/train.py wrote")
    static = StaticEmbedding(start.tokenizer, embedding_weights=start.embedding.weight.detach().float().clone())
    cards = card_pairs(args.corpus, random.Random(args.seed))
    print(f"{len(cards[0])} pairs of the cards", flush=True)
    adapt(static, cards, read_pairs(args.pairs), args)
    save(static, args.out)


if __name__ == "__main__":
    main()
