"""From a question to ranked passages.

    score = 0.7 · BM25 / best BM25  +  0.3 · best cosine of the entry's records

The candidates are the union of both sides' best; both scores are exact for each of them. Weighted scores were
measured better than reciprocal ranks here, where one side is much the weaker (`python -m bench retrieval`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.library import Library
from assistant.retrieval.index import SearchIndex, Vectors, normalise_rows
from assistant.retrieval.rerank import RERANKED, Reranker
from assistant.retrieval.tokens import tokenize
from assistant.types import Hit

LEXICAL_WEIGHT = 0.7
DENSE_WEIGHT = 0.3
NAMED_BONUS = 0.15  # a card that the question names goes before one that only speaks of it
CANDIDATES = 50


class Searcher:
    """Ranks the entries of an index for a question, and names the passage of each that should lead."""

    def __init__(self, index: SearchIndex, library: Library, embeddings: Embeddings, reranker: Reranker | None = None) -> None:
        self._index = index
        self._library = library
        self._embeddings = embeddings
        self._reranker = reranker
        self._vector = lru_cache(maxsize=64)(self._embed_question)  # searched with, judged and composed by: asked for more than once
        self._entry_of = {row.document_id: place for place, row in enumerate(index.entries)}

    def close(self) -> None:
        self._index.close()

    @property
    def fingerprint(self) -> str:
        """Another one for every index that could answer otherwise."""
        return self._index.manifest.fingerprint

    @property
    def synonyms(self) -> Mapping[str, Sequence[str]]:
        """The rows of synonyms that the index was made with."""
        return self._index.manifest.synonyms

    def search(self, question: str, limit: int = 8, named: Sequence[str] = ()) -> list[Hit]:
        """The best entries, best first, each by its leading passage. `named` are ids of cards that the question names."""
        vector = self._vector(question)
        lexical = self._index.lexical.scores(tokenize(question, self._index.terms))
        best = float(lexical.max(initial=0.0))
        candidates = self._candidates(lexical, vector, set(named))
        scored = []
        for entry in candidates:
            similarities = self._index.similarities(entry, vector)
            lead = int(similarities.argmax())
            words = float(lexical[entry]) / best if best else 0.0
            score = LEXICAL_WEIGHT * words + DENSE_WEIGHT * float(similarities[lead])
            if self._index.entries[entry].document_id in named:
                score += NAMED_BONUS
            scored.append((score, entry, lead, {"lexical": float(lexical[entry]), "dense": float(similarities[lead])}))
        scored.sort(key=lambda row: (-row[0], row[1]))
        if self._reranker is None:
            return self._hits(scored[:limit])
        return self._reranked(question, self._hits(scored[: max(limit, RERANKED)]), self._reranker)[:limit]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, a row each."""
        return normalise_rows(np.asarray(self._embeddings.embed_documents(list(texts)), dtype=np.float32))

    def section_likeness(self, question: str, document_id: str) -> dict[str, float]:
        """For each passage of a card, the best cosine of the question with the records that lead to it: its text and its asks."""
        entry = self._entry_of.get(document_id)
        if entry is None:
            return {}
        best: dict[str, float] = {}
        for passage_id, similarity in zip(
            self._index.entries[entry].passages, self._index.similarities(entry, self._vector(question)), strict=True
        ):
            best[passage_id] = max(best.get(passage_id, -1.0), float(similarity))
        return best

    def held(self, tokens: Iterable[str], document_id: str) -> set[str]:
        """Those of `tokens` that a card holds in its names, sections or asks."""
        entry = self._entry_of.get(document_id)
        return set() if entry is None else {token for token in tokens if self._index.lexical.holds(entry, token)}

    def lack_likeness(self, question: str) -> float:
        """Best cosine of the question with what any card is known not to answer; 0 where nothing is."""
        return self._index.lack_similarity(self._vector(question))

    def _embed_question(self, question: str) -> Vectors:
        return normalise_rows(np.asarray(self._embeddings.embed_query(question), dtype=np.float32))

    def _reranked(self, question: str, hits: list[Hit], reranker: Reranker) -> list[Hit]:
        """The hits in the order of the cross-encoder, with its scores."""
        texts = [f"{hit.passage.title} {hit.passage.heading}\n{hit.passage.text}" for hit in hits]
        scored = zip(hits, reranker.scores(question, texts), strict=True)
        return sorted((replace(hit, score=score, why={**hit.why, "rerank": score}) for hit, score in scored), key=lambda hit: -hit.score)

    def _candidates(self, lexical: Vectors, vector: Vectors, named: set[str]) -> list[int]:
        """Entries that either side ranks high or that the question names."""
        count = min(CANDIDATES, len(lexical))
        top = np.argpartition(-lexical, count - 1)[:count] if count else np.empty(0, dtype=int)
        chosen = {int(entry) for entry in top if lexical[entry] > 0}
        if vector.any():
            chosen.update(self._index.nearest(vector, CANDIDATES))
        if named:
            chosen.update(place for place, row in enumerate(self._index.entries) if row.document_id in named)
        return sorted(chosen)

    def _hits(self, scored: list[tuple[float, int, int, dict[str, float]]]) -> list[Hit]:
        leads = {entry: self._index.entries[entry].passages[lead] for _, entry, lead, _ in scored}
        passages = self._library.passages(list(leads.values()))
        # A passage that a writer has just removed is left out; the next opening sees the new index.
        return [Hit(passages[leads[entry]], score, why) for score, entry, _, why in scored if leads[entry] in passages]
