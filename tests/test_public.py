import subprocess
import sys
from pathlib import Path

from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

import assistant as package
from assistant.answering.engine import Assistant
from assistant.retrieval.retriever import AssistantRetriever

ROOT = Path(__file__).resolve().parent.parent


def test_the_public_names_are_these_and_each_can_be_used() -> None:
    assert sorted(package.__all__) == [
        "Answer",
        "Assistant",
        "AssistantError",
        "AssistantRetriever",
        "Settings",
        "Turn",
        "answer_object",
        "build_index",
        "load_settings",
        "open_assistant",
    ]
    assert all(getattr(package, name) is not None for name in package.__all__)


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys, typing, importlib; before = set(sys.modules); import assistant; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "['assistant']"


def test_the_retriever_serves_a_chain_of_somebody_elses(assistant: Assistant) -> None:
    retriever = AssistantRetriever(searcher=assistant.searcher, k=2)
    seen: list[str] = []

    def join(documents: list[object]) -> str:
        seen.append("\n".join(document.page_content for document in documents))  # type: ignore[attr-defined]
        return seen[-1]

    prompt = ChatPromptTemplate.from_template("根据：{context}\n回答：{question}")
    chain = (
        {"context": retriever | join, "question": RunnablePassthrough()}
        | prompt
        | FakeListChatModel(responses=["大约4比2比1"])
        | StrOutputParser()
    )
    assert chain.invoke("头三家的盘子各占多大") == "大约4比2比1"
    assert "4∶2∶1" in seen[0]
    [first, _] = retriever.invoke("头三家的盘子各占多大")
    assert first.metadata["passage"] == "law-07#份额"
    assert first.metadata["origins"] == [{"file": "deck.txt", "start": 0, "end": 40}]
