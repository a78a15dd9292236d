"""Every error that this product raises on purpose.

    AssistantError
    ├── SettingsError      a setting that cannot be used
    ├── CorpusError        a card, list or source table that breaks the contract
    ├── DocumentError      one input file that cannot be read; the others go on
    ├── DataDirError       the data directory: missing, not writable, full
    │   └── DataDirBusy    another process is writing to it
    ├── IndexUnavailable   there is no usable index; says how to build one
    ├── AccountError       a name, password or role that cannot be used
    ├── InputError         a question or an argument that cannot be worked with
    └── ValueModelError    a calculation outside its formula's domain

The message says what was wrong, with the value, and what to do. Messages that a reader of the web page meets are in
Chinese; those of the terminal and the logs are in English.
"""

from collections.abc import Sequence
from typing import Self


class AssistantError(Exception):
    """Base of all errors raised on purpose; its text can be shown as it is."""


class SettingsError(AssistantError):
    """A setting has a value that cannot be used."""


class Breach(str):
    """A line of a CorpusError about one field of a card, for a terminal; `chinese` says it to whoever fills in a form."""

    field: str
    chinese: str

    def __new__(cls, name: str, field: str, words: str, chinese: str) -> Self:
        """`name` is the file's."""
        line = super().__new__(cls, f"{name}: {field}: {words}")
        line.field, line.chinese = field, chinese
        return line


class CorpusError(AssistantError):
    """A card or one of the corpus tables breaks the contract.

    `problems` holds one line each: file, field, what is wrong, what to do; lines on a single card are breaches.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class DocumentError(AssistantError):
    """One input file cannot be read; the message names it. `chinese` says why to whoever put the file in on the web page."""

    def __init__(self, message: str, chinese: str = "读不了这个文件。") -> None:
        super().__init__(message)
        self.chinese = chinese


class DataDirError(AssistantError):
    """The data directory cannot be used."""


class DataDirBusy(DataDirError):
    """Another process holds the write lock of the data directory."""


class IndexUnavailable(AssistantError):
    """No usable index is there."""


class AccountError(AssistantError):
    """A name, password or role of an account that cannot be used."""


class InputError(AssistantError):
    """A question or argument that cannot be worked with; the text is Chinese, for the reader."""


class ValueModelError(AssistantError):
    """An input lies outside the domain of a formula; the text is Chinese, for the reader."""
