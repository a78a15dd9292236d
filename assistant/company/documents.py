"""The company's documents: files in a folder of the data directory that every index takes in, and who put them there."""

import hashlib
import re
import shutil
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import sqlalchemy as sa

from assistant.company.database import CompanyDatabase, documents

MAX_NAME_CHARS = 80  # of which none is longer than three bytes in a file's name
INCOMING = "incoming"  # where files wait until they are taken in, and lie until they are gone for good
_FORBIDDEN = re.compile(r'[<>:"/\\|?*#%~\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class Put:
    """A file of the folder; `who` is empty where nobody put it in here. `at` is in seconds since 1970, `size` in bytes."""

    name: str
    size: int
    who: str
    at: float


def tidy_name(name: str) -> str:
    """What a file is called here: the last part of what a browser sent, without what a path, a link or a reader could stumble over."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    name = " ".join(_FORBIDDEN.sub("_", name).split()).strip(". ")
    path = PurePosixPath(name or "_")
    suffix = path.suffix[:12]
    return f"{path.stem[: MAX_NAME_CHARS - len(suffix)].strip() or '_'}{suffix}"


class Documents:
    """The folder and its records. Only one change at a time may be under way; `changing` puts back what a failed one has moved."""

    def __init__(self, data_dir: Path, folder: Path, database: CompanyDatabase, clock: Callable[[], float]) -> None:
        self.folder = folder
        self._incoming = data_dir / INCOMING
        self._database = database
        self._clock = clock
        shutil.rmtree(self._incoming, ignore_errors=True)  # what a killed server left behind

    def all(self) -> dict[str, Put]:
        """The files by name."""
        with self._database.reading() as connection:
            rows = {row.name: row for row in connection.execute(sa.select(documents))}
        found = {}
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if path.is_file() and not path.name.startswith("."):
                stat, row = path.stat(), rows.get(path.name)
                found[path.name] = Put(path.name, stat.st_size, row.who if row else "", row.at if row else stat.st_mtime)
        return found

    def path(self, name: str) -> Path:
        """Where a file of the folder lies. Its name comes from an address: it must be one that there is."""
        if name not in self.all():
            raise KeyError(name)
        return self.folder / name

    def receive(self) -> Path:
        """A new folder for files that are being sent."""
        folder = self._incoming / uuid.uuid4().hex
        folder.mkdir(parents=True)
        return folder

    def sums(self) -> dict[str, str]:
        """The name of a file by the SHA-256 of its content."""
        return {sha256(self.folder / name): name for name in self.all()}

    @contextmanager
    def changing(self) -> Iterator["Change"]:
        """Files may be added and taken out; if what follows fails, all of them are where they were."""
        aside = self.receive()
        try:
            with ExitStack() as undo:
                change = Change(self.folder, aside, undo)
                yield change
                undo.pop_all()
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        rows = [{"name": name, "who": who, "at": self._clock()} for name, who in change.added.items()]
        with self._database.writing() as connection:
            connection.execute(documents.delete().where(documents.c.name.in_([*change.gone, *change.added])))
            if rows:
                connection.execute(documents.insert(), rows)


class Change:
    """Moves files into the folder and out of it, and remembers the way back."""

    def __init__(self, folder: Path, aside: Path, undo: ExitStack) -> None:
        self._folder = folder
        self._aside = aside
        self._undo = undo
        self.added: dict[str, str] = {}
        self.gone: list[str] = []

    def add(self, path: Path, name: str, who: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._move(path, self._folder / name)
        self.added[name] = who

    def take_out(self, name: str) -> None:
        self._move(self._folder / name, self._aside / name)
        self.gone.append(name)

    def _move(self, source: Path, target: Path) -> None:
        source.rename(target)
        self._undo.callback(target.rename, source)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
