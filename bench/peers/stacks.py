"""The peers, put together as their documentation does: `python stacks.py JOB.json`, in the environment of requirements.txt."""

import logging
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jieba  # type: ignore[import-not-found]
from job import Job, best, run  # type: ignore[import-not-found]  # beside this script

warnings.simplefilter("ignore")  # langchain-community announces its end on import
jieba.setLogLevel(logging.ERROR)

DEPTH = 10  # passages of each retriever; two of one card count once
CHUNK_CHARS, OVERLAP_CHARS = 1000, 200  # LangChain's own tutorial
# For languages without spaces between words, from LangChain's how-to on splitting.
SEPARATORS = ["\n\n", "\n", " ", ".", ",", "\u200b", "，", "、", "．", "。", ""]

Rank = Callable[[str], list[str]]


def open_stack(job: Job) -> Rank:
    """The retriever that the job names, over the job's cards."""
    jieba.initialize()
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(job.cards).glob("*.md"))}
    match job.system:
        case "langchain-bm25":
            return _langchain(_bm25(_chunks(texts)))
        case "langchain-chroma":
            return _langchain(_chroma(_chunks(texts), job))
        case "langchain-ensemble":
            return _langchain(_ensemble(_chunks(texts), job))
        case "llamaindex-bm25":
            return _llama_index(texts, str)
        case "llamaindex-bm25-jieba":
            return _llama_index(texts, _spaced)
    raise ValueError(f"no stack {job.system!r}")


# LangChain


def _chunks(texts: dict[str, str]) -> list[Any]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # type: ignore[import-not-found]

    splitter = RecursiveCharacterTextSplitter(separators=SEPARATORS, chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS)
    chunks: list[Any] = splitter.create_documents(list(texts.values()), [{"card": card} for card in texts])
    return chunks


def _bm25(chunks: list[Any]) -> Any:
    from langchain_community.retrievers import BM25Retriever  # type: ignore[import-not-found]

    return BM25Retriever.from_documents(chunks, preprocess_func=jieba.lcut, k=DEPTH)


def _chroma(chunks: list[Any], job: Job) -> Any:
    from langchain_chroma import Chroma  # type: ignore[import-not-found]
    from langchain_core.embeddings import Embeddings
    from model2vec import StaticModel

    class Static(Embeddings):
        """The project's embedding, as its model card says to serve it."""

        model = StaticModel.from_pretrained(job.embedding)

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = self.model.encode(texts, use_multiprocessing=False).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    cosine = {"hnsw": {"space": "cosine"}}
    store = Chroma.from_documents(chunks, Static(), persist_directory=job.scratch, collection_configuration=cosine)
    return store.as_retriever(search_kwargs={"k": DEPTH})


def _ensemble(chunks: list[Any], job: Job) -> Any:
    from langchain_classic.retrievers import EnsembleRetriever  # type: ignore[import-not-found]

    return EnsembleRetriever(retrievers=[_bm25(chunks), _chroma(chunks, job)], weights=[0.5, 0.5])


def _langchain(retriever: Any) -> Rank:
    return lambda question: best(document.metadata["card"] for document in retriever.invoke(question))


# LlamaIndex


def _llama_index(texts: dict[str, str], prepare: Callable[[str], str]) -> Rank:
    """Its BM25Retriever has no tokenizer to set (the parameter is ignored): words are put apart with spaces instead."""
    from llama_index.core import Document  # type: ignore[import-not-found]
    from llama_index.core.node_parser import SentenceSplitter  # type: ignore[import-not-found]
    from llama_index.retrievers.bm25 import BM25Retriever  # type: ignore[import-not-found]

    nodes = SentenceSplitter().get_nodes_from_documents([Document(text=text, id_=card) for card, text in texts.items()])
    for node in nodes:
        node.set_content(prepare(node.get_content()))
    plain: dict[str, Any] = {} if prepare is str else {"skip_stemming": True, "token_pattern": r"(?u)\b\w+\b"}
    retriever = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=DEPTH, **plain)
    return lambda question: best(found.node.ref_doc_id for found in retriever.retrieve(prepare(question)))


def _spaced(text: str) -> str:
    return " ".join(jieba.lcut(text))


if __name__ == "__main__":
    run(open_stack)
