"""Forms as they come in and what follows them, for every page that has one: fields with limits, files, the way onward, downloads."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from assistant.errors import InputError

PRIVATE = {"cache-control": "no-store"}  # it may name people
MOST_FIELDS = 6000  # of a form: a paper of 200 items at once
MAX_TEXT_CHARS = 3000  # of one field
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # no file format carries them


class Fields:
    """The fields of a form by name, each with all its values: trimmed, without control characters, lines ended as here."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    def all(self, name: str) -> list[str]:
        return [_CONTROL.sub("", value).replace("\r\n", "\n").strip() for value in self._values.get(name, ())]

    def text(self, name: str, label: str = "", most: int = MAX_TEXT_CHARS) -> str:
        """The one value of a field, empty where it was not sent."""
        value = (self.all(name) or [""])[0]
        if len(value) > most:
            raise InputError(f"{label or name}有{len(value)}个字，最多{most}个字。请写短一些。")
        return value

    def as_typed(self, name: str) -> str:
        """The one value of a field, to the character: for passwords."""
        return next(iter(self._values.get(name, ())), "")

    def number(self, name: str, label: str, low: int, high: int) -> int | None:
        """A whole number from `low` to `high`; None for an empty field."""
        text = self.text(name, label, 20)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,10}", text) or not low <= int(text) <= high:
            raise InputError(f"{label}“{text}”不行，要是{low}到{high}之间的整数。请改好再提交。")
        return int(text)

    def lines(self, name: str, label: str, most: int) -> tuple[str, ...]:
        """The lines of a field that are not empty."""
        found = tuple(line.strip() for line in self.text(name, label).split("\n") if line.strip())
        if len(found) > most:
            raise InputError(f"{label}有{len(found)}行，最多{most}行。请删掉几行。")
        return found


async def posted(request: Request) -> Fields:
    """The fields of the form that a request brings; files are read by whoever wants one."""
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        values: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                values.setdefault(name, []).append(value)
    return Fields(values)


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    raw: bytes


async def uploaded(request: Request) -> Upload:
    """The file of a form. Raises InputError where there is none."""
    async with request.form(max_files=1, max_fields=4) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise InputError("没有选文件。请选好再提交。")
        return Upload(file.filename, await file.read())


Posted = Annotated[Fields, Depends(posted)]
Uploaded = Annotated[Upload, Depends(uploaded)]


def onward(request: Request, path: str) -> Response:
    """After a form was worked: the browser asks for the page that shows it, so that a reload sends nothing twice."""
    return RedirectResponse(request.scope.get("root_path", "") + path, 303)


def attachment(file: bytes, name: str, media_type: str) -> Response:
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}", **PRIVATE}
    return Response(file, media_type=media_type, headers=headers)
