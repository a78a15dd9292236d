"""Embeddings, behind LangChain's interface: the shipped static model without torch, anything else by sentence-transformers."""

import json
from pathlib import Path

from langchain_core.embeddings import Embeddings

from assistant.errors import SettingsError


class StaticEmbeddings(Embeddings):
    """A static SentenceTransformer folder, served by model2vec: token vectors are averaged, torch is not needed."""

    def __init__(self, folder: Path) -> None:
        from model2vec import StaticModel

        self._model = StaticModel.from_pretrained(folder)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._model.encode(texts, use_multiprocessing=False).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class TransformerEmbeddings(Embeddings):
    """Any SentenceTransformer name or path. Texts and questions take the model's own prompts where it has them."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise SettingsError(
                f"embedding {name!r} needs the extra 'models'; install it: pip install 'marketing-assistant[models]'"
            ) from error
        try:
            self._model = SentenceTransformer(name)
        except (OSError, ValueError) as error:
            raise SettingsError(f"embedding {name!r} cannot be loaded ({error}); give a SentenceTransformer name or folder") from error

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._model.encode_document(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        return self._model.encode_query(text).tolist()  # type: ignore[no-any-return]


def load_embeddings(name: str) -> Embeddings:
    """The embedding of this name or folder. Raises SettingsError when it cannot be loaded."""
    folder = Path(name)
    return StaticEmbeddings(folder) if _is_static(folder) else TransformerEmbeddings(name)


def embedding_key(name: str) -> str:
    """What stored vectors are filed under: the name, and for a folder also when its weights were written."""
    folder = Path(name)
    if not folder.is_dir():
        return name
    stamps = [f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in sorted(folder.rglob("*.safetensors"))]
    return ";".join([folder.name, *stamps])


def _is_static(folder: Path) -> bool:
    modules = folder / "modules.json"
    if not modules.is_file():
        return False
    types = [module["type"] for module in json.loads(modules.read_text(encoding="utf-8"))]
    return len(types) == 1 and types[0].endswith("StaticEmbedding")
