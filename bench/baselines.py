"""What others would use: bm25s over plain characters, and LangChain's BM25Retriever (see peers.txt)."""

import importlib
import re
import warnings
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import bm25s

from assistant.retrieval.lexical import K1, B

Tokenizer = Callable[[str], list[str]]
_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
INSTALL = "LangChain's BM25Retriever is not installed; to compare with it: pip install -r bench/baselines.txt"


class PeerMissing(Exception):
    """A package that is compared with is not installed."""


def every_character(text: str) -> list[str]:
    """Characters that are no white space, punctuation too, and pairs of neighbours: nothing here knows Chinese."""
    text = text.lower()
    chars = [char for char in text if not char.isspace()]
    return chars + [left + right for left, right in pairwise(text) if not (left.isspace() or right.isspace())]


def han_and_words(text: str) -> list[str]:
    """Han characters and pairs of them; other words and numbers whole. What the project's notes call the BM25 to beat."""
    tokens: list[str] = []
    for run in _RUN.findall(text.lower()):
        tokens += [run] if run.isascii() else [*run, *(left + right for left, right in pairwise(run))]
    return tokens


def split_words(text: str) -> list[str]:
    """What BM25Retriever does unless told otherwise."""
    return text.split()


class PlainBm25s:
    """bm25s as its documentation shows it, with the parameters of this project."""

    def __init__(self, texts: Sequence[str], tokens: Tokenizer) -> None:
        self._tokens = tokens
        self._bm25 = bm25s.BM25(k1=K1, b=B)
        self._bm25.index([tokens(text) for text in texts], show_progress=False)

    def rank(self, question: str, count: int) -> list[int]:
        """Places of the best texts, best first."""
        known = [token for token in self._tokens(question) if token in self._bm25.vocab_dict]
        if not known:
            return []
        places, _ = self._bm25.retrieve([known], k=count, show_progress=False)
        return [int(place) for place in places[0]]


class LangChainBm25:
    """BM25Retriever over rank_bm25, whose defaults are k1 1.5 and b 0.75 as well. Raises PeerMissing without the package."""

    def __init__(self, texts: Sequence[str], tokens: Tokenizer) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the package announces its end on import
                retriever: Any = importlib.import_module("langchain_community.retrievers").BM25Retriever
                importlib.import_module("rank_bm25")
        except ImportError as error:
            raise PeerMissing(INSTALL) from error
        places = [{"place": place} for place in range(len(texts))]
        self._retriever = retriever.from_texts(texts, metadatas=places, bm25_params={"k1": K1, "b": B}, preprocess_func=tokens)

    def rank(self, question: str, count: int) -> list[int]:
        self._retriever.k = count
        return [document.metadata["place"] for document in self._retriever.invoke(question)]
