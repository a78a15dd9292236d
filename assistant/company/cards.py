"""The company's own cards: Markdown files over the shipped ones, in the form of the corpus, and every version that anybody saved.

The folder is what is read, by the page and by the terminal alike; the versions are there to see who changed what, and to go back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from assistant.company.database import CompanyDatabase, versions
from assistant.ingest.cards import OWN_GROUP

Deed = Literal["saved", "removed", "restored", "by hand"]
State = Literal["waiting", "in use", "failed"]
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Version:
    """What somebody made of a card; `text` None took the company's card away. `at` is in seconds since 1970."""

    id: int
    card_id: str
    who: str
    at: float
    deed: Deed
    group: str
    text: str | None
    state: State


@dataclass(frozen=True, slots=True)
class Held:
    """A card's text and the group that it lies in; `own` where it is the company's, not a shipped one."""

    text: str
    group: str
    own: bool


class OwnCards:
    """The overlay in `folder` over the shipped cards in `shipped`, with its versions."""

    def __init__(self, folder: Path, shipped: Path, database: CompanyDatabase, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._shipped = shipped
        self._database = database
        self._clock = clock

    def held(self, card_id: str) -> Held | None:
        """The card as it stands on disk: the company's, else the shipped one."""
        for folder in (self._folder, self._shipped):
            if path := _find(folder, card_id):
                return Held(path.read_text(encoding="utf-8"), path.parent.name, folder is self._folder)
        return None

    def is_shipped(self, card_id: str) -> bool:
        return _find(self._shipped, card_id) is not None

    def add_version(self, card_id: str, who: str, deed: Deed, group: str, text: str | None) -> int:
        """Keep a version that waits to be taken into use, behind the one on disk where somebody changed that by hand; gives its number."""
        before = self.held(card_id)
        last = self.in_use(card_id)
        row = {"card_id": card_id, "at": self._clock()}
        rows = []
        if before is not None and before.own and (last is None or last.text != before.text):
            rows.append({**row, "who": "", "deed": "by hand", "group": before.group, "text": before.text, "state": "in use"})
        rows.append({**row, "who": who, "deed": deed, "group": group, "text": text, "state": "waiting"})
        with self._database.writing() as connection:
            for one in rows:
                number = connection.execute(versions.insert(), one).inserted_primary_key
        return int(number[0]) if number else 0

    def judge(self, version_id: int, state: State) -> None:
        """Say what became of a version."""
        with self._database.writing() as connection:
            connection.execute(versions.update().where(versions.c.id == version_id).values(state=state))

    def version(self, version_id: int) -> Version | None:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(versions).where(versions.c.id == version_id)).first()
        return Version(*row) if row else None

    def history(self, card_id: str) -> list[Version]:
        """The versions of a card, newest first."""
        query = sa.select(versions).where(versions.c.card_id == card_id).order_by(versions.c.id.desc())
        with self._database.reading() as connection:
            return [Version(*row) for row in connection.execute(query)]

    def in_use(self, card_id: str) -> Version | None:
        """The version that was last taken into use."""
        return next((version for version in self.history(card_id) if version.state == "in use"), None)

    def latest(self) -> dict[str, Version]:
        """For each card that the company has ever changed, the version last taken into use."""
        query = sa.select(versions).where(versions.c.state == "in use").order_by(versions.c.id)
        with self._database.reading() as connection:
            return {row.card_id: Version(*row) for row in connection.execute(query)}

    def write(self, card_id: str, group: str, text: str | None) -> Callable[[], None]:
        """Put the company's card into the folder, or take it out; gives the way back."""
        old = _find(self._folder, card_id)
        before = old.read_bytes() if old else None
        new = self._folder / group / f"{card_id}.md" if text is not None else None
        if new is not None and text is not None:
            _write(new, text.encode())
        if old is not None and old != new:
            old.unlink()

        def put_back() -> None:
            if old is not None and before is not None:
                _write(old, before)
            if new is not None and new != old:
                new.unlink()

        return put_back


def is_group(group: str, groups: object) -> bool:
    """Whether cards may lie in `group`: a folder that there is, or the company's own."""
    return group == OWN_GROUP.id or (isinstance(groups, dict) and group in groups)


def _find(folder: Path, card_id: str) -> Path | None:
    """The file of a card below a folder; what is no id has none."""
    if not _ID.fullmatch(card_id):
        return None
    return next(iter(sorted(folder.glob(f"*/{card_id}.md"))), None)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)
