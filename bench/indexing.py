"""Passages of a public set as plain files of this project: the build that users run, with the reading replaced.

Each passage becomes a document with one passage of the same id, uncut, so that the set's judgements hold.
"""

import hashlib
from collections.abc import Iterable
from unittest import mock

from assistant import build
from assistant.build import BuildReport
from assistant.ingest.load import LoadedFile
from assistant.settings import Settings
from assistant.types import Document, FileReport, Origin, Passage, Sentence


def index_whole(settings: Settings, passages: Iterable[tuple[str, str]]) -> BuildReport:
    """Build an index of these (id, text) pairs in the data directory of `settings`."""
    material = build._Material(files=[_file(passage_id, text) for passage_id, text in passages])
    with mock.patch.object(build, "_read", lambda *_: material):
        return build.build_index(settings, corpus=False)


def _file(name: str, text: str) -> LoadedFile:
    document = Document(name, name, name, hashlib.sha256(text.encode()).hexdigest(), "text", text)
    sentence = Sentence(0, len(text), (Origin(name, 0, len(text)),))
    passage = Passage(f"{name}#1", name, name, "", text, 0, len(text), None, "text", (sentence,))
    return LoadedFile(document, (passage,), FileReport(name, None, 1, len(text), {}, ()))
