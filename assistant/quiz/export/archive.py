"""Zip files whose bytes depend on their content alone."""

import io
import re
import zipfile
from collections.abc import Iterable

_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_NO_STAMP = b"2000-01-01T00:00:00Z"


def packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of the members in the order given."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return file.getvalue()


def repacked(office_file: bytes) -> bytes:
    """An .xlsx or .docx without the times at which it was made."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents[_CORE] = _STAMP.sub(_NO_STAMP, contents[_CORE])
    return packed(contents.items())
