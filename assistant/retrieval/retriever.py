"""This project's retrieval as a LangChain retriever, for chains of somebody else's."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.retrieval.search import Searcher
from assistant.types import Hit


class AssistantRetriever(BaseRetriever):
    """The best `k` passages for a question, as LangChain documents; their metadata names the passage, its place and its origins."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    k: int = 4

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(hit) for hit in self.searcher.search(query, self.k)]


def _document(hit: Hit) -> Document:
    passage = hit.passage
    metadata: dict[str, Any] = {
        "passage": passage.id,
        "title": passage.title,
        "heading": passage.heading,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
        "origins": [{"file": origin.file, "start": origin.start, "end": origin.end} for origin in passage.origins],
    }
    return Document(page_content=passage.text, metadata=metadata)
